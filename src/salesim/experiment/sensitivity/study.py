"""Morris and Sobol: which assumptions move the difference between two arms, and by how much.

Morris changes one factor at a time along random paths: μ* is the mean size of what a factor does, σ how much that
depends on the others. Sobol splits the variance: S1 is a factor's share by itself, ST with all that it does together
with others. SALib samples and analyzes; the model runs on any backend.

Sources: Morris 1991, Technometrics 33; Saltelli et al. 2010, Computer Physics Communications 181.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesim.errors import InputError
from salesim.experiment.execute import workers_of
from salesim.experiment.keywords import check_keywords
from salesim.experiment.sensitivity.factors import Factor, check_factors, default_factors
from salesim.experiment.sensitivity.worlds import Pair, StudyOptions, differences
from salesim.phrase import Phrase
from salesim.scenario.arms import Arm
from salesim.scenario.scenario import Scenario

Method = Literal["morris", "sobol"]
LEVELS = 4  # of a factor's range, for Morris


@dataclass(frozen=True)
class Sensitivity:
    """What drives the difference between two arms.

    Attributes
    ----------
    factors : one row a factor, the strongest first: factor, low, high (values or options), at_low and at_high (mean
        difference in the worlds that have it in the lower or upper third, money), and of Morris mu, mu_star,
        mu_star_conf, sigma [money]; of Sobol S1, S1_conf, ST, ST_conf.
    worlds : one row a world: the factors' values, and the difference.
    """

    method: str
    arm: str
    baseline: str
    outcome: str
    factors: pd.DataFrame
    worlds: pd.DataFrame

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        from salesim.experiment.compare import plain

        facts = {"method": self.method, "arm": self.arm, "baseline": self.baseline, "outcome": self.outcome}
        return plain({**facts, "factors": self.factors.to_dict("records"), "worlds": len(self.worlds)})


def sensitivity(
    scenario: Scenario,
    arm: Arm,
    baseline: Arm | None = None,
    factors: Sequence[Factor] | None = None,
    method: Method = "morris",
    size: int = 8,
    replications: int = 2,
    outcome: str = "value_created",
    **options: Unpack[StudyOptions],
) -> Sensitivity:
    """Find out what the difference between an arm and the baseline hangs on.

    Parameters
    ----------
    factors : what is varied; `default_factors` of the scenario if left out.
    size : paths of Morris, each of n_factors + 1 worlds; for Sobol a power of 2, of n_factors + 2 worlds each.
    replications : of both arms in each world, on common random numbers.
    options : who simulates, see `StudyOptions`.
    """
    check_keywords(sensitivity, options, StudyOptions)
    seed = options.get("seed", 0)
    baseline = baseline or scenario.baseline
    studied = list(factors) if factors is not None else default_factors(scenario)
    check_factors(scenario, studied)
    sample, analyze = adapter(method)
    problem = {"num_vars": len(studied), "names": [f.name for f in studied], "bounds": [[0.0, 1.0]] * len(studied)}
    if size < 2:
        raise InputError("the size of a sensitivity study", "size", size, "2 or more")
    if method == "sobol" and size & (size - 1):
        raise InputError("the size of a Sobol study", "size", size, "a power of 2, such as 64")
    places = sample(problem, size, seed)
    found = differences(
        scenario,
        studied,
        places,
        Pair(arm, baseline, replications, outcome),
        workers_of(options),
        options.get("progress"),
    )
    indices = analyze(problem, places, found, seed)
    rows = pd.DataFrame([ends(factor, column, found) for factor, column in zip(studied, places.T, strict=True)])
    table = pd.concat([rows, pd.DataFrame(indices)], axis=1)
    key = "mu_star" if method == "morris" else "ST"
    table = table.sort_values(key, ascending=False, kind="stable", ignore_index=True)
    values = {factor.name: [factor.value(float(x)) for x in column] for factor, column in zip(studied, places.T)}
    return Sensitivity(method, str(arm), str(baseline), outcome, table, pd.DataFrame(values | {"difference": found}))


def ends(factor: Factor, places: NDArray[np.float64], found: NDArray[np.float64]) -> dict[str, Any]:
    """A factor's range, and the mean difference in the lower and upper third of it, for a tornado."""
    values = np.array([factor.value(float(place)) for place in places], dtype=object)
    if factor.options:
        low, high = found[values == factor.value(0.0)], found[values == factor.value(1.0)]
    else:
        low, high = found[places <= 1 / 3 + 1e-9], found[places >= 2 / 3 - 1e-9]
    return {
        "factor": factor.name,
        "low": factor.value(0.0),
        "high": factor.value(1.0),
        "at_low": float(low.mean()) if len(low) else float("nan"),
        "at_high": float(high.mean()) if len(high) else float("nan"),
    }


def adapter(method: str) -> tuple[Any, Any]:
    """SALib's sampler and analysis of a method, as functions of plain arrays."""
    if method not in ("morris", "sobol"):
        raise InputError("there is no such method", "method", method, "morris, sobol")
    try:
        from SALib.analyze import morris as analyze_morris
        from SALib.analyze import sobol as analyze_sobol
        from SALib.sample import morris as sample_morris
        from SALib.sample import sobol as sample_sobol
    except ImportError:
        message = Phrase("SALib is not installed; pip install 'salesim[sensitivity]' installs it")
        raise InputError(message, "method", method) from None
    if method == "morris":

        def sample(problem: Any, size: int, seed: int) -> Any:
            return sample_morris.sample(problem, size, num_levels=LEVELS, seed=seed)

        def analyze(problem: Any, places: Any, found: Any, seed: int) -> dict[str, Any]:
            of = analyze_morris.analyze(problem, places, found, num_levels=LEVELS, seed=seed)
            return {name: np.asarray(of[name], float) for name in ("mu", "mu_star", "mu_star_conf", "sigma")}

    else:

        def sample(problem: Any, size: int, seed: int) -> Any:
            return sample_sobol.sample(problem, size, calc_second_order=False, seed=seed)

        def analyze(problem: Any, places: Any, found: Any, seed: int) -> dict[str, Any]:
            of = analyze_sobol.analyze(problem, found, calc_second_order=False, seed=seed)
            return {name: np.asarray(of[name], float) for name in ("S1", "S1_conf", "ST", "ST_conf")}

    return sample, analyze
