"""Each kind of part, reckoned by hand."""

from fractions import Fraction

import pytest

from salesim.errors import InputError
from salesim.letter.figures import exact, number_in, plain
from salesim.letter.kinds import part_kinds
from salesim.letter.read import parse_letter

# one row: parts, what is given, what the last part is
REPAID = "{part: draw, name: d, of: c, amount: 100"
ROWS = [
    # rates by band, by attainment, on everything, by another measure, to date, of returned goods
    ("{part: commission, name: c, of: s, tiers: [[0, 2 %], [500, 4 %]]}", {"s": 800}, 22),
    ("{part: commission, name: c, of: s, tiers: [[0, 2 %], [500, 4 %]]}", {"s": [500, 501]}, [10, 10.04]),
    ("{part: commission, name: c, of: s, quota: q, tiers: [[0.5, 10 %]]}", {"s": 80, "q": 100}, 3),
    (
        "{part: commission, name: c, of: s, quota: q, how: whole, tiers: [[0, 1 %], [1.1, 3 %]]}",
        {"s": 110, "q": 100},
        3.3,
    ),
    ("{part: commission, name: c, of: s, how: whole, edge: passed, tiers: [[0, 1 %], [110, 3 %]]}", {"s": 110}, 1.1),
    ("{part: commission, name: c, of: s, by: m, how: whole, tiers: [[0.2, 5 %]]}", {"s": 100, "m": [0.1, 0.2]}, [0, 5]),
    ("{part: commission, name: c, of: s, cumulative: true, tiers: [[0, 1], [10, 2]]}", {"s": [8, 8, 8]}, [8, 14, 16]),
    (
        "{part: commission, name: c, of: s, quota: q, cumulative: true, tiers: [[0, 1], [1, 2]]}",
        {"s": [12, 12], "q": [10, 20]},  # 2 above at first, none above to date: what was paid beyond comes off
        [14, 10],
    ),
    ("{part: commission, name: c, of: s, tiers: [[0, 2 %], [500, 4 %]]}", {"s": -100}, -2),
    # curves between points, beyond them, in steps, in slices
    (
        "{part: curve, name: c, of: a, target_incentive: 1000, points: [[0.8, 0.5], [1, 1]], beyond: 2}",
        {"a": [0.79, 0.9, 1.1]},
        [0, 750, 1200],
    ),
    ("{part: curve, name: c, of: a, target_incentive: 1000, points: [[0.8, 0.5], [1, 1]]}", {"a": 3}, 1000),
    (
        "{part: curve, name: c, of: a, target_incentive: 100, points: [[0, 0.1], [0.5, 0.3]], how: step}",
        {"a": [0.49, 0.5]},
        [10, 30],
    ),
    ("{part: curve, name: c, of: a, target_incentive: 100, points: [[0, 1], [1, 1.5]], how: slices}", {"a": 1.2}, 130),
    # thresholds: the highest, all, of a quota, to date
    ("{part: bonus, name: b, of: a, steps: [[1, 10], [2, 30]]}", {"a": [0.9, 1, 2]}, [0, 10, 30]),
    ("{part: bonus, name: b, of: a, how: sum, steps: [[1, 10], [2, 30]]}", {"a": [1, 2]}, [10, 40]),
    ("{part: bonus, name: b, of: s, quota: q, steps: [[1.1, 10]]}", {"s": 110, "q": 100}, 10),
    ("{part: bonus, name: b, of: s, cumulative: true, steps: [[10, 5]]}", {"s": [6, 6, 6]}, [0, 5, 0]),
    ("{part: per_unit, name: p, of: n, amount: 2.5}", {"n": 3}, 7.5),
    ("{part: less, name: l, of: a, minus: b}", {"a": 5, "b": 7}, -2),
    ("{part: prorate, name: p, of: a, share: 40 %}", {"a": 250}, 100),
    ("{part: total, name: t, of: [a, b], weights: [0.25, 0.75]}", {"a": 1, "b": 2}, 1.75),
    ("{part: total, name: t, of: a}", {"a": [1, 2, 3]}, 6),
    # what goes from period to period takes a period's deals together
    ("{part: draw, name: d, of: s, amount: 100}", {"s": [[60, 30], [200]]}, [100, 190]),
    ("{part: carry, name: c, of: s}", {"s": [[5, -10], [8]]}, [0, 3]),
    ("{part: schedule, name: c, of: s, shares: [50 %, 50 %]}", {"s": [[4, 4], [2]]}, [4, 5, 1]),
    # percent in filters and units of rounding
    (
        "{part: credit, name: c, of: d, amount: a, where: {m: {min: 20 %, below: 1/3}}}",
        {"d": [{"a": 1, "m": "20 %"}, {"a": 2, "m": 0.19}, {"a": 4, "m": "33 %"}, {"a": 8, "m": "40 %"}]},
        5,
    ),
    ("{part: credit, name: c, of: d, where: {n: {max: 1.2k}}}", {"d": [{"n": 1200}, {"n": 1201}]}, 1),
    ("{part: round, name: r, of: a, to: 0.1 %}", {"a": 0.41133}, 0.411),
    # gates with further conditions
    ("{part: gate, name: g, of: a, at: 0.95, passes: 10, fails: 3}", {"a": [0.9, 0.95]}, [3, 10]),
    ("{part: gate, name: g, of: a, at: 1, passes: 10, also: {of: b, at: 1}}", {"a": 1, "b": [0, 1]}, [0, 10]),
    (
        "{part: gate, name: g, of: a, at: 1, passes: 10, either: [{of: b, at: 1}]}",
        {"a": [0, 0, 1], "b": [0, 1, 0]},
        [0, 10, 10],
    ),
    ("{part: modifier, name: m, of: a, by: b, table: [[0, 0.8], [1, 1.2]]}", {"a": 10, "b": [-1, 0.5, 1]}, [8, 8, 12]),
    (
        "{part: modifier, name: m, of: a, by: b, how: line, table: [[0, 0.8], [1, 1.2]]}",
        {"a": 10, "b": [0.5, 2]},
        [10, 12],
    ),
    (
        "{part: matrix, name: m, row: r, col: c, rows: [1, 2], cols: [0, 10], cells: [[1, 2], [3, 4]], of: 100}",
        {"r": [0, 1, 2], "c": [10, 9, 10]},
        [0, 100, 400],
    ),
    (
        "{part: matrix, name: m, row: r, col: c, edge: upper, rows: [15, 20], cols: [9], cells: [[1], [2]]}",
        {"r": [15, 16, 21], "c": 9},
        [1, 2, 0],
    ),
    (
        "{part: matrix, name: m, row: r, col: c, how: line, rows: [0, 1], cols: [0, 10], cells: [[0, 1], [2, 5]]}",
        {"r": [0.5, 0, 1, 2], "c": [5, 5, 20, 10]},
        [2, 0.5, 5, 5],
    ),
    # caps and floors
    ("{part: cap, name: c, of: a, at: 10}", {"a": [9, 11]}, [9, 10]),
    ("{part: cap, name: c, of: a, at: 10, beyond: 0.5}", {"a": 14}, 12),
    ("{part: cap, name: c, of: a, at: 10, cumulative: true}", {"a": [6, 6, 6]}, [6, 4, 0]),
    ("{part: floor, name: f, of: a, at: g}", {"a": [1, 9], "g": 5}, [5, 9]),
    # levels that must be passed, other conditions of gates, words
    ("{part: bonus, name: b, of: a, edge: passed, steps: [[1, 10], [2, 30]]}", {"a": [1, 2, 2.1]}, [0, 10, 30]),
    ("{part: bonus, name: b, of: a, edge: passed, how: sum, steps: [[1, 10], [2, 30]]}", {"a": [2, 3]}, [10, 40]),
    (
        "{part: modifier, name: m, of: a, by: b, edge: passed, table: [[0, 1], [30, 0.8]]}",
        {"a": 10, "b": [0, 30, 31]},
        [10, 10, 8],
    ),
    (
        "{part: curve, name: c, of: a, how: step, edge: passed, points: [[0.5, 1], [1, 2]]}",
        {"a": [0.5, 1, 1.1]},
        [0, 1, 2],
    ),
    (
        "{part: curve, name: c, of: a, points: [[0, 0], [1, 1], [100 %, 2], [2, 3]]}",
        {"a": [0.5, 1, 1.5]},
        [0.5, 2, 2.5],
    ),
    ("{part: gate, name: g, of: a, above: 1, passes: 10}", {"a": [1, 1.1]}, [0, 10]),
    ("{part: gate, name: g, of: a, below: 45, passes: 10, fails: 2}", {"a": [44, 45]}, [10, 2]),
    ("{part: gate, name: g, of: a, at_most: 45, passes: 10}", {"a": [45, 46]}, [10, 0]),
    ("{part: gate, name: g, of: a, one_of: [yes, sure], passes: 10}", {"a": ["yes", "no"]}, [10, 0]),
    ("{part: gate, name: g, of: a, at: 1, also: {of: w, one_of: [x]}, passes: 10}", {"a": 1, "w": ["x", "y"]}, [10, 0]),
    (
        "{part: commission, name: c, of: s, how: line, tiers: [[0, 0], [100, 10 %]]}",
        {"s": [50, 100, 200]},
        [2.5, 10, 20],
    ),
    # an amount for each full thousand above a quota; several things taken off; everybody's share
    (
        "{part: per_unit, name: p, of: s, above: q, for_each: 1k, full: true, amount: 5}",
        {"s": [900, 2999], "q": 1000},
        [0, 5],
    ),
    ("{part: per_unit, name: p, of: s, for_each: 100, amount: 5}", {"s": 250}, 12.5),
    ("{part: per_unit, name: p, of: s, for_each: 100, full: true, amount: 5}", {"s": -250}, -10),
    ("{part: less, name: l, of: a, minus: [b, 2]}", {"a": 10, "b": 3}, 5),
    ("{part: pool, name: p, of: f, shares: [1, 3]}", {"f": 100}, [25, 75]),
    ("{part: pool, name: p, of: f, shares: all}", {"f": 100, "all": [1, 4]}, [20, 80]),
    ("{part: credit, name: c, of: s, share: [60 %, 1/2]}", {"s": 200}, [120, 100]),
    (
        "{part: credit, name: c, of: d, weigh: k, points: {new: p, old: 10 %}}",
        {"d": [{"k": "new"}, {"k": "old"}], "p": 2},
        2.1,
    ),
    # tables, rate cards, ratios, products, averages, ranks, counts
    ("{part: table, name: t, by: g, words: {A: 1.2, B: 1, C: c}}", {"g": ["A", "C"], "c": 0.8}, [1.2, 0.8]),
    ("{part: table, name: t, by: g, words: {A: 1.2}, otherwise: 1}", {"g": "Z"}, 1),
    ("{part: table, name: t, by: n, levels: [[10, 1], [20, 2]]}", {"n": [9, 10, 20]}, [0, 1, 2]),
    ("{part: table, name: t, by: n, levels: [[0, 1], [30, 2]], edge: passed}", {"n": [0, 30, 31]}, [1, 1, 2]),
    ("{part: table, name: t, by: n, levels: [[10, 1]], edge: passed, otherwise: 7}", {"n": [10, 11]}, [7, 1]),
    (
        "{part: rate_card, name: r, of: d, amount: v, by: k, rates: {new: 10 %, old: 2 %}}",
        {"d": [{"k": "new", "v": 50}, {"k": "old", "v": 100}]},
        7,
    ),
    (
        "{part: rate_card, name: r, of: d, by: [k, size], rates: {new: {1: 5, 2: 9}}, otherwise: 1, by_deal: true}",
        {"d": [{"k": "new", "size": 1}, {"k": "new", "size": "2.0"}, {"k": "old", "size": 1}]},
        [5, 9, 1],
    ),
    (
        "{part: rate_card, name: r, of: d, by: k, rates: {new: 5}, where: {paid: true}}",
        {"d": [[{"k": "new", "paid": "yes"}], [{"k": "new", "paid": "no"}, {"k": "new", "paid": "y"}]]},
        [5, 5],
    ),
    ("{part: ratio, name: r, of: a, to: b}", {"a": [1, 3], "b": 4}, [0.25, 0.75]),
    ("{part: growth, name: g, of: a, before: b}", {"a": [90, 120], "b": 100}, [-0.1, 0.2]),
    ("{part: product, name: p, of: [a, 50 %, b]}", {"a": [10, 20], "b": 3}, [15, 30]),
    ("{part: average, name: a, of: [x, y]}", {"x": 1, "y": 4}, 2.5),
    ("{part: average, name: a, of: x}", {"x": [1, 2, 6]}, 3),
    ("{part: average, name: a, of: x, last: 2}", {"x": [1, 2, 6]}, [1, 1.5, 4]),
    ("{part: rank, name: r, among: x}", {"x": [5, 9, 9, 1]}, [3, 1, 1, 4]),
    ("{part: rank, name: r, among: x, of: m, show: top_share}", {"x": [5, 9, 9, 1], "m": 5}, 0.75),
    ("{part: count, name: n, of: x, at: 1}", {"x": [0.9, 1, 1.2]}, 2),
    ("{part: count, name: n, of: x, at: 1, show: in_a_row}", {"x": [1, 1, 0, 1]}, [1, 2, 0, 1]),
    ("{part: count, name: n, of: x, show: so_far}", {"x": [7, 7, 7]}, [1, 2, 3]),
    ("{part: carry, name: c, of: x}", {"x": [-50, 30, 100]}, [0, 0, 80]),
    ("{part: carry, name: c, of: x, least: null, most: 60}", {"x": [100, 30, 20]}, [60, 60, 30]),
    ("{part: carry, name: c, of: x, show: carried}", {"x": [-50, 30, 100]}, [-50, -20, 0]),
    ("{part: time_worked, name: t, period: 2024-02, joined: j}", {"j": "2024/2/16"}, 14 / 29),
    ("{part: time_worked, name: t, period: p, left: 2026-02-14}", {"p": ["2026Q1", "2026Q2"]}, [0.5, 0]),
    ("{part: time_worked, name: t, period: 2026-06, joined: 2026-06-15, counting: weekdays}", {}, 12 / 22),
    ("{part: time_worked, name: t, period: 2026, joined: 2026-07-01, counting: months_of_30}", {}, 0.5),
    # draws
    ("{part: draw, name: d, of: c, amount: 100}", {"c": [60, 120, 130]}, [100, 100, 110]),
    ("{part: draw, name: d, of: c, amount: 100, show: balance}", {"c": [60, 120, 130]}, [40, 20, 0]),
    ("{part: draw, name: d, of: c, amount: 100, kind: non_recoverable}", {"c": [60, 120]}, [100, 120]),
    ("{part: draw, name: d, of: c, amount: 100, recover: 50 %}", {"c": [60, 160]}, [100, 130]),
    ("{part: draw, name: d, of: c, amount: 100, periods: 1}", {"c": [60, 30]}, [100, 0]),
    ("{part: draw, name: d, of: c, amount: 100, forgiven_after: 1}", {"c": [60, 160]}, [100, 160]),
    ("{part: draw, name: d, of: c, amount: 100, most_owed: 50}", {"c": [60, 60]}, [100, 70]),
    ("{part: draw, name: d, of: c, amount: [100, 80]}", {"c": [0, 0, 150]}, [100, 80, 0]),
    ("{part: draw, name: d, of: c, amount: 100, recovers_from: 3}", {"c": [60, 160, 160]}, [100, 160, 120]),
    ("{part: draw, name: d, of: c, amount: 100, most_recovered: 15}", {"c": [60, 160, 160]}, [100, 145, 145]),
    ("{part: draw, name: d, of: c, amount: 100, interest: 10 %, show: balance}", {"c": [60, 100]}, [40, 44]),
    # credit
    ("{part: credit, name: c, of: d, share: 150 %}", {"d": 200}, 300),
    (
        "{part: credit, name: c, of: d, amount: value, where: {product: B, value: {min: 50, below: 90}}}",
        {"d": [{"product": "B", "value": 50}, {"product": "A", "value": 60}, {"product": "B", "value": 90}]},
        50,
    ),
    (
        "{part: credit, name: c, of: d, amount: v, weigh: kind, points: {new: 2, renewal: 0.5}}",
        {"d": [{"kind": "new", "v": 10}, {"kind": "renewal", "v": 10}]},
        25,
    ),
    ("{part: credit, name: c, of: d, amount: [n, price]}", {"d": [{"n": 2, "price": 5}, {"n": 1, "price": 7}]}, 17),
    ("{part: credit, name: c, of: d, amount: v, by_deal: true}", {"d": [{"v": 1}, {"v": 2}]}, [1, 2]),
    (
        "{part: credit, name: c, of: d, where: {day: {since: '2026-07-06', until: '2026-07-19'}}}",
        {"d": [{"day": d} for d in ("2026-07-05", "2026-07-06", "2026-07-19", "2026-07-20")]},
        2,
    ),
    # pools and contests
    ("{part: pool, name: p, of: f, rate: 10 %, equal_among: 4}", {"f": 1000}, 25),
    ("{part: pool, name: p, of: f, shares: [1, 3], mine: 3}", {"f": 100}, 75),
    ("{part: contest, name: c, of: r, prizes: [10, 6]}", {"r": [5, 7, 7]}, [0, 8, 8]),
    ("{part: contest, name: c, of: r, prizes: [10, 6], ties: all}", {"r": [5, 7, 7]}, [0, 10, 10]),
    ("{part: contest, name: c, of: r, prizes: [10, 6], minimum: 6}", {"r": [5, 7, 4]}, [0, 10, 0]),
    # when it is paid, and taken back
    ("{part: schedule, name: s, of: p, shares: [60 %, 40 %]}", {"p": 100}, [60, 40]),
    ("{part: schedule, name: s, of: p, shares: [90 %, 10 %], after: [0, 2]}", {"p": [100, 200]}, [90, 180, 10, 20]),
    (
        "{part: schedule, name: s, of: p, shares: [80 %, 20 %], after: [0, end], every: 3}",
        {"p": [100, 100, 100, 200]},
        [80, 80, 140, 160, 0, 40],
    ),
    ("{part: clawback, name: c, of: p, share: 50 %}", {"p": 100}, -50),
    ("{part: clawback, name: c, of: p, window: 12, after: t}", {"p": 100, "t": [11, 12]}, [-100, 0]),
    ("{part: clawback, name: c, of: p, window: 12, after: t, how: sliding}", {"p": 120, "t": [0, 3]}, [-120, -90]),
    (
        "{part: clawback, name: c, of: p, after: t, steps: [[0, 1], [90, 50 %], [180, 0]]}",
        {"p": 100, "t": [89, 90, 180]},
        [-100, -50, 0],
    ),
    ("{part: clawback, name: c, of: p, window: 12, after: t, edge: passed}", {"p": 100, "t": [12, 13]}, [-100, 0]),
    ("{part: round, name: r, of: p}", {"p": [2.345, -2.345]}, [2.35, -2.35]),
    ("{part: round, name: r, of: p, how: half_even}", {"p": [2.345, 2.355]}, [2.34, 2.36]),
    ("{part: round, name: r, of: p, to: 1, how: up}", {"p": 2.01}, 3),
    # quotas and menus
    ("{part: quota, name: q, amount: 1000, seasons: [0.2, 0.8], period: p}", {"p": 2}, 800),
    (
        "{part: quota, name: q, amount: 100, ramp: [[0, 25 %], [3, 1]], tenure: t, share: 0.5}",
        {"t": [2, 3]},
        [12.5, 50],
    ),
    ("{part: menu, name: m, entries: [5, 9], chosen: w}", {"w": [0, 2]}, [0, 9]),
    (
        "{part: forecast_bonus, name: f, of: s, forecast: f0, quota: 100, bonus: 50}",
        {"s": [100, 120, 80], "f0": 100},
        [50, 55, 35],
    ),
]


