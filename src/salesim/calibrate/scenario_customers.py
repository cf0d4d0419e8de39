"""Which customers a calibrated scenario begins with, where they stand, and whose they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from salesim.calibrate.customer_base import CustomerBase
from salesim.calibrate.market import REP, Market, locate, market_of
from salesim.calibrate.notes import Note
from salesim.calibrate.regular_buying import orders_of_year
from salesim.export.dates import NO_DAY
from salesim.export.read import Export
from salesim.phrase import Phrase, in_a_row
from salesim.wording import count, percent
from salesim.wording.bounds import MAX_AMOUNT
from salesim.wording.text import N_
from salesim.world.country_places import find_countries
from salesim.world.gazetteer.locate import NOWHERE, POSITION
from salesim.world.placement import BY_WORDS, FARTHEST_KM

CHURNED = N_("Customers who have most likely churned: {n}. They are not in the scenario; the other {kept} are.")
SILENT = N_("Customers of the table without a usable order: {n}. They are not in the scenario.")
TOO_FAR = N_(
    "Customers more than {km} km from any town that salesim knows: {n}. They count as customers without a place."
)
PLACED = N_("Customers without a usable position: {n}. They were placed by address, or beside others: {by}.")
UNPLACED = N_(
    "Customers whom neither position nor address nor rep places: {n}, {share} of the sales. The scenario places them "
    "around the towns of its market (market.customers.unplaced: draw); leave_out leaves them out."
)
NO_POSITIONS = N_(
    "No customer has a usable position or address, so the scenario places them around the towns of its market, each "
    "with the order rate and order value estimated here. Territories on that map are not yours."
)
DELTA_BY_DEFAULT = N_(
    "Nothing in the export says in which country the customers are. The market is the Yangtze delta, the default; "
    "--country names another."
)
NO_REP = N_("Customers without a rep: {n}. They were assigned to the nearest customer's rep.")
IN_SCENARIO, LIKELY_CHURNED = N_("yes"), N_("no: has most likely churned")


@dataclass(frozen=True)
class ScenarioCustomers:
    """The customers of a scenario.

    Parameters
    ----------
    histories : one row a customer with orders: customer, first_order, last_order, orders, repeat_weeks, alive
        (probability), orders_per_week, order_value, in_scenario (yes or why not).
    customers : those in the scenario, as the file that it names.
    territories : customer and territory (the rep's id); None where that is not known.
    market : where they are; None for the default, where nothing tells.
    has_unplaced : whether some of them have no place.
    industries, industry_shares : of the market; None to keep the defaults.
    n : customers in the scenario; reps : whose they are, or how many there are in all.
    notes : what a reader must know of them.
    """

    histories: pd.DataFrame
    customers: pd.DataFrame
    territories: pd.DataFrame | None
    market: Market | None
    has_unplaced: bool
    industries: tuple[str, ...] | None
    industry_shares: tuple[float, ...] | None
    n: int
    reps: int | None
    notes: list[Note]


def choose_customers(
    export: Export,
    base: CustomerBase,
    rates: np.ndarray,
    values: np.ndarray,
    rng: np.random.Generator,
    countries: Sequence[str] = (),
) -> ScenarioCustomers:
    """The customers that are most likely still there, as many as are expected to be.

    Parameters
    ----------
    rates, values : (n,) expected order rate [1/week] and order value of the base's customers.
    countries : of the market, by code or name; found out if left out.
    """
    notes: list[Note] = []
    own = export.customers.loc[base.codes].reset_index(drop=True)
    n = len(base.codes)
    stays = still_there(base)
    n_alive = int(stays.sum())
    if n_alive < n:
        notes.append(Note(CHURNED, {"n": count(n - n_alive), "kept": count(n_alive)}))
    silent = export.n_listed - n
    if export.n_listed and silent > 0:
        notes.append(Note(SILENT, {"n": count(silent)}))

    lon, lat, placed_by, places = locate(own, countries, rng)
    if places is not None:
        far = np.zeros(n, bool)
        is_there = placed_by != NOWHERE
        far[is_there] = places.away_km(lon[is_there], lat[is_there]) > FARTHEST_KM
        lon[far], lat[far], placed_by[far] = np.nan, np.nan, NOWHERE
        if far.any():
            notes.append(Note(TOO_FAR, {"n": count(int(far.sum())), "km": count(FARTHEST_KM)}))
    keys = np.array(export.keys, dtype=object)[base.codes]
    rows = np.flatnonzero(stays)
    on_map = bool((placed_by[rows] != NOWHERE).any())
    notes += placement_notes(placed_by[rows], rates[rows] * values[rows])
    market = None
    if on_map and places is not None:
        at = rows[placed_by[rows] != NOWHERE]
        market = market_of(places, lon[at], lat[at])
    elif countries:
        market = Market(find_countries(countries, "--country"), ())
    else:
        notes.append(Note(DELTA_BY_DEFAULT))
    histories = history_frame(keys, base, rates, values, stays)
    frame = pd.DataFrame({"id": keys[rows]})
    if on_map:
        frame["lon"], frame["lat"], frame["placed_by"] = lon[rows].round(5), lat[rows].round(5), placed_by[rows]
    for column in ("name", "industry"):
        if (own[column] != "").any():
            frame[column] = own[column].to_numpy()[rows]
    frame["orders_per_week"] = np.round(rates[rows], 5)
    frame["past_orders"] = np.round(base.outlook.b[rows] - base.values[3], 2)
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
    territories, n_reps = whose(export, own["rep"].to_numpy()[rows], frame, notes)
    n_reps = n_reps or export.n_reps or None
    industries, shares = industry_shares(own.loc[rows])
    has_lost = bool((placed_by[rows] == NOWHERE).any())
    return ScenarioCustomers(
        histories, frame, territories, market, has_lost, industries, shares, len(rows), n_reps, notes
    )


def still_there(base: CustomerBase) -> np.ndarray:
    """Those most probably still there, as many as will order in a year what all are expected to, (n,) booleans."""
    a_year = orders_of_year(base.outlook)
    order = np.argsort(-base.outlook.alive, kind="stable")
    if_there = np.cumsum(a_year[order] / np.maximum(base.outlook.alive[order], 1e-12))
    n_kept = int(np.searchsorted(if_there, a_year.sum() * (1.0 - 1e-9))) + 1
    stays = np.zeros(len(order), bool)
    stays[order[:n_kept]] = True
    return stays


def placement_notes(placed_by: np.ndarray, sales: np.ndarray) -> list[Note]:
    """What a reader must know of how the customers (n,) were placed, and what those who were not buy."""
    lost = placed_by == NOWHERE
    if lost.all():
        return [Note(NO_POSITIONS)]
    notes = []
    other = Counter(by for by in placed_by.tolist() if by not in (NOWHERE, POSITION))
    if other:
        words = {**BY_WORDS, REP: N_("rep")}
        parts = [Phrase("{n} by {what}", n=count(n), what=Phrase(words[by])) for by, n in other.most_common()]
        notes.append(Note(PLACED, {"n": count(sum(other.values())), "by": in_a_row(parts)}))
    if lost.any():
        share = percent(float(sales[lost].sum() / sales.sum()), decimals=1)
        notes.append(Note(UNPLACED, {"n": count(int(lost.sum())), "share": share}))
    return notes


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
        rep = rep.copy()
        rep[lost] = np.bincount(rep[known]).argmax()  # who is nowhere goes to whoever has most
        if "lon" in frame:
            places = frame[["lon", "lat"]].to_numpy() * [np.cos(np.radians(frame["lat"].mean())), 1.0]
            is_there = ~np.isnan(places[:, 0])
            near, placed = known[is_there[known]], lost[is_there[lost]]
            if len(near):
                rep[placed] = rep[near[cKDTree(places[near]).query(places[placed])[1]]]
    names = np.array(export.reps, dtype=object)[rep]
    return pd.DataFrame({"customer": frame["id"], "territory": names}), len(np.unique(rep))


def history_frame(
    keys: np.ndarray,
    base: CustomerBase,
    rates: np.ndarray,
    values: np.ndarray,
    stays: np.ndarray,
) -> pd.DataFrame:
    """What is known of each customer with orders, and whether it is in the scenario."""
    day = (base.start + np.column_stack([base.first, base.last])).astype("datetime64[D]")
    why = np.where(stays, IN_SCENARIO, LIKELY_CHURNED)
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
