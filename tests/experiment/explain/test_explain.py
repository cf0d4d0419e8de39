"""Explain: shares of levers by hand, the chain from effort to sales, and gaming that is there or not."""

from __future__ import annotations

from itertools import chain, combinations

import pandas as pd
import pytest

from salesim.errors import InputError
from salesim.experiment.crn_check import crn_check
from salesim.experiment.explain import gaming_audit, lever_shares, levers_between, mechanism_trace
from salesim.experiment.explain.gaming import cliffs, pull_forward, thresholds
from salesim.experiment.explain.levers import conclude, shapley
from salesim.experiment.run_diff import diff_runs
from salesim.policy.lever import Lever
from salesim.random import Stream
from salesim.report.analyses import crn_faults
from salesim.scenario import load_scenario, overlay


@pytest.fixture(scope="module")
def town():
    changes = {
        "run.weeks": 26,
        "policies.both": {"set": {"sales_force.pay.commission_rate": 0.03, "channel.desk.portal": True}},
        "policies.paid_visits": {
            "set": {"sales_force.pay.components": [{"name": "visits", "measure": "visits", "rate": 60.0}]}
        },
    }
    return overlay(load_scenario("scenarios/small_town.yaml"), changes)


def values_of(v):
    sets = chain.from_iterable(combinations("abc", n) for n in range(4))
    return {frozenset(chosen): float(v(set(chosen))) for chosen in sets}


def test_shapley_shares_by_hand():
    together = values_of(lambda on: 6 * ("a" in on) + 4 * ({"a", "b"} <= on))
    assert [shapley(lever, "abc", together) for lever in "abc"] == pytest.approx([8.0, 2.0, 0.0])
    table = conclude(list("abc"), [together, together], "x", "base", "arm", pd.DataFrame()).levers
    assert table["step"].tolist() == [6.0, 4.0, 0.0] and table["share"].tolist() == pytest.approx([0.8, 0.2, 0.0])


def test_shares_add_up_to_the_whole_difference(town):
    assert list(levers_between(town, "both")) == ["pay", "desk"]
    found = lever_shares(town, "both", replications=2)
    assert found.levers["shapley"].sum() == pytest.approx(found.whole[0])
    assert found.levers["step"].sum() == pytest.approx(found.whole[0])
    assert found.combinations["on"].nunique() == 4
    with pytest.raises(InputError, match="changes nothing that could be taken apart"):
        lever_shares(town, "current", replications=2)


def test_dated_changes_are_levers_of_their_own(town):
    later = [
        {"week": 8, "set": {"channel.desk.portal": True}},
        {"week": 14, "set": {"sales_force.pay.commission_rate": 0.03}},
    ]
    dated = overlay(town, {"policies.dated": {"set": {"sales_force.pay.cap_at": 1.5}, "later": later}})
    found = lever_shares(dated, "dated", replications=2)
    assert found.levers["lever"].tolist() == ["pay", "later.week 8", "later.week 14"]
    assert found.levers["shapley"].sum() == pytest.approx(found.whole[0])
    assert found.combinations["on"].nunique() == 8
    (whole,) = [mechanism_trace(dated, "prefecture/dated", replications=2).query("quarter == -1 and link == 'sales'")]
    assert len(whole) == 1


def test_a_headcount_is_a_lever_of_its_own(town):
    more = {"headcount": town.sales_force.team.reps + 1, "set": {"sales_force.pay.commission_rate": 0.03}}
    found = lever_shares(overlay(town, {"policies.more": more, "run.weeks": 13}), "more", replications=2)
    assert found.levers["lever"].tolist() == ["pay", "headcount"]
    assert found.levers["shapley"].sum() == pytest.approx(found.whole[0])


def test_what_cannot_be_taken_apart_says_why(town):
    later = [{"week": 8, "set": {"channel.desk.portal": True}}]
    base = overlay(town, {"policies.current": {"later": later}})
    with pytest.raises(InputError, match="this one changes in the course of the run") as refused:
        lever_shares(base, "both", replications=2)
    assert refused.value.field == "policies.current.later"
    name = "sales_force.pay"
    needs = overlay(
        town,
        {
            "policies.needs": {
                "set": {f"{name}.components": [{"name": "v", "measure": "visits", "rate": 1.0}]},
                "later": [{"week": 8, "set": {f"{name}.components.0.rate": 2.0}}],
            }
        },
    )
    with pytest.raises(InputError, match=r"do not work one without another.*with later.week 8 alone"):
        lever_shares(needs, "needs", replications=2)


