"""Territories as firms have them: begun with a few reps, then split again and again where somebody was hired.

The first reps took whoever was nearest. Whenever there was too much to do, somebody was hired who lived in the heaviest
territory, or near it, and took over the part nearer to the own home; how large a part was a matter of negotiation.
Nobody drew the map anew. So territories hang together and people live in their own, but their work differs: a study of
4,800 territories of 18 sales forces found 56 % with clearly too much or too little (ZS Associates, told in Zoltners &
Lorimer 2000, "Sales territory alignment: an overlooked productivity tool", JPSSM 20(3)).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import scipy
from pydantic import model_validator

from salesim.parameters import parameter
from salesim.phrase import Phrase
from salesim.random import stream_key, uniform_array
from salesim.territory.builder import LayoutBuilder, register_builder
from salesim.territory.layout import Layout, Sites
from salesim.territory.travel import TravelParameters

HIRED, SHARE, PLACE = range(3)  # what a draw of the history decides
HEAVY = (
    0.67  # of the heaviest territory: so much work, and somebody who lives there is hired rather than a stranger (A)
)


@register_builder
class GrownLayout(LayoutBuilder):
    """Territories that grew with the firm (历史形成): by hires and splits, never drawn anew."""

    builder: Literal["grown"] = parameter(
        "grown",
        about="as hires and splits left them: the map of a firm that never drew one",
        source="V: Zoltners & Lorimer 2000 find more than half of the territories too large or too small",
    )
    founders: float = parameter(
        0.25, about="share of the reps with whom the firm began, who divided it by distance", source="A", gt=0.0, le=1.0
    )
    newcomer_share: tuple[float, float] = parameter(
        (0.25, 0.5),
        about="least and largest share of a territory's work that a newcomer got when it was split",
        source="A: workloads that differ by a third, as in the study",
    )
    history: int = parameter(0, about="which of the many histories", source="A", ge=0, le=2**31)

    @model_validator(mode="after")
    def _shares(self) -> GrownLayout:
        least, largest = self.newcomer_share
        if not 0.0 < least <= largest < 1.0:
            raise ValueError(Phrase("newcomer_share must be two shares between 0 and 1, the smaller first"))
        return self

    def build(
        self, name: str, sites: Sites, n_territories: int, travel: TravelParameters, homes_km: np.ndarray | None
    ) -> Layout:
        homes = self._homes(sites, n_territories, homes_km)
        grown = grow(sites, homes, self.founders, self._draw(SHARE, n_territories))
        return Layout(name, self.builder, grown, n_territories)

    def _homes(self, sites: Sites, k: int, homes_km: np.ndarray | None) -> np.ndarray:
        """Where those live who may be hired (k, 2) [km], in an order that says nothing of their work.

        Who is yet to be hired lives where some customer is.
        """
        known = np.empty((0, 2)) if homes_km is None else np.asarray(homes_km, np.float64)
        by_chance = known[np.argsort(self._draw(HIRED, len(known)), kind="stable")]
        hired = by_chance[np.isfinite(by_chance).all(axis=1)][:k]
        anywhere = np.argsort(self._draw(PLACE, len(sites)), kind="stable")[: k - len(hired)]
        return np.concatenate([hired, np.column_stack([sites.x_km[anywhere], sites.y_km[anywhere]])])

    def _draw(self, what: int, n: int) -> np.ndarray:
        drawn = uniform_array(np.uint64(stream_key(self.history, what, 0)), np.arange(n, dtype=np.int64), 0)
        if what == SHARE:
            least, largest = self.newcomer_share
            return least + (largest - least) * drawn
        return drawn


def grow(sites: Sites, homes_km: np.ndarray, founders: float, newcomer_share: np.ndarray) -> np.ndarray:
    """Divide the customers by a history of hires: (n,) number of the rep, 0 to k - 1.

    Parameters
    ----------
    sites : the n customers, n >= k
    homes_km : (k, 2) [km] where the reps live
    founders : share of the reps who began together and divided the customers by distance; the first in the list
    newcomer_share : (k,) share of the work that each of the others takes over in the territory that is split
    """
    k, places = len(homes_km), np.column_stack([sites.x_km, sites.y_km])
    work = sites.workload_hours if sites.workload_hours.sum() > 0 else np.ones(len(sites))
    rep_of = scipy.spatial.cKDTree(homes_km[: max(1, round(founders * k))]).query(places)[1].astype(np.int32)
    load = np.bincount(rep_of, weights=work, minlength=k)
    customers_of = np.split(np.argsort(rep_of, kind="stable"), np.cumsum(np.bincount(rep_of, minlength=k))[:-1])
    # the customer next door says in whose territory somebody lives
    nearest = scipy.spatial.cKDTree(places).query(homes_km)[1]
    waiting = np.ones(k, bool)
    waiting[rep_of] = False  # founders, unless nobody is nearest to them
    splittable = np.array([len(customers) > 1 for customers in customers_of])
    for _ in range(int(waiting.sum())):
        heavy = np.where(splittable, load, -1.0)
        full, new = _next_hire(places, work, homes_km, customers_of, heavy, rep_of[nearest], waiting)
        waiting[new] = False
        customers = customers_of[full]
        order = _nearer_to_newcomer(places[customers], homes_km[full], homes_km[new])
        n_taken = _how_many(work[customers[order]], newcomer_share[new])
        customers_of[new], customers_of[full] = customers[order[:n_taken]], customers[order[n_taken:]]
        rep_of[customers_of[new]] = new
        load[new] = work[customers_of[new]].sum()
        load[full] -= load[new]
        splittable[[full, new]] = len(customers_of[full]) > 1, n_taken > 1
    return rep_of


def _next_hire(
    places: np.ndarray,
    work: np.ndarray,
    homes_km: np.ndarray,
    customers_of: list[np.ndarray],
    load: np.ndarray,
    lives_with: np.ndarray,
    waiting: np.ndarray,
) -> tuple[int, int]:
    """Whose territory is split, and who is hired for it: somebody who lives there, if that is nearly the heaviest."""
    somebody = np.bincount(lives_with[waiting], minlength=len(load)) > 0
    full = int(np.argmax(np.where(somebody, load, -1.0)))
    if somebody[full] and load[full] >= HEAVY * load.max():
        return full, int(np.flatnonzero(waiting & (lives_with == full))[0])
    full = int(np.argmax(load))
    customers = customers_of[full]
    middle = np.average(places[customers], axis=0, weights=work[customers] + 1e-300)
    return full, int(np.argmin(np.where(waiting, np.hypot(*(homes_km - middle).T), np.inf)))


def _nearer_to_newcomer(places: np.ndarray, veteran_km: np.ndarray, newcomer_km: np.ndarray) -> np.ndarray:
    """Order in which customers would change: those first whose distance to their rep falls most."""
    longer = np.hypot(*(places - newcomer_km).T) - np.hypot(*(places - veteran_km).T)
    return np.argsort(longer, kind="stable")


def _how_many(work: np.ndarray, share: float) -> int:
    """How many of the customers in this order make up a share of the work; both sides keep one at least."""
    until = np.cumsum(work)
    n = 1 + int(np.abs(until - share * until[-1]).argmin()) if until[-1] > 0 else len(work) // 2
    return min(max(n, 1), len(work) - 1)
