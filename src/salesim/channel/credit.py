"""Distributors' money: goods on credit up to a limit, payment from what they sell, the end when that is too little."""

from __future__ import annotations

import numpy as np

from salesim.parameters import Parameters, parameter


class CreditParameters(Parameters):
    """How distributors pay the brand, and what they earn."""

    limit_days: float = parameter(
        0.0,
        about="goods on credit, in days of a distributor's usual sales; 0 nobody asks for payment",
        unit="day",
        source="A",
        ge=0,
        le=365,
    )
    terms_days: float = parameter(
        30.0, about="days after which goods are to be paid", unit="day", source="A", ge=7, le=365
    )
    margin: float = parameter(
        0.12, about="distributors' margin, as a share of the street price", source="A", gt=-1, lt=1
    )
    cost_share: float = parameter(
        0.08, about="what running their business costs them, as a share of usual sales", source="A", ge=0, le=1
    )
    capital_days: float = parameter(
        20.0, about="their own money, in days of usual sales", unit="day", source="A", ge=0, le=365
    )
    patience_weeks: int = parameter(
        8, about="weeks without paying what is due after which the brand closes the account", unit="week", source="A",
        ge=1, le=104,
    )  # fmt: skip


def pay_out_week(
    p: CreditParameters, cash: np.ndarray, owed: np.ndarray, sales: np.ndarray, bought: np.ndarray, usual: np.ndarray
) -> np.ndarray:
    """A week of distributors' money, (n,) money each: sales come in, costs and what is due go out. Returns the unpaid.

    ``cash`` and ``owed`` are changed in place. What is due is a part of what is owed such that goods are paid for after
    ``terms_days`` on average. ``bought`` is what was received this week at wholesale prices, ``usual`` usual sales.
    """
    due = owed * min(7.0 / p.terms_days, 1.0)
    cash += sales - p.cost_share * usual
    paid = np.clip(cash, 0.0, due)
    cash -= paid
    owed += bought - paid
    return due - paid


def affordable(units: np.ndarray, wholesale: np.ndarray, limit: float, owed: float) -> np.ndarray:
    """The order cut in proportion to what credit is left; (sku,) whole units.

    >>> affordable(np.array([10, 4]), np.array([10.0, 100.0]), 450.0, 200.0)
    array([5, 2])
    """
    value = float((units * wholesale).sum())
    left = max(limit - owed, 0.0)
    return units if value <= left else np.floor(units * (left / value)).astype(np.int64)
