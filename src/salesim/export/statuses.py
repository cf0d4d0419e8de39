"""Which rows are sales, and which visits were made, by what their status, stage and type columns say."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from salesim.errors import InputError, together
from salesim.export.import_log import ImportLog, RowStatus
from salesim.export.raw_table import RawTable, said_no
from salesim.export.vocabulary import Meaning, is_made, is_visit, key, meaning_of
from salesim.phrase import Phrase
from salesim.wording import count

WORST_LAST = [Meaning.COUNTS, Meaning.CREDIT, Meaning.OPEN, Meaning.RETURNED, Meaning.LOST, Meaning.OTHER]
RANK = {meaning: rank for rank, meaning in enumerate(WORST_LAST)}
COUNTS, CREDIT = RANK[Meaning.COUNTS], RANK[Meaning.CREDIT]
YES = ("1", "true", "yes", "y", "t", "x", "ja", "oui", "si", "sim", "是", "已赢单")
INVOICE = ("invoice", "rechnung", "facture", "factura", "fatura", "nota fiscal", "发票", "請求")
MAX_ASKED = 8  # words named in a question
# AdventureWorks' numbers, as its data dictionary has them; a number alone is asked about elsewhere.
NUMBERED = {"salesorderid": {"1": Meaning.OPEN, "2": Meaning.OPEN, "3": Meaning.OPEN, "4": Meaning.LOST, "5": Meaning.COUNTS,
                             "6": Meaning.LOST}}  # fmt: skip


def sales_of(
    kind: str, table: RawTable, headings: Mapping[str, str], stated: Mapping[str, str], amounts: np.ndarray,
    import_log: ImportLog,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Masks (n,) of the rows that are sales, and of those that take something back; the others are set aside and listed.

    A flag (won, deleted) decides before a status, a status before a stage; of several statuses the worst.

    Parameters
    ----------
    headings : heading of each column, for the question about words that nobody knows.
    stated : what the user says that words mean: word to meaning.
    amounts : (n,) what the rows are worth.

    Raises
    ------
    InputError that names every word that is not known, with its rows and their money, and how to say what it means
    """
    n = len(table)
    rank = np.zeros(n, np.int8)
    is_invoice = any(word in headings.get(c, "").casefold() for c in ("order", "date") for word in INVOICE)
    numbered = NUMBERED.get(key(headings.get("order", "")), {})
    asked: list[InputError] = []
    columns = [name for base in ("status", "type") for name in table.all_of(base)]
    has_won = "won" in table.columns
    if has_won:
        rank = np.maximum(rank, np.where(said(table, "won", YES), COUNTS, -1))
        lost_or_open = ~said(table, "won", YES)
        stage = ranks(kind, table, "stage", headings, stated, amounts, asked, is_invoice, numbered, lost_or_open)
        rank = np.where(lost_or_open, np.maximum(np.where(stage > COUNTS, stage, RANK[Meaning.OPEN]), 0), 0).astype(np.int8)
    elif not table.all_of("status") and "stage" in table.columns:
        columns.insert(0, "stage")
    for name in columns:
        rank = np.maximum(rank, ranks(kind, table, name, headings, stated, amounts, asked, is_invoice, numbered))
    if asked:
        raise together(asked)
    for name, meaning in (("deleted", Meaning.LOST), *((name, Meaning.LOST) for name in table.all_of("rejected"))):
        if name in table.columns and not (name.startswith("rejected") and "stage" in table.columns):
            blank = said_no(table, name)
            rank = np.where(blank, rank, np.maximum(rank, RANK[meaning])).astype(np.int8)
    if "approved" in table.columns and (table.columns["approved"] >= 0).any():
        rank = np.where(table.columns["approved"] < 0, np.maximum(rank, RANK[Meaning.OPEN]), rank)
    if "closed" in table.columns:
        rank = np.where(table.columns["closed"] >= 0, np.maximum(rank, RANK[Meaning.LOST]), rank)
    shown = next((name for name in ("status", "stage", "type", "won", "rejected", "approved") if name in table.columns), "")
    for meaning in (Meaning.OPEN, Meaning.RETURNED, Meaning.LOST, Meaning.OTHER):
        table.note(import_log, rank == RANK[meaning], shown, RowStatus.SET_ASIDE, str(meaning), money=amounts)
    return rank <= CREDIT, rank == CREDIT


