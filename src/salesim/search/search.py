"""Search for a layout and incentive terms that earn more, and confirm them on fresh luck.

>>> found = search(scenario, trials=60, jobs=2)                                        # doctest: +SKIP
>>> print(found.verdict)                                                               # doctest: +SKIP
>>> found.finalists[["arm", "believed", "confirmed", "confirmed_low"]]                 # doctest: +SKIP
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from salesim.errors import InputError
from salesim.experiment.compare import (
    FEWEST_REPLICATIONS,
    MOST_REPLICATIONS,
    Comparison,
    plain,
    whole_number,
    with_run,
)
from salesim.experiment.execute import Runner, default_runner, number_of_workers
from salesim.experiment.outcomes import Outcome
from salesim.experiment.runs import identity, write_json
from salesim.experiment.verdict import check_language
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import apply_policy
from salesim.scenario.policies import Policy
from salesim.scenario.scenario import Scenario
from salesim.search.check import check_space, whole_paths
from salesim.search.confirm import Confirmation, believed, confirm
from salesim.search.default_space import default_space
from salesim.search.evaluate import evaluate
from salesim.search.found import policy_yaml, terms, write_policy
from salesim.search.proposal import Proposal, own_proposals, policy_name, proposed, run_proposals, with_proposals
from salesim.search.space import LAYOUT, Space
from salesim.search.verdict import search_verdict

MOST_TRIALS = 100_000
MOST_FINALISTS = 50
FORMAT = 1  # of the folder; raise it when an older study could not be gone on with

Progress = Callable[[str, int, int, float | None], None]
"""Called as (stage, done, total, best difference to the baseline so far); stages are "search" and "confirm"."""


@dataclass(frozen=True)
class SearchResult:
    """What a search found.

    Attributes
    ----------
    verdict : the confirmed result in plain sentences, and what the search had believed.
    facts : the figures behind it: seed, weeks, trials, refused, replications, baseline, winner, ...
    trials : one row a trial: trial, layout, policy, state (simulated, repeated, refused, failed), its mean outcome and
        difference to the baseline as the search saw them, the reason if it was not simulated, and all that was drawn.
    finalists : one row for each of the best few, best first: arm, trial, believed, confirmed with confirmed_low and
        confirmed_high, p_holm, verdict, and its terms in words.
    confirmation : the finalists against the baseline on fresh replications.
    layout, policy : of the winner; None if nothing is shown to beat the baseline.
    policy_yaml : the winner, ready to be pasted into the scenario; empty if there is none.
    folder : where the study and the confirmed replications are; None if nothing was kept.

    What the search believed is biased upwards, since the luckiest of many was chosen; only confirmed figures hold.
    """

    verdict: str
    facts: dict[str, Any]
    trials: pd.DataFrame
    finalists: pd.DataFrame
    confirmation: Comparison
    layout: str | None = None
    policy: Policy | None = None
    policy_yaml: str = ""
    folder: Path | None = field(default=None, compare=False)

    def to_json(self) -> dict[str, Any]:
        """All but the replications as plain values: the same for any number of workers, no times, no paths."""
        policy = {"layout": self.layout, "set": self.policy.set} if self.policy else None
        return plain(
            {
                "verdict": self.verdict,
                "facts": self.facts,
                "policy": policy,
                "finalists": self.finalists.to_dict("records"),
                "trials": self.trials.astype(object).where(self.trials.notna(), None).to_dict("records"),
                "confirmation": self.confirmation.to_json(),
            }
        )


def search(
    scenario: Scenario,
    space: Space | None = None,
    trials: int = 60,
    replications: int = 6,
    confirm_best: int = 5,
    seed: int | None = None,
    jobs: int = 1,
    out: str | Path | None = None,
    progress: Progress | None = None,
    lang: str = "en",
    *,
    weeks: int | None = None,
    confirm_replications: int | None = None,
    outcome: Outcome | str = "value_created_cny",
    runner: Runner | None = None,
) -> SearchResult:
    """Let Optuna choose a layout and a policy, then confirm the best few on fresh replications.

    Parameters
    ----------
    scenario : a loaded scenario; proposals are laid over its baseline policy.
    space : what may be chosen; `default_space` of the scenario if None.
    trials : candidates to try. The scenario's own arms come first and are always tried.
    replications : that every candidate meets, the same for all.
    confirm_best : how many of the best go on to be confirmed.
    seed, weeks : in place of the scenario's; the seed is the sampler's, too.
    jobs : worker processes; -1 takes every core. The result is the same for any number.
    out : folder for the study, such as ``"runs"``; the same search goes on there where it stopped.
    progress : called after each batch of trials and each confirmed replication.
    lang : language of the verdict, ``en`` or ``zh``.
    confirm_replications : fresh replications of the finalists; the scenario's ``run.replications`` if None.
    outcome : what the candidates are judged by.
    runner : what simulates one replication; the model if None.
    """
    check_language(lang)
    outcome = Outcome(outcome) if isinstance(outcome, str) else outcome
    scenario = with_run(scenario, seed=seed, weeks=weeks)
    whole_number(trials, "trials", 1, MOST_TRIALS)
    whole_number(replications, "replications", FEWEST_REPLICATIONS, MOST_REPLICATIONS)
    whole_number(confirm_best, "confirm", 1, MOST_FINALISTS)
    fresh = scenario.run.replications if confirm_replications is None else confirm_replications
    whole_number(fresh, "confirm_replications", FEWEST_REPLICATIONS, MOST_REPLICATIONS)
    workers = number_of_workers(jobs)
    space = space or default_space(scenario)
    layouts = check_space(space, scenario, apply_policy(scenario, scenario.run.baseline.policy))
    warm_up = None
    if runner is None:
        runner, warm_up = run_proposals, default_runner()[1]

    hunt = Hunt(scenario, space, layouts, outcome, replications, runner, workers)
    hunt.open(out)
    if warm_up:
        warm_up()
    try:
        hunt.run(trials, progress)
    except KeyboardInterrupt:
        where = f"kept in {hunt.folder}; the same command goes on from there" if hunt.folder else "not kept"
        raise KeyboardInterrupt(f"interrupted after {len(hunt.study.records)} of {trials} trials, {where}") from None
    finalists = hunt.best(confirm_best)

    def on_confirmed(done: int, total: int) -> None:
        if progress:
            progress("confirm", done, total, None)

    confirmed = confirm(
        scenario,
        scenario.baseline,
        [hunt.proposals[number] for number in finalists],
        fresh,
        outcome,
        lang,
        runner,
        jobs,
        hunt.folder / "confirmation" if hunt.folder else None,
        on_confirmed,
        warm_up,
    )
    return conclude_search(hunt, finalists, confirmed, lang)


class Hunt:
    """A search on its way: the study, and the proposal that each trial means."""

    def __init__(
        self,
        scenario: Scenario,
        space: Space,
        layouts: Sequence[str],
        outcome: Outcome,
        replications: int,
        runner: Runner,
        workers: int,
    ) -> None:
        self.scenario, self.space, self.layouts, self.outcome = scenario, space, layouts, outcome
        self.replications, self.runner, self.workers = replications, runner, workers
        self.own = own_proposals(scenario, space)
        for i, proposal in enumerate(self.own):
            if proposal.drawn is not None and proposal.arm.layout not in layouts:
                self.own[i] = replace(proposal, drawn=None)
        self.proposals: dict[int, Proposal] = {}
        self.folder: Path | None = None

    def open(self, out: str | Path | None) -> None:
        """Begin the study, or go on with the one that is there."""
        from salesim.search.study import BATCH, RANDOM_TRIALS, SAMPLER, Study

        if out is not None:
            manifest = {
                "search": {
                    "format": FORMAT,
                    "replications": self.replications,
                    "outcome": [self.outcome.name, self.outcome.higher_is_better],
                    "sampler": [SAMPLER, BATCH, RANDOM_TRIALS, version("optuna")],
                    "space": self.space.model_dump(mode="json"),
                },
                **identity(self.scenario, [proposal.arm for proposal in self.own], self.runner),
            }
            digest = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()[:12]
            self.folder = Path(out) / f"{self.scenario.name}-search-{digest}"
            write_json(self.folder / "search.json", manifest)
        self.study = Study(
            self.space,
            self.layouts,
            whole_paths(self.space, self.scenario),
            [proposal.drawn for proposal in self.own],
            self.scenario.run.seed,
            self.outcome.higher_is_better,
            self.folder / "journal.log" if self.folder else None,
        )

    def run(self, trials: int, progress: Progress | None) -> None:
        """Ask, simulate and tell, batch by batch, until so many trials are finished."""
        most = max(trials, len(self.own))
        while True:
            batch = self.study.ask(most)
            if progress and not any(record.is_finished for _, record in batch):
                progress("search", len(self.study.records), most, self.best_so_far())
            if not batch:
                break
            self.settle(batch)

    def settle(self, batch: Sequence[tuple[Any, Any]]) -> None:
        """Simulate what is new in a batch and tell all of it in order."""
        self.proposals |= {record.number: self.proposal(record) for _, record in batch}
        proposals = {record.number: self.proposals[record.number] for _, record in batch if not record.is_finished}
        there = [*self.study.records, *(record for _, record in batch)]
        known = {self.proposals[r.number].key: r for r in there if r.outcomes and r.repeats is None}
        new = {p.key: p for p in reversed(proposals.values()) if not p.refused and p.key not in known}
        arms = [p.arm for p in proposals.values() if new.get(p.key) is p]
        found: Mapping[Arm, Any] = {}
        if arms:
            world = with_proposals(self.scenario, list(new.values()))
            replications = range(self.replications)
            found = evaluate(world, arms, replications, self.outcome.name, self.runner, self.workers)
        for trial, record in batch:
            if record.is_finished:
                self.study.tell(trial, record)
                continue
            proposal = proposals[record.number]
            if proposal.refused:
                fault = proposal.refused
                result = replace(record, refused=(fault.field or "", fault.message))
            elif proposal.key in known:
                earlier = known[proposal.key]
                result = replace(record, outcomes=earlier.outcomes, repeats=earlier.number)
            else:
                outcomes = found[new[proposal.key].arm]
                failed = isinstance(outcomes, str)
                result = replace(record, failed=outcomes) if failed else replace(record, outcomes=outcomes)
                if not failed:
                    known[proposal.key] = result
            self.study.tell(trial, result)

    def proposal(self, record: Any) -> Proposal:
        """What a trial means."""
        if record.own is not None:
            return self.own[record.own]
        return proposed(self.scenario, self.space, record.drawn, policy_name(self.scenario, record.number))

    def best(self, most: int) -> list[int]:
        """Numbers of the best trials that differ from each other and from the baseline, best first."""
        baseline = self.own[0].key
        there = [r for r in self.study.records if r.outcomes and r.repeats is None]
        others = [r for r in there if self.proposals[r.number].key != baseline]
        if not others:
            raise nothing_to_confirm(self.study.records)
        sign = -1 if self.outcome.higher_is_better else 1
        return [r.number for r in sorted(others, key=lambda r: sign * float(np.mean(r.outcomes)))[:most]]

    def best_so_far(self) -> float | None:
        """The largest difference to the baseline that the search has seen."""
        records = self.study.records
        if not records or not records[0].outcomes:
            return None
        differences = [believed(r.outcomes, records[0].outcomes) for r in records if r.outcomes]
        return max(differences) if self.outcome.higher_is_better else min(differences)


def nothing_to_confirm(records: Sequence[Any]) -> Exception:
    """Why there is no candidate: all were refused, which is the space's fault, or none could be simulated."""
    if refused := refusals(records):
        field, count, example = refused[0].values()
        return InputError(
            f"no candidate can be simulated; {count} were refused because of {field}: {example}", field="space"
        )
    failed = [record.failed for record in records if record.failed]
    return RuntimeError(f"no candidate could be simulated{': ' + failed[0] if failed else ''}")


