"""A manager's fortnight: whom the review finds, what it concludes, what follows."""

import math
from types import SimpleNamespace

import mesa
import numpy as np
import pytest
from scipy import stats

from salesim.agents.manager import Manager
from salesim.agents.review import Action, Cause, ReviewParameters
from salesim.columns import Reps, new_columns
from salesim.pay.wager import WagerTerms, menu_arrays

SEASON = 13.0


class Company(mesa.Model):
    """As much of a model as a manager looks at: half of the quarter has passed, everybody on quota."""

    def __init__(self, key, seats, **values):
        super().__init__(rng=0)
        usual = {"quota": 1300.0, "booked_sales": 100.0, "quarter_sales": 650.0}
        usual |= {"quarter_visits": 200, "usual_visits": 40.0}
        self.reps = new_columns(
            Reps, seats, seat=np.arange(seats), full_quarter=1, present=1, below_weeks=9, **(usual | values)
        )
        self.menu = menu_arrays((WagerTerms(name="bet"), WagerTerms(name="goal", bonus=0.0, claw_back=0.0)))
        self.key = key
        self.week = 20
        self.plan_passed = 0.5
        self.reported = np.zeros(seats)
        self.territories = SimpleNamespace(
            reported_attacks=lambda seats, review: self.reported[seats],
            colleagues_reports=lambda seats, mine, review: self.reported[seats],
        )
        self.decisions = SimpleNamespace(
            causes=lambda manager, *known: manager.find_causes(*known),
            actions=lambda manager, *known: manager.act(*known),
        )
        self.events, self.diagnosed = [], []

    def season_of_quarter(self):
        return SEASON

    def record(self, kind, seat=-1, detail=""):
        self.events.append((kind, seat, detail))

    def note_diagnoses(self, evidence, causes):
        self.diagnosed += [(seat, Cause(cause).name.lower()) for seat, cause in zip(evidence.seats.tolist(), causes)]

    def note_actions(self, actions):
        pass


def diagnoses(company, review, shortfall=0.25) -> list[str]:
    """What a review of everybody concludes, by seat."""
    company.reps.quarter_sales[:] = (1.0 - shortfall) * company.plan_passed * company.reps.quota
    Manager(company, 0).review_fortnight(review)
    return [cause for _, cause in company.diagnosed]


def test_a_cause_alone_is_found_without_noise(key):
    """Half of sales attacked, half of the visits missing, a quota a third too high, or none of it."""
    company = Company(key, 40)
    company.reported[:10] = 0.5
    company.reps.quarter_visits[10:20] = 80
    company.reps.quota[20:30] *= 4.0 / 3.0
    causes = diagnoses(company, ReviewParameters(signal_noise=0.0))
    assert causes == ["competitor"] * 10 + ["execution"] * 10 + ["quota"] * 10 + ["chance"] * 10


def test_noise_confuses_as_often_as_it_must(key):
    """An attack explains all of a shortfall of .25, each part is misread by .1: chance gets what the others do not."""
    company = Company(key, 3000)
    company.reported[:] = 0.5
    telling = ReviewParameters(signal_noise=0.4, loss_under_attack=0.5)
    right = np.mean([cause == "competitor" for cause in diagnoses(company, telling)])
    z = stats.multivariate_normal(cov=0.1**2 * np.eye(3), seed=1).rvs(200_000)
    others = np.column_stack([z[:, 1:], -z.sum(axis=1)])
    expected = (0.25 + z[:, 0] > others.max(axis=1)).mean()
    assert 0.7 < expected < 0.9
    assert abs(right - expected) < 4.0 * math.sqrt(expected * (1.0 - expected) / 3000)


@pytest.mark.parametrize(("falsified", "cause"), [(0, "execution"), (100, "chance")])
def test_faked_visits_look_like_visits(key, falsified, cause):
    company = Company(
        key,
        10,
    )
    company.reps.quarter_visits[0], company.reps.quarter_falsified[0] = 100, falsified
    assert diagnoses(company, ReviewParameters(signal_noise=0.0), 0.2)[0] == cause


