"""The territories of each layout as a map, and how the layouts score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from salesim.metrics import heading
from salesim.report.content import LayoutMap, ReportContent
from salesim.report.section import Block, Details, Heading, Plot, Section, Text, on_axes, register
from salesim.report.tables import Cell, Row, Table, figure_column, side_by_side
from salesim.report.territories import plot_map
from salesim.wording.text import N_, say
from salesim.written import file_stems

SIZE_IN = (4.0, 4.3)
FILE_SIZE_IN = (6.4, 6.6)
NAMED = ("territory", "around")  # in the list of territories; all else are figures
AS_SHARES = {"accounts_reassigned": "accounts_reassigned_share"}  # a layout's score is a share, a run counts accounts


def maps_blocks(_: None, content: ReportContent, lang: str) -> Iterator[Block]:
    stems = file_stems(layout.name for layout in content.layouts)
    plots = [
        plot
        for layout in content.layouts
        if layout.points is not None and len(layout.points)
        for plot in map_plots(layout, content.names.layout(layout.name), lang, stems[layout.name])
    ]
    if plots:
        yield Text(say("Neighboring territories differ in color; a color means nothing else.", lang))
        yield from plots
    for layout in content.layouts:
        yield from (Text(f"{content.names.layout(layout.name)}: {note}") for note in layout.notes)
    for layout in content.layouts:
        if layout.territories is not None:
            title = say("Territories of {layout}", lang, layout=content.names.layout(layout.name))
            yield Details(title, (territories_table(layout.territories, content.currency, lang),))
    named = [replace(layout, name=content.names.layout(layout.name)) for layout in content.layouts]
    if (table := scores_table(named, content.currency, lang)) is not None:
        yield Heading(say("How the layouts score", lang))
        yield table


def map_plots(layout: LayoutMap, title: str, lang: str, stem: str) -> list[Plot]:
    """The map of a layout, and one of the specialists' areas of each overlay role over it."""
    plots = [map_plot(layout, title, lang, stem)]
    for i, (role, points) in enumerate(layout.overlays.items(), start=1):
        reps = layout.spots.reps
        own = None if reps is None else reps[reps["territory"].isin(points["territory"])]
        overlay = replace(layout, points=points, spots=layout.spots._replace(reps=own), levels=None)
        named = say("{layout}: {role}", lang, layout=title, role=role)
        plots.append(map_plot(overlay, named, lang, f"{stem}-overlay-{i}"))
    return plots


def map_plot(layout: LayoutMap, title: str, lang: str, stem: str) -> Plot:
    """The map of a layout; a picture of its own has more room for it."""
    levels = None if layout.levels is None else layout.levels[0]
    draw = partial(plot_map, layout.points, lang=lang, title=title, spots=layout.spots, levels=levels)
    return Plot(
        on_axes(draw),
        SIZE_IN,
        f"{heading('layout', lang)}: {title}",
        file=f"maps/{stem}",
        file_size_in=FILE_SIZE_IN,
        formats=("png",),
        look="maps",
    )


def scores_table(layouts: Sequence[LayoutMap], currency: str, lang: str) -> Table | None:
    """One row a score, one column a layout; None if no layout has scores."""
    scores = list(dict.fromkeys(score for layout in layouts for score in layout.scores))
    if not scores:
        return None
    headings = (Cell(""), *(Cell(layout.name) for layout in layouts))
    rows = [
        Row((Cell(heading(score, lang)), *map(Cell, score_texts(layouts, score, currency, lang)))) for score in scores
    ]
    return Table(headings, tuple(rows), "scores")


def territories_table(territories: pd.DataFrame, currency: str, lang: str) -> Table:
    """The list beside a map: one row a territory, by its number."""
    columns = [figure_column(name, territories[name], currency, lang) for name in territories if name not in NAMED]
    headings = (*(Cell(heading(name, lang)) for name in NAMED), *(head for head, _ in columns))
    rows = [
        Row((*(Cell(str(territories[name].iloc[i])) for name in NAMED), *(cells[i] for _, cells in columns)))
        for i in range(len(territories))
    ]
    return Table(headings, tuple(rows), "scores")


def score_texts(layouts: Sequence[LayoutMap], score: str, currency: str, lang: str) -> list[str]:
    """A score of some layouts as readers see it; missing where a layout has none."""
    values = [layout.scores.get(score, float("nan")) for layout in layouts]
    return side_by_side(AS_SHARES.get(score, score), values, currency, lang)


register(Section("maps", 30, N_("Territories"), maps_blocks))
