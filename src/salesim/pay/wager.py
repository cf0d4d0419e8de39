"""The quarterly wager (对赌): a rep or a team may bet pay against a bonus.

A menu of terms is offered at the quarter's start. Who takes an entry earns its bonus at the winning attainment, and
gives back a share of the quarter's ordinary variable pay below the floor. With a deposit the rep pays in at the start
and gets it back only by winning. An entry without any money is a goal: all that it does is bind (see `agents.goals`),
as every entry does that one has chosen.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from pydantic import model_validator

from salesim.columns.by_pointer import by_pointer
from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter
from salesim.pay.curve import ALWAYS, Curve, add_knot
from salesim.pay.threshold import reached
from salesim.phrase import Phrase

MAX_ENTRIES = 8


class WagerTerms(Parameters):
    """One entry of the wager's menu; without bonus, claw_back and deposit it is a goal, and no floor is asked for."""

    name: str = parameter(about="name of the entry", source="A", min_length=1, max_length=60)
    win_at: float = parameter(1.5, about="attainment that wins", source="A: the article's 150 %", gt=0, le=3)
    bonus: float = parameter(
        12000.0, about="bonus paid for winning, twice the usual one", unit="money", source="A", ge=0
    )
    floor_at: float = parameter(
        0.8, about="attainment below which pay is clawed back", source="A: the article's 80 %", ge=0, le=2
    )
    claw_back: float = parameter(
        0.5,
        about="share of all ordinary variable pay of the quarter that is given back below the floor",
        source="A",
        ge=0,
        le=1,
    )
    deposit: float = parameter(
        0.0,
        about="paid in when the quarter begins, given back on winning only; at most a quarter's salary",
        unit="money",
        source="A",
        ge=0,
    )
    team: bool = parameter(
        False, about="a team takes it together, and its attainment counts in place of the rep's own", source="A"
    )

    @model_validator(mode="after")
    def _in_order(self) -> WagerTerms:
        if self.floor_at >= self.win_at and not self.is_goal:
            raise ValueError(Phrase("floor_at must lie below win_at ({win_at:g})", win_at=self.win_at))
        return self

    @property
    def is_goal(self) -> bool:
        """Whether no money is bet: a goal, and nothing else."""
        return not (self.bonus or self.claw_back or self.deposit)

    @property
    def costs_below(self) -> float:
        """Attainment below which it costs the rep money; 0 if it never does."""
        if self.deposit > 0:
            return self.win_at
        return self.floor_at if self.claw_back > 0 else 0.0


class WagerParameters(Parameters):
    """Whether a wager is offered, and how reps choose."""

    menu: tuple[WagerTerms, ...] = parameter(
        (), about="terms on offer; an empty menu offers no wager", source="A", max_length=MAX_ENTRIES
    )
    team: Literal["region", "group"] = parameter(
        "group", about="who takes a team's wager together: a region, or a group of reps of one region", source="A"
    )
    team_size: int = parameter(
        5,
        about="least number of reps in a group; a region's are divided evenly into as many groups as that allows",
        source="A",
        ge=2,
        le=1000,
    )
    temperature: float = parameter(
        0.15,
        about="noise of the choice, tau; value is in units of a quarter's commission at quota",
        source="A",
        gt=0,
        le=1000,
    )
    symbolic: float = parameter(
        -0.05,
        about="worth of having taken a challenge, in the same units; negative: reluctance",
        source="A",
        ge=-5,
        le=5,
    )
    challenge_lift: float = parameter(
        0.03, about="rise of own attainment that a rep expects from taking a challenge", source="A", ge=0, le=1
    )
    loss_probability_curvature: float = parameter(
        0.69, about="curvature of probability weighting for losses", source="L: Tversky & Kahneman 1992", gt=0.28, le=1
    )

    @model_validator(mode="after")
    def _names_differ(self) -> WagerParameters:
        names = [terms.name for terms in self.menu]
        if len(set(names)) < len(names):
            raise ValueError(Phrase("menu holds two entries of one name: {names}", names=names))
        return self


