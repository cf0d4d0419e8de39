"""From a comparison to what its report tells."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from salesim.experiment.compare import Comparison
from salesim.experiment.runs import read_table
from salesim.experiment.wagers import wager_report
from salesim.model.diagnoses import confusion
from salesim.model.opened_worlds import opening
from salesim.report.channel import channel_data, goods_flow_data
from salesim.report.content import ReportContent
from salesim.report.dictionary import write_dictionary
from salesim.report.html import write_report
from salesim.report.language import say
from salesim.report.layouts import layout_maps, write_maps
from salesim.report.numbers import percent
from salesim.report.pay_plans import component_curves, pay_curves
from salesim.report.pictures import write_plots
from salesim.report.workbook import write_workbook
from salesim.scenario import Scenario, assumptions
from salesim.scenario.wager_odds import WagerOdds

KEY_FIGURES = (
    "contribution",
    "sales",
    "pay",
    "travel_share",
    "mean_effort",
    "retention",
)


def write_comparison(comparison: Comparison, scenario: Scenario, folder: str | Path, lang: str = "en") -> Path:
    """Write report.html, maps, plots, tables.xlsx and dictionary.csv into a folder; returns the report's path.

    Without xlsxwriter (extra ``excel``) there is no workbook.
    """
    content = report_content(comparison, scenario, lang)
    write_maps(content.layouts, Path(folder) / "maps", lang)
    write_plots(content, Path(folder) / "plots", lang)
    write_dictionary(comparison, Path(folder) / "dictionary.csv")
    if find_spec("xlsxwriter"):
        write_workbook(comparison, Path(folder) / "tables.xlsx")
    return write_report(content, Path(folder) / "report.html", lang)


def report_content(comparison: Comparison, scenario: Scenario, lang: str = "en") -> ReportContent:
    """All that the report of a comparison shows.

    Parameters
    ----------
    comparison : what `compare` found.
    scenario : that it compared, with the seed that it used.
    lang : of the names on the maps; the verdict is in the comparison's own language.
    """
    facts = comparison.facts
    baseline = comparison.arms.iloc[0]
    layouts = list(dict.fromkeys(comparison.arms["layout"]))
    policies = list(dict.fromkeys(comparison.arms["policy"]))
    world = opening(scenario, 1 if scenario.run.population == "varies" else 0)
    quota = usual_quota(comparison)
    best_first = comparison.arms.sort_values("difference", ascending=not facts["higher_is_better"])["arm"]
    notes = []
    if facts["failed"]:
        first = comparison.failures.iloc[0]
        notes.append(f"{facts['failed']} replications failed and are left out; the first with {first['message']}")
    if mixed := facts.get("more_than_wager"):
        notes.append(say("more_than_wager", lang, policies=", ".join(mixed)))
    for one in facts.get("one_sided_wagers", []):
        odds = WagerOdds(**one)
        places = {"wager": odds.wager, "policy": odds.policy}
        shares = {"win": percent(odds.p_win, decimals=1), "lose": percent(odds.p_lose, decimals=1)}
        if odds.one_sided == "win":
            notes.append(say("nobody_could_win", lang, **places, **shares))
        else:
            notes.append(say("nobody_could_lose", lang, **places, **shares))
    return ReportContent(
        title=scenario.title or scenario.name,
        about=scenario.about,
        verdict=comparison.verdict,
        baseline=str(baseline["arm"]),
        arms=arms_with_figures(comparison),
        parts=comparison.parts,
        weeks=weeks_of(comparison),
        attainment=of_full_quarters(comparison.attainment),
        pay_curves=pay_curves(scenario, policies, str(baseline["policy"]), quota),
        pay_components=component_curves(scenario, policies, quota, standings_of(comparison)),
        diagnoses=conclusions_of(comparison, baseline),
        wagers=report if len(report := wager_report(comparison)) else None,
        **channel_of(comparison, baseline),
        distributor_names=tuple(scenario.channel.network.areas),
        layouts=layout_maps(world, layouts, lang),
        assumptions=with_sources(assumptions(scenario)),
        facts={
            "scenario": facts["scenario"],
            "seed": str(facts["seed"]),
            "replications": str(facts["replications"]),
            "weeks": str(facts["weeks"]),
            "burn_in_weeks": str(scenario.run.burn_in_weeks),
            "salesim": facts["salesim"],
        },
        notes=tuple(notes),
        sentences=tuple(comparison.sentences[arm] for arm in best_first if arm in comparison.sentences),
        n_weeks=facts["weeks"],
        level=facts["confidence"],
    )


def arms_with_figures(comparison: Comparison) -> pd.DataFrame:
    """The arms as the report wants them: value, difference, verdict, then key figures."""
    names = {"mean": "value_mean", "low": "value_low", "high": "value_high", "difference": "difference_mean"}
    columns = ["arm", "layout", "policy", *names.values(), "difference_low", "difference_high", "verdict"]
    arms = comparison.arms.rename(columns=names)[[*columns, "correlation"]]
    figures = comparison.outcomes.pivot(index="arm", columns="outcome", values="mean")
    for name in KEY_FIGURES:
        if name in figures:
            arms[name] = arms["arm"].map(figures[name])
    return arms[[*(column for column in arms.columns if column != "correlation"), "correlation"]]


def weeks_of(comparison: Comparison) -> pd.DataFrame:
    """Sales and customers of every week and replication; only mean sales if no folder has kept the replications."""
    if comparison.folder is None:
        return comparison.weeks[comparison.weeks["measure"] == "sales"]
    weeks = read_table(comparison.folder, "weeks")
    weeks = weeks[weeks["replication"].isin(comparison.replications["replication"])]
    return pd.DataFrame(
        {
            "arm": weeks["layout"] + "/" + weeks["policy"],
            "replication": weeks["replication"],
            "week": weeks["week"] + 1,
            "sales": weeks["sales"],
            "customers": weeks["healthy"] + weeks["fading"],
        }
    )


def standings_of(comparison: Comparison) -> dict[str, pd.DataFrame]:
    """Where reps stood on components of pay, by policy, in the baseline's layout; nothing if no folder has kept it."""
    if comparison.folder is None:
        return {}
    rows = read_table(comparison.folder, "components")
    if rows.empty:
        return {}
    rows = rows[rows["layout"] == comparison.arms["layout"].iloc[0]]
    rows = rows[rows["replication"].isin(comparison.replications["replication"])]
    return {str(policy): some for policy, some in rows.groupby("policy", sort=False)}


