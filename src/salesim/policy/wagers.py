"""Wagers: offered when a quarter opens, drawn into the curves of those who take one, settled when it closes.

What one has chosen is a goal, too, whether money is on it or not. It pulls week by week, tempts, and is taken to heart
when it is missed. The firm's quota is none, as it is given to everybody under every option.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from salesim.agents.effort import forecast_all
from salesim.agents.goals import GoalParameters, goal_numbers, press_goals, tempt, value_goals
from salesim.agents.wager_choice import (
    choose_wagers,
    forecast_quarters,
    forecast_teams,
    team_choices,
    value_team_wagers,
    value_wagers,
)
from salesim.columns import Reps
from salesim.parameters import NO_MONEY
from salesim.pay.components import teams
from salesim.pay.curve import curve_pay_all, take_reps
from salesim.pay.threshold import reached
from salesim.pay.wager import MAX_ENTRIES, Menu, WagerParameters, add_wagers_to_curves, menu_arrays, wager_pay
from salesim.policy.lever import Lever, Section
from salesim.policy.pay import PAID_AFTER_WEEKS
from salesim.random import Stream

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

WAGER, GOALS = "sales_force.wager", "sales_force.goals"


class Goals(NamedTuple):
    """Everybody's goal, and how it stands: (n_seats,) each, as `press_goals` takes it."""

    goal: np.ndarray  # attainment at the quarter's end
    commitment: np.ndarray  # 1 to a chosen one, less to a given one, 0 without any
    forecast: np.ndarray  # attainment expected, a team's where a team has chosen
    sigma: np.ndarray


