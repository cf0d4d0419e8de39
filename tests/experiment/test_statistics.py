import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from salesim.errors import InputError
from salesim.experiment.statistics import (
    Simultaneous,
    equivalence_p,
    holm,
    judge,
    mean_interval,
    paired_difference,
    skewness,
    spread,
    tail,
)
from salesim.random import sequence_key_array, stream_key
from salesim.random.distributions import normal_array
from salesim.random.streams import Stream

Y = np.array([10.2, 11.9, 9.1, 14.0, 12.5, 8.8])
B = np.array([9.8, 11.0, 9.3, 12.9, 11.2, 8.9])


def draws(experiment: int, shape: tuple[int, ...]) -> np.ndarray:
    """Addressed standard normals; the experiment is the replication of their address."""
    key = np.uint64(stream_key(5, experiment, Stream.BUYING))
    keys = sequence_key_array(key, np.arange(math.prod(shape)))
    return normal_array(keys, 0).reshape(shape)


def test_agrees_with_scipys_paired_t_test():
    d = paired_difference(Y, B, confidence=0.9)
    reference = stats.ttest_rel(Y, B)
    low, high = reference.confidence_interval(0.9)
    assert (d.mean, d.low, d.high) == pytest.approx(((Y - B).mean(), low, high))
    assert d.p == pytest.approx(reference.pvalue)
    assert d.correlation == pytest.approx(np.corrcoef(Y, B)[0, 1])
    assert d.variance_reduction == pytest.approx((Y.var(ddof=1) + B.var(ddof=1)) / (Y - B).var(ddof=1))
    assert (d.n, d.n_above, d.n_below) == (6, 4, 2)


def test_correlation_is_what_saves_variance():
    """With equal variances the factor is 1 / (1 - r)."""
    luck = draws(0, (2, 4000))
    y, b = luck[0], 0.9 * luck[0] + math.sqrt(1 - 0.81) * luck[1]
    d = paired_difference(y, b)
    assert d.correlation == pytest.approx(0.9, abs=0.01)
    assert d.variance_reduction == pytest.approx(10, rel=0.1)


def test_two_replications_are_enough():
    d = paired_difference([3.0, 5.0], [1.0, 4.0])
    half = 12.7062047 * 0.5  # t(1 degree of freedom) · sd / √2, sd = √.5
    assert (d.mean, d.low, d.high) == pytest.approx((1.5, 1.5 - half, 1.5 + half))
    assert d.p == pytest.approx(1 - 2 * math.atan(3) / math.pi)  # t = 3 of a Cauchy distribution
    assert mean_interval([1.0, 2.0]) == pytest.approx((1.5, 1.5 - half, 1.5 + half))


def test_a_single_replication_decides_nothing():
    d = paired_difference([3.0], [1.0])
    assert d.mean == 2 and d.p == 1 and math.isnan(d.low) and math.isnan(d.high)
    assert math.isnan(d.sd) and math.isnan(d.correlation) and d.skewness == 0 and not d.is_skewed
    assert equivalence_p(d, 100.0) == 1


@pytest.mark.parametrize("unit", [1e-3, 1.0, 1e6])
def test_the_unit_of_money_does_not_matter(unit):
    plain, d = paired_difference(Y, B), paired_difference(unit * Y, unit * B)
    assert (d.mean, d.low, d.high, d.sd) == pytest.approx(
        tuple(unit * value for value in (plain.mean, plain.low, plain.high, plain.sd))
    )
    free_of_units = ("correlation", "variance_reduction", "p", "n_above", "n_below", "skewness")
    assert [getattr(d, name) for name in free_of_units] == pytest.approx(
        [getattr(plain, name) for name in free_of_units]
    )


def test_identical_arms_are_equivalent_not_undecided():
    d = paired_difference(Y, Y)
    assert (d.mean, d.low, d.high, d.p, d.correlation) == (0, 0, 0, 1, pytest.approx(1))
    assert d.variance_reduction == math.inf
    assert equivalence_p(d, 0.0) == 0


