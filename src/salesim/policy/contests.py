"""Sales contests: the best of some weeks of each quarter win a prize."""

from __future__ import annotations

from operator import ge
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pydantic import model_validator

from salesim.agents.contests import ContestWeek, value_contest
from salesim.parameters import NO_MONEY, Parameters, parameter
from salesim.pay.periods import A_QUARTER, sum_over
from salesim.phrase import Phrase
from salesim.policy.lever import Lever, Section
from salesim.policy.pay import PAID_AFTER_WEEKS
from salesim.weeks import QUARTER

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView


class ContestParameters(Parameters):
    """A contest each quarter, by sales against quota, with one prize for all who win or a prize for each place."""

    enabled: bool = parameter(False, about="there is a sales contest each quarter", source="A")
    weeks: int = parameter(
        6, about="how long it lasts", unit="week", source="L: Delfgaauw, Dur, Sol & Verbeke 2013", ge=1, le=QUARTER
    )
    begins: int | None = parameter(
        None,
        about="week of the quarter in which it begins, from 1; left out: so that it ends with the quarter",
        unit="week",
        source="A",
        ge=1,
        le=QUARTER,
    )
    winners: int | None = parameter(
        None, about="number of winners; left out: winner_share of those who take part", source="A", ge=1, le=100_000
    )
    winner_share: float = parameter(
        0.2,
        about="share of those who take part who win, at least one",
        source="L: several winners are better than one (Lim, Ahearne & Ham 2009)",
        gt=0,
        le=1,
    )
    prize: float = parameter(2000.0, about="what each winner is paid", unit="money", source="A", ge=0)
    prizes: tuple[float, ...] = parameter(
        (),
        about="what each place is paid, the first place first, in place of winners and prize",
        unit="money",
        source="A",
        max_length=1000,
    )
    minimum: float = parameter(
        0.0, about="result, as a share of the quota of its weeks, below which nobody wins", source="A", ge=0, le=5
    )
    symbolic: float = parameter(
        0.02,
        about="what winning is worth beside the prize, as a share of a quarter's pay at quota",
        source="A: contests without a prize raise sales, too (Delfgaauw, Dur, Sol & Verbeke 2013)",
        ge=0,
        le=1,
    )
    optimism: float = parameter(
        0.3,
        about="share of their gap to the last winner that those behind do not see",
        source="A: trailers fade only when the gap is very large (Casas-Arce & Martinez-Jerez 2009)",
        ge=0,
        le=1,
    )
    less_help: float = parameter(
        0.1,
        about="how much longer leads wait for an answer during a contest, as nobody helps a rival out",
        source="A",
        ge=0,
        le=5,
    )
    envy: float = parameter(
        0.15, about="recognition that those left out lose, for each winner per head of them", source="A", ge=0, le=10
    )

    @property
    def first(self) -> int:
        """The quarter's week in which it begins, from 0."""
        return QUARTER - self.weeks if self.begins is None else self.begins - 1

    @property
    def last(self) -> int:
        """The quarter's week that it ends with, from 0."""
        return self.first + self.weeks - 1

    @model_validator(mode="after")
    def _prizes_fall(self) -> ContestParameters:
        if any(prize < 0 for prize in self.prizes) or not all(map(ge, self.prizes, self.prizes[1:])):
            raise ValueError(
                Phrase("prizes must not rise from place to place, nor lie below 0: {prizes}", prizes=list(self.prizes))
            )
        return self

    @model_validator(mode="after")
    def _ends_within_the_quarter(self) -> ContestParameters:
        if self.last >= QUARTER:
            raise ValueError(
                Phrase(
                    "weeks is too long: a contest that begins in week {begins} of a quarter's {quarter} lasts "
                    "{longest} at most",
                    begins=self.begins,
                    quarter=QUARTER,
                    longest=QUARTER - self.first,
                )
            )
        return self


