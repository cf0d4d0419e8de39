"""A table of an export in memory: text as codes, days and amounts as numbers, and where each row was written."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from salesim.errors import STEERS, InputError
from salesim.export.amounts import POINT, UNCLEAR, decimal_sign, read_amounts
from salesim.export.currencies import currency_called
from salesim.export.dates import DATE_ORDERS, NO_DAY, date_part, is_month_only, order_of, read_days
from salesim.export.firm_headings import MONTH
from salesim.export.import_log import ImportLog, RowStatus
from salesim.export.kinds import KINDS
from salesim.export.months import numbered_months
from salesim.export.plan import TablePlan
from salesim.export.rows import Chunk
from salesim.export.source import Source
from salesim.export.vocabulary import key
from salesim.phrase import Phrase

DAYS = ("date", "first_order", "due", "paid", "created")
MONEY = ("amount", "line_amount", "order_total", "price", "refund", "discount_amount", "quota", "pay")
SIGNED = ("amount", "line_amount", "order_total")  # where the sign of a currency in a cell is the row's
NUMBERS = (*MONEY, "quantity", "count", "lon", "lat")
HASHED = ("order",)
ROW_HASHED = ("orders", "lines")
# RE2, which Arrow uses: a date with the time that follows it; the words of a row of totals
WITH_TIME = r"^(\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?)[T ].*$"
TOTAL_ROW = (
    r"(?i)^\s*(total|totals|grand total|sub-?total|sum|summe|gesamt|gesamtsumme|zwischensumme|total g[eé]n[eé]ral|"
    r"total for .*|total .* for .*|合计|总计|小计|合計|総計|小計|总计金额|本页合计)\s*[:：]?\s*$"
)
# What a row under an order's first row leaves blank; the rest of it is its own.
OF_ORDER = (
    "order", "customer", "name", "date", "rep", "currency", "stage", "won", "deleted", "due", "paid", "approved_by",
    "closed_by", "returned",
)  # fmt: skip
OF_LINE = ("amount", "line_amount", "quantity", "line")
# The same of a row with money but neither a day nor a product: the word may stand beside what it is the total of.
SURE_TOTAL = (
    r"(?i)^\s*(total|sub-?total|sum|summe|gesamt|zwischensumme|grand total)\b.*|.*\b(sub-?total|total)\s*[:：]?$|"
    r"^\s*(合计|总计|小计|合計|總計|小計|本页合计|本月合计).*|.*(合计|总计|小计|合計|小計)\s*[:：]?$"
)
NO = ("0", "false", "no", "n", "f", "nein", "non", "nao", "não", "否", "未作废", "正常", "-", "n/a", "none", "无")
SAMPLE = 20_000  # numbers from which a file's decimal sign is told

Progress = Callable[[str, int], None]  # the file's name, and its rows read so far


class Words:
    """Texts and their codes, in order of appearance; the empty text is -1."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.code_of: dict[str, int] = {}

    def codes(self, cells: pa.Array) -> np.ndarray:
        """Codes of some cells (n,) int32; spaces around a text do not count."""
        encoded = pc.dictionary_encode(pc.utf8_trim_whitespace(cells))
        own = np.array([self.code(text) for text in encoded.dictionary.to_pylist()], dtype=np.int32)
        return own[encoded.indices.to_numpy(zero_copy_only=False)] if len(own) else np.zeros(0, np.int32)

    def code(self, text: str) -> int:
        """The code of one text, a new one if it has none yet."""
        if not text:
            return -1
        code = self.code_of.setdefault(text, len(self.texts))
        if code == len(self.texts):
            self.texts.append(STEERS.sub(" ", text))  # nobody sees what could steer a terminal; rows stay apart
        return code

    def text(self, codes: np.ndarray) -> np.ndarray:
        """The texts behind codes, (n,)."""
        return np.array([*self.texts, ""], dtype=object)[codes]


