import re
import warnings
from base64 import b64decode
from dataclasses import replace

import matplotlib
import pandas as pd
import pytest
from matplotlib.figure import Figure

from salesim.errors import InputError
from salesim.report import Section, register, write_report
from salesim.report.html import chapters, plots_of, render_report
from salesim.report.pictures import write_plots
from salesim.report.section import SECTIONS, Plot, Text, in_order, on_axes
from salesim.report.sections.assumptions import one_line
from salesim.report.style import style
from salesim.scenario import Scenario, overlay
from salesim.scenario.display import Names, names_of


@pytest.fixture(scope="module")
def page(content):
    return render_report(content, "en")


@pytest.fixture(scope="module")
def page_zh(content_zh):
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph")
        return render_report(content_zh, "zh")


def words_of(page):
    return re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", page, flags=re.S))


def without(content, *sections, **changes):
    """The content without the data of some sections."""
    return replace(content, data={k: v for k, v in content.data.items() if k not in sections}, **changes)


CHAPTERS = ("Comparison", "Territories", "Over the weeks", "Quotas and pay", "How it was done", "Assumptions")


def test_the_page_holds_everything_and_stays_small(page):
    assert len(page.encode()) < 5_000_000
    assert tuple(re.findall("<h2>([^<]+)</h2>", page)) == CHAPTERS
    assert page.count("<img ") == 1 + 1 + 3 + 1 + 4 + 2
    assert "1 of 180 replications failed" in page
    assert re.search(
        r"prefectures.*circles.*balanced.*Accounts reassigned\s+0.0%\s+16.0%\s+32.0%", words_of(page), re.S
    )


def test_the_verdict_stands_before_everything_else(page, content):
    first, *grounds = content.verdict.replace("'", "&#39;").splitlines()
    assert f'class="verdict">{first}<' in page and len(grounds) == 3
    assert all(page.index(first) < page.index(f"<li>{ground}") < page.index("<table") for ground in grounds)


def test_the_page_needs_no_network(page, page_zh):
    for text in (page, page_zh):
        outside = re.sub(r'src="data:image/svg\+xml;base64,[^"]+"', "", text)
        assert not re.search(r"https?:|//[a-z]|@import|<script|<link|<iframe|url\(", outside)
        pictures = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', text)
        assert pictures
        for picture in pictures:
            svg = b64decode(picture).decode()
            assert not re.search(r'(href|src)="(?!#|data:)', svg)


# Names, codes, paths, citations and units of the sample; single letters are tags of sources, p and Gini's and the like.
ALLOWED = {
    *("salesim", "CDNOW", "Albers", "my", "own", "score", "trade", "figure", "CNY", "delta"),
    *("sales_force", "pay", "commission_rate", "effort", "pull_debit_weeks", "team", "reps", "market", "goodwill"),
    *("carry_over", "channel", "desk", "manual_hours", "buying", "rate_shape"),
}


def test_the_chinese_page_speaks_only_chinese_and_lacks_no_glyph(page_zh, content_zh):
    assert '<html lang="zh-Hans">' in page_zh
    words = words_of(page_zh)
    assert set(re.findall(r"[A-Za-z_]{2,}", words)) - ALLOWED == set(), "words that are not in the catalogue"
    assert "方案对比" in words and "万元" in words and "亿元" in words


def test_pictures_speak_only_chinese(content_zh):
    """Titles, axes and labels of every picture, as matplotlib holds them."""
    found = set()
    for plot in plots_of(chapters(content_zh, "zh")):
        figure = Figure(figsize=plot.size_in)
        with style():
            plot.draw(figure)
            figure.canvas.draw()
        found |= {text.get_text() for text in figure.findobj(matplotlib.text.Text) if text.get_visible()}
    assert len(found) > 60
    assert {text for text in found if re.search(r"[A-Za-z]{2,}", text)} == set()


