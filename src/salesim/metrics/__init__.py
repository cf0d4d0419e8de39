"""What experiments compare: each metric declared once, in the file of its family.

Files of this folder are found by themselves: one that declares a metric adds it to every summary.

>>> METRICS["retention"].text, METRICS["retention"].unit, METRICS["retention"].better
('Customer retention', 'share', 'higher')
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pandas as pd

from salesim.metrics.columns import COLUMNS, heading, meaning, unit_of, written
from salesim.metrics.metric import METRICS, Metric, metric
from salesim.metrics.run_tables import RunTables, Standing

__all__ = [
    "COLUMNS",
    "METRICS",
    "Metric",
    "RunTables",
    "Standing",
    "heading",
    "meaning",
    "metric",
    "summarize",
    "unit_of",
    "written",
]

FIRST = ("money", "work", "customers", "reps", "service", "reviews")  # families by the summary's columns; others follow


def families() -> tuple[str, ...]:
    """Files of this folder, in the order of the summary's columns."""
    found = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return (*FIRST, *(name for name in found if name not in FIRST))


for family in families():
    import_module(f"salesim.metrics.{family}")


def summarize(run: RunTables) -> pd.DataFrame:
    """One row: every metric of a run, a column each."""
    return pd.DataFrame([{name: one.rule(run) for name, one in METRICS.items()}])
