"""A figure that a plan letter gives a name, so that a firm, a policy or a search may set it otherwise."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal

from pydantic import field_validator, model_validator

from salesim.letter.figures import Figure, number_in, value_of
from salesim.parameters import Parameters, parameter
from salesim.phrase import Phrase


class Setting(Parameters):
    """A named figure of a plan: what it is unless set otherwise, and the range that a search tries.

    ``{default: 2.5 %, low: 1 %, high: 5 %, step: 0.1 %}``; a figure alone is the default of one that has no range.
    """

    default: Figure = parameter(about="what it is unless set otherwise", source="A")
    low: Figure | None = parameter(None, about="smallest value that a search tries", source="A")
    high: Figure | None = parameter(None, about="largest value that a search tries", source="A")
    step: Figure | None = parameter(None, about="distance between values; none: any value", source="A")
    sets: Literal["pay", "threshold"] = parameter(
        "pay", about="how much is paid, which a budget may cut, or from where on", source="A"
    )

    @field_validator("default", "low", "high", "step")
    @classmethod
    def _is_a_number(cls, stated: Figure | None) -> Figure | None:
        if isinstance(stated, str) and number_in(stated) is None:
            raise ValueError(Phrase("must be a number such as 0.025 or 2.5 %, not {stated}", stated=stated))
        return stated

    @model_validator(mode="after")
    def _is_a_range(self) -> Setting:
        if (self.low is None) != (self.high is None):
            raise ValueError("low and high go together")
        if self.low is None or self.high is None:
            if self.step is not None:
                raise ValueError("step needs low and high")
            return self
        low, high = value_of(self.low), value_of(self.high)
        if not low < high:
            raise ValueError(Phrase("high ({high}) must lie above low ({low})", high=self.high, low=self.low))
        if not low <= self.value <= high:
            raise ValueError(
                Phrase("default ({value}) must lie from low ({low}) to high ({high})", value=self.default, low=self.low,
                       high=self.high)
            )  # fmt: skip
        if self.step is not None:
            step = value_of(self.step)
            if step <= 0 or ((high - low) / step).denominator != 1:
                raise ValueError(
                    Phrase("high ({high}) must be a whole number of steps above low ({low})", high=self.high,
                           low=self.low)
                )  # fmt: skip
        return self

    @property
    def value(self) -> Fraction:
        """The default, exact."""
        return value_of(self.default)

    @property
    def range(self) -> dict[str, float] | None:
        """Low, high and step as a search takes them; None if it has no range."""
        if self.low is None or self.high is None:
            return None
        ends = {"low": self.low, "high": self.high} | ({} if self.step is None else {"step": self.step})
        return {name: float(value_of(stated)) for name, stated in ends.items()}


def as_setting(stated: Any) -> Any:
    """A figure alone as the setting that it means."""
    return {"default": stated} if isinstance(stated, (int, float, str)) and not isinstance(stated, bool) else stated
