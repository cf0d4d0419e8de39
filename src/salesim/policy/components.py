"""Paying the components beside the plan's own curve: in advance, at once, or after the period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salesim.agents.effort import set_usual_rates
from salesim.columns import Reps
from salesim.pay.component import PayComponent
from salesim.pay.component_value import (
    NO_TIME_LEFT,
    Components,
    add_pay_at_quota,
    components_for,
    earned_pay,
    in_kernels,
)
from salesim.pay.curve import curve_pay_all
from salesim.policy.lever import Lever
from salesim.policy.pay import PAID_AFTER_WEEKS
from salesim.weeks import QUARTER, YEAR

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView


class PayComponents(Lever):
    """Accrues and pays further components; ``model.components`` and ``model.accrued_minor`` hold where they stand.

    ``accrued_minor`` (n_components, n_seats) is what each holder has been credited of the period so far, so that what
    is accrued is always the difference to that: week by week for instant rewards, by quarters for what a year will pay.
    The table ``components`` shows where reps stood when a quarter closed.
    """

    order = 45  # before wagers, which are weighed against what the plan pays at quota
    reads = ("sales_force.pay.components",)

    def __init__(self, components: tuple[PayComponent, ...]):
        self.components = components
        self.rows: list[pd.DataFrame] = []

    def open_year(self, model: ModelView) -> None:
        """Sums of the year begin at zero; a year that is joined late counts in proportion."""
        reps = model.reps
        reps.measure_year[:] = 0.0
        reps.measure_year_base[:] = 0.0
        reps.year_share[:] = 1.0 - share_of_year(model, model.week % YEAR)
        model.components = components_now(model)
        model.accrued_minor = np.zeros(model.components.team.shape, np.int64)
        pay_in_advance(model, np.flatnonzero(reps.present), yearly=True)

    def open_quarter(self, model: ModelView) -> None:
        """Teams are formed, and who is new is settled for the quarter."""
        model.components = components_now(model)
        model.accrued_minor[model.components.is_yearly == 0] = 0
        pay_in_advance(model, np.flatnonzero(model.reps.present), yearly=False)
        set_pay_at_quota(model)

    def close_week(self, model: ModelView) -> None:
        """Instant rewards are paid in the week in which they are earned."""
        for c in np.flatnonzero(model.components.at_once).tolist():
            accrue(model, c, np.flatnonzero(model.reps.present), np.ones(model.n_seats))

    def close_quarter(self, model: ModelView) -> None:
        """Accrue the quarter's components and as much of the year's as has been earned; remember bonuses taken back."""
        reps, components = model.reps, model.components
        for c, parameters in enumerate(in_kernels(self.components)):
            is_yearly = bool(components.is_yearly[c])
            had = had_of_year(model, model.week % YEAR + 1) if is_yearly else np.ones(model.n_seats)
            self.rows.append(standings(model, c, parameters, had))
            if not components.at_once[c]:
                accrue(model, c, np.flatnonzero(reps.present), had)
            if components.is_framed[c] and last_week(components, c, model.week) == model.week:
                reps.lost_wagers[:] += taken_back(model, c)

    def tables(self, model: ModelView) -> dict[str, pd.DataFrame]:
        """The table ``components``: one row a closed quarter, component and rep who is paid it."""
        return {"components": pd.concat(self.rows, ignore_index=True)} if self.rows else {}


def set_pay_at_quota(model: ModelView) -> None:
    """What everybody is paid in the quarter that opens if the quota is just reached, and what stakes it makes."""
    reps, numbers = model.reps, model.numbers
    pay = 3.0 * model.config.sales_force.pay.salary_per_month + curve_pay_all(
        model.ordinary_pay, reps.quota, reps.quota
    )
    add_pay_at_quota(reps, model.components, numbers.pay(), pay)
    reps.pay_at_quota[:] = pay
    model.note_usual_pay()
    set_usual_rates(reps, numbers.effort())


def components_now(model: ModelView) -> Components:
    """The plan's components, with teams and who is paid them as of this week."""
    emerging = model.emerging[model.reps.region]
    return components_for(model.config.sales_force.pay.components, model.reps, model.week, emerging)


def join_components(model: ModelView, seat: int) -> None:
    """A new holder begins: nothing done yet, and what is left of quarter and year to do it in."""
    reps = model.reps
    forget_measures(reps, seat)
    reps.year_share[seat] = max(1.0 - share_of_year(model, model.week % YEAR), 0.005)
    model.accrued_minor[:, seat] = 0
    model.components.entitled[:, seat] = components_now(model).entitled[:, seat]
    pay_in_advance(model, np.array([seat]), yearly=False)
    pay_in_advance(model, np.array([seat]), yearly=True)


def leave_components(model: ModelView, seat: int) -> None:
    """A holder leaves with what has been earned; of a team's result nothing, of a ratio's in proportion to time."""
    reps, components = model.reps, model.components
    for c in range(len(components.measure)):
        had = np.ones(model.n_seats)
        if components.is_ratio[c]:
            had = had_of_year(model, model.week % YEAR + 1) if components.is_yearly[c] else had_of_quarter(model)
        accrue(model, c, np.array([seat]), had, forfeit=is_team(components, c))
    forget_measures(reps, seat)


def widen_components(model: ModelView, n: int) -> None:
    """Room for ``n`` further seats, already in ``model.reps``."""
    old = model.components
    model.components = components_now(model)
    if len(old.measure):
        model.components.entitled[:, :-n] = old.entitled
    model.accrued_minor = np.hstack([model.accrued_minor, np.zeros((len(model.accrued_minor), n), np.int64)])


