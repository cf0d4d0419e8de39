"""Where customers stand in the columns, whose rows move as territories do."""

from __future__ import annotations

import numpy as np

from salesim.columns import Customers


def rows_of(customers: Customers, ids: np.ndarray) -> np.ndarray:
    """Rows of some values of ``customer_id``, (k,), in their order."""
    order = np.argsort(customers.customer_id, kind="stable")
    return order[np.searchsorted(customers.customer_id, ids, sorter=order)]
