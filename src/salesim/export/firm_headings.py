"""The headings of what a firm counts and how it is divided: counts of a month, product lines, territories, plans."""

from __future__ import annotations

from salesim.export.headings import words

COUNT_OF_ORDERS = words(
    """
    count of orders; number of orders; order count; n_orders; num_orders; scripts; script count; prescriptions;
    prescription count; number of prescriptions; rx; rx count; trx; nrx; trx count; nrx count; 处方数; 处方量; 处方张数;
    订单数; 订单数量(单); 下单次数; anzahl bestellungen; anzahl auftrage; verordnungen; anzahl verordnungen;
    nombre de commandes; numero de pedidos; 受注件数; 処方数
    """
)
COUNT_OF_VISITS = words(
    """
    count of visits; number of visits; visit count; visits count; n_visits; num_visits; visits; visits made;
    number of calls; call count; calls count; n_calls; calls; calls made; details; detailing; detail count;
    number of details; details count; f2f calls; 拜访次数; 拜访数; 拜访量; 走访次数; 次数; anzahl besuche; 
    besuchsanzahl; besuche; nombre de visites; visites; numero de visitas; visitas; 訪問回数; 訪問件数
    """
)
MONTH = words("month; year_month; yearmonth; year month; period; month of; 月份; 年月; 月; monat; mois; mes; periodo")
PRODUCT_LINE = words(
    """
    product line; product_line; productline; product family; product_family; family; product group; product_group;
    product category; product_category; product_category_name; category name; category; item group; item category;
    item class; business line; business unit; product type; brand; franchise; sub-category; subcategory;
    material group; matkl; itmsgrpnam; categ_id; product category/name; produktlinie; produktgruppe; warengruppe;
    artikelgruppe; warengruppenbezeichnung; 产品线; 产品线名称; 产品类别; 产品分类; 产品大类; 产品族; 商品分类;
    商品类别; 商品类目; 存货分类; 存货大类; 物料分组; 物料类别; 品类; 品牌; 大类; 类目; gamme; famille;
    famille produit; famille d'articles; linea de producto; familia; categoria; linha de produto; grupo de produto;
    商品カテゴリ; 商品区分; 製品ライン; 製品群
    """
)
TERRITORY = words(
    """
    territory; territory name; territory_name; sales territory; salesterritory; territoryid; territory id; district;
    district name; sales district; sales region; sales area; region name; 区域; 销售区域; 大区; 片区; 辖区; 负责区域;
    verkaufsgebiet; gebiet; vertriebsgebiet; verkaufsbezirk; secteur commercial; zona de ventas; zona; território;
    territorio; エリア; 担当エリア; 地区
    """
)
PAY_PLAN = words(
    """
    pay plan; comp plan; compensation plan; commission plan; incentive plan; plan name; plan; scheme; sip;
    commission scheme; 薪酬方案; 提成方案; 奖金方案; 激励方案; 方案; provisionsplan; vergutungsplan;
    plan de commissionnement; plan de comisiones; plano de comissao; 報酬プラン
    """
)