@dataclass
class RawTable:
    """Rows of a table, (n,) each.

    Parameters
    ----------
    names : names of the files; ``files`` the file of each row, ``lines`` its line as the file counts.
    columns : text as codes into ``words``, days since 1970 (`NO_DAY` where unusable), numbers (NaN where unusable),
        order numbers as hashes (0 where blank). Where several headings hold a column, "status" is followed by
        "status 2" and so on.
    words : of each column of text.
    row : hash of everything that stands in a row, used or not; of orders and lines.
    signs : what stands beside the table's amounts, such as a currency's sign.
    """

    names: list[str]
    files: np.ndarray
    lines: np.ndarray
    columns: dict[str, np.ndarray]
    words: dict[str, Words]
    row: np.ndarray
    signs: set[str] = field(default_factory=set)
    date_order: str = DATE_ORDERS[0]  # as its dates give away
    is_numbered: bool = False  # whether its months are numbers, and which they are is not known

    def __len__(self) -> int:
        return len(self.lines)

    def all_of(self, column: str) -> list[str]:
        """The names under which a column is kept, several if several headings hold it."""
        return [name for name in self.columns if name == column or re.fullmatch(rf"{column} \d+", name)]

    def take(self, rows: np.ndarray) -> RawTable:
        """The table's rows of a mask (n,)."""
        columns = {name: values[rows] for name, values in self.columns.items()}
        row = self.row[rows] if len(self.row) else self.row
        return replace(self, files=self.files[rows], lines=self.lines[rows], columns=columns, row=row)

    def note(
        self,
        import_log: ImportLog,
        rows: np.ndarray,
        column: str,
        row_status: RowStatus,
        reason: str,
        detail: object = "",
        money: np.ndarray | None = None,
    ) -> None:
        """List some rows (positions or mask) with what stands in a column of them; ``money`` (n,) is their worth."""
        rows = np.flatnonzero(rows) if rows.dtype == bool else rows
        if len(rows):
            files = np.array(self.names, dtype=object)[self.files[rows]]
            worth = 0.0 if money is None else np.nan_to_num(money[rows])
            import_log.add(files, self.lines[rows], column, self.shown(column, rows), row_status, reason, detail, worth)

    def shown(self, column: str, rows: np.ndarray) -> np.ndarray | str:
        """What stands in a column, as text."""
        values = self.columns.get(column)
        if values is None or column in HASHED:
            return ""
        if column in self.words:
            return self.words[column].text(values[rows])
        if column in DAYS:
            return np.datetime_as_string(values[rows].astype("datetime64[D]"))
        return np.array([f"{value:.15g}" for value in values[rows]], dtype=object)


