"""Numbers in CNY, under the names by which a search's page knows them; everything else uses `salesim.wording`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from salesim import metrics, wording
from salesim.wording import MoneyUnit, count, percent

__all__ = ["count", "kpi", "money", "money_unit", "percent"]


def money_unit(amounts: Iterable[float | None], lang: str = "en") -> MoneyUnit:
    return wording.money_unit(amounts, "CNY", lang)


def money(amount: float, lang: str = "en", **options: Any) -> str:
    return wording.money(amount, "CNY", lang, **options)


def kpi(name: str, value: float, lang: str = "en") -> str:
    return metrics.written(name, value, "CNY", lang)
