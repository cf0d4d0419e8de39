"""What is written: whole or not at all, and never over a file that is not ours."""

from __future__ import annotations

import json

import pytest

from salesim.errors import InputError
from salesim.written import LIST, file_stems, own, remove_own, replaced, written


def write(file, text, how=own):
    with how(file) as aside:
        aside.write_text(text, encoding="utf-8")


def test_what_was_written_may_be_written_again(tmp_path):
    file = tmp_path / "new" / "customers.csv"
    for text in ("id\n1\n", "id\n2\n", "id\n3\n"):
        write(file, text)
    assert file.read_text("utf-8") == "id\n3\n"
    assert [one.name for one in sorted(file.parent.iterdir())] == [LIST, "customers.csv"]


@pytest.mark.parametrize("before", ["id\nmy own\n", ""])
def test_somebody_elses_file_stays(tmp_path, before):
    file = tmp_path / "customers.csv"
    file.write_text(before, "utf-8")
    with pytest.raises(InputError, match="left alone"):
        write(file, "id\n1\n")
    remove_own(file)
    assert file.read_text("utf-8") == before and [one.name for one in tmp_path.iterdir()] == ["customers.csv"]


def test_a_file_that_was_changed_stays(tmp_path):
    file = tmp_path / "scenario.yaml"
    write(file, "name: a\n")
    file.write_text("name: a  # and what took me a day\n", "utf-8")
    with pytest.raises(InputError, match="left alone"):
        write(file, "name: a\n")
    assert "took me a day" in file.read_text("utf-8")


def test_a_link_is_not_followed(tmp_path):
    mine, link = tmp_path / "mine.txt", tmp_path / "out.csv"
    write(mine, "ours, as it happens")
    link.symlink_to(mine)
    with pytest.raises(InputError, match="left alone"):
        write(link, "id\n")
    assert mine.read_text("utf-8") == "ours, as it happens"


@pytest.mark.parametrize("text", ["", "[", "[1, 2]", '{"a.csv": 7}', '{"a.csv": [7]}', "[" * 100_000])
def test_a_damaged_list_makes_nothing_ours(tmp_path, text):
    (tmp_path / LIST).write_text(text, "utf-8")
    (tmp_path / "a.csv").write_text("mine", "utf-8")
    with pytest.raises(InputError, match="left alone"):
        write(tmp_path / "a.csv", "x")
    assert (tmp_path / "a.csv").read_text("utf-8") == "mine"


def test_a_process_that_dies_between_list_and_file_loses_nothing(tmp_path):
    file = tmp_path / "a.csv"
    write(file, "first")
    listed = json.loads((tmp_path / LIST).read_text("utf-8"))
    listed["a.csv"].insert(0, "0" * 64)  # noted, and never written
    (tmp_path / LIST).write_text(json.dumps(listed), "utf-8")
    write(file, "second")
    assert file.read_text("utf-8") == "second"


def test_a_runs_folder_is_ours(tmp_path):
    (tmp_path / "manifest.json").write_text("{}", "utf-8")
    for file in (tmp_path / "report.html", tmp_path / "maps" / "a.png"):
        file.parent.mkdir(exist_ok=True)
        file.write_text("of an earlier version", "utf-8")
        write(file, "new", written)
        assert file.read_text("utf-8") == "new"


def test_nothing_is_left_of_what_failed(tmp_path):
    def fail():
        with replaced(tmp_path / "a.csv") as aside:
            aside.write_text("half", "utf-8")
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_names_make_distinct_files():
    stems = file_stems(["a", "A", "a-2", "NUL", "com1", "con_", "CON"])
    assert len({stem.casefold() for stem in stems.values()}) == len(stems)
    assert stems["a"] == "a" and stems["NUL"] == "NUL_" and stems["com1"] == "com1_"


def test_the_same_once_more_leaves_the_same_list(tmp_path):
    """So that a command that was killed and given once more leaves the bytes of one that was not."""
    write(tmp_path / "a.csv", "first")
    once = (tmp_path / LIST).read_bytes()
    write(tmp_path / "a.csv", "first")
    assert (tmp_path / LIST).read_bytes() == once
