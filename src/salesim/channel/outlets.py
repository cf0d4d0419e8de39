"""Outlets (D5): what shoppers find on shelves, what grows old there, and what reps who see it can change.

An outlet orders when it always did (its order rate); what it orders is what its shelf lacks, by the owner's own idea of
demand, which is often wrong. A rep who sees the shelf may put that right, put old goods in front, or get a further SKU
class listed. By hand little of what is seen is written down; with voice notes (a tool of reps) most of it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from salesim.agents.order_rate import memory_factor, still_buys
from salesim.agents.settlement import Outcome
from salesim.channel.shelf import grows_older, move_up, on_hand, take
from salesim.columns import State, Tool
from salesim.compiled import compiled
from salesim.random.distributions import poisson
from salesim.random.generator import bits, sequence_key, unit

HEALTHY, FADING = int(State.HEALTHY), int(State.FADING)
ELSEWHERE = int(Outcome.ELSEWHERE)
NOTES = int(Tool.VOICE_NOTES)

# what a week of all shelves adds up to
(ASKED, BOUGHT, SUBSTITUTED, DELAYED, RIVAL, ELSEWHERE_BOUGHT, NOT_BOUGHT) = range(7)
(EXPIRED, DELIVERED, SEEN, ADVISED, LISTED) = range(7, 12)
N_SHELF_SUMS = 12


class ShelfWeek(NamedTuple):
    """Numbers that shelves need this week; one constructor keeps their types fixed."""

    week: int
    season: float
    mean_goodwill: float
    elasticity: float
    decline_weeks: int
    life_weeks: int
    newest_share: float
    substitute: float
    rival: float
    delay: float
    elsewhere: float
    seen_by_hand: float
    seen_by_note: float
    accepted: float
    learned: float
    tidy_weeks: int
    listing: float
    note_key: np.uint64
    shopper_key: np.uint64


@compiled
def wanted_on_shelf(demand, judged, cover_weeks):
    """Units that an owner fills a shelf up to: demand as judged x weeks of cover."""
    return demand * judged * cover_weeks


@compiled
def see_shelves(lo, hi, customers, outlets, uses, n, sums):
    """Reps on this week's visits see shelves; owners accept some of what they advise.

    Parameters
    ----------
    uses : (n_seats, n_tools) 1 where the holder uses a tool.
    n : ShelfWeek.
    sums : (N_SHELF_SUMS,) int64, added to.
    """
    skus = outlets.shelf.shape[2]
    for i in range(lo, hi):
        if customers.distributor[i] < 0 or customers.last_visit_week[i] != n.week or customers.visit_quality[i] <= 0.0:
            continue
        place = customers.place[i]
        key = sequence_key(n.note_key, customers.customer_id[i])
        seen = n.seen_by_note if uses[customers.seat[i], NOTES] else n.seen_by_hand
        if unit(bits(key, 3 * n.week)) >= seen:
            continue
        sums[SEEN] += 1
        if unit(bits(key, 3 * n.week + 1)) >= n.accepted:
            continue
        sums[ADVISED] += 1
        outlets.advised[place] = 1
        outlets.judged[place] **= 1.0 - n.learned
        outlets.tidy_until[place] = n.week + n.tidy_weeks
        if unit(bits(key, 3 * n.week + 2)) < n.listing:
            best = -1
            for sku in range(skus):
                if outlets.listed[place, sku] == 0 and (
                    best < 0 or outlets.demand[place, sku] > outlets.demand[place, best]
                ):
                    best = sku
            if best >= 0:
                outlets.listed[place, best] = 1
                sums[LISTED] += 1


@compiled
def order_what_lacks(n_orders, orders, customers, outlets):
    """Outlets' new orders become the listed SKU class that lacks most weeks of demand, filled up to its level.

    Of several that lack as much, such as all that are sold out, it is the one that sells most. Where nothing lacks,
    the owner takes one unit of what sells most.
    """
    for at in range(n_orders):
        i = orders.row[at]
        if customers.distributor[i] < 0 or orders.retry[at] == 1:
            continue
        place = customers.place[i]
        judged = 1.0 if outlets.advised[place] else outlets.judged[place]
        chosen, lacks, min_weeks, fastest = -1, 0.0, np.inf, -1
        for sku in range(outlets.shelf.shape[2]):
            demand = outlets.demand[place, sku]
            if outlets.listed[place, sku] == 0 or demand <= 0.0:
                continue
            if fastest < 0 or demand > outlets.demand[place, fastest]:
                fastest = sku
            there = on_hand(outlets.shelf, place, sku) + outlets.ordered[place, sku]
            short = wanted_on_shelf(demand, judged, outlets.cover_weeks[place]) - there
            weeks = there / demand  # the level is as many weeks of demand for all, so who has least lacks most
            is_next = weeks < min_weeks or (weeks == min_weeks and demand > outlets.demand[place, chosen])
            if short > 0.0 and is_next:
                chosen, lacks, min_weeks = sku, short, weeks
        if chosen < 0:
            chosen = max(fastest, 0)
        orders.sku[at] = orders.sold_sku[at] = chosen
        orders.units[at] = max(1, math.floor(lacks + 0.5))
        outlets.ordered[place, chosen] += orders.units[at]
        outlets.advised[place] = 0


@compiled
def deliver(n_orders, orders, customers, outlets, sums):
    """What was filled this week comes onto the shelves."""
    for at in range(n_orders):
        i = orders.row[at]
        if customers.distributor[i] < 0:
            continue
        place = customers.place[i]
        outlets.ordered[place, orders.sku[at]] = 0
        if orders.outcome[at] <= ELSEWHERE:
            outlets.shelf[place, 0, orders.sold_sku[at]] += orders.units[at]
            sums[DELIVERED] += orders.units[at]


@compiled
def buy(outlets, place, sku, units, newest_share):
    """Shoppers take what is there of ``units``; returns how many."""
    there = min(units, on_hand(outlets.shelf, place, sku))
    take(outlets.shelf, place, sku, there, int(newest_share * there + 0.5))
    return there


@compiled
def share_of(units, share, u):
    """``share`` of whole units, rounded at random so that the mean is kept."""
    return min(units, int(units * share + u))


@compiled
def shop(lo, hi, customers, outlets, n, sums, expired):
    """A week of shoppers at outlets ``lo`` to ``hi``: they buy, react to empty shelves, and goods grow older.

    Shoppers ask for demand x season x response to visits, less where an outlet fades. Who finds none buys another of
    ours, a rival's, comes again, goes elsewhere, or buys nothing.

    Parameters
    ----------
    expired : (sku,) units, added to.
    """
    skus = outlets.shelf.shape[2]
    old = grows_older(n.week, n.life_weeks, outlets.shelf.shape[1])
    for i in range(lo, hi):
        if customers.distributor[i] < 0:
            continue
        place = customers.place[i]
        factor = 0.0
        if HEALTHY <= customers.state[i] <= FADING:
            factor = n.season * memory_factor(customers.goodwill[i], n.mean_goodwill, n.elasticity, 0.0)
            factor *= still_buys(customers.state[i], n.week - customers.state_week[i], n.decline_weeks)
        key = sequence_key(n.shopper_key, customers.customer_id[i])
        newest = 0.0 if outlets.tidy_until[place] > n.week else n.newest_share
        for sku in range(skus):
            if outlets.listed[place, sku] == 0:
                continue  # who wants what a shop never has goes to another
            at = (n.week * skus + sku) * 6
            waiting = outlets.waiting[place, sku]
            asked = poisson(unit(bits(key, at)), outlets.demand[place, sku] * factor) + waiting
            outlets.waiting[place, sku] = 0
            if asked > 0 and factor > 0.0:
                bought = buy(outlets, place, sku, asked, newest)
                short = asked - bought
                sums[ASKED] += asked
                sums[BOUGHT] += bought
                if short > 0:
                    fresh = max(short - waiting, 0)  # who came again does not come a third time
                    delayed = share_of(fresh, n.delay, unit(bits(key, at + 1)))
                    outlets.waiting[place, sku] = delayed
                    left = short - delayed
                    willing = min(left, share_of(short, n.substitute, unit(bits(key, at + 2))))
                    swapped = 0
                    for other in range(skus):
                        if other != sku and swapped < willing:
                            swapped += buy(outlets, place, other, willing - swapped, newest)
                    left -= swapped
                    rival = min(left, share_of(short, n.rival, unit(bits(key, at + 3))))
                    away = min(left - rival, share_of(short, n.elsewhere, unit(bits(key, at + 4))))
                    sums[SUBSTITUTED] += swapped
                    sums[DELAYED] += delayed
                    sums[RIVAL] += rival
                    sums[ELSEWHERE_BOUGHT] += away
                    sums[NOT_BOUGHT] += left - rival - away
        if old:
            for sku in range(skus):
                gone = move_up(outlets.shelf, place, sku)
                sums[EXPIRED] += gone
                expired[sku] += gone
