"""Feedback: late, in one's own favor, and answered by somebody who cannot know better."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from salesim.columns import Reps, new_columns
from salesim.pay.wager import WagerTerms, menu_arrays
from salesim.policy.feedback import Feedback, FeedbackParameters, told
from salesim.random import Stream, stream_key

EXACT = {"enabled": True, "noise": 0.0, "self_serving": 0.0}


class Company:
    """As much of a model as feedback looks at: two weeks into a quarter, 100 a week sold, nothing more to come."""

    def __init__(self, sales, workload=50.0, **values):
        n = len(sales)
        usual = {"quota": 1000.0, "quarter_sales": sales, "full_quarter": 1, "present": 1, "open": 1}
        usual["workload"] = workload
        self.reps = new_columns(Reps, n, seat=np.arange(n), **(usual | values))
        self.n_seats, self.week, self.weeks_left = n, 28, 11
        self.menu = menu_arrays((WagerTerms(name="bet"), WagerTerms(name="goal", bonus=0.0, claw_back=0.0)))
        review = SimpleNamespace(resets_per_quarter=1)
        self.config = SimpleNamespace(sales_force=SimpleNamespace(review=review))
        self.events = []

    def key(self, stream):
        return np.uint64(stream_key(3, 0, int(stream)))

    def season_ahead(self, weeks):
        return float(weeks)

    def record(self, kind, seat):
        self.events.append((self.week, kind, seat))

    def live(self, feedback, weeks):
        """Fortnights up to ``weeks`` from now."""
        for week in range(28, 28 + weeks + 1, 2):
            self.week = week
            feedback.review_fortnight(self)


def test_what_is_told_is_what_is_seen_and_something_more():
    difficulty = np.array([-0.1, 0.2])
    assert told(difficulty, 0.08, np.array([0.0, 0.02])) == pytest.approx([-0.02, 0.30])


def test_a_report_arrives_after_its_lag():
    company = Company(sales=[700.0, 1000.0])
    company.live(Feedback(FeedbackParameters(**EXACT, lag_weeks=4)), 4)
    assert company.events == [(32, "feedback_cut", 0)]
    # half of the shortfall of .3 is believed
    assert company.reps.quota == pytest.approx([850.0, 1000.0])
    assert company.reps.quota_factor.tolist() == [0.0, 0.0]  # it was zero here; a factor of zero stays


def test_talk_costs_everybody_time():
    company = Company(sales=[700.0, 1000.0])
    Feedback(FeedbackParameters(**EXACT, hours=0.5)).review_fortnight(company)
    assert company.reps.report_min.tolist() == [30.0, 30.0]
    silent = Company(sales=[700.0])
    Feedback(FeedbackParameters()).review_fortnight(silent)
    assert silent.reps.report_min.tolist() == [0.0]


def test_exaggeration_lowers_targets_that_are_right():
    company = Company(sales=[1000.0, 1000.0])
    company.live(Feedback(FeedbackParameters(**EXACT | {"self_serving": 0.3}, lag_weeks=0, max_cut=0.1)), 0)
    assert company.reps.quota == pytest.approx([900.0, 900.0])


def test_bets_stand_cuts_are_rationed_and_reports_die_with_their_teller():
    company = Company(sales=[500.0] * 4, wager=[1, 0, 0, 2])  # the last has a goal, and nothing on it
    company.reps.quota_resets[1] = 1
    feedback = Feedback(FeedbackParameters(**EXACT, lag_weeks=2))
    feedback.review_fortnight(company)
    company.reps.holder[2] += 1
    company.week += 2
    feedback.review_fortnight(company)
    assert [seat for _, kind, seat in company.events if kind == "feedback_cut"] == [3]
    # told in vain: recognition falls; heard: it rises; whoever is new has not told anything yet
    change = company.reps.recognition
    assert change[3] > 0 > change[0] == change[1] and change[2] == 0


def test_large_territories_get_help_for_its_weeks_and_it_costs():
    company = Company(sales=[1000.0] * 3, workload=[90, 50, 40])
    booked = []
    company.ledger = SimpleNamespace(add_money=lambda support: booked.append(support))
    feedback = Feedback(FeedbackParameters(**EXACT, lag_weeks=0, relief_hours=2.0, relief_cost_per_hour=100.0))
    company.live(feedback, 0)
    assert company.reps.relief_until.tolist() == [36, 0, 0]
    for company.week in (28, 35, 36):
        feedback.open_week(company)
    assert booked == [200.0, 200.0, 0.0]


def test_noise_is_as_large_as_stated():
    company = Company(sales=[1000.0] * 4000)
    reports = Feedback(FeedbackParameters(**EXACT | {"noise": 0.1})).ask(company)
    assert abs(reports.shortfall.std() - 0.1) < 4.0 * 0.1 / math.sqrt(8000)
    assert abs(np.corrcoef(reports.shortfall, reports.overload)[0, 1]) < 0.07
    assert Stream.FEEDBACK == 62
