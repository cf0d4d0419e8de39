"""How good a layout is: balance, travel, compactness, fairness, and what changes hands."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from salesim.parameters import Parameters, parameter
from salesim.territory.contiguity import draw_neighborhood, find_pieces
from salesim.territory.layout import Sites, centers, sum_by
from salesim.territory.overlap import overlap_share
from salesim.territory.shape import divide_ground, measure, polsby_popper
from salesim.territory.travel import TravelParameters, travel_min_array

LOCAL_TOUR = 0.57  # km of tour per √(km² · stops), straight lines: Daganzo 1984


class TourParameters(Parameters):
    """What a rep's days are taken to look like when travel is estimated without simulating it."""

    visit_hours: float = parameter(1.0, about="workload that one visit stands for", source="A", unit="hour", gt=0.0)
    visits_per_day: float = parameter(
        8.0, about="stops of a day's tour", source="V: 6-10 in medical sales, 15-25 in consumer goods", gt=0.0
    )


def score_territories(
    territory_of: np.ndarray,
    sites: Sites,
    n_territories: int,
    home_x_km: np.ndarray | None = None,
    home_y_km: np.ndarray | None = None,
    travel: TravelParameters | None = None,
    tours: TourParameters | None = None,
) -> pd.DataFrame:
    """One row a territory: its size, its center, how far its customers lie, and hours on the road a week.

    Travel hours are estimated as V/C · 2 t(home, customer) + V · t(leg), with V visits a week (workload over hours a
    visit), C visits a day, and a leg of k √(A/V) km between stops: tours of C stops in a zone of area A, where the line
    haul from home and the local tour add up. t turns kilometers into time. The area is that of a rectangle with the
    same spread of workload, A = 12 √det Σ. It compares layouts; the simulation drives the real tours.

    Parameters
    ----------
    territory_of : (n,) in order of `sites.customer_id`
    sites : the n customers
    n_territories : k
    home_x_km, home_y_km : [km] where the owners start from, by number; the center for numbers beyond and if left out
    travel, tours : parameters of the estimate; the defaults if left out

    Returns
    -------
    frame with territory, region (where most of its workload lies), n_customers, workload_hours [hours/week],
    potential [money/week], x_km, y_km (workload-weighted center), distance_km (workload-weighted mean to the center),
    home_km (from home to center), area_km2, travel_hours [hours/week]

    Source: Daganzo 1984, "The distance traveled to visit N points with a maximum of C stops per vehicle",
    Transportation Science 18(4); k = .57. The square-root law is Beardwood, Halton & Hammersley's (1959).
    """
    travel, tours = travel or TravelParameters(), tours or TourParameters()
    workload = sum_by(territory_of, n_territories, sites.workload_hours)
    x, y = centers(territory_of, n_territories, sites.x_km, sites.y_km, sites.workload_hours)
    if home_x_km is None or home_y_km is None:
        home_x_km, home_y_km = x, y
    # whoever is yet to be hired will live in the middle
    known = min(len(home_x_km), n_territories)
    home_x, home_y = np.array(x), np.array(y)
    home_x[:known], home_y[:known] = home_x_km[:known], home_y_km[:known]

    def mean(values: np.ndarray) -> np.ndarray:
        means: np.ndarray = sum_by(territory_of, n_territories, weight * values) / np.maximum(total, 1e-300)
        return means

    weight = np.where(workload[territory_of] > 0, sites.workload_hours, 1.0)
    total = sum_by(territory_of, n_territories, weight)
    east, north = sites.x_km - x[territory_of], sites.y_km - y[territory_of]
    determinant = mean(east * east) * mean(north * north) - mean(east * north) ** 2
    area_km2 = 12.0 * np.sqrt(np.maximum(determinant, 0.0))

    visits = workload / tours.visit_hours
    leg_km = LOCAL_TOUR * np.sqrt(area_km2 / np.maximum(visits, 1e-300)) * (visits > 0)
    from_home_km = np.hypot(sites.x_km - home_x[territory_of], sites.y_km - home_y[territory_of])
    haul_min = 2.0 * mean(travel_min_array(from_home_km, travel)) / tours.visits_per_day
    travel_hours = visits * (haul_min + travel_min_array(leg_km, travel)) / 60.0
    frame = pd.DataFrame(
        {
            "territory": np.arange(n_territories),
            "region": _main_region(territory_of, sites, n_territories),
            "n_customers": sum_by(territory_of, n_territories),
            "workload_hours": workload,
            "potential": sum_by(territory_of, n_territories, sites.potential),
            "x_km": x,
            "y_km": y,
            "distance_km": mean(np.hypot(east, north)),
            "home_km": np.hypot(home_x - x, home_y - y),
            "area_km2": area_km2,
            "travel_hours": travel_hours,
        }
    )
    return frame[frame["n_customers"] > 0].reset_index(drop=True)


