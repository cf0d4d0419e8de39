"""Who owns which customers: rows in territory order, and what happens when a layout changes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from salesim.agents.competitors import news_of_region, report_attacks, share_in_the_news
from salesim.agents.review import ReviewParameters
from salesim.agents.roles import seats_without_a_list
from salesim.columns import State, Tool, sort_rows
from salesim.errors import InputError
from salesim.parameters import NO_MONEY
from salesim.phrase import Phrase
from salesim.policy.handover import Handover
from salesim.policy.quotas import growth_asked
from salesim.policy.roles import expect_without_a_list
from salesim.random import Stream
from salesim.territory.layout import Layout, Sites
from salesim.weeks import YEAR
from salesim.world.build import build_layouts_of
from salesim.world.sites import make_world_sites
from salesim.world.world import World

if TYPE_CHECKING:
    from salesim.model.sales_model import SalesModel

SERIAL_SEATS = 512  # fewer seats than this are one range: starting threads would cost more than it saves
N_RANGES = 8


class Territories:
    """Keeps the customers of a territory together.

    Attributes
    ----------
    start : (n_seats + 1,) first customer row of each seat
    ranges : (first, last) seats that a stage works on at a time; they depend on the number of seats only
    layout : the layout in force
    accounts_reassigned, sales_reassigned : customers reassigned so far, and their weekly reference sales
    """

    def __init__(self, model: SalesModel, world: World):
        self.model = model
        self.layout = world.layouts[world.layout]
        self.accounts_reassigned = 0
        self.sales_reassigned = 0.0
        self.divide_seats()

    def divide_seats(self) -> None:
        """Where each seat's customers begin, and the ranges that stages run over."""
        n = self.model.n_seats
        pieces = 1 if n < SERIAL_SEATS else N_RANGES
        self.ranges = list(pairwise(np.linspace(0, n, pieces + 1).astype(int).tolist()))
        self.start = np.searchsorted(self.model.columns.seat, np.arange(n + 1)).astype(np.int64)

    def sites(self) -> Sites:
        """Customers as territory builders see them today."""
        world = self.model.world
        return make_world_sites(self.model.columns, self.model.config, world.unit_residents, world.customer_keys)

    def current(self) -> Layout:
        """The layout as it is: customers by the seat that owns them."""
        columns = self.model.columns
        owner = np.empty(len(columns.seat), np.int32)
        owner[columns.place] = columns.seat
        n_owners = int(np.count_nonzero(np.bincount(owner)))
        return Layout(
            self.layout.name,
            self.layout.builder,
            owner,
            n_owners,
            grounds=self.layout.grounds,
            overlays=self.layout.overlays,
        )

    def apply(self, layout: Layout, hired: bool = False, joint: np.ndarray | None = None) -> None:
        """Hand customers over to the owners that a layout names.

        A customer who changes hands has a broken relationship; a prospect falls back a stage. Seats that the layout
        numbers beyond today's are opened and must be filled, unless somebody is ``hired`` for each; seats that it
        leaves without customers are closed. Old and new reps make joint visits as `Handover` says, or as many as
        ``joint`` (n,) by place.
        """
        model, n_before = self.model, self.model.n_seats
        self._open_seats(layout, hired)
        columns, leaving = model.columns, model.config.market.churn
        owner = layout.territory_of[columns.place]
        for seat in np.unique(owner[model.reps.open[owner] == 0]).tolist():
            model.staff.reopen_seat(seat)
        moved = owner != columns.seat
        lost, unbooked = self._known_sales(columns.seat, moved), self._booked_sales(columns.seat, moved)
        customers = moved & (columns.state >= State.HEALTHY) & (columns.state < State.GONE)
        bond = columns.relationship.copy()
        columns.relationship[customers] = np.minimum(columns.relationship[customers], leaving.handover_factor)
        handover = model.lever(Handover)
        wanted = handover.wanted(columns.reference_sales, customers) if joint is None else joint[columns.place]
        there = (model.reps.present == 1) & (np.bincount(owner, minlength=model.n_seats) > 0)
        there[n_before:] = hired  # who is hired begins at once
        introduced = handover.introduce(model, wanted, bond, columns.seat, owner, there)
        if introduced:
            model.record("introduced", detail=str(introduced))
        in_funnel = moved & (columns.state > State.LEAD) & (columns.state < State.HEALTHY)
        columns.state[in_funnel] -= 1
        self.accounts_reassigned += int(customers.sum())
        self.sales_reassigned += float(columns.reference_sales[customers].sum())
        gained, booked = self._known_sales(owner, moved), self._booked_sales(owner, moved)
        columns.seat[:] = owner
        sort_rows(columns, np.lexsort((columns.customer_id, columns.seat)))
        self.layout = layout
        self.divide_seats()
        if layout.grounds is None:  # whoever has a ground of a role may have nobody on it for a while
            for seat in np.flatnonzero((np.diff(self.start) == 0) & (model.reps.open == 1)).tolist():
                model.staff.close_seat(seat)
        self._brief_seats(gained - lost, booked - unbooked)
        model.hierarchy.regroup()

    def reorganize(self, name: str) -> None:
        """Share the customers among other roles than the world's, by the layout of this name, drawn anew.

        Whoever is asked for what is yet to be won expects what such customers have bought of late.
        """
        model, world = self.model, self.model.world
        roles, n_reps = model.config.sales_force.roles, model.config.sales_force.team.reps
        if roles and model.n_seats != n_reps:
            message = Phrase(
                "roles share out {reps} seats, but there are {n} when the run begins", reps=n_reps, n=model.n_seats
            )
            raise InputError(message, "sales_force.roles")
        self.apply(build_layouts_of(world, {name: model.config.layouts[name]}, model.config)[name])
        if roles:
            expect_without_a_list(model)

    def _known_sales(self, seat_of: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Weekly sales that reps expect of some rows' current customers, by seat, (n_seats,)."""
        c = self.model.columns
        current = rows & (c.state >= State.HEALTHY) & (c.state < State.GONE)
        expected = c.reference_sales[current] * c.relationship[current]
        return np.bincount(seat_of[current], weights=expected, minlength=self.model.n_seats)

    def _booked_sales(self, seat_of: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Weekly sales of some rows' customers over the last four quarters, by the books and by seat, (n_seats,)."""
        sold = self.model.columns.quarter_sales[rows].sum(axis=1, dtype=float) / YEAR
        return np.bincount(seat_of[rows], weights=sold, minlength=self.model.n_seats)

    def break_relationships(self, seat: int) -> None:
        """The customers of a seat meet a new rep."""
        c, factor = self.model.columns, self.model.config.market.churn.handover_factor
        rows = slice(self.start[seat], self.start[seat + 1])
        current = (c.state[rows] >= State.HEALTHY) & (c.state[rows] < State.GONE)
        c.relationship[rows] = np.where(current, np.minimum(c.relationship[rows], factor), c.relationship[rows])

    def _open_seats(self, layout: Layout, hired: bool) -> None:
        """Open the seats that a layout numbers beyond today's; their holders will live in their middle."""
        model, columns = self.model, self.model.columns
        first = model.n_seats
        if layout.n_numbers <= first:
            return
        owner = layout.territory_of[columns.place]
        rows = [np.flatnonzero(owner == seat) for seat in range(first, layout.n_numbers)]
        middle = [[getattr(columns, name)[r].mean() for r in rows] for name in ("x_km", "y_km", "lon_deg", "lat_deg")]
        x_km, y_km, lon_deg, lat_deg = (np.array(values) for values in middle)
        model.staff.open_seats(x_km, y_km, lon_deg, lat_deg, hired=hired)

    def _brief_seats(self, change: np.ndarray, booked: np.ndarray) -> None:
        """Every seat's region, own forecast and quota follow the customers that came and went.

        ``change`` (n_seats,) is the weekly sales expected of those who came less those who went; what a rep knows
        of the others stays as it was. ``booked`` is the same by the books, which is all that managers know.
        """
        model = self.model
        c, reps, n_seats, n_regions = model.columns, model.reps, model.n_seats, len(model.world.regions)
        cell = c.seat.astype(np.int64) * n_regions + c.region
        weight = np.maximum(c.reference_sales, 1e-9)
        by_region = np.bincount(cell, weights=weight, minlength=n_seats * n_regions).reshape(n_seats, n_regions)
        nobodys = (reps.open == 1) & ~by_region.any(axis=1)  # nobody on the ground now
        reps.region[:] = np.where(nobodys, reps.region, by_region.argmax(axis=1))
        roles = model.config.sales_force.roles
        if roles:  # who hands customers over sells to those who come after them
            flows = seats_without_a_list(roles)
            change, booked = np.where(flows, 0.0, change), np.where(flows, 0.0, booked)
        if model.has_quotas:
            reps.baseline_sales[:] = np.maximum(reps.baseline_sales + change, NO_MONEY)
            reps.booked_sales[:] = np.maximum(reps.booked_sales + booked, NO_MONEY)
            quotas = model.config.sales_force.quotas
            growth = growth_asked(quotas, model.emerging[reps.region], model.config.market.buying.growth, 0.5)
            stretched = model.weeks_of_year * growth * reps.quota_error
            reps.annual_quota[:] = np.maximum(reps.annual_quota + stretched * change, NO_MONEY)

    def reported_attacks(self, seats: np.ndarray, review: ReviewParameters) -> np.ndarray:
        """Share of some seats' usual sales in accounts that their reps report to be under attack, (n,)."""
        model, reports = self.model, np.zeros(len(seats))
        key, news = model.key(Stream.ATTACK_REPORT), model.config.sales_force.tools.voice_notes.news
        speaks = model.reps.uses[seats, Tool.VOICE_NOTES] == 1
        for group, missed in ((~speaks, 1.0), (speaks, 1.0 - news)):  # a voice note reports what would go unreported
            chances = (1.0 - missed * (1.0 - review.attacks_noticed), review.attacks_imagined)
            found = np.zeros(int(group.sum()))
            report_attacks(seats[group], self.start, model.columns, model.attack, *chances, model.week, key, found)
            reports[group] = found
        return reports

    def colleagues_reports(self, seats: np.ndarray, colleagues: np.ndarray, review: ReviewParameters) -> np.ndarray:
        """Share of some seats' usual sales in industries that their region's reps say are under attack, (n,).

        An industry counts by the share of ``colleagues`` (m,), seats of one region, who say so.
        """
        model, news = self.model, np.zeros(self.model.attack.shape[1])
        heard = model.config.sales_force.tools.voice_notes.news * model.reps.uses[colleagues, Tool.VOICE_NOTES]
        noticed = 1.0 - (1.0 - heard) * (1.0 - review.attacks_noticed)
        region, key = int(model.reps.region[colleagues[0]]), model.key(Stream.ATTACK_REPORT)
        news_of_region(colleagues, region, model.attack, noticed, review.attacks_imagined, model.week, key, news)
        shares = np.zeros(len(seats))
        share_in_the_news(seats, self.start, model.columns, news, shares)
        return shares
