"""Which customers are neighbors, and whether a territory hangs together.

Neighbors are those whose cells would touch if the map were divided among all customers (Delaunay 1934). A territory is
contiguous if one gets from each of its customers to every other over neighbors of the same territory.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy

from salesim.territory.layout import sum_by

MAX_PLACES = 40_000  # with more customers than this, those close to each other share a place
DEEPEST = 16  # halvings of the map on the way to a block: 2⁻¹⁶ of the Yangtze delta is some ten metres
MENDS = 8  # rounds in which pieces are given away; a piece may land on another piece


class Neighborhood(NamedTuple):
    """Customers at places, and the places next to each.

    Parameters
    ----------
    place_of : (n,) int32
    first : (m + 1,) int64; the places next to place u are beside[first[u]:first[u + 1]]
    beside : int32
    first_at : (m + 1,) int64; the customers at place u are customers_at[first_at[u]:first_at[u + 1]]
    customers_at : (n,) int32
    """

    place_of: np.ndarray
    first: np.ndarray
    beside: np.ndarray
    first_at: np.ndarray
    customers_at: np.ndarray


def draw_neighborhood(x_km: np.ndarray, y_km: np.ndarray, max_places: int | None = None) -> Neighborhood:
    """Neighbors of customers (n,): those at the same spot share a place, and in a large market those close by."""
    n = len(x_km)
    max_places = MAX_PLACES if max_places is None else max_places
    if n <= max_places:
        places, place_of = np.unique(np.column_stack([x_km, y_km]), axis=0, return_inverse=True)
        place_of = place_of.reshape(n)
    else:
        place_of = gather(x_km, y_km, -(-3 * n // max_places))
        count = sum_by(place_of, int(place_of.max()) + 1)
        places = np.column_stack([sum_by(place_of, len(count), v) / count for v in (x_km, y_km)])
    m = len(places)
    ends = _touching(places)
    code = np.unique(np.concatenate([ends @ [m, 1], ends @ [1, m]]).astype(np.int64))
    code = code[code // m != code % m]
    return Neighborhood(
        place_of.astype(np.int32),
        np.searchsorted(code, np.arange(m + 1, dtype=np.int64) * m),
        (code % m).astype(np.int32),
        np.concatenate([[0], np.cumsum(sum_by(place_of, m))]),
        np.argsort(place_of, kind="stable").astype(np.int32),
    )


def gather(x_km: np.ndarray, y_km: np.ndarray, most: int) -> np.ndarray:
    """Square blocks with at most so many customers, (n,) int64 numbers from 0: a square with more is cut in four.

    Customers who are closer than 2⁻¹⁶ of the map stay together, however many they are.
    """
    span = max(float(np.ptp(x_km)), float(np.ptp(y_km)), 1e-9)
    scale = (2**DEEPEST - 1) / span
    code = _interleave((x_km - x_km.min()) * scale) | (_interleave((y_km - y_km.min()) * scale) << 1)
    order = np.argsort(code, kind="stable")
    code = code[order]
    begins = np.zeros(len(code), dtype=bool)  # a block begins here
    begins[0] = True
    open_rows = np.arange(len(code))
    for level in range(1, DEEPEST + 1):
        block = np.cumsum(begins) - 1
        size = np.bincount(block)
        open_rows = open_rows[size[block[open_rows]] > most]
        if len(open_rows) == 0:
            break
        square = code >> 2 * (DEEPEST - level)
        inner = open_rows[1:] if open_rows[0] == 0 else open_rows
        begins[inner] |= square[inner] != square[inner - 1]
    block_of = np.empty(len(code), dtype=np.int64)
    block_of[order] = np.cumsum(begins) - 1
    return block_of


def _interleave(values: np.ndarray) -> np.ndarray:
    """Bits of 16-bit numbers spread to the even positions: x = ...dcba to ...0d0c0b0a (Morton 1966)."""
    bits = values.astype(np.int64)
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        bits = (bits | (bits << shift)) & mask
    return bits


def _touching(places: np.ndarray) -> np.ndarray:
    """(e, 2) pairs of places (m, 2) whose cells touch; along a line, each and the next."""
    if len(places) >= 4:
        try:
            triangulation = scipy.spatial.Delaunay(places - places.mean(axis=0))
        except scipy.spatial.QhullError:
            pass
        else:
            corners = triangulation.simplices
            left_out = triangulation.coplanar[:, [0, 2]]  # so close to another that they were not told apart
            return np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]], left_out])
    along = places - places.mean(axis=0)
    axis = np.linalg.svd(along, full_matrices=False)[2][0]
    order = np.argsort(along @ axis, kind="stable")
    return np.column_stack([order[:-1], order[1:]])


def find_pieces(territory_of: np.ndarray, n_territories: int, neighborhood: Neighborhood) -> np.ndarray:
    """The piece that each customer is in, (n,) int64: a largest set of one territory that hangs together."""
    place, k = neighborhood.place_of.astype(np.int64), n_territories
    held, key_of = np.unique(place * k + territory_of, return_inverse=True)  # what is held at each place
    first = neighborhood.first
    degree = np.diff(first)[held // k]
    one = np.repeat(np.arange(len(held)), degree)
    within = np.arange(len(one)) - np.repeat(np.cumsum(degree) - degree, degree)
    beside = neighborhood.beside[first[held[one] // k] + within]
    wanted = beside * np.int64(k) + held[one] % k
    at = np.minimum(np.searchsorted(held, wanted), len(held) - 1)
    joined = held[at] == wanted
    graph = scipy.sparse.coo_array(
        (np.ones(joined.sum(), dtype=np.int8), (one[joined], at[joined])), shape=(len(held), len(held))
    )
    piece_of_key = scipy.sparse.csgraph.connected_components(graph.tocsr(), directed=False)[1]
    piece_of: np.ndarray = piece_of_key[key_of.reshape(-1)].astype(np.int64)
    return piece_of


def count_enclaves(territory_of: np.ndarray, n_territories: int, neighborhood: Neighborhood) -> int:
    """How many pieces there are beyond one for each territory."""
    return int(find_pieces(territory_of, n_territories, neighborhood).max()) + 1 - n_territories


def mend(
    territory_of: np.ndarray, weight: np.ndarray, n_territories: int, neighborhood: Neighborhood, held: np.ndarray
) -> np.ndarray:
    """Territories in one piece: all but the heaviest piece go to the territory that they have most neighbors in.

    Customers who are ``held`` (n,) stay where they are, even apart from the others.
    """
    territory_of = territory_of.copy()
    k, place_of = n_territories, neighborhood.place_of
    one = np.repeat(np.arange(len(neighborhood.first) - 1), np.diff(neighborhood.first))
    for _ in range(MENDS):
        piece_of = find_pieces(territory_of, k, neighborhood)
        n_pieces = int(piece_of.max()) + 1
        if n_pieces == k:
            break
        owner = np.empty(n_pieces, dtype=np.int64)
        owner[piece_of] = territory_of
        size = sum_by(piece_of, n_pieces, weight) + 1e-9 * sum_by(piece_of, n_pieces) * max(weight.max(), 1e-300)
        heaviest_last = np.lexsort((-np.arange(n_pieces), size, owner))
        is_main = np.zeros(n_pieces, dtype=bool)
        is_main[heaviest_last[np.flatnonzero(np.diff(owner[heaviest_last], append=-1))]] = True

        loose = np.flatnonzero(~is_main[piece_of] & ~held)
        if len(loose) == 0:
            break
        target = _max_neighbors(loose, piece_of, territory_of, is_main, neighborhood, one, place_of)
        moves = target >= 0
        if not moves.any():
            break
        territory_of[loose[moves]] = target[moves]
    return territory_of


def _max_neighbors(
    loose: np.ndarray, piece_of: np.ndarray, territory_of: np.ndarray, is_main: np.ndarray,
    neighborhood: Neighborhood, one: np.ndarray, place_of: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """For loose customers, the territory whose main piece their own piece touches most often; -1 none."""
    # (place, territory) of what hangs together, and the pieces at loose places
    k = int(territory_of.max()) + 1
    firm = is_main[piece_of]
    at_place = np.unique(place_of[firm].astype(np.int64) * k + territory_of[firm])
    firm_place, firm_owner = at_place // k, at_place % k
    firm_first = np.searchsorted(firm_place, np.arange(len(neighborhood.first)))
    links = np.unique(place_of[loose].astype(np.int64) * (piece_of.max() + 1) + piece_of[loose])
    places, pieces = links // (piece_of.max() + 1), links % (piece_of.max() + 1)
    votes: dict[int, dict[int, int]] = {}
    for place, piece in zip(places.tolist(), pieces.tolist()):
        around = neighborhood.beside[neighborhood.first[place] : neighborhood.first[place + 1]].tolist()
        for other in [place, *around]:
            for owner in firm_owner[firm_first[other] : firm_first[other + 1]].tolist():
                count = votes.setdefault(piece, {})
                count[owner] = count.get(owner, 0) + 1
    choice = {piece: min(count, key=lambda owner: (-count[owner], owner)) for piece, count in votes.items()}
    return np.array([choice.get(piece, -1) for piece in piece_of[loose].tolist()], dtype=np.int64)
