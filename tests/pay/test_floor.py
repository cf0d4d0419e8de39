"""A curve as it is felt under a draw, against the curve itself."""

import numpy as np
import pytest

from salesim.pay.curve import add_jump, add_kink, curve_pay, empty_curves
from salesim.pay.floor import felt, floor_curve

QUOTA = 1000.0


def random_curve(seed):
    random = np.random.default_rng(seed)
    curve = empty_curves(1)
    add_kink(curve, 0, 0.0, 0.02)
    for at in np.sort(random.uniform(0.2, 1.8, 3)):
        add_kink(curve, 0, float(at), float(random.uniform(-0.01, 0.03)))
    for at in random.uniform(0.2, 1.8, 2):
        add_jump(curve, 0, float(at), float(random.uniform(-6.0, 12.0)))
    return curve


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize(("below", "above"), [(0.0, 1.0), (0.4, 1.0), (0.4, 0.7)])
def test_it_is_the_curve_s_pay_as_felt_at_every_result(seed, below, above):
    curve = random_curve(seed)
    draw = float(np.random.default_rng(seed).uniform(2.0, 40.0))
    sales = np.linspace(0.0, 2500.0, 701)
    paid = [curve_pay(*(array[0] for array in curve), one, QUOTA) for one in sales]
    assert floor_curve(*(array[0] for array in curve), QUOTA, draw, below, above)
    now = [curve_pay(*(array[0] for array in curve), one, QUOTA) for one in sales]
    assert now == pytest.approx([felt(one, draw, below, above) for one in paid], abs=1e-9)


def test_a_curve_without_room_is_left_as_it_is():
    curve = empty_curves(1)
    for k in range(16):
        add_kink(curve, 0, k / 10, 0.01)
    before = [array.copy() for array in curve]
    assert not floor_curve(*(array[0] for array in curve), QUOTA, 35.0, 0.5, 1.0)
    assert all((now == old).all() for now, old in zip(curve, before, strict=True))
