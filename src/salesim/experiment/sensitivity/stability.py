"""Does the decision stand? In how many plausible worlds an arm beats the baseline, and what would reverse it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np
import pandas as pd
from scipy.stats import qmc

from salesim.errors import InputError
from salesim.experiment.claims.believe import believe
from salesim.experiment.execute import workers_of
from salesim.experiment.keywords import check_keywords
from salesim.experiment.phrases import clauses
from salesim.experiment.sensitivity.factors import Factor, default_factors
from salesim.experiment.sensitivity.worlds import Pair, StudyOptions, differences
from salesim.scenario.arms import Arm
from salesim.scenario.scenario import Scenario
from salesim.wording import figure, percent
from salesim.wording.text import say

FLIPS_SOUGHT = 3  # factors, those that tell most between worlds where it wins and where it loses


@dataclass(frozen=True)
class Stability:
    """How far a decision stands.

    Attributes
    ----------
    share : of worlds in which the arm beats the baseline.
    flips : one row a factor that reverses the decision by itself, all others as the scenario has them: factor, value,
        side (above or below the value it is reversed).
    worlds : one row a world: the factors' values, and the difference.
    sentence : the result in words.
    """

    arm: str
    baseline: str
    share: float
    flips: pd.DataFrame
    worlds: pd.DataFrame
    sentence: str

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        from salesim.experiment.compare import plain

        facts = {"arm": self.arm, "baseline": self.baseline, "share": self.share, "sentence": self.sentence}
        return plain({**facts, "flips": self.flips.to_dict("records"), "worlds": len(self.worlds)})


class StabilityOptions(StudyOptions, total=False):
    """How a decision is put to the test: as in `StudyOptions`, and:

    lang : language of the sentence, ``en`` or ``zh``.
    """

    lang: str


def stability(
    scenario: Scenario,
    arm: Arm,
    baseline: Arm | None = None,
    factors: Sequence[Factor] | None = None,
    worlds: int = 64,
    replications: int = 2,
    outcome: str = "value_created",
    higher_is_better: bool = True,
    **options: Unpack[StabilityOptions],
) -> Stability:
    """Draw worlds from the factors' ranges (Latin hypercube), compare in each, and look for what reverses it.

    ``options`` say who simulates and how it is told, see `StabilityOptions`.
    """
    check_keywords(stability, options, StabilityOptions)
    seed, lang = options.get("seed", 0), options.get("lang", "en")
    baseline = baseline or scenario.baseline
    studied = list(factors) if factors is not None else default_factors(scenario)
    if worlds < 4:
        raise InputError("the number of worlds", "worlds", worlds, "4 or more")
    places = qmc.LatinHypercube(len(studied), rng=np.random.default_rng(seed)).random(worlds)
    pair, workers = Pair(arm, baseline, replications, outcome), workers_of(options)
    found = differences(scenario, studied, places, pair, workers, options.get("progress"))
    gain = found if higher_is_better else -found
    share = float((gain > 0).mean())
    suspects = sorted(range(len(studied)), key=lambda i: -telling(places[:, i], gain))[:FLIPS_SOUGHT]
    rows = []
    for i in suspects:
        factor = studied[i]
        if factor.options:
            continue

        def effect(place: float, factor: Factor = factor) -> float:
            one = np.array([[place]])
            return float(differences(scenario, [factor], one, pair, workers)[0])

        belief = believe(effect, 0.0, 0.0, 1.0, usual=0.5)
        if belief.value is not None:
            last = belief.effects[-1][1] * (1 if higher_is_better else -1)
            side = "below" if last > 0 else "above"
            rows.append({"factor": factor.name, "value": float(factor.value(belief.value)), "side": side})
    flips = pd.DataFrame(rows, columns=["factor", "value", "side"])
    values = {factor.name: [factor.value(float(x)) for x in column] for factor, column in zip(studied, places.T)}
    table = pd.DataFrame(values | {"difference": found})
    return Stability(str(arm), str(baseline), share, flips, table, in_words(arm, baseline, share, worlds, flips, lang))


def telling(places: np.ndarray, gain: np.ndarray) -> float:
    """How much of the difference a factor tells by itself: |rank correlation|."""
    ranks = [pd.Series(values).rank().to_numpy() for values in (places, gain)]
    if np.ptp(ranks[0]) == 0 or np.ptp(ranks[1]) == 0:
        return 0.0
    return abs(float(np.corrcoef(*ranks)[0, 1]))


def in_words(arm: Arm, baseline: Arm, share: float, n: int, flips: pd.DataFrame, lang: str) -> str:
    """The sentence: in how many worlds it holds, and what reverses it."""
    texts = [
        say(
            "'{arm}' beats '{baseline}' in {share} of {n} plausible worlds",
            lang,
            arm=arm,
            baseline=baseline,
            share=percent(share, decimals=None),
            n=n,
        )
    ]
    for row in flips.to_dict("records"):
        places = {"factor": row["factor"], "value": figure(row["value"])}
        if row["side"] == "above":
            texts.append(say("the verdict is reversed when {factor} exceeds {value}", lang, **places))
        else:
            texts.append(say("the verdict is reversed when {factor} falls below {value}", lang, **places))
    if flips.empty:
        texts.append(say("no single assumption reverses the verdict within its range", lang))
    return clauses(texts, lang)
