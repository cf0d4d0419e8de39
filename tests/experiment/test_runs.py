import json
import subprocess
import sys

import pandas as pd
import pyarrow as pa
import pytest
from cheap_model import CheapModel, Scenario

from salesim.errors import InputError
from salesim.experiment.execute import execute, tidy
from salesim.experiment.runs import RunFolder, identity, open_run, read_table
from salesim.scenario.arms import Arm
from salesim.written import replaced

ARMS = (Arm("unit", "current"), Arm("circles", "wager"))


def changed(**run) -> Scenario:
    scenario = Scenario()
    return scenario.model_copy(update={"run": scenario.run.model_copy(update=run)})


@pytest.fixture
def folder(tmp_path) -> RunFolder:
    """A run with replications 0, 1 and 2."""
    model = CheapModel()
    run = open_run(tmp_path, Scenario(), ARMS, model)
    execute(Scenario(), ARMS, range(3), runner=model, folder=run)
    return run


def folder_table() -> pa.Table:
    return pa.table({"a": [1]})


def test_a_folder_is_named_by_what_determines_its_results(tmp_path):
    def name(scenario=None, arms=ARMS, model=None):
        return open_run(tmp_path, scenario or Scenario(), arms, model or CheapModel()).path.name

    first = name()
    assert first.startswith("cheap-")
    assert name(changed(replications=99)) == first, "a run can be extended"
    assert name(changed(layouts=("circles",))) == first, "what is run is said by the arms"
    assert name(Scenario(title="Another title")) == first
    assert name(arms=ARMS[::-1]) == first
    others = [
        name(changed(seed=8)),
        name(changed(weeks=13)),
        name(Scenario(market={"price": 2})),
        name(arms=ARMS[:1]),
        name(model=CheapModel(effects={"circles/wager": 1.0})),
    ]
    assert len({first, *others}) == 6


def test_a_name_from_a_users_file_stays_inside_the_output_folder(tmp_path):
    assert open_run(tmp_path, Scenario(name="../../长三角 plan"), ARMS, CheapModel()).path.parent == tmp_path
    assert open_run(tmp_path, Scenario(name="/"), ARMS, CheapModel()).path.name.startswith("run-")


def test_a_data_file_counts_by_its_content(tmp_path):
    customers = tmp_path / "customers.csv"
    scenario = Scenario(market={"customers": [{"file": str(customers)}]})
    customers.write_text("id\n1\n")
    before = identity(scenario, ARMS, CheapModel())
    customers.write_text("id\n2\n")
    assert identity(scenario, ARMS, CheapModel()) != before
    customers.rename(tmp_path / "moved.csv")
    customers.with_name("moved.csv").write_text("id\n1\n")
    moved = Scenario(market={"customers": [{"file": str(tmp_path / "moved.csv")}]})
    assert identity(moved, ARMS, CheapModel()) == before


def test_the_model_itself_is_known_by_its_sources():
    assert identity(Scenario(), ARMS)["model"] == identity(Scenario(), ARMS, CheapModel())["model"]["model"]


def test_the_manifest_tells_how_the_run_was_made_and_no_time(folder):
    manifest = json.loads((folder.path / "manifest.json").read_text())
    assert manifest["arms"] == ["circles/wager", "unit/current"]
    assert manifest["scenario"]["run"]["seed"] == 7
    assert {"python", "salesim", "numpy"} <= set(manifest["versions"])
    assert set(manifest) == {"arms", "format", "model", "scenario", "versions"}


def test_tables_come_back_as_they_were(folder):
    assert folder.finished() == [0, 1, 2]
    model = CheapModel()
    fresh = tidy({arm: model.tables(Scenario().run, 1, str(arm)) for arm in ARMS}, 1)
    read = folder.read(1, ["summary", "weeks", "no_such_table"])
    assert set(read) == {"summary", "weeks"}
    for name in read:
        pd.testing.assert_frame_equal(read[name], fresh[name].to_pandas(), check_exact=True)


def test_every_table_reads_as_one_frame(folder):
    weeks = read_table(folder.path, "weeks")
    assert list(weeks.columns[:3]) == ["layout", "policy", "replication"]
    assert len(weeks) == 3 * len(ARMS) * 52
    assert read_table(folder.path, "events")["replication"].tolist() == [1, 1], "tables without rows do no harm"
    assert read_table(folder.path, "no_such_table").empty
    assert len(pd.read_parquet(folder.path / "summary")) == 3 * len(ARMS)


