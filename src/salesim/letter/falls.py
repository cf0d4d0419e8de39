"""Where a plan letter pays less for more: tables that fall, factors that fall, gates that shut."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from salesim.letter.figures import Figure, number_in, written
from salesim.letter.letter import Letter
from salesim.letter.model_words import meant_by
from salesim.phrase import Phrase

LESS_IS_BETTER = ("days_to_collect",)
FALLS = "part {part}: pay falls when {of} reaches {edge}"
SAME = ("credit", "cap", "floor", "round", "average", "total")  # parts that rise with what they are made of


def falls(letter: Letter, part: Any) -> Iterator[Phrase]:
    """A sentence for each place of a part from which on more of something earns less.

    What is paid on is meant to be as much as can be, unless all of its table falls, as that of a discount does; what
    decides a rate, a factor or a gate only where it is known to be: an attainment, or one of the model's measures.
    """
    match part.part:
        case "commission":
            yield from _of_rates(letter, part)
        case "bonus":
            amounts = [amount for _, amount in part.steps]
            if part.how == "sum":
                yield from _negative(letter, part, part.of, [edge for edge, _ in part.steps], amounts)
            else:
                yield from _of_table(letter, part, part.of, part.steps, part.quota)
        case "curve":
            edges, shares = [at for at, _ in part.points], [share for _, share in part.points]
            if part.how == "slices":
                yield from _negative(letter, part, part.of, edges, shares)
            else:
                yield from _of_table(letter, part, part.of, part.points)
            if (beyond := number_of(letter, part.beyond)) is not None and beyond < 0:
                yield _at(letter, part, part.of, edges[-1])
        case "modifier":
            yield from _of_table(letter, part, part.by, part.table, decides=True)
        case "table" if part.levels:
            yield from _of_table(letter, part, part.by, part.levels, decides=True)
        case "matrix":
            for cells in zip(*part.cells, strict=True):
                yield from _of_table(letter, part, part.row, tuple(zip(part.rows, cells, strict=True)), decides=True)
            for cells in part.cells:
                yield from _of_table(letter, part, part.col, tuple(zip(part.cols, cells, strict=True)), decides=True)
        case "per_unit" if (amount := number_of(letter, part.amount)) is not None and amount < 0:
            yield _at(letter, part, part.of, part.above or 0.0)
        case "cap" if (beyond := number_of(letter, part.beyond)) is not None and beyond < 0:
            yield _at(letter, part, part.of, part.at)
        case "gate":
            yield from _of_gate(letter, part)
        case "contest":
            prizes = [number_of(letter, prize) for prize in part.prizes]
            for place, (better, worse) in enumerate(pairwise(prizes), 2):
                if better is not None and worse is not None and worse > better:
                    yield Phrase(
                        "part {part}: place {place} wins more than the place before it", part=part.name, place=place
                    )
                    break


def _of_rates(letter: Letter, part: Any) -> Iterator[Phrase]:
    """Rates on everything that fall so far that pay does, and rates below 0."""
    edges, rates = [edge for edge, _ in part.tiers], [rate for _, rate in part.tiers]
    yield from _negative(letter, part, part.of, edges, rates)
    if part.by is not None and part.by != part.of:
        yield from _of_table(letter, part, part.by, part.tiers, decides=True)
        return
    numbers = [(number_of(letter, edge), number_of(letter, rate)) for edge, rate in part.tiers]
    for (low, less), (high, more) in pairwise(numbers):
        if low is None or less is None or high is None or more is None or less < 0 or more < 0:
            continue
        # on a line the rate falls by (less - more) / (high - low), and pay before the edge by that times the edge
        on_line = part.how == "line" and more - high * (less - more) / (high - low) < 0
        if on_line or (part.how == "whole" and more < less):
            yield _at(letter, part, part.of, edges[numbers.index((high, more))], part.quota)


def _of_table(
    letter: Letter, part: Any, of: Figure, table: Any, quota: Figure | None = None, decides: bool = False
) -> Iterator[Phrase]:
    """Edges of a table from which on less is paid than below them."""
    paid = [number_of(letter, amount) for _, amount in table]
    steps = [(low, high) for low, high in pairwise(paid) if low is not None and high is not None]
    if is_better(letter, of) is (None if decides else False) or is_better(letter, of) is False:
        return
    if is_better(letter, of) is None and len(steps) > 1 and all(high < low for low, high in steps):
        return  # of which little is wanted, such as a discount
    for (edge, _), low, high in zip(table[1:], paid, paid[1:]):
        if low is not None and high is not None and high < low:
            yield _at(letter, part, of, edge, quota)


def _negative(letter: Letter, part: Any, of: Figure, edges: list[Any], rates: list[Any]) -> Iterator[Phrase]:
    """The first edge from which on a rate or an amount is below 0."""
    for edge, rate in zip(edges, rates, strict=True):
        if (number := number_of(letter, rate)) is not None and number < 0:
            yield _at(letter, part, of, edge, getattr(part, "quota", None))
            return


def _of_gate(letter: Letter, part: Any) -> Iterator[Phrase]:
    """A gate that shuts when more is done, unless another one opens there."""
    passes, fails = number_of(letter, part.passes), number_of(letter, part.fails)
    shuts = part.below if part.below is not None else part.at_most
    at = shuts if shuts is not None else part.threshold
    if part.one_of or is_better(letter, part.of) is not True:
        return
    inside, outside = (passes, fails) if shuts is None else (fails, passes)  # what is paid from the threshold on
    if inside is not None and outside is not None:
        drops = inside < outside
    else:
        drops = inside == 0 and not _opens_elsewhere(letter, part, at)
    if drops:
        yield _at(letter, part, part.of, at)


def _opens_elsewhere(letter: Letter, gate: Any, at: Figure) -> bool:
    """Whether another gate opens where this one shuts, as bands follow one another, or looks at the same in parts."""
    return any(
        other.part == "gate"
        and other.name != gate.name
        and any(
            one.of == gate.of and str(one.threshold) == str(at) and (one.below is None and one.at_most is None)
            for some in other.conditions.values()
            for one in some
        )
        for other in letter.parts
    )


def is_better(letter: Letter, figure: Figure) -> bool | None:
    """Whether more of a figure is better, as far as its name or the part that it is says so."""
    parts: Mapping[str, Any] = {part.name: part for part in letter.parts}
    seen: set[Figure] = set()
    while isinstance(figure, str) and figure in parts and figure not in seen:
        seen.add(figure)
        part = parts[figure]
        if part.part in ("attainment", *SAME):
            of = part.of if isinstance(part.of, str) else next((one for one in part.of if isinstance(one, str)), "")
            if part.part == "attainment" and is_better(letter, of) is None:
                return True  # a quota is there to be reached
            figure = of
        else:
            return None
    meant = meant_by(figure) if isinstance(figure, str) else None
    return None if meant is None else meant not in LESS_IS_BETTER


def number_of(letter: Letter, figure: Any) -> Fraction | None:
    """A figure that is a number or a setting; None of what is given or reckoned."""
    if isinstance(figure, str):
        return letter.settings[figure].value if figure in letter.settings else number_in(figure)
    return Fraction(repr(figure)) if isinstance(figure, (int, float)) else None


def _at(letter: Letter, part: Any, of: Figure, edge: Any, quota: Figure | None = None) -> Phrase:
    """That pay falls at an edge: an amount, or a share of a quota."""
    number = number_of(letter, edge)
    place = str(edge) if number is None else written(number)
    return Phrase(FALLS, part=part.name, of=of, edge=place if quota is None else f"{place} × {quota}")
