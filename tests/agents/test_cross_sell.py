"""Offers of further lines: how often they match, what a hit and a miss leave behind."""

from __future__ import annotations

import math

import numpy as np
import pytest

from salesim.agents.buying import BuyingWeek, new_orders, place_orders
from salesim.agents.cross_sell import FURTHER, CrossSellWeek, chosen_line, offer_lines
from salesim.columns import Customers, Reps, State, new_columns
from salesim.random import Stream

N = 20_000
WEEK = 60
LINES, ACCEPTANCE = 5, 0.4


@pytest.fixture
def numbers(all_off, key):
    """Offers by reps who know nothing, and make no new ones for eight weeks."""

    def make(**values):
        usual = {"week": WEEK, "offers": 1, "lines": LINES, "acceptance": ACCEPTANCE, "pause_weeks": 8}
        return all_off(CrossSellWeek, **(usual | {"orders_needed": 8.0, "offer_key": key(Stream.OFFER)} | values))

    return make


def visited(**values):
    """Customers who were all visited, 60 % of them in need of one of the lines."""
    need = np.where(np.arange(N) % 5 < 3, 1 + np.arange(N) % LINES, 0)
    usual = {"customer_id": np.arange(N), "state": State.HEALTHY, "visit_quality": 1.0, "need": need}
    return new_columns(Customers, N, **(usual | values)), new_columns(Reps, 1, data_quality=1.0)


def offer(c, reps, numbers):
    offer_lines(0, 1, np.array([0, N]), c, reps, numbers)
    return int(reps.offers[0]), int(reps.offer_hits[0]), int(reps.offer_misses[0])


def near(count, n, expected):
    assert abs(count / n - expected) < 4.0 * math.sqrt(expected * (1.0 - expected) / n), (count / n, expected)


@pytest.mark.parametrize("known", [0.0, 0.5, 1.0])
def test_hits_per_offer_rise_with_what_is_known(known, numbers):
    """a s (c + (1 - c) / L) / (1 - c + c s), as the docstring of the module says."""
    c, reps = visited(base_tags=1.0)
    offers, hits, misses = offer(c, reps, numbers(base_tells=known))
    offered = 1.0 - known + known * 0.6
    near(offers, N, offered) if known else pytest.approx(offers == N)
    near(hits, offers, ACCEPTANCE * 0.6 * (known + (1.0 - known) / LINES) / offered)
    assert misses == 0 if known == 1.0 else misses > 0
    assert (c.further_line[c.further_line > 0] == c.need[c.further_line > 0]).all()
    assert np.count_nonzero(c.further_line) == hits


def test_each_kind_of_tags_counts(numbers):
    kinds = {
        "base": ({"base_tags": 1.0}, {"base_tells": 0.5}),
        "behavior": ({"quarter_orders": 2}, {"behavior_tells": 0.5}),
        "needs": ({"need_tags": 1.0}, {"needs_tell": 0.5}),
    }
    base = offer(*visited(), numbers())[1]
    found = {name: offer(*visited(**values), numbers(**tells))[1] for name, (values, tells) in kinds.items()}
    assert len(set(found.values())) == 1 and found["base"] > 2 * base  # eight orders a year are all that is needed


def test_a_miss_annoys_and_a_hit_does_not(numbers):
    c, reps = visited()
    _, _, misses = offer(c, reps, numbers(annoyance=0.3))
    assert np.count_nonzero(c.service_event == np.float32(-0.3)) == misses
    assert (c.service_event[c.further_line > 0] == 0.0).all()


def test_offers_pause_and_end_with_a_hit(numbers):
    c, reps = visited()
    offers, hits, _ = offer(c, reps, numbers())
    assert offers == N
    assert offer(c, reps, numbers(week=WEEK + 7)) == (0, 0, 0)
    assert offer(c, reps, numbers(week=WEEK + 8))[0] == N - hits


def test_offers_are_made_at_visits_to_customers_only(numbers):
    for values in ({"visit_quality": 0.0}, {"state": State.FADING}, {"state": State.LEAD}, {"state": State.GONE}):
        c, reps = visited(**values)
        assert offer(c, reps, numbers())[0] == 0, values


def test_need_tags_are_filled_in_at_visits_as_far_as_these_are_recorded(numbers):
    c, reps = visited(visit_quality=np.arange(N) % 2)
    reps.data_quality[0] = 0.6
    assert offer(c, reps, numbers(offers=0, learned=0.5)) == (0, 0, 0)
    assert c.need_tags[1::2] == pytest.approx(0.3) and (c.need_tags[::2] == 0.0).all()


def test_who_knows_that_nothing_is_needed_offers_nothing():
    assert chosen_line(0, 5, 0.5, 0.4, 0.99) == 0
    assert chosen_line(0, 5, 0.5, 0.6, 0.99) == 5
    assert chosen_line(3, 5, 0.5, 0.4, 0.99) == 3


def test_a_further_line_comes_with_every_order(all_off, key):
    """A second row of the same day at the share of the value, and the usual row as it would have been."""
    n, price, share = 4000, np.array([1.0, 40.0, 250.0]), np.array([[0.6, 0.9, 1.0]])
    week = all_off(
        BuyingWeek,
        week=WEEK,
        value_shape=6.25,
        further_lines=LINES,
        further_share=0.25,
        day_key=key(Stream.ORDER_DAY),
        value_key=key(Stream.ORDER_VALUE),
        product_key=key(Stream.ORDER_PRODUCT),
    )

    def place(line):
        c = new_columns(Customers, n, customer_id=np.arange(n), order_value=3000.0, further_line=line)
        c.new_orders[:], c.n_orders[:] = 1, 7
        orders = new_orders(2 * n)
        place_orders(0, n, c, price, share, week, orders, 0)
        assert (c.n_orders == 8).all()
        return orders

    usual, with_line = place(0), place(1)  # the first line lies among the cheapest products
    for name in ("row", "stamp", "sku", "units", "number"):
        np.testing.assert_array_equal(getattr(with_line, name)[::2], getattr(usual, name)[:n])
    assert (with_line.number[1::2] == FURTHER + 7).all() and (with_line.sku[1::2] == 0).all()
    np.testing.assert_array_equal(with_line.stamp[1::2], with_line.stamp[::2])
    worth = with_line.units[1::2] * price[0]
    assert worth.mean() == pytest.approx(750.0, abs=4.0 * 750.0 / math.sqrt(6.25 * n))
