"""Which customers a calibrated scenario begins with, where they stand, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from salesim.calibrate.cells import NO_DAY
from salesim.calibrate.customer_base import CustomerBase
from salesim.calibrate.export import Export
from salesim.calibrate.notes import Note
from salesim.wording import count
from salesim.wording.bounds import MAX_AMOUNT
from salesim.wording.text import N_
from salesim.world.delta import known_prefectures, load_delta
from salesim.world.own_customers import FARTHEST_KM
from salesim.world.places import Places

MIN_SHARE = 0.01  # of the customers, in a prefecture that counts as part of the market
JITTER_DEG = 0.01  # about a kilometer, so that customers put beside others don't stand on top of them

CHURNED = N_("Customers who have most likely churned: {n}. They are not in the scenario; the other {kept} are.")
SILENT = N_("Customers of the table without a usable order: {n}. They are not in the scenario.")
TOO_FAR = N_(
    "Customers more than {km} km from the towns that salesim knows (Shanghai, Jiangsu, Zhejiang): {n}. They are used "
    "for the estimates, but are not in the scenario."
)
PLACED = N_("Customers without a usable position: {n}. They were placed beside others of their city or rep.")
NO_POSITIONS = N_(
    "No customer has a usable position, so the scenario places as many customers around the towns of its market, with "
    "the order rates, order values and churn estimated here. Territories on that map are not yours."
)
NO_REP = N_("Customers without a rep: {n}. They were assigned to the nearest customer's rep.")
IN_SCENARIO, LIKELY_CHURNED = N_("yes"), N_("no: has most likely churned")
FAR_AWAY, NO_PLACE = N_("no: too far away"), N_("no: no position")


@dataclass(frozen=True)
class ScenarioCustomers:
    """The customers of a scenario.

    Parameters
    ----------
    histories : one row a customer with orders: customer, first_order, last_order, orders, repeat_weeks, alive
        (probability), orders_per_week, order_value, in_scenario (yes or why not).
    customers : those in the scenario, as the file that it names; None where nobody has a position.
    territories : customer and territory (the rep's id); None where that is not known.
    prefectures, industries, industry_shares : of the market; None to keep the defaults.
    n : customers in the scenario; reps : whose they are, or how many there are in all.
    notes : what a reader must know of them.
    """

    histories: pd.DataFrame
    customers: pd.DataFrame | None
    territories: pd.DataFrame | None
    prefectures: tuple[str, ...] | None
    industries: tuple[str, ...] | None
    industry_shares: tuple[float, ...] | None
    n: int
    reps: int | None
    notes: list[Note]


def choose_customers(
    export: Export, base: CustomerBase, rates: np.ndarray, values: np.ndarray, rng: np.random.Generator
) -> ScenarioCustomers:
    """The customers that are most likely still there, as many as are expected to be.

    Parameters
    ----------
    rates, values : (n,) expected order rate [1/week] and order value of the base's customers.
    """
    notes: list[Note] = []
    own = export.customers.loc[base.codes].reset_index(drop=True)
    n = len(base.codes)
    n_alive = max(round(float(base.outlook.alive.sum())), 1)
    stays = np.zeros(n, bool)
    stays[np.argsort(-base.outlook.alive, kind="stable")[:n_alive]] = True
    if n_alive < n:
        notes.append(Note(CHURNED, {"n": count(n - n_alive), "kept": count(n_alive)}))
    silent = export.n_listed - n
    if export.n_listed and silent > 0:
        notes.append(Note(SILENT, {"n": count(silent)}))

    lon, lat, drawn = positions(own, rng)
    has_place = ~np.isnan(lon)
    places: Places | None = None
    far = np.zeros(n, bool)
    if has_place.any():
        everywhere = load_delta(known_prefectures())
        far[has_place] = away_km(everywhere, lon[has_place], lat[has_place]) > FARTHEST_KM
        places = everywhere
    if far.any():
        notes.append(Note(TOO_FAR, {"n": count(int(far.sum())), "km": count(FARTHEST_KM)}))
    inside = stays & has_place & ~far
    on_map = bool(inside.any()) and places is not None
    if on_map and drawn[inside].any():
        notes.append(Note(PLACED, {"n": count(int(drawn[inside].sum()))}))
    if not on_map:
        notes.append(Note(NO_POSITIONS))
    keys = np.array(export.keys, dtype=object)[base.codes]
    histories = history_frame(keys, base, rates, values, stays, inside if on_map else stays, far)
    if not on_map or places is None:
        sellers = export.orders["rep"].to_numpy()
        reps = export.n_reps or len(np.unique(sellers[sellers >= 0])) or None
        return ScenarioCustomers(histories, None, None, None, *industry_shares(own[stays]), n_alive, reps, notes)

    rows = np.flatnonzero(inside)
    frame = pd.DataFrame({"id": keys[rows], "lon": lon[rows].round(5), "lat": lat[rows].round(5)})
    for column in ("name", "industry"):
        if (own[column] != "").any():
            frame[column] = own[column].to_numpy()[rows]
    frame["orders_per_week"] = np.round(rates[rows], 5)
    frame["order_value"] = np.round(np.clip(values[rows], 0.01, MAX_AMOUNT), 2)
    if (own["distributor"] >= 0).any():
        frame["distributor"] = np.where(own["distributor"].to_numpy()[rows] > 0, "yes", "no")
    elif export.n_distributors == 0:
        frame["distributor"] = "no"
    stated, seen = own["first_day"].to_numpy()[rows], base.start + base.first[rows]
    is_told = (stated != NO_DAY) & base.counts_before
    since = np.where(is_told, np.minimum(stated, seen), seen)
    frame["first_order"] = since.astype("datetime64[D]").astype(str)
    frame["last_order"] = histories["last_order"].to_numpy()[rows]
    prefectures = market_of(places, lon[rows], lat[rows])
    territories, n_reps = whose(export, own["rep"].to_numpy()[rows], frame, notes)
    n_reps = n_reps or export.n_reps or None
    industries, shares = industry_shares(own.loc[rows])
    return ScenarioCustomers(histories, frame, territories, prefectures, industries, shares, len(rows), n_reps, notes)


def positions(own: pd.DataFrame, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Longitude and latitude (n,), NaN where nothing is known, and a mask of those that were drawn.

    Who has no position stands beside a customer of the same city, or else of the same rep; or around the towns of its
    prefecture where the export knows no position at all.
    """
    lon, lat = own["lon"].to_numpy().copy(), own["lat"].to_numpy().copy()
    drawn = np.isnan(lon)
    if not drawn.any():
        return lon, lat, drawn
    known = np.flatnonzero(~drawn)
    for column in ("prefecture", "rep"):
        of_key: dict[object, np.ndarray] = {}
        labels = own[column].to_numpy()
        for label in pd.unique(labels[known]):
            of_key[label] = known[labels[known] == label]
        for row in np.flatnonzero(np.isnan(lon)):
            label = labels[row]
            if label not in ("", -1) and label in of_key:
                beside = rng.choice(of_key[label])
                lon[row], lat[row] = lon[beside] + JITTER_DEG * rng.normal(), lat[beside] + JITTER_DEG * rng.normal()
    lost = np.isnan(lon)
    if lost.any() and (own["prefecture"][lost] != "").any():
        put_in_prefectures(own["prefecture"].to_numpy(), lost, lon, lat, rng)
    return lon, lat, drawn & ~np.isnan(lon)


def put_in_prefectures(
    names: np.ndarray, lost: np.ndarray, lon: np.ndarray, lat: np.ndarray, rng: np.random.Generator
) -> None:
    """Put customers around the towns of the prefecture that the export names, by residents."""
    places = load_delta(known_prefectures())
    known = {name: i for i, name in enumerate(places.units)}
    known |= {name.removesuffix("市"): i for name, i in list(known.items())}
    known |= {name.split(",")[0].casefold(): i for i, name in enumerate(places.units_en)}
    for name in pd.unique(names[lost]):
        index = known.get(name, known.get(str(name).casefold()))
        if index is None:
            continue
        rows, towns = np.flatnonzero(lost & (names == name)), np.flatnonzero(places.unit == index)
        weight = places.residents[towns] / places.residents[towns].sum()
        at = rng.choice(towns, len(rows), p=weight)
        lon[rows] = places.lon[at] + 2.0 * JITTER_DEG * rng.normal(size=len(rows))
        lat[rows] = places.lat[at] + 2.0 * JITTER_DEG * rng.normal(size=len(rows))


def whose(
    export: Export, rep: np.ndarray, frame: pd.DataFrame, notes: list[Note]
) -> tuple[pd.DataFrame | None, int | None]:
    """Customers with the rep whose they are, as a layout's file, and the number of reps; None where nobody knows."""
    known = np.flatnonzero(rep >= 0)
    if len(known) == 0:
        return None, None
    lost = np.flatnonzero(rep < 0)
    if len(lost):
        notes.append(Note(NO_REP, {"n": count(len(lost))}))
        places = frame[["lon", "lat"]].to_numpy() * [np.cos(np.radians(frame["lat"].mean())), 1.0]
        rep = rep.copy()
        rep[lost] = rep[known[cKDTree(places[known]).query(places[lost])[1]]]
    names = np.array(export.reps, dtype=object)[rep]
    return pd.DataFrame({"customer": frame["id"], "territory": names}), len(np.unique(rep))


def history_frame(
    keys: np.ndarray,
    base: CustomerBase,
    rates: np.ndarray,
    values: np.ndarray,
    stays: np.ndarray,
    inside: np.ndarray,
    far: np.ndarray,
) -> pd.DataFrame:
    """What is known of each customer with orders, and whether it is in the scenario."""
    day = (base.start + np.column_stack([base.first, base.last])).astype("datetime64[D]")
    why = np.where(inside, IN_SCENARIO, np.where(~stays, LIKELY_CHURNED, np.where(far, FAR_AWAY, NO_PLACE)))
    return pd.DataFrame(
        {
            "customer": keys,
            "first_order": day[:, 0].astype(str),
            "last_order": day[:, 1].astype(str),
            "repeat_orders": base.histories.x.astype(int),
            "alive": base.outlook.alive.round(4),
            "orders_per_week": np.round(rates, 5),
            "order_value": np.round(values, 2),
            "in_scenario": why,
        }
    )


def industry_shares(own: pd.DataFrame) -> tuple[tuple[str, ...] | None, tuple[float, ...] | None]:
    """Industries and the share of customers in each, the largest first; None where the export names none, or many."""
    named = own["industry"][own["industry"] != ""]
    counts = named.value_counts(sort=True)
    if not 1 <= len(counts) <= 50:
        return None, None
    shares = (counts / counts.sum()).round(6).tolist()
    shares[0] = round(1.0 - sum(shares[1:]), 6)
    return tuple(str(name) for name in counts.index), tuple(shares)


def market_of(places: Places, lon: np.ndarray, lat: np.ndarray) -> tuple[str, ...]:
    """Prefectures where a share of the customers lives, and those without which some would be far from a town."""
    own = places.unit[places.nearest_town(*places.projection.to_km(lon, lat))]
    counts = np.bincount(own, minlength=len(places.units))
    chosen = set(np.flatnonzero(counts >= max(MIN_SHARE * len(lon), 1.0)).tolist())
    near = load_delta([places.units[i] for i in chosen])
    chosen |= set(own[away_km(near, lon, lat) > 0.9 * FARTHEST_KM].tolist())
    return tuple(places.units[i] for i in sorted(chosen))


def away_km(places: Places, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Distance to the nearest town, (n,)."""
    x_km, y_km = places.projection.to_km(lon, lat)
    tree = cKDTree(places.towns[["x_km", "y_km"]].to_numpy())
    return tree.query(np.column_stack([x_km, y_km]))[0]
