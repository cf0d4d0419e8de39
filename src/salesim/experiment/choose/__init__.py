"""Choosing one of several arms: which to simulate how often, and when to stop, so that the choice can be relied on."""

from salesim.experiment.choose.halving import sequential_halving
from salesim.experiment.choose.kim_nelson import kim_nelson
from salesim.experiment.choose.ocba import ocba
from salesim.experiment.choose.selection import Sample, Selection

__all__ = ["Sample", "Selection", "kim_nelson", "ocba", "sequential_halving"]
