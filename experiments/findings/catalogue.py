"""All patterns: the 18 that were looked at while the model was made, then those written down before they were run."""

from __future__ import annotations

from findings import effort, further, pay_plans, people, territories, wager  # noqa: F401  (each enters its patterns)
from findings.finding import ENTERED, Pattern

PUBLISHED, FURTHER = (
    sorted((id for id in ENTERED if id.startswith(letter)), key=lambda id: int(id[1:])) for letter in "PF"
)
PATTERNS: dict[str, Pattern] = {id: ENTERED[id] for id in [*PUBLISHED, *FURTHER]}