def test_rounding_error_is_no_difference():
    million = np.full(5, 1e6) + np.arange(5)
    d = paired_difference(million * 1.1 / 1.1, million)
    assert d.p == 1 and d.n_above == d.n_below == 0
    big = -1e9  # rounding is that of the largest outcome, be it a loss
    d = paired_difference([np.nextafter(big, 0.0), 0.0, 1.0], [big, 0.0, 1.0])
    assert (d.mean, d.p, d.n_above) == (0, 1, 0)
    assert paired_difference([big + 1e-3, 0.0, 1.0], [big, 0.0, 1.0]).n_above == 1


def test_a_constant_difference_is_certain():
    d = paired_difference(Y + 2, Y)
    assert d.p == 0 and d.low == pytest.approx(2) == d.high
    wavering = paired_difference(Y + 2.3, Y)
    assert np.ptp(Y + 2.3 - Y) > 0.0 == wavering.sd == wavering.skewness, "rounding alone makes them differ"
    assert equivalence_p(d, 1.0) == 1 and equivalence_p(d, 3.0) == 0
    assert equivalence_p(paired_difference([2.0, 2.0], [1.0, 1.0]), 1.0) == 0


def test_a_tail_without_spread_is_certain():
    assert [tail(excess, 0.0, 5) for excess in (-0.5, 0.0, 0.5)] == [1, 0.5, 0]
    assert tail(1.2, 2.0, 7) == pytest.approx(stats.t.sf(1.2 / 2.0 * math.sqrt(7), 6))


def test_spread_is_the_standard_deviation_unless_it_is_rounding():
    assert spread(Y, 0.0) == pytest.approx(Y.std(ddof=1))
    assert spread(np.array([1.0, 1.5]), 0.5) == 0 < spread(np.array([1.0, 1.5]), 0.4)
    assert spread(np.array([7.0]), 0.0) == 0


def test_outcomes_that_do_not_vary_have_no_correlation():
    d = paired_difference([2.0, 2.0, 2.0], [1.0, 1.0, 1.0])
    assert math.isnan(d.correlation) and math.isnan(d.variance_reduction) and d.p == 0


@pytest.mark.parametrize(
    "arm, baseline",
    [([1.0, math.nan], [1.0, 2.0]), ([1.0, 2.0], [1.0, math.inf]), ([1.0, 2.0], [1.0]), ([], []), ([[1.0]], [[1.0]])],
)
def test_refuses_what_cannot_be_paired(arm, baseline):
    with pytest.raises(InputError):
        paired_difference(arm, baseline)


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_refuses_a_confidence_that_is_no_share(confidence):
    with pytest.raises(InputError):
        mean_interval([1.0, 2.0], confidence)


def test_equivalence_agrees_with_two_one_sided_tests():
    d = paired_difference(Y, B)
    upper = stats.ttest_1samp(Y - B - 2.0, 0, alternative="less").pvalue
    lower = stats.ttest_1samp(Y - B + 2.0, 0, alternative="greater").pvalue
    assert equivalence_p(d, 2.0) == pytest.approx(max(upper, lower))
    with pytest.raises(InputError):
        equivalence_p(d, -1.0)


def test_holm_on_a_worked_example():
    assert holm([0.01, 0.04, 0.03, 0.005]).tolist() == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.7]).tolist() == [1, 1]
    assert holm([0.0, 1.0]).tolist() == [0, 1]
    assert holm([]).size == 0
    with pytest.raises(InputError):
        holm([0.1, math.nan])
    for outside in (-0.01, 1.01):
        with pytest.raises(InputError):
            holm([0.1, outside])