class _Reader:
    """Reads a table chunk by chunk, and keeps what cannot be used until it is known which rows are data at all."""

    def __init__(self, kind: str, plan: TablePlan, words: dict[str, Words]) -> None:
        self.kind, self.plan, self.words = kind, plan, words
        self.dates: dict[str, Words] = {}
        self.parts: dict[str, list[np.ndarray]] = {}
        self.unread: dict[str, list[tuple[int, str, str]]] = {}  # column: row, what stands there, why not
        self.totals: list[np.ndarray] = []
        self.hashes: list[np.ndarray] = []
        self.signs: set[str] = set()
        self.cell_signs = Words()
        self.found_signs: dict[str, list[tuple[int, np.ndarray]]] = {}  # of an amount's column: first row, codes
        self.done = 0

    def headings(self, source: Source) -> dict[str, str]:
        """The heading of each column in a file, by the name under which the table keeps it."""
        found = {}
        for column in self.plan.columns:
            for i, heading in enumerate(self.plan.headings(source, column, KINDS[self.kind])):
                found[column if i == 0 else f"{column} {i + 1}"] = heading
        return found

    def read(self, chunk: Chunk, of: dict[str, str], decimal: str) -> None:
        """One chunk of a file whose columns are under the headings ``of``."""
        n = len(chunk.rows)
        is_total = np.zeros(n, bool)
        for name in sorted({*self.parts, *of}):
            cells = chunk.cells[of[name]] if name in of else pa.array([""] * n)
            base = name.partition(" ")[0]
            if base not in NUMBERS:
                is_total |= pc.match_substring_regex(cells, TOTAL_ROW).to_numpy(zero_copy_only=False)
            self.parts.setdefault(name, [self._blank(base)] if self.done else []).append(
                self._column(name, base, cells, decimal)
            )
        if self.kind in ROW_HASHED and "date" in of:
            is_total |= self._sure_totals(chunk, of)
        self.totals.append(is_total)
        if self.kind in ROW_HASHED:
            hashed = np.zeros(n, np.uint64)
            for cells in chunk.cells.values():
                own = pd.util.hash_array(cells.to_numpy(zero_copy_only=False), categorize=False)
                hashed = hashed * np.uint64(1_000_003) + own
            self.hashes.append(hashed)
        self.done += n

    def _sure_totals(self, chunk: Chunk, of: dict[str, str]) -> np.ndarray:
        """Mask (n,) of the rows with money, without a day or product, that say in any column that they are a total."""
        empty = {}
        for heading in of.values():
            blank = pc.equal(pc.utf8_trim_whitespace(chunk.cells[heading]), "")
            empty[heading] = blank.to_numpy(zero_copy_only=False)
        doubtful = empty[of["date"]] & (empty[of["line"]] if "line" in of else True)
        doubtful &= ~np.logical_and.reduce(
            [empty[h] for name, h in of.items() if name in MONEY] or [np.ones_like(doubtful)]
        )
        rows = np.flatnonzero(doubtful)
        found = np.zeros(len(chunk.rows), bool)
        for cells in chunk.cells.values() if len(rows) else ():
            found[rows] |= pc.match_substring_regex(cells.take(pa.array(rows)), SURE_TOTAL).to_numpy(
                zero_copy_only=False
            )
        return found

    def _blank(self, base: str) -> np.ndarray:
        """A column that earlier files did not have."""
        if base in NUMBERS or base == "discount":
            return np.full(self.done, np.nan)
        return np.zeros(self.done, np.uint64) if base in HASHED else np.full(self.done, -1, np.int32)

    def _column(self, name: str, base: str, cells: pa.Array, decimal: str) -> np.ndarray:
        if base in DAYS:
            texts = pc.replace_substring_regex(cells, WITH_TIME, r"\1")
            return self.dates.setdefault(name, Words()).codes(texts)
        if base in NUMBERS:
            if name in SIGNED and not pc.all(pc.match_substring_regex(cells, r"^[-\d.,\s]*$")).as_py():
                signs = pc.replace_substring_regex(cells, r"[\d.,'’\s+\-−–()]+|万", "")
                self.found_signs.setdefault(name, []).append((self.done, Words.codes(self.cell_signs, signs)))
            numbers, reasons = read_amounts(cells, POINT if base in ("lon", "lat") and decimal != POINT else decimal)
            self.unread.setdefault(name, []).extend(
                (self.done + i, cells[i].as_py(), why) for i, why in reasons.items()
            )
            return numbers * (self.plan.amount_unit if base in MONEY else 1.0)
        if base == "discount":
            return read_discounts(cells, decimal)
        if base in HASHED:
            text = pc.utf8_trim_whitespace(cells).to_numpy(zero_copy_only=False)
            return np.where(text == "", 0, pd.util.hash_array(text, categorize=False)).astype(np.uint64)
        return self.words.setdefault(name, Words()).codes(cells)

    def table(self, names: list[str], files: list[np.ndarray], lines: list[np.ndarray]) -> RawTable:
        """The rows of all chunks; dates are still codes."""
        columns = {name: np.concatenate(pieces) for name, pieces in self.parts.items()}
        row = np.concatenate(self.hashes) if self.hashes else np.zeros(0, np.uint64)
        texts = self.cell_signs.texts
        if "currency" not in columns and len({currency_called(sign) for sign in texts} - {()}) > 1:
            codes = np.full(self.done, -1, np.int32)
            for pieces in self.found_signs.values():
                for start, of_piece in pieces:
                    codes[start : start + len(of_piece)] = of_piece
            known = np.array([bool(currency_called(sign)) for sign in texts] + [False])
            columns["currency"] = np.where(known[codes], codes, np.int32(-1))
            self.words["currency"] = self.cell_signs
        return RawTable(names, np.concatenate(files), np.concatenate(lines), columns, self.words, row, self.signs)


