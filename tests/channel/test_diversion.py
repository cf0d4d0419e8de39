"""When goods cross areas, where to, and what is found of it."""

import numpy as np
import pytest

from salesim.channel.diversion import divert, find_out, gain_of_diverting
from salesim.columns import Distributors, new_columns
from salesim.policy.diversion import DiversionParameters
from salesim.random import stream_key

KEYS = tuple(np.uint64(stream_key(4, 0, stream)) for stream in (76, 77, 78))
PRICES = np.full(3, 100.0)


def test_the_switch_point():
    """Gap .8, transport .3, penalty 3: worth it as long as p < .16667."""
    gains = [gain_of_diverting(0.8, 0.3, 0.0, 0.0, p, 3.0) for p in (0.16, 1.0 / 6.0, 0.17)]
    assert gains[0] > 0 > gains[2] and gains[1] == pytest.approx(0.0, abs=1e-12)
    # goods in excess and a rebate move it
    assert gain_of_diverting(0.8, 0.3, 0.1, 0.05, 0.2, 3.0) == pytest.approx(0.05)


def three_areas(**changes):
    """Prices rise from west to east; 100 km between neighbors; the western one has 60 units too many."""
    values = {"stock": 0, "forecast": 2.0, "price_level": [-0.1, 0.05, 0.1], "x_km": [0.0, 100.0, 200.0], **changes}
    d = new_columns(Distributors, 3, **values)
    d.stock[0, 0, 0] = 80
    return d


def flows_of(d, transport=0.0002, found=0.0, penalty=0.3, noise=0.0, rebate=0.0):
    flows = np.zeros((3, 3, 3), np.int64)
    divert(d, PRICES, 10.0, np.full(3, rebate), transport, 0.0, found, penalty, noise, 0.5, 7, KEYS[0], flows)
    return flows


def test_excess_goes_where_it_gains_most_and_no_unit_is_lost():
    d = three_areas()
    flows = flows_of(d)
    assert flows[0, 2, 0] == 30 == flows.sum()  # half of what is above ten days of demand
    assert d.stock[0, 0, 0] == 50 and d.grey[2, 0] == 30 and d.week_sales[0] == 3000.0
    assert flows_of(three_areas(), transport=0.0008)[0, 1, 0] == 30  # dear transport: the nearer one
    assert flows_of(three_areas(), transport=0.002).sum() == 0


def test_fear_of_fines_stops_it_and_rebates_start_it():
    assert flows_of(three_areas(), found=0.5, penalty=0.3).sum() == 30
    assert flows_of(three_areas(), found=0.6, penalty=0.3).sum() == 0  # .2 - .04 - .18
    assert flows_of(three_areas(), found=0.6, penalty=0.3, rebate=0.05).sum() == 30


def test_who_has_no_excess_and_who_is_closed_diverts_nothing():
    assert flows_of(three_areas(forecast=50.0)).sum() == 0
    assert flows_of(three_areas(closed=[1, 0, 0])).sum() == 0
    assert flows_of(three_areas(closed=[0, 0, 1]))[0, 1].sum() == 30


def test_true_and_observed_flows_are_two_things():
    flows = np.zeros((2, 2, 3), np.int64)
    flows[0, 1, 0] = 10
    found, accused = [], []
    for week in range(4000):
        observed, blamed = np.zeros_like(flows), np.zeros(2, np.bool_)
        find_out(flows, week, 0.3, 0.05, KEYS[1:], observed, blamed)
        assert (observed <= flows).all() and not blamed[0]  # who did it is not wrongly accused
        found.append(observed.sum() > 0)
        accused.append(blamed[1])
    for seen, p in ((found, 0.3), (accused, 0.05)):
        assert abs(np.mean(seen) - p) < 3.5 * np.sqrt(p * (1 - p) / 4000)


def test_scanning_cannot_find_less():
    with pytest.raises(ValueError, match="scan_detection is below detection"):
        DiversionParameters(detection=0.7)
    assert (DiversionParameters().found, DiversionParameters(scan=True).found) == (0.05, 0.6)
