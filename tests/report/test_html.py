import re
import warnings
from base64 import b64decode
from dataclasses import replace

import pandas as pd
import pytest

from salesim.errors import InputError
from salesim.report import write_report
from salesim.report.html import render_report
from salesim.report.language import MESSAGES


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


def test_the_page_holds_everything_and_stays_small(page):
    assert len(page.encode()) < 5_000_000
    for title in ("comparison", "maps", "over_weeks", "quotas_and_pay", "method", "assumptions"):
        assert f"<h2>{MESSAGES[title][0]}</h2>" in page
    assert page.count("<img ") == 1 + 1 + 3 + 4 + 2 + 1
    assert "1 of 180 replications failed" in page


def test_the_verdict_stands_before_everything_else(page, content):
    first = content.verdict.split(". ")[0].replace("'", "&#39;")
    assert page.index(first) < page.index("<table")
    assert 'class="rest">Simulated over 52 weeks' in page


def test_the_page_needs_no_network(page, page_zh):
    for text in (page, page_zh):
        outside = re.sub(r'src="data:image/svg\+xml;base64,[^"]+"', "", text)
        assert not re.search(r"https?:|//[a-z]|@import|<script|<link|<iframe|url\(", outside)
        pictures = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', text)
        assert pictures
        for picture in pictures:
            svg = b64decode(picture).decode()
            assert not re.search(r'(href|src)="(?!#|data:)', svg)


def test_the_chinese_page_speaks_chinese_and_lacks_no_glyph(page_zh):
    assert '<html lang="zh-Hans">' in page_zh
    words = words_of(page_zh)
    for english, _ in MESSAGES.values():
        if "{" not in english and len(english) > 25:
            assert english not in words
    assert "方案对比" in words and "万元" in words and "亿元" in words


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
            parts=content.parts.replace({"arm": {content.arms["arm"].iloc[1]: evil}}),
            weeks=None,
            attainment=None,
            assumptions=content.assumptions.assign(value=evil, source="A: " + evil),
        )
    )
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 9


def test_what_is_missing_is_left_out(content):
    bare = replace(
        content,
        parts=None,
        weeks=None,
        attainment=None,
        pay_curves=None,
        layouts=(),
        assumptions=None,
        facts={},
        notes=(),
    )
    page = render_report(bare)
    assert page.count("<img ") == 1
    for title in ("maps", "over_weeks", "quotas_and_pay", "assumptions"):
        assert f"<h2>{MESSAGES[title][0]}</h2>" not in page
    assert MESSAGES["notes"][0] not in page
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


def test_the_same_content_gives_the_same_bytes(content, page):
    assert render_report(content, "en") == page


def test_an_unwritable_place_is_bad_input(content, tmp_path):
    (tmp_path / "file").write_text("")
    bare = replace(content, parts=None, weeks=None, attainment=None, pay_curves=None, layouts=(), assumptions=None)
    with pytest.raises(InputError, match="cannot write the report"):
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
    page = render_report(replace(content, weeks=pd.concat([means, other]), layouts=()))
    assert MESSAGES["bands_given"][0] in words_of(page)


def test_what_managers_concluded_stands_against_what_was_so(content):
    causes = ["competitor", "execution", "target", "chance"]
    counts = pd.DataFrame([[10, 0, 4, 6], [0, 8, 2, 0], [0, 0, 20, 0]], index=causes[:3], columns=causes)
    words = words_of(render_report(replace(content, diagnoses=counts), "en"))
    assert MESSAGES["diagnoses"][0] in words and MESSAGES["diagnoses"][0] not in words_of(render_report(content))
    assert re.search(r"competitor\s+20%\s+0%\s+8%\s+12%\s+execution\s+0%\s+16%\s+4%\s+0%\s+target\s+0%", words)
    chinese = words_of(render_report(replace(content, diagnoses=counts), "zh"))
    assert "经理的结论与真实原因" in chinese and "偶然" in chinese
