"""Specialists' areas over the reps' territories: each area is made of whole territories, so that a rep has one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from salesim.parameters import Parameters, parameter
from salesim.territory.bisection import bisect
from salesim.territory.layout import Sites, centers, sum_by
from salesim.territory.owners import match_homes


class OverlayParameters(Parameters):
    """How the area of an overlay role's specialists is drawn over the other roles' territories."""

    even: Literal["sales", "potential", "workload", "accounts"] = parameter(
        "sales", about="what specialists' areas have alike", source="A"
    )
    first: bool = parameter(
        False,
        about="specialists' areas are drawn first, by the layout's builder, and reps' territories inside of them; else "
        "neighboring territories are put together",
        source="A",
    )

    def measure(self, sites: Sites) -> np.ndarray:
        """(n,) of each customer what areas have alike."""
        return {
            "sales": sites.worth,
            "potential": lambda: sites.potential,
            "workload": lambda: sites.workload_hours,
            "accounts": sites.counted,
        }[self.even]()


def areas_of_territories(
    sites: Sites, owner: np.ndarray, measure: np.ndarray, homes_km: np.ndarray, n_areas: int
) -> np.ndarray:
    """Area of each seat, (n_seats,): neighboring territories together, areas alike in ``measure`` (n,).

    Seats without customers belong to the area whose middle is nearest to home.

    Parameters
    ----------
    owner : (n,) seat of each customer
    homes_km : (n_seats, 2) [km]
    """
    owners, number = np.unique(owner, return_inverse=True)
    weight = measure + 1e-9
    x, y = centers(number, len(owners), sites.x_km, sites.y_km, weight)
    part = bisect(x, y, sum_by(number, len(owners), weight), min(n_areas, len(owners)))
    return _for_all_seats(owners, part, middles(part, x, y), homes_km)


def areas_of_customers(sites: Sites, owner: np.ndarray, area: np.ndarray, homes_km: np.ndarray) -> np.ndarray:
    """Area of each seat, (n_seats,), where each territory lies in one of the areas (n,) of the customers."""
    owners, first = np.unique(owner, return_index=True)
    return _for_all_seats(owners, area[first], middles(area, sites.x_km, sites.y_km), homes_km)


def middles(part: np.ndarray, x_km: np.ndarray, y_km: np.ndarray) -> np.ndarray:
    """Mean position of each part, (k, 2) [km]."""
    n = sum_by(part, int(part.max()) + 1)
    return np.column_stack([sum_by(part, len(n), of) / n for of in (x_km, y_km)])


def specialists_of(area: np.ndarray, middle: np.ndarray, seats: np.ndarray, homes_km: np.ndarray) -> np.ndarray:
    """Specialist of each seat, (n_seats,): each area goes to one of ``seats``, who live as near as can be."""
    who = np.empty(len(middle), np.int64)
    who[match_homes(middle, homes_km[seats[: len(middle)]])] = seats[: len(middle)]
    return who[area]


def draw_inside(
    area: np.ndarray, work: np.ndarray, n: int, draw: Callable[[np.ndarray, int], np.ndarray]
) -> np.ndarray:
    """Territories (n,), numbered from 0, that keep to areas: each area gets as many as its share of the work asks for.

    ``draw(rows, k)`` divides some customers among k territories, numbered from 0.
    """
    n_areas = int(area.max()) + 1
    share = sum_by(area, n_areas, work) if work.sum() > 0 else sum_by(area, n_areas).astype(np.float64)
    size, wanted = np.ones(n_areas, np.int64), n * share / share.sum()
    for _ in range(n - n_areas):
        size[np.argmax(wanted - size)] += 1
    territory_of, first = np.empty(len(area), np.int32), 0
    for a in range(n_areas):
        rows = np.flatnonzero(area == a)
        territory_of[rows] = first + draw(rows, int(size[a]))
        first += int(size[a])
    return territory_of


def _for_all_seats(owners: np.ndarray, part: np.ndarray, middle: np.ndarray, homes_km: np.ndarray) -> np.ndarray:
    away = ((homes_km[:, None, :] - middle[None, :, :]) ** 2).sum(axis=2)
    of: np.ndarray = np.nan_to_num(away, nan=np.inf).argmin(axis=1)
    of[owners] = part
    return of
