"""What a rep knows on arrival (D2): the own memory, or the last contacts and open tasks on the screen."""

from __future__ import annotations

from salesim.agents.adoption import ToolParameters
from salesim.columns import State
from salesim.compiled import compiled
from salesim.parameters import parameter

HEALTHY, FADING = int(State.HEALTHY), int(State.FADING)
RENEWAL_WEEKS = 4  # before a contract ends, in which a customer wants to be seen (A)


class ArrivalContextParameters(ToolParameters):
    """The customer's last three contacts and open tasks, shown when the rep arrives."""

    quality: float = parameter(
        0.25,
        about="rise of visit quality from knowing what was said, where the rep has forgotten all of it",
        source="A",
        ge=0,
        le=2,
    )
    memory: float = parameter(
        0.85, about="share of what was said that a rep still knows a week later", unit="1/week", source="A", ge=0, le=1
    )
    reminder: float = parameter(
        0.4,
        about="factor on the distance of a key customer with an open task; 1 reminds of nothing",
        source="A",
        gt=0,
        le=1,
    )
    read_min: float = parameter(0.5, about="time to read it, at each visit", unit="min", source="A", ge=0, le=60)


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
