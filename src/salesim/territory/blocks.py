"""Customers who stay together: blocks of one postcode, county or unit go to one territory as a whole."""

from __future__ import annotations

import numpy as np

from salesim.errors import InputError, nearest_name
from salesim.phrase import Phrase
from salesim.territory.barriers import all_pairs, join_places
from salesim.territory.contiguity import Neighborhood
from salesim.territory.layout import Sites

UNITS = ("county", "unit", "province", "region")


def read_blocks(stated: str | None, sites: Sites) -> tuple[np.ndarray, np.ndarray]:
    """(n,) block of each customer, numbered from 0, and what the blocks are called; one each if none are stated.

    Prospects and customers without an entry in a column of the customers' file are blocks of their own.

    Raises
    ------
    InputError : neither a kind of unit nor a column
    """
    n = len(sites)
    if stated is None:
        return np.arange(n), np.zeros(0, object)
    if stated in UNITS:
        of = getattr(sites, stated)
        of = np.zeros(n, np.int64) if of is None else of
        names = sites.ground.units.get(stated) or tuple(f"{stated} {i}" for i in range(int(of.max()) + 1))
        present, block_of = np.unique(of, return_inverse=True)
        return block_of.reshape(-1), np.array([names[i] for i in present], dtype=object)
    column = sites.columns.get(stated)
    if column is None:
        known = [*UNITS, *sites.columns]
        allowed = Phrase("one of {names}", names=", ".join(known))
        raise InputError("no such blocks", "building_blocks", stated, allowed, nearest_name(stated, known))
    cells = np.array(["" if cell is None else str(cell) for cell in column.tolist()], dtype=object)
    is_blank = cells == ""
    labels = np.where(is_blank, np.array([f"\0{row}" for row in range(n)], dtype=object), cells)
    present, block_of = np.unique(labels.astype(str), return_inverse=True)
    return block_of.reshape(-1), present.astype(object)


def neighborhood_of_blocks(atom_of: np.ndarray, n_atoms: int, neighborhood: Neighborhood) -> Neighborhood:
    """Neighbors of blocks (n_atoms,) from those of their customers (n,): who shares a place, or lies beside.

    Parameters
    ----------
    atom_of : (n,) the block of each customer of the neighborhood
    """
    n_places = len(neighborhood.first) - 1
    present = np.unique(neighborhood.place_of.astype(np.int64) * n_atoms + atom_of)
    place, atom = present // n_atoms, present % n_atoms
    first = np.searchsorted(place, np.arange(n_places + 1))
    one = np.repeat(np.arange(n_places), np.diff(neighborhood.first))
    pairs = [all_pairs(atom, first, one, neighborhood.beside), all_pairs(atom, first, *(np.arange(n_places),) * 2)]
    ends = np.concatenate(pairs)
    return join_places(np.arange(n_atoms), n_atoms, ends[ends[:, 0] != ends[:, 1]])
