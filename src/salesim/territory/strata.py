"""Customers in strata, such as industries, that share the map but not their reps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from salesim.phrase import Phrase
from salesim.territory.layout import Layout, Sites, sum_by
from salesim.territory.seats import largest_remainder
from salesim.territory.units import merge_smallest


def build_in_strata(
    name: str,
    builder: str,
    stratum_of: np.ndarray,
    labels: Sequence[str],
    sites: Sites,
    n_territories: int,
    build_inside: Callable[[Sites, int], Layout],
    weight: np.ndarray | None = None,
) -> Layout:
    """Territories to strata in proportion to their work (largest remainder, one at least), then each on its own.

    With fewer territories than strata the smallest stratum shares those of the one around whose center it lies
    nearest. Territories of different strata overlap: the same roads are driven twice, which is the price of
    specialization.

    Parameters
    ----------
    stratum_of : (n,) index into ``labels``
    labels : names of the strata; those without customers get no territory
    build_inside : draws a given number of territories for the customers of one stratum
    weight : (n,) [hours/week] what the number of territories goes by; workload if left out
    """
    weight = sites.workload_hours if weight is None else weight
    present, stratum_of = np.unique(stratum_of, return_inverse=True)
    empty = [label for index, label in enumerate(labels) if index not in present]
    notes: list[str] = (
        [Phrase("no customers in {strata}, so no territory either", strata=", ".join(empty))] if empty else []
    )
    names = np.array([labels[index] for index in present], dtype=object)
    sizes = sum_by(stratum_of, len(present), weight)
    if len(present) > n_territories:
        joined, sizes = merge_smallest(stratum_of, sizes, sites, n_territories)
        names = np.array(
            [" + ".join(names[np.unique(stratum_of[joined == one])]) for one in range(len(sizes))], dtype=object
        )
        stratum_of = joined
        shared = ", ".join(label for label in names if " + " in label)
        notes.append(
            Phrase(
                "{n} strata for {n_territories} territories, so some share reps: {shared}",
                n=len(present),
                n_territories=n_territories,
                shared=shared,
            )
        )
    seats = largest_remainder(sizes, n_territories, at_most=sum_by(stratum_of, len(sizes)))
    territory_of = np.empty(len(sites), np.int32)
    first = 0
    for stratum, n_seats in enumerate(seats):
        rows = np.flatnonzero(stratum_of == stratum)
        inside = build_inside(sites.at(rows), int(n_seats))
        territory_of[rows] = first + inside.territory_of
        notes += [Phrase("{name}: {note}", name=names[stratum], note=note) for note in inside.notes]
        first += int(n_seats)
    return Layout(name, builder, territory_of, n_territories, tuple(notes))
