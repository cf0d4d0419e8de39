"""A table of one's own travel times, in the forms in which routing services and GIS write it."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.territory.travel_table import TravelTable, read_travel_table


def read(tmp_path, text: str, encoding: str = "utf-8") -> TravelTable:
    file = tmp_path / "minutes.csv"
    file.write_bytes(text.encode(encoding))
    return read_travel_table(file)


def test_a_pair_counts_both_ways_unless_both_are_given(tmp_path):
    table = read(tmp_path, "from,to,minutes\n昆山,太仓,40\n昆山,3,55.5\n3,昆山,70\n", "utf-8-sig")
    assert table.places == ("昆山", "太仓", "3") and table.lines == (2, 2, 3)
    assert table.minutes[0, 1] == table.minutes[1, 0] == 40
    assert (table.minutes[0, 2], table.minutes[2, 0]) == (55.5, 70)
    assert np.count_nonzero(table.minutes >= 0) == 4


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("from,to,duration\nA,B,1800\n", 30.0),  # OSRM and Valhalla: seconds
        ("FROM_ID;TO_ID;DURATION_H;DIST_KM\nA;B;0.5;20\n", 30.0),  # QGIS
        ("OriginID,DestinationID,Total_Minutes\nA,B,30\n", 30.0),  # ArcGIS
        ("minutes,A,B\nA,0,30\nB,25,0\n", 25.0),
        ("seconds,A,B\nA,,1800\nB,1500,\n", 25.0),
    ],
)
def test_the_forms_that_services_write(tmp_path, text, back):
    table = read(tmp_path, text)
    assert table.places == ("A", "B")
    assert table.minutes[0, 1] == pytest.approx(30.0) and table.minutes[1, 0] == pytest.approx(back)


def test_where_no_way_was_found_the_table_says_nothing(tmp_path):
    table = read(tmp_path, "from,to,seconds\nA,B,\nA,C,null\nB,C,60\n")
    assert table.minutes.tolist() == [[-1, -1, -1], [-1, -1, 1], [-1, 1, -1]]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("from,to,minutes\n1,2,4\n1,2,5\n", 3, "twice"),
        ("from,to,minutes\n1,2,-4\n", 2, "travel time"),
        ("from,to,minutes\n1,2,soon\n", 2, "travel time"),
        ("from,to,hours\n1,2,25\n", 2, "from 0 to 24"),
        ("from,to,km\n", 1, "column is missing"),
        ("from,to,minutes,seconds\n1,2,3,180\n", 1, "two columns are times"),
        ("from,minutes\n", 1, "column is missing"),
        ("from,to,minutes\n1,2\n", 2, "2 cells under 3 headings"),
        ("from,to,minutes\n1,,7\n", 2, "no name"),
        (",A,B\nA,0,1\n", 1, "what are the times in"),
        ("minutes,A,B\nA,0,1\nC,1,0\n", 3, "not among those of the first line"),
        ("minutes,A,B\nA,0,1\nA,1,0\n", 3, "twice"),
        ("\n", None, "is empty"),
    ],
)
def test_faults_name_file_and_line(tmp_path, text, line, said):
    with pytest.raises(InputError, match=said) as refused:
        read(tmp_path, text)
    assert refused.value.line == line and str(refused.value.file).endswith("minutes.csv")


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_travel_table(tmp_path / "none.csv")
