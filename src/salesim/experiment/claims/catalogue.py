"""The nineteen claims: the article's words and figures, the lever on against off, and the assumption behind.

Where the wording has two readings, the one that is taken is stated. An assumption's range is what could be believed of
a firm, not what a field of the scenario allows.
"""

from __future__ import annotations

from typing import Any

from salesim.experiment.claims import measures as m
from salesim.experiment.claims.claim import Assumption, Claim

OUTLETS: dict[str, Any] = {  # a market of shops: many small orders, most by distributors, three SKU classes
    "channel.shelves.enabled": True,
    "market.customers.direct_share": 0.1,
    "market.buying": {"rate_shape": 3.0, "rate_scale": 3.0, "values": {"kind": "lognormal", "median": 900.0}},
    "channel.network.sku_prices": [60.0, 90.0, 150.0],
    "sales_force.time.visit_min": 15.0,
}
DUPLICATED = {"sales_force.team_time.duplicated_share": 0.30}
MENU: list[dict[str, Any]] = [
    {"name": "double bonus", "win_at": 1.5, "bonus": 12000.0, "floor_at": 0.8, "claw_back": 0.5},
    {"name": "milder", "win_at": 1.2, "bonus": 4000.0, "floor_at": 0.8, "claw_back": 0.25},
]
SERVICE_ON: dict[str, Any] = {
    "channel.service.strategic_group": "dedicated",
    "channel.service.nurture.enabled": True,
    "channel.service.nurture.from_grade": 2,
}
TIERED: dict[str, Any] = {
    "sales_force.pay.step_rate": 0.005,
    "sales_force.elite_club.enabled": True,
    "sales_force.pay.components": [
        {"name": "newcomers", "measure": "visits", "rate": 8.0, "who": "new_reps"},
    ],
}


def top_share(share: float) -> dict[str, Any]:
    """So large a share of visits to the best fifth of customers, the rest as the others stand to each other."""
    rest = [0.5, 0.25, 0.15, 0.1]
    return {"sales_force.coverage.visit_shares": [share, *(round((1 - share) * part, 12) for part in rest)]}


