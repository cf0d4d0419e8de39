"""A proposal: a layout of the scenario and a policy made of what was drawn, ready to be simulated beside others."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from salesim.errors import InputError
from salesim.scenario.arms import Arm
from salesim.scenario.merging import merged
from salesim.scenario.overlay import apply_policy
from salesim.scenario.policies import MAY_CHANGE, Policy
from salesim.scenario.scenario import Scenario
from salesim.search.space import LAYOUT, Space


@dataclass(frozen=True)
class Proposal:
    """One candidate of a search.

    Attributes
    ----------
    arm : a layout of the scenario and the name of the policy, one of the scenario's own or ``trial-N``
    policy : the changes
    drawn : what was drawn, by name of the choice or path of the number; None for a policy that the space cannot say
    key : equal for proposals that mean the same; empty if it is refused
    refused : why it cannot be simulated, as a fault of the scenario's own checks
    """

    arm: Arm
    policy: Policy
    drawn: Mapping[str, Any] | None = None
    key: str = ""
    refused: InputError | None = field(default=None, compare=False)


def own_proposals(scenario: Scenario, space: Space) -> list[Proposal]:
    """The arms of the scenario, its baseline first, told by what the search would have to draw for them."""
    found = []
    for arm in scenario.arms:
        proposal = Proposal(arm, scenario.policies[arm.policy])
        config = apply_policy(scenario, arm.policy)
        drawn = space.drawn_from(config.model_dump(mode="json"), arm.layout)
        key = meaning(config, arm.layout)
        if drawn is not None and proposed(scenario, space, drawn, arm.policy).key != key:
            drawn = None  # it also changes what the search leaves alone
        found.append(replace(proposal, drawn=drawn, key=key))
    return found


def proposed(scenario: Scenario, space: Space, drawn: Mapping[str, Any], name: str) -> Proposal:
    """The proposal that a draw means, checked as any policy of a scenario is."""
    base = scenario.policies[scenario.run.baseline.policy]
    ordered = space.in_order(dict(drawn))
    proposal = Proposal(Arm(ordered[LAYOUT], name), base, ordered)
    try:
        policy = Policy(about="found by salesim search", set=merged(base.set, space.changes(ordered), None))
        proposal = replace(proposal, policy=policy)
        config = apply_policy(with_proposals(scenario, [proposal]), name)
    except InputError as fault:
        first = fault.faults[0]
        where = (first.field or "").removeprefix(f"policies.{name}.set.")
        return replace(proposal, refused=replace(first, field=where))
    return replace(proposal, key=meaning(config, proposal.arm.layout))


def meaning(config: Scenario, layout: str) -> str:
    """All that tells one arm from another, as text."""
    chapters = config.model_dump(mode="json", include=set(MAY_CHANGE))
    return json.dumps([layout, chapters], sort_keys=True)


def policy_name(scenario: Scenario, number: int) -> str:
    """A name for the policy of a trial that no policy of the scenario has."""
    name = f"trial-{number}"
    while name in scenario.policies:
        name += "_"
    return name


def with_proposals(scenario: Scenario, proposals: Sequence[Proposal]) -> Scenario:
    """The scenario whose policies are its baseline's and the proposed ones."""
    own = scenario.run.baseline.policy
    policies = {own: scenario.policies[own], **{proposal.arm.policy: proposal.policy for proposal in proposals}}
    run = scenario.run.model_copy(update={"policies": ()})
    return scenario.model_copy(update={"policies": policies, "run": run})


def run_proposals(scenario: Scenario, replication: int, arms: Sequence[Arm]) -> dict[Arm, Any]:
    """Run one replication of proposals from the world that all of them share.

    The world depends on the baseline's policy only, so it is burned in once however many proposals come along.
    """
    from salesim.model.replicate import opening, run_arm

    population = replication + 1 if scenario.run.population == "varies" else 0
    world = opening(with_proposals(scenario, []), population)
    return {arm: run_arm(world, scenario, arm, replication) for arm in arms}
