"""One page for a board: `report.html`, a single file that needs no network.

Pictures are inside it, names that users chose are escaped, and the same content gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

from salesim.report.content import ReportContent
from salesim.report.page import page_template
from salesim.report.pictures import Picture, embed, plot_picture
from salesim.report.section import Block, Details, Plot, in_order
from salesim.wording import check_language
from salesim.wording.text import say
from salesim.written import written

__all__ = ["Chapter", "Picture", "chapters", "plot_picture", "plots_of", "render_report", "write_report"]


@dataclass(frozen=True)
class Chapter:
    """A heading of the page with all that stands under it."""

    title: str
    blocks: tuple[Block, ...]

    def rows(self) -> list[tuple[str, list[Block]]]:
        """Blocks as they are laid out: plots next to each other together, ``(their look, plots)``, others alone."""
        looks = groupby(self.blocks, key=lambda block: block.look if isinstance(block, Plot) else "")
        return [
            row
            for look, blocks in looks
            for row in ([(look, list(blocks))] if look else [("", [block]) for block in blocks])
        ]


def write_report(content: ReportContent, path: str | Path, lang: str = "en") -> Path:
    """Write the report of a comparison as one HTML file and return its path.

    Parameters
    ----------
    content : what there is to tell; what it lacks is left out of the page.
    path : the file to write; its folder is made if need be.
    lang : ``en`` or ``zh``.
    """
    return write_page(render_report(content, lang), Path(path))


def render_report(content: ReportContent, lang: str = "en") -> str:
    """The page of `write_report` as text."""
    check_language(lang)
    return render(content, chapters(content, lang), lang)


def chapters(content: ReportContent, lang: str) -> list[Chapter]:
    """The chapters of the page in their order; sections with one title are one chapter, where the first of them is."""
    found: dict[str, tuple[Block, ...]] = {}
    for section in in_order():
        if blocks := section.shown(content, lang):
            found[section.title] = (*found.get(section.title, ()), *blocks)
    return [Chapter(say(title, lang), blocks) for title, blocks in found.items()]


def render(content: ReportContent, shown: Sequence[Chapter], lang: str) -> str:
    """The page with some chapters."""
    return page_template("template.html.j2").render(
        content=content,
        chapters=shown,
        verdict=content.verdict.splitlines() or [""],
        lang=lang,
        say=partial(_say, lang),
        embed=embed,
    )


def plots_of(shown: Sequence[Chapter]) -> Iterator[Plot]:
    """All plots of some chapters, those folded away among them."""
    queue = [block for chapter in shown for block in chapter.blocks]
    while queue:
        block = queue.pop(0)
        if isinstance(block, Plot):
            yield block
        if isinstance(block, Details):
            queue = [*block.blocks, *queue]


def write_page(page: str, path: Path) -> Path:
    """Write a page and return its path."""
    with written(path) as aside:
        aside.write_text(page, encoding="utf-8", newline="\n")
    return path


def _say(lang: str, message: str) -> str:
    return say(message, lang)
