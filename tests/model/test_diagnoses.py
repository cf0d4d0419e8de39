"""What managers conclude stands beside what was so; season weights that are wrong make trouble."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesim.agents.manager import Manager
from salesim.agents.rep import Rep
from salesim.agents.review import Cause
from salesim.agents.work import effort_by_kind
from salesim.model.diagnoses import confusion
from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.model.sales_model import SalesModel
from salesim.scenario.arms import Arm

ARM = Arm("unit", "current")
CALM = {"market.competitors.attacks_per_year": 0.0, "sales_force.slump.per_year": 0.0}
EXACT = {f"sales_force.quotas.{name}": 0.0 for name in ("lasting_error", "quarter_error", "ratchet_up", "ratchet_down")}
EXACT |= {"market.buying.drift": 0.0, "market.buying.local_sd": 0.0}  # a market that moves makes quotas wrong, too
WARLIKE = {
    f"market.competitors.{name}": x for name, x in (("attacks_per_year", 1.5), ("weeks", 8), ("rate_factor", 0.3))
}


class Idle(Rep):
    def choose_effort(self) -> float:
        return 0.5


def diagnosed(config, n=2, **options) -> pd.DataFrame:
    world = opening(config)
    return pd.concat([run_arm(world, config, ARM, i, **options).diagnoses for i in range(n)])


def test_potential_is_what_is_sold_at_usual_effort(small):
    """Without bias in calm weeks, and with the luck of a quarter's orders only: a tenth, half of what quotas err."""
    config = small(**CALM)
    quarters = run_arm(opening(config), config, ARM, 0).rep_quarters
    full = quarters[quarters.full_quarter == 1]
    error = np.log(full.sales / full.potential)
    assert abs(error.mean()) < 0.05
    assert error.std() < 0.15


def test_target_setting_error_is_measured(small, results):
    """Errors of dividing the plan and a market that moves; without them churn and broken ties still leave some."""
    outcomes = results["unit/current"].outcomes
    assert 0.12 < outcomes["quota_error_sd"] < 0.32
    world = opening(small())
    exact = run_arm(world, small(**EXACT), ARM, 0).outcomes
    assert exact["quota_error_sd"] < 0.9 * outcomes["quota_error_sd"]
    assert exact["attainment_gap"] < 0.9 * outcomes["attainment_gap"]


def test_the_true_parts_add_up_to_the_shortfall(results):
    table = results["unit/current"].diagnoses
    parts = table[["competitor_part", "execution_part", "quota_part", "chance_part"]]
    assert len(table) > 10
    assert parts.sum(axis=1).to_numpy() == pytest.approx(table.shortfall.to_numpy())
    assert (parts.idxmax(axis=1) == table.true_cause + "_part").all()


def test_execution_counts_the_push_that_customers_felt(small, world):
    """Who runs after new customers neglects the others: the push that truth counts is what they felt."""
    packets = {"name": "packets", "measure": "new_customers", "rate": 5000.0, "paid": "at_once"}
    model = SalesModel(world, small(**{"sales_force.pay.components": [packets]}))
    model.step()
    there, exponent = model.reps.present == 1, model.config.sales_force.effort.closing_exponent
    on_existing, _ = effort_by_kind(model.reps.prospect_tilt[there], model.config.sales_force.work.new_share)
    felt = (
        model.season_now
        * (np.maximum(model.reps.effort[there] * on_existing, 0.4) / model.reps.base_effort[there]) ** exponent
    )
    assert (on_existing < 0.9).any()
    assert model.shortfalls.pushed[there] == pytest.approx(felt)


@pytest.mark.parametrize(
    ("changes", "options", "cause"),
    [({}, {}, "quota"), (EXACT | WARLIKE, {}, "competitor"), (EXACT, {"rep_class": Idle}, "execution")],
)
def test_the_truth_follows_what_was_done_to_sales(small, changes, options, cause):
    """Targets that err, competitors who hurt, reps who idle: each makes its own cause the commonest truth."""
    table = diagnosed(small(**changes), **options)
    assert table.true_cause.mode()[0] == cause


def test_managers_find_what_is_common_more_often_than_chance_would(small):
    """Reading without noise: of seats truly under attack most are supported, of the others few."""
    table = diagnosed(small(**EXACT | WARLIKE, **{"sales_force.review.signal_noise": 0.0}))
    supported = (table.cause == "competitor").groupby(table.true_cause == "competitor").mean()
    assert supported[True] > supported[False] + 0.12


def test_reports_that_miss_attacks_hide_them(small):
    """A manager knows of attacks what reps report, and nothing else."""
    config = small(
        **EXACT | WARLIKE,
        **{f"sales_force.review.{name}": 0.0 for name in ("attacks_noticed", "attacks_imagined", "signal_noise")},
    )
    table = diagnosed(config)
    assert (table.attack_reports == 0).all()
    assert (table.true_cause == "competitor").sum() > 5


def test_the_confusion_matrix_counts_every_conclusion(results):
    table = results["unit/current"].diagnoses
    matrix = confusion(table)
    assert list(matrix.index) == ["competitor", "execution", "quota", "chance"]
    assert list(matrix.columns) == ["competitor", "execution", "quota", "chance"]
    assert matrix.to_numpy().sum() == len(table)
    right = np.diag(matrix.to_numpy()).sum()
    assert results["unit/current"].outcomes["diagnoses_right_share"] == pytest.approx(right / len(table))


