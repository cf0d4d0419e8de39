"""What is allowed in a letter, and most likely not meant."""

import pytest

from salesim.errors import InputError
from salesim.letter import plan_library, read_letter
from salesim.letter.doubts import doubts
from salesim.letter.read import doubts_about, parse_letter

ATTAINMENT = "{part: attainment, name: att, of: sales, quota: quota}"
OF_TABLE = ["{part: product, name: p, of: [cash, t]}"]
NEVER = "part d: what is lent is never taken back, as %s; kind: non_recoverable says so"


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (
            ["{part: commission, name: c, of: sales, quota: quota, how: whole, tiers: [[0, 5 %], [1, 1 %]]}"],
            "part c: pay falls when sales reaches 1 × quota",
        ),
        (
            ["{part: bonus, name: b, of: sales, quota: quota, steps: [[1, 300], [1.2, 200]]}"],
            "part b: pay falls when sales reaches 1.2 × quota",
        ),
        (
            ["{part: commission, name: c, of: cash, tiers: [[0, 1.2]]}"],
            "part c: pays 1.2 for each 1 of cash, without end",
        ),
        (
            [
                "{part: bonus, name: b, of: sales, quota: quota, steps: [[1, 3000]]}",
                "{part: cap, name: p, of: b, at: 2000}",
            ],
            "part p: b pays 3000, which lies above the cap of 2000",
        ),
        (
            [
                "{part: attainment, name: a, of: sales, quota: quota}",
                "{part: cap, name: least, of: a, at: 90 %}",
                "{part: bonus, name: b, of: least, steps: [[1, 3000]]}",
            ],
            "part b: its threshold 1 is never reached, as least ends at 0.9",
        ),
        (
            ["{part: draw, name: d, of: earned, amount: 4000, recover: 0}"],
            "part d: what is lent is never taken back, as recover is 0; kind: non_recoverable says so",
        ),
        (["{part: credit, name: c, of: sales, share: 0}"], "part c: a share of 0 credits nobody"),
        # pay that falls when more is done: rates, lines, curves, slices, amounts, factors, cells, gates
        (
            ["{part: commission, name: c, of: sales, how: whole, tiers: [[0, 5 %], [500000, 4 %]]}"],
            "part c: pay falls when sales reaches 500,000",
        ),
        (
            ["{part: commission, name: c, of: sales, how: line, tiers: [[0, 5 %], [1000, 1 %]]}"],
            "part c: pay falls when sales reaches 1,000",  # 5 % less 0.004 % a unit: most is paid at 625
        ),
        (
            ["{part: commission, name: c, of: sales, tiers: [[0, 5 %], [1000, -1 %]]}"],
            "part c: pay falls when sales reaches 1,000",
        ),
        (
            [ATTAINMENT, "{part: curve, name: c, of: att, points: [[0.8, 0.5], [1, 1], [1.2, 0.9], [1.5, 2]]}"],
            "part c: pay falls when att reaches 1.2",
        ),
        (
            [ATTAINMENT, "{part: curve, name: c, of: att, points: [[0.8, 0.5], [1, 1], [1, 0.7]]}"],
            "part c: pay falls when att reaches 1",
        ),
        (
            [ATTAINMENT, "{part: curve, name: c, of: att, how: slices, points: [[0, 1], [1.5, -0.5]]}"],
            "part c: pay falls when att reaches 1.5",
        ),
        (
            [ATTAINMENT, "{part: curve, name: c, of: att, points: [[0, 0], [1, 1]], beyond: -0.5}"],
            "part c: pay falls when att reaches 1",
        ),
        (
            ["{part: bonus, name: b, of: sales, how: sum, steps: [[10, 300], [20, -100]]}"],
            "part b: pay falls when sales reaches 20",
        ),
        (
            [
                ATTAINMENT,
                "{part: commission, name: c, of: cash, tiers: [[0, 2 %]]}",
                "{part: modifier, name: m, of: c, by: att, table: [[0, 1], [0.9, 1.2], [1.1, 1.1]]}",
            ],
            "part m: pay falls when att reaches 1.1",
        ),
        (
            [
                ATTAINMENT,
                "{part: matrix, name: m, row: att, col: visits, rows: [0, 1], cols: [0, 80], cells: [[1, 2], [3, 1]]}",
            ],
            ["part m: pay falls when att reaches 1", "part m: pay falls when visits reaches 80"],
        ),
        (
            [
                ATTAINMENT,
                "{part: commission, name: c, of: cash, tiers: [[0, 2 %]]}",
                "{part: gate, name: g, of: att, below: 1.2, passes: c}",
            ],
            "part g: pay falls when att reaches 1.2",
        ),
        (
            [ATTAINMENT, "{part: gate, name: g, of: att, at: 1.2, passes: 100, fails: 200}"],
            "part g: pay falls when att reaches 1.2",
        ),
        (
            [ATTAINMENT, "{part: table, name: t, by: att, levels: [[0, 3 %], [1, 2 %]]}", *OF_TABLE],
            "part t: pay falls when att reaches 1",
        ),
        (["{part: per_unit, name: p, of: visits, amount: -3}"], "part p: pay falls when visits reaches 0"),
        (
            ["{part: contest, name: c, of: all, prizes: [50, 100]}"],
            "part c: place 2 wins more than the place before it",
        ),
        # caps that are reached through a total or a gate
        (
            [
                "{part: commission, name: c, of: sales, tiers: [[0, 1 %]]}",
                "{part: bonus, name: b, of: sales, quota: quota, steps: [[1, 3000]]}",
                "{part: gate, name: g, of: visits, at: 100, passes: b}",
                "{part: total, name: t, of: [c, g]}",
                "{part: cap, name: p, of: t, at: 2000}",
            ],
            "part p: b pays 3000, which lies above the cap of 2000",
        ),
        # nobody is credited, nothing is recovered, nobody is left to win
        (["{part: credit, name: c, of: sales, share: [0, 0]}"], "part c: shares of 0 credit nobody"),
        (
            ["{part: credit, name: c, of: deals, amount: a, weigh: k, points: {new: 0, old: 0}}"],
            "part c: points of 0 credit nobody",
        ),
        (["{part: pool, name: p, of: sales, shares: [0, 0]}"], "part p: shares of 0 credit nobody"),
        (["{part: pool, name: p, of: sales, rate: 0, equal_among: 5}"], "part p: a rate of 0 leaves nothing to share"),
        (["{part: draw, name: d, of: earned, amount: 4000, most_recovered: 0}"], NEVER % "most_recovered is 0"),
        (["{part: draw, name: d, of: earned, amount: 4000, forgiven_after: 1}"], NEVER % "forgiven_after is 1"),
        (
            ["{part: draw, name: d, of: earned, amount: 4, recovers_from: 4, forgiven_after: 3}"],
            NEVER % "forgiven_after is 3",
        ),
        (
            [
                "{part: credit, name: all, of: sales, share: [60 %, 40 %]}",
                "{part: contest, name: c, of: all, prizes: [9, 5, 1]}",
            ],
            "part c: there are 3 prizes for 2 who take part",
        ),
        # periods and shares that are no whole
        (["{part: schedule, name: s, of: earned, shares: [80 %, 10 %]}"], "part s: its shares add up to 0.9, not 1"),
        (
            ["{part: quota, name: q, amount: 4, seasons: [20 %, 20 %, 30 %], period: p}"],
            "part q: its shares add up to 0.7, not 1",
        ),
    ],
)
def test_what_is_likely_not_meant_is_asked_for_by_its_part(parts, words):
    letter = parse_letter("parts:\n" + "\n".join(f"  - {part}" for part in parts))
    assert [doubt.told("en") for doubt in doubts(letter)] == ([words] if isinstance(words, str) else words)


