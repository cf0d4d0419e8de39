"""The pay plans of a scenario: the corners of all their curves, where reps stand on them, and their pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from salesim.errors import InputError
from salesim.model.ledger import PAY_KINDS
from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.model.result import Result
from salesim.pay.component import PayComponent
from salesim.pay.component_curve import add_component_to_curve
from salesim.pay.components import has_no_quota, quota_in_units
from salesim.pay.curve import Curve, curve_pay, empty_curves
from salesim.pay.lines import Line
from salesim.pay.periods import IN_QUARTERS, PERIODS
from salesim.pay.plan import PayParameters, add_plan_to_curve
from salesim.pay.wager import WagerTerms, add_wager_to_curve
from salesim.phrase import Phrase, said_by
from salesim.report.pay_curves import OWN_CURVE, PaidOn, PayCurve, pay_figure
from salesim.report.sections.quotas import attainment_data
from salesim.report.style import style
from salesim.scenario import Scenario, apply_policy
from salesim.scenario.arms import Arm
from salesim.written import written

MAX_ATTAINMENT = 1.8  # where curves end, if they have no corner beyond
MAX_UNITS = 100.0  # where curves without a quota end, if nobody is known to have more
N_CLASSES = 20  # at most, of units, where there is no attainment
SHOWN = (0.8, 1.0, 1.2)  # attainments in the table
DPI = 150


def pay_curves(scenario: Scenario, policies: Sequence[str], baseline: str, quarter_quota: float) -> pd.DataFrame:
    """Corners of the plans' own curves on offer, salary included: ``policy, attainment, pay``.

    A wager on the menu is a curve of its own, ``policy: wager``. A policy that pays as an earlier one isn't repeated.
    """
    frames: list[pd.DataFrame] = []
    drawn: list[tuple[PayParameters, WagerTerms | None]] = []
    for policy in [baseline, *(name for name in policies if name != baseline)]:
        force = apply_policy(scenario, policy).sales_force
        own = force.pay.model_copy(update={"components": tuple(c for c in force.pay.components if c.is_ordinary)})
        for terms in (None, *force.wager.menu):
            if (own, terms) in drawn:
                continue
            drawn.append((own, terms))
            name = f"{policy}: {terms.name}" if terms else policy
            frames.append(curve_points(own, terms, quarter_quota).assign(policy=name))
    return pd.concat(frames, ignore_index=True)[["policy", "attainment", "pay"]]


def component_curves(
    scenario: Scenario,
    policies: Sequence[str],
    quarter_quota: float,
    standings: Mapping[str, pd.DataFrame] | None = None,
) -> tuple[PayCurve, ...]:
    """The components beside the plans' own curves; those of one name that pay on the same thing share a picture.

    Parameters
    ----------
    quota : usual quota of a quarter; a month's is a third of that, a year's four times.
    standings : the table ``components`` of a run, by policy. A picture shows the first policy's that has one.
    """
    curves: dict[PaidOn, list[tuple[str, PayComponent]]] = {}
    for policy in policies:
        for one in apply_policy(scenario, policy).sales_force.pay.beside:
            paid_on = PaidOn(one.name, one.measure, one.period, in_units=has_no_quota(one))
            curves.setdefault(paid_on, []).append((policy, one))
    made = []
    for paid_on, offers in curves.items():
        standing, most = None, MAX_UNITS
        for policy, one in offers:
            rows = (standings or {}).get(policy, pd.DataFrame())
            if standing is None and len(rows) and (rows["component"] == one.name).any():
                reached = rows.loc[period_ends(rows) & (rows["component"] == one.name), "attainment"]
                most = max(1.1 * reached.max(), 1.0) if len(reached) and paid_on.in_units else most
                standing = standing_on(paid_on, policy, reached, most) if len(reached) else None
        quota = quarter_quota * IN_QUARTERS[PERIODS.index(paid_on.period)]
        lines = scenario.channel.network.pay_lines
        points = [component_points(one, quota, most, lines).assign(policy=policy) for policy, one in offers]
        made.append(PayCurve(paid_on, pd.concat(points, ignore_index=True), scenario.currency, standing))
    return tuple(made)


def period_ends(rows: pd.DataFrame) -> pd.Series:
    """Which rows of the table ``components`` close their period: a month's or quarter's all do, else the latest."""
    return rows["period"].isin(["month", "quarter"]) | (rows["quarter"] == rows["quarter"].max())


def standing_on(paid_on: PaidOn, arm: str, reached: pd.Series, most: float) -> pd.DataFrame:
    """Where reps stand: classes of attainment, or of units up to ``most``."""
    if not paid_on.in_units:
        return attainment_data(pd.DataFrame({"arm": arm, "attainment": reached.clip(lower=0.0)}))
    width = max(np.ceil(most / N_CLASSES), 1.0)
    count, edges = np.histogram(reached, bins=np.arange(0.0, most + width, width))
    return pd.DataFrame({"arm": arm, "left": edges[:-1], "right": edges[1:], "share": count / max(len(reached), 1)})


def curve_points(plan: PayParameters, terms: WagerTerms | None, quarter_quota: float) -> pd.DataFrame:
    """Corners of a plan's own curve of a quarter, with the salary; a jump has two points."""
    curves = empty_curves(1)
    add_plan_to_curve(plan, curves, 0)
    if terms is not None:
        add_wager_to_curve(terms, curves, 0, quarter_quota)
    points = corners(curves, quarter_quota, MAX_ATTAINMENT)
    return points.assign(pay=points["pay"] + 3 * plan.salary_per_month)


