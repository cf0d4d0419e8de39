"""What is wrong with a scenario, in words and with its place."""

from __future__ import annotations

import pytest

from salesim.errors import MAX_FAULTS_SHOWN, InputError
from salesim.scenario import Scenario, parse_scenario


@pytest.mark.parametrize(
    "text, expected",
    [
        ("[1]", "f.yaml:1:1: wrong type (got [1]); allowed: a mapping with name, title, about, currency, "
                "exchange_rates, amounts_rate, market, sales_force, channel, layouts, policies, run, assumptions"),
        ("title: x", "f.yaml:1:1: name: is missing; allowed: text"),
        ("name: x\nrum: {}", "f.yaml:2:1: rum: unknown field; did you mean 'run'?"),
        ("name: x\nrun:\n  weks: 3", "f.yaml:3:3: run.weks: unknown field; did you mean 'run.weeks'?"),
        ("name: x\npolicies: {current: {pay: {bonus: 5}}}",
         "f.yaml:2:22: policies.current.pay: a policy's changes stand below set; "
         "did you mean 'policies.current.set.sales_force.pay'?"),
        ("name: x\npolicies: {current: {sales_force: {pay: {bonus: 5}}}}",
         "f.yaml:2:22: policies.current.sales_force: a policy's changes stand below set; "
         "did you mean 'policies.current.set.sales_force'?"),
        ("name: x\npolicies: {current: {sales_force.pay.bonus: 5}}",
         "f.yaml:2:22: policies.current.sales_force.pay.bonus: a policy's changes stand below set; "
         "did you mean 'policies.current.set.sales_force.pay.bonus'?"),
        ("name: x\npolicies: {current: {tilte: x}}",
         "f.yaml:2:22: policies.current.tilte: unknown field; did you mean 'policies.current.title'?"),
        ("name: x\nreps: 3", "f.yaml:2:1: reps: unknown field; did you mean 'sales_force.team.reps'?"),
        ("name: x\nrun: {baseline: {zzz: 3}}",
         "f.yaml:2:18: run.baseline.zzz: unknown field; allowed: layout, policy"),
        ("name: x\nrun: {weeks: 900}",
         "f.yaml:2:14: run.weeks: out of range (got 900); allowed: a whole number from 1 to 520"),
        ("name: x\nrun: {weeks: '52'}",
         "f.yaml:2:14: run.weeks: wrong type (got '52'); allowed: a whole number from 1 to 520"),
        ("name: x\nrun: {weeks: true}",
         "f.yaml:2:14: run.weeks: wrong type (got True); allowed: a whole number from 1 to 520"),
        ("name: x\nrun: {weeks: 52.0}",
         "f.yaml:2:14: run.weeks: wrong type (got 52.0); allowed: a whole number from 1 to 520"),
        ("name: x\nrun:\n  weeks:",
         "f.yaml:3:3: run.weeks: has no value; allowed: a whole number from 1 to 520"),
        ("name: x\nrun: {burn_in_weeks: 27}",
         "f.yaml:2:22: run.burn_in_weeks: out of range (got 27); "
         "allowed: a whole number from 26 to 520, multiple of 13"),
        ("name: x\nrun: {population: vary}",
         "f.yaml:2:19: run.population: no such choice (got 'vary'); allowed: fixed, varies; did you mean 'varies'?"),
        ("name: 7", "f.yaml:1:7: name: wrong type (got 7); allowed: text"),
        ("name: a b", "f.yaml:1:7: name: a name is made of letters, digits, - and _, 60 at most (got 'a b')"),
        ("name: x\nsales_force: {enabled: 1}",
         "f.yaml:2:24: sales_force.enabled: wrong type (got 1); allowed: true or false"),
        ("name: x\nsales_force: {start: 2025-13-01}", None),
        ("name: x\nsales_force: {cap: 1}",
         "f.yaml:2:20: sales_force.cap: out of range (got 1); allowed: a number more than 1 or null"),
        ("name: x\nsales_force: {who: 3}",
         "f.yaml:2:20: sales_force.who: no such choice (got 3); allowed: all or a list"),
        ("name: x\nsales_force: {who: [a, 3]}",
         "f.yaml:2:24: sales_force.who.1: wrong type (got 3); allowed: text"),
        ("name: x\nsales_force: {items: [{label: toolong}]}",
         "f.yaml:2:31: sales_force.items.0.label: out of range (got 'toolong'); allowed: text of length 1 to 5"),
        ("name: x\nsales_force: {items: [{}, {}, {}, {}]}", None),
        ("name: x\nsales_force: {items: {}}", None),
        ("name: x\nsales_force: {mix: {order: [1]}}",
         "f.yaml:2:21: sales_force.mix.order: out of range (got [1]); allowed: a list of length 2"),
        ("name: x\nsales_force:\n  pay: {kind: tiered, steps: [1, -2]}",
         "f.yaml:3:34: sales_force.pay.steps.1: out of range (got -2); allowed: a number at least 0"),
        ("name: x\nsales_force:\n  pay: {kind: tired}",
         "f.yaml:3:15: sales_force.pay.kind: no such choice (got 'tired'); allowed: linear, tiered; "
         "did you mean 'tiered'?"),
        ("name: x\nsales_force:\n  pay: {kind: 3}",
         "f.yaml:3:15: sales_force.pay.kind: no such choice (got 3); allowed: linear, tiered"),
        ("name: x\nsales_force:\n  pay: {rate: .1}",
         "f.yaml:3:3: sales_force.pay.kind: is missing; allowed: linear, tiered"),
        ("name: x\nsales_force:\n  pay: {kind: linear, top: 3}", None),
        ("name: x\nsales_force:\n  mix:\n    old: .4\n",
         "f.yaml:3:3: sales_force.mix: shares must sum to 1, they sum to 0.9"),
        ("name: x\nsales_force:\n  mix:\n    order: [2, 1]\n",
         "f.yaml:4:5: sales_force.mix.order: must rise (got [2, 1])"),
        ("name: x\nsales_force:\n  mix:\n    order: [7, 8]\n",
         "f.yaml:4:5: sales_force.mix.order: must not begin with 7 (got [7, 8])"),
        ("name: x\nlayouts: {}", "f.yaml:2:1: layouts: out of range (got {}); allowed: a mapping of length 1 to 100"),
        ("name: x\nlayouts: {a.b: {builder: region}}", None),
    ],
)  # fmt: skip
def test_one_fault_one_line(faults, text, expected):
    lines = faults(text)
    assert len(lines) == 1
    assert lines[0].startswith("f.yaml:")
    assert expected in (None, lines[0])


