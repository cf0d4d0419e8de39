"""Amounts that a file leaves out are the defaults at its rate; what it states stays."""

import pytest

from salesim.scenario.loading import parse_scenario
from salesim.scenario.scenario import Scenario

USUAL = Scenario(name="usual")


def test_amounts_left_out_are_at_the_rate_and_nothing_else_is():
    found = parse_scenario("{name: x, currency: USD, amounts_rate: 2, sales_force: {pay: {salary_per_month: 9}}}")
    assert found.sales_force.pay.salary_per_month == 9
    assert found.sales_force.turnover.hiring_cost == 2 * USUAL.sales_force.turnover.hiring_cost
    assert found.market.buying.values.median == 2 * USUAL.market.buying.values.median
    assert found.channel.network.sku_prices == tuple(2 * price for price in USUAL.channel.network.sku_prices)
    assert found.sales_force.pay.commission_rate == USUAL.sales_force.pay.commission_rate


def test_another_kind_of_values_keeps_its_own_fields():
    values = "{kind: gamma_gamma}"
    found = parse_scenario(f"{{name: x, amounts_rate: 3, market: {{buying: {{values: {values}}}}}}}")
    assert found.market.buying.values.kind == "gamma_gamma"


@pytest.mark.parametrize("rate", ["0", "-1", "many", "[2]", "true"])
def test_a_rate_that_is_none_is_refused(rate):
    with pytest.raises(Exception, match="amounts_rate"):
        parse_scenario(f"{{name: x, amounts_rate: {rate}}}")
