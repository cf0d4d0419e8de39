"""Changes of quota, pay plan and territory that touched some reps and not others, as an export shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesim.calibrate.firm.pay_breaks import pay_breaks
from salesim.calibrate.firm.quarters import sellers
from salesim.calibrate.firm.stated_plan import NO_END, StatedPlan, plan_of
from salesim.export.read import Export
from salesim.pay.plan import PayParameters
from salesim.wording.text import N_

MOVED = np.log(1.05)  # of a quota against the others' from which it counts as changed ...
STILL = np.log(1.01)  # ... and up to which as unchanged
STEADY = 0.8  # of orders that follow one of the same customer, with the same rep: below, orders say no owner
MIN_MOVED, SHARE_MOVED = 3, 0.10  # customers, and of the sales of the year before, for a territory to count as changed
YEAR_DAYS = 365

KINDS = {"quota": N_("quota"), "plan": N_("pay plan"), "territory": N_("territory")}


@dataclass(frozen=True)
class Changes:
    """Who was touched by changes of a kind, and when.

    Parameters
    ----------
    kind : a key of `KINDS`.
    rows : one row a change: unit (rep's code), day, size (log of the new quota over the old, less the others'; share of
        sales moved; NaN of plans).
    touched, untouched : codes of reps, once each; others are neither.
    """

    kind: str
    rows: pd.DataFrame
    touched: np.ndarray
    untouched: np.ndarray

    def first_day(self, unit: int) -> int:
        """Day of a touched rep's first change."""
        return int(self.rows.loc[self.rows["unit"] == unit, "day"].min())


def changes_of(kind: str, found: list[tuple[int, int, float]], known: set[int], doubtful: set[int]) -> Changes:
    """Changes as rows; ``known`` are all reps of whom the export would tell, ``doubtful`` changed a little."""
    rows = pd.DataFrame(found, columns=["unit", "day", "size"]).sort_values(["day", "unit"], ignore_index=True)
    touched = np.unique(rows["unit"].to_numpy(np.int64))
    untouched = np.array(sorted(known - set(touched.tolist()) - doubtful), np.int64)
    return Changes(kind, rows, touched, untouched)


def find_changes(export: Export, plans: Sequence[StatedPlan]) -> list[Changes]:
    """The changes of each kind that the export has; none of a kind of which it tells nothing."""
    found = [quota_changes(export), plan_changes(export, plans), territory_changes(export)]
    return [one for one in found if one is not None]


def quota_changes(export: Export) -> Changes | None:
    """Quotas that rose or fell otherwise than the others' of the same day; None without quotas of several periods."""
    quotas = export.quotas
    if quotas is None or quotas.empty:
        return None
    rows = quotas[(quotas["amount"] > 0) & (quotas["last_day"] >= export.start) & (quotas["first_day"] <= export.end)]
    rows = rows.sort_values(["rep", "first_day"])
    a_month = (rows["amount"] / rows["months"]).to_numpy()
    same = (rows["rep"].diff() == 0).to_numpy() & (rows["months"].diff() == 0).to_numpy()
    growth = np.append(np.nan, np.diff(np.log(a_month)))
    steps = pd.DataFrame({"rep": rows["rep"].to_numpy(), "day": rows["first_day"].to_numpy(), "growth": growth})[same]
    if steps.empty:
        return None
    found, doubtful = [], set()
    for day, at in steps.groupby("day"):
        against = at["growth"] - common_growth(at["growth"].to_numpy())
        for rep, size in zip(at["rep"].tolist(), against.tolist(), strict=True):
            if abs(size) >= MOVED:
                found.append((rep, int(day), size))
            elif abs(size) > STILL:
                doubtful.add(rep)
    return changes_of("quota", found, set(steps["rep"].tolist()), doubtful)


def common_growth(growth: np.ndarray) -> float:
    """The growth that most reps share: that with the most others within `STILL` of it, the smallest of several.

    >>> common_growth(np.array([0.0, 0.0, 0.2, 0.3]))
    0.0
    """
    near = (np.abs(growth[:, None] - growth[None, :]) <= STILL).sum(axis=1)
    best = growth[near == near.max()]
    return float(best[np.argmin(np.abs(best))])


