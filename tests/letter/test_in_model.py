"""What the model pays for a letter's components is what the letter says, at any result."""

import itertools
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.letter.in_model import in_model
from salesim.letter.read import parse_letter

QUOTA = 1000.0  # the model's own
RESULTS = [0, 1, 3, 7, 180, 400, 499, 501, 800, 999, 1001, 1199, 1300, 1999, 2001, 5000]


def paid(component: dict[str, Any], done: dict[str, float]) -> float:
    """A component by hand: attainment, gate, points or slices with their jumps, cap."""

    def attained(one: dict[str, Any]) -> float:
        at = done[one["measure"]] / one.get("quota", QUOTA)
        return 2.0 - at if one["measure"] == "days_to_collect" else at  # days saved against twice the quota

    for gate in (component.get("gate"), component.get("also")):
        if gate and (attained(gate) >= gate["at"] * (1 - 1e-12)) == gate["below"]:
            return 0.0
    times = factor(component["factor"], attained(component["factor"])) if "factor" in component else 1.0
    return times * on_curve(component, done, attained)


def factor(stated: dict[str, Any], at: float) -> float:
    """The factor of the highest level reached, or along a line."""
    levels = [[level, times] for level, times in stated["levels"]]
    if stated["how"] == "line":
        return float(np.interp(at, *zip(*levels, strict=True)))
    return next((times for level, times in reversed(levels) if at >= level * (1 - 1e-12)), levels[0][1])


def on_curve(component: dict[str, Any], done: dict[str, float], attained: Callable[[dict[str, Any]], float]) -> float:
    """Pay by what it is paid on, whatever else has a say."""
    if component["measure"] == "index":
        at, unit = sum(part["weight"] * attained(part) for part in component["index"]), 1.0
    else:
        by_attainment = "target_incentive" in component
        at, unit = attained(component), 1.0 if by_attainment else component.get("quota", QUOTA)
    whole, pay = component.get("target_incentive", 1.0), -component.get("deposit", 0.0)
    if points := component.get("points"):
        if at < points[0][0]:
            return 0.0
        for (low, share), (high, more) in itertools.pairwise(points):
            if at < high:
                return whole * (share + (more - share) * (at - low) / (high - low))
        return whole * (points[-1][1] + component.get("beyond", 0.0) * (at - points[-1][0]))
    counted = min(at, component.get("cap_at", at))
    edges = [(0.0, component["rate"]), *((kink["at"], kink["rate"]) for kink in component["kinks"])]
    if component.get("how") == "whole":
        pay += counted * unit * [rate for edge, rate in edges if counted >= edge][-1]
    else:
        for n, (edge, rate) in enumerate(edges):
            end = edges[n + 1][0] if n + 1 < len(edges) else counted
            pay += rate * unit * max(min(counted, end) - edge, 0.0)
    return whole * (pay + sum(bonus["amount"] for bonus in component["bonuses"] if counted >= bonus["at"]))


