"""Where reps live, for layouts that weigh it: a territory's center is drawn towards its owner's home.

With share h, the work · distance² of a territory counts (1 - h) to its own middle and h to the home. For a given middle
c and home a that is, but for a constant, the distance² to (1 - h) c + h a; so the territories of least cost are again a
power diagram, around points on the way from the middles to the homes, and nothing else of the solver changes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy

from salesim.territory.owners import match_homes


class Homes(NamedTuple):
    """The home of each territory's owner.

    Parameters
    ----------
    x_km, y_km : (k,) [km]
    share : (k,) weight of the home, h; 0 for a territory whose rep is yet to be hired
    seat : (k,) int32, the owner's number
    """

    x_km: np.ndarray
    y_km: np.ndarray
    share: np.ndarray
    seat: np.ndarray

    def draw(self, x_km: np.ndarray, y_km: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Points on the way from the middles of the territories (k,) to the homes."""
        return x_km + self.share * (self.x_km - x_km), y_km + self.share * (self.y_km - y_km)


def no_homes(k: int) -> Homes:
    """Homes of k territories that nobody weighs."""
    return Homes(np.zeros(k), np.zeros(k), np.zeros(k), np.arange(k, dtype=np.int32))


def choose_homes(homes_km: np.ndarray, share: float, places_km: np.ndarray) -> Homes:
    """Owners for k territories: all reps, or those who live nearest to a first division's places.

    Parameters
    ----------
    homes_km : (m, 2) [km]; not a number for a seat that is closed. Territories beyond the reps are numbered from m on.
    share : weight of the homes
    places_km : (k, 2) middles of a first division
    """
    k, m = len(places_km), len(homes_km)
    seats = np.flatnonzero(np.isfinite(homes_km).all(axis=1))
    if len(seats) > k:
        away = np.hypot(*(places_km[:, None, :] - homes_km[seats][None, :, :]).transpose(2, 0, 1))
        seats = np.sort(seats[scipy.optimize.linear_sum_assignment(away)[1]])
    n_to_hire = k - len(seats)
    x, y = np.concatenate([homes_km[seats], np.zeros((n_to_hire, 2))]).T
    weight = np.concatenate([np.full(len(seats), share), np.zeros(n_to_hire)])
    return Homes(x, y, weight, np.concatenate([seats, np.arange(m, m + n_to_hire)]).astype(np.int32))


def number_by_home(parts: np.ndarray, places_km: np.ndarray, homes: Homes) -> np.ndarray:
    """Parts (n,) of a division with middles ``places_km`` (k, 2), numbered so that reps live near theirs."""
    lives = np.flatnonzero(homes.share > 0)
    place_of = match_homes(places_km, np.column_stack([homes.x_km[lives], homes.y_km[lives]]))
    rest = np.setdiff1d(np.arange(len(places_km)), place_of)
    number = np.empty(len(places_km), np.int32)
    number[np.concatenate([place_of, rest])] = np.concatenate([lives, np.flatnonzero(homes.share <= 0)])
    numbered: np.ndarray = number[parts]
    return numbered
