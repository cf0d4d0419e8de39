"""Groups of customers: their true ratios are found, equal ones are not told apart, and numbers stand in their order."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from salesim.calibrate.covariates import CORRELATED, UNCORRELATED, compare_groups, correlation
from salesim.calibrate.customer_base import fit_customer_base
from salesim.calibrate.histories import rows_of
from salesim.calibrate.order_values import Spending
from salesim.calibrate.traits import NOT_STATED, grouping, labels_of_visits, labels_of_words
from salesim.export.dates import NO_DAY

from .test_regular_buying import TRUTH, sample_histories
from .test_rivals import simulated_days


def two_groups(rate: float, churn: float, seed: int, n: int = 2500):
    """Histories of two groups, the second with another mean rate and another b."""
    rng = np.random.default_rng(seed)
    parts = []
    for factor, b in ((1.0, TRUTH[3]), (rate, churn)):
        old = TRUTH.copy()
        try:
            TRUTH[1], TRUTH[3] = TRUTH[1] / factor, b
            parts.append(sample_histories(n, 1, 104.0, rng)[0])
        finally:
            TRUTH[:] = old
    h = type(parts[0])(*(np.concatenate([getattr(p, f) for p in parts]) for f in parts[0].__dataclass_fields__))
    words = np.array(["a"] * n + ["b"] * n, object)
    return rows_of(h, np.repeat([0, 1], n)), grouping("industry", words, h.x > 0)


def test_true_ratios_are_found():
    rows, groups = two_groups(1.6, 5.0, 3)
    found = compare_groups(groups, rows, 1, TRUTH, with_churn=True)
    row = found.groups.iloc[1]
    for name, truth, error in (("rate", 1.6, 0.05), ("churn", (1.0 / 6.0) / (1.0 / 13.0), 0.1)):
        own = np.log(row[f"{name}_high"] / row[f"{name}_low"]) / (2.0 * 1.96)
        assert abs(np.log(row[name] / truth)) < 3.3 * own and own < error
    assert found.rate_test.p < 1e-6 and found.churn_test.p < 1e-6
    assert found.rate_test.df == found.churn_test.df == 1


def test_equal_groups_are_not_told_apart():
    """The statistic of equal groups is chi-square with one degree of freedom: twenty of them, by Kolmogorov-Smirnov."""
    rows, groups = two_groups(1.0, TRUTH[3], 4, n=500)
    rng, statistics = np.random.default_rng(5), []
    for _ in range(20):
        mixed = rows._replace(group=rng.permutation(rows.group))
        statistics.append(compare_groups(groups, mixed, 1, TRUTH, with_churn=False).rate_test.statistic)
    assert stats.kstest(statistics, stats.chi2(1).cdf).pvalue > 0.01
    one = compare_groups(groups, rows, 1, TRUTH, with_churn=False)
    assert one.churn_test is None and one.groups["churn"].isna().all()
    assert one.groups.loc[1, "rate_low"] < 1.0 < one.groups.loc[1, "rate_high"]


def test_small_groups_are_put_together_and_too_small_ones_are_shown_without_a_ratio():
    words = np.array(["large"] * 100 + ["middle"] * 50 + ["x"] * 5 + ["y"] * 5, object)
    groups = grouping("industry", words, np.ones(160, bool))
    assert (groups.labels, groups.n_compared) == (("large", "middle", "all others"), 2)
    assert np.bincount(groups.group).tolist() == [100, 50, 10]
    assert grouping("industry", words[:100], np.ones(100, bool)) is None


def test_numbers_are_grouped_by_size_in_their_order():
    words = np.array([str(n) for n in range(1, 301)] + [""] * 60, object)
    groups = grouping("size", labels_of_words(words), np.ones(360, bool))
    assert groups.labels == ("1 to 100", "101 to 200", "201 to 300", NOT_STATED)
    assert groups.labels[3].told("zh") == "未注明"


def test_correlation_of_frequency_with_spend():
    base = fit_customer_base(simulated_days(500, False, 3), 0, 727, np.full(500, NO_DAY), np.random.default_rng(2))
    h, rng = base.histories, np.random.default_rng(1)
    assert correlation(base, Spending(h.x + 1.0, h.x + 1.0, 0.0 * h.x)) is None  # all orders of one value
    noise = np.exp(rng.normal(0.0, 1.0, len(h)))
    rate = h.x / np.maximum(h.t_end, 0.1)
    for mean, message in ((noise, UNCORRELATED), (noise * (0.1 + rate), CORRELATED)):
        n = h.x + 1.0
        found = correlation(base, Spending(n, n * mean, n * np.log(mean)))
        twice = h.x > 0
        assert found.rho == pytest.approx(stats.spearmanr(rate[twice], mean[twice]).statistic, abs=0.01)
        assert found.low < found.rho < found.high and found.n == twice.sum()
        assert found.note().message == message and "{" not in found.note().text("zh")


def test_visits_count_from_the_first_order_on():
    """Ten weeks: the first customer is visited five times, the second only before its first order, the third never."""
    base = SimpleNamespace(codes=np.array([2, 5, 9]), start=100, n_days=70, first=np.array([0, 35, 0]))
    visits = pd.DataFrame({"customer": [2, 2, 2, 2, 2, 5, 7], "day": [100, 110, 120, 130, 169, 110, 120]})
    assert labels_of_visits(visits, base).tolist() == ["0.5", "none", "none"]
