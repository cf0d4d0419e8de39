"""Nothing that a reader sees is without its Chinese, and nothing in the catalogue is stale."""

import re

import pytest

from salesim.wording import catalogue
from salesim.wording.text import N_, say, say_n


def test_every_text_is_translated_with_the_same_places():
    assert catalogue.faults("zh") == []


def test_a_text_that_is_missing_stale_or_has_other_places_is_found(tmp_path, monkeypatch):
    shown = [catalogue.Text("here", "", "a.py", 1), catalogue.Text("{n} new", "", "a.py", 2)]
    monkeypatch.setattr(catalogue, "texts", lambda: shown)
    monkeypatch.setattr(catalogue, "po_file", lambda lang: tmp_path / "salesim.po")
    (tmp_path / "salesim.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "{n} new"\nmsgstr "{m} 新"\n\nmsgid "gone"\nmsgstr "没有"\n',
        encoding="utf-8",
    )
    missing, places, stale = catalogue.faults("zh")
    assert "a.py:1: not translated: 'here'" in missing
    assert "other places" in places and "{n} new" in places
    assert "nobody shows 'gone'" in stale


def test_texts_are_found_where_they_are_used_and_where_they_are_declared():
    found = {one.message for one in catalogue.texts()}
    assert {"Customer retention", "Difference", "commission on every currency unit of sales"} <= found


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_text_that_nobody_translated_is_shown_in_english(lang):
    assert say("a text that {who} has never seen", lang, who="nobody") == "a text that nobody has never seen"
    assert N_("marked") == "marked"


def test_a_number_chooses_its_form():
    assert [say_n("{n} rep left", "{n} reps left", n) for n in (1, 2, 1000)] == [
        "1 rep left",
        "2 reps left",
        "1,000 reps left",
    ]


CHINESE = {"席位": "岗位", "布局": "区域划分"}  # what the catalogue never says, and what it says instead
ENGLISH = {r"chang\w+ hands": "reassigned", r"\bstrain": "fatigue", r"synthesis": "synthesiz"}


def test_one_word_stands_for_one_thing():
    """In both languages; a quota is 目标, and 指标 is a metric."""
    catalog = catalogue.read("zh")
    chinese = {entry.id: str(entry.string) for entry in catalog if entry.id}
    assert not [text for text in chinese.values() if any(word in text for word in CHINESE)]
    shown = [one.message + one.other for one in catalogue.texts()]
    assert not [text for text in shown if any(re.search(word, text) for word in ENGLISH)]
    quotas = {text for english, text in chinese.items() if "quota" in str(english) and "metric" not in str(english)}
    assert not [text for text in quotas if "指标" in text]
