"""Components beside the plan's own curve as kernels take them, one row each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from salesim.columns import Reps
from salesim.columns.by_pointer import by_pointer
from salesim.pay.component import PayComponent
from salesim.pay.component_curve import add_component_to_curve, knots_of
from salesim.pay.conditions import conditions_of, kind_of
from salesim.pay.curve import MAX_KNOTS, Curve, empty_curves
from salesim.pay.gated_value import MAX_LEVELS
from salesim.pay.index import MAX_PARTS, MAX_PLACES
from salesim.pay.lines import Line, in_sales, quota_number, weights_of
from salesim.pay.measures import INDEX, RATIOS, Measure, is_sum, positions_of
from salesim.pay.periods import PERIODS

NONE = -1  # no measure


@by_pointer
class Components(NamedTuple):
    """Components as kernels take them, one row each."""

    kink_at: np.ndarray  # (n, MAX_KNOTS) attainment
    kink_rate: np.ndarray  # (n, MAX_KNOTS) money for each unit
    jump_at: np.ndarray  # (n, MAX_KNOTS) attainment
    jump: np.ndarray  # (n, MAX_KNOTS) money
    jump_of_quota: np.ndarray  # (n, MAX_KNOTS) money for each unit of the quota, of whole-amount tiers
    has_whole: np.ndarray  # (n,) 1 there are such
    n_knots: np.ndarray  # (n,) knots beyond which there are none
    measure: np.ndarray  # (n,) a Measure, or from FIRST_LINE on a product line's sales; NONE several
    is_ratio: np.ndarray  # (n,) 1 a ratio, or an index with one
    n_parts: np.ndarray  # (n,) measures that are paid on: 1, or those of an index or of a sum
    part_weight: np.ndarray  # (n, MAX_PARTS) share of the index, or 1 or the margin of each of several lines
    # measures that are paid on, then those that have a say, then that of each gate on the measure that is paid on
    part: np.ndarray  # (n, MAX_PLACES) a measure each
    part_quota: np.ndarray  # (n, MAX_PLACES) units a period; 0 the quota, below 0 as large a share of it
    n_conditions: np.ndarray  # (n,) other measures that have a say: the factor's, and a gate's beside it
    base: np.ndarray  # (n,) the factor below all levels; 1 without a factor
    levels: np.ndarray  # (n, 3, MAX_LEVELS) of the factor: attainment, what is added there, and for each further 1
    third: np.ndarray  # (n,) the gate beside the factor: NO_GATE, IF_REACHED or IF_NOT
    third_at: np.ndarray  # (n,) attainment
    n_own_gates: np.ndarray  # (n,) gates on the measure that is paid on
    own_gate: np.ndarray  # (n, 2) IF_REACHED or IF_NOT each
    own_gate_at: np.ndarray  # (n, 2) attainment
    factor_at_quota: np.ndarray  # (n,) share of its curve that is paid to who just reaches all quotas
    is_joint: np.ndarray  # (n,) 1 what it pays depends on several measures
    on_sales: np.ndarray  # (n,) 1 sales are among what it pays on, or have a say in it
    period: np.ndarray  # (n,) position in PERIODS
    at_once: np.ndarray  # (n,) 1 paid in the week in which it is earned
    to_date: np.ndarray  # (n,) 1 paid each quarter for the period to date
    in_full: np.ndarray  # (n,) 1 of these, amounts are paid in full once they are reached to date
    is_framed: np.ndarray  # (n,) 1 its bonuses are paid in advance and taken back
    is_ordinary: np.ndarray  # (n,) 1 the money is in the plan's own curve; here only what the frame adds
    quota: np.ndarray  # (n,) units a period; 0 the quota, below 0 as large a share of it
    by_attainment: np.ndarray  # (n,) 1 rates are money for each 1 of attainment
    per_unit: np.ndarray  # (n,) 1 so much is paid for each unit, there is nothing to reach
    as_sum: np.ndarray  # (n,) 1 what counts of a team is all that its members have done together, not their mean
    team: np.ndarray  # (n, n_seats) number of the team, below n_seats; a rep alone is a team of one
    entitled: np.ndarray  # (n, n_seats) 1 the holder is paid it this period
    opened: np.ndarray  # (n, n_seats, n_measures) sums of all measures, the quarter's or the year's, when it began
    opened_base: np.ndarray  # (n, n_seats, n_measures) the same of their bases
    # (n, n_seats) share of the period that the holder has for it; of a quarter's and a year's, of the share that is a
    # column of reps
    share: np.ndarray
    kept: (
        np.ndarray
    )  # (n, n_seats) share of what one more unit earns that a cap on all pay together leaves, as expected


def in_kernels(plan: Sequence[PayComponent]) -> list[PayComponent]:
    """The components of a plan that the plan's own curve does not hold, or not with what their frame adds."""
    return [one for one in plan if not one.is_ordinary or one.frame == "loss"]


