"""Effort by what is at stake: the hump around a quota; stakes against all pay; and rewards beside sales."""

import math

import numpy as np
import pytest
from scipy import stats

from salesim.agents.effort import (
    EffortParameters,
    EffortWeek,
    choose_effort,
    drive,
    effort,
    forecast_attainment,
    forecast_sigma,
    lost_morale,
    normal_share,
    set_usual_rates,
    usual_rate,
)
from salesim.agents.falsified_visits import Falsified
from salesim.agents.turnover import exits_kept
from salesim.agents.work import WorkParameters, WorkWeek
from salesim.columns import Reps, Tool, new_columns
from salesim.pay.curve import add_jump, add_kink, empty_curves
from salesim.pay.measures import Measure

P = EffortParameters(floor=0.3, exponent=0.42)
QUOTA = 390_000.0
WEEKLY = QUOTA / 13.0
RATE = 0.02  # what a yuan pays where the usual share of pay is at stake
PAY = RATE * QUOTA / P.usual_stake  # W: then all pay at quota


def curves(n, commission=0.0, bonus=0.0, cap=None):
    curve = empty_curves(n)
    for rep in range(n):
        add_kink(curve, rep, 0.0, commission)
        add_jump(curve, rep, 1.0, bonus)
        if cap is not None:
            add_kink(curve, rep, cap, -commission)
    return curve


HONEST = Falsified(response=0.5, detection=0.0, check_in=0.8, penalty=2.0, most=0.9, false_alarm=0.0)


def team(forecasts, weeks_left, baseline=WEEKLY, **values) -> Reps:
    """Reps whose forecast of the quarter is as given, all selling ``baseline`` a week."""
    sold = np.asarray(forecasts) * QUOTA - weeks_left * baseline
    return new_columns(
        Reps,
        len(sold),
        **(
            {
                "present": 1,
                "base_effort": 1.0,
                "quota": QUOTA,
                "usual_sales": QUOTA,
                "season_share": 1.0,
                "weekly_cv": 0.33,
                "pay_at_quota": PAY,
            }
            | values
        ),
        quarter_sales=sold,
        baseline_sales=baseline,
    )


@pytest.fixture
def week(all_off):
    def make(weeks_left, **values):
        usual = {name: getattr(P, name) for name in EffortWeek._fields if hasattr(P, name)}
        usual |= {
            "weeks_left": weeks_left,
            "season_left": float(weeks_left),
            "season_next": 13.0,
            "usual_pay": PAY,
            "usual_drive": 1.0,
            "payday_weight": np.ones(1),
            "ratchet_up": 0.0,
            "ratchet_down": 0.0,
        }
        return all_off(EffortWeek, **(usual | values))

    return make


@pytest.fixture
def choose(all_off):
    """Lets reps choose their effort; split between kinds of work as usual, nothing but sales being paid."""
    usual = {name: getattr(WorkParameters(), name) for name in WorkWeek._fields if hasattr(WorkParameters(), name)}
    usual |= {
        "visits_exponent": 0.7,
        "credit_existing": np.ones(1),
        "credit_new": np.ones(1),
        "new_customer_pay": 8000.0,
        "usual_wins": 1.0,
        "closing_exponent": 0.22,
        "field_share": 0.58,
    }

    def run(reps, curve, numbers, seats=None, **work) -> Reps:
        split = all_off(WorkWeek, **(usual | work))
        first, last = seats or (0, len(reps.seat))
        choose_effort(first, last, reps, curve, curve, numbers, split, HONEST)
        return reps

    return run


@pytest.fixture
def efforts(choose):
    def run(forecasts, curve, numbers, **values) -> np.ndarray:
        return choose(team(forecasts, numbers.weeks_left, **values), curve, numbers).effort

    return run


