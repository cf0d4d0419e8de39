"""Of which product line each row of orders is, by the column that says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from salesim.export.plan import TablePlan
from salesim.export.raw_table import RawTable
from salesim.export.vocabulary import key

MAX_PRODUCTS = 60  # of different products, up to which each is taken for a line of its own
# of the columns that tell an order's rows apart, those that number them and name no product
NUMBERED = re.compile(
    r"^(line|lineid|lineno|linenumber|orderitemid|orderlinenumber|itemno|rowid|position|pos|auftragsposition|行号|序号|"
    r"明细行号|行番号)$"
)


def products_of(table: RawTable, plans: Sequence[TablePlan]) -> tuple[np.ndarray, tuple[str, ...], str]:
    """Code of each row's product line (n,), -1 unknown; the lines' names; the heading under which they stand.

    The product itself is taken for the line where no column groups products and there are few. Nothing is found,
    ``""``, where rows say no product.
    """
    for column in ("product_line", "line"):
        headings = [heading for plan in plans for heading in plan.columns.get(column, ())]
        headings = [heading for heading in headings if not NUMBERED.match(key(heading))]
        if column not in table.columns or not headings:
            continue
        codes = table.columns[column]
        used = np.unique(codes[codes >= 0])
        if not len(used) or (column == "line" and not 2 <= len(used) <= MAX_PRODUCTS):
            continue
        by_code = np.full(len(table.words[column].texts) + 1, -1, np.int32)
        by_code[used] = np.arange(len(used))
        names = tuple(table.words[column].texts[code] for code in used)
        return by_code[codes], names, headings[0]
    return np.full(len(table), -1, np.int32), (), ""
