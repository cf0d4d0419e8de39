"""Real statements, reckoned again from what was sold, and where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from salesim.dates import NO_SUCH_DAY, is_no_day
from salesim.errors import InputError, nearest_name
from salesim.export.dates import EPOCH, read_days
from salesim.letter.deals import check_columns, of_which_deal
from salesim.letter.figures import Value, exact, sum_of
from salesim.letter.letter import Letter
from salesim.letter.periods import check_period, length_of, meant_period, order_of, period_of, span_of
from salesim.phrase import N_, Phrase
from salesim.text_table import Table, plain_heading, read_csv
from salesim.titles import title_in

REP = ("rep", "sales_rep", "salesperson", "seller", "employee", "name", "代表", "业务员", "销售员", "姓名")
PERIOD = ("period", "month", "quarter", "期间", "月份", "季度", "月")
NUMBERED = {"month": "M", "月份": "M", "月": "M", "quarter": "Q", "季度": "Q"}  # headings under which numbers will do
DATE = ("date", "day", "日期")
PAID = ("paid", "payout", "pay", "commission_paid", "实发", "已发", "提成")
CENT = Fraction(1, 100)
NO_DATE = {
    "day_or_month": (
        N_("day and month cannot be told apart; say --date-order"),
        N_("dates with the year first, or a day above 12 somewhere in the column"),
    ),
    "no_date": (N_("this is no date"), N_("a date such as 2026-07-31")),
}
NAMES = {
    "week": N_("week"),
    "month": N_("month"),
    "quarter": N_("quarter"),
    "half": N_("half-year"),
    "year": N_("year"),
}


class Row(NamedTuple):
    """One row of a file: of whom, of which period, as all ways to write it mean and as it is written, where it stands,
    and its cells by heading.
    """

    rep: str
    period: str
    label: str
    line: int
    cells: dict[str, str | None]


@dataclass(frozen=True)
class Recomputed:
    """One statement as it was paid and as the plan has it; ``paid`` is None where none is known."""

    rep: str
    period: str
    paid: Fraction | None
    reckoned: Fraction

    @property
    def differs(self) -> bool:
        """By a cent or more, once what the plan has is rounded to the cent."""
        return self.paid is not None and abs(self.paid - self.reckoned) * 2 >= CENT


def recompute(
    letter: Letter, history: Path, statements: Path | None = None, date_order: str = "auto"
) -> list[Recomputed]:
    """What the plan pays each rep in each period, beside what was paid.

    Parameters
    ----------
    letter : the plan
    history : a CSV file with a rep, a period (or a date, if the letter says its period) and the plan's figures. Of
        several rows of one rep and period, counted figures such as sales are added up, and others such as the quota
        must agree where they are not left empty; where the plan looks at single deals, each row is a deal. A column of
        what was paid may stand there.
    statements : a CSV file of rep, period and what was paid, if it stands apart
    date_order : of dates that do not begin with the year: ``day first`` or ``month first``; auto: as those dates of the
        column say that leave no doubt

    Raises
    ------
    InputError : with file, line and column of what cannot be used
    """
    table = read_csv(history, "--history")
    rows = list(_rows(table, letter, date_order))
    columns = _columns(table, letter)
    for name in letter.of_deals - columns.keys():
        check_columns(table, letter.fields_of_deals(name))
    paid_column = _found(table, PAID, taken=columns.values())
    paid = _paid(read_csv(statements, "--paid"), letter, date_order) if statements is not None else {}
    if statements is None and paid_column is not None:
        known = {key: some for key, some in _grouped(rows).items() if any(row.cells[paid_column] for row in some)}
        paid = {key: _agreed(some, paid_column, table) for key, some in known.items()}
    found: list[Recomputed] = []
    for rep in dict.fromkeys(row.rep for row in rows):
        found += _of_rep(letter, rep, [row for row in rows if row.rep == rep], columns, table, paid)
    if missing := [key for key in paid if key not in _grouped(rows)]:
        rep, period = missing[0]
        message = Phrase(
            "statements of which the history has nothing: {n}, such as {rep}, {period}",
            n=len(missing),
            rep=rep,
            period=period,
        )
        raise InputError(message, "--paid", file=statements)
    return found


def _of_rep(
    letter: Letter,
    rep: str,
    rows: list[Row],
    columns: dict[str, str],
    table: Table,
    paid: dict[tuple[str, str], Fraction],
) -> Iterator[Recomputed]:
    """One rep's statements in the order of the periods."""
    by_period = dict(sorted(_grouped(rows).items(), key=lambda one: order_of(one[0][1])))
    spans: dict[str, dict[str, dict[str, Value]]] = {}
    lines: dict[str, int] = {}
    for (_, period), some in by_period.items():
        span = span_of(period, letter.to_date_of, letter.year_begins) if letter.remembers else period
        spans.setdefault(span, {})[period] = _figures(letter, some, columns, table)
        lines.setdefault(span, some[0].line)
    for span, periods in spans.items():
        given: dict[str, Any] = {
            name: tuple(figures[name] for figures in periods.values())
            if letter.remembers
            else next(iter(periods.values()))[name]
            for name in letter.given
        }
        try:
            pay = letter.reckon(given)[letter.paid_part]
        except InputError as fault:
            label = by_period[rep, next(iter(periods))][0].label
            where = Phrase("{rep}, {period}: {fault}", rep=rep, period=label, fault=Phrase(fault.message))
            number = None if letter.remembers else of_which_deal(fault)
            line = lines[span] if number is None else by_period[rep, span][number - 1].line
            raise InputError(
                where, fault.field, fault.value, fault.allowed, fault.nearest, file=table.file, line=line
            ) from None
        amounts = pay if letter.remembers and isinstance(pay, tuple) else (pay,)
        if len(amounts) < len(periods):
            raise InputError(
                "the plan pays one amount for several periods; its last part must be one for each", "--history"
            )
        for period, amount in zip(periods, amounts, strict=False):
            label = by_period[rep, period][0].label
            yield Recomputed(rep, label, paid.get((rep, period)), sum_of(amount))


