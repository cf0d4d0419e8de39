"""A search on its way: asks for candidates, races them batch by batch, and knows what each of them means."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from time import sleep
from typing import Any

import numpy as np
import optuna
from optuna.trial import TrialState

from salesim.errors import InputError
from salesim.experiment.execute import Workers
from salesim.experiment.runs import identity
from salesim.phrase import Phrase
from salesim.scenario.scenario import Scenario
from salesim.search.check import whole_paths
from salesim.search.evaluate import evaluate
from salesim.search.memory import Memory
from salesim.search.objective import Goals
from salesim.search.plans import letters_of
from salesim.search.proposal import Proposal, keeps_budget, own_proposals, policy_name, proposed, with_proposals
from salesim.search.race import front, race_order, rounds, why_stopped
from salesim.search.record import Record
from salesim.search.space import Space
from salesim.search.study import BATCH, MOVED, RANDOM_TRIALS, Study
from salesim.written import write_json

FORMAT = 2  # of the memory; raise it when an older study could not be gone on with
LOOK_AGAIN_S = 0.2  # while another worker simulates what is left of a batch

Progress = Callable[[str, int, int, float | None], None]
"""Called as (stage, done, total, best difference to the baseline so far); stages: "search", "rank", "confirm"."""

Asked = tuple[optuna.Trial, Record]


class SearchRun:
    """The study, the memory, and the proposal that each trial means."""

    def __init__(
        self,
        scenario: Scenario,
        space: Space,
        layouts: Sequence[str],
        goals: Goals,
        replications: int,
        workers: Workers,
        sampler: str = "tpe",
    ) -> None:
        self.scenario, self.space, self.layouts, self.goals = scenario, space, layouts, goals
        self.replications, self.workers, self.sampler = replications, workers, sampler
        self.order = race_order(replications, scenario.run.seed)
        self.own = own_proposals(scenario, space)
        for i, proposal in enumerate(self.own):
            if proposal.drawn is not None and proposal.arm.layout not in layouts:
                self.own[i] = replace(proposal, drawn=None)
        self.proposals: dict[int, Proposal] = {}
        self.folder: Path | None = None
        self.memory: Memory | None = None
        self.study = Study(
            space,
            layouts,
            whole_paths(space, scenario),
            [proposal.drawn for proposal in self.own],
            scenario.run.seed,
            goals,
            sampler,
        )

    @property
    def records(self) -> list[Record]:
        """Finished trials, by number."""
        return self.study.records

    @property
    def baseline(self) -> Record:
        return self.study.records[0]

    def open(self, out: str | Path | None, storage: str | Path | None, name: str | None, resume: bool) -> None:
        """Begin the study in its storage, or go on with the one that is there."""
        manifest = {
            "format": FORMAT,
            "space": self.space.model_dump(mode="json"),
            "letters": letters_of(self.space, self.scenario),
            "goals": self.goals.to_json(),
            "sampler": [self.sampler, BATCH, RANDOM_TRIALS, MOVED, self.replications],
            "version": [version("salesim"), version("optuna")],
            "scenario": identity(self.scenario, [proposal.arm for proposal in self.own], self.workers.runner),
        }
        digest = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()[:12]
        called = f"{self.scenario.name}-search-{digest}"
        if out is not None:
            self.folder = Path(out) / called
            if resume and storage is None and not (self.folder / "journal.log").exists():
                raise nothing_to_resume(Path(out), called)
            write_json(self.folder / "search.json", manifest)
        if storage is None and self.folder:
            storage, name = self.folder / "journal.log", name or "search"
            if storage.is_symlink():
                message = Phrase("is a link that leads out of the search's folder")
                raise InputError(message, field="out", file=storage, allowed="a file")
        if storage is not None:
            directions = [objective.direction for objective in self.goals.objectives]
            self.memory = Memory(storage, name or called, directions, json.loads(json.dumps(manifest)))
            if resume and not self.memory.records:
                self.memory.release()
                raise InputError("there is no trial to resume", field="storage", value=self.memory.shown)

    def run(self, trials: int, progress: Progress | None) -> None:
        """Ask, simulate and tell, batch by batch, until so many trials are finished."""
        most = max(trials, len(self.own))
        try:
            while True:
                batch = self.study.ask(most)
                kept = self.memory.records if self.memory else {}
                if progress and not (batch and all(record.number in kept for _, record in batch)):
                    progress("search", len(self.records), most, self.best_so_far())
                if not batch:
                    break
                self.finish(batch)
        finally:
            if self.memory:
                self.memory.release()

    def finish(self, batch: Sequence[Asked]) -> None:
        """Simulate what is new in a batch, share the work with other workers of the study, and tell all in order."""
        self.proposals |= {record.number: self.proposal(record) for _, record in batch}
        done: dict[int, Record] = {}
        while missing := [(trial, record) for trial, record in batch if record.number not in done]:
            if self.memory:
                known = [record for _, record in missing if record.number in self.memory.records]
                done |= {record.number: self.remembered(record) for record in known}
                missing = [(trial, record) for trial, record in missing if record.number not in done]
            first = {self.key(record): record.number for _, record in reversed(missing)}
            ready = [asked for asked in missing if asked[1].refused or first[self.key(asked[1])] == asked[1].number]
            if self.memory and ready:
                ours = self.memory.claim(ready, 2 * self.workers.jobs)
                ready = [asked for asked in ready if asked[1].number in ours]
                if not ours:
                    self.memory.tell_waiting([record.number for _, record in missing])
                    sleep(LOOK_AGAIN_S)
            for record in self.simulate(ready, done):
                done[record.number] = record
                self.remember(record, done)
        for trial, record in batch:
            self.study.tell(trial, done[record.number], done.get(0) or self.baseline)

    def simulate(self, asked: Sequence[Asked], done: dict[int, Record]) -> list[Record]:
        """Finish some trials: those that are refused or known at once, the others in a race."""
        earlier = [*self.records, *done.values()]
        known = {self.key(record): record for record in earlier if record.is_new or record.failed}
        finished, new = [], []
        for trial, record in asked:
            refused, twin = self.proposals[record.number].refused, known.get(self.key(record))
            if refused:
                finished.append(replace(record, refused=(refused.field or "", refused.message)))
            elif twin and twin.failed:
                finished.append(replace(record, failed=twin.failed))
            elif twin:
                outcomes, stopped = twin.outcomes, twin.stopped
                finished.append(replace(record, outcomes=outcomes, stopped=stopped, repeats=twin.number))
            else:
                new.append((trial, record))
        return [*finished, *self.race(new)]

    def race(self, asked: Sequence[Asked]) -> list[Record]:
        """Candidates on the same replications, until each is done, has failed, or is clearly behind."""
        world = with_proposals(self.scenario, [self.proposals[record.number] for _, record in asked])
        rivals = front(self.records, self.goals, self.baseline) if self.goals.are_several and self.records else []
        racing, finished = list(asked), []
        for replications in rounds(self.order):
            if not racing:
                break
            arms = [self.proposals[record.number].arm for _, record in racing]
            found = evaluate(world, arms, replications, self.goals.outcomes, self.workers)
            still = []
            for (trial, record), arm in zip(racing, arms):
                new = found[arm]
                if isinstance(new, str):
                    finished.append(replace(record, outcomes={}, failed=new))
                    continue
                met = {name: (*record.outcomes.get(name, ()), *values) for name, values in new.items()}
                record = replace(record, outcomes=met)
                why = why_stopped(self.study, trial, record, rivals) if record.number else ""
                if why and record.replications < self.replications:
                    finished.append(replace(record, stopped=why))
                else:
                    still.append((trial, record))
            racing = still
        return sorted([*finished, *(record for _, record in racing)], key=lambda record: record.number)

    def remember(self, record: Record, done: dict[int, Record]) -> None:
        """Keep a finished trial in the memory, with the values that a dashboard shows."""
        if self.memory:
            baseline = self.records[0] if self.records else done.get(0)
            base = baseline.outcomes if baseline and baseline.outcomes else None
            values = self.goals.values(record.outcomes, base) if record.outcomes else None
            state = TrialState.COMPLETE if record.outcomes else TrialState.FAIL
            self.memory.finish(record, state, values)

    def remembered(self, asked: Record) -> Record:
        """A trial from the memory, if it is the one that is asked for."""
        assert self.memory
        kept = self.memory.records[asked.number]
        if dict(kept.drawn) != dict(asked.drawn):
            raise InputError(
                Phrase("trial {number} of the study is another one", number=asked.number), "storage", self.memory.shown
            )
        return kept

    def proposal(self, record: Record) -> Proposal:
        """What a trial means."""
        if record.own is not None:
            return self.own[record.own]
        return proposed(self.scenario, self.space, record.drawn, policy_name(self.scenario, record.number))

    def key(self, record: Record) -> str:
        """Equal for trials that mean the same; of a refused one its own."""
        return self.proposals[record.number].key or f"refused {record.number}"

    def is_feasible(self, record: Record) -> bool:
        """Whether a trial keeps the budget at plan and all constraints, as far as the search knows."""
        if not keeps_budget(self.space, self.proposals[record.number]):
            return False
        return all(excess <= 0 for excess in self.goals.excesses(record.outcomes, self.baseline.outcomes).values())

    def best(self, most: int) -> list[int]:
        """Numbers of the best trials that differ from each other and from the baseline, best first.

        With several objectives those on the front; of the others, those that were given up come last.
        """
        baseline = self.own[0].key
        if not self.baseline.outcomes:
            raise RuntimeError(f"the baseline could not be simulated: {self.baseline.failed}")
        there = [r for r in self.records if r.is_new and self.key(r) != baseline]
        if not there:
            raise nothing_to_confirm(self.records)
        feasible = [record for record in there if self.is_feasible(record)]
        if not feasible:
            raise nothing_feasible(self, there)
        sign = -1 if self.goals.main.higher_is_better else 1

        def rank(record: Record) -> tuple[bool, float]:
            return bool(record.stopped), sign * self.goals.main.value(record.outcomes, self.baseline.outcomes)

        if self.goals.are_several:
            feasible = front(feasible, self.goals, self.baseline) or feasible
        return [record.number for record in sorted(feasible, key=rank)[:most]]

    def gain(self, record: Record) -> float:
        """Difference of the main objective to the baseline, as the search saw it."""
        main, base = self.goals.main, self.baseline.outcomes
        return main.value(record.outcomes, base) - main.value(base, base)

    def best_so_far(self) -> float | None:
        """The largest difference to the baseline that the search has seen in a feasible candidate."""
        if not self.records or not self.records[0].outcomes:
            return None
        gains = [self.gain(r) for r in self.records if r.is_new and self.is_feasible(r)]
        if not gains:
            return None
        return max(gains) if self.goals.main.higher_is_better else min(gains)


def nothing_to_resume(out: Path, called: str) -> InputError:
    """There is no such study in the folder; names those that are."""
    name = called.rpartition("-")[0]
    others = sorted(folder.name for folder in out.glob(f"{name}-*") if (folder / "journal.log").exists())
    message = Phrase("there is no such study to resume; another space, seed, version or scenario makes another study")
    return InputError(message, field="resume", value=called, allowed=", ".join(others) or None)


def nothing_to_confirm(records: Sequence[Record]) -> Exception:
    """Why there is no candidate: all were refused, which is the space's fault, or none could be simulated."""
    if refused := refusals(records):
        field, count, example = refused[0].values()
        return InputError(
            Phrase(
                "no candidate can be simulated; {count} were refused because of {field}: {example}",
                count=count,
                field=field,
                example=example,
            ),
            field="space",
        )
    failed = [record.failed for record in records if record.failed]
    return RuntimeError(f"no candidate could be simulated{': ' + failed[0] if failed else ''}")