class Contests(Lever):
    """Holds a contest each quarter and pays its winners.

    Who holds a seat when it begins takes part, and stays in until leaving. The result is credited sales of its weeks
    against the quota planned for them. It costs the prizes with their on-costs, orders pulled into it that are missing
    afterwards, help among colleagues, and envy. Everybody sees where all stand, as on a board of a contest. One that
    the run's end cuts short is not paid.
    """

    order = 75
    sections = (Section("sales_force.contest", ContestParameters, "sales contests"),)

    def __init__(self, parameters: ContestParameters):
        self.parameters = self.next = parameters
        self.holder = np.full(0, -1)  # who takes part, by seat; -1 nobody
        self.sold_before = np.zeros(0)  # credited sales of the quarter before the contest
        self.won = np.zeros(0)  # prizes of this quarter's contest, once it is over
        self.rows: list[pd.DataFrame] = []

    def take(self, *parameters: Any) -> None:
        """A contest that is under way is held to its end as it was announced."""
        (self.next,) = parameters

    def open_week(self, model: ModelView) -> None:
        """A contest begins."""
        if self.next is not self.parameters and not self.runs(model):
            self.parameters = self.next
        if not (self.parameters.enabled and model.has_quotas):
            return
        reps, begins = model.reps, model.week == self.span(model)[0]
        if model.opens_quarter or begins:
            self.holder, self.won = np.full(len(reps.seat), -1), np.zeros(len(reps.seat))
        if begins:
            self.holder = np.where(reps.present == 1, reps.holder, -1)
            self.sold_before = reps.quarter_sales * (not model.opens_quarter)

    def close_week(self, model: ModelView) -> None:
        """A contest ends: prizes are paid, and who is left out feels it."""
        if not self.ends(model):
            return
        p, reps = self.parameters, model.reps
        seats = np.flatnonzero(self.takes_part(model))
        sold = (reps.quarter_sales[: len(self.holder)] - self.sold_before)[seats]
        asked = reps.quota[seats] / reps.season_share[seats] * self.quota_share(model)
        result = sold / np.maximum(asked, NO_MONEY)
        by_place = np.argsort(-result, kind="stable")
        won = self.prizes(result[by_place])
        winners, others = seats[by_place[won >= 0.0]], seats[by_place[won < 0.0]]
        self.won[winners] = won[won >= 0.0]
        minor = model.ledger.currency.to_minor_array(self.won[winners])
        model.ledger.accrue_pay("variable", winners, minor, model.week + PAID_AFTER_WEEKS)
        reps.recognition[others] -= p.envy * len(winners) / max(len(others), 1)
        self.rows.append(
            pd.DataFrame(
                {
                    "quarter": model.reported_quarter(),
                    "seat": seats[by_place],
                    "holder": reps.holder[seats[by_place]],
                    "region": reps.region[seats[by_place]],
                    "result": result[by_place],
                    "place": np.arange(1, len(seats) + 1),
                    "prize": self.won[seats[by_place]],
                }
            )
        )

    def before_effort(self, model: ModelView) -> None:
        """Reps feel the contest.

        Where a contest ends within the quarter its pay alone ends: for wagers a unit of sales counts whether it comes
        before that or after.
        """
        here = self.takes_part(model)
        if not self.runs(model):
            if self.parameters.enabled and here.any():
                model.reps.component_pay[: len(self.won)] += self.won * here[: len(self.won)]
            return
        if self.ends(model) and not model.closes_quarter:
            model.ending_pay[:] = 0.0
        before = np.zeros(model.n_seats)
        before[: len(self.sold_before)] = self.sold_before
        value_contest(model.reps, here, before, self.numbers(model, int(here.sum())), model.ending_pay)

    def numbers(self, model: ModelView, n: int) -> ContestWeek:
        """Numbers of this week's contest of ``n`` reps."""
        p, effort = self.parameters, model.config.sales_force.effort
        weeks_left = self.span(model)[1] - model.week + 1
        of_places = np.append(self.by_place(n), 0.0)
        last = np.flatnonzero(of_places[:-1] > of_places[1:])  # places after which the prize falls
        if not len(last):  # nothing but what winning is worth without a prize
            last = np.array([len(of_places) - 2])
        return ContestWeek(
            weeks_left=weeks_left,
            season_left=model.season_ahead(weeks_left),
            quota_share=self.quota_share(model),
            places=last + 1,
            rises=(of_places[:-1] - of_places[1:])[last],
            minimum=p.minimum,
            symbolic=p.symbolic,
            optimism=p.optimism,
            late=effort.present_bias * effort.weekly_discount**weeks_left,
            forecast_error=effort.forecast_error,
            crediting_error=effort.crediting_error,
        )

    def span(self, model: ModelView) -> tuple[int, int]:
        """First and last week of this quarter's contest."""
        p, (first, last) = self.parameters, model.timetable.span(A_QUARTER, model.week)
        begins = last + 1 - p.weeks if p.begins is None else first + p.begins - 1
        return begins, begins + p.weeks - 1

    def by_place(self, n: int) -> np.ndarray:
        """Prize of each place of ``n`` reps that has one, (n_winners,)."""
        p = self.parameters
        if p.prizes:
            return np.array(p.prizes[:n])
        winners = max(1, int(p.winner_share * n)) if p.winners is None else p.winners
        return np.full(min(winners, n), p.prize)

    def prizes(self, results: np.ndarray) -> np.ndarray:
        """Prize of each of ``results``, the best first; -1 of who wins none.

        Who ties shares the prizes of the places held together.
        """
        of_places = self.by_place(len(results))
        held = np.append(of_places, np.zeros(len(results) - len(of_places)))
        _, tie = np.unique(-results, return_inverse=True)
        shared = (np.bincount(tie, held) / np.bincount(tie))[tie]
        wins = (np.arange(len(results)) < len(of_places)) | (shared > 0.0)
        return np.where(wins & (results >= self.parameters.minimum), shared, -1.0)

    def takes_part(self, model: ModelView) -> np.ndarray:
        """Who is in the contest and has not left since it began, (n_seats,) booleans."""
        reps, n = model.reps, len(self.holder)
        here = np.zeros(len(reps.seat), np.bool_)
        here[:n] = (self.holder >= 0) & (reps.holder[:n] == self.holder) & (reps.present[:n] == 1)
        return here

    def quota_share(self, model: ModelView) -> float:
        """Share of the quarter's quota that is planned for the contest's weeks."""
        return sum_over(model.plan_season, *self.span(model)) / model.plan_of_quarter()

    def runs(self, model: ModelView) -> bool:
        """Whether a contest is held this week; one that began before the run did is not."""
        first, last = self.span(model)
        return self.parameters.enabled and first <= model.week <= last and bool((self.holder >= 0).any())

    def ends(self, model: ModelView) -> bool:
        """Whether a contest ends with this week."""
        return self.runs(model) and model.week == self.span(model)[1]

    def less_help(self, model: ModelView) -> float:
        """How much longer leads wait for an answer this week."""
        return self.parameters.less_help if self.runs(model) else 0.0

    def tables(self, model: ModelView) -> dict[str, pd.DataFrame]:
        """The table ``contests``: one row a contest and rep who was in it to the end, the best first."""
        return {"contests": pd.concat(self.rows, ignore_index=True)} if self.rows else {}
