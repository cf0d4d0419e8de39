"""Rounding to a unit, such as the cent, by a stated rule."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

from pydantic import field_validator

from salesim.letter.figures import Value, as_float, each, exact
from salesim.parameters import Parameters, parameter

RoundingRule = Literal["half_up", "half_even", "down", "up", "to_zero"]
RULES = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "down": ROUND_FLOOR,
    "up": ROUND_CEILING,
    "to_zero": ROUND_DOWN,
}


class Rounding(Parameters):
    """How amounts are rounded."""

    to: float = parameter(0.01, about="unit that is rounded to", source="A", gt=0)
    how: RoundingRule = parameter("half_up", about="where halves go, or that all goes up or down", source="A")
    each: Literal["line", "total"] = parameter(
        "total", about="total: only what is paid is rounded; line: the amount of every part", source="A"
    )

    _read = field_validator("to", mode="before")(as_float)


def rounded(value: Value, to: float, how: RoundingRule) -> Value:
    """Amounts as multiples of ``to``; halves go away from zero (half_up) or to the even one (half_even).

    >>> rounded(Fraction("2.345"), 0.01, "half_up"), rounded(Fraction("2.345"), 0.01, "half_even")
    (Fraction(47, 20), Fraction(117, 50))
    """
    unit = exact(to)
    assert isinstance(unit, Fraction)

    def one(amount: Fraction) -> Fraction:
        return _whole(amount / unit, how) * unit

    return each(one, value)


def _whole(number: Fraction, how: RoundingRule) -> Fraction:
    """A whole number by the rule; a half is one only if it is exactly that."""
    below = number.numerator // number.denominator
    rest = number - below
    if rest in (0, Fraction(1, 2)):
        return Fraction((Decimal(below) + Decimal(float(rest))).quantize(Decimal(1), RULES[how]))
    # between two halves Decimal's own precision cannot mislead the rule
    place = Decimal("0.25") if rest < Fraction(1, 2) else Decimal("0.75")
    return Fraction((Decimal(below) + place).quantize(Decimal(1), RULES[how]))
