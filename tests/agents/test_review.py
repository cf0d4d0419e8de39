"""Reviews conclude the cause with the strongest evidence."""

import numpy as np

from salesim.agents.review import Cause, Evidence, conclude


def evidence(attacks, visits, quotas):
    """Signals of 1, .2, ... as evidence: a quarter of sales, visits or quota each."""
    n = len(attacks)
    return Evidence(np.arange(n), np.full(n, 0.3), *(0.25 * np.array(x) for x in (attacks, visits, quotas)))


def test_the_strongest_evidence_wins():
    known = evidence([1.0, 0.1, 0.1, -1.0], [0.2, 0.9, 0.2, -2.0], [0.3, 0.3, 0.3, -0.5])
    causes = [Cause.COMPETITOR, Cause.EXECUTION, Cause.QUOTA, Cause.QUOTA]
    assert conclude(known, np.zeros((3, 4))).tolist() == causes


def test_what_a_manager_misreads_counts_like_evidence():
    known = evidence([1.0, 1.0], [0.0, 0.0], [0.0, 0.0])
    noise = np.array([[0.0, 0.0], [0.9, 1.1], [0.0, 0.0]])
    assert conclude(known, noise).tolist() == [Cause.COMPETITOR, Cause.EXECUTION]
