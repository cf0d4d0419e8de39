"""What a search found: from the finished run and its confirmation to tables, figures and sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from salesim.experiment.compare import Comparison, plain
from salesim.scenario.policies import Policy
from salesim.search.confirm import Confirmation
from salesim.search.found import policy_yaml, terms, write_policy
from salesim.search.proposal import Proposal
from salesim.search.search_run import SearchRun, refusals
from salesim.search.sensitivity import Sensitivity, sensitivity
from salesim.search.space import LAYOUT
from salesim.search.verdict import search_verdict
from salesim.territory.build import LayoutParameters

SHARED = ("scenario", "salesim", "seed", "weeks", "currency", "baseline", "outcome")  # facts of the confirmation


@dataclass(frozen=True)
class SearchResult:
    """What a search found.

    Attributes
    ----------
    verdict : the confirmed result in plain sentences, and what the search had believed.
    facts : the figures behind it: seed, weeks, trials, refused, replications, baseline, winner, ...
    trials : one row a trial: trial, layout, policy, state (simulated, stopped, repeated, refused, failed), replications
        that it met, its mean of the main outcome and its difference to the baseline as the search saw them, whether it
        keeps the constraints, the reason if it was stopped or not simulated, and all that was drawn.
    finalists : one row for each of the best few, best first: arm, trial, believed, confirmed with confirmed_low and
        confirmed_high, p_adjusted, verdict, cost_at_plan where plans are searched, and its terms in words.
    front : with several objectives, one row a finalist and objective: believed, confirmed, low, high, and whether it is
        on the confirmed front.
    sensitivity : what each term of the winner contributes, and what explains the candidates' values.
    confirmation : the finalists against the baseline on fresh replications.
    layout, policy : of the winner; None if nothing is shown to beat the baseline.
    layout_parameters : of a winner's layout that the scenario does not have.
    policy_yaml : the winner, ready to be pasted into the scenario; empty if there is none.
    folder : where the study and the confirmed replications are; None if nothing was kept.

    What the search believed is biased upwards, since of many candidates one that was overestimated tends to be chosen;
    only confirmed figures hold.
    """

    verdict: str
    facts: dict[str, Any]
    trials: pd.DataFrame
    finalists: pd.DataFrame
    front: pd.DataFrame
    sensitivity: Sensitivity
    confirmation: Comparison
    layout: str | None = None
    policy: Policy | None = None
    layout_parameters: LayoutParameters | None = None
    policy_yaml: str = ""
    folder: Path | None = field(default=None, compare=False)

    def to_json(self) -> dict[str, Any]:
        """All but the replications as plain values: the same for any number of workers, no times, no paths."""
        policy: dict[str, Any] | None = {"layout": self.layout, "set": self.policy.set} if self.policy else None
        if policy and self.layout_parameters is not None:
            policy["layout_parameters"] = self.layout_parameters.model_dump(mode="json")
        return plain(
            {
                "verdict": self.verdict,
                "facts": self.facts,
                "policy": policy,
                "finalists": self.finalists.to_dict("records"),
                "front": self.front.to_dict("records"),
                "terms": self.sensitivity.terms.to_dict("records"),
                "simplest": list(self.sensitivity.simplest),
                "importance": self.sensitivity.importance.to_dict("records"),
                "trials": self.trials.astype(object).where(self.trials.notna(), None).to_dict("records"),
                "confirmation": self.confirmation.to_json(),
            }
        )


def conclude_search(
    search_run: SearchRun, finalists: Sequence[int], confirmed: Confirmation, sensitive: int, lang: str
) -> SearchResult:
    """From a finished run and its confirmation to the result; the winner is varied over ``sensitive`` replications."""
    records = search_run.records
    rows = finalist_rows(search_run, finalists, confirmed, lang)
    winner = rows[rows["arm"] == str(confirmed.winner)]
    won = winner.iloc[0].to_dict() if len(winner) else None
    facts = {
        **{k: confirmed.comparison.facts[k] for k in SHARED},
        "higher_is_better": search_run.goals.main.higher_is_better,
        **search_run.goals.to_json(),
        "sampler": search_run.sampler,
        "trials": len(records),
        "own_arms": len(search_run.own),
        "simulated": sum(r.is_new for r in records),
        "stopped": dict(Counter(r.stopped for r in records if r.is_new and r.stopped)),
        "repeated": sum(r.repeats is not None for r in records),
        "refused": sum(r.refused is not None for r in records),
        "refusals": refusals(records),
        "repaired": dict(Counter(done for record in records for done in search_run.proposals[record.number].repairs)),
        "failed": sum(bool(r.failed) for r in records),
        "infeasible": sum(r.is_new and not search_run.is_feasible(r) for r in records),
        "simulations": sum(r.replications for r in records if r.is_new),
        "search_replications": search_run.replications,
        "ranking_replications": confirmed.ranking_replications,
        "ranking_decided": confirmed.decided,
        "confirm_replications": confirmed.comparison.facts["replications"],
        "finalists": len(finalists),
        "measured": len(confirmed.ranked),
        "broken_when_fresh": confirmed.infeasible,
        "winner": won,
        **at_plan_facts(search_run),
    }
    layout = policy = parameters = None
    text = ""
    file = search_run.folder / "confirmation" / "sensitivity.json" if search_run.folder else None
    varied = sensitivity(search_run, int(won["trial"]) if won else None, sensitive, file, lang)
    facts["sensitivity_replications"] = varied.replications
    verdict = search_verdict(confirmed.comparison, rows, facts, lang)
    if confirmed.winner and won:
        proposal = search_run.proposals[int(won["trial"])]
        layout, policy, parameters = proposal.arm.layout, proposal.policy, proposal.layout
        text = policy_yaml(proposal, search_run.scenario, verdict, lang)
        if varied.simplest_policy is not None and search_run.folder:
            simplest = policy_yaml(varied.simplest_policy, search_run.scenario, verdict, lang)
            write_policy(search_run.folder / "simplest_policy.yaml", simplest)
    if search_run.folder:
        write_policy(search_run.folder / "best_policy.yaml", text)
    return SearchResult(
        verdict=verdict,
        facts=facts,
        trials=trial_rows(search_run),
        finalists=rows,
        front=front_rows(search_run, confirmed),
        sensitivity=varied,
        confirmation=confirmed.comparison,
        layout=layout,
        policy=policy,
        layout_parameters=parameters,
        policy_yaml=text,
        folder=search_run.folder,
    )


def finalist_rows(search_run: SearchRun, finalists: Sequence[int], confirmed: Confirmation, lang: str) -> pd.DataFrame:
    """What the search believed of each finalist beside what was confirmed, in the order of the ranking."""
    arms = confirmed.comparison.arms.set_index("arm")
    numbers = {search_run.proposals[number].arm: number for number in finalists}
    rows = []
    for arm in confirmed.ranked:
        number, found = numbers[arm], arms.loc[str(arm)]
        rows.append(
            {
                "arm": str(arm),
                "trial": number,
                "believed": search_run.gain(search_run.records[number]),
                "confirmed": found["difference"],
                "confirmed_low": found["difference_low"],
                "confirmed_high": found["difference_high"],
                "p_adjusted": found["p_adjusted"],
                "verdict": found["verdict"],
                **cost_columns(search_run.proposals[number]),
                "terms": terms(search_run.proposals[number], search_run.own[0], search_run.scenario, lang),
            }
        )
    return pd.DataFrame(rows)


def cost_columns(proposal: Proposal) -> dict[str, float]:
    """A column of what pay costs at plan, where the search knows it."""
    return {} if proposal.cost_at_plan is None else {"cost_at_plan": round(proposal.cost_at_plan, 2)}


def at_plan_facts(search_run: SearchRun) -> dict[str, Any]:
    """At which results plans were priced, and what the baseline costs there; empty where nobody asks."""
    at_plan = search_run.space.at_plan
    if at_plan is None:
        return {}
    today = {"baseline": search_run.own[0].cost_at_plan, **at_plan.model_dump(mode="json")}
    budget = search_run.space.budget
    limit = budget.cost_at_plan.model_dump(mode="json") if budget and budget.cost_at_plan else None
    return {"at_plan": {**today, "budget": limit}}


def front_rows(search_run: SearchRun, confirmed: Confirmation) -> pd.DataFrame:
    """With several objectives, every finalist's belief and confirmed figure in each; empty with one."""
    columns = ["arm", "trial", "outcome", "believed", "confirmed", "low", "high", "on_front"]
    if not search_run.goals.are_several:
        return pd.DataFrame(columns=columns)
    numbers = {
        str(search_run.proposals[record.number].arm): record.number for record in search_run.records if record.is_new
    }
    found = confirmed.comparison.outcomes.set_index(["arm", "outcome"])
    rows = []
    for arm in (search_run.own[0].arm, *confirmed.ranked):
        number = numbers[str(arm)]
        for objective in search_run.goals.objectives:
            figures = found.loc[(str(arm), objective.outcome)]
            believed = objective.value(search_run.records[number].outcomes, search_run.baseline.outcomes)
            interval = (figures["mean"], figures["low"], figures["high"])
            rows.append((str(arm), number, objective.outcome, believed, *interval, arm in confirmed.front))
    return pd.DataFrame(rows, columns=columns)