def test_the_hump(week, efforts):
    """A bonus alone, three weeks left: most effort within reach of the quota, giving up below it, slack past it.

    The prototype's figures at forecasts of .7, .9, 1, 1.1, 1.2 of the quota were .84, .89, 1.24, .91, .84.
    """
    forecasts = [0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3]
    chosen = efforts(forecasts, curves(7, bonus=RATE * QUOTA), week(3))
    assert np.argmax(chosen) == 3
    assert (np.diff(chosen[:4]) > 0).all() and (np.diff(chosen[3:]) < 0).all()
    assert chosen == pytest.approx(chosen[::-1], rel=1e-6)  # as far below as above
    assert chosen[3] > 1.1 > 0.95 > chosen[0]


def test_the_hump_in_closed_form(week, efforts):
    """e = (kappa + (1 - kappa) D B / (sigma T) phi((1 - F) / sigma) / usual rate)^rho, D = beta delta^3."""
    forecasts = np.array([0.7, 0.9, 1.0, 1.1, 1.2])
    w = 1.0 / 13.0
    sigma = math.sqrt(3 * (0.33 * w) ** 2 + (3 * P.forecast_error * w) ** 2 + P.crediting_error**2)
    discount = P.present_bias * P.weekly_discount**3
    marginal = discount * RATE / sigma * stats.norm.pdf((forecasts - 1.0) / sigma)
    expected = np.clip((P.floor + (1 - P.floor) * marginal / RATE) ** P.exponent, P.lowest, P.highest)
    assert efforts(forecasts, curves(5, bonus=RATE * QUOTA), week(3)) == pytest.approx(expected, rel=1e-8)


def test_the_last_week_has_the_sharpest_hump(week, efforts):
    """As doubt goes, effort concentrates on those for whom the last week decides."""
    spread = [np.ptp(efforts([0.7, 1.0], curves(2, bonus=RATE * QUOTA), week(left))) for left in (1, 3, 13)]
    assert spread[0] >= spread[1] > spread[2]


def test_the_usual_stake_gives_normal_effort(week, efforts):
    """Commission that makes the usual share of pay: effort e0 wherever a rep stands."""
    assert efforts([0.4, 1.0, 1.8], curves(3, RATE), week(5)) == pytest.approx(1.0, abs=1e-4)
    assert efforts([1.0], curves(1, RATE), week(5), base_effort=1.2) == pytest.approx(1.2)


def test_effort_by_hand():
    """e0 (D / D-bar)^rho, clipped."""
    assert effort(1.1, 1.45, 0.9, 0.42, 0.4, 1.6) == pytest.approx(1.1 * (1.45 / 0.9) ** 0.42)
    assert effort(1.2, 0.7, 0.7, 0.42, 0.4, 1.6) == pytest.approx(1.2), "today's mean drive gives e0"
    assert effort(1.0, 9.0, 0.9, 0.42, 0.4, 1.6) == 1.6
    assert effort(0.5, 0.0, 0.9, 0.42, 0.4, 1.6) == 0.4


def test_drive_by_hand():
    """D = kappa + (1 - kappa) M / usual rate + recognition, never below 0."""
    assert drive(0.03, 0.02, 0.1, 0.3) == pytest.approx(0.3 + 0.7 * 1.5 + 0.1)
    assert drive(0.02, 0.02, 0.0, 0.3) == pytest.approx(1.0)
    assert drive(-5.0, 0.02, 0.0, 0.3) == pytest.approx(0.3)  # no pay, some duty
    assert drive(0.0, 0.02, -0.9, 0.3) == 0.0


def test_the_usual_rate_by_hand():
    """x_ref W_i^omega W_m^(1 - omega) / B: with equal pay the usual share of it, over usual sales."""
    assert usual_rate(50_000.0, 50_000.0, 0.3, 0.4, 1e6) == pytest.approx(0.4 * 50_000.0 / 1e6)
    assert usual_rate(80_000.0, 50_000.0, 0.3, 0.4, 1e6) == pytest.approx(0.02 * 1.6**0.3)
    assert usual_rate(80_000.0, 50_000.0, 0.0, 0.4, 1e6) == pytest.approx(0.02), "only what is usual"
    assert usual_rate(80_000.0, 50_000.0, 1.0, 0.4, 1e6) == pytest.approx(0.032), "only the own plan"


