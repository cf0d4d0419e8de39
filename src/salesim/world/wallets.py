"""What customers buy at all suppliers, and what the firm takes it for: drawn, or by the customers' file."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from salesim.agents.wallet import misjudgement, share_of_wallet
from salesim.columns import Customers
from salesim.phrase import Phrase
from salesim.random import Stream
from salesim.scenario.scenario import Scenario
from salesim.world.population import Draws

ELSEWHERE, MISJUDGED = range(2)  # normals of the stream


def shares_drawn(scenario: Scenario, customers: Customers, draws: Draws) -> np.ndarray:
    """Share of its demand that each customer buys from the firm, once it is a customer, (n,)."""
    return share_of_wallet(scenario.market.wallet, draws.normal(Stream.WALLET, customers.customer_id, ELSEWHERE))


def fill_wallets(scenario: Scenario, customers: Customers, draws: Draws, known: pd.DataFrame | None) -> None:
    """Demand at all suppliers and the firm's estimate of it, into the columns in order of ``customer_id``.

    ``known`` is what a file says of its customers, who come first. A potential that it states is the firm's estimate;
    the truth is as far from it as estimates usually are, and no less than what the customer buys here.
    """
    sales = customers.order_rate * customers.order_value
    error = misjudgement(scenario.market.wallet, draws.normal(Stream.WALLET, customers.customer_id, MISJUDGED))
    customers.demand[:] = sales / shares_drawn(scenario, customers, draws)
    customers.potential[:] = np.maximum(customers.demand * error, sales)
    if known is None or "potential" not in known:
        return
    told = known["potential"].to_numpy(float)
    rows = np.flatnonzero(~np.isnan(told))
    stated, bought = told[rows], sales[rows]
    customers.demand[rows] = np.maximum(stated * error[rows], bought)
    customers.potential[rows] = np.maximum(stated, bought)
    if n_less := int((stated < bought * (1.0 - 1e-9)).sum()):
        message = Phrase("{n} customers of the file buy more than their potential, so what they buy counts", n=n_less)
        warnings.warn(message, stacklevel=4)
