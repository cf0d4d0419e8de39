"""Forecasts, boards, feedback and quotas by maturity: each acts through a mechanism, costs something, and can lose."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from salesim.columns import State
from salesim.errors import InputError
from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.model.result import Result
from salesim.model.sales_model import SalesModel
from salesim.policy.boards import Boards
from salesim.policy.quotas import QuotaParameters
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import apply_policy

BONUS = {"sales_force.pay.bonus": 6000.0, "sales_force.pay.commission_rate": 0.01}
FORECAST, FEEDBACK, BOARDS = "sales_force.tools.forecast", "sales_force.feedback", "sales_force.boards"
EVERYBODY = {f"{FORECAST}.enabled": True, f"{FORECAST}.start_share": 1.0, f"{FORECAST}.ceiling": 1.0}


@pytest.fixture(scope="module")
def arms(small):
    """Lives some policies under a bonus plan: ``arms(n, name={...})`` gives n results of each, and of ``off``."""
    lived: dict[Any, Result] = {}

    def live(n: int, base: dict[str, Any] = BONUS, **policies: dict[str, Any]) -> dict[str, list[Result]]:
        changes = {"current": {}} | {name: {"set": changes} for name, changes in policies.items()}
        config = small(**base, policies=changes)
        world = opening(small(**base))
        found = {}
        for name in changes:
            key = (str(base), str(changes[name]))
            for i in range(n):
                if (key, i) not in lived:
                    lived[key, i] = run_arm(world, config, Arm("unit", name), i)
            found[name if name != "current" else "off"] = [lived[key, i] for i in range(n)]
        return found

    return live


def mean(results: list[Result], outcome: str) -> float:
    return float(np.mean([result.outcomes[outcome] for result in results]))


def gain(found: dict[str, list[Result]], name: str, outcome: str = "value_created") -> float:
    return mean(found[name], outcome) - mean(found["off"], outcome)


# the forecast tool


def test_forecasts_make_targets_fairer_and_cost_their_licenses(arms):
    wrong = BONUS | {"sales_force.quotas.lasting_error": 0.15, "sales_force.quotas.quarter_error": 0.2}
    found = arms(8, base=wrong, tool=EVERYBODY | {f"{FORECAST}.fairer": 0.9, f"{FORECAST}.sharper": 0.9})
    assert gain(found, "tool", "quota_error_sd") < -0.08
    assert gain(found, "tool", "attainment_gap") < -0.025
    assert gain(found, "tool", "mean_effort") > 0.01  # fewer reps who have given up or are past it
    assert gain(found, "tool", "region_forecast_error") < 0
    assert gain(found, "tool", "license_cost") > 0
    assert gain(found, "tool") > 0


def test_a_tool_that_nobody_uses_changes_no_target(arms):
    hardly = {f"{FORECAST}.enabled": True, f"{FORECAST}.start_share": 1e-9, f"{FORECAST}.growth": 0.0}
    found = arms(1, hardly=hardly)
    assert gain(found, "hardly", "quota_error_sd") == 0 == gain(found, "hardly", "value_created")


def test_the_tool_loses_where_pay_does_not_hang_on_the_target(arms):
    """With plain commission a fairer quota changes hardly anything that reps do; a dear license is lost."""
    found = arms(3, base={}, tool=EVERYBODY | {f"{FORECAST}.license_cost_per_week": 2000.0})
    assert gain(found, "tool", "quota_error_sd") < 0
    assert gain(found, "tool") < 0


# boards


def test_boards_add_up_to_the_firm(arms):
    result = arms(1)["off"][0]
    board = result.boards
    assert list(board.groupby("quarter").size()) == [3] * 4
    assert board.sales.sum() == pytest.approx(result.outcomes["sales"])
    assert (board.output_per_head * board.reps).to_numpy() == pytest.approx(board.sales.to_numpy())
    assert board.conversion.between(0, 1).all() and 1000 < board.order_value.mean() < 20_000
    assert board.forecast_error.abs().mean() < 0.3


def test_regions_behind_are_pressed_which_takes_time_and_starts_checks(arms):
    found = arms(12, boards={f"{BOARDS}.enabled": True, f"{BOARDS}.report_hours": 3.0})
    behind = found["boards"][0].boards.groupby("region").behind.mean()
    assert behind.max() == 1 and behind.min() == 0
    assert gain(found, "boards", "diagnoses") > 5
    assert gain(found, "boards", "visits") < -300


def test_a_region_s_standing_is_felt_by_its_reps(small):
    """Nobody has badges here: all recognition comes from the board."""
    config = small(policies={"current": {}, "boards": {"set": {f"{BOARDS}.enabled": True, f"{BOARDS}.standing": 0.2}}})
    model = SalesModel(opening(config), apply_policy(config, "boards"))
    for _ in range(13):
        model.step()
    board, reps = model.lever(Boards).rows[0], model.reps
    here = reps.present == 1
    behind = board.behind.to_numpy()[reps.region] == 1
    assert behind.any() and (reps.recognition[here & behind] < 0).all()
    assert (reps.recognition[here & ~behind] >= 0).all() and reps.recognition[here].max() > 0.1


def test_boards_lose_where_regions_differ_by_what_there_is_to_sell(arms):
    """The region with few customers a head is behind for ever, and nothing that is done about it helps."""
    found = arms(3, boards={f"{BOARDS}.enabled": True, f"{BOARDS}.report_hours": 3.0})
    assert mean(found["off"], "needless_behind_share") > 0.15
    assert gain(found, "boards") < 0


# feedback


def test_feedback_changes_plans(arms):
    found = arms(3, on={f"{FEEDBACK}.enabled": True})
    events = found["on"][0].events
    assert {"feedback_cut", "feedback_help"} <= set(events.kind)
    assert events[events.kind.str.startswith("feedback")].week.min() >= 6
    assert gain(found, "on", "diagnoses") < 0  # fewer quotas that stay out of reach
    assert gain(found, "on", "attainment_mean") > 0.03


def test_help_with_desk_work_frees_time_for_visits_and_is_paid_for(arms):
    much = {f"{FEEDBACK}.enabled": True, f"{FEEDBACK}.relief_hours": 8.0, f"{FEEDBACK}.quota_gap": 1.0}
    none = much | {f"{FEEDBACK}.relief_hours": 0.0}
    found = arms(2, much=much, none=none)
    assert mean(found["much"], "visits") > 1.02 * mean(found["none"], "visits")
    assert mean(found["much"], "support_cost") > mean(found["none"], "support_cost") + 10_000.0


def test_late_feedback_changes_less(arms):
    at_once, late = (
        {f"{FEEDBACK}.enabled": True, f"{FEEDBACK}.lag_weeks": 0},
        {
            f"{FEEDBACK}.enabled": True,
            f"{FEEDBACK}.lag_weeks": 12,
        },
    )
    found = arms(6, at_once=at_once, late=late)
    cuts = {
        name: sum((result.events.kind == "feedback_cut").sum() for result in found[name])
        for name in ("at_once", "late")
    }
    assert cuts["late"] < 0.95 * cuts["at_once"]


def test_feedback_loses_where_difficulties_are_made_up(arms):
    """Every quota is talked down, so that bonuses come by themselves and effort slackens."""
    made_up = {f"{FEEDBACK}.enabled": True, f"{FEEDBACK}.self_serving": 0.5, f"{FEEDBACK}.relief_hours": 0.0}
    found = arms(5, made_up=made_up)
    assert gain(found, "made_up", "mean_effort") < -0.01
    assert gain(found, "made_up", "attainment_gap") > 0.05
    assert gain(found, "made_up") < 0


# maturity


EMERGING = {"sales_force.quotas.maturity.emerging": ["苏南次级圈"]}


def test_more_is_asked_of_emerging_regions(arms):
    calm = {"sales_force.review.enabled": False}  # nobody resets a quota
    stretch = QuotaParameters().stretch
    found = arms(1, base=calm, on=EMERGING | {"sales_force.quotas.maturity.emerging_growth": 0.3})
    off, on = (found[name][0].rep_quarters for name in ("off", "on"))
    both = off[off.quarter == 0].merge(on[on.quarter == 0], on="seat", suffixes=("", "_on"))
    ratio = (both.quota_on / both.quota).groupby(both.region).mean()
    # the emerging region carries more of a plan that is the sum of all
    assert ratio.to_numpy()[1] / ratio.to_numpy()[[0, 2]] == pytest.approx((1.0 + stretch + 0.3) / (1.0 + stretch))


def test_asking_too_much_of_emerging_regions_makes_reps_give_up(arms):
    found = arms(12, on=EMERGING | {"sales_force.quotas.maturity.emerging_growth": 0.8})
    assert gain(found, "on", "mean_effort") < -0.001
    assert gain(found, "on", "sales") < 0


def test_paying_for_new_customers_loses_where_they_are_dear(arms):
    """A premium far above what a new customer is worth."""
    pay = [{"name": "hunting", "measure": "new_customers", "rate": 150_000.0, "regions": "emerging"}]
    found = arms(2, on=EMERGING | {"sales_force.pay.components": pay})
    assert gain(found, "on", "new_customers") > -10
    assert gain(found, "on") < 0


def test_emerging_regions_are_paid_on_what_is_asked_of_them(arms):
    pay = [{"name": "hunting", "measure": "new_customers", "rate": 5000.0, "regions": "emerging"}]
    found = arms(1, on=EMERGING | {"sales_force.pay.components": pay})
    rows = found["on"][0].rep_quarters.merge(
        found["off"][0].rep_quarters, on=["quarter", "seat"], suffixes=("", "_off")
    )
    extra = (rows.variable_pay - rows.variable_pay_off).groupby(rows.region).sum()
    # the others' pay moves a little, since all share distributors and desks
    assert extra[1] > 10_000.0 and abs(extra[[0, 2]]).max() < 0.2 * extra[1]


def test_what_is_not_paid_for_is_neglected_for_what_is(small):
    """Prospects gain on customers where new customers are paid for, and only there.

    Enough for wins of some two a year to be worth orders of existing customers.
    """
    pay = [{"name": "hunting", "measure": "new_customers", "rate": 8000.0, "regions": "emerging"}]
    hunting = EMERGING | {"sales_force.pay.components": pay}
    config = small(policies={"current": {}, "hunting": {"set": hunting}})
    lean = {}
    for policy in config.policies:
        model = SalesModel(opening(config), apply_policy(config, policy))
        for _ in range(12):
            model.step()
        c = model.columns
        per_head = [
            np.bincount(c.region[rows], c.quarter_visits[rows], 3) / np.bincount(c.region[rows], minlength=3)
            for rows in ((c.state > State.UNKNOWN) & (c.state < State.HEALTHY), c.state == State.HEALTHY)
        ]
        lean[policy] = per_head[0] / per_head[1]
    assert lean["hunting"][1] > 1.2 * lean["current"][1]
    assert lean["hunting"][[0, 2]] == pytest.approx(lean["current"][[0, 2]], rel=0.2)


def test_a_region_nobody_knows_is_an_error(small):
    wrong = {"sales_force.quotas.maturity.mature": ["Shanghai cor"]}
    with pytest.raises(InputError, match=r"policies.p.set.*no region of this market.*did you mean 'Shanghai core'"):
        opening(small(policies={"current": {}, "p": {"set": wrong}}))