@pytest.mark.parametrize("scale", [1e-6, 0.5, 7.0, 1e6])
def test_the_unit_of_money_is_nobodys_drive(week, choose, scale):
    """Quota, sales, pay and bonus in another currency: the usual rate and effort stay what they are."""
    assert usual_rate(8e4 * scale, 5e4 * scale, 0.3, 0.4, 1e6 * scale) == pytest.approx(
        usual_rate(8e4, 5e4, 0.3, 0.4, 1e6)
    )
    forecasts, efforts = [0.7, 1.0, 1.2], []
    for unit in (1.0, scale):
        reps = team(forecasts, 3, pay_at_quota=1.3 * PAY * unit, ratchet_belief=0.5)
        for column in (reps.quota, reps.usual_sales, reps.quarter_sales, reps.baseline_sales):
            column *= unit
        numbers = week(3, usual_pay=PAY * unit, ratchet_up=0.5, ratchet_down=0.2)
        choose(reps, curves(3, 0.5 * RATE, bonus=0.5 * RATE * QUOTA * unit), numbers)
        efforts.append(reps.effort)
    assert np.ptp(efforts[0]) > 0.05
    assert efforts[1] == pytest.approx(efforts[0], rel=1e-9)


def test_what_is_at_stake_counts_not_how_much_is_paid(week, choose):
    """Twice the salary and commission of everybody: no more drive. Of one's own plan only: 2^(1 - omega)."""
    everybody = choose(team([1.0], 5, pay_at_quota=2 * PAY), curves(1, 2 * RATE), week(5, usual_pay=2 * PAY))
    assert everybody.drive[0] == pytest.approx(1.0, abs=1e-4)
    one = choose(team([1.0], 5, pay_at_quota=2 * PAY), curves(1, 2 * RATE), week(5))
    assert one.drive[0] == pytest.approx(0.3 + 0.7 * 2 ** (1 - P.own_pay_weight), rel=1e-4)
    salary = choose(team([1.0], 5, pay_at_quota=2 * PAY), curves(1, RATE), week(5))
    assert salary.drive[0] == pytest.approx(0.3 + 0.7 * 2**-P.own_pay_weight, rel=1e-4), "more salary, less at stake"


def test_a_stake_counts_by_usual_sales_whatever_the_quota(week, choose):
    """A quota that is shorter or out of reach makes no other stake, at the quarter's opening and in every week."""
    reps = team([1.0, 1.0], 3, quota=[QUOTA, 0.5 * QUOTA], season_share=[1.0, 0.5], usual_rate=9.0)
    set_usual_rates(reps, week(3))
    assert reps.usual_rate == pytest.approx([RATE, RATE])
    reps.usual_rate[:] = 9.0
    choose(reps, curves(2, RATE), week(3))
    assert reps.usual_rate == pytest.approx([RATE, RATE])


def test_more_drive_than_usual_gives_more_effort_than_e0(week, choose):
    """e = e0 (D / D-bar)^rho: who has half as much drive as is usual today does less than e0."""
    for usual in (0.8, 2.0):
        reps = choose(team([1.0], 5, base_effort=1.1), curves(1, RATE), week(5, usual_drive=usual))
        assert reps.effort[0] == pytest.approx(1.1 * usual**-P.exponent, rel=1e-3)


def test_nothing_is_earned_past_a_cap(week, efforts):
    below, past = efforts([0.8, 1.8], curves(2, RATE, cap=1.2), week(3))
    assert below == pytest.approx(1.0, abs=0.01)
    assert past == pytest.approx(0.3**0.42, abs=0.01)


