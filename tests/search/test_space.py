"""What a space can say, and what is refused before anything is simulated."""

from __future__ import annotations

import pytest
from planted import PORTAL, RATE, planted_scenario
from pydantic import ValidationError

from salesim.errors import InputError
from salesim.scenario import apply_policy, load_scenario
from salesim.search import Choice, Number, Space, default_space, load_space
from salesim.search.check import check_space, whole_paths
from salesim.search.proposal import own_proposals, policy_name, proposed, run_proposals, with_proposals

MENU = "sales_force.wager.menu"
WAGER = Space(
    choices={"wager": Choice(options={"none": {MENU: []}, "offered": {MENU: [{"name": "bet"}]}})},
    numbers={
        f"{MENU}.0.win_at": Number(low=0.5, high=1.5, when={"wager": "offered"}),
        f"{MENU}.0.floor_at": Number(low=0.5, high=1.5, when={"wager": "offered"}),
    },
)


def faults(space: Space) -> str:
    scenario = planted_scenario()
    with pytest.raises(InputError) as caught:
        check_space(space, scenario, apply_policy(scenario, "current"))
    return str(caught.value)


@pytest.mark.parametrize(
    "path, words",
    [
        ("sales_force.pay.comission_rate", "did you mean 'sales_force.pay.commission_rate'"),
        ("sales_force.payy.bonus_at", "did you mean 'sales_force.pay.bonus_at'"),
        (f"{MENU}.0.winat", f"did you mean '{MENU}.0.win_at'"),
        ("market.goodwill.elasticity", "a policy may not set this"),
        ("sales_force.team.reps", "a policy may not set this"),
        (PORTAL, "is not a number"),
        ("sales_force.pay.step_count", "low: out of the field's range (got 0.0); allowed: a whole number from 1 to 10"),
        ("sales_force.pay.bonus_at", "low: out of the field's range (got 0.0); allowed: a number more than 0"),
        ("sales_force.pay.step_rate", "high: out of the field's range (got 1.0)"),
    ],
)
def test_a_number_must_be_a_field_that_a_policy_may_set_within_its_range(path, words):
    assert words in faults(Space(numbers={path: Number(low=0.0, high=1.0)}))


def test_all_faults_of_a_space_are_named_at_once():
    space = Space(
        layouts=("balancd",),
        numbers={"sales_force.pay.step_count": Number(low=1.5, high=2.5)},
        choices={"portal": Choice(options={"off": {PORTAL: False}, "on": {PORTAL: "yes"}, "far": {"run.weeks": 1}})},
    )
    lines = faults(space).splitlines()
    assert len(lines) == 4
    assert "did you mean 'balanced'" in lines[0]
    assert "must be whole numbers" in lines[1]
    assert "choices.portal.options.on: channel.desk.portal: wrong type" in lines[2]
    assert "choices.portal.options.far: a policy may not set this" in lines[3]


def test_an_empty_space_is_refused():
    assert "the space is empty" in faults(Space(layouts=("balanced",)))
    scenario = planted_scenario()
    assert check_space(Space(), scenario, scenario) == ("prefecture", "balanced")


@pytest.mark.parametrize(
    "data",
    [
        {"low": 2.0, "high": 1.0},
        {"low": 0.0, "high": 1.0, "log": True},
        {"low": 0.0, "high": 1.0, "step": 0.3},
        {"low": 0.0, "high": float("nan")},
    ],
)
def test_a_range_must_be_one(data):
    with pytest.raises(ValidationError):
        Number(**data)


def test_conditions_must_be_able_to_hold():
    number = Number(low=0, high=1, when={"wager": "offerd"})
    with pytest.raises(ValidationError, match="no such earlier choice"):
        Space(choices=WAGER.choices, numbers={f"{MENU}.0.win_at": number})
    with pytest.raises(ValidationError, match="not among the numbers"):
        Space(rising=(("a.b",),))


def test_numbers_reach_into_what_a_choice_sets():
    drawn = {"wager": "offered", f"{MENU}.0.win_at": 1.25, f"{MENU}.0.floor_at": 0.75}
    menu = WAGER.changes(drawn)["sales_force"]["wager"]["menu"]
    assert menu == [{"name": "bet", "win_at": 1.25, "floor_at": 0.75}]
    assert WAGER.changes({"wager": "none"}) == {"sales_force": {"wager": {"menu": []}}}
    assert WAGER.choices["wager"].options["offered"] == {MENU: [{"name": "bet"}]}  # as it was


def test_a_proposal_against_the_rules_is_refused_with_the_field():
    scenario = planted_scenario()
    drawn = {"layout": "balanced", "wager": "offered", f"{MENU}.0.win_at": 0.75, f"{MENU}.0.floor_at": 1.25}
    refused = proposed(scenario, WAGER, drawn, "trial-1").refused
    assert (refused.field, refused.message) == (f"{MENU}.0.floor_at", "(1.25) must lie below win_at (0.75)")


