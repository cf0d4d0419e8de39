"""Cohorts: the expectation is the published one at k = 1, that of the process above, and CDNOW's track is known."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.calibrate.cohorts import cohort_name, cohorts, expected_repeats
from salesim.calibrate.customer_base import fit_customer_base
from salesim.export.dates import NO_DAY

from .published import bgnbd
from .test_rivals import compared, days, simulated_days  # noqa: F401


def test_one_phase_is_bgnbds_expectation():
    weeks = np.array([0.5, 10.0, 78.0, 156.0])
    for parameters in ((0.243, 4.414, 0.793, 2.426), (1.5, 6.0, 1.2, 12.0), (0.05, 0.2, 0.01, 20.0)):
        own = expected_repeats(np.array(parameters), 1, weeks)
        assert own == pytest.approx(bgnbd.expected_repeats(*parameters, weeks), rel=1e-5)


def test_three_phases_are_those_of_the_process():
    rng, n, weeks = np.random.default_rng(3), 40_000, 30.0
    rate, churn, at, made = rng.gamma(1.5, 1 / 6.0, n), rng.beta(1.0, 12.0, n), np.zeros(n), np.zeros(n)
    there = np.ones(n, bool)
    while there.any():
        at += rng.gamma(3.0, 1 / 3.0, n) / rate
        there &= at <= weeks
        made += there
        there &= rng.random(n) >= churn
    expected = expected_repeats(np.array([1.5, 6.0, 1.0, 12.0]), 3, np.array([weeks]))[0]
    assert abs(made.mean() - expected) < 3.3 * made.std() / np.sqrt(n)


def test_cdnow_is_one_cohort_on_its_known_track(compared, days, cdnow_reference):  # noqa: F811
    _, tested = compared
    found = cohorts(tested.base, days, tested)
    assert len(found.cohorts) == 1
    start, end = int(days["day"].min()), int(days["day"].max())
    whole = fit_customer_base(days, start, end, np.full(2357, NO_DAY), np.random.default_rng(1))
    found = cohorts(whole, days, tested)
    row = found.cohorts.iloc[0]
    assert (row["customers"], row["actual"]) == (2357, cdnow_reference["track_bg"]["cum78_act"])
    assert row["model"] == pytest.approx(cdnow_reference["track_bg"]["cum78_pred"], rel=2e-3)
    weeks = found.weeks.set_index("monday")
    assert weeks.loc["1997-10-01", "model"] == pytest.approx(cdnow_reference["track_bg"]["cum39_pred"], rel=5e-3)
    assert weeks["model"].is_monotonic_increasing and found.split == np.datetime64("1997-10-01")


def test_cohorts_are_quarters_and_the_oldest_are_put_together():
    orders = simulated_days(1500, False, 4, weeks=208)
    base = fit_customer_base(orders, 0, 1455, np.full(1500, NO_DAY), np.random.default_rng(1))
    found = cohorts(base, orders, None)
    assert found.cohorts["customers"].sum() == 1500 and found.split is None and found.n_before == 0
    assert found.cohorts["model"].sum() == pytest.approx(found.cohorts["actual"].sum(), rel=0.04)
    assert found.cohorts["actual"].sum() == len(orders) - 1500
    assert not found.cohorts["earlier"].any()
    first = found.cohorts["quarter"].iloc[1]
    assert cohort_name(first, True) == "up to 1970 Q2" and cohort_name(first, False).told("zh") == "1970 年第 2 季度"


def test_customers_of_long_standing_are_in_no_cohort():
    orders = simulated_days(600, False, 4)
    stated = np.full(600, NO_DAY)
    stated[:50] = -200
    base = fit_customer_base(orders, 0, 727, stated, np.random.default_rng(1))
    found = cohorts(base, orders, None)
    assert found.n_before == 50 and found.cohorts["customers"].sum() == 550
