"""What is paid only behind a gate: value and both derivatives against quadrature in two dimensions and draws."""

import math

import numpy as np
import pytest
from scipy import stats

from salesim.pay.bivariate import MOST_NODES, angles_for
from salesim.pay.curve import Curve, add_jump, add_kink, curve_pay_all, empty_curves, repeat_curve
from salesim.pay.gated_value import (
    IF_NOT,
    IF_REACHED,
    MAX_LEVELS,
    NO_GATE,
    factor_at,
    factor_pay,
    gate_on_itself,
)
from salesim.pay.gated_value import gated_pay as paid_behind
from salesim.pay.value import expected_pay, marginal_pay

POINTS, WEIGHTS = np.polynomial.legendre.leggauss(24)
QUOTA, SIGMA, GATE_SIGMA, GATE, LATE = 4e5, 0.15, 0.2, 0.9, 0.6
CORRELATIONS = (-0.7, 0.0, 0.3, 0.7)


def levels_of(*levels: tuple[float, float, float]) -> np.ndarray:
    """Levels of a factor: attainment, step, rise each."""
    found = np.zeros((3, MAX_LEVELS))
    found[:, : len(levels)] = np.array(levels).T
    return found


def gated_pay(kink_at, kink_rate, jump_at, jump, forecast, sigma, quota, discount, z, r):
    """A plain gate at 0 of a measure with standard deviation 1."""
    nodes = np.empty((3, MOST_NODES))
    terms = (forecast, sigma, quota, discount, 0.0, levels_of((0.0, 1.0, 0.0)), z, 1.0, r)
    return factor_pay(kink_at, kink_rate, jump_at, jump, *terms, nodes, angles_for(r, nodes))


def plan() -> Curve:
    """Commission from the first unit on, an accelerator, a cap, two bonuses."""
    curve = empty_curves(1)
    for at, rate in ((0.0, 0.012), (1.0, 0.01), (1.3, -0.022)):
        add_kink(curve, 0, at, rate)
    for at, amount in ((0.8, 1500.0), (1.1, 4000.0)):
        add_jump(curve, 0, at, amount)
    return curve


def rows(curve: Curve) -> tuple[np.ndarray, ...]:
    return tuple(array[0] for array in curve)


def nodes(mean: float, sd: float, knots) -> tuple[np.ndarray, np.ndarray]:
    """Gauss-Legendre nodes and weights over 11 standard deviations each way, cut at the knots."""
    grid = mean + sd * np.arange(-11.0, 11.5, 0.5)
    cuts = np.unique([*grid, *(knot for knot in knots if grid[0] < knot < grid[-1])])
    middle, half = (cuts[1:] + cuts[:-1]) / 2, (cuts[1:] - cuts[:-1]) / 2
    return (middle[:, None] + half[:, None] * POINTS).ravel(), (half[:, None] * WEIGHTS).ravel()


def paid(curve: Curve, attainment: np.ndarray) -> np.ndarray:
    n = len(attainment)
    return curve_pay_all(repeat_curve(curve, n), attainment * QUOTA, np.full(n, QUOTA))


def by_quadrature(curve: Curve, forecast: float, gate_forecast: float, r: float) -> tuple[float, float, float]:
    """E[pay; gate], and its derivatives by both means: integrals of pay times the score of the density."""
    knots = [*curve.kink_at[0][curve.kink_rate[0] != 0], *curve.jump_at[0][curve.jump[0] != 0]]
    (x, wx), (y, wy) = nodes(forecast, SIGMA, knots), nodes(gate_forecast, GATE_SIGMA, [GATE])
    x_score, y_score = (x - forecast) / SIGMA, (y - gate_forecast) / GATE_SIGMA
    a, b, left = x_score[:, None], y_score[None, :], 1 - r * r
    density = np.exp(-(a * a - 2 * r * a * b + b * b) / (2 * left)) / (2 * math.pi * math.sqrt(left))
    weight = density * (wx / SIGMA)[:, None] * (wy / GATE_SIGMA * (y >= GATE))[None, :]
    late = curve._replace(jump=LATE * curve.jump)
    pay = paid(curve, x)
    value = pay @ weight.sum(axis=1)
    by_x = paid(late, x) @ (weight * (a - r * b)).sum(axis=1) / (left * SIGMA * QUOTA)
    by_y = LATE * pay @ (weight * (b - r * a)).sum(axis=1) / left
    return value, by_x, by_y