class Wagers(Lever):
    """Lets reps choose from the menu and settles what they chose; a goal pulls until then."""

    order = 50
    sections = (
        Section(WAGER, WagerParameters, "the quarterly wager"),
        Section(GOALS, GoalParameters, "what goals do: those chosen from the wager's menu, and those given"),
    )

    def __init__(self, parameters: WagerParameters, goals: GoalParameters | None = None):
        self.parameters = self.to_offer = parameters
        self.goals = GoalParameters() if goals is None else goals

    def take(self, *parameters: Any) -> None:
        """Goals change at once; bets stand as they were made, and a new menu is offered when the next quarter opens."""
        self.to_offer, self.goals = parameters

    @property
    def binds(self) -> bool:
        """Whether anybody may have a goal that matters."""
        return self.goals.strength > 0.0 and bool(self.parameters.menu or self.goals.given)

    def open_week(self, model: ModelView) -> None:
        """Goals pull; in a quarter's first week they do once they have been chosen."""
        if model.has_quotas and not model.opens_quarter:
            self.press(model)

    def press(self, model: ModelView) -> None:
        """Add what goals do this week to what drives reps beside pay."""
        if self.binds:
            press_goals(model.reps, *self.standing(model), goal_numbers(self.goals))

    def before_effort(self, model: ModelView) -> None:
        """What teams have wagered is valued; a wager taken alone is in its rep's curve."""
        if model.menu.team.any():
            model.ending_pay[:] += value_team_wagers(model.reps, model.ordinary_pay, model.menu, model.numbers.pay())

    def after_effort(self, model: ModelView) -> None:
        """Just short of a goal some report visits that they have not made."""
        if self.binds and self.goals.cheating > 0.0:
            tempt(model.reps, *self.standing(model), goal_numbers(self.goals), model.numbers.falsified())

    def held(self, model: ModelView) -> tuple[np.ndarray, np.ndarray]:
        """Goals and commitments, (n_seats,) each: to the entry that was chosen, else to what is given."""
        reps, taken = model.reps, model.reps.wager > 0
        goal = np.full(len(taken), self.goals.given or 0.0)
        commitment = self.goals.given_commitment * (goal > 0.0)
        goal[taken], commitment[taken] = model.menu.win_at[reps.wager[taken] - 1], 1.0
        return goal, commitment * (reps.present == 1)

    def standing(self, model: ModelView) -> Goals:
        """Everybody's goal, and how it stands this week."""
        reps, taken = model.reps, model.reps.wager > 0
        forecast, sigma = forecast_all(reps, model.numbers.effort())
        if taken.any():
            together, quota = who_shares(reps), reps.quota * taken
            whole = np.bincount(together, weights=quota)[together]
            sums = np.bincount(together, weights=forecast * quota)[together]
            squares = np.bincount(together, weights=(sigma * quota) ** 2)[together]
            forecast[taken], sigma[taken] = sums[taken] / whole[taken], np.sqrt(squares[taken]) / whole[taken]
        return Goals(*self.held(model), forecast, sigma)

    def open_quarter(self, model: ModelView) -> None:
        """Let every rep choose; a wager taken alone is drawn into its rep's curve, a deposit is paid in."""
        reps = model.reps
        reps.wager[:] = 0
        if self.to_offer is not self.parameters:
            self.parameters = self.to_offer
            model.menu = menu_arrays(self.parameters.menu)
        numbers = model.numbers.wagers()
        forecast_quarters(reps, numbers, model.key(Stream.WAGER_FORECAST))
        if self.parameters.menu:
            self.offer(model)
        self.press(model)

    def offer(self, model: ModelView) -> None:
        """Offer the menu, draw what is chosen into curves and note it."""
        reps, menu, numbers = model.reps, model.menu, model.numbers.wagers()
        n_seats, team = len(reps.seat), teams(self.parameters.team, self.parameters.team_size, reps.region)
        values, wins, loses = np.zeros((3, n_seats, len(menu.win_at)))
        team_mean, team_sigma, team_share = np.zeros((3, n_seats))
        forecast_teams(reps, team, team_mean, team_sigma, team_share)
        of_team = (team_mean, team_sigma, team_share)
        value_wagers(reps, model.ordinary_pay, menu, numbers, *of_team, values, wins, loses)
        if self.goals.strength > 0.0:
            value_goals(reps, menu, goal_numbers(self.goals), numbers.challenge_lift, *of_team, values)
        choice = (menu.team, numbers.temperature, numbers.quarter)
        team_choice = np.zeros(n_seats, np.int64)
        team_choices(reps.present, team, values, *choice, model.key(Stream.TEAM_WAGER), team_choice)
        choose_wagers(reps, team, team_choice, values, *choice, model.key(Stream.WAGER_CHOICE))
        model.decisions.wagers(self.parameters)
        if not add_wagers_to_curves(model.pay_curve, reps.wager, reps.quota, menu):
            raise ValueError("there is no room for a wager in the pay curve: it has too many kinks or jumps")
        seats = np.flatnonzero(reps.wager)
        entry = reps.wager[seats] - 1
        reps.wager_team[:] = np.arange(n_seats)
        reps.wager_team[seats] = np.where(menu.team[entry], team[seats], seats)
        book(model, seats, -menu.deposit[entry], model.week)
        model.records.wagers.append(
            {
                "quarter": np.full(len(seats), model.reported_quarter()),
                "seat": seats,
                "holder": reps.holder[seats],
                "region": reps.region[seats],
                "wager": np.array([terms.name for terms in self.parameters.menu], dtype=object)[entry],
                "team": reps.wager_team[seats],
                "forecast": np.where(menu.team[entry], team_mean[seats], reps.opening_forecast[seats]),
                "p_win": wins[seats, entry],
                "p_lose": loses[seats, entry],
                "attainment": np.full(len(seats), np.nan),
                "outcome": np.full(len(seats), "open", dtype=object),
                "pay": np.zeros(len(seats)),
            }
        )

    def close_quarter(self, model: ModelView) -> None:
        """Accrue what wagers pay or take; remember lost ones, and goals that were missed."""
        reps = model.reps
        reps.lost_wagers[:] *= 0.5
        self.miss(model)
        if not self.parameters.menu:
            return
        seats, entry = np.flatnonzero(reps.wager), reps.wager[reps.wager > 0] - 1
        attainment = wager_attainment(reps, reps.quota)[seats]
        pay = pay_out(model, model.menu, seats, attainment)
        reps.lost_wagers[seats] += pay < 0.0
        menu = model.menu
        money = (menu.bonus + menu.claw_back + menu.deposit)[entry] > 0.0
        short = np.where(money, np.where(pay < 0.0, "lost", "kept"), "missed")  # a goal without money is missed
        outcome = np.where(reached(attainment, menu.win_at[entry], 1.0), "won", short)
        pay = pay + 0.0  # no -0
        note(model, seats, attainment, outcome, pay)
        reps.wager[:] = 0

    def miss(self, model: ModelView) -> None:
        """A missed goal takes from recognition, in proportion to commitment; who came during the quarter is excused."""
        if not self.binds:
            return
        reps, (goal, commitment) = model.reps, self.held(model)
        attainment = wager_attainment(reps, reps.quota)
        alone = reps.wager == 0
        attainment[alone] = reps.quarter_sales[alone] / np.maximum(reps.quota[alone], NO_MONEY)
        reps.recognition[:] -= self.goals.missed * commitment * ~reached(attainment, goal, 1.0) * reps.full_quarter


