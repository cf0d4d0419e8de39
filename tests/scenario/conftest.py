"""A small scenario model, so that tests of the machinery do not depend on what the real chapters hold."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

import pytest
from pydantic import Field, field_validator, model_validator

from salesim.errors import InputError
from salesim.parameters import Parameters, parameter
from salesim.scenario import Scenario, parse_scenario


class Linear(Parameters):
    kind: Literal["linear"] = "linear"
    rate: float = parameter(0.02, about="commission", source="A", unit="CNY/CNY", ge=0, le=0.5)


class Tiered(Parameters):
    kind: Literal["tiered"] = "tiered"
    steps: tuple[Annotated[float, Field(ge=0)], ...] = parameter((1.0, 1.5), about="steps", source="L: somebody 2014")
    top: int = parameter(3, about="highest step", source="A", gt=0, le=9)


class Mix(Parameters):
    old: float = parameter(0.5, about="share of old customers", source="A", ge=0, le=1)
    new: float = parameter(0.5, about="share of new customers", source="A", ge=0, le=1)
    order: tuple[float, ...] = parameter((1.0, 2.0), about="rising numbers", source="A", min_length=2, max_length=2)

    @field_validator("order")
    @classmethod
    def _rising(cls, order: tuple[float, ...]) -> tuple[float, ...]:
        if list(order) != sorted(order):
            raise ValueError("must rise")
        return order

    @model_validator(mode="after")
    def _whole(self) -> Mix:
        if abs(self.old + self.new - 1) > 1e-9:
            raise ValueError(f"shares must sum to 1, they sum to {self.old + self.new:g}")
        if self.order[0] == 7:
            raise ValueError("order must not begin with 7")
        return self


class Item(Parameters):
    label: str = parameter("a", about="label", source="A", min_length=1, max_length=5)
    weight: float = parameter(1.0, about="weight", source="A", gt=0)


class Team(Parameters):
    reps: int = parameter(60, about="seats", source="A", ge=1, le=1000)


class Force(Parameters):
    team: Team = parameter(Team(), about="seats", source="A")
    # a default that differs from its class's own
    pay: Annotated[Linear | Tiered, Field(discriminator="kind")] = parameter(Linear(rate=0.1), about="pay", source="A")
    mix: Mix = parameter(Mix(), about="mix", source="A")
    items: tuple[Item, ...] = parameter((Item(), Item(label="b")), about="items", source="A", max_length=3)
    enabled: bool = parameter(True, about="on or off", source="A")
    start: datetime.date = parameter(datetime.date(2025, 1, 1), about="first day", source="A")
    cap: float | None = parameter(None, about="cap", source="A", gt=1)
    who: Literal["all"] | tuple[str, ...] = parameter("all", about="who takes part", source="A")


class Tiny(Scenario):
    sales_force: Force = Field(default=Force(), description="a small sales force")  # type: ignore[assignment]


@pytest.fixture
def tiny():
    """Parse YAML text with the small model."""
    return lambda text, *settings: parse_scenario(text, "f.yaml", settings, model=Tiny)


@pytest.fixture
def faults(tiny):
    """The lines of the message that YAML text raises."""

    def lines(text: str, *settings: str) -> list[str]:
        with pytest.raises(InputError) as caught:
            tiny(text, *settings)
        return str(caught.value).split("\n")

    return lines
