"""The reduced model as one numba kernel over columns: the fastest that we know how to write.

Reps don't meet, so each territory lives through the year by itself and its hundred rows stay in the first-level cache.
Every loop over customers is written so that the compiler can vectorise it, for which ``exp``, ``log`` and ``cos`` are
spelled out as polynomials; orders, which only one customer in four places, are first gathered into a dense list.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
from numba.core import types
from numba.extending import intrinsic

from reduced_model import world
from reduced_model.world import DAY_H, DAYS_PER_WEEK, SPEED_KM_H, VISIT_H, VISITS_PER_DAY, WEEKS, Totals, World

N = world.CUSTOMERS_PER_REP
G1, G2, M1, M2 = (np.uint64(constant) for constant in (world.G1, world.G2, world.M1, world.M2))
S11, S27, S30, S31 = (np.uint64(shift) for shift in (11, 27, 30, 31))
BUY, ORDER_A, ORDER_B, CHURN = (
    np.uint64(world.stream_key(1, stream)) for stream in (world.BUY, world.ORDER_A, world.ORDER_B, world.CHURN)
)

ROW = 127  # the low 7 bits of a packed key hold the row: N <= 128
ROUND = 1.5 * 2.0**52  # adding it rounds a float to an integer, which then stands in the low bits
LN2_HIGH, LN2_LOW = 0.693147180369123816490, 1.90821492927058770002e-10
LN2_PER_TWO = 1.0 / math.log(2.0)
EXP = tuple(1.0 / math.factorial(k) for k in range(13))
SIN = tuple((-1.0) ** k * (2.0 * math.pi) ** (2 * k + 1) / math.factorial(2 * k + 1) for k in range(12))
ATANH = tuple(2.0 / (2 * k + 1) for k in range(12))
MANTISSA = (1 << 52) - 1
HALF_SQRT = 0x3FE6A09E667F3BCD  # bits of sqrt(1/2)

inlined = numba.njit(inline="always", error_model="numpy", fastmath={"contract", "nnan", "ninf", "nsz"})


def reinterpret(source: Any, target: Any) -> Any:
    """A compiled function that reads the 64 bits of a number as another type."""

    @intrinsic
    def read(typing_context, number):
        def generate(context, builder, signature, arguments):
            return builder.bitcast(arguments[0], context.get_value_type(target))

        return target(source), generate

    return read


float_bits = reinterpret(types.float64, types.int64)
bits_float = reinterpret(types.int64, types.float64)


@inlined
def uniform(sequence):
    """The draw of `world.draws` for ``sequence`` = key + entity * G1 + occurrence * G2."""
    z = (sequence ^ (sequence >> S30)) * M1
    z = (z ^ (z >> S27)) * M2
    z = z ^ (z >> S31)
    return (np.float64(np.int64(z >> S11)) + 0.5) * 2.0**-53


@inlined
def polynomial(x, c):
    """Horner's rule; the coefficients are a tuple of constants, so the loop unrolls."""
    total = c[len(c) - 1]
    for k in range(len(c) - 2, -1, -1):
        total = total * x + c[k]
    return total


@inlined
def exp(x):
    """e^x for |x| < 700: x = n ln 2 + r, and n goes straight into the exponent's bits."""
    shifted = x * LN2_PER_TWO + ROUND
    n = shifted - ROUND
    r = (x - n * LN2_HIGH) - n * LN2_LOW
    return bits_float(float_bits(polynomial(r, EXP)) + (float_bits(shifted) << 52))


@inlined
def log(x):
    """ln x for normal x > 0: x = 2^n m with m in [sqrt 1/2, sqrt 2), and ln m = 2 artanh((m - 1) / (m + 1))."""
    offset = float_bits(x) - HALF_SQRT
    n = offset >> 52
    m = bits_float(float_bits(x) - (n << 52))
    s = (m - 1.0) / (m + 1.0)
    return np.float64(n) * (LN2_HIGH + LN2_LOW) + s * polynomial(s * s, ATANH)


@inlined
def cos_turn(u):
    """cos(2 pi u) for u in (0, 1), as a sine of at most a quarter turn."""
    r = abs(u - 0.5) - 0.25
    return r * polynomial(r * r, SIN)


