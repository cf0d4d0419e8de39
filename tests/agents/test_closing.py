"""Which deals reps move over a period's end, and that a deal moved is a deal less later."""

import numpy as np
import pytest

from salesim.agents.closing import close_deals
from salesim.agents.deals import DealParameters, DealWeek, asked, deal_value
from salesim.agents.effort import EffortParameters
from salesim.columns import Customers, Reps, State, new_columns
from salesim.model.timetable import timetable
from salesim.pay.component import Bonus, Kink, PayComponent
from salesim.pay.components import components_for
from salesim.pay.curve import add_jump, add_kink, empty_curves
from salesim.pay.pay_week import pay_week
from salesim.pay.periods import A_QUARTER
from salesim.random import Stream
from salesim.random.generator import uniform_array
from salesim.scenario.calendar import CalendarParameters

P, E = DealParameters(), EffortParameters()
QUOTA = 1_000_000.0
N = 12  # customers with an open deal
TABLE = timetable(CalendarParameters(), 52)
FLAT, LAST = np.ones(len(TABLE.demand)), TABLE.last[A_QUARTER]


@pytest.fixture
def firm(all_off, key):
    """One rep with deals of about 120,000 due now and as many due later; what closes in a week, and the customers."""

    def run(week, sold, curve=None, plan=(), due=None, max_discount=0.3, present=1, **values):
        numbers = {name: getattr(P, name) for name in DealWeek._fields if hasattr(P, name)}
        numbers |= {"has_deals": 1, "may_move": 1, "above": 0.0, "week": week, "max_discount": max_discount}
        numbers |= {
            "quota_uncertainty": E.quota_uncertainty,
            "pull_trouble": E.pull_trouble,
            "salary": np.array([21_000.0]),
        }
        numbers |= {"crediting_error": E.crediting_error, "value_shape": 50.0, "quarter_last": LAST}
        numbers |= {"value_key": key(Stream.ORDER_VALUE), "deal_key": key(Stream.DEAL)}
        deals = all_off(DealWeek, **(numbers | values))
        when = np.where(np.arange(N) < 4, week, week + 4) if due is None else due
        customers = new_columns(
            Customers,
            N,
            customer_id=np.arange(N),
            state=State.HEALTHY,
            order_value=120_000.0,
            open_deals=1,
            deal_week=when,
        )
        reps = new_columns(
            Reps,
            1,
            present=present,
            quota=QUOTA,
            annual_quota=4.0 * QUOTA,
            quota_shift=1.0,
            season_share=1.0,
            year_share=1.0,
            weekly_cv=0.5,
            loss_aversion=1.0,
            baseline_sales=QUOTA / 13.0,
            quarter_sales=sold,
        )
        values = np.array([deal_value(customers, i, deals) for i in range(N)])
        rest = {"forecast_error": E.forecast_error, "crediting_error": E.crediting_error, "loss_frame": 0.0}
        pay = pay_week(week, TABLE, FLAT, FLAT, present_bias=0.7, weekly_discount=0.96, **rest)
        curve = empty_curves(1) if curve is None else curve
        terms = (curve, curve, components_for(plan, reps, week), np.zeros(1), np.zeros(1), 1.0, pay, deals)
        rows = close_deals(0, 1, np.array([0, N]), customers, reps, *terms)
        assert rows == customers.new_orders.sum()
        assert ((customers.new_orders + customers.open_deals) == 1).all(), "no deal is lost or made"
        return np.flatnonzero(customers.new_orders), customers, values

    return run


def accelerator():
    curve = empty_curves(1)
    add_kink(curve, 0, 0.0, 0.003)
    add_kink(curve, 0, 1.0, 0.033)
    return curve


def straight():
    curve = empty_curves(1)
    add_kink(curve, 0, 0.0, 0.012)
    return curve


DUE = [0, 1, 2, 3]


