"""Choose one of a scenario's arms: by Kim and Nelson's procedure, by a fixed budget, or by halving if there are
many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesim.errors import InputError
from salesim.experiment.choose.halving import sequential_halving
from salesim.experiment.choose.kim_nelson import kim_nelson
from salesim.experiment.choose.ocba import ocba
from salesim.experiment.choose.selection import Selection
from salesim.experiment.compare import plain, titles
from salesim.experiment.execute import execute, number_of_workers, workers_of
from salesim.experiment.extrapolation import extrapolated, extrapolation_sentences, unmet_outside_pay
from salesim.experiment.keywords import Workforce, check_keywords
from salesim.experiment.outcomes import Outcome, phrase
from salesim.experiment.phrases import Phrases, amount_of, sentences
from salesim.experiment.request import choose_arms, known_outcome
from salesim.experiment.runs import ARM_COLUMNS, open_run
from salesim.scenario.arms import Arm
from salesim.scenario.loading import as_scenario
from salesim.wording import check_language, percent
from salesim.wording.text import say, say_n

MANY = 50  # arms above which they are halved
METHODS = ("kim-nelson", "ocba", "halving")
Method = Literal["kim-nelson", "ocba", "halving"]
FIRST, MAX = 10, 500
ROUNDS_EACH = 8  # replications of an arm that a budget of halving reckons with, unless it is stated


@dataclass(frozen=True)
class Chosen:
    """Which arm was chosen, and at what expense.

    Attributes
    ----------
    arm : the choice, ``layout/policy``.
    arms : one row an arm, the best mean first: arm, mean (for ocba: of the difference to the baseline), replications,
        in_play (1 if it was never eliminated).
    sentence : the choice with what is promised.
    """

    arm: str
    method: str
    outcome: str
    selection: Selection
    arms: pd.DataFrame
    sentence: str

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        facts = {
            "arm": self.arm,
            "method": self.method,
            "outcome": self.outcome,
            "decided": self.selection.decided,
            "sentence": self.sentence,
        }
        return plain({**facts, "arms": self.arms.to_dict("records")})


class ChooseOptions(Workforce, total=False):
    """How a choice is carried out: who simulates, see `Workforce`, and:

    first, most : replications of each arm before any is eliminated (10), and after which Kim-Nelson gives up (500).
    out : folder for the runs' chunks, such as ``"runs"``; finished replications found there are not computed again.
    progress : called as (replications so far, arms in play).
    """

    first: int
    most: int
    out: str | Path | None
    progress: Callable[[int, int], None] | None


def choose(
    scenario: Any,
    arms: Sequence[Arm | str] | None = None,
    indifference: float | None = None,
    method: Method | None = None,
    budget: int | None = None,
    confidence: float = 0.95,
    outcome: Outcome | str = "value_created",
    *,
    lang: str = "en",
    **options: Unpack[ChooseOptions],
) -> Chosen:
    """Choose the best of a scenario's arms.

    Parameters
    ----------
    indifference : δ, smallest difference worth finding; the outcome's smallest difference that matters, or 1% of the
        first arm's mean over ``first`` replications if that is not stated either.
    method : kim-nelson by default; ocba if a budget is stated; halving above 50 arms.
    budget : replications of all arms together, for ocba and halving.
    options : who simulates, where results are kept, and how many replications there may be, see `ChooseOptions`.
    """
    check_keywords(choose, options, ChooseOptions)
    first, most = options.get("first", FIRST), options.get("most", MAX)
    out, progress = options.get("out"), options.get("progress")
    check_language(lang)
    scenario = as_scenario(scenario)
    outcome = Outcome(outcome) if isinstance(outcome, str) else outcome
    planned, _ = choose_arms(scenario, arms, None)
    method = method or ("halving" if len(planned) > MANY else "ocba" if budget is not None else "kim-nelson")
    if method not in METHODS:
        raise InputError("there is no such method", "method", method, ", ".join(METHODS))
    workers = workers_of(options)
    spent = 0
    seen: list[pd.DataFrame] = []

    def values(subset: Sequence[int], start: int, stop: int) -> NDArray[np.float64]:
        nonlocal spent
        run = [planned[i] for i in subset]
        folder = open_run(out, scenario, run, workers.runner) if out is not None else None
        results = execute(
            scenario,
            run,
            range(start, stop),
            keep=("summary",),
            folder=folder,
            **workers.keywords(),
        )
        table = np.empty((stop - start, len(run)))
        for result in results:
            if result.failed:
                raise RuntimeError(f"replication {result.replication} failed with {result.kind}: {result.message}")
            summary = result.tables["summary"]
            seen.append(summary.assign(replication=result.replication))
            known_outcome(outcome.name, [c for c in summary.columns if c not in ARM_COLUMNS])
            named = {Arm(a, b): x for a, b, x in zip(summary["layout"], summary["policy"], summary[outcome.name])}
            table[result.replication - start] = [named[arm] for arm in run]
        spent += table.size
        if progress:
            progress(spent, len(run))
        return table if outcome.higher_is_better else -table

    def against_baseline(subset: Sequence[int], start: int, stop: int) -> NDArray[np.float64]:
        both = values([0, *(i for i in subset if i != 0)], start, stop)
        column = {0: 0, **{i: j for j, i in enumerate((i for i in subset if i != 0), start=1)}}
        return both[:, [column[i] for i in subset]] - both[:, :1]

    k = len(planned)
    if method == "kim-nelson":
        delta = indifference if indifference is not None else outcome.smallest_difference
        if delta is None:
            delta = 0.01 * abs(float(values([0], 0, first).mean()))
        # a batch keeps all workers busy; what it holds too much is the price
        batch = max(1, number_of_workers(workers.jobs))
        selection = kim_nelson(values, k, delta, confidence, first, batch, most)
    else:
        delta = 0.0
        if method == "ocba":
            selection = ocba(against_baseline, k, k * 2 * first if budget is None else budget, first)
        else:
            selection = sequential_halving(values, k, k * ROUNDS_EACH if budget is None else budget)
    table = pd.DataFrame(
        {
            "arm": [str(arm) for arm in planned],
            "mean": selection.means * (1 if outcome.higher_is_better else -1),
            "replications": selection.replications,
            "in_play": [int(i in selection.left) for i in range(k)],
        }
    ).sort_values("mean", ascending=not outcome.higher_is_better, kind="stable", ignore_index=True)
    places = {
        "k": k,
        "arm": planned[selection.best],
        "outcome": phrase(outcome.name, lang),
        "replications": say_n("{n} replication", "{n} replications", int(selection.replications.sum()), lang),
    }
    if method != "kim-nelson":
        sentence = say(
            "Of {k} options '{arm}' has the best {outcome} with a budget of {replications}; a budget promises nothing.",
            lang,
            **places,
        )
    elif selection.decided:
        sentence = say(
            "Of {k} options '{arm}' is chosen: it has the best {outcome} with {confidence} probability if it leads by "
            "{indifference} or more, after {replications} in all.",
            lang,
            **places,
            confidence=percent(confidence, decimals=None),
            indifference=amount_of(outcome.name, delta, {"currency": scenario.currency}, lang),
        )
    else:
        sentence = say(
            "Of {k} options {left} could not be told apart within the limit; '{arm}' has the best mean {outcome} of "
            "them, after {replications} in all.",
            lang,
            **places,
            left=len(selection.left),
        )
    summaries = pd.concat(seen).drop_duplicates(["replication", *ARM_COLUMNS])
    facts = {
        "extrapolated": extrapolated(summaries, planned[0]),
        "unmet_outside_pay": unmet_outside_pay(scenario),
        "best": str(planned[selection.best]),
        "titles": titles(scenario, planned, lang),
    }
    told = sentences([sentence, *extrapolation_sentences(Phrases(facts, lang))], lang)
    return Chosen(str(planned[selection.best]), method, outcome.name, selection, table, told)
