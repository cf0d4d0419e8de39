"""Claw-backs: what is taken back of whom, in the books and as felt."""

import numpy as np
import pytest

from salesim.agents.rep import Rep
from salesim.columns import State
from salesim.model.sales_model import SalesModel
from salesim.policy.clawback import Clawback, expected_loss
from salesim.scenario.overlay import apply_policy


class Loyal(Rep):
    """Stays whatever happens."""

    def stays(self, quit_drawn):
        return True


@pytest.fixture
def lived(small, world):
    """The small firm with a claw-back, after some weeks, and the lever."""

    def make(weeks, **clawback):
        settings = {f"sales_force.clawback.{name}": value for name, value in clawback.items()}
        scenario = small(policies={"current": {}, "other": {"set": settings}})
        model = SalesModel(world, apply_policy(scenario, "other"), layout=None, rep_class=Loyal)
        for _ in range(weeks):
            model.step()
        return model, next(lever for lever in model.levers if isinstance(lever, Clawback))

    return make


@pytest.mark.parametrize("how", ["full", "sliding"])
@pytest.mark.parametrize("left", [26.0, 9.0, 0.0])
def test_what_is_expected_to_be_lost_is_what_draws_say(how, left):
    """Four million customers who leave at a constant hazard; the slope by its logarithm is that of the share."""
    hazard, window = 0.02, 26.0
    lost, slope = (float(one[0]) for one in expected_loss(hazard, np.array([left]), window, how))
    leaves = np.random.default_rng(1).exponential(1.0 / hazard, 4_000_000)
    taken = (leaves < left) * (1.0 if how == "full" else (left - leaves) / window)
    assert abs(taken.mean() - lost) <= 4.0 * taken.std() / 2000.0
    up, down = (expected_loss(hazard * factor, np.array([left]), window, how)[0][0] for factor in (1.0001, 1 / 1.0001))
    assert slope == pytest.approx((up - down) / (2 * np.log(1.0001)), rel=1e-6, abs=1e-12)


def young_customers(model, clawback, paid=True):
    """Rows of customers won in the window, of seats with a holder; for whom something was paid already."""
    customers, reps = model.columns, model.reps
    age = model.week - customers.first_order_week
    found = (customers.n_orders > 0) & (customers.first_order_week >= 0) & (age < clawback.clawback.window_weeks)
    found &= (customers.state >= State.HEALTHY) & (customers.state < State.GONE)
    found &= reps.present[customers.seat] == 1
    return np.flatnonzero(found & ((clawback.paid[customers.place] > 0) == paid))


def leaves_alone(model, row):
    """A customer is gone this week, and of those won of late it is the only one who ever left."""
    customers = model.columns
    customers.first_order_week[customers.state == State.GONE] = -9
    customers.state[row], customers.state_week[row] = State.GONE, model.week


@pytest.mark.parametrize(("how", "share"), [("full", 1.0), ("full", 0.5), ("sliding", 1.0)])
def test_who_was_paid_for_a_customer_that_leaves_pays_it_back(lived, how, share):
    model, clawback = lived(20, share=share, how=how, window_weeks=39)
    customers, ledger = model.columns, model.ledger
    row = int(young_customers(model, clawback)[0])
    seat, place = int(customers.seat[row]), int(customers.place[row])
    before, sold = clawback.paid[place], customers.quarter_sales[:, model.quarter % 4].astype(float)
    leaves_alone(model, row)
    clawback.owed[:] = 0
    ledger.quarter_pay_minor[:, 1:] = 0
    ledger.quarter_pay_minor[seat, 1] = 500_000
    recovered = ledger.now["pay_recovered_minor"]
    clawback.close_quarter(model)
    more = 5000.0 * sold[row] / sold[customers.seat == seat].sum()
    rest = 1.0 if how == "full" else 1.0 - (model.week - customers.first_order_week[row]) / 39
    back = 100.0 * share * rest * (before + more)
    assert ledger.now["pay_recovered_minor"] - recovered == pytest.approx(back, abs=1.0) and back > 0
    assert ledger.quarter_pay_minor[seat, 1] == 500_000 - (ledger.now["pay_recovered_minor"] - recovered)
    assert clawback.paid[place] == 0.0, "it is taken back once"


def test_what_this_quarter_s_pay_does_not_cover_is_owed_and_a_leaver_s_balance_ends(lived):
    for on_leaving in ("deducted", "forgiven"):
        model, clawback = lived(20, share=1.0, window_weeks=39, on_leaving=on_leaving)
        customers, ledger = model.columns, model.ledger
        row = int(young_customers(model, clawback)[0])
        seat, place = int(customers.seat[row]), int(customers.place[row])
        leaves_alone(model, row)
        clawback.owed[:] = 0
        clawback.paid[place] = 100.0
        ledger.quarter_pay_minor[:, 1:] = 0
        clawback.close_quarter(model)
        assert clawback.owed[seat] == 10_000
        ledger.quarter_pay_minor[seat, 1] = 4_000
        before = ledger.now["pay_recovered_minor"]
        model.reps.present[seat] = 0
        clawback.close_week(model)
        assert clawback.owed[seat] == 0
        assert ledger.now["pay_recovered_minor"] - before == (4_000 if on_leaving == "deducted" else 0)


def test_nobody_is_asked_for_what_another_was_paid(lived):
    model, clawback = lived(20, share=1.0, window_weeks=39)
    customers, ledger = model.columns, model.ledger
    row = int(young_customers(model, clawback)[0])
    seat, place = int(customers.seat[row]), int(customers.place[row])
    leaves_alone(model, row)
    customers.quarter_sales[row] = 0.0
    clawback.holder[place] += 1
    ledger.quarter_pay_minor[:, 1:] = 0
    clawback.owed[:] = 0
    clawback.close_quarter(model)
    assert clawback.owed[seat] == 0


def test_it_is_felt_as_less_for_new_customers_and_more_for_keeping_them(lived):
    plain, _ = lived(15)
    back, _ = lived(15, share=1.0, window_weeks=39)
    present = plain.reps.present == 1
    assert (back.reps.marginal_pay[present] < plain.reps.marginal_pay[present]).any()
    # what was paid for customers won of late makes keeping them worth something
    model, lever = lived(20, share=1.0, window_weeks=39)
    rows = young_customers(model, lever)
    seats = np.unique(model.columns.seat[rows])

    def felt(times):
        model.reps.measure_pay[:] = 0.0
        lever.paid[:] = paid * times
        lever.before_effort(model)
        return model.reps.measure_pay[:, 0].copy()

    paid = lever.paid.copy()
    once, twice = felt(1.0), felt(2.0)
    assert (once[seats] >= 0.0).all() and once.sum() > 0.0
    assert twice == pytest.approx(2.0 * once)


def test_the_books_balance_over_a_year(lived):
    model, clawback = lived(52, share=1.0, window_weeks=39)
    ledger = model.records.tables()["ledger"]
    rows = model.records.tables()["rep_quarters"]
    net = ledger["variable_pay_minor"].sum() - ledger["pay_recovered_minor"].sum()
    assert rows["variable_pay"].sum() == pytest.approx(net / 100, abs=0.5)
    assert (clawback.owed >= 0).all() and (clawback.paid >= 0.0).all()
