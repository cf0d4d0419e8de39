"""Which first-level unit a word means: Bayern, Bavaria, 巴伐利亚, DE-BY, BY; Jiangsu, 江苏, 江苏省."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from salesim.phrase import N_
from salesim.world.gazetteer.spelling import plain_name, without_umlauts
from salesim.world.gazetteer.tables import units_of

# What stands beside a unit's name and says what kind it is, in front or behind
KINDS = re.compile(
    r"\b(state|province|provincia|province de|prov\.?|prefecture|region|région|regione|county|district|department|"
    r"département|departamento|estado|territory|municipality|oblast|autonomous|okrug|krai|kray|republic|metropolitan|land|freistaat|canton|kanton|governorate|of|de|di|"
    r"do|da|the)\b",
    re.IGNORECASE,
)
ENDINGS = re.compile(
    r"(维吾尔自治区|壮族自治区|回族自治区|特别行政区|自治区|自治州|[省市州])$"
    r"|(?<=..)[都府県]$|(?<=..)-(to|fu|ken|do|si|gu)$|(?<=...)\s(sheng|shi)$",
    re.IGNORECASE,
)
WORDS = {  # what a unit is called, by what the source calls it
    "State": N_("state"),
    "Province": N_("province"),
    "Prefecture": N_("prefecture"),
    "County": N_("county"),
    "Administrative County": N_("county"),
    "Region": N_("region"),
    "District": N_("district"),
    "Department": N_("department"),
    "Metropolitan department": N_("department"),
    "Municipality": N_("municipality"),
    "Canton": N_("canton"),
    "Governorate": N_("governorate"),
    "Territory": N_("territory"),
    "Parish": N_("parish"),
    "Division": N_("division"),
    "Autonomous Community": N_("autonomous community"),
    "Voivodeship": N_("voivodeship"),
    "Republic": N_("republic"),
    "Emirate": N_("emirate"),
}
LARGER = 2  # of the tiers of `_names`
LAND = N_("Land")  # the source translates it
OTHER = N_("administrative unit")


def unit_word(country: str) -> str:
    """What most of a country's units are called there, for `salesim.phrase.Phrase`.

    >>> unit_word("US"), unit_word("CN"), unit_word("DE"), unit_word("JP")
    ('state', 'province', 'Land', 'prefecture')
    """
    if country in ("DE", "AT"):
        return LAND
    kinds = units_of(country)["kind"]
    return WORDS.get(kinds.mode().iat[0], OTHER) if len(kinds) else OTHER


class Meant(NamedTuple):
    """Rows of `units_of` that a word means, and whether it is the name of something larger that they belong to."""

    rows: tuple[int, ...] = ()
    is_larger: bool = False


def find_units(country: str, word: str) -> Meant:
    """The units that a name, a code, a larger region or a part of the country means; none if nothing does.

    >>> [units_of("DE")["name"][row] for row in find_units("DE", "Bavaria").rows]
    ['Bayern']
    >>> find_units("GB", "Scotland").is_larger
    True
    """
    tiers = _names(country)
    for text in spellings(word):
        for tier, known in enumerate(tiers):
            if text in known:
                return Meant(known[text], tier == LARGER)
    return Meant()


def spellings(word: str) -> list[str]:
    """Ways in which a unit's name may stand in the gazetteer: as written, and without the words for its kind."""
    bare = KINDS.sub(" ", word)
    tried = [plain_name(text) for text in (word, ENDINGS.sub("", word.strip()), bare, ENDINGS.sub("", bare.strip()))]
    return [key for key in dict.fromkeys([*tried, *map(without_umlauts, tried)]) if key]


@cache
def _names(country: str) -> tuple[dict[str, tuple[int, ...]], ...]:
    """Rows of the units by name and code; by their English and Chinese names; by larger region and part; by others."""
    units = units_of(country)
    tiers: tuple[dict[str, dict[int, None]], ...] = ({}, {}, {}, {})
    for row, unit in enumerate(units.itertuples(index=False)):
        codes = (unit.code, unit.code.rpartition("-")[2])
        named = ((unit.name, *codes), (unit.name_en, unit.name_zh), (unit.region, unit.part), unit.names.split("|"))
        for tier, words in zip(tiers, named):
            for key in {key for word in words for key in spellings(word)}:
                tier.setdefault(key, {})[row] = None
    return tuple({key: tuple(rows) for key, rows in tier.items()} for tier in tiers)