def test_all_faults_are_listed_in_the_order_of_the_file(faults):
    lines = faults("name: x\nrun:\n  weks: 3\n  seed: '1'\n  weeks: 900\nlayouts:\n  a: {builder: cirle}\n")
    assert [line.split(": ")[0] for line in lines] == ["f.yaml:3:3", "f.yaml:4:9", "f.yaml:5:10", "f.yaml:7:16"]


def test_many_faults_are_counted_not_listed(faults):
    lines = faults("name: x\n" + "".join(f"unknown{i}: 1\n" for i in range(50)))
    assert len(lines) == MAX_FAULTS_SHOWN + 1
    assert lines[-1] == f"... and {50 - MAX_FAULTS_SHOWN} more"


def test_names_in_run_must_exist(faults):
    lines = faults("name: x\nrun:\n  layouts: [prefectur]\n  policies: [nobody]\n  baseline: {policy: curent}\n")
    assert lines == [
        "f.yaml:3:13: run.layouts.0: no such layout (got 'prefectur'); allowed: unit; did you mean 'unit'?",
        "f.yaml:4:14: run.policies.0: no such policy (got 'nobody'); allowed: current",
        "f.yaml:5:22: run.baseline.policy: no such policy (got 'curent'); allowed: current; did you mean 'current'?",
    ]


def test_a_message_cannot_steer_the_terminal(faults):
    (line,) = faults('name: x\n"\\e[31mred\\n": 1')
    assert line.isprintable()


