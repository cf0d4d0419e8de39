"""Sensitivity: which assumptions drive a comparison, and in how many plausible worlds its verdict holds."""

from salesim.experiment.sensitivity.factors import DEFAULT_FACTORS, Factor, default_factors
from salesim.experiment.sensitivity.stability import Stability, stability
from salesim.experiment.sensitivity.study import Sensitivity, sensitivity

__all__ = ["DEFAULT_FACTORS", "Factor", "Sensitivity", "Stability", "default_factors", "sensitivity", "stability"]
