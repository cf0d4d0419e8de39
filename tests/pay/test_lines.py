"""Pay on one product line: its quota, its margin, and what one more unit of its sales is worth."""

import numpy as np
import pytest
from scipy import stats

from salesim.columns import Reps, new_columns
from salesim.columns.reps import sizes_with
from salesim.pay.component import PayComponent
from salesim.pay.component_value import add_pay_at_quota, earned_pay, value_components
from salesim.pay.components import components_for
from salesim.pay.lines import Line, in_sales, quota_number
from salesim.pay.measures import FIRST_LINE, SALES, pair_of
from salesim.pay.pay_week import PayWeek

PUMPS, PARTS = Line("Pumps", 0.2, 0.75, None), Line("Spare parts", 0.6, 0.25, None)
LINES = (PUMPS, PARTS)
AT_PUMPS, AT_PARTS = FIRST_LINE, FIRST_LINE + 1
FOUR, ONES = np.full(4, 5), np.ones(4)
# five weeks left; bonuses, rates and paydays as felt at once
WEEK = PayWeek(
    FOUR, 1.1 * FOUR, ONES, np.array([1.0, 1.0, 2.0, 4.0]), FOUR, 1.0 * FOUR, ONES, 0.15, 0.05, 1.0, 1.0, 0.0
)
OVER = WEEK._replace(weeks_left=0 * FOUR, season_left=0.0 * ONES, forecast_error=0.0, crediting_error=0.0)


def rep(**values) -> Reps:
    """One of a quota of 400,000, whose sales are spare parts for 30 %."""
    usual = {"present": 1, "season_share": 1.0, "year_share": 1.0, "quota_shift": 1.0, "quota": 4e5}
    usual |= {"annual_quota": 1.6e6, "baseline_sales": 3e4, "weekly_cv": 0.33, **values}
    reps = new_columns(Reps, 1, sizes_with(2), **usual)
    reps.measure_sum[0, [SALES, AT_PUMPS, AT_PARTS]] = 2e5, 1.4e5, 6e4
    reps.measure_rate[0, [SALES, AT_PUMPS, AT_PARTS]] = 2e4, 1.4e4, 6e3
    reps.measure_noise[0, [SALES, AT_PUMPS, AT_PARTS]] = 1e8, 5e7, 9e6
    return reps


def earned(component, reps=None) -> tuple[float, float]:
    pay, attainment = np.empty(1), np.empty(1)
    taken = rep() if reps is None else reps
    earned_pay(taken, components_for((component,), taken, 0, lines=LINES), 0, OVER, np.ones(1), pay, attainment)
    return float(pay[0]), float(attainment[0])


def worth(component) -> Reps:
    reps = rep()
    value_components(reps, components_for((component,), reps, 0, lines=LINES), WEEK)
    return reps


@pytest.mark.parametrize(
    ("line", "period", "stated", "expected"),
    [
        (PARTS, "quarter", None, -0.25),
        (PARTS, "year", 7.0, 7.0),
        (Line("Spare parts", 0.6, 0.25, 9e4), "year", None, 3.6e5),
        (Line("Spare parts", 0.6, 0.25, 9e4), "month", None, 3e4),
    ],
)
def test_a_line_s_quota_is_an_amount_or_a_share_of_the_rep_s(line, period, stated, expected):
    assert quota_number("sales of Spare parts", stated, period, [line]) == pytest.approx(expected)
    assert quota_number("sales", stated, period, [line]) == (stated or 0.0)


def test_a_bonus_for_a_line_is_earned_at_its_share_of_the_quota():
    """60,000 of spare parts are .6 of a quarter of 400,000."""
    at_60 = PayComponent(name="parts", measure="sales of Spare parts", bonuses=({"at": 0.6, "amount": 900.0},))
    at_61 = PayComponent(name="parts", measure="sales of Spare parts", bonuses=({"at": 0.61, "amount": 900.0},))
    assert earned(at_60) == pytest.approx((900.0, 0.6)) and earned(at_61) == pytest.approx((0.0, 0.6))
    stated = at_60.model_copy(update={"quota": 2e5})
    assert earned(stated) == pytest.approx((0.0, 0.3))


