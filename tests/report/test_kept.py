"""A report stands as long as it is made of the same, and its files are as they were written."""

import pytest

from salesim.report.kept import MARK_OF_REPORT, is_up_to_date, keep_report


@pytest.fixture
def folder(tmp_path):
    files = [tmp_path / "report.html", tmp_path / "plots" / "differences.png"]
    for file in files:
        file.parent.mkdir(exist_ok=True)
        file.write_text(file.name)
    keep_report(tmp_path, "made of this", files)
    return tmp_path


def test_it_stands(folder):
    assert is_up_to_date(folder, "made of this")
    assert not is_up_to_date(folder, "made of that")
    assert not is_up_to_date(folder / "plots", "made of this")


@pytest.mark.parametrize("name", ["report.html", "plots/differences.png"])
def test_a_changed_or_missing_file_makes_it_anew(folder, name):
    (folder / name).write_text("changed")
    assert not is_up_to_date(folder, "made of this")
    (folder / name).unlink()
    assert not is_up_to_date(folder, "made of this")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"made_of": "made of this", "files": {}}', "null"])
def test_a_damaged_mark_makes_it_anew(folder, text):
    (folder / MARK_OF_REPORT).write_text(text)
    assert not is_up_to_date(folder, "made of this")
