"""Cross-selling: at a visit the rep offers a further product line; it matches a need that nobody sees, or it annoys.

Some customers need one further line of those that the firm has, the others none. With probability c the rep knows
which, from the customer's tags (`tags.knowledge`): who needs none is spared an offer, who needs one is offered that
one. Otherwise the rep offers any line. The right line is taken up with a probability that rises with the quality of
the visit, and from then on comes with every order; a wrong one is remembered as bad service.

At coverage c, among customers of whom a share s needs one of L lines, hits per offer are
a s (c + (1 - c) / L) / (1 - c + c s), a the acceptance.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from salesim.agents.tags import behavior_coverage, knowledge, learn_needs
from salesim.columns import State
from salesim.compiled import compiled
from salesim.random.generator import bits, sequence_key, unit

HEALTHY, GONE = int(State.HEALTHY), int(State.GONE)
FURTHER = 1 << 28  # added to an order's number for its part of a further line: an address of its own
MAX_LINES = 100


class CrossSellWeek(NamedTuple):
    """Numbers of offers and tags this week; one constructor keeps their types fixed."""

    week: int
    offers: int  # 1 offers are made, 0 visits only fill in tags
    lines: int
    acceptance: float
    pause_weeks: int
    annoyance: float
    base_tells: float
    behavior_tells: float  # 0 without these tags, and so below
    orders_needed: float
    needs_tell: float
    learned: float
    offer_key: np.uint64


@compiled
def line_product(line, lines):
    """Where a further line stands among the firm's products, in (0, 1): its SKU class is the one that lies there."""
    return (line - 0.5) / lines


@compiled
def order_parts(further_line, further_share):
    """Rows that an order comes to: 2 if a further line comes with it."""
    return 2 if further_line > 0 and further_share > 0.0 else 1


@compiled
def chosen_line(need, lines, known, u_known, u_line):
    """The line that a rep offers, from 1; 0 offers none, because the rep knows that none is needed.

    Parameters
    ----------
    need : the line that the customer needs, 0 none.
    known : c, probability that the rep knows it.
    """
    if u_known < known:
        return need
    return 1 + min(int(u_line * lines), lines - 1)


@compiled
def offer_lines(first, last, start, customers, reps, numbers):
    """What visits to the customers of seats ``first`` to ``last`` do for tags and further lines, once they are made.

    A customer is offered a line at most once in ``pause_weeks``, and none once it has taken one up. Tags are filled in
    as completely as the rep records visits. Draws are addressed by customer and week.
    """
    n = numbers
    state, quality, event = customers.state, customers.visit_quality, customers.service_event
    base_tags, need_tags, orders = customers.base_tags, customers.need_tags, customers.quarter_orders
    need, further_line, offer_week = customers.need, customers.further_line, customers.offer_week
    customer_id = customers.customer_id
    for seat in range(first, last):
        reps.offers[seat] = reps.offer_hits[seat] = reps.offer_misses[seat] = 0
        for i in range(start[seat], start[seat + 1]):
            if quality[i] <= 0.0 or state[i] == GONE:
                continue
            base, behavior, needs = base_tags[i], 0.0, need_tags[i]
            if n.learned > 0.0:
                need_tags[i] = learn_needs(needs, quality[i], n.learned * reps.data_quality[seat])
            last_offer = offer_week[i] - 1
            waits = last_offer >= 0 and n.week - last_offer < n.pause_weeks
            if n.offers == 0 or state[i] != HEALTHY or further_line[i] > 0 or waits:
                continue
            if n.behavior_tells > 0.0:
                behavior = behavior_coverage(
                    float(orders[i, 0] + orders[i, 1] + orders[i, 2] + orders[i, 3]), n.orders_needed
                )
            known = knowledge(base, behavior, needs, n.base_tells, n.behavior_tells, n.needs_tell)
            sequence = sequence_key(n.offer_key, customer_id[i])
            u_known, u_line = unit(bits(sequence, 3 * n.week)), unit(bits(sequence, 3 * n.week + 1))
            line = chosen_line(need[i], n.lines, known, u_known, u_line)
            if line == 0:
                continue
            offer_week[i] = 1 + n.week
            reps.offers[seat] += 1
            if line != need[i]:
                reps.offer_misses[seat] += 1
                event[i] = max(-1.0, event[i] - n.annoyance)
            elif unit(bits(sequence, 3 * n.week + 2)) < n.acceptance * quality[i]:
                reps.offer_hits[seat] += 1
                further_line[i] = line
