"""The headings under which systems and people keep what an export holds.

Headings are those of the systems whose exports are public (Salesforce, HubSpot, Dynamics 365, Pipedrive, Zoho, Odoo,
NetSuite, SAP, Oracle, QuickBooks, Xero, Shopify, WooCommerce, Magento, BigCommerce, Stripe, Amazon, Olist, Veeva,
Kingdee, Yonyou, Chanjet, Fxiaoke, Xiaoshouyi, DingTalk, WeCom) as labels and as API names, and those that people write
in English, Chinese, German, French, Spanish, Portuguese and Japanese. Of the words of a column the first that is there
is taken.
"""

from __future__ import annotations

import re

from salesim.world.address_headings import ADDRESS_HEADINGS


def words(text: str) -> tuple[str, ...]:
    """Headings, separated by semicolons and line ends."""
    return tuple(word for part in re.split(r"[;\n]", text) if (word := part.strip()))


CUSTOMER = words(
    """
    customer_unique_id; customer_id; customer id; account_id; accountid; account id; account_vod__c; account name.id;
    associated company ids; associated company id; parentcustomerid; customerid; client_id; cust_id; customer no;
    customer_no; customer number; customer code; sell-to customer no.; bill-to customer no.; sold_to_org_id;
    sold-to party; partner_id; partner_id/id; org_id; organization id; company id; whatid; user_id; user id;
    account number; debtor; debtor no; customer; client; account; kundennummer; kunden-nr; kundennr; kdnr; kunden-id;
    debitor; debitorennummer; kunnr; kunde; 客户编号; 客户ID; 客户编码; 客户代码; 客户号; 客户; 往来单位编码; 买家ID;
    会员编号; 购货单位编码; 得意先コード; 顧客コード; 顧客番号; 取引先コード; num_client; code client; numero client;
    id_client; client n°; cliente_id; codigo cliente; id cliente; no. cliente; codigo do cliente; cliente;
    parentaccountid; customer code (tiers); code tiers; lead_id; client code; clientcode; outlet code; store code;
    buyer user id; buyer username; username (buyer); 终端编码; 门店编码; 会员ID; cod. cliente; compte tiers;
    code (tiers); client id; account ref; cardcode; kunag; fcustid.fnumber; ccuscode; 下单帐号; 下单账号; kd.-nr.;
    kd-nr; kdnr.; kd nr; kunden nr; codice cliente; 得意先; customer id (external); client ref; cust_nbr; cust nbr;
    cust no; cust no.; cust #; customer #; account #; acct no; acct; 购方税号; physician_id;
    physician id; doctor_id; doctor id; hcp_id; hcp id; prescriber_id; prescriber id; 医生编号; 医生ID;
    customer email; email address; email;
    e-mail; buyer-email; buyer email; billing email
    """
)
CUSTOMER_NAME = words(
    """
    customer_name; customer name; account name; account_name; customername; company name; company; client name;
    associated company; organization; organization name; organisation; potential customer; parent customer; partner;
    sold-to party name; sell-to customer name; bill-to name; bill to name; ship-to name; name 1; name1;
    customer full name; customer description; customer/client; buyer; buyer name; party name; particulars;
    customer:company; store; outlet; shop; doctor; hcp; physician; prescriber; 医生;
    医生姓名; dealer name; business name; trading name; partner name;
    display name; 客户名称; 客户姓名; 客户简称; 客户全称; 公司名称; 公司; 企业名称; 购货单位; 往来单位; 买家会员名;
    买家昵称; 收货人; 单位名称; 门店名称; 终端名称; 药店名称; 医院名称; kundenname; firma; firmenname; kunde/firma;
    auftraggeber; empfanger; nom du client; client; raison sociale; societe; empresa; nombre del cliente;
    nombre cliente; cliente; razon social; nome do cliente; razao social; nome fantasia; 得意先名; 顧客名; 取引先名;
    会社名; 取引先; contact name; contactname; contact; contacts; accounts; lead_name; kontakt; kontaktname; kaufer;
    kundenbezeichnung; nome do contato; cliente (nome fantasia); nombre; intitule client; intitule; tiers;
    nom du tiers; 往来单位名称; 购货单位名称; 买家姓名; 终端; 门店; 客户公司; 买方名称; 购买方名称; 収件人;
    取引先名称; お客様名; 会社; 請求先; receiver name; full name; customer company; client/customer; organizationname;
    destinatario; cardname; fcustid.fname; ccusname; invoice partner display name; partner display name;
    customer/project; nom du compte; nombre de la cuenta; nome da conta; 客户名; 关联的公司; 关联公司; 潜在客户;
    公司名; 取引先企業; 注文者名; 收件人; 注文者; accountname; nome cliente; ragione sociale; company / account;
    bill to; bill-to; sold-to; sold to; ship to name; kundin/kunde; job/customer; location name; site;
    customer/vendor; subject name; 客户/供应商; 客商; 客户（公司）; 購買者名; 届け先; main line (name); cust_nm;
    cust name; customer nm; 购方名称; 购买方; comprador; nome do comprador; nombre del comprador; client name/company;
    lead name
    """
)
REP = words(
    """
    rep_id; sales_rep_id; salesrep_id; salesperson_id; salespersonid; owner_id; ownerid; owner id; user_vod__c;
    userid; hubspot_owner_id; employee_id; employee id; seller_id; sales rep id; account owner.id; deal owner.id; rep;
    sales_rep; sales rep; salesperson; sales person; salesman; seller; owner; account owner; deal owner;
    opportunity owner; deal - owner; company owner; contact owner; employee; sales_employee; salesperson code;
    salesperson_code; user; assigned to; assigned_user_name; created by; rep name; sales representative;
    account manager; account executive; ae; agent; representative; territory rep; 业务员; 销售代表; 销售人员; 销售员;
    代表编号; 工号; 员工编号; 负责人; 业务代表; 代表; 跟进人; 客户所有人; 机会所有人; 所有人; 拜访人; 销售经理;
    客户经理; 业务人员; 经手人; 负责人姓名; 员工姓名; 姓名; 账号; 归属人; 销售; 提交人; 创建人; vertreter; verkaufer;
    vertriebsmitarbeiter; aussendienst; aussendienstmitarbeiter; sachbearbeiter; betreuer; bearbeiter; vendeur;
    commercial; representant; responsable; charge de clientele; vendedor; comercial; ejecutivo; agente; representante;
    consultor; 担当者; 営業担当; 担当; 営業担当者; sales owner; owned by; ownedby; userresponsible; user responsible;
    responsible; responsible user; user_name; rep code; representativename; representativecode; representative name;
    sold by; slsperson; salesman name; sales executive; sales consultant; meeting organizer; organizer; consultant;
    verantwortlich; verantwortlicher; kundenbetreuer; vendeur (nom); nom commercial; commercial 1; nome do vendedor;
    nombre del vendedor; 拜访人员; 销售业务员; 所属销售; 所属业务员; 跟单员; 导购员; 业务; 商談 所有者; 所有者;
    担当者名; 営業担当者名; 営業; 主担当; deal-inhaber; opportunity-inhaber; account-inhaber; inhaber; fsalerid.fname;
    cpersonname; slpcode; slpname; 交易所有者; 业务机会所有人; 业务机会所有者; 商机所有人; 业务机会 所有人;
    proprietaire de l'opportunite; proprietaire; propietario de la oportunidad; propietario; responsavel;
    proprietario; job lead; technician; field rep; assigned rep; assigned user; dono; 拜访者; 签到人; 執行者; 訪問者;
    営業員; 担当社員; rep/owner; mitarbeiter; aussendienst-ma; ad-mitarbeiter; adm; responsible person; slsrep;
    sls rep; salesrep; 下单人; 开单人; 员工; 拜访员; 录单人; 制单人; 推销员; assigned
    """
)
DISTRIBUTOR = words(
    """
    distributor; distributor_id; dealer; wholesaler; reseller; 经销商; 经销商编号; 经销; 代理商; 配送商
    """
)
PERIOD = words(
    """
    period; quarter; month; fiscal period; year_month; yearmonth; 季度; 月份; 期间; 考核期; 年月; 月; monat; quartal;
    mois; mes; periodo; 期
    """
)
YEAR = words("year; fiscal year; fy; 年度; 年; 年份; jahr; annee; ano; anno; 会計年度")
ORDER = words(
    """
    order_id; order id; order; order no; order_no; order number; order_number; ordernumber; salesorderid;
    sales order no.; sales order; sales order number; salesordernumber; order reference; order ref; amazon-order-id;
    invoice id; invoice_id; invoiceno; invoice no; invoice number; invoice; num; document no.; document_no;
    document number; no.; header_id; entity_id; increment_id; deal id; deal - id; deal_id; opportunity id;
    opportunityid; opportunity; transaction id; transaction_id; receipt number; vertriebsbeleg; vbeln; auftragsnummer;
    auftrag; auftrags-nr; rechnungsnummer; rechnungsnr; rechnung; belegnummer; beleg-nr; belegnr; 订单编号; 订单号;
    单号; 订单ID; 单据编号; 单据号; 销售订单编号; 销售订单号; 出库单号; 发票号; 发票号码; 合同编号; 流水号;
    主订单编号; 交易号; numero de commande; n° commande; commande; numero de facture; n° facture; facture; nº pedido;
    no. pedido; num. pedido; pedido; n° pedido; numero de pedido; folio; factura; nota fiscal; nf; 受注番号; 注文番号;
    伝票番号; 請求書番号; order no.; belegfeld 1; bestellnummer; bestellnr; bestell-nr; sales record number; sinv;
    numero do pedido; numero da nf; documento; numero du document; n° piece; no piece; numero de piece; 订货单号;
    销货单号; 销售单号; 出货单号; 见积番号; documentno; doc no; voucher no.; voucher no; vch/bill no; bill no;
    bill no.; invoice ref; レコード番号; 案件番号; 商談 ID; 商談ID; 注文ID; order reference number; docnum; doc num;
    fbillno; csocode; number; re-nr.; re-nr; rg-nr; rg-nr.; belegnummer 1; 伝票№; 伝票no; 主订单号; 订货单编号;
    datensatz-id; 记录 ID; identifiant; so number; so no; so #; order #; invoice #; deal #; # pedido; pedido #; #;
    订单编码; 合同号; 回款编号; invoice_nbr; inv no; inv_no; # de venta; numero de venta; numero de orden;
    no. de orden; orden; id; record id; (do not modify) opportunity; name
    """
)
ORDERED = words(
    """
    order_date; order date; orderdate; ordered_date; ordered; ordered_at; actual close date; actualclosedate;
    actual_close_date; won time; won date; won_time; deal - won time; close date; closedate; close_date; closing date;
    closed date; date closed; invoice date; invoice_date; invoicedate; transaction_date; transaction date; txn date;
    tran_date; purchase_date; purchase date; purchase-date; order_purchase_timestamp; effectivedate; effective date;
    date_order; posting date; posting_date; when; document date; sale date; sales date; date of sale; sold date;
    booking date; date; day; paid at; created at; created (utc); timestamp; datetime; date/time; belegdatum;
    bestelldatum; auftragsdatum; rechnungsdatum; buchungsdatum; audat; erdat; datum; 下单日期; 订单日期; 成交日期;
    下单时间; 交易日期; 单据日期; 结单日期; 签约日期; 开票日期; 销售日期; 出库日期; 发货日期; 订单创建时间; 付款时间;
    订单付款时间; 日期; 时间; 业务日期; 制单日期; date de commande; date commande; date de facture; date facture;
    fecha de pedido; fecha pedido; fecha factura; fecha de cierre; fecha; data do pedido; data pedido;
    data de emissao; data; 受注日; 注文日; 売上日; 請求日; 日付; date_won; order creation date; createtime;
    create time; documentdate; doc date; sold on; date sold; date ordered; date of order; 订货日期; 订货时间;
    销货日期; 出货日期; 开单日期; 支付时间; 买家付款时间; 创建时间; date du document; date piece;
    fecha de elaboracion; fecha de emision; fecha documento; data da venda; data de fechamento; verkaufsdatum;
    rechnungsdat.; 計上日; 納品日; 成約日; 注文日時; expected close date; est. close date; expectedclosedate;
    完了予定日; 受注予定日; 预计成交日期; docdate; fkdat; fdate; ddate; 订单提交时间; 支付完成时间; 结束日期;
    实际结束日期; schlusstermin; abschlussdatum; date de cloture; invoice/bill date; re-datum; rg-datum; beleg-datum;
    tran date; completed on; won on; closed on; 成交时间; 完成时间; 销售时间; 账单日期; 记账日期; 过账日期;
    purchased on; ordered on; bought on; verkauft am; vendu le; vendido em; 签订日期; 回款日期; 购买日期; inv_dt;
    inv date; actual close; closed at; close; last_stage_change; fecha de venta; fecha venta; fecha de orden;
    date vente; month; year_month; period; po date
    """
)
# Money of one row where an order has several rows, and of the order as a whole, net of tax before gross.
LINE_AMOUNT = words(
    """
    line amount; line_amount; line total; line_total; linetotal; line net; item total; item-price; item subtotal;
    extended price; extended amount; ext price; net value; net_value; nettowert; netwr; order lines/subtotal;
    order lines/total; price_subtotal; sales value; sales value (fc); net sales; net_sales; net sales usd;
    net_sales_usd; gesamtpreis; positionswert; zeilenbetrag; 价税合计; 明细金额; 行金额; 商品金额; 小计; 本币价税合计;
    行合计; montant ligne; importe linea; valor total item; lineamount; product subtotal; sold for; 商品实付金额;
    商品小计; 实付小计; paidprice; paid price; montant ht ligne; fallamount; isum; fallamount_lc; inatsum; ext_amt;
    ext amt; extended amt; ext. price; ingresos por productos
    """
)
AMOUNT = words(
    """
    amount; net amount; net_amount; amount_net; actual revenue; actualvalue; actual value; actual_value;
    value_formatted; value; deal value; deal - value; sales; sale amount; sales amount; sales_amount; revenue;
    turnover; order_value; order value; order_amount; order amount; amount cny; totalamountlessfreight;
    total pre-freight amount; total amount; totalamount; totalprice; total_price; price total; contract value;
    booking amount; acv; arr; tcv; won amount; billed amount; selling price total; betrag; umsatz; summe;
    auftragswert; wert; netto; nettobetrag; summe netto; 订单金额; 销售订单金额; 销售额; 成交金额; 销售金额; 金额;
    含税金额; 总金额; 合同金额; 合计金额; 应收金额; 实付金额; 买家实际支付金额; 销售收入; 不含税金额; 开票金额;
    本币金额; 订单总额; 交易金额; 出库金额; montant; montant ht; total ht; ca; chiffre d'affaires; importe; monto;
    ventas; valor; valor total; total venta; receita; faturamento; 売上; 売上金額; 受注金額; 金額(税抜); paid amount;
    selling amount; how much; total amount ex vat; total excl. vat; total ex vat; total excl vat; amount excl. vat;
    amount excluding vat; amount (net); net; net amount (base); price excl. vat; invoice amount; betrag netto;
    gesamtbetrag netto; umsatz netto; netto gesamt; rechnungsbetrag netto; montant total ht; montant net;
    total produtos; valor dos produtos; valor total da nf; valor da venda; total da venda; importe neto;
    base imponible; 无税金额; 未税金额; 商品金额合计; 订单实付金额; 订货金额; 销货金额; 出货金额; 支付金额; 应付金额;
    成交总额; 受注額; 売上高; 請求金額(税抜); 税抜金額; 案件金額; 结算金额; 商家实收金额; 用户实付金额; 订单应付金额;
    实收金额; 实际收入; untaxed amount signed; untaxed total; summe (netto); nettosumme; total (net); net revenue;
    amount untaxed; gesamt netto; netto summe; amount paid; contract amount; deal size; 回款金额; 签单金额; 签约金额;
    订单合计; 销售总额; 税抜合計; 受注金額(税抜); income; sale value; sales value; 合同总金额; 合同额; 产品总金额;
    inv_amt; amt; net amt; price (total)
    """
)
TOTAL = words(
    """
    subtotal; sub total; sub_total; amount_untaxed; untaxed amount; net total; net_total; total excl. tax; total net;
    order subtotal; order total; order_total; grand total; grand_total; grand total (base); total; amount_total;
    total due; totaldue; invoice total; total paid; gross amount; gross; brutto; bruttobetrag; gesamtbetrag; gesamt;
    summe brutto; total ttc; montant ttc; total con iva; total geral; 总计; 合计; 税込合計; 請求金額; gesamtsumme;
    rechnungsbetrag; total amount incl vat; amount including vat; amount incl. vat; total price; total invoice;
    montant total ttc; importe total; total general; total da nota; valor da nota; gross total; total collected;
    grand total amount; betrag brutto; umsatz (ohne soll/haben-kz); 价税总计; 税価合計; 总价; 总计金额; doctotal;
    total signed; amount total; total due amount; summe (brutto); total (gross); 価格合計; 合計; 合計(税込); 合計金額;
    bestellsumme; auftragssumme; rechnungssumme
    """
)
QUANTITY = words(
    """
    quantity; qty; qty ordered; quantityordered; ordered_quantity; order quantity; order lines/quantity; units;
    units sold; pieces; pcs; count; product_uom_qty; sales order qty; menge; anzahl; auftragsmenge; stuck; 数量;
    销售数量; 订购数量; 件数; 本数; 個数; quantite; qte; cantidad; quantidade; 购买数量; 订货数量; 销货数量; kwmeng;
    qty.; lineitem quantity; 出货数量; unites; qtde; qtd; qte livree; anz.; 商品数量; 商品数量(件); fqty; iquantity;
    件; 箱数; 瓶数; qta; menge (stk)
    """
)
PRICE = words(
    """
    unit price; unit_price; unitprice; price; item price; unit_selling_price; price_unit; price each; priceeach;
    sales price; rate; net price; selling price; order lines/unit price; einzelpreis; stuckpreis; preis; 单价;
    含税单价; 销售单价; 成交价; 単価; prix unitaire; pu ht; precio; precio unitario; preco; preco unitario; 商品单价;
    deal price; unitamount; unit amount; lineitem price; vk netto; netpr; vk-preis; verkaufspreis; preis netto; prix;
    prix ht; p.u. ht; valor unitario; 折后单价; 未税单价; rate (per unit); vk preis; 京东价; ftaxprice; itaxunitprice;
    iunitprice; prezzo; stk-preis; e-preis; einzelpreis netto
    """
)
DISCOUNT = words(
    """
    discount; discount %; discount_percent; discount rate; rabatt; rabatt %; 折扣; 折扣率; 扣率; remise; descuento;
    desconto; 割引; line discount %; disc %; disc.%; disc. %; discount (%); rabatt (%); rabattsatz; remise %;
    taux de remise; % desc; 折扣(%); 折扣率(%); 値引率
    """
)
DISCOUNT_AMOUNT = words(
    """
    discount amount; discount value; line discount amount; rabattbetrag; nachlass; montant remise; importe descuento;
    valor desconto; valor do desconto; 折扣额; 折扣金额; 优惠金额; 优惠; 値引額; 値引金額
    """
)
LINE = words(
    """
    line; line_id; line no; line_no; line number; line_number; order_item_id; orderlinenumber; item no.; row id;
    position; pos; auftragsposition; 行号; 序号; 明细行号; 行番号; sku; product_id; product id; product code;
    productcode; stockcode; ordered_item; item code; item; product; product name; product-name; item name;
    description; article; material; material description; materialnummer; artikelnummer; artikel; bezeichnung;
    order lines/product; product/service; productname; 商品编码; 物料编码; 存货编码; 商品名称; 物料名称; 存货名称;
    产品; 产品名称; 品名; 商品名; 商品; 型号; 规格; produit; producto; produto
    """
)
REFUND = words(
    """
    refund; refund amount; refund total; total refunded; amount refunded; refunded amount; refunded; 退款金额;
    已退金额; 返金額; erstattung; rembourse; reembolso; 订单退款金额; 退款; partial refunds; erstattungsbetrag;
    erstatteter betrag
    """
)
CURRENCY = words(
    """
    currency; currency code; currencyisocode; currency_code; currency_id; amount currency; deal - currency;
    deal currency; transaction currency; transactional_curr_code; curr; ccy; transactioncurrencyid; document currency;
    waerk; wahrung; belegwahrung; 币种; 币别; 结算币别; 货币; 原币; devise; monnaie; moneda; moeda; 通貨; bidcurrency;
    value_currency; wkz umsatz; wkz; 币种名称; 币制; 幣別; 交易币种; doccur; fsettlecurrid.fname; divisa; valuta
    """
)
STATUS = words(
    """
    status; order status; order_status; order-status; item-status; item status; deal - status; deal status;
    opportunity status; invoice status; financial status; payment status; flow_status_code; gbstk; gbsta; docstatus;
    statecode; state code; statuscode; status code; document status; docstatus; sales status; auftragsstatus;
    gesamtstatus; zustand; status_vod__c; 审批结果; 审批状态; 关闭状态; 订单状态; 单据状态; 状态; 成交状态; 审核状态;
    交易状态; 支付状态; 业务状态; 作废状态; 流程状态; 生效状态; statut; etat; estado; estatus; situacao; ステータス;
    状態; 状況; status_label; status_type; opportunitystate; opportunity state; documentstatus; document state;
    docstate; einvoice status; 生命状态; 入金ステータス; 支払ステータス; 請求ステータス; belegstatus; rechnungsstatus;
    bestellstatus; zahlungsstatus; estado del pedido; situacao do pedido; statut de la facture; statut facture;
    fdocumentstatus; fcancelstatus; payment state; payment_state; estado de la factura
    """
)
STAGE = words(
    """
    stage; deal stage; dealstage; deal - stage; stagename; stage name; opportunity stage; sales stage; pipeline stage;
    销售阶段; 商机阶段; 阶段; 机会阶段; phase; etape; etapa; フェーズ; フェイズ; 商談フェーズ; 交易阶段;
    etapa do negocio; 進捗; 商談ステージ; ステージ; verkaufsphase; verkaufsstufe; phase de vente; fase; fase de venta;
    fase da venda
    """
)
TYPE = words(
    """
    document type; doc type; order type; transaction type; txn type; type of document; voucher type; vch type;
    event type; line_category_code; order_category_code; record type; s.o. type; sales document type; vbtyp; auart;
    type; belegart; auftragsart; art; 单据类型; 订单类型; 业务类型; 交易类型; 类型; 红蓝字; 发票类型;
    type de document; tipo; tipo de documento; 伝票区分; 区分; belegtyp; dokumenttyp; documenttypename;
    document type name; tipo documento; type piece; type de piece; fkart
    """
)
FLAGS = {
    "won": words("iswon; is won; is_won; won; hs_is_closed_won; 是否赢单"),
    "deleted": words(
        """
        isdeleted; is deleted; is_deleted; deleted; cancelled; canceled; is cancelled; iscancelled; is_cancelled;
        cancelled at; cancelled_at; canceled at; cancellation date; void; voided; is void; storniert; storno;
        storniert am; geloescht; geloscht; annule; annulee; anulado; anulada; cancelado; cancelada; 是否删除; 已删除;
        是否取消; fksto; 是否作废; 作废; 作废标志; 作废日期; 取消日; キャンセル; 取消
        """
    ),
    "returned": words(
        """
        is return; is_return; isreturn; is returned; returned; is refund; is_refund; is credit; is credit note;
        是否退货; 是否退款; 是否红字; 退货标志; retoure; est un avoir; es devolucion; 返品
        """
    ),
    "rejected": words(
        """
        rejection reason; reason for rejection; reas. rej.; abgru; ablehnungsgrund; absagegrund; lost reason;
        loss reason; lost_reason; 输单原因; 输单理由; 拒绝原因; cancel reason
        """
    ),
    # named by somebody, unlike a column "Closed" with yes and no, which may speak of its payment
    "approved_by": words("approver; cverifier; 审核人; 审批人; 复核人"),
    "closed_by": words("关闭人; 作废人; ccloser; voided by; cancelled by; storniert von"),
}
DUE = words(
    """
    due; due date; due_date; duedate; payment due; 到期日; 应付日期; 应收日期; 到期日期; zahlungsziel; fallig am;
    falligkeit; echeance; vencimiento; vencimento; 支払期日; falligkeitsdatum; date d'echeance; 入金期日;
    fecha de vencimiento; data de vencimento
    """
)
PAID = words(
    """
    paid date; paid_date; payment date; payment_date; date paid; paid on; paid; 回款日期; 付款日期; 到账日期;
    收款日期; bezahlt am; zahlungsdatum; date de paiement; fecha de pago; data de pagamento; 入金日; zahldatum;
    bezahlt; date reglement; 入金日時
    """
)
SINCE = words(
    """
    first_order; first order date; first_order_date; customer since; customer_since; member since; created;
    created_at; created date; create date; createddate; created time; createdon; created on; 首单日期; 建档日期;
    创建日期; 创建时间; 开户日期; 合作日期; 首次下单日期; 取引開始月; 取引開始日; angelegt am; kunde seit;
    date de creation; fecha de alta; data de cadastro; datecreated; date created; date_created
    """
)
CREATED = words(
    """
    created date; createddate; created_at; created at; create date; created time; createdon; created on; deal created;
    deal - deal created; 创建日期; 创建时间; angelegt am; erstellt am; date de creation; fecha de creacion; 作成日;
    date created; datecreated; date_created; 作成日時; erstellungsdatum
    """
)
VISITED = words(
    """
    visit_date; visit date; call_date; call date; call_date_vod__c; check-in date; check-in time; checkin date;
    actualvisitstarttime; activitydate; activity date; activitydatetime; call_datetime_vod__c; meeting date;
    date/time; date; visited; visited_at; 实际拜访时间; 实际拜访日期; completed on; started on; completed at;
    started at; checked in at; check-in timestamp; visit start; visit time; besuchszeit; scheduled on; 计划拜访日期;
    計画日; 实际开始时间; 签到打卡时间; 来访时间; actual date; visited date; actual visit date; date visite;
    date de la visite; fecha visita; data visita; planned date; start; start date; start time; timestamp; datum;
    besuchsdatum; termin; 拜访日期; 拜访时间; 走访日期; 签到时间; 打卡日期; 打卡时间; 巡店日期; 日期; 时间;
    date de visite; date; fecha de visita; fecha; data da visita; data; 訪問日; 訪問日時; 日付; 进店时间; 到店时间;
    签到日期; dateandtime; datetimestart; date and time; visited on; arrival; arrival time; startzeit; beginn;
    start date/time; check in; check-in; checkin time; check_in_time; 到访时间; 拜访开始时间; 开始时间; 訪問開始;
    debut; inicio; besuch am
    """
)
VISIT_STATUS = words(
    """
    status; visit status; status_vod__c; call status; check-in; checked in; done; completed; outcome status; 状态;
    拜访状态; 拜访结果; 完成情况; 完成状态; estado; statut; status; realizado; erledigt; ステータス; 是否有效拜访;
    是否完成; 有效; visit outcome; visitended; visit result; ergebnis; effectuee; effectue; realisee; realise;
    realizada; durchgefuhrt; visited?; 是否拜访; 是否已拜访
    """
)
VISIT_TYPE = words(
    """
    type; activity type; visit type; call type; calltype; check-in type; event type; tipo; art; typ;
    拜访方式; 拜访形式; 拜访类型; 类型; 打卡类型; 活动类型; 种类; 種別; type d'activite
    """
)
PAY = words(
    """
    pay; payout; total_pay; total pay; gross; gross_pay; bonus; commission; commission paid; variable pay; earnings;
    应发; 应发合计; 薪酬; 工资; 实发; 奖金; 达成奖金; 提成; 提成金额; 佣金; provision; pramie; auszahlung; prime;
    comision; comissao; 報酬; 歩合; 金额; amount
    """
)
QUOTA = words(
    """
    quota; salesquota; target; quota_amount; quota amount; target amount; sales target; goal; plan; 目标; 销售目标;
    目标金额; 指标; 月度销售指标; 本月销售目标; 季度指标; 任务; 任务量; 销售任务; ziel; zielumsatz; soll; objectif;
    cuota; objetivo; meta; 目標; 目標金額; 予算
    """
)
POSITION = {
    "lon": words(
        """
        lon; lng; long; longitude; billinglongitude; shippinglongitude; 经度; longitud; lange; laengengrad;
        longitudine; 経度
        """
    ),
    "lat": words(
        """
        lat; latitude; billinglatitude; shippinglatitude; 纬度; latitud; breite; breitengrad; latitudine; 緯度
        """
    ),
}
INDUSTRY = words(
    """
    industry; sector; vertical; branche; 行业; 所属行业; 一级行业; 客户行业; secteur; industria; setor; 業種; segment;
    specialty; specialty_1_vod__c
    """
)
SIZE = words(
    """
    size; company size; account size; customer size; employees; number of employees; numberofemployees; no of employees;
    employee count; headcount; 规模; 企业规模; 公司规模; 客户规模; 人员规模; 员工人数; 员工数; mitarbeiter;
    mitarbeiterzahl; unternehmensgröße; effectif; empleados; funcionarios; 従業員数
    """
)
CHANNEL = words(
    """
    channel; sales channel; customer channel; account channel; account type; customer type; client type; 渠道; 销售渠道;
    客户渠道; 渠道类型; 客户类型; 客户类别; vertriebskanal; vertriebsweg; kundentyp; canal; 販売チャネル
    """
)
PLACE = {**POSITION, **ADDRESS_HEADINGS}
