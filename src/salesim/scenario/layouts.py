"""Layouts: candidate ways to divide the customers into territories."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from salesim.scenario.frozen import FrozenDict
from salesim.scenario.names import Name
from salesim.scenario.run import DEFAULT_LAYOUT
from salesim.territory.build import LayoutParameters
from salesim.territory.unit import UnitLayout

Layouts = Annotated[dict[Name, LayoutParameters], AfterValidator(FrozenDict)]


def default_layouts() -> Layouts:
    """What most firms have: territories by administrative unit."""
    return FrozenDict({DEFAULT_LAYOUT: UnitLayout()})
