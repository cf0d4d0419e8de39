"""The words of a calibration in English and Chinese: what became of rows, what each verdict rests on, notes."""

from __future__ import annotations

LANGUAGES = ("en", "zh")


def say(key: str, lang: str = "en", **values: str) -> str:
    """A message in a language, its ``{places}`` filled in.

    >>> say("row_cells", "zh", detail="4")
    '单元格数与 4 个表头不符'
    """
    return MESSAGES[key][LANGUAGES.index(lang)].format(**values)


# key: (English, Chinese)
MESSAGES: dict[str, tuple[str, str]] = {
    # what became of a row
    "row_cells": ("not as many cells as the {detail} headings", "单元格数与 {detail} 个表头不符"),
    "row_blank": ("blank", "空白"),
    "row_formula": ("a formula; formulas are not evaluated", "公式，不会被计算"),
    "row_no_number": ("not a number such as 1234.50", "不是数字（如 1234.50）"),
    "row_no_date": ("not a date such as 2025-03-31", "不是日期（如 2025-03-31）"),
    "row_too_early": ("a date before 1990", "早于 1990 年的日期"),
    "row_day_or_month": (
        "day and month cannot be told apart; state date_order in columns.yaml",
        "无法区分日与月；请在 columns.yaml 中设置 date_order",
    ),
    "row_no_period": ("not a month or quarter such as 2025-03 or 2025Q1", "不是月份或季度（如 2025-03 或 2025Q1）"),
    "row_future": ("lies in the future", "日期在未来"),
    "row_after_until": ("after the last day asked for", "晚于指定的截止日期"),
    "row_zero": ("an amount of zero is no order", "金额为零，不算订单"),
    "row_too_much": ("above 10 million money, more than a scenario can hold", "超过一千万元，超出情景可容纳的范围"),
    "row_order_repeated": (
        "the same order, customer, day and amount as an earlier row",
        "与前面某行的订单、客户、日期和金额相同",
    ),
    "row_order_repeated_no_number": (
        "the same customer, day and amount as an earlier row, and no order number to tell them apart",
        "与前面某行的客户、日期和金额相同，且无订单号可区分",
    ),
    "row_order_of_another": ("this order number belongs to another customer's order", "该订单号属于另一客户的订单"),
    "row_credit_netted": (
        "a credit note, taken off the order it belongs to or the latest before it",
        "贷项，已冲减其所属订单或之前最近的订单",
    ),
    "row_credit_unmatched": (
        "a credit note without enough orders before it to take it off",
        "贷项，之前没有足够的订单可供冲减",
    ),
    "row_order_cancelled": ("cancelled in full by a credit note", "被贷项全额冲销"),
    "row_customer_twice": ("this customer was listed before", "该客户已在前面列出"),
    "row_rep_twice": ("this rep was listed before", "该代表已在前面列出"),
    "row_unknown_customer": ("not in the table of customers", "不在客户表中"),
    "row_unknown_rep": ("not in the table of reps", "不在销售代表表中"),
    "row_unknown_rep_kept": (
        "not in the table of reps; the row is used without it",
        "不在销售代表表中，该行仍使用，但忽略代表",
    ),
    "row_visit_twice": ("the same customer, day and rep as an earlier visit", "与前面某次拜访的客户、日期和代表相同"),
    "row_swapped": (
        "off the globe; longitude and latitude seem swapped; position not used",
        "坐标超出范围，经纬度似乎颠倒，未使用该位置",
    ),
    "row_off_globe": ("off the globe; position not used", "坐标超出范围，未使用该位置"),
    "row_in_the_sea": ("0, 0 is a place in the sea; position not used", "0, 0 位于海上，未使用该位置"),
    # verdicts
    "identified": ("identified", "可识别"),
    "weakly identified": ("weakly identified", "弱识别"),
    "prior kept": ("prior kept", "保留先验"),
    "not identifiable from this data": ("not identifiable from this data", "此数据无法识别"),
    # what a verdict rests on
    "rates_ok": (
        "{n} customers, {repeats} repeat orders in {weeks} weeks",
        "{n} 个客户，{weeks} 周内 {repeats} 次重复下单",
    ),
    "rates_few": (
        "only {n} customers ordered more than once; {least} are needed",
        "仅 {n} 个客户多次下单；至少需要 {least} 个",
    ),
    "churn_ok": (
        "silences long against the customers' own gaps show who left: about {share} of those seen",
        "相对客户自身的下单间隔，长期沉默显示出流失：约占可见客户的 {share}",
    ),
    "churn_loose": (
        "{weeks} weeks show only roughly who left: about {share} of the customers seen",
        "{weeks} 周只能粗略显示谁已流失：约占可见客户的 {share}",
    ),
    "churn_short": (
        "in {weeks} weeks, with {gap} weeks between orders, a customer who left and one who pauses look the same",
        "{weeks} 周内下单间隔约 {gap} 周，流失与暂停的客户看起来一样",
    ),
    "churn_rare": (
        "too few left to say how many do, but the usual leaving is refuted: at most {most} an order",
        "流失者太少，无法说明流失率，但常规流失率被否定：每单至多 {most}",
    ),
    "phases_ok": (
        "gaps between orders; k from {low} to {high} fits about as well",
        "由下单间隔得出；k 取 {low} 至 {high} 拟合程度相近",
    ),
    "values_ok": (
        "{orders} order days of {n} customers; {kind} fits better than {other}",
        "{n} 个客户的 {orders} 个下单日；{kind} 比 {other} 拟合更好",
    ),
    "values_few": (
        "only {n} customers with orders; {least} are needed",
        "仅 {n} 个有订单的客户；至少需要 {least} 个",
    ),
    "season_ok": ("{weeks} weeks; each month was seen twice or more", "{weeks} 周；每个月至少出现两次"),
    "season_once": (
        "{weeks} weeks: some months were seen once, so a season cannot be told from a good or bad month",
        "{weeks} 周：有些月份只出现一次，无法区分季节与偶然的好坏月份",
    ),
    "season_short": ("{weeks} weeks are there; more than a year is needed", "仅有 {weeks} 周，需要一年以上"),
    "season_noisy": (
        "too few orders: a month's factor would be uncertain by {error}",
        "订单太少：月度因子的误差约 {error}",
    ),
    "visits_none": ("the export has no visits", "导出中没有拜访记录"),
    "visits_few": (
        "too few customers with orders and visits over {weeks} weeks or more",
        "在 {weeks} 周以上同时有订单和拜访的客户太少",
    ),
    "visits_ok": (
        "{n} customers x {weeks} weeks, with customer and week effects; without them a regression would have "
        "said {pooled}, because reps visit those who buy",
        "{n} 个客户 × {weeks} 周，含客户和周效应；若不含，回归会得出 {pooled}，因为代表本来就多拜访买得多的客户",
    ),
    "visits_loose": (
        "{n} customers x {weeks} weeks say too little: the interval holds nearly everything",
        "{n} 个客户 × {weeks} 周信息太少：区间几乎包含一切",
    ),
    "carry_over_loose": (
        "{n} customers x {weeks} weeks do not tell how long visits last; the elasticity is that for the usual time",
        "{n} 个客户 × {weeks} 周无法说明拜访效果持续多久；弹性按常用持续时间估计",
    ),
    "immediate": (
        "part of the elasticity, which is fitted to the week's own visits, too",
        "已包含在弹性中：弹性拟合时也计入当周拜访",
    ),
    "immediate_prior": ("needs the elasticity first", "须先识别弹性"),
    "decline": (
        "a slow farewell cannot be told from irregular orders; the fit takes leaving for sudden",
        "缓慢流失与不规律下单无法区分；拟合时视流失为突然发生",
    ),
    "contract": (
        "the export knows no contracts; all leaving is in churn_a and churn_b",
        "导出中没有合同信息；所有流失都计入 churn_a 和 churn_b",
    ),
    "payment_none": ("the export has no due dates with payment dates", "导出中没有到期日与付款日期"),
    "payment_few": ("only {n} invoices, {late} of them late", "仅 {n} 张发票，其中 {late} 张逾期"),
    "payment_ok": ("{n} invoices, {late} of them late", "{n} 张发票，其中 {late} 张逾期"),
    "payouts_none": ("the export has no payouts with the sales of the same reps", "导出中没有与代表销售额对应的薪酬"),
    "payouts_ok": (
        "{n} payouts against sales; a straight line explains {explained}",
        "{n} 笔薪酬对销售额；直线解释 {explained}",
    ),
    "payouts_loose": (
        "{n} payouts, but a straight line explains only {explained}: state the plan yourself",
        "{n} 笔薪酬，但直线仅解释 {explained}：请自行填写方案",
    ),
    "needs_change": (
        "an export of one pay plan cannot tell how reps respond to another",
        "只有一种薪酬方案的导出无法说明代表对其他方案的反应",
    ),
    "needs_events": ("nothing in the export says when it happened", "导出中没有说明何时发生"),
    # notes
    "note_no_customers": (
        "There is no table of customers, so whoever ordered is taken for a customer, and a first order for the "
        "first ever. Customers who bought before the export begins make leaving look rarer than it is.",
        "没有客户表，因此将所有下单者视为客户，其首单视为首次购买。若有客户在导出期之前已购买，流失会被低估。",
    ),
    "note_no_first_order": (
        "The customers' table does not say since when each one buys; a first order is taken for the first ever.",
        "客户表未说明各客户从何时开始购买；首单视为首次购买。",
    ),
    "note_since_unused": (
        "Who is said to be a customer for long leaves as soon as the others, so the dates of first orders before "
        "the export begins are not used.",
        "据称的老客户与其他客户流失得一样快，因此未使用导出期之前的首单日期。",
    ),
    "note_no_positions": (
        "No customer has a usable position, so the scenario draws as many customers around the towns of its "
        "market, with the order rates, values and leaving fitted here. Territories on that map are not yours.",
        "没有客户具备可用的位置，因此情景在其市场的城镇周围抽取同样数量的客户，使用此处拟合的下单率、金额与流失。"
        "图上的区域并非您的真实区域。",
    ),
    "note_drawn_positions": (
        "{n} customers have no usable position and were put beside others of their city or rep.",
        "{n} 个客户没有可用位置，已放置在同城或同代表的其他客户附近。",
    ),
    "note_far": (
        "{n} customers lie more than 100 km from the towns that salesim knows (Shanghai, Jiangsu, Zhejiang). "
        "They count in the fits, but are not in the scenario.",
        "{n} 个客户距 salesim 已知城镇（上海、江苏、浙江）超过 100 公里。它们计入拟合，但不在情景中。",
    ),
    "note_silent": (
        "{n} customers of the table have no order that counts; they are not in the scenario.",
        "客户表中有 {n} 个客户没有有效订单，不在情景中。",
    ),
    "note_gone": (
        "{n} customers have most likely left and are not in the scenario; {kept} are.",
        "{n} 个客户很可能已流失，不在情景中；保留 {kept} 个。",
    ),
    "note_quotas": (
        "Over {n} quotas that the orders cover, attainment was {mean} on average with a standard deviation of "
        "{sd}. The simulation sets quotas by its own rule (sales_force.quotas); compare the two.",
        "在订单覆盖的 {n} 个目标中，平均达成率为 {mean}，标准差 {sd}。模拟按自身规则设定目标（sales_force.quotas"
        "），请对照。",
    ),
    "note_unused": ("Files that were not used: {files}.", "未使用的文件：{files}。"),
    "note_owner": (
        "{n} customers without a rep belong to the nearest customer's rep.",
        "{n} 个没有代表的客户归属最近客户的代表。",
    ),
    "note_new": (
        "{n} customers appeared during the holdout; nobody could have forecast their {orders} orders, which are "
        "left out of the comparison.",
        "保留期内出现 {n} 个新客户；其 {orders} 笔订单无法预测，不计入比较。",
    ),
    "note_season_unseen": (
        "The holdout has months that the calibration window lacks ({months}); a season in them cannot be "
        "foreseen, and an error there says little about the model.",
        "保留期包含校准期没有的月份（{months}），其季节性无法预见，这些月份的误差不能说明模型好坏。",
    ),
    "note_season_unfitted": (
        "The calibration window is too short to fit a season, so the forecast is flat; where the holdout's "
        "months order more or less than usual, the error is the season's.",
        "校准期太短，无法拟合季节，因此预测没有季节性；保留期各月高于或低于平常的部分即为季节误差。",
    ),
    "note_no_backtest": (
        "{weeks} weeks are too few for a backtest; 26 are needed, 13 of them to hold out.",
        "{weeks} 周不足以进行回测；至少需要 26 周，其中 13 周作保留期。",
    ),
    "note_few_orders": (
        "Too few repeat orders in the calibration window for a backtest.",
        "校准期内重复订单太少，无法回测。",
    ),
    # the page
    "title": ("Calibrated from orders of {first} to {last}", "基于 {first} 至 {last} 订单的校准"),
    "headline": (
        "Of {n} parameters, {identified} are identified and {weakly} weakly; the other {rest} the data do not tell.",
        "{n} 个参数中，{identified} 个可识别，{weakly} 个弱识别；其余 {rest} 个数据无法说明。",
    ),
    "headline_forecast": (
        "Forecasting the last {weeks} weeks, the total was off by {bias} and a week by {error}; the best naive "
        "forecast was off by {naive_bias} and {naive_error}.",
        "预测最后 {weeks} 周：总量偏差 {bias}，单周误差 {error}；最佳朴素预测分别为 {naive_bias} 和 {naive_error}。",
    ),
    "headline_worse": (
        "Forecasting the last {weeks} weeks, the model did worse than a naive forecast: a week was off by "
        "{error}, against {naive_error}.",
        "预测最后 {weeks} 周时，模型不如朴素预测：单周误差 {error}，朴素预测为 {naive_error}。",
    ),
    "estimates": ("What the data say", "数据说明了什么"),
    "estimates_about": (
        "Estimates with 95 % intervals. Where the verdict is not 'identified' or 'weakly identified', the "
        "scenario keeps its default; a parameter set to 0 is counted in another one.",
        "估计值及 95 % 区间。若结论不是“可识别”或“弱识别”，情景保留默认值；设为 0 的参数已计入其他参数。",
    ),
    "parameter": ("Parameter", "参数"),
    "estimate": ("Estimate", "估计值"),
    "interval": ("95 %", "95 % 区间"),
    "default": ("Default", "默认值"),
    "verdict": ("Verdict", "结论"),
    "why": ("Why", "依据"),
    "season_title": ("Orders of a month against the mean", "各月订单相对均值"),
    "season_fitted": ("fitted", "拟合"),
    "season_default": ("default", "默认"),
    "month_axis": ("Month", "月份"),
    "backtest": ("Forecast against what happened", "预测与实际"),
    "backtest_about": (
        "The model was fitted to the first {calibration} weeks only and forecast the other {holdout}. {within} "
        "of the weeks lie within the 95 % band. Counted are orders of customers known at the split.",
        "模型仅用前 {calibration} 周拟合，预测其余 {holdout} 周。{within} 的周落在 95 % 区间内。只计入分割时已知"
        "客户的订单。",
    ),
    "backtest_title": ("Orders a week", "每周订单数"),
    "groups_title": ("Orders in the holdout, by repeat orders before", "保留期订单，按此前重复下单次数"),
    "groups_axis": ("Repeat orders in the calibration weeks", "校准期重复下单次数"),
    "actual": ("actual", "实际"),
    "model": ("model", "模型"),
    "repeated": ("last period repeated", "重复上一期"),
    "mean": ("mean rate", "平均水平"),
    "last_year": ("a year earlier", "去年同期"),
    "forecast": ("Forecast", "预测"),
    "total": ("Total", "合计"),
    "bias": ("Off in total", "总量偏差"),
    "error": ("Off a week", "单周误差"),
    "group": ("Repeat orders before", "此前重复下单"),
    "customers": ("Customers", "客户数"),
    "split": ("forecast from here", "由此开始预测"),
    "rows": ("What became of the rows", "各行的去向"),
    "rows_about": (
        "rejected.csv lists every row that is not simply used, with its line, value and reason; histories.csv "
        "each customer's history and whether it is in the scenario.",
        "rejected.csv 列出每个未被直接使用的行及其行号、数值和原因；histories.csv 列出每个客户的历史及其是否在情景中。",
    ),
    "file": ("File", "文件"),
    "n_rows": ("Rows", "行数"),
    "blank": ("Blank", "空行"),
    "lost": ("Not used", "未使用"),
    "row_status": ("RowStatus", "去向"),
    "reason": ("Reason", "原因"),
    "rejected": ("rejected", "拒绝"),
    "netted": ("netted", "冲减"),
    "kept": ("kept in part", "部分使用"),
    "all_used": ("Every row is used.", "每一行都已使用。"),
    "notes": ("Please note", "请注意"),
    "made_by": ("Made by salesim {version}, offline, in one file.", "由 salesim {version} 生成，离线单文件。"),
    "cells_any": ("another number of cells than headings", "单元格数与表头数不符"),
}
