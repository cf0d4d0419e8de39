"""Dated changes: what a policy changes in the course of a run, pro rata, for whom, and what is guaranteed meanwhile."""

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.metrics.money import COSTS, INCOME
from salesim.model.ledger import PAY_KINDS
from salesim.model.replicate import run_arm
from salesim.model.sales_model import SalesModel
from salesim.policy.guarantees import Guarantees
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import overlay
from salesim.scenario.phases import phases

RATE, MORE = 0.012, 0.03
STRAIGHT = {"sales_force.pay.commission_rate": MORE}


@pytest.fixture
def run(small, world):
    """A run of the small firm: what the policy sets, and what it changes later."""

    def make(*later, weeks=26, layout="unit", lived=None, stated=None, **options):
        policies = {"current": {}, "dated": {"set": stated or {}, "later": list(later)}}
        scenario = overlay(small(), {"policies": policies, "run.weeks": weeks})
        first, *rest = phases(scenario, "dated")
        model = SalesModel(world, first.config, layout=layout, later=rest, **options)
        for _ in range(weeks if lived is None else lived):
            model.step()
        return model

    return make


def tables(model):
    return model.records.tables()


def differing(one, two) -> list[str]:
    ours, theirs = tables(one), tables(two)
    return [name for name in ours if name not in theirs or not ours[name].equals(theirs[name])]


def pay_of(model, quarter=0, kinds=("variable",)):
    """Pay of those who were there all of a quarter, by seat."""
    rows = tables(model)["rep_quarters"].query("quarter == @quarter and full_quarter == 1").set_index("seat")
    return rows[[f"{kind}_pay" for kind in kinds]].sum(axis=1)


EVERYTHING = {
    "sales_force.pay": {"commission_rate": 0.02, "bonus": 4000.0, "credit_new": 1.5},
    "sales_force.quotas": {"stretch": 0.2, "lasting_error": 0.1, "maturity.derive": True},
    "sales_force.discretion.max_discount": 0.1,
    "sales_force.wager.menu": [{"name": "bold", "win_at": 1.2, "bonus": 6000.0}],
    "sales_force.contest": {"enabled": True, "weeks": 4},
    "sales_force.tools.map.enabled": True,
    "sales_force.coverage.list_length": 4.0,
    "sales_force.draw.amount": 3000.0,
    "sales_force.team_time.stand_up": True,
    "channel.desk.portal": True,
    "channel.credit": {"limit_days": 60.0, "margin": 0.1},
    "channel.service.agents_per_1000": 4.0,
}


def test_a_change_in_the_first_week_is_as_set_from_the_start(run):
    later = run({"week": 1, "set": EVERYTHING, "layout": "balanced"}, weeks=30)
    assert differing(later, run(stated=EVERYTHING, layout="balanced", weeks=30)) == []
    assert "rep_quarters" in differing(later, run(weeks=30))


def test_until_the_change_nothing_is_different(run):
    change = {"week": 20, "set": EVERYTHING, "layout": "balanced", "guarantee": {"share": 1.2}}
    assert differing(run(change, lived=19), run(lived=19)) == []
    assert differing(run(change, lived=22), run(lived=22)) != []


@pytest.mark.parametrize("week", [7, 14, 20])
def test_a_new_rate_pays_each_week_at_the_rate_of_that_week(run, week):
    """Also where several quarters follow, and where the rate changes twice in one."""
    model = run({"week": week, "set": STRAIGHT}, {"week": week + 3, "set": {"sales_force.pay.commission_rate": 0.02}})
    sold = run(
        {"week": week, "set": STRAIGHT}, {"week": week + 3, "set": {"sales_force.pay.commission_rate": 0.02}}, lived=0
    )
    rate = np.array([RATE if w < week - 1 else MORE if w < week + 2 else 0.02 for w in range(26)])
    credited = np.zeros((26, sold.n_seats))
    for w in range(26):
        sold.step()
        credited[w] = sold.reps.sales
    for quarter in (0, 1):
        paid = pay_of(model, quarter)
        span = slice(13 * quarter, 13 * quarter + 13)
        owed = (rate[span, None] * credited[span]).sum(axis=0)[paid.index]
        assert paid.to_numpy() == pytest.approx(owed, abs=0.03), "three settlements, each rounded"