def conclusions_of(comparison: Comparison, baseline: pd.Series) -> pd.DataFrame | None:
    """What the baseline's managers concluded against what was so; None if nobody knows or nothing was concluded."""
    if comparison.folder is None:
        return None
    rows = read_table(comparison.folder, "diagnoses")
    if rows.empty:
        return None
    rows = rows[(rows["layout"] == baseline["layout"]) & (rows["policy"] == baseline["policy"])]
    rows = rows[rows["replication"].isin(comparison.replications["replication"])]
    return confusion(rows) if len(rows) else None


def channel_of(comparison: Comparison, baseline: pd.Series) -> dict[str, pd.DataFrame | None]:
    """How distributors did in each arm, and where goods went in the baseline; nothing if nobody knows."""
    if comparison.folder is None:
        return {}
    rows = read_table(comparison.folder, "distributor_quarters")
    rows = rows[rows["replication"].isin(comparison.replications["replication"])]
    if rows.empty or "cycle_days_mean" not in rows:
        return {}
    rows = rows.assign(arm=rows["layout"] + "/" + rows["policy"])
    diversion = read_table(comparison.folder, "diversion")
    own = [
        table[(table["layout"] == baseline["layout"]) & (table["policy"] == baseline["policy"])]
        if len(table)
        else table
        for table in (rows, diversion)
    ]
    return {"channel": channel_data(rows), "goods": goods_flow_data(*own)}


def of_full_quarters(rep_quarters: pd.DataFrame) -> pd.DataFrame | None:
    """Attainment of those who were there for the whole quarter; None if there was none."""
    if rep_quarters.empty:
        return None
    rows = rep_quarters.loc[rep_quarters["full_quarter"] == 1, ["arm", "attainment"]]
    return rows if len(rows) else None


def usual_quota(comparison: Comparison) -> float:
    """Mean target of a quarter in the baseline; 100,000 if no quarter was finished."""
    quarters = comparison.attainment
    if quarters.empty:
        return 100_000.0
    quotas = quarters.loc[quarters["arm"] == comparison.arms["arm"].iloc[0], "quota"]
    return float(quotas[quotas > 0].mean())


def with_sources(rows: pd.DataFrame) -> pd.DataFrame:
    """The scenario's assumptions as the report wants them."""
    citation = (": " + rows["citation"]).where(rows["citation"] != "", "")
    return rows.rename(columns={"field": "path"}).assign(source=rows["tag"] + citation)
