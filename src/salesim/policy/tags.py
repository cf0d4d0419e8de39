"""Tags and cross-selling as a lever: who needs what, what is known of it, and an account of the offers (C2)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from salesim.agents.cross_sell import CrossSellParameters, CrossSellWeek
from salesim.agents.tags import TagParameters
from salesim.columns import State
from salesim.random import Stream, stream_key
from salesim.random.generator import uniform_array

COUNTS = ("offers", "hits", "misses")


class Tags:
    """Says who needs what, lets tags go out of date, pays for them, and keeps the account of offers and coverage."""

    def __init__(self, cross_sell: CrossSellParameters, tags: TagParameters):
        self.cross_sell = cross_sell
        self.tags = tags
        self.rows: list[dict[str, Any]] = []
        self.sums = dict.fromkeys(COUNTS, 0)

    @property
    def is_on(self) -> bool:
        return self.cross_sell.enabled or self.tags.needs or self.tags.behavior

    def open_week(self, model) -> None:
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

    def sample_needs(self, model) -> None:
        """The line that each customer needs, and whose base tags are known: traits of the population."""
        c, p = model.columns, self.cross_sell
        key = np.uint64(stream_key(model.config.run.seed, model.world.population, int(Stream.CUSTOMER_NEED)))
        u = uniform_array(key, c.customer_id, 0)
        c.need[:] = np.where(u < p.need_share, 1 + np.floor(u / max(p.need_share, 1e-12) * p.lines), 0)
        c.base_tags[:] = uniform_array(key, c.customer_id, 1) < self.tags.base_share

    def numbers(self, model) -> CrossSellWeek:
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

    def close_week(self, model) -> None:
        """Add up the week's offers."""
        if self.is_on:
            for name, column in zip(COUNTS, ("offers", "offer_hits", "offer_misses"), strict=True):
                self.sums[name] += int(getattr(model.reps, column).sum())

    def close_quarter(self, model) -> None:
        if self.is_on:
            self.rows.append(self.coverage(model) | self.sums)
            self.sums = dict.fromkeys(COUNTS, 0)

    def coverage(self, model) -> dict[str, Any]:
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

    def tables(self, model) -> dict[str, pd.DataFrame]:
        """The table ``tags``: one row as the run begins and one a quarter, with that quarter's offers."""
        if not self.is_on:
            return {}
        cut = [self.coverage(model) | self.sums] if any(self.sums.values()) else []
        table = pd.DataFrame(self.rows + cut)
        table["hits_per_offer"] = table["hits"] / table["offers"].where(table["offers"] > 0)
        return {"tags": table}