@pytest.mark.parametrize(("part", "given", "expected"), ROWS)
def test_a_part_pays_what_its_words_say(part, given, expected):
    letter = parse_letter(f"parts: [{part}]")
    (value,) = letter.reckon(given).values()
    paid = plain(value)
    assert (paid if isinstance(paid, list) else [paid]) == pytest.approx(
        expected if isinstance(expected, list) else [expected], abs=1e-12
    )


def test_every_kind_of_part_has_a_row():
    tried = {parse_letter(f"parts: [{part}]").parts[0].part for part, *_ in ROWS}
    assert tried | {"attainment"} == set(part_kinds())


def test_a_threshold_is_met_exactly():
    """All hits of attainments in steps of .01, which floats would miss by the last digit."""
    for at in range(1, 201):
        letter = parse_letter(f"parts: [{{part: bonus, name: b, of: s, quota: q, steps: [[{at / 100}, 1]]}}]")
        for quota in (7, 100, 333, 99999.99):
            hit = exact(quota) * Fraction(at, 100)
            assert letter.pay(s=hit, q=quota) == 1
            assert letter.pay(s=hit - Fraction(1, 10**9), q=quota) == 0


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *[("1.2M", 1_200_000), ("1,200,000.5", 1200000.5), ("8 %", 0.08), ("−3k", -3000), ("2亿", 2e8), ("1e3", 1000)],
        *[("3‰", 0.003), ("5％", 0.05), ("¥1,200.50", 1200.5), ("-$3k", -3000), ("12,000元", 12000), ("4.5 €", 4.5)],
    ],
)
def test_numbers_are_read_as_people_write_them(text, number):
    assert float(number_in(text)) == number


