"""A cheap model with a known truth, in place of the real one.

An arm's value created in a replication = 1,000,000 + 200,000 x common noise + its effect + 20,000 x its own noise
[money]; all arms share the common noise. It is sales margin and future customer value less 500,000 of variable pay.
"""

from __future__ import annotations

import os
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from salesim.errors import InputError
from salesim.random import sequence_key, stream_key
from salesim.random.distributions import normal
from salesim.random.streams import Stream

LAYOUTS, POLICIES = ("unit", "circles"), ("current", "wager", "flat")


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Baseline(Frozen):
    layout: str = "unit"
    policy: str = "current"


class Run(Frozen):
    seed: int = 7
    weeks: int = 52
    replications: int = 6
    baseline: Baseline = Baseline()
    layouts: tuple[str, ...] = LAYOUTS
    policies: tuple[str, ...] = POLICIES


class Scenario(Frozen):
    name: str = "cheap"
    title: str = "A title"
    currency: str = "CNY"
    market: dict = {}
    layouts: dict[str, dict] = {name: {} for name in LAYOUTS}
    policies: dict[str, dict] = {name: {} for name in POLICIES}
    run: Run = Run()


@dataclass(frozen=True)
class CheapModel:
    """The runner.

    effects, borrowed : by "layout/policy" [money]: what an arm adds to the value created, and how much of
        customer value it turns into contribution.
    folder : where ``log.txt`` gets a line for each replication that is really simulated, and where a file ``fail-3``
        makes replication 3 raise (an InputError if it says so) without making it another model.
    """

    effects: dict[str, float] = field(default_factory=dict)
    borrowed: dict[str, float] = field(default_factory=dict)
    folder: Path | None = None

    def __call__(self, scenario, replication, arms):
        if self.folder:
            with open(self.folder / "log.txt", "a") as file:
                file.write(f"{replication} {os.getpid()} {os.environ.get('OMP_NUM_THREADS')}\n")
            trouble = self.folder / f"fail-{replication}"
            if trouble.exists():
                raise InputError(message="a bad region", field="x") if trouble.read_text() else ValueError("no stock")
        return {arm: SimpleNamespace(tables=self.tables(scenario.run, replication, str(arm))) for arm in arms}

    def tables(self, run, replication, arm):
        key = np.uint64(stream_key(run.seed, replication, Stream.BUYING))
        common = normal(np.uint64(sequence_key(key, 0)), 0)
        noise = normal(np.uint64(sequence_key(key, zlib.crc32(arm.encode()))), 0)
        value = round(1e6 + 2e5 * common + self.effects.get(arm, 0.0) + 2e4 * noise, 2)
        taken = self.borrowed.get(arm, 0.0)
        summary = {
            "contribution": value + taken,
            "customer_value_change": -taken,
            "pulled_margin": 0.0,
            "value_created": value,
            "margin": value + taken + 5e5,
            "variable_pay": 5e5,
            "orders": 1000 + replication,
            "fill_rate": 0.9,
        }
        weeks = pd.DataFrame({"week": range(run.weeks)}).assign(sales=value / run.weeks)
        quarters = pd.DataFrame({"quarter": [0, 1], "seat": [0, 0], "attainment": [0.9, 1.1]})
        quits = pd.DataFrame({"week": [3], "kind": ["quit"]})
        return {
            "summary": pd.DataFrame([summary]),
            "weeks": weeks,
            "rep_quarters": quarters,
            "events": quits if replication % 2 else quits.iloc[:0],
        }

    def simulated(self) -> list[int]:
        """Numbers of the replications that were really simulated, in order of number."""
        log = self.folder / "log.txt"
        return sorted(int(line.split()[0]) for line in log.read_text().splitlines()) if log.exists() else []
