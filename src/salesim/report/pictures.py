"""Plots as pictures: inside a page, and as files of their own, PNG to look at and SVG to edit.

No picture holds a date, so that the same plot gives the same bytes.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from matplotlib.figure import Figure

from salesim.report.section import Plot, on_axes
from salesim.report.style import style
from salesim.written import written

DPI = {"png": 150, "svg": 200}  # in an SVG, of what it holds as pixels
NO_DATE: dict[str, dict[str, Any]] = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}
DRAWN: WeakKeyDictionary[Plot, bytes] = WeakKeyDictionary()  # SVGs of plots that are on a page and beside it


@dataclass(frozen=True)
class Picture:
    """A picture as the page holds it: the whole SVG in its address, its size in CSS pixels, and what it shows."""

    source: str
    width_px: int
    alt: str


def embed(plot: Plot) -> Picture:
    """Draw a plot for a page, unless it has just been drawn as a file of the same size."""
    if plot not in DRAWN:
        DRAWN[plot] = draw(plot, plot.size_in, ["svg"])["svg"]
    source = "data:image/svg+xml;base64," + b64encode(DRAWN[plot]).decode("ascii")
    return Picture(source, round(plot.size_in[0] * 96), plot.title)


def save(plot: Plot, path: Path) -> list[Path]:
    """Draw a plot once and keep it in its formats, at a path without an ending; returns the files."""
    size_in = plot.file_size_in or plot.size_in
    drawn = draw(plot, size_in, plot.formats)
    if "svg" in drawn and size_in == plot.size_in:
        DRAWN[plot] = drawn["svg"]
    files = [path.with_name(f"{path.name}.{kind}") for kind in drawn]
    for content, file in zip(drawn.values(), files, strict=True):
        with written(file) as aside:
            aside.write_bytes(content)
    return files


def draw(plot: Plot, size_in: tuple[float, float], formats: Sequence[str]) -> dict[str, bytes]:
    """A plot drawn once, as the contents of files of some formats."""
    with style():
        figure = Figure(figsize=size_in, layout="constrained")
        plot.draw(figure)
        figure.draw_without_rendering()
        figure.set_layout_engine("none")  # where everything stands is found, once for all formats
        return {kind: _saved(figure, kind) for kind in formats}


def write_plots(plots: Iterable[Plot], folder: str | Path) -> list[Path]:
    """Keep the plots that have a file name in a folder; returns the files."""
    return [file for plot in plots if plot.file for file in save(plot, Path(folder) / plot.file)]


def plot_picture(draw: Callable[..., Any], size_in: tuple[float, float], alt: str) -> Picture:
    """Draw on fresh axes of a size in inches (``draw(ax=...)``) for a page."""
    return embed(Plot(on_axes(draw), size_in, alt))


def save_plot(draw: Callable[..., Any], size_in: tuple[float, float], path: Path) -> list[Path]:
    """Draw on fresh axes (``draw(ax=...)``) and keep that as PNG and SVG."""
    return save(Plot(on_axes(draw), size_in, path.name), path)


def _saved(figure: Figure, kind: str) -> bytes:
    file = BytesIO()
    figure.savefig(file, format=kind, dpi=DPI[kind], metadata=NO_DATE[kind])
    return file.getvalue()
