"""Measuring what is usual: pay, drive and quits under today's plan, and what keeps up the number of customers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from salesim.agents.market_flow import usual_leaving
from salesim.agents.turnover import skill_premium
from salesim.columns import NEVER, State
from salesim.weeks import YEAR

if TYPE_CHECKING:
    from salesim.model.sales_model import SalesModel

GOES = 0.75  # share of those who begin to leave that go in the end, before any have been seen (A)


class Mean:
    """A running mean."""

    def __init__(self) -> None:
        self.total, self.weight = 0.0, 0

    def add(self, values: np.ndarray) -> None:
        self.total += float(values.sum())
        self.weight += len(values)

    @property
    def mean(self) -> float:
        """Of all values so far; 0 where there are none."""
        return self.total / self.weight if self.weight else 0.0


class UsualMeter:
    """Measures `Usual` during the burn-in, and keeps the model's up to date.

    Pay is that of the newest quarter; drive, stake and odds of quitting are means over all weeks with quotas.
    """

    def __init__(self, model: SalesModel):
        self.model = model
        self.drive, self.stake = Mean(), Mean()
        self.odds, self.skill, self.leaving_skill = Mean(), Mean(), Mean()
        self.won = 0.0  # lambda nu of prospects won since flows were last looked at
        self.left = self.saved = 0.0  # lambda nu of those who began to leave and went, and of those who were won back
        self.weeks = 0
        # money, by whether a distributor delivers
        self.ordered: np.ndarray = np.zeros(2)
        self.sold: np.ndarray = np.zeros(2)
        self._in_quarter: np.ndarray = np.zeros(2)  # of the quarter so far

    def pay(self) -> None:
        """All pay of a quarter at quota for a rep of mean skill, of the quarter that opens."""
        model = self.model
        reps, stake = model.reps, model.config.sales_force.effort.usual_stake
        here = reps.present == 1
        worth = reps.pay_at_quota[here] / skill_premium(reps.skill[here], stake)
        if len(worth):
            model.usual = replace(model.usual, pay=float(np.exp(np.log(worth).mean())))

    def effort(self) -> bool:
        """Note the week's drive and stake; whether these are the first, so that effort is to be chosen again."""
        model, first = self.model, self.drive.weight == 0
        self.drive.add(model.reps.drive[model.reps.present == 1])
        self.stake.add(model.stakes())
        if self.drive.weight:
            model.usual = replace(model.usual, drive=max(self.drive.mean, 0.01), stake=self.stake.mean)
        return first

    def quits(self, odds: np.ndarray, log_skill: np.ndarray) -> None:
        """Note what everything unusual made of the odds of quitting, (n,), and how able they are, (n,)."""
        self.odds.add(odds)
        self.skill.add(log_skill)
        self.leaving_skill.add(odds * log_skill)
        if self.odds.weight:
            leavers = self.leaving_skill.mean / self.odds.mean - self.skill.mean
            self.model.usual = replace(self.model.usual, quit_odds=self.odds.mean, leavers_skill=leavers)

    def take_orders(self) -> None:
        """Note what the week's orders are worth on average."""
        c = self.model.columns
        worth = c.new_orders * c.order_value
        self.ordered += np.bincount(c.distributor >= 0, weights=worth, minlength=2)

    def sold_share(self) -> np.ndarray:
        """Sales of customers over what their orders are worth on average, as seen lately, (n,).

        Goods are whole units, some are lost or late, shelves take what shoppers took: a plan knows what is sold. What
        is seen from now on is counted anew.
        """
        seen = np.divide(self.sold, self.ordered, out=np.ones(2), where=self.ordered > 0.0)
        self.ordered[:] = self.sold[:] = 0.0
        return seen[(self.model.columns.distributor >= 0).astype(int)]

    def before_visits(self) -> None:
        self.state = self.model.columns.state.copy()

    def after_visits(self) -> None:
        c = self.model.columns
        healthy, worth = c.state == State.HEALTHY, c.order_rate * c.order_value
        self.won += float(worth[healthy & (self.state < State.HEALTHY)].sum())
        self.saved += float(worth[healthy & (self.state == State.FADING)].sum())

    def after_settling(self) -> None:
        c = self.model.columns
        went = (c.state == State.GONE) & (c.state_week == self.model.week) & (c.last_order_week != NEVER)
        self.left += float((c.order_rate[went] * c.order_value[went]).sum())
        self.weeks += 1
        sold = c.quarter_sales[:, self.model.quarter % 4].astype(np.float64)
        in_quarter = np.bincount(c.distributor >= 0, weights=sold, minlength=2)
        self.sold += in_quarter - (0.0 if self.model.opens_quarter else self._in_quarter)
        self._in_quarter = in_quarter

    def flows(self) -> None:
        """Set the rate at which people begin to buy by themselves, so that they and the won make up for who leaves.

        sum over those who don't buy of lambda nu h lambda / lambda-bar = what leaves a week - what reps win a week.
        What leaves is expected from the state as it is: what has happened to leave would be noise.
        """
        model = self.model
        c = model.columns
        worth = c.order_rate * c.order_value
        outside = (c.state == State.GONE) | (c.state == State.UNKNOWN)
        pool = float((worth[outside] * c.order_rate[outside]).sum()) / model.usual.order_rate
        seen = self.left + self.saved
        goes = self.left / seen if seen > 0.0 else GOES
        begin = usual_leaving(c, model.account_push(), model.mean_goodwill, model.config.market)
        won = self.won / self.weeks if self.weeks else 0.0
        rate = max(goes * begin - won, 0.0) / pool if pool > 0.0 else 0.0
        a_year = model.config.market.prospects.newcomers_per_year
        if a_year is not None:
            # reps win those who would buy much; they count as so many who would buy as most do
            waiting = worth[c.state < State.HEALTHY]
            as_many = won / float(waiting.mean()) if won > 0.0 and len(waiting) else 0.0
            model.usual = replace(model.usual, return_rate=0.0, newcomers=max(a_year / YEAR - as_many, 0.0))
        else:
            model.usual = replace(model.usual, return_rate=rate)
        self.won = self.left = self.saved = 0.0
        self.weeks = 0
