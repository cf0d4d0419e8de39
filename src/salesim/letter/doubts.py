"""What a plan letter states that is allowed, and most likely not meant."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from salesim.letter.falls import falls, number_of
from salesim.letter.figures import written
from salesim.letter.letter import Letter
from salesim.phrase import Phrase

MONEY = ("sales", "cash")  # measures of which more than all could be paid
A_YEAR = {"week": (52, 53), "month": (12,), "quarter": (4,), "half": (2,), "year": (1,)}  # periods of it


class Doubt(NamedTuple):
    """What is doubted, and the number of the part that it is about; None of the letter as a whole."""

    text: Phrase
    part: int | None

    def told(self, lang: str) -> str:
        """The sentence in a language."""
        return self.text.told(lang)


def doubts(letter: Letter) -> list[Doubt]:
    """A sentence for each: pay that falls, a cap below a threshold, loans that nobody pays back, ..."""
    found = [Doubt(text, n) for n, part in enumerate(letter.parts) for text in _of_part(letter, part)]
    unused = [Doubt(text, n) for n, text in _unused(letter)]
    return [*unused, *dict.fromkeys(found), *(Doubt(text, None) for text in _of_periods(letter))]


def _unused(letter: Letter) -> Iterator[tuple[int, Phrase]]:
    """Parts that no other part takes, such as a commission that is missing from the total."""
    used = {name for part in letter.parts for _, name in part.uses()} | {letter.paid_part}
    for n, part in enumerate(letter.parts):
        if part.name not in used and not is_shown_only(part):
            yield n, Phrase("part {part}: no other part takes it, so that it is not paid", part=part.name)


def is_shown_only(part: Any) -> bool:
    """Whether a part is there to be read in the statement, such as what is still owed."""
    return getattr(part, "show", "pay") != "pay"


def _of_part(letter: Letter, part: Any) -> Iterator[Phrase]:
    if part.name not in deducted(letter):
        yield from falls(letter, part)
    match part.part:
        case "commission" if part.by is None:
            last = number_of(letter, part.tiers[-1][1])
            is_capped = any(other.part == "cap" for other in letter.parts)
            if last is not None and last >= 1 and part.of in MONEY and not is_capped:
                yield Phrase(
                    "part {part}: pays {rate} for each 1 of {of}, without end", part=part.name, rate=written(last),
                    of=part.of,
                )  # fmt: skip
        case "cap" if number_of(letter, part.beyond) == 0:
            yield from _capped_below(letter, part)
        case "draw" if part.kind == "recoverable":
            yield from _never_recovered(letter, part)
        case "credit" | "pool":
            yield from _credits_nobody(letter, part)
        case "contest":
            yield from _prizes_for_nobody(letter, part)
        case "schedule":
            alike = [one for one in letter.parts if one.part == "schedule" and one.of == part.of]
            if part is alike[-1]:  # what is half paid here may be half paid there
                yield from _shares(letter, part, tuple(share for one in alike for share in one.shares))
            n = A_YEAR.get(letter.period, ())
            if part.every is not None and n and all(one % part.every for one in n):
                yield Phrase(
                    "part {part}: every {every} periods is no part of a year, which has {n} of them", part=part.name,
                    every=part.every, n=n[0],
                )  # fmt: skip
        case "quota" if part.seasons:
            yield from _shares(letter, part, part.seasons)
            n = A_YEAR.get(letter.period, ())
            if n and len(part.seasons) not in n:
                yield Phrase(
                    "part {part}: there are {m} seasons, and a year has {n} periods", part=part.name,
                    m=len(part.seasons), n=n[0],
                )  # fmt: skip


def deducted(letter: Letter) -> set[str]:
    """Parts that are taken off, or part of what is: there, less is more pay."""
    off = {name for part in letter.parts if part.part == "less" for name in _names(part.minus)}
    for part in reversed(letter.parts):
        if part.name in off:
            off |= {name for _, name in part.uses()}
    return off


def _names(figures: Any) -> list[str]:
    return [one for one in (figures if isinstance(figures, tuple) else (figures,)) if isinstance(one, str)]


def _of_periods(letter: Letter) -> Iterator[Phrase]:
    """Totals that begin anew though nothing is a total, and weeks that no quarter holds in whole."""
    if letter.to_date_of and not letter.remembers:
        yield Phrase(
            "to_date_of: {length} changes nothing, as no part is cumulative or goes from period to period",
            length=letter.to_date_of,
        )
    if letter.period == "week" and letter.to_date_of:
        yield Phrase(
            "weeks do not divide a {length}: each counts for the {length} that its Thursday lies in",
            length=Phrase(letter.to_date_of),
        )


def _shares(letter: Letter, part: Any, shares: tuple[Any, ...]) -> Iterator[Phrase]:
    """Shares of a whole that are not the whole together."""
    numbers = [number_of(letter, share) for share in shares]
    known = [number for number in numbers if number is not None]
    if len(known) == len(numbers) and abs(sum(known, Fraction(0)) - 1) > Fraction(1, 1000):
        yield Phrase("part {part}: its shares add up to {sum}, not 1", part=part.name, sum=written(sum(known)))  # type: ignore[arg-type]


def _never_recovered(letter: Letter, part: Any) -> Iterator[Phrase]:
    """A loan that is never taken back, by what field."""
    why = None
    if number_of(letter, part.recover) == 0:
        why = Phrase("{field} is {value}", field="recover", value=0)
    elif part.most_recovered is not None and number_of(letter, part.most_recovered) == 0:
        why = Phrase("{field} is {value}", field="most_recovered", value=0)
    elif part.forgiven_after is not None and part.forgiven_after <= max(part.recovers_from - 1, 1):
        why = Phrase("{field} is {value}", field="forgiven_after", value=part.forgiven_after)
    elif letter.to_date_of and letter.period:
        n = A_YEAR[letter.period][0] // A_YEAR[letter.to_date_of][0]  # after which draws begin anew
        if part.recovers_from > n:
            why = Phrase("{field} is {value}", field="recovers_from", value=part.recovers_from)
    if why is not None:
        yield Phrase(
            "part {part}: what is lent is never taken back, as {why}; kind: non_recoverable says so", part=part.name,
            why=why,
        )  # fmt: skip


def _credits_nobody(letter: Letter, part: Any) -> Iterator[Phrase]:
    """Shares that are all 0, and points that are."""
    shares = part.share if part.part == "credit" else part.shares
    several = shares if isinstance(shares, tuple) else () if shares is None else (shares,)
    if several and all(number_of(letter, share) == 0 for share in several):
        text = "part {part}: a share of 0 credits nobody" if len(several) == 1 else (
            "part {part}: shares of 0 credit nobody"
        )  # fmt: skip
        yield Phrase(text, part=part.name)
    points = getattr(part, "points", None)
    if points and all(number_of(letter, factor) == 0 for factor in points.values()):
        yield Phrase("part {part}: points of 0 credit nobody", part=part.name)
    if part.part == "pool" and number_of(letter, part.rate) == 0:
        yield Phrase("part {part}: a rate of 0 leaves nothing to share", part=part.name)


def _prizes_for_nobody(letter: Letter, part: Any) -> Iterator[Phrase]:
    """More prizes than there are shares of those who take part, where the letter says how many they are."""
    named = next((one for one in letter.parts if one.name == part.of), None)
    shares = getattr(named, "share", None)
    if isinstance(shares, tuple) and len(shares) < len(part.prizes):
        yield Phrase(
            "part {part}: there are {n} prizes for {m} who take part", part=part.name, n=len(part.prizes),
            m=len(shares),
        )  # fmt: skip


def _capped_below(letter: Letter, cap: Any) -> Iterator[Phrase]:
    """Amounts that lie above a cap on them, and thresholds that what is capped never reaches."""
    most = number_of(letter, cap.at)
    if most is None:
        return
    inside = made_of(letter, cap.of)
    for other in letter.parts:
        table = getattr(other, "steps", None) or getattr(other, "points", ())
        if not isinstance(table, tuple):
            continue
        if other.name in inside and other.part == "bonus":
            amounts = [number_of(letter, amount) for _, amount in table]
            if above := [amount for amount in amounts if amount is not None and amount > most]:
                yield Phrase(
                    "part {part}: {other} pays {amount}, which lies above the cap of {most}", part=cap.name,
                    other=other.name, amount=f"{float(above[0]):g}", most=f"{float(most):g}",
                )  # fmt: skip
        elif getattr(other, "of", None) == cap.name:
            edges = [number_of(letter, edge) for edge, *_ in table]
            if beyond := [edge for edge in edges if edge is not None and edge > most]:
                yield Phrase(
                    "part {part}: its threshold {edge} is never reached, as {other} ends at {most}", part=other.name,
                    edge=f"{float(beyond[0]):g}", other=cap.name, most=f"{float(most):g}",
                )  # fmt: skip


def made_of(letter: Letter, name: Any) -> set[str]:
    """A part, and those that it is in full: summands of a total, what a gate or a rounding lets pass."""
    parts = {part.name: part for part in letter.parts}
    found: set[str] = set()
    waiting = [name]
    while waiting:
        part: Any = parts.get(waiting.pop())
        if part is None or part.name in found:
            continue
        found.add(part.name)
        if part.part in ("round", "floor", "draw") or (part.part == "total" and not part.weights):
            waiting += _names(part.of)
        elif part.part == "gate":
            waiting += _names((part.passes, part.fails))
    return found