@pytest.mark.parametrize("r", CORRELATIONS)
@pytest.mark.parametrize("forecast", [0.7, 1.0, 1.25])
@pytest.mark.parametrize("gate_forecast", [0.6, 0.9, 1.1])
def test_value_and_both_derivatives_equal_quadrature(forecast, gate_forecast, r):
    curve = plan()
    z = (gate_forecast - GATE) / GATE_SIGMA
    found = gated_pay(*rows(curve), forecast, SIGMA, QUOTA, LATE, z, r)
    assert found == pytest.approx(by_quadrature(curve, forecast, gate_forecast, r), rel=1e-7)


@pytest.mark.parametrize("r", [*CORRELATIONS, -0.97, 0.97])
def test_derivatives_are_those_of_the_value(r):
    """Central differences, where bonuses are not discounted."""
    curve, step = rows(plan()), 1e-5
    for forecast, z in ((0.8, -0.6), (1.05, 0.2), (1.2, 1.4)):
        _, slope, by_gate = gated_pay(*curve, forecast, SIGMA, QUOTA, 1.0, z, r)
        up, down = (gated_pay(*curve, forecast + side * step, SIGMA, QUOTA, 1.0, z, r)[0] for side in (1, -1))
        assert slope == pytest.approx((up - down) / (2 * step * QUOTA), rel=1e-6)
        up, down = (gated_pay(*curve, forecast, SIGMA, QUOTA, 1.0, z + side * step, r)[0] for side in (1, -1))
        assert by_gate == pytest.approx((up - down) / (2 * step), rel=1e-6)


def test_a_gate_that_is_open_for_sure_is_none():
    curve, terms = rows(plan()), (0.95, SIGMA, QUOTA)
    for r in CORRELATIONS:
        pay, slope, by_gate = gated_pay(*curve, *terms, LATE, 12.0, r)
        assert pay == pytest.approx(expected_pay(*curve, *terms, 1.0), rel=1e-12)
        assert slope == pytest.approx(marginal_pay(*curve, *terms, LATE), rel=1e-12)
        assert abs(by_gate) < 1e-20
        assert np.abs(gated_pay(*curve, *terms, LATE, -12.0, r)).max() < 1e-12


def test_without_correlation_the_odds_multiply_and_with_it_they_do_not():
    curve, terms, z = rows(plan()), (0.95, SIGMA, QUOTA, 1.0), 0.3
    odds = stats.norm.cdf(z) * expected_pay(*curve, *terms)
    assert gated_pay(*curve, *terms, z, 0.0)[0] == pytest.approx(odds, rel=1e-9)
    assert gated_pay(*curve, *terms, z, 0.7)[0] > 1.05 * odds


@pytest.mark.parametrize("kind", [IF_REACHED, IF_NOT])
@pytest.mark.parametrize("at", [0.5, 0.8, 1.0, 1.15, 2.0])
def test_a_gate_on_the_measure_itself_is_a_curve(at, kind):
    curve, out = plan(), np.empty((4, 16))
    gate_on_itself(*rows(curve), QUOTA, at, kind, out)
    gated = Curve(*(np.array([row]) for row in out))
    attainment = np.array([0.0, 0.3, 0.499, 0.501, 0.79, 0.81, 0.999, 1.001, 1.149, 1.151, 1.7, 1.999, 2.001, 3.0])
    expected = paid(curve, attainment) * ((attainment >= at) == (kind == IF_REACHED))
    assert paid(gated, attainment) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("at", [0.8, 1.0, 1.15])
def test_a_gate_on_the_measure_itself_is_the_limit_of_a_twin(at):
    """Two measures that go together more and more closely are one."""
    curve, out = rows(plan()), np.empty((4, 16))
    gate_on_itself(*curve, QUOTA, at, IF_REACHED, out)
    one = expected_pay(*out, 0.95, SIGMA, QUOTA, 1.0)
    gaps = [
        abs(gated_pay(*curve, 0.95, SIGMA, QUOTA, 1.0, (0.95 - at) / SIGMA, r)[0] / one - 1) for r in (0.99, 0.9999)
    ]
    assert gaps[1] < 0.15 * gaps[0] and gaps[1] < 0.01