def test_a_bonus_counts_in_proportion_on_either_side(run):
    """A bonus at quota of 9,000 until the change and 5,000 from then on: each side by its own share of the quarter."""
    before = {"sales_force.pay": {"commission_rate": 0.0, "bonus": 9000.0}}
    after = {"sales_force.pay": {"commission_rate": 0.0, "bonus": 5000.0}}
    model = run({"week": 6, "set": after}, stated=before, weeks=13, lived=5)
    passed, quota, sold = model.plan_passed, model.reps.quota.copy(), model.reps.quarter_sales.copy()
    assert 0.2 < passed < 0.6
    for _ in range(8):
        model.step()
    rows = tables(model)["rep_quarters"].query("full_quarter == 1").set_index("seat")
    seats = rows.index
    first = 9000.0 * passed * (sold[seats] >= passed * quota[seats])
    rest = 5000.0 * (1.0 - passed) * (rows["credited"] - sold[seats] >= (1.0 - passed) * quota[seats])
    reset = rows["quota"].to_numpy() != quota[seats]  # a manager has reset some
    assert (~reset).sum() >= 4
    assert rows["variable_pay"][~reset].to_numpy() == pytest.approx((first + rest)[~reset].to_numpy(), abs=0.02)
    assert len(set(np.round(first + rest))) > 2


def test_components_are_settled_and_what_both_plans_have_goes_on(run):
    """New customers paid 300 each until the change and 500 from then on; a half-year's bonus that stays is one."""
    half = {"name": "half", "measure": "sales", "period": "half", "bonuses": [{"at": 0.9, "amount": 8000.0}]}
    wins = {"name": "wins", "measure": "new_customers", "rate": 300.0}
    stated = {"sales_force.pay": {"commission_rate": 0.0, "components": [half, wins]}}
    change = {"week": 18, "set": {"sales_force.pay": {"components": [half, {**wins, "rate": 500.0}]}}}
    model = run(change, stated=stated, lived=17)
    seats = np.flatnonzero(model.reps.present * model.reps.full_quarter)
    won = model.reps.quarter_wins.copy()
    for _ in range(9):
        model.step()
    whole = run(stated=stated)
    rows = tables(model)["rep_quarters"].query("quarter == 1 and full_quarter == 1").set_index("seat")
    usual = tables(whole)["rep_quarters"].query("quarter == 1 and full_quarter == 1").set_index("seat")
    for seat in set(seats) & set(rows.index) & set(usual.index):
        ours, theirs = rows.loc[seat], usual.loc[seat]
        ours_half = ours["variable_pay"] - 300.0 * won[seat] - 500.0 * (ours["new_customers"] - won[seat])
        theirs_half = theirs["variable_pay"] - 300.0 * theirs["new_customers"]
        if ours["attainment"] == pytest.approx(theirs["attainment"], abs=0.02):
            assert ours_half == pytest.approx(theirs_half, abs=400.0)
    assert rows["new_customers"].sum() > 0


def test_who_is_there_keeps_the_old_plan_and_who_comes_gets_the_new_one(run):
    change = {"week": 7, "set": {"sales_force.pay": {"commission_rate": MORE, "salary_per_month": 4000.0}}}
    model = run({**change, "keeps": "present"}, weeks=52, lived=8)
    there = model.reps.holder.copy()
    for seat in np.flatnonzero(model.reps.present)[:3].tolist():
        model.staff.leave(seat)
    for _ in range(44):
        model.step()
    rows = tables(model)["rep_quarters"].query("quarter >= 1 and full_quarter == 1")
    stayed = rows["holder"] == there[rows["seat"]]
    assert stayed.any() and (~stayed).any()
    for rate, salary, some in ((RATE, 7000.0, stayed), (MORE, 4000.0, ~stayed)):
        assert rows["variable_pay"][some].to_numpy() == pytest.approx(rate * rows["credited"][some], abs=0.02)
        assert rows["fixed_pay"][some].to_numpy() == pytest.approx(3 * salary, abs=0.1)


def test_an_old_plan_is_kept_as_long_as_it_says(run):
    kept = {"week": 7, "set": STRAIGHT, "keeps": "present", "keeps_weeks": 7}
    model = run(kept, weeks=26)
    assert (model.reps.plan == 0).all()
    paid, rows = pay_of(model, 1), tables(model)["rep_quarters"].query("quarter == 1 and full_quarter == 1")
    assert paid.to_numpy() == pytest.approx(MORE * rows["credited"].to_numpy(), abs=0.01)
    early = tables(model)["rep_quarters"].query("quarter == 0 and full_quarter == 1")
    assert early["variable_pay"].to_numpy() == pytest.approx(RATE * early["credited"].to_numpy(), abs=0.02)


