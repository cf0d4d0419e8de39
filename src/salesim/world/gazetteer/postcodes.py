"""Where a postcode lies, however a spreadsheet has left it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from functools import cache
from typing import NamedTuple

import numpy as np

from salesim.world.gazetteer.tables import countries, postcodes_of

RANGES = ("BR",)  # a code of theirs stands for all up to the next one
FIRST_PART = {"CA": 3, "IE": 3, "NL": 4, "MT": 3}  # letters of a code that the gazetteer knows
MOST_ZEROS = 3  # that a spreadsheet has dropped
FEW = 0.01  # of a country's codes
LEAST_SHARED = 0.5  # of a code's letters, to be taken for a neighbor of another one


class Code(NamedTuple):
    """Where a postcode lies, and whether the gazetteer has it or only its neighbor."""

    lon_deg: float
    lat_deg: float
    is_exact: bool


class Postcodes:
    """The postcodes of one country."""

    def __init__(self, country: str):
        self.country = country
        frame = postcodes_of(country)
        self.codes: list[str] = frame["code"].tolist()
        self.lon, self.lat = frame["lon"].to_numpy(), frame["lat"].to_numpy()
        self.row = {code: i for i, code in enumerate(self.codes)}
        lengths = np.array([len(code) for code in self.codes[:: max(len(self.codes) // 1000, 1)]] or [0])
        self.length = int(np.bincount(lengths).argmax())
        self.prefix = _letters_of_all(self.codes)  # LV, MD
        with_letters = sum(not code[len(self.prefix) :].isdigit() for code in self.codes)
        self.are_digits = with_letters < FEW * len(self.codes)  # but for the army's in France

    def find(self, text: str) -> Code | None:
        """Where a postcode lies; None if it cannot be one of this country, or none like it is known.

        >>> Postcodes("US").find("2116") == Postcodes("US").find("02116-1234")
        True
        >>> Postcodes("GB").find("SW1A 1AA") is not None, Postcodes("DE").find("SW1A 1AA") is None
        (True, True)
        """
        forms = self.forms(text)
        for form in forms:
            if (row := self.row.get(form)) is not None:
                return Code(float(self.lon[row]), float(self.lat[row]), True)
        for form in forms:
            if (row := self._neighbor(form)) is not None:
                return Code(float(self.lon[row]), float(self.lat[row]), False)
        return None

    def forms(self, text: str) -> list[str]:
        """How the gazetteer may write a postcode: without blanks and strokes, with zeros that were lost, cut short."""
        cell = unicodedata.normalize("NFKC", text).upper().strip().lstrip("'=〒").strip("\"' ")
        cell = re.sub(r"\.0+$", "", cell.partition("CEDEX")[0].strip())
        key = re.sub(r"[^0-9A-Z]", "", cell)
        if not key:
            return []
        if self.country == "GB":
            return [key[:-3], key] if len(key) > 4 and key[-3].isdigit() else [key]
        if self.country in FIRST_PART:
            return [key[: FIRST_PART[self.country]]]
        if not self.are_digits:
            return [key, f"{self.country}{key}"]
        if self.country == "US" and "-" in cell.lstrip("US-"):  # ZIP+4: its zeros are lost in front
            key = cell.lstrip("US- ").partition("-")[0]
        found = re.fullmatch(r"[A-Z]*(\d+)[A-Z]*", key)  # D-80331, CH-8001, C1425ABC
        if found is None:
            return []
        digits = found[1]
        if self.country == "US" and len(digits) > 5:
            digits = digits.zfill(9)[:5]
        if self.country == "BR" and len(digits) <= 5:  # the first five of eight
            digits = digits.zfill(5) + "000"
        wanted = self.length - len(self.prefix)
        padded = [digits.zfill(wanted)] if wanted - MOST_ZEROS <= len(digits) < wanted else []
        return [self.prefix + form for form in (*padded, digits)]

    def _neighbor(self, form: str) -> int | None:
        """Row of the code that shares most of its first letters, half of them at least; None if there is none."""
        if not self.codes:
            return None
        at = bisect_left(self.codes, form)
        around = [row for row in (at - 1, at) if 0 <= row < len(self.codes)]
        if self.country in RANGES:
            return around[0] if at > 0 and len(form) == self.length else None
        best = max(around, key=lambda row: _shared(self.codes[row], form))
        return best if _shared(self.codes[best], form) >= max(LEAST_SHARED * len(form), 2) else None


@cache
def postcodes(country: str) -> Postcodes:
    """A country's postcodes, loaded once."""
    return Postcodes(country)


def could_be_of(text: str) -> list[str]:
    """Countries whose postcodes have letters in them and look like this one; empty for a plain number."""
    cell = unicodedata.normalize("NFKC", text).upper().strip()
    if not any(c.isalpha() for c in cell):
        return []
    patterns = countries()["postcode"]
    return [str(code) for code, pattern in patterns.items() if pattern and re.fullmatch(pattern, cell)]


def _letters_of_all(codes: list[str]) -> str:
    """The letters with which all of some codes begin."""
    first = re.match("[A-Z]*", codes[0]).group() if codes else ""  # type: ignore[union-attr]
    return first if all(code.startswith(first) for code in codes) else ""


def _shared(a: str, b: str) -> int:
    """Length of the beginning that two codes share."""
    n = 0
    for one, other in zip(a, b):
        if one != other:
            break
        n += 1
    return n
