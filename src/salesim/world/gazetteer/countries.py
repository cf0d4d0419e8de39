"""Which country a word means: a code or a name, in any of the languages that exports come in."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

from salesim.world.gazetteer.spelling import plain_name
from salesim.world.gazetteer.tables import countries

LANGUAGES = ("en", "zh", "de", "fr", "es", "pt", "it", "nl", "ja", "ko", "ru", "pl", "tr", "sv", "da", "cs", "ar", "hi")
ALIASES = {  # names that neither codes nor Babel's names of countries cover
    "GB": "UK U.K. Great-Britain England Scotland Wales Northern-Ireland Britain 英格兰 苏格兰",
    "US": "U.S. U.S.A. United-States-of-America EE.UU. E.U.A. 美國 アメリカ合衆国",
    "CN": "PRC P.R.China Mainland-China Peoples-Republic-of-China 中国大陆 中华人民共和国 中國",
    "NL": "Holland The-Netherlands",
    "KR": "Korea Republic-of-Korea",
    "CZ": "Czech-Republic",
    "TR": "Turkey",
    "RU": "Russian-Federation",
    "HK": "Hong-Kong 香港",
    "MO": "Macau 澳门",
    "TW": "台湾 臺灣",
    "DE": "BRD Deutschland(BRD)",
    "CI": "Ivory-Coast",
    "VN": "Viet-Nam",
}


class CountryName(str):
    """A country's name, English to Python, that a sentence tells in the language of its reader.

    >>> name = CountryName("DE")
    >>> name, name.told("zh")
    ('Germany', '德国')
    """

    code: str  # ISO 3166-1, two letters

    def __new__(cls, code: str) -> CountryName:
        """The name of the country with a code."""
        made = super().__new__(cls, country_name(code))
        made.code = code
        return made

    def __reduce__(self) -> tuple[object, ...]:
        return CountryName, (self.code,)

    def told(self, lang: str) -> str:
        """The name in a language."""
        return country_name(self.code, lang)


def country_name(code: str, lang: str = "en") -> str:
    """A country's name in a language.

    >>> country_name("DE"), country_name("DE", "zh")
    ('Germany', '德国')
    """
    return str(Locale(lang).territories.get(code, code))


def find_country(word: str) -> str | None:
    """ISO 3166-1 code of the country that a code or a name means; None if there is none.

    >>> find_country("DEU"), find_country("Deutschland"), find_country("U.S."), find_country("Atlantis")
    ('DE', 'DE', 'US', None)
    """
    key = plain_name(word)
    return _by_code().get(key) or _by_name().get(key)


def country_names() -> list[str]:
    """English names of all countries."""
    return [country_name(code) for code in countries().index]


def written_as_postcode(code: str, country: str) -> bool:
    """Whether a text could be a postcode of a country, by what those look like."""
    pattern = str(countries()["postcode"].get(country, ""))
    return bool(pattern) and re.fullmatch(pattern, code.upper()) is not None


@cache
def _by_code() -> dict[str, str]:
    """Codes of two and three letters, English names, and aliases."""
    found: dict[str, str] = {}
    for code, iso3 in countries()["iso3"].items():
        found |= {
            str(code).lower(): str(code),
            str(iso3).lower(): str(code),
            plain_name(country_name(str(code))): str(code),
        }
    for code, words in ALIASES.items():
        found |= {plain_name(word): code for word in words.split()}
    return found


@cache
def _by_name() -> dict[str, str]:
    """Names in many languages; loaded only when a word is neither code nor English."""
    known = countries().index
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in known:
                found.setdefault(plain_name(name), code)
    return found
