"""Every name that was given up is refused, and the new one named."""

from __future__ import annotations

import json

import pytest

from salesim import cli
from salesim.cli.app import app
from salesim.errors import InputError, nearest_name
from salesim.experiment.request import known_outcome
from salesim.metrics import METRICS
from salesim.renamed import CHOICES, COMMANDS, FIELDS, OUTCOMES, RENAMED, is_renamed, new_name
from salesim.scenario import Scenario, load_scenario, overlay, parse_scenario
from salesim.scenario.fields import Declared, of_field
from salesim.search.budget import Budget
from salesim.search.check import check_space
from salesim.search.rep_outcomes import NAMES
from salesim.search.study_file import load_space, load_study

PATHS = {  # as of the release before the names changed; * is a layout, 0 an entry of a list
    "market.anchors.per_prefecture": "market.anchors.per_unit",
    "market.buying.leave_a": "market.buying.churn_a",
    "market.buying.leave_b": "market.buying.churn_b",
    "market.buying.values.median_cny": "market.buying.values.median",
    "market.leaving": "market.churn",
    "market.leaving.handover_leaving": "market.churn.handover_churn",
    "sales_force.team.travel_cny_km": "sales_force.team.travel_cost_per_km",
    "sales_force.leads.contact_cny": "sales_force.leads.contact_cost",
    "sales_force.leads.clean_cny": "sales_force.leads.cleaning_cost",
    "sales_force.leads.fence_cny_week": "sales_force.leads.fence_cost_per_week",
    "sales_force.visits.fake_share": "sales_force.visits.falsified_share",
    "sales_force.visits.fake_response": "sales_force.visits.falsified_response",
    "sales_force.visits.fake_min": "sales_force.visits.falsified_min",
    "sales_force.tags.behaviour": "sales_force.tags.behavior",
    "sales_force.tags.behaviour_tells": "sales_force.tags.behavior_tells",
    "sales_force.tags.licence_cny_week": "sales_force.tags.license_cost_per_week",
    "sales_force.warning.licence_cny_week": "sales_force.warning.license_cost_per_week",
    "sales_force.effort.target_uncertainty": "sales_force.effort.quota_uncertainty",
    "sales_force.pay.salary_cny_month": "sales_force.pay.salary_per_month",
    "sales_force.pay.bonus_cny": "sales_force.pay.bonus",
    "sales_force.pay.components.0.bonuses.0.amount_cny": "sales_force.pay.components.0.bonuses.0.amount",
    "sales_force.pay.components.0.target": "sales_force.pay.components.0.quota",
    "sales_force.wager.menu.0.bonus_cny": "sales_force.wager.menu.0.bonus",
    "sales_force.wager.menu.0.deposit_cny": "sales_force.wager.menu.0.deposit",
    "sales_force.targets": "sales_force.quotas",
    "sales_force.targets.least_share": "sales_force.quotas.min_share",
    "sales_force.review.support_cny_week": "sales_force.review.support_cost_share",
    "sales_force.review.support_cost_per_week": "sales_force.review.support_cost_share",
    "sales_force.review.target_reset": "sales_force.review.quota_reset",
    "sales_force.feedback.target_gap": "sales_force.feedback.quota_gap",
    "sales_force.feedback.most_cut": "sales_force.feedback.max_cut",
    "sales_force.feedback.relief_cny_hour": "sales_force.feedback.relief_cost_per_hour",
    "sales_force.adjustment.review_cny": "sales_force.adjustment.review_cost",
    "sales_force.adjustment.retarget_share": "sales_force.adjustment.reset_share",
    "sales_force.adjustment.train_days": "sales_force.adjustment.training_days",
    "sales_force.adjustment.train_gain": "sales_force.adjustment.training_gain",
    "sales_force.adjustment.train_ceiling": "sales_force.adjustment.training_ceiling",
    "sales_force.adjustment.train_cny": "sales_force.adjustment.training_cost",
    "sales_force.recognition.cost_cny": "sales_force.recognition.cost",
    "sales_force.elite_club.day_cny": "sales_force.elite_club.day_cost",
    "sales_force.team_time.space_cny_week": "sales_force.team_time.space_cost_per_week",
    "sales_force.tools.map.licence_cny_week": "sales_force.tools.map.license_cost_per_week",
    "sales_force.tools.arrival_context.licence_cny_week": "sales_force.tools.arrival_context.license_cost_per_week",
    "sales_force.tools.check_in.licence_cny_week": "sales_force.tools.check_in.license_cost_per_week",
    "sales_force.tools.forecast.licence_cny_week": "sales_force.tools.forecast.license_cost_per_week",
    "sales_force.tools.voice_notes.licence_cny_week": "sales_force.tools.voice_notes.license_cost_per_week",
    "sales_force.layout_review.split_least": "sales_force.layout_review.split_min",
    "sales_force.turnover.closing_cost_cny": "sales_force.turnover.closing_cost",
    "sales_force.turnover.hiring_cost_cny": "sales_force.turnover.hiring_cost",
    "channel.network.sku_prices_cny": "channel.network.sku_prices",
    "channel.desk.licence_cny_week": "channel.desk.license_cost_per_week",
    "channel.desk.clerk_cny_hour": "channel.desk.clerk_cost_per_hour",
    "channel.trade.most_ahead_days": "channel.trade.max_ahead_days",
    "channel.visibility.licence_cny_week": "channel.visibility.license_cost_per_week",
    "channel.scorecard.licence_cny_week": "channel.scorecard.license_cost_per_week",
    "channel.diversion.transport_cny_km": "channel.diversion.transport_cost_per_km",
    "channel.diversion.most_share": "channel.diversion.max_share",
    "channel.diversion.scan_cny_week": "channel.diversion.scan_cost_per_week",
    "channel.emergency.licence_cny_week": "channel.emergency.license_cost_per_week",
    "channel.shelves.listing_cny": "channel.shelves.listing_cost",
    "channel.service.cost_cny_hour": "channel.service.agent_cost_per_hour",
    "channel.service.nurture.touch_cny": "channel.service.nurture.touch_cost",
    "channel.service.nurture.platform_cny_week": "channel.service.nurture.platform_cost_per_week",
    "layouts.*.centres": "layouts.*.centers",
    "layouts.*.inside.centres": "layouts.*.inside.centers",
}
KINDS = {  # what tells the kind that has the field
    "market.buying.values.median_cny": {"kind": "lognormal"},
    "layouts.*.centres": {"builder": "radius"},
    "layouts.*.inside.centres": {"builder": "radius"},
}


