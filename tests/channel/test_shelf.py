"""Goods by age: which are taken, when they move up, what expires."""

import numpy as np

from salesim.channel.shelf import first_near_expiry, grows_older, move_up, on_hand, take


def shelf(*units):
    """One distributor and one SKU class, youngest first."""
    return np.array(units, np.int64).reshape(1, -1, 1)


def test_oldest_first():
    stock = shelf(5, 4, 3)
    take(stock, 0, 0, 5, 0)
    assert stock.ravel().tolist() == [5, 2, 0] and on_hand(stock, 0, 0) == 7


def test_newest_first_for_a_part():
    stock = shelf(2, 4, 3)
    take(stock, 0, 0, 6, 3)
    assert stock.ravel().tolist() == [0, 3, 0]  # three from the young end, then three from the old one


def test_goods_pass_all_classes_in_their_life():
    """Six classes in 20 days: five moves or six in any 20 days, never two on a day; none where goods keep."""
    moves = [grows_older(day, 20, 6) for day in range(60)]
    assert sum(moves) == 18 and sum(moves[:20]) == 6
    assert not any(grows_older(day, 0, 1) for day in range(60))
    assert all(grows_older(day, 2, 2) for day in range(10))


def test_the_oldest_expire():
    stock = shelf(5, 4, 3)
    assert move_up(stock, 0, 0) == 3
    assert stock.ravel().tolist() == [0, 5, 4]


def test_the_last_third_is_near_expiry():
    assert [first_near_expiry(ages) for ages in (6, 3, 1)] == [4, 2, 1]