def read_raw(
    kind: str,
    plan: TablePlan,
    import_log: ImportLog,
    words: dict[str, Words],
    progress: Progress,
    date_order: str = DATE_ORDERS[0],
) -> RawTable:
    """Read a table's files, chunk by chunk; every cell that cannot be used is listed.

    ``words`` are shared between tables, so that a customer has the same code in all of them. Rows of totals, titles and
    footers are set aside, rows under an order's first row take over what they leave blank. A row with an unusable cell
    that it needs is listed as rejected, with another as kept. ``date_order`` is that of the export's other
    dates, where these do not tell.
    """
    names = [source.name for source in plan.sources]
    reader = _Reader(kind, plan, words)
    files: list[np.ndarray] = []
    lines: list[np.ndarray] = []
    for number, source in enumerate(plan.sources):
        before, of = reader.done, reader.headings(source)
        decimal = sign_of(kind, plan, source, of)
        wanted = source.headings if kind in ROW_HASHED else list(of.values())
        reader.signs |= signs_in(source, of)
        for chunk in source.chunks(list(dict.fromkeys(wanted))):
            reader.read(chunk, of, decimal)
            files.append(np.full(len(chunk.rows), number, np.int16))
            lines.append(chunk.rows)
            progress(source.name, reader.done - before)
        for broken, reason, row_status in (
            ([b for b in source.unreadable if b.n_cells > 1], "cells", RowStatus.REJECTED),
            ([b for b in source.unreadable if b.n_cells <= 1], "footer", RowStatus.SET_ASIDE),
        ):
            detail = f"{len(source.headings)}"
            import_log.add(
                source.name, [b.row for b in broken], "", [b.text for b in broken], row_status, reason, detail
            )
        import_log.n_rows[source.name] = reader.done - before + len(source.unreadable)
        import_log.n_blank[source.name] = source.n_blank
    for source in plan.sources if reader.done == 0 else ():
        for first in source.unreadable[:1]:
            message = Phrase("no row has as many cells as there are headings; is a quote not closed?")
            raise InputError(message, value=first.text, file=source.path, line=first.row)
    if reader.done == 0:
        raise InputError("has headings but no rows", field=kind, file=plan.sources[0].path)
    table = reader.table(names, files, lines)
    kept = shape(kind, table, np.concatenate(reader.totals), import_log)
    note_numbers(kind, table, reader.unread, kept, import_log)
    for column, texts in reader.dates.items():
        order = plan.date_order
        if order == DATE_ORDERS[0]:
            own = order_of([date_part(text) for text in texts.texts])
            table.date_order, order = (own, own) if own != DATE_ORDERS[0] else (table.date_order, date_order)
        months = numbered_months(texts.texts) if says_month(plan, column) else None
        if months is not None:
            table.columns[column], table.is_numbered = np.append(months, NO_DAY)[table.columns[column]], True
            continue
        read_dates(kind, table, column, texts, order, kept, import_log)
    return table.take(kept) if not kept.all() else table


def says_month(plan: TablePlan, column: str) -> bool:
    """Whether a column's heading says that it holds months."""
    return all(key(heading) in {key(word) for word in MONTH} for heading in plan.columns.get(column, ("",)))


def read_discounts(cells: pa.Array, decimal: str) -> np.ndarray:
    """Discounts (n,) as shares of the price, NaN where there is none: 10 %, 10 and 0.1 are one, and so is 9折.

    What says that it is money ($5.00), or cannot be a share, is given as below zero.
    """
    text = pc.utf8_trim_whitespace(cells)
    ends = {sign: pc.ends_with(text, sign).to_numpy(zero_copy_only=False) for sign in "%折"}
    bare = pc.replace_substring_regex(text, "[%折]$", "")
    numbers, _ = read_amounts(bare, decimal)
    numbers = np.abs(numbers)
    is_money = pc.match_substring_regex(bare, r"[^\d\s.,+()%-]").to_numpy(zero_copy_only=False) | (numbers > 100.0)
    kept = np.where(numbers > 10.0, numbers / 100.0, numbers / 10.0)  # 9折 and 85折 are what is left to pay
    shares = np.where(ends["%"] | (numbers > 1.0), numbers / 100.0, numbers)
    return np.where(ends["折"], 1.0 - kept, np.where(is_money & ~ends["%"], -numbers, shares))


