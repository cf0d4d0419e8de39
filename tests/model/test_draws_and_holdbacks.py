"""Draws and holdbacks: what is topped up, paid back, paid later and lost, in the books and as felt."""

import numpy as np
import pytest

from salesim.agents.rep import Rep
from salesim.metrics.money import COSTS, INCOME
from salesim.model.sales_model import SalesModel
from salesim.scenario.overlay import apply_policy


class Loyal(Rep):
    """Stays whatever happens."""

    def stays(self, quit_drawn):
        return True


@pytest.fixture
def lived(small, world):
    """The small firm under a policy, after some weeks."""

    def make(weeks, rep_class=Loyal, **settings):
        scenario = small(
            policies={"current": {}, "other": {"set": {f"sales_force.{k}": v for k, v in settings.items()}}}
        )
        model = SalesModel(world, apply_policy(scenario, "other"), layout=None, rep_class=rep_class)
        for _ in range(weeks):
            model.step()
        return model

    return make


def variable(model, quarter=0):
    """Variable pay of those who were there all the quarter, by seat."""
    rows = model.records.tables()["rep_quarters"].query("quarter == @quarter and full_quarter == 1").set_index("seat")
    return rows["variable_pay"]


def draw_of(model):
    return next(lever for lever in model.levers if type(lever).__name__ == "Draws")


def test_everybody_has_the_draw_at_least_and_pays_it_back_from_what_is_above(lived):
    plain, drawn = lived(26), lived(26, draw={"amount": 4000.0})
    assert (variable(plain) < 12_000).any() and (variable(plain) > 12_000).any()
    assert (variable(drawn) >= 12_000 - 0.01).all()
    ledger = drawn.records.tables()["ledger"]
    owed = draw_of(drawn).owed
    assert (owed >= 0).all() and owed.sum() > 0
    row = drawn.records.tables()["summary"].iloc[0]
    assert row["pay_recovered"] >= 0
    assert (ledger[[f"{name}_minor" for name in (*COSTS, *INCOME)]] >= 0).all().all()


def test_what_is_owed_is_what_was_added_less_what_was_taken_back(lived):
    model = lived(52, draw={"amount": 5000.0})
    ledger = model.records.tables()["ledger"]
    plain_kinds = ledger["variable_pay_minor"].sum()
    assert ledger["pay_recovered_minor"].sum() > 0
    rows = model.records.tables()["rep_quarters"]
    # seats' pay is net of what was taken back, as the books are
    net = plain_kinds - ledger["pay_recovered_minor"].sum()
    assert rows["variable_pay"].sum() == pytest.approx(net / 100, abs=0.5)


def test_a_debt_is_paid_back_once(lived):
    model = lived(13, draw={"amount": 4000.0})
    draws, best = draw_of(model), int(variable(model).idxmax())
    draws.owed[:] = 0
    draws.owed[best] = 50_000
    for _ in range(26):
        model.step()
    assert draws.owed[best] == 0
    assert model.records.tables()["ledger"]["pay_recovered_minor"][13:26].sum() == 50_000


def test_a_draw_that_nobody_takes_back_weakens_who_lies_below_it_and_no_other(lived):
    plain, drawn = lived(1), lived(1, draw={"amount": 20_000.0, "kind": "non_recoverable"})
    present = plain.reps.present == 1
    assert (drawn.reps.marginal_pay[present] < 0.2 * plain.reps.marginal_pay[present]).all()
    small = lived(1, draw={"amount": 1.0, "kind": "non_recoverable"})
    assert small.reps.marginal_pay[present] == pytest.approx(plain.reps.marginal_pay[present], rel=1e-3)
    owing = lived(1, draw={"amount": 20_000.0})
    between = owing.reps.marginal_pay[present]
    assert (between > drawn.reps.marginal_pay[present]).all() and (between < plain.reps.marginal_pay[present]).all()


def test_newcomers_alone_may_have_a_draw(lived):
    model = lived(13, draw={"amount": 4000.0, "who": "new_reps", "new_weeks": 26})
    old = model.week - model.reps.hired_week > 60
    assert draw_of(model).owed[old].sum() == 0
    assert (variable(model).reindex(np.flatnonzero(old)).dropna() < 12_000).any()


def test_who_leaves_takes_along_or_repays_what_is_owed(lived):
    model = lived(13, draw={"amount": 4000.0})
    draws = draw_of(model)
    seat = int(np.flatnonzero((draws.owed > 0) & (model.reps.present == 1))[0])
    model.step()
    owed = int(draws.owed[seat])
    model.staff.leave(seat)
    before = model.ledger.now["pay_recovered_minor"]
    draws.close_week(model)
    taken = model.ledger.now["pay_recovered_minor"] - before
    assert 0 <= taken <= owed and draws.owed[seat] == 0


def test_a_holdback_waits_and_is_paid_in_its_week(lived):
    plain, held = lived(45), lived(45, holdback={"share": 0.4, "weeks": 26})
    paid, later = (one.records.tables()["ledger"]["variable_paid_minor"].to_numpy() for one in (plain, held))
    due = 12 + 4  # the quarter closes in its thirteenth week
    ratio = later[due] / held.records.tables()["ledger"]["variable_pay_minor"].to_numpy()[12]
    assert ratio == pytest.approx(0.6, abs=0.002)
    assert later[due + 26] > 0.3 * paid[due]
    assert held.reps.marginal_pay.sum() < plain.reps.marginal_pay.sum()


def test_who_leaves_loses_what_is_held_back_unless_the_plan_says_otherwise(lived):
    for forfeited in (True, False):
        model = lived(13, holdback={"share": 0.5, "weeks": 20, "forfeited": forfeited})
        holdback = next(lever for lever in model.levers if type(lever).__name__ == "Holdback")
        seat = int(np.flatnonzero(holdback.held.any(axis=1) & (model.reps.present == 1))[0])
        waits = int(holdback.held[seat].sum())
        model.step()
        model.staff.leave(seat)
        before = model.ledger.now["pay_recovered_minor"]
        holdback.close_week(model)
        assert model.ledger.now["pay_recovered_minor"] - before == (waits if forfeited else 0)
        assert not holdback.held[seat].any()
        for _ in range(30):
            model.step()  # the books balance all along


def test_without_settings_nothing_changes(lived):
    plain, none = lived(14), lived(14, draw={"amount": 0.0}, holdback={"share": 0.0})
    assert plain.records.tables()["ledger"].equals(none.records.tables()["ledger"])


def test_what_is_held_back_of_a_component_is_felt_as_less(lived):
    """A rate on visits weighs as much less as commission does."""
    visits = [{"name": "visits", "measure": "visits", "rate": 5.0}]
    plain, held = (lived(1, **{"pay.components": visits}, **more) for more in ({}, {"holdback": {"share": 0.5}}))
    present = plain.reps.present == 1
    paid = plain.reps.measure_pay[present].max(axis=1) > 0
    assert paid.all()
    ratio = held.reps.measure_pay[present].max(axis=1) / plain.reps.measure_pay[present].max(axis=1)
    curve = held.pay_curve.kink_rate[present].sum(axis=1) / plain.pay_curve.kink_rate[present].sum(axis=1)
    assert ratio == pytest.approx(curve) and (ratio < 1.0).all()
