"""Who stays with whom: accounts and territories that are not to be reassigned, and accounts outside of geography."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import scipy

from salesim.errors import InputError, nearest_name, together
from salesim.parameters import Parameters, parameter
from salesim.phrase import N_, Phrase
from salesim.territory.bisection import bisect
from salesim.territory.layout import Sites, centers
from salesim.territory.measures import Measure, figure

MAX_NAMED = 200  # faults
Account = str | int


class NamedAccounts(Parameters):
    """Accounts that one rep serves wherever they are."""

    rep: int = parameter(about="number of the rep's territory, as on maps and in lists", source="A", ge=1)
    accounts: tuple[Account, ...] = parameter(
        about="ids of the customers, as in the customers' file", source="A", min_length=1, max_length=1_000_000
    )


class Locks(NamedTuple):
    """Who must have whom, and who owns the k territories.

    Parameters
    ----------
    seat : (k,) int32 number of each territory's owner, ascending
    home_km : (k, 2) [km], not a number where no home is known
    held : (n,) int32 territory (of k) that a customer stays in, -1 any
    named : (n,) int32 territory of a customer outside of geography, -1 for all others
    owner : (n,) int32 territory (of k) that serves a customer today, -1 none of them
    whole : (k,) bool, territories in which nothing may change
    """

    seat: np.ndarray
    home_km: np.ndarray
    held: np.ndarray
    named: np.ndarray
    owner: np.ndarray
    whole: np.ndarray


def read_locks(
    locked_accounts: Sequence[Account],
    locked_territories: Sequence[int],
    named_accounts: Sequence[NamedAccounts],
    sites: Sites,
    k: int,
    homes_km: np.ndarray | None,
) -> Locks:
    """Locks as stated, checked against customers, reps and today's territories.

    Raises
    ------
    InputError : an unknown customer or rep, somebody named twice, locks without a layout today, or locks of more reps
        than there are territories
    """
    owner_seat = sites.owner
    if owner_seat is None and (locked_accounts or locked_territories):
        field = "locked_accounts" if locked_accounts else "locked_territories"
        message = Phrase("needs territories of today, and there are none before the baseline's own layout is drawn")
        raise InputError(message, field, allowed=Phrase("in a layout other than the baseline's"))
    open_seats = _open_seats(owner_seat, homes_km, k)
    known = open_seats if len(open_seats) >= k else np.arange(max(k, int(open_seats.max(initial=-1)) + 1))
    rows = _Rows(sites)
    faults: list[InputError] = []

    def seat_of(number: int, field: str) -> int:
        if number - 1 not in known:
            allowed = Phrase("1 to {n}", n=int(known.max()) + 1)
            faults.append(InputError("no such rep", field, number, allowed))
            return -1
        return number - 1

    seat_named = np.full(len(sites), -1, np.int64)
    for i, one in enumerate(named_accounts):
        seat = seat_of(one.rep, f"named_accounts.{i}.rep")
        for j, account in enumerate(one.accounts):
            field = f"named_accounts.{i}.accounts.{j}"
            row = rows.find(account, field, faults)
            if row >= 0 and seat_named[row] >= 0 and seat_named[row] != seat:
                message = Phrase("is named for rep {other}, too", other=int(seat_named[row]) + 1)
                faults.append(InputError(message, field, account))
            elif row >= 0:
                seat_named[row] = seat
    seat_held = np.full(len(sites), -1, np.int64)
    for j, account in enumerate(locked_accounts):
        row = rows.find(account, f"locked_accounts.{j}", faults)
        if row >= 0 and owner_seat is not None:
            seat_held[row] = owner_seat[row]
    whole_seats = []
    for j, number in enumerate(locked_territories):
        seat = seat_of(number, f"locked_territories.{j}")
        if seat >= 0 and owner_seat is not None:
            mine = owner_seat == seat
            if not mine.any():
                faults.append(InputError("has no customers today", f"locked_territories.{j}", number))
            seat_held[mine] = seat
            whole_seats.append(seat)
    away = np.flatnonzero((seat_named >= 0) & (seat_held >= 0) & (seat_named != seat_held))
    if len(away) and not faults:
        message = Phrase("customer {id} is locked to rep {rep}", id=sites.called(int(away[0])),
                         rep=int(seat_held[away[0]]) + 1)  # fmt: skip
        faults.append(InputError(message, "named_accounts", int(seat_named[away[0]]) + 1))
    if faults:
        raise together(faults[:MAX_NAMED])
    seat_held[seat_named >= 0] = -1

    required = np.unique(np.concatenate([seat_named[seat_named >= 0], seat_held[seat_held >= 0]]))
    seats = _choose_seats(sites, homes_km, k, open_seats, required)
    number_of = np.full(max(int(seats.max()), int(known.max())) + 2, -1, np.int32)
    number_of[seats] = np.arange(k)
    home_km = np.full((k, 2), np.nan)
    if homes_km is not None:
        has_home = seats < len(homes_km)
        home_km[has_home] = homes_km[seats[has_home]]
    owner = np.full(len(sites), -1, np.int32)
    if owner_seat is not None:
        is_known = (owner_seat >= 0) & (owner_seat < len(number_of) - 1)
        owner[is_known] = number_of[owner_seat[is_known]]
    whole = np.zeros(k, bool)
    whole[number_of[whole_seats]] = True
    return Locks(seats, home_km, number_of[seat_held], number_of[seat_named], owner, whole)


def check_locks(locks: Locks, measures: Sequence[Measure], sites: Sites) -> None:
    """Refuse locks with which a bound cannot be met, whatever is drawn; the fault says which lock and which bound."""
    faults = []
    for measure in measures:
        for t in range(len(locks.seat)):
            held, named = locks.held == t, locks.named == t
            load = float(measure.counted[held | named].sum())
            of_named = float(measure.counted[named].sum())
            field = "named_accounts" if of_named > load - of_named else "locked_accounts"
            if locks.whole[t]:
                field = "locked_territories"
            said = {"rep": int(locks.seat[t]) + 1, "load": figure(load), "measure": measure.name}
            text, bound = "", ""
            if load > measure.high * (1 + 1e-9):
                text, bound = N_("locked and named accounts give rep {rep} {measure} of {load}"), N_("at most {bound}")
                at = measure.high
            elif locks.whole[t] and load < measure.low * (1 - 1e-9):
                text, bound = N_("locked as it is, territory {rep} has {measure} of {load}"), N_("at least {bound}")
                at = measure.low
            if text:
                faults.append(InputError(Phrase(text, **said), field, said["rep"], Phrase(bound, bound=figure(at))))
    if faults:
        raise together(faults[:MAX_NAMED])


class _Rows:
    """Rows of customers by the user's ids."""

    def __init__(self, sites: Sites) -> None:
        keys = sites.customer_id if sites.customer_key is None else sites.customer_key
        self.keys = keys
        self.of: dict[str, int] = {}

    def find(self, account: Account, field: str, faults: list[InputError]) -> int:
        if not self.of:
            self.of = {str(key): row for row, key in enumerate(self.keys.tolist()) if str(key)}
        row = self.of.get(str(account))
        if row is None:
            near = nearest_name(str(account), self.of, 0.8) if len(self.of) < 10_000 and len(faults) < 20 else None
            faults.append(InputError("no such customer", field, account, nearest=near))
            return -1
        return row


