"""Shelves: what outlets order, what reps see, how shoppers react, and that no unit vanishes."""

import numpy as np
import pytest

from salesim.agents.buying import new_orders
from salesim.agents.settlement import Outcome
from salesim.channel import outlets as o
from salesim.columns import Customers, Outlets, Reps, State, Tool, new_columns
from salesim.policy.shelves import OutletParameters
from salesim.random import stream_key

KEYS = {"note_key": np.uint64(stream_key(2, 0, 82)), "shopper_key": np.uint64(stream_key(2, 0, 83))}


def week(number=0, **changes):
    """Numbers of a week without season or response to visits."""
    p = OutletParameters()
    names = ("newest_share", "substitute", "rival", "delay", "elsewhere", "seen_by_hand", "accepted", "learned")
    usual = {name: getattr(p, name) for name in (*names, "tidy_weeks", "listing")}
    usual |= {"week": number, "season": 1.0, "mean_goodwill": 0.0, "elasticity": 0.0, "decline_weeks": 12}
    return o.ShelfWeek(**(usual | {"life_weeks": 12, "seen_by_note": 0.85} | KEYS | changes))


def shops(n, **values):
    """``n`` healthy outlets of distributor 0; everything listed and well judged unless told otherwise."""
    customers = new_columns(Customers, n, customer_id=np.arange(n), place=np.arange(n), state=int(State.HEALTHY))
    outlets = new_columns(Outlets, n, **({"judged": 1.0, "cover_weeks": 4.0, "listed": 1, "demand": 5.0} | values))
    return customers, outlets


def sums():
    return np.zeros(o.N_SHELF_SUMS, np.int64)


def order(customers, outlets):
    orders = new_orders(len(customers.place))
    orders.row[:] = np.arange(len(orders.row))
    o.order_what_lacks(len(orders.row), orders, customers, outlets)
    return orders


def test_an_order_fills_up_what_lacks_most_weeks():
    """Levels of four weeks by the owner's idea; the classes sell 5, 2 and 1 a week."""
    customers, outlets = shops(4, judged=[1.0, 0.5, 0.5, 1.0], demand=[5.0, 2.0, 1.0])
    outlets.shelf[:, 1] = [[10, 7, 4], [10, 4, 1], [10, 4, 2], [99, 99, 99]]
    outlets.advised[2] = 1
    orders = order(customers, outlets)
    assert orders.sku.tolist() == [0, 2, 0, 0]  # short of 10, 1 and (advised) 10; nothing lacks: one of what sells most
    assert orders.units.tolist() == [10, 1, 10, 1] and orders.sold_sku.tolist() == orders.sku.tolist()
    assert outlets.advised.sum() == 0 and outlets.ordered[0].tolist() == [10, 0, 0]


def test_of_classes_that_are_all_sold_out_the_owner_orders_what_sells_most():
    """Their weeks of lack are equal but for the last bit, which 0.7 / 0.1 and the like leave behind."""
    demand = np.array([0.1, 0.7, 0.3])
    customers, outlets = shops(40, judged=np.linspace(0.3, 3.0, 40).tolist(), demand=demand.tolist())
    orders = order(customers, outlets)
    assert set(orders.sku.tolist()) == {1}


def test_only_what_is_listed_is_ordered():
    customers, outlets = shops(1, listed=[[0, 1, 0]])
    orders = order(customers, outlets)
    assert (orders.sku[0], orders.units[0]) == (1, 20)


def test_what_is_filled_comes_onto_the_shelf():
    customers, outlets = shops(3)
    orders, total = new_orders(3), sums()
    orders.row[:], orders.units[:] = [0, 1, 2], 7
    orders.outcome[:] = [Outcome.FILLED, Outcome.LOST, Outcome.SUBSTITUTED]
    orders.sold_sku[2] = 1
    o.deliver(3, orders, customers, outlets, total)
    assert outlets.shelf[:, 0].tolist() == [[7, 0, 0], [0, 0, 0], [0, 7, 0]] and total[o.DELIVERED] == 14


@pytest.mark.parametrize(("speaks", "seen"), [(0, 0.15), (1, 0.85)])
def test_reps_see_shelves_and_owners_accept_some_advice(speaks, seen):
    n = 20_000
    customers, outlets = shops(n, judged=2.0, listed=[1, 0, 0])
    outlets.demand[:, 2] = 9.0
    customers.visit_quality[: n // 2] = 1.0
    reps = new_columns(Reps, 1)
    reps.uses[0, Tool.VOICE_NOTES] = speaks
    total = sums()
    o.see_shelves(0, n, customers, outlets, reps.uses, week(listing=0.5), total)
    visits = n // 2
    for at, share, of in ((o.SEEN, seen, visits), (o.ADVISED, 0.6, total[o.SEEN]), (o.LISTED, 0.5, total[o.ADVISED])):
        assert abs(total[at] / of - share) < 3.5 * np.sqrt(share * (1 - share) / of)
    assert outlets.advised.sum() == total[o.ADVISED] and not outlets.advised[n // 2 :].any()
    assert outlets.listed[:, 2].sum() == total[o.LISTED] and outlets.listed[:, 1].sum() == 0  # what sells most
    assert set(np.unique(outlets.judged)) == {2.0, 2.0**0.7}


def test_shoppers_who_find_none_react_in_their_shares():
    """Substitute .19, rival .26, delay .15, elsewhere .31, nothing .09 (Corsten & Gruen 2003)."""
    n = 3000
    customers, outlets = shops(n, demand=[50.0, 0.0, 0.0])
    outlets.shelf[:, 0, 1] = 1000  # another class to turn to
    total, expired = sums(), np.zeros(3, np.int64)
    o.shop(0, n, customers, outlets, week(), total, expired)
    asked = total[o.ASKED]
    assert abs(asked / n - 50.0) < 3.5 * np.sqrt(50.0 / n) and total[o.BOUGHT] == 0
    kinds = (o.SUBSTITUTED, o.RIVAL, o.DELAYED, o.ELSEWHERE_BOUGHT, o.NOT_BOUGHT)
    assert total[list(kinds)].sum() == asked
    assert total[list(kinds)] / asked == pytest.approx([0.19, 0.26, 0.15, 0.31, 0.09], abs=0.005)
    assert outlets.waiting[:, 0].sum() == total[o.DELAYED]


def test_no_unit_vanishes_from_a_shelf():
    customers, outlets = shops(200, demand=[6.0, 2.0, 1.0])
    outlets.shelf[:, 0] = 30
    total, expired = sums(), np.zeros(3, np.int64)
    for number in range(30):
        o.shop(0, 200, customers, outlets, week(number), total, expired)
        there = outlets.shelf.sum()
        assert there + total[o.BOUGHT] + total[o.SUBSTITUTED] + total[o.EXPIRED] == 200 * 90 and there >= 0
    assert expired.sum() == total[o.EXPIRED] > 0


def test_old_goods_in_front_spare_waste():
    waste = []
    for tidy in (0, 99):
        customers, outlets = shops(400, demand=4.0, tidy_until=tidy)
        total, expired = sums(), np.zeros(3, np.int64)
        for number in range(40):
            outlets.shelf[:, 0] += 4
            o.shop(0, 400, customers, outlets, week(number, newest_share=1.0), total, expired)
        waste.append(expired.sum())
    assert waste[1] < 0.7 * waste[0]


def test_shares_of_reactions_must_fit():
    with pytest.raises(ValueError, match="substitute, rival, delay and elsewhere are shares"):
        OutletParameters(rival=0.9)
