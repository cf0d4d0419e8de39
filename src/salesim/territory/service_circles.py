"""Circles around anchor sites, such as 30 km around grade-3A hospitals (三甲医院): who is full sends on to the next."""

from __future__ import annotations

from typing import Literal

import numpy as np
import scipy

from salesim.errors import InputError
from salesim.parameters import parameter
from salesim.phrase import N_, Phrase
from salesim.territory.builder import LayoutBuilder, register_builder
from salesim.territory.layout import Layout, Sites, sum_by
from salesim.territory.room import fill_empty, nearest_with_room
from salesim.territory.seats import largest_remainder
from salesim.territory.travel import TravelParameters
from salesim.territory.units import cut_up


@register_builder
class ServiceCirclesLayout(LayoutBuilder):
    """Territories around the market's anchor sites (`market.anchors`)."""

    builder: Literal["service_circles"] = parameter(
        "service_circles", about="by circles around anchor sites", source="V: the article, T3"
    )
    radius_km: float = parameter(
        30.0, about="reach of an anchor, as the crow flies", unit="km", source="V: the article, T3", gt=0.0, le=500.0
    )
    slack: float = parameter(
        0.1,
        about="workload by which a circle may exceed its reps' average before it is full, as a share of it",
        source="A",
        ge=0.0,
        le=10.0,
    )

    def build(
        self, name: str, sites: Sites, n_territories: int, travel: TravelParameters, homes_km: np.ndarray | None
    ) -> Layout:
        return build_by_service_circles(name, self, sites, n_territories)


def build_by_service_circles(name: str, parameters: ServiceCirclesLayout, sites: Sites, n_territories: int) -> Layout:
    """Customers to the nearest circle with room; several reps share a crowded circle.

    1. Anchors, each the one that brings most workload within reach of any; those who bring none are left out.
    2. Territories to the chosen circles by the workload nearest to each (largest remainder, one at least).
    3. Customers within reach, the nearest first, take the nearest circle that is not full, or the next one; full is
       (1 + slack) times the average workload of its reps. Who finds none, or is out of reach, goes to the nearest.
    4. A circle of several reps is cut into parts of equal workload.
    """
    field = f"layouts.{name}"
    ground = sites.ground
    if len(ground.anchor_names) == 0:
        raise InputError("needs anchor sites, and the market has none", field=field, allowed="market.anchors")
    weight = sites.workload_hours if sites.workload_hours.sum() > 0 else np.ones(len(sites))
    chosen, n_outside = covering_anchors(sites, weight, parameters.radius_km, n_territories)
    if len(chosen) == 0:
        message = Phrase(
            "no customer lies within {radius_km:g} km of any anchor; are they in this market?",
            radius_km=parameters.radius_km,
        )
        raise InputError(message, field="market.anchors", value=ground.anchor_names[0])
    x, y = ground.anchor_x_km[chosen], ground.anchor_y_km[chosen]
    away_km, nearest = scipy.spatial.cKDTree(np.column_stack([x, y])).query(np.column_stack([sites.x_km, sites.y_km]))
    nearest_weight = sum_by(nearest, len(chosen), weight)
    seats = largest_remainder(nearest_weight, n_territories, at_most=np.full(len(chosen), len(sites)))
    room = seats * weight.sum() / n_territories * (1.0 + parameters.slack)
    order = np.argsort(away_km, kind="stable")
    circle_of = nearest_with_room(sites, weight, order, x, y, room, parameters.radius_km)
    is_within = away_km <= parameters.radius_km
    n_overflow = int((is_within & (circle_of >= 0) & (circle_of != nearest)).sum())
    n_left_over = int((is_within & (circle_of < 0)).sum())
    circle_of = np.where(circle_of < 0, nearest, circle_of).astype(np.int32)
    circle_of, seats = _as_many_as_served(circle_of, seats, sites)
    territory_of = cut_up(circle_of, seats, sites, weight)
    n_beyond = int((~is_within).sum())
    notes = [
        (n_outside, N_("{n} anchors have no customer within reach and were left out")),
        (
            len(ground.anchor_names) - n_outside - len(chosen),
            N_("{n} anchors share their customers with the chosen ones"),
        ),
        (n_overflow, N_("{n} customers overflow to the next circle, as the nearest is full")),
        (n_left_over, N_("{n} customers stay with the nearest circle, although all within reach are full")),
        (n_beyond, N_("{n} customers lie more than {km:g} km from every chosen anchor")),
    ]
    texts = tuple(Phrase(text, n=int(n), km=float(parameters.radius_km)) for n, text in notes if n)
    return Layout(name, "service_circles", territory_of, n_territories, texts)


def covering_anchors(sites: Sites, weight: np.ndarray, radius_km: float, most: int) -> tuple[np.ndarray, int]:
    """Anchors that together reach the most, each chosen to add the most; and how many reach nobody at all.

    Anchors that add nothing any more are still chosen, by what they reach, while there are seats for them: two
    hospitals of one city are two circles.
    """
    places = np.column_stack([sites.x_km, sites.y_km])
    anchors = np.column_stack([sites.ground.anchor_x_km, sites.ground.anchor_y_km])
    reached = scipy.spatial.cKDTree(places).query_ball_point(anchors, radius_km)
    within = [np.asarray(rows, np.int64) for rows in reached]
    total = np.array([weight[rows].sum() if len(rows) else -1.0 for rows in within])
    waiting = weight.copy()
    free = set(np.flatnonzero(total >= 0).tolist())
    chosen: list[int] = []
    while free and len(chosen) < most:
        best = max(free, key=lambda anchor: (waiting[within[anchor]].sum(), total[anchor], -anchor))
        free.remove(best)
        chosen.append(best)
        waiting[within[best]] = 0.0
    return np.array(sorted(chosen), np.int64), int((total < 0).sum())


def _as_many_as_served(circle_of: np.ndarray, seats: np.ndarray, sites: Sites) -> tuple[np.ndarray, np.ndarray]:
    """Circles and seats without any circle that has fewer customers than seats."""
    circle_of = fill_empty(circle_of, len(seats), sites)
    held = sum_by(circle_of, len(seats))
    return circle_of, largest_remainder(seats.astype(np.float64), int(seats.sum()), at_most=held)