def test_who_foresees_the_ratchet_holds_back(week, efforts):
    curve = curves(2, RATE, bonus=6000.0)
    numbers = week(3, ratchet_up=0.5, ratchet_down=0.2)
    free, wary = efforts([1.0, 1.0], curve, numbers, ratchet_belief=[0.0, 1.0])
    assert wary < free
    assert efforts([1.0], curves(1, RATE), numbers, ratchet_belief=1.0) == pytest.approx(1.0)  # no quota, no fear


def test_pay_in_closed_form(week, choose):
    """Commission c and a bonus B in a quarter cut to .8: M = c Phi(F / s) + D B phi(z) / (s T) less what is foreseen.

    Of the ratchet a rep fears chi (up Phi(z) + down (1 - Phi(z))) D' B phi(z') / (s' T'), with T' = T / .8 the quota of
    a whole quarter, D' = D delta^13, and the doubt s' of a quarter's 13 weeks and of the next quota.
    """
    bonus, share, belief, further = 6000.0, 0.8, 0.6, 2000.0
    ratchet = {"ratchet_up": 0.5, "ratchet_down": 0.2, "quota_uncertainty": 0.2, "season_next": 11.0}
    reps = team([1.1], 3, season_share=share, ratchet_belief=belief, component_pay=further)
    choose(reps, curves(1, RATE, bonus=bonus), week(3, **ratchet))

    def doubt(weeks, w):
        return math.sqrt(weeks * (0.33 * w) ** 2 + (weeks * P.forecast_error * w) ** 2 + P.crediting_error**2)

    late, sigma, norm = P.present_bias * P.weekly_discount**3, doubt(3, 1 / 13), stats.norm
    now = RATE * norm.cdf(1.1 / sigma) + late * bonus / (sigma * QUOTA) * norm.pdf(0.1 / sigma)
    whole = QUOTA / share
    next_forecast, next_sigma = WEEKLY * 11.0 / whole, math.hypot(doubt(13, WEEKLY / whole), 0.2)
    by_quota = late * P.weekly_discount**13 * bonus / (next_sigma * whole)
    by_quota *= norm.pdf((next_forecast - 1.0) / next_sigma)
    up = norm.cdf(0.1 / sigma)
    foreseen = belief * (0.5 * up + 0.2 * (1.0 - up)) * by_quota
    assert foreseen > 1e-3 * now
    assert reps.marginal_pay[0] == pytest.approx(now - foreseen, rel=1e-9)
    pay = RATE * QUOTA * (1.1 * norm.cdf(1.1 / sigma) + sigma * norm.pdf(1.1 / sigma)) + bonus * up  # not discounted
    assert reps.expected_pay[0] == pytest.approx(pay / share + further, rel=1e-9)


def test_a_vacant_seat_makes_no_effort(week, choose):
    nothing = ("effort", "marginal_pay", "pull", "discount", "invented_share")
    as_usual = ("sales_aim", "prospect_tilt", "care")
    reps = team([1.0, 1.0], 3, present=[0, 1], **dict.fromkeys(nothing + as_usual, 9.0))
    choose(reps, curves(2, RATE), week(3))
    assert [getattr(reps, name)[0] for name in nothing] == [0.0] * 5
    assert [getattr(reps, name)[0] for name in as_usual] == [1.0] * 3
    assert reps.effort[1] > 0.0 < reps.marginal_pay[1], "those in later seats choose all the same"


def test_seats_outside_the_range_are_left_alone(week, choose):
    reps = choose(team([1.0] * 4, 3, effort=9.0), curves(4, RATE), week(3), seats=(1, 3))
    assert (reps.effort == 9.0).tolist() == [True, False, False, True]