@pytest.mark.parametrize("table", ["summary", "weeks", "events"])
@pytest.mark.parametrize("damage", ["cut", "gone", "garbage"])
def test_a_damaged_replication_is_missing_with_a_warning(folder, table, damage):
    file = folder.file(table, 1)
    content = file.read_bytes()
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(content[: len(content) // 2] if damage == "cut" else b"PAR1 garbage PAR1")
    if (table, damage) == ("summary", "gone"):
        assert folder.read(1, ["weeks"]) is None, "that one was never finished: no reason to warn"
    else:
        with pytest.warns(UserWarning, match=r"replication 1 .* is damaged and is computed again"):
            assert folder.read(1, ["weeks"]) is None
    assert folder.read(0, ["weeks"]) is not None


def test_a_flipped_bit_is_noticed(folder):
    file = folder.file("summary", 1)
    content = bytearray(file.read_bytes())
    content[60] ^= 1
    file.write_bytes(content)
    with pytest.warns(UserWarning, match="damaged"):
        assert folder.read(1, ["summary"]) is None


def test_a_chunk_of_another_replication_is_not_taken(folder):
    folder.file("summary", 2).write_bytes(folder.file("summary", 1).read_bytes())
    with pytest.warns(UserWarning, match="not as it was written"):
        assert folder.read(2, ["summary"]) is None


def test_a_table_that_nobody_asks_for_is_checked_too(folder):
    file = folder.file("events", 1)
    content = bytearray(file.read_bytes())
    content[-20] ^= 1  # behind the pages, which have checksums of their own
    file.write_bytes(content)
    with pytest.warns(UserWarning, match="table events is not as it was written"):
        assert folder.read(1, ["weeks"]) is None


def test_a_summary_of_another_run_is_not_taken(folder, tmp_path):
    other = open_run(tmp_path / "other", changed(seed=99), ARMS, CheapModel())
    execute(changed(seed=99), ARMS, range(3), runner=CheapModel(), folder=other)
    for table in ("summary", *(path.name for path in other.path.iterdir() if path.is_dir())):
        folder.file(table, 1).write_bytes(other.file(table, 1).read_bytes())
    with pytest.warns(UserWarning, match="another run"):
        assert folder.read(1, ["weeks"]) is None


def test_what_a_killed_process_left_half_written_goes(folder, tmp_path):
    code = """
import os, sys
from pathlib import Path
from salesim.written import replaced
names = ("weeks/00001.parquet", "report.html", "manifest.json")
begun = [replaced(Path(sys.argv[1]) / name) for name in names]
for one in begun:
    one.__enter__().write_text("half")
os._exit(9)
"""
    subprocess.run([sys.executable, "-c", code, str(folder.path)], check=False)
    assert len(list(folder.path.rglob(".*.tmp"))) == 3
    with replaced(folder.path / "report.html") as mine:
        mine.write_text("whole")
        open_run(tmp_path, Scenario(), ARMS, CheapModel())
        assert list(folder.path.rglob(".*.tmp")) == [mine], "what somebody is writing stays"


def test_links_inside_a_run_lead_nowhere(folder, tmp_path):
    mine = tmp_path / "mine.txt"
    mine.write_text("my only copy")
    (folder.path / "writing.lock").symlink_to(mine)
    with pytest.raises(InputError, match="cannot write"), folder.writing():
        pass
    assert mine.read_text() == "my only copy"
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder.path / "links").symlink_to(outside)
    with pytest.raises(InputError, match="leads out"):
        folder.write(7, {"links": folder_table(), "summary": folder_table()})
    assert list(outside.iterdir()) == []


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    file = tmp_path / "kept.txt"
    file.write_text("old")
    with pytest.raises(ZeroDivisionError), replaced(file) as aside:
        aside.write_text("half of the n")
        raise ZeroDivisionError
    assert file.read_text() == "old" and list(tmp_path.iterdir()) == [file]
    with replaced(file) as aside:
        aside.write_text("new")
        assert file.read_text() == "old"
    assert file.read_text() == "new" and list(tmp_path.iterdir()) == [file]


def test_a_full_disk_is_said_plainly(tmp_path):
    with pytest.raises(InputError, match="cannot write: No space left"), replaced(tmp_path / "a"):
        raise OSError(28, "No space left on device")


def test_an_output_folder_that_cannot_be_is_bad_input(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot write") as refusal:
        open_run(tmp_path / "file", Scenario(), ARMS, CheapModel())
    assert refusal.value.field == "out"


def test_sentences_on_a_run_are_made_once_and_anew_where_they_were_changed(tmp_path):
    folder, made = RunFolder(tmp_path / "run", ()), []

    def make():
        made.append(1)
        return ["a note"]

    assert folder.remembered("notes", make) == folder.remembered("notes", make) == ["a note"]
    assert len(made) == 1
    file = folder.path / "notes.json"
    file.write_text(file.read_text().replace("a note", "another"))
    assert folder.remembered("notes", make) == ["a note"] and len(made) == 2
    file.write_text("[")
    assert folder.remembered("notes", make) == ["a note"] and len(made) == 3
