"""A rep's day: what coaching, tools, reports and records take of it, and what a visit and a push are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from salesim.agents.roles import role_of_seats, usual_prospect_shares
from salesim.agents.specialism import qualities_by_industry
from salesim.agents.visits import visit_qualities
from salesim.agents.work import effort_by_kind
from salesim.columns import Reps, Tool
from salesim.model.books import missing_share

if TYPE_CHECKING:
    from salesim.model.sales_model import SalesModel


def lost_minutes(model: SalesModel) -> np.ndarray:
    """Field time that every seat loses each day, (n_seats,); negative where others relieve it of work."""
    reps, force = model.reps, model.config.sales_force
    coached = reps.coaching_until > model.week
    lost = np.where(coached, force.review.coaching_hours * 60.0 / 5.0, 0.0)
    lost += (reps.training_min + reps.report_min + reps.lead_min) / max(model.working_days, 1)
    lost -= np.where(reps.relief_until > model.week, force.feedback.relief_hours * 60.0 / 5.0, 0.0)
    lost += force.time.day_min * force.work.care_share * (reps.care - 1.0)
    return lost - model.spared_min


def stop_minutes(model: SalesModel) -> np.ndarray:
    """Time that a visit takes with what goes with it, (n_seats,): checking in, reading, tags, inventing others."""
    reps, force = model.reps, model.config.sales_force
    checking = force.tools.check_in.check_min * users(reps, Tool.CHECK_IN)
    reading = force.tools.arrival_context.read_min * users(reps, Tool.ARRIVAL_CONTEXT)
    entering = force.tags.entry_min if force.tags.needs else 0.0
    speaking = force.tools.voice_notes.note_min * users(reps, Tool.VOICE_NOTES)
    inventing = force.visits.falsified_min * reps.invented_share / (1.0 - reps.invented_share)
    return force.time.visit_min + checking + reading + entering + speaking + inventing


def qualities(model: SalesModel) -> np.ndarray:
    """Quality of every seat's visits to each industry, (n_seats, n_industries); 0 where nobody is."""
    reps, force, shares = model.reps, model.config.sales_force, model.world.industry_shares
    effort, ramp = force.effort.quality_exponent, force.turnover
    quality = np.zeros(model.n_seats)
    dilution, coaching = force.work.dilution, force.visits.coaching_quality
    visit_qualities(reps, model.week, effort, dilution, ramp.ramp_start, ramp.ramp_weeks, coaching, quality)
    quality *= 1.0 + reps.training
    found = np.empty((model.n_seats, len(shares)))
    known = force.specialism
    qualities_by_industry(quality, reps.experience, shares, known.exponent, known.transfer, found)
    return found


def prospect_share(model: SalesModel) -> Any:
    """Usual share of selling time that goes to prospects: one for all, or that of each seat's role, (n_seats,)."""
    force = model.config.sales_force
    if not force.roles:
        return force.work.new_share
    return usual_prospect_shares(force.roles, force.work.new_share)[role_of_seats(force.roles)]


def leave_prospects_to_others(model: SalesModel) -> None:
    """Reps who serve existing customers only do not call on prospects who still lie with them."""
    roles = model.config.sales_force.roles
    if roles:
        leaves = np.array([role.filter.who == "existing" for role in roles])
        model.reps.prospect_tilt[leaves[role_of_seats(roles)]] = 0.0


def acquisition(model: SalesModel) -> np.ndarray:
    """Factor of effort on the steps of the funnel, (n_seats,)."""
    reps, force = model.reps, model.config.sales_force
    _, on_new = effort_by_kind(reps.prospect_tilt, prospect_share(model))
    by_effort = (reps.effort * reps.sales_aim * on_new) ** force.effort.acquisition_exponent
    return by_effort * (able(model) * settled(model)) ** force.people.skill_funnel


def able(model: SalesModel) -> np.ndarray:
    """Skill of every seat's holder with what training and coaching add to it, (n_seats,)."""
    reps, coaching = model.reps, model.config.sales_force.visits.coaching_quality
    return reps.skill * (1.0 + reps.training) * np.where(reps.coaching_until > model.week, 1.0 + coaching, 1.0)


def settled(model: SalesModel) -> np.ndarray:
    """How far every seat's holder has grown into the own skill, (n_seats,)."""
    t = model.config.sales_force.turnover
    weeks = np.maximum(model.week - model.reps.hired_week, 0)
    return np.minimum(1.0, t.ramp_start + (1.0 - t.ramp_start) * weeks / t.ramp_weeks)


def account_push(model: SalesModel, effort: np.ndarray) -> np.ndarray:
    """Factor of a seat's holder on its customers' order rate, (n_seats,): skill, and ``effort`` (n_seats,) on them.

    How newcomers begin with their customers is in the relationship; a vacant seat has the push of who stands in.
    """
    reps, force = model.reps, model.config.sales_force
    people = force.people
    push = (
        able(model) ** people.skill_accounts * np.maximum(effort, force.effort.lowest) ** force.effort.closing_exponent
    )
    return np.where(reps.present == 1, push, force.effort.vacant**force.effort.closing_exponent)


def usual_push(model: SalesModel) -> np.ndarray:
    """`account_push` at the effort of today's plan, as quotas know it, (n_seats,); 1 for a vacant seat.

    Who comes next is of mean skill.
    """
    return np.where(model.reps.present == 1, account_push(model, model.reps.base_effort), 1.0)


def closing_push(model: SalesModel) -> np.ndarray:
    """Factor of skill and this week's effort on the order rate of every seat's customers, (n_seats,)."""
    on_existing, _ = effort_by_kind(model.reps.prospect_tilt, prospect_share(model))
    return account_push(model, model.reps.effort * model.reps.sales_aim * on_existing)


def order_push(model: SalesModel) -> np.ndarray:
    """Factor on the order rate of every seat's customers, (n_seats,): closing, orders moved in time, discounts."""
    won = model.config.market.buying.discount_response * model.reps.discount
    return closing_push(model) * np.maximum(1.0 + model.reps.pull - missing_share(model) + won, 0.0)


def users(reps: Reps, tool: Tool) -> np.ndarray:
    """1 where the holder uses a tool, (n_seats,)."""
    return np.ascontiguousarray(reps.uses[:, tool])
