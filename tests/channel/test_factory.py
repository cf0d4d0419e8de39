"""The brand's warehouse: what it makes, and how it shares out what is short."""

import numpy as np

from salesim.channel.factory import Factory, FactoryParameters, ration


def shared(asked, available):
    sent, left = np.zeros((len(asked), 1), np.int64), np.array([available])
    ration(np.array(asked)[:, None], left, sent)
    return sent.ravel().tolist(), left.item()


def test_enough_for_all():
    assert shared([5, 0, 7], 20) == ([5, 0, 7], 8)


def test_short_goods_are_shared_in_proportion_to_orders():
    assert shared([60, 30, 10], 50) == ([30, 15, 5], 0)
    assert shared([120, 30, 10], 50) == ([38, 9, 3], 0)  # who orders twice as much gets more: gaming pays
    assert shared([1, 1, 1], 2) == ([1, 1, 0], 0)
    assert shared([5, 5], 0) == ([0, 0], 0)


def test_nothing_is_made_ahead_by_default():
    factory = Factory.begin(FactoryParameters(), np.array([10.0, 2.0]))
    assert factory.stock.sum() == factory.making.sum() == 0


def test_made_on_time_and_up_to_the_level():
    p = FactoryParameters(keeps_stock=True, make_days=4, review_days=7, service_factor=0.0, smoothing=0.5)
    factory = Factory.begin(p, np.array([10.0]))
    opening = factory.stock.item() + factory.making.sum().item()
    factory.plan(p, 7, *[np.array([10])] * 2)  # due, and level 110
    assert factory.stock.item() + factory.making.sum().item() == 110
    made = [factory.receive(day).item() for day in range(7, 12)]
    assert made[4] >= 110 - opening and sum(made) + sum(factory.making[:, 0]) == 110 - (opening - 40)
    factory.plan(p, 8, np.array([50]), np.array([90]))  # not due
    assert factory.forecast.item() == 30.0 and factory.mad.item() == 0.5 * 5.0 + 0.5 * 80.0


def test_capacity_limits_what_is_made():
    p = FactoryParameters(keeps_stock=True, make_days=4, review_days=7, capacity=0.5)
    factory = Factory.begin(p, np.array([10.0]))
    before = factory.making.sum()
    factory.stock[:] = 0
    factory.plan(p, 7, *[np.array([10])] * 2)
    assert factory.making.sum() - before == 35
