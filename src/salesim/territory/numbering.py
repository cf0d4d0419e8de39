"""Numbering territories like those of another layout, so that what is drawn anew can be compared with what was."""

from __future__ import annotations

from collections import deque

import numpy as np
import scipy

from salesim.territory.layout import sum_by

STEPS = 2.0**32  # of worth, as parts of the largest: whole numbers add up exactly, so that equal sums are seen as such


def relabel(territory_of: np.ndarray, other_of: np.ndarray, weight: np.ndarray | None = None) -> np.ndarray:
    """The same territories, numbered so that as much ``weight`` as possible keeps its number from the other layout.

    Territories beyond those of the other layout get new numbers, after the highest in use there. Among equally good
    numberings it is the one in which the first customer's territory has the lowest number that it can have, then the
    next one's, and so on: neither the solver nor how the territories were numbered before makes a difference.

    Parameters
    ----------
    territory_of, other_of : (n,)
    weight : (n,) such as potential; each customer counts the same if left out

    Source: the assignment problem of Kuhn (1955), "The Hungarian method", solved on the pairs that share a customer:
    Jonker & Volgenant 1987 for sparse matrices.

    >>> relabel(np.array([1, 1, 0, 0, 2]), np.array([0, 0, 1, 0, 1])).tolist()
    [0, 0, 1, 1, 2]
    """
    n_other = int(np.max(other_of)) + 1
    _, first, mine = np.unique(territory_of, return_index=True, return_inverse=True)
    row_of = np.argsort(np.argsort(first))[mine.reshape(-1)]  # territories in the order of their first customers
    n_rows = len(first)
    pairs, pair_of = np.unique(row_of.astype(np.int64) * n_other + other_of, return_inverse=True)
    shared = sum_by(pair_of.reshape(-1), len(pairs), weight).astype(np.float64)
    # everybody may also get a number of their own, which is worth nothing
    rows = np.concatenate([pairs // n_other, np.arange(n_rows)])
    columns = np.concatenate([pairs % n_other, n_other + np.arange(n_rows)])
    worth = np.rint(np.concatenate([shared, np.zeros(n_rows)]) * (STEPS / max(float(shared.max()), 1e-300)))
    shape = n_rows, n_other + n_rows
    entries = scipy.sparse.coo_array((worth + 1.0, (rows, columns)), shape)  # zeros would be no entries
    best = scipy.sparse.csgraph.min_weight_full_bipartite_matching(entries.tocsr(), maximize=True)[1].astype(np.int64)
    number_of = first_of_the_best(rows, columns, worth.astype(np.int64), best)
    new = np.flatnonzero(number_of >= n_other)
    number_of[new] = n_other + np.arange(len(new))
    return number_of.astype(np.int32)[row_of]


def first_of_the_best(rows: np.ndarray, columns: np.ndarray, worth: np.ndarray, column_of: np.ndarray) -> np.ndarray:
    """Of all assignments worth as much as a best one, that in which row 0 has the lowest column possible, then row 1..

    By duality an assignment is best if it uses only pairs whose worth is just what their row and column are priced at,
    and no column with a price stays free. So each row in turn moves to the lowest such column whose holder can move on,
    along a chain that ends in the column just left. Free columns are held by one more row, nobody's, who may have any
    column without a price.

    Parameters
    ----------
    rows, columns, worth : (n_pairs,) int64, the pairs that are allowed
    column_of : (n_rows,) a best assignment

    Returns
    -------
    (n_rows,) int64
    """
    price = least_prices(rows, columns, worth, column_of)
    profit = np.full(len(column_of), np.iinfo(np.int64).min)
    np.maximum.at(profit, rows, worth - price[columns])
    tight = np.flatnonzero(worth - price[columns] == profit[rows])
    nobody = len(column_of)
    choices: list[list[int]] = [[] for _ in column_of]
    for pair in tight[np.argsort(columns[tight], kind="stable")].tolist():
        choices[rows[pair]].append(int(columns[pair]))
    choices.append(np.flatnonzero(price == 0).tolist())
    holder = [nobody] * len(price)
    for row, column in enumerate(column_of.tolist()):
        holder[column] = row
    for row in range(nobody):
        old = holder.index(row)
        for wanted in choices[row]:
            chain = find_chain(wanted, old, row, choices, holder)
            if chain:
                movers = [row, *(holder[column] for column in chain[:-1])]
                for mover, column in zip(movers, chain, strict=True):
                    holder[column] = mover
                break
    found = np.empty_like(column_of)
    for column, row in enumerate(holder):
        if row != nobody:
            found[row] = column
    return found


def least_prices(rows: np.ndarray, columns: np.ndarray, worth: np.ndarray, column_of: np.ndarray) -> np.ndarray:
    """The lowest prices of columns, (n_columns,), at which every row likes best the column that it has."""
    price = np.zeros(int(columns.max()) + 1, dtype=np.int64)
    has = np.zeros(len(column_of), dtype=np.int64)
    is_held = column_of[rows] == columns
    has[rows[is_held]] = worth[is_held]
    while True:
        raised = price.copy()
        np.maximum.at(raised, columns, worth - (has - price[column_of])[rows])
        if np.array_equal(raised, price):
            return price
        price = raised


def find_chain(wanted: int, old: int, row: int, choices: list[list[int]], holder: list[int]) -> list[int]:
    """Columns from ``wanted`` to ``old``, each taken by the holder of the one before; empty if there is no such chain.

    Rows before ``row`` keep what they have.
    """
    before: dict[int, int] = {wanted: wanted}
    waiting = deque([wanted])
    while waiting:
        column = waiting.popleft()
        if column == old:
            chain = [column]
            while chain[-1] != wanted:
                chain.append(before[chain[-1]])
            return chain[::-1]
        if holder[column] > row:
            for following in choices[holder[column]]:
                if following not in before:
                    before[following] = column
                    waiting.append(following)
    return []