@pytest.mark.parametrize(("currency", "lang", "name"), [("KWD", "en", "M KWD"), ("KWD", "zh", "万科威特第纳尔")])
def test_amounts_are_in_the_comparisons_currency_and_no_other(currency, lang, name, content_in):
    content = content_in(lang, currency)
    other = replace(content, verdict="")
    words = words_of(render_report(other, lang))
    texts = {plot.title for plot in plots_of(chapters(other, lang))}
    for plot in plots_of(chapters(other, lang)):
        figure = Figure(figsize=plot.size_in)
        with style():
            plot.draw(figure)
        texts |= {text.get_text() for text in figure.findobj(matplotlib.text.Text)}
    everything = " ".join([words, *texts])
    assert everything.count(name) >= 6
    assert not re.search("CNY|RMB|yuan|元", everything)


def late_blocks(data, content, lang):
    yield Text(f"{data} orders were late")
    draw = on_axes(lambda ax: ax.plot([0, 1], [1, 0]))
    yield Plot(draw, (3, 2), "Late orders over time", file="plots/late")


def test_a_section_of_ones_own_is_one_object(content, page, tmp_path, monkeypatch):
    in_order()  # loads the package's own, so that nothing but ours is taken away afterwards
    monkeypatch.setattr("salesim.report.section.SECTIONS", dict(SECTIONS))
    register(Section("late", 35, "Late orders", late_blocks, lambda source: 12))
    with pytest.raises(ValueError, match="two sections are called late"):
        register(Section("late", 56, "Late orders", late_blocks))
    assert render_report(content) == page, "without data it is left out"
    more = replace(content, data={**content.data, "late": 12})
    longer = render_report(more)
    titles = re.findall("<h2>([^<]+)</h2>", longer)
    assert titles.index("Late orders") == titles.index("Territories") + 1
    assert len(titles) == len(set(titles)), "a section of ours between two of one title does not tear them apart"
    assert "<p>12 orders were late</p>" in longer and 'alt="Late orders over time"' in longer
    late = [plot for plot in plots_of(chapters(more, "en")) if plot.file == "plots/late"]
    assert [file.name for file in write_plots(late, tmp_path)] == ["late.png", "late.svg"]


def test_pictures_are_kept_beside_the_page(content):
    files = [plot.file for plot in plots_of(chapters(content, "en"))]
    assert len(set(files)) == len(files)
    assert {"plots/differences", "plots/reasons", "plots/attainment", "plots/pay", "maps/balanced"} <= set(files)


def test_options_go_by_the_titles_of_layouts_and_policies(content):
    titles = {"wager": "Quarterly wager", "portal": "Same", "as_today": "Same"}
    changes = {f"policies.{name}.title": title for name, title in titles.items()}
    layouts = {"layouts.balanced": {"builder": "balanced", "title": "Even work"}}
    layouts |= {"layouts.circles": {"builder": "region"}}
    scenario = overlay(Scenario(name="titled"), changes | layouts)
    names = names_of(scenario, ["balanced", "circles"], list(titles), "en")
    assert names.option("balanced/wager") == "Even work/Quarterly wager"
    assert names.option("circles/portal") == "circles/portal", "two policies of one title keep their names"
    words = words_of(render_report(replace(content, names=Names({"balanced": "Even work"}), verdict="")))
    assert "Even work/wager" in words and "balanced" not in words


def test_names_from_users_are_only_text(content):
    evil = "<script>alert(1)</script>$\\frac{1}$"
    arms = content.arms.replace({"arm": {content.arms["arm"].iloc[1]: evil}})
    layouts = (replace(content.layouts[0], name=evil, points=None),)
    facts = {evil: evil}
    page = render_report(
        replace(
            content,
            title=evil,
            about=evil,
            verdict=evil,
            arms=arms,
            layouts=layouts,
            facts=facts,
            notes=(evil,),
            data={
                "reasons": content.data["reasons"].replace({"arm": {content.arms["arm"].iloc[1]: evil}}),
                "assumptions": content.data["assumptions"].assign(value=evil, source="A: " + evil),
            },
        )
    )
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 9


