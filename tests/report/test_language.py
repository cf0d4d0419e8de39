import ast
from pathlib import Path

import pytest

import salesim.report.language as language
from salesim.errors import InputError
from salesim.report.language import MESSAGES, TERMS, name_of, places, say
from salesim.report.map_parts import MARKS

FOLDER = Path(language.__file__).parent
SAME_IN_BOTH = {"salesim", "python"}


def has_chinese(text):
    return any("\u4e00" <= c <= "\u9fff" for c in text)


@pytest.mark.parametrize("key", MESSAGES)
def test_every_message_speaks_both_languages(key):
    english, chinese = MESSAGES[key]
    assert english.strip() and not has_chinese(english)
    assert places(english) == places(chinese)
    words = chinese
    for place in places(chinese):
        words = words.replace("{" + place + "}", "")
    assert has_chinese(chinese) or not any(c.isalpha() for c in words), "no Chinese"


@pytest.mark.parametrize("term", TERMS)
def test_every_term_speaks_both_languages(term):
    english, chinese = TERMS[term]
    assert english.strip() and not has_chinese(english)
    assert has_chinese(chinese) or term in SAME_IN_BOTH


def messages_asked_for():
    """Keys that the code or the template asks for by name."""
    for file in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="say"), args=[ast.Constant(value=str(key)), *_]):
                    yield key
    yield from (part.split('"')[0] for part in (FOLDER / "template.html.j2").read_text("utf-8").split('say("')[1:])


def test_every_message_asked_for_exists_and_none_is_idle():
    asked = set(messages_asked_for())
    assert len(asked) > 30
    assert asked <= set(MESSAGES)
    computed = {
        key
        for key in MESSAGES
        if key.startswith(("weeks_", "source_", "pay_title_", "marginal_", "attained_axis_", "units_axis_", "claim_"))
    } | set(MARKS)
    assert set(MESSAGES) - asked - computed == set()


def test_places_are_filled_in():
    assert say("is_baseline", "zh", arm="甲") == "甲（基准）"
    assert say("is_baseline", "en", arm="{x}") == "{x} (baseline)", "a user's braces are only text"


def test_unknown_terms_are_shown_as_they_are():
    assert name_of("retention", "zh") == "客户留存率"
    assert name_of("my_own_kpi", "zh") == "my own kpi"


def test_an_unknown_language_is_refused():
    with pytest.raises(InputError, match="unknown language"):
        say("why_about", "fr")