def _figures(letter: Letter, rows: list[Row], columns: dict[str, str], table: Table) -> dict[str, Value]:
    """The plan's figures of one rep and period."""
    figures: dict[str, Value] = {}
    for name in letter.given:
        if name in letter.of_deals and name not in columns:
            figures[name] = tuple({plain_heading(k): v for k, v in row.cells.items()} for row in rows)
        elif name in letter.of_words:
            figures[name] = _agreed_word(rows, columns[name], table)
        elif name in letter.counted:
            figures[name] = sum((_number(row, columns[name], table) for row in rows), Fraction(0))
        else:
            figures[name] = _agreed(rows, columns[name], table)
    return figures


def _columns(table: Table, letter: Letter) -> dict[str, str]:
    """Heading of each of the plan's figures."""
    columns: dict[str, str] = {}
    for name in letter.given:
        title = letter.measures.get(name)
        words = [name, *(title_in(title, lang, name) for lang in ("en", "zh") if title is not None)]
        heading = _found(table, words)
        if heading is not None:
            columns[name] = heading
        elif name not in letter.of_deals:
            near = nearest_name(name, table.cells)
            raise InputError(
                "this column is missing", name, allowed=", ".join(words), nearest=near, file=table.file, line=1
            )
    return columns


def _rows(table: Table, letter: Letter, date_order: str) -> Iterator[Row]:
    """Rows with their rep and period."""
    rep, period, date = _found(table, REP), _found(table, PERIOD), _found(table, DATE)
    if rep is None:
        raise InputError("this column is missing", "rep", allowed=", ".join(REP), file=table.file, line=1)
    if period is None and (date is None or not letter.period):
        allowed = ", ".join(PERIOD) if not letter.period else ", ".join((*PERIOD, *DATE))
        raise InputError("this column is missing", "period", allowed=allowed, file=table.file, line=1)
    days, reasons = read_days([day or "" for day in table.cells[date]] if period is None and date else [], date_order)
    for n, line in enumerate(table.lines):
        cells = {heading: column[n] for heading, column in table.cells.items()}
        who, when = cells[rep], cells[period or str(date)]
        if not who or not when:
            raise InputError("this cell is empty", rep if not who else period or date, file=table.file, line=line)
        if period is None and reasons[n]:
            message, allowed = NO_DATE.get(reasons[n], NO_DATE["no_date"])
            message = NO_SUCH_DAY if is_no_day(when) else message
            raise InputError(message, date, when, allowed, file=table.file, line=line)
        label = when
        if period is None:
            label = period_of(EPOCH + timedelta(days=int(days[n])), letter.period, letter.year_begins)
        else:
            unit = NUMBERED.get(plain_heading(str(period)), "") if label.isdecimal() and len(label) < 4 else ""
            try:
                check_period(unit + label)
            except InputError as fault:
                raise replace(fault, field=period, value=label, file=table.file, line=line) from None
        if letter.period and (other := length_of(label)) not in ("", letter.period):
            message = Phrase(
                "the plan's figures are of a {period}, this is a {other}",
                period=Phrase(NAMES[letter.period]),
                other=Phrase(NAMES[other]),
            )
            raise InputError(message, period, when, file=table.file, line=line)
        yield Row(who, meant_period(label), label, line, cells)


