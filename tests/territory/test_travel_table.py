"""A table of one's own travel times."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.territory.travel_table import read_travel_table

TOWNS = [("1", "昆山", "Kunshan"), ("2", "太仓", "Taicang"), ("3", "城关", "Chengguan"), ("4", "城关", "")]


def read(tmp_path, text: str, encoding: str = "utf-8") -> np.ndarray:
    file = tmp_path / "minutes.csv"
    file.write_bytes(text.encode(encoding))
    return read_travel_table(file, TOWNS)


def test_a_pair_counts_both_ways_unless_both_are_given(tmp_path):
    minutes = read(tmp_path, "from,to,minutes\n昆山,Taicang,40\n1,3,55.5\n3,1,70\n", "utf-8-sig")
    assert minutes[0, 1] == minutes[1, 0] == 40 and (minutes[0, 2], minutes[2, 0]) == (55.5, 70)
    assert np.count_nonzero(minutes >= 0) == 4


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("from,to,minutes\n昆山,太昌,40\n", 2, "no such town"),
        ("from,to,minutes\n昆山,城关,40\n", 2, "several towns"),
        ("from,to,minutes\n1,2,4\n1,2,5\n", 3, "twice"),
        ("from,to,minutes\n1,2,-4\n", 2, "travel time"),
        ("from,to,minutes\n1,2,nan\n", 2, "travel time"),
        ("from,to,min\n", 1, "headings"),
        ("from,to,minutes\n1,2\n", 2, "2 cells under 3 headings"),
        ("\n", None, "is empty"),
    ],
)
def test_faults_name_file_and_line(tmp_path, text, line, said):
    with pytest.raises(InputError, match=said) as refused:
        read(tmp_path, text)
    assert refused.value.line == line and str(refused.value.file).endswith("minutes.csv")


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_travel_table(tmp_path / "none.csv", TOWNS)