def nothing_feasible(search_run: SearchRun, records: Sequence[Record]) -> InputError:
    """All candidates break a constraint; names the one that most of them break, and how close the best came."""
    excesses = [search_run.goals.excesses(record.outcomes, search_run.baseline.outcomes) for record in records]
    broken = Counter(name for of in excesses for name, excess in of.items() if excess > 0)
    if not broken:
        return InputError("no candidate keeps the budget of pay at plan", "budget.cost_at_plan")
    name, count = broken.most_common(1)[0]
    smallest = float(np.min([of[name] for of in excesses]))
    closest = Phrase("though never this one alone")
    if smallest > 0:
        closest = Phrase("the closest by {smallest:.4g}", smallest=smallest)
    return InputError(
        Phrase(
            "no candidate keeps the constraints: {count} of {n} break it, {closest}",
            count=count,
            n=len(records),
            closest=closest,
        ),
        name,
    )


def refusals(records: Sequence[Record]) -> list[dict[str, Any]]:
    """How many trials were refused because of which field, most first, with one of the messages."""
    refused = [record.refused for record in records if record.refused]
    counts = Counter(name for name, _ in refused)
    return [
        {"field": name, "count": count, "example": next(text for other, text in refused if other == name)}
        for name, count in counts.most_common()
    ]
