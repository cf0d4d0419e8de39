"""An arm of an experiment: one layout of the territories together with one policy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Arm:
    """A layout and a policy by their names in the scenario; written ``layout/policy``."""

    layout: str
    policy: str

    def __str__(self) -> str:
        return f"{self.layout}/{self.policy}"
