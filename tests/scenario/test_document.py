"""YAML text as plain data with places, and text that is refused."""

from __future__ import annotations

import pytest

from salesim.errors import InputError
from salesim.scenario.document import DEEPEST, Place, read_yaml


def refusal(text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        read_yaml(text, "f.yaml")
    return caught.value


@pytest.mark.parametrize(
    "text, value",
    [
        ("12", 12), ("-3", -3), ("+3", 3), ("007", 7), ("0x1F", 31), ("0o17", 15), ("1e-3", 0.001), (".5", 0.5),
        ("5.", 5.0), ("-1.5E+2", -150.0), ("true", True), ("FALSE", False), ("null", None), ("~", None), ("no", "no"),
        ("on", "on"), ("12:30:00", "12:30:00"), ("2025-01-31", "2025-01-31"), ("1_000", "1_000"), ("'12'", "12"),
        ('"true"', "true"), ("''", ""), ("上海市", "上海市"), ("1e", "1e"), ("-_", "-_"),
    ],
)  # fmt: skip
def test_scalars_follow_the_core_schema(text, value):
    found = read_yaml(f"a: {text}").data["a"]
    assert found == value
    assert type(found) is type(value)


def test_places_of_names_and_values():
    document = read_yaml("a: 1\nb:\n  c.d:  [x, yy]\n  e: {f: 2}\n", "f.yaml")
    assert document.data == {"a": 1, "b": {"c.d": ["x", "yy"], "e": {"f": 2}}}
    assert document.values["a"] == Place("f.yaml", 1, 4)
    assert document.keys["b.c.d"] == Place("f.yaml", 3, 3)
    assert document.values["b.c.d.1"] == Place("f.yaml", 3, 13)
    assert document.values["b.e.f"] == Place("f.yaml", 4, 10)
    assert document.values["b"] == document.keys["b"] == Place("f.yaml", 2, 1)


@pytest.mark.parametrize(
    "text, line, column, words",
    [
        ("run:\n\tseed: 1", 2, 1, "tab"),
        ("run:\n  \tseed: 1", 2, 3, "tab"),
        ("a:\t1", 1, 3, "tab"),
        ("a: 1\nb: 2\na: 3", 3, 1, "written twice, first in line 1"),
        ("b:\n  c: 1\n  c: 2", 3, 3, "b.c: written twice, first in line 2"),
        ("a: &x 1\nb: *x", 1, 4, "anchors"),
        ("a: *x", 1, 4, "anchors"),
        ("a: !!python/object/apply:os.system ['ls']", 1, 4, "tags"),
        ("a: !!int 3", 1, 4, "tags"),
        ("a: ! 3", 1, 4, "tags"),
        ("!x {a: 1}", 1, 1, "tags"),
        ("a: 1\n---\nb: 2", 2, 1, "second document"),
        ("? [a]\n: 1", 1, 3, "plain text"),
        ("{a: 1}: 2", 1, 1, "plain text"),
        ("a: .nan", 1, 4, "a: not a finite number"),
        ("a: [1, -.inf]", 1, 8, "a.1: not a finite number"),
        ("a: 1e999", 1, 4, "not a finite number"),
        ("a: " + "9" * 5000, 1, 4, "not a finite number"),
        ("a: b\x00", 1, 5, "control character"),
        ("a: 1\nbb: \x1b", 2, 5, "control character"),
        ('a: "\\ud800"', 1, 4, "half a character"),
        ("a: [1, 2", 1, 9, "flow sequence, begun in line 1"),
        ("a: 'x", 1, 6, "end of stream"),
        ("a: b: c", 1, 5, "not YAML"),
        ("- a\nb: 1", 2, 1, "not YAML"),
        ("%YAML 3.0\n---\na: 1", 1, 1, "not YAML"),
    ],
)  # fmt: skip
def test_refused_with_its_place(text, line, column, words):
    fault = refusal(text)
    assert (fault.file, fault.line, fault.column) == ("f.yaml", line, column)
    assert words in str(fault)
    assert "\n" not in str(fault)


@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark\n", "---\n# nothing\n---"])
def test_nothing_written(text):
    if text.startswith("---"):
        assert read_yaml("---\n").data is None  # an explicit document may be null
    else:
        assert "nothing is written here" in str(refusal(text))


@pytest.mark.parametrize("opening, closing", [("[", "]"), ("{a: ", "}"), ("- ", "")])
def test_depth_is_bounded(opening, closing):
    allowed = DEEPEST if closing else DEEPEST - 1
    read_yaml(opening * allowed + "1" + closing * allowed)
    for depth in (DEEPEST + 1, 50_000):
        assert "nested deeper" in str(refusal(opening * depth + "1" + closing * depth))


def test_an_alias_bomb_is_refused_at_its_first_anchor():
    bomb = "a: &a [x, x]\n" + "".join(f"{n}: &{n} [*{o}, *{o}]\n" for o, n in zip("abcdefgh", "bcdefghi", strict=True))
    assert refusal(bomb).line == 1
