"""Colleagues who quit take drive from a region, as much as the closed form says, and from nobody else."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.agents.rules import Rules
from salesim.agents.turnover import exits_kept, highest_base
from salesim.model.opened_worlds import opening
from salesim.model.sales_model import SalesModel, forget
from salesim.scenario.overlay import overlay

GOES = 4  # the seat whose holder is made to quit
STAY = Rules(stays=lambda reps, quits: np.ones(len(reps), np.bool_))
GO = Rules(stays=lambda reps, quits: ~((reps.seat == GOES) & (reps.week == 54)))


def live(world, rules, weeks, replication=0, **changes):
    """Drive and sales of every seat by week, (2, weeks, n_seats), and the region's other seats."""
    model = SalesModel(world, overlay(world.scenario, changes), replication=replication, rules=rules)
    found = []
    for _ in range(weeks):
        model.step()
        found.append([model.reps.drive, model.reps.sales])
        found[-1] = [column.copy() for column in found[-1]]
    mates = (model.reps.region == model.reps.region[GOES]) & (model.reps.seat != GOES)
    forget(model)
    return np.array(found).transpose(1, 0, 2), mates


def test_an_exit_takes_as_much_drive_from_colleagues_as_it_should(world):
    """(n - 1) m / n x (1 + k + k^2 ...), from those of the region; begins with the notice, not with the vacancy."""
    (stay, mates), (go, _) = live(world, STAY, 48), live(world, GO, 48)
    lost = stay[0] - go[0]
    n, kept = mates.sum() + 1, exits_kept(8.0)
    assert n > 2
    expected = [0.5 * (n - 1) / n * (1.0 - kept**weeks) / (1.0 - kept) for weeks in (10, 45)]
    assert lost[3:13, mates].sum() == pytest.approx(expected[0], rel=0.01), "until the quarter ends"
    assert lost[:, mates].sum() == pytest.approx(expected[1], rel=0.1), "then quotas follow what was sold"
    assert lost[3, mates] == pytest.approx(0.5 / n, rel=0.02), "the week after the decision"
    elsewhere = ~mates
    elsewhere[GOES] = False
    assert np.abs(lost[:13, elsewhere].sum()) < 0.02 * lost[:13, mates].sum()


def test_a_region_loses_more_than_the_seat(world):
    """With morale as strong as the bounds have it, the others of the region sell less, too, seats elsewhere don't."""
    lost = []
    for replication in range(4):
        strong = {"sales_force.turnover.morale": 3.0}
        (stay, mates), (go, _) = (live(world, rules, 26, replication, **strong) for rules in (STAY, GO))
        elsewhere = ~mates
        elsewhere[GOES] = False
        lost.append([1.0 - go[1][:, of].sum() / stay[1][:, of].sum() for of in (mates, elsewhere)])
    region, others = np.mean(lost, axis=0)
    assert region > 0.02 > abs(others)


@pytest.mark.slow
def test_lost_morale_does_not_feed_on_itself(small):
    """At nine tenths of the highest base rate that is allowed, exits settle where they do without morale."""
    base = 0.9 * highest_base(2.0, exits_kept(8.0))
    quits = {}
    for morale in (0.0, 5.0):
        config = small(**{"sales_force.turnover.weekly_base": base, "sales_force.turnover.morale": morale})
        world = opening(config)
        exits = []
        for replication in range(3):
            model = SalesModel(world, world.scenario, replication=replication)
            for _ in range(104):
                model.step()
            exits.append(model.staff.quits_by_fifth.sum())
            forget(model)
        quits[morale] = np.mean(exits)
    assert quits[5.0] == pytest.approx(quits[0.0], rel=0.25)
