"""Shelves of outlets (D5): what reps see and advise, what shoppers find, what expires, week by week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pydantic import model_validator

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
    ShelfWeek,
    deliver,
    order_what_lacks,
    see_shelves,
    shop,
)
from salesim.columns import State
from salesim.parameters import Parameters, parameter
from salesim.phrase import Phrase
from salesim.policy.lever import Lever, Section
from salesim.policy.tools import VoiceNoteParameters
from salesim.random import Stream

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

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


class OutletParameters(Parameters):
    """Shelves of the customers whom distributors serve; the same in all arms."""

    enabled: bool = parameter(
        False, about="customers of distributors are outlets with shelves and shoppers", source="A"
    )
    shelf_life_weeks: int = parameter(
        12, about="weeks that goods keep on the shelf", unit="week", source="A", ge=3, le=520
    )
    listed_share: float = parameter(
        0.6, about="share of SKU classes that an outlet lists at first; each lists at least one", source="A", ge=0, le=1
    )
    cover: float = parameter(
        1.3, about="what a shelf is filled up to, over what is bought until its next turn", source="A", gt=0, le=20
    )
    misjudged: float = parameter(
        0.5, about="standard deviation of owners' ideas of demand (logarithm)", source="A", ge=0, le=2
    )
    newest_share: float = parameter(0.3, about="share of shoppers' goods taken from the newest", source="A", ge=0, le=1)
    substitute: float = parameter(
        0.19, about="share of shoppers who find none and buy another of ours", source="L: Corsten & Gruen 2003", ge=0,
        le=1,
    )  # fmt: skip
    rival: float = parameter(0.26, about="share who buy a rival's", source="L: Corsten & Gruen 2003", ge=0, le=1)
    delay: float = parameter(0.15, about="share who come again next week", source="L: Corsten & Gruen 2003", ge=0, le=1)
    elsewhere: float = parameter(
        0.31, about="share who buy ours in another shop", source="L: Corsten & Gruen 2003", ge=0, le=1
    )
    seen_by_hand: float = parameter(
        0.15, about="share of visits after which a shelf is written about by hand", source="A", ge=0, le=1
    )
    accepted: float = parameter(0.6, about="share of advice that owners accept", source="A", ge=0, le=1)
    learned: float = parameter(
        0.3,
        about="share of the error in an owner's idea of demand that accepted advice removes",
        source="A",
        ge=0,
        le=1,
    )
    tidy_weeks: int = parameter(
        3, about="weeks for which old goods stay in front once put there", unit="week", source="A", ge=0, le=52
    )
    listing: float = parameter(
        0.03, about="share of accepted advice that gets a further SKU class listed", source="A", ge=0, le=1
    )
    listing_cost: float = parameter(50.0, about="fee for listing a SKU class", unit="money", source="A", ge=0)

    @model_validator(mode="after")
    def _reactions_fit(self) -> OutletParameters:
        total = self.substitute + self.rival + self.delay + self.elsewhere
        if total > 1.0 + 1e-9:
            raise ValueError(
                Phrase(
                    "substitute, rival, delay and elsewhere are shares of shoppers; they sum to {total:.6g}",
                    total=total,
                )
            )
        return self


class Shelves(Lever):
    """Called in the stages that touch shelves: visits, orders, and the week's settlement."""

    order = 230
    sections = (Section("channel.shelves", OutletParameters, "shelves of outlets, and shoppers"),)
    reads = (
        "channel.shelves",
        "sales_force.tools.voice_notes",
    )

    def __init__(self, parameters: OutletParameters, notes: VoiceNoteParameters):
        self.parameters = parameters
        self.notes = notes
        self.is_on = parameters.enabled
        self.sums = np.zeros(N_SHELF_SUMS, np.int64)
        self.rows: list[dict[str, Any]] = []

    def numbers(self, model: ModelView) -> ShelfWeek:
        """Numbers of the week."""
        p = self.parameters
        market = model.config.market
        return ShelfWeek(
            week=model.week,
            season=model.demand_now,
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

    def after_visits(self, model: ModelView) -> None:
        """Reps have seen shelves and given advice."""
        if self.is_on:
            n, rows = self.numbers(model), len(model.columns.state)
            see_shelves(0, rows, model.columns, model.outlets, model.reps.uses, n, self.sums)
            model.ledger.add_money(support=self.parameters.listing_cost * int(self.sums[LISTED]))

    def before_serving(self, model: ModelView) -> None:
        """The week's orders become what shelves lack."""
        if self.is_on:
            order_what_lacks(model.n_orders, model.orders, model.columns, model.outlets)

    def after_serving(self, model: ModelView) -> None:
        """Goods come onto the shelves, shoppers come, goods expire; the brand bears its part of what expired."""
        c = model.columns
        if not self.is_on:
            return
        deliver(model.n_orders, model.orders, c, model.outlets, self.sums)
        expired = np.zeros(model.outlets.listed.shape[1], np.int64)
        shop(0, len(c.state), c, model.outlets, self.numbers(model), self.sums, expired)
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

    def tables(self, model: ModelView) -> dict[str, pd.DataFrame]:
        """The table ``shelves``, one row a week, if there are shelves."""
        return {"shelves": pd.DataFrame(self.rows)} if self.is_on else {}
