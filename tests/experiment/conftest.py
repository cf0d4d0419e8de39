"""A cheap model with a known truth, in place of the real one.

An arm's value created in a replication = 1,000,000 + 200,000 x luck + its effect + 20,000 x its own noise, where the
luck is shared by all arms. It is made of sales margin (500,000 more) less variable pay.
"""

from __future__ import annotations

import pandas as pd
import pytest
from pydantic import BaseModel, ConfigDict

LAYOUTS, POLICIES = ("prefecture", "circles"), ("current", "wager", "flat")


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Baseline(Frozen):
    layout: str = "prefecture"
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
    market: dict = {}
    layouts: dict[str, dict] = dict.fromkeys(LAYOUTS, {})
    policies: dict[str, dict] = dict.fromkeys(POLICIES, {})
    run: Run = Run()


class Result:
    def __init__(self, tables):
        self.tables = tables


# Workers rebuild the model from its value, so it is a function inside a function and imports what it needs.
def make_runner(effects=None, plunder=None, fails=None, log=None):
    """A runner: effects and plunder [CNY] by "layout/policy"; ``fails`` {replication: exception}; ``log`` a file."""
    effects, plunder, fails = effects or {}, plunder or {}, fails or {}
    result = Result

    def run(scenario, replication, arms):
        import os

        import pandas as pd
        from salesim.random import stream_key
        from salesim.random.distributions import normal
        from salesim.random.generator import sequence_key

        if log is not None:
            with open(log, "a") as file:
                file.write(f"{replication} {os.environ.get('OMP_NUM_THREADS')} {os.getpid()}\n")
        if replication in fails:
            raise fails[replication]
        key = stream_key(scenario.run.seed, replication, 20)
        found = {}
        for arm in arms:
            name = str(arm)
            entity = 1 + sum(ord(c) * 31**i for i, c in enumerate(name)) % 1_000_003
            value = 1e6 + 2e5 * normal(sequence_key(key, 0), 0) + 2e4 * normal(sequence_key(key, entity), 0)
            value = round(value + effects.get(name, 0.0), 2)
            future = -plunder.get(name, 0.0)
            summary = {
                "contribution_cny": value - future,
                "customer_value_change_cny": future,
                "pulled_margin_cny": 0.0,
                "value_created_cny": value,
                "margin_cny": value - future + 5e5,
                "variable_pay_cny": 5e5,
                "orders": 1000 + replication,
                "fill_rate": 0.9,
            }
            week = list(range(scenario.run.weeks))
            found[arm] = result(
                {
                    "summary": pd.DataFrame([summary]),
                    "weeks": pd.DataFrame({"week": week, "sales_cny": [value / len(week)] * len(week)}),
                    "rep_quarters": pd.DataFrame({"quarter": [0, 1], "seat": [0, 0], "attainment": [0.9, 1.1]}),
                    "events": pd.DataFrame({"week": [3], "kind": ["quit"]} if replication % 2 else {"week": [], "kind": []}),
                }
            )
        return found

    return run


@pytest.fixture(scope="session", autouse=True)
def by_value():
    """Lets workers have the classes of this file, which they cannot import."""
    import sys

    from joblib.externals import cloudpickle

    cloudpickle.register_pickle_by_value(sys.modules[Scenario.__module__])


@pytest.fixture
def scenario():
    return Scenario()


@pytest.fixture
def cheap_model():
    return make_runner


def frames_equal(a: pd.DataFrame, b: pd.DataFrame) -> bool:
    pd.testing.assert_frame_equal(a, b, check_exact=True)
    return True