def test_a_guarantee_pays_exactly_the_gap(run):
    """Half the salary: all who had a full quarter get nine tenths of what that paid, for 26 weeks and no more."""
    change = {"week": 14, "set": {"sales_force.pay.salary_per_month": 3500.0}, "guarantee": {"share": 0.9, "weeks": 26}}
    model = run(change, weeks=52)
    rows = tables(model)["rep_quarters"].query("full_quarter == 1").set_index(["quarter", "seat", "holder"])
    kinds = [f"{kind}_pay" for kind in PAY_KINDS]
    usual = rows.loc[0][kinds].sum(axis=1)
    for quarter in (1, 2):
        here = rows.loc[quarter]
        both = here.index.intersection(usual.index)
        others = here.loc[both, kinds].sum(axis=1) - here.loc[both, "guarantee_pay"]
        gap = np.maximum(0.9 * usual[both] - others, 0.0)
        assert here.loc[both, "guarantee_pay"].to_numpy() == pytest.approx(gap.to_numpy(), abs=0.02)
        assert (gap > 0).any()
    assert (rows.loc[3]["guarantee_pay"] == 0.0).all() and (rows.loc[0]["guarantee_pay"] == 0.0).all()
    ledger = tables(model)["ledger"]
    assert ledger["guarantee_pay_minor"].sum() / 100 == pytest.approx(rows["guarantee_pay"].sum(), rel=0.2)
    assert tables(model)["summary"]["guarantee_pay"].iloc[0] == ledger["guarantee_pay_minor"].sum() / 100


def test_below_the_guarantee_more_pay_brings_nothing(run):
    plain = {"week": 14, "set": {"sales_force.pay.salary_per_month": 1000.0}}
    free, held = run(plain, lived=14), run({**plain, "guarantee": {"share": 1.5}}, lived=14)
    covered = held.lever(Guarantees).covered(held)
    assert covered.sum() > 8
    assert (held.reps.marginal_pay[covered] < 0.5 * free.reps.marginal_pay[covered]).all()


def test_a_guarantee_without_a_quarter_to_look_at_is_of_pay_at_quota(run):
    change = {"week": 3, "set": {"sales_force.pay.salary_per_month": 3500.0}, "guarantee": {"share": 1.0, "weeks": 4}}
    model = run(change, lived=2)
    at_quota, week = model.reps.pay_at_quota.copy(), model.plan_passed
    model.step()
    lever = model.lever(Guarantees)
    here = lever.level > 0
    assert lever.level[here] == pytest.approx(at_quota[here] / 13) and week > 0
    for _ in range(10):
        model.step()
    assert not lever.level.any(), "it is over within the quarter"
    assert model.records.tables()["ledger"]["guarantee_pay_minor"].sum() > 0


def test_a_layout_in_mid_quarter_keeps_customers_and_quotas(run):
    change = {"week": 20, "layout": "balanced"}
    still, moved = run(lived=19), run(change, lived=19)
    quota, n = moved.reps.quota.copy(), len(moved.columns.seat)
    rows = moved.reps.quarter_sales.copy()
    moved.changes.open_week()
    assert moved.territories.layout.name == "balanced" and moved.territories.accounts_reassigned > 0
    assert len(moved.columns.seat) == n and sorted(moved.columns.customer_id) == sorted(still.columns.customer_id)
    assert moved.reps.quota.sum() == pytest.approx(quota.sum(), rel=1e-9)
    assert not np.allclose(moved.reps.quota, quota)
    assert np.array_equal(moved.reps.quarter_sales, rows), "what was sold stays with who sold it"
    for _ in range(7):
        moved.step()


def test_quotas_follow_for_what_is_left_of_the_quarter(run):
    change = {"week": 20, "set": {"sales_force.quotas.stretch": 0.5}}
    model, higher = run(change, lived=19), run(stated={"sales_force.quotas.stretch": 0.5}, lived=0)
    before, left = model.reps.quota.copy(), 1.0 - model.plan_passed
    annual, factor = model.reps.annual_quota.copy(), model.reps.quota_factor.copy()
    model.changes.open_week()
    here = model.reps.open == 1
    rise = model.reps.quota[here] / before[here] - 1.0
    assert rise.mean() == pytest.approx(left * (1.5 / 1.07 - 1.0), rel=0.05)
    new = model.reps.annual_quota * model.reps.quota_factor / (annual * factor)
    assert new[here].mean() == pytest.approx(1.5 / 1.07, rel=0.05), "what later quarters are made of"
    assert (model.reps.annual_quota < 1.5 / 1.07 * annual)[here].all()
    assert higher.config.sales_force.quotas.stretch == 0.5


