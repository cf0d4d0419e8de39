"""The look shared by all pictures: one font, few lines, the same color for the same option everywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.axis import Axis

from salesim.report.font import families
from salesim.wording import MoneyUnit

INK = "#1f2933"
SOFT = "#5b6774"
FAINT = "#c9d1d9"
GRID = "#e8ecf0"
BASELINE = "#7b8794"
GAIN = "#0b6aa2"
LOSS = "#c4531a"

# Distinguishable with any color vision (they differ in lightness, too) and on white paper.
ACCENTS = ("#0b6aa2", "#d9822b", "#0f8a6c", "#8a4f9e", "#b5483a", "#4aa3c7")

# Policies are not arms, so their curves have colors of their own.
POLICY_COLORS = ("#1f2933", "#c2571a", "#2a7f9e", "#8a8d2f", "#7a4b94", "#b0416b")


@contextmanager
def style() -> Iterator[None]:
    """Draw in the house style inside a ``with``; the user's settings return afterwards."""
    with matplotlib.rc_context(
        {
            "font.family": list(families()),
            "font.size": 10,
            "text.color": INK,
            # A user's name such as "$100 club$" is a name, not a formula.
            "text.parse_math": False,
            "axes.titlesize": 12,
            "axes.titlelocation": "left",
            "axes.titlepad": 10,
            "axes.titlecolor": INK,
            "axes.labelsize": 9.5,
            "axes.labelcolor": SOFT,
            "axes.edgecolor": FAINT,
            "axes.linewidth": 0.8,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.axisbelow": True,
            "axes.unicode_minus": True,
            "grid.color": GRID,
            "grid.linewidth": 0.8,
            "xtick.color": FAINT,
            "ytick.color": FAINT,
            "xtick.labelcolor": SOFT,
            "ytick.labelcolor": SOFT,
            "xtick.labelsize": 9.5,
            "ytick.labelsize": 9.5,
            "figure.facecolor": "white",
            "axes.facecolor": "white",
            "savefig.facecolor": "white",
            "svg.fonttype": "path",
            "svg.hashsalt": "salesim",  # the same picture gives the same bytes
        }
    ):
        yield


def new_axes(width_in: float, height_in: float) -> Axes:
    """Fresh axes of a size in inches, shown by a notebook like any other pyplot figure."""
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(width_in, height_in), layout="constrained")[1]


def keep_font(ax: Axes) -> None:
    """Make tick labels that matplotlib creates later, outside the style, keep the font."""
    ax.tick_params(labelfontfamily=list(families()))


def axis_in(axis: Axis, unit: MoneyUnit, lang: str, *, signed: bool = False) -> None:
    """Write an axis of money in a unit that stands in its label or in the title."""
    axis.set_major_formatter(lambda amount, _: unit.write(amount, signed=signed, trim=True))


def arm_colors(arms: Sequence[str], baseline: str | None) -> dict[str, str]:
    """A color for each arm: gray for the baseline, accents in the order given, then faint for the rest."""
    others = [arm for arm in arms if arm != baseline]
    colors = {arm: ACCENTS[i] if i < len(ACCENTS) else FAINT for i, arm in enumerate(others)}
    return colors if baseline is None else {baseline: BASELINE, **colors}


def text_width(text: str) -> int:
    """Width in Latin letters: a Chinese character counts for two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def short_name(name: Any, width: int = 34) -> str:
    """A user's name fit for a label: one line, at most ``width`` Latin letters wide."""
    text = " ".join("".join(c if c.isprintable() else " " for c in str(name)).split())
    if text_width(text) <= width:
        return text
    while text_width(text) > width - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def fold(text: str, width: int) -> str:
    """A heading on several lines of at most ``width`` Latin letters; Chinese breaks anywhere, long words nowhere.

    >>> fold("Sales of all offered", 9), fold("参与者销售变化", 9)
    ('Sales of\\nall\\noffered', '参与者销\\n售变化')
    """
    pieces = re.findall(r"[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+|\s+", text)
    lines = [""]
    for piece in pieces:
        if lines[-1].strip() and text_width(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return "\n".join(line.rstrip() for line in lines)


def line_height(ax: Axes, points: float = 12.5) -> float:
    """Height of a line of small text in the units of the y axis."""
    bottom, top = ax.get_ylim()
    return (top - bottom) * points / (ax.bbox.height * 72 / ax.figure.dpi)


def spread(positions: Sequence[float], gap: float) -> list[float]:
    """Move labels apart so that neighbors are at least ``gap`` from each other, in the same order.

    Labels that collide form a block that stands centered on where its members wanted to be.
    """
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    blocks: list[list[int]] = []
    for i in order:
        blocks.append([i])
        while len(blocks) > 1 and _bottom(blocks[-1], positions, gap) < _top(blocks[-2], positions, gap) + gap:
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    moved = [0.0] * len(positions)
    for block in blocks:
        start = _bottom(block, positions, gap)
        for step, i in enumerate(block):
            moved[i] = start + step * gap
    return moved


def _bottom(block: list[int], positions: Sequence[float], gap: float) -> float:
    return sum(positions[i] for i in block) / len(block) - (len(block) - 1) * gap / 2


def _top(block: list[int], positions: Sequence[float], gap: float) -> float:
    return _bottom(block, positions, gap) + (len(block) - 1) * gap
