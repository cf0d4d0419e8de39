"""Tags: what the firm has written down about a customer, and how much that tells of what the customer needs (C2).

Base tags (industry, size, place) are there from the start or not at all. Behavior tags are derived from orders. Need
tags are what a rep hears at a visit and types in, which takes minutes of every visit; they go out of date. The
coverage of each kind is the share of its tags that is known of a customer.
"""

from __future__ import annotations

from pydantic import model_validator

from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter


class TagParameters(Parameters):
    """Which tags are kept, what they tell, and what they cost."""

    base_share: float = parameter(0.8, about="share of customers whose base tags are known", source="A", ge=0, le=1)
    base_tells: float = parameter(
        0.15, about="probability that complete base tags tell which line a customer needs", source="A", ge=0, le=1
    )
    behavior: bool = parameter(False, about="derive behavior tags from orders", source="A")
    behavior_tells: float = parameter(0.2, about="the same of complete behavior tags, on top", source="A", ge=0, le=1)
    orders_needed: float = parameter(
        8.0, about="orders of the last year that make behavior tags complete", source="A", gt=0, le=1000
    )
    needs: bool = parameter(False, about="reps enter need tags at visits", source="A")
    needs_tell: float = parameter(0.5, about="the same of complete need tags, on top", source="A", ge=0, le=1)
    entry_min: float = parameter(
        2.0, about="time to enter need tags, at each visit", unit="min", source="A", ge=0, le=60
    )
    learned: float = parameter(
        0.25,
        about="share of the need tags still missing that a visit of quality 1 fills in, if it is recorded",
        source="A",
        ge=0,
        le=1,
    )
    half_life_weeks: float = parameter(
        52.0, about="weeks in which half of the need tags go out of date", unit="week", source="A", ge=1, le=1040
    )
    license_cost_per_week: float = parameter(
        1200.0, about="platform of behavior and need tags", unit="money/week", source="A", ge=0
    )

    @model_validator(mode="after")
    def _tells_at_most_all(self) -> TagParameters:
        tells = self.base_tells + self.behavior_tells + self.needs_tell
        if tells > 1.0 + 1e-9:
            raise ValueError(f"base_tells, behavior_tells and needs_tell are shares of one; they sum to {tells:.6g}")
        return self


@compiled
def behavior_coverage(orders, orders_needed):
    """Share of the behavior tags that ``orders`` of the last year give: min(1, orders / needed)."""
    return min(1.0, orders / orders_needed)


@compiled
def knowledge(base, behavior, needs, base_tells, behavior_tells, needs_tell):
    """Probability that a customer's tags tell what it needs: the coverage of each kind times what that kind tells.

    >>> round(knowledge.py_func(1.0, 0.5, 0.4, 0.15, 0.2, 0.5), 3)
    0.45
    """
    return base * base_tells + behavior * behavior_tells + needs * needs_tell


@compiled
def learn_needs(known, visit_quality, learned):
    """Coverage of need tags after recorded visits: known + (1 - known)(1 - (1 - l)^quality)."""
    return known + (1.0 - known) * (1.0 - (1.0 - learned) ** visit_quality)
