"""The rep as a Mesa agent: a seat's cells read like attributes, decisions are methods that may be overridden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from salesim.agents.cell import ColumnCell
from salesim.agents.columns_view import week_address
from salesim.pay.wager import WagerParameters
from salesim.random import Stream
from salesim.random.generator import uniform

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView


class Rep(mesa.Agent):
    """One seat of the sales force and the person in it.

    Decisions run compiled for all reps at once; a subclass that overrides `choose_effort`, `choose_wager` or `stays` is
    asked in their place, rep by rep.
    """

    present = ColumnCell("reps", "1 somebody works here, 0 vacant")
    region = ColumnCell("reps", "index of the region")
    effort = ColumnCell("reps", "effort this week")
    skill = ColumnCell("reps", "factor on visit quality")
    quota = ColumnCell("reps", "quota of the quarter")
    quarter_sales = ColumnCell("reps", "sales credited this quarter")
    baseline_sales = ColumnCell("reps", "own forecast of weekly sales, season taken out")
    marginal_pay = ColumnCell("reps", "expected pay for one more currency unit of sales")
    optimism = ColumnCell("reps", "relative bias of the own forecast")
    opening_forecast = ColumnCell("reps", "attainment expected when the quarter began")
    opening_sigma = ColumnCell("reps", "standard deviation of that forecast")
    wager = ColumnCell("reps", "entry of the menu taken this quarter; 0 none")
    hired_week = ColumnCell("reps", "week in which the person began")
    visits = ColumnCell("reps", "visits made this week")

    def __init__(self, model: ModelView, seat: int):
        super().__init__(model)
        self.model: ModelView
        self.seat = seat

    def remove(self) -> None:
        """Mesa's word for leaving: who holds the seat quits at once, and the vacancy is advertised.

        The agent is the seat, which stays; ``model.staff.close_seat(seat)`` closes one.
        """
        if self.present:
            self.model.staff.leave(self.seat)

    def uniform(self, occurrence: int = 0) -> float:
        """A random number for a decision of your own, uniform on (0, 1); a week has draws 0 to 63."""
        return uniform(self.model.key(Stream.OWN_REP), self.seat, week_address(self.model.week, occurrence))

    @property
    def attainment(self) -> float:
        """Sales of the quarter so far over its quota."""
        return self.quarter_sales / self.quota if self.quota else 0.0

    def choose_effort(self) -> float:
        """Effort of this week. The default is what the compiled rule has just chosen from the pay curve."""
        return self.effort

    def stays(self, quit_drawn: bool) -> bool:
        """Whether the rep stays, or gives notice this week; ``quit_drawn`` is what the hazard and the draw say.

        Who has given notice is asked, too, and leaves when it is over, whatever the answer.
        """
        return not quit_drawn

    def choose_wager(self, wager: WagerParameters) -> int:
        """Entry of the menu to take this quarter, counted from 1; 0 takes none.

        The default is what the compiled rule has just chosen under prospect theory. Who answers with a team's entry
        shares it with all of the team (``wager.team``: a region or a group) who do the same.
        """
        return self.wager

    def expected_attainment(self) -> tuple[float, float]:
        """The rep's own forecast of the quarter's attainment as it began, and its standard deviation."""
        return self.opening_forecast, self.opening_sigma
