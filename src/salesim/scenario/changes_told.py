"""What policies change in the course of a run, in words: for the check of a scenario, its pay plans, its report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic_core import to_jsonable_python

from salesim.scenario.changes import Change
from salesim.scenario.display import AS_NAMED, Names
from salesim.scenario.phases import Phase, phases
from salesim.scenario.policies import Policy
from salesim.scenario.scenario import Scenario
from salesim.wording.numbers import count, day, percent
from salesim.wording.settings import setting
from salesim.wording.text import say, say_n


def changes_told(scenario: Scenario, policies: Iterable[str], lang: str = "en", names: Names = AS_NAMED) -> list[str]:
    """One sentence for each dated change of some policies, in their order.

    >>> from salesim.scenario.overlay import overlay
    >>> later = [{"week": 27, "set": {"sales_force.pay.commission_rate": 0.02}}]
    >>> changes_told(overlay(Scenario(name="small"), {"policies.dated": {"later": later}}), ["dated"])
    ['dated, from week 27: sales_force.pay.commission_rate: 0.02']
    """
    return [
        say("{policy}, from {when}: {what}", lang, policy=names.policy(name), when=when(phase, lang), what=told)
        for name in dict.fromkeys(policies)
        for phase in phases(scenario, name)
        if phase.change is not None
        for told in [", ".join(parts(phase.change, lang, names))]
    ]


def headcounts_told(
    scenario: Scenario,
    policies: Iterable[str],
    layouts: Iterable[str],
    lang: str = "en",
    names: Names = AS_NAMED,
) -> list[str]:
    """One sentence for each policy and layout that begins the run with another number of reps, and when hires begin.

    >>> from salesim.scenario.overlay import overlay
    >>> more = overlay(Scenario(name="small"), {"policies.more": {"headcount": 66}})
    >>> for line in headcounts_told(more, ["more"], []):
    ...     print(line)
    more, from the start: 66 reps, where today there are 60
    Hires begin 10 weeks after they are decided on; only then territories are split for them.
    more: rates of pay stay, so that reps of smaller territories earn less; salesim size keeps their pay at plan
    """
    today, told, grows, stays = scenario.sales_force.team.reps, [], False, []
    for name in dict.fromkeys(policies):
        policy = scenario.policies[name]
        if _changes_headcount(policy) and not _changes_pay(policy):
            stays.append(names.policy(name))
        grows |= any(n is not None and n > today for n in (policy.headcount, *(one.headcount for one in policy.later)))
        if policy.headcount is not None:
            places = {"option": names.policy(name), "reps": count(policy.headcount), "today": count(today)}
            told.append(say("{option}, from the start: {reps} reps, where today there are {today}", lang, **places))
    for name in dict.fromkeys(layouts):
        number = scenario.layouts[name].number
        if number is not None and number.territories not in (None, today) and name != scenario.run.baseline.layout:
            places = {"option": names.layout(name), "reps": count(number.territories), "today": count(today)}
            told.append(
                say(
                    "{option}, from the start: {reps} territories for today's {today} reps; seats are opened, and "
                    "vacant until somebody is found, or closed",
                    lang,
                    **places,
                )
            )
    if grows:
        told.append(
            say_n(
                "Hires begin {n} week after they are decided on; only then territories are split for them.",
                "Hires begin {n} weeks after they are decided on; only then territories are split for them.",
                scenario.sales_force.turnover.hiring_weeks,
                lang,
            )
        )
    if stays:
        told.append(
            say(
                "{options}: rates of pay stay, so that reps of smaller territories earn less; salesim size keeps their "
                "pay at plan",
                lang,
                options=", ".join(stays),
            )
        )
    return told


def _changes_headcount(policy: Policy) -> bool:
    return policy.headcount is not None or any(one.headcount is not None for one in policy.later)


def _changes_pay(policy: Policy) -> bool:
    stated = [policy.set, *(one.set for one in policy.later)]
    return any("pay" in (one.get("sales_force") or {}) for one in stated)


def changes_listed(scenario: Scenario) -> dict[str, list[dict[str, Any]]]:
    """The same as plain values: for each policy that changes, its weeks (from 1), their Mondays, and what is stated."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name in scenario.policies:
        for phase in phases(scenario, name)[1:]:
            assert phase.change is not None
            stated = to_jsonable_python(phase.change.model_dump(exclude={"from", "week"}, exclude_defaults=True))
            monday = str(phase.monday) if phase.monday else None
            found.setdefault(name, []).append({"week": phase.week + 1, "monday": monday, **stated})
    return found


def when(phase: Phase, lang: str) -> str:
    """The week of a phase, and its Monday if it has one."""
    if phase.monday is None:
        return say("week {week}", lang, week=phase.week + 1)
    return say("{day} (week {week})", lang, day=day(phase.monday, lang), week=phase.week + 1)


def parts(change: Change, lang: str, names: Names) -> Iterator[str]:
    """What a change sets, and for whom."""
    for path, value in _leaves(change.set):
        yield f"{path}: {setting(to_jsonable_python(value), lang)}"
    if change.headcount is not None:
        yield say_n("{n} rep", "{n} reps", change.headcount, lang)
    if change.layout is not None:
        yield say("territories by {layout}", lang, layout=names.layout(change.layout))
    if change.keeps == "present" and change.keeps_weeks is None:
        yield say("reps who are there keep their plan of pay", lang)
    elif change.keeps_weeks is not None:
        yield say_n(
            "reps who are there keep their plan of pay for {n} week",
            "reps who are there keep their plan of pay for {n} weeks",
            change.keeps_weeks,
            lang,
        )
    if change.guarantee is not None:
        yield say_n(
            "at least {share} of usual pay is guaranteed for {n} week",
            "at least {share} of usual pay is guaranteed for {n} weeks",
            change.guarantee.weeks,
            lang,
            share=percent(change.guarantee.share, decimals=None),
        )


def _leaves(settings: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in settings.items():
        path = f"{above}.{name}" if above else name
        if isinstance(value, Mapping):
            yield from _leaves(value, path)
        else:
            yield path, value
