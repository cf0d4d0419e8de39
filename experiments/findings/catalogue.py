"""All patterns, in the order of their numbers."""

from __future__ import annotations

from findings import effort, pay_plans, people, territories, wager  # noqa: F401  (each enters its patterns)
from findings.finding import ENTERED, Pattern

PATTERNS: dict[str, Pattern] = dict(sorted(ENTERED.items(), key=lambda entry: int(entry[0][1:])))
