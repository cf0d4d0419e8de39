"""One page for a board: `report.html`, a single file that needs no network.

Pictures are inside it, names that users chose are escaped, and the same content gives the same bytes.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from salesim.errors import InputError
from salesim.parameters import SOURCE_TAGS
from salesim.report.attainment import attainment_data, plot_attainment
from salesim.report.channel import goods_flow_size, plot_goods_flow
from salesim.report.content import ReportContent
from salesim.report.forest import forest_data, forest_size, plot_forest
from salesim.report.language import check_language, name_of, say
from salesim.report.numbers import count, percent
from salesim.report.page import page_template
from salesim.report.parts import merge_small, parts_data, parts_size, plot_parts
from salesim.report.pay_curves import OWN_CURVE, PayCurve, pay_figure, pay_title
from salesim.report.style import FAINT, arm_colors, style
from salesim.report.tables import (
    assumptions_table,
    channel_table,
    comparison_table,
    conclusions_table,
    parts_table,
    scores_table,
    wagers_table,
)
from salesim.report.territories import plot_map
from salesim.report.tradeoff import MIN_LAYOUTS, plot_tradeoff, tradeoff_data
from salesim.report.weeks import MEASURES, plot_weeks, weeks_data

# Arms that are named and colored beside the baseline; more would be a tangle.
N_SHOWN = 3
RASTER_DPI = 200


@dataclass(frozen=True)
class Picture:
    """A picture as the page holds it: the whole SVG in its address, its size in CSS pixels, and what it shows."""

    source: str
    width_px: int
    alt: str


def write_report(content: ReportContent, path: str | Path, lang: str = "en") -> Path:
    """Write the report of a comparison as one HTML file and return its path.

    Parameters
    ----------
    content : what there is to tell; what it lacks is left out of the page.
    path : the file to write; its folder is made if need be.
    lang : ``en`` or ``zh``.
    """
    page = render_report(content, lang)
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"cannot write the report: {error.strerror}", value=str(path)) from error
    return path


def render_report(content: ReportContent, lang: str = "en") -> str:
    """The page of `write_report` as text."""
    check_language(lang)
    assumptions = content.assumptions
    changed = None if assumptions is None else assumptions.loc[assumptions["changed"].astype(bool)]
    return page_template("template.html.j2").render(
        content=content,
        verdict=_sentences(content.verdict),
        lang=lang,
        say=partial(_say, lang),
        name_of=lambda term: name_of(term, lang),
        count=count,
        level=percent(content.level),
        bands=_bands(content, lang),
        comparison=comparison_table(content, lang),
        correlations=_correlations(content, lang),
        parts=None if content.parts is None else parts_table(parts_data(content.parts, content.baseline), lang),
        diagnoses=None if content.diagnoses is None else conclusions_table(content.diagnoses, lang),
        wagers=None if content.wagers is None else wagers_table(content.wagers, lang),
        channel=None if content.channel is None else channel_table(content.channel, lang),
        scores=scores_table(content.layouts, lang),
        assumptions=None if assumptions is None else assumptions_table(assumptions, lang),
        changed=None if changed is None else assumptions_table(changed, lang),
        sources={tag: _say(lang, f"source_{tag}") for tag in SOURCE_TAGS},
        **_pictures(content, lang),
    )


def _pictures(content: ReportContent, lang: str) -> dict[str, Any]:
    """All pictures by the name that the template knows them by; None or nothing where there is no data."""
    baseline = content.baseline
    forest = forest_data(content.arms, baseline)
    best = [str(arm) for arm in forest["arm"][:N_SHOWN]]
    arms = [str(arm) for arm in content.arms["arm"]]
    colors = dict.fromkeys(arms, FAINT) | arm_colors([baseline, *best], baseline)

    pictures: dict[str, Any] = {"forest": None, "why": None, "attainment": None, "pay_curves": [], "weeks": []}
    if len(forest):
        draw = partial(plot_forest, forest, lang=lang, baseline=baseline)
        pictures["forest"] = plot_picture(draw, forest_size(len(forest)), say("forest_title", lang))
    if content.parts is not None and best:
        parts = parts_data(content.parts, baseline)
        size = parts_size(len(merge_small(parts.loc[parts["arm"] == best[0]])))
        alt = say("parts_title", lang, arm=best[0])
        pictures["why"] = plot_picture(partial(plot_parts, parts, lang=lang, arm=best[0]), size, alt)
    if content.weeks is not None:
        for measure in _measures(content.weeks):
            for against in (None, baseline) if best else (None,):
                data = weeks_data(content.weeks, measure, against, content.level)
                alt = say(f"weeks_{data['measure'].iloc[0]}", lang)
                draw = partial(plot_weeks, data, lang=lang, colors=colors)
                pictures["weeks"].append(plot_picture(draw, (5.4, 3.4), alt))
    standing = None
    if content.attainment is not None:
        shown = [baseline, *best[: N_SHOWN - 1]]
        rows = content.attainment.loc[content.attainment["arm"].isin(shown)]
        data = attainment_data(rows)
        standing = data.loc[data["arm"] == baseline]
        draw = partial(plot_attainment, data, lang=lang, colors=colors)
        pictures["attainment"] = plot_picture(draw, (5.4, 4.4), say("attainment_title", lang))
    if content.pay_curves is not None:
        with style():
            pictures["pay_curves"] = [
                _pack(pay_figure(curve, lang), pay_title(curve.paid_on, lang))
                for curve in (PayCurve(OWN_CURVE, content.pay_curves, standing), *content.pay_components)
            ]
    pictures["goods"] = None
    if content.goods is not None and len(content.goods):
        size = goods_flow_size(int((content.goods["kind"] == "delivered").sum()))
        draw = partial(plot_goods_flow, content.goods, lang=lang, names=content.distributor_names)
        pictures["goods"] = plot_picture(draw, size, say("goods_flow_title", lang))
    tradeoff = tradeoff_data(content.layouts)
    pictures["tradeoff"] = None
    if len(tradeoff) >= MIN_LAYOUTS:
        draw = partial(plot_tradeoff, tradeoff, lang=lang)
        pictures["tradeoff"] = plot_picture(draw, (6.4, 4.4), say("tradeoff_title", lang))
    pictures["maps"] = [
        plot_picture(
            partial(
                plot_map,
                layout.points,
                lang=lang,
                title=layout.name,
                spots=layout.spots,
            ),
            (4.0, 4.3),
            f"{name_of('layout', lang)}: {layout.name}",
        )
        for layout in content.layouts
        if layout.points is not None and len(layout.points)
    ]
    return pictures


def _measures(weeks: pd.DataFrame) -> list[str]:
    """The measures that there is data for."""
    known = set(weeks["measure"]) if "measure" in weeks else set(weeks.columns)
    return [measure for measure in MEASURES if measure in known]


def plot_picture(draw: Callable[..., Any], size_in: tuple[float, float], alt: str) -> Picture:
    """Draw on fresh axes of a size in inches (``draw(ax=...)``) and pack the result."""
    with style():
        figure = Figure(figsize=size_in, layout="constrained")
        draw(ax=figure.add_subplot())
        return _pack(figure, alt)


def _pack(figure: Figure, alt: str) -> Picture:
    """A figure as an SVG that the page carries inside; without a date, so that bytes do not change from run to run."""
    file = BytesIO()
    figure.savefig(file, format="svg", dpi=RASTER_DPI, metadata={"Date": None, "Creator": None})
    source = "data:image/svg+xml;base64," + b64encode(file.getvalue()).decode("ascii")
    return Picture(source, round(figure.get_figwidth() * 96), alt)


def _sentences(text: str) -> tuple[str, str]:
    """The first sentence, and what follows it."""
    ends = [text.find(mark) + 1 for mark in (". ", "。") if mark in text]
    return (text[: min(ends)], text[min(ends) :].strip()) if ends else (text, "")


def _bands(content: ReportContent, lang: str) -> str:
    """What the bands around the weekly lines are, in words."""
    if content.weeks is not None and "replication" in content.weeks:
        return say("bands_interval", lang, level=percent(content.level))
    return say("bands_given", lang)


def _correlations(content: ReportContent, lang: str) -> str:
    """How closely the arms moved with the baseline, in a sentence; empty if nobody knows."""
    if "correlation" not in content.arms:
        return ""
    known = content.arms.loc[content.arms["arm"] != content.baseline, "correlation"].dropna()
    if known.empty:
        return ""
    low, high = count(known.min(), decimals=2), count(known.max(), decimals=2)
    return (
        say("correlation_one", lang, low=low) if low == high else say("correlation_achieved", lang, low=low, high=high)
    )


def _say(lang: str, key: str, **values: str) -> str:
    return say(key, lang, **values)
