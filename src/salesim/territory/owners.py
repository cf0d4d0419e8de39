"""Who gets which territory: as many customers as possible keep their rep, and nobody lives far from work."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy

from salesim.territory.bisection import bisect
from salesim.territory.layout import Layout, Sites, centers, sum_by

DENSE_SEATS = 1500  # up to here every pair of rep and territory is weighed (half a second)
BLOCK_SEATS = 700  # more are dealt with in blocks of about this size
BLOCK_ROUNDS = 4
TRIPS_A_WEEK = 12.5  # between home and the center, of which a kilometer costs what travel costs (A)


def own_layout(
    layout: Layout,
    sites: Sites,
    home_x_km: np.ndarray,
    home_y_km: np.ndarray,
    existing: Layout | None = None,
    commute_cost_per_km: float = TRIPS_A_WEEK * 0.8,
) -> Layout:
    """The layout with its territories numbered by the seat that owns them; see `assign_owners`.

    Where the builder has drawn each territory for a rep, that rep owns it.
    """
    if layout.is_owned:
        return layout
    today = None if existing is None else existing.territory_of
    territory_of = assign_owners(
        layout.territory_of, sites, home_x_km, home_y_km, today, commute_cost_per_km=commute_cost_per_km
    )
    return replace(layout, territory_of=territory_of)


def assign_owners(
    territory_of: np.ndarray,
    sites: Sites,
    home_x_km: np.ndarray,
    home_y_km: np.ndarray,
    existing: np.ndarray | None = None,
    value: np.ndarray | None = None,
    commute_cost_per_km: float = TRIPS_A_WEEK * 0.8,
) -> np.ndarray:
    """Number territories by the seats that should own them.

    With an existing layout the assignment maximizes Σ value of the customers who keep their seat - commute cost;
    without one it minimizes the total distance from homes to centers. Up to `DENSE_SEATS` it is the best of all
    assignments, above that nearly.

    Parameters
    ----------
    territory_of : (n,) int32, new territories in any numbering
    sites : the n customers
    home_x_km, home_y_km : (n_seats,) [km] homes of the seats' reps. With fewer seats than territories the rest is
        numbered from ``n_seats`` on: seats to be opened. With more, the seats that fit worst get nothing.
    existing : (n,) int32, seat that owns each customer today; -1 nobody
    value : (n,) [money/week], what a customer's bond with the rep is worth; the sales expected if left out
    commute_cost_per_km : [money/week per km] weight of the distance from home to center: `TRIPS_A_WEEK` times the
        scenario's cost of travel, so that the currency decides nothing

    Returns
    -------
    (n,) int32, the owning seat of each customer
    """
    n_seats, n_territories = len(home_x_km), int(territory_of.max()) + 1
    value = sites.worth() if value is None else value
    x, y = centers(territory_of, n_territories, sites.x_km, sites.y_km, sites.workload_hours)
    homes, places = np.column_stack([home_x_km, home_y_km]).astype(np.float64), np.column_stack([x, y])

    kept = _kept_value(territory_of, existing, value, n_territories, n_seats)
    weight = 1.0 if existing is None else commute_cost_per_km
    if n_seats == n_territories and n_seats > DENSE_SEATS:
        seat_of = _assignment_by_blocks(places, homes, kept, weight)
    else:
        cost = _cost(places, homes, kept, weight)
        # further territories go to seats that are yet to be opened, whose holders will live there
        to_open = max(n_territories - n_seats, 0)
        rows, columns = scipy.optimize.linear_sum_assignment(
            np.column_stack([cost, np.zeros((n_territories, to_open))])
        )
        seat_of = columns[np.argsort(rows)]
    owner_of: np.ndarray = seat_of.astype(np.int32)[territory_of]
    return owner_of


def match_homes(places_km: np.ndarray, homes_km: np.ndarray) -> np.ndarray:
    """A place (of k) for each home (m <= k), so that the total distance is least; nearly, in a large sales force."""
    k, m = len(places_km), len(homes_km)
    nothing = scipy.sparse.csr_array((k, m), dtype=np.float64)
    if k == m > DENSE_SEATS:
        return np.argsort(_assignment_by_blocks(places_km, homes_km, nothing, 1.0))
    place_of: np.ndarray = scipy.optimize.linear_sum_assignment(_cost(places_km, homes_km, nothing, 1.0).T)[1]
    return place_of


def _kept_value(
    territory_of: np.ndarray, existing: np.ndarray | None, value: np.ndarray, n_territories: int, n_seats: int
) -> scipy.sparse.csr_array:
    """(territories, seats) value of the customers that a territory shares with what a seat owns today."""
    shape = (n_territories, n_seats)
    if existing is None:
        return scipy.sparse.csr_array(shape, dtype=np.float64)
    had_owner = (existing >= 0) & (existing < n_seats)
    pair = territory_of[had_owner].astype(np.int64) * n_seats + existing[had_owner]
    pairs, pair_of = np.unique(pair, return_inverse=True)
    shared = sum_by(pair_of, len(pairs), value[had_owner])
    return scipy.sparse.csr_array((shared, (pairs // n_seats, pairs % n_seats)), shape=shape)


def _assignment_by_blocks(
    places: np.ndarray, homes: np.ndarray, kept: scipy.sparse.csr_array, weight: float
) -> np.ndarray:
    """A complete assignment, improved block by block of the map; each round draws the blocks elsewhere.

    A round assigns anew, in the best way, the territories of a block among the seats that hold them, so no round makes
    it worse. Blocks are drawn around territories and around homes in turn.
    """
    seat_of = _first_assignment(places, homes, kept)
    n_blocks = -(-len(homes) // BLOCK_SEATS)
    ones = np.ones(len(homes))
    for extra in range(BLOCK_ROUNDS):
        points = places if extra % 2 == 0 else homes[seat_of]
        block_of = bisect(points[:, 0], points[:, 1], ones, n_blocks + extra)
        for block in range(n_blocks + extra):
            rows = np.flatnonzero(block_of == block)
            seats = seat_of[rows]
            cost = _cost(places[rows], homes[seats], kept[rows][:, seats], weight)
            seat_of[rows] = seats[scipy.optimize.linear_sum_assignment(cost)[1]]
    return seat_of


def _first_assignment(places: np.ndarray, homes: np.ndarray, kept: scipy.sparse.csr_array) -> np.ndarray:
    """The largest kept values first; who is left over is matched by bisecting territories and homes alike."""
    seat_of = np.full(len(homes), -1, dtype=np.int64)
    is_taken = np.zeros(len(homes), dtype=bool)
    pairs = kept.tocoo()
    for i in np.argsort(-pairs.data, kind="stable"):
        territory, seat = pairs.row[i], pairs.col[i]
        if seat_of[territory] < 0 and not is_taken[seat]:
            seat_of[territory] = seat
            is_taken[seat] = True
    rows, seats = np.flatnonzero(seat_of < 0), np.flatnonzero(~is_taken)
    if len(rows):
        ones = np.ones(len(rows))
        row_at = np.argsort(bisect(places[rows, 0], places[rows, 1], ones, len(rows)))
        seat_at = np.argsort(bisect(homes[seats, 0], homes[seats, 1], ones, len(rows)))
        seat_of[rows[row_at]] = seats[seat_at]
    return seat_of


def _cost(places: np.ndarray, homes: np.ndarray, kept: scipy.sparse.csr_array, weight: float) -> np.ndarray:
    """(territories, seats) commute cost less the value kept."""
    distance_km = np.hypot(places[:, None, 0] - homes[None, :, 0], places[:, None, 1] - homes[None, :, 1])
    cost: np.ndarray = weight * distance_km - kept.toarray()
    return cost
