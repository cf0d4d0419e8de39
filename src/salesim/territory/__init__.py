"""Layouts: which customer belongs to which territory, whose it is, and how good that is."""

from salesim.territory.build import LayoutParameters, build_layout, how_many
from salesim.territory.geojson import read_geojson, write_geojson
from salesim.territory.ground import Ground
from salesim.territory.layout import Layout, Sites, make_sites
from salesim.territory.numbering import relabel
from salesim.territory.owners import assign_owners, own_layout
from salesim.territory.score import (
    TourParameters,
    disruption,
    score_ground,
    score_layout,
    score_territories,
)
from salesim.territory.travel import TravelParameters, haversine_km, projection_around, travel_min

__all__ = [
    "Ground",
    "Layout",
    "LayoutParameters",
    "Sites",
    "TourParameters",
    "TravelParameters",
    "assign_owners",
    "build_layout",
    "disruption",
    "haversine_km",
    "how_many",
    "make_sites",
    "own_layout",
    "projection_around",
    "read_geojson",
    "relabel",
    "score_ground",
    "score_layout",
    "score_territories",
    "travel_min",
    "write_geojson",
]
