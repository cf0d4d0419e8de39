"""What a report consists of: sections, each a file of the folder ``sections``, and the blocks that they are made of.

A section takes its data from a comparison and says in blocks what the page shows: texts, tables, plots. It is
registered where it is defined, so that a further chart is one further file:

    register(Section("late", 55, N_("Late orders"), late_blocks, late_data))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, ClassVar

from matplotlib.figure import Figure

from salesim.phrase import Phrase
from salesim.report.content import ReportContent
from salesim.report.source import Source
from salesim.report.tables import Table


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    kind: ClassVar[str] = "text"
    text: str


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True)
class Items:
    """A list of sentences, or of terms in bold with what they mean."""

    kind: ClassVar[str] = "items"
    items: tuple[tuple[str, str], ...]
    look: str = ""


@dataclass(frozen=True)
class Facts:
    """Terms and what they are, in two columns."""

    kind: ClassVar[str] = "facts"
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Plot:
    """A picture. Plots next to each other stand side by side if there is room.

    Parameters
    ----------
    draw : draws on an empty figure.
    size_in : width and height of the figure.
    title : what the picture shows, for those who cannot see it.
    about : what stands beneath it.
    file : where it is kept beside the page, without an ending, such as ``plots/differences``; empty: nowhere.
    file_size_in : size of the kept picture; that of the page if left out.
    formats : of the kept picture.
    look : how it stands on the page: ``two`` abreast, or small as one of many ``maps``.
    """

    kind: ClassVar[str] = "plot"
    draw: Callable[[Figure], Any]
    size_in: tuple[float, float]
    title: str
    about: str = ""
    file: str = ""
    file_size_in: tuple[float, float] | None = None
    formats: tuple[str, ...] = ("png", "svg")
    look: str = "two"


@dataclass(frozen=True)
class Details:
    """Blocks that are folded away until a reader asks for them."""

    kind: ClassVar[str] = "details"
    summary: str
    blocks: tuple[Block, ...]


Block = Text | Heading | Items | Facts | Table | Plot | Details


def on_axes(plot: Callable[..., Any]) -> Callable[[Figure], Any]:
    """What draws on axes (``plot(ax=...)``) as what draws on a figure of its own."""
    return lambda figure: plot(ax=figure.add_subplot())


@dataclass(frozen=True)
class Section:
    """One part of the page.

    Parameters
    ----------
    name : by which the content knows its data.
    order : sections stand by it, low ones first.
    title : of its heading; English, marked for the catalogue. Sections of one title share its heading.
    blocks : from its data, the content and a language to what is shown; nothing leaves the section out.
    data : what it shows, from a comparison; None if the comparison does not know it, which leaves the section out. A
        section that shows only what all share (the arms, the facts) has none.
    """

    name: str
    order: int
    title: str
    blocks: Callable[[Any, ReportContent, str], Iterable[Block]]
    data: Callable[[Source], Any] | None = None

    @property
    def is_ours(self) -> bool:
        """Whether it comes with salesim."""
        return self.blocks.__module__.partition(".")[0] == __name__.partition(".")[0]

    def shown(self, content: ReportContent, lang: str) -> tuple[Block, ...]:
        """Its blocks; none if there is nothing to show."""
        data = content.data.get(self.name)
        return () if data is None and self.data is not None else tuple(self.blocks(data, content, lang))


SECTIONS: dict[str, Section] = {}  # by name


def register(section: Section) -> Section:
    """Make a section part of every report."""
    if section.name in SECTIONS:
        raise ValueError(Phrase("two sections are called {name}", name=section.name))
    SECTIONS[section.name] = section
    return section


def in_order() -> list[Section]:
    """All sections as they stand on the page: those of the folder, and whatever else was registered."""
    folder = import_module("salesim.report.sections")
    for module in iter_modules(folder.__path__):
        import_module(f"{folder.__name__}.{module.name}")
    return sorted(SECTIONS.values(), key=lambda section: section.order)