def trial_rows(search_run: SearchRun) -> pd.DataFrame:
    """One row a trial, with a column for all that may be drawn."""
    rows, main, base = [], search_run.goals.main, search_run.baseline.outcomes
    for record in search_run.records:
        proposal = search_run.proposals[record.number]
        state = "refused" if record.refused else "failed" if record.failed else "stopped" if record.stopped else ""
        if record.repeats is not None:
            state = "repeated"
        reason = ": ".join(record.refused) if record.refused else record.failed or record.stopped or None
        others = {
            o.outcome: o.value(record.outcomes, base) if record.outcomes else None for o in search_run.goals.objectives
        }
        drawn = proposal.drawn or {}
        rows.append(
            {
                "trial": record.number,
                "layout": drawn.get(LAYOUT, proposal.arm.layout),
                "policy": proposal.arm.policy,
                "state": state or "simulated",
                "replications": record.replications if record.repeats is None else 0,
                "mean": main.value(record.outcomes, base) if record.outcomes else None,
                "difference": search_run.gain(record) if record.outcomes else None,
                "feasible": search_run.is_feasible(record) if record.outcomes else None,
                "reason": reason,
                **cost_columns(proposal),
                **(others if search_run.goals.are_several else {}),
                **{name: drawn.get(name) for name in search_run.space.names if name != LAYOUT},
            }
        )
    return pd.DataFrame(rows)