@by_pointer
class Menu(NamedTuple):
    """The menu as kernels take it: one cell an entry."""

    win_at: np.ndarray
    bonus: np.ndarray
    floor_at: np.ndarray
    claw_back: np.ndarray
    deposit: np.ndarray
    team: np.ndarray  # bool


def menu_arrays(menu: tuple[WagerTerms, ...]) -> Menu:
    """The entries of a menu as columns."""
    return Menu(
        win_at=np.array([terms.win_at for terms in menu], np.float64),
        bonus=np.array([terms.bonus for terms in menu], np.float64),
        floor_at=np.array([terms.floor_at for terms in menu], np.float64),
        claw_back=np.array([terms.claw_back for terms in menu], np.float64),
        deposit=np.array([terms.deposit for terms in menu], np.float64),
        team=np.array([terms.team for terms in menu], np.bool_),
    )


def is_bet(menu: Menu, wager: np.ndarray) -> np.ndarray:
    """Whether there is money on what was chosen, (n,) booleans; ``wager`` (n,) is the entry from 1, 0 for none."""
    money = (menu.bonus > 0.0) | (menu.claw_back > 0.0) | (menu.deposit > 0.0)
    return np.append(False, money)[wager]


@compiled
def add_terms_to_curve(kink_at, kink_rate, jump_at, jump, quota, win_at, bonus, floor_at, claw_back, deposit):
    """Draw a wager into one rep's curve, which holds the ordinary plan; False if the curve has no room.

    Below the floor all pay keeps only the share ``1 - claw_back``; at the floor, what was kept is given back in one
    jump. The deposit is gone at any attainment and comes back with the bonus.
    """
    slope = 0.0
    kept_sum = 0.0
    for k in range(kink_at.shape[0]):
        if kink_rate[k] != 0.0 and kink_at[k] < floor_at:
            kept = claw_back * kink_rate[k]
            kink_rate[k] -= kept
            slope += kept
            kept_sum += kept * (floor_at - kink_at[k]) * quota
        if jump[k] != 0.0 and jump_at[k] < floor_at:
            kept = claw_back * jump[k]
            jump[k] -= kept
            kept_sum += kept
    return (
        add_knot(kink_at, kink_rate, floor_at, slope)
        and add_knot(jump_at, jump, floor_at, kept_sum)
        and add_knot(jump_at, jump, win_at, bonus + deposit)
        and add_knot(jump_at, jump, ALWAYS, -deposit)
    )


def add_wager_to_curve(terms: WagerTerms, curve: Curve, rep: int, quota: float) -> None:
    """Draw a wager into the curve of one rep, which holds the ordinary plan."""
    numbers = (terms.win_at, terms.bonus, terms.floor_at, terms.claw_back, terms.deposit)
    if not add_terms_to_curve(*(array[rep] for array in curve), quota, *numbers):
        raise ValueError("there is no room for a wager in this pay curve")


@compiled
def add_wagers_to_curves(curve, wager, quota, menu):
    """Draw into each rep's curve what the rep alone has bet; ``wager`` (n_reps,) is the entry from 1, 0 for none.

    A team's wager is no curve over the rep's own attainment and is left out. Returns whether there was room for all.
    """
    fits = True
    for i in range(wager.shape[0]):
        k = wager[i] - 1
        if k < 0 or menu.team[k]:
            continue
        fits = fits and add_terms_to_curve(
            curve.kink_at[i],
            curve.kink_rate[i],
            curve.jump_at[i],
            curve.jump[i],
            quota[i],
            menu.win_at[k],
            menu.bonus[k],
            menu.floor_at[k],
            menu.claw_back[k],
            menu.deposit[k],
        )
    return fits


@compiled
def wager_pay(attainment, ordinary, win_at, bonus, floor_at, claw_back, deposit):
    """What a wager has paid in the end, in money: the bonus, nothing, or less than nothing.

    Parameters
    ----------
    attainment : the rep's or the team's.
    ordinary : the rep's ordinary variable pay of the quarter, which the claw-back takes its share of.
    """
    if reached(attainment, win_at, 1.0):
        return bonus
    taken = claw_back * ordinary if not reached(attainment, floor_at, 1.0) else 0.0
    return -deposit - taken