def test_a_rate_on_a_line_is_felt_on_that_line_only():
    reps = worth(PayComponent(name="parts", measure="sales of Spare parts", rate=0.03))
    assert reps.measure_pay[0, AT_PARTS] == pytest.approx(0.03)
    assert not np.delete(reps.measure_pay[0], AT_PARTS).any()
    # what is sold and what 5 weeks of a season of 1.1 bring at the line's part of the own forecast
    assert reps.component_pay[0] == pytest.approx(0.03 * (6e4 + 0.3 * 3e4 * 5.5))


def test_a_bonus_for_a_line_in_closed_form():
    reps = worth(PayComponent(name="parts", measure="sales of Spare parts", bonuses=({"at": 1.0, "amount": 900.0},)))
    rate, quota = 0.3 * 3e4, 1e5
    forecast = (6e4 + rate * 5.5) / quota
    sigma = np.sqrt(5 * 9e6 + (5 * 0.15 * rate) ** 2 + (0.05 * quota) ** 2) / quota
    z = (forecast - 1.0) / sigma
    assert reps.component_pay[0] == pytest.approx(900.0 * stats.norm.cdf(z), rel=1e-6)
    assert reps.measure_pay[0, AT_PARTS] == pytest.approx(900.0 * stats.norm.pdf(z) / sigma / quota, rel=1e-6)


def test_a_gate_on_a_line_gives_that_line_a_worth_of_its_own():
    """Against 4 million draws of both sums, and of the line's with 1 % of its quota more."""
    gated = PayComponent(
        name="bonus", bonuses=({"at": 0.9, "amount": 5000.0},), gate={"measure": "sales of Spare parts"}
    )
    reps = worth(gated)
    rng = np.random.default_rng(8)
    rate, line = 3e4, 9e3
    sales_sd = np.sqrt(5 * (0.33 * rate) ** 2 + (5 * 0.15 * rate) ** 2 + (0.05 * 4e5) ** 2) / 4e5
    line_sd = np.sqrt(5 * 9e6 + (5 * 0.15 * line) ** 2 + (0.05 * 1e5) ** 2) / 1e5
    sales = (2e5 + rate * 5.5) / 4e5 + sales_sd * rng.standard_normal(4_000_000)
    parts = (6e4 + line * 5.5) / 1e5 + line_sd * rng.standard_normal(4_000_000)
    reached = sales >= 0.9
    paid = 5000.0 * (reached & (parts >= 1.0)).mean()
    assert reps.component_pay[0] == pytest.approx(paid, rel=0.02)
    more = 5000.0 * (reached & (parts + 0.01 >= 1.0)).mean()
    less = 5000.0 * (reached & (parts - 0.01 >= 1.0)).mean()
    assert reps.measure_pay[0, AT_PARTS] == pytest.approx((more - less) / 0.02 / 1e5, rel=0.05)
    assert reps.measure_pay[0, SALES] > 0.0 and reps.measure_pay[0, AT_PUMPS] == 0.0


def test_the_margin_of_a_line_is_a_share_of_its_sales():
    """1.5 % up to a quota of 60,000 of margin, then 3 %: the same as of .6 of the sales and 100,000."""
    on_margin = PayComponent(
        name="m", measure="margin of Spare parts", rate=0.015, kinks=({"at": 0.5, "rate": 0.03},), quota=6e4
    )
    on_sales = PayComponent(
        name="m", measure="sales of Spare parts", rate=0.009, kinks=({"at": 0.5, "rate": 0.018},), quota=1e5
    )
    same = in_sales(on_margin, LINES)
    assert same.model_copy(update={"quota": 1e5, "kinks": on_sales.kinks}) == on_sales
    assert (same.quota, same.kinks[0].rate) == pytest.approx((1e5, 0.018))
    assert earned(on_margin) == pytest.approx((0.015 * 3e4 + 0.03 * 6e3, 0.6))
    by_target = PayComponent(name="m", measure="margin of Pumps", target_incentive=1000.0, rate=1.0)
    assert earned(by_target) == pytest.approx((1000.0 * 1.4e5 / 3e5, 1.4e5 / 3e5))


