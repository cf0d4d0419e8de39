"""What a rep knows on arrival (D2): the own memory, or the last contacts and open tasks on the screen."""

from __future__ import annotations

from salesim.columns import State
from salesim.compiled import compiled

HEALTHY, FADING = int(State.HEALTHY), int(State.FADING)
RENEWAL_WEEKS = 4  # before a contract ends, in which a customer wants to be seen (A)


@compiled
def is_key(state, grade, weeks_to_renewal):
    """Whether a visit to the customer is a key visit: grade A, about to leave, or before the end of a contract."""
    return state == FADING or (state == HEALTHY and grade == 0) or 0 <= weeks_to_renewal < RENEWAL_WEEKS


@compiled
def knowing(weeks_since, knew_then, recorded_share, memory, quality):
    """Factor on visit quality of what the screen adds to memory: 1 + q (1 - m^weeks) x share recorded.

    Parameters
    ----------
    weeks_since : since the last visit.
    knew_then : whether this rep made it; a successor remembers nothing.
    recorded_share : share of visits that were recorded.
    memory, quality : m and q.
    """
    forgotten = 1.0 - memory**weeks_since if knew_then else 1.0
    return 1.0 + quality * forgotten * recorded_share
