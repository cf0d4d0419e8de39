"""What a reader must know of a calibration beside its figures: a sentence and what fills it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from salesim.wording.text import say


class Note(NamedTuple):
    """A sentence, marked for the catalogue, and what fills its ``{places}``.

    >>> Note("{n} customers have no rep.", {"n": "12"}).text()
    '12 customers have no rep.'
    """

    message: str
    places: Mapping[str, str] = MappingProxyType({})

    def text(self, lang: str = "en") -> str:
        """The sentence in a language."""
        return say(self.message, lang, **self.places)
