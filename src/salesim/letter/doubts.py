"""What a plan letter states that is allowed, and most likely not meant."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from salesim.letter.figures import number_in
from salesim.letter.letter import Letter
from salesim.phrase import Phrase

MONEY = ("sales", "cash")  # measures of which more than all could be paid


def doubts(letter: Letter) -> list[Phrase]:
    """A sentence for each, with the part: pay that falls, a cap below a threshold, loans that nobody pays back, ..."""
    return [*_unused(letter), *(doubt for part in letter.parts for doubt in _of_part(letter, part))]


def _unused(letter: Letter) -> Iterator[Phrase]:
    """Parts that no other part takes, such as a commission that is missing from the total."""
    used = {name for part in letter.parts for _, name in part.uses()} | {letter.paid_part}
    for part in letter.parts:
        if part.name not in used and not is_shown_only(part):
            yield Phrase("part {part}: no other part takes it, so that it is not paid", part=part.name)


def is_shown_only(part: Any) -> bool:
    """Whether a part is there to be read in the statement, such as what is still owed."""
    return getattr(part, "show", "pay") != "pay"


def _of_part(letter: Letter, part: Any) -> Iterator[Phrase]:
    match part.part:
        case "commission" if part.by is None:
            rates = [_number(letter, rate) for _, rate in part.tiers]
            if part.how == "whole":
                yield from _falls(part, [edge for edge, _ in part.tiers], rates)
            last = rates[-1]
            is_capped = any(other.part == "cap" for other in letter.parts)
            if last is not None and last >= 1 and part.of in MONEY and not is_capped:
                yield Phrase(
                    "part {part}: pays {rate} for each 1 of {of}, without end", part=part.name, rate=f"{float(last):g}",
                    of=part.of,
                )  # fmt: skip
        case "bonus" if part.how == "highest":
            yield from _falls(part, [edge for edge, _ in part.steps], [_number(letter, pay) for _, pay in part.steps])
        case "cap" if _number(letter, part.beyond) == 0:
            yield from _capped_below(letter, part)
        case "draw" if part.kind == "recoverable" and _number(letter, part.recover) == 0:
            yield Phrase(
                "part {part}: what is lent is never taken back, as recover is 0; kind: non_recoverable says so",
                part=part.name,
            )
        case "credit" if not isinstance(part.share, tuple) and _number(letter, part.share) == 0:
            yield Phrase("part {part}: a share of 0 credits nobody", part=part.name)


def _falls(part: Any, edges: list[Any], pay: list[Fraction | None]) -> Iterator[Phrase]:
    """Edges from which on less is paid than below them."""
    for edge, low, high in zip(edges[1:], pay, pay[1:]):
        if low is not None and high is not None and high < low:
            yield Phrase(
                "part {part}: pay falls when {of} reaches {edge}", part=part.name, of=part.of, edge=_written(edge)
            )


def _capped_below(letter: Letter, cap: Any) -> Iterator[Phrase]:
    """Amounts that lie above a cap on them, and thresholds that what is capped never reaches."""
    most = _number(letter, cap.at)
    if most is None:
        return
    for other in letter.parts:
        table = getattr(other, "steps", None) or getattr(other, "points", ())
        if not isinstance(table, tuple):
            continue
        if other.name == cap.of and other.part == "bonus":
            amounts = [_number(letter, amount) for _, amount in table]
            if above := [amount for amount in amounts if amount is not None and amount > most]:
                yield Phrase(
                    "part {part}: {other} pays {amount}, which lies above the cap of {most}", part=cap.name,
                    other=other.name, amount=f"{float(above[0]):g}", most=f"{float(most):g}",
                )  # fmt: skip
        elif getattr(other, "of", None) == cap.name:
            edges = [_number(letter, edge) for edge, *_ in table]
            if beyond := [edge for edge in edges if edge is not None and edge > most]:
                yield Phrase(
                    "part {part}: its threshold {edge} is never reached, as {other} ends at {most}", part=other.name,
                    edge=f"{float(beyond[0]):g}", other=cap.name, most=f"{float(most):g}",
                )  # fmt: skip


def _written(edge: Any) -> str:
    """An edge as readers write it."""
    return f"{edge:g}" if isinstance(edge, float) else str(edge)


def _number(letter: Letter, figure: Any) -> Fraction | None:
    """A figure that is a number or a setting; None of what is given or reckoned."""
    if isinstance(figure, str):
        return letter.settings[figure].value if figure in letter.settings else number_in(figure)
    return Fraction(repr(figure)) if isinstance(figure, (int, float)) else None
