"""A made-up but plausible comparison: three layouts, three policies, real towns."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
import pytest

from salesim.report.content import LayoutMap, ReportContent, Spots
from salesim.report.pay_curves import OWN_CURVE, PayCurve
from salesim.report.sections.quotas import attainment_data

matplotlib.use("Agg")

LAYOUTS = {"en": ("prefectures", "circles", "balanced"), "zh": ("地级市", "三大圈层", "工作量均衡")}
POLICIES = {"en": ("as today", "wager", "portal"), "zh": ("现行政策", "季度对赌", "订货门户")}
N_REPLICATIONS = 8


@pytest.fixture(scope="session")
def content() -> ReportContent:
    return sample_content("en")


@pytest.fixture(scope="session")
def content_zh() -> ReportContent:
    return sample_content("zh")


@pytest.fixture
def content_in():
    """The content in a language and a currency: ``content_in("zh", "KWD")``."""
    return sample_content


def sample_content(lang: str, currency: str = "CNY") -> ReportContent:
    """A whole report's content, the same on every call."""
    random = np.random.default_rng(7)
    layouts, policies = LAYOUTS[lang], POLICIES[lang]
    names = [(layout, policy) for layout in layouts for policy in policies]
    arms = [f"{layout}/{policy}" for layout, policy in names]
    levels = sample_levels(arms, random)
    value = levels.sum(axis=1).to_numpy()
    parts = (levels - levels.iloc[0]).rename_axis("arm").reset_index()
    parts = parts.melt("arm", var_name="part", value_name="difference")
    difference = value - value[0]
    half = np.abs(random.normal(1.9e6, 0.3e6, len(arms)))
    half[0] = np.nan
    low, high = difference - half, difference + half
    frame = pd.DataFrame(
        {
            "arm": arms,
            "layout": [layout for layout, _ in names],
            "policy": [policy for _, policy in names],
            "value_mean": value,
            "value_low": value - 4.1e6,
            "value_high": value + 4.1e6,
            "difference_mean": difference,
            "difference_low": low,
            "difference_high": high,
            "verdict": ["baseline", *np.select([low > 0, high < 0], ["better", "worse"], "undecided")[1:]],
            "contribution": value - levels["customer_value_change"].to_numpy() - levels["pulled_margin"].to_numpy(),
            "sales": levels["margin"].to_numpy() / 0.38,
            "pay": -(levels["fixed_pay"] + levels["wager_pay"]).to_numpy(),
            "retention": random.uniform(0.86, 0.9, len(arms)),
            "attainment_mean": random.uniform(0.93, 1.04, len(arms)),
            "accounts_reassigned": [0, 0, 0, 1840, 1840, 1840, 1213, 1213, 1213],
            "correlation": np.r_[np.nan, random.uniform(0.82, 0.96, len(arms) - 1)],
        }
    )
    attainment = sample_attainment(arms, random)
    standing = attainment_data(attainment[attainment["arm"] == arms[0]])
    verdict = {
        "en": f"'balanced/wager' does best: value created +15.6 M {currency} a year (13.7 to 17.4 M {currency})\n"
        f"Why: mainly through sales margin (+21.9 M {currency}).\nAgainst what: the baseline 'prefectures/as today'.\n"
        "Simulated over 52 weeks, 8 replications; it holds as far as the assumptions hold.",
        "zh": "“工作量均衡/季度对赌”最优：创造价值每年 +1560 万元（1370 至 1740 万元）\n"
        "原因：主要来自销售毛利（+2190 万元）。\n"
        "模拟期 52 周，重复 8 次；结论取决于情景中的假设是否成立。",
    }[lang]
    return ReportContent(
        title={"en": "Territories and incentives in the Yangtze delta", "zh": "长三角销售区域与激励方案"}[lang],
        about={
            "en": "60 reps, 6,000 customers in 11 prefectures: would other territories or another plan earn more?",
            "zh": "11 个地级市、6000 家客户、60 名代表：换一种区域划分或激励政策，是否更赚钱？",
        }[lang],
        verdict=verdict,
        baseline=arms[0],
        arms=frame,
        currency=currency,
        layouts=tuple(sample_layout(name, i) for i, name in enumerate(layouts)),
        data={
            "reasons": parts,
            "weeks": sample_weeks(arms, difference, random),
            "quotas": attainment,
            "pay": (PayCurve(OWN_CURVE, sample_pay_curves(policies), currency, standing),),
            "assumptions": sample_assumptions(),
        },
        facts={
            "replications": str(N_REPLICATIONS),
            "seed": "20240601",
            "weeks": "52",
            "salesim": "0.1.0",
            "currency": currency,
            "hash": "5f3c9a",
        },
        notes=("1 of 180 replications failed and is left out.",)
        if lang == "en"
        else ("180 次重复中有 1 次失败，未计入。",),
    )