@pytest.mark.parametrize("value", ["1" + "0" * 250, "-1" + "0" * 250])
def test_numbers_beyond_every_type(faults, value):
    assert "run.seed: out of range" in faults(f"name: x\nrun: {{seed: {value}}}")[0]
    assert "sales_force.cap" in faults(f"name: x\nsales_force: {{cap: -{value.strip('-')}}}")[0]


def test_lists_integers_and_dates_are_taken_where_they_are_meant(tiny):
    force = tiny("name: x\nsales_force: {mix: {order: [1, 2]}, cap: 2, start: 2026-02-03, who: [a, b]}").sales_force
    assert force.mix.order == (1.0, 2.0)
    assert type(force.cap) is float
    assert force.start.isoformat() == "2026-02-03"
    assert force.who == ("a", "b")


def test_faults_stay_faults_without_a_file():
    with pytest.raises(InputError) as caught:
        parse_scenario("{name: x, run: {weeks: 0}}")
    assert str(caught.value).startswith("1:24: run.weeks: out of range")
    with pytest.raises(InputError, match="no such layout"):
        Scenario(name="x", layouts={"a": Scenario(name="y").layouts["unit"]})


@pytest.mark.parametrize(
    "text, expected",
    [
        ("name: x\nsales_force: {pay: {kind: linear, top: 3}}",
         "f.yaml:2:35: sales_force.pay.top: belongs to kind tiered, and this is linear; "
         "write kind: tiered, or leave top out"),
        ("name: x\nlayouts: {a: {builder: unit, radius_min: 30}}",
         "f.yaml:2:30: layouts.a.radius_min: belongs to builder radius, and this is unit; "
         "write builder: radius, or leave radius_min out"),
        ("name: x\nlayouts: {a: {builder: size, strata: 2}}",
         "f.yaml:2:30: layouts.a.strata: belongs to builder competition or hybrid, and this is size; "
         "write builder: competition, or leave strata out"),
        ("name: x\nlayouts: {a: {builder: unit, centres: [x]}}",
         "f.yaml:2:30: layouts.a.centres: belongs to builder radius, and this is unit; "
         "write builder: radius, or leave centres out"),
        ("name: x\nlayouts: {a: {builder: hybrid, inside: {builder: size, unit: county}}}",
         "f.yaml:2:56: layouts.a.inside.unit: belongs to builder admin, and this is size; "
         "write builder: admin, or leave unit out"),
    ],
)  # fmt: skip
def test_a_field_of_another_kind_is_said_to_be_one(faults, text, expected):
    assert faults(text) == [expected]


def test_a_setting_of_another_kind_too(faults):
    (line,) = faults("name: x\nlayouts: {a: {builder: unit}}", "layouts.a.radius_min=30")
    assert line.startswith("--set: layouts.a.radius_min: belongs to builder radius, and this is unit")


def test_nothing_is_named_where_nothing_is_near(faults):
    (line,) = faults("name: x\nsales_force: {draw_cny: 3}")
    assert line == (
        "f.yaml:2:15: sales_force.draw_cny: unknown field; allowed: team, pay, mix, items, enabled, start, cap, who"
    )


@pytest.mark.parametrize("day", ["2026-02-30", "2026/2/30", "2026年2月30日"])
def test_a_day_that_there_is_not_is_told_as_one(faults, day):
    assert faults(f"name: x\nmarket: {{calendar: {{start: {day}}}}}") == [
        f"f.yaml:2:28: market.calendar.start: there is no such day (got '{day}'); "
        "allowed: a date such as 2025-01-31 or null"
    ]
    (closed,) = faults(f"name: x\nmarket: {{calendar: {{start: 2026-01-05, closed: [{day}]}}}}")
    assert f"closed: there is no such day: {day}" in closed


def test_days_may_be_written_year_first_in_any_way():
    later = "{from: %s, set: {sales_force.pay.commission_rate: 0.02}}"
    text = "{name: x, market: {calendar: {start: 2026年1月5日}}, policies: {current: {}, p: {later: [%s]}}}"
    days = [
        parse_scenario(text % (later % day)).policies["p"].later[0].day.isoformat()
        for day in ("2026-03-31", "2026/3/31", "2026.3.31", "2026年3月31日")
    ]
    assert set(days) == {"2026-03-31"}