def ranks(
    kind: str, table: RawTable, name: str, headings: Mapping[str, str], stated: Mapping[str, str], amounts: np.ndarray,
    asked: list[InputError], is_invoice: bool, numbered: Mapping[str, Meaning], of: np.ndarray | None = None,
) -> np.ndarray:  # fmt: skip
    """How bad each row's word in a column is (n,), by `WORST_LAST`; adds a question for every word that is not known.

    A column of types in which no word is known says something else, such as the kind of business, and is left alone.
    """
    codes = table.columns.get(name)
    if codes is None:
        return np.zeros(len(table), np.int8)
    is_type = name.startswith("type")
    texts = table.words[name].texts
    used = np.bincount(codes[(codes >= 0) & (np.ones(len(table), bool) if of is None else of)], minlength=len(texts))
    if "flowstatus" in key(headings.get(name.partition(" ")[0], "")):  # Oracle: closed is shipped and invoiced
        stated = {"CLOSED": Meaning.COUNTS, **stated}
    words = {key(text) for text in texts}
    by_key = {key(word): Meaning(meaning) for word, meaning in stated.items()}
    found = np.zeros(len(texts) + 1, np.int8)
    unknown = []
    for code, text in enumerate(texts):
        meaning = by_key.get(key(text)) or numbered.get(text) or meaning_of(text, is_invoice, is_type, words)
        if meaning is Meaning.UNKNOWN:
            unknown.append(code)
        else:
            found[code] = RANK[meaning]
    unknown = [code for code in unknown if used[code]]
    if is_type:  # orders come in many types; only the words for credits and payments matter
        return np.where(codes >= 0, found[codes], 0).astype(np.int8)
    heading = headings.get(name.partition(" ")[0], name)
    for code in sorted(unknown, key=lambda code: -used[code])[:MAX_ASKED]:
        rows = codes == code
        message = Phrase(
            "is this sold? {n} rows, {money}; say so in columns.yaml: {kind}: {{meanings: {{'{word}': counts}}}}",
            n=count(int(used[code])), money=count(float(np.nansum(amounts[rows])), decimals=2), kind=kind, word=texts[code],
        )  # fmt: skip
        asked.append(
            InputError(message, f"{kind}.meanings", texts[code], allowed="counts, open, lost, returned, credit, other",
                       file=f"{table.names[int(table.files[np.flatnonzero(rows)[0]])]} ({heading})")
        )  # fmt: skip
    return np.where(codes >= 0, found[codes], 0).astype(np.int8)


def said(table: RawTable, name: str, known: tuple[str, ...]) -> np.ndarray:
    """Mask (n,) of the rows whose word in a column is one of some."""
    is_known = np.array([text.casefold() in known for text in table.words[name].texts] + [False])
    return is_known[table.columns[name]]


def made_visits(table: RawTable, import_log: ImportLog) -> np.ndarray:
    """Mask (n,) of the activities that are visits and were made; the others are set aside and listed."""
    counted = np.ones(len(table), bool)
    for base, is_so, reason in (("type", is_visit, "no_visit"), ("status", is_made, "not_made")):
        for name in table.all_of(base):
            good = np.array([is_so(text) for text in table.words[name].texts] + [True])[table.columns[name]]
            table.note(import_log, counted & ~good, name, RowStatus.SET_ASIDE, reason)
            counted &= good
    if "deleted" in table.columns:
        gone = ~said_no(table, "deleted")
        table.note(import_log, counted & gone, "deleted", RowStatus.SET_ASIDE, "not_made")
        counted &= ~gone
    return counted
