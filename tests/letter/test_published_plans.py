"""Plans that others have published, as letters, and the payouts that they state."""

from pathlib import Path

import pytest
from experiments.pay_corpus import agree

from salesim.letter import Letter
from salesim.letter.figures import plain
from salesim.letter.statement import statement
from salesim.scenario.document import read_yaml
from salesim.scenario.faults import checked

FILE = Path(__file__).parent / "published_plans.yaml"
PLANS = read_yaml(FILE.read_text(encoding="utf-8"), str(FILE)).data
ABOUT_IT = ("plan", "source", "cases")


def test_there_are_many_and_each_says_where_it_is_from():
    assert len(PLANS) >= 60
    assert all(plan["source"].startswith("http") for plan in PLANS)
    assert len({plan["plan"] for plan in PLANS}) == len(PLANS)


@pytest.mark.parametrize("plan", PLANS, ids=[plan["plan"] for plan in PLANS])
def test_a_published_plan_pays_what_its_source_states(plan):
    letter = checked(Letter, {field: stated for field, stated in plan.items() if field not in ABOUT_IT})
    for case in plan["cases"]:
        lines = statement(letter, case["given"]).lines
        paid = {line.name: plain(line.value) for line in lines}
        assert all(line.reckoned for line in lines)
        off = {part: paid[part] for part, expected in case["expected"].items() if not agree(expected, paid[part])}
        assert not off, case
