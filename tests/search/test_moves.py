"""Small moves keep to what may be drawn."""

from __future__ import annotations

import numpy as np
from planted import RATE, Planted

from salesim.search import Choice, Number, Space, search
from salesim.search.moves import moved

SPACE = Space(
    choices={"bonus": Choice(options={"none": {}, "paid": {}})},
    numbers={
        "a.rate": Number(low=0.001, high=0.1, log=True),
        "a.count": Number(low=1, high=9),
        "a.at": Number(low=0.5, high=1.5, step=0.25, when={"bonus": "paid"}),
        "layouts.even.share": Number(low=0, high=1),
    },
)
HERE = {"layout": "plain", "bonus": "paid", "a.rate": 0.01, "a.count": 5, "a.at": 1.0}


def test_a_move_changes_one_thing_and_what_hangs_on_it():
    rng = np.random.default_rng(3)
    made = [moved(SPACE, ["plain", "even"], frozenset({"a.count"}), HERE, rng) for _ in range(400)]
    for there in made:
        assert {name for name in SPACE.names if name == "layout" or SPACE.is_active(name, there)} == set(there)
        assert all(SPACE.numbers[name].holds(value) for name, value in there.items() if name in SPACE.numbers)
        assert isinstance(there["a.count"], int)
        changed = [name for name in HERE if there.get(name) != HERE[name]]
        assert len(set(changed) - {"a.at"}) <= 1
    assert {there["bonus"] for there in made} == {"none", "paid"}
    assert {there["layout"] for there in made} == {"plain", "even"}
    assert {there.get("a.at") for there in made} == {None, 0.5, 0.75, 1.0, 1.25, 1.5}


def test_a_search_tries_moves_of_its_best(scenario, space):
    found = search(scenario, space, 48, 4, 2, confirm_replications=3, runner=Planted(noise=100.0)).trials
    names = ["layout", "portal", RATE]
    best = found.loc[: 40 - 1].sort_values("difference").iloc[-1]
    last = found.loc[found["trial"] % 8 >= 5].tail(3)
    assert (((last[names] == best[names]).sum(axis=1)) >= 2).all()
