"""Tags and cross-selling as a lever: who needs what, what is known of it, and an account of the offers (C2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pydantic import model_validator

from salesim.agents.cross_sell import MAX_LINES, CrossSellWeek, offer_lines
from salesim.columns import State
from salesim.parameters import Parameters, parameter
from salesim.phrase import Phrase
from salesim.policy.lever import Lever, Section
from salesim.random import Stream, stream_key
from salesim.random.generator import uniform_array

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

COUNTS = ("offers", "hits", "misses")


class TagParameters(Parameters):
    """Which tags are kept, what they tell, and what they cost."""

    base_share: float = parameter(0.8, about="share of customers whose base tags are known", source="A", ge=0, le=1)
    base_tells: float = parameter(
        0.15, about="probability that complete base tags tell which line a customer needs", source="A", ge=0, le=1
    )
    behavior: bool = parameter(False, about="derive behavior tags from orders", source="A")
    behavior_tells: float = parameter(0.2, about="the same of complete behavior tags, on top", source="A", ge=0, le=1)
    orders_needed: float = parameter(
        8.0, about="orders of the last year that make behavior tags complete", source="A", gt=0, le=1000
    )
    needs: bool = parameter(False, about="reps enter need tags at visits", source="A")
    needs_tell: float = parameter(0.5, about="the same of complete need tags, on top", source="A", ge=0, le=1)
    entry_min: float = parameter(
        2.0, about="time to enter need tags, at each visit", unit="min", source="A", ge=0, le=60
    )
    learned: float = parameter(
        0.25,
        about="share of the need tags still missing that a visit of quality 1 fills in, if it is recorded",
        source="A",
        ge=0,
        le=1,
    )
    half_life_weeks: float = parameter(
        52.0, about="weeks in which half of the need tags go out of date", unit="week", source="A", ge=1, le=1040
    )
    license_cost_per_week: float = parameter(
        1200.0, about="platform of behavior and need tags", unit="money/week", source="A", ge=0
    )

    @model_validator(mode="after")
    def _tells_at_most_all(self) -> TagParameters:
        tells = self.base_tells + self.behavior_tells + self.needs_tell
        if tells > 1.0 + 1e-9:
            raise ValueError(
                Phrase(
                    "base_tells, behavior_tells and needs_tell are shares of one; they sum to {tells:.6g}", tells=tells
                )
            )
        return self


class CrossSellParameters(Parameters):
    """Further product lines, and how they are offered."""

    enabled: bool = parameter(False, about="reps offer further product lines at visits", source="A")
    lines: int = parameter(6, about="further product lines that the firm has", source="A", ge=1, le=MAX_LINES)
    line_names: tuple[str, ...] = parameter(
        (), about="names of the further lines; left out, line 1, line 2, ...", source="A", max_length=MAX_LINES
    )
    need_share: float = parameter(0.6, about="share of customers who need one of them", source="A", ge=0, le=1)
    acceptance: float = parameter(
        0.3, about="probability that the right line is taken up, at a visit of quality 1", source="A", ge=0, le=1
    )
    value_share: float = parameter(
        0.2, about="what a further line adds to every order, as a share of its usual value", source="A", ge=0, le=5
    )
    pause_weeks: int = parameter(8, about="weeks between offers to a customer", unit="week", source="A", ge=1, le=104)
    annoyance: float = parameter(
        0.2, about="what the offer of a wrong line does to remembered service", source="A", ge=0, le=1
    )

    @property
    def names(self) -> tuple[str, ...]:
        """What the further lines are called, in their order."""
        return self.line_names or tuple(f"line {number}" for number in range(1, self.lines + 1))

    @model_validator(mode="after")
    def _names_fit(self) -> CrossSellParameters:
        if self.line_names and len(self.line_names) != self.lines:
            raise ValueError(
                Phrase("line_names has {n} entries for {lines} lines", n=len(self.line_names), lines=self.lines)
            )
        if len(set(self.line_names)) < len(self.line_names):
            raise ValueError("line_names names one twice")
        return self


class Tags(Lever):
    """Says who needs what, lets tags go out of date, pays for them, and keeps the account of offers and coverage."""

    order = 120
    sections = (
        Section("sales_force.cross_sell", CrossSellParameters, "further product lines offered at visits"),
        Section("sales_force.tags", TagParameters, "what is written down about customers"),
    )

    def __init__(self, cross_sell: CrossSellParameters, tags: TagParameters):
        self.cross_sell = cross_sell
        self.tags = tags
        self.rows: list[dict[str, Any]] = []
        self.sums = dict.fromkeys(COUNTS, 0)

    @property
    def is_on(self) -> bool:
        return self.cross_sell.enabled or self.tags.needs or self.tags.behavior

    def open_week(self, model: ModelView) -> None:
        """Needs are drawn as the model begins, the same in all arms and replications; tags age."""
        if not self.is_on:
            return
        if model.week == model.first_week:
            self.sample_needs(model)
            self.rows.append(self.coverage(model) | dict.fromkeys(COUNTS, 0))
        if self.tags.needs:
            model.columns.need_tags[:] *= 0.5 ** (1.0 / self.tags.half_life_weeks)
        if self.tags.needs or self.tags.behavior:
            model.ledger.add_money(license=self.tags.license_cost_per_week)

    def sample_needs(self, model: ModelView) -> None:
        """The line that each customer needs, and whose base tags are known: traits of the population."""
        c, p = model.columns, self.cross_sell
        key = np.uint64(stream_key(model.config.run.seed, model.world.population, int(Stream.CUSTOMER_NEED)))
        u = uniform_array(key, c.customer_id, 0)
        c.need[:] = np.where(u < p.need_share, 1 + np.floor(u / max(p.need_share, 1e-12) * p.lines), 0)
        c.base_tags[:] = uniform_array(key, c.customer_id, 1) < self.tags.base_share

    def numbers(self, model: ModelView) -> CrossSellWeek:
        """What the kernel of offers needs this week."""
        p, t = self.cross_sell, self.tags
        return CrossSellWeek(
            week=model.week,
            offers=int(p.enabled),
            lines=p.lines,
            acceptance=p.acceptance,
            pause_weeks=p.pause_weeks,
            annoyance=p.annoyance,
            base_tells=t.base_tells,
            behavior_tells=t.behavior_tells if t.behavior else 0.0,
            orders_needed=t.orders_needed,
            needs_tell=t.needs_tell if t.needs else 0.0,
            learned=t.learned if t.needs else 0.0,
            offer_key=model.key(Stream.OFFER),
        )

    def after_visits(self, model: ModelView) -> None:
        """Reps offer a further line to those whom they have visited."""
        if self.is_on:
            offers, start = self.numbers(model), model.territories.start
            model.each_range_of_seats(
                lambda first, last: offer_lines(first, last, start, model.columns, model.reps, offers)
            )

    def close_week(self, model: ModelView) -> None:
        """Add up the week's offers."""
        if self.is_on:
            for name, column in zip(COUNTS, ("offers", "offer_hits", "offer_misses"), strict=True):
                self.sums[name] += int(getattr(model.reps, column).sum())

    def close_quarter(self, model: ModelView) -> None:
        if self.is_on:
            self.rows.append(self.coverage(model) | self.sums)
            self.sums = dict.fromkeys(COUNTS, 0)

    def coverage(self, model: ModelView) -> dict[str, Any]:
        """Coverage of each kind of tags among today's customers, in %, and who has taken up a further line."""
        c = model.columns
        current = (c.state == State.HEALTHY) | (c.state == State.FADING)
        orders = np.minimum(c.quarter_orders[current].sum(axis=1) / self.tags.orders_needed, 1.0)

        def percent(values: np.ndarray) -> float:
            return 100.0 * float(values.mean(dtype=np.float64)) if current.any() else 0.0

        return {
            "week": model.week - model.first_week,
            "customers": int(current.sum()),
            "base_coverage": percent(c.base_tags[current]),
            "behavior_coverage": percent(orders) if self.tags.behavior else 0.0,
            "need_coverage": percent(c.need_tags[current]) if self.tags.needs else 0.0,
            "with_further_line": int((c.further_line[current] > 0).sum()),
        }

    def tables(self, model: ModelView) -> dict[str, pd.DataFrame]:
        """The table ``tags``: one row as the run begins and one a quarter, with that quarter's offers."""
        if not self.is_on:
            return {}
        cut = [self.coverage(model) | self.sums] if any(self.sums.values()) else []
        table = pd.DataFrame(self.rows + cut)
        table["hits_per_offer"] = table["hits"] / table["offers"].where(table["offers"] > 0)
        return {"tags": table}