@pytest.mark.parametrize("text", ["", "%", "1,20", "1.2X", "quota", "1e999"])
def test_what_is_no_number_is_none(text):
    assert number_in(text) is None


REFUSED = [
    ("{part: comission, name: c, of: s, tiers: [[0, 1]]}", "commission"),
    ("{part: commission, name: c, of: s, tiers: [[1, 1], [0, 2]]}", "tiers: must rise"),
    ("{part: commission, name: c, of: s, tiers: [[0, 1], [10万, 2], [5万, 3]]}", "tiers: must rise"),
    ("{part: curve, name: c, of: a, points: [[100 %, 1], [80 %, 2]]}", "points: must rise"),
    ("{part: matrix, name: m, row: r, col: c, rows: [2 k, 1 k], cols: [1], cells: [[1], [1]]}", "rows: must rise"),
    ("{part: credit, name: c, of: d, where: {day: {since: July}}}", "days such as"),
    (
        "{part: credit, name: c, of: d, where: {value: {min: x}}}",
        r"where.value.min: must be a number such as 0.025 or 2.5 %, not x",
    ),
    ("{part: credit, name: c, of: d, where: {value: {mni: 5}}}", "did you mean 'parts.0.where.value.min'"),
    ("{part: commission, name: c, of: s, tiers: []}", "tiers"),
    ("{part: commission, name: c, of: s, by: m, tiers: [[0, 1]]}", "how: whole"),
    ("{part: curve, name: c, of: a, how: step, points: [[1, 1], [1, 2]]}", "points: must rise"),
    ("{part: matrix, name: m, row: r, col: c, rows: [1], cols: [1, 2], cells: [[1]]}", "cells: must be 1 rows of 2"),
    ("{part: pool, name: p, of: f}", "equal_among"),
    ("{part: schedule, name: s, of: p, shares: [1], after: [0, 1]}", "after: needs a number"),
    ("{part: schedule, name: s, of: p, shares: [1], after: [1000000000]}", "after: must be at most"),
    ("{part: clawback, name: c, of: p, how: sliding}", "window"),
    ("{part: forecast_bonus, name: f, of: s, forecast: g, quota: 1, bonus: 1, over: 1.5}", "over: must be below 1"),
    ("{part: forecast_bonus, name: f, of: s, forecast: g, quota: 1, bonus: 1, over: 150 %}", "over: must be below 1"),
    ("{part: quota, name: q, amount: 1, seasons: [1]}", "seasons: needs period"),
    ("{part: gate, name: g, of: a, passes: 1}", "one of at, above, below, at_most or one_of"),
    ("{part: gate, name: g, of: a, at: 1, below: 2, passes: 1}", "one of at, above, below, at_most or one_of"),
    ("{part: table, name: t, by: g}", "words or levels"),
    ("{part: table, name: t, by: g, levels: [[2, 1], [1, 2]]}", "levels: must rise"),
    ("{part: rate_card, name: r, of: d, by: k, rates: {}}", "rates: is empty"),
    ("{part: rate_card, name: r, of: d, by: [k, l], rates: {new: 5}}", "rates: need a table within each word"),
    ("{part: carry, name: c, of: x, least: null}", "least or most"),
    ("{part: schedule, name: s, of: p, shares: [1], after: [end]}", "after: end needs every|end needs every"),
    (
        "{part: matrix, name: m, row: r, col: c, how: line, edge: upper, rows: [1], cols: [1], cells: [[1]]}",
        "edge: upper goes with",
    ),
    ("{part: clawback, name: c, of: p, steps: [[0, 1]]}", "steps: need after"),
    ("{part: curve, name: c, of: a, points: [[1, 1], [0.9, 2]]}", "points: must rise"),
    ("{part: product, name: p, of: [a]}", "of: out of range"),
    ("{part: time_worked, name: t, period: 2026Q1, joined: 2026-02-30}", "joined: there is no such day"),
    ("{part: credit, name: c, of: d, where: {day: {since: 2026/2/30}}}", "since: there is no such day"),
    ("{part: product, name: p, of: [a, b], to_date_of: year}", "to_date_of: stands at the top of the file, not here"),
    (
        "{part: less, name: l, of: a, minus: b, cumulative: true}",
        "belongs to part attainment or .* or cap, and this is less; write cumulative there",
    ),
]


