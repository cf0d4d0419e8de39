"""Measures have one order everywhere."""

from typing import get_args

import numpy as np
import pytest

from salesim.columns import Reps, new_columns
from salesim.columns.reps import sizes_with
from salesim.columns.schema import cells
from salesim.pay.measures import IN_MONEY, RATIOS, Measure, PlainName, count_measures, measure_of, pair_of


def test_names_and_columns_are_in_the_order_of_the_enum():
    assert [measure_of(name) for name in get_args(PlainName)] == list(Measure) == list(range(len(Measure)))
    wide = {name: cell.width for name, cell in cells(Reps).items() if name.startswith("measure_")}
    assert wide.pop("measure_covariance") == ("pair",) and len(wide) == 8 and set(wide.values()) == {("measure",)}
    sizes = {"measure": len(Measure), "pair": len(Measure) * (len(Measure) - 1) // 2, "line": 0}
    assert sizes_with(0) == Reps.SIZES == sizes


def test_a_ratio_is_no_amount():
    assert not set(RATIOS) & set(IN_MONEY)


def live(weeks, counted=1.0, **values) -> Reps:
    """A rep and a vacant seat, both with the same week again and again."""
    usual = {"present": [1, 0], "sales": 800.0, "new_customers": 1, "leads": 4, "visits": 18, "falsified_visits": 2}
    reps = new_columns(Reps, 2, data_quality=0.75, **{**usual, **values})
    for week in range(weeks):
        both = np.ones(2)
        by_seat = 1000.0 * both, 700.0 * both, 5000.0 * both, counted * both
        count_measures(reps, *by_seat, 2.0, max(0.06, 1.0 / (week + 1)), np.full((2, 2, 1), 300.0))
    return reps


def test_sums_of_quarter_and_year():
    """Sales as credited beside what was billed; visits as reported; money-days by Little's law."""
    reps = live(3)
    sums = {
        "SALES": 2400,
        "NEW_CUSTOMERS": 3,
        "CONVERSION": 3,
        "CASH": 2100,
        "DAYS_TO_COLLECT": 105_000,
        "VISITS": 60,
        "MARGIN": 900,
    }
    bases = {"SALES": 3000, "CONVERSION": 12, "DAYS_TO_COLLECT": 3000, "DATA_QUALITY": 60, "MARGIN": 900}
    for measure in Measure:
        expected = 45.0 if measure == Measure.DATA_QUALITY else sums[measure.name]
        assert reps.measure_sum[0, measure] == reps.measure_year[0, measure] == pytest.approx(expected)
        assert reps.measure_base[0, measure] == reps.measure_year_base[0, measure] == bases.get(measure.name, 0.0)
    assert not reps.measure_sum[1].any() and not reps.measure_rate[1].any()


def test_fakes_that_are_found_out_cost_more_than_themselves():
    """Twenty reports, three of them found out: nine do not count; a week never counts less than nothing."""
    assert live(1, detected_falsified=3).measure_sum[0, Measure.VISITS] == pytest.approx(20 - 9)
    assert live(1, detected_falsified=9).measure_sum[0, Measure.VISITS] == 0.0


def test_an_honest_visit_taken_for_a_fake_costs_as_much():
    """A twentieth of eighteen visits is lost, with two more for each: 18 x .85 and the two that were not found out."""
    assert live(1, counted=0.85).measure_sum[0, Measure.VISITS] == pytest.approx(18 * 0.85 + 2)


def test_a_usual_week_is_learned_at_once_and_forgotten_slowly():
    reps = live(5)
    assert reps.measure_rate[0, Measure.VISITS] == pytest.approx(20.0)
    assert reps.measure_base_rate[0, Measure.CONVERSION] == pytest.approx(4.0)
    reps.visits[:] = 38
    count_measures(reps, *[np.zeros(2)] * 3, np.ones(2), 2.0, 0.06, np.zeros((2, 2, 1)))
    assert reps.measure_rate[0, Measure.VISITS] == pytest.approx(20.0 + 0.06 * 20.0)
    assert reps.measure_noise[0, Measure.VISITS] >= 0.06 * 20.0**2


def test_a_ratio_is_noisy_only_in_what_its_base_does_not_explain():
    """Twice the visits, twice the records: the share recorded is as sure as before, the visits are not."""
    reps = live(400)
    records, visits = reps.measure_noise[0, Measure.DATA_QUALITY], reps.measure_noise[0, Measure.VISITS]
    reps.visits[:] = 38
    count_measures(reps, *[np.zeros(2)] * 3, np.ones(2), 2.0, 0.06, np.zeros((2, 2, 1)))
    assert reps.measure_noise[0, Measure.DATA_QUALITY] <= records + 1e-9
    assert reps.measure_noise[0, Measure.VISITS] > visits + 20.0


def test_what_two_measures_have_in_common_is_learned_from_their_surprises():
    """Weeks drawn with correlation .6 between visits and cash: the same mean over weeks as of the variances."""
    rng, weeks = np.random.default_rng(4), 4000
    together = rng.normal(size=(weeks, 2)) @ np.linalg.cholesky([[1.0, 0.6], [0.6, 1.0]]).T
    reps = new_columns(Reps, 1, present=1)
    for week, (visits, cash) in enumerate(together):
        reps.visits[0] = round(1000 + 100 * visits)
        by_seat = np.zeros(1), np.array([5000.0 + 400.0 * cash]), np.zeros(1), np.ones(1)
        count_measures(reps, *by_seat, 0.0, 1.0 / (week + 1), np.zeros((2, 1, 1)))
    variances = reps.measure_noise[0, Measure.VISITS] * reps.measure_noise[0, Measure.CASH]
    common = reps.measure_covariance[0, pair_of(int(Measure.CASH), int(Measure.VISITS))]
    assert common / np.sqrt(variances) == pytest.approx(0.6, abs=0.04)
    assert sorted(pair_of(m, n) for m in range(9) for n in range(m)) == list(range(36))
    # a vacant seat learns nothing
    before = reps.measure_covariance.copy()
    reps.present[0] = 0
    count_measures(reps, *by_seat, 0.0, 0.06, np.zeros((2, 1, 1)))
    assert (reps.measure_covariance == before).all()
