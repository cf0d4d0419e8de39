"""Kinds of work: time follows pay, and what is not paid is neglected."""

import math

import numpy as np
import pytest

from salesim.agents.work import (
    WorkParameters,
    WorkWeek,
    attraction,
    effort_by_kind,
    mean_late_days,
    pay_for_care,
    pay_for_new,
    pay_for_visits,
    split_work,
    time_for_care,
    work_as_usual,
)
from salesim.columns import Reps, new_columns
from salesim.pay.measures import Measure

P = WorkParameters()
RATE, FLOOR = 0.02, 0.3


@pytest.fixture
def work(all_off):
    def make(**values) -> WorkWeek:
        usual = {name: getattr(P, name) for name in WorkWeek._fields if hasattr(P, name)}
        usual |= {
            "visits_exponent": 0.7,
            "credit_existing": np.ones(1),
            "credit_new": np.ones(1),
            "new_customer_pay": 8000.0,
            "usual_wins": 1.0,
            "closing_exponent": 0.22,
            "field_share": 0.58,
        }
        return all_off(WorkWeek, **(usual | {"late_days": 9.0} | values))

    return make


def rep(**pay) -> Reps:
    """One rep who makes 25 visits and sells 30,000 yuan in a usual week."""
    reps = new_columns(Reps, 1, usual_visits=25.0, baseline_sales=30_000.0)
    for name, amount in pay.items():
        reps.measure_pay[0, Measure[name]] = amount
    return reps


def split(reps, work, marginal=RATE, usual_drive=1.0):
    pays = reps.measure_pay[0], reps.usual_visits[0], reps.baseline_sales[0]
    of_effort = (RATE, FLOOR, usual_drive)
    credited = work.credit_existing[0] * marginal, work.credit_new[0] * marginal
    *paid, reps.prospect_tilt[0], reps.care[0], reps.data_quality[0] = split_work(credited, *pays, *of_effort, work)
    return tuple(paid)


def test_effort_for_new_customers_is_taken_from_existing_ones():
    """Over usual time the mean stays what it was, whatever the tilt; and the tilt is their ratio."""
    tilt, share = np.array([0.2, 1.0, 5.0]), 0.25
    existing, new = effort_by_kind(tilt, share)
    assert (1 - share) * existing + share * new == pytest.approx(np.ones(3))
    assert new / existing == pytest.approx(tilt)
    assert existing[1] == new[1] == 1.0
    assert existing[0] > 1 > existing[2]


def test_the_usual_stake_changes_nothing(work):
    """Exactly, so that a firm that pays for sales alone lives as if there were no kinds of work."""
    reps = rep()
    assert split(reps, work()) == (RATE, 0.0, 0.0)
    assert reps.prospect_tilt[0] == reps.care[0] == 1.0
    assert reps.data_quality[0] == P.recorded_share
    usual = rep()
    work_as_usual(usual, P.recorded_share)
    for name in ("prospect_tilt", "care", "data_quality", "invented_share"):
        assert getattr(usual, name)[0] == getattr(reps, name)[0]


def test_what_draws_is_duty_and_pay():
    assert attraction(RATE, RATE, FLOOR) == pytest.approx(1.0)
    assert attraction(3 * RATE, RATE, FLOOR) == pytest.approx(0.3 + 0.7 * 3)
    assert attraction(-RATE, RATE, FLOOR) == pytest.approx(0.3)
    assert attraction(0.0, RATE, 0.0) == pytest.approx(0.01)


def test_new_customers_draw_when_they_are_paid(work):
    """400 yuan for a customer in whom the rep sees 8,000 yuan of sales is .05 for a yuan."""
    assert pay_for_new(400.0, 8000.0) == pytest.approx(0.05)
    assert pay_for_new(400.0, 0.0) == 0.0
    reps = rep(NEW_CUSTOMERS=400.0)
    selling, _, _ = split(reps, work())
    assert selling == pytest.approx(RATE + P.new_share * 0.05)
    assert reps.prospect_tilt[0] == pytest.approx(0.3 + 0.7 * 3.5)
    same = rep(CONVERSION=400.0)
    split(same, work())
    assert same.prospect_tilt[0] == reps.prospect_tilt[0]


