"""Distributors' money: goods on credit up to a limit, payment from what they sell, the end when that is too little."""

from __future__ import annotations

import numpy as np

from salesim.compiled import compiled


def pay_out_week(
    cash: np.ndarray,
    owed: np.ndarray,
    sales: np.ndarray,
    bought: np.ndarray,
    usual: np.ndarray,
    terms_days: float,
    cost_share: float,
) -> np.ndarray:
    """A week of distributors' money, (n,) money each: sales come in, costs and what is due go out. Returns the unpaid.

    ``cash`` and ``owed`` are changed in place. What is due is a part of what is owed such that goods are paid for after
    ``terms_days`` on average. ``bought`` is what was received this week at wholesale prices, ``usual`` usual sales,
    ``cost_share`` what running the business costs, as a share of usual sales.
    """
    due = owed * min(7.0 / terms_days, 1.0)
    cash += sales - cost_share * usual
    paid = np.clip(cash, 0.0, due)
    cash -= paid
    owed += bought - paid
    return due - paid


@compiled
def affordable(units, wholesale, limit, owed):
    """The order cut in proportion to what credit is left; (sku,) whole units.

    >>> affordable(np.array([10, 4]), np.array([10.0, 100.0]), 450.0, 200.0)
    array([5, 2])
    """
    value = (units * wholesale).sum()
    left = max(limit - owed, 0.0)
    return units.copy() if value <= left else np.floor(units * (left / value)).astype(np.int64)
