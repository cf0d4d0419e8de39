"""What `salesim check` prints: figures in the house's style, amounts with their currency."""

from __future__ import annotations

import re

from salesim.scenario import load_scenario, overlay, parse_scenario
from salesim.scenario.summary import summary_text
from salesim.scenario.template import template


def test_values_are_written_for_people_and_defaults_say_their_currency():
    text = summary_text(parse_scenario(template(currency="VND", rate=3500.0)))
    assert "  sales_force.pay.salary_per_month: 24,500,000 VND/month (default 7,000 CNY/month)" in text
    assert "  channel.network.sku_prices: 420,000; 1,050,000; 2,800,000 VND (default 120, 300, 800 CNY)" in text
    assert not re.search(r"\.0\b|\d{4}|[][{}']", text)


def test_an_amount_in_the_currency_of_the_defaults_says_it_once():
    scenario = overlay(
        load_scenario("small_town"), {"sales_force.pay.salary_per_month": 8000.0, "run.replications": 1000}
    )
    text = summary_text(scenario)
    assert "  sales_force.pay.salary_per_month: 8,000 CNY/month (default 7,000)" in text
    assert "  market.places.units: Huzhou (default –)" in text
    assert "x 1,000 replications x" in text
    assert "8,000 元/月 （默认 7,000）" in summary_text(scenario, "zh")


def test_a_plan_letter_is_listed_by_its_name_not_by_what_it_stands_for():
    text = summary_text(overlay(load_scenario("small_town"), {"sales_force.pay.plan": "accelerator"}))
    assert "  sales_force.pay.plan: accelerator (default –)" in text
    assert "sales_force.pay.components" not in text and "commission_rate" not in text
    own = {"sales_force.pay.components": [{"name": "visits", "measure": "visits", "rate": 60.0}]}
    assert "sales_force.pay.components.0.rate: 60" in summary_text(overlay(load_scenario("small_town"), own))