def test_wrong_conclusions_cost_what_they_set_going(results):
    """Support is .7 % of usual sales for four weeks, coaching two hours at 150; what is under way is not paid twice."""
    result = results["unit/current"]
    table = result.diagnoses
    wrong = table[table.cause != table.true_cause]
    assert result.outcomes["wrong_action_cost"] == wrong.cost.sum() > 0
    assert result.outcomes["wrong_action_hours"] == wrong.hours.sum() > len(wrong)
    supported, coached = table[table.action == "support"], table[table.action == "coaching"]
    assert (supported.cost > 0).all() and set(coached.hours) <= {5.0, 9.0}
    assert (table[table.action == "reset"].cost == 0).all() and (table[table.action == "reset"].hours == 1).all()
    # what began in the run's last weeks is not paid to its end
    begun = supported[supported.week <= 48]
    assert set(coached.cost) <= {600.0, 1200.0}
    begun_coaching = coached[coached.week <= 48]
    least = begun.cost.sum() + begun_coaching.cost.sum()
    most = supported.cost.sum() + coached.cost.sum() + 12 * 3600.0
    assert 0.9 * least <= result.outcomes["support_cost"] <= 1.1 * most  # usual sales move while support is under way


def test_checks_cost_the_rep_time(small):
    """Where each takes a day, visits are lost."""
    world = opening(small())
    visits = [
        run_arm(
            world, small(**{"sales_force.review.check_hours": hours, "sales_force.review.check_on": "weeks"}), ARM, 0
        )
        for hours in (0.0, 16.0)
    ]
    assert visits[1].outcomes["visits"] < 0.97 * visits[0].outcomes["visits"]


def test_where_nothing_is_wrong_managers_mostly_see_chance(small):
    """Exact quotas, no competitors, no slumps: what is found is chance; some act on it all the same, which costs."""
    table = diagnosed(small(**EXACT | CALM, **{"sales_force.review.check_on": "weeks"}))
    by_chance = table[table.true_cause == "chance"]
    assert len(by_chance) > len(table) / 3
    assert (by_chance.cause == "chance").mean() > 0.25
    assert (by_chance[by_chance.cause == "chance"].action == "none").all()
    assert by_chance.cost.sum() > 0


def test_a_manager_of_ones_own_concludes_by_its_own_rule(small):
    class Suspicious(Manager):
        def find_causes(self, evidence, review):
            return np.full(len(evidence.seats), int(Cause.COMPETITOR))

    table = diagnosed(small(), n=1, manager_class=Suspicious)
    assert set(table.cause) == {"competitor"} and set(table.action) == {"support"}


def test_sales_before_and_after_are_shares_of_the_usual(results):
    """Known except at the run's ends, and recovering from the bad weeks that started the check."""
    table = results["unit/current"].diagnoses
    inside = table[(table.week >= 4) & (table.week <= 48)]
    assert inside[["sold_before", "sold_after"]].notna().all(axis=None)
    assert table[table.week > 48].sold_after.isna().all()
    assert inside.sold_before.mean() < 0.97 < inside.sold_after.mean() + 0.1


BONUS = {"sales_force.pay.bonus": 6000.0, "sales_force.pay.commission_rate": 0.01}
FRONT_LOADED = {"sales_force.quotas.season_weights": [0.34, 0.22, 0.22, 0.22]}
FIRST_MONTHS = {"sales_force.quotas.season_weights": [0.14, 0.08, 0.03] * 3 + [0.13, 0.08, 0.04]}


def test_wrong_season_weights_give_up_and_slacken(small):
    """A third of the year asked for in the first quarter: alarms there, slack later, and less is created in the end."""
    world = opening(small(**BONUS))
    rows = {}
    for name, weights in (("right", {}), ("wrong", FRONT_LOADED)):
        runs = [run_arm(world, small(**BONUS, **weights), ARM, i) for i in range(3)]
        events = pd.concat([run.events for run in runs])
        alerts = events[events.kind == "alert"].week // 13
        value = np.mean([run.outcomes["value_created"] for run in runs])
        effort = np.mean([run.outcomes["mean_effort"] for run in runs])
        rows[name] = ((alerts == 0).sum(), (alerts > 0).sum(), effort, value)
    right, wrong = rows["right"], rows["wrong"]
    assert wrong[0] > 1.5 * right[0] and wrong[1] < 0.7 * right[1]
    assert wrong[2] < right[2] - 0.01
    assert wrong[3] < right[3]


def test_wrong_months_within_right_quarters_raise_false_alarms(small):
    """The quarter's quota is as before; what is phased too early looks like a shortfall until its end."""
    world = opening(small())
    alerts, quotas = [], []
    for weights in ({}, FIRST_MONTHS):
        run = run_arm(world, small(**weights), ARM, 0)
        alerts.append((run.events.kind == "alert").sum())
        quotas.append(run.rep_quarters[run.rep_quarters.quarter == 0].quota.sum())
    assert alerts[1] > 1.5 * alerts[0]
    assert quotas[1] == pytest.approx(quotas[0], rel=0.2)  # resets after false alarms lower some