def test_pay_at_quota_is_that_of_the_line_s_quota():
    reps, found = rep(), np.zeros(1)
    component = PayComponent(name="parts", measure="sales of Spare parts", rate=0.03)
    add_pay_at_quota(reps, components_for((component,), reps, 0, lines=LINES), WEEK, found)
    assert found[0] == pytest.approx(0.03 * 1e5)


def test_an_index_weighs_lines():
    parts = ({"measure": "sales", "weight": 0.6}, {"measure": "margin of Spare parts", "weight": 0.4})
    index = PayComponent(name="i", measure="index", index=parts, target_incentive=1000.0, rate=1.0)
    assert earned(index) == pytest.approx((1000.0 * (0.6 * 0.5 + 0.4 * 0.6), 0.54))


def test_several_lines_are_added_up():
    """Their quota is that of both: 200,000 of 400,000; and 60,000 of it are spare parts, which leave .6."""
    both = PayComponent(name="b", measure="sales of Pumps + Spare parts", bonuses=({"at": 0.5, "amount": 900.0},))
    assert earned(both) == pytest.approx((900.0, 0.5))
    margin = PayComponent(
        name="m", measure="margin of Pumps + Spare parts", rate=0.1, kinks=({"at": 0.2, "rate": 0.2},)
    )
    made, quota = 0.2 * 1.4e5 + 0.6 * 6e4, 4e5 * (0.75 * 0.2 + 0.25 * 0.6)
    assert earned(margin) == pytest.approx((0.1 * 0.2 * quota + 0.2 * (made - 0.2 * quota), made / quota))


def test_a_bonus_for_several_lines_in_closed_form():
    """One more unit of either line is worth as much; what their weeks have in common widens the odds."""
    component = PayComponent(name="b", measure="sales of Pumps + Spare parts", bonuses=({"at": 1.0, "amount": 900.0},))
    reps = rep()
    reps.measure_covariance[0, pair_of(AT_PUMPS, AT_PARTS)] = 0.5 * np.sqrt(5e7 * 9e6)
    value_components(reps, components_for((component,), reps, 0, lines=LINES), WEEK)
    pumps, parts, r = 0.7 * 3e4, 0.3 * 3e4, 0.5
    noise = 5 * (5e7 + 9e6 + 2 * r * np.sqrt(5e7 * 9e6)) + 25 * 0.15**2 * (pumps**2 + parts**2 + 2 * r * pumps * parts)
    # of what is uncertain about crediting each line has its own
    sigma, quota = np.sqrt(noise / 4e5**2 + 2 * 0.05**2), 4e5
    z = ((2e5 + 3e4 * 5.5) / quota - 1.0) / sigma
    assert reps.component_pay[0] == pytest.approx(900.0 * stats.norm.cdf(z), rel=1e-6)
    slope = 900.0 * stats.norm.pdf(z) / sigma / quota
    assert reps.measure_pay[0, [AT_PUMPS, AT_PARTS]] == pytest.approx([slope, slope], rel=1e-6)


@pytest.mark.parametrize(
    ("component", "fault"),
    [
        ({"gate": {"measure": "sales of Pumps + Valves"}, "rate": 0.01}, "of one product line"),
        ({"measure": "sales of Pumps + Valves", "rate": 0.01, "paid": "at_once"}, "paid must be period_end"),
        ({"measure": "sales of Pumps + Valves", "rate": 0.01, "team": "region"}, "team: none"),
        ({"measure": "cash of Pumps", "rate": 0.01}, "Input should be"),
        ({"measure": "sales of Pumps + ", "rate": 0.01}, "Input should be"),
    ],
)
def test_what_is_not_known_of_several_lines(component, fault):
    with pytest.raises(ValueError, match=fault):
        PayComponent(name="x", **component)
