"""What a way to divide customers is: its parameters, how many territories it makes, and how it draws them.

A builder is one class in one file of this folder, registered once; a scenario then names it, its fields are checked,
and it shows in the schema and in messages. One of your own is registered the same way, from Python:

>>> from typing import Literal
>>> import numpy as np
>>> from salesim.territory.layout import Layout, make_sites
>>> @register_builder
... class Stripes(LayoutBuilder):
...     '''Stripes from west to east, with as many customers each.'''
...
...     builder: Literal["stripes"] = "stripes"
...
...     def build(self, name, sites, n_territories, travel, homes_km):
...         rank = np.argsort(np.argsort(sites.x_km, kind="stable"))
...         return Layout(name, self.builder, rank * n_territories // len(sites), n_territories)

A scenario may then say ``layouts: {mine: {builder: stripes}}``, in this process; worker processes get the class with
the scenario. A scenario's file alone can run no code. `salesim.testing.check_layout_builder` tests a builder.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, ClassVar, Literal, TypeVar, get_args, get_origin

import numpy as np
from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from salesim.errors import InputError
from salesim.parameters import Parameters, parameter
from salesim.phrase import Phrase
from salesim.territory.count import NumberParameters, count_territories, number_of_territories
from salesim.territory.layout import Layout, Sites
from salesim.territory.overlays import OverlayParameters
from salesim.territory.travel import TravelParameters
from salesim.titles import Title, title_field

PACKAGE = __name__.partition(".")[0]


class LayoutBuilder(Parameters):
    """Base of every builder: its parameters are its fields, ``builder`` names it, `build` draws the territories."""

    takes_number: ClassVar[bool] = True  # whether it draws any number of territories that it is asked for
    fits_inside: ClassVar[bool] = True  # whether it can divide the strata of a hybrid layout
    names_customers: ClassVar[bool] = False  # whether it knows customers by the user's ids

    builder: str
    title: Title | None = title_field()
    number: NumberParameters | None = number_of_territories()
    overlays: dict[str, OverlayParameters] = parameter(
        {}, about="how the areas of overlay roles' specialists are drawn, by the role's name", source="A"
    )

    def how_many(self, sites: Sites, n_reps: int) -> int:
        """Number of territories: by `number`, or else one for each rep."""
        return count_territories(self.number, sites, n_reps)

    def own_columns(self) -> tuple[str, ...]:
        """Headings of the customers' file that it asks for, beyond what `Sites` has."""
        return ()

    def build(
        self, name: str, sites: Sites, n_territories: int, travel: TravelParameters, homes_km: np.ndarray | None
    ) -> Layout:
        """Draw the territories; `build_layout` has seen to it that there are customers enough.

        Parameters
        ----------
        name : as in the scenario's `layouts`
        sites : the n customers, ascending by id; not to be changed
        n_territories : k <= n; each must get a customer
        travel : speeds
        homes_km : (n_reps, 2) [km] homes of the reps, not a number for a closed seat; None inside a hybrid layout
        """
        raise NotImplementedError(f"{type(self).__name__} needs a method build")

    def __reduce__(self) -> tuple[Any, ...]:
        """How it travels to a worker process: with its class, which may be unknown there."""
        return _arrived, (type(self),), self.__getstate__()


BUILDERS: dict[str, type[LayoutBuilder]] = {}

Kind = TypeVar("Kind", bound=LayoutBuilder)


def register_builder(kind: type[Kind]) -> type[Kind]:
    """Make a builder known by the name in its field ``builder``; also a decorator.

    One of your own may be registered anew, as when a notebook's cell runs again; the package's stay what they are.

    Raises
    ------
    InputError : no name, no `build`, or the name of a builder of the package
    """
    name = builder_name(kind)
    if name in BUILDERS and not _is_own(BUILDERS[name]) and _is_own(kind):
        raise InputError("salesim has a builder of this name", f"{kind.__name__}.builder", name)
    BUILDERS[name] = kind
    return kind


def builder_name(kind: type[LayoutBuilder]) -> str:
    """The name in the field ``builder`` of a class that can be a builder; InputError if it can't."""
    if not (isinstance(kind, type) and issubclass(kind, LayoutBuilder)):
        raise InputError("a layout builder is a class derived from LayoutBuilder", "builder", str(kind))
    declared = kind.model_fields["builder"].annotation
    choices = get_args(declared) if get_origin(declared) is Literal else ()
    if len(choices) != 1 or not isinstance(choices[0], str):
        allowed = Phrase('such as builder: Literal["mine"] = "mine"')
        raise InputError("needs a name", f"{kind.__name__}.builder", allowed=allowed)
    if kind.build is LayoutBuilder.build:
        raise InputError("needs a method build", kind.__name__)
    return choices[0]


def own_builders(layouts: dict[str, LayoutBuilder]) -> dict[str, type[LayoutBuilder]]:
    """The user's own builders among those of some layouts, also those inside others, by name."""
    found = [inner for layout in layouts.values() for inner in _with_inner(layout)]
    return {f"layouts.{one.builder}": type(one) for one in found if _is_own(type(one))}


def _with_inner(layout: Any) -> Iterator[LayoutBuilder]:
    if not isinstance(layout, LayoutBuilder):  # of a model of somebody else's
        return
    yield layout
    for name in type(layout).model_fields:
        if isinstance(inner := getattr(layout, name), LayoutBuilder):
            yield from _with_inner(inner)


def _is_own(kind: type[LayoutBuilder]) -> bool:
    return kind.__module__.partition(".")[0] != PACKAGE


def _arrived(kind: type[Kind]) -> Kind:
    """A builder without its fields, in a process that may not know its class."""
    if _is_own(kind):
        register_builder(kind)
    return kind.__new__(kind)


class AnyBuilder:
    """Annotation of a field that holds the parameters of any registered builder, told apart by ``builder``.

    Builders may be registered after the field was declared, so the choice is made when a value is checked.
    """

    def __init__(self, inside: bool = False) -> None:
        self.inside = inside  # only those that can divide the strata of a hybrid layout

    def kinds(self) -> tuple[type[LayoutBuilder], ...]:
        """The builders that may stand here now."""
        return tuple(kind for _, kind in sorted(BUILDERS.items()) if kind.fits_inside or not self.inside)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            self._checked,
            serialization=core_schema.plain_serializer_function_ser_schema(_dumped, info_arg=True),
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return handler(_adapter(self.kinds()).core_schema)

    def _checked(self, value: Any, info: ValidationInfo) -> Any:
        adapter = _adapter(self.kinds())
        if info.mode == "json":  # in which strict mode takes a list for a tuple
            return adapter.validate_json(json.dumps(value))
        return adapter.validate_python(value)


def _dumped(value: LayoutBuilder, info: core_schema.SerializationInfo) -> dict[str, Any]:
    return value.model_dump(mode=info.mode, exclude_none=info.exclude_none, exclude_defaults=info.exclude_defaults)


@cache
def _adapter(kinds: tuple[type[LayoutBuilder], ...]) -> TypeAdapter[Any]:
    """What checks data against some builders."""
    either: Any = Annotated[reduce(or_, kinds), Field(discriminator="builder")]
    return TypeAdapter(either)
