"""Paying the components beside the plan's own curve: in advance, at once, or after the period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salesim.agents.effort import set_usual_rates
from salesim.columns import Reps
from salesim.parameters import NO_MONEY
from salesim.pay.component import PayComponent
from salesim.pay.component_value import add_pay_at_quota, earned_pay, value_components
from salesim.pay.components import Components
from salesim.pay.curve import curve_pay_all
from salesim.pay.pay_week import no_time_left
from salesim.pay.periods import A_HALF, A_MONTH, A_QUARTER, A_YEAR, PERIODS, share_up_to, sum_over
from salesim.policy.lever import Lever
from salesim.policy.pay import PAID_AFTER_WEEKS

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView


OF_HOLDERS = {A_QUARTER: "season_share", A_YEAR: "year_share"}  # columns of reps: their share of a period


class PayComponents(Lever):
    """Accrues and pays further components; ``model.components`` and ``model.accrued_minor`` hold where they stand.

    ``accrued_minor`` (n_components, n_seats) is what each holder has been credited of the period so far, so that what
    is accrued is always the difference to that: week by week for instant rewards, by quarters for what a year will pay.
    The table ``components`` shows where reps stood when a quarter closed.
    """

    order = 45  # before wagers, which are weighed against what the plan pays at quota
    reads = ("sales_force.pay.components",)

    def __init__(self, _: tuple[PayComponent, ...]):
        """Of each seat's plan the components are paid: those of all plans are asked of ``model.plans``."""
        self.rows: list[pd.DataFrame] = []

    def open_week(self, model: ModelView) -> None:
        """A month begins; one that begins with a quarter begins with it."""
        if model.timetable.opens(A_MONTH, model.week) and not model.opens_quarter:
            open_period(model, A_MONTH)

    def open_year(self, model: ModelView) -> None:
        """Sums of the year begin at zero; a year that is joined late counts in proportion."""
        reps = model.reps
        reps.measure_year[:] = 0.0
        reps.measure_year_base[:] = 0.0
        reps.year_share[:] = 1.0 - share_passed(model, A_YEAR, model.week - 1)
        model.components = components_now(model)
        model.accrued_minor = np.zeros(model.components.team.shape, np.int64)
        for period in (A_MONTH, A_HALF, A_YEAR):
            open_period(model, period)

    def open_quarter(self, model: ModelView) -> None:
        """Teams are formed, and who is new is settled for the quarter."""
        before, model.components = model.components, components_now(model)
        for name in ("opened", "opened_base", "share"):
            getattr(model.components, name)[:] = getattr(before, name)
        for period in (A_MONTH, A_QUARTER, A_HALF):
            if model.timetable.opens(period, model.week):
                open_period(model, period)
        set_pay_at_quota(model)

    def before_effort(self, model: ModelView) -> None:
        """What they are worth is valued, the first thing that reps go by this week."""
        value_components(model.reps, model.components, model.numbers.pay())

    def close_week(self, model: ModelView) -> None:
        """Instant rewards are paid in the week in which they are earned, a month's pay is accrued at its end."""
        components, present = model.components, np.flatnonzero(model.reps.present)
        for c in np.flatnonzero(components.at_once).tolist():
            accrue(model, c, present, np.ones(model.n_seats))
        for c in np.flatnonzero(components.period == A_MONTH).tolist():
            if last_week(model, c, model.week) == model.week:
                self.settle_component(model, c, np.ones(model.n_seats))

    def close_quarter(self, model: ModelView) -> None:
        """Accrue the quarter's components and as much of longer ones as has been earned."""
        for c in np.flatnonzero(model.components.period != A_MONTH).tolist():
            self.settle_component(model, c, had_so_far(model, c, model.week))

    def settle_component(self, model: ModelView, c: int, had: np.ndarray) -> None:
        """Note where reps stand with component ``c``, accrue it, and remember bonuses that are taken back."""
        components = model.components
        self.rows.append(standings(model, c, model.plans.components[c], had))
        if not components.at_once[c]:
            accrue(model, c, np.flatnonzero(model.reps.present), had)
        if components.is_framed[c] and last_week(model, c, model.week) == model.week:
            model.reps.lost_wagers[:] += taken_back(model, c)

    def tables(self, model: ModelView) -> dict[str, pd.DataFrame]:
        """The table ``components``: one row a closed quarter, component and rep who is paid it."""
        return {"components": pd.concat(self.rows, ignore_index=True)} if self.rows else {}


def set_pay_at_quota(model: ModelView) -> None:
    """What everybody is paid in the quarter that opens if the quota is just reached, and what stakes it makes."""
    reps = model.reps
    reps.pay_at_quota[:] = pay_at_quota(model)
    model.note_usual_pay()
    set_usual_rates(reps, model.numbers.effort())


def pay_at_quota(model: ModelView) -> np.ndarray:
    """What everybody would be paid in a quarter by the plans of now if the quota were just reached, (n_seats,)."""
    reps = model.reps
    whole = reps.quota / reps.season_share
    pay = 3.0 * model.plans.by_seat("salary_per_month", reps)
    pay += curve_pay_all(model.plans.curves(reps), whole, whole)
    add_pay_at_quota(reps, model.components, model.numbers.pay(), pay)
    return pay