@pytest.mark.parametrize(("part", "words"), REFUSED)
def test_a_part_that_makes_no_sense_is_refused_with_its_line(part, words):
    with pytest.raises(InputError, match=words) as refused:
        parse_letter(f"title: t\nparts:\n  - {part}", "plan.yaml")
    assert refused.value.file == "plan.yaml"
    assert refused.value.line == 3


@pytest.mark.parametrize(
    ("part", "given", "words"),
    [
        (
            "{part: attainment, name: a, of: s, quota: q}",
            {"s": 1, "q": 0},
            "a.quota: nothing can be measured against 0",
        ),
        ("{part: menu, name: m, entries: [1], chosen: w}", {"w": 2}, "m.chosen"),
        ("{part: contest, name: c, of: r, prizes: [1, 2, 3]}", {"r": [1, 2]}, "3 prizes for 2"),
        ("{part: credit, name: c, of: d, amount: valeu}", {"d": [{"value": 1}]}, "did you mean 'value'"),
        ("{part: credit, name: c, of: d, amount: value}", {"d": [1, 2]}, "deals with fields"),
        ("{part: credit, name: c, of: d, weigh: k, points: {new: 1}}", {"d": [{"k": "nwe"}]}, "did you mean 'new'"),
        ("{part: less, name: l, of: a, minus: b}", {"a": [1, 2], "b": [1, 2, 3]}, "different lengths"),
        ("{part: table, name: t, by: g, words: {gold: 2}}", {"g": "glod"}, "t.by: the table has no such word.*'gold'"),
        ("{part: rate_card, name: r, of: d, by: k, rates: {new: 5}}", {"d": [{"k": "nwe"}]}, "r.rates.*'new'"),
        ("{part: rate_card, name: r, of: d, by: k, rates: {new: 5}}", {"d": [1, 2]}, "deals with fields"),
        ("{part: ratio, name: r, of: a, to: b}", {"a": 1, "b": 0}, "r.to: nothing can be measured against 0"),
        ("{part: rank, name: r, among: x, of: m}", {"x": [1, 2], "m": 3}, "r.of.*not among"),
        ("{part: pool, name: p, of: f, shares: s}", {"f": 1, "s": 3}, "p.shares"),
        ("{part: time_worked, name: t, period: p}", {"p": "July"}, "this is no period"),
        ("{part: time_worked, name: t, period: 2026, joined: j}", {"j": "soon"}, "this is no date"),
        ("{part: average, name: a, of: x}", {"x": []}, "nothing to take an average of"),
    ],
)
def test_figures_that_a_part_cannot_take_are_named(part, given, words):
    with pytest.raises(InputError, match=words):
        parse_letter(f"parts: [{part}]").reckon(given)