def components_for(
    plan: Sequence[PayComponent],
    reps: Reps,
    week: int,
    emerging: np.ndarray | None = None,
    lines: Sequence[Line] = (),
) -> Components:
    """The components `in_kernels`, with the teams of all seats and who is paid them from this week on.

    Parameters
    ----------
    emerging : (n_seats,) whether a seat's region is an emerging one; None: no region is.
    lines : the firm's product lines, which components may be paid on.
    """
    if emerging is None:
        emerging = np.zeros(len(reps.seat), np.bool_)
    chosen = [in_sales(one, lines) for one in in_kernels(plan)]
    n, n_seats = len(chosen), len(reps.seat)
    curves = empty_curves(n)
    jump_of_quota, part_weight = np.zeros((n, MAX_KNOTS)), np.zeros((n, MAX_PARTS))
    part, part_quota = np.full((n, MAX_PLACES), NONE), np.zeros((n, MAX_PLACES))
    levels, own_gate, own_gate_at = np.zeros((n, 3, MAX_LEVELS)), np.zeros((n, 2), np.int64), np.zeros((n, 2))
    for row, one in enumerate(chosen):
        add_component_to_curve(one, curves, row, quota=0.0)
        add_whole_amounts(one, curves, row, jump_of_quota)
        if one.is_ordinary:
            curves.kink_rate[row] = 0.0
        say, paid_on = conditions_of(one), parts_of(one, lines)
        align_jumps(curves, row, jump_of_quota)
        part_weight[row, : len(paid_on)] = [weight for _, weight, _ in paid_on]
        places = [(measure, quota) for measure, _, quota in paid_on]
        others = [*say.measures, *((gate.measure, gate.quota) for gate in say.own)]
        places += [
            (single_position(measure, lines), quota_number(measure, quota or None, one.period, lines))
            for measure, quota in others
        ]
        part[row, : len(places)] = [measure for measure, _ in places]
        part_quota[row, : len(places)] = [quota for _, quota in places]
        levels[row, :, : len(say.levels)] = np.array(say.levels).reshape(-1, 3).T
        own_gate[row, : len(say.own)] = [kind_of(gate) for gate in say.own]
        own_gate_at[row, : len(say.own)] = [gate.at for gate in say.own]
    say_of = [conditions_of(one) for one in chosen]
    measures_of = [{measure for measure, _, _ in parts_of(one, lines)} for one in chosen]
    have_say = [{single_position(measure, lines) for measure, _ in say.measures} for say in say_of]
    return Components(
        *curves,
        jump_of_quota=jump_of_quota,
        has_whole=(jump_of_quota != 0.0).any(axis=1).astype(np.int8),
        n_knots=knots_used(curves, jump_of_quota),
        measure=np.array([NONE if adds_up(one) else single_position(one.measure, lines) for one in chosen], np.int64),
        is_ratio=np.array([not measures.isdisjoint(RATIOS) for measures in measures_of], np.int8),
        n_parts=np.array([len(measures) for measures in measures_of], np.int64),
        part_weight=part_weight,
        part=part,
        part_quota=part_quota,
        n_conditions=np.array([len(say.measures) for say in say_of], np.int64),
        base=np.array([say.base for say in say_of], np.float64),
        levels=levels,
        third=np.array([say.third for say in say_of], np.int64),
        third_at=np.array([say.third_at for say in say_of], np.float64),
        n_own_gates=np.array([len(say.own) for say in say_of], np.int64),
        own_gate=own_gate,
        own_gate_at=own_gate_at,
        factor_at_quota=np.array([one.factor_at_quota for one in chosen], np.float64),
        is_joint=np.array([len(some) + len(say) > 1 for some, say in zip(measures_of, have_say)], np.int8),
        on_sales=np.array([int(Measure.SALES) in some | say for some, say in zip(measures_of, have_say)], np.int8),
        period=np.array([PERIODS.index(one.period) for one in chosen], np.int64),
        at_once=np.array([one.paid == "at_once" for one in chosen], np.int8),
        to_date=np.array([one.paid == "to_date" for one in chosen], np.int8),
        in_full=np.array([one.amounts_to_date == "in_full" for one in chosen], np.int8),
        is_framed=np.array([one.frame == "loss" for one in chosen], np.int8),
        is_ordinary=np.array([one.is_ordinary for one in chosen], np.int8),
        quota=np.array([default_quota(one, lines) for one in chosen], np.float64),
        by_attainment=np.array([one.by_attainment for one in chosen], np.int8),
        per_unit=np.array([has_no_quota(one) for one in chosen], np.int8),
        as_sum=np.array([one.team_as == "sum" for one in chosen], np.int8),
        team=np.array([teams(one.team, one.team_size, reps.region) for one in chosen], np.int64).reshape(n, n_seats),
        entitled=np.array([is_entitled(one, reps, week, emerging) for one in chosen], np.int8).reshape(n, n_seats),
        opened=np.zeros((n, *reps.measure_sum.shape)),
        opened_base=np.zeros((n, *reps.measure_sum.shape)),
        share=np.ones((n, n_seats)),
        kept=np.ones((n, n_seats)),
    )


