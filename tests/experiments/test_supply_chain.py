"""Chains without a market behave as the textbooks say. Limits: 3.5 standard errors over independent repetitions."""

import math
import sys
from functools import partial
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from salesim.channel.stock import StockParameters

sys.path.insert(0, str(Path(__file__).parents[2] / "experiments"))
chain = import_module("supply_chain")
sys.path.pop(0)
bullwhip, drive_chain = chain.bullwhip, chain.drive_chain


def poisson(mean, days, n=1, skus=1, seed=0):
    return np.random.default_rng(seed).poisson(mean, (days, n, skus))


def rule(kind="base_stock", **changes):
    """Fixed levels: the forecast is never changed, and there is no safety stock."""
    fixed = {"smoothing": 0.0, "service_factor": 0.0, "review_days": 1}
    return StockParameters(rule=kind, **(fixed | changes))


def near(sample, expected, times=3.5):
    """Whether the mean of independent repetitions is as expected within its confidence limits."""
    error = np.std(sample, ddof=1) / math.sqrt(sample.size)
    assert 0.0 < error < 0.02 * abs(expected), (np.mean(sample), error)
    return abs(np.mean(sample) - expected) < times * error


def test_base_stock_with_backorders():
    """Poisson 10 in the lead time, S = 13: P(in stock) = P(D <= 12) = .79156, backorders E(D - 13)+ = .32247.

    Whoever comes at random finds stock with that probability (Poisson arrivals see time averages): the fill rate.
    """
    days, skus = 1600, 1000
    sums = drive_chain(
        poisson(2.5, days, skus=skus),
        rule(),
        stock=13,
        forecast=1.0,
        lead_days=4,
        cover_days=13.0,
        uncounted_days=50,
    )
    assert near(sums.in_stock / (days - 50), 0.79156)
    assert near(sums.backlog / (days - 50), 0.32247)


def test_lost_sales_are_erlang_s():
    """(S - 1, S) with a = 10 in the lead time and S = 13: .084339 of demand is lost, Erlang's formula (Karush 1957).

    A lead time of 100 small days, of which a unit sold during a day spends 99.5 on average.
    """
    days, skus, lead = 4000, 2000, 100
    demand = poisson(10.0 / (lead - 0.5), days, skus=skus)
    sums = drive_chain(
        demand, rule(), stock=13, forecast=1.0, lead_days=lead, cover_days=13.0, waits=False, uncounted_days=300
    )
    share = sums.lost.sum() / sums.asked.sum()
    error = np.std(sums.lost - share * sums.asked, ddof=1) * math.sqrt(skus) / sums.asked.sum()
    assert abs(share - 0.084339) < 3.5 * error and error < 0.001


def s_S_cost(sums, days):
    """Holding 1 and backorders 4 a unit and day, 5 an order; (n, sku)."""
    return (sums.stock + 4.0 * sums.backlog + 5.0 * sums.orders) / days


def test_s_and_S():
    """Poisson 6 a day, no lead time (ordered at night, here in the morning): (4, 10) costs 8.0341, and none less."""
    days, skus = 1500, 600
    demand = poisson(6.0, days, skus=skus)

    def cost(s, S):
        levels = rule("reorder_point", reorder_days=float(s), up_to_days=float(S))
        sums = drive_chain(demand, levels, stock=10, forecast=1.0, lead_days=1, cover_days=1.0, uncounted_days=20)
        return s_S_cost(sums, days - 20)

    best = cost(4, 10)
    assert near(best, 8.0341)
    for s, S in ((3, 10), (5, 10), (4, 8), (4, 12)):
        more = cost(s, S) - best  # the same demand
        assert more.mean() > 2.5 * more.std(ddof=1) / math.sqrt(skus), (s, S)


def test_waste_of_goods_that_last_two_days():
    """Poisson 10 a day, 24 units each morning, oldest first: 2.43492 expire a day; newest first, more."""
    days, skus = 1500, 400
    drive = partial(
        drive_chain,
        poisson(10.0, days, skus=skus),
        stock=24,
        forecast=1.0,
        lead_days=1,
        cover_days=24.0,
        life_days=2,
        ages=2,
        waits=False,
        uncounted_days=50,
    )
    oldest, newest = (drive(rule(newest_first=share)).wasted / (days - 50) for share in (0.0, 1.0))
    assert near(oldest, 2.43492)
    assert newest.mean() > 1.5 * oldest.mean()