def score_layout(territories: pd.DataFrame) -> dict[str, float]:
    """A layout in a few numbers, from the frame of `score_territories`.

    - workload_worst, workload_cv: largest |deviation| from the mean and coefficient of variation; potential_* likewise
    - potential_gini: inequality of the chance to earn, 0 (all the same) to 1
    - distance_km: compactness, workload-weighted mean distance from customer to center
    - travel_hours: hours on the road of all reps together, a week
    - customers_max, customers_min: of the fullest and the emptiest territory
    """
    workload, potential = territories["workload_hours"].to_numpy(), territories["potential"].to_numpy()
    weights = workload if workload.sum() > 0 else np.ones(len(workload))
    return {
        "n_territories": len(territories),
        "workload_worst": worst_deviation(workload),
        "workload_cv": coefficient_of_variation(workload),
        "potential_worst": worst_deviation(potential),
        "potential_cv": coefficient_of_variation(potential),
        "potential_gini": gini(potential),
        "distance_km": float(np.average(territories["distance_km"], weights=weights)),
        "home_km": float(territories["home_km"].mean()),
        "travel_hours": float(territories["travel_hours"].sum()),
        "customers_max": int(territories["n_customers"].max()),
        "customers_min": int(territories["n_customers"].min()),
    }


def score_ground(territory_of: np.ndarray, sites: Sites) -> dict[str, float]:
    """What a layout looks like on the map, in a few numbers; one to three seconds for a million customers.

    - polsby_popper: mean over territories of 4π area / border², on the drawn shapes; 1 is a circle
    - one_piece_share: share of territories that hang together on the graph of neighboring customers
    - enclaves: pieces of territories that lie apart from their main piece
    - overlap_share: share of the workload that lies inside the hull of another territory

    In a large market customers close to each other are one spot, so an enclave smaller than that is not seen as apart
    where the territory has customers next to it.
    """
    n_numbers = int(territory_of.max()) + 1
    ground = divide_ground(sites.x_km, sites.y_km, territory_of, sites.workload_hours)
    area, border = measure(ground, n_numbers)
    shown = area > 0
    piece_of = find_pieces(territory_of, n_numbers, draw_neighborhood(sites.x_km, sites.y_km))
    owner = np.empty(int(piece_of.max()) + 1, dtype=np.int64)
    owner[piece_of] = territory_of
    pieces = sum_by(owner, n_numbers)
    n_territories = np.count_nonzero(pieces)
    return {
        "polsby_popper": float(polsby_popper(area[shown], border[shown]).mean()),
        "one_piece_share": float((pieces == 1).sum() / n_territories),
        "enclaves": int(pieces.sum() - n_territories),
        "overlap_share": overlap_share(territory_of, sites),
    }


def disruption(
    territory_of: np.ndarray,
    other_of: np.ndarray,
    sites: Sites,
    sales: np.ndarray | None = None,
    relationship: np.ndarray | None = None,
) -> dict[str, float]:
    """What changes hands between two layouts numbered by seat, as shares; `relabel` numbers any other layout first.

    Parameters
    ----------
    territory_of, other_of : (n,) in order of `sites.customer_id`
    sites : the n customers; prospects are customers who bring potential but no sales
    sales : (n,) [money/week] what they buy today
    relationship : (n,) what binds them to their rep, such as years together or goodwill

    Returns
    -------
    accounts_reassigned, potential_reassigned, and sales_reassigned, relationship_reassigned if they are given
    """
    moved = np.asarray(territory_of) != np.asarray(other_of)
    measures = {"potential": sites.potential, "sales": sales, "relationship": relationship}
    shares = {"accounts_reassigned": float(moved.mean())}
    for name, values in measures.items():
        if values is not None:
            total = float(values.sum())
            shares[f"{name}_reassigned"] = float(values[moved].sum()) / total if total > 0 else 0.0
    return shares


