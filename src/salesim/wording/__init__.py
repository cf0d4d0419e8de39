"""How money, numbers and dates are written for people, in any currency, in English and in Chinese.

One style holds everywhere (terminal, page, Excel, pictures): the minus sign is ``−``, a percentage is ``41%``, what is
missing is ``–``, money carries its currency. Babel, which knows languages and currencies, is loaded at the first number
written, so that importing the package stays quick.

>>> money(12_345_678, "CNY"), money(12_345_678, "USD", "zh"), exact_money(123_456, "KWD")
('12.3 M CNY', '1235 万美元', '123.456 KWD')
"""

from salesim.wording.amounts import MoneyUnit, exact_money, money, money_range, money_unit
from salesim.wording.bounds import MAX_AMOUNT, check_sums
from salesim.wording.currency import Currency
from salesim.wording.excel import excel_format
from salesim.wording.exchange import convert, in_currency
from salesim.wording.language import LANGUAGES, check_language
from salesim.wording.numbers import (
    MINUS,
    MISSING,
    count,
    day,
    figure,
    month,
    percent,
    plural,
    round_significant,
    weeks_from,
)

__all__ = [
    "LANGUAGES",
    "MAX_AMOUNT",
    "MINUS",
    "MISSING",
    "Currency",
    "MoneyUnit",
    "check_language",
    "check_sums",
    "convert",
    "count",
    "day",
    "exact_money",
    "excel_format",
    "figure",
    "in_currency",
    "money",
    "money_range",
    "money_unit",
    "month",
    "percent",
    "plural",
    "round_significant",
    "weeks_from",
]
