"""A pay plan as its letter states it: parts in the words of practitioners, reckoned exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from salesim.errors import InputError, nearest_name, together
from salesim.letter.figures import A_NUMBER, Figure, Value, exact, number_in, words_of
from salesim.letter.kinds import AnyPart
from salesim.letter.part import Part, rising
from salesim.letter.rounding import Rounding, rounded
from salesim.letter.setting import Setting, as_setting
from salesim.parameters import Parameters, parameter
from salesim.phrase import Phrase
from salesim.titles import About, Title, title_field

TABLES = ("tiers", "steps", "points", "table", "ramp")  # fields whose edges rise
LENGTHS = ("week", "month", "quarter", "half", "year")


class Letter(Parameters):
    """A plan letter.

    Each part has a name and refers to others, or to figures that are given (sales, quota), by theirs. Parts may stand
    in any order.
    """

    title: Title | None = title_field()
    about: About = Field(default="", description="what the plan is for, in a few sentences")
    currency: str = parameter("", about="currency of its amounts; none: any", source="A", max_length=3)
    period: Literal["", "week", "month", "quarter", "half", "year"] = parameter(
        "", about="period that its figures are of", source="A"
    )
    to_date_of: Literal["", "month", "quarter", "half", "year"] = parameter(
        "", about="after which totals to date and draws begin anew; none: never", source="A"
    )
    year_begins: int = parameter(
        1, about="month with which its year begins, where periods are told from dates", source="A", ge=1, le=12
    )
    rounding: Rounding | None = Field(default=None, description="how amounts are rounded; none: not at all")
    measures: Mapping[str, Title] = Field(
        default={}, description="figures that are given, such as sales and quota, and what each is; none: any name"
    )
    settings: Mapping[str, Setting] = Field(
        default={}, max_length=40, description="figures with a name, that a policy or a search may set otherwise"
    )
    parts: tuple[AnyPart, ...] = Field(max_length=200, description="parts of the plan")
    pays: str | None = parameter(None, about="name of the part that is paid; none: the last one", source="A")

    @property
    def paid_part(self) -> str:
        """Name of the part that is paid."""
        return self.pays or str(self.parts[-1].name)

    @property
    def given(self) -> tuple[str, ...]:
        """Names of the figures that must be given, in the order in which parts use them."""
        names = {part.name for part in self.parts} | self.settings.keys()
        return tuple(name for name in self.used if name not in names)

    @property
    def used(self) -> dict[str, None]:
        """Names that parts refer to, in the order in which they do."""
        return dict.fromkeys(name for part in self.parts for _, name in part.uses())

    @property
    def counted(self) -> frozenset[str]:
        """Those of the given figures that are counted over a period, such as sales; the others are agreed on."""
        counted = {name for part in self.parts for field, name in part.uses() if field in part.measures}
        return frozenset(counted.intersection(self.given))

    @property
    def of_deals(self) -> frozenset[str]:
        """Those that are single deals with fields, because a credit looks at these."""
        credits = [part for part in self.parts if getattr(part, "looks_at_fields", False)]
        return frozenset(str(part.of) for part in credits).intersection(self.given)

    def fields_of_deals(self, name: str) -> dict[str, str]:
        """Fields of the deals of that name that parts look at, and the first part that does."""
        looking = [part for part in self.parts if getattr(part, "looks_at_fields", False) and str(part.of) == name]
        fields: dict[str, str] = {}
        for part in looking:
            for field in part.deal_fields:
                fields.setdefault(field, part.name)
        return fields

    @property
    def of_words(self) -> frozenset[str]:
        """Those that are words or days, such as a grade or the day of joining."""
        return frozenset(name for part in self.parts for _, name in part.uses_words()).intersection(self.given)

    @property
    def remembers(self) -> bool:
        """Whether what a period pays depends on the periods before it."""
        return any(part.remembers for part in self.parts)

    @field_validator("settings", mode="before")
    @classmethod
    def _figures_are_settings(cls, stated: Any) -> Any:
        return {name: as_setting(one) for name, one in stated.items()} if isinstance(stated, Mapping) else stated

    @model_validator(mode="after")
    def _names_differ(self) -> Letter:
        if not self.parts:
            raise ValueError("parts is empty, so that nothing would be paid")
        seen: set[str] = set()
        for part in self.parts:
            if part.name in seen:
                raise ValueError(Phrase("parts hold two of one name: {name}", name=part.name))
            if number_in(part.name) is not None:
                raise ValueError(Phrase("a part cannot be named {name}, which is a number", name=part.name))
            seen.add(part.name)
        if both := seen & self.measures.keys():
            raise ValueError(Phrase("{name} is both a measure and a part", name=sorted(both)[0]))
        if both := seen & self.settings.keys():
            raise ValueError(Phrase("{name} is both a setting and a part", name=sorted(both)[0]))
        if both := self.measures.keys() & self.settings.keys():
            raise ValueError(Phrase("{name} is both a measure and a setting", name=sorted(both)[0]))
        for name in self.settings:
            if number_in(name) is not None or not name.isidentifier():
                raise ValueError(Phrase("a setting cannot be named {name}: letters, digits and _ only", name=name))
            if name not in self.used:
                raise ValueError(Phrase("settings.{name} is used by no part", name=name))
        if self.pays is not None and self.pays not in seen:
            raise ValueError(Phrase("pays names no part: {name}", name=self.pays))
        return self

    @model_validator(mode="after")
    def _refers_to_what_there_is(self) -> Letter:
        names = {part.name for part in self.parts} | self.settings.keys()
        if self.measures:
            for part in self.parts:
                for field, name in part.uses():
                    if name not in names and name not in self.measures:
                        near = nearest_name(name, [*names, *self.measures])
                        known = Phrase("; did you mean {near}?", near=near) if near else ""
                        raise ValueError(
                            Phrase(
                                "part {part}: {field} names {name}, which is neither a part nor one of measures{known}",
                                part=part.name,
                                field=field,
                                name=name,
                                known=known,
                            )
                        )
        list(in_order(self.parts))
        if wrong := self._table_that_falls():
            raise ValueError(wrong)
        if self.to_date_of and self.period and LENGTHS.index(self.to_date_of) <= LENGTHS.index(self.period):
            raise ValueError("to_date_of must be longer than period")
        return self

    def _table_that_falls(self) -> Phrase | None:
        """What is wrong with a table whose edges are settings, and do not rise as these stand."""
        for part in self.parts:
            for field in TABLES:
                edges = [row[0] for row in getattr(part, field, ()) if isinstance(row, tuple)]
                if self.settings.keys().isdisjoint(edges):
                    continue  # its own part has looked at it
                stated = tuple((str(float(self.settings[at].value)) if at in self.settings else at,) for at in edges)
                if not rising(stated):
                    return Phrase(
                        "part {part}: {field} must rise from one edge to the next", part=part.name, field=field
                    )
        return None

    def with_settings(self, values: Mapping[str, Any]) -> Letter:
        """The letter with some of its settings at other values.

        Raises
        ------
        InputError : no such setting, no number, or edges of a table that do not rise then
        """
        faults, settings = [], dict(self.settings)
        for name, value in values.items():
            if name not in settings:
                allowed = ", ".join(settings) or Phrase("nothing: the plan has no settings")
                faults.append(
                    InputError("the plan has no such setting", name, value, allowed, nearest_name(name, settings))
                )
                continue
            try:
                number = exact(value, name)
            except InputError as fault:
                faults.append(fault)
                continue
            if not isinstance(number, Fraction):
                faults.append(InputError("this must be a single number here, not a list", name))
                continue
            settings[name] = settings[name].model_copy(
                update={"default": value if isinstance(value, str) else float(value)}
            )
        if faults:
            raise together(faults)
        found = self.model_copy(update={"settings": settings})
        if wrong := found._table_that_falls():
            raise InputError(wrong)
        return found

    def reckon(self, given: Mapping[str, Any]) -> dict[str, Value]:
        """The value of every part, exact, by name.

        Parameters
        ----------
        given : the figures that the letter needs: numbers, text such as ``1.2M``, lists by period, deal or person, or
            deals as mappings of their fields.

        Raises
        ------
        InputError : a figure is missing, unknown or no number, or a part cannot be reckoned with it
        """
        return dict(self.steps(self.figures_given(given)))

    def figures_given(self, given: Mapping[str, Any]) -> dict[str, Value]:
        """What a caller gives as exact figures; all of them that are missing or unknown are named at once."""
        needed = self.given
        missing = [name for name in needed if name not in given]
        known = {*needed, *self.measures, *self.settings}
        unknown = [name for name in given if name not in known]
        faults = [
            InputError(
                "this figure is not part of the plan",
                name,
                allowed=", ".join([*needed, *self.settings]),
                nearest=nearest_name(name, missing or [*needed, *self.settings]),
            )
            for name in unknown
        ] + [self._missing(name) for name in missing]
        if faults:
            raise together(faults)
        words = self.of_words
        settings: dict[str, Value] = {name: setting.value for name, setting in self.settings.items()}
        return settings | {
            name: words_of(value) if name in words else exact(value, name) for name, value in given.items()
        }

    def _missing(self, figure: str) -> InputError:
        """That a figure must be given, and which part needs it; of what was meant as a number, that it is none."""
        part, field = next((part.name, field) for part in self.parts for field, name in part.uses() if name == figure)
        if figure[:1].isdigit() and figure not in self.measures:
            return InputError("this is no number", f"{part}.{field}", figure, A_NUMBER)
        near = nearest_name(figure, [str(one.name) for one in self.parts], alike=0.7)
        message = Phrase("this figure must be given; part {part} takes it as {field}", part=part, field=field)
        return InputError(message, figure, nearest=near)

    def steps(self, figures: dict[str, Value]) -> Iterator[tuple[str, Value]]:
        """Each part's name and value in the order in which they are reckoned."""
        known = Known(figures)
        for part in in_order(self.parts):
            try:
                value = part.reckon(known)
            except InputError as fault:
                raise together([_of_part(one, part.name) for one in fault.faults]) from None
            rule = self.rounding
            if rule is not None and (part.name == self.paid_part or (rule.each == "line" and part.is_money)):
                value = rounded(value, rule.to, rule.how)
            known.values[part.name] = value
            yield part.name, value

    def pay(self, **given: Any) -> Value:
        """What the plan pays: an exact amount, or one for each period or person."""
        return self.reckon(given)[self.paid_part]