def relabel(territory_of: np.ndarray, other_of: np.ndarray, weight: np.ndarray | None = None) -> np.ndarray:
    """The same territories, numbered so that as much ``weight`` as possible keeps its number from the other layout.

    Territories beyond those of the other layout get new numbers, after the highest in use there.

    Parameters
    ----------
    territory_of, other_of : (n,)
    weight : (n,) such as potential; each customer counts the same if left out

    Source: the assignment problem of Kuhn (1955), "The Hungarian method", solved on the pairs that share a customer:
    Jonker & Volgenant 1987 for sparse matrices.

    >>> relabel(np.array([1, 1, 0, 0, 2]), np.array([0, 0, 1, 0, 1])).tolist()
    [0, 0, 1, 1, 2]
    """
    n_mine, n_other = int(np.max(territory_of)) + 1, int(np.max(other_of)) + 1
    pairs, pair_of = np.unique(np.asarray(territory_of, np.int64) * n_other + other_of, return_inverse=True)
    shared = sum_by(pair_of.reshape(-1), len(pairs), weight).astype(np.float64)
    # everybody may also get a number of their own, which is worth nothing; zeros would be no entries, hence + 1
    unit = max(float(shared.max()), 1e-300)
    rows = np.concatenate([pairs // n_other, np.arange(n_mine)])
    columns = np.concatenate([pairs % n_other, n_other + np.arange(n_mine)])
    values = np.concatenate([shared / unit, np.zeros(n_mine)]) + 1.0
    worth = coo_array((values, (rows, columns)), shape=(n_mine, n_other + n_mine)).tocsr()
    number_of = min_weight_full_bipartite_matching(worth, maximize=True)[1].astype(np.int64)
    used = np.zeros(n_mine, dtype=bool)
    used[territory_of] = True
    new = np.flatnonzero((number_of >= n_other) & used)
    number_of[new] = n_other + np.arange(len(new))
    renumbered: np.ndarray = number_of.astype(np.int32)[territory_of]
    return renumbered


def worst_deviation(values: np.ndarray) -> float:
    """Largest |value / mean - 1|; 0 if all are zero."""
    mean = float(np.mean(values))
    return float(np.max(np.abs(values / mean - 1.0))) if mean > 0 else 0.0


def coefficient_of_variation(values: np.ndarray) -> float:
    """Standard deviation over mean; 0 if all are zero."""
    mean = float(np.mean(values))
    return float(np.std(values)) / mean if mean > 0 else 0.0


def gini(values: np.ndarray) -> float:
    """Gini coefficient G = Σ (2i - k - 1) v₍ᵢ₎ / (k Σ v) of non-negative values (k,), sorted upwards, i from 1.

    >>> gini(np.array([1.0, 1.0, 1.0]))
    0.0
    >>> gini(np.array([0.0, 0.0, 0.0, 8.0]))
    0.75
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    k, total = len(ordered), float(ordered.sum())
    if total <= 0:
        return 0.0
    return float((2.0 * np.arange(1, k + 1) - k - 1) @ ordered) / (k * total)


def _main_region(territory_of: np.ndarray, sites: Sites, n_territories: int) -> np.ndarray:
    n_regions = int(sites.region.max()) + 1
    weight = sites.workload_hours if sites.workload_hours.sum() > 0 else np.ones(len(sites))
    pairs = territory_of.astype(np.int64) * n_regions + sites.region
    weights = sum_by(pairs, n_territories * n_regions, weight).reshape(n_territories, n_regions)
    region_of: np.ndarray = weights.argmax(axis=1)
    return region_of
