"""A comparison repeated over draws of a calibrated scenario's parameters: does the verdict survive what is not known?

Each draw takes parameters from their joint uncertainty and compares all arms as usual, with the same random numbers
each time. So the differences spread over draws because of the parameters alone; the replications within a draw tell
what sampling error adds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from salesim.errors import InputError
from salesim.experiment.compare import compare, plain
from salesim.experiment.keywords import Runner
from salesim.experiment.parameter_draws import FILE, Block, read_uncertainty, sample_parameters
from salesim.experiment.phrases import sentences
from salesim.experiment.request import MAX_REPLICATIONS, MIN_REPLICATIONS, choose_arms, whole_number
from salesim.phrase import Phrase
from salesim.scenario.overlay import overlay
from salesim.wording import check_language, money, money_range
from salesim.wording.text import say, say_n

MIN_DRAWS, MAX_DRAWS = 2, 1000
MAX_TRIES = 50  # to draw parameters that lie within their bounds
REPLICATIONS = 6  # of a draw, unless stated
OUTCOME = "value_created"


@dataclass(frozen=True)
class DrawnComparison:
    """What a comparison over draws found.

    Attributes
    ----------
    verdict : the result in a sentence or two.
    arms : one row an arm but the baseline, best first: difference (mean over draws, money) with low and high, 95% over
        sampling error and parameters; ahead (share of draws); parameter_sd over the draws; sampling_sd, a draw's
        standard error.
    draws : one row a draw and arm: difference, and its standard_error over the replications.
    parameters : one row a draw and parameter.
    facts : baseline, draws, replications of each, seed, weeks, currency.
    """

    verdict: str
    arms: pd.DataFrame
    draws: pd.DataFrame
    parameters: pd.DataFrame
    facts: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Plain values, the same for any number of workers."""
        frames = {name: getattr(self, name).to_dict("records") for name in ("arms", "draws", "parameters")}
        return plain({"verdict": self.verdict, "facts": self.facts, **frames})


def compare_draws(
    scenario: Any,
    draws: int,
    replications: int | None = None,
    jobs: int = 1,
    out: str | Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    lang: str = "en",
    *,
    runner: Runner | None = None,
) -> DrawnComparison:
    """Compare all arms of a calibrated scenario once for each draw of its parameters.

    Parameters
    ----------
    scenario : as loaded; ``calibration.json`` stands beside its file.
    draws : how many.
    replications : of each draw.
    progress : called as (done, total) after each draw.
    """
    check_language(lang)
    blocks = ready_to_draw(scenario, draws)
    planned, baseline = choose_arms(scenario, None, None)
    n = replications if replications is not None else REPLICATIONS
    whole_number(n, "replications", MIN_REPLICATIONS, MAX_REPLICATIONS)
    seed = scenario.run.seed
    rows: list[dict[str, Any]] = []
    parameters: list[dict[str, Any]] = []
    for draw in range(draws):
        changed, values = drawn_scenario(scenario, blocks, np.random.default_rng([seed, draw]))
        found = compare(changed, replications=n, jobs=jobs, out=out, runner=runner)
        parameters += [{"draw": draw, "field": path, "value": value} for path, value in values.items()]
        for arm, of_arm in found.differences.groupby("arm", sort=False):
            differences = of_arm["difference"].to_numpy(float)
            error = float(differences.std(ddof=1) / np.sqrt(len(differences)))
            rows.append({"draw": draw, "arm": arm, "difference": float(differences.mean()), "standard_error": error})
        if progress:
            progress(draw + 1, draws)
    table = pd.DataFrame(rows)
    arms = summarize(table, [str(arm) for arm in planned if arm != baseline])
    facts = {
        "baseline": str(baseline),
        "draws": draws,
        "replications": n,
        "seed": seed,
        "weeks": scenario.run.weeks,
        "currency": scenario.currency,
        "outcome": OUTCOME,
    }
    return DrawnComparison(sentence(arms, facts, lang), arms, table, pd.DataFrame(parameters), facts)


def ready_to_draw(scenario: Any, draws: int) -> list[Block]:
    """The blocks beside the scenario; refuses what cannot be drawn from."""
    whole_number(draws, "parameter-draws", MIN_DRAWS, MAX_DRAWS)
    blocks = read_uncertainty(scenario.folder)
    if not blocks:
        file = scenario.folder / FILE
        raise InputError("nothing in it is uncertain; the calibration kept every default", "parameter-draws", file=file)
    return blocks


def drawn_scenario(scenario: Any, blocks: Sequence[Block], rng: np.random.Generator) -> tuple[Any, dict[str, Any]]:
    """The scenario with drawn parameters, drawn again while one lies outside of its bounds; and the parameters."""
    for _ in range(MAX_TRIES):
        values = sample_parameters(blocks, rng)
        try:
            return overlay(scenario, values), values
        except InputError as fault:
            refused = fault
    raise InputError(
        Phrase("no draw fits the scenario: {message}", message=refused.message),
        refused.field,
        refused.value,
        refused.allowed,
    )


def summarize(draws: pd.DataFrame, arms: Sequence[str]) -> pd.DataFrame:
    """The arms' differences over the draws, best first.

    All draws meet the same random numbers, so their spread is the parameters', and the error within a draw is sampling
    error.
    """
    rows = []
    for arm in arms:
        own = draws[draws["arm"] == arm]
        values, errors = own["difference"].to_numpy(float), own["standard_error"].to_numpy(float)
        n, mean, parameters = len(values), float(values.mean()), float(values.std(ddof=1))
        sampling = float(np.sqrt((errors**2).mean()))
        half = float(stats.t.ppf(0.975, n - 1) * np.sqrt(parameters**2 * (1.0 + 1.0 / n) + sampling**2))
        rows.append((arm, mean, mean - half, mean + half, float((values > 0).mean()), parameters, sampling))
    columns = ["arm", "difference", "low", "high", "ahead", "parameter_sd", "sampling_sd"]
    return pd.DataFrame(rows, columns=columns).sort_values("difference", ascending=False, ignore_index=True)


def sentence(arms: pd.DataFrame, facts: dict[str, Any], lang: str) -> str:
    """What the best arm gains, and whether the open parameters could reverse that."""
    best, currency = arms.iloc[0], facts["currency"]
    found = say(
        "Over {draws} draws of the calibrated parameters '{arm}' differs from '{baseline}' by {mean} in {weeks} "
        "({interval}, sampling error and parameters together); it is ahead in {ahead} of {draws} draws.",
        lang,
        draws=facts["draws"],
        arm=best["arm"],
        baseline=facts["baseline"],
        weeks=say_n("{n} week", "{n} weeks", facts["weeks"], lang),
        mean=money(best["difference"], currency, lang, signed=True),
        interval=money_range(best["low"], best["high"], currency, lang),
        ahead=round(best["ahead"] * facts["draws"]),
    )
    if best["low"] > 0 or best["high"] < 0:
        stands = say("The parameters that the data leave open do not change the verdict.", lang)
    else:
        stands = say("The parameters that the data leave open could reverse the verdict.", lang)
    return sentences([found, stands], lang)