def _paid(table: Table, letter: Letter, date_order: str) -> dict[tuple[str, str], Fraction]:
    """What was paid, by rep and period."""
    heading = _found(table, PAID)
    if heading is None:
        raise InputError("this column is missing", "paid", allowed=", ".join(PAID), file=table.file, line=1)
    paid: dict[tuple[str, str], Fraction] = {}
    for row in _rows(table, letter, date_order):
        if row.cells[heading]:  # else it is not known
            paid[row.rep, row.period] = paid.get((row.rep, row.period), Fraction(0)) + _number(row, heading, table)
    return paid


def _found(table: Table, words: Iterable[str], taken: Iterable[str] = ()) -> str | None:
    """The heading that is one of the words."""
    wanted = [plain_heading(word) for word in words]
    headings = {plain_heading(heading): heading for heading in table.cells if heading not in set(taken)}
    return next((headings[word] for word in wanted if word in headings), None)


def _grouped(rows: list[Row]) -> dict[tuple[str, str], list[Row]]:
    """Rows by rep and period."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.rep, row.period), []).append(row)
    return groups


def _agreed(rows: list[Row], heading: str, table: Table) -> Fraction:
    """The one figure of all rows of a rep and period; some of several may leave it out."""
    filled = [row for row in rows if row.cells[heading]] or rows
    figures = [_number(row, heading, table) for row in filled]
    for row, figure in zip(filled, figures, strict=True):
        if figure != figures[0]:
            message = Phrase(
                "{rep}, {period} has another figure in line {line}", rep=row.rep, period=row.period, line=filled[0].line
            )
            allowed = N_("the same figure in all rows of a rep and period")
            raise InputError(message, heading, row.cells[heading], allowed, file=table.file, line=row.line)
    return figures[0]


def _agreed_word(rows: list[Row], heading: str, table: Table) -> str:
    """The one word or day of all rows of a rep and period; some of several may leave it out."""
    filled = [row for row in rows if row.cells[heading]] or rows
    for row in filled:
        if row.cells[heading] != filled[0].cells[heading]:
            message = Phrase(
                "{rep}, {period} has another figure in line {line}", rep=row.rep, period=row.period, line=filled[0].line
            )
            raise InputError(message, heading, row.cells[heading], file=table.file, line=row.line)
    return (filled[0].cells[heading] or "").strip()


def _number(row: Row, heading: str, table: Table) -> Fraction:
    try:
        number = exact(row.cells[heading] or "", heading)
    except InputError as fault:
        raise InputError(
            fault.message, heading, row.cells[heading], fault.allowed, file=table.file, line=row.line
        ) from None
    assert isinstance(number, Fraction)
    return number