def test_what_is_missing_is_left_out(content):
    bare = replace(content, data={}, layouts=(), facts={}, notes=())
    page = render_report(bare)
    assert page.count("<img ") == 1
    assert re.findall("<h2>([^<]+)</h2>", page) == ["Comparison", "How it was done"]
    assert "Please note" not in page
    lone = replace(bare, arms=content.arms.iloc[:1])
    assert "<img " not in render_report(lone)


def test_arms_stand_best_first_with_the_baseline_marked(page, content):
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    rows = re.findall(r'<th scope="row">([^<]+)</th>', table)
    expected = content.arms.assign(d=content.arms["difference_mean"]).sort_values("d", ascending=False)["arm"]
    assert rows == expected.tolist()
    marked = table[table.index('class="is-baseline"') :]
    assert content.baseline in marked[: marked.index("</tr>")]


def test_changed_assumptions_are_marked(page):
    changed = re.findall(r'<tr class="is-changed">\s*<th scope="row" class="path">([^<]+)', page)
    assert changed == ["sales_force.team.reps"] * 2, "once in front, once among all"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0123456, "0.0123456"),
        (20240601, "20,240,601"),
        (-0.5, "−0.5"),
        (1e-7, "0.0000001"),
        (True, "yes"),
        (None, ""),
        ([], "–"),
        (["Jiaxing", "Huzhou"], "Jiaxing, Huzhou"),
        ("varies", "varies"),
    ],
)
def test_a_setting_is_written_as_it_was_stated(value, shown):
    assert one_line(value, "en") == shown


def test_the_same_content_gives_the_same_bytes(content, page):
    assert render_report(content, "en") == page


def test_an_unwritable_place_is_bad_input(content, tmp_path):
    (tmp_path / "file").write_text("")
    bare = replace(content, data={}, layouts=())
    with pytest.raises(InputError, match="cannot write"):
        write_report(bare, tmp_path / "file" / "report.html")
    path = write_report(bare, tmp_path / "new" / "report.html")
    assert path.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_an_unknown_language_is_refused(content, tmp_path):
    with pytest.raises(InputError, match="unknown language"):
        write_report(content, tmp_path / "report.html", "fr")


def test_means_without_replications_are_said_to_be_that(content):
    means = pd.DataFrame(
        {
            "arm": content.baseline,
            "week": [1, 2],
            "measure": "customers",
            "mean": [5.0, 6],
            "low": [4.0, 5],
            "high": 7.0,
        }
    )
    other = means.assign(arm=content.arms["arm"].iloc[1])
    page = render_report(replace(content, data={"weeks": pd.concat([means, other])}, layouts=()))
    assert "where most replications lie" in words_of(page)


def test_diagnoses_stand_against_true_causes(content):
    causes = ["competitor", "execution", "quota", "chance"]
    counts = pd.DataFrame([[10, 0, 4, 6], [0, 8, 2, 0], [0, 0, 20, 0]], index=causes[:3], columns=causes)
    known = replace(content, data={"diagnoses": counts}, layouts=())
    title = "What managers diagnosed, and the true causes"
    words = words_of(render_report(known, "en"))
    assert title in words and title not in words_of(render_report(replace(known, data={})))
    assert re.search(r"competitor\s+20%\s+0%\s+8%\s+12%\s+execution\s+0%\s+16%\s+4%\s+0%\s+quota\s+0%", words)
    chinese = words_of(render_report(known, "zh"))
    assert "经理的判断与真因" in chinese and "偶然" in chinese


def test_the_value_of_a_check_stands_with_the_diagnoses(content):
    causes = ["competitor", "execution", "quota", "chance"]
    counts = pd.DataFrame([[5, 0, 0, 0]] * 4, index=causes, columns=causes)
    words = words_of(render_report(replace(content, data={"diagnoses": counts}, layouts=())))
    assert "Seeking the cause" not in words
    arms = content.arms.assign(difference_mean=-250_000.0, difference_low=-400_000.0, difference_high=-100_000.0)
    counts.attrs["unchecked"] = [arms["arm"].iloc[1]]
    words = words_of(render_report(replace(content, arms=arms, data={"diagnoses": counts}, layouts=())))
    assert re.search(r"Seeking the cause is worth \+250 k CNY \(100 to 400 k CNY", words)