FACTORS = {
    "steps": (0.8, ((0.85, 0.2, 0.0), (1.05, 0.3, 0.0))),
    "falling steps": (1.0, ((0.9, -0.4, 0.0),)),
    "a line": (0.5, ((0.8, 0.0, 2.5), (1.0, 0.0, -2.5))),
    "a band": (0.0, ((0.7, 1.0, 0.0), (1.1, -1.0, 0.0))),
    "a step and a line": (0.0, ((0.75, 0.5, 1.0), (1.2, 0.0, -1.0))),
}


@pytest.mark.parametrize("r", CORRELATIONS)
@pytest.mark.parametrize("name", FACTORS)
def test_a_factor_of_another_measure_equals_quadrature(name, r):
    base, some = FACTORS[name]
    levels, curve = levels_of(*some), plan()
    for forecast, other in ((0.8, 0.7), (1.05, 0.95), (1.2, 1.3)):
        knots = [*curve.kink_at[0][curve.kink_rate[0] != 0], *curve.jump_at[0][curve.jump[0] != 0]]
        (x, wx), (y, wy) = nodes(forecast, SIGMA, knots), nodes(other, GATE_SIGMA, [at for at, _, _ in some])
        a, b, left = ((x - forecast) / SIGMA)[:, None], ((y - other) / GATE_SIGMA)[None, :], 1 - r * r
        density = np.exp(-(a * a - 2 * r * a * b + b * b) / (2 * left)) / (2 * math.pi * math.sqrt(left))
        factors = np.array([factor_at(base, levels, one) for one in y])
        weight = density * (wx / SIGMA)[:, None] * (wy / GATE_SIGMA * factors)[None, :]
        late = curve._replace(jump=LATE * curve.jump)
        pay = paid(curve, x)
        known = (
            pay @ weight.sum(axis=1),
            paid(late, x) @ (weight * (a - r * b)).sum(axis=1) / (left * SIGMA * QUOTA),
            LATE * pay @ (weight * (b - r * a)).sum(axis=1) / (left * GATE_SIGMA),
        )
        room = np.empty((3, MOST_NODES))
        terms = (forecast, SIGMA, QUOTA, LATE, base, levels, other, GATE_SIGMA, r, room, angles_for(r, room))
        assert factor_pay(*rows(curve), *terms) == pytest.approx(known, rel=1e-7)


def behind(kind, forecast=0.95, other=0.95, z=0.4, late=1.0, r=0.3, r_z=0.5, r_yz=-0.2):
    """A factor in two steps, and a gate on a third measure beside it."""
    terms = (forecast, SIGMA, QUOTA, late, 0.7, levels_of((0.85, 0.2, 0.0), (1.05, 0.3, 0.0)), other, GATE_SIGMA, r)
    if kind == NO_GATE:
        return (*factor_pay(*rows(plan()), *terms, np.empty((3, MOST_NODES)), -1), 0.0)
    return paid_behind(*rows(plan()), *terms, kind, z, r_z, r_yz, np.empty((3, MOST_NODES)))


CORRELATED = ((0.3, 0.5, -0.2), (0.0, 0.0, 0.0), (-0.4, 0.2, 0.6), (0.6, 0.85, 0.5), (0.9, 0.95, 0.9), (0.5, -0.7, 0.1))


