"""What the model pays for a letter's components is what the letter says, at any result."""

import itertools
import random
from typing import Any

import pytest

from salesim.errors import InputError
from salesim.letter.in_model import in_model
from salesim.letter.read import parse_letter

QUOTA = 1000.0  # the model's own
RESULTS = [0, 1, 3, 7, 180, 400, 499, 501, 800, 999, 1001, 1199, 1300, 1999, 2001, 5000]


def paid(component: dict[str, Any], done: dict[str, float]) -> float:
    """A component by hand: attainment, gate, points or slices with their jumps, cap."""

    def attained(one: dict[str, Any]) -> float:
        return done[one["measure"]] / one.get("quota", QUOTA)

    gate = component.get("gate")
    if gate and (attained(gate) >= gate["at"]) == gate["below"]:
        return 0.0
    if component["measure"] == "index":
        at, unit = sum(part["weight"] * attained(part) for part in component["index"]), 1.0
    else:
        by_attainment = "target_incentive" in component
        at, unit = attained(component), 1.0 if by_attainment else component.get("quota", QUOTA)
    whole, pay = component.get("target_incentive", 1.0), 0.0
    if points := component.get("points"):
        if at < points[0][0]:
            return 0.0
        for (low, share), (high, more) in itertools.pairwise(points):
            if at < high:
                return whole * (share + (more - share) * (at - low) / (high - low))
        return whole * (points[-1][1] + component["beyond"] * (at - points[-1][0]))
    counted = min(at, component.get("cap_at", at))
    edges = [(0.0, component["rate"]), *((kink["at"], kink["rate"]) for kink in component["kinks"])]
    if component.get("how") == "whole":
        pay = counted * unit * [rate for edge, rate in edges if counted >= edge][-1]
    else:
        for n, (edge, rate) in enumerate(edges):
            end = edges[n + 1][0] if n + 1 < len(edges) else counted
            pay += rate * unit * max(min(counted, end) - edge, 0.0)
    return whole * (pay + sum(bonus["amount"] for bonus in component["bonuses"] if counted >= bonus["at"]))


