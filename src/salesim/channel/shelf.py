"""Goods that grow old: taken oldest or newest first, moved up by age class, written off when they expire.

Stock has the shape (n, ages, sku), youngest first. Goods of a life of ``life_days`` pass through all age classes in
that time; with a life of 0 they keep.
"""

from __future__ import annotations

from salesim.compiled import compiled


@compiled
def on_hand(stock, d, sku):
    """Units of any age."""
    units = 0
    for age in range(stock.shape[1]):
        units += stock[d, age, sku]
    return units


@compiled
def take(stock, d, sku, units, newest):
    """Take ``units`` that are there, ``newest`` of them from the youngest on, the others from the oldest on."""
    for age in range(stock.shape[1]):
        now = min(newest, stock[d, age, sku])
        stock[d, age, sku] -= now
        newest -= now
        units -= now
    for age in range(stock.shape[1] - 1, -1, -1):
        now = min(units, stock[d, age, sku])
        stock[d, age, sku] -= now
        units -= now


@compiled
def grows_older(day, life_days, ages):
    """Whether goods move up an age class at the close of ``day``: ``ages`` times in ``life_days``, evenly."""
    return life_days > 0 and (day + 1) * ages // life_days > day * ages // life_days


@compiled
def move_up(stock, d, sku):
    """All goods move up an age class; returns the units that have expired."""
    oldest = stock.shape[1] - 1
    expired = stock[d, oldest, sku]
    for age in range(oldest, 0, -1):
        stock[d, age, sku] = stock[d, age - 1, sku]
    stock[d, 0, sku] = 0
    return expired


@compiled
def first_near_expiry(ages):
    """First age class of the last third of life."""
    return ages - ages // 3