def instant(amount: float) -> dict[str, Any]:
    """So much at once for every visit, and twenty times that for every new customer."""
    return {
        "sales_force.pay.components": [
            {"name": "visits", "measure": "visits", "rate": amount, "paid": "at_once"},
            {"name": "wins", "measure": "new_customers", "rate": 20.0 * amount, "paid": "at_once"},
        ]
    }


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "C01",
        ("high-value customers are followed up 40 % faster", "高价值客户跟进速度提升 40%"),
        "C1",
        ("days between visits to a grade-A customer", "A 级客户拜访间隔天数"),
        m.follow_up_days,
        "ratio",
        -0.286,
        off={"sales_force.coverage.rule": "even"},
        on={"sales_force.coverage.rule": "shares", **top_share(0.8)},
        assumption=Assumption(
            ("share of visits meant for the best fifth", "分配给前 20% 客户的拜访占比"), 0.2, 0.95, top_share
        ),
        reading=(
            "speed times 1.4 means 28.6 % fewer days; against visits by turns",
            "速度乘以 1.4 即天数减少 28.6%；对照为轮流拜访",
        ),
    ),
    Claim(
        "C02",
        ("cross-selling succeeds 27 % more often", "交叉销售成功率提升 27%"),
        "C2",
        ("cross-sales for each offer", "每次推荐的成交率"),
        m.figure("hits_per_offer"),
        "ratio",
        0.27,
        off={"sales_force.cross_sell.enabled": True},
        on={
            "sales_force.cross_sell.enabled": True,
            "sales_force.tags.behavior": True,
            "sales_force.tags.needs": True,
        },
        assumption=Assumption(
            ("what complete need tags tell", "完整需求标签的识别概率"),
            0.0,
            0.65,
            lambda x: {"sales_force.tags.needs_tell": x},
        ),
        reading=("hits per offer, not hits in all", "按每次推荐计，而非总成交数"),
    ),
    Claim(
        "C03",
        ("92 % of customers are retained", "客户留存率达 92%"),
        "C3",
        ("customers kept a year", "客户年留存率"),
        m.yearly_retention,
        "level",
        0.92,
        on={"sales_force.warning.enabled": True},
        assumption=Assumption(
            ("probability that a visit brings back a customer who is fading", "一次拜访挽回流失客户的概率"),
            0.0,
            0.8,
            lambda x: {"market.churn.win_back": x},
        ),
        reading=("of all customers, in the year under warnings", "指启用预警当年的全部客户"),
    ),
    Claim(
        "C04a",
        ("service costs 35 % less", "服务成本降低 35%"),
        "C4",
        ("service cost of a customer and year", "单客户年服务成本"),
        m.service_cost_per_customer,
        "ratio",
        -0.35,
        on={**SERVICE_ON, "channel.service.agents_per_1000": 0.33},
        assumption=Assumption(
            ("agents that are left for 1,000 customers, of .5", "每千客户保留的客服人数（原为 0.5）"),
            0.17,
            0.5,
            lambda x: {"channel.service.agents_per_1000": x},
        ),
        reading=(
            "a bot saves money only if agents go; a third of them does",
            "机器人只有在减员时才省钱：减少三分之一",
        ),
    ),
    Claim(
        "C04b",
        ("satisfaction rises by 18 points", "满意度提升 18 个百分点"),
        "C4",
        ("mean satisfaction, 0 to 100", "平均满意度（0–100）"),
        m.figure("satisfaction"),
        "points",
        18.0,
        on=SERVICE_ON,
        assumption=Assumption(
            ("what an answer at once does to remembered service", "即时答复对服务记忆的影响"),
            0.0,
            1.0,
            lambda x: {"channel.service.good_answer": x, "channel.service.nurture.bot_answer": 0.25 * x},
        ),
        scale=1.0,
    ),
    Claim(
        "C05",
        ("resources are allocated 40 % more efficiently", "资源配置效率提升 40%"),
        "D1",
        ("gross profit for an hour with customers", "每拜访小时毛利"),
        m.margin_per_selling_hour,
        "ratio",
        0.40,
        on={"sales_force.tools.map.enabled": True},
        assumption=Assumption(
            ("share of reps who use the map in the end", "最终使用地图的代表占比"),
            0.0,
            1.0,
            lambda x: {"sales_force.tools.map.ceiling": max(x, 0.16), "sales_force.tools.map.growth": 1.0},
        ),
    ),
    Claim(
        "C06",
        ("completion of key visits rises from 67 % to 92 %", "关键拜访完成率由 67% 升至 92%"),
        "C1 + D2",
        ("planned key visits that are made", "关键拜访完成率"),
        m.figure("key_visit_completion"),
        "points",
        0.25,
        on={
            "sales_force.coverage.rule": "shares",
            **top_share(0.8),
            "sales_force.tools.arrival_context.enabled": True,
        },
        assumption=Assumption(
            ("share of reps who use the arrival context in the end", "最终使用到店提示的代表占比"),
            0.0,
            1.0,
            lambda x: {
                "sales_force.tools.arrival_context.ceiling": max(x, 0.16),
                "sales_force.tools.arrival_context.growth": 1.0,
            },
        ),
    ),
    Claim(
        "C07a",
        ("an order is processed in 15 minutes, not 4 hours", "订单处理由 4 小时缩短至 15 分钟"),
        "D3",
        ("units that distributors could not deliver, which follows", "由此带来的缺货率"),
        m.stock_outs,
        "ratio",
        off={},
        on={"channel.desk.portal": True},
        assumed=True,
    ),
    Claim(
        "C07b",
        ("orders have no errors", "订单差错降至零"),
        "D3",
        ("goods lost, which follows", "由此减少的货品损失"),
        m.figure("lost_goods"),
        "ratio",
        on={"channel.desk.portal": True, "channel.desk.portal_error": 0.0},
        assumed=True,
    ),
    Claim(
        "C08a",
        ("28 % more SKUs are listed in half a year", "半年内单店 SKU 增加 28%"),
        "D5",
        ("SKU classes listed in an outlet after half a year", "半年后单店铺货品类数"),
        m.listed_after_half_a_year,
        "ratio",
        0.28,
        world=OUTLETS,
        on={"sales_force.tools.voice_notes.enabled": True},
        assumption=Assumption(
            ("share of accepted advice that gets a further SKU listed", "被采纳建议中带来新品上架的占比"),
            0.0,
            0.5,
            lambda x: {"channel.shelves.listing": x},
            everywhere=True,
        ),
    ),
    Claim(
        "C08b",
        ("the near-expiry share falls to a third of the usual", "临期品占比降至行业三分之一"),
        "D5",
        ("near-expiry units of all on the shelf", "货架临期品占比"),
        m.near_expiry_share,
        "ratio",
        -0.667,
        world=OUTLETS,
        on={"sales_force.tools.voice_notes.enabled": True},
        assumption=Assumption(
            ("weeks for which old goods stay in front once put there", "临期品前置后保持的周数"),
            0.0,
            26.0,
            lambda x: {"channel.shelves.tidy_weeks": round(x)},
            everywhere=True,
        ),
        reading=("the usual is the same outlets without voice notes", "对照为同一批门店未使用语音访销"),
    ),
    Claim(
        "C09",
        ("communication done twice, over 30 % of working time, is avoided", "避免超过 30% 工作时间的重复沟通"),
        "K1",
        ("hours with customers in a rep's week", "每代表每周拜访小时"),
        m.selling_hours_per_rep_week,
        "ratio",
        0.52,
        off=DUPLICATED,
        on={
            **DUPLICATED,
            "sales_force.team_time.stand_up": True,
            "sales_force.team_time.shared_space": True,
        },
        assumption=Assumption(
            ("share of it that a stand-up spares", "站会可省去的占比"),
            0.0,
            1.0,
            lambda x: {"sales_force.team_time.stand_up_spares": x},
        ),
        reading=(
            "all 30 % of working time go to the field, which has 58 %: 52 % more",
            "30% 工作时间全部转入外勤（原占 58%），即增加 52%",
        ),
    ),
    Claim(
        "C10a",
        ("emergencies are reacted to twice as fast as by e-mail", "应急响应速度较邮件提升一倍"),
        "K2",
        ("units that distributors could not deliver, which follows", "由此带来的缺货率"),
        m.stock_outs,
        "ratio",
        off={"channel.emergency.handled": "mail"},
        on={"channel.emergency.handled": "workflow"},
        assumed=True,
    ),
    Claim(
        "C10b",
        ("17 % fewer stock-outs", "缺货率降低 17%"),
        "K2",
        ("units that distributors could not deliver", "经销商缺货率"),
        m.stock_outs,
        "ratio",
        -0.17,
        on={"channel.emergency.handled": "workflow"},
        assumption=Assumption(
            ("mean hours until somebody acts", "平均响应小时数"),
            1.0,
            48.0,
            lambda x: {"channel.emergency.workflow_hours": x},
        ),
        reading=("against nobody acting before the next order arrives", "对照为下次到货前无人处理"),
    ),
    Claim(
        "C11",
        ("reps born in the 1990s are 27 % more efficient", "90 后销售人效提升 27%"),
        "I1",
        ("sales for an hour with customers", "每拜访小时销售额"),
        m.sales_per_selling_hour,
        "ratio",
        0.27,
        on=instant(5.0),
        assumption=Assumption(
            ("reward for a visit, money", "每次拜访奖励（元）"),
            0.0,
            100.0,
            lambda x: instant(max(x, 0.01)),
            unit="money",
        ),
        reading=(
            "all reps, since a birth cohort has no effect of its own here",
            "按全体代表计：本模型中年龄段本身不产生效果",
        ),
    ),
    Claim(
        "C12",
        ("output per head and quarter rises by 41 %", "季度人均产出提升 41%"),
        "I2",
        ("sales of a rep in a quarter", "季度人均销售额"),
        m.sales_per_rep_quarter,
        "ratio",
        0.41,
        on=TIERED,
        assumption=Assumption(
            ("commission added for each 10 % over target", "每超额 10% 增加的提成比例"),
            0.0,
            0.05,
            lambda x: {"sales_force.pay.step_rate": x},
        ),
    ),
    Claim(
        "C13",
        ("33 % more reps are retained", "销售留存率提升 33%"),
        "I3",
        ("reps who stay a year", "代表年留存率"),
        m.rep_retention,
        "ratio",
        0.33,
        on={
            "sales_force.recognition.badges": True,
            "sales_force.recognition.measures": ["data_quality", "conversion"],
        },
        assumption=Assumption(
            ("effect of recognition on the logit of leaving", "认可对离职倾向的影响"),
            0.0,
            3.0,
            lambda x: {"sales_force.turnover.recognition": x},
            everywhere=True,
        ),
        reading=("relative, which no base above 75 % allows", "按相对值计：基数高于 75% 时不可能达到"),
    ),
    Claim(
        "C14a",
        ("58 % more reps exceed their target", "超额完成率提升 58%"),
        "I4 + D8",
        ("rep-quarters at or over target", "达标的人季占比"),
        m.figure("share_at_quota"),
        "ratio",
        0.58,
        on={"sales_force.wager.menu": MENU, "sales_force.tools.forecast.enabled": True},
        assumption=Assumption(
            ("multiple of the bonuses on offer", "对赌奖金倍数"),
            0.1,
            10.0,
            lambda x: {"sales_force.wager.menu": [{**terms, "bonus": x * terms["bonus"]} for terms in MENU]},
        ),
    ),
    Claim(
        "C14b",
        ("quotas are 76 % more reasonable", "目标合理性提升 76%"),
        "I4 + D8",
        ("1 / mean distance of attainment from 100 %", "1 / 平均偏离目标"),
        m.quota_fit,
        "ratio",
        0.76,
        on={"sales_force.wager.menu": MENU, "sales_force.tools.forecast.enabled": True},
        assumption=Assumption(
            ("share of a target's error that the forecast takes away", "预测工具消除的目标误差占比"),
            0.0,
            1.0,
            lambda x: {"sales_force.tools.forecast.fairer": x},
        ),
    ),
)