def component_points(
    component: PayComponent, quota: float, max_units: float, lines: Sequence[Line] = ()
) -> pd.DataFrame:
    """Corners of a component's curve; without a quota, units stand in for attainment."""
    curves = empty_curves(1)
    scale = 1.0 if component.by_attainment else quota_in_units(component, quota, lines)
    add_component_to_curve(component, curves, 0, scale)
    if has_no_quota(component):
        return corners(curves, 1.0, max_units)
    knots = [*(kink.at for kink in component.kinks), *(bonus.at for bonus in component.bonuses)]
    knots += [at for at, _ in component.points]
    return corners(curves, scale, max([MAX_ATTAINMENT, *(at + 0.2 for at in knots)]))


def corners(curves: Curve, quota: float, most: float) -> pd.DataFrame:
    """Corners of the first of some curves up to attainment ``most``: ``attainment, pay``; a jump has two points."""
    curve = [array[0] for array in curves]
    kinks, jumps = curves.kink_at[curves.kink_rate != 0], curves.jump_at[curves.jump != 0]
    rows = []
    for at in np.unique([0.0, *kinks, *jumps, most]):
        if not 0.0 <= at <= most:
            continue
        sides = (at - 1e-9, at) if at in jumps else (at,)
        rows += [(at, curve_pay(*curve, side * quota, quota)) for side in sides]
    return pd.DataFrame(rows, columns=["attainment", "pay"])


def simulated_plans(scenario: Scenario, policies: Sequence[str]) -> tuple[tuple[PayCurve, ...], dict[str, Result]]:
    """All curves of some policies with the reps of one replication on them, and that replication by policy.

    The layout is the baseline's. On the plan's own curve the reps are those of the first policy.
    """
    world = opening(scenario, 1 if scenario.run.population == "varies" else 0)
    runs = {policy: run_arm(world, scenario, Arm(scenario.baseline.layout, policy), 0) for policy in policies}
    first = runs[policies[0]].rep_quarters
    full = first[first["full_quarter"] == 1]
    quarter_quota = float(full["quota"].mean()) if len(full) else 100_000.0
    standing = attainment_data(full[["attainment"]].assign(arm=policies[0])) if len(full) else None
    points = pay_curves(scenario, policies, policies[0], quarter_quota)
    own = PayCurve(OWN_CURVE, points, scenario.currency, standing)
    standings = {policy: run.tables["components"] for policy, run in runs.items() if "components" in run.tables}
    return (own, *component_curves(scenario, policies, quarter_quota, standings)), runs


def write_pay_plans(curves: Sequence[PayCurve], folder: str | Path, lang: str = "en") -> list[Path]:
    """Draw each curve into the folder: ``pay.png``, and ``pay-COMPONENT.png`` for components; returns the files."""
    folder, files = Path(folder), []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for curve in curves:
            name = "".join(c if c.isalnum() else "_" for c in curve.paid_on.component)
            stem, again = f"pay-{name}" if name else "pay", 2
            while folder / f"{stem}.png" in files:
                stem, again = f"pay-{name}-{again}", again + 1
            files.append(folder / f"{stem}.png")
            with style(), written(files[-1]) as aside:
                pay_figure(curve, lang).savefig(aside, format="png", dpi=DPI, metadata={"Software": None})
    except OSError as fault:
        raise InputError(Phrase("cannot write: {reason}", reason=said_by(fault)), field="out", file=folder) from fault
    return files


def pay_table(curves: Sequence[PayCurve], runs: Mapping[str, Result]) -> pd.DataFrame:
    """What each policy's curves pay at 80, 100 and 120 % of quota, and what reps really earned.

    Columns: policy (with a wager: of those who took it), component (empty for the plan's own curve), measure, period,
    pay_80, pay_100, pay_120 (no numbers where pay is so much for each unit), reached (mean attainment, or
    units), at_quota (share of reps), earned (a rep and period; all pay beside the plan's own curve).
    """
    rows = []
    for curve in curves:
        on = curve.paid_on
        for policy in dict.fromkeys(curve.points["policy"]):
            name, _, wager = (policy, "", "") if policy in runs else policy.partition(": ")
            reached, earned = what_was_earned(runs[name], on, wager)
            at = {f"pay_{round(100 * a)}": np.nan if on.in_units else pay_at(curve, policy, a) for a in SHOWN}
            rows.append(
                {
                    "policy": policy,
                    "component": on.component,
                    "measure": on.measure,
                    "period": on.period,
                    **at,
                    "reached": reached.mean(),
                    "at_quota": np.nan if on.in_units else (reached >= 1.0).mean(),
                    "earned": earned.mean(),
                }
            )
    return pd.DataFrame(rows)


def what_was_earned(run: Result, paid_on: PaidOn, wager: str) -> tuple[pd.Series, pd.Series]:
    """Attainment and pay of each rep and period on one curve; on the plan's own, all pay of those who took a wager."""
    if paid_on.component:
        rows = run.tables.get("components")
        if rows is None:
            return pd.Series(dtype=float), pd.Series(dtype=float)
        rows = rows[period_ends(rows) & (rows["component"] == paid_on.component)]
        return rows["attainment"], rows["earned"]
    rows = run.rep_quarters[run.rep_quarters["full_quarter"] == 1]
    rows = rows[rows["wager"] == wager]
    return rows["attainment"], rows[[f"{kind}_pay" for kind in PAY_KINDS]].sum(axis=1)


def pay_at(curve: PayCurve, policy: str, attainment: float) -> float:
    """Pay of a policy's curve at an attainment; at a jump, what is paid once it is reached."""
    points = curve.points[curve.points["policy"] == policy]
    return float(np.interp(attainment + 1e-12, points["attainment"], points["pay"]))