def parts_of(component: PayComponent, lines: Sequence[Line] = ()) -> list[tuple[int, float, float]]:
    """Measures that a component pays on: each with its weight, and its quota as `quota_number`."""
    if component.measure == INDEX:
        return [
            (
                single_position(part.measure, lines),
                part.weight,
                quota_number(part.measure, part.quota, component.period, lines),
            )
            for part in component.index
        ]
    quota = default_quota(component, lines)
    return [(position, weight, quota) for position, weight in weights_of(component.measure, lines)]


def adds_up(component: PayComponent) -> bool:
    """Whether a component pays on several measures together: an index, or the sales of several product lines."""
    return component.measure == INDEX or is_sum(component.measure)


def single_position(measure: str, lines: Sequence[Line]) -> int:
    """Position in the wide columns of reps of a measure that adds up nothing."""
    return positions_of(measure, [line.name for line in lines])[0]


def add_whole_amounts(component: PayComponent, curves: Curve, row: int, of_quota: np.ndarray) -> None:
    """Write what a component's jumps are for each unit of the quota, beside the jumps of the curves, (n, MAX_KNOTS)."""
    for jump in knots_of(component).jumps:
        if jump.of_quota == 0.0:
            continue
        used = (curves.jump[row] != 0.0) | (of_quota[row] != 0.0)
        same = np.flatnonzero(used & (curves.jump_at[row] == jump.at))
        k = int(same[0]) if len(same) else int(np.flatnonzero(~used)[0])
        curves.jump_at[row, k] = jump.at
        of_quota[row, k] += jump.of_quota


def align_jumps(curves: Curve, row: int, of_quota: np.ndarray) -> None:
    """Move jumps to the kinks at the same attainment: of both the same probabilities are needed, which take time."""
    for k in np.flatnonzero(curves.kink_rate[row] != 0.0).tolist():
        used = (curves.jump[row] != 0.0) | (of_quota[row] != 0.0)
        for j in np.flatnonzero(used & (curves.jump_at[row] == curves.kink_at[row, k])).tolist():
            for array in (curves.jump_at, curves.jump, of_quota):
                array[row, [j, k]] = array[row, [k, j]]


def knots_used(curves: Curve, of_quota: np.ndarray) -> np.ndarray:
    """Position behind the last knot of each curve, (n,); ``of_quota`` as in `add_whole_amounts`."""
    used = (curves.kink_rate != 0.0) | (curves.jump != 0.0) | (of_quota != 0.0)
    return np.where(used, np.arange(1, MAX_KNOTS + 1), 0).max(axis=1, initial=0)


def has_no_quota(component: PayComponent) -> bool:
    """Whether pay is so much for each unit, with nothing that attainment could be measured against."""
    return not component.needs_quota and not component.counts_money


def default_quota(component: PayComponent, lines: Sequence[Line] = ()) -> float:
    """As `quota_number`, and 1 where pay is so much for each unit and a quota would change nothing."""
    if component.needs_quota and component.quota is not None:
        return component.quota
    return quota_number(component.measure, None, component.period, lines) if component.counts_money else 1.0


def quota_in_units(component: PayComponent, quota: float, lines: Sequence[Line] = ()) -> float:
    """Its quota of a period where the rep's own is ``quota``, in units of what it pays on."""
    number = default_quota(component, lines)
    return number if number > 0.0 else (-number or 1.0) * quota


def teams(kind: str, size: int, region: np.ndarray) -> np.ndarray:
    """Number of each seat's team, (n_seats,): itself (``none``), its ``region``, a ``group`` of one, or the ``firm``.

    A team is numbered by one of its seats. A group has ``size`` seats or, where the region's seats do not divide
    evenly, a few more.
    """
    team = np.arange(len(region))
    if kind == "none":
        return team
    if kind == "firm":
        return np.zeros_like(team)
    for number in np.unique(region):
        members = np.flatnonzero(region == number)
        n_groups = max(len(members) // size, 1) if kind == "group" else 1
        group = np.arange(len(members)) * n_groups // len(members)
        team[members] = members[group * len(members) // n_groups]
    return team


def is_entitled(component: PayComponent, reps: Reps, week: int, emerging: np.ndarray) -> np.ndarray:
    """Who is paid a component in the period that begins, (n_seats,)."""
    entitled = np.ones(len(reps.seat), np.bool_)
    if component.who == "new_reps":
        entitled &= week - reps.hired_week < component.new_weeks
    if component.regions != "all":
        entitled &= emerging == (component.regions == "emerging")
    return entitled.astype(np.int8)
