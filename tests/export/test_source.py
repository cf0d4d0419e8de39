"""Files as text: encodings, delimiters, Excel, Parquet, rows that cannot be taken apart, files too large."""

from __future__ import annotations

from datetime import date

import openpyxl
import pandas as pd
import pytest

from salesim.errors import InputError
from salesim.export import source, text_file
from salesim.export.source import Source, find_sources

TEXT = "客户编号,下单日期,备注\nK1,2025-01-01,好\nK2,2025-01-02,\n"


def read(file, *headings: str, sheet: str | None = None) -> tuple[list[int], list[list[str]], Source]:
    found = Source(file, sheet)
    rows, cells = [], {heading: [] for heading in headings}
    for chunk in found.chunks(headings):
        rows += chunk.rows.tolist()
        for heading in headings:
            cells[heading] += chunk.cells[heading].to_pylist()
    return rows, list(cells.values()), found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_whatever_the_encoding_and_the_delimiter(tmp_path, encoding, delimiter):
    (tmp_path / "a.csv").write_bytes(TEXT.replace(",", delimiter).encode(encoding))
    rows, cells, _ = read(tmp_path / "a.csv", "客户编号", "备注")
    assert rows == [2, 3]
    assert cells == [["K1", "K2"], ["好", ""]]


def test_rows_keep_their_numbers_around_what_cannot_be_read(tmp_path):
    text = '\nid,day\nA,1\n\nB,"2\nstill 2"\nC\nD,4,5\n , \nE,5\n'
    (tmp_path / "a.csv").write_text(text)
    rows, cells, found = read(tmp_path / "a.csv", "id", "day")
    assert rows == [3, 5, 9]
    assert cells == [["A", "B", "E"], ["1", "2\nstill 2", "5"]]
    assert [(row.row, row.n_cells) for row in found.unreadable] == [(6, 1), (7, 3)]
    assert found.n_blank == 2


def test_rows_keep_their_numbers_over_chunks(tmp_path, monkeypatch):
    monkeypatch.setattr(text_file, "BLOCK", 2000)
    lines = [f"K{i},{i}" if i % 97 else f"K{i}" for i in range(2000)]
    (tmp_path / "a.csv").write_text("id,n\n" + "\n".join(lines))
    rows, cells, found = read(tmp_path / "a.csv", "n")
    assert rows == [i + 2 for i in range(2000) if i % 97]
    assert cells[0] == [str(row - 2) for row in rows]
    assert [row.row for row in found.unreadable] == [i + 2 for i in range(0, 2000, 97)]


@pytest.mark.parametrize("title", ["2024 年订单一览表", "2024 年订单一览表,,"])
def test_a_title_above_the_headings_is_no_heading(tmp_path, title):
    text = f"{title}\n\n{TEXT}"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8-sig")
    book = openpyxl.Workbook()
    for line in text.splitlines():
        book.active.append(line.split(","))
    book.save(tmp_path / "b.xlsx")
    for name in ("a.csv", "b.xlsx"):
        rows, cells, found = read(tmp_path / name, "客户编号", "下单日期")
        assert found.headings == ["客户编号", "下单日期", "备注"], name
        assert rows == [4, 5] and cells == [["K1", "K2"], ["2025-01-01", "2025-01-02"]]


def test_a_single_column_has_its_heading_too(tmp_path):
    (tmp_path / "a.csv").write_text("id\nA\nB\n")
    assert read(tmp_path / "a.csv", "id")[:2] == ([2, 3], [["A", "B"]])


def test_excel_cells_as_text(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [
        (),
        ("客户", "日", "额", "式"),
        (1001, date(2025, 3, 1), 12.5, "=1+1"),
        (),
        ("0007", "2025/3/2", 1e6, "x"),
    ]:
        sheet.append(row)
    book.create_sheet("空")
    book.save(tmp_path / "a.xlsx")
    found = find_sources(tmp_path)
    assert [s.name for s in found] == ["a.xlsx[Sheet]", "a.xlsx[空]"]
    rows, cells, _ = read(tmp_path / "a.xlsx", "客户", "日", "额", "式", sheet="Sheet")
    assert cells[:3] == [["1001", "0007"], ["2025-03-01", "2025/3/2"], ["12.5", "1000000"]]
    assert cells[3][0] == ""  # a formula that Excel never calculated has no value, and gets none here
    assert rows == [3, 5]
    with pytest.raises(InputError, match="is empty"):
        _ = found[1].headings


def test_parquet_cells_as_text(tmp_path):
    frame = pd.DataFrame({"id": [1, 2], "at": pd.to_datetime(["2025-03-01", None]), "x": [1.5, 2.0], "c": ["a", None]})
    frame["c"] = frame["c"].astype("category")
    frame.to_parquet(tmp_path / "a.parquet")
    rows, cells, _ = read(tmp_path / "a.parquet", "id", "at", "x", "c")
    assert rows == [1, 2]
    assert cells[0] == ["1", "2"] and cells[2] == ["1.5", "2"] and cells[3] == ["a", ""]
    assert cells[1][0].startswith("2025-03-01") and cells[1][1] == ""


def test_what_cannot_be_read_is_refused_with_a_reason(tmp_path, monkeypatch):
    for name, content, says in [
        ("zero.csv", b"", "is empty"),
        ("nul.csv", b"a,b\n\0,1", "not a text file"),
        ("bad.csv", b"a,b\n1,2\n\x98\x98\x98\x81\x8d,3", "in no other encoding does it read like a text"),
        ("bad.parquet", b"PAR1 no", "cannot be read as Parquet"),
    ]:
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError, match=says):
            read(tmp_path / name, *Source(tmp_path / name).headings)
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 no")
    with pytest.raises(InputError, match="cannot be read as Excel"):
        find_sources(tmp_path)


def test_files_too_large_are_refused_before_they_are_read(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(source, "LARGEST_TEXT", 10)
    with pytest.raises(InputError, match="too large to be read; split it"):
        find_sources(tmp_path)
    (tmp_path / "a.csv").unlink()
    with pytest.raises(InputError, match="no file that could be read"):
        find_sources(tmp_path)
