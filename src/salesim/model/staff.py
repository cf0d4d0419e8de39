"""Reps come and go: quitting, vacancies, hires."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import simpy

from salesim.agents.people import N_FIFTHS, N_TRAITS, hire, sample_people, skill_fifths
from salesim.agents.turnover import expect_pay, quit_as_usual, remember_exits, who_quits
from salesim.columns import grow_rows
from salesim.parameters import NO_MONEY
from salesim.policy.components import join_components, leave_components
from salesim.policy.pay import begin_within_quarter, pay_out
from salesim.policy.wagers import leave_wager
from salesim.random import Stream
from salesim.random.distributions import normal_at
from salesim.random.generator import uniform
from salesim.weeks import YEAR

if TYPE_CHECKING:
    from salesim.model.sales_model import SalesModel


class Staff:
    """The seats and the people in them. A vacancy is a SimPy process that takes its weeks.

    Who quits gives notice (``reps.leaves_week``) and leaves when it is over: that is the quit of all tables.
    """

    def __init__(self, model: SalesModel):
        self.model = model
        self.weeks_by_fifth, self.quits_by_fifth = np.zeros((2, N_FIFTHS), np.int64)
        for seat in np.flatnonzero((model.reps.present == 0) & (model.reps.open == 1)).tolist():
            model.clock.process(self.fill_vacancy(seat))

    def week(self) -> None:
        """Who gives notice this week, and who leaves; a rule or agents of a user's own decide last on notice."""
        model, reps = self.model, self.model.reps
        quits = np.zeros(model.n_seats, np.bool_)
        numbers = model.numbers.stay()
        undecided = (reps.present == 1) & (reps.leaves_week == 0)
        if model.has_quotas:
            odds = np.ones(model.n_seats)
            expect_pay(reps, numbers)
            who_quits(reps, model.n_teams, numbers, model.key(Stream.QUITTING), quits, odds)
            if model.meter:
                model.meter.quits(odds[undecided], np.log(reps.skill[undecided]))
        else:
            # before there are quotas people quit at the usual rate, so that vacancies and newcomers are as many as ever
            reps.peer_exits[:] = model.numbers.usual_exits
            quit_as_usual(reps, numbers, model.key(Stream.QUITTING), quits)
        quits = model.decisions.stay(quits) & undecided
        remember_exits(reps, model.n_teams, numbers.exits_kept, quits)
        self.weeks_by_fifth += np.bincount(self.fifths(np.flatnonzero(reps.present)), minlength=N_FIFTHS)
        reps.leaves_week[quits] = model.week + model.config.sales_force.turnover.notice_weeks
        for seat in np.flatnonzero(quits).tolist():
            model.record("notice", seat)
        for seat in np.flatnonzero(quits | (reps.leaves_week > 0)).tolist():
            if reps.leaves_week[seat] <= model.week:
                self.leave(seat)

    def fifths(self, seats: np.ndarray) -> np.ndarray:
        """Fifth by skill of the holders of ``seats`` (n,), as `skill_fifths`."""
        return skill_fifths(self.model.reps.skill[seats], self.model.config.sales_force.people.skill_sd)

    def who_leaves(self) -> pd.DataFrame:
        """One row for each fifth of the people by skill: years that they worked here, and how many of them quit."""
        return pd.DataFrame(
            {
                "skill_fifth": np.arange(1, N_FIFTHS + 1),
                "person_years": self.weeks_by_fifth / YEAR,
                "quits": self.quits_by_fifth,
            }
        )

    def leave(self, seat: int) -> None:
        """The holder has quit: variable pay is settled, the seat is vacant until somebody is hired."""
        self.quit(seat)
        self.advertise(seat)

    def quit(self, seat: int) -> None:
        """The holder goes, of the own will."""
        self.quits_by_fifth[self.fifths(np.array([seat]))] += 1
        self.say_goodbye(seat, quits=True)
        self.model.record("quit", seat)

    def open_seats(
        self, x_km: np.ndarray, y_km: np.ndarray, lon_deg: np.ndarray, lat_deg: np.ndarray, hired: bool = False
    ) -> np.ndarray:
        """New seats for people who live at the places given, (n,); returns their numbers.

        They are vacant until somebody is found, unless those who are ``hired`` already take them, see `begin`.
        """
        model, first, n = self.model, len(self.model.reps.seat), len(x_km)
        reps = model.reps = grow_rows(model.reps, n)
        seats = np.arange(first, first + n)
        reps.seat[seats] = seats
        reps.open[seats] = 1
        reps.holder[seats] = -1
        reps.home_x_km[seats], reps.home_y_km[seats] = x_km, y_km
        reps.home_lon_deg[seats], reps.home_lat_deg[seats] = lon_deg, lat_deg
        reps.home_road[seats] = model.world.travel.nearest(x_km, y_km, model.config.market.travel.urban_km)
        reps.weekly_cv[seats] = np.median(reps.weekly_cv[:first])
        for usual in (reps.measure_rate, reps.measure_base_rate, reps.measure_noise, reps.measure_covariance):
            usual[seats] = np.median(usual[:first], axis=0)
        reps.data_quality[seats] = np.median(reps.data_quality[:first])
        reps.year_share[seats] = 1.0
        reps.quota_factor[seats] = reps.quota_shift[seats] = reps.quota_error[seats] = 1.0
        reps.season_share[seats] = 1.0
        reps.quota[seats] = NO_MONEY
        reps.pay_at_quota[seats] = np.median(reps.pay_at_quota[:first])
        model.add_seats(n)
        for seat in seats.tolist():
            model.record("seat_opened", seat)
            if not hired:
                self.advertise(seat)
        return seats

    def reopen_seat(self, seat: int) -> None:
        """A seat that was closed is needed again."""
        self.model.reps.open[seat] = 1
        self.model.record("seat_opened", seat)
        self.advertise(seat)

    def close_seat(self, seat: int) -> None:
        """A seat that is not needed any more: its holder is let go, which costs a severance unless under notice."""
        model, reps = self.model, self.model.reps
        if reps.present[seat] and reps.leaves_week[seat] > 0:
            self.quit(seat)
        elif reps.present[seat]:
            self.say_goodbye(seat, quits=False)
            model.ledger.add_money(hiring=model.config.sales_force.turnover.closing_cost)
        reps.open[seat] = 0
        model.record("seat_closed", seat)

    def say_goodbye(self, seat: int, quits: bool) -> None:
        """Whoever holds the seat leaves it with what has been earned; a wager ends here."""
        model, reps = self.model, self.model.reps
        pay_out(model, np.array([seat]))
        leave_components(model, seat)
        leave_wager(model, seat, quits)
        reps.present[seat] = 0
        reps.leaves_week[seat] = 0
        reps.full_quarter[seat] = 0
        reps.effort[seat] = 0.0
        begin_within_quarter(model, seat, reps.season_share[seat])  # the wager leaves with its holder
        reps.pull[seat] = 0.0
        reps.discount[seat] = 0.0
        reps.quarter_sales[seat] = 0.0
        reps.quarter_orders[seat] = 0

    def advertise(self, seat: int) -> None:
        """Begin to look for somebody; how long that takes is drawn by seat and next holder."""
        model, reps = self.model, self.model.reps
        t = model.config.sales_force.turnover
        u = uniform(model.key(Stream.VACANCY), seat, reps.holder[seat].item() + 1)
        weeks = t.vacancy_weeks_low + (t.vacancy_weeks_high - t.vacancy_weeks_low) * u
        reps.vacant_until[seat] = model.clock.now + 7.0 * weeks
        model.clock.process(self.fill_vacancy(seat))

    def fill_vacancy(self, seat: int) -> Generator[simpy.Event, Any, None]:
        """A vacancy takes its time; then somebody new begins, with what is left of the quarter's quota."""
        model, reps = self.model, self.model.reps
        yield model.clock.timeout(max(reps.vacant_until[seat].item() - model.clock.now, 0.0))
        reps = model.reps  # further seats may have been opened meanwhile
        if reps.open[seat]:
            self.begin(seat)

    def begin(self, seat: int) -> None:
        """Somebody new takes a seat."""
        model, reps = self.model, self.model.reps
        reps.holder[seat] += 1
        hire(reps, seat, model.week)
        self.sample_person(seat)
        reps.plan[seat] = model.plans.base[reps.plan[seat]]
        reps.own_pay[seat] = reps.pay_at_quota[seat]
        if model.has_quotas:
            left = max(1.0 - model.plan_passed, 0.02)
            reps.quota[seat] = max(reps.quota[seat] * left / reps.season_share[seat], NO_MONEY)
            reps.season_share[seat] = left
            reps.quarter_sales[seat] = 0.0
            begin_within_quarter(model, seat, left)
            join_components(model, seat)
        model.territories.break_relationships(seat)
        model.ledger.add_money(hiring=model.config.sales_force.turnover.hiring_cost)
        model.record("hire", seat)

    def sample_person(self, seat: int) -> None:
        """Traits of a seat's new holder, addressed by seat and holder."""
        model, p = self.model, self.model.config.sales_force
        first = model.reps.holder[seat].item() * N_TRAITS
        z = np.array([[normal_at(model.key(Stream.HIRE), seat, first + trait) for trait in range(N_TRAITS)]])
        # under today's plan hires are as able as who leaves; where more is at stake abler people come
        more_at_stake = model.usual_stake() - model.usual.stake if model.has_quotas else 0.0
        shift = model.usual.leavers_skill + p.turnover.hire_selection * p.people.skill_sd**2 * more_at_stake
        sample_people(model.reps, np.array([seat]), z, p.people, p.effort, p.visits.falsified_share, shift)
        model.reps.peer_exits[seat] = model.numbers.usual_exits
