"""Keywords of experiments: one that there is not is refused with the nearest, before anything is simulated."""

from __future__ import annotations

import pytest

from salesim import InputError
from salesim.experiment.choose.choose import choose
from salesim.experiment.compare import compare
from salesim.experiment.execute import execute
from salesim.experiment.repeat import repeat
from salesim.experiment.sensitivity import sensitivity, stability
from salesim.search import search


def never(*arguments, **parts):
    raise AssertionError("something was simulated")


@pytest.mark.parametrize(
    ("function", "wrong", "meant"),
    [
        (compare, "replicatoins", "replications"),
        (compare, "job", "jobs"),
        (compare, "rep_clas", "rep_class"),
        (repeat, "progres", "progress"),
        (choose, "indiference", "indifference"),
        (choose, "fallbck", "fallback"),
        (stability, "back_end", "backend"),
        (sensitivity, "seeds", "seed"),
        (execute, "folders", "folder"),
        (execute, "runer", "runner"),
        (search, "confirm_replication", "confirm_replications"),
        (search, "objective", "objectives"),
    ],
)
def test_a_misspelt_keyword_is_refused_with_the_nearest(function, wrong, meant):
    told = rf"{function.__name__}\(\) has no keyword of this name \(got '{wrong}'\); .* did you mean '{meant}'"
    asked = [None] * (3 if function is execute else 2 if function in (stability, sensitivity) else 1)
    with pytest.raises(InputError, match=told):
        function(*asked, runner=never, **{wrong: 1})


def test_where_nothing_is_near_the_names_are_listed():
    with pytest.raises(InputError, match=r"allowed: scenario, arms, .*batch, .*watched$"):
        compare(None, zzz=1)