def components_now(model: ModelView) -> Components:
    """The plans' components, with teams and who is paid them as of this week."""
    return model.plans.components_for(model.reps, model.week, model.emerging[model.reps.region])


def open_period(model: ModelView, period: int) -> None:
    """A period begins for the components that are measured over it: nothing done, nothing accrued.

    Only a quarter's and a year's bonuses can be paid in advance, which happens once each.
    """
    rows = np.flatnonzero(model.components.period == period).tolist()
    for c in rows:
        begin_component(model, c, np.arange(model.n_seats))
        if period in OF_HOLDERS:
            model.components.share[c] = 1.0  # that of the holder is a column of reps
    pay_in_advance(model, np.flatnonzero(model.reps.present), rows)


def begin_component(model: ModelView, c: int, seats: np.ndarray) -> None:
    """Some seats' holders begin with component ``c`` this week, for what is left of its period."""
    reps, components = model.reps, model.components
    period = int(components.period[c])
    sums = (reps.measure_sum, reps.measure_base) if period == A_QUARTER else (reps.measure_year, reps.measure_year_base)
    components.opened[c, seats], components.opened_base[c, seats] = (one[seats] for one in sums)
    left = 1.0 - share_passed(model, period, model.week - 1)
    if period in OF_HOLDERS:  # of what the holder has of the period
        left = np.minimum(left / np.maximum(getattr(reps, OF_HOLDERS[period])[seats], NO_MONEY), 1.0)
    components.share[c, seats] = left
    model.accrued_minor[c, seats] = 0


def period_under_way(model: ModelView, c: int) -> bool:
    """Whether the period of component ``c`` has begun before this week."""
    return not model.timetable.opens(int(model.components.period[c]), model.week)


def join_components(model: ModelView, seat: int) -> None:
    """A new holder begins: nothing done yet, and what is left of each period to do it in."""
    reps, components = model.reps, model.components
    forget_measures(model, seat)
    left = [max(1.0 - share_passed(model, period, model.week - 1), 0.005) for period in range(len(PERIODS))]
    reps.year_share[seat] = left[A_YEAR]
    of_holders = np.isin(components.period, list(OF_HOLDERS))
    components.share[:, seat] = np.where(of_holders, 1.0, np.array(left)[components.period])
    model.accrued_minor[:, seat] = 0
    entitled = model.plans.entitled(reps, model.week, model.emerging[reps.region])
    components.entitled[:, seat] = entitled[:, seat]
    pay_in_advance(model, np.array([seat]), range(len(components.period)))


def leave_components(model: ModelView, seat: int) -> None:
    """A holder leaves with what has been earned; of a team's result nothing, of a ratio's in proportion to time."""
    components = model.components
    for c in range(len(components.measure)):
        had = had_so_far(model, c, model.week) if components.is_ratio[c] else np.ones(model.n_seats)
        accrue(model, c, np.array([seat]), had, forfeit=is_team(components, c))
    forget_measures(model, seat)


def widen_components(model: ModelView, n: int) -> None:
    """Room for ``n`` further seats, already in ``model.reps``."""
    old = model.components
    model.components = components_now(model)
    if len(old.measure):
        for name in ("entitled", "opened", "opened_base", "share"):
            getattr(model.components, name)[:, :-n] = getattr(old, name)
    model.accrued_minor = np.hstack([model.accrued_minor, np.zeros((len(model.accrued_minor), n), np.int64)])


def forget_measures(model: ModelView, seat: int) -> None:
    """A seat's sums begin at zero with its next holder."""
    reps = model.reps
    model.components.opened[:, seat] = model.components.opened_base[:, seat] = 0.0
    for sums in (reps.measure_sum, reps.measure_base, reps.measure_year, reps.measure_year_base):
        sums[seat] = 0.0


def accrue(
    model: ModelView, c: int, seats: np.ndarray, had: np.ndarray, forfeit: bool = False, week: int | None = None
) -> None:
    """Credit some seats with what they have earned of component ``c`` by a week, this one if left out.

    It is credited beyond what they had been.
    """
    components = model.components
    if components.is_ordinary[c]:
        return  # the plan's own curve pays it
    to_minor = model.ledger.currency.to_minor_array
    week = model.week if week is None else week
    now = np.zeros(len(seats), np.int64) if forfeit else to_minor(earned(model, components, c, had, week)[0])[seats]
    due = week if components.at_once[c] else last_week(model, c, week, paid=True) + PAID_AFTER_WEEKS
    kind, more = kind_of_pay(components, c), now - model.accrued_minor[c, seats]
    owes = (now < 0) & (more < 0)  # a deposit that nothing gives back: no account of a cost is ever negative
    model.ledger.accrue_pay(kind, seats[~owes], more[~owes], due)
    if owes.any():
        model.ledger.recover_pay(kind, seats[owes], -more[owes], due)
    model.accrued_minor[c, seats] = now


