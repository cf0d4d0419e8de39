"""Annual quotas of seats: shares of the firm's plan, and how last year's sales change them."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from salesim.columns import Customers, Reps, new_columns
from salesim.model.timetable import timetable
from salesim.policy.quotas import QuotaParameters, follow_last_year, growth_within_year, of_plan, set_annual_quotas
from salesim.scenario.calendar import CalendarParameters

TABLE = timetable(CalendarParameters(), 52)


def firm(weekly_sales, growth=0.0, week=52, **values):
    """Four seats, the last one closed, whose customers sold ``weekly_sales`` in all."""
    n = len(weekly_sales)
    customers = new_columns(Customers, n, seat=np.arange(n), reference_sales=np.array(weekly_sales))
    reps = new_columns(Reps, n, **{"open": np.arange(n) < n - 1, "quota_error": 1.0} | values)
    market = SimpleNamespace(buying=SimpleNamespace(growth=growth))
    config = SimpleNamespace(market=market, sales_force=SimpleNamespace(roles=()))
    time = {"week": week, "first_week": 52, "timetable": TABLE, "weeks_of_year": 52}
    return SimpleNamespace(columns=customers, reps=reps, emerging=np.zeros(1, bool), config=config, **time)


def annual_quotas(weekly_sales, growth=0.0, week=52, quota_error=1.0, **parameters):
    model = firm(weekly_sales, growth, week, quota_error=quota_error)
    set_annual_quotas(model, QuotaParameters(**{"stretch": 0.0} | parameters))
    return model.reps.annual_quota.tolist()


def test_a_target_is_a_year_of_what_customers_bought():
    assert annual_quotas([10.0, 20.0, 30.0, 0.0]) == pytest.approx([520.0, 1040.0, 1560.0, 0.0])


def test_the_firm_asks_for_stretch_and_for_the_market_s_growth():
    """Factor (1 + growth)^years + stretch, with the growth that the firm plans or that its market has."""
    asked = annual_quotas([10.0, 20.0, 30.0, 0.0], growth=0.21, stretch=0.09)
    assert asked == pytest.approx([520.0 * 1.19, 1040.0 * 1.19, 1560.0 * 1.19, 0.0])
    assert annual_quotas([10.0] * 4, growth=0.21, week=104)[0] == pytest.approx(520.0 * 1.21)
    planned = firm([10.0] * 4, growth=0.21)
    set_annual_quotas(planned, QuotaParameters(stretch=0.0, growth=0.44))
    assert planned.reps.annual_quota[0] == pytest.approx(520.0 * 1.2)


def test_nobody_is_asked_for_next_to_nothing():
    """A seat whose customers bought nothing would else reach any multiple of its quota with one sale.

    A tenth of the median of 1040, and what that adds to the firm's 3120 is taken off everybody again.
    """
    back = 3120.0 / (104.0 + 3120.0)
    asked = annual_quotas([0.0, 20.0, 40.0, 0.0])
    assert asked == pytest.approx([104.0 * back, 1040.0 * back, 2080.0 * back, 0.0])
    assert annual_quotas([0.0, 20.0, 40.0, 0.0], min_share=0.0)[0] == 0.0


def test_errors_of_dividing_the_plan_do_not_change_the_plan():
    errors = np.array([0.7, 1.4, 1.1, 5.0])
    asked = np.array(annual_quotas([10.0, 20.0, 30.0, 0.0], quota_error=errors, min_share=0.0))
    assert asked.sum() == pytest.approx(3120.0)
    assert asked[1] / asked[0] == pytest.approx(2.0 * 1.4 / 0.7), "and seats keep their errors relative to each other"


def test_open_seats_add_up_to_the_plan():
    """What is asked of closed seats does not count."""
    planned, asked = np.array([10.0, 20.0, 30.0, 40.0]), np.array([12.0, 16.0, 44.0, 99.0])
    is_open = np.array([1, 1, 1, 0])
    factor = of_plan(planned, asked, is_open)
    assert (asked * factor)[is_open == 1].sum() == pytest.approx(60.0)
    assert of_plan(planned, planned, is_open) == 1.0
    assert of_plan(planned, np.zeros(4), is_open) == 1.0, "nothing can be made of nothing"


def year_later(weekly_before, sold_a_week, annual_quota, growth=0.0, week=104, **parameters):
    """What customers' quotas are derived from after a year of selling ``sold_a_week``."""
    model = firm(weekly_before, growth, week, annual_quota=annual_quota)
    model.columns.quarter_sales[:] = 13.0 * np.array(sold_a_week)[:, None]
    follow_last_year(model, QuotaParameters(**parameters))
    return model.columns.reference_sales


def test_without_a_ratchet_quotas_stay():
    kept = year_later([10.0, 20.0, 30.0], [15.0, 5.0, 40.0], [500.0, 1100.0, 1500.0], ratchet_up=0.0, ratchet_down=0.0)
    assert kept == pytest.approx([10.0, 20.0, 30.0])


def test_the_whole_ratchet_asks_for_what_was_sold():
    for parameters in ({"ratchet_up": 1.0, "ratchet_down": 1.0}, {"ratchet_every": "quarter"}):
        followed = year_later([10.0, 20.0, 30.0], [15.0, 5.0, 40.0], [520.0, 1040.0, 1560.0], **parameters)
        assert followed == pytest.approx([15.0, 5.0, 40.0]), parameters


def test_who_exceeded_the_quota_is_asked_for_more_by_one_share_who_missed_it_for_less_by_another():
    """10 -> 16 follows by .5, 30 -> 20 by .2; then both are scaled to the firm's 40 + .2 (36 - 40)."""
    asked = year_later([10.0, 30.0], [16.0, 20.0], [520.0, 1560.0], ratchet_up=0.5, ratchet_down=0.2)
    assert asked == pytest.approx(np.array([13.0, 28.0]) * 39.2 / 41.0)


@pytest.mark.parametrize(("sold", "plan"), [([16.0, 34.0], 45.0), ([4.0, 16.0], 36.0)])
def test_the_firm_s_plan_has_the_ratchet_too(sold, plan):
    asked = year_later([10.0, 30.0], sold, [520.0, 1560.0], ratchet_up=0.5, ratchet_down=0.2)
    assert asked.sum() == pytest.approx(plan)


@pytest.mark.parametrize(("week", "grown"), [(104, 1.1), (156, 1.21)])
def test_what_grows_with_the_market_is_no_result(week, grown):
    """Half a year from the reference run to the first year's middle, a year from there to the next one's."""
    sold = np.array([10.0, 30.0]) * grown
    kept = year_later([10.0, 30.0], sold, sold * 52.0, growth=0.21, week=week, ratchet_up=0.5, ratchet_down=0.2)
    assert kept == pytest.approx(sold)


@pytest.mark.parametrize("week", [52, 65, 78, 91])
def test_a_growing_market_grows_within_the_year(week):
    model = firm([10.0], growth=0.21, week=week)
    assert growth_within_year(model) == pytest.approx(1.21 ** ((week - 52 - 19.5) / 52.0))
    assert growth_within_year(firm([10.0], week=week)) == 1.0


def test_a_seat_s_quota_not_its_past_decides_which_way_it_follows():
    """Both sold 20 after 10; who was asked for more than that by mistake missed the quota and follows by less."""
    asked = year_later([10.0, 10.0], [20.0, 20.0], [900.0, 1200.0], ratchet_up=0.5, ratchet_down=0.2)
    assert asked[0] / asked[1] == pytest.approx(15.0 / 12.0)