def sign_of(kind: str, plan: TablePlan, source: Source, of: dict[str, str]) -> str:
    """The decimal sign of a file's numbers; a fault with the question if they do not tell."""
    if plan.decimal != "auto":
        return plan.decimal
    headings = [
        heading for name, heading in of.items() if name.partition(" ")[0] in NUMBERS and name not in ("lon", "lat")
    ]
    if not headings:
        return POINT
    texts = first_texts(source, headings)
    sign = decimal_sign(texts)
    if sign != UNCLEAR:
        return sign
    example = next(
        (text for text in texts if re.fullmatch(r"\d{1,3}[.,]\d{3}", text.strip())), texts[0] if texts else ""
    )
    message = Phrase("is a point in these numbers, or a comma, the decimal sign? state decimal in columns.yaml")
    raise InputError(message, f"{kind}.decimal", example, allowed="'.' or ','", file=source.path)


def first_texts(source: Source, headings: Iterable[str]) -> list[str]:
    """What stands under some headings in a file's first rows, blank cells left out."""
    texts: list[str] = []
    for chunk in source.chunks(list(dict.fromkeys(headings))):
        for cells in chunk.cells.values():
            texts += [text for text in cells[:SAMPLE].to_pylist() if text.strip()]
        break
    source.start_again()
    return texts


def signs_in(source: Source, of: dict[str, str]) -> set[str]:
    """What stands beside the first amounts of a file, and in brackets in their headings: signs, codes of currencies."""
    headings = [heading for name, heading in of.items() if name.partition(" ")[0] in MONEY]
    found = {sign for h in headings for sign in re.findall(r"[(（_ ]([A-Za-z]{3}|[^\w\s()（）]|元|万元|円)[)）]?$", h)}
    for text in first_texts(source, headings)[:2000] if headings else ():
        found |= {part for part in re.split(r"[\d.,'’\s+\-()–−]+", text.strip()) if part}
    return found


def shape(kind: str, table: RawTable, is_total: np.ndarray, import_log: ImportLog) -> np.ndarray:
    """Mask (n,) of the rows that are data; rows under their order's first row, or their customer's, are filled in."""
    columns = table.columns
    kept = ~is_total
    table.note(import_log, is_total, "", RowStatus.SET_ASIDE, "total_row")
    if kind != "orders" or "date" not in columns:
        return kept
    has_date = columns["date"] >= 0
    money = [c for c in ("amount", "line_amount", "order_total", "price", "quantity") if c in columns]
    has_money = np.logical_or.reduce([~np.isnan(columns[c]) for c in money]) if money else np.zeros(len(table), bool)
    if "customer" not in columns and "name" in columns:
        heads = kept & (columns["name"] >= 0) & ~has_date & ~has_money
        under = kept & (columns["name"] < 0) & has_date
        if heads.any() and under.any():  # grouped by customer: a row with the name alone, then the rows without it
            columns["name"] = fill_down(columns["name"], columns["name"] >= 0)
            table.note(import_log, heads, "name", RowStatus.SET_ASIDE, "group_row")
            kept &= ~heads
    keys = [c for c in ("order", "customer", "name", "date") if c in columns]
    is_first = np.logical_or.reduce([columns[c] > 0 if c in HASHED else columns[c] >= 0 for c in keys])
    own = [c for c in OF_LINE if c in columns]
    has_line = np.logical_or.reduce(
        [~np.isnan(columns[c]) if c in NUMBERS else columns[c] >= 0 for c in own] or [np.zeros(len(table), bool)]
    )
    under = kept & ~is_first & has_line
    alone = unlabelled_totals(table, under)
    table.note(import_log, alone, "", RowStatus.SET_ASIDE, "total_row")
    kept, under = kept & ~alone, under & ~alone
    if under.any() and is_first.any():
        for name in list(columns):
            if name.partition(" ")[0] in (*OF_ORDER, "status", "type"):
                columns[name] = np.where(under, fill_down(columns[name], kept & is_first), columns[name])
    empty = kept & ~is_first & ~has_line
    table.note(import_log, empty, "", RowStatus.SET_ASIDE, "footer")
    return kept & ~empty


