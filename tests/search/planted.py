"""A runner with a known best policy, in place of the model.

The value created in a replication = 1,000,000 + 200,000 x luck + worth of the arm + noise x its own luck [CNY], where
the first luck is shared by all arms. The worth is largest, 0, at a commission of 0.018 in the layout "balanced" with
the portal on, and 30,000 less in the baseline's layout or without the portal. Pay is 10,000,000 x the commission.
"""

from __future__ import annotations

import os
import zlib
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from types import SimpleNamespace

import numpy as np
import pandas as pd

from salesim.random import sequence_key, stream_key
from salesim.random.distributions import normal
from salesim.random.streams import Stream
from salesim.scenario import Scenario, apply_policy, parse_scenario
from salesim.search import Choice, Number, Space
from salesim.search.proposal import meaning

RATE, PORTAL = "sales_force.pay.commission_rate", "channel.desk.portal"
BEST_RATE = 0.018

SPACE = Space(
    numbers={RATE: Number(low=0.004, high=0.03, step=0.001)},
    choices={"portal": Choice(options={"off": {PORTAL: False}, "on": {PORTAL: True}})},
)


def planted_scenario(seed: int = 1) -> Scenario:
    return parse_scenario(
        f"""
name: planted
layouts: {{unit: {{builder: unit}}, balanced: {{builder: balanced}}}}
policies:
  current: {{set: {{sales_force.pay.salary_per_month: 7500}}}}
  high: {{set: {{{RATE}: 0.022, sales_force.pay.salary_per_month: 7500}}}}
  other: {{set: {{sales_force.coverage.prospect_weight: 3}}}}
run: {{seed: {seed}, replications: 10}}
"""
    )


def worth(config: Scenario, layout: str) -> float:
    pay, desk = config.sales_force.pay, config.channel.desk
    away = (pay.commission_rate - BEST_RATE) / 0.01
    return -150_000 * away**2 - 30_000 * (layout != "balanced") - 30_000 * (not desk.portal)


@dataclass(frozen=True)
class Planted:
    """The runner.

    noise : standard deviation of each arm's own luck [CNY].
    folder : where ``log.txt`` gets a line for each replication of each arm that is simulated; a file ``stop`` with a
        number in it makes the runner act like Ctrl-C once the log has so many lines.
    broken : arms above this commission rate cannot be simulated.
    slow : seconds that it takes.
    """

    noise: float = 20_000.0
    folder: Path | None = None
    broken: float = 1.0
    slow: float = 0.0

    def __call__(self, scenario, replication, arms):
        return {arm: SimpleNamespace(tables=self.tables(scenario, replication, arm)) for arm in arms}

    def tables(self, scenario, replication, arm):
        if self.folder:
            stop = self.folder / "stop"
            if stop.exists() and len(self.simulated()) >= int(stop.read_text()):
                raise KeyboardInterrupt
            with open(self.folder / "log.txt", "a") as file:
                file.write(f"{replication} {arm} {os.getpid()}\n")
        sleep(self.slow)
        config = apply_policy(scenario, arm.policy)
        if config.sales_force.pay.commission_rate > self.broken:
            raise ValueError("too generous")
        key = np.uint64(stream_key(scenario.run.seed, replication, Stream.BUYING))
        fresh = normal(np.uint64(sequence_key(key, 0)), 0)
        own = normal(np.uint64(sequence_key(key, zlib.crc32(meaning(config, arm.layout).encode()))), 0)
        value = 1e6 + 2e5 * fresh + worth(config, arm.layout) + self.noise * own
        pay = 1e7 * config.sales_force.pay.commission_rate + 0.1 * self.noise * own
        return {"summary": pd.DataFrame([{"value_created": value, "orders": 1000, "pay": pay}])}

    def simulated(self) -> list[str]:
        log = self.folder / "log.txt"
        return log.read_text().splitlines() if log.exists() else []
