"""Distance and time on the road.

Positions are projected to kilometers once; distance then is a hypotenuse and time a piecewise-linear function of it.
"""

from __future__ import annotations

from math import asin, cos, pi, sin, sqrt
from typing import Literal, NamedTuple

import numpy as np

from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
RADIAN = pi / 180
MAX_STRETCH = 0.05  # of east-west lengths in an equirectangular projection; the delta's are 4 % off at most
MAX_BEND = 1.0  # radians by which a parallel turns from one end of the places to the other


class TravelParameters(Parameters):
    """How a straight line on the map becomes minutes behind the wheel."""

    circuity: float = parameter(
        1.3,
        about="road distance over straight-line distance",
        source="L: Ballou, Rahardja & Sakai 2002, Transportation Research A 36(9), country circuity factors",
        ge=1.0,
        le=3.0,
    )
    urban_kmh: float = parameter(
        25.0, about="speed in town, with lights and parking", source="A", unit="km/h", ge=1.0, le=120.0
    )
    intercity_kmh: float = parameter(60.0, about="speed between towns", source="A", unit="km/h", ge=1.0, le=300.0)
    urban_km: float = parameter(
        4.0,
        about="straight-line distance of a trip that is driven at town speed",
        source="A",
        unit="km",
        ge=0.0,
        le=1000,
    )
    table: str | None = parameter(
        None,
        about="CSV file of own travel times, as a routing service or a GIS wrote it: from, to, minutes (or seconds, "
        "hours), or a square; the rest by distance",
        source="F",
    )
    by: Literal["town", "postcode", "customer"] | None = parameter(
        None, about="what the table calls its places by; found out if left out", source="F"
    )


@compiled
def haversine_km(lon1_deg, lat1_deg, lon2_deg, lat2_deg):
    """Great-circle distance between two places: 2 R asin √(sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2)).

    Parameters
    ----------
    lon1_deg, lat1_deg, lon2_deg, lat2_deg : longitudes λ and latitudes φ [degree, WGS84]

    Returns
    -------
    float [km]; a sphere, so up to .5 % off the ellipsoid.
    """
    half_lat = sin((lat2_deg - lat1_deg) * RADIAN / 2)
    half_lon = sin((lon2_deg - lon1_deg) * RADIAN / 2)
    h = half_lat * half_lat + cos(lat1_deg * RADIAN) * cos(lat2_deg * RADIAN) * half_lon * half_lon
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(h)))


@compiled
def travel_min(km, circuity, urban_kmh, intercity_kmh, urban_km):
    """Minutes of a trip: town speed for its first ``urban_km``, intercity speed for what lies beyond.

    t(d) = 60 c (min(d, d_u) / v_u + max(d - d_u, 0) / v_i): continuous, increasing, and zero at zero. With v_i >= v_u
    it is concave, so that a detour never saves time.

    Parameters
    ----------
    km : straight-line distance d [km]
    circuity : road over straight-line distance, c
    urban_kmh, intercity_kmh : speeds v_u, v_i [km/h]
    urban_km : straight-line length of the part driven at town speed, d_u [km]
    """
    return 60.0 * circuity * (min(km, urban_km) / urban_kmh + max(km - urban_km, 0.0) / intercity_kmh)


def travel_min_array(km: np.ndarray, travel: TravelParameters) -> np.ndarray:
    """`travel_min` of many distances (...) [km] at once."""
    flat = np.ascontiguousarray(km, dtype=np.float64)
    minutes = np.empty_like(flat)
    _fill_travel_min(flat.ravel(), *_terms(travel), minutes.ravel())
    return minutes


def reach_km(minutes: float, travel: TravelParameters) -> float:
    """How far, as the crow flies, one gets in so many minutes: the inverse of `travel_min`."""
    urban_min = float(travel_min(travel.urban_km, *_terms(travel)))
    if minutes <= urban_min:
        return minutes * travel.urban_kmh / (60.0 * travel.circuity)
    return travel.urban_km + (minutes - urban_min) * travel.intercity_kmh / (60.0 * travel.circuity)


