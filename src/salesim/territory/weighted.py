"""Customers as a division sees them: where they are, what they weigh, and whether they must stay."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Weighted(NamedTuple):
    """Customers to be divided.

    Parameters
    ----------
    x_km, y_km : (n,) [km]
    weight : (n,) what is to be divided, such as work
    held : (n,) bool, who stays where they are
    """

    x_km: np.ndarray
    y_km: np.ndarray
    weight: np.ndarray
    held: np.ndarray
