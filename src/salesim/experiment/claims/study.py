"""The study of the claims: each lever on compared with off on common random numbers, beside the article's figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from salesim.errors import InputError, nearest_name
from salesim.experiment.claims.amounts import in_scenario_currency, rate_of_yuan
from salesim.experiment.claims.believe import Belief, believe
from salesim.experiment.claims.catalogue import CLAIMS
from salesim.experiment.claims.claim import Changes, Claim
from salesim.experiment.execute import number_of_workers
from salesim.experiment.handing_out import do_by_workers
from salesim.experiment.statistics import mean_interval
from salesim.model.opened_worlds import opening
from salesim.model.replicate import compile_kernels, run_arm
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import overlay
from salesim.scenario.scenario import Scenario
from salesim.wording.text import say

REPLICATIONS = 10
BELIEF_REPLICATIONS = 3  # of each value tried; the root is sought on their common random numbers
POLICY = "claimed"


@dataclass(frozen=True)
class Finding:
    """What the model says of a claim.

    Attributes
    ----------
    claim : what was tested.
    off, on : (n,) the outcome without and with the lever, replication by replication; empty if the lever is missing.
    effect, low, high : in the claim's terms, with its 95% interval; NaN if the lever is missing.
    belief : what one would have to believe, amounts in the scenario's currency; None where nothing was sought.
    """

    claim: Claim
    off: tuple[float, ...] = ()
    on: tuple[float, ...] = ()
    effect: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    belief: Belief | None = None

    @property
    def verdict(self) -> str:
        """missing, assumed, reproduced (the interval holds the figure), none (it holds 0), short, beyond, opposite."""
        claim = self.claim
        if claim.missing:
            return "missing"
        if claim.assumed:
            return "assumed"
        assert claim.figure is not None
        if self.low <= claim.figure <= self.high:
            return "reproduced"
        if claim.kind != "level":
            if self.low <= 0 <= self.high:
                return "none"
            if self.effect * claim.figure < 0:
                return "opposite"
        is_less = abs(self.effect) < abs(claim.figure)
        return "short" if is_less else "beyond"


def study_claims(
    scenario: Scenario,
    only: Sequence[str] = (),
    replications: int = REPLICATIONS,
    beliefs: bool = True,
    jobs: int = 1,
    progress: Callable[[int, int, Finding], None] | None = None,
) -> list[Finding]:
    """Test the article's claims in a scenario, under its baseline's layout and policy.

    Parameters
    ----------
    only : ids of the claims to test; all if empty.
    replications : of each side, 2 or more.
    beliefs : whether to look for what one would have to believe; it takes most of the time.
    jobs : worker processes; a claim is a task.
    progress : called as (done, total, finding) in the order in which they are done.
    """
    claims = chosen(only)
    if replications < 2:
        raise InputError("an interval needs replications", "replications", replications, "2 or more")
    workers = min(number_of_workers(jobs), len(claims))
    compile_kernels()
    tasks = [(scenario, claim.id, replications, beliefs) for claim in claims]
    findings: dict[int, Finding] = {}

    def note(place: int, finding: Finding) -> None:
        findings[place] = finding
        if progress:
            progress(len(findings), len(claims), finding)

    if workers == 1:
        for place, task in enumerate(tasks):
            note(place, test_claim(*task))
    else:
        do_by_workers(test_claim, dict(enumerate(tasks)), note, workers)
    return [findings[place] for place in range(len(claims))]


def chosen(only: Sequence[str]) -> list[Claim]:
    """Claims by their ids, all if none is named."""
    known = {claim.id: claim for claim in CLAIMS}
    for name in only:
        if name not in known:
            raise InputError("there is no such claim", "only", name, ", ".join(known), nearest_name(name, known))
    return [known[name] for name in only] if only else list(CLAIMS)


def test_claim(scenario: Scenario, claim_id: str, replications: int, beliefs: bool = True) -> Finding:
    """Test one claim; it travels to worker processes by its id."""
    claim = next(one for one in CLAIMS if one.id == claim_id)
    if claim.missing or claim.measure is None:
        return Finding(claim)
    off = outcomes(scenario, claim, claim.off, replications)
    on = outcomes(scenario, claim, {**claim.off, **claim.on}, replications)
    effect, low, high = effect_of(claim, off, on)
    belief = None
    if beliefs and claim.assumption is not None and claim.figure is not None:
        belief = what_to_believe(scenario, claim, off)
    return Finding(claim, tuple(off.tolist()), tuple(on.tolist()), effect, low, high, belief)


test_claim.__test__ = False  # type: ignore[attr-defined]  # not a test of pytest's


def what_to_believe(scenario: Scenario, claim: Claim, off: np.ndarray) -> Belief:
    """Look for the value of the claim's assumption at which the effect is the article's figure."""
    assumption, figure = claim.assumption, claim.figure
    assert assumption is not None and figure is not None
    n = min(BELIEF_REPLICATIONS, len(off))

    def effect(value: float) -> float:
        changes = assumption.changes(value)
        usual = outcomes(scenario, claim, {**claim.off, **changes}, n) if assumption.everywhere else off[:n]
        on = outcomes(scenario, claim, {**claim.off, **claim.on, **changes}, n)
        return effect_of(claim, usual, on)[0]

    found = believe(effect, figure, assumption.low, assumption.high, (assumption.low + assumption.high) / 2)
    return found.times(rate_of_yuan(scenario)) if assumption.unit == "money" else found


def outcomes(scenario: Scenario, claim: Claim, changes: Changes, replications: int) -> np.ndarray:
    """The claim's outcome in (replications,) of the baseline's arm with some fields changed.

    All begin in the world as the scenario states it, so that only the year differs.
    """
    assert claim.measure is not None
    if claim.world:
        scenario = overlay(scenario, in_scenario_currency(claim.world, scenario))
    base = scenario.run.baseline
    policy = scenario.policies[base.policy]
    inherited = dict(policy.set)
    changed = overlay(overlay(scenario, inherited) if inherited else scenario, in_scenario_currency(changes, scenario))
    changed = overlay(changed, {f"policies.{POLICY}": {"later": policy.model_dump(mode="json")["later"]}})
    arm = Arm(base.layout, POLICY)
    values = []
    for replication in range(replications):
        world = opening(scenario, replication + 1 if scenario.run.population == "varies" else 0)
        values.append(claim.measure(run_arm(world, changed, arm, replication)))
    return np.array(values)


def effect_of(claim: Claim, off: np.ndarray, on: np.ndarray) -> tuple[float, float, float]:
    """The effect in the claim's terms with its interval, from (n,) pairs: (effect, low, high).

    A ratio is that of the means; its interval comes from the linearized pairs, (y - r b) / b̄ around r = ȳ / b̄.
    """
    if claim.kind == "level":
        return mean_interval(on)
    if claim.kind == "points":
        return mean_interval(on - off)
    base = float(off.mean())
    if base == 0:
        return float("nan"), float("nan"), float("nan")
    ratio = float(on.mean()) / base
    _, low, high = mean_interval((on - ratio * off) / base)
    return ratio - 1.0, ratio - 1.0 + low, ratio - 1.0 + high


def findings_table(findings: Sequence[Finding], lang: str = "en") -> pd.DataFrame:
    """One row a claim: the article's figure beside the simulated effect, and what one would have to believe."""
    rows: list[Mapping[str, Any]] = []
    for one in findings:
        claim, belief = one.claim, one.belief
        rows.append(
            {
                "id": claim.id,
                "claim": say(claim.says, lang),
                "lever": claim.lever,
                "outcome": say(claim.outcome, lang),
                "kind": claim.kind,
                "figure": claim.figure,
                "off_mean": float(np.mean(one.off)) if one.off else None,
                "on_mean": float(np.mean(one.on)) if one.on else None,
                "effect": one.effect,
                "low": one.low,
                "high": one.high,
                "verdict": one.verdict,
                "assumption": say(claim.assumption.name, lang) if claim.assumption else "",
                "believe": belief.value if belief else None,
                "effect_min": belief.span[0] if belief else None,
                "effect_max": belief.span[1] if belief else None,
                "reading": say(claim.reading, lang),
            }
        )
    return pd.DataFrame(rows)
