"""Where a rep's day goes besides visits and the road: what coaching, tools, reports and records take of it."""

from __future__ import annotations

from typing import Any

import numpy as np

from salesim.columns import Reps, Tool


def lost_minutes(model: Any) -> np.ndarray:
    """Field time that every seat loses each day, (n_seats,); negative where others relieve it of work."""
    reps, force = model.reps, model.config.sales_force
    coached = reps.coaching_until > model.week
    lost = np.where(coached, force.review.coaching_hours * 60.0 / 5.0, 0.0)
    lost += (reps.training_min + reps.report_min + reps.lead_min) / max(model.working_days, 1)
    lost -= np.where(reps.relief_until > model.week, force.feedback.relief_hours * 60.0 / 5.0, 0.0)
    lost += force.time.day_min * force.work.care_share * (reps.care - 1.0)
    return lost - model.spared_min


def stop_minutes(model: Any) -> np.ndarray:
    """Time that a visit takes with what goes with it, (n_seats,): checking in, reading, tags, inventing others."""
    reps, force = model.reps, model.config.sales_force
    checking = force.tools.check_in.check_min * users(reps, Tool.CHECK_IN)
    reading = force.tools.arrival_context.read_min * users(reps, Tool.ARRIVAL_CONTEXT)
    entering = force.tags.entry_min if force.tags.needs else 0.0
    inventing = force.visits.fake_min * reps.invented_share / (1.0 - reps.invented_share)
    return force.time.visit_min + checking + reading + entering + inventing


def users(reps: Reps, tool: Tool) -> np.ndarray:
    """1 where the holder uses a tool, (n_seats,)."""
    return np.ascontiguousarray(reps.uses[:, tool])