@pytest.mark.parametrize(
    ("parts", "given", "expected"),
    [  # quotas to date: 80 of 100, 210 of 200, 270 of 300
        (
            "{part: bonus, name: b, of: s, quota: q, cumulative: true, steps: [[1, 1000], [1.2, 1500]]}",
            {"s": [80, 130, 60], "q": [100, 100, 100]},
            [0, 1000, -1000],
        ),
        (
            "{part: attainment, name: a, of: s, quota: q, cumulative: true}, {part: curve, name: c, of: a, "
            "target_incentive: 1000, cumulative: true, points: [[0, 0], [1, 1]], beyond: 2}",
            {"s": [80, 130, 60], "q": [100, 100, 100]},
            [800, 300, -200],
        ),
    ],
)
def test_attainment_to_date_is_of_the_quotas_to_date(parts, given, expected):
    letter = parse_letter(f"parts: [{parts}]")
    assert plain(letter.reckon(given)[letter.paid_part]) == pytest.approx(expected)


DAYS = ["2026/7/6", "2026年7月19日", "20260710", "2026-07-19T10:00", "2026/7/20", "2026-10-1"]


def test_a_filter_reads_days_numbers_and_yes_as_people_write_them():
    by_day = "{part: credit, name: c, of: d, where: {day: {since: '2026-07-06', until: '2026-07-19'}}}"
    assert parse_letter(f"parts: [{by_day}]").pay(d=[{"day": day} for day in DAYS]) == 4
    by_list = "{part: credit, name: c, of: d, where: {product: [A, B]}}"
    assert parse_letter(f"parts: [{by_list}]").pay(d=[{"product": one} for one in "ABC"]) == 2
    by_word = "{part: credit, name: c, of: d, where: {grade: 1, first: true}}"
    deals = [{"grade": "1", "first": "Yes"}, {"grade": "1.0", "first": True}, {"grade": 2, "first": True}]
    assert parse_letter(f"parts: [{by_word}]").pay(d=[*deals, {"grade": 1, "first": "no"}]) == 2
    with pytest.raises(InputError, match="this is no date"):
        parse_letter(f"parts: [{by_day}]").pay(d=[{"day": "07/15/2026"}])


