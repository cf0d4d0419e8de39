"""Reviews conclude the cause with the strongest evidence."""

from salesim.agents.review import Cause, conclude


def test_the_strongest_evidence_wins():
    assert Cause(conclude(1.0, 0.2, 0.3)) is Cause.COMPETITOR
    assert Cause(conclude(0.1, 0.9, 0.3)) is Cause.EXECUTION
    assert Cause(conclude(0.1, 0.2, 0.3)) is Cause.TARGET
    assert Cause(conclude(-1.0, -2.0, -0.5)) is Cause.TARGET


def test_every_verdict_is_a_cause():
    signals = (-1.0, 0.0, 0.5, 1.0)
    for attack in signals:
        for visits in signals:
            for target in signals:
                cause = Cause(conclude(attack, visits, target))
                strongest = {Cause.COMPETITOR: attack, Cause.EXECUTION: visits, Cause.TARGET: target}[cause]
                assert strongest == max(attack, visits, target)
