"""Invented visits: how many, and who is found out."""

import numpy as np
import pytest

from salesim.agents.falsified_visits import Falsified, detection, falsify_visits, invented_share
from salesim.columns import Reps, new_columns
from salesim.random import Stream

FAKES = Falsified(response=0.5, detection=0.1, check_in=0.8, penalty=2.0, most=0.9)
N = 4000


def test_detection_by_hand():
    """Found out by neither: .9 without check-in, .9 x .2 with it."""
    assert detection(0, FAKES) == pytest.approx(0.1)
    assert detection(1, FAKES) == pytest.approx(1.0 - 0.9 * 0.2)


def test_inventing_pays_less_the_likelier_it_is_found_out():
    """.5 (R - p (1 + 2) R), at least none, at most nearly all."""
    assert invented_share(0.6, 0.0, FAKES) == pytest.approx(0.3)
    assert invented_share(0.6, 0.1, FAKES) == pytest.approx(0.5 * 0.6 * 0.7)
    assert invented_share(0.6, 0.4, FAKES) == 0.0
    assert invented_share(50.0, 0.0, FAKES) == 0.9
    assert invented_share(0.0, 0.0, FAKES) == 0.0


@pytest.mark.parametrize(("checked", "caught"), [(0, 0.1), (1, 0.82)])
def test_inventions_are_a_share_of_all_reports(key, checked, caught):
    reps = new_columns(Reps, N, seat=np.arange(N), visits=20, invented_share=0.3)
    reps.invented_share[0] = 0.0
    uses = np.full(N, checked, np.int8)
    falsify_visits(0, N, reps, uses, FAKES, 30, key(Stream.FALSIFIED_VISITS))
    assert reps.falsified_visits[0] == reps.detected_falsified[0] == 0
    reported = reps.visits[1:] + reps.falsified_visits[1:]
    assert (reps.falsified_visits[1:] / reported).mean() == pytest.approx(0.3, abs=0.005)
    assert reps.detected_falsified[1:].sum() / reps.falsified_visits[1:].sum() == pytest.approx(caught, abs=0.01)
    assert (reps.visits == 20).all()  # they are nobody's visits
