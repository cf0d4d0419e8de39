"""Numbers as people write them in letters and tables, so that a message can say how a file has them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from salesim.phrase import Phrase

FORM = Phrase("a number is written without separators and units")
AMOUNT_FORM = Phrase("an amount is written without separators, and its currency behind it")
MULTIPLES = {"k": 3, "千": 3, "万": 4, "萬": 4, "M": 6, "百万": 6, "千万": 7, "亿": 8, "億": 8, "%": -2, "‰": -3}
LONGEST = 60
PARTS = re.compile(  # sign, currency, number, multiple, currency
    r"([-+]?)\s*(?:[A-Z]{3})?\s*(\d[\d.,']*)\s*([kKM]|[百千]?[万萬]|[千亿億]|%|‰)?\s*(?:[A-Z]{3}|元|yuan)?", re.ASCII
)
BETWEEN_GROUPS = re.compile(r"(?<=\d)[\s_']+(?=\d{3}(?!\d))")
THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?|[1-9]\d?(?:,\d\d)+,\d{3}(?:\.\d*)?|\d+(?:\.\d*)?")
EUROPEAN = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+,\d*|[1-9]\d{0,2}(?:\.\d{3}){2,}|\d+,\d*")
CODE = re.compile(r"[A-Z]{3}(?=[\s\d+-])|(?<=[\s\d])[A-Z]{3}")  # before or behind a number
UNIT = r"[^\s\d,:{}\[\]]{1,3}"  # a sign, a multiple or a currency
CUT = re.compile(  # of a number in braces or brackets: what stands before it, digits with commas, what stands behind it
    rf"(?:{UNIT})? ?\d[\d.]*(?:(?:,\d+)+(?:\.\d+)?|(?:, \d{{3}})+(?:\.\d+)?(?=\s*(?:{UNIT}\s*)?[],}}]))"
    rf"(?: ?{UNIT}(?=\s*[],}}]))?"
)


def meant_number(text: str) -> str | None:
    """The number that a text means, as a file has it; None if it means none.

    >>> [meant_number(text) for text in ("85,000", "85 000", "85.000,50", "1_000", "0,5", "1,00,000")]
    ['85000', '85000', '85000.5', '1000', '0.5', '100000']
    >>> [meant_number(text) for text in ("３万", "5%", "¥500", "12k", "CNY 1,200.50", "week 12", "2025-01-31", "C17")]
    ['30000', '0.05', '500', '12000', '1200.5', None, None, None]
    """
    if len(text) > LONGEST:
        return None
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").replace("’", "'")
    plain = "".join(letter for letter in plain if unicodedata.category(letter) != "Sc")
    parts = PARTS.fullmatch(BETWEEN_GROUPS.sub("", plain.strip()))
    if parts is None:
        return None
    sign, digits, multiple = parts.groups()
    if THOUSANDS.fullmatch(digits):
        digits = digits.replace(",", "")
    elif EUROPEAN.fullmatch(digits):
        digits = digits.replace(".", "").replace(",", ".")
    else:
        return None
    power = MULTIPLES.get(multiple or "", MULTIPLES.get((multiple or "").lower(), 0))
    number = format(Decimal(digits).scaleb(power), "f")
    return (sign if sign == "-" else "") + (number.rstrip("0").rstrip(".") if "." in number else number)


def meant_amount(text: str) -> str | None:
    """The amount that a text means, as a file has it, with the code of its currency if it has one.

    >>> [meant_amount(text) for text in ("1,200 USD", "VND 900,000", "1,200", "12k", "USD")]
    ['1200 USD', '900000 VND', '1200', '12000', None]
    """
    number = meant_number(text)
    code = CODE.search(unicodedata.normalize("NFKC", text).strip()) if number else None
    return f"{number} {code.group()}" if code else number


def cut_number(text: str, start: int) -> str | None:
    """The number with commas, and its unit, that begins in a YAML text and was cut into several entries by them.

    >>> cut_number("{salary: 85,000 USD, bonus: 1}", 9)
    '85,000 USD'
    """
    found = CUT.match(text, start)
    return found.group() if found else None
