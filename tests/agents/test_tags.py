"""What tags tell, and how they are learned."""

from __future__ import annotations

import pytest

from salesim.agents.tags import behavior_coverage, knowledge, learn_needs
from salesim.policy.tags import TagParameters


def test_knowledge_adds_up_by_kind():
    assert knowledge(1.0, 0.0, 0.0, 0.15, 0.2, 0.5) == 0.15
    assert knowledge(0.0, 1.0, 0.0, 0.15, 0.2, 0.5) == 0.2
    assert knowledge(1.0, 1.0, 1.0, 0.15, 0.2, 0.5) == pytest.approx(0.85)


def test_behavior_is_known_from_orders():
    assert [behavior_coverage(orders, 8.0) for orders in (0, 2, 8, 30)] == [0.0, 0.25, 1.0, 1.0]


def test_a_visit_fills_in_a_share_of_what_is_missing():
    assert learn_needs(0.0, 1.0, 0.25) == 0.25
    assert learn_needs(0.6, 1.0, 0.25) == pytest.approx(0.7)
    twice = learn_needs(learn_needs(0.2, 1.0, 0.25), 1.0, 0.25)
    assert learn_needs(0.2, 2.0, 0.25) == pytest.approx(twice)
    assert learn_needs(0.2, 1.0, 0.0) == 0.2


def test_tags_tell_no_more_than_all():
    with pytest.raises(ValueError, match=r"they sum to 1.15"):
        TagParameters(needs_tell=0.8)