def test_acquisition_only_pay_neglects_old_customers(work):
    """Old customers draw by duty alone: prospects are seen as if they were 1 / .3 times as urgent."""
    reps = rep()
    selling, _, _ = split(reps, work(credit_existing=np.zeros(1)))
    assert selling == pytest.approx(P.new_share * RATE)
    assert reps.prospect_tilt[0] == pytest.approx(1.0 / 0.3)
    maintenance = rep()
    split(maintenance, work(credit_new=np.zeros(1)))
    assert maintenance.prospect_tilt[0] == pytest.approx(0.3)


def test_rewards_for_visits_by_hand():
    """40 yuan x 25 visits over 30,000 yuan, times .7 / .37."""
    assert pay_for_visits(40.0, 25.0, 30_000.0, 0.7, 0.37) == pytest.approx(40 * 25 / 30_000 * 0.7 / 0.37)


def test_care_loses_where_selling_pays_more(work):
    """Shares of time: .08 / (.08 + .92 a) against .08, with a the attraction of selling."""
    reps = rep()
    split(reps, work(), marginal=2 * RATE)
    a = 0.3 + 0.7 * 2
    assert reps.care[0] == pytest.approx(1.0 / (0.08 + 0.92 * a))
    assert reps.data_quality[0] == pytest.approx(0.7 * reps.care[0] ** 0.5)
    slack = rep()
    split(slack, work(), marginal=0.0)
    assert slack.care[0] == 1.0  # who has no reason to sell does not turn to paperwork
    paid_for_reports = rep(VISITS=40.0)
    split(paid_for_reports, work())
    assert paid_for_reports.care[0] < 1.0


def test_care_loses_against_today_s_drive_only(work):
    """Where twice the rate is usual today, who is paid it has no less time for care than today."""
    reps = rep()
    split(reps, work(), marginal=2 * RATE, usual_drive=0.3 + 0.7 * 2)
    assert reps.care[0] == 1.0
    split(reps, work(), marginal=3 * RATE, usual_drive=0.3 + 0.7 * 2)
    assert reps.care[0] == pytest.approx(1.0 / (0.08 + 0.92 * (0.3 + 0.7 * 3) / (0.3 + 0.7 * 2)))


def test_care_wins_when_it_is_paid(work):
    reps = rep(DATA_QUALITY=20.0)
    _, _, by_care = split(reps, work())
    assert reps.care[0] > 1.2 and reps.data_quality[0] > 0.75 and by_care > 0.0
    quick = rep(DAYS_TO_COLLECT=-0.0005)  # half a minor unit for a yuan that comes a day sooner
    split(quick, work())
    assert quick.care[0] > 1.0


def test_pay_for_care_by_hand(work):
    """By an hour of care: .5 x (20 x 25 x .7 visits recorded) / .08; by an hour of selling: .37 x 30,000 / .92."""
    by_care = 0.5 * 20 * 25 * 0.7 / 0.08
    assert pay_for_care(20.0, 0.0, 0.0, 25.0, 30_000.0, work()) == pytest.approx(by_care / (0.37 * 30_000 / 0.92))
    sooner = 0.5 * 9.0 * 30_000 * 0.001 / 0.08
    assert pay_for_care(0.0, -0.001, 0.0, 25.0, 30_000.0, work()) == pytest.approx(sooner / (0.37 * 30_000 / 0.92))


def test_regions_that_are_paid_for_different_things_work_differently(work):
    """G2: where coverage is paid prospects are seen, where repeat purchase is paid they are not."""
    emerging, mature = rep(NEW_CUSTOMERS=400.0), rep()
    split(emerging, work())
    split(mature, work(), marginal=2 * RATE)
    assert emerging.prospect_tilt[0] > 2.0 > 1.0 == mature.prospect_tilt[0]
    assert mature.care[0] < 1.0


def test_shares_of_time_add_up():
    """With tilt 1 and twice the attraction: 2 x .08 / (.92 + 2 x .08) of the time."""
    assert time_for_care(1.0, 2.0, 0.08, 1.0) * 0.08 == pytest.approx(0.16 / 1.08)
    assert time_for_care(1.0, 2.0, 0.08, 0.0) == 1.0


