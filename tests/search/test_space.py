"""What a space can say, and what is refused before anything is simulated."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from planted import PORTAL, RATE, planted_scenario
from pydantic import ValidationError

from salesim.errors import InputError
from salesim.pay.plan import PayParameters
from salesim.scenario import apply_policy, load_scenario
from salesim.search import Choice, Number, Space, default_space, load_space
from salesim.search import proposal as proposal_module
from salesim.search.budget import Budget
from salesim.search.check import check_space, whole_paths
from salesim.search.proposal import own_proposals, policy_name, proposed, run_proposals, with_proposals
from salesim.territory.balanced import BalancedLayout

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
    assert check_space(Space(), scenario, scenario) == ("unit", "balanced")


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
    assert (refused.field, refused.message) == (f"{MENU}.0.floor_at", "must lie below win_at (0.75)")


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
    assert config.sales_force.pay.salary_per_month == 7500
    assert (config.sales_force.pay.commission_rate, config.channel.desk.portal) == (0.02, True)


def test_own_arms_are_told_by_what_would_be_drawn_for_them(space):
    own = {str(p.arm): p.drawn for p in own_proposals(planted_scenario(), space)}
    assert next(iter(own)) == "unit/current"
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


@dataclass(frozen=True)
class Opened:
    """Stands for a world."""

    layout: str = "unit"
    layouts: dict = field(default_factory=dict)


def test_the_worlds_opening_does_not_depend_on_the_proposals(space, monkeypatch):
    import salesim.model.opened_worlds as worlds
    import salesim.model.replicate as model

    opened: list = []
    world = Opened()
    monkeypatch.setattr(proposal_module, "layout_in", lambda world, scenario, name: name)
    monkeypatch.setattr(worlds, "opening", lambda scenario, population: opened.append((scenario, population)) or world)
    monkeypatch.setattr(model, "run_arm", lambda world, scenario, arm, replication: arm)
    scenario = planted_scenario()
    for rate in (0.01, 0.02):
        proposal = proposed(scenario, space, {"layout": "balanced", "portal": "on", RATE: rate}, "trial-1")
        assert run_proposals(with_proposals(scenario, [proposal]), 3, [proposal.arm]) == {proposal.arm: proposal.arm}
    assert opened[0] == opened[1] and list(opened[0][0].layouts) == ["unit"]


PAY, SHARE = "sales_force.pay", "sales_force.coverage.visit_shares"


def drawn(space: Space, scenario=None, **values):
    """The proposal of what is drawn; keyword arguments are the choices, by name, and ``numbers`` by path."""
    numbers = values.pop("numbers", {})
    return proposed(scenario or planted_scenario(), space, {"layout": "balanced", **values, **numbers}, "trial-1")


def test_a_new_layout_with_a_builder_parameter_and_a_number_of_territories():
    share, number = "layouts.even.potential_share", "layouts.even.number.territories"
    space = Space(
        new_layouts={"even": BalancedLayout()}, numbers={share: Number(low=0, high=1), number: Number(low=3, high=9)}
    )
    scenario = planted_scenario()
    assert check_space(space, scenario, scenario) == ("unit", "balanced", "even")
    assert whole_paths(space, scenario) == {number}
    assert not space.is_active(share, {"layout": "balanced"}) and space.is_active(share, {"layout": "even"})
    found = drawn(space, layout="even", numbers={share: 0.25, number: 5})
    assert str(found.arm) == "even_trial-1/trial-1" and not found.refused
    assert (found.layout.potential_share, found.layout.number.territories) == (0.25, 5)
    world = with_proposals(scenario, [found])
    assert world.layouts["even_trial-1"] == found.layout and "balanced" in world.layouts
    other = drawn(space, layout="even", numbers={share: 0.5, number: 5})
    assert found.key != other.key != drawn(space).key
    many = drawn(space, layout="even", numbers={share: 0.5, number: 90_000}).refused
    assert "every territory needs a customer" in many.message


def test_a_changed_layout_of_the_scenario_that_is_as_stated_is_the_scenarios():
    space = Space(numbers={"layouts.balanced.potential_share": Number(low=0, high=1)})
    same, other = (drawn(space, numbers={"layouts.balanced.potential_share": value}) for value in (0.0, 0.5))
    assert same.layout is None and same.arm.layout == "balanced" and other.layout.potential_share == 0.5
    own = {str(p.arm): p.drawn for p in own_proposals(planted_scenario(), space)}
    assert own["balanced/current"] == {"layout": "balanced", "layouts.balanced.potential_share": 0.0}


def test_a_switch_is_a_lever_on_or_off():
    space = Space(switches=(PORTAL,))
    on, off = (drawn(space, **{PORTAL: option}).policy.set["channel"]["desk"]["portal"] for option in ("on", "off"))
    assert (on, off) == (True, False)
    assert "is neither true nor false" in faults(Space(switches=(RATE,)))
    assert "did you mean 'channel.desk.portal'" in faults(Space(switches=("channel.desk.portl",)))


def test_what_is_fixed_or_tied_goes_along():
    space = Space(
        numbers={RATE: Number(low=0, high=0.1)},
        fixed={f"{PAY}.step_width": 0.2},
        tied={f"{PAY}.step_rate": {"to": RATE, "times": 0.5}},
    )
    pay = drawn(space, numbers={RATE: 0.02}).policy.set["sales_force"]["pay"]
    assert (pay["commission_rate"], pay["step_rate"], pay["step_width"]) == (0.02, 0.01, 0.2)
    assert "fixed: sales_force.pay.step_width" in faults(space.model_copy(update={"fixed": {f"{PAY}.step_width": 7}}))
    with pytest.raises(ValidationError, match="not among the numbers"):
        Space(tied={f"{PAY}.step_rate": RATE})
    lost = Space(numbers={RATE: Number(low=0, high=0.1)}, tied={f"{PAY}.step_rat": RATE})
    assert f"did you mean '{PAY}.step_rate'" in faults(lost)


def test_shares_are_scaled_to_sum_to_one():
    paths = tuple(f"{SHARE}.{i}" for i in range(5))
    space = Space(numbers={path: Number(low=0, high=1) for path in paths}, shares=(paths,))
    found = drawn(space, numbers=dict(zip(paths, (0.9, 0.6, 0.3, 0, 0.2))))
    shares = [found.drawn[path] for path in paths]
    assert shares == pytest.approx([0.45, 0.3, 0.15, 0.0, 0.1]) and sum(shares) == pytest.approx(1, abs=1e-12)
    assert found.repairs == ("shares",) and not found.refused
    as_it_is = drawn(space, numbers=dict(zip(paths, (0.5, 0.25, 0.25, 0, 0))))
    assert as_it_is.repairs == ()


def test_a_plan_beyond_the_budget_is_cut_to_it_or_refused():
    budget = Budget(max_pay=12_000, quota=800_000, attainments=(0.9, 1.1))
    numbers = {
        RATE: Number(low=0.002, high=0.05),
        f"{PAY}.bonus": Number(low=0, high=20_000),
        f"{PAY}.bonus_at": Number(low=0.5, high=1.5),
    }
    space = Space(numbers=numbers, budget=budget)
    dear = {RATE: 0.03, f"{PAY}.bonus": 8000.0, f"{PAY}.bonus_at": 1.0}  # 24,000 + half of 8,000
    found = drawn(space, numbers=dear)
    assert found.repairs == ("budget",) and found.drawn[RATE] == pytest.approx(0.03 * 12 / 28, rel=1e-5)
    assert found.drawn[f"{PAY}.bonus"] == pytest.approx(8000 * 12 / 28, rel=1e-5)
    assert budget.price(PayParameters(**found.policy.set["sales_force"]["pay"])) == pytest.approx(12_000, rel=1e-4)
    cheap = {RATE: 0.01, f"{PAY}.bonus": 2000.0, f"{PAY}.bonus_at": 1.0}
    assert drawn(space, numbers=cheap).repairs == ()
    strict = space.model_copy(update={"budget": budget.model_copy(update={"scale": False})})
    assert drawn(strict, numbers=dear).refused.field == "budget.max_pay"
    poor = space.model_copy(update={"budget": budget.model_copy(update={"max_pay": 500.0})})
    assert drawn(poor, numbers=dear).refused.field == "budget.max_pay"


@pytest.mark.parametrize(
    "space, words",
    [
        (Space(layouts=("balancd",), switches=(PORTAL,)), "did you mean 'balanced'"),
        (Space(numbers={"layouts.evn.rounds": Number(low=1, high=9)}), "no such layout"),
        (Space(numbers={"layouts.balanced.round": Number(low=1, high=9)}), "did you mean 'layouts.balanced.rounds'"),
        (Space(numbers={"layouts.balanced.potential_share": Number(low=0, high=2)}), "range (got 2.0)"),
        (Space(choices={"c": Choice(options={"a": {"layouts.balanced.rounds": 0}, "b": {}})}), "choices.c.options.a"),
        (Space(numbers={RATE: Number(low=0, high=0.1, when={"layout": "balancd"})}), "numbers.sales_force.pay.com"),
    ],
)  # fmt: skip
def test_a_layout_that_does_not_fit_is_refused(space, words):
    assert words in faults(space)
