"""Experiments: arms run side by side on common random numbers, differences with intervals, and a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesim.late_names import offer_late

if TYPE_CHECKING:
    from salesim.experiment.compare import Comparison, compare
    from salesim.experiment.outcomes import Outcome
    from salesim.experiment.runs import read_table
    from salesim.experiment.statistics import PairedDifference, holm, paired_difference

PUBLIC = {
    "Comparison": "salesim.experiment.compare",
    "Outcome": "salesim.experiment.outcomes",
    "PairedDifference": "salesim.experiment.statistics",
    "compare": "salesim.experiment.compare",
    "holm": "salesim.experiment.statistics",
    "paired_difference": "salesim.experiment.statistics",
    "read_table": "salesim.experiment.runs",
}

__all__ = ["Comparison", "Outcome", "PairedDifference", "compare", "holm", "paired_difference", "read_table"]

offer_late(__name__, PUBLIC)