def test_the_chain_begins_where_the_policy_bites(town):
    trace = mechanism_trace(town, "prefecture/both", replications=3)
    whole = trace[trace["quarter"] == -1].set_index("link")["change"]
    assert list(whole.index) == ["effort", "hours", "visits", "goodwill", "orders", "sales"]
    assert whole["effort"] > 0.02 and whole["visits"] > 0 and whole["goodwill"] > 0
    first, last = (trace[(trace["link"] == "goodwill") & (trace["quarter"] == q)]["change"].item() for q in (0, 1))
    assert last > first  # goodwill is a stock
    same = mechanism_trace(town, "prefecture/current", "prefecture/current", replications=2)
    assert (same["change"] == 0).all()


def test_paid_visits_are_faked_and_the_audit_finds_it(town):
    audit = gaming_audit(town, "paid_visits", replications=3).set_index("sign")
    assert audit.loc["falsified_visits", "found"] == 1 and audit.loc["falsified_visits", "difference"] > 0.02
    assert list(audit.index) == ["sandbagging", "pull_forward", "cliffs", "caps", "falsified_visits"]


def test_signs_of_gaming_by_hand():
    rows = pd.DataFrame({"full_quarter": 1, "attainment": [0.97, 1.0, 1.01, 1.02, 1.3], "effort_mean": 1.0})
    assert cliffs({"rep_quarters": rows}, [1.0]) == 0.75
    sales = [1.0] * 10 + [2.0] * 3 + [1.0] * 13
    assert pull_forward({"weeks": pd.DataFrame({"sales": sales})}, []) == 2.0


def test_thresholds_are_those_of_the_pay(town):
    assert thresholds(town, "wager") == [0.8, 1.2] and thresholds(town, "current") == []


class OwnGenerator(Lever):
    """A user's lever that draws from a generator of its own: every run has other random numbers."""

    def __init__(self):
        import random

        self.draw = random.SystemRandom().random

    def __deepcopy__(self, memo):
        return OwnGenerator()

    def open_week(self, model):
        model.reps.report_min[:] += 600 * self.draw()


def test_common_random_numbers_save_variance_and_what_is_desynchronized_is_found(town):
    found = crn_check(town, "prefecture/wager", replications=6, streams=[Stream.BUYING])
    saved = found.ways.set_index("way")["saved"]
    assert saved["keyed"] > 2 * saved["same seed"] and saved["independent"] == 1
    assert found.streams["growth"].item() != 1 and not found.unrepeatable and found.desynchronized == ()
    wild = crn_check(town, "prefecture/wager", replications=3, levers=[OwnGenerator()])
    assert wild.unrepeatable
    assert crn_faults(found) == ["No stream is desynchronized."]
    assert crn_faults(wild)[0].startswith("The same option, simulated twice, gives different results")
    with pytest.raises(InputError, match="variances need replications"):
        crn_check(town, "prefecture/wager", replications=2)


def test_two_runs_differ_in_what_was_changed(tmp_path, town):
    import salesim

    short = overlay(town, {"run.weeks": 8, "run.layouts": ["prefecture"], "run.policies": ["current", "wager"]})
    one = salesim.compare(short, replications=3, out=tmp_path)
    changed = overlay(short, {"market.churn.win_back": 0.3})
    other = salesim.compare(changed, replications=3, out=tmp_path)
    found = diff_runs(one.folder, other.folder)
    assert found.assumptions == ("scenario.market.churn.win_back 0.15 -> 0.3",)
    moved = found.moved.set_index(["arm", "outcome"]).loc[("prefecture/wager", "sales")]
    assert moved["paired"] and moved["there"] - moved["here"] == pytest.approx(moved["difference"])
    with pytest.raises(InputError, match="is not the folder of a run"):
        diff_runs(tmp_path, other.folder)