def leave_wager(model: ModelView, seat: int, quits: bool) -> None:
    """Settle the wager of somebody who leaves before the quarter's end.

    Who quits forfeits bonus and deposit, and is clawed back if sales lie below the floor's share of the quota so far.
    If the firm closes the seat, the bet is off.
    """
    reps = model.reps
    entry = reps.wager[seat] - 1
    if entry < 0:
        return
    menu = model.menu
    seats = mates = np.array([seat])
    if menu.team[entry]:
        mates = np.flatnonzero((reps.wager_team == reps.wager_team[seat]) & (reps.wager == reps.wager[seat]))
    asked = max(float(reps.quota[mates].sum()) * model.plan_done, 1e-9)
    attainment = np.array([reps.quarter_sales[mates].sum() / asked])
    if quits:
        pay = pay_out(model, menu._replace(win_at=np.full_like(menu.win_at, np.inf)), seats, attainment)
    else:
        pay = np.zeros(1)
        book(model, seats, menu.deposit[[entry]], model.week)
    note(model, seats, attainment, "left" if quits else "closed", pay)
    reps.wager[seat] = 0


def who_shares(reps: Reps) -> np.ndarray:
    """A number for each seat, (n_seats,), that it has in common with those who share its wager."""
    return reps.wager_team.astype(np.int64) * (MAX_ENTRIES + 1) + reps.wager


def wager_attainment(reps: Reps, quota: np.ndarray) -> np.ndarray:
    """Attainment that counts for each seat's wager, (n_seats,): its own, or that of all who share it."""
    together = who_shares(reps)
    sold = np.bincount(together, weights=reps.quarter_sales)[together]
    asked = np.bincount(together, weights=quota)[together]
    return np.divide(sold, asked, out=np.zeros(len(sold)), where=asked > 0)


def pay_out(model: ModelView, menu: Menu, seats: np.ndarray, attainment: np.ndarray) -> np.ndarray:
    """Book what the wagers of some seats pay in the end, and return it, (n,); the deposit has been booked before."""
    pay = pay_of(model, menu, seats, attainment, model.reps.quarter_sales[seats])
    book(model, seats, pay + menu.deposit[model.reps.wager[seats] - 1], model.week + PAID_AFTER_WEEKS)
    return pay


def pay_of(model: ModelView, menu: Menu, seats: np.ndarray, attainment: np.ndarray, sales: np.ndarray) -> np.ndarray:
    """`wager_pay` of some seats that have taken one, (n,), if they sell ``sales`` in the quarter."""
    reps = model.reps
    ordinary = curve_pay_all(take_reps(model.ordinary_pay, seats), sales, reps.quota[seats])
    pay = np.zeros(len(seats))
    for i, k in enumerate((reps.wager[seats] - 1).tolist()):
        terms = (menu.win_at[k], menu.bonus[k], menu.floor_at[k], menu.claw_back[k], menu.deposit[k])
        pay[i] = wager_pay(attainment[i], ordinary[i], *terms)
    return pay


def owed_on_wagers(model: ModelView, had: np.ndarray) -> np.ndarray:
    """Where the horizon cuts a quarter: what open wagers would add to what is booked, (n_seats,).

    ``had`` (n_seats,) is the share of the quarter that has passed for each holder. Bets count in proportion, as if the
    rest of the quarter went the same way; that share of a deposit that is not used up comes back.
    """
    reps, owed = model.reps, np.zeros(len(had))
    seats = np.flatnonzero(reps.wager)
    if len(seats):
        menu = model.menu
        attainment = wager_attainment(reps, reps.quota * had)[seats]
        pay = had[seats] * pay_of(model, menu, seats, attainment, reps.quarter_sales[seats] / had[seats])
        note(model, seats, attainment, "open", pay)
        owed[seats] = pay + menu.deposit[reps.wager[seats] - 1]
    return owed


def book(model: ModelView, seats: np.ndarray, amounts: np.ndarray, paid_week: int) -> None:
    """Book what some seats get for wagers, and what they owe on them, which is negative."""
    minor = model.ledger.currency.to_minor_array(amounts)
    model.ledger.accrue_pay("wager", seats, np.maximum(minor, 0), paid_week)
    model.ledger.recover_pay("wager", seats, np.maximum(-minor, 0), paid_week)


def note(
    model: ModelView, seats: np.ndarray, attainment: np.ndarray, outcome: np.ndarray | str, pay: np.ndarray
) -> None:
    """Write how the wagers of some seats ended into the quarter's rows."""
    rows = model.records.wagers[-1]
    at = np.searchsorted(rows["seat"], seats)  # both ascend, and who is settled has taken one
    rows["attainment"][at] = attainment
    rows["outcome"][at] = outcome
    rows["pay"][at] = pay
