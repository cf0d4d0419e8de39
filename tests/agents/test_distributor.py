"""The distributor as an agent."""

import mesa
import numpy as np

from salesim.agents.distributor import Distributor
from salesim.columns import Distributors, new_columns


class Company(mesa.Model):
    """As much of a model as a distributor looks at."""

    def __init__(self):
        super().__init__(rng=0)
        self.distributors = new_columns(
            Distributors,
            2,
            stock=[[[1, 2, 3]], [[4, 5, 6]]],
            at_desk=[[0, 1, 0]] * 2,
            in_transit=[[7, 0, 0]] * 2,
            region=1,
        )


def test_what_a_distributor_sees():
    agent = Distributor(Company(), 1)
    assert agent.stock == [4, 5, 6]
    assert agent.on_order == [7, 1, 0]
    assert agent.region == 1
    assert all(type(units) is int for units in agent.stock + agent.on_order)


def test_the_default_orders_what_is_proposed():
    proposed = np.array([3, 0, 9])
    assert np.array_equal(Distributor(Company(), 0).decide_order(proposed), proposed)