def test_recognition_adds_to_what_pay_does(week, efforts):
    numbers = week(5, recognition_effect=0.3)
    plain, praised = efforts([1.0, 1.0], curves(2, RATE), numbers, recognition=[0.0, 0.5])
    assert (praised / plain) ** (1 / P.exponent) == pytest.approx(1.15, abs=1e-3)


def test_colleagues_who_quit_take_drive_and_none_who_do_give_it(week, efforts):
    """D - m (x - usual), with no term in a region where as many quit as usual."""
    numbers = week(5, morale=0.5, usual_exits=0.06)
    chosen = efforts([1.0] * 3, curves(3, RATE), numbers, peer_exits=[0.06, 0.16, 0.0])
    assert chosen ** (1 / P.exponent) == pytest.approx([1.0, 0.95, 1.03], abs=1e-3)


def test_an_exit_costs_its_region_less_than_a_week_of_a_rep():
    """Nine of ten colleagues, memory .1 fading by half in 8 weeks: 9 x 1.2 x m .5 of drive, x .155 of sales each."""
    kept, usual = exits_kept(8.0), 0.0664
    memory = usual + 0.1 * kept ** np.arange(520)
    drive_lost = 9 * sum(lost_morale(x, usual, 0.5) for x in memory)
    assert drive_lost * 0.42 * 0.37 == pytest.approx(0.84, abs=0.01)
    assert drive_lost == pytest.approx(9 * 0.5 * 0.1 / (1.0 - kept))
    assert lost_morale(0.1, 0.0, 0.5) == pytest.approx(0.05), "in the first week"


def test_who_has_given_notice_does_less(week, efforts):
    """Drive D (1 - s), until the person has gone; recognition does not save it."""
    numbers = week(5, notice_slack=0.3, recognition_effect=0.3)
    stays, goes, praised = efforts([1.0] * 3, curves(3, RATE), numbers, leaves_week=[0, 70, 70], recognition=[0, 0, 1])
    assert stays == pytest.approx(1.0, abs=1e-4)
    assert (goes / stays) ** (1 / P.exponent) == pytest.approx(0.7, abs=1e-6)
    assert (praised / stays) ** (1 / P.exponent) == pytest.approx(0.7 * 1.3, abs=1e-3)


def test_forecast_and_its_doubt():
    """Attainment (S + b season - debit) / T; variance n (sigma_w w)^2 + (n sigma_b w)^2 + sigma_0^2."""
    assert forecast_attainment(300.0, 50.0, 4.0, 40.0, 400.0) == pytest.approx(1.15)
    assert forecast_sigma(4, 0.3, 50.0, 500.0, 0.15, 0.05) == pytest.approx(math.sqrt(0.0036 + 0.0036 + 0.0025))
    assert forecast_sigma(4, 0.0, 50.0, 500.0, 0.0, 0.05) == pytest.approx(0.05)
    assert normal_share(1.1, 0.2) == pytest.approx(stats.norm.cdf(0.5))


def reward(pay, **values) -> Reps:
    """A rep of usual stakes with 25 visits a usual week, each report of one paid."""
    reps = team([1.0], 5, usual_visits=25.0, **values)
    reps.measure_pay[:, Measure.VISITS] = pay
    return reps


def test_paid_visits_raise_effort_that_is_not_meant_for_sales(week, choose):
    """Effort by M + R v / b x .7 / .37; what sales alone would bring is the part that is meant for them."""
    share = 0.6  # what the reports of a usual week bring, over what its sales bring
    reps = choose(reward(share * RATE * WEEKLY / 25.0), curves(1, RATE), week(5))
    expected = (0.3 + 0.7 * (1.0 + share * 0.7 / 0.37)) ** 0.42
    assert reps.effort[0] == pytest.approx(expected)
    assert reps.effort[0] * reps.sales_aim[0] == pytest.approx(1.0)
    assert reps.invented_share[0] == pytest.approx(0.5 * share)
    unpaid = choose(reward(0.0), curves(1, RATE), week(5))
    assert unpaid.sales_aim[0] == 1.0 and unpaid.invented_share[0] == 0.0


