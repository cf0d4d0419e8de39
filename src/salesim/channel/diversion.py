"""Diversion (窜货): a distributor sells outside of its area, where prices are higher, at its neighbor's expense."""

from __future__ import annotations

import math

from salesim.channel.shelf import on_hand, take
from salesim.compiled import compiled
from salesim.random.distributions import normal
from salesim.random.generator import sequence_key, uniform


@compiled
def gain_of_diverting(gap, transport, relief, rebate, detection, penalty):
    """What diverting a unit is worth: price gap - transport + relief + rebate - p x penalty, all in one unit of money.

    A gap of .8, transport .3 and a penalty of 3 are worth it below p = .16667.
    """
    return gap - transport + relief + rebate - detection * penalty


@compiled
def divert(
    distributors, price, cover_days, rebate, transport, relief, found, penalty, noise, max_share, week, key, flows
):
    """Each distributor takes a part of its excess to the one area where it gains most, if it gains.

    Excess is what lies above ``cover_days`` of its own forecast. Parameters are shares of the price; noise is normal
    at the address (distributor, week).

    Parameters
    ----------
    rebate : (n,) rebate expected on a further unit.
    flows : (n, n, sku) units from row to column, written.
    """
    n, skus = distributors.stock.shape[0], distributors.stock.shape[2]
    for d in range(n):
        best, place = 0.0, -1
        for other in range(n):
            if other == d or distributors.closed[other]:
                continue
            x, y = distributors.x_km[other] - distributors.x_km[d], distributors.y_km[other] - distributors.y_km[d]
            gap = distributors.price_level[other] - distributors.price_level[d]
            gain = gain_of_diverting(gap, transport * math.sqrt(x * x + y * y), relief, rebate[d], found, penalty)
            if gain > best:
                best, place = gain, other
        if place < 0 or distributors.closed[d]:
            continue
        z = normal(sequence_key(key, d), week)
        if best <= noise * z:
            continue
        for sku in range(skus):
            excess = on_hand(distributors.stock, d, sku) - distributors.forecast[d, sku] * cover_days
            units = int(max_share * excess)
            if units <= 0:
                continue
            take(distributors.stock, d, sku, units, 0)
            distributors.grey[place, sku] += units
            distributors.week_sales[d] += units * price[sku]
            flows[d, place, sku] += units


@compiled
def find_out(flows, week, found, false_positives, keys, observed, accused):
    """Which deliveries are found out, and who is accused wrongly.

    Parameters
    ----------
    flows, observed : (n, n, sku) true units, and those that are found, written.
    keys : (found, accused) stream keys.
    accused : (n,) 1 where an innocent is accused, written.
    """
    n = flows.shape[0]
    for d in range(n):
        innocent = True
        for other in range(n):
            if flows[d, other].sum() == 0:
                continue
            innocent = False
            if uniform(keys[0], d * n + other, week) < found:
                observed[d, other] = flows[d, other]
        accused[d] = innocent and uniform(keys[1], d, week) < false_positives