@pytest.mark.parametrize(
    ("top", "part", "words"),
    [
        (
            "period: month\nto_date_of: quarter",
            "{part: draw, name: d, of: earned, amount: 4000, recovers_from: 4}",
            NEVER % "recovers_from is 4",
        ),
        (
            "period: month",
            "{part: schedule, name: s, of: earned, shares: [80 %, 20 %], after: [0, end], every: 5}",
            "part s: every 5 periods is no part of a year, which has 12 of them",
        ),
        (
            "period: quarter",
            "{part: quota, name: q, amount: 4, seasons: [50 %, 50 %], period: p}",
            "part q: there are 2 seasons, and a year has 4 periods",
        ),
        (
            "period: month\nto_date_of: year",
            "{part: commission, name: c, of: sales, tiers: [[0, 1 %]]}",
            "to_date_of: year changes nothing, as no part is cumulative or goes from period to period",
        ),
        (
            "period: week\nto_date_of: month",
            "{part: commission, name: c, of: sales, cumulative: true, tiers: [[0, 1 %]]}",
            "weeks do not divide a month: each counts for the month that its Thursday lies in",
        ),
    ],
)
def test_periods_that_do_not_divide_are_doubted(top, part, words):
    (doubt,) = doubts(parse_letter(f"{top}\nparts:\n  - {part}\n"))
    assert doubt.told("en") == words


