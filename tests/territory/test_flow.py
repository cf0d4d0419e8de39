"""The least flow over borders, in cases that can be done by hand."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.territory.flow import least_flow

CHAIN = np.array([[0, 1], [1, 2], [2, 3]])


def test_work_passes_through_those_who_need_none():
    flow = least_flow(np.array([7.0, 4.0, 5.0, 1.0]), CHAIN, np.full(4, 3.0), np.full(4, 5.0))
    assert flow == pytest.approx([2.0, 1.0, 2.0])


def test_slack_of_neighbors_is_used_before_anything_goes_further():
    flow = least_flow(np.array([5.5, 4.0, 4.0, 4.0]), CHAIN, np.full(4, 3.0), np.full(4, 5.0))
    assert flow == pytest.approx([0.5, 0.0, 0.0])


def test_against_the_order_of_a_pair_flow_is_negative():
    assert least_flow(np.array([1.0, 7.0]), CHAIN[:1], np.full(2, 3.0), np.full(2, 5.0)) == pytest.approx([-2.0])


def test_within_bounds_nothing_flows():
    assert not least_flow(np.array([4.9, 3.1, 4.0, 4.0]), CHAIN, np.full(4, 3.0), np.full(4, 5.0)).any()


def test_what_no_flow_can_even_out_is_left_and_the_rest_is_done():
    # territory 0 is an island with too much; 1 and 2 can help each other
    flow = least_flow(np.array([9.0, 2.0, 4.5]), np.array([[1, 2]]), np.full(3, 3.0), np.full(3, 5.0))
    assert flow == pytest.approx([-1.0])
