"""Leads: what routing costs, and what marketing and sales contribute each month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from salesim.agents.leads import BY_MARKETING, BY_SALES, CLEANED, HOURS, ORPHANED, TWICE, Claim
from salesim.columns import State
from salesim.parameters import Parameters, parameter
from salesim.policy.lever import Lever, Section

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

MONTH = 4  # weeks
ARRIVED = 0
COUNTS = {
    "leads": ARRIVED,
    "by_sales": BY_SALES,
    "by_marketing": BY_MARKETING,
    "pursued_twice": TWICE,
    "orphaned": ORPHANED,
    "cleaned_out": CLEANED,
    "response_hours": HOURS,
}


class LeadParameters(Parameters):
    """How leads are routed, and what that costs."""

    rule: Literal["usual", "unruled", "raci", "fence"] = parameter(
        "usual",
        about="usual: the owner answers in market.prospects.response_hours; unruled: marketing and sales claim what "
        "they like; raci: marketing cleans and hands over; fence: the owner is told at once",
        source="A",
    )
    marketing_claims: float = parameter(
        0.6, about="share of leads that marketing claims by itself (unruled)", source="A", ge=0, le=1
    )
    sales_claims: float = parameter(
        0.3, about="share of leads that the owner claims without being told (unruled)", source="A", ge=0, le=1
    )
    orphan_weeks: int = parameter(
        4, about="weeks until somebody comes across a lead that nobody claimed", unit="week", source="A", ge=1, le=52
    )
    duplicate_min: float = parameter(
        90.0, about="a rep's time lost on a lead pursued twice", unit="min", source="A", ge=0, le=2400
    )
    contact_cost: float = parameter(
        60.0, about="marketing's cost of a lead that it pursues itself", unit="money", source="A", ge=0
    )
    clean_hours: float = parameter(
        6.0, about="mean hours until marketing has cleaned a lead (raci)", unit="hour", source="A", gt=0, le=1000
    )
    handover_hours: float = parameter(
        12.0, about="mean hours from then until its owner answers (raci)", unit="hour", source="A", gt=0, le=1000
    )
    clean_hit: float = parameter(
        0.85, about="share of worthless leads that cleaning takes out (raci)", source="A", ge=0, le=1
    )
    cleaning_cost: float = parameter(40.0, about="cost of cleaning a lead (raci)", unit="money", source="A", ge=0)
    fence_hours: float = parameter(
        2.0,
        about="mean hours until an owner told at once answers (fence)",
        unit="hour",
        source="A",
        gt=0,
        le=1000,
    )
    busy_hours: float = parameter(
        8.0,
        about="further hours for every other lead that came to the same owner in the week (fence)",
        unit="hour",
        source="A",
        ge=0,
        le=1000,
    )
    fence_cost_per_week: float = parameter(
        15.0, about="license of the routing for one territory (fence)", unit="money/week", source="A", ge=0
    )


class Leads(Lever):
    """Books what routing costs, and keeps the account of both sides, shown each month of four weeks.

    A lead won is credited to who had it; one that both had, or that marketing cleaned and handed over, by halves.
    """

    order = 20
    sections = (Section("sales_force.leads", LeadParameters, "who answers leads, and when"),)

    def __init__(self, parameters: LeadParameters):
        self.parameters = parameters
        self.weeks: list[np.ndarray] = []  # what became of each week's leads
        self.won: list[np.ndarray] = []  # leads won in each week, by Claim

    def open_week(self, model: ModelView) -> None:
        """Count what last week won; pay for last week's routing and this week's licenses."""
        p, c = self.parameters, model.columns
        if p.rule == "usual":
            return
        fresh = (c.state == State.HEALTHY) & (c.state_week == model.week - 1) & (c.claim > 0)
        if model.week > model.first_week:
            counts = model.lead_counts.sum(axis=0)
            self.weeks.append(counts)
            self.won.append(np.bincount(c.claim[fresh], minlength=len(Claim)))
            pursued = p.contact_cost * (counts[BY_MARKETING] if p.rule == "unruled" else 0)
            cleaned = p.cleaning_cost * (counts[ARRIVED] if p.rule == "raci" else 0)
            model.ledger.add_money(support=pursued + cleaned)
        if p.rule == "fence":
            model.ledger.add_money(license=p.fence_cost_per_week * int(model.reps.open.sum()))

    def tables(self, model: ModelView) -> dict[str, pd.DataFrame]:
        """The table ``leads``, one row a month; none where leads go their usual way."""
        if not self.weeks:
            return {}
        counts = pd.DataFrame({name: np.array(self.weeks)[:, at] for name, at in COUNTS.items()})
        won = np.array(self.won)
        halves = won[:, Claim.BOTH] / 2.0
        handed_over = won[:, Claim.SALES] / 2.0 if self.parameters.rule == "raci" else 0.0
        counts["won"] = won.sum(axis=1)
        counts["credit_marketing"] = won[:, Claim.MARKETING] + halves + handed_over
        counts["credit_sales"] = counts["won"] - counts["credit_marketing"]
        months = counts.groupby(counts.index // MONTH).sum()
        months["response_hours"] = months["response_hours"] / months["leads"].clip(lower=1)
        return {"leads": months.rename_axis("month").reset_index()}
