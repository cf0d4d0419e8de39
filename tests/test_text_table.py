"""Tables that users give as text."""

from __future__ import annotations

import pytest

from salesim.errors import InputError
from salesim.text_table import read_csv


@pytest.fixture
def table_of(tmp_path):
    def read(content: bytes, name: str = "t.csv"):
        (tmp_path / name).write_bytes(content)
        return read_csv(tmp_path / name, "layouts.today.file")

    return read


def test_cells_by_heading_with_the_lines_of_their_rows(table_of):
    table = table_of(b'id;what\n\n1;"a\nb"\n2;\n')
    assert table.cells == {"id": ["1", "2"], "what": ["a\nb", None]}
    assert (table.lines, table.n_rows) == ([3, 5], 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_of_spreadsheets(table_of, encoding):
    assert table_of("客户\t区域\n甲\t东\n".encode(encoding)).cells == {"客户": ["甲"], "区域": ["东"]}


def test_a_heading_is_found_however_it_is_written(table_of):
    table = table_of(b"Customer ID,x\n1,2\n")
    assert table.find("client", "customer_id") == "Customer ID"
    with pytest.raises(InputError, match="this column is missing") as refused:
        table.find("territory", "rep")
    assert refused.value.allowed == "territory or rep"


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (b"", None, "is empty"),
        (b"a,b\n1\n", 2, "has 1 cells under 2 headings"),
        (b'a,b\n1,"2\n', 2, "cannot be read as CSV"),
        (b"a,a\n1,2\n", 1, "two columns have this heading"),
        (b"a\n\xff\xff\n", 2, "neither UTF-8 nor GB18030"),
        (b"a\0b\n", None, "not a text file"),
    ],
)
def test_faults_name_the_line(table_of, content, line, says):
    with pytest.raises(InputError, match=says) as refused:
        table_of(content)
    assert refused.value.line == line and refused.value.file.name == "t.csv"


def test_a_file_that_is_not_there_is_a_fault_of_the_field(tmp_path):
    with pytest.raises(InputError, match="cannot be read") as refused:
        read_csv(tmp_path / "none.csv", "layouts.today.file")
    assert refused.value.field == "layouts.today.file"
    with pytest.raises(InputError, match="save the sheet as CSV"):
        read_csv(tmp_path / "t.xlsx", "layouts.today.file")


@pytest.mark.parametrize(("rows", "cells", "says"), [(2, 99, "has too many rows"), (99, 4, "has too many cells")])
def test_rows_and_cells_are_counted_before_any_is_made(table_of, monkeypatch, rows, cells, says):
    monkeypatch.setattr("salesim.text_table.MAX_ROWS", rows)
    monkeypatch.setattr("salesim.text_table.MAX_CELLS", cells)
    monkeypatch.setattr("salesim.text_table.csv.reader", None)
    with pytest.raises(InputError, match=says) as refused:
        table_of(b"id,what\n1,a\n2,b\n")
    assert refused.value.allowed == f"up to {min(rows, cells)}" and refused.value.file is not None
