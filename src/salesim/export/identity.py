"""Who is who: customers and reps that tables call by number, by another number, or by name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from salesim.export.raw_table import RawTable

ENOUGH = 0.5  # of what a column says, known as numbers or as names, for it to be taken for these
NEW_EACH_TIME = 0.95  # distinct numbers an order, at which a customer's number is new for each order

# In ids of Salesforce, case tells apart: its reports have 15 characters, other exports three more that say their case.
OF_SALESFORCE = re.compile(r"00[0-9A-Za-z]{13}(?:[A-Z0-5]{3})?", re.ASCII)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def plain_id(text: str) -> str:
    """A number as text, however a spreadsheet has left it: 00042, 42 and 42.0 are one.

    >>> plain_id("00042"), plain_id("42.0"), plain_id("='A-7'"), plain_id("K-07")
    ('42', '42', 'a-7', 'k-07')
    """
    cell = unicodedata.normalize("NFKC", text).strip().lstrip("'=").strip("\"' ")
    if OF_SALESFORCE.fullmatch(cell) and not cell.isdigit():
        return cell[:15] if cell[15:] in ("", case_letters(cell[:15])) else cell
    cell = cell.casefold()
    cell = re.sub(r"^(\d+)\.0+$", r"\1", cell)
    return cell.lstrip("0") or "0" if cell.isdigit() else cell


def case_letters(number: str) -> str:
    """The three letters that Salesforce adds to an id of 15, so that those that differ by case only differ anyhow.

    Each stands for the case of five characters, the first one's bit the lowest (Salesforce's help, "Record IDs").

    >>> case_letters("0015g00000aBcDe")
    'AAK'
    """
    parts = (number[at : at + 5] for at in (0, 5, 10))
    return "".join(LETTERS[sum(c.isupper() << bit for bit, c in enumerate(part))] for part in parts)


def plain_name(text: str) -> str:
    """A name without case and doubled spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass
class Register:
    """The customers, or reps, of an export, in order of appearance.

    Parameters
    ----------
    keys : what the user calls each of them.
    by_id, by_name : code of each number and each name; -1 for a name that several share.
    listed : how many their own table lists; None without such a table.
    """

    keys: list[str] = field(default_factory=list)
    by_id: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, int] = field(default_factory=dict)
    listed: int | None = None

    def add(self, number: str, name: str, aliases: Iterable[str] = ()) -> int:
        """The code of somebody with a number, a name or both, who is entered if nobody is known by the number.

        Somebody without a number is known by the name.
        """
        code = self.by_id.get(plain_id(number), -1) if number else self.by_name.get(plain_name(name), -1)
        if code < 0:
            code = len(self.keys)
            self.keys.append(number or name)
        for known in (number, *aliases):
            if known:
                self.by_id.setdefault(plain_id(known), code)
        if name and self.by_name.setdefault(plain_name(name), code) != code:
            self.by_name[plain_name(name)] = -1
        return code

    def codes(self, table: RawTable, number: str | None, name: str | None) -> np.ndarray:
        """The code of whom each row of a table means (n,); -1 blank, -2 nobody who is known.

        By the number if enough of what stands there is known as one, else as a name; by the name where that fails.
        """
        found = np.full(len(table), -1, np.int64)
        ids, names = (self.by_id, plain_id), (self.by_name, plain_name)
        for column, lookups in ((number, (ids, names)), (name, (names, ids))):
            if column is None or column not in table.columns:
                continue
            own, texts = table.columns[column], table.words[column].texts
            used = np.unique(own[own >= 0])
            best, share = np.full(len(texts) + 1, -2), -1.0
            for lookup, plain in lookups:
                codes = np.array([self._first(lookup, plain, text) for text in texts] + [-1])
                known = float((codes[used] >= 0).mean()) if len(used) else 0.0
                if known > share:
                    best, share = codes, known
                if known >= ENOUGH:
                    break
            by_column = np.where(own >= 0, best[own], -1)
            found = np.where(
                (found < 0) & (by_column != -1),
                np.where(by_column >= 0, by_column, np.minimum(found, by_column)),
                found,
            )
        return found

    @staticmethod
    def _first(lookup: dict[str, int], plain: Callable[[str], str], text: str) -> int:
        """Code of the first of several numbers that a cell may hold, such as "17;42"; -2 if none is known."""
        for part in (text, *re.split(r"[;|]", text)):
            code = lookup.get(plain(part), -2)
            if code >= 0:
                return code
        return -2


def register_of(own: RawTable | None, others: Sequence[RawTable], number: str, name: str) -> Register:
    """Everybody whom their own table lists, or else whom the others name.

    Parameters
    ----------
    own : the table of customers (or reps)
    others : tables that name them, in the order in which they are believed
    number, name : columns of the number and of the name
    """
    register = Register()
    if own is not None:
        for row in rows_of(own, number, name, "alias"):
            register.add(row[0], row[1], row[2:])
        register.listed = len(register.keys)
        return register
    for table in others:
        column = number
        if (
            "order" in table.columns
            and number in table.columns
            and name in table.columns
            and new_each_time(table, number, name)
        ):
            column = name  # a number that is new for each order says nothing of who ordered
        for row in rows_of(table, column, name):
            if (
                row[0]
                and plain_id(row[0]) not in register.by_id
                and (code := register.by_name.get(plain_name(row[0]), -1)) >= 0
            ):
                register.by_id[plain_id(row[0])] = code
            elif row[0] or plain_name(row[1]) not in register.by_name:
                register.add(row[0], row[1])
    return register


def rows_of(table: RawTable, *columns: str) -> list[tuple[str, ...]]:
    """The different combinations of some columns, in order of appearance, as text; "" where a column is missing."""
    codes = {c: table.columns[c] for c in dict.fromkeys(columns) if c in table.columns}
    if not codes:
        return []
    distinct = pd.DataFrame(codes).drop_duplicates()
    texts = [table.words[c].text(distinct[c].to_numpy()) if c in codes else np.full(len(distinct), "") for c in columns]
    return [row for row in zip(*(t.tolist() for t in texts)) if any(row)]


def new_each_time(table: RawTable, number: str, name: str) -> bool:
    """Whether nearly every order has a customer's number of its own while names come again."""
    order = table.columns["order"]
    first = pd.Series(order).drop_duplicates().index.to_numpy()
    first = first[(order[first] != 0) & (table.columns[number][first] >= 0)]
    if len(first) < 10:
        return False
    numbers = len(np.unique(table.columns[number][first]))
    names = len(np.unique(table.columns[name][first]))
    return numbers >= NEW_EACH_TIME * len(first) and names < 0.8 * numbers
