"""The study of volume: a small panel with newcomers sells what its model forecasts."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest


def study():
    spec = importlib.util.spec_from_file_location(
        "calibrated_volume", Path(__file__).parents[2] / "experiments/calibrated_volume.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_panel_with_newcomers_sells_what_is_forecast():
    found = study()
    volume = found.volume_of(found.panel_orders(weeks=104, new_a_week=4))
    assert volume["verdict"] in ("same", "explained") and volume["newcomers_a_year"] == pytest.approx(208, rel=0.2)
    for year in volume["years"]:
        assert year["simulated"]["mean"] == pytest.approx(year["forecast"]["mean"], rel=0.08), year