def document(path: str, value: object = 1) -> dict:
    """A scenario that sets one field, given by its path."""
    data: object = {path.rpartition(".")[2]: value, **KINDS.get(path, {})}
    for part in reversed(path.split(".")[:-1]):
        data = [data] if part == "0" else {"mine" if part == "*" else part: data}
    if path.startswith("layouts.*.inside"):
        data["layouts"]["mine"]["builder"] = "hybrid"  # type: ignore[index]
    return {"name": "old", **data}  # type: ignore[dict-item]


def current(path: str) -> str:
    """The old path with all groups above the field by their new names."""
    *above, name = path.split(".")
    return ".".join([*(new_name(part) or part for part in above), name])


@pytest.mark.parametrize("old, new", PATHS.items())
def test_an_old_field_is_refused_with_the_new_one(old, new):
    with pytest.raises(InputError) as caught:
        parse_scenario(json.dumps(document(current(old)) if old not in KINDS else document(old)))
    faults = [fault.line_of_text() for fault in caught.value.faults if "renamed" in fault.line_of_text()]
    assert len(faults) == 1
    assert faults[0].endswith(f": unknown field; renamed to '{new.replace('*', 'mine')}'")


@pytest.mark.parametrize("old, new", [(old, new) for old, new in PATHS.items() if "*" not in old and ".0." not in old])
def test_an_old_path_is_refused_on_the_command_line_and_in_a_policy(old, new):
    for refused in (
        lambda: parse_scenario("name: old", settings=[f"{old}=1"]),
        lambda: overlay(Scenario(name="old"), {old: 1}),
    ):
        with pytest.raises(InputError, match="unknown field; renamed to '") as caught:
            refused()
        assert new.startswith(str(caught.value.nearest))