def test_who_is_reviewed(key):
    """More than 15 % short of the phased quota, here since the quarter began, in the own region, for long enough."""
    sales = [650.0, 560.0, 540.0, 540.0, 540.0, 540.0]
    company = Company(key, 6, quarter_sales=sales, team=[0, 0, 0, 1, 0, 0])
    company.reps.full_quarter[4] = 0
    company.reps.below_weeks[5] = 1
    Manager(company, 0).review_fortnight(ReviewParameters())
    assert [seat for kind, seat, _ in company.events if kind == "alert"] == [2, 5]
    assert [seat for seat, _ in company.diagnosed] == [2]
    assert company.reps.report_min.tolist() == [0.0, 0.0, 60.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize(("check_on", "checked"), [("both", [2]), ("weeks", [0, 1, 2]), ("alert", [2, 5])])
def test_what_starts_a_check(key, check_on, checked):
    """Seat 0 and 1 have been below for nine weeks, but not far; seat 5 is far behind since last week."""
    company = Company(key, 6, quarter_sales=[640.0, 560.0, 540.0, 540.0, 540.0, 540.0], team=[0, 0, 0, 1, 0, 0])
    company.reps.full_quarter[4] = 0
    company.reps.below_weeks[5] = 1
    Manager(company, 0).review_fortnight(ReviewParameters(check_on=check_on))
    assert [seat for seat, _ in company.diagnosed] == checked


ACTION_OF = {"COMPETITOR": "SUPPORT", "EXECUTION": "COACHING", "QUOTA": "RESET"}


@pytest.mark.parametrize("cause", [Cause[name] for name in ACTION_OF])
def test_each_conclusion_has_its_action(key, cause):
    company = Company(key, 2, quota=2000.0)
    review = ReviewParameters(support=0.5, action_weeks=4, quota_reset=0.3)
    actions = Manager(company, 0).act(np.array([1]), np.array([cause]), review)
    reps = company.reps
    assert actions.tolist() == [Action[ACTION_OF[cause.name]]]
    supported, coached, quota = reps.support_until[1], reps.coaching_until[1], reps.quota[1]
    # in force in weeks 20 to 23
    assert supported == (24 if cause is Cause.COMPETITOR else 0)
    assert coached == (24 if cause is Cause.EXECUTION else 0)
    # towards the rep's own record of 13 x 100
    assert quota == pytest.approx(1790.0 if cause is Cause.QUOTA else 2000.0)
    assert reps.quota[0] == 2000.0 and not reps.support_until[0] and not reps.coaching_until[0]


def test_resets_are_rationed_and_a_wager_s_target_stands(key):
    """A goal is no bet: its quota may be put right."""
    company = Company(key, 3, quota=2000.0, wager=[1, 0, 2])
    manager, review = Manager(company, 0), ReviewParameters(resets_per_quarter=1, quota_reset=0.3)
    actions = [manager.act(np.arange(3), np.full(3, Cause.QUOTA), review).tolist() for _ in range(3)]
    assert actions == [[Action.NONE, Action.RESET, Action.RESET], [Action.NONE] * 3, [Action.NONE] * 3]
    assert company.reps.quota == pytest.approx([2000.0, 1790.0, 1790.0])


def test_without_a_check_the_usual_is_done(key):
    company = Company(key, 6, quarter_sales=[540.0] * 6)
    company.reported[:] = 1.0
    Manager(company, 0).review_fortnight(ReviewParameters(seek_cause=False, usual_action="reset"))
    assert [cause for _, cause in company.diagnosed] == ["quota"] * 6
    assert company.reps.report_min.tolist() == [0.0] * 6


def test_a_manager_has_time_for_some_the_furthest_behind_first(key):
    company = Company(key, 10, quarter_sales=[400.0, 300.0, 200.0, 100.0, *[650.0] * 6])
    company.reps.coaching_until[0] = 22
    manager, review = Manager(company, 0), ReviewParameters(coached_share=0.3)
    actions = manager.act(np.arange(4), np.full(4, Cause.EXECUTION), review)
    assert actions.tolist() == [Action.COACHING, Action.NONE, Action.COACHING, Action.COACHING]
