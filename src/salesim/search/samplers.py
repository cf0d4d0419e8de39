"""Optuna's samplers by name, as a search uses them."""

from __future__ import annotations

from typing import Literal, get_args

from optuna.samplers import (
    BaseSampler,
    CmaEsSampler,
    GPSampler,
    NSGAIIISampler,
    NSGAIISampler,
    QMCSampler,
    RandomSampler,
    TPESampler,
)

from salesim.errors import InputError, nearest_name
from salesim.phrase import Phrase

SamplerName = Literal["tpe", "cma-es", "nsga-ii", "nsga-iii", "gp", "random", "quasi-random"]
SAMPLERS = get_args(SamplerName)
FOR_ONE_OBJECTIVE = ("cma-es",)
POPULATION = 24  # of the evolutionary samplers: three batches


def check_sampler(name: str, are_several: bool) -> None:
    """Refuse an unknown sampler, one that is not installed, and one that knows a single objective only."""
    if name not in SAMPLERS:
        allowed = ", ".join(SAMPLERS)
        raise InputError("there is no such sampler", "sampler", name, allowed, nearest_name(name, SAMPLERS))
    if are_several and name in FOR_ONE_OBJECTIVE:
        raise InputError("this sampler knows a single objective only", "sampler", name)
    if name == "gp":
        try:
            import torch  # noqa: F401
        except ImportError:
            message = Phrase("needs the extra 'gp': pip install 'salesim[gp]'")
            raise InputError(message, field="sampler", value=name) from None


def make_sampler(name: str, seed: int, random_trials: int) -> BaseSampler:
    """A sampler; the first so many trials are drawn at random, before it has enough to go by."""
    match name:
        case "tpe":
            return TPESampler(
                seed=seed, n_startup_trials=random_trials, multivariate=True, group=True, constant_liar=True
            )
        case "cma-es":
            return CmaEsSampler(seed=seed, n_startup_trials=random_trials, warn_independent_sampling=False)
        case "nsga-ii":
            return NSGAIISampler(seed=seed, population_size=POPULATION)
        case "nsga-iii":
            return NSGAIIISampler(seed=seed, population_size=POPULATION)
        case "gp":
            return GPSampler(seed=seed, n_startup_trials=random_trials, deterministic_objective=False)
        case "quasi-random":
            return QMCSampler(
                qmc_type="sobol", scramble=True, seed=seed, warn_independent_sampling=False,
                warn_asynchronous_seeding=False,
            )  # fmt: skip
        case _:
            return RandomSampler(seed=seed)