@pytest.mark.parametrize(("cover", "average"), [(1, 5), (4, 10)])
def test_bullwhip_of_a_moving_average(cover, average):
    """Var(orders) / Var(demand) = 1 + 2 L/p + 2 (L/p)^2 (Chen et al. 2000): 1.48 and 2.12."""
    days, skus = 3000, 300
    sums = drive_chain(
        poisson(4000.0, days, skus=skus),
        rule(forecast="moving_average", average_days=average),
        stock=40_000,
        forecast=4000.0,
        lead_days=cover,
        cover_days=float(cover),
        uncounted_days=60,
    )
    n = days - 60
    ordered = sums.ordered_squared / n - (sums.ordered / n) ** 2
    asked = sums.asked_squared / n - (sums.asked / n) ** 2
    assert near(ordered / asked, bullwhip(cover, average))


def test_estimated_safety_stock_adds_to_the_bullwhip():
    """The formula is a lower bound once the spread of demand is estimated, too."""
    demand = poisson(4000.0, 2000, skus=100)
    drive = partial(drive_chain, demand, stock=40_000, forecast=4000.0, lead_days=4, cover_days=4.0, uncounted_days=200)
    average = {"forecast": "moving_average", "average_days": 10, "smoothing": 0.2}
    plain, safe = (drive(rule(service_factor=z, **average)) for z in (0.0, 2.0))
    variance = [(s.ordered_squared / 1800 - (s.ordered / 1800) ** 2).mean() for s in (plain, safe)]
    assert variance[1] > 1.02 * variance[0]


def beer_game(**changes):
    """Retailer, wholesaler, distributor and factory for 36 weeks: demand of 4, from the fifth week on 8.

    Orders take two weeks by mail and goods two on the road, production three. All order 4 in the first four weeks, as
    the board game has it. Holding costs .5 a case and week, backlog 1. Returns the cost of each.
    """
    demand = np.zeros((36, 4, 1), np.int64)
    demand[:, 0, 0] = [4] * 4 + [8] * 32
    sums = drive_chain(
        demand,
        rule("human", **changes),
        stock=12,
        forecast=4.0,
        pipeline=4,
        lead_days=[2, 2, 2, 3],
        mail_days=2,
        supplied_by=[1, 2, 3, -1],
        cover_days=[8.0, 8.0, 8.0, 6.0],  # S' = 28, 28, 28 and 20 besides the forecast of 4
        steady_days=4,
    )
    return (0.5 * sums.stock + sums.backlog)[:, 0]


def test_beer_game_under_the_optimal_rule():
    """Sterman 1989: 204 in all; 46, 50, 54 and 54 along the chain."""
    assert beer_game(adjust=1.0, pipeline_weight=1.0).tolist() == [46.0, 50.0, 54.0, 54.0]


def test_beer_game_as_people_play_it():
    """With the mean of players' estimates they pay several times as much, and orders swing more up the chain."""
    costs = beer_game(adjust=0.26, pipeline_weight=0.34, smoothing=0.36)
    assert costs.sum() > 3 * 204


def test_no_unit_is_made_or_lost_in_a_chain():
    """What the source sent is sold, expired, in stock or on the road."""
    demand = np.zeros((200, 3, 5), np.int64)
    demand[:, 0] = poisson(4.0, 200, skus=5)[:, 0]
    sums = drive_chain(
        demand,
        rule(service_factor=1.0, smoothing=0.1),
        stock=30,
        forecast=4.0,
        lead_days=3,
        cover_days=5.0,
        supplied_by=[1, 2, -1],
        life_days=12,
        ages=6,
        waits=False,
    )
    sold = sums.asked[0] - sums.lost[0]
    assert np.array_equal(90 + sums.ordered[2], sold + sums.wasted.sum(axis=0) + sums.closing.sum(axis=0))
    assert sums.wasted.sum() > 0 and sums.lost.sum() > 0


def test_a_supplier_that_sees_demand_orders_more_steadily():
    """Shared information takes out what the retailer's orders add to the swings of demand (Lee, So & Tang 2000)."""
    demand = np.zeros((1500, 2, 50), np.int64)
    demand[:, 0] = poisson(400.0, 1500, skus=50)[:, 0]
    average = rule(forecast="moving_average", average_days=8)
    drive = partial(
        drive_chain, demand, average, stock=4000, forecast=400.0, lead_days=4, cover_days=4.0, uncounted_days=50
    )
    swings = [
        (s.ordered_squared[1] / 1450 - (s.ordered[1] / 1450) ** 2).mean()
        for s in (drive(supplied_by=[1, -1], sees=sees) for sees in (None, [0, 0]))
    ]
    assert swings[1] < 0.8 * swings[0]


def test_bullwhip_formula():
    assert [bullwhip(1, 5), bullwhip(4, 10)] == pytest.approx([1.48, 2.12])