ATTAINMENT = "{part: attainment, name: att, of: sales, quota: quota}"
VISITS = "{part: attainment, name: seen, of: visits, quota: 200}"
HALF = "{part: credit, name: half, of: sales, share: 0.5}"
INDEX = "{part: total, name: score, of: [att, seen], weights: [0.6, 0.4]}"
LETTERS = {
    "rates": ["{part: commission, name: p, of: sales, quota: quota, tiers: [[0, 1 %], [0.8, 2 %], [1, 3 %]]}"],
    "whole": ["{part: commission, name: p, of: sales, how: whole, tiers: [[0, 1 %], [500, 2 %], [1200, 3 %]]}"],
    "half a deal to quota": [HALF, "{part: commission, name: p, of: half, quota: quota, tiers: [[0, 1 %], [1, 2 %]]}"],
    "half a deal to a sum": [HALF, "{part: commission, name: p, of: half, tiers: [[0, 1 %], [300, 2 %], [500, 3 %]]}"],
    "half a deal to its quota": [HALF, "{part: bonus, name: p, of: half, quota: 400, steps: [[1, 9], [1.5, 20]]}"],
    "half a deal on a curve": [
        HALF,
        "{part: attainment, name: a, of: half, quota: quota}",
        "{part: curve, name: p, of: a, target_incentive: 50, points: [[0.25, 0.5], [1, 1]], beyond: 2}",
    ],
    "half a deal in slices": [
        HALF,
        "{part: attainment, name: a, of: half, quota: 400}",
        "{part: curve, name: p, of: a, target_incentive: 50, how: slices, points: [[0, 0.5], [1, 1]]}",
    ],
    "capped amount": [
        "{part: cap, name: most, of: sales, at: 600}",
        "{part: commission, name: p, of: most, tiers: [[0, 1 %], [500, 2 %]]}",
    ],
    "capped number": [
        "{part: cap, name: most, of: new_customers, at: 5}",
        "{part: per_unit, name: p, of: most, amount: 400}",
    ],
    "half of a capped amount": [
        "{part: cap, name: most, of: sales, at: 600}",
        "{part: credit, name: c, of: most, share: 0.5}",
        "{part: commission, name: p, of: c, quota: 200, tiers: [[0, 1 %], [1, 2 %]]}",
    ],
    "capped pay": [
        "{part: commission, name: c, of: sales, quota: 800, tiers: [[0, 1 %], [1, 2 %]]}",
        "{part: cap, name: p, of: c, at: 12}",
    ],
    "capped curve": [
        ATTAINMENT,
        "{part: curve, name: c, of: att, how: slices, target_incentive: 90, points: [[0, 1], [1, 2]]}",
        "{part: cap, name: p, of: c, at: 120}",
    ],
    "score": [ATTAINMENT, VISITS, INDEX, "{part: prorate, name: p, of: 3000, share: score}"],
    "share of a score": [ATTAINMENT, "{part: prorate, name: p, of: att, share: 3000}"],
    "index on a curve": [
        ATTAINMENT,
        VISITS,
        INDEX,
        "{part: cap, name: c, of: score, at: 1.2}",
        "{part: curve, name: p, of: c, target_incentive: 70, how: slices, points: [[0, 1], [1, 2]]}",
    ],
    "amount behind a gate": [ATTAINMENT, "{part: gate, name: p, of: att, at: 1, passes: 300}"],
    "accelerator behind a gate": [
        "{part: commission, name: base, of: sales, tiers: [[0, 2 %]]}",
        "{part: commission, name: more, of: sales, quota: quota, tiers: [[1, 3 %]]}",
        "{part: gate, name: g, of: new_customers, at: 2, passes: more}",
        "{part: total, name: p, of: [base, g]}",
    ],
    "factor": [
        "{part: commission, name: c, of: sales, quota: quota, tiers: [[0, 1 %], [1, 2 %]]}",
        "{part: modifier, name: p, of: c, by: visits, table: [[0, 0.8], [100, 1], [180, 1.1]]}",
    ],
    "factors": [ATTAINMENT, "{part: product, name: p, of: [3000, att, 50 %, 2]}"],
    "share of a rate": [
        "{part: commission, name: c, of: sales, quota: quota, tiers: [[0, 1 %], [1, 2 %]]}",
        "{part: product, name: p, of: [1.1, c]}",
    ],
    "amount for each hundred": ["{part: per_unit, name: p, of: sales, for_each: 100, amount: 5}"],
    "paid below a threshold": [
        "{part: commission, name: c, of: sales, tiers: [[0, 2 %]]}",
        "{part: gate, name: p, of: visits, below: 180, passes: c}",
    ],
    "a quota of all": [
        "{part: quota, name: q, amount: 700}",
        "{part: commission, name: p, of: sales, quota: q, tiers: [[0, 1 %], [1, 2 %]]}",
    ],
}


@pytest.mark.parametrize("name", LETTERS)
def test_components_pay_what_the_letter_says(name):
    letter = parse_letter("parts:\n" + "\n".join(f"  - {part}" for part in LETTERS[name]))
    components = in_model(letter)["pay"]["components"]
    some = random.Random(7)
    for sales in RESULTS:
        done = {"sales": sales, "visits": some.choice([90, 150, 190, 260]), "new_customers": some.choice([0, 2, 9])}
        given = {one: (done | {"quota": QUOTA})[one] for one in letter.given}
        by_model = sum(paid(component, done) for component in components)
        assert by_model == pytest.approx(float(letter.pay(**given)), abs=1e-6), (done, components)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (
            [
                "{part: commission, name: base, of: sales, tiers: [[0, 2 %]]}",
                "{part: less, name: net, of: base, minus: 5}",
                "{part: commission, name: other, of: sales, tiers: [[0, 2 %]]}",
                "{part: total, name: p, of: [base, net, other]}",
            ],
            "part net cannot be simulated",
        ),
        (
            [
                ATTAINMENT,
                VISITS,
                "{part: cap, name: most, of: att, at: 1.2}",
                "{part: total, name: score, of: [most, seen], weights: [0.6, 0.4]}",
                "{part: curve, name: p, of: score, points: [[0, 0], [1, 1]]}",
            ],
            "part score cannot be simulated: an index has no caps",
        ),
        (
            [
                "{part: quota, name: q, amount: quota, ramp: [[0, 0.5], [3, 1]], tenure: months}",
                "{part: commission, name: p, of: sales, quota: q, tiers: [[0, 1 %], [1, 2 %]]}",
            ],
            "part q cannot be simulated.*sales_force.quotas",
        ),
        (
            [
                "{part: credit, name: c, of: sales, share: 0}",
                "{part: commission, name: p, of: c, tiers: [[0, 1 %], [9, 2 %]]}",
            ],
            "nothing of sales is credited",
        ),
        (
            [
                "{part: cap, name: most, of: sales, at: 600}",
                "{part: commission, name: p, of: most, quota: quota, tiers: [[0, 1 %], [1, 2 %]]}",
            ],
            "cap the attainment instead",
        ),
        ([ATTAINMENT], "att is no pay"),
        (
            [
                "{part: bonus, name: b, of: sales, quota: quota, steps: [[1, 9]], cumulative: true}",
                "{part: commission, name: c, of: sales, tiers: [[0, 2 %]]}",
                "{part: total, name: p, of: [b, c]}",
            ],
            "part b cannot be simulated: amounts to date",
        ),
        (
            [ATTAINMENT, "{part: curve, name: p, of: att, points: [[0, 0], [1, 1]], cumulative: true}"],
            "amounts to date",
        ),
    ],
)
def test_what_would_be_paid_otherwise_is_refused_by_the_part_s_name(parts, words):
    with pytest.raises(InputError, match=words) as refused:
        in_model(parse_letter("parts:\n" + "\n".join(f"  - {part}" for part in parts)))
    reason = refused.value.message.partition(": ")[2]
    assert reason not in refused.value.told("zh"), "the reason is told in the reader's language, too"


