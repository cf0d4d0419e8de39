"""The study of coverage, small: intervals hold, ranks are spread, and 'identified' is seldom wrong."""

from __future__ import annotations

import importlib.util
from pathlib import Path


def study():
    spec = importlib.util.spec_from_file_location(
        "calibration_coverage", Path(__file__).parents[2] / "experiments/calibration_coverage.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_intervals_cover_as_often_as_they_say():
    found = study().coverage(24, n_customers=300)
    assert len(found) >= 10
    assert 0.84 < found["coverage_90"].mean() < 0.95
    assert found["wrong"].mean() <= 0.06
    # ranks over all quantities: no bin is empty, and none holds a third of all
    ranks = found["ranks"].map(list).tolist()
    total = [sum(bins[i] for bins in ranks) for i in range(10)]
    assert min(total) / sum(total) > 0.03 and max(total) / sum(total) < 0.25