def test_bets_and_contests_under_way_are_kept(run):
    menu = [{"name": "bold", "win_at": 1.1, "bonus": 6000.0}]
    stated = {"sales_force.wager.menu": menu, "sales_force.wager.temperature": 2.0}
    stated["sales_force.contest"] = {"enabled": True, "weeks": 6, "begins": 3, "prize": 1000.0}
    off = {"sales_force.wager.menu": [], "sales_force.contest.enabled": False}
    model = run({"week": 5, "set": off}, stated=stated)
    wagers = tables(model)["wagers"]
    assert set(wagers["quarter"]) == {0} and set(wagers["outcome"]) <= {"won", "kept", "lost", "missed", "left"}
    contests = tables(model)["contests"]
    assert set(contests["quarter"]) == {0} and contests["prize"].sum() > 0


def test_books_balance_and_nothing_is_negative(run):
    """The ledger checks itself every week; no account runs backwards, whatever changes."""
    changes = [
        {"week": 6, "set": EVERYTHING, "guarantee": {"share": 1.1, "weeks": 30}},
        {"week": 17, "set": STRAIGHT, "keeps": "present", "keeps_weeks": 20, "layout": "balanced"},
        {"week": 40, "set": {"sales_force.pay.bonus": 9000.0, "sales_force.quotas.growth": 0.2}, "layout": "unit"},
    ]
    model = run(*changes, weeks=58)
    ledger = tables(model)["ledger"]
    assert (ledger[[f"{name}_minor" for name in (*COSTS, *INCOME)]] >= 0).all().all()
    assert (tables(model)["events"]["kind"] == "policy_changed").sum() == 3


def test_any_number_of_threads_and_a_run_from_its_policy_give_the_same(small, world):
    later = [{"week": 6, "set": STRAIGHT, "layout": "balanced", "guarantee": {}}]
    scenario = overlay(small(), {"policies.dated": {"later": later}, "run.weeks": 20})
    one, two = (run_arm(world, scenario, Arm("unit", "dated"), 0, threads=n) for n in (1, 2))
    assert all(one.tables[name].equals(two.tables[name]) for name in one.tables)


@pytest.mark.parametrize(
    ("later", "field", "words"),
    [
        ([{"week": 53, "layout": "unit"}], "later.0.week", "outside of the run"),
        ([{"from": "2026-07-01", "layout": "unit"}], "later.0.from", "needs dates"),
        ([{"week": 9, "layout": "unit"}, {"week": 9, "layout": "unit"}], "later.1.week", "order of their dates"),
        ([{"week": 9, "layout": "unit"}, {"week": 8, "layout": "unit"}], "later.1.week", "order of their dates"),
        ([{"week": 9, "layout": "unti"}], "later.0.layout", "no such layout"),
        ([{"week": 9, "set": {"sales_force.team.reps": 3}}], "later.0.set.sales_force.team", "may not set this"),
        ([{"week": 9, "set": {"run.weeks": 3}}], "later.0.set.run", "may not set this"),
        ([{"week": 9, "set": {"sales_force.pay.bonus": -1}}], "later.0.set.sales_force.pay.bonus", "out of range"),
        ([{"week": 9, "set": {"channel.desk.clerks_per_100": 2.0}}], "later.0.set.channel.desk.clerks", "hired as"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(small, later, field, words):
    scenario = overlay(small(), {"policies.dated": {"later": later}})
    with pytest.raises(InputError, match=words) as caught:
        phases(scenario, "dated")
    assert caught.value.field.startswith(f"policies.dated.{field}")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"week": 9}, "sets something"),
        ({"layout": "unit"}, "from a day"),
        ({"week": 9, "from": "2026-07-01", "layout": "unit"}, "from a day"),
        ({"week": 9, "layout": "unit", "guarantee": {}}, "about a change of sales_force.pay"),
        ({"week": 9, "layout": "unit", "keeps": "present"}, "about a change of sales_force.pay"),
        ({"week": 9, "set": STRAIGHT, "keeps_weeks": 4}, "needs keeps"),
    ],
)
def test_a_change_says_when_and_what(small, change, words):
    with pytest.raises(InputError, match=words):
        overlay(small(), {"policies.dated": {"later": [change]}})


@pytest.mark.parametrize(
    ("start", "day", "week"),
    [
        ("2026-01-05", "2026-07-01", 27),  # years begin on first Mondays here, and July's is the 6th
        ("2025-12-29", "2026-07-01", 27),  # on the nearest ones here, which is 29 June
        ("2026-01-05", "2026-01-01", 1),
        ("2026-03-11", "2026-03-12", 1),
    ],
)
def test_a_day_is_the_monday_that_fiscal_quarters_begin_on(small, start, day, week):
    later = [{"from": day, "set": STRAIGHT}]
    scenario = overlay(small(), {"market.calendar": {"start": start}, "policies.dated": {"later": later}})
    assert phases(scenario, "dated")[1].week == week - 1
