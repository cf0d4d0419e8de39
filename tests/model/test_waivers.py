"""Checks that managers may waive erode, and what is left behind once they end: paired, in a firm with much to find."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.columns import Tool
from salesim.model.opened_worlds import opening
from salesim.model.sales_model import SalesModel, forget
from salesim.pay.measures import Measure
from salesim.scenario.overlay import overlay

CHECK_IN = "sales_force.tools.check_in"
CHECKED = {f"{CHECK_IN}.enabled": True, f"{CHECK_IN}.start_share": 1.0, f"{CHECK_IN}.ceiling": 1.0}
WAIVED = {**CHECKED, f"{CHECK_IN}.discretion": "manager"}
REPLICATIONS = 3


@pytest.fixture(scope="module")
def firm(small):
    """A firm in which three of ten planned visits are not made unless somebody looks; nobody minds being checked."""
    return small(**{"sales_force.visits.falsified_share": 0.3, f"{CHECK_IN}.resentment": 0.0})


@pytest.fixture(scope="module")
def world(firm):
    return opening(firm)


def live(world, changes, quarters: int) -> np.ndarray:
    """Share of reports that are falsified, and sales, by quarter, mean of some replications: (2, quarters)."""
    found = np.zeros((3, quarters * 13))
    for replication in range(REPLICATIONS):
        model = SalesModel(world, overlay(world.scenario, changes), replication=replication)
        for _ in range(quarters * 13):
            model.step()
        rows = model.ledger.rows
        found += [[row[name] for row in rows] for name in ("falsified_visits", "visits", "sales_minor")]
        forget(model)
    falsified, made, sales = found.reshape(3, quarters, 13).sum(axis=2)
    return np.array([falsified / (falsified + made), sales])


@pytest.fixture(scope="module")
def lived(world):
    arms = {"never": {}, "fixed": CHECKED, "waived": WAIVED}
    return {name: live(world, changes, 6) for name, changes in arms.items()}


def test_what_managers_may_waive_erodes(lived):
    """Visits gained in the sixth quarter: less than half of the first's, as many where nobody may waive."""
    gain = {name: lived["never"][0] - lived[name][0] for name in ("fixed", "waived")}
    assert gain["waived"][0] > 0.8 * gain["fixed"][0] > 0.15
    assert gain["waived"][5] < 0.5 * gain["waived"][0]
    assert gain["fixed"][5] == pytest.approx(gain["fixed"][0], rel=0.1)
    assert (np.diff(gain["waived"]) < 0.0).all()


def test_sales_follow_the_visits(lived):
    """Goodwill remembers, sales come late and go late: in the sixth quarter fewer are gained than by a fixed rule."""
    gain = {name: lived[name][1][5] / lived["never"][1][5] - 1.0 for name in ("fixed", "waived")}
    assert gain["fixed"] > 0.02
    assert gain["waived"] < 0.75 * gain["fixed"]


def test_once_checks_end_people_do_less_than_if_never_checked(firm, lived, world):
    """A tenth more falsified visits at first, a twentieth on average over half a year, nothing afterwards."""
    was_checked = opening(overlay(firm, CHECKED))
    falsified = live(was_checked, {f"{CHECK_IN}.enabled": False}, 3)[0] / live(world, {}, 3)[0]
    forgotten = (
        live(was_checked, {f"{CHECK_IN}.enabled": False, f"{CHECK_IN}.rebound": 0.0}, 3)[0] / live(world, {}, 3)[0]
    )
    assert falsified[0] > falsified[1] > 1.0
    assert (falsified / forgotten)[:2].mean() == pytest.approx(1.05, abs=0.02)
    assert (falsified / forgotten)[2] == pytest.approx(1.0, abs=0.02)


def model_under(world, changes) -> SalesModel:
    return SalesModel(world, overlay(world.scenario, changes))


def test_managers_give_in_by_region_and_only_to_what_is_found(world):
    """1 - w = (1 - g)^weeks where everybody's visits come up; nobody waives where nothing does or nobody may."""
    model = model_under(world, WAIVED)
    for _ in range(27):
        model.step()
    assert 1.0 - model.reps.waived == pytest.approx(0.98**26, abs=0.03), "the first week has found nothing yet"
    for region in np.unique(model.reps.region):
        assert np.ptp(model.reps.waived[model.reps.region == region]) == 0.0
    for changes in (CHECKED, {**WAIVED, f"{CHECK_IN}.detection": 0.0, f"{CHECK_IN}.false_alarm": 0.0}):
        model = model_under(world, changes)
        for _ in range(5):
            model.step()
        assert not model.reps.waived.any()


def test_a_seat_opened_meanwhile_is_treated_as_its_region_is(world):
    model = model_under(world, WAIVED)
    for _ in range(5):
        model.step()
    waived = model.reps.waived[0].item()
    model.reps.waived[0] = 0.0  # as a row that has just grown
    model.step()
    assert model.reps.waived[0] > waived > 0.0


def test_honest_visits_that_a_check_takes_for_falsified_ones_are_not_paid(world):
    """Of real visits a (1 + penalty) do not count; reps foresee it, and work less for what visits pay."""
    reward = {"sales_force.pay.components": [{"name": "visits", "measure": "visits", "rate": 15.0, "paid": "at_once"}]}
    found = {}
    for alarm in (0.0, 0.1):
        model = model_under(world, {**CHECKED, **reward, f"{CHECK_IN}.false_alarm": alarm})
        model.step()
        counted = (
            model.reps.measure_sum[:, Measure.VISITS]
            + 3.0 * model.reps.detected_falsified
            - model.reps.falsified_visits
        )
        paid = model.reps.measure_sum[:, Measure.VISITS] > 0.0  # nobody counts fewer than none
        found[alarm] = (counted[paid].sum() / model.reps.visits[paid].sum(), model.reps.effort.mean())
    assert found[0.0][0] == pytest.approx(1.0)
    assert found[0.1][0] == pytest.approx(0.7)
    assert found[0.1][1] < found[0.0][1]


def test_what_is_let_pass_is_not_resented(world):
    """The column that the hazard of quitting reads is what counts; without check-in there is nothing to wear out."""
    model = model_under(world, WAIVED)
    for _ in range(3):
        model.step()
    assert model.reps.uses[:, Tool.CHECK_IN].any() and 0.0 < model.reps.waived.max() < 0.1
    ended = model_under(world, {f"{CHECK_IN}.discretion": "manager"})
    for _ in range(3):
        ended.step()
    assert not ended.reps.waived.any() and not ended.reps.rebound.any()
