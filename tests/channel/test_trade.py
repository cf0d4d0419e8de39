"""Promotions and rebates: what is worth buying ahead, and rebate tables that make no sense."""

import pytest

from salesim.channel.trade import DAYS_PER_YEAR, days_ahead, most_worth_loading
from salesim.errors import InputError
from salesim.policy.trade import RebateTier, rate_at
from salesim.scenario.overlay import overlay
from salesim.scenario.scenario import Scenario

TIERS = (RebateTier(at=0.9, rate=0.01), RebateTier(at=1.1, rate=0.03))


def loading_cost(units, per_day, unit, holding_share_year):
    """Cost of holding ``units`` bought at once and sold at ``per_day``: h w x^2 / (2 mu), h by the day."""
    return holding_share_year / DAYS_PER_YEAR * unit * units * units / (2.0 * per_day)


def test_loading_point():
    """mu 20 a day, w 10, R 360, h .2 a year: x* = sqrt(2 mu R / (h w)) = 1621."""
    point = most_worth_loading(360.0, 20.0, 10.0, 0.2)
    assert point == pytest.approx(1621.1, abs=0.05)
    assert loading_cost(point, 20.0, 10.0, 0.2) == pytest.approx(360.0)
    assert loading_cost(1800.0, 20.0, 10.0, 0.2) > 360.0  # the whole of T = 1800 is not worth it


def test_forward_buying_until_the_last_unit_s_holding_costs_what_it_saves():
    assert days_ahead(0.08, 0.2, 365.0) == pytest.approx(146.0)
    assert days_ahead(0.08, 0.2, 45.0) == 45.0 and days_ahead(0.0, 0.2, 45.0) == 0.0
    assert days_ahead(0.08, 0.0, 45.0) == 45.0


def test_the_highest_step_reached_holds_for_all():
    assert [rate_at(TIERS, share) for share in (0.5, 0.9, 1.0, 1.1, 3.0)] == [0.0, 0.01, 0.01, 0.03, 0.03]


@pytest.mark.parametrize(
    ("trade", "says"),
    [
        ({"rebates": [{"at": 0.9, "rate": 0.03}, {"at": 1.1, "rate": 0.01}]}, "rebates must not decrease: 0.01"),
        ({"rebates": [{"at": 1.1, "rate": 0.01}, {"at": 0.9, "rate": 0.03}]}, "rebates must rise"),
        ({"promotion_weeks": [4, 13]}, "promotion_weeks must lie between 0 and 12"),
    ],
)
def test_terms_that_make_no_sense_are_refused(trade, says):
    with pytest.raises(InputError) as fault:
        overlay(Scenario(name="odd"), {"channel.trade": trade})
    assert says.partition(" ")[2] in str(fault.value) and "channel.trade" in str(fault.value)
