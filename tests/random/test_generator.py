"""The generator against its published vectors, and a statistical battery on neighboring addresses."""

import numpy as np
import pytest
from scipy import stats

from salesim.random.generator import (
    bits,
    mix,
    sequence_key,
    sequence_key_array,
    stream_key,
    uniform,
    uniform_array,
    unit,
)

MASK = 2**64 - 1
N = 2**14
SEED, REPLICATION, STREAM, ENTITY, OCCURRENCE = 20, 3, 7, 11, 5


def plain_mix(z: int) -> int:
    """SplitMix64's finaliser in whole numbers of any size, as a second opinion."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def word(seed=SEED, replication=REPLICATION, stream=STREAM, entity=ENTITY, occurrence=OCCURRENCE) -> int:
    """The 64 bits at an address; keys are NumPy's, because numba takes a Python integer for a signed one."""
    key = np.uint64(stream_key(np.uint64(seed), replication, stream))
    return int(bits(np.uint64(sequence_key(key, entity)), occurrence))


AXES = ("seed", "replication", "stream", "entity", "occurrence")


@pytest.fixture(scope="module", params=AXES)
def words(request) -> np.ndarray:
    """N words along one axis, all other coordinates fixed."""
    return np.array([word(**{request.param: i}) for i in range(N)], dtype=np.uint64)


def test_published_vectors():
    published = [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]
    assert [int(bits(np.uint64(1234567), i)) for i in range(5)] == published
    assert int(bits(np.uint64(0), 0)) == 16294208416658607535


def test_the_whole_address_agrees_with_plain_arithmetic():
    golden, m1 = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9
    key = plain_mix((SEED + golden) & MASK)
    key = plain_mix(key ^ plain_mix(((REPLICATION + 1) * golden) & MASK))
    key = plain_mix(key ^ plain_mix(((STREAM + 1) * m1) & MASK))
    sequence = plain_mix((key + (ENTITY + 1) * golden) & MASK)
    assert word() == plain_mix((sequence + (OCCURRENCE + 1) * golden) & MASK)


@pytest.mark.parametrize("large", [2**31, 2**62, 2**63 + 5, MASK])
def test_large_seeds_are_told_apart(large):
    assert word(seed=large) != word(seed=large - 1)


def test_no_coordinate_stands_for_another():
    """The same number at another place of the address is another draw."""
    seen = {word(**{axis: 1000 + i}) for axis in AXES for i in range(100)}
    assert len(seen) == 100 * len(AXES)


def test_addresses_of_a_block_all_differ():
    block = [word(entity=e, occurrence=o) for e in range(150) for o in range(150)]
    assert len(set(block)) == len(block)


def test_unit_is_open_at_both_ends():
    assert 0.0 < unit(np.uint64(0)) < 1e-15
    assert 1.0 - 1e-15 < unit(np.uint64(MASK)) < 1.0
    assert unit(np.uint64(2**63)) == pytest.approx(0.5, abs=1e-15)


def test_arrays_agree_with_single_draws():
    key, ids = np.uint64(stream_key(SEED, 0, 1)), np.array([4, 0, 10**9])
    assert uniform_array(key, ids, 7).tolist() == [uniform(key, i, 7) for i in ids.tolist()]
    assert sequence_key_array(key, ids).tolist() == [sequence_key(key, i) for i in ids.tolist()]


def test_mix_is_the_published_finaliser():
    numbers = [0, 1, 2**40, MASK]
    assert [int(mix(np.uint64(i))) for i in numbers] == [plain_mix(i) for i in numbers]


# the battery: the draws are fixed, so a p-value above 1e-4 is a fact and not a matter of luck


def test_uniform_along_every_axis(words):
    u = np.array([unit(w) for w in words])
    counts = np.bincount((u * 128).astype(int), minlength=128)
    assert stats.chisquare(counts).pvalue > 1e-4
    assert stats.kstest(u, "uniform").pvalue > 1e-4


@pytest.mark.parametrize("lag", [1, 2, 3, 8, 13, 52])
def test_no_serial_correlation(words, lag):
    u = np.array([unit(w) for w in words]) - 0.5
    correlation = 12.0 * np.mean(u[lag:] * u[:-lag])
    assert abs(correlation) * np.sqrt(N - lag) < 4.0


def test_neighbors_fill_the_square(words):
    u = np.array([unit(w) for w in words])
    cell = (u[:-1] * 16).astype(int) * 16 + (u[1:] * 16).astype(int)
    assert stats.chisquare(np.bincount(cell[::2], minlength=256)).pvalue > 1e-4


def test_every_bit_is_balanced_and_unlike_its_predecessor(words):
    ones = (words[:, None] >> np.arange(64, dtype=np.uint64)) & np.uint64(1)
    balance = 2.0 * ones.mean(axis=0) - 1.0
    flips = 2.0 * (ones[1:] != ones[:-1]).mean(axis=0) - 1.0
    assert np.abs(balance).max() * np.sqrt(N) < 4.5
    assert np.abs(flips).max() * np.sqrt(N - 1) < 4.5


@pytest.mark.parametrize("axis", AXES)
def test_avalanche(axis):
    """One bit more or less in a coordinate flips every bit of the draw half of the time."""
    flips = np.zeros((20, 64))
    starts = [plain_mix(i) >> 24 for i in range(400)]  # far apart, so that no pair is counted from both sides
    for start in starts:
        before = word(**{axis: start})
        for bit in range(20):
            changed = before ^ word(**{axis: start ^ (1 << bit)})
            flips[bit] += [(changed >> k) & 1 for k in range(64)]
    z = (flips / len(starts) - 0.5) * 2.0 * np.sqrt(len(starts))
    assert np.abs(z).max() < 4.8  # the largest of 1,280 normals
    assert abs(z.mean()) * np.sqrt(z.size) < 4.0


def test_entities_and_occurrences_are_a_grid_without_pattern():
    """Rows, columns and diagonals of the table of draws are uncorrelated."""
    key = np.uint64(stream_key(SEED, REPLICATION, STREAM))
    table = np.stack([uniform_array(key, np.arange(256), o) for o in range(256)]) - 0.5
    for shifted in (table[1:, :-1] * table[:-1, 1:], table[1:, 1:] * table[:-1, :-1], table * table.T):
        off_diagonal = shifted[~np.eye(256, dtype=bool)] if shifted.shape == (256, 256) else shifted.ravel()
        # a pair and its mirror image are the same product, hence the factor 2
        assert abs(12.0 * off_diagonal.mean()) * np.sqrt(off_diagonal.size / 2) < 4.0
