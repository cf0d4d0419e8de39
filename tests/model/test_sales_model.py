"""The model as a whole: the schedule, Mesa's way of running it, agents and a desk that matter, one truth."""

from __future__ import annotations

import inspect
import re

import mesa
import numpy as np
import pandas as pd
import pytest

import salesim
from salesim.agents.distributor import Distributor
from salesim.agents.manager import Manager
from salesim.agents.rep import Rep
from salesim.columns import State
from salesim.model.replicate import finish, run_arm
from salesim.model.sales_model import SalesModel
from salesim.scenario.arms import Arm


def test_the_docstring_numbers_the_stages_in_the_order_of_the_code():
    told = re.findall(r"^ *(\d+)\. (\w+)", inspect.getdoc(SalesModel), flags=re.M)
    assert [int(number) for number, _ in told] == list(range(1, 12))
    assert tuple(name for _, name in told) == SalesModel.WEEK
    source = inspect.getsource(SalesModel._calendar)
    called = re.findall(r"self\.(\w+)\(", source)
    assert [name for name in called if name in SalesModel.WEEK] == list(SalesModel.WEEK)


def test_a_mesa_user_steps_the_model_and_looks_at_its_agents(world, model_of):
    model = model_of()
    assert isinstance(model, mesa.Model)
    for _ in range(3):
        model.step()
    kinds = {kind: len(agents) for kind, agents in model.agents_by_type.items()}
    assert kinds == {Rep: 12, Manager: 3, Distributor: 4}
    rep = model.rep_agents[5]
    assert rep.attainment == pytest.approx(model.reps.quarter_sales[5] / model.reps.quota[5])
    assert type(rep.effort) is float and type(rep.visits) is int
    rep.skill = 1.25
    assert model.reps.skill[5] == 1.25
    assert model.week == world.week + 3 and model.clock.now == pytest.approx(7 * model.week - 0.1)


def test_customers_are_selected_grouped_and_looked_at_one_by_one(model_of):
    model = model_of()
    model.step()
    healthy = model.customers.select(lambda c: c.state == State.HEALTHY)
    assert 0 < len(healthy) < len(model.customers)
    assert healthy.agg("goodwill", np.mean) == pytest.approx(model.columns.goodwill[healthy.rows].mean())
    assert sum(len(group) for group in healthy.groupby("industry").values()) == len(healthy)
    customer = model.customers[17]
    assert customer.customer_id == 17 and type(customer.order_rate) is float
    with pytest.raises(AttributeError, match="order_rate"):
        customer.nonsense  # noqa: B018
    with pytest.raises(KeyError):
        model.customers[10**6]


def test_running_again_and_with_threads_gives_the_same_bytes(scenario, world, results):
    again = run_arm(world, scenario, Arm("unit", "wager"), 0)
    other = run_arm(world, scenario, Arm("unit", "wager"), 1)
    for name, table in results["unit/wager"].tables.items():
        pd.testing.assert_frame_equal(table, again.tables[name], check_exact=True)
    assert other.outcomes["sales"] != again.outcomes["sales"]


def test_threads_do_not_change_a_byte(model_of):
    """Ranges are few territories here, as if the sales force were large."""
    tables = []
    for threads in (1, 3):
        model = model_of("wager", threads=threads)
        model.territories.ranges = [(0, 3), (3, 6), (6, 10), (10, 12)]
        for _ in range(15):
            model.step()
        tables.append(finish(model, Arm("unit", "wager"), 0).tables)
    for name, table in tables[0].items():
        pd.testing.assert_frame_equal(table, tables[1][name], check_exact=True)


def test_overriding_a_decision_of_reps_changes_sales(scenario, world, results):
    class Idle(Rep):
        def choose_effort(self) -> float:
            return 0.5

    arm = Arm("unit", "current")
    idle = run_arm(world, scenario, arm, 0, rep_class=Idle)
    usual = results[str(arm)]
    assert idle.outcomes["mean_effort"] == pytest.approx(0.5, abs=0.02)
    assert idle.outcomes["visits"] < 0.75 * usual.outcomes["visits"]
    assert idle.outcomes["sales"] < 0.97 * usual.outcomes["sales"]


def test_overriding_who_stays_keeps_everybody(scenario, world):
    drawn = []

    class Loyal(Rep):
        def stays(self, quit_drawn: bool) -> bool:
            drawn.append(quit_drawn)
            return True

    arm = Arm("unit", "current")
    assert run_arm(world, scenario, arm, 0, rep_class=Loyal).outcomes["quits"] == 0
    assert any(drawn)


