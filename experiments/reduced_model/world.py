"""Who is there on the first day, the constants of both versions, and the addressed draws that they share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

CUSTOMERS_PER_REP = 100
WEEKS = 52
DAYS_PER_WEEK = 5
VISITS_PER_DAY = 8
DAY_H = 8.0
VISIT_H = 0.5
SPEED_KM_H = 40.0

X, Y, VALUE_A, VALUE_B, LAST, BUY, ORDER_A, ORDER_B, CHURN = range(1, 10)  # streams of draws

MASK = 2**64 - 1
G1 = 0x9E3779B97F4A7C15
G2 = 0xD1342543DE82EF95
M1 = 0xBF58476D1CE4E5B9
M2 = 0x94D049BB133111EB


def mix(z: int) -> int:
    """SplitMix64's finaliser on Python integers."""
    z = ((z ^ (z >> 30)) * M1) & MASK
    z = ((z ^ (z >> 27)) * M2) & MASK
    return z ^ (z >> 31)


def stream_key(seed: int, stream: int) -> int:
    """Key of a stream of draws."""
    return mix((seed * G1 + stream * G2) & MASK)


def draws(seed: int, stream: int, n: int, occurrence: int) -> np.ndarray:
    """Uniform draws of the entities 0 .. n-1 at one occurrence: (n,) in (0, 1)."""
    start = np.uint64((stream_key(seed, stream) + occurrence * G2) & MASK)
    z = start + np.arange(n, dtype=np.uint64) * np.uint64(G1)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(M1)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(M2)
    z = z ^ (z >> np.uint64(31))
    return ((z >> np.uint64(11)).astype(float) + 0.5) * 2.0**-53


class World(NamedTuple):
    """Customers on the first day, (n_customers,) each; the rep of customer i is i // 100 and starts at (0, 0)."""

    x_km: np.ndarray
    y_km: np.ndarray
    value: np.ndarray  # relative size of the customer's orders
    last_visit: np.ndarray  # day of the latest visit, before day 0


class Totals(NamedTuple):
    """What both versions must agree on."""

    visits: int
    orders: int
    churned: int
    revenue: float


def build_world(n_reps: int) -> World:
    """The customers of ``n_reps`` reps."""
    n = n_reps * CUSTOMERS_PER_REP
    u = {stream: draws(0, stream, n, 0) for stream in (X, Y, VALUE_A, VALUE_B, LAST)}
    normal = np.sqrt(-2.0 * np.log(u[VALUE_A])) * np.cos(2.0 * np.pi * u[VALUE_B])
    return World(
        x_km=(2.0 * u[X] - 1.0) * 20.0,
        y_km=(2.0 * u[Y] - 1.0) * 20.0,
        value=np.exp(0.5 * normal),
        last_visit=-(1.0 + np.floor(20.0 * u[LAST])),
    )
