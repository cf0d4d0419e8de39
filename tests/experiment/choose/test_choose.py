"""Choosing: the procedures by hand, on known truths, and beside sim-tools on the same numbers."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.experiment.choose import kim_nelson, ocba, sequential_halving
from salesim.experiment.choose.kim_nelson import boundary, difference_variances, longest, screen
from salesim.experiment.choose.ocba import allocate, shares


def sampled(values):
    """A sample out of (replications, k) values, that notes what was asked for."""

    def sample(arms, first, last):
        sample.asked.append((tuple(arms), first, last))
        return values[first:last, arms]

    sample.asked = []
    return sample


def world(seed, means, n=400, common=2.0, noise=1.0):
    rng = np.random.default_rng(seed)
    return np.array(means) + common * rng.normal(size=(n, 1)) + noise * rng.normal(size=(n, len(means)))


def by_hand(values, delta, confidence, first):
    """Kim-Nelson in plain loops, as the paper states it."""
    k, alpha = values.shape[1], 1 - confidence
    eta = 0.5 * ((2 * alpha / (k - 1)) ** (-2 / (first - 1)) - 1)
    h2 = 2 * eta * (first - 1)
    left, r = set(range(k)), first
    while True:
        mean = values[:r].mean(axis=0)
        kept = set()
        for i in left:
            stays = True
            for j in left - {i}:
                s2 = np.var(values[:first, i] - values[:first, j], ddof=1)
                w = max(0.0, delta / (2 * r) * (h2 * s2 / delta**2 - r))
                stays &= mean[i] >= mean[j] - w
            if stays:
                kept.add(i)
        left = kept
        if len(left) == 1:
            return left.pop(), r
        r += 1


@pytest.mark.parametrize("seed", range(4))
def test_kim_nelson_does_what_the_paper_says(seed):
    values = world(seed, [0.0, 0.3, 0.9, 1.0, 0.2])
    best, r = by_hand(values, 0.4, 0.95, 10)
    chosen = kim_nelson(sampled(values), 5, 0.4, first=10)
    assert (chosen.best, chosen.replications.max(), chosen.decided) == (best, r, True)


def test_batches_make_no_difference_to_the_choice():
    values = world(3, [0.0, 0.3, 0.9, 1.0, 0.2])
    single, tens = sampled(values), sampled(values)
    one, many = kim_nelson(single, 5, 0.4, first=10), kim_nelson(tens, 5, 0.4, first=10, batch=10)
    assert one.best == many.best and one.left == many.left
    assert len(tens.asked) < len(single.asked)
    assert (many.replications - one.replications >= 0).all() and (many.replications - one.replications < 10).all()


def test_arms_that_are_dropped_are_simulated_no_more():
    sample = sampled(world(1, [0.0, 5.0, 4.8, -5.0]))
    chosen = kim_nelson(sample, 4, 0.2, first=10)
    assert sample.asked[0] == ((0, 1, 2, 3), 0, 10) and sample.asked[1][0] == (1, 2)
    assert chosen.replications[0] == chosen.replications[3] == 10 < chosen.replications[1]


def test_common_random_numbers_end_sooner():
    shared = kim_nelson(sampled(world(2, [0.0, 0.5], common=5.0, noise=0.5, n=4000)), 2, 0.3, most=4000)
    alone = world(2, [0.0, 0.5], common=0.0, noise=np.hypot(5.0, 0.5), n=4000)
    apart = kim_nelson(sampled(alone), 2, 0.3, most=4000)
    assert 10 * shared.replications.max() < apart.replications.max()


def test_kim_nelson_keeps_its_promise():
    """The best of four leads by exactly the indifference zone: it is found in 90% of cases or more."""
    found = [kim_nelson(sampled(world(s, [0, 0, 0.5, 0], n=2000)), 4, 0.5, 0.9, first=10).best == 2 for s in range(150)]
    assert np.mean(found) >= 0.9  # the procedure is conservative: 98% here


def test_kim_nelson_gives_up_at_its_limit_and_says_so():
    chosen = kim_nelson(sampled(world(1, [0.0, 0.0, 0.0])), 3, 0.01, first=10, most=50)
    assert not chosen.decided and len(chosen.left) > 1 and chosen.replications.max() == 50
    assert chosen.means[chosen.best] == chosen.means[list(chosen.left)].max()


def test_it_ends_where_the_boundary_closes():
    values = world(1, [0.0, 0.0])
    h2 = boundary(2, 0.95, 20)
    at = longest(difference_variances(values[:20]), 0.5, h2)
    assert (
        screen(np.array([0.0, 1e-9]), np.full((2, 2), difference_variances(values[:20]).max()), 0.5, h2, at).sum() == 1
    )
    assert kim_nelson(sampled(values), 2, 0.5).replications.max() <= at


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_arms": 1}, "there is nothing to choose from"),
        ({"indifference": 0.0}, "indifference: cannot be used for choosing (got 0.0); allowed: above 0"),
        ({"confidence": 0.2}, "between 1/3, which is guessing, and 1"),
        ({"first": 1}, "first: cannot be used for choosing (got 1); allowed: 2 or more"),
        ({"most": 5}, "20, the first replications, or more"),
    ],
)
def test_kim_nelson_refuses(arguments, message):
    with pytest.raises(InputError) as fault:
        kim_nelson(sampled(world(1, [0.0] * 3)), **{"n_arms": 3, "indifference": 1.0, **arguments})
    assert message in str(fault.value)


def test_a_sample_must_fit():
    with pytest.raises(InputError, match="wrong shape"):
        kim_nelson(lambda arms, first, last: np.zeros((1, 1)), 2, 1.0)
    values = world(1, [0.0, 1.0])
    values[7, 1] = np.nan
    with pytest.raises(InputError, match="arm 1, replication 7: an option's outcome is not a finite number"):
        kim_nelson(sampled(values), 2, 1.0)


def test_ocba_spends_its_budget_on_who_is_close():
    chosen = ocba(sampled(world(1, [0.0, 3.0, 2.7, -3.0], common=0.0)), 4, budget=300)
    assert chosen.best == 1 and chosen.replications.sum() == 300
    assert chosen.replications[[1, 2]].min() > 5 * chosen.replications[[0, 3]].max()


def test_ocba_shares_by_hand():
    share = shares(np.array([10.0, 8.0, 6.0]), np.array([2.0, 1.0, 4.0]))
    one, two = (1 / 2) ** 2, (4 / 4) ** 2
    best = 2 * np.sqrt(one**2 / 1 + two**2 / 16)
    assert np.allclose(share, np.array([best, one, two]) / (best + one + two))
    assert shares(np.zeros(3), np.ones(3))[1:].sum() > 0.5  # level arms are told apart first
    assert np.allclose(shares(np.arange(3.0), np.zeros(3)), 1 / 3)


def test_ocba_hands_out_exactly_the_step_and_takes_nothing_back():
    rng = np.random.default_rng(5)
    for _ in range(200):
        k = int(rng.integers(2, 9))
        given, step = rng.integers(2, 60, k), int(rng.integers(1, 30))
        wanted = allocate(rng.normal(size=k), rng.uniform(0, 2, k), given, step)
        assert wanted.sum() == given.sum() + step and (wanted >= given).all()


def test_a_budget_too_small_is_refused_with_what_it_would_take():
    with pytest.raises(InputError, match=r"10 replications of each of 4 options \(got 30\); allowed: 40 or more"):
        ocba(sampled(world(1, [0.0] * 4)), 4, budget=30)
    with pytest.raises(InputError, match=r"6 rounds of halving 64 options \(got 100\); allowed: 384 or more"):
        sequential_halving(sampled(world(1, [0.0] * 64)), 64, budget=100)


def test_halving_keeps_the_better_half_of_each_round():
    values = world(4, np.linspace(0, 3, 60))
    sample = sampled(values)
    chosen = sequential_halving(sample, 60, budget=1200)
    assert [len(arms) for arms, _, _ in sample.asked] == [60, 30, 15, 8, 4, 2]
    assert chosen.replications.sum() <= 1200 and chosen.best >= 55
    first = values[: sample.asked[0][2]].mean(axis=0)
    assert set(sample.asked[1][0]) == set(np.argsort(-first)[:30].tolist())


# beside sim-tools


class Environment:
    """Hands the columns of (replications, k) values to sim-tools, one number at a time."""

    def __init__(self, values):
        self.values, self.at = values, np.zeros(values.shape[1], int)

    def register_observer(self, observer):
        self.observer = observer

    def simulate(self, arm):
        self.observer.feedback(self, arm, self.values[self.at[arm], arm])
        self.at[arm] += 1


@pytest.fixture(scope="module")
def peers():
    reason = "sim-tools is not installed (pip install salesim[peers])"
    zone = pytest.importorskip("sim_tools.ovs.indifference_zone", reason=reason)
    return zone, pytest.importorskip("sim_tools.ovs.fixed_budget", reason=reason)


@pytest.mark.parametrize("seed", range(5))
def test_kim_nelson_agrees_with_sim_tools_on_two_arms(peers, seed):
    values = world(seed, [0.0, 0.4], common=1.0, n=4000)
    peer = peers[0].KN(Environment(values), 2, 0.3, 0.05, 12)
    best = peer.solve()
    chosen = kim_nelson(sampled(values), 2, 0.3, 0.95, first=12, most=4000)
    # It simulates once more after its last screening.
    assert (chosen.best, chosen.replications.max()) == (best[0], max(peer._allocations.max() - 1, 12))


@pytest.mark.parametrize("seed", range(5))
def test_kim_nelson_agrees_with_sim_tools_on_six_arms(peers, seed):
    """sim-tools 1.3 looks up the variance of (i, l) for l < i one place too far left; here it is put right."""

    class Mended(peers[0].KN):
        def _limit_to_distance_from_sample_means(self, i, j):
            return super()._limit_to_distance_from_sample_means(i, j + (j < i))

    values = world(seed, [0.0, 0.4, 0.9, 0.2, 1.1, -0.5], n=4000)
    peer = Mended(Environment(values), 6, 0.3, 0.05, 12)
    best = peer.solve()
    chosen = kim_nelson(sampled(values), 6, 0.3, 0.95, first=12, most=4000)
    assert chosen.best == best[0]
    assert np.all(np.abs(peer._allocations - chosen.replications) <= 1)


@pytest.mark.parametrize("seed", range(5))
def test_ocba_agrees_with_sim_tools(peers, seed):
    """All means lie far above 0 since sim-tools 1.3 takes a mean's absolute value; it rounds in another way, too."""
    values = 100.0 + world(seed, [0.0, 0.4, 0.9, 0.2, 1.6], common=0.0, n=4000)
    peer = peers[1].OCBA(Environment(values), 5, 250, 10, 10, obj="max")
    best, chosen = peer.solve(), ocba(sampled(values), 5, 250, first=10, step=10)
    assert chosen.best == best
    assert np.abs(peer._allocations - chosen.replications).max() <= 2
