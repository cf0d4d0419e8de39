# mypy: disable-error-code="valid-type"
"""Columns of outlets: the shelves of customers whom distributors serve, one row each in the order of ``place``."""

from __future__ import annotations

from typing import NamedTuple

from salesim.columns.by_pointer import by_pointer
from salesim.columns.schema import column

SHELF_AGES = 3  # thirds of the life on the shelf; the last is near expiry


@by_pointer
class Outlets(NamedTuple):
    """State of all shelves. Dimensions: ``sku`` classes, ``age`` classes."""

    SIZES = {"sku": 3, "age": SHELF_AGES}  # type: ignore[misc]  # noqa: RUF012

    demand: column("f8", "units/week", "what shoppers ask for in a usual week", ("sku",))
    judged: column("f8", "", "the owner's idea of that demand, over the truth")
    cover_weeks: column("f8", "week", "weeks of demand that the owner fills a shelf up to")
    listed: column("i1", "", "1 the SKU class is on the shelf", ("sku",))
    shelf: column("i8", "units", "on the shelf, youngest first", ("age", "sku"))
    ordered: column("i8", "units", "ordered this week", ("sku",))
    waiting: column("i4", "units", "asked for again next week by shoppers who found none", ("sku",))
    advised: column("i1", "", "1 the next order follows a rep's advice")
    tidy_until: column("i4", "week", "week in which old goods no longer stand in front")
