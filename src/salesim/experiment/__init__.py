"""Experiments: arms run side by side on common random numbers, differences with intervals, and a verdict."""

from salesim.experiment.compare import Comparison, compare
from salesim.experiment.outcomes import Outcome
from salesim.experiment.runs import read_table
from salesim.experiment.statistics import PairedDifference, holm, paired_difference

__all__ = ["Comparison", "Outcome", "PairedDifference", "compare", "holm", "paired_difference", "read_table"]