def forget_measures(reps: Reps, seat: int) -> None:
    """A seat's sums of quarter and year begin at zero with its next holder."""
    for sums in (reps.measure_sum, reps.measure_base, reps.measure_year, reps.measure_year_base):
        sums[seat] = 0.0


def accrue(model: ModelView, c: int, seats: np.ndarray, had: np.ndarray, forfeit: bool = False) -> None:
    """Credit some seats with what they have earned of component ``c`` beyond what they had been credited."""
    components = model.components
    if components.is_ordinary[c]:
        return  # the plan's own curve pays it
    to_minor = model.ledger.currency.to_minor_array
    now = np.zeros(len(seats), np.int64) if forfeit else to_minor(earned(model, components, c, had)[0])[seats]
    due = model.week if components.at_once[c] else last_week(components, c, model.week) + PAID_AFTER_WEEKS
    model.ledger.accrue_pay(kind_of_pay(components, c), seats, now - model.accrued_minor[c, seats], due)
    model.accrued_minor[c, seats] = now


def still_to_accrue(model: ModelView) -> dict[str, np.ndarray]:
    """Of a period that the horizon cuts: what has been earned and not been accrued, (n_seats,) money by kind of pay."""
    components = model.components
    owed = {kind: np.zeros(model.n_seats) for kind in ("variable", "team")}
    week = model.week - 1  # the last that was lived
    for c in np.flatnonzero((components.at_once == 0) & (components.is_ordinary == 0)).tolist():
        if last_week(components, c, week) == week:
            continue  # it has just been settled
        had = had_of_year(model, week % YEAR + 1) if components.is_yearly[c] else had_of_quarter(model, week)
        currency = model.ledger.currency
        earned_minor = currency.to_minor_array(earned(model, components, c, had)[0])
        rest = currency.from_minor(earned_minor - model.accrued_minor[c])
        owed[kind_of_pay(components, c)] += rest * model.reps.present
    return owed


def earned(model: ModelView, components: Components, c: int, had: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Money earned of component ``c`` in the share of its period that holders have had, and attainment, (n_seats,)."""
    pay, attainment = np.empty(model.n_seats), np.empty(model.n_seats)
    earned_pay(model.reps, components, c, NO_TIME_LEFT, had, pay, attainment)
    return pay, attainment


def standings(model: ModelView, c: int, parameters: PayComponent, had: np.ndarray) -> pd.DataFrame:
    """Where each rep who is paid component ``c`` stands: attainment of its quota, and money earned in its period."""
    pay, attainment = earned(model, model.components, c, had)
    seats = np.flatnonzero((model.reps.present == 1) & (model.components.entitled[c] == 1))
    return pd.DataFrame(
        {
            "quarter": (model.week - model.first_week) // QUARTER,
            "component": parameters.name,
            "measure": parameters.measure,
            "period": parameters.period,
            "seat": seats,
            "attainment": attainment[seats],
            "earned": pay[seats],
        }
    )


def pay_in_advance(model: ModelView, seats: np.ndarray, yearly: bool) -> None:
    """Bonuses that are framed as losses are paid before they are earned, and deducted when the period is settled."""
    reps, components = model.reps, model.components
    for c in np.flatnonzero((components.is_framed == 1) & (components.is_yearly == int(yearly))).tolist():
        share = reps.year_share[seats] if yearly else reps.season_share[seats]
        minor = model.ledger.currency.to_minor_array(components.jump[c].sum() * share * components.entitled[c, seats])
        deducted = last_week(components, c, model.week) + PAID_AFTER_WEEKS
        model.ledger.advance_pay(int(minor.sum()), model.week, deducted)


def taken_back(model: ModelView, c: int) -> np.ndarray:
    """Share of its advance that each holder did not earn and has to give back, (n_seats,)."""
    components = model.components
    bonuses = components._replace(kink_rate=np.zeros_like(components.kink_rate))
    share = model.reps.year_share if components.is_yearly[c] else model.reps.season_share
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


def last_week(components: Components, c: int, week: int) -> int:
    """The last week of the period of component ``c`` that ``week`` belongs to."""
    length = YEAR if components.is_yearly[c] else QUARTER
    return week // length * length + length - 1


def share_of_year(model: ModelView, weeks: int) -> float:
    """Share of the year's season that its first ``weeks`` weeks make up."""
    return float(model.season[:weeks].sum() / model.season.sum())


def had_of_year(model: ModelView, weeks: int) -> np.ndarray:
    """Share of their time for the year's quotas that holders have had once ``weeks`` weeks are over, (n_seats,)."""
    return had_so_far(share_of_year(model, weeks), model.reps.year_share)


def had_of_quarter(model: ModelView, week: int | None = None) -> np.ndarray:
    """The same for the quarter, once ``week`` (this one if left out) is over."""
    week = model.week if week is None else week
    first = week // QUARTER * QUARTER % YEAR
    season = model.season[first : first + QUARTER]
    return had_so_far(float(season[: week % QUARTER + 1].sum() / season.sum()), model.reps.season_share)


def had_so_far(passed: float, share: np.ndarray) -> np.ndarray:
    """Share of the own time that has passed, for holders who have the last ``share`` of a period."""
    return np.clip((passed - (1.0 - share)) / np.maximum(share, 1e-9), 0.01, 1.0)