@pytest.mark.parametrize(
    ("part", "given", "words"),
    [
        ("{part: commission, name: c, of: s, tiers: [[0, 1]]}", {"s": [{"a": 1}]}, "deals with fields"),
        ("{part: total, name: c, of: s}", {"s": [{"a": 1}]}, "deals with fields"),
        ("{part: contest, name: c, of: r, prizes: [1], minimum: m}", {"r": [1, 2], "m": [1, 2]}, "c.minimum.*single"),
        ("{part: contest, name: c, of: r, prizes: [1]}", {"r": [[1], [2]]}, "c.of.*single"),
        ("{part: draw, name: d, of: s, amount: a}", {"s": [1, 2], "a": [1]}, "d.amount.*different lengths"),
        ("{part: draw, name: d, of: s, amount: 1, most_owed: m}", {"s": [0, 2], "m": [1, 2]}, "d.most_owed.*single"),
        ("{part: credit, name: c, of: d, amount: a, share: s}", {"d": [{"a": 1}], "s": [1, 2]}, "c.share.*single"),
        ("{part: credit, name: c, of: d, amount: a, share: s}", {"d": [[{"a": 1}]], "s": [1, 2]}, "different lengths"),
        ("{part: credit, name: c, of: d, amount: a}", {"d": [{"a": [1, 2]}]}, "c.a.*single"),
        ("{part: per_unit, name: c, of: s, amount: 1}", {"s": "9" * 6000}, "this is no number"),
    ],
)
def test_figures_of_another_shape_than_a_part_needs_are_refused(part, given, words):
    with pytest.raises(InputError, match=words):
        parse_letter(f"parts: [{part}]").reckon(given)


def test_deals_of_periods_are_reckoned_to_date_one_after_the_other():
    cap = parse_letter("parts: [{part: cap, name: c, of: s, at: 100, cumulative: true}]")
    assert plain(cap.pay(s=[[60, 30], [], [20, 5]])) == [[60, 30], [], [10, 0]]
    tiers = "{part: commission, name: c, of: s, quota: q, cumulative: true, tiers: [[0, 1], [1, 2]]}"
    by_year, by_month = (parse_letter(f"parts: [{tiers}]").pay(s=[[8, 8], [1]], q=q) for q in (10, [10, 20]))
    assert plain(by_year) == [[8, 14], [2]]
    assert plain(by_month) == [[8, 14], [-5]]  # 17 are below the 30 of two months, so that the 6 above 10 come off
