"""Tags: what the firm has written down about a customer, and how much that tells of what the customer needs (C2).

Base tags (industry, size, place) are there from the start or not at all. Behavior tags are derived from orders. Need
tags are what a rep hears at a visit and types in, which takes minutes of every visit; they go out of date. The
coverage of each kind is the share of its tags that is known of a customer.
"""

from __future__ import annotations

from salesim.compiled import compiled


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
