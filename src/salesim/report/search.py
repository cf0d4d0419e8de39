"""The page of a search: what is confirmed, how it was found, what its terms contribute, and who gains and loses."""

from __future__ import annotations

from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from salesim.experiment.phrases import amount_of, verdict_word
from salesim.metrics import heading
from salesim.model.opened_worlds import opening
from salesim.report.html import Picture, plot_picture
from salesim.report.layouts import layout_maps
from salesim.report.page import page_template
from salesim.report.search_plots import (
    MAX_AXES,
    convergence_data,
    curse_size,
    importance_size,
    parallel_data,
    plot_convergence,
    plot_curse,
    plot_front,
    plot_importance,
    plot_parallel,
    plot_seats,
    plot_slices,
    seats_data,
    slices_size,
)
from salesim.report.sections.reasons import parts_data, parts_of, parts_size, plot_parts
from salesim.report.tables import Cell, Row, Table
from salesim.report.territories import plot_map
from salesim.scenario.scenario import Scenario
from salesim.search.conclusion import SearchResult
from salesim.search.found import said, short_names
from salesim.search.terminal import cost_amount, cost_sentence
from salesim.titles import title_in
from salesim.wording import check_language, figure, money_unit, percent
from salesim.wording.text import say, say_n
from salesim.written import written

PAGE_FILE = "search.html"
MAX_FRONTS = 3  # pairs of objectives that are drawn
LOOKS = {"better": "better", "needed": "better", "worse": "worse", "harmful": "worse"}


def write_search(found: SearchResult, scenario: Scenario, folder: str | Path, lang: str = "en") -> Path:
    """Write ``search.html`` into a folder; returns its path."""
    file = Path(folder) / PAGE_FILE
    with written(file) as aside:
        aside.write_text(render_search(found, scenario, lang), encoding="utf-8", newline="\n")
    return file


def render_search(found: SearchResult, scenario: Scenario, lang: str = "en") -> str:
    """The page as text. ``scenario`` is the one that was searched, with the seed that it used."""
    check_language(lang)
    facts, outcome, currency = found.facts, found.facts["outcome"], found.facts["currency"]
    verdict, *grounds = found.verdict.splitlines()
    winner, sensitivity = facts["winner"], found.sensitivity
    simplest = say("No simpler policy was shown to be as good.", lang)
    if sensitivity.simplest_policy is not None:
        terms = say(", ", lang).join(sensitivity.simplest) or facts["baseline"]
        simplest = say("As good, and simpler: {terms}.", lang, terms=terms)
    return page_template("search.html.j2").render(
        lang=lang,
        say=lambda message, **places: say(message, lang, **places),
        title=say("Search: {name}", lang, name=title_in(scenario.title, lang, scenario.name)),
        verdict=verdict,
        grounds=grounds,
        how=how_it_was_found(found, lang),
        priced=cost_sentence(found, lang),
        finalists=finalists_table(found, lang),
        curse=plot_picture(
            partial(plot_curse, found.finalists, outcome, currency, lang=lang),
            curse_size(len(found.finalists)),
            say("Believed and confirmed", lang),
        ),
        convergence=plot_picture(
            partial(
                plot_convergence,
                convergence_data(found.trials, facts["higher_is_better"]),
                outcome,
                currency,
                lang=lang,
            ),
            (9.0, 3.4),
            say("Candidates and the best so far", lang),
        ),
        fronts=front_pictures(found, lang),
        importance=importance_picture(found, lang),
        parallel=parallel_picture(found, lang),
        terms=terms_table(found, lang) if len(sensitivity.terms) else None,
        slices=slices_picture(found, lang),
        simplest=simplest,
        why=why_picture(found, lang) if winner else None,
        map=map_picture(found, scenario, lang) if winner else None,
        who=who_parts(found, scenario, lang) if winner else None,
        policy=found.policy_yaml,
        made_by=f"salesim {facts['salesim']}",
    )


