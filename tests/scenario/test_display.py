"""What a reader sees in place of a name."""

from __future__ import annotations

import pytest

from salesim.errors import InputError
from salesim.scenario import load_scenario, parse_scenario, shipped_scenarios
from salesim.scenario.display import display_name

TEXT = """
name: x
layouts:
  a: {builder: prefecture, title: {en: Prefectures, zh: 行政区划}}
  b: {builder: balanced, title: Even}
  c: {builder: balanced, title: {zh: 均衡}}
run: {baseline: {layout: a}}
policies: {current: {title: {en: Today}}, other: {}}
"""


@pytest.mark.parametrize(
    "kind, name, en, zh",
    [
        ("layout", "a", "Prefectures", "行政区划"),
        ("layout", "b", "Even", "Even"),
        ("layout", "c", "c", "均衡"),
        ("policy", "current", "Today", "current"),
        ("policy", "other", "other", "other"),
    ],
)
def test_a_title_in_the_readers_language_or_the_name(kind, name, en, zh):
    scenario = parse_scenario(TEXT)
    assert (display_name(scenario, kind, name, "en"), display_name(scenario, kind, name, "zh")) == (en, zh)


def test_an_unknown_name_is_refused():
    with pytest.raises(InputError, match=r"no such policy.*did you mean 'other'"):
        display_name(parse_scenario(TEXT), "policy", "othr", "en")


@pytest.mark.parametrize(
    "title, says",
    [
        ("3", "layouts.a.title: wrong type"),
        ("{fr: x}", "layouts.a.title: wrong type"),
        (f"{{en: {'x' * 101}}}", "layouts.a.title.en: out of range"),
    ],
)
def test_what_is_no_title_is_refused(title, says):
    with pytest.raises(InputError, match=says):
        parse_scenario(f"name: x\nlayouts: {{a: {{builder: prefecture, title: {title}}}}}")


@pytest.mark.parametrize("name", shipped_scenarios())
def test_shipped_layouts_and_policies_have_titles_in_both_languages(name):
    scenario = load_scenario(name)
    for kind, entries in (("layout", scenario.layouts), ("policy", scenario.policies)):
        for entry in entries:
            titles = [display_name(scenario, kind, entry, lang) for lang in ("en", "zh")]
            assert titles[0].isascii() and not titles[1].isascii()
