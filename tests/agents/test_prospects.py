"""Prospects turn up, wait for an answer, climb the funnel or are lost."""

import numpy as np
import pytest
from scipy import stats

from salesim.agents.leads import ARRIVED, BY_MARKETING, CLEANED, N_COUNTS, ORPHANED, TWICE, Claim, LeadRule, LeadWeek
from salesim.agents.prospects import receive_leads, stage_probability
from salesim.columns import NEVER, Customers, State, new_columns
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
    return new_columns(
        Customers, n, **({"customer_id": np.arange(n), "state": State.UNKNOWN, "order_rate": 0.5} | values)
    )


def numbers(key, rule=LeadRule.USUAL, **values):
    p = LeadParameters()
    usual = {name: getattr(p, name) for name in LeadWeek._fields if hasattr(p, name)}
    usual |= {"usual_hours": 24.0, "vacancy_hours": 72.0, "patience_weeks": 26, "junk_share": 0.0}
    usual |= {"arrival_rate": 1.0, "return_rate": 0.0, "usual_order_rate": 0.5, "coming_back": (1.0, 20.0, 100.0)}
    keys = {"response_key": Stream.LEAD_RESPONSE, "claim_key": Stream.LEAD_CLAIM, "junk_key": Stream.LEAD_JUNK}
    keys |= {"arrival_key": Stream.LEAD_ARRIVAL, "return_key": Stream.LEAD_RETURN, "returned_key": Stream.RETURNED}
    usual |= {name: key(stream) for name, stream in keys.items()}
    return LeadWeek(**(usual | {"rule": int(rule)} | values))


def receive(c, key, week, present=1, **values):
    """One week of leads at one seat, all of whom turn up at once unless told otherwise; what became of them."""
    counts = np.zeros((1, N_COUNTS), np.int64)
    receive_leads(0, len(c.state), c, np.full(1, present, np.int8), counts, week, numbers(key, **values))
    return counts[0]


@pytest.mark.parametrize("state", [State.UNKNOWN, State.GONE])
def test_prospects_and_former_customers_turn_up_by_a_hazard(key, state):
    """A share a lambda / lambda-bar a week, whoever they are; and none of those who already are leads or customers."""
    n = 40_000
    often = np.where(np.arange(n) % 2 == 0, 0.25, 0.75)
    c = prospects(n, state=state, order_rate=often)
    counts = receive(c, key, 5, arrival_rate=0.1)
    came = c.state == State.LEAD
    assert counts[ARRIVED] == came.sum() and (c.state_week[came] == 5).all() and (c.state[~came] == state).all()
    for rate, share in ((0.25, 0.05), (0.75, 0.15)):
        found = came[often == rate]
        assert abs(found.mean() - share) < 4.0 * np.sqrt(share * (1.0 - share) / len(found))
    already = prospects(4, state=[State.LEAD, State.PROPOSAL, State.HEALTHY, State.FADING], state_week=5)
    assert receive(already, key, 5)[ARRIVED] == 0


def test_weeks_until_somebody_turns_up_are_geometric(key):
    n, rate = 5_000, 0.25
    c = prospects(n)
    for week in range(60):
        receive(c, key, week, arrival_rate=rate, patience_weeks=1000)
    assert (c.state == State.LEAD).all()
    waited = np.bincount(c.state_week, minlength=60)
    cells = np.append(waited[:15], waited[15:].sum())
    expected = n * np.append(rate * (1 - rate) ** np.arange(15), (1 - rate) ** 15)
    assert stats.chisquare(cells, expected).pvalue > 1e-3


def test_some_begin_to_buy_by_themselves_and_are_no_leads(key):
    n = 40_000
    often = np.where(np.arange(n) % 2 == 0, 0.25, 0.75)
    c = prospects(n, state=State.GONE, order_rate=often, junk=np.arange(n) % 4 == 1, last_order_week=NEVER)
    assert receive(c, key, 5, arrival_rate=0.0, return_rate=0.1).sum() == 0
    back = c.state == State.HEALTHY
    assert (c.state[~back] == State.GONE).all() and not back[c.junk == 1].any(), "the worthless never buy"
    for rate, share in ((0.25, 0.05), (0.75, 0.15)):
        found = back[(often == rate) & (c.junk == 0)]
        assert abs(found.mean() - share) < 4.0 * np.sqrt(share * (1.0 - share) / len(found))


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