def finalists_table(found: SearchResult, lang: str) -> Table:
    """One row a finalist: as believed, as confirmed with interval, verdict and terms."""
    headings = [
        heading("arm", lang),
        say("Believed", lang),
        say("Confirmed", lang),
        interval_heading(found, lang),
        heading("verdict", lang),
        say("Policy terms", lang),
    ]
    if is_priced := "cost_at_plan" in found.finalists:
        headings.append(say("Cost at plan", lang))
    rows = []
    for row in found.finalists.to_dict("records"):
        low, high = (amount(row[f"confirmed_{end}"], found, lang) for end in ("low", "high"))
        cells = (
            Cell(row["arm"]),
            Cell(amount(row["believed"], found, lang)),
            Cell(amount(row["confirmed"], found, lang), look="total"),
            Cell(f"{low} … {high}"),
            Cell(verdict_word(row["verdict"], lang), look=LOOKS.get(row["verdict"], "")),
            Cell(row["terms"]),
            *([Cell(cost_amount(row["cost_at_plan"], found, lang))] if is_priced else []),
        )
        rows.append(Row(cells))
    return Table(tuple(map(Cell, headings)), tuple(rows))


def terms_table(found: SearchResult, lang: str) -> Table:
    """One row a term of the winner: its value, the baseline's, and what is lost without it."""
    headings = [
        say("Term", lang),
        say("Winner", lang),
        say("Baseline", lang),
        say("Contribution of the term", lang),
        interval_heading(found, lang),
        heading("verdict", lang),
    ]
    rows = []
    for row in found.sensitivity.terms.sort_values("worth", ascending=False).to_dict("records"):
        low, high = (amount(row[end], found, lang) for end in ("low", "high"))
        cells = (
            Cell(row["name"]),
            Cell(said(row["winner"], lang)),
            Cell(said(row["baseline"], lang)),
            Cell(amount(row["worth"], found, lang), look="total"),
            Cell(f"{low} … {high}"),
            Cell(verdict_word(row["verdict"], lang), look=LOOKS.get(row["verdict"], "")),
        )
        rows.append(Row(cells))
    return Table(tuple(map(Cell, headings)), tuple(rows))


def front_pictures(found: SearchResult, lang: str) -> list[Picture]:
    """The first objective against each other one; none with a single objective."""
    names = [objective["outcome"] for objective in found.facts["objectives"]]
    pairs = [pair for pair in combinations(names, 2) if names[0] in pair][:MAX_FRONTS]
    draw = partial(plot_front, found.trials, found.front, currency=found.facts["currency"], lang=lang)
    title = say("Trade-off front", lang)
    return [plot_picture(partial(draw, outcomes=(y, x)), (5.6, 4.6), title) for x, y in pairs]


def importance_picture(found: SearchResult, lang: str) -> Picture | None:
    shares = found.sensitivity.importance
    if not len(shares):
        return None
    draw = partial(plot_importance, shares, lang=lang)
    return plot_picture(draw, importance_size(len(shares)), say("What explains the candidates' values", lang))


def parallel_picture(found: SearchResult, lang: str) -> Picture | None:
    """The candidates over the most important parameters."""
    shares, trials = found.sensitivity.importance, found.trials
    known = [name for name in shares["term"] if name in trials][:MAX_AXES]
    if len(known) < 2:
        return None
    data = parallel_data(trials, known, found.facts["higher_is_better"])
    names = short_names(known)
    labels = {name: (names[name], *ends(trials[name])) for name in data.columns if name != "is_best"}
    return plot_picture(
        partial(plot_parallel, data, labels, lang=lang), (9.0, 4.2), say("The best tenth of the candidates", lang)
    )


def ends(column: pd.Series) -> tuple[str, str]:
    """What the two ends of a parameter's scale mean: smallest and largest, or the first and the last name."""
    values = column.dropna()
    if pd.api.types.is_numeric_dtype(values.infer_objects()):
        return figure(values.min()), figure(values.max())
    kinds = list(dict.fromkeys(values))
    return str(kinds[0]), str(kinds[-1])


def slices_picture(found: SearchResult, lang: str) -> Picture | None:
    slices = found.sensitivity.slices
    if not len(slices):
        return None
    draw = partial(plot_slices, slices, lang=lang)
    return plot_picture(draw, slices_size(slices["name"].nunique()), say("The winner with one number changed", lang))


def why_picture(found: SearchResult, lang: str) -> Picture | None:
    """The waterfall from the baseline to the winner."""
    winner, parts = found.facts["winner"]["arm"], found.confirmation.parts
    if not len(parts):
        return None
    currency = found.facts["currency"]
    data = parts_data(parts, found.facts["baseline"], currency)
    size = parts_size(len(parts_of(data, winner)))
    draw = partial(plot_parts, data, lang=lang, arm=winner, currency=currency)
    return plot_picture(draw, size, say("Where it comes from", lang))


