"""A small version of the study of what a change of pay does, however small, large, or oddly written."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture(scope="module")
def study():
    folder = str(Path(__file__).parents[2] / "experiments")
    sys.path.insert(0, folder)
    yield import_module("stakes")
    sys.path.remove(folder)


def test_a_commission_of_a_thousandth_of_a_per_cent_does_nothing(study):
    assert abs(study.effect("tiny", 4)["sales"].mean()) < 1.0


def test_what_a_commission_brings_is_lost_when_it_goes(study):
    there, back = (1.0 + study.effect(name, 8)["sales"] / 100.0 for name in ("real", "back"))
    assert 1.08 < there.mean() < 1.22
    assert there.mean() * back.mean() == pytest.approx(1.0, abs=0.03)


def test_one_pay_has_one_value_however_it_is_written(study):
    assert study.effect("component", 2)["sales"] == pytest.approx(np.zeros(2), abs=1e-9)
    assert abs(study.effect("at_once", 3)["sales"].mean()) < 0.5


def test_pay_on_cash_is_felt_as_pay_on_sales(study):
    assert study.effect("cash_tenth", 2)["sales"].mean() < -5.0
    assert study.effect("cash_double", 2)["sales"].mean() > 3.0


def test_a_raise_keeps_people(study):
    raised = study.effect("raise", 4)
    assert -60.0 < raised["quits"] < -15.0
    assert abs(raised["sales"].mean()) < 6.0, "a higher salary alone makes nobody sell"