def test_overriding_a_distributors_order_empties_its_shelves(scenario, world, results):
    class Forgetful(Distributor):
        def decide_order(self, proposed):
            return 0 * proposed

    arm = Arm("unit", "current")
    forgetful = run_arm(world, scenario, arm, 0, distributor_class=Forgetful)
    assert forgetful.outcomes["channel_fill_rate"] < results[str(arm)].outcomes["channel_fill_rate"] - 0.2
    assert forgetful.outcomes["orders_lost"] > results[str(arm)].outcomes["orders_lost"]


def test_the_order_desk_is_not_there_for_show(scenario, world, results):
    """Orders that skip the clerks' line arrive sooner, so the desk's hours vanish and shelves are fuller."""
    from salesim.channel.desk import OrderDesk

    class NoDesk(OrderDesk):
        def begin(self, job):
            self.release(job)

    arm = Arm("unit", "current")
    without = [run_arm(world, scenario, arm, i, order_desk=NoDesk).outcomes for i in range(4)]
    usual = [run_arm(world, scenario, arm, i).outcomes for i in range(4)]
    assert min(row["desk_hours_mean"] for row in usual) > 3.0
    assert max(row["desk_hours_mean"] for row in without) < 0.1  # what was at the desk when the year began
    fuller = [without[i]["channel_fill_rate"] - usual[i]["channel_fill_rate"] for i in range(4)]
    assert np.mean(fuller) > 0.001


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"channel.credit": {"limit_days": 40.0, "terms_days": 30.0}, "channel.desk.portal": True},
        {"channel.factory.keeps_stock": True},
    ],
)
def test_a_desk_on_simpys_clock_handles_every_order_as_the_models_own(small, world, changes):
    """Where a class of desks is a user's own, if only by name, orders go through SimPy, with the same end."""
    from salesim.channel.desk import OrderDesk

    class MyDesk(OrderDesk):
        pass

    scenario, arm = small(**changes), Arm("unit", "current")
    ours, theirs = (run_arm(world, scenario, arm, 0, **own) for own in ({}, {"order_desk": MyDesk}))
    assert ours.outcomes["desk_hours_mean"] > 1.0
    for name, table in ours.tables.items():
        pd.testing.assert_frame_equal(table, theirs.tables[name])


def test_a_lever_of_ones_own_is_called_at_its_hooks(model_of):
    class Diary(salesim.Lever):
        def __init__(self):
            self.pages = []

        def open_year(self, model):
            self.pages.append(("year", model.week))

        def open_quarter(self, model):
            self.pages.append(("quarter", model.week))

        def close_quarter(self, model):
            self.pages.append(("close", model.week))

        def review_fortnight(self, model):
            self.pages.append(("fortnight", model.week))

    diary = Diary()
    model = model_of(levers=[diary])
    for _ in range(27):
        model.step()
    weeks = {kind: [week - 52 for k, week in diary.pages if k == kind] for kind, _ in diary.pages}
    assert weeks["year"] == [0] and weeks["quarter"] == [0, 13, 26] and weeks["close"] == [12, 25]
    assert weeks["fortnight"] == [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24]


def test_every_kernel_is_compiled_once(results):
    """A second signature would mean that some caller passes another type, and costs seconds on every machine."""
    from salesim.agents import (
        buying,
        cross_sell,
        effort,
        prospects,
        quotas,
        settlement,
        specialism,
        tour,
        turnover,
        visits,
    )
    from salesim.channel import stock
    from salesim.service import queue, tickets

    kernels = [
        settlement.settle_orders,
        settlement.close_customer_week,
        buying.decide_to_buy,
        buying.place_orders,
        tour.plan_tours,
        effort.choose_effort,
        prospects.receive_leads,
        specialism.learn,
        specialism.qualities_by_industry,
        quotas.learn_week_all,
        turnover.who_quits,
        visits.make_visits,
        cross_sell.offer_lines,
        stock.simulate_day,
        stock.sort_by_time,
        tickets.open_tickets,
        tickets.size_tickets,
        tickets.remember_answers,
        queue.serve_queue,
    ]
    assert {kernel.py_func.__name__: len(kernel.signatures) for kernel in kernels if len(kernel.signatures) > 1} == {}


def test_the_mean_effort_is_of_those_who_have_chosen_one(model_of):
    """Who is hired within a week chooses effort only in the next; the mean must not fall for that."""
    model = model_of()
    joined = 0
    while not joined:
        model.step()
        joined = int(((model.reps.present == 1) & (model.reps.effort == 0.0)).sum())
    chosen = model.reps.effort[model.reps.effort > 0.0]
    assert model.records.weeks[-1]["effort_mean"] == pytest.approx(chosen.mean())
    assert model.records.weeks[-1]["reps_present"] == len(chosen) + joined
