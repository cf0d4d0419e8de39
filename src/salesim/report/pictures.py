"""A comparison's plots as files of their own, PNG to look at and SVG to edit."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from salesim.errors import InputError
from salesim.report.content import ReportContent
from salesim.report.forest import forest_data, forest_size, plot_forest
from salesim.report.parts import merge_small, parts_data, parts_size, plot_parts
from salesim.report.style import style

DPI = 150


def write_plots(content: ReportContent, folder: str | Path, lang: str = "en") -> list[Path]:
    """Write the differences and the best arm's reasons as PNG and SVG; returns the files."""
    forest = forest_data(content.arms, content.baseline)
    if forest.empty:
        return []
    draws: dict[str, tuple[Callable[..., Any], tuple[float, float]]] = {
        "differences": (partial(plot_forest, forest, lang=lang, baseline=content.baseline), forest_size(len(forest)))
    }
    if content.parts is not None and len(content.parts):
        parts = parts_data(content.parts, content.baseline)
        best = parts.loc[parts["arm"] == forest["arm"].iloc[0]]
        size = parts_size(len(merge_small(best)))
        draws["reasons"] = (partial(plot_parts, best, lang=lang), size)
    files = []
    for name, (draw, size) in draws.items():
        files += save_plot(draw, size, Path(folder) / name)
    return files


def save_plot(draw: Callable[..., Any], size_in: tuple[float, float], path: Path) -> list[Path]:
    """Draw once (``draw(ax=...)``) and keep it as PNG and SVG; without dates, so that bytes stay the same."""
    with style():
        figure = Figure(figsize=size_in, layout="constrained")
        draw(ax=figure.add_subplot())
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            files = [path.with_suffix(".png"), path.with_suffix(".svg")]
            figure.savefig(files[0], dpi=DPI, metadata={"Software": None})
            figure.savefig(files[1], metadata={"Date": None, "Creator": None})
        except OSError as error:
            raise InputError(f"cannot write: {error.strerror or error}", field="out", file=path) from error
    return files
