"""Files: what can be wrong with one before a word of it is understood, and which file a name means."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from salesim.errors import InputError
from salesim.scenario import load_scenario, shipped_scenarios, text_file
from salesim.scenario.text_file import LARGEST_BYTES, read_text


def refusal(path, *settings: str) -> InputError:
    with pytest.raises(InputError) as caught:
        load_scenario(path, settings)
    return caught.value


def test_a_file_is_loaded_with_its_folder(tmp_path):
    file = tmp_path / "small.yaml"
    file.write_bytes("\ufeffname: small\r\ntitle: 长三角\r\nmarket: {customers: {count: 100}}\r\n".encode())
    scenario = load_scenario(file, ["run.weeks=26"])
    assert (scenario.name, scenario.title, scenario.market.customers.count) == ("small", "长三角", 100)
    assert scenario.run.weeks == 26
    assert scenario.folder == tmp_path


@pytest.mark.parametrize(
    "content, words",
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"# nothing\n", "nothing is written"),
        (b"name: x\ntitle: a\xff", ":2:9: not UTF-8"),
        ("name: x".encode("utf-16"), ":1:1: not UTF-8"),
        ("title: 上海".encode("gbk"), ":1:8: not UTF-8"),
        (b"a: 1\n" * (10_000_000 // 5), "too large"),
    ],
)
def test_content_that_cannot_be_a_scenario(tmp_path, content, words):
    file = tmp_path / "bad.yaml"
    file.write_bytes(content)
    fault = refusal(file)
    assert words in str(fault)
    assert str(fault).startswith(str(file))


def test_the_largest_file_is_still_read(tmp_path):
    file = tmp_path / "large.yaml"
    file.write_bytes(b"#" * LARGEST_BYTES)
    assert len(read_text(file)) == LARGEST_BYTES
    file.write_bytes(b"#" * (LARGEST_BYTES + 1))
    assert "too large" in str(refusal(file))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs an endless device")
def test_an_endless_device_ends():
    assert "no regular file" in str(refusal("/dev/zero"))


def test_paths_that_are_no_file(tmp_path):
    file = tmp_path / "delta.yaml"
    file.write_text("name: x")
    assert "folder" in str(refusal(tmp_path))
    assert refusal(tmp_path / "dleta.yaml").nearest == str(file)
    assert "no such file" in str(refusal(tmp_path / "nowhere" / "x.yaml"))
    assert "cannot be read" in str(refusal(file / "x.yaml"))
    assert "cannot be read" in str(refusal("x" * 5000))
    assert "cannot be read" in str(refusal("a\0b.yaml"))
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    assert "cannot be read" in str(refusal(tmp_path / "loop.yaml"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path):
    file = tmp_path / "x.yaml"
    file.write_text("name: x")
    file.chmod(0)
    assert "cannot be read" in str(refusal(file))


def test_names_of_shipped_scenarios(tmp_path, monkeypatch):
    shipped = tmp_path / "shipped.yaml"
    shipped.write_text("name: shipped")
    monkeypatch.setattr(text_file, "shipped_scenarios", lambda: {"shipped": shipped})
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path / "folder")
    assert load_scenario("shipped").name == "shipped"
    Path("shipped").mkdir()  # a folder of results must not hide it
    assert load_scenario("shipped").name == "shipped"
    fault = refusal("shiped")
    assert fault.nearest == "shipped"
    assert "shipped" in fault.allowed
    assert refusal("shipped.yaml").nearest == "shipped"
    Path("shipped").rmdir()
    Path("shipped").write_text("name: own")  # but a file does
    assert load_scenario("shipped").name == "own"


def test_an_unknown_name_lists_the_shipped_ones_and_the_nearest_only_when_near(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fault = refusal("smalltown")
    assert all(name in fault.allowed for name in shipped_scenarios())
    assert fault.nearest == "small_town"
    assert refusal("north_sea").nearest is None


@pytest.mark.parametrize("path", list(shipped_scenarios().values()), ids=lambda path: path.stem)
def test_every_shipped_scenario_loads(path):
    assert load_scenario(path.stem).name == path.stem
