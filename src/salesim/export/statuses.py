"""Which rows are sales, and which visits were made, by what their status, stage and type columns say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from salesim.errors import InputError, together
from salesim.export.import_log import ImportLog, RowStatus
from salesim.export.kinds import RETURN_FILES
from salesim.export.plan import MEANINGS, says
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
IN_WORK = dict.fromkeys(("1", "2", "3"), Meaning.OPEN)
NUMBERED = {"salesorderid": {**IN_WORK, "4": Meaning.LOST, "5": Meaning.COUNTS, "6": Meaning.LOST}}
# Letters and numbers that stand under one system's heading only: SAP, Kingdee, Dynamics 365.
CODED = {
    "vbtyp": {**dict.fromkeys("AB", Meaning.OPEN), **dict.fromkeys("HKO", Meaning.CREDIT), "N": Meaning.CREDIT},
    "auart": {
        **dict.fromkeys(("AG", "IN"), Meaning.OPEN),
        **dict.fromkeys(("RE", "G2", "GA"), Meaning.CREDIT),
        **dict.fromkeys(("KB", "KE", "KA", "LZ"), Meaning.OTHER),
    },
    "gbstk": dict.fromkeys("ABC", Meaning.COUNTS),
    "gbsta": dict.fromkeys("ABC", Meaning.COUNTS),
    "单据状态": {"C": Meaning.COUNTS, **dict.fromkeys("ABDZ", Meaning.OPEN)},
    "作废状态": {"A": Meaning.COUNTS, "B": Meaning.LOST},
    "fdocumentstatus": {"C": Meaning.COUNTS, **dict.fromkeys("ABDZ", Meaning.OPEN)},
    "fcancelstatus": {"A": Meaning.COUNTS, "B": Meaning.LOST},
    "fkart": {**dict.fromkeys(("G2", "RE", "S1"), Meaning.CREDIT), **dict.fromkeys(("F5", "F8"), Meaning.OPEN)},
    "docstatus": {"O": Meaning.COUNTS, "C": Meaning.COUNTS, "0": Meaning.OPEN, "1": Meaning.COUNTS, "2": Meaning.LOST},
    "关闭状态": {"A": Meaning.COUNTS, "B": Meaning.COUNTS},
}
CODED_ORDERS = {
    "statecode": {"0": Meaning.OPEN, "2": Meaning.LOST, **dict.fromkeys("134", Meaning.COUNTS)},
    "statuscode": {
        **dict.fromkeys("12", Meaning.OPEN),
        "4": Meaning.LOST,
        **dict.fromkeys(("3", "100001", "100003"), Meaning.COUNTS),
    },
}
CODED_OPPORTUNITIES = {
    "statecode": {"0": Meaning.OPEN, "1": Meaning.COUNTS, "2": Meaning.LOST},
    "statuscode": {**dict.fromkeys(("1", "2"), Meaning.OPEN), "3": Meaning.COUNTS,
                   **dict.fromkeys(("4", "5"), Meaning.LOST)},
}  # fmt: skip
SURELY_NONE = (Meaning.LOST, Meaning.RETURNED)
DRAFT = {key(word) for word in ("draft", "entwurf", "brouillon", "borrador", "rascunho", "草稿", "下書き")}
DECIDING = ("status", "stage", "type", "won", "rejected", "approved_by", "closed_by")


@dataclass
class Reading:
    """How the words of a table's columns are read, and which are to be asked about.

    Parameters
    ----------
    kind : the table, as columns.yaml calls it.
    headings : heading of each column, for the question about words that nobody knows.
    stated : what the user says that words mean: word to meaning.
    amounts : (n,) what the rows are worth.
    asked : the questions so far.
    """

    kind: str
    table: RawTable
    headings: Mapping[str, str]
    stated: Mapping[str, str]
    amounts: np.ndarray
    asked: list[InputError] = field(default_factory=list)

    @property
    def is_invoice(self) -> bool:
        """Whether rows are invoices, which are sold when they are written."""
        said = [self.headings.get(c, "") for c in ("order", "date")] + self.table.names
        return any(word in text.casefold() for text in said for word in INVOICE)

    def ranks(self, name: str, of: np.ndarray | None = None) -> np.ndarray:
        """How bad each row's word in a column is (n,), by `WORST_LAST`; asks about every word that is not known.

        Of a column of types only the words for credits and payments matter, as orders come in many types. ``of`` (n,)
        are the rows that matter.
        """
        table, base = self.table, name.partition(" ")[0]
        codes = table.columns.get(name)
        if codes is None:
            return np.zeros(len(table), np.int8)
        texts = table.words[name].texts
        meanings = self._meanings(name, texts)
        found = np.array([RANK.get(meaning, 0) for meaning in meanings] + [0], np.int8)
        if base != "type":
            in_use = codes[(codes >= 0) & (True if of is None else of)]
            used = np.bincount(in_use, minlength=len(texts))
            unknown = [i for i, meaning in enumerate(meanings) if meaning is Meaning.UNKNOWN and used[i]]
            for code in sorted(unknown, key=lambda code: -used[code])[:MAX_ASKED]:
                self._ask(name, texts[code], np.flatnonzero(codes == code))
        ranks: np.ndarray = found[codes]
        return ranks

    def _meanings(self, name: str, texts: list[str]) -> list[Meaning]:
        """What each word means, by the user's own words, the system's numbers, or the vocabulary."""
        base, heading, order = name.partition(" ")[0], key(self.headings.get(name, "")), self.headings.get("order", "")
        coded = CODED | (CODED_ORDERS if key(order) in ("salesorderid", "ordernumber") else {})
        coded |= CODED_OPPORTUNITIES if key(order) in ("opportunityid", "opportunity") else {}
        by_key = {key(word): Meaning(meaning) for word, meaning in self.stated.items()}
        if "flowstatus" in key(self.headings.get(base, "")):  # Oracle: closed is shipped and invoiced
            by_key = {key("closed"): Meaning.COUNTS, **by_key}
        numbered = {**NUMBERED.get(key(order), {}), **coded.get(heading, {})}
        beside = {key(text) for text in texts}
        is_type = base == "type"
        return [
            by_key.get(key(text)) or numbered.get(text) or meaning_of(text, self.is_invoice, is_type, beside)
            for text in texts
        ]

    def _ask(self, name: str, word: str, rows: np.ndarray) -> None:
        """A question about a word, with what hangs on the answer and how to give it."""
        if any(fault.value == word for fault in self.asked):
            return
        message = Phrase(
            "is this sold? {n} rows, {money}; say so in columns.yaml: {kind}: {{meanings: {{'{word}': counts}}}}",
            n=count(len(rows)),
            money=count(float(np.nansum(self.amounts[rows])), decimals=2),
            kind=self.kind,
            word=word,
        )
        file = f"{self.table.names[int(self.table.files[rows[0]])]} ({self.headings.get(name, name)})"
        self.asked.append(InputError(message, f"{self.kind}.meanings", word, allowed=", ".join(MEANINGS), file=file))


def sales_of(reading: Reading, import_log: ImportLog) -> tuple[np.ndarray, np.ndarray]:
    """Masks (n,) of the rows that are sales, and of those that take something back; the others are set aside.

    A flag (won, deleted) decides before a status, a status before a stage; of several statuses the worst.

    Raises
    ------
    InputError that names every word that is not known, with its rows and their money, and how to say what it means
    """
    table = reading.table
    columns = table.columns
    rank = np.zeros(len(table), np.int8)
    names = [name for base in ("status", "type") for name in table.all_of(base)]
    if "won" in columns:
        is_not = ~said(table, "won", YES)
        stage = reading.ranks("stage", is_not)
        rank[is_not] = np.where(stage > COUNTS, stage, RANK[Meaning.OPEN])[is_not]
    elif "stage" in columns and not table.all_of("status"):
        names.insert(0, "stage")
    for name in names:
        rank = np.maximum(rank, reading.ranks(name))
    for name in table.all_of("other_status"):  # of columns that nobody knows, what surely is no sale
        told = np.array(
            [meaning_of(text) in SURELY_NONE or key(text) in DRAFT for text in table.words[name].texts] + [False]
        )
        rank = np.where(told[columns[name]], np.maximum(rank, RANK[Meaning.LOST]), rank)
    if reading.asked:
        raise together(reading.asked)

    def worse(rows: np.ndarray, meaning: Meaning) -> None:
        rank[rows] = np.maximum(rank[rows], RANK[meaning])

    for name in (*table.all_of("deleted"), *(table.all_of("rejected") if "stage" not in columns else ())):
        worse(~said_no(table, name), Meaning.LOST)
    if "approved_by" in columns and (columns["approved_by"] >= 0).any():
        worse(columns["approved_by"] < 0, Meaning.OPEN)
    if "closed_by" in columns:
        worse(columns["closed_by"] >= 0, Meaning.LOST)
    if "returned" in columns:
        worse(~said_no(table, "returned"), Meaning.RETURNED)
    worse(of_returns(table), Meaning.CREDIT)
    rank = np.where(takes_back(table, rank == RANK[Meaning.RETURNED], reading.amounts), CREDIT, rank)
    shown = next((name for name in DECIDING if name in columns), "")
    for meaning in (Meaning.OPEN, Meaning.RETURNED, Meaning.LOST, Meaning.OTHER):
        rows = rank == RANK[meaning]
        table.note(import_log, rows, shown, RowStatus.SET_ASIDE, str(meaning), money=reading.amounts)
    return rank <= CREDIT, rank == CREDIT


def of_returns(table: RawTable) -> np.ndarray:
    """Mask (n,) of the rows of files that hold returns or credit notes by their names, and nothing else."""
    both = re.compile(r"\band\b|&|\+|\bund\b|\bet\b|\by\b|和|与|及|含")
    named = [any(says(name, word) for word in RETURN_FILES) and not both.search(name) for name in table.names]
    return np.array(named)[table.files]


def takes_back(table: RawTable, is_returned: np.ndarray, amounts: np.ndarray) -> np.ndarray:
    """Mask (n,) of returned rows that are documents of their own: below zero, and their order is not returned too."""
    negative = is_returned & (amounts < 0)
    if "order" not in table.columns or not negative.any():
        return negative
    number = table.columns["order"]
    return negative & ~np.isin(number, number[is_returned & (amounts > 0) & (number != 0)])


def said(table: RawTable, name: str, known: tuple[str, ...]) -> np.ndarray:
    """Mask (n,) of the rows whose word in a column is one of some."""
    is_known = np.array([text.casefold() in known for text in table.words[name].texts] + [False])
    return is_known[table.columns[name]]


def made_visits(table: RawTable, import_log: ImportLog) -> np.ndarray:
    """Mask (n,) of the activities that are visits and were made; the others are set aside and listed."""
    counted = np.ones(len(table), bool)
    kinds = table.all_of("type") or table.all_of("remark")  # a subject alone may say "Call"
    for names, is_so, reason in ((kinds, is_visit, "no_visit"), (table.all_of("status"), is_made, "not_made")):
        for name in names:
            good = np.array([is_so(text) for text in table.words[name].texts] + [True])[table.columns[name]]
            table.note(import_log, counted & ~good, name, RowStatus.SET_ASIDE, reason)
            counted &= good
    if "deleted" in table.columns:
        gone = ~said_no(table, "deleted")
        table.note(import_log, counted & gone, "deleted", RowStatus.SET_ASIDE, "not_made")
        counted &= ~gone
    return counted
