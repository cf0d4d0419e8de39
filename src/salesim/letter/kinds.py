"""The kinds of parts that a letter may have: found in the files of `salesim.letter.parts`."""

from __future__ import annotations

import pkgutil
from functools import cache, reduce
from importlib import import_module
from operator import or_
from typing import Annotated, Any, get_args

from pydantic import Field

from salesim.letter import parts
from salesim.letter.part import Part


@cache
def part_kinds() -> dict[str, type[Part]]:
    """Classes of parts by the word that a letter calls them."""
    found: dict[str, type[Part]] = {}
    for name in sorted(module.name for module in pkgutil.iter_modules(parts.__path__)):
        for kind in vars(import_module(f"{parts.__name__}.{name}")).values():
            if isinstance(kind, type) and issubclass(kind, Part) and kind is not Part:
                found[get_args(kind.model_fields["part"].annotation)[0]] = kind
    return found


AnyPart: Any = Annotated[reduce(or_, part_kinds().values()), Field(discriminator="part")]
