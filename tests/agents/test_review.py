"""Reviews conclude the cause that explains most of a shortfall."""

import numpy as np
import pytest

from salesim.agents.review import Cause, Evidence, ReviewParameters, conclude, explained


def test_evidence_is_weighed_in_shares_of_the_quota():
    """Half of the sales attacked by what is reported; a fifth of the visits missing; a quota of 125 %."""
    known = Evidence(*(np.array([x]) for x in (0, 0.4, 0.6, 0.4, 0.2, 0.25)))
    parts = explained(known, ReviewParameters(loss_under_attack=0.5, loss_of_visits=0.5))
    assert parts[:, 0] == pytest.approx([0.8 * 0.25, 0.8 * 0.1, 0.2, 0.4 - 0.2 - 0.08 - 0.2])


def test_the_largest_part_is_the_cause():
    parts = np.array([[0.2, 0.1, 0.1, 0.0], [0.0, 0.3, 0.2, 0.0], [0.1, 0.1, 0.3, 0.0], [0.0, 0.0, 0.0, 0.2]])
    assert conclude(parts, np.zeros((3, 4))).tolist() == list(Cause)


def test_what_a_manager_reads_into_a_cause_is_missing_from_chance():
    parts = np.array([[0.0, 0.1], [0.0, 0.0], [0.0, 0.0], [0.2, 0.2]])
    noise = np.array([[0.0, 0.3], [0.5, 0.0], [0.0, 0.0]])  # a signal of 1 is a quarter of the quota
    assert conclude(parts, noise).tolist() == [Cause.EXECUTION, Cause.COMPETITOR]