def names_of(declared: Declared) -> set[str]:
    """All fields and choices below a declaration."""
    found = {str(choice) for choice in declared.choices}
    for model in declared.models:
        for name, info in model.model_fields.items():
            found |= {name} | names_of(of_field(info))
    for one in declared.alternatives:
        inner = one.child("0") or one.child("")
        if not one.models and inner is not None and inner != one:
            found |= names_of(inner)
    return found


def test_the_table_is_that_of_the_fields():
    old_and_new = {old.rpartition(".")[2]: new.rpartition(".")[2] for old, new in PATHS.items()}
    assert {**old_and_new, "most_cny": "max_pay", "target_cny": "quota"} == FIELDS
    now = names_of(Declared(Scenario)) | set(Budget.model_fields)
    assert set(FIELDS.values()) | set(CHOICES.values()) <= now
    assert not (set(FIELDS) | set(CHOICES)) & now - {"target"}


@pytest.mark.parametrize(
    "path, old, new",
    [
        ("sales_force.adjustment.rule", "retarget", "reset"),
        ("sales_force.layout_review.move", "targets", "quotas"),
    ],
)
def test_an_old_choice_is_refused_with_the_new_one(path, old, new):
    with pytest.raises(InputError, match=rf"no such choice \(got '{old}'\).*; renamed to '{new}'$"):
        overlay(Scenario(name="old"), {path: old})


@pytest.mark.parametrize("old, new", OUTCOMES.items())
def test_an_old_outcome_is_refused_with_the_new_one(old, new):
    with pytest.raises(InputError, match=rf"got '{old}'.*renamed to '{new}'$"):
        known_outcome(old, list(dict.fromkeys([*OUTCOMES.values()])))


def test_outcomes_in_the_table_exist():
    now = {*METRICS, *NAMES}
    assert {"value_created", "pay", "margin", "lowest_pay"} <= now & set(OUTCOMES.values())
    assert not now & set(OUTCOMES)


@pytest.mark.parametrize(
    "text, says",
    [
        ("space: {budget: {most_cny: 1, quota: 3}}", "renamed to 'space.budget.max_pay'"),
        ("space: {budget: {max_pay: 1, target_cny: 3}}", "renamed to 'space.budget.quota'"),
        (
            "space: {new_layouts: {mine: {builder: radius, centres: [Nanjing]}}}",
            "renamed to 'space.new_layouts.mine.centers'",
        ),
    ],
)
def test_a_study_is_told_the_new_names(text, says, tmp_path):
    (tmp_path / "study.yaml").write_text(f"scenario: yangtze_delta\n{text}\n", encoding="utf-8")
    with pytest.raises(InputError, match=says):
        load_study(tmp_path / "study.yaml")


def test_a_space_is_told_the_new_paths(tmp_path):
    (tmp_path / "space.yaml").write_text(
        "numbers: {sales_force.pay.salary_cny_month: {low: 1, high: 2}}\n", encoding="utf-8"
    )
    scenario, space = load_scenario("yangtze_delta"), load_space(tmp_path / "space.yaml")
    with pytest.raises(InputError, match=r"no such field; renamed to 'sales_force\.pay\.salary_per_month'"):
        check_space(space, scenario, scenario)


@pytest.mark.parametrize("old, new", COMMANDS.items())
def test_an_old_command_is_refused_with_the_new_one(old, new, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([old, "yangtze_delta"])
    assert ended.value.code == 2
    assert capsys.readouterr().err.strip().endswith(f"renamed to '{new}'")
    assert new in {command.name or command.callback.__name__ for command in app.registered_commands}


def test_a_mistyped_command_is_told_the_nearest_or_nothing(capsys):
    for given, nearest in (("comparee", "did you mean 'compare'?"), ("banana", "")):
        with pytest.raises(SystemExit) as ended:
            cli.main([given])
        printed = capsys.readouterr().err.strip()
        assert ended.value.code == 2
        assert printed.endswith(nearest) if nearest else "did you mean" not in printed


def test_a_mistyped_old_name_leads_to_the_new_one():
    assert nearest_name("salary_cny_mnth", ["salary_per_month", "bonus"]) == "salary_per_month"


def test_only_what_was_renamed_is_said_to_be():
    assert is_renamed("a.targets.b", "quotas.b")
    assert not is_renamed("a.b", "a.b")
    assert not is_renamed("salary", "salary_per_month")
    assert all(is_renamed(old, new) for old, new in RENAMED.items())
