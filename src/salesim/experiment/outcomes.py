"""What a comparison measures: its main outcome, and the parts that the value created is made of."""

from __future__ import annotations

from dataclasses import dataclass

from salesim.errors import InputError


@dataclass(frozen=True)
class Outcome:
    """A column of the summary that arms are judged by.

    Parameters
    ----------
    name : column of the summary table.
    higher_is_better : False for a cost or a loss.
    smallest_difference : over the whole horizon, in the outcome's unit; arms closer than this are as good as equal.
        None takes 1 % of the baseline's mean.
    """

    name: str = "value_created"
    higher_is_better: bool = True
    smallest_difference: float | None = None

    def __post_init__(self) -> None:
        if self.smallest_difference is not None and not 0 <= self.smallest_difference < float("inf"):
            raise InputError(
                "the smallest difference that matters", value=self.smallest_difference, allowed="0 or more, or None"
            )


@dataclass(frozen=True)
class Part:
    """One part of the value created: its column in the summary, whether it adds (+1) or takes (-1), its names."""

    column: str
    sign: int
    en: str
    zh: str

    def label(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


PARTS = (
    Part("margin", 1, "sales margin", "销售毛利"),
    Part("fixed_pay", -1, "fixed pay", "固定薪酬"),
    Part("variable_pay", -1, "variable pay", "浮动薪酬"),
    Part("wager_pay", -1, "wager pay", "对赌奖金"),
    Part("team_pay", -1, "team pay", "团队奖金"),
    Part("instant_pay", -1, "instant rewards", "即时激励"),
    Part("travel_cost", -1, "travel", "差旅费用"),
    Part("service_cost", -1, "service", "服务费用"),
    Part("license_cost", -1, "licenses", "软件许可"),
    Part("hiring_cost", -1, "hiring", "招聘培训"),
    Part("lost_goods", -1, "lost goods", "货品损失"),
    Part("holding_cost", -1, "stock holding", "库存持有"),
    Part("customer_value_change", 1, "customer value", "客户价值"),
    Part("pulled_margin", -1, "orders pulled forward", "提前透支的订单"),
)
FUTURE_PARTS = ("customer_value_change", "pulled_margin")  # the value created without them is contribution
OTHER = Part("other", 1, "other", "其他")  # what the parts leave over, so that a waterfall always adds up

OUTCOME_NAMES = {  # as they read in a sentence; an outcome that is missing here goes by its column name
    "value_created": ("value created", "所创价值"),
    "contribution": ("contribution", "贡献毛益"),
    "customer_value_change": ("customer value", "客户价值"),
    "sales": ("sales", "销售额"),
    "margin": ("sales margin", "销售毛利"),
    "pay": ("pay", "薪酬总额"),
    "travel_cost": ("travel cost", "差旅费用"),
    "cash": ("cash", "现金"),
    "fill_rate": ("fill rate", "订单满足率"),
    "retention": ("customer retention", "客户留存率"),
    "attainment_mean": ("attainment", "目标达成率"),
    "share_at_quota": ("share of reps at quota", "达标人数占比"),
    "travel_share": ("share of time spent traveling", "在途时间占比"),
    "orders": ("orders", "订单数"),
    "visits": ("visits", "拜访数"),
    "quits": ("quits", "离职人数"),
}
SHARES = ("fill_rate", "retention", "attainment_mean", "share_at_quota", "travel_share", "sales_reassigned_share")


def outcome_name(column: str, lang: str) -> str:
    """An outcome in words, in English or Chinese."""
    english, chinese = OUTCOME_NAMES.get(column, (column, column))
    return chinese if lang == "zh" else english