def map_picture(found: SearchResult, scenario: Scenario, lang: str) -> Picture | None:
    """The winner's territories, drawn as the simulation draws them."""
    from dataclasses import replace

    from salesim.world.build import build_layouts_of

    world = opening(scenario, 1 if scenario.run.population == "varies" else 0)
    name = str(found.layout)
    if found.layout_parameters is not None:
        drawn = build_layouts_of(world, {name: found.layout_parameters})
        world = replace(world, layouts={**world.layouts, **drawn})
    (shown,) = layout_maps(world, [name], lang)
    if shown.points is None:
        return None
    draw = partial(plot_map, shown.points, lang=lang, title=name, spots=shown.spots)
    return plot_picture(draw, (4.6, 4.9), f"{say('Its territories', lang)}: {name}")


def who_parts(found: SearchResult, scenario: Scenario, lang: str) -> dict[str, Any] | None:
    """A sentence, a picture and a table of regions: whose pay and sales rise and fall."""
    attainment = found.confirmation.attainment
    if attainment.empty or "region" not in attainment:
        return None
    seats = seats_data(attainment, found.facts["baseline"], found.facts["winner"]["arm"])
    if seats.empty:
        return None
    change = seats["pay_after"] - seats["pay_before"]
    about = say(
        "Variable pay of the seats under the winner against the baseline, on the same replications: {more} of {seats} "
        "earn more, {less} earn less.",
        lang,
        more=int((change > 0).sum()),
        less=int((change < 0).sum()),
        seats=len(seats),
    )
    currency = found.facts["currency"]
    draw = partial(plot_seats, seats, currency, lang=lang)
    return {
        "about": about,
        "picture": plot_picture(draw, (7.0, 2.8), say("Change of variable pay, seat by seat", lang)),
        "table": regions_table(seats, scenario, currency, lang),
    }


def regions_table(seats: pd.DataFrame, scenario: Scenario, currency: str, lang: str) -> Table:
    """One row a region: its seats' mean pay before and after, and the change of their sales."""
    world = opening(scenario, 1 if scenario.run.population == "varies" else 0)
    names = world.regions_zh if lang == "zh" else world.regions_en
    means = seats.groupby("region").mean(numeric_only=True)
    unit = money_unit(means[["pay_before", "pay_after"]].to_numpy().ravel(), currency, lang)
    headings = [
        heading("region", lang),
        say("Variable pay a quarter, before", lang),
        say("After", lang),
        heading("sales", lang),
    ]
    rows = []
    for region, row in means.iterrows():
        sales = row["sales_after"] / row["sales_before"] - 1 if row["sales_before"] else np.nan
        pay = [unit.write(row[name], symbol=True) for name in ("pay_before", "pay_after")]
        rows.append(Row((Cell(names[int(region)]), *map(Cell, pay), Cell(percent(sales, decimals=1, signed=True)))))
    return Table(tuple(map(Cell, headings)), tuple(rows))


def how_it_was_found(found: SearchResult, lang: str) -> str:
    """How many candidates there were, and what became of them."""
    facts = found.facts
    return say(
        "{candidates}, {simulations}; {stopped} were given up early, {refused} refused before simulation, {failed} "
        "failed, {infeasible} broke a constraint. Finalists were ranked on new replications and measured on {confirm} "
        "others that had no say in the choice.",
        lang,
        candidates=say_n("{n} candidate", "{n} candidates", facts["trials"], lang),
        simulations=say_n("{n} simulation", "{n} simulations", facts["simulations"], lang),
        stopped=sum(facts["stopped"].values()),
        confirm=facts["confirm_replications"],
        **{name: facts[name] for name in ("refused", "failed", "infeasible")},
    )


def amount(value: float, found: SearchResult, lang: str) -> str:
    """A difference of the main outcome."""
    return amount_of(found.facts["outcome"], value, found.facts, lang, signed=True)


def interval_heading(found: SearchResult, lang: str) -> str:
    level = percent(found.confirmation.facts["confidence"], decimals=None)
    return say("{level} interval", lang, level=level)