@numba.njit(error_model="numpy", nogil=True, fastmath={"contract", "nnan", "ninf", "nsz"})
def live(x_km, y_km, value, last_visit, weeks):
    """The year of all territories; ``weeks`` (52, 4) receives visits, orders, churned and revenue of each week."""
    last = np.empty(N)
    worth = np.empty(N)  # value, 0 once the customer is gone
    goodwill = np.empty(N)
    keys = np.empty(N, np.int64)
    buys = np.empty(N, np.int64)
    leaves = np.empty(N, np.int64)
    buyers = np.empty(N, np.int64)
    amounts = np.empty(N)
    for first in range(0, x_km.shape[0], N):
        xs = x_km[first : first + N]
        ys = y_km[first : first + N]
        for i in range(N):
            last[i] = last_visit[first + i]
            worth[i] = value[first + i]
            goodwill[i] = 0.0
        for week in range(WEEKS):
            season = 1.0 + 0.2 * math.sin(2.0 * math.pi * week / WEEKS)
            visits = 0
            for day in range(DAYS_PER_WEEK * week, DAYS_PER_WEEK * week + DAYS_PER_WEEK):
                today = np.float64(day)
                for i in range(N):
                    # A positive float's bits sort as the float does. The row takes the last seven of them, counted
                    # down so that of equals the lower row wins.
                    keys[i] = (float_bits((today - last[i]) * worth[i]) & ~ROW) | (ROW - i)
                x = 0.0
                y = 0.0
                time_h = 0.0
                previous = np.int64(0x7FFFFFFFFFFFFFFF)
                for _ in range(VISITS_PER_DAY):
                    best = np.int64(0)
                    for i in range(N):
                        best = max(best, keys[i] if keys[i] < previous else np.int64(0))
                    if best <= ROW:
                        break  # all who are left are gone
                    previous = best
                    chosen = ROW - (best & ROW)
                    dx = xs[chosen] - x
                    dy = ys[chosen] - y
                    time_h += math.sqrt(dx * dx + dy * dy) / SPEED_KM_H + VISIT_H
                    if time_h > DAY_H:
                        break
                    goodwill[chosen] += 1.0
                    last[chosen] = today
                    x = xs[chosen]
                    y = ys[chosen]
                    visits += 1

            start = np.uint64(first) * G1 + np.uint64(week) * G2
            friday = np.float64(DAYS_PER_WEEK * week + DAYS_PER_WEEK - 1)
            for i in range(N):
                sequence = start + np.uint64(i) * G1
                share = goodwill[i] / (1.0 + goodwill[i])
                stays = exp(-0.15 * season * (1.0 + 1.5 * share))
                buys[i] = (uniform(BUY + sequence) < 1.0 - stays) & (worth[i] > 0.0)
                odds = exp(6.5 + share - 0.1 * ((friday - last[i]) / DAYS_PER_WEEK))
                leaves[i] = (uniform(CHURN + sequence) * (1.0 + odds) < 1.0) & (worth[i] > 0.0)
                goodwill[i] *= 0.9
            orders = 0
            churned = 0
            for i in range(N):
                buyers[orders] = i
                orders += buys[i]
                churned += leaves[i]
            for j in range(orders):
                i = buyers[j]
                sequence = start + np.uint64(i) * G1
                normal = math.sqrt(-2.0 * log(uniform(ORDER_A + sequence))) * cos_turn(uniform(ORDER_B + sequence))
                amounts[j] = exp(4.0 + 0.6 * normal) * worth[i]
            if churned > 0:
                for i in range(N):
                    if leaves[i]:
                        worth[i] = 0.0
            revenue = 0.0
            for j in range(orders):
                revenue += amounts[j]
            weeks[week, 0] += visits
            weeks[week, 1] += orders
            weeks[week, 2] += churned
            weeks[week, 3] += revenue


def run(world: World) -> Totals:
    """One year."""
    weeks = np.zeros((WEEKS, len(Totals._fields)))
    live(*world, weeks)
    visits, orders, churned, revenue = weeks.sum(axis=0).tolist()
    return Totals(int(visits), int(orders), int(churned), revenue)