@pytest.mark.parametrize("sold", [0.0, 0.5 * QUOTA, 1.5 * QUOTA])
def test_a_straight_commission_moves_no_deal(firm, sold):
    closed, customers, _ = firm(12, sold, straight())
    assert closed.tolist() == DUE and not customers.deal_discount.any() and not customers.deal_ahead.any()


def test_past_the_accelerator_deals_are_pulled_and_short_of_it_held_back(firm):
    pulled, customers, values = firm(12, 1.2 * QUOTA, accelerator())
    assert set(pulled) > set(DUE)
    ahead = customers.ahead_until == 16
    assert ahead.any()
    assert customers.deal_ahead[ahead] == pytest.approx((values * (1.0 - customers.deal_discount))[ahead])
    kept, customers, values = firm(12, 0.0, accelerator())
    assert len(kept) < 4
    held = sorted(set(DUE) - set(kept.tolist()))
    assert (customers.deal_week[held] == 13).all() and (customers.open_deals[held] == 1).all()
    assert customers.deal_ahead[held] == pytest.approx(-values[held] * (1.0 - customers.deal_discount[held]))


def test_the_discount_is_what_customers_ask_for_and_no_more_than_may_be_given(firm, key):
    closed, customers, _ = firm(12, 1.2 * QUOTA, accelerator())
    draws = uniform_array(key(Stream.DEAL), np.arange(N), 2)
    wanted = np.array([asked(u, 16, 12, P.free_weeks, P.asked_discount, LAST) for u in draws])
    given = customers.deal_discount[closed[4:]]
    assert given == pytest.approx(wanted[closed[4:]], abs=1e-6) and given.min() > 0.0
    few, customers, _ = firm(12, 1.2 * QUOTA, accelerator(), max_discount=0.01)
    assert set(few) == set(DUE) | set(np.flatnonzero((wanted <= 0.01) & (np.arange(N) >= 4)))
    assert customers.deal_discount.max() <= 0.01


def test_dear_deals_are_left_alone(firm):
    """The cheapest are moved first, and only as long as the pay is worth the discount."""
    closed, customers, _ = firm(12, 1.2 * QUOTA, accelerator(), asked_discount=4.0, max_discount=0.99)
    some = customers.deal_discount[closed[4:]]
    assert 0 < len(some) < N - 4 and some.max() < 0.9


def test_deals_are_moved_within_limits(firm):
    late = np.where(np.arange(N) < 4, 12, 26)
    assert firm(12, 1.2 * QUOTA, accelerator(), due=late)[0].tolist() == DUE
    assert len(firm(12, 1.2 * QUOTA, accelerator(), due=late, reach_weeks=14)[0]) > 4


def test_deals_are_moved_at_the_ends_of_paid_periods_only(firm):
    assert firm(11, 1.2 * QUOTA, accelerator())[0].tolist() == DUE
    monthly = PayComponent(name="m", period="month", rate=0.003, kinks=(Kink(at=1.0, rate=0.036),))
    assert firm(7, 0.0, plan=[monthly])[0].tolist() == DUE
    assert firm(8, 0.0, plan=[monthly])[0].tolist() != DUE
    yearly = PayComponent(name="y", period="year", bonuses=(Bonus(at=1.0, amount=5e4),))
    assert firm(12, 0.0, plan=[yearly])[0].tolist() == DUE


def test_several_deals_together_reach_a_threshold(firm):
    """No deal alone reaches the bonus; two more than are due do."""
    curve = empty_curves(1)
    add_jump(curve, 0, 1.0, 60_000.0)
    closed, _, values = firm(12, QUOTA - 6 * 120_000.0, curve)
    assert 5 <= len(closed) <= 8
    assert values[closed].sum() + QUOTA - 6 * 120_000.0 > QUOTA


def test_without_a_rep_or_quotas_deals_close_on_their_day(firm):
    for values in ({"present": 0}, {"may_move": 0}):
        assert firm(12, 1.2 * QUOTA, accelerator(), **values)[0].tolist() == DUE
