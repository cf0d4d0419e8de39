"""Files that are too large for what they are given as: refused with a sentence, in 4 GB of address space."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytest.importorskip("resource")

READERS = {
    "scenario.yaml": "salesim.scenario.text_file.read_text(path)",
    "size.csv": "salesim.text_table.read_csv(path, 'file')",
    "rows.csv": "salesim.text_table.read_csv(path, 'file')",
    "cells.csv": "salesim.text_table.read_csv(path, 'file')",
    "customers.parquet": "salesim.world.table_cells.read_table(path, 'file')",
    "ground.geojson": "salesim.territory.geojson._read_polygons(path, None, None)",
    "travel.csv": "salesim.territory.travel_table.read_travel_table(path)",
    "orders.csv": "salesim.export.source.find_sources(path.parent)",
    "sheets.xlsx": "salesim.export.source.find_sources(path.parent)",
    "far.xlsx": "salesim.export.source.find_sources(path.parent)",
    "unplaced.xlsx": "salesim.export.source.find_sources(path.parent)",
    "alike.parquet": "salesim.export.source.find_sources(path.parent)[0].headings",
}
SCRIPT = """
import resource, sys
from importlib import import_module
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (4_000_000 << 10, resource.RLIM_INFINITY))
import salesim
from salesim.errors import InputError
for line in sys.stdin:
    path, reader = line.rstrip("\\n").split("\\t")
    path = Path(path)
    import_module(reader.split("(")[0].rpartition(".")[0])
    try:
        eval(reader)
        print(path.name, "was read")
    except InputError as refused:
        print(path.name, "refused:", refused)
"""
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def sparse(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.truncate(size)


def workbook(path: Path, cells: str, times: int = 1) -> None:
    begin, end = SHEET.split("{}")
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        part.write(begin.encode())
        for _ in range(times):
            part.write(cells.encode())
        part.write(end.encode())


@pytest.fixture(scope="module")
def refusals(tmp_path_factory):
    """What each reader says, by file."""
    folder = tmp_path_factory.mktemp("large")
    places = {name: folder / name.replace(".", "_") / name for name in READERS}
    for place in places.values():
        place.parent.mkdir()
    sparse(places["scenario.yaml"], 3_000_000_000)
    sparse(places["size.csv"], 3_000_000_000)
    places["rows.csv"].write_bytes(b"id\n" + b"1\n" * 5_000_001)
    places["cells.csv"].write_bytes(b"id\n" + b"," * 50_000_001)
    alike = pa.table({"id": pa.array(np.zeros(5_000_001, np.int8))})
    pq.write_table(alike, places["customers.parquet"])
    pq.write_table(alike, places["alike.parquet"])
    places["ground.geojson"].write_bytes(b"[" * 100_000_001)
    places["travel.csv"].write_text("from,to,minutes\n" + "".join(f"a{i},b{i},1\n" for i in range(2_501)))
    sparse(places["orders.csv"], 4_000_000_001)
    sparse(places["sheets.xlsx"], 200_000_001)
    workbook(places["far.xlsx"], '<row r="1048576"><c r="XFD1048576"/></row>')
    workbook(places["unplaced.xlsx"], "<c/>" * 1_000_000, times=51)
    lines = "".join(f"{places[name]}\t{reader}\n" for name, reader in READERS.items())
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=lines,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(line.split(" ", 1) for line in done.stdout.splitlines() if line.split(" ")[0] in READERS)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("scenario.yaml", "too large for a scenario"),
        ("size.csv", "up to 500 MB"),
        ("rows.csv", "up to 5,000,000"),
        ("cells.csv", "up to 50,000,000"),
        ("customers.parquet", "up to 5,000,000"),
        ("ground.geojson", "up to 100 MB"),
        ("travel.csv", "at most 5,000"),
        ("orders.csv", "up to 4,000 MB"),
        ("sheets.xlsx", "up to 200 MB"),
        ("far.xlsx", "up to 50,000,000 cells"),
        ("unplaced.xlsx", "up to 50,000,000 cells"),
        ("alike.parquet", "up to 1,000,000"),
    ],
)
def test_each_kind_of_file_is_refused_with_what_is_allowed(refusals, name, says):
    assert refusals[name].startswith("refused:") and says in refusals[name]
