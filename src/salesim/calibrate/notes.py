"""What a reader must know of a calibration beside its figures: a sentence and what fills it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from salesim.phrase import Phrase
from salesim.wording.text import say


def value_in(value: str, lang: str) -> str:
    """What fills a place: a phrase in the language, other text as it is."""
    return value.told(lang) if isinstance(value, Phrase) else value


class Note(NamedTuple):
    """A sentence, marked for the catalogue, and what fills its ``{places}``.

    >>> Note("{n} customers have no rep.", {"n": "12"}).text()
    '12 customers have no rep.'
    """

    message: str
    places: Mapping[str, str] = MappingProxyType({})

    def text(self, lang: str = "en") -> str:
        """The sentence in a language."""
        return say(self.message, lang, **{name: value_in(value, lang) for name, value in self.places.items()})
