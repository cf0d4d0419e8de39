"""The data dictionary: every column of every table that a comparison leaves, with its unit and meaning."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from salesim.experiment.compare import Comparison
from salesim.experiment.runs import MARK
from salesim.report.language import TERMS, name_of

ENDINGS = {  # of a column's name: its unit
    "_min": "min",
    "_hours": "hour",
    "_units": "units of goods",
    "_share": "share, 0 to 1",
    "_km": "km",
    "_weeks": "week",
    "_minor": "minor units (1/100 money)",
}
MEANINGS = {
    "arm": "layout/policy",
    "layout": "name of the layout",
    "policy": "name of the policy",
    "replication": "number of the replication, which addresses its luck",
    "week": "week of the run, from 0",
    "quarter": "quarter of the run, from 0",
    "seat": "number of the rep's seat",
    "holder": "nth person in the seat, from 0",
    "region": "number of the region",
    "n": "replications with a value",
    "mean": "mean over the replications",
    "low": "lower end of its 95 % interval",
    "high": "upper end of its 95 % interval",
    "difference": "mean paired difference to the baseline",
    "difference_low": "lower end of its 95 % interval",
    "difference_high": "upper end of its 95 % interval",
    "correlation": "between arm and baseline over the replications",
    "variance_reduction": "times more replications that luck of its own would take",
    "p": "two-sided p of no difference",
    "p_holm": "the same, allowing for all arms (Holm)",
    "p_equivalent": "p of a difference that matters (two one-sided tests), allowing for all arms",
    "wins": "replications in which the arm is ahead",
    "skewness": "of the differences",
    "is_skewed": "whether it makes the interval rough",
    "p_best": "probability of being the best arm; to look at, not to stop by",
    "verdict": "better, worse, equivalent, undecided, or baseline",
    "outcome": "column of the summary",
    "statistic": "of the outcome over the replications",
    "gini": "inequality of reps' pay, 0 to 1",
    "gaining": "seats whose pay rises by more than 1 %",
    "losing": "seats whose pay falls by more than 1 %",
    "part": "part of the value created",
    "attainment": "credited sales over quota",
    "sentence": "the result in words",
}


def data_dictionary(comparison: Comparison) -> pd.DataFrame:
    """One row a table and column: table, column, kind, unit, meaning. Tables kept in the run's folder are included."""
    tables: dict[str, dict[str, str]] = {}
    for name in ("arms", "parts", "outcomes", "watched", "risk", "winners", "differences", "failures"):
        frame = getattr(comparison, name)
        tables[name] = {str(column): str(kind) for column, kind in frame.dtypes.items()}
    if comparison.folder is not None:
        tables |= kept_tables(comparison.folder)
    else:
        tables["replications"] = {str(column): str(kind) for column, kind in comparison.replications.dtypes.items()}
    rows = [
        {"table": table, "column": column, "kind": kind, "unit": unit_of(column), "meaning": meaning_of(column)}
        for table, columns in tables.items()
        for column, kind in columns.items()
    ]
    return pd.DataFrame(rows, columns=["table", "column", "kind", "unit", "meaning"])


def kept_tables(folder: Path) -> dict[str, dict[str, str]]:
    """The tables in a run's folder with their columns' kinds, from one chunk of each."""
    found = {}
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        chunks = sorted(place.glob("*.parquet"))
        if chunks and (folder / MARK).exists():
            schema = pq.read_schema(chunks[0])
            found[place.name] = {field.name: str(field.type) for field in schema}
    return found


def unit_of(column: str) -> str:
    return next((unit for ending, unit in ENDINGS.items() if column.endswith(ending)), "")


def meaning_of(column: str) -> str:
    """What a column means, from the words that readers see; a column that has none is its name in words."""
    if column in MEANINGS:
        return MEANINGS[column]
    return name_of(column) if column in TERMS else column.replace("_", " ")


def write_dictionary(comparison: Comparison, file: str | Path) -> Path:
    """The dictionary as CSV beside the tables."""
    path = Path(file)
    data_dictionary(comparison).to_csv(path, index=False, encoding="utf-8", lineterminator="\n")
    return path
