"""The generator: SplitMix64 run as a function of an address instead of a state.

Every (seed, replication, stream, entity) names one SplitMix64 sequence, and ``occurrence`` is the position in it,
so the generator's published test vectors apply to it as they stand.

Source: Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators", OOPSLA; finaliser constants of
Stafford's variant 13, as in Vigna's reference implementation.
"""

from __future__ import annotations

import numpy as np

from salesim.compiled import compiled

GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio, odd: the step of the Weyl sequence
M1 = np.uint64(0xBF58476D1CE4E5B9)
M2 = np.uint64(0x94D049BB133111EB)
S30, S27, S31, S12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)
ONE = np.uint64(1)
TO_UNIT = 2.0**-52


@compiled
def mix(z):
    """SplitMix64's finaliser: a bijection of 64-bit integers that scatters neighboring inputs."""
    z = np.uint64(z)
    z = (z ^ (z >> S30)) * M1
    z = (z ^ (z >> S27)) * M2
    return z ^ (z >> S31)


@compiled
def stream_key(seed, replication, stream):
    """Key of one stream of one replication under one master seed (all non-negative integers)."""
    key = mix(np.uint64(seed) + GOLDEN)
    key = mix(key ^ mix((np.uint64(replication) + ONE) * GOLDEN))
    return mix(key ^ mix((np.uint64(stream) + ONE) * M1))


@compiled
def sequence_key(key, entity):
    """Key of one entity's sequence within a stream; hoist it when an entity draws more than once."""
    return mix(np.uint64(key) + (np.uint64(entity) + ONE) * GOLDEN)


@compiled
def bits(sequence, occurrence):
    """The 64 random bits at position ``occurrence`` (from 0) of a sequence: SplitMix64(seed=sequence)."""
    return mix(np.uint64(sequence) + (np.uint64(occurrence) + ONE) * GOLDEN)


@compiled
def unit(word):
    """64 random bits as a number in the open interval (0, 1).

    52 bits and a half: with 53, the largest would be rounded up to 1.
    """
    return (np.float64(word >> S12) + 0.5) * TO_UNIT


@compiled
def uniform(key, entity, occurrence):
    """The draw at an address: uniform on (0, 1).

    Parameters
    ----------
    key : of the stream, from `stream_key`.
    entity : who draws, such as a customer id; an integer >= 0.
    occurrence : which of the entity's draws, such as the week; an integer >= 0.
    """
    return unit(bits(sequence_key(key, entity), occurrence))


@compiled
def uniform_array(key, entities, occurrence):
    """`uniform` for many entities at one occurrence: (n,) integers to (n,) floats."""
    draws = np.empty(entities.shape[0])
    for i in range(entities.shape[0]):
        draws[i] = uniform(key, entities[i], occurrence)
    return draws


@compiled
def sequence_key_array(key, entities):
    """`sequence_key` for many entities: (n,) integers to (n,) keys."""
    keys = np.empty(entities.shape[0], dtype=np.uint64)
    for i in range(entities.shape[0]):
        keys[i] = sequence_key(key, entities[i])
    return keys
