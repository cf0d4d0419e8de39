"""Layouts: candidate ways to divide the customers into territories."""

from __future__ import annotations

from salesim.scenario.names import Name
from salesim.territory.admin import PrefectureLayout
from salesim.territory.build import LayoutParameters

Layouts = dict[Name, LayoutParameters]


def default_layouts() -> Layouts:
    """What most firms have: territories by administrative unit."""
    return {"prefecture": PrefectureLayout()}
