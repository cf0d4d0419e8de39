"""Names of places without the ways in which the same name is written."""

from __future__ import annotations

import re
import unicodedata

# Letters that lose nothing but their accent in Unicode's decomposition are not here.
LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})
ENDINGS = re.compile(r"(?<=..)(自治县|特别区|新区|[市县区鎮镇乡村郡町區縣])$")  # kinds of places behind a name


def plain_name(name: str) -> str:
    """A name in lower case, without accents, spaces and strokes; full-width letters as usual ones.

    >>> plain_name("Saint-Étienne"), plain_name("Ｓｕｚｈｏｕ　Ｃｉｔｙ"), plain_name("苏州市")
    ('saintetienne', 'suzhoucity', '苏州市')
    """
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold().translate(LETTERS))
    return unicodedata.normalize("NFC", "".join(c for c in letters if c.isalnum() or is_vowel_sign(c)))


def is_vowel_sign(letter: str) -> bool:
    """Whether a combining sign is part of the spelling (Devanagari, Thai), and not an accent of a Latin letter."""
    return unicodedata.category(letter) in ("Mc", "Mn") and ord(letter) > 0x36F


def without_umlauts(key: str) -> str:
    """A plain name whose umlauts were written out, with the letters that accents leave.

    >>> without_umlauts("muenchen")
    'munchen'
    """
    return key.replace("ae", "a").replace("oe", "o").replace("ue", "u")