def refusals(records: Sequence[Any]) -> list[dict[str, Any]]:
    """How many trials were refused because of which field, most first, with one of the messages."""
    refused = [record.refused for record in records if record.refused]
    counts = Counter(name for name, _ in refused)
    return [
        {"field": name, "count": count, "example": next(text for other, text in refused if other == name)}
        for name, count in counts.most_common()
    ]


def conclude_search(hunt: Hunt, finalists: Sequence[int], confirmed: Confirmation, lang: str) -> SearchResult:
    """From a finished hunt and its confirmation to the result."""
    scenario, records = hunt.scenario, hunt.study.records
    if not records[0].outcomes:
        raise RuntimeError(f"the baseline could not be simulated: {records[0].failed}")
    rows = finalist_rows(hunt, finalists, confirmed)
    winner = rows[rows["arm"] == str(confirmed.winner)]
    won = winner.iloc[0].to_dict() if len(winner) else None
    facts = {
        **{k: confirmed.comparison.facts[k] for k in ("scenario", "salesim", "seed", "weeks", "baseline", "outcome")},
        "higher_is_better": hunt.outcome.higher_is_better,
        "trials": len(records),
        "own_arms": len(hunt.own),
        "simulated": sum(bool(r.outcomes) and r.repeats is None for r in records),
        "repeated": sum(r.repeats is not None for r in records),
        "refused": sum(r.refused is not None for r in records),
        "refusals": refusals(records),
        "repaired": dict(Counter(done for record in records for done in hunt.proposals[record.number].repairs)),
        "failed": sum(bool(r.failed) for r in records),
        "search_replications": hunt.replications,
        "confirm_replications": confirmed.comparison.facts["replications"],
        "finalists": len(finalists),
        "winner": won,
    }
    layout = policy = None
    text = ""
    verdict = search_verdict(confirmed.comparison, rows, facts, lang)
    if confirmed.winner and won:
        proposal = hunt.proposals[int(won["trial"])]
        layout, policy = proposal.arm.layout, proposal.policy
        text = policy_yaml(proposal, scenario, verdict)
    if hunt.folder:
        write_policy(hunt.folder / "best_policy.yaml", text)
    return SearchResult(
        verdict=verdict,
        facts=facts,
        trials=trial_rows(hunt, records),
        finalists=rows,
        confirmation=confirmed.comparison,
        layout=layout,
        policy=policy,
        policy_yaml=text,
        folder=hunt.folder,
    )


