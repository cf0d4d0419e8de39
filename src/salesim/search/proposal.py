"""A proposal: a layout and a policy made of what was drawn, ready to be simulated beside others."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from salesim.errors import InputError
from salesim.phrase import Phrase
from salesim.scenario.arms import Arm
from salesim.scenario.merging import merged
from salesim.scenario.overlay import apply_policy
from salesim.scenario.policies import MAY_CHANGE, Policy
from salesim.scenario.scenario import Scenario
from salesim.search.check import changed_layout
from salesim.search.repair import repaired, within_budget
from salesim.search.space import LAYOUT, LAYOUTS, Space
from salesim.territory.build import LayoutParameters
from salesim.territory.file_layout import FileLayout
from salesim.territory.layout import Layout

if TYPE_CHECKING:
    from salesim.world.world import World


SAME_COST = 1e-4  # share of the budget by which a plan's cost may miss it, as its terms are rounded


@dataclass(frozen=True)
class Proposal:
    """One candidate of a search.

    Attributes
    ----------
    arm : a layout, the scenario's or a new one, and the name of the policy, the scenario's own or ``trial-N``
    policy : the changes
    layout : parameters of a layout that the scenario does not have
    drawn : what was drawn, by name of the choice or path of the number, repaired where need be; None for a policy that
        the space cannot say
    repairs : what was repaired: rising, shares, budget
    cost_at_plan : salary and variable pay of a rep and year at plan [money], where plans or their cost are searched
    key : equal for proposals that mean the same; empty if it is refused
    refused : why it cannot be simulated, as a fault of the scenario's own checks
    """

    arm: Arm
    policy: Policy
    layout: LayoutParameters | None = None
    drawn: Mapping[str, Any] | None = None
    repairs: tuple[str, ...] = ()
    cost_at_plan: float | None = None
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
        found.append(replace(proposal, drawn=drawn, key=key, cost_at_plan=cost_at_plan(space, config)))
    return found


def proposed(scenario: Scenario, space: Space, drawn: Mapping[str, Any], name: str) -> Proposal:
    """The proposal that a draw means, repaired, and checked as any policy of a scenario is."""
    base = scenario.policies[scenario.run.baseline.policy]
    values, repairs = repaired(space, drawn)
    proposal = Proposal(Arm(values[LAYOUT], name), base, drawn=values)
    try:
        if space.budget:
            cut = within_budget(scenario, space, values)
            repairs += ["budget"] if cut != values else []
            values = cut
        proposal = replace(proposal, drawn=values, repairs=tuple(repairs))
        changes = space.changes(values)
        proposal = with_layout(proposal, scenario, space, changes.pop(LAYOUTS, {}).get(values[LAYOUT]))
        policy = Policy(about="found by salesim search", set=merged(base.set, changes, None), later=base.later)
        proposal = replace(proposal, policy=policy)
        config = apply_policy(with_proposals(scenario, [proposal]), name)
    except InputError as fault:
        first = fault.faults[0]
        where = (first.field or "").removeprefix(f"policies.{name}.set.")
        return replace(proposal, refused=replace(first, field=where))
    key = meaning(config, proposal.arm.layout, proposal.layout)
    return replace(proposal, key=key, cost_at_plan=cost_at_plan(space, config))


def keeps_budget(space: Space, proposal: Proposal) -> bool:
    """Whether pay costs what the budget at plan allows, which nobody holds the scenario's own policies to."""
    limit = space.budget.cost_at_plan if space.budget else None
    if limit is None or proposal.cost_at_plan is None:
        return True
    over = proposal.cost_at_plan / float(limit.stated) - 1.0
    return over <= SAME_COST if limit.equal is None else abs(over) <= SAME_COST


def cost_at_plan(space: Space, config: Scenario) -> float | None:
    """What pay costs at plan under a policy; None where nobody asks."""
    return space.at_plan.cost(config.sales_force, config.channel.network.pay_lines) if space.at_plan else None


