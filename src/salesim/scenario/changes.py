"""Dated changes: what a policy changes in the course of a run, from a day or a week on, and for whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, create_model, field_validator, model_validator

from salesim.parameters import Parameters, parameter
from salesim.phrase import Phrase
from salesim.scenario.calendar import as_day
from salesim.scenario.frozen import FrozenDict, frozen
from salesim.scenario.merging import nested
from salesim.scenario.names import Name
from salesim.weeks import YEAR

MAY_NOT_CHANGE_LATER = {
    "channel.desk.clerks_per_100": Phrase("clerks are hired as the run begins"),
    "sales_force.cross_sell.lines": Phrase("who needs which line is known as the run begins"),
    "sales_force.cross_sell.line_names": Phrase("who needs which line is known as the run begins"),
    "sales_force.roles": Phrase("roles share out the territories as the run begins"),
    "sales_force.grading.method": Phrase("grades by sales are given as the run begins"),
}
MAX_REPS = 100_000
Settings = Annotated[dict[str, Any], AfterValidator(frozen)]


def nested_settings(settings: Any) -> Any:
    """Settings by dotted path or nested, as nested ones; what is no mapping is left to be refused."""
    return nested(settings) if isinstance(settings, Mapping) else settings


class GuaranteeParameters(Parameters):
    """Pay in a transition: at least a share of what a rep was usually paid."""

    share: float = parameter(
        0.9,
        about="of the mean pay a week of the rep's last full quarters, four at most and salary included, or else of "
        "what the old plan pays at quota",
        source="A",
        gt=0,
        le=1.5,
    )
    weeks: int = parameter(
        26, about="for how long; it ends when the rep leaves, too", unit="week", source="A", ge=1, le=2 * YEAR
    )


# `from` is no name that a class body could have
_FROM: dict[str, Any] = {
    "from": (date | None, Field(default=None, description="the day that it holds from; needs market.calendar.start"))
}
_FromADay = create_model("_FromADay", __base__=Parameters, **_FROM)


class Change(_FromADay):  # type: ignore[misc, valid-type]
    """What a policy changes from a day or a week of the run on; what it does not set stays as it was until then.

    Weeks begin on Mondays: a day that is none stands for the nearest Monday, or for the next one where fiscal years
    begin so (`CalendarParameters.monday_for`).
    """

    week: int | None = Field(default=None, ge=1, le=520, description="or the reported week, counted from 1")
    set: Settings = Field(
        default_factory=FrozenDict, description="new values by dotted path or nested, of what a policy may set"
    )
    layout: Name | None = Field(default=None, description="layout that territories are divided by from then on")
    headcount: int | None = Field(
        default=None,
        ge=1,
        le=MAX_REPS,
        description="how many reps the firm wants from then on: territories with most work are split for those hired, "
        "those with least are dissolved",
    )
    keeps: Literal["nobody", "present"] = Field(
        default="nobody",
        description="who goes on with the old plan of pay: nobody, or the reps who are there; who is hired later gets "
        "the new one",
    )
    keeps_weeks: int | None = Field(
        default=None,
        ge=1,
        le=520,
        description="for how long they keep it; left out: until a later change of pay, or they go",
    )
    guarantee: GuaranteeParameters | None = Field(
        default=None, description="what those who get the new plan are paid at least in the transition"
    )

    _nest = field_validator("set", mode="before")(nested_settings)

    @field_validator("from", mode="before")
    @classmethod
    def _text_is_a_day(cls, value: Any) -> Any:
        return as_day(value)

    @property
    def day(self) -> date | None:
        """The day that it is stated to hold from."""
        found: date | None = getattr(self, "from")
        return found

    @property
    def when(self) -> str:
        """The field that says when: ``from`` or ``week``."""
        return "week" if self.day is None else "from"

    @model_validator(mode="after")
    def _says_when_and_what(self) -> Change:
        if (self.day is None) == (self.week is None):
            raise ValueError("a change holds from a day (from) or from a week: state one of them")
        if not self.set and self.layout is None and self.headcount is None:
            raise ValueError("a change sets something, a layout or a headcount, or several of them")
        force = self.set.get("sales_force")
        changes_pay = isinstance(force, Mapping) and "pay" in force
        for name in ("keeps", "guarantee"):
            if getattr(self, name) not in ("nobody", None) and not changes_pay:
                raise ValueError(Phrase("{field} is about a change of sales_force.pay, which this is none", field=name))
        if self.keeps_weeks is not None and self.keeps == "nobody":
            raise ValueError("keeps_weeks needs keeps: present")
        return self
