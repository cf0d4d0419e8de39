"""The data dictionary: every column of every table that a comparison leaves, with its unit and meaning."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from salesim.experiment.compare import Comparison
from salesim.experiment.runs import MARK
from salesim.metrics import heading, meaning, unit_of
from salesim.report.units import MINOR, column_unit
from salesim.wording import LANGUAGES
from salesim.written import written

TABLES = (
    "arms",
    "parts",
    "outcomes",
    "watched",
    "risk",
    "winners",
    "leaving",
    "differences",
    "failures",
)  # of a comparison
IN_WORDS = ("heading", "unit", "meaning")  # columns of the dictionary that are in the reader's language


def data_dictionary(comparison: Comparison, lang: str = "en") -> pd.DataFrame:
    """One row a table and column: table, column, kind, heading, unit, meaning.

    Tables kept in the run's folder are included. Amounts are in the comparison's currency.
    """
    tables: dict[str, dict[str, str]] = {}
    for name in TABLES:
        frame = getattr(comparison, name)
        tables[name] = {str(column): str(kind) for column, kind in frame.dtypes.items()}
    if comparison.folder is not None:
        tables |= kept_tables(comparison.folder)
    else:
        tables["replications"] = {str(column): str(kind) for column, kind in comparison.replications.dtypes.items()}
    currency = comparison.facts["currency"]
    rows = [
        {
            "table": table,
            "column": column,
            "kind": kind,
            "heading": heading(column.removesuffix(MINOR), lang),
            "unit": column_unit(column, unit_of(column), currency, lang),
            "meaning": meaning(column.removesuffix(MINOR), lang),
        }
        for table, columns in tables.items()
        for column, kind in columns.items()
    ]
    return pd.DataFrame(rows, columns=["table", "column", "kind", *IN_WORDS])


def kept_tables(folder: Path) -> dict[str, dict[str, str]]:
    """The tables in a run's folder with their columns' kinds, from one chunk of each."""
    found = {}
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        chunks = sorted(place.glob("*.parquet"))
        if chunks and (folder / MARK).exists():
            schema = pq.read_schema(chunks[0])
            found[place.name] = {field.name: str(field.type) for field in schema}
    return found


def write_dictionary(comparison: Comparison, file: str | Path) -> Path:
    """The dictionary as CSV beside the tables, in all languages: ``meaning`` is English, ``meaning_zh`` Chinese."""
    path = Path(file)
    whole = data_dictionary(comparison)
    for lang in LANGUAGES:
        if lang != "en":
            words = data_dictionary(comparison, lang)
            whole = whole.assign(**{f"{name}_{lang}": words[name] for name in IN_WORDS})
    with written(path) as aside:
        whole.to_csv(aside, index=False, encoding="utf-8", lineterminator="\n")
    return path
