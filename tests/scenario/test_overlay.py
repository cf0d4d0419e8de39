"""Policies, settings and other changes laid over a scenario."""

from __future__ import annotations

import pytest

from salesim.errors import InputError
from salesim.scenario import apply_policy, overlay

POLICIES = """
name: x
sales_force:
  mix: {old: 0.4, new: 0.6}
policies:
  current: {}
  dotted:
    set:
      sales_force.mix.old: 0.3
      sales_force.mix.new: 0.7
  nested:
    set:
      sales_force:
        mix: {old: 0.3, new: 0.7}
  mixed:
    set:
      sales_force.mix: {old: 0.3}
      sales_force: {mix.new: 0.7}
  tiers:
    set: {sales_force.pay: {kind: tiered, top: 4}}
  rate:
    set: {sales_force.pay.rate: 0.2}
"""


def test_a_policy_changes_what_it_sets_and_nothing_else(tiny):
    scenario = tiny(POLICIES)
    assert apply_policy(scenario, "current") == scenario
    for name in ("dotted", "nested", "mixed"):
        changed = apply_policy(scenario, name)
        assert (changed.sales_force.mix.old, changed.sales_force.mix.new) == (0.3, 0.7)
        assert changed.model_copy(update={"sales_force": scenario.sales_force}) == scenario
        assert changed.sales_force.model_copy(update={"mix": scenario.sales_force.mix}) == scenario.sales_force
    assert scenario.sales_force.mix.old == 0.4


def test_a_change_of_kind_replaces_the_group_and_others_merge(tiny):
    scenario = tiny(POLICIES)
    assert apply_policy(scenario, "tiers").sales_force.pay.model_dump() == {
        "kind": "tiered", "steps": (1.0, 1.5), "top": 4,
    }  # fmt: skip
    assert apply_policy(scenario, "rate").sales_force.pay.model_dump() == {"kind": "linear", "rate": 0.2}


def test_an_unknown_policy(tiny):
    with pytest.raises(InputError) as caught:
        apply_policy(tiny(POLICIES), "dottd")
    assert caught.value.nearest == "dotted"


@pytest.mark.parametrize(
    "changes, expected",
    [
        ("sales_force.mx.old: 1", ["f.yaml:6:7: policies.p.set.sales_force.mx: unknown field; "
                                   "did you mean 'sales_force.mix'?"]),
        ("sales_force: {mix: {od: 1}}", ["f.yaml:6:27: policies.p.set.sales_force.mix.od: unknown field; "
                                         "did you mean 'sales_force.mix.old'?"]),
        ("mix: 1", ["f.yaml:6:7: policies.p.set.mix: unknown field; did you mean 'sales_force.mix'?"]),
        ("sales_force.pay.rate: 2", ["f.yaml:6:29: policies.p.set.sales_force.pay.rate: out of range (got 2); "
                                     "allowed: a number from 0 to 0.5"]),
        ("sales_force.mix.old: 0.9", ["f.yaml:6:7: policies.p.set.sales_force.mix: shares must sum to 1, "
                                      "they sum to 1.4"]),
        ("sales_force: 3", None),
        ("run.weeks: 3", None),
        ("market.customers.count: 3", None),
        ("sales_force.team.reps: 3", None),
        ("sales_force: {team: {reps: 3}}", None),
        ("channel.network: {distributors: 3}", None),
        ("name: y", None),
        ("layouts: {}", None),
        ("policies.q.set: {}", None),
    ],
)  # fmt: skip
def test_faults_of_policies_are_found_at_load_with_their_line(faults, changes, expected):
    lines = faults(f"name: x\npolicies:\n  current: {{}}\n  p:\n    set:\n      {changes}\n")
    assert len(lines) == 1
    assert lines[0].startswith("f.yaml:6:")
    if expected is not None:
        assert lines == expected
    elif changes != "sales_force: 3":
        assert "all options share one world" in lines[0]


def test_faults_of_several_policies_come_together(faults):
    lines = faults(
        "name: x\npolicies:\n  current: {}\n  p: {set: {run.seed: 1, sales_force.pay.rate: 9}}\n"
        "  q: {set: {channel.network.distributors: 1}}\n"
    )
    assert [line[:9] for line in lines] == ["f.yaml:4:", "f.yaml:4:", "f.yaml:5:"]


@pytest.mark.parametrize(
    "changes, words",
    [
        ("{sales_force.mix.old: 1, sales_force: {mix: {old: 1}}}", "sales_force.mix.old is set twice"),
        ("{sales_force.mix: 1, sales_force.mix.old: 1}", "sales_force.mix.old is set twice"),
        ("{sales_force: {mix: {old: 1}}, sales_force.mix: 1}", "sales_force.mix is set twice"),
        ("{sales_force..mix: 1}", "empty"),
        ("{'': 1}", "empty"),
        ("3", "wrong type"),
        ("[a]", "wrong type"),
    ],
)
def test_changes_that_contradict_themselves(faults, changes, words):
    (line,) = faults(f"name: x\npolicies:\n  current: {{}}\n  p: {{set: {changes}}}")
    assert "policies.p.set" in line
    assert words in line


def test_a_path_of_endless_parts_is_refused(faults):
    path = ".".join("a" * 500)
    assert "more than 30 parts" in faults(f"name: x\npolicies: {{current: {{set: {{{path}: 1}}}}}}")[0]
    assert "more than 30 parts" in faults("name: x", f"{path}=1")[0]