def unlabelled_totals(table: RawTable, under: np.ndarray) -> np.ndarray:
    """Mask (n,) of the last rows of files that state an amount and no more, the sum of all amounts above them."""
    found = np.zeros(len(table), bool)
    for number in range(len(table.names)):
        rows = np.flatnonzero(table.files == number)
        if not len(rows) or not under[rows[-1]] or ("line" in table.columns and table.columns["line"][rows[-1]] >= 0):
            continue
        for name in ("amount", "line_amount", "order_total"):
            values = np.nan_to_num(table.columns.get(name, np.zeros(len(table))))[rows]
            gap = abs(values[:-1].sum() - values[-1])
            found[rows[-1]] |= values[-1] != 0 and gap <= 0.005 + 1e-9 * abs(values[-1]) and len(rows) > 2
    return found


def fill_down(values: np.ndarray, is_stated: np.ndarray) -> np.ndarray:
    """Values (n,) with those of the last row above that states one; the first rows keep their own."""
    last = np.maximum.accumulate(np.where(is_stated, np.arange(len(values)), -1))
    return np.where(last >= 0, values[last], values)


def said_no(table: RawTable, column: str) -> np.ndarray:
    """Mask (n,) of the rows whose flag in a column is blank or says no."""
    return np.array([text.casefold() in NO for text in table.words[column].texts] + [True])[table.columns[column]]


def needed(kind: str, column: str, there: Collection[str]) -> bool:
    """Whether a row cannot do without a column, as none of those that are there serves for it."""
    return any(column in group and not any(other in there for other in group if other != column)
               for group in KINDS[kind].needs)  # fmt: skip


def note_numbers(
    kind: str,
    table: RawTable,
    unread: dict[str, list[tuple[int, str, str]]],
    kept: np.ndarray,
    import_log: ImportLog,
) -> None:
    """List the cells of data that are no numbers; blank ones only where the row needs them."""
    names = np.array(table.names, dtype=object)
    for column, cells in unread.items():
        status = RowStatus.REJECTED if needed(kind, column, table.columns) else RowStatus.KEPT
        by_reason: dict[str, list[tuple[int, str]]] = {}
        for row, text, why in cells:
            if kept[row] and (why != "blank" or status is RowStatus.REJECTED):
                by_reason.setdefault(why, []).append((row, text))
        for why, found in by_reason.items():
            rows = np.array([row for row, _ in found])
            import_log.add(names[table.files[rows]], table.lines[rows], column, [t for _, t in found], status, why)


def read_dates(
    kind: str, table: RawTable, column: str, texts: Words, order: str, kept: np.ndarray, import_log: ImportLog
) -> None:
    """Turn the codes of a column's dates into days, and list those that are none."""
    codes = table.columns[column]
    days, reasons = read_days(texts.texts, order)
    is_needed = needed(kind, column, table.columns)
    row_status = RowStatus.REJECTED if is_needed else RowStatus.KEPT
    by_reason: dict[str, list[int]] = {}
    for code, reason in enumerate(reasons):
        if reason and (reason != "blank" or is_needed):
            by_reason.setdefault(reason, []).append(code)
    names = np.array(table.names, dtype=object)
    for reason, which in by_reason.items():
        rows = np.flatnonzero(np.isin(codes, which) & kept)
        if reason == "day_or_month" and is_needed and 2 * len(rows) > kept.sum():
            message = Phrase(
                "day and month cannot be told apart; say in columns.yaml: {kind}: {{date_order: day first}}", kind=kind
            )
            raise InputError(message, f"{kind}.date_order", texts.texts[which[0]], ", ".join(DATE_ORDERS[1:]),
                             file=names[table.files[rows[0]]])  # fmt: skip
        import_log.add(names[table.files[rows]], table.lines[rows], column, texts.text(codes[rows]), row_status, reason)
    if kind == "orders" and column == "date":
        months = [code for code, text in enumerate(texts.texts) if is_month_only(text)]
        rows = np.flatnonzero(np.isin(codes, months) & kept)
        shown = texts.text(codes[rows])
        import_log.add(names[table.files[rows]], table.lines[rows], column, shown, RowStatus.KEPT, "month_only")
    if is_needed:
        rows = np.flatnonzero((codes < 0) & kept)
        import_log.add(names[table.files[rows]], table.lines[rows], column, "", row_status, "blank")
    table.columns[column] = np.append(days, NO_DAY)[codes]