class Projection(NamedTuple):
    """Degrees to kilometers around a center, and back.

    Equirectangular, x = R cos φ₀ Δλ, y = R Δφ, for what is small: true at the center's latitude; 2° north or south of
    it, east-west distances in the Yangtze delta are 2 % off. Azimuthal equidistant for what is wide or near a pole:
    distance c and bearing from the center are true, and lengths across are c / sin c too long, 1 % at 1,500 km and 5 %
    at 3,500.

    Source: Snyder 1987, Map Projections: A Working Manual, USGS Professional Paper 1395, chapters 12 and 25.
    """

    lon_deg: float
    lat_deg: float
    is_azimuthal: bool = False

    def to_km(self, lon_deg: np.ndarray, lat_deg: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Positions (n,) [degree] as kilometers east and north of the center."""
        east_deg = (np.asarray(lon_deg, dtype=np.float64) - self.lon_deg + 180.0) % 360.0 - 180.0
        if self.is_azimuthal:
            return self._from_center(east_deg * RADIAN, np.asarray(lat_deg, dtype=np.float64) * RADIAN)
        x_km = EARTH_RADIUS_KM * cos(self.lat_deg * RADIAN) * RADIAN * east_deg
        y_km = EARTH_RADIUS_KM * RADIAN * (np.asarray(lat_deg, dtype=np.float64) - self.lat_deg)
        return x_km, y_km

    def to_degrees(self, x_km: np.ndarray, y_km: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The way back: kilometers (n,) as longitudes and latitudes."""
        x_km, y_km = np.asarray(x_km, dtype=np.float64), np.asarray(y_km, dtype=np.float64)
        if self.is_azimuthal:
            east_deg, lat_deg = self._towards(x_km / EARTH_RADIUS_KM, y_km / EARTH_RADIUS_KM)
        else:
            east_deg = x_km / (EARTH_RADIUS_KM * cos(self.lat_deg * RADIAN) * RADIAN)
            lat_deg = self.lat_deg + y_km / (EARTH_RADIUS_KM * RADIAN)
        return (self.lon_deg + east_deg + 180.0) % 360.0 - 180.0, lat_deg

    def _from_center(self, east: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Azimuthal: angles east of the center and latitudes, in radians, as kilometers."""
        sin_0, cos_0 = sin(self.lat_deg * RADIAN), cos(self.lat_deg * RADIAN)
        across = np.cos(lat) * np.sin(east)
        up = cos_0 * np.sin(lat) - sin_0 * np.cos(lat) * np.cos(east)
        along = sin_0 * np.sin(lat) + cos_0 * np.cos(lat) * np.cos(east)
        away = np.arctan2(np.hypot(across, up), along)  # c
        longer = EARTH_RADIUS_KM / np.sinc(away / pi)  # R c / sin c
        return longer * across, longer * up

    def _towards(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Azimuthal: distances in radii of the earth as degrees east of the center and latitudes."""
        sin_0, cos_0 = sin(self.lat_deg * RADIAN), cos(self.lat_deg * RADIAN)
        away = np.hypot(x, y)
        shorter = np.sinc(away / pi)  # sin c / c
        lat = np.arcsin(np.clip(np.cos(away) * sin_0 + y * shorter * cos_0, -1.0, 1.0))
        east = np.arctan2(x * shorter, cos_0 * np.cos(away) - y * shorter * sin_0)
        return east / RADIAN, lat / RADIAN


def projection_around(lon_deg: np.ndarray, lat_deg: np.ndarray) -> Projection:
    """The projection around the middle of some places, which may lie on both sides of the date line.

    Equirectangular where no east-west length is more than `MAX_STRETCH` off and parallels are nearly straight, else
    azimuthal.
    """
    angle = np.asarray(lon_deg, dtype=np.float64) * RADIAN
    lon_center = float(np.arctan2(np.sin(angle).mean(), np.cos(angle).mean())) / RADIAN
    lat_center = float(np.mean(lat_deg))
    stretch = np.cos(np.asarray(lat_deg, dtype=np.float64) * RADIAN) / max(cos(lat_center * RADIAN), 1e-9)
    width = np.ptp((np.asarray(lon_deg, dtype=np.float64) - lon_center + 180.0) % 360.0) * RADIAN
    if np.abs(stretch - 1.0).max() <= MAX_STRETCH and width * abs(sin(lat_center * RADIAN)) <= MAX_BEND:
        return Projection(lon_center, lat_center)
    return Projection(*_middle(angle, np.asarray(lat_deg, dtype=np.float64) * RADIAN), is_azimuthal=True)


def _middle(lon: np.ndarray, lat: np.ndarray) -> tuple[float, float]:
    """Middle of some places on the sphere, in radians, as degrees; the pole itself where they lie all around it."""
    x, y, z = (np.cos(lat) * np.cos(lon)).mean(), (np.cos(lat) * np.sin(lon)).mean(), np.sin(lat).mean()
    return float(np.arctan2(y, x)) / RADIAN, float(np.arctan2(z, np.hypot(x, y))) / RADIAN


@compiled
def _fill_travel_min(km, circuity, urban_kmh, intercity_kmh, urban_km, minutes):
    for i in range(km.shape[0]):
        minutes[i] = travel_min(km[i], circuity, urban_kmh, intercity_kmh, urban_km)


def _terms(travel: TravelParameters) -> tuple[float, float, float, float]:
    return float(travel.circuity), float(travel.urban_kmh), float(travel.intercity_kmh), float(travel.urban_km)
