"""The nineteen claims: the article's words and figures, the lever on compared with off, and the assumption behind.

Where the wording has two readings, the one that is taken is stated. An assumption's range is what could be believed of
a firm, not what a field of the scenario allows. Amounts are those of a Chinese firm (`amounts.Yuan`).
"""

from __future__ import annotations

from typing import Any

from salesim.experiment.claims import measures as m
from salesim.experiment.claims.amounts import Yuan
from salesim.experiment.claims.claim import Assumption, Claim
from salesim.wording.text import N_

OUTLETS: dict[str, Any] = {  # a market of shops: many small orders, most by distributors, three SKU classes
    "channel.shelves.enabled": True,
    "market.customers.direct_share": 0.1,
    "market.buying": {"rate_shape": 3.0, "rate_scale": 3.0, "values": {"kind": "lognormal", "median": Yuan(900.0)}},
    "channel.network.sku_prices": [Yuan(60.0), Yuan(90.0), Yuan(150.0)],
    "sales_force.time.visit_min": 15.0,
}
DUPLICATED = {"sales_force.team_time.duplicated_share": 0.30}
MENU: list[dict[str, Any]] = [
    {"name": "double bonus", "win_at": 1.5, "bonus": Yuan(12000.0), "floor_at": 0.8, "claw_back": 0.5},
    {"name": "milder", "win_at": 1.2, "bonus": Yuan(4000.0), "floor_at": 0.8, "claw_back": 0.25},
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
        {"name": "newcomers", "measure": "visits", "rate": Yuan(8.0), "who": "new_reps"},
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
            {"name": "visits", "measure": "visits", "rate": Yuan(amount), "paid": "at_once"},
            {"name": "wins", "measure": "new_customers", "rate": Yuan(20.0 * amount), "paid": "at_once"},
        ]
    }


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "C01",
        N_("high-value customers are followed up 40% faster"),
        "C1",
        N_("days between visits to a grade-A customer"),
        m.follow_up_days,
        "ratio",
        -0.286,
        off={"sales_force.coverage.rule": "even"},
        on={"sales_force.coverage.rule": "shares", **top_share(0.8)},
        assumption=Assumption(N_("share of visits meant for the best fifth"), 0.2, 0.95, top_share),
        reading=N_("1.4 times the speed means 28.6% fewer days; compared with visits in turn"),
    ),
    Claim(
        "C02",
        N_("cross-selling succeeds 27% more often"),
        "C2",
        N_("cross-sales for each offer"),
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
            N_("probability that complete need tags tell the need"),
            0.0,
            0.65,
            lambda x: {"sales_force.tags.needs_tell": x},
        ),
        reading=N_("cross-sales for each offer, not cross-sales in all"),
    ),
    Claim(
        "C03",
        N_("92% of customers are retained"),
        "C3",
        N_("customer retention a year"),
        m.yearly_retention,
        "level",
        0.92,
        on={"sales_force.warning.enabled": True},
        assumption=Assumption(
            N_("probability that a visit brings back a customer who is fading"),
            0.0,
            0.8,
            lambda x: {"market.churn.win_back": x},
        ),
        reading=N_("of all customers, in the year with early warnings"),
    ),
    Claim(
        "C04a",
        N_("service costs 35% less"),
        "C4",
        N_("service cost of a customer and year"),
        m.service_cost_per_customer,
        "ratio",
        -0.35,
        on={**SERVICE_ON, "channel.service.agents_per_1000": 0.33},
        assumption=Assumption(
            N_("agents left for 1,000 customers, of 0.5"),
            0.17,
            0.5,
            lambda x: {"channel.service.agents_per_1000": x},
        ),
        reading=N_("a bot saves money only if there are fewer agents: a third fewer"),
    ),
    Claim(
        "C04b",
        N_("satisfaction rises by 18 points"),
        "C4",
        N_("mean satisfaction, 0 to 100"),
        m.figure("satisfaction"),
        "points",
        18.0,
        on=SERVICE_ON,
        assumption=Assumption(
            N_("effect of an immediate answer on remembered service"),
            0.0,
            1.0,
            lambda x: {"channel.service.good_answer": x, "channel.service.nurture.bot_answer": 0.25 * x},
        ),
        scale=1.0,
    ),
    Claim(
        "C05",
        N_("resources are allocated 40% more efficiently"),
        "D1",
        N_("gross profit for an hour with customers"),
        m.margin_per_selling_hour,
        "ratio",
        0.40,
        on={"sales_force.tools.map.enabled": True},
        assumption=Assumption(
            N_("share of reps who use the map in the end"),
            0.0,
            1.0,
            lambda x: {"sales_force.tools.map.ceiling": max(x, 0.16), "sales_force.tools.map.growth": 1.0},
        ),
    ),
    Claim(
        "C06",
        N_("completion of key visits rises from 67% to 92%"),
        "C1 + D2",
        N_("planned key visits that are made"),
        m.figure("key_visit_completion"),
        "points",
        0.25,
        on={
            "sales_force.coverage.rule": "shares",
            **top_share(0.8),
            "sales_force.tools.arrival_context.enabled": True,
        },
        assumption=Assumption(
            N_("share of reps who use the arrival context in the end"),
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
        N_("an order is processed in 15 minutes, not 4 hours"),
        "D3",
        N_("units that distributors could not deliver, which follows"),
        m.stock_outs,
        "ratio",
        off={},
        on={"channel.desk.portal": True},
        assumed=True,
    ),
    Claim(
        "C07b",
        N_("orders have no errors"),
        "D3",
        N_("goods lost, which follows"),
        m.figure("lost_goods"),
        "ratio",
        on={"channel.desk.portal": True, "channel.desk.portal_error": 0.0},
        assumed=True,
    ),
    Claim(
        "C08a",
        N_("28% more SKUs are listed in half a year"),
        "D5",
        N_("SKU classes listed in an outlet after half a year"),
        m.listed_after_half_a_year,
        "ratio",
        0.28,
        world=OUTLETS,
        on={"sales_force.tools.voice_notes.enabled": True},
        assumption=Assumption(
            N_("share of accepted advice that gets a further SKU listed"),
            0.0,
            0.5,
            lambda x: {"channel.shelves.listing": x},
            everywhere=True,
        ),
    ),
    Claim(
        "C08b",
        N_("the near-expiry share falls to a third of the usual"),
        "D5",
        N_("near-expiry share of units on the shelf"),
        m.near_expiry_share,
        "ratio",
        -0.667,
        world=OUTLETS,
        on={"sales_force.tools.voice_notes.enabled": True},
        assumption=Assumption(
            N_("weeks for which near-expiry goods stay in front once put there"),
            0.0,
            26.0,
            lambda x: {"channel.shelves.tidy_weeks": round(x)},
            everywhere=True,
        ),
        reading=N_("the usual share is that of the same outlets without voice notes"),
    ),
    Claim(
        "C09",
        N_("duplicated communication, over 30% of working time, is avoided"),
        "K1",
        N_("hours with customers in a rep's week"),
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
            N_("share of it that a stand-up avoids"),
            0.0,
            1.0,
            lambda x: {"sales_force.team_time.stand_up_spares": x},
        ),
        reading=N_("all 30% of working time goes to the field, which has 58%: 52% more"),
    ),
    Claim(
        "C10a",
        N_("the response to emergencies is twice as fast as by e-mail"),
        "K2",
        N_("units that distributors could not deliver, which follows"),
        m.stock_outs,
        "ratio",
        off={"channel.emergency.handled": "mail"},
        on={"channel.emergency.handled": "workflow"},
        assumed=True,
    ),
    Claim(
        "C10b",
        N_("17% fewer stock-outs"),
        "K2",
        N_("units that distributors could not deliver"),
        m.stock_outs,
        "ratio",
        -0.17,
        on={"channel.emergency.handled": "workflow"},
        assumption=Assumption(
            N_("mean hours until somebody acts"),
            1.0,
            48.0,
            lambda x: {"channel.emergency.workflow_hours": x},
        ),
        reading=N_("compared with nobody acting before the next order arrives"),
    ),
    Claim(
        "C11",
        N_("reps born in the 1990s are 27% more efficient"),
        "I1",
        N_("sales for an hour with customers"),
        m.sales_per_selling_hour,
        "ratio",
        0.27,
        on=instant(5.0),
        assumption=Assumption(
            N_("reward for a visit"),
            0.0,
            100.0,
            lambda x: instant(max(x, 0.01)),
            unit="money",
        ),
        reading=N_("all reps, since a birth cohort has no effect of its own in the model"),
    ),
    Claim(
        "C12",
        N_("output per head and quarter rises by 41%"),
        "I2",
        N_("sales of a rep in a quarter"),
        m.sales_per_rep_quarter,
        "ratio",
        0.41,
        on=TIERED,
        assumption=Assumption(
            N_("commission added for each 10% over quota"),
            0.0,
            0.05,
            lambda x: {"sales_force.pay.step_rate": x},
        ),
    ),
    Claim(
        "C13",
        N_("33% more reps are retained"),
        "I3",
        N_("reps who stay a year"),
        m.rep_retention,
        "ratio",
        0.33,
        on={
            "sales_force.recognition.badges": True,
            "sales_force.recognition.measures": ["data_quality", "conversion"],
        },
        assumption=Assumption(
            N_("effect of recognition on the log-odds of quitting"),
            0.0,
            3.0,
            lambda x: {"sales_force.turnover.recognition": x},
            everywhere=True,
        ),
        reading=N_("as a relative increase, which is impossible from above 75%"),
    ),
    Claim(
        "C14a",
        N_("58% more reps exceed their quota"),
        "I4 + D8",
        N_("rep-quarters at or over quota"),
        m.figure("share_at_quota"),
        "ratio",
        0.58,
        on={"sales_force.wager.menu": MENU, "sales_force.tools.forecast.enabled": True},
        assumption=Assumption(
            N_("multiple of the bonuses on offer"),
            0.1,
            10.0,
            lambda x: {"sales_force.wager.menu": [{**terms, "bonus": Yuan(x * terms["bonus"])} for terms in MENU]},
        ),
    ),
    Claim(
        "C14b",
        N_("quotas are 76% more reasonable"),
        "I4 + D8",
        N_("1 / mean distance of attainment from 100%"),
        m.quota_fit,
        "ratio",
        0.76,
        on={"sales_force.wager.menu": MENU, "sales_force.tools.forecast.enabled": True},
        assumption=Assumption(
            N_("share of a quota's error that the forecast takes away"),
            0.0,
            1.0,
            lambda x: {"sales_force.tools.forecast.fairer": x},
        ),
    ),
)