class Known:
    """Figures by name; numbers are themselves."""

    def __init__(self, values: Mapping[str, Value]):
        self.values = dict(values)
        self.numbers: dict[Figure, Value] = {}

    def __getitem__(self, figure: Figure) -> Value:
        if isinstance(figure, str) and figure in self.values:
            return self.values[figure]
        if figure not in self.numbers:
            number = number_in(figure) if isinstance(figure, str) else Fraction(repr(figure))
            assert number is not None, figure
            self.numbers[figure] = number
        return self.numbers[figure]


def in_order(parts: tuple[Part, ...]) -> Iterator[Part]:
    """Parts so that each comes after those it refers to; a `ValueError` where two refer to each other."""
    by_name = {part.name: part for part in parts}
    state: dict[str, int] = {}  # 1 while a part waits for those it refers to, 2 when it is done

    def visit(part: Part, path: tuple[str, ...]) -> Iterator[Part]:
        if state.get(part.name) == 2:
            return
        if state.get(part.name) == 1:
            circle = " → ".join((*path[path.index(part.name) :], part.name))
            n = next(number for number, one in enumerate(parts) if one.name == part.name)
            raise ValueError(Phrase("parts.{n} refers to itself in a circle: {circle}", n=n, circle=circle))
        state[part.name] = 1
        for _, name in part.uses():
            if name in by_name:
                yield from visit(by_name[name], (*path, part.name))
        state[part.name] = 2
        yield part

    for part in parts:
        yield from visit(part, ())


def _of_part(fault: InputError, part: str) -> InputError:
    """The same fault with the part that it was found in, where its field does not say so."""
    from dataclasses import replace

    field = fault.field or ""
    return fault if field.split(".")[0] == part else replace(fault, field=f"{part}.{field}" if field else part)
