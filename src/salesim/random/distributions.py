"""Distributions drawn from an address: each takes a sequence key and the position where its draws begin."""

from __future__ import annotations

import math

import numpy as np

from salesim.compiled import compiled
from salesim.random.generator import bits, sequence_key, unit

DRAWS_PER_GAMMA = 64  # positions reserved for one gamma variate; see `gamma`


@compiled
def box_muller(u, v):
    """Standard normal from two uniforms (Box & Muller 1958)."""
    return math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)


@compiled
def normal(sequence, occurrence):
    """Standard normal; takes two positions, ``2 * occurrence`` and the next."""
    return box_muller(unit(bits(sequence, 2 * occurrence)), unit(bits(sequence, 2 * occurrence + 1)))


@compiled
def exponential(sequence, occurrence, mean):
    """Exponential with the given mean, by inversion of one draw."""
    return -mean * math.log(unit(bits(sequence, occurrence)))


@compiled
def gamma(sequence, occurrence, shape):
    """Gamma with the given shape (> 0) and scale 1.

    Marsaglia & Tsang 2000, "A simple method for generating gamma variables". Takes ``DRAWS_PER_GAMMA`` positions
    from ``occurrence * DRAWS_PER_GAMMA``: one to lift shapes below 1 and 21 attempts of three draws. An attempt
    fails with probability below .05, so the last attempt is reached with probability below 1e-26.
    """
    start = occurrence * DRAWS_PER_GAMMA
    lift = 1.0
    if shape < 1.0:
        lift = unit(bits(sequence, start)) ** (1.0 / shape)
        shape = shape + 1.0
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    v = 1.0
    for attempt in range(21):
        at = start + 1 + 3 * attempt
        x = box_muller(unit(bits(sequence, at)), unit(bits(sequence, at + 1)))
        v = 1.0 + c * x
        if v <= 0.0:
            continue
        v = v * v * v
        u = unit(bits(sequence, at + 2))
        # the squeeze spares the logarithms nearly always
        if u < 1.0 - 0.0331 * x**4 or math.log(u) < 0.5 * x * x + d - d * v + d * math.log(v):
            break
    return lift * d * max(v, 1e-300)


@compiled
def beta(sequence, occurrence, a, b):
    """Beta(a, b) as a ratio of two gammas; takes the positions of two gammas."""
    x = gamma(sequence, 2 * occurrence, a)
    y = gamma(sequence, 2 * occurrence + 1, b)
    if x + y == 0.0:  # shapes below about .01 underflow; all their mass lies at 0 and 1
        u = unit(bits(sequence, (2 * occurrence + 1) * DRAWS_PER_GAMMA - 1))  # of the last attempt, free in practice
        return 1.0 if u < a / (a + b) else 0.0
    return x / (x + y)


@compiled
def poisson(u, mean):
    """Poisson variate by inversion of one uniform ``u``; meant for small means (it counts up from 0)."""
    if u <= 1.0 - mean:  # 1 - m <= exp(-m): most weeks nothing happens, and no exponential is needed
        return 0
    term = math.exp(-mean)
    total = term
    count = 0
    while u > total and count < 1000:
        count += 1
        term *= mean / count
        total += term
    return count


@compiled
def choice(u, cumulative):
    """Index of the first cumulative share that exceeds ``u``; ``cumulative`` (n,) ends at 1."""
    for i in range(cumulative.shape[0] - 1):
        if u < cumulative[i]:
            return i
    return cumulative.shape[0] - 1


@compiled
def gamma_array(keys, shape):
    """`gamma` for many sequences at occurrence 0: (n,) keys to (n,) variates."""
    draws = np.empty(keys.shape[0])
    for i in range(keys.shape[0]):
        draws[i] = gamma(keys[i], 0, shape)
    return draws


@compiled
def beta_array(keys, a, b):
    """`beta` for many sequences at occurrence 0: (n,) keys, a and b (n,), to (n,) variates."""
    draws = np.empty(keys.shape[0])
    for i in range(keys.shape[0]):
        draws[i] = beta(keys[i], 0, a[i], b[i])
    return draws


@compiled
def normal_array(keys, occurrence):
    """`normal` for many sequences: (n,) keys to (n,) variates."""
    draws = np.empty(keys.shape[0])
    for i in range(keys.shape[0]):
        draws[i] = normal(keys[i], occurrence)
    return draws


def lognormal_factors(sd: float | np.ndarray, z: np.ndarray) -> np.ndarray:
    """Factors of mean 1, (n,), whose logarithm has a standard deviation, from standard normals."""
    return np.exp(sd * z - 0.5 * sd * sd)


@compiled
def normal_at(key, entity, occurrence):
    """`normal` at an address; for callers outside of kernels."""
    return normal(sequence_key(key, entity), occurrence)


@compiled
def gamma_at(key, entity, occurrence, shape):
    """`gamma` at an address; for callers outside of kernels."""
    return gamma(sequence_key(key, entity), occurrence, shape)
