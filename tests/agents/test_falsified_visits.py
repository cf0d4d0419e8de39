"""Invented visits: how many, and who is found out."""

import numpy as np
import pytest

from salesim.agents.falsified_visits import (
    Falsified,
    checked_share,
    counted_share,
    detection,
    falsify_visits,
    invented_share,
    waived_next,
)
from salesim.columns import Reps, Tool, new_columns
from salesim.random import Stream

FAKES = Falsified(response=0.5, detection=0.1, check_in=0.8, penalty=2.0, most=0.9, false_alarm=0.02)
N = 4000


def test_detection_by_hand():
    """Found out by neither: .9 without check-in, .9 x .2 with it, .9 x .6 where half of its findings are let pass."""
    assert detection(0.5, FAKES) == pytest.approx(1.0 - 0.9 * 0.6)
    assert detection(0, FAKES) == pytest.approx(0.1)
    assert detection(1, FAKES) == pytest.approx(1.0 - 0.9 * 0.2)


def test_inventing_pays_less_the_likelier_it_is_found_out():
    """.5 (R - p (1 + 2) R), at least none, at most nearly all."""
    assert invented_share(0.6, 0.0, 0.0, FAKES) == pytest.approx(0.3)
    assert invented_share(0.6, 0.1, 0.0, FAKES) == pytest.approx(0.5 * 0.6 * 0.7)
    assert invented_share(0.6, 0.4, 0.0, FAKES) == 0.0
    assert invented_share(50.0, 0.0, 0.0, FAKES) == 0.9
    assert invented_share(0.0, 0.0, 0.1, FAKES) == 0.0
    assert invented_share(0.6, 0.0, 0.1, FAKES) == pytest.approx(0.33), "after checks have ended"


def test_managers_whom_everybody_asks_let_four_fifths_pass_within_eighteen_months():
    """1 - w = (1 - g)^weeks: .77, .59, .35, .21 after one, two, four, six quarters; nobody asks, nothing changes."""
    counts, w = {}, np.zeros(2)
    for week in range(1, 79):
        w = waived_next(w, np.array([1.0, 0.0]), 0.02)
        counts[week] = 1.0 - w[0]
    assert [counts[week] for week in (13, 26, 52, 78)] == pytest.approx([0.77, 0.59, 0.35, 0.21], abs=0.005)
    assert w[1] == 0.0
    assert waived_next(0.5, 0.4, 0.1) == pytest.approx(0.52)


def test_what_is_let_pass_counts_for_nobody():
    """Users' share of check-ins that count, and what a check takes for falsified: a (1 + penalty) of real visits."""
    reps = new_columns(Reps, 3, waived=[0.0, 0.75, 0.75])
    reps.uses[:2, Tool.CHECK_IN] = 1
    assert checked_share(reps).tolist() == [1.0, 0.25, 0.0]
    assert counted_share(checked_share(reps), FAKES) == pytest.approx([1.0 - 0.06, 1.0 - 0.015, 1.0])
    assert counted_share(np.ones(1), FAKES._replace(false_alarm=0.5)) == 0.0


@pytest.mark.parametrize(("checked", "caught"), [(0, 0.1), (1, 0.82)])
def test_inventions_are_a_share_of_all_reports(key, checked, caught):
    reps = new_columns(Reps, N, seat=np.arange(N), visits=20, invented_share=0.3)
    reps.invented_share[0] = 0.0
    uses = np.full(N, checked, np.float64)
    falsify_visits(0, N, reps, uses, FAKES, 30, key(Stream.FALSIFIED_VISITS))
    assert reps.falsified_visits[0] == reps.detected_falsified[0] == 0
    reported = reps.visits[1:] + reps.falsified_visits[1:]
    assert (reps.falsified_visits[1:] / reported).mean() == pytest.approx(0.3, abs=0.005)
    assert reps.detected_falsified[1:].sum() / reps.falsified_visits[1:].sum() == pytest.approx(caught, abs=0.01)
    assert (reps.visits == 20).all()  # they are nobody's visits
