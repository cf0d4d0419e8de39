"""The languages that results are written in."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from salesim.errors import InputError
from salesim.phrase import either

if TYPE_CHECKING:
    from babel import Locale

LANGUAGES = ("en", "zh")


def check_language(lang: str) -> None:
    """Refuse a language that nothing is written in."""
    if lang not in LANGUAGES:
        raise InputError("unknown language", field="lang", value=lang, allowed=either(LANGUAGES))


@cache
def locale(lang: str) -> Locale:
    """Babel's knowledge of a language; never that of the machine, so that ``LANG=C`` changes no figure."""
    check_language(lang)
    from babel import Locale  # takes longer than all of `import salesim`, hence only when something is written

    return Locale.parse(lang)
