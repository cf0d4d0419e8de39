"""Plots as pictures: inside a page, and as files of their own, PNG to look at and SVG to edit.

No picture holds a date, so that the same plot gives the same bytes.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from salesim.report.section import Plot, on_axes
from salesim.report.style import style
from salesim.written import written

FILE_DPI = 150
PAGE_DPI = 200  # of what a page's SVG holds as pixels
NO_DATE: dict[str, dict[str, Any]] = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}


@dataclass(frozen=True)
class Picture:
    """A picture as the page holds it: the whole SVG in its address, its size in CSS pixels, and what it shows."""

    source: str
    width_px: int
    alt: str


def embed(plot: Plot) -> Picture:
    """Draw a plot for a page."""
    with style():
        figure = Figure(figsize=plot.size_in, layout="constrained")
        plot.draw(figure)
        file = BytesIO()
        figure.savefig(file, format="svg", dpi=PAGE_DPI, metadata=NO_DATE["svg"])
    source = "data:image/svg+xml;base64," + b64encode(file.getvalue()).decode("ascii")
    return Picture(source, round(figure.get_figwidth() * 96), plot.title)


def save(plot: Plot, path: Path) -> list[Path]:
    """Draw a plot once and keep it in its formats, at a path without an ending; returns the files."""
    with style():
        figure = Figure(figsize=plot.file_size_in or plot.size_in, layout="constrained")
        plot.draw(figure)
        files = [path.with_name(f"{path.name}.{kind}") for kind in plot.formats]
        for kind, file in zip(plot.formats, files, strict=True):
            with written(file) as aside:
                figure.savefig(aside, format=kind, dpi=FILE_DPI, metadata=NO_DATE[kind])
    return files


def write_plots(plots: Iterable[Plot], folder: str | Path) -> list[Path]:
    """Keep the plots that have a file name in a folder; returns the files."""
    return [file for plot in plots if plot.file for file in save(plot, Path(folder) / plot.file)]


def plot_picture(draw: Callable[..., Any], size_in: tuple[float, float], alt: str) -> Picture:
    """Draw on fresh axes of a size in inches (``draw(ax=...)``) for a page."""
    return embed(Plot(on_axes(draw), size_in, alt))


def save_plot(draw: Callable[..., Any], size_in: tuple[float, float], path: Path) -> list[Path]:
    """Draw on fresh axes (``draw(ax=...)``) and keep that as PNG and SVG."""
    return save(Plot(on_axes(draw), size_in, path.name), path)
