"""Goals in a run: chosen ones bind more than given ones, tempt, and cost recognition where they are missed."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.agents.rep import Rep
from salesim.model.sales_model import SalesModel
from salesim.scenario.overlay import apply_policy

GOAL = {"name": "a tenth more", "win_at": 1.1, "bonus": 0.0, "claw_back": 0.0}
MENU, GOALS = "sales_force.wager.menu", "sales_force.goals"


class Bold(Rep):
    """Stays whatever happens, and takes the first entry of every menu."""

    def stays(self, quit_drawn):
        return True

    def choose_wager(self, wager):
        return 1


@pytest.fixture(scope="module")
def lived(small, world):
    """Two quarters under some changes: the model, and effort and invented shares by week, (26, n_seats)."""

    def live(changes):
        config = apply_policy(small(policies={"current": {}, "goal": {"set": changes}}), "goal")
        model, effort, invented = SalesModel(world, config, rep_class=Bold), [], []
        for _ in range(26):
            model.step()
            effort.append(model.reps.effort.copy())
            invented.append(model.reps.invented_share.copy())
        return model, np.array(effort), np.array(invented)

    return live


@pytest.fixture(scope="module")
def without(lived):
    return lived({})


@pytest.fixture(scope="module")
def chosen(lived):
    return lived({MENU: [GOAL]})


def test_goals_that_move_nobody_leave_every_byte(lived, without):
    idle, _, _ = lived({MENU: [GOAL], f"{GOALS}.strength": 0.0, f"{GOALS}.given": 1.2})
    assert idle.ledger.rows == without[0].ledger.rows
    assert len(idle.records.tables()["wagers"]) > 20, "the goals were chosen"


def test_a_chosen_goal_lifts_effort_more_than_a_given_one(lived, without, chosen):
    given = lived({f"{GOALS}.given": 1.1})
    at_work = (without[1] > 0).all(axis=0)
    mean = [effort[:13, at_work].mean() for _, effort, _ in (without, given, chosen)]
    assert mean[0] < mean[1] < mean[2] < 1.1 * mean[0]
    assert (chosen[1][0] != without[1][0]).any(), "it pulls from the quarter's first week on"


def test_goals_tempt_to_invent_visits(lived, without, chosen):
    assert chosen[2].mean() > without[2].mean()
    honest = lived({MENU: [GOAL], f"{GOALS}.cheating": 0.0})
    assert honest[2].mean() < chosen[2].mean()
    assert honest[2].max() == without[2].max() == 0.0, "nothing else pays for reported visits here"


def test_a_missed_goal_takes_from_recognition(chosen):
    model, _, _ = chosen
    rows = model.records.tables()["wagers"].query("quarter == 1").set_index("seat")
    full = model.reps.full_quarter[rows.index] == 1
    missed = rows.attainment < 1.1
    assert 0 < missed.sum() < len(rows) and set(rows.outcome) == {"won", "missed"} and not rows.pay.any()
    felt = model.reps.recognition[rows.index]
    assert (felt[missed & full] < -0.099).all() and (felt[~missed] > -0.099).all()


def test_money_on_a_goal_adds_to_its_pull(lived, chosen):
    paid = lived({MENU: [GOAL | {"bonus": 3000.0}]})
    assert paid[1][:13].mean() > chosen[1][:13].mean()
