"""A study in a file: the shipped ones can be searched, and a wrong one says where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesim.errors import InputError
from salesim.scenario import apply_policy, load_scenario
from salesim.search import load_space, load_study
from salesim.search.check import check_space
from salesim.search.proposal import own_proposals
from salesim.search.study_file import located

EXPERIMENTS = Path(__file__).parents[2] / "experiments"


def test_the_shipped_studies_fit_the_scenario():
    scenario = load_scenario("yangtze_delta")
    one, several = (load_study(EXPERIMENTS / f"search_yangtze{name}.yaml") for name in ("", "_several"))
    assert one.space == several.space and len(several.objectives) == 5
    assert len(check_space(one.space, scenario, apply_policy(scenario, "current"))) == 4
    assert 15 <= len(one.space.names) <= 20
    own = own_proposals(scenario, one.space)
    assert own[0].drawn is not None  # the space can say the baseline, so the sampler learns from it
    assert one.options()["trials"] == 500 and several.options()["sampler"] == "nsga-ii"


FILE = """
space:
  switches: [channel.desk.portal]
  numbers:
    sales_force.pay.bonus: {low: 0, high: 1}
objectives: [{outcome: value_created, direction: maximize}]
"""


@pytest.mark.parametrize(
    "old, new, line, words",
    [
        ("direction: maximize", "level: 0.1", 6, "objectives.0.direction: is missing"),
        ("maximize", "up", 6, "maximize, minimize"),
        (FILE.splitlines()[-1], "sampler: tpe", 2, "objectives: is missing"),
        ("bonus", "bonus_cy", 5, "did you mean 'sales_force.pay.bonus'"),
        ("low: 0", "low: -1", 5, "out of the field's range (got -1.0)"),
        ("portal", "portl", 3, "did you mean 'channel.desk.portal'"),
        ("low: 0, high: 1", "low: 1, high: 0", 5, "must lie above low"),
        ("objectives:", "sampler: tp\\nobjectives:", 6, "tpe, cma-es"),
        ("maximize}", "maximize}, {outcome: retention}", 6, "objectives.1.direction: is missing"),
    ],
)  # fmt: skip
def test_a_wrong_study_says_where(tmp_path, old, new, line, words):
    file = tmp_path / "study.yaml"
    file.write_text(FILE.replace(old, new.replace("\\n", "\n")))
    scenario = load_scenario("yangtze_delta")
    with pytest.raises(InputError) as caught:
        try:
            check_space(load_study(file).space, scenario, apply_policy(scenario, "current"))
        except InputError as fault:
            raise located(fault, file) from None
    assert any(words in str(fault) and fault.line == line for fault in caught.value.faults)


def test_a_space_stands_alone_or_in_a_study(tmp_path):
    file = tmp_path / "study.yaml"
    file.write_text(FILE)
    alone = tmp_path / "space.yaml"
    alone.write_text("switches: [channel.desk.portal]\nnumbers: {sales_force.pay.bonus: {low: 0, high: 1}}\n")
    assert load_space(file) == load_space(alone) == load_study(file).space
    file.write_text(f"space: space.yaml\n{FILE[FILE.index('objectives') :]}")
    assert load_study(file).space == load_space(alone)
    scenario = load_scenario("yangtze_delta")
    alone.write_text("numbers:\n  sales_force.pay.bonus_cy: {low: 0, high: 1}\n")
    with pytest.raises(InputError) as caught:
        check_space(load_study(file).space, scenario, scenario)
    assert located(caught.value, file).line == 2 and str(alone) in str(located(caught.value, file))


@pytest.mark.parametrize("chain", [("a",), ("a", "b"), ("a", "b", "c")])
def test_a_study_that_includes_itself_is_refused(tmp_path, chain):
    for name, following in zip(chain, (*chain[1:], chain[0])):
        text = f"space: {following}.yaml\nobjectives: [{{outcome: value_created, direction: maximize}}]\n"
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    with pytest.raises(InputError, match="cannot name another") as caught:
        load_study(tmp_path / "a.yaml")
    again = located(InputError("odd", "choices"), tmp_path / "a.yaml")  # a search says where a fault lies
    assert caught.value.line == 1 and again.message == "odd"
