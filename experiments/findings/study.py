"""The study: one world, and arms that live in it on the same luck against the same frozen quotas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from salesim.model.burn_in import open_world
from salesim.model.replicate import finish
from salesim.model.result import Result
from salesim.model.sales_model import SalesModel, forget
from salesim.policy.lever import Lever
from salesim.scenario import Scenario, load_scenario
from salesim.scenario.arms import Arm as NamedArm
from salesim.scenario.overlay import overlay
from salesim.world.world import World

SCENARIO = Path(__file__).parents[2] / "scenarios" / "published_findings.yaml"
WEEKS_A_YEAR = 52
QUARTERS_A_YEAR = 4
REFERENCE_RUNS = 4  # replications at e0 over which quotas are averaged
REFERENCE_REPLICATION = 1_000_000  # far from any replication of an arm
EVERYBODY_AT_E0 = {"sales_force.effort.exponent": 0.0}


@dataclass(frozen=True)
class Arm:
    """What differs from the reference: settings by dotted path, and devices that a scenario has no setting for.

    A device is a lever, a frozen dataclass with hooks. Arms are joined with ``|``.
    """

    settings: Mapping[str, Any] = field(default_factory=dict)
    devices: tuple[Any, ...] = ()

    def __or__(self, other: Arm) -> Arm:
        return Arm({**self.settings, **other.settings}, self.devices + other.devices)

    @property
    def key(self) -> str:
        """Equal for arms that do the same."""
        return json.dumps(self.settings, sort_keys=True) + repr(self.devices)


@dataclass(frozen=True)
class FrozenTargets(Lever):
    """Quotas are what the reference run sold, year by year, times each seat's lasting error: the same in all arms."""

    annual: np.ndarray = field(repr=False)  # (n_years, n_seats)

    def open_year(self, model: Any) -> None:
        year = (model.week - model.first_week) // WEEKS_A_YEAR
        model.reps.annual_quota[:] = self.annual[min(year, len(self.annual) - 1)] * model.reps.quota_error


class Study:
    """A world burned in under the reference plan, its frozen quotas, and the runs made so far.

    Parameters
    ----------
    changes : settings by dotted path that hold in all arms, burn-in and reference run included.
    first : number of the first replication.
    """

    def __init__(self, changes: Mapping[str, Any] | None = None, first: int = 0):
        self.changes = dict(changes or {})
        self.first = first
        self.scenario: Scenario = overlay(load_scenario(SCENARIO), self.changes)
        self.world: World = open_world(self.scenario)
        self._runs: dict[tuple[str, int], Result] = {}
        self._sold: dict[int, np.ndarray] = {}
        numbers = [REFERENCE_REPLICATION + i for i in range(REFERENCE_RUNS)]
        self.opening_quotas = np.mean([self.sold_at_e0(luck) for luck in numbers], axis=0)[0]  # (n_seats,)

    def elsewhere(self, changes: Mapping[str, Any]) -> Study:
        """The same study in another market: these changes on top of its own."""
        return Study({**self.changes, **changes}, self.first)

    @property
    def quarter_quota(self) -> float:
        """A rep's quota of a quarter, on average."""
        return float(self.opening_quotas.mean()) / QUARTERS_A_YEAR

    @property
    def on_target_pay(self) -> float:
        """Variable pay of a quarter at quota under the reference plan, on average."""
        return self.scenario.sales_force.pay.commission_rate * self.quarter_quota

    def run(self, arm: Arm, replications: int) -> list[Result]:
        """The arm in each replication; replication i of every arm meets the same luck."""
        return [self._remembered(arm, self.first + luck) for luck in range(replications)]

    def _remembered(self, arm: Arm, luck: int) -> Result:
        key = (arm.key, luck)
        if key not in self._runs:
            self._runs[key] = self._live(arm | Arm(devices=(FrozenTargets(self.quotas(luck)),)), luck)
        return self._runs[key]

    def quotas(self, luck: int) -> np.ndarray:
        """Every year's quotas if everybody works at e0, whatever an arm does, (n_years, n_seats) yuan.

        What each seat sells in an average first year, then what it sold in the year before.
        """
        return np.vstack([self.opening_quotas, self.sold_at_e0(luck)[:-1]])

    def sold_at_e0(self, luck: int) -> np.ndarray:
        """What each seat sells year by year if everybody works at e0, (n_years, n_seats) yuan."""
        if luck not in self._sold:
            sold = sales_by_quarter(self._live(Arm(EVERYBODY_AT_E0), luck))
            whole_years = sold[: len(sold) // QUARTERS_A_YEAR * QUARTERS_A_YEAR]
            self._sold[luck] = whole_years.reshape(-1, QUARTERS_A_YEAR, sold.shape[1]).sum(axis=1)
        return self._sold[luck]

    def _live(self, arm: Arm, luck: int) -> Result:
        config = overlay(self.scenario, arm.settings)
        model = SalesModel(self.world, config, replication=luck, levers=arm.devices)
        for _ in range(config.run.weeks):
            model.step()
        result = finish(model, NamedArm(self.world.layout, "current"), luck)
        forget(model)
        return result


@cache
def default_study(first: int = 0) -> Study:
    """The study under the default parameters, one in each process; ``first`` is its first replication's number."""
    return Study(first=first)


def sales_by_quarter(result: Result) -> np.ndarray:
    """Sales credited to each seat in each quarter, (n_quarters, n_seats) yuan."""
    return result.rep_quarters.pivot(index="quarter", columns="seat", values="sales").to_numpy()
