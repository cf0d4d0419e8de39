"""What people do to look good under a policy: an audit for five kinds of gaming.

Each sign is a figure of the policy's arm beside the baseline's on common random numbers; it is a finding where the
difference is beyond chance. What is found is a hint at where to look, not a charge.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from salesim.errors import InputError
from salesim.experiment.request import arm_named
from salesim.experiment.statistics import mean_interval
from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import apply_policy
from salesim.scenario.scenario import Scenario

LAST_WEEKS = 3  # of a quarter, in which orders are pulled forward
NEAR = 0.05  # attainment this close above a threshold counts as just over it


def sandbagging(run: Mapping[str, pd.DataFrame], _: Any) -> float:
    """Rep-quarters that end between 100% and 110%, over those beyond: who stops where the ratchet begins."""
    attainment = full(run)["attainment"]
    over, beyond = ((attainment >= 1.0) & (attainment < 1.1)).sum(), (attainment >= 1.1).sum()
    return float(over) / max(float(over + beyond), 1.0)


def pull_forward(run: Mapping[str, pd.DataFrame], _: Any) -> float:
    """Sales of a quarter's last three weeks over those of the next quarter's first three: 1 where nothing is moved.

    Seasons are in both arms alike, so only the difference to the baseline tells.
    """
    sales = run["weeks"]["sales"].to_numpy(float)
    ends = [week for week in range(13, len(sales) - LAST_WEEKS + 1, 13)]
    last = sum(sales[end - LAST_WEEKS : end].sum() for end in ends)
    first = sum(sales[end : end + LAST_WEEKS].sum() for end in ends)
    return float(last / first) if ends and first > 0 else 1.0


def cliffs(run: Mapping[str, pd.DataFrame], thresholds: list[float]) -> float:
    """Rep-quarters just over a threshold of pay, over those just under and over it: one half without bunching."""
    attainment = full(run)["attainment"].to_numpy(float)
    over = under = 0
    for at in thresholds or [1.0]:
        over += int(((attainment >= at) & (attainment < at + NEAR)).sum())
        under += int(((attainment < at) & (attainment >= at - NEAR)).sum())
    return over / max(over + under, 1)


def caps(run: Mapping[str, pd.DataFrame], cap_at: list[float]) -> float:
    """Effort of reps whose quarter ended above the cap, against everybody's: below 1 where they coast."""
    rows = full(run)
    above = rows["attainment"] >= (min(cap_at) if cap_at else 1.3)
    if not above.any():
        return 1.0
    return float(rows.loc[above, "effort_mean"].mean() / max(rows["effort_mean"].mean(), 1e-9))


def falsified_visits(run: Mapping[str, pd.DataFrame], _: Any) -> float:
    """Share of reported visits that were not made."""
    rows = run["rep_quarters"]
    made, falsified = float(rows["visits"].sum()), float(rows["falsified_visits"].sum())
    return falsified / max(made + falsified, 1.0)


SIGNS: dict[str, tuple[Callable[[Any, Any], float], str]] = {  # sign: figure, the direction that is a finding
    "sandbagging": (sandbagging, "higher"),
    "pull_forward": (pull_forward, "higher"),
    "cliffs": (cliffs, "higher"),
    "caps": (caps, "lower"),
    "falsified_visits": (falsified_visits, "higher"),
}


def gaming_audit(scenario: Scenario, policy: str, layout: str | None = None, replications: int = 6) -> pd.DataFrame:
    """Audit a policy against the baseline's, in one layout.

    Returns
    -------
    One row a sign: sign, policy and baseline (its figure under each), difference, low, high, found (1 beyond chance in
    the direction of gaming).
    """
    if replications < 2:
        raise InputError("an interval needs replications", "replications", replications, "2 or more")
    base = scenario.run.baseline
    other = Arm(layout or base.layout, base.policy)
    arm = arm_named(scenario, Arm(other.layout, policy), "policy")
    figures: dict[str, list[tuple[float, float]]] = {name: [] for name in SIGNS}
    marks = {side: (thresholds(scenario, side.policy), cap_of(scenario, side.policy)) for side in (arm, other)}
    steps, cap = marks[arm]
    for replication in range(replications):
        world = opening(scenario, replication + 1 if scenario.run.population == "varies" else 0)
        runs = [run_arm(world, scenario, side, replication).tables for side in (arm, other)]
        for name, (measure, _) in SIGNS.items():
            marked = cap if name == "caps" else steps
            figures[name].append((measure(runs[0], marked), measure(runs[1], marked)))
    rows = []
    for name, (_, direction) in SIGNS.items():
        here, there = np.array(figures[name]).T
        mean, low, high = mean_interval(here - there)
        found = low > 0 if direction == "higher" else high < 0
        row = {
            "sign": name,
            "policy": here.mean(),
            "baseline": there.mean(),
            "difference": mean,
            "low": low,
            "high": high,
        }
        rows.append({**row, "found": int(found)})
    return pd.DataFrame(rows)


def thresholds(scenario: Scenario, policy: str) -> list[float]:
    """Attainments at which a policy pays a jump: bonuses, and what wagers win or lose by."""
    force = apply_policy(scenario, policy).sales_force
    marks = [force.pay.bonus_at] if force.pay.bonus > 0 else []
    marks += [bonus.at for one in force.pay.components if one.is_ordinary for bonus in one.bonuses]
    marks += [at for terms in force.wager.menu for at in (terms.win_at, terms.floor_at)]
    return sorted(set(marks))


def cap_of(scenario: Scenario, policy: str) -> list[float]:
    """The attainment above which a policy pays nothing more, if there is one."""
    cap = apply_policy(scenario, policy).sales_force.pay.cap_at
    return [] if cap is None else [cap]


def full(run: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Rep-quarters of who was there for all of it."""
    rows = run["rep_quarters"]
    return rows[rows["full_quarter"] == 1]