def with_layout(proposal: Proposal, scenario: Scenario, space: Space, changes: Any) -> Proposal:
    """The proposal with the layout that it means: the scenario's, one of the space's, or one changed for it."""
    name, policy = proposal.arm.layout, proposal.arm.policy
    if not changes:
        return replace(proposal, layout=space.new_layouts.get(name))
    stated = {**scenario.layouts, **space.new_layouts}[name]
    layout = changed_layout(stated, changes)
    if layout == stated:
        return replace(proposal, layout=space.new_layouts.get(name))
    number = None if isinstance(layout, FileLayout) else layout.number
    customers = scenario.market.customers
    most = customers.count + customers.prospects
    if number is not None and customers.file is None and (number.territories or 0) > most:
        raise InputError(
            "every territory needs a customer",
            "number.territories",
            number.territories,
            Phrase("{least} to {most}", least=1, most=most),
        )
    return replace(proposal, arm=Arm(f"{name}_{policy}", policy), layout=layout)


def meaning(config: Scenario, layout: str, parameters: LayoutParameters | None = None) -> str:
    """All that tells one arm from another, as text."""
    chapters = config.model_dump(mode="json", include=set(MAY_CHANGE))
    chapters["sales_force"]["pay"].pop("plan_settings")  # the components of pay hold them
    drawn = layout if parameters is None else parameters.model_dump(mode="json")
    return json.dumps([drawn, chapters], sort_keys=True)


def policy_name(scenario: Scenario, number: int) -> str:
    """A name for the policy of a trial that no policy of the scenario has."""
    name = f"trial-{number}"
    while name in scenario.policies:
        name += "_"
    return name


def with_proposals(scenario: Scenario, proposals: Sequence[Proposal]) -> Scenario:
    """The scenario whose policies are its baseline's and the proposed ones, with the layouts that these bring."""
    own = scenario.run.baseline.policy
    policies = {own: scenario.policies[own], **{proposal.arm.policy: proposal.policy for proposal in proposals}}
    layouts = {proposal.arm.layout: proposal.layout for proposal in proposals if proposal.layout is not None}
    run = scenario.run.model_copy(update={"policies": (), "layouts": ()})
    return scenario.model_copy(update={"policies": policies, "layouts": {**scenario.layouts, **layouts}, "run": run})


def run_proposals(scenario: Scenario, replication: int, arms: Sequence[Arm]) -> dict[Arm, Any]:
    """Run one replication of proposals from the world that all of them share.

    The world depends on the baseline only, so it is burned in once however many proposals come along; a layout is drawn
    once for all replications of a candidate.
    """
    from salesim.model.opened_worlds import opening
    from salesim.model.replicate import run_arm

    population = replication + 1 if scenario.run.population == "varies" else 0
    today = scenario.run.baseline.layout
    alone = with_proposals(scenario, []).model_copy(update={"layouts": {today: scenario.layouts[today]}})
    world = opening(alone, population)
    drawn = {name: layout_in(world, scenario, name) for name in dict.fromkeys(arm.layout for arm in arms)}
    world = replace(world, layouts={**world.layouts, **drawn})
    return {arm: run_arm(world, scenario, arm, replication) for arm in arms}


MAX_LAYOUTS = 64  # that a process remembers
_layouts: dict[tuple[int, str], tuple[World, Layout]] = {}


def layout_in(world: World, scenario: Scenario, name: str) -> Layout:
    """A layout of the world's customers, remembered from one replication to the next."""
    from salesim.world.build import build_layouts_of

    if name == world.layout:
        own: Layout = world.layouts[name]
        return own
    parameters = scenario.layouts[name]
    key = (id(world), f"{type(parameters).__name__} {parameters.model_dump_json()}")
    if key not in _layouts or _layouts[key][0] is not world:
        if len(_layouts) >= MAX_LAYOUTS:
            _layouts.clear()
        try:
            _layouts[key] = (world, build_layouts_of(world, {name: parameters})[name])
        except InputError as fault:  # of this candidate only
            raise ValueError(str(fault)) from None
    return replace(_layouts[key][1], name=name)
