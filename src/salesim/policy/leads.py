"""Leads: what routing costs, and what marketing and sales contribute each month."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesim.agents.leads import BY_MARKETING, BY_SALES, CLEANED, HOURS, ORPHANED, TWICE, Claim, LeadParameters
from salesim.columns import State

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


class Leads:
    """Books what routing costs, and keeps the account of both sides, shown each month of four weeks.

    A lead won is credited to who had it; one that both had, or that marketing cleaned and handed over, by halves.
    """

    def __init__(self, parameters: LeadParameters):
        self.parameters = parameters
        self.weeks: list[np.ndarray] = []  # what became of each week's leads
        self.won: list[np.ndarray] = []  # leads won in each week, by Claim

    def open_week(self, model) -> None:
        """Count what last week won; pay for last week's routing and this week's licenses."""
        p, c = self.parameters, model.columns
        if p.rule == "usual":
            return
        fresh = (c.state == State.HEALTHY) & (c.state_week == model.week - 1) & (c.claim > 0)
        fresh &= (c.first_order_week < 0) | (c.first_order_week >= model.week - 1)
        if model.week > model.first_week:
            counts = model.lead_counts.sum(axis=0)
            self.weeks.append(counts)
            self.won.append(np.bincount(c.claim[fresh], minlength=len(Claim)))
            pursued = p.contact_cost * (counts[BY_MARKETING] if p.rule == "unruled" else 0)
            cleaned = p.cleaning_cost * (counts[ARRIVED] if p.rule == "raci" else 0)
            model.ledger.add_money(support=pursued + cleaned)
        if p.rule == "fence":
            model.ledger.add_money(license=p.fence_cost_per_week * int(model.reps.open.sum()))

    def tables(self, model) -> dict[str, pd.DataFrame]:
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
