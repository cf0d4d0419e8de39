"""What builders that begin with today's territories need of them."""

from __future__ import annotations

import numpy as np

from salesim.errors import InputError
from salesim.phrase import Phrase
from salesim.territory.layout import Sites


def owners_today(sites: Sites, n_territories: int, field: str) -> tuple[np.ndarray, np.ndarray]:
    """Seats (k,) that serve customers today, ascending, and the position (n,) among them of each customer's.

    Raises
    ------
    InputError : there are no territories yet, somebody has none, or they are not as many as are to be drawn
    """
    if sites.owner is None:
        message = Phrase("needs territories of today, and there are none before the baseline's own layout is drawn")
        raise InputError(message, field, allowed=Phrase("in a layout other than the baseline's"))
    seats, today = np.unique(sites.owner, return_inverse=True)
    if seats[0] < 0 or len(seats) != n_territories:
        n_today = int(np.count_nonzero(seats >= 0))
        message = Phrase("needs as many territories as today, which are {n}", n=n_today)
        raise InputError(message, "number", n_territories, str(n_today))
    return seats.astype(np.int32), today.astype(np.int32)
