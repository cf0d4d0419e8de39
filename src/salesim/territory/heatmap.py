"""Territories from the density of outlets (热力图): peaks become territories, valleys become borders."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import scipy

from salesim.parameters import parameter
from salesim.phrase import Phrase
from salesim.territory.builder import LayoutBuilder, register_builder
from salesim.territory.layout import Layout, Sites, centers, sum_by
from salesim.territory.seats import largest_remainder
from salesim.territory.travel import TravelParameters
from salesim.territory.units import cut_up

CELLS_ACROSS = 800  # more squares than this each way would not change a border
SMALLEST = 0.5  # a peak with fewer outlets than this share of an average territory's gets no rep of its own


@register_builder
class HeatmapLayout(LayoutBuilder):
    """Territories around the peaks of outlet density."""

    builder: Literal["heatmap"] = parameter("heatmap", about="by outlet density", source="V: the article, T3")
    cell_km: float = parameter(
        2.0, about="squares on which outlets are counted", unit="km", source="A", gt=0.0, le=100.0
    )
    blur_km: float = parameter(
        5.0,
        about="standard deviation by which an outlet is spread out: more blurs peaks that lie close into one",
        unit="km",
        source="A",
        gt=0.0,
        le=200.0,
    )
    prominence: float = parameter(
        0.1,
        about="how far density must fall on the way to a higher peak, as a share of it, for a peak to count",
        source="A",
        ge=0.0,
        le=1.0,
    )

    def build(
        self, name: str, sites: Sites, n_territories: int, travel: TravelParameters, homes_km: np.ndarray | None
    ) -> Layout:
        return build_by_heatmap(name, self, sites, n_territories)


class Basins(NamedTuple):
    """What lies around each peak of density.

    basin_of : (n,) basin of each customer
    pairs : (s, 2) basins that share a border
    passes : (s,) the highest density on that border [outlets/square]
    """

    basin_of: np.ndarray
    pairs: np.ndarray
    passes: np.ndarray


def build_by_heatmap(name: str, parameters: HeatmapLayout, sites: Sites, n_territories: int) -> Layout:
    """Watershed of a blurred count of outlets.

    1. Outlets are counted on squares and blurred by a normal curve.
    2. Each square drains uphill, to its highest neighbor, up to a peak; the squares of a peak are its basin.
    3. Peaks that hardly rise above the pass to a higher one join it; and so, over their highest pass, do those with
       less than half an average territory's outlets, or for which there is no territory.
    4. Territories left over go to the basins with most outlets (largest remainder), which are cut up by number.

    Source: Vincent & Soille 1991, "Watersheds in digital spaces", IEEE Transactions on Pattern Analysis and Machine
    Intelligence 13(6); joining by prominence is topological persistence (Edelsbrunner, Letscher & Zomorodian 2002).
    """
    outlets = sites.counted()
    basins = density_basins(sites.x_km, sites.y_km, outlets, parameters)
    n_peaks = int(basins.basin_of.max()) + 1
    basin_of = join_small(basins, sites, outlets, n_territories)
    n_basins = int(basin_of.max()) + 1
    held = sum_by(basin_of, n_basins, outlets)
    seats = largest_remainder(held, n_territories, at_most=sum_by(basin_of, n_basins))
    territory_of = cut_up(basin_of, seats, sites, outlets)
    note = Phrase(
        "{n_peaks} peaks of density, of which {n} with enough outlets for reps of their own",
        n_peaks=n_peaks,
        n=len(held),
    )
    return Layout(name, "heatmap", territory_of, n_territories, (note,))


def density_basins(x_km: np.ndarray, y_km: np.ndarray, outlets: np.ndarray, parameters: HeatmapLayout) -> Basins:
    """Basins of the peaks that are prominent enough, numbered from 0, without those in which nobody is."""
    extent_km = max(float(np.ptp(x_km)), float(np.ptp(y_km)))
    size_km = max(parameters.cell_km, extent_km / CELLS_ACROSS)
    column = np.floor((x_km - x_km.min()) / size_km).astype(np.int64)
    row = np.floor((y_km - y_km.min()) / size_km).astype(np.int64)
    shape = (int(row.max()) + 1, int(column.max()) + 1)
    counts = sum_by(row * shape[1] + column, shape[0] * shape[1], outlets).reshape(shape)
    density = scipy.ndimage.gaussian_filter(counts, parameters.blur_km / size_km, mode="constant")

    peak_of = uphill(density)
    peaks, cells = np.unique(peak_of, return_inverse=True)
    cells = cells.reshape(shape)
    pairs, passes = borders(cells, density)
    joined = join_faint(density.ravel()[peaks], pairs, passes, parameters.prominence)
    used, basin_of = np.unique(joined[cells[row, column]], return_inverse=True)
    number = np.full(len(peaks), -1)
    number[used] = np.arange(len(used))
    pairs = number[joined[pairs]]
    is_between = (pairs[:, 0] != pairs[:, 1]) & (pairs >= 0).all(axis=1) & (passes > 0)
    return Basins(basin_of, pairs[is_between], passes[is_between])


def uphill(density: np.ndarray) -> np.ndarray:
    """The peak (flat index) that each square (rows, columns) reaches by steps to its highest neighbor; flat array.

    >>> uphill(np.array([[1.0, 3.0, 2.0, 1.0, 5.0]])).tolist()
    [1, 1, 1, 4, 4]
    """
    order = np.argsort(density.ravel(), kind="stable")
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))  # no two squares are equal, so nobody drains in circles
    up = order[scipy.ndimage.maximum_filter(rank.reshape(density.shape), size=3, mode="nearest").ravel()]
    while not np.array_equal(further := up[up], up):
        up = further
    top: np.ndarray = up
    return top


def borders(cells: np.ndarray, density: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of basins (s, 2) that touch, diagonally too, and the highest density (s,) at which one can cross."""
    n = int(cells.max()) + 1
    found_pairs, found_heights = [], []
    for here, there in (
        (np.s_[:, :-1], np.s_[:, 1:]),
        (np.s_[:-1, :], np.s_[1:, :]),
        (np.s_[:-1, :-1], np.s_[1:, 1:]),
        (np.s_[:-1, 1:], np.s_[1:, :-1]),
    ):
        a, b = cells[here].ravel(), cells[there].ravel()
        is_border = a != b
        a, b = a[is_border], b[is_border]
        found_pairs.append(np.minimum(a, b) * n + np.maximum(a, b))
        found_heights.append(np.minimum(density[here].ravel(), density[there].ravel())[is_border])
    pairs, which = np.unique(np.concatenate(found_pairs), return_inverse=True)
    passes = np.zeros(len(pairs))
    np.maximum.at(passes, which, np.concatenate(found_heights))
    return np.column_stack([pairs // n, pairs % n]), passes


def join_faint(heights: np.ndarray, pairs: np.ndarray, passes: np.ndarray, prominence: float) -> np.ndarray:
    """Peaks (p,) joined to higher ones from which hardly a valley divides them; returns whom each has joined (p,).

    Passes are crossed from the highest down. Where one lies less than ``prominence`` below the lower of the two peaks
    that it connects, the lower peak joins the higher.
    """
    joined = np.arange(len(heights))

    def top(peak: int) -> int:
        while joined[peak] != peak:
            joined[peak] = joined[joined[peak]]
            peak = int(joined[peak])
        return peak

    for index in np.argsort(-passes, kind="stable"):
        low, high = sorted((top(int(pairs[index, 0])), top(int(pairs[index, 1]))), key=lambda p: (heights[p], p))
        if low != high and passes[index] > (1.0 - prominence) * heights[low]:
            joined[low] = high
    return np.array([top(peak) for peak in range(len(heights))])


def join_small(basins: Basins, sites: Sites, outlets: np.ndarray, n_territories: int) -> np.ndarray:
    """Basin of each customer (n,), numbered anew, after small and surplus basins joined a neighbor.

    The smallest goes first, over its highest pass; one without any pass, far out, to the nearest center.
    """
    n = int(basins.basin_of.max()) + 1
    held = sum_by(basins.basin_of, n, outlets)
    x, y = centers(basins.basin_of, n, sites.x_km, sites.y_km, outlets)
    passes: list[dict[int, float]] = [{} for _ in range(n)]
    for (a, b), height in zip(basins.pairs.tolist(), basins.passes.tolist(), strict=True):
        passes[a][b] = max(height, passes[a].get(b, 0.0))
        passes[b][a] = passes[a][b]
    joined = np.arange(n)
    alive = np.ones(n, dtype=bool)
    least = SMALLEST * outlets.sum() / n_territories
    for n_left in range(n, 1, -1):
        small = int(np.argmin(np.where(alive, held, np.inf)))
        if n_left <= n_territories and held[small] >= least:
            break
        alive[small] = False
        if passes[small]:
            other = max(passes[small], key=lambda basin: (passes[small][basin], -basin))
        else:
            other = int(np.argmin(np.where(alive, np.hypot(x - x[small], y - y[small]), np.inf)))
        share = held[small] / max(held[small] + held[other], 1.0)
        x[other] += share * (x[small] - x[other])
        y[other] += share * (y[small] - y[other])
        held[other] += held[small]
        joined[joined == small] = other
        for basin, height in passes[small].items():
            del passes[basin][small]
            if basin != other:
                passes[other][basin] = passes[basin][other] = max(height, passes[other].get(basin, 0.0))
    return np.unique(joined[basins.basin_of], return_inverse=True)[1]