def test_values_that_must_rise_are_put_in_order():
    scenario = planted_scenario()
    rising = WAGER.model_copy(update={"rising": ((f"{MENU}.0.floor_at", f"{MENU}.0.win_at"),)})
    drawn = {"layout": "balanced", "wager": "offered", f"{MENU}.0.win_at": 0.75, f"{MENU}.0.floor_at": 1.25}
    proposal = proposed(scenario, rising, drawn, "trial-1")
    (bet,) = proposal.policy.set["sales_force"]["wager"]["menu"]
    assert not proposal.refused and (bet["floor_at"], bet["win_at"]) == (0.75, 1.25)


def test_a_number_without_a_place_is_refused():
    scenario = planted_scenario()
    space = Space(choices=WAGER.choices, numbers={f"{MENU}.0.win_at": Number(low=1, high=2)})
    drawn = {"layout": "balanced", "wager": "none", f"{MENU}.0.win_at": 1.5}
    assert proposed(scenario, space, drawn, "trial-1").refused.field == f"{MENU}.0.win_at"


def test_proposals_are_laid_over_the_baseline_policy(space):
    scenario = planted_scenario()
    drawn = {"layout": "balanced", "portal": "on", RATE: 0.02}
    proposal = proposed(scenario, space, drawn, "trial-1")
    config = apply_policy(with_proposals(scenario, [proposal]), "trial-1")
    assert config.sales_force.pay.salary_cny_month == 7500
    assert (config.sales_force.pay.commission_rate, config.channel.desk.portal) == (0.02, True)


def test_own_arms_are_told_by_what_would_be_drawn_for_them(space):
    own = {str(p.arm): p.drawn for p in own_proposals(planted_scenario(), space)}
    assert next(iter(own)) == "prefecture/current"
    assert own["balanced/high"] == {"layout": "balanced", "portal": "off", RATE: 0.022}
    assert own["balanced/other"] is None  # it sets what the space leaves alone


def test_own_policies_outside_a_range_or_off_its_grid_are_not_told_as_if_they_were_inside():
    for number in (Number(low=0.013, high=0.02), Number(low=0.0115, high=0.0235, step=0.001)):
        own = own_proposals(planted_scenario(), Space(numbers={RATE: number}))
        assert own[0].drawn is None


def test_the_default_space_can_say_every_policy_of_the_demo():
    scenario = load_scenario("yangtze_delta")
    space = default_space(scenario)
    check_space(space, scenario, apply_policy(scenario, scenario.run.baseline.policy))
    own = own_proposals(scenario, space)
    assert len(own) == len(scenario.arms) and all(p.drawn is not None for p in own)
    assert whole_paths(space, scenario) == frozenset()


def test_the_default_space_widens_for_what_the_policies_use():
    scenario = planted_scenario()
    generous = scenario.policies["high"].model_copy(update={"set": {"sales_force": {"pay": {"commission_rate": 0.1}}}})
    wide = scenario.model_copy(update={"policies": {**scenario.policies, "high": generous}})
    assert default_space(scenario).numbers[RATE].high == 0.024
    assert default_space(wide).numbers[RATE].holds(0.1)


def test_a_trial_never_takes_the_name_of_a_policy():
    scenario = planted_scenario()
    named = scenario.model_copy(update={"policies": {**scenario.policies, "trial-3": scenario.policies["high"]}})
    assert policy_name(scenario, 3) == "trial-3" != policy_name(named, 3)


def test_a_space_from_a_file_says_where_it_is_wrong(tmp_path):
    file = tmp_path / "space.yaml"
    file.write_text(f"numbers:\n  {RATE}: {{low: 0.01, high: 0.02}}\nrising: []\n")
    assert load_space(file) == Space(numbers={RATE: Number(low=0.01, high=0.02)})
    file.write_text(f"numbers:\n  {RATE}: {{low: 0.01, hihg: 0.02}}\n")
    with pytest.raises(InputError) as caught:
        load_space(file)
    assert any(f.line == 2 and f.nearest and f.nearest.endswith("high") for f in caught.value.faults)


def test_the_worlds_opening_does_not_depend_on_the_proposals(space, monkeypatch):
    import salesim.model.replicate as model

    opened = []
    monkeypatch.setattr(model, "opening", lambda scenario, population: opened.append((scenario, population)))
    monkeypatch.setattr(model, "run_arm", lambda world, scenario, arm, replication: arm)
    scenario = planted_scenario()
    for rate in (0.01, 0.02):
        proposal = proposed(scenario, space, {"layout": "balanced", "portal": "on", RATE: rate}, "trial-1")
        assert run_proposals(with_proposals(scenario, [proposal]), 3, [proposal.arm]) == {proposal.arm: proposal.arm}
    assert opened[0] == opened[1]
