"""What readers call values that are codes in a table: verdicts, metrics, parts, statistics, causes."""

from __future__ import annotations

from typing import Any

from salesim.experiment.outcomes import OTHER
from salesim.metrics import COLUMNS, METRICS, heading
from salesim.report.sections.comparison import VERDICTS
from salesim.report.sections.diagnoses import CAUSES
from salesim.report.sections.reasons import part_name
from salesim.wording.text import N_, say

STATISTICS = {  # of `Comparison.risk`
    "p10": N_("10% of replications are below"),
    "median": N_("median"),
    "p90": N_("10% of replications are above"),
    "worst_tenth": N_("mean of the worst tenth"),
    "best_tenth": N_("mean of the best tenth"),
}
WORDS = {  # column: code: what readers call it
    "verdict": VERDICTS,
    "statistic": STATISTICS,
    "cause": CAUSES,
    "true_cause": CAUSES,
}


def in_words(column: str, value: Any, lang: str) -> Any:
    """A value as readers call it; what is no code is as it is.

    >>> in_words("verdict", "equivalent", "en"), in_words("outcome", "retention", "en"), in_words("mean", 0.5, "en")
    ('as good', 'Customer retention', 0.5)
    """
    if not isinstance(value, str):
        return value
    if column in WORDS:
        return say(WORDS[column].get(value, value), lang)
    if column == "part" and (value in METRICS or value == OTHER):
        return part_name(value, lang)
    if column in ("outcome", "measure") and (value in METRICS or value in COLUMNS):
        return heading(value, lang)
    return value
