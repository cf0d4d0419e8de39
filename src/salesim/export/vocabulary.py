"""What the words of status, stage and type columns mean: whether a row is a sale, a visit that was made, or neither.

Words are those of the systems' own lists (Salesforce, HubSpot, Dynamics 365, Pipedrive, Zoho, Odoo, QuickBooks, Xero,
Shopify, WooCommerce, Magento, BigCommerce, Stripe, PayPal, Amazon, SAP, Oracle, NetSuite, Kingdee, Yonyou, Fxiaoke,
Xiaoshouyi, DingTalk, Taobao) and those that people write in English, Chinese, German, French, Spanish, Portuguese and
Japanese. What a word means may hang on the table: an invoice that is open has been sold, an opportunity has not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from enum import StrEnum


class Meaning(StrEnum):
    """What a row is, by its status; the worst of several statuses counts, the later the worse."""

    COUNTS = "counts"
    OPEN = "open"
    RETURNED = "returned"
    LOST = "lost"
    CREDIT = "credit"  # a document of its own that takes something back; its amount is subtracted
    OTHER = "other"  # no sale at all, such as a withdrawal
    UNKNOWN = "unknown"


# Characters of headings and statuses that Taiwan and Hong Kong write otherwise, and how they are written here.
TRADITIONAL = str.maketrans(
    "訂單銷貨號戶編業務員數額價幣別備註狀態開發據類項稅總計廠應實際區縣門點經辦負責時間過審關閉認結賣買絡聯標達獎資產規買簽約讓無贈運費帳稱碼郵遞購電話績匯統現錄",
    "订单销货号户编业务员数额价币别备注状态开发据类项税总计厂应实际区县门点经办负责时间过审关闭认结卖买络联标达奖资产规买签约让无赠运费账称码邮递购电话绩汇统现录",
)


def simplified(text: str) -> str:
    """A text with its traditional Chinese characters as simplified ones, of those that headings use."""
    return text.translate(TRADITIONAL)


def key(word: str) -> str:
    """A word without case, accents, spaces and strokes, in simplified characters.

    >>> key("Closed-Won"), key("Réglée"), key(" 已 审核 "), key("訂單編號")
    ('closedwon', 'reglee', '已审核', '订单编号')
    """
    plain = unicodedata.normalize("NFKD", simplified(word.casefold()))
    return "".join(c for c in plain if c.isalnum())


def _keys(words: str) -> set[str]:
    return {key(word) for word in re.split(r"\s*[;\n]\s*", words) if word.strip()}


WORDS: dict[Meaning, set[str]] = {
    Meaning.COUNTS: _keys(
        """
        won; closed won; closedwon; sold; complete; completed; done; shipped; shipped - delivered to buyer; unshipped;
        partially shipped; partiallyshipped; delivered; fulfilled; partially fulfilled; partial; resolved; activated;
        approved; accepted; confirmed; paid; partially paid; partiallypaid; settled; succeeded; success; successful;
        captured; invoiced; billed; received; processing; processed; awaiting fulfillment; awaiting shipment;
        awaiting pickup; partially refunded; sales order; sale; sales receipt; locked; booked and invoiced; overdue;
        pending fulfillment; pending billing; pending billing/partially fulfilled; created; wc-completed;
        wc-processing; invoice; sales invoice; accrec; express checkout payment; general payment; mobile payment;
        normal; valid; posted; signed; ordered; subscription payment; website payment; charge; order; standard order;
        bezahlt; uberfallig; versendet; verschickt; geliefert; ausgeliefert; abgeschlossen; gewonnen; erledigt;
        verkaufsauftrag; fakturiert; berechnet; teilbezahlt; auftrag; bestatigt; rechnung; verbucht; gebucht; reglee;
        payee; validee; facturee; livree; gagnee; bon de commande; terminee; expediee; acceptee; facture; aceptado;
        entregado; facturado; pagado; pagada; vigente; timbrada; ganada; ganado; enviado; completado; cerrado ganado;
        confirmado; factura; surtido; si; liquidada; atendido; faturado; entregue; pago; concluido; ganho; aprovado;
        pedido; nota fiscal; 已完成; 完成; 已成交; 成交; 已付款; 已支付; 已发货; 部分发货; 已签收; 已收货; 交易成功;
        生效; 已生效; 已审核; 已审; 审核通过; 审批通过; 同意; 通过; 已确认; 确认; 执行完毕; 执行中; 正常; 已出库;
        已开票; 已回款; 赢单; 销售订单; 未作废; 有效; 已提交订单; 已结清; 已交付; 成功; 已履约;
        卖家已发货，等待买家确认; 买家已付款，等待卖家发货; 部分付款; 签约; 已签约; 已结算; 正常销售; 销售; 普通销售;
        标准销售订单; 出荷済; 出荷済み; 納品済; 納品済み; 受注; 受注済; 請求済; 請求済み; 完了; 入金済; 入金済み;
        成約; 売上; to ship; to receive; shipping; ready to ship; in transit; packed; dispatched; ready for pickup;
        partially invoiced; partly paid; to deliver and bill; to bill; to deliver; deposited; comptabilise;
        comptabilisee; valide; paye; livre; regle; signe; cobrada; emitida; autorizada; autorizado; emitido; enviada;
        facturada; cerrada ganada; em separacao; verificado; quitado; 待收货; 运输中; 配送中; 待评价; 交易完成;
        已评价; 已过账; 已记账; 已通过; 审核完成; 审批完成; 已核准; 核准; 已结单; 已送达; 已入账; 已完结; 完结;
        已出货; 已出貨; 已结案; 结案; 部分出库; 全部出库; 部分开票; 成立; 受注確定; 発送済; 発送済み; 確定; 承認済;
        承認済み; 送付済; 送付済み; 一部入金; 正式; abgeschlossen und gewonnen; geschlossen/gewonnen;
        geschlossen und gewonnen; 已结束并赢得客户; 结束并赢得客户; 已赢单; 赢得; fermee et gagnee; fermee gagnee;
        cerrada y ganada; fechado ganho; fechado e ganho; fechada ganha; ganha; ganhou; cloturee gagnee; conclu;
        not paid; in payment; 等待出库; 等待收货; 已发货，待签收; 待签收; 蓝字; 処理済; 処理済み; 発送完了; vinto;
        chiuso vinto; evaso; pagato; betaald; verzonden; afgerond; paiement accepte; paiement a distance accepte;
        deal won; closed - won; arquivado; archivado; en camino; en route; producing; in production; 生产中;
        已执行完毕; 执行完成; 备货中; 已投产; 正数发票; 正数; 开具
        """
    ),
    Meaning.OPEN: _keys(
        """
        open; pending; draft; quote; quotation; quotation sent; estimate; in progress; inprogress; not started;
        deferred; awaiting payment; pending payment; pending approval; awaiting approval; payment review; incomplete;
        submitted; entered; authorized; uncaptured; requires action; requires payment method; checkout-draft; unpaid;
        new; working; prospecting; qualification; qualified; qualified to buy; qualifiedtobuy; needs analysis;
        value proposition; id. decision makers; identify decision makers; perception analysis; proposal;
        proposal/price quote; negotiation; negotiation/review; negotiations started; appointment scheduled;
        presentation scheduled; decision maker bought-in; contract sent; lead in; contact made; demo scheduled;
        proposal made; develop; propose; qualify; commit; best case; pipeline; waiting; waiting on someone else;
        scheduled; planned; on-hold; entwurf; angebot; in bearbeitung; verhandlung; qualifizierung; ausstehend;
        geplant; neu; brouillon; devis; en cours; en attente; nouveau; prospection; negociation; borrador; pendiente;
        cotizacion; en proceso; negociacion; prospecto; por pagar; em aberto; em andamento; orcamento; pendente;
        rascunho; negociacao; aguardando pagamento; proposta; 待付款; 待支付; 待审核; 待审批; 待确认; 待发货; 草稿;
        进行中; 审核中; 审批中; 确认中; 未审; 未审核; 未生效; 未提交; 已提交; 创建; 新建; 暂存; 重新审核; 待处理;
        开立; 等待买家付款; 报价; 报价单; 初步接洽; 需求确定; 需求分析; 方案/报价; 方案报价; 谈判审核; 商务谈判; 谈判;
        意向; 线索; 验证客户; 待签约; 跟进中; 未付款; 見積; 見積中; 未処理; 商談中; 提案中; 交渉中; 下書き; 入金待ち;
        処理中; discovery; first meeting; demo; evaluation; follow up; follow-up; contacted; interested; lead;
        prospect; nurturing; not qualified; idea; forecast; tentative; proforma; pro forma; pro-forma invoice; parked;
        to be approved; unpublished; provisoire; en preparation; a valider; en curso; presupuesto; em digitacao;
         开立态; 审批态; 待提交; 拟稿; 拟定; 编辑中; 未确认; 待成交; 未成交; 待核准; 未核准; 预订;
        询价; 見込み; 未確定; 承認待ち; 未発送; 作成中; 見積提示; 提案; 审批拒绝; in progress (not paid); 未发货;
        未签收; qualifizieren; bedarfsanalyse; angebotserstellung; fechamento; prospeccao; qualificacao; apresentacao;
        資格付け; 提案書; 評価
        """
    ),
    Meaning.RETURNED: _keys(
        """
        refunded; returned; fully refunded; return; refund requested; chargeback; reversed; charged back; wc-refunded;
        retourniert; erstattet; zuruckgegeben; remboursee; retournee; devuelto; reembolsado; devolvido; estornado;
        已退款; 退款; 退货; 已退货; 退款成功; 退货完成; 已退; 全部退款; 返品; 返品済; 返金済; 已退款成功; 已全额退款;
        退款完成; 部分退货退款; rembourse; remborsato
        """
    ),
    Meaning.LOST: _keys(
        """
        lost; closed lost; closedlost; closed-lost to competition; cancel; cancelled; canceled; cancellation; void;
        voided; deleted; declined; denied; failed; expired; rejected; unfulfillable; unavailable; abandoned; blocked;
        suspected fraud; out-sold; outsold; closed as lost; no decision; disqualified; dead; withdrawn; wc-cancelled;
        wc-failed; fehlgeschlagen; payment error; duplicate; storniert; abgelehnt; verloren; abgebrochen; abgesagt;
        geloscht; ungultig; annule; annulee; refusee; perdue; abandonnee; cancelado; cancelada; rechazado; rechazada;
        perdido; perdida; anulado; anulada; vencida; recusado; excluido; 已取消; 取消; 已关闭; 关闭; 交易关闭; 作废;
        已作废; 中止; 已中止; 终止; 已终止; 弃审; 拒绝; 已拒绝; 驳回; 已驳回; 已撤回; 已撤销; 审批未通过; 审核不通过;
        不通过; 输单; 丢单; 失败; 无效; 已删除; 删除; 流失; 战败; 已失效; キャンセル; キャンセル済; 取消済; 失注;
        却下; 無効; cancelled by buyer; cancelled by seller; cancelled order; auto-cancelled; no sale; not sold;
        lost deal; not won; closed - lost; closed (lost); storno; annulliert; nicht zustande gekommen; perdu; refuse;
        refuse par le client; inutilizada; denegada; rejeitada; nao aprovado; 不成立; 取消订单; 订单取消; 已流失;
        红冲作废; 已终结; 审核拒绝; 未成功; 不成交; 見送り; 取下げ; 未通过; 审批拒绝; abgeschlossen und verloren;
        geschlossen/verloren; geschlossen und verloren; 已结束但失去客户; 结束但失去客户; 已丢单; 已输单;
        fermee et perdue; fermee perdue; cerrada perdida; cerrada y perdida; fechado perdido; fechado e perdido;
        cloturee perdue; perso; chiuso perso; annullato; geannuleerd; perdeu; deal lost; venta cancelada; 负数作废;
        空白发票; 废票
        """
    ),
    Meaning.CREDIT: _keys(
        """
        credit memo; credit note; sales credit note; accreccredit; refund; refund receipt; payment refund;
        return order; payment reversal; rma; customer return; sales return; returns; credit; credit invoice; crmemo;
        gutschrift; rechnungskorrektur; retoure; stornorechnung; rucklieferung; avoir; retour; nota de credito;
        devolucion; devolucao; nota de devolucao; 退货单; 销售退货; 红字; 红字发票; 红冲; 退货订单; 销售退货单;
        返品伝票; 赤伝; sales credit memo; sales return order; return authorization; credit memo request; credit adj;
        sc; scn; crn; sales credit; rectificative; facture d'avoir; nota credito; factura rectificativa; abono;
        销货退回; 销退; 销退单; 退货入库; 退货出库; 销售退库; 红字销售; 冲红; 折让; 销货折让; 値引; 返品; 返金;
        负数发票; 负数; 红票
        """
    ),
    Meaning.OTHER: _keys(
        """
        payment; deposit; check; bill; expense; journal entry; transfer; withdrawal; general withdrawal; payout; fee;
        general card withdrawal; general currency conversion; currency conversion; bank transfer; adjustment; hold;
        purchase order; bill payment; zahlung; auszahlung; virement; transferencia; tax payment; reserve; top-up;
        收款; 付款; 收款单; 付款单; 采购; 采购订单; 调拨; 提现; 转账; 手续费; 入金; receipt; customer payment;
        credit card payment; vendor bill; item receipt; item fulfillment; zahlungseingang; paiement; reglement; pago;
        cobro; recibo; 收款退款; 预收款; 盘点; 其他入库; 调拨单; 進貨; 采购入库; 仕入
        """
    ),
}
OF_INVOICES = _keys(
    """
    open; offen; fallig; sent; a regler; due; non payee; non reglee; 未收款; 部分收款; closed; approved; authorised;
    authorized; submitted; awaiting payment; unpaid; viewed; overdue; pending; ouverte; envoyee; impayee; emitida;
    por pagar; pendiente; abierta; em aberto; 未付款; 已开; 未回款; 入金待ち; 未入金; partially paid; posted; due
    """
)
OF_ORDERS_IN_WORK = _keys("offen; booked; awaiting shipping; awaiting_shipping; closed flow")
# What one system counts and another does not: asked about, with the money at stake.
ASKED = _keys(
    "closed; sent; in process; disputed; backordered; inactive; active; archived; cerrado; "
    "关闭中; aberto; aberta; bestellt"
)

# The same sale is written several times where a list holds all documents: what comes before the invoice is none.
INVOICES = _keys("invoice; sales invoice; tax invoice; rechnung; facture; factura; nota fiscal; 发票; 销售发票; si")
BEFORE_INVOICES = _keys(
    """
    sales order; order; delivery note; delivery; packing slip; lieferschein; auftrag; auftragsbestatigung; bestellung;
    bon de livraison; bon de commande; commande; pedido; albaran; remito; remision; sr; sa; 销售订单; 送货单; 发货单
    """
)

# Waits for its payment in a shop, and for its parcel in a list of orders with words for parcels; closed is lost in a
# shop, and may be done with in a ledger whose documents are approved.
LEDGER = _keys("已审核; 未审核; 审核; 开立; 开立态; 审批中; 审核中; 已核准; 未审; 已审; 生效")
SHOP = _keys("fehlgeschlagen; zahlung ausstehend; in wartestellung")
ASKED_BESIDE = {
    "onhold": {key("shipped")},
    "hold": {key("shipped")},
    "已关闭": LEDGER,
    "关闭": LEDGER,
    "inbearbeitung": SHOP,
}

# Between the parts of a status such as "Lost (price)" or "Overdue 10 days", and what may be left of them.
PARTS = re.compile(r"[()（）:：,，/\d]+| [-–] ")
OF_PIPELINE = re.compile(r"\([^()]*pipeline[^()]*\)", re.IGNORECASE)
UNITS = _keys("day; days; tag; tage; tagen; jour; jours; dias; 天; 日; %")

# Visits: by their status, whether they were made; by their type, whether they were visits at all.
NOT_MADE = _keys(
    """
    planned; planned_vod; not visited; not made; not executed; nicht besucht; non effectuee; no visitado; saved;
    saved_vod; draft; open; scheduled; not started; in progress; inprogress; deferred; cancelled; canceled;
    cancelled_vod; abandoned; no; false; n; missed; skipped; no show; not done; incomplete; geplant; abgesagt; nein;
    planifie; annule; non; planificada; planeada; cancelada; nao; planejada; 未完成; 未开始; 计划中; 待拜访; 已取消;
    取消; 未拜访; 未签到; 作废; 否; 已计划; 未執行; 予定; 中止; いいえ; 异常
    """
)
NO_VISIT = _keys(
    """
    call; phone; phone call; telephone; outbound call; inbound call; email; e-mail; mail; task; to-do; todo; note;
    sms; text message; letter; fax; chat; voicemail; linkedin; reminder; admin; office; training; holiday; travel;
    marketing; webinar; survey; video call; zoom; teams; online; online meeting; remote; remote_vod; email_vod;
    virtual; anruf; telefonat; telefon; aufgabe; notiz; buro; urlaub; appel; tache; courriel; llamada;
    llamada telefonica; correo; tarea; oficina; ligacao; telefonema; tarefa; nota; 电话; 打电话; 电话拜访; 电话沟通;
    微信; 邮件; 短信; 线上; 线上拜访; 视频; 视频会议; 任务; 备忘; 内勤; 培训; 请假; 上班打卡; 下班打卡; 上下班打卡;
    电话会议; 電話; メール; タスク; 社内; オンライン
    """
)


def meaning_of(word: str, is_invoice: bool = False, is_type: bool = False, beside: Collection[str] = ()) -> Meaning:
    """What a word in a status, stage or type column says of its row.

    Parameters
    ----------
    is_invoice : whether rows are invoices, which are sold when they are written
    is_type : whether the column says what kind of document a row is, not how it stands
    beside : keys of the column's other words

    >>> meaning_of("Closed Won").value, meaning_of("Offen", is_invoice=True).value, meaning_of("flurb").value
    ('counts', 'counts', 'unknown')
    """
    word_key = key(word)
    if not word_key:
        return Meaning.COUNTS
    if is_type:
        if word_key in BEFORE_INVOICES and INVOICES & set(beside):
            return Meaning.OTHER
        if word_key == "payment" and not any(other in WORDS[Meaning.COUNTS] for other in beside):
            return Meaning.COUNTS  # a list of payments and refunds, and no invoices beside them
        for meaning in (Meaning.CREDIT, Meaning.OTHER, Meaning.RETURNED):
            if word_key in WORDS[meaning]:
                return Meaning.CREDIT if meaning is Meaning.RETURNED else meaning
    if is_invoice and word_key in OF_INVOICES:
        return Meaning.COUNTS
    if word_key in OF_ORDERS_IN_WORK:
        return Meaning.COUNTS
    if word_key in ASKED or ASKED_BESIDE.get(word_key, set()) & set(beside):
        return Meaning.UNKNOWN
    for meaning in (Meaning.COUNTS, Meaning.OPEN, Meaning.RETURNED, Meaning.LOST, Meaning.CREDIT):
        if word_key in WORDS[meaning]:
            return meaning
    word = OF_PIPELINE.sub("", word)  # some name it behind each stage
    parts = [part for part in PARTS.split(word) if key(part) and key(part) not in UNITS]
    if not parts or [key(part) for part in parts] == [word_key]:
        return Meaning.UNKNOWN
    found = {meaning_of(part, is_invoice, is_type, beside) for part in parts}
    worst = [m for m in (Meaning.LOST, Meaning.RETURNED, Meaning.UNKNOWN, Meaning.OPEN, Meaning.CREDIT) if m in found]
    return worst[0] if worst else Meaning.COUNTS


def is_made(status: str) -> bool:
    """Whether a visit with this status has taken place; what is not known to say otherwise has."""
    return key(status) not in NOT_MADE


def is_visit(kind: str) -> bool:
    """Whether an activity of this type is a visit; what is not known to be something else is."""
    return key(kind) not in NO_VISIT