def test_mean_lateness():
    z = np.random.default_rng(1).normal(size=400_000)
    assert mean_late_days(0.45, 15.0, 0.8) == pytest.approx(0.45 * np.mean(15 * np.exp(0.8 * z)), rel=0.01)
    assert mean_late_days(1.0, 15.0, 0.0) == 15.0 * math.exp(0.0)


def weekly_pay(time, reps, work, marginal):
    """Pay of a usual week with so much time for care, against the usual, worked out term by term."""
    pays, visits, sales = reps.measure_pay[0], reps.usual_visits[0], reps.baseline_sales[0]
    left = (1 - work.care_share * time) / (1 - work.care_share)
    recorded = min(1.0, work.recorded_share * time**work.care_effect)
    late = work.late_days * sales * time**-work.care_effect
    for_time = pays[Measure.DAYS_TO_COLLECT] - pays[Measure.CASH] / 364.0
    sold = marginal * sales * left**work.sales_elasticity + pays[Measure.VISITS] * visits * left
    return sold + pays[Measure.DATA_QUALITY] * visits * recorded + for_time * late


def test_the_pay_that_care_is_sought_for_never_costs_more_elsewhere(work):
    """Of 2,000 plans at random: no rep is paid less for the time chosen than for the usual time."""
    rng, moved = np.random.default_rng(5), 0
    for _ in range(2000):
        on = rng.uniform(size=4) < 0.6
        records, days, cash, visits = on * 10.0 ** rng.uniform([-1, -6, -4, -1], [5, -2, 0, 3], 4)
        reps = rep(DATA_QUALITY=records, DAYS_TO_COLLECT=-days, CASH=cash, VISITS=visits)
        marginal = 10.0 ** rng.uniform(-4, -0.5)
        terms = work(tilt=rng.uniform(0, 3), care_effect=rng.uniform(0.1, 1), recorded_share=rng.uniform(0.3, 1))
        split(reps, terms, marginal)
        usual, chosen = (weekly_pay(time, reps, terms, marginal) for time in (1.0, reps.care[0]))
        if records or days or cash:
            moved += reps.care[0] != 1.0
            assert chosen >= usual - 1e-9 * abs(usual)
            assert 0.0 < reps.care[0] * terms.care_share < 1.0
    assert moved > 500


def test_records_take_no_more_time_once_all_are_complete(work):
    """Twice the usual time records everything; ten times the pay buys nothing more, and takes no more time."""
    all_complete = (1 / P.recorded_share) ** (1 / P.care_effect)
    for pay in (300.0, 3000.0, 1e6):
        reps = rep(DATA_QUALITY=pay)
        split(reps, work())
        assert reps.care[0] == pytest.approx(all_complete) and reps.data_quality[0] == pytest.approx(1.0)


def test_care_that_is_paid_for_is_not_left_where_selling_pays_more(work):
    neglected, kept = rep(), rep(DATA_QUALITY=5.0)
    for reps in (neglected, kept):
        split(reps, work(), marginal=3 * RATE)
    assert neglected.care[0] < kept.care[0] <= 1.0


def test_nobody_turns_to_prospects_beyond_what_pays(work):
    """Weekly pay by weight of prospects has its peak where a rep stops; rare wins move nobody, however paid."""

    def weekly(tilt, terms, paid_for_a_win):
        existing, new = effort_by_kind(tilt, terms.new_share)
        won = (RATE * terms.new_customer_pay + paid_for_a_win) * terms.usual_wins * new**terms.winning_elasticity
        return RATE * 30_000 * existing**terms.closing_exponent + won

    for wins, paid in ((1.0, 400.0), (0.3, 2000.0), (0.1, 2000.0), (0.03, 400.0), (0.03, 20_000.0)):
        reps, terms = rep(NEW_CUSTOMERS=paid), work(usual_wins=wins)
        split(reps, terms)
        tilt = reps.prospect_tilt[0]
        drawn = (FLOOR + (1 - FLOOR) * (RATE + paid / 8000) / RATE) ** terms.tilt
        tilts = np.linspace(1.0, drawn, 4001)
        best = tilts[np.argmax([weekly(one, terms, paid) for one in tilts])]
        assert tilt == pytest.approx(best, abs=2e-3 * drawn)
    rare = rep(NEW_CUSTOMERS=400.0)
    split(rare, work(usual_wins=0.03))
    assert rare.prospect_tilt[0] == 1.0
