"""Files that would swallow their rows, the memory or what lies elsewhere are refused with a bound that is stated."""

from __future__ import annotations

import os
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from salesim import text_table
from salesim.errors import InputError
from salesim.export import parquet_file, text_file
from salesim.export.encodings import find_encoding
from salesim.export.import_log import ImportLog
from salesim.export.plan import propose
from salesim.export.read import read_export
from salesim.export.source import Source, find_sources
from salesim.text_table import read_bytes
from salesim.world.table_cells import read_table


def rows_of(source: Source) -> int:
    return sum(len(chunk.rows) for chunk in source.chunks(source.headings))


def test_a_quote_that_is_never_closed_is_told_with_its_line(tmp_path):
    lines = [f"{i},A,2024-01-05,10" for i in range(300)]
    lines[100] = '"100,A,2024-01-05,10'
    file = tmp_path / "orders.csv"
    file.write_text("order,customer,date,amount\n" + "\n".join(lines) + "\n")
    with pytest.raises(InputError, match=r"not closed; it swallows 199 lines") as refused:
        rows_of(Source(file))
    assert refused.value.line == 102


@pytest.mark.parametrize(("n", "closing"), [(1, '"a pipe"'), (1, '"12"" pipe"'), (5, 'pipe"')])
def test_a_row_that_two_stray_quotes_swallow_is_told(n, closing, tmp_path):
    lines = [f"{i},A,2024-01-05,a pipe,10" for i in range(300)]
    lines[100] = '100,A,2024-01-05,"a pipe,10'
    lines[100 + n] = f"{100 + n},A,2024-01-05,{closing},10"
    file = tmp_path / "orders.csv"
    file.write_text("order,customer,date,what,amount\n" + "\n".join(lines) + "\n")
    source = Source(file)
    with pytest.raises(InputError, match=f"not closed; it swallows {n} lines") as refused:
        rows = [len(chunk.rows) for chunk in source.chunks(["order", "customer", "date", "amount"])]
        assert sum(rows) == 300  # none lost without a word
    assert refused.value.line == 102


def test_notes_of_several_lines_are_no_stray_quotes(tmp_path):
    note = '"called Anna, then Ben\nsaid ""yes"", to all of it"'
    lines = [f"{i},A,2024-01-05,{note},10" for i in range(30)]
    file = tmp_path / "orders.csv"
    file.write_text("order,customer,date,note,amount\n" + "\n".join(lines) + "\n")
    assert rows_of(Source(file)) == 30


def test_a_quote_that_swallows_a_short_file_is_named(tmp_path):
    (tmp_path / "orders.csv").write_text('order,customer,date,amount\n1,"Acme,2024-01-15,100\n2,B,2024-01-16,5\n')
    plan = propose(find_sources(tmp_path))
    with pytest.raises(InputError, match="is a quote not closed") as refused:
        read_export(plan, None, lambda *_: None, ImportLog())
    assert refused.value.line == 2


def test_a_note_of_several_lines_is_no_such_thing(tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text('order,customer,date,amount\n1,A,2024-01-05,"10\nor\nso"\n2,A,2024-01-06,5\n')
    assert rows_of(Source(file)) == 2
    assert text_file.MOST_LINES > 3


def test_a_sheet_with_a_cell_at_its_far_corner_is_refused_before_it_is_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["id", "amount"])
    book.save(tmp_path / "small.xlsx")
    assert [source.name for source in find_sources(tmp_path)] == ["small.xlsx"]
    with zipfile.ZipFile(tmp_path / "small.xlsx") as small, zipfile.ZipFile(tmp_path / "far.xlsx", "w") as far:
        for part in small.namelist():
            content = small.read(part)
            if part.startswith("xl/worksheets/"):
                cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", cell)
            far.writestr(part, content)
    with pytest.raises(InputError, match="spans too many cells: 1,048,576 rows of 16,384"):
        find_sources(tmp_path)


def test_few_bytes_with_very_many_rows_are_refused(tmp_path, monkeypatch):
    file = tmp_path / "bomb.parquet"
    pq.write_table(pa.table({"id": pa.array(["A"] * 2_000)}), file)
    monkeypatch.setattr(parquet_file, "MAX_ROWS", 1_000)
    monkeypatch.setattr(text_table, "MAX_ROWS", 1_000)
    with pytest.raises(InputError, match=r"too many rows \(got '2,000'\); allowed: up to 1,000"):
        _ = Source(file).headings
    with pytest.raises(InputError, match="too many rows"):
        read_table(file, "market.customers.file")


def test_many_more_rows_than_bytes_are_one_row_repeated(tmp_path, monkeypatch):
    file = tmp_path / "bomb.parquet"
    pq.write_table(pa.table({"id": pa.array(["A"] * 100_000)}), file)
    assert Source(file).headings == ["id"]  # few enough, however they are packed
    monkeypatch.setattr(parquet_file, "FEW_ROWS", 1_000)
    with pytest.raises(InputError, match=r"too many rows \(got '100,000'\); allowed: up to"):
        _ = Source(file).headings


def test_what_is_no_regular_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "c.csv")
    with pytest.raises(InputError, match="not a file that could be read to its end"):
        read_bytes(tmp_path / "c.csv", "market.customers.file")


def test_nothing_is_read_outside_of_the_folder(tmp_path):
    (tmp_path / "elsewhere.csv").write_text("customer,date,amount\nA,2024-01-05,1\n")
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "orders.csv").symlink_to(tmp_path / "elsewhere.csv")
    with pytest.raises(InputError, match="no file that could be read"):
        find_sources(folder)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Kunde;Größe\nMüller & Söhne;3\n", "cp1252"),
        ("客户,金额\n青禾五金有限公司,1\n", "gb18030"),
        ("得意先,金額\n株式会社みどり,1\n", "cp932"),
        ("客戶編號,客戶名稱\n1,台灣電子股份有限公司\n", "big5"),
        ("Клиент;Сумма\nООО Ромашка;5\n", "cp1251"),
        ("客户,金额\nA,1\n", "utf-16-le"),
        ("Kunde;Müller\n", "utf-8"),
    ],
)
def test_an_encoding_is_the_one_that_reads_like_writing(tmp_path, text, encoding):
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    assert find_encoding(tmp_path / "a.csv") == encoding
