"""From a comparison to its report, and to the pictures and tables that lie beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from salesim.experiment.compare import Comparison
from salesim.metrics import METRICS
from salesim.report.content import ReportContent
from salesim.report.dictionary import write_dictionary
from salesim.report.html import chapters, plots_of, render, write_page
from salesim.report.kept import REPORT, keep_report, made_of
from salesim.report.layouts import layout_maps
from salesim.report.pictures import write_plots
from salesim.report.section import in_order
from salesim.report.sections.wagers import more_than_wager
from salesim.report.source import Source
from salesim.report.workbook import write_workbook
from salesim.scenario import Scenario
from salesim.scenario.changes_told import changes_told, headcounts_told
from salesim.scenario.display import names_of
from salesim.scenario.wager_odds import WagerOdds
from salesim.titles import title_in
from salesim.wording import check_language, percent, weeks_from
from salesim.wording.text import say, say_n


def write_comparison(comparison: Comparison, scenario: Scenario, folder: str | Path, lang: str = "en") -> Path:
    """Write report.html, maps, plots, tables.xlsx and dictionary.csv into a folder; returns the report's path.

    Without xlsxwriter (extra ``excel``) there is no workbook. In a run's folder it is noted what the report is made of,
    see `kept`, unless sections of a user's own are part of it.
    """
    folder = Path(folder)
    content = report_content(comparison, scenario, lang)
    shown = chapters(content, lang)
    files = write_plots(plots_of(shown), folder)
    files.append(write_dictionary(comparison, folder / "dictionary.csv"))
    if find_spec("xlsxwriter"):
        files.append(write_workbook(comparison, folder / "tables.xlsx", lang, content.names))
    report = write_page(render(content, shown, lang), folder / REPORT)
    state = made_of(comparison, scenario, lang)
    if state is not None and folder == comparison.folder and all(section.is_ours for section in in_order()):
        keep_report(folder, state, [*files, report])
    return report


def report_content(comparison: Comparison, scenario: Scenario, lang: str = "en") -> ReportContent:
    """All that the report of a comparison shows.

    Parameters
    ----------
    comparison : what `compare` found.
    scenario : that it compared, with the seed that it used.
    lang : of all but the verdict and the sentences, which are in the comparison's own language.
    """
    check_language(lang)
    facts = comparison.facts
    source = Source(comparison, scenario, lang)
    best_first = comparison.arms.sort_values("difference", ascending=not facts["higher_is_better"])["arm"]
    return ReportContent(
        title=title_in(scenario.title, lang, scenario.name),
        about=title_in(scenario.about, lang, ""),
        verdict=comparison.verdict,
        baseline=str(source.baseline["arm"]),
        arms=arms_with_figures(comparison),
        currency=facts["currency"],
        layouts=layout_maps(source.world, source.layouts, lang),
        data={section.name: section.data(source) for section in in_order() if section.data is not None},
        facts={
            "scenario": facts["scenario"],
            "seed": str(facts["seed"]),
            "replications": str(facts["replications"]),
            "weeks": dated_weeks(facts, lang),
            "burn_in_weeks": str(scenario.run.burn_in_weeks),
            "currency": facts["currency"],
            "salesim": facts["salesim"],
        },
        notes=(*notes_on(comparison, lang), *notes_on_changes(source, lang)),
        sentences=tuple(comparison.sentences[arm] for arm in best_first if arm in comparison.sentences),
        names=names_of(scenario, source.layouts, source.policies, lang),
        n_weeks=facts["weeks"],
        first_day=date.fromisoformat(facts["first_day"]) if facts.get("first_day") else None,
        level=facts["confidence"],
    )


def dated_weeks(facts: Mapping[str, Any], lang: str) -> str:
    """How many weeks were simulated, with their days where they have any."""
    if not facts.get("first_day"):
        return str(facts["weeks"])
    days = weeks_from(date.fromisoformat(facts["first_day"]), facts["weeks"], lang)
    return say("{weeks}: {days}", lang, weeks=facts["weeks"], days=days)


def arms_with_figures(comparison: Comparison) -> pd.DataFrame:
    """The arms as the report wants them: value, difference, verdict, then the key metrics."""
    names = {"mean": "value_mean", "low": "value_low", "high": "value_high", "difference": "difference_mean"}
    columns = ["arm", "layout", "policy", *names.values(), "difference_low", "difference_high", "verdict"]
    arms = comparison.arms.rename(columns=names)[[*columns, "correlation"]]
    figures = comparison.outcomes.pivot(index="arm", columns="outcome", values="mean")
    for name, one in METRICS.items():
        if one.is_key and name in figures:
            arms[name] = arms["arm"].map(figures[name])
    return arms[[*(column for column in arms.columns if column != "correlation"), "correlation"]]


def notes_on_changes(source: Source, lang: str) -> list[str]:
    """What the policies change in the course of the run: curves and terms are shown as they are at its start."""
    names = names_of(source.scenario, source.layouts, source.policies, lang)
    told = changes_told(source.scenario, source.policies, lang, names)
    headcounts = headcounts_told(source.scenario, source.policies, source.layouts, lang, names)
    if told:
        told.append(
            say("Pay plans and other terms are shown as they are at the start; reps do not foresee a change.", lang)
        )
    return headcounts + told


def notes_on(comparison: Comparison, lang: str) -> Iterator[str]:
    """What a reader must not miss: failed replications, wagers that are no wagers."""
    facts = comparison.facts
    if facts["failed"]:
        yield say_n(
            "{n} replication failed and is left out: {message}",
            "{n} replications failed and are left out; the first: {message}",
            facts["failed"],
            lang,
            message=comparison.failures.iloc[0]["message"],
        )
    yield from facts.get("data_notes", [])
    if mixed := facts.get("more_than_wager"):
        yield more_than_wager(mixed, lang)
    for one in facts.get("one_sided_wagers", []):
        odds = WagerOdds(**one)
        places = {
            "wager": odds.wager,
            "policy": odds.policy,
            "win": percent(odds.p_win, decimals=1),
            "lose": percent(odds.p_lose, decimals=1),
        }
        if odds.one_sided == "win":
            yield say(
                "Nobody could win the wager ‘{wager}’ of policy ‘{policy}’: of the baseline’s quarters {win} would win "
                "it, {lose} lose.",
                lang,
                **places,
            )
        else:
            yield say(
                "Nobody could lose the wager ‘{wager}’ of policy ‘{policy}’: of the baseline’s quarters {lose} would "
                "lose it, {win} win.",
                lang,
                **places,
            )
