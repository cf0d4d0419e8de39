"""What one more visit is worth in sales: the priority of the model-based call plan, and of the usual one.

The usual plan sees large customers more often, but less than in proportion (value^.8, Fudge & Lodish 1977, "Evaluation
of the effectiveness of a model based salesman's planning system", Interfaces 8(1)). The model-based plan goes where the
response to visits says that the next one brings most; as goodwill fades a customer's turn comes by itself.
"""

from __future__ import annotations

import numpy as np

from salesim.agents.goodwill import WEEKS_PER_MONTH
from salesim.columns import Customers, State
from salesim.compiled import compiled

HEALTHY, FADING, LEAD = int(State.HEALTHY), int(State.FADING), int(State.LEAD)
USUAL_WEEKS = 8.0  # of the mean customer that are mixed into what is known of one (A)
RANK_POWER = 0.25  # scores are ranked in equal steps, so those that are spread over decades are drawn together


@compiled
def sales_of_a_visit(expected, goodwill, elasticity, immediate):
    """Sales that one more visit of quality 1 brings to a customer in the end.

    s (eta 4.345 / (1 + G) + i): goodwill raises the order rate by d log g = eta dG / (1 + G), and a visit is worth
    4.345 visits a month of goodwill, summed over the weeks in which it fades; i is the immediate effect.

    Parameters
    ----------
    expected : s, what the firm expects the customer to buy [money/week].
    goodwill : G [visits/month].
    """
    return expected * (elasticity * WEEKS_PER_MONTH / (1.0 + goodwill) + immediate)


@compiled
def visit_value_of(state, expected, goodwill, plan):
    """Sales that a visit is worth: to a customer, to one who is leaving, to a prospect.

    A fading customer comes back with the win-back probability and then buys for the horizon; a prospect's sales over
    the horizon are spread over the visits that it still needs.
    """
    if state == FADING:
        return plan.win_back * expected * plan.horizon_weeks
    if state < HEALTHY:
        return expected * plan.horizon_weeks / plan.visits_needed[state - LEAD]
    return sales_of_a_visit(expected, goodwill, plan.elasticity, plan.immediate)


@compiled
def rank(score):
    """Score^(1/4): the same order, close enough together to be told apart in equal steps."""
    return score**RANK_POWER


def visits_needed(stage_rates: tuple[float, float, float]) -> np.ndarray:
    """Visits that prospects still need to become customers, by stage, (3,): the sum of 1 / rate from there on.

    >>> visits_needed((0.2, 0.4, 0.25)).tolist()
    [11.5, 6.5, 4.0]
    """
    each = 1.0 / np.maximum(np.array(stage_rates, np.float64), 0.01)
    return np.cumsum(each[::-1])[::-1].copy()


def expect_sales(customers: Customers, week: int) -> None:
    """Write what the firm expects of everybody into ``expected``, from its books of the last four quarters.

    (sales + m s) / (weeks + m) with the mean s of all customers and m = `USUAL_WEEKS`, so that one large order is not
    taken for a habit. Weeks count from the first order, at most 52. Prospects are expected to be like the mean. Before
    anything has been sold, customers are told apart by what they are expected to buy.
    """
    current = (customers.state == State.HEALTHY) | (customers.state == State.FADING)
    sold = customers.quarter_sales.sum(axis=1, dtype=np.float64)
    weeks = np.clip(week - customers.first_order_week.astype(np.float64), 1.0, 52.0)
    if not sold.any():
        sold, weeks = customers.order_rate * customers.order_value, np.ones(len(sold))
    mean = float(sold[current].sum() / max(weeks[current].sum(), 1.0))
    customers.expected[:] = np.where(current, (sold + USUAL_WEEKS * mean) / (weeks + USUAL_WEEKS), mean)
