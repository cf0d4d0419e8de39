"""What a reader sees in place of a name."""

from __future__ import annotations

import pytest

from salesim.errors import InputError
from salesim.scenario import load_scenario, parse_scenario, shipped_scenarios
from salesim.scenario.display import display_name
from salesim.scenario.summary import summary_text
from salesim.titles import title_in

TEXT = """
name: x
layouts:
  a: {builder: unit, title: {en: Prefectures, zh: 行政区划}}
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
        parse_scenario(f"name: x\nlayouts: {{a: {{builder: unit, title: {title}}}}}")


@pytest.mark.parametrize("name", shipped_scenarios())
def test_shipped_layouts_and_policies_have_titles_in_both_languages(name):
    scenario = load_scenario(name)
    for kind, entries in (("layout", scenario.layouts), ("policy", scenario.policies)):
        for entry in entries:
            titles = [display_name(scenario, kind, entry, lang) for lang in ("en", "zh")]
            assert titles[0].isascii() and not titles[1].isascii()
    for text in (scenario.title, scenario.about):
        english, chinese = (title_in(text, lang, "") for lang in ("en", "zh"))
        assert english and english.isascii() and chinese and not chinese.isascii()


def test_a_scenario_has_a_title_by_language_or_one_for_all():
    both = parse_scenario("name: x\ntitle: {en: Town, zh: 小镇}\nabout: {zh: 关于}")
    assert [title_in(both.title, lang, both.name) for lang in ("en", "zh")] == ["Town", "小镇"]
    assert [title_in(both.about, lang, "") for lang in ("en", "zh")] == ["", "关于"]
    assert title_in(parse_scenario("name: x\ntitle: Town").title, "zh", "x") == "Town"
    assert title_in(parse_scenario("name: x").title, "zh", "x") == "x"


def test_check_calls_options_and_policies_by_their_titles():
    text = summary_text(load_scenario("small_town"), "zh")
    assert text.splitlines()[0].endswith("湖州的六名代表") and "按行政区划/现行方案" in text
    assert not any(name in text for name in ("prefecture/current", "“wager”", "Huzhou:"))