ATTAINMENT = "{part: attainment, name: att, of: sales, quota: quota}"
VISITS = "{part: attainment, name: seen, of: visits, quota: 200}"
HALF = "{part: credit, name: half, of: sales, share: 0.5}"
INDEX = "{part: total, name: score, of: [att, seen], weights: [0.6, 0.4]}"
MANY_TIERS = f"{{part: commission, name: many, of: sales, tiers: {[[n, n / 100] for n in range(15)]}}}"
CURVE = "{part: curve, name: p, of: att, points: [[0, 0], [1, 1]]}"
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
    "factor that falls and rises": [
        "{part: commission, name: c, of: sales, quota: quota, tiers: [[0, 1 %], [1, 2 %]]}",
        "{part: modifier, name: p, of: c, by: visits, table: [[0, 0.8], [100, 1.2], [180, 1.1]]}",
    ],
    "factor along a line": [
        "{part: commission, name: c, of: sales, quota: quota, how: whole, tiers: [[0, 1 %], [1, 2 %]]}",
        "{part: modifier, name: p, of: c, by: visits, how: line, table: [[100, 0.8], [200, 1.2], [240, 1.3]]}",
    ],
    "factor by days": [
        "{part: commission, name: c, of: sales, tiers: [[0, 1 %]]}",
        "{part: modifier, name: p, of: c, by: days_to_collect, table: [[0, 1], [35, 0.9], [61, 0.5]]}",
    ],
    "factor by days along a line": [
        "{part: commission, name: c, of: sales, tiers: [[0, 1 %]]}",
        "{part: modifier, name: p, of: c, by: days_to_collect, how: line, table: [[30, 1], [60, 0.5]]}",
    ],
    "factor behind a gate": [
        "{part: commission, name: c, of: sales, tiers: [[0, 1 %]]}",
        "{part: modifier, name: m, of: c, by: visits, table: [[0, 0.8], [180, 1.1]]}",
        "{part: gate, name: p, of: new_customers, at: 2, passes: m}",
    ],
    "two gates": [
        "{part: commission, name: c, of: sales, tiers: [[0, 2 %]]}",
        "{part: commission, name: d, of: sales, tiers: [[0, 1 %]]}",
        "{part: gate, name: p, of: visits, at: 160, passes: c, fails: d, also: {of: new_customers, at: 2}}",
    ],
    "one of two gates": [
        "{part: commission, name: c, of: sales, tiers: [[0, 2 %]]}",
        "{part: commission, name: d, of: sales, tiers: [[0, 1 %]]}",
        "{part: gate, name: p, of: visits, at: 160, passes: c, fails: d, either: {of: new_customers, at: 2}}",
    ],
    "a gate within a gate": [
        "{part: commission, name: c, of: sales, tiers: [[0, 2 %]]}",
        "{part: gate, name: g, of: visits, at: 160, passes: c}",
        "{part: gate, name: p, of: new_customers, at: 2, passes: g, fails: c}",
    ],
    "bonus for two": [
        ATTAINMENT,
        "{part: gate, name: p, of: att, at: 1, passes: 300, also: {of: visits, at: 160}}",
    ],
    "matrix of amounts": [
        ATTAINMENT,
        VISITS,
        "{part: matrix, name: p, row: att, col: seen, rows: [0.8, 1, 1.2], cols: [0.5, 1], "
        "cells: [[100, 200], [300, 500], [600, 900]]}",
    ],
    "matrix by amounts": [
        "{part: matrix, name: p, row: sales, col: visits, rows: [400, 1200], cols: [120, 180, 220], "
        "cells: [[100, 200, 300], [400, 500, 600]]}",
    ],
    "matrix by days": [
        "{part: matrix, name: p, row: sales, col: days_to_collect, rows: [400, 1200], cols: [30, 50, 60], "
        "cells: [[300, 200, 100], [600, 500, 400]]}",
    ],
    "a band of visits by shares and by numbers": [
        "{part: commission, name: c, of: sales, tiers: [[0, 2 %]]}",
        VISITS,
        "{part: gate, name: p, of: visits, at: 100, passes: c, also: {of: seen, below: 0.9}}",
    ],
    "the higher of two gates": [
        "{part: commission, name: c, of: sales, tiers: [[0, 2 %]]}",
        "{part: gate, name: g, of: visits, at: 100, passes: c}",
        "{part: gate, name: p, of: visits, at: 180, passes: g}",
    ],
    "matrix that rises one way": [
        ATTAINMENT,
        VISITS,
        "{part: matrix, name: p, row: att, col: seen, rows: [0.5, 1], cols: [0, 0.9], cells: [[200, 300], [100, 400]]}",
    ],
    "matrix of factors": [
        "{part: commission, name: c, of: cash, tiers: [[0, 2 %]]}",
        ATTAINMENT,
        VISITS,
        "{part: matrix, name: p, row: att, col: seen, rows: [0, 1, 1.2], cols: [0, 1], "
        "cells: [[0.5, 0.6], [1, 1.2], [1.2, 1.5]], of: c}",
    ],
    "soft cap on what is counted": [
        "{part: cap, name: s, of: sales, at: 600, beyond: 0.25}",
        "{part: commission, name: p, of: s, tiers: [[0, 2 %], [500, 4 %], [700, 5 %]]}",
    ],
    "soft cap on pay": [
        "{part: commission, name: c, of: sales, quota: 1000, tiers: [[0, 2 %], [1, 4 %]]}",
        "{part: bonus, name: b, of: sales, quota: 1000, steps: [[1, 5], [1.3, 9]]}",
        "{part: total, name: t, of: [c, b]}",
        "{part: cap, name: p, of: t, at: 30, beyond: 0.5}",
    ],
    "cap that a bonus meets": [
        "{part: commission, name: c, of: sales, how: whole, tiers: [[0, 2 %], [500, 4 %]]}",
        "{part: bonus, name: b, of: sales, steps: [[400, 5], [1200, 9]]}",
        "{part: total, name: t, of: [c, b]}",
        "{part: cap, name: p, of: t, at: 18}",
    ],
    "after a deduction": [
        "{part: less, name: rest, of: sales, minus: 250}",
        "{part: floor, name: base, of: rest, at: 0}",
        "{part: cap, name: most, of: base, at: 1100}",
        "{part: commission, name: p, of: most, tiers: [[0, 1 %], [500, 2 %]]}",
    ],
    "above quota": [
        "{part: less, name: above, of: sales, minus: quota}",
        "{part: floor, name: over, of: above, at: 0}",
        "{part: commission, name: p, of: over, tiers: [[0, 3 %]]}",
    ],
    "an amount for each that sales decide": [
        "{part: bonus, name: each, of: sales, steps: [[400, 2], [1200, 5]]}",
        "{part: per_unit, name: p, of: visits, amount: each}",
    ],
    "steps from 0 on": [
        ATTAINMENT,
        "{part: curve, name: p, of: att, target_incentive: 80, how: step, points: [[0, 0.1], [0.5, 0.4], [1.3, 1]]}",
    ],
    "in Chinese": [
        "{part: attainment, name: 达成, of: 销售额, quota: 目标}",
        "{part: curve, name: 奖金, of: 达成, target_incentive: 80, points: [[0.8, 0.5], [1, 1]]}",
        "{part: commission, name: 提成, of: 回款, tiers: [[0, 1 %]]}",
        "{part: total, name: p, of: [奖金, 提成]}",
    ],
    "a deposit that a bonus gives back": [
        "{part: bonus, name: b, of: sales, quota: quota, steps: [[1, 30], [1.3, 80]]}",
        "{part: less, name: p, of: b, minus: 10}",
    ],
    "a penalty below the least": [
        ATTAINMENT,
        "{part: bonus, name: w, of: att, steps: [[0, -20], [0.5, 0], [1, 30]]}",
        "{part: commission, name: c, of: sales, tiers: [[0, 1 %]]}",
        "{part: total, name: p, of: [w, c]}",
    ],
    "a deduction that may leave less than nothing": [
        "{part: less, name: base, of: sales, minus: 250}",
        "{part: commission, name: p, of: base, tiers: [[0, 1 %], [500, 2 %]]}",
    ],
    "units above a number, and above the quota": [
        "{part: per_unit, name: a, of: visits, above: 140, amount: 5}",
        "{part: per_unit, name: b, of: sales, above: quota, amount: 3, for_each: 100}",
        "{part: total, name: p, of: [a, b]}",
    ],
    "a matrix of which one side is the same for all": [
        ATTAINMENT,
        "{part: matrix, name: p, row: 2, col: att, rows: [1, 2, 3], cols: [0.8, 1.1], "
        "cells: [[9, 12], [20, 45], [30, 60]]}",
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
        done |= {"cash": some.choice([0, 700, 3000]), "days_to_collect": some.choice([20, 40, 55, 90])}
        words = {"销售额": "sales", "回款": "cash", "目标": "quota"}
        given = {one: (done | {"quota": QUOTA})[words.get(one, one)] for one in letter.given}
        by_model = sum(paid(component, done) for component in components)
        assert by_model == pytest.approx(float(letter.pay(**given)), abs=1e-6), (done, components)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (
            [
                "{part: commission, name: base, of: sales, tiers: [[0, 2 %]]}",
                "{part: less, name: net, of: base, minus: -5}",
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
            ["{part: attainment, name: att, of: sales, quota: quota, cumulative: true}", CURVE],
            "part p cannot be simulated: attainment to date goes with a curve to date",
        ),
        (
            [MANY_TIERS],
            "part many cannot be simulated: kinks: out of range",
        ),
        (
            [
                "{part: commission, name: c, of: sales, tiers: [[0, 2 %]]}",
                "{part: gate, name: g, of: visits, at: 160, passes: c, also: {of: new_customers, at: 2}}",
                "{part: gate, name: three, of: cash, at: 1000, passes: g}",
            ],
            "part three cannot be simulated: c stands behind more than two gates",
        ),
        (
            [
                ATTAINMENT,
                VISITS,
                "{part: matrix, name: both, row: att, col: seen, rows: [1, 2], cols: [1, 2], cells: [[2, 1], [1, 3]]}",
            ],
            "part both cannot be simulated: amounts of a matrix must rise",
        ),
        (
            [
                "{part: attainment, name: team, of: team_sales, quota: team_quota}",
                "{part: pool, name: share, of: team_sales, rate: 2 %, equal_among: members}",
                "{part: gate, name: p, of: team, at: 1, passes: share, fails: 500}",
            ],
            "part p cannot be simulated: a team's attainment opens",
        ),
        (
            ["{part: commission, name: c, of: profit, tiers: [[0, 2 %]]}"],
            "part c cannot be simulated: reps in the model have no profit.*sales_force.pay.figures",
        ),
    ],
)
def test_what_would_be_paid_otherwise_is_refused_by_the_part_s_name(parts, words):
    with pytest.raises(InputError, match=words) as refused:
        in_model(parse_letter("parts:\n" + "\n".join(f"  - {part}" for part in parts)))
    reason = refused.value.message.partition(": ")[2]
    assert reason not in refused.value.told("zh"), "the reason is told in the reader's language, too"


