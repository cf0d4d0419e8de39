"""Names that a scenario gives to itself, its layouts and its policies."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from salesim.phrase import Phrase

LONGEST = 60


def plain_name(name: str) -> str:
    """The name, if it can be part of a dotted path, of ``layout/policy`` and of a folder's name.

    >>> plain_name("radius_60")
    'radius_60'
    """
    if not (0 < len(name) <= LONGEST and name[0].isalnum() and all(c.isalnum() or c in "-_" for c in name)):
        raise ValueError(Phrase("a name is made of letters, digits, - and _, {longest} at most", longest=LONGEST))
    return name


Name = Annotated[str, AfterValidator(plain_name)]
