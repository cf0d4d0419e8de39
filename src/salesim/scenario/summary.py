"""A scenario in a few lines: what it would compare, and what it changes against the defaults."""

from __future__ import annotations

from typing import Any

from salesim.scenario.amounts import HOME, is_money
from salesim.scenario.assumptions import assumed
from salesim.scenario.changes_told import changes_listed, changes_told, headcounts_told
from salesim.scenario.display import all_names
from salesim.scenario.plan_letters import PLANS, STATED_BY_LETTER
from salesim.scenario.scenario import Scenario
from salesim.scenario.wager_odds import expected_odds, odds_text
from salesim.titles import title_in
from salesim.wording import MISSING, count, weeks_from
from salesim.wording.settings import setting, unit_name
from salesim.wording.text import say, say_n


def summary(scenario: Scenario) -> dict[str, Any]:
    """What `salesim check --json` prints."""
    return {
        "name": scenario.name,
        "title": title_in(scenario.title, "en", ""),
        "baseline": str(scenario.baseline),
        "arms": [str(arm) for arm in scenario.arms],
        "weeks": scenario.run.weeks,
        "burn_in_weeks": scenario.run.burn_in_weeks,
        "replications": scenario.run.replications,
        "seed": scenario.run.seed,
        "headcount": {name: one.headcount for name, one in scenario.policies.items() if one.headcount is not None},
        "later": changes_listed(scenario),
        "wagers": [odds._asdict() for odds in expected_odds(scenario)],
        "changed": {
            row["field"]: {name: row[name] for name in ("value", "default", "unit")}
            for row in assumed(scenario)
            if row["changed"]
        },
    }


def summary_text(scenario: Scenario, lang: str = "en") -> str:
    """What `salesim check` prints."""
    facts = summary(scenario)
    fine = say("{name} is fine", lang, name=scenario.name)
    n, replications, weeks = len(facts["arms"]), facts["replications"], facts["weeks"]
    title = title_in(scenario.title, lang, "")
    names = all_names(scenario, lang)
    lines = [
        f"{fine}: {title}" if title else fine,
        say_n(
            "{n} option x {replications} replications x {weeks} weeks after {burn_in} of burn-in; baseline {baseline}",
            "{n} options x {replications} replications x {weeks} weeks after {burn_in} of burn-in; baseline {baseline}",
            n,
            lang,
            replications=count(replications),
            weeks=count(weeks),
            burn_in=count(facts["burn_in_weeks"]),
            baseline=names.option(facts["baseline"]),
        ),
    ]
    if first := scenario.market.calendar.first_day:
        lines.append(say("{weeks} weeks: {days}", lang, weeks=weeks, days=weeks_from(first, weeks, lang)))
    lines += headcounts_told(scenario, scenario.policies, scenario.layouts, lang, names)
    lines += changes_told(scenario, scenario.policies, lang, names)
    lines += [odds_text(odds._replace(policy=names.policy(odds.policy)), lang) for odds in expected_odds(scenario)]
    changed = {field: change for field, change in facts["changed"].items() if not of_letter(scenario, field)}
    if changed:
        lines.append(say("changed from the defaults:", lang))
    for field, change in changed.items():
        unit = unit_name(change["unit"], scenario.currency, lang)
        value = f"{setting(change['value'], lang)} {unit}".rstrip()
        usual = setting(change["default"], lang) or MISSING
        if is_money(change["unit"]) and scenario.currency != HOME:
            usual += f" {unit_name(change['unit'], HOME, lang)}"
        lines.append(f"  {field}: {value} {say('(default {value})', lang, value=usual)}")
    return "\n".join(lines)


def of_letter(scenario: Scenario, field: str) -> bool:
    """Whether a plan letter states a field of pay, whose writer knows it by the letter's parts."""
    force = scenario.sales_force
    paths = {"sales_force.pay": force.pay} | {f"{PLANS}.{name}": plan for name, plan in force.plans.items()}
    return any(
        field.startswith(f"{path}.{stated}.") or field == f"{path}.{stated}"
        for path, pay in paths.items()
        if pay.plan
        for stated in STATED_BY_LETTER
    )