UNSEEN = [
    "{part: table, name: p, by: sales, levels: [[0, 5]]}",
    "{part: rate_card, name: p, of: deals, by: product, rates: {a: 1}}",
    "{part: ratio, name: p, of: sales, to: cash}",
    "{part: growth, name: p, of: sales, before: cash}",
    "{part: product, name: p, of: [sales, cash]}",
    "{part: average, name: p, of: [sales, cash]}",
    "{part: rank, name: p, among: sales}",
    "{part: count, name: p, of: sales, at: 3}",
    "{part: carry, name: p, of: sales}",
    "{part: time_worked, name: p, period: 2026Q1}",
    "{part: bonus, name: p, of: sales, edge: passed, steps: [[1, 9]]}",
    "{part: commission, name: p, of: sales, how: line, tiers: [[0, 1 %], [9, 2 %]]}",
    "{part: curve, name: p, of: sales, points: [[0, 0], [1, 1], [1, 2]]}",
    "{part: per_unit, name: p, of: sales, above: 100, amount: 5}",
    "{part: per_unit, name: p, of: sales, for_each: 100, full: true, amount: 5}",
    "{part: gate, name: p, of: sales, above: 5, passes: cash}",
    "{part: gate, name: p, of: sales, one_of: [a], passes: cash}",
    "{part: credit, name: p, of: sales, share: [60 %, 40 %]}",
    "{part: draw, name: p, of: sales, amount: [4, 3]}",
    "{part: draw, name: p, of: sales, amount: 4, interest: 1 %}",
]


@pytest.mark.parametrize("part", UNSEEN)
def test_what_the_model_cannot_see_is_refused_by_the_part_s_name(part):
    with pytest.raises(InputError, match="part p cannot be simulated"):
        in_model(parse_letter(f"parts: [{part}]"))


def test_totals_to_date_begin_anew_when_the_letter_says():
    text = (
        "%s\nparts: [{part: commission, name: p, of: sales, quota: quota, cumulative: true, tiers: [[0, 1], [1, 2]]}]"
    )
    for stated, period in (("", "year"), ("to_date_of: half", "half"), ("to_date_of: year", "year")):
        (component,) = in_model(parse_letter(text % stated))["pay"]["components"]
        assert (component["period"], component["paid"]) == (period, "to_date")


def test_a_month_s_total_by_week_or_a_quarter_s_by_month_is_refused():
    part = "{part: commission, name: p, of: sales, quota: quota, cumulative: true, tiers: [[0, 1]]}"
    text = f"period: month\nto_date_of: quarter\nparts: [{part}]"
    with pytest.raises(InputError, match="totals to date are of months or quarters within a year"):
        in_model(parse_letter(text))