def finalist_rows(hunt: Hunt, finalists: Sequence[int], confirmed: Confirmation) -> pd.DataFrame:
    """What the search believed of each finalist beside what was confirmed, in the order of the ranking."""
    records = {record.number: record for record in hunt.study.records}
    arms = confirmed.comparison.arms.set_index("arm")
    numbers = {hunt.proposals[number].arm: number for number in finalists}
    rows = []
    for arm in confirmed.ranked:
        number, found = numbers[arm], arms.loc[str(arm)]
        rows.append(
            {
                "arm": str(arm),
                "trial": number,
                "believed": believed(records[number].outcomes, records[0].outcomes),
                "confirmed": found["difference"],
                "confirmed_low": found["difference_low"],
                "confirmed_high": found["difference_high"],
                "p_holm": found["p_holm"],
                "verdict": found["verdict"],
                "terms": terms(hunt.proposals[number], hunt.own[0], hunt.scenario),
            }
        )
    return pd.DataFrame(rows)


def trial_rows(hunt: Hunt, records: Sequence[Any]) -> pd.DataFrame:
    """One row a trial, with a column for all that may be drawn."""
    names = hunt.space.names
    rows = []
    for record in records:
        proposal = hunt.proposals[record.number]
        state = "refused" if record.refused else "failed" if record.failed else "simulated"
        rows.append(
            {
                "trial": record.number,
                "layout": proposal.arm.layout,
                "policy": proposal.arm.policy,
                "state": state if record.repeats is None else "repeated",
                "mean": float(np.mean(record.outcomes)) if record.outcomes else None,
                "difference": believed(record.outcomes, records[0].outcomes) if record.outcomes else None,
                "reason": ": ".join(record.refused) if record.refused else record.failed or None,
                **{name: (proposal.drawn or {}).get(name) for name in names if name != LAYOUT},
            }
        )
    return pd.DataFrame(rows)