def sample_levels(arms: list[str], random: np.random.Generator) -> pd.DataFrame:
    """What each part adds to (+) or takes from (-) an arm's value created [money]."""
    n = len(arms)
    layout, policy = np.arange(n) // 3, np.arange(n) % 3
    return pd.DataFrame(
        {
            "margin": 3.21e8 + 5.2e6 * layout + np.array([0, 1.1e7, 3.0e6])[policy] + random.normal(0, 4e5, n),
            "fixed_pay": np.full(n, -6.1e7),
            "wager_pay": -np.array([0, 4.9e6, 2e5])[policy],
            "travel_cost": -1.9e7 + np.array([0, -1.4e6, 2.1e6])[layout],
            "service_cost": -8.2e6 + random.normal(0, 6e4, n),
            "license_cost": -np.array([0, 0, 1.2e6])[policy],
            "hiring_cost": -2.4e6 - np.array([0, 7e5, 1e5])[policy],
            "lost_goods": -1.6e6 + np.array([0, 0, 4e5])[policy],
            "customer_value_change": 4.0e6 - np.array([0, 2.6e6, 1.9e6])[layout],
            "pulled_margin": -5e5 - np.array([0, 9e5, 0])[policy],
        },
        index=arms,
    )


def sample_weeks(arms: list[str], difference: np.ndarray, random: np.random.Generator) -> pd.DataFrame:
    week = np.arange(1, 53)
    season = 1.55e7 * (1 + 0.12 * np.sin(2 * np.pi * week / 52) - 0.3 * np.exp(-(((week - 6) / 1.5) ** 2)))
    frames = []
    for replication in range(N_REPLICATIONS):
        luck = random.normal(0, 5e5, 52)
        for arm, gain in zip(arms, difference):
            slope = gain / 52 / 0.38 * np.minimum(week / 16, 1.3) - 9e4 * (gain > 2e6) * np.exp(-week / 6)
            sales = season + luck + slope + random.normal(0, 1.2e5, 52)
            customers = 6000 - 5 * week + gain / 1e5 * np.minimum(week / 52, 1) + random.normal(0, 8, 52).cumsum()
            frames.append(
                pd.DataFrame(
                    {
                        "arm": arm,
                        "replication": replication,
                        "week": week,
                        "sales": sales,
                        "customers": customers.round(),
                    }
                )
            )
    return pd.concat(frames, ignore_index=True)


def sample_attainment(arms: list[str], random: np.random.Generator) -> pd.DataFrame:
    frames = [
        pd.DataFrame({"arm": arm, "attainment": random.normal(0.96 + 0.012 * i, 0.3, 480).clip(0)})
        for i, arm in enumerate(arms)
    ]
    return pd.concat(frames, ignore_index=True)


