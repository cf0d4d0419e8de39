"""Prospects turn up, wait for an answer, climb the funnel or are lost."""

import numpy as np
import pytest
from scipy import stats

from salesim.agents.leads import ARRIVED, BY_MARKETING, CLEANED, N_COUNTS, ORPHANED, TWICE, Claim, LeadRule, LeadWeek
from salesim.agents.prospects import receive_leads, stage_probability
from salesim.columns import Customers, State, new_columns
from salesim.policy.leads import LeadParameters
from salesim.random import Stream


@pytest.mark.parametrize(("hours", "factor"), [(24.0, 1.0), (48.0, 2.0**-0.3), (1.0, 24.0**0.3), (0.01, 24.0**0.3)])
def test_a_late_answer_spoils_the_chance(hours, factor):
    """Relative to a day; within an hour is within an hour."""
    assert stage_probability(0.2, 1.0, hours, 0.3, 1.0) == pytest.approx(0.2 * factor)


def test_goodwill_and_effort_help_up_to_a_limit():
    assert stage_probability(0.2, 1.5, 24.0, 0.3, 1.2) == pytest.approx(0.36)
    assert stage_probability(0.9, 2.0, 24.0, 0.3, 1.0) == 0.95


def prospects(n, **values):
    return new_columns(Customers, n, **({"customer_id": np.arange(n), "state": State.UNKNOWN} | values))


def numbers(key, rule=LeadRule.USUAL, **values):
    p = LeadParameters()
    usual = {name: getattr(p, name) for name in LeadWeek._fields if hasattr(p, name)}
    usual |= {"usual_hours": 24.0, "vacancy_hours": 72.0, "patience_weeks": 26, "junk_share": 0.0}
    keys = {"response_key": Stream.LEAD_RESPONSE, "claim_key": Stream.LEAD_CLAIM, "junk_key": Stream.LEAD_JUNK}
    usual |= {name: key(stream) for name, stream in keys.items()}
    return LeadWeek(**(usual | {"rule": int(rule)} | values))


def receive(c, key, week, present=1, **values):
    """One week of leads at one seat; what became of them."""
    counts = np.zeros((1, N_COUNTS), np.int64)
    receive_leads(0, len(c.state), c, np.full(1, present, np.int8), counts, week, numbers(key, **values))
    return counts[0]


def test_prospects_turn_up_in_their_week(key):
    c = prospects(3, state_week=[4, 5, 6])
    assert receive(c, key, 5)[ARRIVED] == 2
    assert c.state.tolist() == [State.LEAD, State.LEAD, State.UNKNOWN]
    assert c.state_week.tolist() == [5, 5, 6]


def test_waiting_for_an_answer_is_exponential(key):
    c = prospects(5000)
    receive(c, key, 0)
    assert stats.kstest(c.response_hours, stats.expon(scale=24.0).cdf).pvalue > 1e-3


def test_leads_of_a_vacant_seat_wait_longer(key):
    somebody, nobody = prospects(500), prospects(500)
    receive(somebody, key, 0)
    receive(nobody, key, 0, present=0)
    assert nobody.response_hours - somebody.response_hours == pytest.approx(72.0, abs=1e-3)


def test_who_is_left_too_long_is_lost_and_customers_are_not(key):
    stages = [State.LEAD, State.PROPOSAL, State.PROPOSAL, State.HEALTHY, State.FADING]
    c = prospects(5, state=stages, state_week=[4, 4, 5, 0, 0])
    receive(c, key, 30)
    assert c.state.tolist() == [State.GONE, State.GONE, State.PROPOSAL, State.HEALTHY, State.FADING]


def test_without_a_rule_some_leads_are_pursued_twice_and_some_by_nobody(key):
    """c .6 and .3 by marketing and sales: .18 twice, .28 orphaned."""
    n = 40_000
    c = prospects(n)
    counts = receive(c, key, 3, rule=LeadRule.UNRULED)
    for found, share in ((counts[TWICE], 0.18), (counts[ORPHANED], 0.28), (counts[BY_MARKETING], 0.6)):
        assert abs(found - share * n) < 4.0 * np.sqrt(share * (1.0 - share) * n)
    assert ((c.state == State.UNKNOWN) == (c.claim == Claim.NOBODY)).all()


def test_an_orphan_is_found_in_the_end_and_spoiled(key):
    c = prospects(2000)
    receive(c, key, 3, rule=LeadRule.UNRULED)
    orphans = c.claim == Claim.NOBODY
    assert receive(c, key, 6, rule=LeadRule.UNRULED).sum() == 0
    assert (c.state[orphans] == State.UNKNOWN).all()
    receive(c, key, 7, rule=LeadRule.UNRULED)
    assert (c.state == State.LEAD).all()
    assert (c.response_hours[orphans] > 4 * 168.0).all() and c.response_hours[~orphans].mean() < 30.0


def test_two_who_pursue_answer_sooner_than_one(key):
    c = prospects(20_000)
    receive(c, key, 3, rule=LeadRule.UNRULED)
    assert c.response_hours[c.claim == Claim.BOTH].mean() == pytest.approx(12.0, rel=0.08)
    assert c.response_hours[c.claim == Claim.SALES].mean() == pytest.approx(24.0, rel=0.08)


def test_raci_cleans_what_is_worthless_and_takes_its_time(key):
    c = prospects(20_000)
    counts = receive(c, key, 3, rule=LeadRule.RACI, junk_share=0.4)
    assert (counts[TWICE], counts[ORPHANED]) == (0, 0)
    assert counts[CLEANED] == pytest.approx(0.4 * 0.85 * 20_000, rel=0.03)
    assert (c.junk[c.state == State.GONE] == 1).all()
    assert c.response_hours[c.state == State.LEAD].mean() == pytest.approx(18.0, rel=0.03)


def test_a_fence_is_quick_until_leads_come_in_crowds(key):
    alone, crowd = prospects(1), prospects(9)
    receive(alone, key, 3, rule=LeadRule.FENCE)
    receive(crowd, key, 3, rule=LeadRule.FENCE)
    assert alone.response_hours[0] == crowd.response_hours[0] < 24.0
    assert crowd.response_hours[8] >= 64.0


def test_the_usual_way_meets_the_same_luck_as_ever(key):
    usual, unruled = prospects(500), prospects(500)
    receive(usual, key, 3)
    receive(unruled, key, 3, rule=LeadRule.UNRULED)
    alone = unruled.claim == Claim.SALES
    assert np.array_equal(usual.response_hours[alone], unruled.response_hours[alone])
