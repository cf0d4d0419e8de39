"""Anchor sites of a market, around which customers gather: hospitals, industrial parks, wholesale markets."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from salesim.parameters import Parameters, parameter


class AnchorSite(Parameters):
    """One anchor site."""

    name: str = parameter(about="name of the site", source="A", min_length=1, max_length=100, examples=["hospital"])
    lon: float = parameter(about="longitude, WGS84", unit="degree", source="A", ge=-180, le=180, examples=[120.6])
    lat: float = parameter(about="latitude, WGS84", unit="degree", source="A", ge=-90, le=90, examples=[31.3])


class AnchorParameters(Parameters):
    """Anchor sites, listed or synthesized from the real towns."""

    sites: tuple[AnchorSite, ...] = parameter((), about="the sites, if they are known", source="A", max_length=10_000)
    per_unit: int = parameter(
        0,
        about="synthesized sites in the largest towns and city districts of each unit; they are not real ones",
        source="A",
        ge=0,
        le=100,
    )
    apart_km: float = parameter(
        8.0, about="least distance between synthesized sites of a unit", unit="km", source="A", ge=0, le=200
    )

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        names = [site.name for site in self.sites]
        if len(set(names)) < len(names):
            raise ValueError("sites names one site twice")
        return self
