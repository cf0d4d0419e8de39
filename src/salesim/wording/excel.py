"""Number formats for Excel, in the style of `numbers` and `amounts`; cells keep their exact numbers."""

from __future__ import annotations

from typing import Literal

from salesim.phrase import Phrase
from salesim.wording.amounts import unit_name
from salesim.wording.currency import Currency
from salesim.wording.language import check_language
from salesim.wording.numbers import MINUS

Kind = Literal["money", "exact_money", "percent", "count", "figure", "day"]
DAYS = {"en": "[$-409]mmm d, yyyy", "zh": 'yyyy"年"m"月"d"日"'}  # 409: English names on any machine


def excel_format(kind: Kind, currency: str | Currency | None = None, lang: str = "en", *, symbol: bool = True) -> str:
    """The number format of a column.

    Parameters
    ----------
    kind : ``money`` in whole units, ``exact_money`` to the minor unit, ``percent`` of shares, ``count`` of things,
        ``figure`` of no particular kind, or ``day``.
    currency : for the two kinds of money.
    symbol : write the currency in every cell; leave it out where the heading names it.

    >>> excel_format("exact_money", "KWD", symbol=False)
    '#,##0.000;"−"#,##0.000'
    >>> excel_format("money", "CNY", "zh"), excel_format("percent")
    ('#,##0" 元";"−"#,##0" 元"', '0.0%;"−"0.0%')
    """
    check_language(lang)
    if kind == "day":
        return DAYS[lang]
    after = ""
    if kind in ("money", "exact_money"):
        if currency is None:
            raise ValueError(Phrase("the format of {kind} needs a currency", kind=kind))
        currency = Currency.of(currency)
        places = currency.digits if kind == "exact_money" else 0
        pattern = "#,##0" + ("." + "0" * places if places else "")
        after = f'" {unit_name("", currency, lang)}"' if symbol else ""
    else:
        pattern = {"percent": "0.0%", "count": "#,##0", "figure": "#,##0.00"}[kind]
    return f'{pattern}{after};"{MINUS}"{pattern}{after}'
