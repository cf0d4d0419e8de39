"""What a reader of a comparison must know of its options, since no figure says it: reps who visit nobody, and so on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from salesim.experiment.aggregate import by_arm
from salesim.phrase import Phrase, in_a_row
from salesim.scenario.arms import Arm
from salesim.scenario.phases import phases
from salesim.scenario.scenario import Scenario
from salesim.territory.file_layout import FileLayout

MOST_NAMED = 3  # options, so that a sentence stays short


def oddities(
    scenario: Scenario, arms: Sequence[Arm], summary: pd.DataFrame, quarters: pd.DataFrame, events: pd.DataFrame
) -> Iterator[Phrase]:
    """One sentence for each.

    Parameters
    ----------
    summary, quarters, events : the tables of all finished replications: of arms, of reps' quarters and of events.
    """
    yield from nobody_visits(scenario, arms, summary)
    yield from other_numbers_of_reps(scenario, arms, quarters)
    yield from dissolved(arms, events, summary["replication"].nunique())


def nobody_visits(scenario: Scenario, arms: Sequence[Arm], summary: pd.DataFrame) -> Iterator[Phrase]:
    """Options in which no visit is ever made: a visit is as long as a day, or every way too long."""
    if "visits" not in summary:
        return
    visits = by_arm(summary, "visits").sum()
    idle = [arm for arm in arms if visits[str(arm)] == 0]
    if idle:
        time = phases(scenario, idle[0].policy)[0].config.sales_force.time
        yield Phrase(
            "nobody visits any customer under {arms}: no visit of {visit:g} minutes fits, with the way there, into the "
            "{field:g} minutes that a day in the field has",
            arms=named(idle),
            visit=time.visit_min,
            field=time.day_min * time.field_share,
        )


def other_numbers_of_reps(scenario: Scenario, arms: Sequence[Arm], quarters: pd.DataFrame) -> Iterator[Phrase]:
    """Layouts from files with more territories, or fewer, than there are reps: so many are paid."""
    if quarters.empty:
        return
    reps, first = scenario.sales_force.team.reps, quarters[quarters["quarter"] == quarters["quarter"].min()]
    for name in dict.fromkeys(arm.layout for arm in arms):
        n = first.loc[first["layout"] == name, "seat"].nunique()
        if isinstance(scenario.layouts.get(name), FileLayout) and n != reps:
            yield Phrase(
                "layout {name} has {n} territories for sales_force.team.reps: {reps}; under it {n} reps work and are "
                "paid",
                name=name,
                n=n,
                reps=reps,
            )


def dissolved(arms: Sequence[Arm], events: pd.DataFrame, replications: int) -> Iterator[Phrase]:
    """Options under which territories are merged into others in the course of the run."""
    if events.empty:
        return
    gone = events[events["kind"] == "dissolved"]
    counts = [((gone["layout"] == arm.layout) & (gone["policy"] == arm.policy)).sum() for arm in arms]
    for arm, n in zip(arms, counts):
        if n:
            yield Phrase(
                "under {arm} {n:.2g} territories are dissolved on average and their customers given to others; what "
                "their reps would have earned since counts as pay that these seats lose",
                arm=str(arm),
                n=n / replications,
            )


def named(arms: Sequence[Arm]) -> str:
    """Some options by their names, or how many there are."""
    names = in_a_row(str(arm) for arm in arms[:MOST_NAMED])
    more = len(arms) - MOST_NAMED
    return Phrase("{names} and {n} more", names=names, n=more) if more > 0 else names