@pytest.mark.parametrize(
    "parts",
    [
        # of which little is wanted
        ["{part: commission, name: c, of: sales, by: discount, how: whole, tiers: [[0, 5 %], [0.1, 3 %]]}"],
        ["{part: bonus, name: b, of: complaints, steps: [[0, 300], [2, 200], [4, 0]]}"],
        [
            "{part: attainment, name: slow, of: days_to_collect, quota: 60}",
            "{part: modifier, name: m, of: sales, by: slow, table: [[0, 1.2], [1, 0.8]]}",
        ],
        ["{part: gate, name: g, of: days_to_collect, at_most: 60, passes: sales}"],
        # a rate on a line whose pay still rises, and lower rates for what lies above
        ["{part: commission, name: c, of: sales, how: line, tiers: [[0, 5 %], [1000, 4 %]]}"],
        ["{part: commission, name: c, of: sales, tiers: [[0, 5 %], [1000, 4 %]]}"],
        # bands that follow one another
        [
            ATTAINMENT,
            "{part: gate, name: low, of: att, below: 1, passes: cash}",
            "{part: gate, name: high, of: att, at: 1, passes: visits}",
            "{part: total, name: t, of: [low, high]}",
        ],
        # what is taken off may fall
        [
            ATTAINMENT,
            "{part: curve, name: off, of: att, target_incentive: 100, points: [[0.5, 1], [0.8, 0.9], [1, 0]]}",
            "{part: less, name: l, of: cash, minus: off}",
        ],
        ["{part: draw, name: d, of: earned, amount: 4000, forgiven_after: 6}"],
        ["{part: schedule, name: s, of: earned, shares: [1/3, 1/3, 1/3]}"],
        [
            "{part: schedule, name: now, of: earned, shares: [50 %]}",
            "{part: schedule, name: then, of: earned, shares: [50 %], after: [3]}",
            "{part: total, name: t, of: [now, then]}",
        ],
    ],
)
def test_what_is_meant_is_left_alone(parts):
    assert doubts(parse_letter("parts:\n" + "\n".join(f"  - {part}" for part in parts))) == []


def test_a_doubt_is_told_with_its_line(tmp_path, monkeypatch):
    (tmp_path / "own.yaml").write_text(
        "parts:\n  - {part: total, name: a, of: b}\n  - {part: credit, name: c, of: a, share: 0}"
    )
    monkeypatch.chdir(tmp_path)
    assert doubts_about(read_letter("own.yaml"), "own.yaml") == ["own.yaml:3: part c: a share of 0 credits nobody"]


def test_ready_plans_leave_no_doubt():
    assert {name: doubts(read_letter(path)) for name, path in plan_library().items() if doubts(read_letter(path))} == {}


def test_a_circle_is_told_with_its_line():
    with pytest.raises(InputError, match="circle: a → b → a") as refused:
        parse_letter("parts:\n  - {part: total, name: a, of: [b]}\n  - {part: total, name: b, of: [a]}\n", "x.yaml")
    assert (refused.value.file, refused.value.line) == ("x.yaml", 2)
