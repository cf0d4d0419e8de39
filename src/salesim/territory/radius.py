"""Territories by travel time: circles around centers, everybody to the nearest center.

The radius decides how far the centers spread. A short one needs all of them to reach the outskirts, and a center in a
big city then carries many more customers than others; a long one leaves centers to spare, which go where the customers
are.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
import scipy
from pydantic import Field

from salesim.errors import InputError, together
from salesim.parameters import parameter
from salesim.phrase import Phrase
from salesim.territory.bisection import bisect
from salesim.territory.builder import LayoutBuilder, register_builder
from salesim.territory.layout import Layout, Sites, centers, sum_by
from salesim.territory.room import fill_empty
from salesim.territory.seats import largest_remainder
from salesim.territory.travel import TravelParameters, reach_km

CELLS_PER_RADIUS = 6  # customers are counted on squares of a sixth of the radius
CELLS_ACROSS = 200  # and never on more than 200 x 200 squares


Degrees = Annotated[float, Field(ge=-180.0, le=180.0)]


@register_builder
class RadiusLayout(LayoutBuilder):
    """Territories within a travel time of centers that are chosen or found (交通半径)."""

    builder: Literal["radius"] = parameter("radius", about="by travel time around centers", source="V: the article, T1")
    radius_min: float = parameter(
        60.0, about="trip from a center that is still acceptable", source="A", unit="min", gt=0.0, le=600.0
    )
    centers: tuple[str | tuple[Degrees, Degrees], ...] = parameter(
        (), about="chosen centers, each a town's name or [lon, lat]; found if left out", source="A", max_length=10_000
    )

    def build(
        self, name: str, sites: Sites, n_territories: int, travel: TravelParameters, homes_km: np.ndarray | None
    ) -> Layout:
        return build_by_radius(name, self, sites, n_territories, travel)


def build_by_radius(
    name: str, parameters: RadiusLayout, sites: Sites, n_territories: int, travel: TravelParameters
) -> Layout:
    """Centers that reach as many customers as they can within the radius; the seats left over thicken the fullest ones.

    1. The chosen centers. If none are chosen: take the place from which most customers not yet reached are within the
       radius; repeat until all are reached or there are as many centers as territories (greedy maximal covering, at
       least 63 % of the best possible).
    2. Divide the seats left over among the centers by number of customers and split those centers.
    3. Every customer goes to the nearest center, in reach or not; how many are out of reach is noted.

    Prospects nobody has heard of, and who has gone, go along but don't count.

    Source: Church & ReVelle 1974, "The maximal covering location problem", Papers of the Regional Science
    Association 32.
    """
    radius_km = reach_km(parameters.radius_min, travel)
    counts = sites.counted() > 0
    known = sites.at(np.flatnonzero(counts)) if np.count_nonzero(counts) >= n_territories else sites
    if parameters.centers:
        x, y = _chosen_centers(name, parameters, sites, radius_km, n_territories)
    else:
        x, y = covering_centers(known.x_km, known.y_km, radius_km, n_territories)
    x, y = _with_spare_seats(x, y, known, n_territories)
    distance_km, nearest = scipy.spatial.cKDTree(np.column_stack([x, y])).query(
        np.column_stack([sites.x_km, sites.y_km])
    )
    territory_of = fill_empty(nearest.astype(np.int32), n_territories, sites)
    n_beyond = np.count_nonzero(counts & (distance_km > radius_km))
    far = Phrase(
        "{n} customers are more than {minutes:g} minutes from every center",
        n=int(n_beyond),
        minutes=float(parameters.radius_min),
    )
    return Layout(name, "radius", territory_of, n_territories, (far,) if n_beyond else ())


def _chosen_centers(
    name: str, parameters: RadiusLayout, sites: Sites, radius_km: float, n_territories: int
) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the centers that the scenario names [km]; each must have a customer within the radius."""
    field = f"layouts.{name}.centers"
    if len(parameters.centers) > n_territories:
        allowed = Phrase("up to {n_territories}, the number of territories", n_territories=n_territories)
        raise InputError("more centers than territories", field=field, value=len(parameters.centers), allowed=allowed)
    places, faults = [], []
    for i, place in enumerate(parameters.centers):
        try:
            places.append(sites.ground.find_place(place, f"{field}.{i}"))
        except InputError as fault:
            faults.append(fault)
    if faults:
        raise together(faults)
    away_km = scipy.spatial.cKDTree(np.column_stack([sites.x_km, sites.y_km])).query(places)[0]
    faults = [
        InputError(
            Phrase("lies outside the area: the nearest customer is {away_km:,.0f} km away", away_km=away_km[i]),
            field=f"{field}.{i}",
            value=parameters.centers[i],
            allowed=Phrase(
                "up to {radius_km:.0f} km, {radius_min:g} minutes",
                radius_km=radius_km,
                radius_min=parameters.radius_min,
            ),
        )
        for i in np.flatnonzero(away_km > radius_km)
    ]
    if faults:
        raise together(faults)
    x, y = np.array(places).T
    return x, y