def sample_pay_curves(policies: tuple[str, ...]) -> pd.DataFrame:
    knots = {
        policies[0]: [(0, 30_000), (0.6, 30_000), (1, 46_000), (1, 52_000), (1.5, 77_000), (2, 77_000)],
        policies[1]: [
            (0, 30_000),
            (0.6, 30_000),
            (0.9, 42_000),
            (0.9, 32_000),
            (1, 36_000),
            (1.2, 46_000),
            (1.2, 66_000),
            (2, 106_000),
        ],
    }
    knots[policies[2]] = knots[policies[0]]
    return pd.DataFrame(
        [(policy, x, pay) for policy, points in knots.items() for x, pay in points],
        columns=["policy", "attainment", "pay"],
    )


def sample_layout(name: str, seed: int, n_territories: int = 60, n_customers: int = 6000) -> LayoutMap:
    """Customers scattered around real towns, cut into territories by a crude k-means."""
    random = np.random.default_rng(seed)
    town = towns()
    town = town.loc[town["circle"].notna()]
    weights = town["population"].fillna(20_000).to_numpy()
    chosen = random.choice(len(town), n_customers, p=weights / weights.sum())
    spots = town[["x_km", "y_km"]].to_numpy()[chosen] + random.normal(0, 3, (n_customers, 2))
    centers = spots[random.choice(n_customers, n_territories, replace=False)]
    for _ in range(4):
        owner = np.hypot(*(spots[:, None] - centers).transpose(2, 0, 1)).argmin(axis=1)
        centers = np.array([spots[owner == t].mean(axis=0) for t in range(n_territories)])
    homes = centers + random.normal(0, 4, centers.shape)
    big = town.groupby("prefecture")[["x_km", "y_km"]].median().rename_axis("name").reset_index()
    return LayoutMap(
        name,
        points=pd.DataFrame({"x_km": spots[:, 0], "y_km": spots[:, 1], "territory": owner}),
        spots=Spots(pd.DataFrame(homes, columns=["x_km", "y_km"]), big[["x_km", "y_km"]] + 6, places=big),
        scores={
            "workload_worst": 0.92 - 0.4 * seed,
            "workload_cv": 0.41 - 0.15 * seed,
            "potential_gini": 0.21 - 0.04 * seed,
            "distance_km": 21.4 + seed,
            "travel_hours": 821.0 - 40 * seed,
            "accounts_reassigned": 0.16 * seed,
            "my_own_score": 3.2,
        },
    )


def towns() -> pd.DataFrame:
    """The towns that ship with the package, on a flat map."""
    package = Path(next(iter(find_spec("salesim").submodule_search_locations)))
    file = next(package.rglob("towns.csv"))
    town = pd.read_csv(file).merge(pd.read_csv(file.with_name("prefectures.csv"))[["prefecture", "circle"]])
    x = (town["lon"] - 120) * 111.32 * np.cos(np.radians(31))
    return town.assign(x_km=x, y_km=(town["lat"] - 31) * 111.32)


def sample_assumptions() -> pd.DataFrame:
    rows = [
        (
            "sales_force.pay.commission_rate",
            "commission on every currency unit of sales",
            0.03,
            0.03,
            "money/money",
            "A",
        ),
        (
            "sales_force.effort.pull_debit_weeks",
            "weeks over which orders pulled forward are missing",
            6,
            6,
            "week",
            "A",
        ),
        ("sales_force.team.reps", "seats of the sales force", 60, 40, "", "A"),
        (
            "market.goodwill.carry_over",
            "share of goodwill left after a week, delta; .88 after a month",
            0.9,
            0.9,
            "1/week",
            "L: Albers 2010",
        ),
        ("channel.desk.manual_hours", "mean time to handle an order by hand", 4.0, 4.0, "hour", "V: trade figure"),
        ("market.buying.rate_shape", "gamma shape of order rates over customers, r", 0.243, 0.243, "", "F: CDNOW"),
    ]
    rows = [(*row, row[2] != row[3]) for row in rows]
    return pd.DataFrame(rows, columns=["path", "about", "value", "default", "unit", "source", "changed"])
