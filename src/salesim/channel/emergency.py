"""Emergencies (K2): stock about to run out becomes a task; how soon somebody acts decides what is lost until then."""

from __future__ import annotations

import numpy as np


def anomalies(stock: np.ndarray, arriving_soon: np.ndarray, forecast: np.ndarray, alarm_days: float) -> np.ndarray:
    """Where stock with what arrives soon does not cover ``alarm_days`` of forecast demand; all (n, sku).

    >>> anomalies(np.array([[3, 9]]), np.array([[0, 0]]), np.array([[4.0, 4.0]]), 1.5)
    array([[ True, False]])
    """
    return (forecast > 0) & (stock + arriving_soon < alarm_days * forecast)
