"""Layouts among random legal maps: a table and sentences for the terminal, and a picture."""

from __future__ import annotations

from matplotlib.figure import Figure
from rich.table import Table
from rich.text import Text

from salesim.experiment.ensemble import OUTCOME, EnsembleStudy
from salesim.metrics import heading, written
from salesim.report.style import BASELINE, FAINT, GAIN, INK, SOFT, keep_font, short_name, style
from salesim.report.terminal import new_table
from salesim.scenario.display import AS_NAMED, Names
from salesim.territory.ensemble import SCORES
from salesim.wording import count, figure, money, percent
from salesim.wording.text import say

ALIKE = 1.05  # R-hat below which chains are taken to agree
BINS = 40
SIZE_IN = (8.6, 5.8)


def ensemble_table(study: EnsembleStudy, lang: str = "en", currency: str = "CNY", names: Names = AS_NAMED) -> Table:
    """One row a layout: each score, and the share of random maps that lie below it."""
    table = new_table()
    table.add_column("")
    for score in SCORES:
        table.add_column(heading(score, lang), justify="right")
    if study.simulated is not None:
        table.add_column(heading(OUTCOME, lang), justify="right")
    for layout, rows in study.options.groupby("layout", sort=False):
        cells = [
            _placed(written(row.score, row.value, currency, lang), row.share_below, lang) for row in rows.itertuples()
        ]
        if study.simulated is not None:
            earned = float(study.simulated.loc[study.simulated["map"] == layout, OUTCOME].iloc[0])
            cells.append(_placed(money(earned, currency, lang), study.earns_less(str(layout)), lang))
        table.add_row(Text(names.layout(str(layout))), *cells)
    return table


def _placed(value: str, below: float, lang: str) -> str:
    return f"{value}\n" + say("above {share}", lang, share=percent(below))


def ensemble_sentences(study: EnsembleStudy, lang: str = "en", names: Names = AS_NAMED) -> list[str]:
    """What the table means, and what it does not."""
    facts, today = study.facts, str(study.facts["baseline"]).partition("/")[0]
    share = study.options.set_index(["layout", "score"])["share_below"]
    said = [
        say(
            "{today}: the work is less even than on {uneven} of {maps} random legal maps, where each territory hangs "
            "together and its work is within {tolerance} of the mean; reps drive more than on {driven} of them, and "
            "their chances to earn are less equal than on {unfair}.",
            lang,
            today=names.layout(today),
            uneven=percent(share[today, "workload_cv"]),
            driven=percent(share[today, "travel_hours"]),
            unfair=percent(share[today, "potential_gini"]),
            maps=count(facts["maps"]),
            tolerance=percent(facts["tolerance"]),
        )
    ]
    if study.simulated is not None:
        said.append(
            say(
                "Simulated with {n} of the random maps, {today} earns more than {share} of them; what they cost when "
                "they came into force is part of it.",
                lang,
                n=count(facts["simulated"]),
                today=names.layout(today),
                share=percent(study.earns_less(today)),
            )
        )
    said.append(
        say(
            "Random maps are ragged: nobody would draw most of them. A place among them says how far a map is from "
            "chance, not how good it is. Travel is estimated as if reps lived in the middle of their territories.",
            lang,
        )
    )
    if facts["agreement"] > ALIKE or facts["independent"] < 0.1 * facts["maps"]:
        said.append(
            say(
                "These maps are worth only {n} independent ones, or chains from different beginnings differ (R-hat "
                "{r}): draw more.",
                lang,
                n=count(round(facts["independent"])),
                r=figure(facts["agreement"]),
            )
        )
    return said


def plot_ensemble(study: EnsembleStudy, drawn: Figure, lang: str = "en", names: Names = AS_NAMED) -> None:
    """Fill a figure: a histogram of the random maps for each score, with the layouts as lines."""
    with style():
        for i, score in enumerate(SCORES):
            ax = drawn.add_subplot(2, 2, i + 1)
            values = study.ensemble.scores[score].to_numpy()
            ax.hist(values, bins=BINS, color=FAINT)
            rows = study.options[study.options["score"] == score].sort_values("value")
            top = ax.get_ylim()[1]
            low, high = min(values.min(), rows["value"].min()), max(values.max(), rows["value"].max())
            ax.set_xlim(low - 0.05 * (high - low), high + 0.05 * (high - low))
            middle = 0.5 * (low + high)
            n_left = int((rows["value"] <= middle).sum())
            for j, row in enumerate(rows.itertuples()):
                is_today = row.layout == str(study.facts["baseline"]).partition("/")[0]
                is_left = row.value <= middle  # its name stands to the right, above the lines that follow
                height = top * (1.08 + 0.11 * (n_left - j if is_left else j - n_left + 1))
                ax.plot([row.value, row.value], [0, height], color=BASELINE if is_today else GAIN, linewidth=1.2)
                ax.annotate(
                    short_name(names.layout(row.layout), 22),
                    (row.value, height),
                    (4 if is_left else -4, 0),
                    textcoords="offset points",
                    ha="left" if is_left else "right",
                    va="top",
                    fontsize=8,
                    color=INK if is_today else SOFT,
                )
            ax.set_ylim(0, top * (1.16 + 0.11 * len(rows)))
            ax.set_yticks([])
            ax.spines["left"].set_visible(False)
            ax.xaxis.set_major_formatter(_as_shares if score == "workload_cv" else _as_figures)
            ax.set_title(heading(score, lang), fontsize=9.5)
            keep_font(ax)


def _as_shares(value: float, _: float) -> str:
    return percent(value)


def _as_figures(value: float, _: float) -> str:
    return figure(value)
