"""The picture of two maps over each other: shared accounts, and drive times."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from salesim.report.overlap import draw_overlap, shared_accounts

ACCOUNTS = pd.DataFrame(
    {
        "account": list("abcde"),
        "territory_before": [1, 1, 1, 2, 2],
        "territory_after": [1, 1, 2, 2, 2],
        "workload_hours": 1.0,
        "sales": [10.0, 20.0, 30.0, 40.0, 50.0],
    }
)
DRIVES = pd.DataFrame(
    {"territory": [1, 2, 3]}
    | {f"{name}_before": [5.0, 6.0, np.nan] for name in ("near", "middle", "far")}
    | {f"{name}_after": [7.0, 4.0, 9.0] for name in ("near", "middle", "far")}
)


def test_shared_accounts_add_up():
    shared = shared_accounts(ACCOUNTS)
    assert shared[["territory_before", "territory_after", "n_accounts"]].to_numpy().tolist() == [
        [1, 1, 2], [1, 2, 1], [2, 2, 2],
    ]  # fmt: skip
    assert shared["share"].tolist() == pytest.approx([2 / 3, 1 / 3, 1.0])
    assert shared["sales"].sum() == ACCOUNTS["sales"].sum()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_picture_shows_both(lang):
    figure = Figure(figsize=(11, 5.6))
    draw_overlap(figure, shared_accounts(ACCOUNTS), DRIVES, "today", "anew", lang)
    matrix, drives = figure.axes
    assert [text.get_text() for text in matrix.texts] == ["2", "1", "2"]
    grid = np.asarray(matrix.images[0].get_array())
    assert grid[0].tolist() == pytest.approx([2 / 3, 1 / 3, 0.0]) and grid[2].sum() == 0.0
    before, after = (line.get_xdata() for line in drives.lines)
    assert len(before) == 2 and sorted(after.tolist()) == [4.0, 7.0, 9.0]