def test_overlay_takes_python_values_and_keeps_the_original(tiny):
    scenario = tiny(POLICIES)
    changed = overlay(scenario, {"run.weeks": 26, "sales_force": {"who": ("a",)}, "layouts.p2.builder": "region"})
    assert (changed.run.weeks, changed.sales_force.who, list(changed.layouts)) == (26, ("a",), ["unit", "p2"])
    assert scenario.run.weeks == 52
    assert type(changed) is type(scenario)
    with pytest.raises(InputError, match=r"run\.weeks: out of range"):
        overlay(scenario, {"run.weeks": 0})


@pytest.mark.parametrize(
    "setting, read, value",
    [
        ("run.weeks=26", lambda s: s.run.weeks, 26),
        ("title=a=b", lambda s: s.title, "a=b"),
        ("title='12'", lambda s: s.title, "12"),
        ("title=\"\"", lambda s: s.title, ""),
        (" run.seed = 5", lambda s: s.run.seed, 5),
        ("sales_force.cap=null", lambda s: s.sales_force.cap, None),
        ("sales_force.mix={old: 0.1, new: 0.9}", lambda s: s.sales_force.mix.new, 0.9),
        ("sales_force.mix.order=[3, 4]", lambda s: s.sales_force.mix.order, (3.0, 4.0)),
        ("sales_force.mix.order.0=1.5", lambda s: s.sales_force.mix.order, (1.5, 2.0)),
        ("sales_force.items.1.weight=9", lambda s: [i.weight for i in s.sales_force.items], [1.0, 9.0]),
        ("sales_force.items.1.weight=9", lambda s: [i.label for i in s.sales_force.items], ["a", "b"]),
        ("sales_force.pay.rate=0.3", lambda s: s.sales_force.pay.rate, 0.3),
        ("layouts.unit.builder=region", lambda s: s.layouts["unit"].builder, "region"),
        ("layouts.r={builder: radius}", lambda s: [*s.layouts], ["unit", "r"]),
        ("policies.q.set.sales_force.pay.rate=0.3", lambda s: s.policies["q"].set["sales_force"],
         {"pay": {"rate": 0.3}}),
        ("policies.dotted.set.sales_force.mix.old=0.3", lambda s: s.policies["dotted"].set["sales_force"],
         {"mix": {"old": 0.3, "new": 0.7}}),
    ],
)  # fmt: skip
def test_a_setting_overrides_any_field(tiny, setting, read, value):
    for text in (POLICIES, POLICIES + "run: {seed: 3}\nlayouts: {unit: {builder: unit}}\n"):
        assert read(tiny(text, setting)) == value


def test_a_setting_in_a_group_that_the_file_leaves_out_keeps_the_groups_own_defaults(tiny):
    items = tiny("name: x", "sales_force.items.0.weight=5").sales_force.items
    assert [item.label for item in items] == ["a", "b"]
    pay = tiny("name: x", "sales_force.pay.kind=linear").sales_force.pay
    assert pay.rate == 0.1  # not Linear's own 0.02


def test_settings_of_one_group_may_come_in_any_order(tiny):
    settings = ["sales_force.pay.top=5", "sales_force.pay.kind=tiered"]
    assert tiny("name: x", *settings) == tiny("name: x", *reversed(settings))
    assert tiny("name: x", *settings).sales_force.pay.top == 5


@pytest.mark.parametrize(
    "setting, expected",
    [
        ("run.weeks=900", "--set: run.weeks: out of range (got 900); allowed: a whole number from 1 to 520"),
        ("run.weks=9", "--set: run.weks: unknown field; did you mean 'run.weeks'?"),
        ("reps=9", "--set: reps: unknown field; did you mean 'sales_force.team.reps'?"),
        ("run.weeks=", "--set: run.weeks: has no value; allowed: a whole number from 1 to 520"),
        ("run.weeks", "--set: not a setting (got 'run.weeks'); allowed: path=value"),
        ("=3", "--set: not a setting (got '=3'); allowed: path=value"),
        ("run.weeks.x=3", "--set: run.weeks: wrong type (got {'x': 3}); allowed: a whole number from 1 to 520"),
        ("run..weeks=1", "--set: a part of the path 'run..weeks' is empty"),
        ("sales_force.mix.old=0.4", "--set: sales_force.mix: shares must sum to 1, they sum to 0.9"),
        ("sales_force.items.7.weight=1", None),
        ("run.seed=.nan", "--set: run.seed: not a finite number (got '.nan')"),
        ("run.seed=*x", None),
        ("run.seed=!!python/name:os.system", None),
        ("run.seed=[1", None),
        ("run.seed=\t\x00", None),
        ("policies.current.set.market.customers.count=1", None),
    ],
)
def test_faults_of_settings(faults, setting, expected):
    lines = faults("name: x\nrun:\n  seed: 1\nsales_force:\n  mix:\n    new: 0.5\n", setting)
    assert len(lines) == 1
    assert lines[0].startswith("--set: ")
    assert expected in (None, lines[0])


def test_a_path_set_twice(faults):
    assert faults("name: x", "run.weeks=3", "run.weeks=4") == ["--set: run.weeks: is set twice"]
    assert "set twice" in faults("name: x", "run.weeks=3", "run={weeks: 4}")[0]


def test_faults_of_the_file_stay_where_they_are(faults):
    assert faults("name: x\nrun:\n  seed: -1", "run.weeks=3")[0].startswith("f.yaml:3:9: run.seed")