def test_who_is_checked_invents_nothing(week, choose):
    reps = reward(0.6 * RATE * WEEKLY / 25.0)
    reps.uses[:, Tool.CHECK_IN] = 1
    choose(reps, curves(1, RATE), week(5))
    assert reps.invented_share[0] == 0.0 and reps.effort[0] > 1.2


def test_checks_that_managers_waive_deter_less(week, choose):
    """Detection .8 (1 - w): at w .75 inventing pays again, R (1 - .2 (1 + 2)); after checks it is a tenth more."""
    share = 0.6
    reps = reward(share * RATE * WEEKLY / 25.0, waived=0.75)
    reps.uses[:, Tool.CHECK_IN] = 1
    choose(reps, curves(1, RATE), week(5))
    assert reps.invented_share[0] == pytest.approx(0.5 * share * 0.4)
    after = choose(reward(share * RATE * WEEKLY / 25.0, waived=0.75, rebound=0.1), curves(1, RATE), week(5))
    assert after.invented_share[0] == pytest.approx(0.5 * share * 1.1)


def test_the_tired_work_less(week, efforts):
    fresh, tired = efforts([1.0, 1.0], curves(2, RATE), week(5, fatigue_effect=0.25), fatigue=[0.0, 0.4])
    assert tired == pytest.approx(0.9 * fresh)
    (exhausted,) = efforts([1.0], curves(1, RATE), week(5, fatigue_effect=0.9), fatigue=1.0)
    assert exhausted == P.lowest


def test_pay_for_new_customers_and_records_turns_time_to_them(week, choose):
    plain, paid = team([1.0], 5, usual_visits=25.0), team([1.0], 5, usual_visits=25.0, prospect_tilt=99.0, care=99.0)
    paid.measure_pay[:, Measure.NEW_CUSTOMERS] = 2000.0
    paid.measure_pay[:, Measure.DATA_QUALITY] = 0.9 * RATE * WEEKLY / 25.0
    for reps in (plain, paid):
        choose(reps, curves(1, RATE), week(5), recorded_share=0.5)
    assert (plain.prospect_tilt[0], plain.care[0], plain.data_quality[0]) == pytest.approx((1.0, 1.0, 0.5))
    assert 1.0 < paid.prospect_tilt[0] < 20.0 and 1.0 < paid.care[0] < 20.0
    assert paid.data_quality[0] == pytest.approx(min(1.0, 0.5 * paid.care[0] ** WorkParameters().care_effect))


def test_pay_on_sales_and_cash_of_further_components_counts_as_pay_for_sales(week, choose):
    for measure in (Measure.SALES, Measure.CASH):
        reps = team([1.0], 5)
        reps.measure_pay[:, measure] = 0.5 * RATE
        choose(reps, curves(1, 0.5 * RATE), week(5))
        assert reps.effort[0] == pytest.approx(1.0, abs=1e-3) and reps.marginal_pay[0] == pytest.approx(RATE)


def test_payday_is_felt_in_what_is_earned_not_in_what_waits_for_the_quarter(week, choose):
    """Commission x omega; a bonus has its own discount; the same rate as a component counts the same."""
    near = 1.06
    commission = choose(team([1.0], 5), curves(1, RATE), week(5, payday_weight=np.array([near])))
    assert commission.marginal_pay[0] == pytest.approx(near * RATE, rel=1e-4)
    plain = choose(team([1.0], 5), curves(1, RATE), week(5))
    assert commission.expected_pay[0] == plain.expected_pay[0], "nobody earns more by it"
    bonus = [
        choose(team([1.0], 5), curves(1, bonus=9e3), week(5, payday_weight=np.array([w]))).marginal_pay[0]
        for w in (0.9, 1.0, near)
    ]
    assert bonus == pytest.approx([bonus[1]] * 3, rel=1e-12)