def plan_changes(export: Export, plans: Sequence[StatedPlan]) -> Changes | None:
    """Reps who came under another pay plan: by the plan that quotas or payouts name, by the stated plans' days, or else
    by payouts that follow another straight line of sales."""
    found: dict[tuple[int, int], float] = {}
    known: set[int] = set()
    for table in (export.payouts, export.quotas):
        if table is None or table.empty or not (table["plan"] != "").any():
            continue
        rows = table[table["plan"] != ""].sort_values(["rep", "first_day"])
        changed = (rows["rep"].diff() == 0) & (rows["plan"] != rows["plan"].shift())
        known |= set(rows["rep"].tolist())
        for rep, day in zip(rows.loc[changed, "rep"], rows.loc[changed, "first_day"], strict=True):
            found[int(rep), int(day)] = np.nan
    starts = sorted({plan.first_day for plan in plans if export.start < plan.first_day <= export.end})
    starts += sorted({plan.last_day + 1 for plan in plans if export.start <= plan.last_day < min(export.end, NO_END)})
    if len(plans) > 1 and starts:
        known |= set(range(len(export.reps)))
        for day in dict.fromkeys(starts):
            for rep, name in enumerate(export.reps):
                if terms_of(plan_of(plans, name, day - 1)) != terms_of(plan_of(plans, name, day)):
                    found[rep, day] = np.nan
    if not known:
        breaks, known = pay_breaks(export)
        found = dict.fromkeys(breaks, np.nan)
    if not known:
        return None
    return changes_of("plan", [(rep, day, size) for (rep, day), size in found.items()], known, set())


def terms_of(plan: StatedPlan | None) -> tuple[PayParameters, int | None] | None:
    """What a plan pays and over which months; one that is stated anew with the same terms is no change."""
    return None if plan is None else (plan.pay, plan.months)


def first_sellers(export: Export) -> np.ndarray:
    """The rep of each customer's first order (n_customers,), -1 without: accounts as they were at the beginning."""
    seller, day = sellers(export), export.orders["day"].to_numpy()
    rows = np.flatnonzero(seller >= 0)
    rows = rows[np.argsort(day[rows], kind="stable")][::-1]
    found = np.full(len(export.keys), -1, np.int64)
    found[export.orders["customer"].to_numpy()[rows]] = seller[rows]  # the earliest one written stays
    return found


def territory_changes(export: Export) -> Changes | None:
    """Reps whose customers went to others, or who got others', in one quarter; by the reps whom orders name.

    A customer changes hands with the first order under the rep who has all later ones. None where orders name no reps,
    or so varied ones that they tell no owner.
    """
    orders = export.orders
    told = orders[orders["rep"] >= 0].sort_values(["customer", "day"], kind="stable")
    follows = (told["customer"].diff() == 0).to_numpy()
    if not follows.any():
        return None
    same = (told["rep"].diff() == 0).to_numpy()
    if same[follows].mean() < STEADY:
        return None
    changed = follows & ~same
    known = set(told["rep"].tolist())
    if not changed.any():
        return changes_of("territory", [], known, set())
    last = told[changed].drop_duplicates("customer", keep="last")
    of_before = np.append(-1, told["rep"].to_numpy()[:-1])[np.flatnonzero(changed)]
    before = pd.Series(of_before, index=told.index[changed]).loc[last.index].to_numpy()
    moves = pd.DataFrame(
        {"customer": last["customer"], "from": before, "to": last["rep"], "day": last["day"]}, index=None
    ).reset_index(drop=True)
    quarter = moves["day"].to_numpy().astype("datetime64[D]").astype("datetime64[M]").astype(int) // 3
    found, doubtful = [], set()
    for _, group in moves.groupby(quarter):
        day = int(group["day"].median())
        recent = told[(told["day"] < day) & (told["day"] >= day - YEAR_DAYS)]
        sales = recent.groupby("rep")["amount"].sum()
        of_moved = recent[recent["customer"].isin(group["customer"])].groupby("customer")["amount"].sum()
        worth = group["customer"].map(of_moved).fillna(0.0)
        for side in ("from", "to"):
            for rep, rows in group.groupby(side):
                share = float(worth.loc[rows.index].sum() / max(float(sales.get(rep, 0.0)), 1e-9))
                if len(rows) >= MIN_MOVED and share >= SHARE_MOVED:
                    found.append((int(rep), day, min(share, 1.0) if side == "from" else -min(share, 1.0)))
                elif len(rows):
                    doubtful.add(int(rep))
    return changes_of("territory", found, known, doubtful)