@pytest.mark.parametrize(("r", "r_z", "r_yz"), CORRELATED)
@pytest.mark.parametrize("z", [-2.5, -0.3, 0.0, 0.8, 3.0])
def test_a_gate_on_a_third_measure_equals_quadrature_over_it(z, r, r_z, r_yz):
    """Of what the factor pays given the third measure, over many panels; the derivatives are those of the value."""
    some = {"r": r, "r_z": r_z, "r_yz": r_yz}
    inner = (r - r_z * r_yz) / math.sqrt((1 - r_z**2) * (1 - r_yz**2))
    room, levels = np.empty((3, MOST_NODES)), levels_of((0.85, 0.2, 0.0), (1.05, 0.3, 0.0))
    n = angles_for(inner, room)

    def given(third):
        mean, other = 0.95 + SIGMA * r_z * third, 0.95 + GATE_SIGMA * r_yz * third
        sds = SIGMA * math.sqrt(1 - r_z**2), GATE_SIGMA * math.sqrt(1 - r_yz**2)
        return factor_pay(*rows(plan()), mean, sds[0], QUOTA, 1.0, 0.7, levels, other, sds[1], inner, room, n)[0]

    cuts = np.linspace(-z, max(-z, 0.0) + 9.0, 60)
    middle, half = (cuts[1:] + cuts[:-1]) / 2, (cuts[1:] - cuts[:-1]) / 2
    thirds, weights = (middle[:, None] + half[:, None] * POINTS).ravel(), (half[:, None] * WEIGHTS).ravel()
    known = sum(w * stats.norm.pdf(third) * given(third) for third, w in zip(thirds, weights, strict=True))
    found = behind(IF_REACHED, z=z, **some)
    whole = behind(NO_GATE, z=z, **some)
    assert found[0] == pytest.approx(known, rel=1e-6, abs=1e-6 * whole[0] * stats.norm.cdf(z))
    assert np.array(found) + behind(IF_NOT, z=z, **some) == pytest.approx(np.array(whole), rel=1e-7, abs=1e-6)
    step = 1e-4
    for at, of in enumerate(("forecast", "other", "z")):
        middle_at = {"forecast": 0.95, "other": 0.95, "z": z}[of]
        up, down = (behind(IF_REACHED, **({"z": z} | some | {of: middle_at + side * step}))[0] for side in (1, -1))
        unit = QUOTA if of == "forecast" else 1.0
        assert found[at + 1] == pytest.approx((up - down) / (2 * step * unit), rel=2e-5, abs=1e-7 * whole[0] / unit)


def test_a_third_gate_that_is_decided_is_none():
    assert behind(IF_REACHED, z=9.0) == behind(NO_GATE) and behind(IF_NOT, z=-9.0) == behind(NO_GATE)
    assert behind(IF_REACHED, z=-9.0) == behind(IF_NOT, z=9.0) == (0.0, 0.0, 0.0, 0.0)


@pytest.mark.slow
def test_factor_and_gate_lie_within_the_limits_of_four_million_draws():
    rng, n, curve = np.random.default_rng(5), 4_000_000, plan()
    correlations = np.array([[1.0, 0.3, 0.5], [0.3, 1.0, -0.2], [0.5, -0.2, 1.0]])
    x, y, third = np.linalg.cholesky(correlations) @ rng.normal(size=(3, n))
    other = 0.95 + GATE_SIGMA * y
    factors = 0.7 + 0.2 * (other >= 0.85) + 0.3 * (other >= 1.05)
    pay = np.concatenate([paid(curve, part) for part in np.split(0.95 + SIGMA * x, 40)]) * factors * (third >= -0.4)
    score = np.linalg.inv(correlations) @ np.stack([x, y, third])
    units = (1.0, 1.0 / (SIGMA * QUOTA), 1.0 / GATE_SIGMA, 1.0)
    for known, by, unit in zip(behind(IF_REACHED), (1.0, *score), units, strict=True):
        drawn = pay * by * unit
        assert abs(drawn.mean() - known) < 4.0 * drawn.std() / math.sqrt(n)


@pytest.mark.slow
@pytest.mark.parametrize("r", CORRELATIONS)
def test_value_lies_within_the_limits_of_four_million_draws(r):
    rng, n, curve = np.random.default_rng(3), 4_000_000, plan()
    x, other = rng.normal(size=(2, n))
    y, z = r * x + math.sqrt(1 - r * r) * other, 0.3
    attainment = 0.95 + SIGMA * x
    pay = np.concatenate([paid(curve, part) for part in np.split(attainment, 40)]) * (y >= -z)
    known = gated_pay(*rows(curve), 0.95, SIGMA, QUOTA, 1.0, z, r)
    scores = (1.0, (x - r * y) / ((1 - r * r) * SIGMA * QUOTA), (y - r * x) / (1 - r * r))
    for one, score in zip(known, scores, strict=True):
        drawn = pay * score
        assert abs(drawn.mean() - one) < 4.0 * drawn.std() / math.sqrt(n)
