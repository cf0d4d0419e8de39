"""Shelves of outlets (D5): what reps see and advise, what shoppers find, what expires, week by week."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from salesim.channel.outlets import (
    ADVISED,
    ASKED,
    BOUGHT,
    DELAYED,
    DELIVERED,
    ELSEWHERE_BOUGHT,
    EXPIRED,
    LISTED,
    N_SHELF_SUMS,
    NOT_BOUGHT,
    RIVAL,
    SEEN,
    SUBSTITUTED,
    OutletParameters,
    ShelfWeek,
    VoiceNoteParameters,
    deliver,
    order_what_lacks,
    see_shelves,
    shop,
)
from salesim.columns import State
from salesim.random import Stream

COUNTS = {
    "asked_units": ASKED,
    "bought_units": BOUGHT,
    "substituted_units": SUBSTITUTED,
    "delayed_units": DELAYED,
    "rival_units": RIVAL,
    "elsewhere_units": ELSEWHERE_BOUGHT,
    "not_bought_units": NOT_BOUGHT,
    "expired_units": EXPIRED,
    "delivered_units": DELIVERED,
    "shelves_seen": SEEN,
    "advice_accepted": ADVISED,
    "skus_newly_listed": LISTED,
}


class Shelves:
    """Called in the stages that touch shelves: visits, orders, and the week's settlement."""

    def __init__(self, model: Any, parameters: OutletParameters, notes: VoiceNoteParameters):
        self.model = model
        self.parameters = parameters
        self.notes = notes
        self.is_on = parameters.enabled
        self.sums = np.zeros(N_SHELF_SUMS, np.int64)
        self.rows: list[dict[str, Any]] = []

    def numbers(self) -> ShelfWeek:
        """Numbers of the week."""
        model, p = self.model, self.parameters
        market = model.config.market
        return ShelfWeek(
            week=model.week,
            season=model.season_now,
            mean_goodwill=model.mean_goodwill,
            elasticity=market.goodwill.elasticity,
            decline_weeks=market.churn.decline_weeks,
            life_weeks=p.shelf_life_weeks,
            newest_share=p.newest_share,
            substitute=p.substitute,
            rival=p.rival,
            delay=p.delay,
            elsewhere=p.elsewhere,
            seen_by_hand=p.seen_by_hand,
            seen_by_note=1.0 - self.notes.missed,
            accepted=p.accepted,
            learned=p.learned,
            tidy_weeks=p.tidy_weeks,
            listing=p.listing,
            note_key=model.key(Stream.SHELF_NOTE),
            shopper_key=model.key(Stream.SHOPPERS),
        )

    def after_visits(self) -> None:
        """Reps have seen shelves and given advice."""
        model = self.model
        if self.is_on:
            n, rows = self.numbers(), len(model.columns.state)
            see_shelves(0, rows, model.columns, model.outlets, model.reps.uses, n, self.sums)
            model.ledger.add_money(support=self.parameters.listing_cost * int(self.sums[LISTED]))

    def before_serving(self) -> None:
        """The week's orders become what shelves lack."""
        model = self.model
        if self.is_on:
            order_what_lacks(model.n_orders, model.orders, model.columns, model.outlets)

    def after_serving(self) -> None:
        """Goods come onto the shelves, shoppers come, goods expire; the brand bears its part of what expired."""
        model, c = self.model, self.model.columns
        if not self.is_on:
            return
        deliver(model.n_orders, model.orders, c, model.outlets, self.sums)
        expired = np.zeros(model.outlets.listed.shape[1], np.int64)
        shop(0, len(c.state), c, model.outlets, self.numbers(), self.sums, expired)
        lost_minor = model.config.channel.trade.brand_bears * float((expired * model.numbers.channel_cost_minor).sum())
        model.ledger.add(lost_goods_minor=round(lost_minor))
        current = ((c.state == State.HEALTHY) | (c.state == State.FADING)) & (c.distributor >= 0)
        mine = c.place[current]
        shelf = model.outlets.shelf.sum(axis=2)
        self.rows.append(
            {
                "week": model.week - model.first_week,
                **{name: int(self.sums[at]) for name, at in COUNTS.items()},
                "on_shelf_units": int(shelf.sum()),
                "near_expiry_units": int(shelf[:, -1].sum()),
                "listed_per_outlet": float(model.outlets.listed[mine].sum(axis=1).mean()) if len(mine) else 0.0,
            }
        )
        self.sums[:] = 0

    def tables(self, model: Any) -> dict[str, pd.DataFrame]:
        """The table ``shelves``, one row a week, if there are shelves."""
        return {"shelves": pd.DataFrame(self.rows)} if self.is_on else {}
