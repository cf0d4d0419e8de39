"""The article's claims, put to the test: 19 figures, the lever behind each, and what one would have to believe."""

from salesim.experiment.claims.catalogue import CLAIMS
from salesim.experiment.claims.claim import Assumption, Claim
from salesim.experiment.claims.presets import PRESETS, with_presets
from salesim.experiment.claims.study import Finding, study_claims

__all__ = ["CLAIMS", "PRESETS", "Assumption", "Claim", "Finding", "study_claims", "with_presets"]