def _open_seats(owner: np.ndarray | None, homes_km: np.ndarray | None, k: int) -> np.ndarray:
    """Seats that exist today, ascending."""
    if homes_km is not None:
        return np.flatnonzero(np.isfinite(homes_km).all(axis=1))
    if owner is not None:
        return np.unique(owner[owner >= 0]).astype(np.int64)
    return np.arange(k)


def _choose_seats(
    sites: Sites, homes_km: np.ndarray | None, k: int, open_seats: np.ndarray, required: np.ndarray
) -> np.ndarray:
    """The owners of k territories, ascending: who must, who lives near a first division, and who is yet to be hired."""
    if len(required) > k:
        message = Phrase("{n} reps have locked or named accounts, but there are {k} territories", n=len(required), k=k)
        raise InputError(message, "number", k, Phrase("at least {n}", n=len(required)))
    if len(open_seats) <= k:
        after = np.setdiff1d(np.arange(int(open_seats.max(initial=-1)) + 1 + k), open_seats)
        first_new = len(homes_km) if homes_km is not None else int(open_seats.max(initial=-1)) + 1
        new = np.union1d(required[~np.isin(required, open_seats)], after[after >= first_new][: k - len(open_seats)])
        return np.union1d(open_seats, new)[:k].astype(np.int32)
    if homes_km is None:
        others = np.setdiff1d(open_seats, required)
        return np.union1d(required, others[: k - len(required)]).astype(np.int32)
    weight = np.ones(len(sites))
    parts = bisect(sites.x_km, sites.y_km, weight, k)
    places = np.column_stack(centers(parts, k, sites.x_km, sites.y_km, weight))
    away = np.hypot(*(places[:, None, :] - homes_km[open_seats][None, :, :]).transpose(2, 0, 1))
    away[:, np.isin(open_seats, required)] -= 1e6
    return np.sort(open_seats[scipy.optimize.linear_sum_assignment(away)[1]]).astype(np.int32)
