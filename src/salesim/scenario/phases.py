"""A policy as a calendar: the scenario as it is from each of its dates on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from salesim.errors import InputError, together
from salesim.phrase import Phrase
from salesim.scenario.changes import MAY_NOT_CHANGE_LATER, Change
from salesim.scenario.overlay import apply_policy, refused_by_policies, set_by_policy
from salesim.scenario.scenario import Scenario, unknown_name


@dataclass(frozen=True)
class Phase:
    """A stretch of a run under one state of its policy.

    Parameters
    ----------
    week : reported week that it begins with, from 0.
    config : the scenario from then on.
    change : what began it; None of the first.
    monday : its first day, where weeks have dates.
    headcount : how many reps the firm wants from then on; None as many as before.
    """

    week: int
    config: Scenario
    change: Change | None = None
    monday: date | None = None
    headcount: int | None = None


def phases(scenario: Scenario, name: str) -> tuple[Phase, ...]:
    """The phases of a policy, in order of time; the first begins with the run.

    Raises
    ------
    InputError : a day without a calendar, out of order or outside of the run; an unknown layout; something that a
        policy may not set, or not in the course of a run.
    """
    monday = scenario.market.calendar.first_day
    wanted = scenario.policies[name].headcount if name in scenario.policies else None
    found = [Phase(0, apply_policy(scenario, name), None, monday, wanted)]
    faults: list[InputError] = []
    try:
        check_headcount(found[0].config, wanted, f"policies.{name}.headcount")
    except InputError as fault:
        faults.append(fault)
    for i, change in enumerate(scenario.policies[name].later):
        place = f"policies.{name}.later.{i}"
        try:
            week = week_of(scenario, change, f"{place}.{change.when}")
            if found[-1].change is not None and week <= found[-1].week:
                raise InputError(
                    "changes stand in the order of their dates, and each in a week of its own",
                    f"{place}.{change.when}",
                    str(change.day or change.week),
                    Phrase("later than week {week}", week=found[-1].week + 1),
                )
            if change.layout is not None and change.layout not in scenario.layouts:
                raise unknown_name("layout", change.layout, list(scenario.layouts), f"{place}.layout")
            config = changed(found[-1].config, change, f"{place}.set")
            check_roles_stay(found[-1].config, config, change, place)
            check_headcount(config, change.headcount, f"{place}.headcount")
            check_hired_in_time(config, found, week, change, f"{place}.headcount")
        except InputError as fault:
            faults += fault.faults
            continue
        day = monday + timedelta(weeks=week) if monday else None
        found.append(Phase(week, config, change, day, change.headcount))
    if faults:
        raise together(faults)
    return tuple(found)


def week_of(scenario: Scenario, change: Change, field: str) -> int:
    """The reported week, from 0, with which a change takes effect."""
    weeks, calendar = scenario.run.weeks, scenario.market.calendar
    if change.day is None:
        assert change.week is not None
        week, stated = change.week - 1, str(change.week)
    elif calendar.first_day is None:
        allowed = Phrase("week: 1 to {weeks}, or market.calendar.start", weeks=weeks)
        raise InputError("a day needs dates, and the weeks of this scenario have none", field, str(change.day), allowed)
    else:
        week, stated = (calendar.monday_for(change.day) - calendar.first_day).days // 7, str(change.day)
    if not 0 <= week < weeks:
        allowed = Phrase("week 1 to {weeks}", weeks=weeks)
        if calendar.first_day is not None:
            last = calendar.first_day + timedelta(weeks=weeks) - timedelta(days=1)
            allowed = Phrase("{first} to {last}", first=str(calendar.first_day), last=str(last))
        raise InputError("a change lies outside of the run", field, stated, allowed)
    return week


def changed(before: Scenario, change: Change, place: str) -> Scenario:
    """The scenario as a change leaves it; ``place`` is where what it sets stands."""
    faults = [
        InputError(Phrase("a policy may not change this in the course of a run: {reason}", reason=reason), path)
        for path, reason in MAY_NOT_CHANGE_LATER.items()
        if _sets(change.set, path)
    ]
    faults += refused_by_policies(type(before), change.set)
    config = before
    try:
        config = set_by_policy(before, change.set)
    except InputError as found:
        faults += found.faults
    if faults:
        raise together([replace(one, field=f"{place}.{one.field}" if one.field else place) for one in faults])
    return config


def check_roles_stay(before: Scenario, after: Scenario, change: Change, place: str) -> None:
    """Refuse changes that the grounds and the plans of roles would not survive."""
    if change.layout is not None and before.sales_force.roles:
        message = Phrase("territories of roles are divided as the run begins, and not later")
        raise InputError(message, f"{place}.layout", change.layout)
    if tuple(before.sales_force.plans) != tuple(after.sales_force.plans):
        message = Phrase("plans are named as the run begins; their terms may change later")
        raise InputError(message, f"{place}.set.sales_force.plans", allowed=", ".join(before.sales_force.plans) or None)


def check_headcount(scenario: Scenario, headcount: int | None, field: str) -> None:
    """Refuse more reps than there are customers, and another number of them than roles share out."""
    if headcount is None:
        return
    customers = scenario.market.customers
    if scenario.sales_force.roles:
        raise InputError("roles share out the seats, so that each states its own reps", field, headcount)
    if customers.file is None:
        check_customers(headcount, customers.count + customers.prospects, field)


def check_customers(reps: int, n: int, field: str) -> None:
    """Refuse more reps than there are customers and prospects, ``n``."""
    if reps > n:
        allowed = Phrase("1 to {n}, the number of customers and prospects", n=n)
        raise InputError("every rep needs a customer", field, reps, allowed)


def check_hired_in_time(config: Scenario, before: list[Phase], week: int, change: Change, field: str) -> None:
    """Refuse hires who would begin after the run's end."""
    wanted = [phase.headcount for phase in before if phase.headcount is not None]
    now = wanted[-1] if wanted else config.sales_force.team.reps
    lead = config.sales_force.turnover.hiring_weeks
    if change.headcount is not None and change.headcount > now and week + lead >= config.run.weeks:
        message = Phrase("nobody hired then would begin within the run: hiring takes {n} weeks", n=lead)
        allowed = Phrase("week 1 to {weeks}", weeks=max(config.run.weeks - lead, 1))
        raise InputError(message, field, change.headcount, allowed)


def _sets(settings: Mapping[str, Any], path: str) -> bool:
    """Whether nested settings hold a dotted path."""
    here: Any = settings
    for part in path.split("."):
        if not isinstance(here, Mapping) or part not in here:
            return False
        here = here[part]
    return True


def check_policies(scenario: Scenario) -> None:
    """Try every policy with all that it changes later; one `InputError` holds what is wrong with any of them."""
    faults = []
    for name in scenario.policies:
        try:
            phases(scenario, name)
        except InputError as found:
            faults.append(found)
    if faults:
        raise together(faults)
