"""Numbers of a plan letter: exact, alone or one for each period, deal or person.

All reckoning is in fractions, so that 110 of 100 reaches 1.1, and a third stays a third until it is rounded.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from salesim.errors import InputError
from salesim.phrase import N_, Phrase

Deal = Mapping[str, Any]  # a sale on its own, by field: amounts and words
# one number, or one for each period, deal or person; or deals; or a word or a day, such as a grade
Value = Fraction | str | tuple[Any, ...]
Figure = float | str  # of a letter: a number, a number in words such as "8 %" or "1.2M", or the name of another figure

UNITS: dict[str, int | Fraction] = {"": 1, "k": 10**3, "K": 10**3, "m": 10**6, "M": 10**6, "bn": 10**9}
UNITS |= {"千": 10**3, "万": 10**4, "百万": 10**6, "亿": 10**8, "億": 10**8}
A_NUMBER = N_("a number such as 1200000, 1.2M, 8 % or 30万")
MOST_SHOWN = 6  # numbers of a list that a line of a statement shows
UNITS |= {sign: Fraction(1, 100) for sign in "%％"} | {"‰": Fraction(1, 1000)}
NUMBER = re.compile(
    r"([-+−]?)(?:[¥￥$€£]\s?)?(\d{1,3}(?:,\d{3}){1,12}|\d{0,40})(\.\d{1,40})?(?:[eE]([-+]?\d{1,2}))?"
    r"\s?([%％‰]|k|K|m|M|bn|千|万|百万|亿|億|)(?:\s?[€元円])?"
)
THIRD = re.compile(r"([1-9]\d?)/([1-9]\d?)")  # 1/3, as letters state shares; in data it would be a day


def number_in(text: str) -> Fraction | None:
    """The number that a text is, with its unit and perhaps a sign of its currency; None if it is no number.

    >>> number_in("1.2M"), number_in("8 %"), number_in("30万"), number_in("1/3"), number_in("quota")
    (Fraction(1200000, 1), Fraction(2, 25), Fraction(300000, 1), Fraction(1, 3), None)
    """
    if third := THIRD.fullmatch(text.strip()):
        return Fraction(int(third[1]), int(third[2]))
    found = NUMBER.fullmatch(text.strip())
    if found is None or not (found[2] or found[3]):
        return None
    digits = f"{found[2].replace(',', '') or '0'}{found[3] or ''}e{found[4] or 0}"
    return Fraction(digits) * UNITS[found[5]] * (-1 if found[1] in ("-", "−") else 1)


def value_of(stated: Figure) -> Fraction:
    """A figure that is a number, exact; a float is what it shows.

    >>> value_of("2.5 %") == value_of(0.025)
    True
    """
    number = number_in(stated) if isinstance(stated, str) else Fraction(repr(stated))
    assert number is not None, stated
    return number


def as_float(stated: Any) -> Any:
    """A number that is written as in a letter, such as ``0.1 %``, as a float; anything else as it is."""
    number = number_in(stated) if isinstance(stated, str) else None
    return stated if number is None else float(number)


def exact(given: Any, field: str = "") -> Value:
    """What a caller gives as exact numbers: a number, text such as ``1.2M``, a list of them, or a list of deals.

    A float is taken for what it shows (0.1 is a tenth).

    Raises
    ------
    InputError : anything else, named by ``field``
    """
    if isinstance(given, (list, tuple)):
        if given and all(isinstance(one, Mapping) for one in given):
            return tuple(given)
        return tuple(exact(one, field) for one in given)
    if isinstance(given, Fraction):
        return given
    is_number = not isinstance(given, (bool, Mapping)) and "/" not in str(given)
    number = number_in(str(given)) if is_number else None
    if number is None:
        raise InputError("this is no number", field or None, str(given), A_NUMBER)
    return number


def each(reckon: Callable[..., Fraction], *values: Value) -> Value:
    """A rule for single numbers, for each period, deal or person of those values that have several.

    >>> each(lambda sales, rate: sales * rate, (Fraction(10), Fraction(20)), Fraction(2))
    (Fraction(20, 1), Fraction(40, 1))
    """
    lengths = {len(value) for value in values if isinstance(value, tuple)}
    if any(isinstance(value, Mapping) for value in values):
        raise InputError("these are deals with fields; a credit says which field counts")
    if word := next((value for value in values if isinstance(value, str)), None):
        raise InputError("this is a word, where a number is needed", None, word)
    if not lengths:
        return reckon(*values)
    if len(lengths) > 1:
        sizes = ", ".join(str(length) for length in sorted(lengths))
        raise InputError(Phrase("lists of different lengths do not go together: {sizes}", sizes=sizes))
    return tuple(
        each(reckon, *(value[n] if isinstance(value, tuple) else value for value in values))
        for n in range(lengths.pop())
    )


def each_word(rule: Callable[[str], Value], value: Value) -> Value:
    """A rule for single words, for each period, deal or person of a list of them."""
    if isinstance(value, tuple):
        return tuple(each_word(rule, one) for one in value)
    return rule(str(value))


def words_of(given: Any) -> Value:
    """What a caller gives as a word or a day, or a list of these."""
    return tuple(words_of(one) for one in given) if isinstance(given, (list, tuple)) else str(given).strip()


def sum_of(value: Value) -> Fraction:
    """The sum over periods, deals or persons; a single number is itself."""
    if isinstance(value, Mapping):
        raise InputError("these are deals with fields; a credit says which field counts")
    if isinstance(value, str):
        raise InputError("this is a word, where a number is needed", None, value)
    return sum((sum_of(one) for one in value), Fraction(0)) if isinstance(value, tuple) else value


def single(value: Value, field: str) -> Fraction:
    """A figure that must be one number.

    Raises
    ------
    InputError : it is a list or deals, named by ``field``
    """
    if not isinstance(value, Fraction):
        raise InputError("this must be a single number here, not a list", field)
    return value


def totals_of(value: Value) -> Value:
    """Totals to date of figures by period, or of the deals of periods, one after the other; a single one is the whole.

    >>> totals_of((Fraction(8), Fraction(8)))
    (Fraction(8, 1), Fraction(16, 1))
    >>> totals_of(((Fraction(8), Fraction(1)), (Fraction(8),)))
    ((Fraction(8, 1), Fraction(9, 1)), (Fraction(17, 1),))
    """
    return arranged_as(value, itertools.accumulate(leaves(value))) if isinstance(value, tuple) else value


def running(reckon: Callable[[Value], Value], value: Value) -> Value:
    """A rule of totals to date, paid as differences: what has been paid before is taken off.

    >>> running(lambda total: each(lambda x: max(x - 10, Fraction(0)), total), (Fraction(8), Fraction(8)))
    (Fraction(0, 1), Fraction(6, 1))
    """
    if not isinstance(value, tuple):
        return reckon(value)
    earned = reckon(totals_of(value))
    before = arranged_as(earned, itertools.chain((Fraction(0),), leaves(earned)))
    return each(lambda now, earlier: now - earlier, earned, before)


def leaves(value: Value) -> Iterator[Fraction]:
    """The single numbers of lists within lists, in their order."""
    if isinstance(value, tuple):
        for one in value:
            yield from leaves(one)
    else:
        yield sum_of(value)


def arranged_as(value: Value, numbers: Iterator[Fraction]) -> Value:
    """Numbers one after the other in the lists that a value has."""
    return tuple(arranged_as(one, numbers) for one in value) if isinstance(value, tuple) else next(numbers)


def plain(value: Value) -> Any:
    """Exact numbers as floats, lists as lists, words and deals as they are."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, str):
        return value
    return [plain(one) for one in value] if isinstance(value, tuple) else float(value)


def written(value: Value) -> str:
    """A figure as people write it, in figures and signs that every language shares.

    >>> written(Fraction(1_250_000)), written(Fraction(1, 3)), written((Fraction(1), Fraction(5, 2)))
    ('1,250,000', '0.333333', '[1, 2.5]')
    """
    if isinstance(value, tuple):
        shown = [written(one) if not isinstance(one, Mapping) else "{…}" for one in value[:MOST_SHOWN]]
        return f"[{', '.join([*shown, '…'] if len(value) > MOST_SHOWN else shown)}]"
    if isinstance(value, str):
        return value
    if value.denominator == 1:
        return f"{value.numerator:,}".replace("-", "−")
    decimals = 2 if abs(value) >= 1000 else 6
    text = f"{float(value):,.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "−")
