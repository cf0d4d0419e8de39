"""How a tool spreads: a logistic curve of users, each with a place in line."""

import numpy as np
import pytest
from pydantic import ValidationError

from salesim.agents.adoption import adopted_share, apply
from salesim.columns import Reps, Tool, new_columns
from salesim.policy.tools import ToolParameters
from salesim.random import Stream


def test_the_curve_begins_and_ends_where_it_should():
    """s(0) = s0, half the ceiling after ln(c / s0 - 1) / g weeks, s(infinity) = c."""
    assert adopted_share(0.0, 0.1, 0.8, 0.2) == pytest.approx(0.1)
    assert adopted_share(np.log(7.0) / 0.2, 0.1, 0.8, 0.2) == pytest.approx(0.4)
    assert adopted_share(500.0, 0.1, 0.8, 0.2) == pytest.approx(0.8)
    assert adopted_share(9.0, 0.1, 0.8, 0.0) == pytest.approx(0.1)


def test_it_cannot_shrink():
    with pytest.raises(ValidationError, match=r"start_share \(0.9\) must not exceed ceiling"):
        ToolParameters(start_share=0.9)


def test_who_began_goes_on(key):
    """Users are the first in line: more of them with every week, nobody drops out, and each learns it once."""
    reps = new_columns(Reps, 4000, seat=np.arange(4000), present=1)
    before = np.zeros(4000, bool)
    for share in (0.1, 0.3, 0.7):
        reps.training_min[:] = 0.0
        users = apply(reps, int(Tool.MAP), share, 240.0, key(Stream.TOOL_ADOPTION))
        uses = reps.uses[:, Tool.MAP] == 1
        assert users == uses.sum() and abs(users / 4000 - share) < 0.03
        assert uses[before].all()
        assert np.array_equal(reps.training_min, 240.0 * (uses & ~before))
        before = uses
    assert not reps.uses[:, Tool.CHECK_IN].any()


def test_a_place_in_line_belongs_to_the_person(key):
    """Another holder has another place; a vacant seat uses nothing; the tools' lines are independent."""
    places = {}
    for holder, tool in ((0, Tool.MAP), (1, Tool.MAP), (0, Tool.CHECK_IN)):
        reps = new_columns(Reps, 4000, seat=np.arange(4000), present=1, holder=holder)
        reps.present[:100] = 0
        apply(reps, int(tool), 0.5, 0.0, key(Stream.TOOL_ADOPTION))
        places[holder, tool] = reps.uses[:, tool] == 1
        assert not places[holder, tool][:100].any()
    first = places[0, Tool.MAP]
    for other in (places[1, Tool.MAP], places[0, Tool.CHECK_IN]):
        assert abs((first & other)[100:].mean() - 0.25) < 0.03