def covering_centers(x_km: np.ndarray, y_km: np.ndarray, radius_km: float, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Places that reach the sites within the radius, each chosen to reach most of those not reached before.

    Parameters
    ----------
    x_km, y_km : (n,) sites [km]
    radius_km : reach of a center [km]
    most : no more centers than this

    Returns
    -------
    (m,), (m,) positions of m <= most centers [km], in the order in which they were chosen
    """
    extent_km = max(float(np.ptp(x_km)), float(np.ptp(y_km)))
    size_km = max(radius_km / CELLS_PER_RADIUS, extent_km / CELLS_ACROSS)
    column = np.floor((x_km - x_km.min()) / size_km).astype(np.int64)
    row = np.floor((y_km - y_km.min()) / size_km).astype(np.int64)
    cells, cell_of = np.unique(row * (CELLS_ACROSS + 2) + column, return_inverse=True)
    x, y = centers(cell_of, len(cells), x_km, y_km, np.ones(len(x_km)))
    waiting = sum_by(cell_of, len(cells)).astype(np.int64)

    places = np.column_stack([x, y])
    in_reach = scipy.spatial.cKDTree(places).query_ball_point(places, radius_km, return_sorted=True)
    gain = np.array([waiting[reached].sum() for reached in in_reach])
    chosen: list[int] = []
    while len(chosen) < most and gain.max() > 0:
        best = int(np.argmax(gain))
        chosen.append(best)
        for cell in in_reach[best]:
            if waiting[cell]:
                gain[in_reach[cell]] -= waiting[cell]
                waiting[cell] = 0
    return x[chosen], y[chosen]


def _with_spare_seats(x: np.ndarray, y: np.ndarray, sites: Sites, n_territories: int) -> tuple[np.ndarray, np.ndarray]:
    """Centers for all seats: those left over go to crowded centers, whose customers are cut into as many parts."""
    nearest = scipy.spatial.cKDTree(np.column_stack([x, y])).query(np.column_stack([sites.x_km, sites.y_km]))[1]
    held = sum_by(nearest, len(x))
    used = np.flatnonzero(held)
    seats = largest_remainder(held[used], n_territories, at_most=held[used])
    all_x, all_y = [], []
    for center, n_seats in zip(used, seats, strict=True):
        if n_seats == 1:
            all_x.append(x[[center]])
            all_y.append(y[[center]])
            continue
        rows = np.flatnonzero(nearest == center)
        ones = np.ones(len(rows))
        parts = bisect(sites.x_km[rows], sites.y_km[rows], ones, int(n_seats))
        part_x, part_y = centers(parts, int(n_seats), sites.x_km[rows], sites.y_km[rows], ones)
        all_x.append(part_x)
        all_y.append(part_y)
    return np.concatenate(all_x), np.concatenate(all_y)