def test_gates_by_an_amount_and_by_the_rep_s_own_quota_cannot_be_compared():
    commission = "{part: commission, name: c, of: cash, tiers: [[0, 2 %]]}"
    gate = "{part: gate, name: p, of: sales, at: 900, passes: c, also: {of: att, below: 1.5}}"
    with pytest.raises(InputError, match=r"part c cannot .* two gates on sales, one by the rep's own quota and one by"):
        in_model(parse_letter(f"parts: [{ATTAINMENT}, {commission}, {gate}]"))


UNSEEN = [
    "{part: matrix, name: p, row: visits, col: cash, how: line, rows: [0], cols: [0], cells: [[1]]}",
    "{part: clawback, name: p, of: sales, after: t, steps: [[0, 1]]}",
    "{part: clawback, name: p, of: sales, after: t, window: 6, edge: passed}",
    "{part: less, name: p, of: sales, minus: [a, b]}",
    "{part: schedule, name: p, of: sales, shares: [80 %, 20 %], after: [0, end], every: 4}",
    "{part: pool, name: p, of: sales, shares: [1, 2]}",
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


def test_amounts_to_date_are_paid_in_full():
    parts = "{part: attainment, name: a, of: sales, quota: quota, cumulative: true}"
    curve = "{part: curve, name: p, of: a, target_incentive: 20000, points: [[0.5, 0], [1, 1]], cumulative: true}"
    (component,) = in_model(parse_letter(f"parts: [{parts}, {curve}]"))["pay"]["components"]
    assert (component["period"], component["paid"], component["amounts_to_date"]) == ("year", "to_date", "in_full")


def test_a_scenario_says_what_figures_are():
    text = """parts:
  - {part: commission, name: c, of: profit, tiers: [[0, 2 %], [5000, 3 %]]}
  - {part: total, name: p, of: [c, base]}
"""
    (component,) = in_model(parse_letter(text), {"profit": "销售额", "base": 0})["pay"]["components"]
    assert (component["measure"], component["quota"]) == ("sales", 5000.0)
    with pytest.raises(InputError, match="not part of the plan") as refused:
        in_model(parse_letter(text), {"profits": "sales"})
    assert (refused.value.field, refused.value.nearest) == ("sales_force.pay.figures.profits", "profit")
    with pytest.raises(InputError, match=r"not measured by this .got 'surplus'.*one of sales, .*, quota") as refused:
        in_model(parse_letter(text), {"profit": "surplus", "base": 0})
    assert (refused.value.field, refused.value.nearest) == ("sales_force.pay.figures.profit", None)
    with pytest.raises(InputError, match="reps in the model have no base"):
        in_model(parse_letter(text), {"profit": "sales"})


@pytest.mark.parametrize(
    ("word", "near"), [("saless", "sales"), ("colections", "collections"), ("atainment", "attainment")]
)
def test_a_word_that_is_mistyped_for_a_figure_is_the_one_that_is_named(word, near):
    letter = parse_letter("parts: [{part: commission, name: p, of: new_customers, tiers: [[0, 5]]}]")
    with pytest.raises(InputError, match=f"got '{word}'") as refused:
        in_model(letter, {"new_customers": word})
    assert (refused.value.field, refused.value.nearest) == ("sales_force.pay.figures.new_customers", near)


def test_a_claw_back_and_a_contest_stand_beside_pay():
    text = """parts:
  - {part: commission, name: c, of: sales, tiers: [[0, 2 %]]}
  - {part: clawback, name: back, of: c, share: 0.5, after: months, window: 6, how: sliding}
  - {part: contest, name: race, of: attainment, prizes: [2000, 2000]}
  - {part: total, name: p, of: [c, back, race]}
"""
    settings = in_model(parse_letter(text))
    assert [component["rate"] for component in settings["pay"]["components"]] == [0.02]
    assert settings["clawback"] == {"share": 0.5, "how": "sliding", "window_weeks": 26}
    assert settings["contest"] == {
        "enabled": True,
        "begins": 1,
        "weeks": 13,
        "prizes": [2000.0, 2000.0],
        "minimum": 0.0,
    }


def test_a_pool_that_is_shared_equally_is_the_team_s_mean_once_the_team_has_reached_its_quota():
    text = """parts:
  - {part: attainment, name: team, of: 团队销售额, quota: 团队目标}
  - {part: pool, name: share, of: 团队销售额, rate: 2 %, equal_among: members}
  - {part: gate, name: p, of: team, at: 1, passes: share}
"""
    (component,) = in_model(parse_letter(text))["pay"]["components"]
    assert (component["team"], component["how"], component["rate"]) == ("region", "whole", 0.0)
    assert component["kinks"] == [{"at": 1.0, "rate": 0.02}]


def test_a_figure_may_be_a_share_of_a_measure():
    (component,) = components_of("{part: draw, name: p, of: earned, amount: 3000}", earned="2 % of cash")
    assert (component["measure"], component["rate"]) == ("cash", pytest.approx(0.02))
    (component,) = components_of(
        "{part: commission, name: p, of: fees, tiers: [[0, 10 %]]}", fees="3 % of sales of Pumps"
    )
    assert (component["measure"], component["rate"]) == ("sales of Pumps", pytest.approx(0.003))
    with pytest.raises(InputError, match=r"not measured by this .got '2 % of profit'.*a share of one: 2 % of sales"):
        components_of("{part: commission, name: p, of: fees, tiers: [[0, 10 %]]}", fees="2 % of profit")


def test_what_is_paid_on_a_team_s_sales_is_paid_on_all_of_them():
    (override,) = components_of(
        "{part: commission, name: p, of: team_sales, tiers: [[0, 2 %]]}", team_sales="team_sales"
    )
    assert (override["team"], override["team_as"], override["rate"]) == ("region", "sum", 0.02)
    (share,) = components_of(
        "{part: pool, name: p, of: revenue, rate: 10 %, shares: 100, mine: 25}", revenue="firm_sales"
    )
    assert (share["team"], share["team_as"], share["rate"]) == ("firm", "sum", 0.025)
    (equal,) = components_of("{part: pool, name: p, of: fund, rate: 10 %, equal_among: n}", fund="team_sales")
    assert (equal["team_as"], equal["rate"]) == ("mean", 0.1)
    (tiers,) = components_of(
        "{part: commission, name: p, of: team_sales, by: team_attainment, how: whole, tiers: [[0, 1 %], [1, 2 %]]}",
        team_sales="team_sales",
    )
    assert (tiers["how"], tiers["team_as"], "quota" in tiers) == ("whole", "sum", False)


def test_more_than_two_instalments_are_a_holdback_with_further_ones():
    text = "parts: [{part: commission, name: c, of: sales, tiers: [[0, 0.04]]}, %s]"
    part = "{part: schedule, name: p, of: c, shares: [0.5, 0.3, 0.1], after: [0, 1, 4]}"
    settings = in_model(parse_letter(text % part))
    assert settings["pay"]["components"][0]["rate"] == pytest.approx(0.036), "a tenth is never paid"
    assert settings["holdback"] == {
        "share": pytest.approx(1 / 3),
        "weeks": 13,
        "further": [(pytest.approx(1 / 9), 52)],
    }


def test_cash_pays_out_what_sales_have_earned():
    """Half of a commission on sales, in proportion to what of them has been collected, is half on cash."""
    (component,) = components_of(
        "{part: commission, name: c, of: sales, tiers: [[0, 4 %]]}",
        "{part: attainment, name: share, of: cash, quota: sales}",
        "{part: prorate, name: h, of: c, share: share}",
        "{part: prorate, name: p, of: h, share: 0.5}",
        sales="sales",
    )
    assert (component["measure"], component["rate"]) == ("cash", pytest.approx(0.02))


DEALS = {"deals": "sales"}


def components_of(*parts: str, **figures: Any) -> list[dict[str, Any]]:
    text = "parts:\n" + "\n".join(f"  - {part}" for part in parts)
    return in_model(parse_letter(text), figures or DEALS)["pay"]["components"]


def test_a_filter_by_product_is_the_line_s_sales():
    """In the model what is credited of deals of some lines is those lines' sales, times the share that is credited."""
    credit = "{part: credit, name: c, of: deals, amount: price, share: 0.5, where: {product: %s}}"
    pay = "{part: commission, name: pay, of: c, tiers: [[0, 0.04]]}"
    (one,) = components_of(credit % "Pumps", pay)
    assert (one["measure"], one["rate"]) == ("sales of Pumps", pytest.approx(0.02))
    (two,) = components_of(credit % "[Pumps, Spare parts]", pay)
    assert two["measure"] == "sales of Pumps + Spare parts"
    (against_quota,) = components_of(
        credit.replace("share: 0.5, ", "") % "Pumps",
        "{part: attainment, name: a, of: c, quota: quota}",
        "{part: bonus, name: pay, of: a, steps: [[1, 3000]]}",
    )
    assert against_quota["measure"] == "sales of Pumps" and "quota" not in against_quota  # the line's own
    (margin,) = components_of(credit % "Pumps", pay, deals="margin")
    assert margin["measure"] == "margin of Pumps"


def test_a_filter_by_margin_names_the_lines_that_pass():
    margins = {"Pumps": 0.2, "Valves": 0.35, "Spare parts": 0.6}
    credit = "{part: credit, name: c, of: deals, amount: price, where: {margin: {min: %s}%s}}"
    pay = "{part: commission, name: pay, of: c, tiers: [[0, 0.04]]}"

    def measured(least, more=""):
        letter = parse_letter("parts:\n  - " + credit % (least, more) + "\n  - " + pay)
        (component,) = in_model(letter, DEALS, margins)["pay"]["components"]
        return component["measure"]

    assert measured(0.35) == "sales of Valves + Spare parts" and measured(0.36) == "sales of Spare parts"
    assert measured(0.3, ", product: [Pumps, Valves]") == "sales of Valves"
    with pytest.raises(InputError, match="none of the product lines passes"):
        measured(0.7)
    with pytest.raises(InputError, match="needs product lines"):
        components_of(credit % (0.3, ""), pay)


def test_a_rate_card_by_product_is_a_rate_on_each_line():
    card = "{part: rate_card, name: pay, of: deals, amount: price, by: 产品, rates: {Pumps: 2 %, Valves: 5 %}}"
    found = {one["measure"]: (one["name"], one["rate"]) for one in components_of(card)}
    assert found == {"sales of Pumps": ("pay Pumps", 0.02), "sales of Valves": ("pay Valves", 0.05)}


def test_a_figure_may_be_a_line_s_sales_and_open_a_gate():
    parts = (
        "{part: attainment, name: a, of: 备件, quota: 备件目标}",
        "{part: commission, name: c, of: sales, tiers: [[0, 0.01]]}",
        "{part: gate, name: pay, of: a, at: 0.95, passes: c}",
    )
    figures = {"备件": "sales of Spare parts", "备件目标": "quota"}
    (component,) = components_of(*parts, **figures)
    assert component["gate"] == {"measure": "sales of Spare parts", "at": 0.95, "below": False}


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("{part: credit, name: pay, of: deals, amount: price, where: {size: large}}", "without a field size"),
        ("{part: credit, name: pay, of: deals, where: {product: Pumps}}", "without a deal whose fields"),
        ("{part: credit, name: pay, of: deals, amount: price, where: {product: {min: 3}}}", "by their names"),
        (
            "{part: rate_card, name: pay, of: deals, amount: price, by: product, rates: {A: 0.1}, otherwise: 0.2}",
            "rate card",
        ),
        ("{part: rate_card, name: pay, of: deals, by: product, rates: {A: 50}}", "rate card"),
    ],
)
def test_what_customers_do_not_say_is_refused(part, words):
    with pytest.raises(InputError, match=words):
        components_of(part)


