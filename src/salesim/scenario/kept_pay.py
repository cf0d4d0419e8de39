"""A headcount at which reps go on earning what they earn: rates on sales that rise as territories become smaller.

A rep with a smaller territory sells less. Where commission stays what it is, more reps are therefore paid less each,
work less for it, and the best of them leave. Firms that size a sales force keep the pay at plan instead.
"""

from __future__ import annotations

from typing import Any

from salesim.errors import InputError
from salesim.pay.component import PayComponent
from salesim.pay.plan import PayParameters
from salesim.phrase import Phrase
from salesim.scenario.changes import Change
from salesim.scenario.merging import merged
from salesim.scenario.overlay import apply_policy
from salesim.scenario.plan_letters import OFF
from salesim.scenario.policies import Policy
from salesim.scenario.scenario import Scenario

# Sales rise by so much of 1 % for 1 % more reps, so that one of them sells less by the rest: Albers, Mantrala & Sridhar
# 2010, Journal of Marketing Research 47, 840-853, over 75 articles' estimates, corrected for how they were made.
RESPONSE = 0.31


def with_headcount(scenario: Scenario, name: str, reps: int) -> Policy:
    """A policy with another number of reps, under which a rep's pay at plan stays what it is.

    What is paid for each unit of sales or cash is multiplied by (reps / today's)^(1 - `RESPONSE`): from the start where
    there are fewer, from the week in which those hired begin where there are more. Salaries, and what is paid by
    attainment or for other measures, are a rep's as before. Wagers, contests and pools are left alone.

    Raises
    ------
    InputError : the policy has dated changes of pay, whose rates are its own
    """
    policy, force = scenario.policies[name], apply_policy(scenario, name).sales_force
    today, week = force.team.reps, force.turnover.hiring_weeks + 1
    if any("pay" in (change.set.get("sales_force") or {}) for change in policy.later):
        message = Phrase("changes pay in the course of the run, so that pay cannot be kept; ask for pay as stated")
        raise InputError(message, f"policies.{name}.later")
    told = {"pay": rates(force.pay, (reps / today) ** (1.0 - RESPONSE))}
    if force.pay.plan:  # rates of its own take a letter's place, but not that of what it brought beside pay
        told |= {group: getattr(force, group).model_dump(mode="json") for group in OFF}
    setting = {"sales_force": told}
    if reps <= today:
        return policy.model_copy(update={"headcount": reps, "set": merged(policy.set, setting, None)})
    if week > scenario.run.weeks:
        return policy.model_copy(update={"headcount": reps})
    later = (*policy.later, Change(week=week, set=setting))
    return policy.model_copy(update={"headcount": reps, "later": in_order(later, scenario)})


def in_order(changes: tuple[Change, ...], scenario: Scenario) -> tuple[Change, ...]:
    """Dated changes by their weeks."""
    from salesim.scenario.phases import week_of

    return tuple(sorted(changes, key=lambda change: week_of(scenario, change, "later")))


def rates(pay: PayParameters, times: float) -> dict[str, Any]:
    """What a plan pays for each unit of money, times a factor: settings of a policy, below ``sales_force.pay``.

    >>> rates(PayParameters(commission_rate=0.01), 1.25)
    {'commission_rate': 0.0125, 'step_rate': 0.0, 'components': []}
    """
    components = [_scaled(one, times) if follows_sales(one) else one for one in pay.components]
    return {
        "commission_rate": pay.commission_rate * times,
        "step_rate": pay.step_rate * times,
        "components": [one.model_dump(mode="json") for one in components],
    }


def follows_sales(component: PayComponent) -> bool:
    """Whether a rep of a smaller territory is paid less by it."""
    is_of_all = component.team != "none" and component.team_as == "sum"
    return component.counts_money and not component.by_attainment and not is_of_all


def _scaled(component: PayComponent, times: float) -> PayComponent:
    kinks = tuple(kink.model_copy(update={"rate": kink.rate * times}) for kink in component.kinks)
    quota = None if component.quota is None else component.quota / times
    return component.model_copy(update={"rate": component.rate * times, "kinks": kinks, "quota": quota})
