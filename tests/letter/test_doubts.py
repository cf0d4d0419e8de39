"""What is allowed in a letter, and most likely not meant."""

import pytest

from salesim.errors import InputError
from salesim.letter import plan_library, read_letter
from salesim.letter.doubts import doubts
from salesim.letter.read import parse_letter


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (
            ["{part: commission, name: c, of: sales, quota: quota, how: whole, tiers: [[0, 5 %], [1, 1 %]]}"],
            "part c: pay falls when sales reaches 1",
        ),
        (
            ["{part: bonus, name: b, of: sales, quota: quota, steps: [[1, 300], [1.2, 200]]}"],
            "part b: pay falls when sales reaches 1.2",
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
    ],
)
def test_what_is_likely_not_meant_is_asked_for_by_its_part(parts, words):
    letter = parse_letter("parts:\n" + "\n".join(f"  - {part}" for part in parts))
    assert [doubt.told("en") for doubt in doubts(letter)] == [words]


def test_ready_plans_leave_no_doubt():
    assert {name: doubts(read_letter(path)) for name, path in plan_library().items() if doubts(read_letter(path))} == {}


def test_a_circle_is_told_with_its_line():
    with pytest.raises(InputError, match="circle: a → b → a") as refused:
        parse_letter("parts:\n  - {part: total, name: a, of: [b]}\n  - {part: total, name: b, of: [a]}\n", "x.yaml")
    assert (refused.value.file, refused.value.line) == ("x.yaml", 2)