def still_to_accrue(model: ModelView) -> dict[str, np.ndarray]:
    """Of a period that the horizon cuts: what has been earned and not been accrued, (n_seats,) money by kind of pay."""
    components = model.components
    owed = {kind: np.zeros(model.n_seats) for kind in ("variable", "team")}
    week = model.week - 1  # the last that was lived
    for c in np.flatnonzero((components.at_once == 0) & (components.is_ordinary == 0)).tolist():
        if last_week(model, c, week) == week:
            continue  # it has just been settled
        currency = model.ledger.currency
        earned_minor = currency.to_minor_array(earned(model, components, c, had_so_far(model, c, week), week)[0])
        rest = currency.from_minor(earned_minor - model.accrued_minor[c])
        owed[kind_of_pay(components, c)] += rest * model.reps.present
    return owed


def earned(
    model: ModelView, components: Components, c: int, had: np.ndarray, week: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Money earned of component ``c`` in the share of its period that holders have had, and attainment, (n_seats,)."""
    pay, attainment = np.empty(model.n_seats), np.empty(model.n_seats)
    done = no_time_left(quota_shares(model, model.week if week is None else week))
    earned_pay(model.reps, components, c, done, had, pay, attainment)
    return pay, attainment


def quota_shares(model: ModelView, week: int) -> np.ndarray:
    """What each period's quota is, over that of the quarter that ``week`` is in, as planned, (4,)."""
    spans = [model.timetable.span(period, week) for period in range(len(PERIODS))]
    planned = np.array([sum_over(model.plan_season, *one) for one in spans])
    return planned / planned[A_QUARTER]


def standings(model: ModelView, c: int, parameters: PayComponent, had: np.ndarray) -> pd.DataFrame:
    """Where each rep who is paid component ``c`` stands: attainment of its quota, and money earned in its period."""
    pay, attainment = earned(model, model.components, c, had)
    seats = np.flatnonzero((model.reps.present == 1) & (model.components.entitled[c] == 1))
    return pd.DataFrame(
        {
            "quarter": model.reported_quarter(),
            "component": parameters.name,
            "measure": parameters.measure,
            "period": parameters.period,
            "seat": seats,
            "attainment": attainment[seats],
            "earned": pay[seats],
        }
    )


def pay_in_advance(model: ModelView, seats: np.ndarray, rows: Sequence[int]) -> None:
    """Bonuses of some components that are framed as losses are paid before they are earned.

    They are deducted when the period is settled.
    """
    reps, components = model.reps, model.components
    for c in rows:
        if components.is_framed[c] == 0:
            continue
        share = shares(reps, components, c)[seats]
        minor = model.ledger.currency.to_minor_array(components.jump[c].sum() * share * components.entitled[c, seats])
        deducted = last_week(model, c, model.week) + PAID_AFTER_WEEKS
        model.ledger.advance_pay(int(minor.sum()), model.week, deducted)


def taken_back(model: ModelView, c: int) -> np.ndarray:
    """Share of its advance that each holder did not earn and has to give back, (n_seats,)."""
    components = model.components
    bonuses = components._replace(kink_rate=np.zeros_like(components.kink_rate))
    share = shares(model.reps, components, c)
    kept = earned(model, bonuses, c, np.ones(model.n_seats))[0] / (share * components.jump[c].sum())
    return (1.0 - kept) * model.reps.present * components.entitled[c]


def kind_of_pay(components: Components, c: int) -> str:
    """The account of a component: instant rewards and team pay are shown apart from other variable pay."""
    if components.at_once[c]:
        return "instant"
    return "team" if is_team(components, c) else "variable"


def is_team(components: Components, c: int) -> bool:
    """Whether a component is paid on the results of teams."""
    team = components.team[c]
    return bool((team != np.arange(len(team))).any())


def shares(reps: Reps, components: Components, c: int) -> np.ndarray:
    """Share of the period of component ``c`` that each holder has for it, (n_seats,)."""
    period = int(components.period[c])
    own: np.ndarray = components.share[c]
    return own * getattr(reps, OF_HOLDERS[period]) if period in OF_HOLDERS else own


def last_week(model: ModelView, c: int, week: int, paid: bool = False) -> int:
    """The last week of the period of component ``c`` that ``week`` belongs to, or that it is ``paid`` for."""
    to_date = paid and model.components.to_date[c]
    return model.timetable.span(A_QUARTER if to_date else int(model.components.period[c]), week)[1]


def share_passed(model: ModelView, period: int, week: int) -> float:
    """Share of the season of ``week + 1``'s period that has passed once ``week`` is over; 0 before its first week."""
    first, last = model.timetable.span(period, week + 1)
    return share_up_to(model.season, first, week, last)


def had_so_far(model: ModelView, c: int, week: int) -> np.ndarray:
    """Share of their own time for component ``c`` that holders have had once ``week`` is over, (n_seats,)."""
    first, last = model.timetable.span(int(model.components.period[c]), week)
    passed = share_up_to(model.season, first, week, last)
    share = shares(model.reps, model.components, c)
    return np.clip((passed - (1.0 - share)) / np.maximum(share, 1e-9), 0.01, 1.0)
