"""A scenario in a few lines: what it would compare, and what it changes against the defaults."""

from __future__ import annotations

from typing import Any

from salesim.scenario.assumptions import assumptions
from salesim.scenario.scenario import Scenario
from salesim.scenario.wager_odds import expected_odds, odds_text


def summary(scenario: Scenario) -> dict[str, Any]:
    """What `salesim check --json` prints."""
    rows = assumptions(scenario)
    changed = rows[rows["changed"]]
    return {
        "name": scenario.name,
        "title": scenario.title,
        "baseline": str(scenario.baseline),
        "arms": [str(arm) for arm in scenario.arms],
        "weeks": scenario.run.weeks,
        "burn_in_weeks": scenario.run.burn_in_weeks,
        "replications": scenario.run.replications,
        "seed": scenario.run.seed,
        "wagers": [odds._asdict() for odds in expected_odds(scenario)],
        "changed": {
            row.field: {"value": row.value, "default": row.default, "unit": row.unit}
            for row in changed.itertuples(index=False)
        },
    }


def summary_text(scenario: Scenario) -> str:
    """What `salesim check` prints."""
    facts = summary(scenario)
    lines = [
        f"{scenario.name} is fine" + (f": {scenario.title}" if scenario.title else ""),
        f"{len(facts['arms'])} arms x {facts['replications']} replications x {facts['weeks']} weeks"
        f" after {facts['burn_in_weeks']} of burn-in; baseline {facts['baseline']}",
    ]
    lines += [odds_text(odds) for odds in expected_odds(scenario)]
    if facts["changed"]:
        lines.append("changed from the defaults:")
    for field, change in facts["changed"].items():
        unit = f" {change['unit']}" if change["unit"] else ""
        lines.append(f"  {field}: {change['value']}{unit} (default {change['default']})")
    return "\n".join(lines)