THREE_PRODUCTS = (
    *(f"{{part: attainment, name: a{x}, of: {x}, quota: q{x}}}" for x in "ABC"),
    *(f"{{part: commission, name: p{x}, of: {x}, tiers: [[0, {rate}]]}}" for x, rate in zip("ABC", (2, 8, 5))),
    *(
        f"{{part: commission, name: f{x}, of: {x}, quota: q{x}, tiers: [[0, {rate}], [1, {more}]]}}"
        for x, rate, more in zip("ABC", (2, 8, 5), (4, 12, 7))
    ),
    "{part: total, name: plain, of: [pA, pB, pC]}",
    "{part: total, name: fast, of: [fA, fB, fC]}",
    "{part: gate, name: two, of: aA, at: 0.9, also: {of: aB, at: 0.9}, passes: fast, fails: plain}",
    "{part: gate, name: pay, of: aC, at: 0.9, passes: two, fails: plain}",
)


def test_faster_rates_behind_a_gate_of_three_lines():
    """The plain rates are paid in any case; what is faster stands behind the two lines that are not its own."""
    letter = parse_letter("parts:\n" + "\n".join(f"  - {part}" for part in THREE_PRODUCTS))
    figures = {x: f"sales of {x}" for x in "ABC"} | dict.fromkeys(("qA", "qB", "qC"), "quota")
    components = in_model(letter, figures)["pay"]["components"]
    assert len(components) == 6 and [one.get("gate") is None for one in components] == [True] * 3 + [False] * 3
    rng, passed = random.Random(3), 0
    for _ in range(400):
        done = {x: float(rng.choice([0, 400, 899, 900, 901, 1000, 1001, 1500])) for x in "ABC"}
        given = done | dict.fromkeys(("qA", "qB", "qC"), QUOTA)
        known = {name: letter.reckon(given)[name] for name in ("pay", "plain")}
        in_components = sum(paid(one, {f"sales of {x}": sold for x, sold in done.items()}) for one in components)
        assert in_components == pytest.approx(float(known["pay"]))
        passed += known["pay"] > known["plain"]
    assert passed > 20


def test_a_gate_that_is_open_anyway_is_left_out_and_no_other():
    """A faster rate from the quota on needs no gate at .9 of it; one at 1.1 it does."""
    fast = "{part: commission, name: f, of: sales, quota: quota, tiers: [[0, 0.02], [1, 0.03]]}"
    plain = "{part: commission, name: p, of: sales, tiers: [[0, 0.02]]}"
    attained = "{part: attainment, name: a, of: sales, quota: quota}"
    letter = "{part: gate, name: pay, of: a, at: %s, passes: f, fails: p}"
    low = components_of(fast, plain, attained, letter % 0.9, sales="sales")
    high = components_of(fast, plain, attained, letter % 1.1, sales="sales")
    assert ["gate" in one for one in low] == [False, False] and ["gate" in one for one in high] == [False, True]
    for done in (0.0, 899.0, 1000.0, 1099.0, 1100.0, 2000.0):
        more = 0.01 * max(done - QUOTA, 0.0)
        assert sum(paid(one, {"sales": done}) for one in low) == pytest.approx(0.02 * done + more)
        assert sum(paid(one, {"sales": done}) for one in high) == pytest.approx(0.02 * done + more * (done >= 1100.0))
