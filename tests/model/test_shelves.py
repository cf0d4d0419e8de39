"""Voice notes in a market of outlets: shelves get better, minutes are lost, and too many minutes lose."""

import numpy as np
import pytest

from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.model.sales_model import SalesModel
from salesim.policy.shelves import Shelves
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import apply_policy

NOTES = {"enabled": True, "start_share": 0.85}
SETTINGS = {
    "market.buying": {"rate_shape": 3.0, "rate_scale": 3.0, "values": {"kind": "lognormal", "median": 900.0}},
    "market.customers.direct_share": 0.1,
    "channel.network.sku_prices": (60.0, 90.0, 150.0),
    "sales_force.time.visit_min": 15.0,
    "channel.shelves.enabled": True,
    "run.burn_in_weeks": 26,
    "policies": {
        "current": {},
        "notes": {"set": {"sales_force.tools.voice_notes": NOTES}},
        "slow": {"set": {"sales_force.tools.voice_notes": {**NOTES, "note_min": 12.0}}},
    },
}


@pytest.fixture(scope="module")
def config(small):
    return small(**SETTINGS)


@pytest.fixture(scope="module")
def world(config):
    return opening(config)


@pytest.fixture(scope="module")
def arms(config, world):
    return {policy: [run_arm(world, config, Arm("unit", policy), i) for i in range(3)] for policy in config.policies}


def later(results, part, whole):
    """A share over the second half of the year."""
    tables = [result.tables["shelves"].iloc[26:] for result in results]
    return sum(t[part].sum() for t in tables) / sum(t[whole].sum() for t in tables)


def test_notes_become_better_shelves(arms):
    """More SKU classes listed, more bought by shoppers, fewer old goods."""
    usual, notes = arms["current"], arms["notes"]
    bought = [sum(r.tables["shelves"]["bought_units"].iloc[26:].sum() for r in arm) for arm in (usual, notes)]
    assert bought[1] > 1.01 * bought[0]
    old = [later(arm, "near_expiry_units", "on_shelf_units") for arm in (usual, notes)]
    assert old[1] < 0.97 * old[0]
    listed = [np.mean([r.tables["shelves"]["listed_per_outlet"].iloc[-1] for r in arm]) for arm in (usual, notes)]
    assert listed[1] > 1.02 * listed[0]


def test_notes_take_minutes_and_licenses(arms):
    usual, notes = arms["current"][0].outcomes, arms["notes"][0].outcomes
    assert notes["visits"] < 0.98 * usual["visits"] and notes["license_cost"] > usual["license_cost"]


def test_notes_that_take_too_long_lose(arms):
    value = {policy: np.mean([r.outcomes["value_created"] for r in arm]) for policy, arm in arms.items()}
    assert value["slow"] < value["current"] and value["slow"] < value["notes"]


def test_goods_on_shelves_balance_every_week(config, world):
    """What was delivered is bought, expired or still there."""
    model = SalesModel(world, apply_policy(config, "notes"))
    opening_units = int(model.outlets.shelf.sum())
    for _ in range(6):
        model.step()
    table = model.lever(Shelves).tables(model)["shelves"]
    gone = table[["bought_units", "substituted_units", "expired_units"]].sum().sum()
    assert opening_units + table["delivered_units"].sum() == gone + model.outlets.shelf.sum()


def test_news_of_competitors_reaches_the_manager(config, world):
    """Reps who speak their notes report more of the attacks that there are."""
    model = SalesModel(world, config)
    model.step()
    model.attack[:] = 1.0
    seats = np.arange(model.n_seats)
    found = []
    for speaks in (0, 1):
        model.reps.uses[:, 4] = speaks
        reports = []
        for model.week in range(52, 92):
            reports.append(model.territories.reported_attacks(seats, config.sales_force.review).mean())
        found.append(np.mean(reports))
    noticed, news = config.sales_force.review.attacks_noticed, config.sales_force.tools.voice_notes.news
    assert found == pytest.approx([noticed, 1.0 - (1.0 - noticed) * (1.0 - news)], abs=0.03)
