"""Sentences and names in the reader's language, from one gettext catalogue.

The source of every text is its English, written where it is used: ``say("Value created", lang)``. A declaration marks
its text with `N_` and whoever shows it asks `say` for it. Chinese stands in ``locale/zh/LC_MESSAGES/salesim.po``;
``python -m salesim.wording.catalogue`` brings that file up to date, and a test fails as long as a text is missing.
"""

from __future__ import annotations

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from salesim.phrase import N_ as N_
from salesim.wording.language import check_language
from salesim.wording.numbers import count

LOCALE = Path(__file__).parent / "locale"


def say(message: str, lang: str = "en", /, **values: object) -> str:
    """A text in a language, its ``{places}`` filled in. A text that the catalogue lacks is shown in English.

    >>> say("{share} at quota", "en", share="41%")
    '41% at quota'
    """
    found = _catalogue(lang).gettext(message) if message else ""
    return found.format(**values) if values else found


def say_n(one: str, other: str, n: int, lang: str = "en", /, **values: object) -> str:
    """A text in the form that a number asks for; the number fills ``{n}``.

    >>> say_n("{n} replication", "{n} replications", 1), say_n("{n} replication", "{n} replications", 1200)
    ('1 replication', '1,200 replications')
    """
    return _catalogue(lang).ngettext(one, other, n).format(n=count(n), **values)


def po_file(lang: str) -> Path:
    """The catalogue of a language other than English."""
    return LOCALE / lang / "LC_MESSAGES" / "salesim.po"


@cache
def _catalogue(lang: str) -> NullTranslations:
    check_language(lang)
    if lang == "en":
        return NullTranslations()
    from babel.messages.mofile import write_mo  # takes long to load, hence only for other languages
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with po_file(lang).open("rb") as file:
        write_mo(compiled, read_po(file, locale=lang))
    compiled.seek(0)
    return GNUTranslations(compiled)