@pytest.mark.parametrize(
    "mean, p, p_equivalent, higher, expected",
    [
        (5, 0.01, 1.0, True, "better"),
        (5, 0.01, 1.0, False, "worse"),
        (-5, 0.01, 1.0, True, "worse"),
        (-5, 0.01, 1.0, False, "better"),
        (0.5, 0.01, 1.0, True, "better"),
        (-0.5, 0.01, 1.0, True, "worse"),
        (5, 0.049, 1.0, True, "better"),
        (5, 0.051, 1.0, True, "undecided"),
        (5, 0.2, 0.049, True, "equivalent"),
        (5, 0.2, 0.051, True, "undecided"),
        (5, 0.2, 0.3, True, "undecided"),
        (5, 0.2, 0.01, True, "equivalent"),
        (5, 0.01, 0.01, True, "equivalent"),
    ],
)
def test_verdicts(mean, p, p_equivalent, higher, expected):
    assert judge(mean, p, p_equivalent, higher) == expected


def test_skewness_by_hand():
    """Of a one among zeros G1 is √3 for three values and 2 for four; two values are never skewed."""
    assert skewness(np.array([0.0, 0.0, 1.0])) == pytest.approx(math.sqrt(3))
    assert skewness(np.array([0.0, 0.0, 0.0, -1.0])) == pytest.approx(-2)
    assert skewness(np.array([0.0, 1.0])) == skewness(np.full(5, 3.0)) == 0
    assert skewness(Y) == pytest.approx(stats.skew(Y, bias=False))


@pytest.mark.parametrize(
    "n, limit",
    [
        (3, 2 * 1.22474),  # twice the standard error of G1, as statistical packages tabulate it
        (5, 2 * 0.91287),
        (10, 2 * 0.68704),
        (20, 2 * 0.51210),
        (40, math.sqrt(40) / 5),  # from here on n > 25 G1² asks for more
        (400, 4.0),
    ],
)
def test_skewed_is_what_few_replications_cannot_carry(n, limit):
    d = paired_difference(Y, B)
    for sign in (-1, 1):
        assert replace(d, n=n, skewness=sign * 1.001 * limit).is_skewed
        assert not replace(d, n=n, skewness=sign * 0.999 * limit).is_skewed
    assert not replace(d, n=2, skewness=9.0).is_skewed


def test_the_interval_covers_the_truth_95_times_in_100():
    """1,000 experiments of 12 replications with shared luck; the truth is a difference of .3.

    Limits: 99.9 % of the binomial distribution, and inside what issue 7 allows.
    """
    covered = 0
    for experiment in range(1000):
        luck, own, other = draws(experiment, (3, 12))
        d = paired_difference(3 * luck + own + 0.3, 3 * luck + other)
        covered += d.low <= 0.3 <= d.high
    low, high = stats.binom.ppf([0.0005, 0.9995], 1000, 0.95)
    assert max(low, 925) <= covered <= min(high, 975)


def test_false_findings_among_equal_arms_stay_below_5_percent():
    """400 experiments of 8 arms that all equal the baseline: unadjusted, about one in four finds something."""
    found = found_by_holm = found_unadjusted = 0
    for experiment in range(400):
        outcomes = draws(10_000 + experiment, (9, 10))
        differences = [paired_difference(arm, outcomes[0]) for arm in outcomes[1:]]
        together = Simultaneous((outcomes[1:] - outcomes[0]).T, draws=1000)
        p = np.array([d.p for d in differences])
        found += min(map(together.p, differences)) < 0.05
        found_by_holm += (holm(p) < 0.05).any()
        found_unadjusted += (p < 0.05).any()
    assert max(found, found_by_holm) <= stats.binom.ppf(0.9995, 400, 0.05)
    assert found >= found_by_holm, "who knows the correlations need not be as careful"
    assert found_unadjusted > 60


def test_few_replications_do_not_find_more():
    """With 5 replications of 6 arms that all equal the baseline."""
    found = 0
    for experiment in range(300):
        outcomes = draws(30_000 + experiment, (7, 5))
        together = Simultaneous((outcomes[1:] - outcomes[0]).T, draws=1000)
        found += min(together.p(paired_difference(arm, outcomes[0])) for arm in outcomes[1:]) < 0.05
    assert found <= stats.binom.ppf(0.9995, 300, 0.05)
