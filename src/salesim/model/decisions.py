"""Who decides: the model's own rule, a function for all reps, or every agent for itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from salesim.agents.customers_view import CustomersView, Market
from salesim.agents.manager import Manager
from salesim.agents.rep import Rep
from salesim.agents.reps_view import Now, RepsView
from salesim.agents.review import Evidence, ReviewParameters
from salesim.agents.rules import Rules, ask, check_answers
from salesim.errors import InputError
from salesim.pay.wager import WagerParameters
from salesim.phrase import Phrase
from salesim.random import Stream

if TYPE_CHECKING:
    from salesim.model.sales_model import SalesModel

NO_RULE = np.zeros(0)


class Decisions:
    """Puts each decision of reps, managers and customers to whoever takes it.

    A researcher's function (`Rules`) is asked for all reps at once, an overridden method of the agent rep by rep; both
    come after the model's own rule and see what it has chosen.
    """

    def __init__(self, model: SalesModel, rules: Rules, rep_class: type[Rep], manager_class: type[Manager]):
        self.model = model
        self.rules = rules
        self.rep_class = rep_class
        of_reps = ("choose_effort", "choose_wager", "stays")
        decided: list[tuple[str, type, type]] = [(name, rep_class, Rep) for name in of_reps]
        decided.append(("find_causes", manager_class, Manager))
        self.overridden = {name for name, own, usual in decided if getattr(own, name) is not getattr(usual, name)}
        for name, own, _ in decided:
            if name in self.overridden and getattr(rules, name):
                message = Phrase(
                    "{kind}.{name} decides on the same; leave one of them out", kind=own.__name__, name=name
                )
                raise InputError(message, f"rules.{name}")

    def effort(self) -> None:
        """Effort of the week, where it is not left to the model's rule."""
        reps = self.model.reps
        if self.rules.choose_effort:
            reps.effort[:] = ask("choose_effort", self.rules.choose_effort, self.view(Stream.OWN_EFFORT))
        elif "choose_effort" in self.overridden:
            seats = np.flatnonzero(reps.present)
            reps.effort[seats] = self.each("choose_effort", seats, [() for _ in seats])

    def stay(self, quits: np.ndarray) -> np.ndarray:
        """Who decides to quit this week, (n_seats,), when ``quits`` (n_seats,) would by the model's rule."""
        present = self.model.reps.present == 1
        if self.rules.stays:
            stays = ask("stays", self.rules.stays, self.view(Stream.OWN_STAY), read_only(quits))
        elif "stays" in self.overridden:
            seats, stays = np.flatnonzero(present), np.ones(len(present), np.bool_)
            stays[seats] = self.each("stays", seats, [(drawn,) for drawn in quits[seats].tolist()])
        else:
            return quits
        return present & ~stays

    def wagers(self, wager: WagerParameters) -> None:
        """Entries of the menu that reps take for the quarter, where it is not left to the model's rule."""
        reps, most = self.model.reps, len(wager.menu)
        if self.rules.choose_wager:
            reps.wager[:] = ask("choose_wager", self.rules.choose_wager, self.view(Stream.OWN_WAGER), wager, most=most)
        elif "choose_wager" in self.overridden:
            seats = np.flatnonzero(reps.present)
            reps.wager[seats] = self.each("choose_wager", seats, [(wager,) for _ in seats], most)

    def causes(self, manager: Manager, evidence: Evidence, review: ReviewParameters) -> np.ndarray:
        """Why some seats of a region are behind, (n,) of `Cause`."""
        if self.rules.find_causes:
            known = Evidence(*(read_only(column.copy()) for column in evidence))
            view = self.view(Stream.OWN_CAUSES, evidence.seats)
            return ask("find_causes", self.rules.find_causes, view, known)
        causes = manager.find_causes(evidence, review)
        asked = np.ones(len(evidence.seats), np.bool_)
        where = f"{type(manager).__name__}.find_causes"
        return check_answers("find_causes", causes, evidence.seats, asked, "a manager", where)

    def order_rates(self, usual_rates: Callable[[int, int, np.ndarray], Any]) -> np.ndarray:
        """Orders a week of every customer by a rule of the user's own, (n,); (0,) where the model's own holds.

        ``usual_rates(lo, hi, rates)`` writes what the model's rule says of some rows.
        """
        return self._of_customers("order_rates", Stream.OWN_ORDER_RATE, usual_rates)

    def churn_probabilities(self, usual_chances: Callable[[int, int, np.ndarray], Any]) -> np.ndarray:
        """Every customer's probability to begin to leave after an order, as `order_rates`."""
        return self._of_customers("churn_probabilities", Stream.OWN_CHURN, usual_chances)

    def grades(self) -> None:
        """Grades of today's customers, once the model's own rule has graded them."""
        if self.rules.grade_customers:
            view = self.customers(Stream.OWN_GRADE)
            usual = view.grade.astype(np.int64)
            grades = ask("grade_customers", self.rules.grade_customers, view, read_only(usual))
            self.model.columns.grade[view.asked] = grades[view.asked]

    def _of_customers(self, name: str, stream: Stream, usual: Callable[[int, int, np.ndarray], Any]) -> np.ndarray:
        rule = getattr(self.rules, name)
        if rule is None:
            return NO_RULE
        answers = np.zeros(len(self.model.columns.state))
        self.model.each_range(lambda lo, hi, _: usual(lo, hi, answers))
        return ask(name, rule, self.customers(stream), read_only(answers)).astype(np.float64)

    def customers(self, stream: Stream) -> CustomersView:
        """All customers and prospects, as a rule sees them."""
        model = self.model
        attack = read_only(model.attack.astype(np.float64))
        market = Market(week=model.week, season=model.season_now, mean_goodwill=model.mean_goodwill, attack=attack)
        return CustomersView(model.columns, market, model.key(stream))

    def actions(self, manager: Manager, seats: np.ndarray, causes: np.ndarray, review: ReviewParameters) -> np.ndarray:
        """What a manager does about some seats, (n,) of `Action`."""
        actions, asked = manager.act(seats, causes, review), np.ones(len(seats), np.bool_)
        return check_answers("act", actions, seats, asked, "a manager", f"{type(manager).__name__}.act")

    def each(
        self, name: str, seats: np.ndarray, given: Sequence[tuple[Any, ...]], most: float | None = None
    ) -> np.ndarray:
        """What the agents of some seats answer to the question ``name``, (n,), each ``given`` its own arguments."""
        agents = self.model.rep_agents
        answers = [getattr(agents[seat], name)(*own) for seat, own in zip(seats.tolist(), given, strict=True)]
        where = f"{self.rep_class.__name__}.{name}"
        return check_answers(name, answers, seats, np.ones(len(seats), np.bool_), "a rep", where, most)

    def view(self, stream: Stream, rows: np.ndarray | None = None) -> RepsView:
        """All seats, or some, as a rule sees them."""
        model = self.model
        now = Now(
            week=model.week,
            weeks_left=model.weeks_left,
            season=model.season_now,
            season_left=model.season_ahead(model.weeks_left),
            quarter_passed=model.quarter_passed,
        )
        return RepsView(model.reps, now, model.key(stream), rows)


def read_only(array: np.ndarray) -> np.ndarray:
    """The array, which nobody may write into from now on."""
    array.flags.writeable = False
    return array
