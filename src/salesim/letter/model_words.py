"""Words of the trade for what reps in the model are measured by: the one place where letters' figures meet measures.

A letter may call its figures anything. These words, English and Chinese, are taken for the model's measures and quota;
of other figures a scenario says what they are (``sales_force.pay.figures``).
"""

from __future__ import annotations

QUOTA, ATTAINMENT, TEAM_SALES, FIRM_SALES = "quota", "attainment", "team_sales", "firm_sales"
TEAM_ATTAINMENT = "team_attainment"

WORDS: dict[str, tuple[str, ...]] = {
    "sales": (
        *("sales", "revenue", "turnover", "bookings", "credited_sales"),
        *("销售额", "销售", "销售业绩", "业绩", "销售收入", "营业额", "签约额", "成交额"),
    ),
    "new_customers": (
        *("new_customers", "new_accounts", "new_logos", "customers_won"),
        *("新客户", "新客户数", "新增客户", "新增客户数", "新开客户", "新签客户"),
    ),
    "conversion": ("conversion", "conversion_rate", "转化率", "成交率"),
    "cash": ("cash", "collections", "cash_collected", "payments", "回款", "回款额", "回款金额", "到账额", "收款"),
    "days_to_collect": ("days_to_collect", "dso", "回款天数", "平均回款天数", "收款天数", "账期"),
    "visits": ("visits", "calls", "拜访", "拜访量", "拜访数", "拜访次数"),
    "data_quality": ("data_quality", "完整率", "记录完整率", "数据质量"),
    "margin": ("margin", "gross_margin", "gross_profit", "毛利", "毛利额", "销售毛利"),
    QUOTA: (
        *("quota", "target", "goal", "sales_target", "team_quota", "firm_quota"),
        *("目标", "销售目标", "业绩目标", "任务", "任务额", "指标", "定额", "团队目标", "公司目标"),
    ),
    TEAM_SALES: ("team_sales", "team_revenue", "团队销售额", "团队业绩"),
    TEAM_ATTAINMENT: ("team_attainment", "团队达成率", "团队完成率"),
    FIRM_SALES: ("firm_sales", "company_sales", "公司销售额", "全公司销售额"),
    ATTAINMENT: ("attainment", "sales_attainment", "达成率", "完成率", "目标达成率", "任务完成率"),
}
MARGIN = ("margin", "gross_margin", "margin_rate", "毛利率")  # field of a deal that says what share of it is margin
PRODUCT = ("product", "product_line", "line", "产品", "产品线", "品类")  # field of a deal that says what is sold
MEANT = {word: measure for measure, words in WORDS.items() for word in words}


def meant_by(figure: str) -> str | None:
    """The model's measure, quota or attainment that a letter's figure is called by; None for any other word.

    >>> meant_by("回款额"), meant_by("Target"), meant_by("profit")
    ('cash', 'quota', None)
    """
    return MEANT.get(figure.strip().lower().replace(" ", "_"))
