"""Messages that can be told in any language later."""

import pickle
import re
import warnings

import pytest

from salesim.errors import InputError, together
from salesim.phrase import Phrase, listed, said_by, told
from salesim.scenario import load_scenario, parse_scenario
from salesim.scenario.fields import paths
from salesim.scenario.scenario import Scenario
from salesim.search.space import Space
from salesim.wording import catalogue
from salesim.wording.text import say

CHINESE = re.compile("[\u4e00-\u9fff]")


def fault_of(text):
    with pytest.raises(InputError) as caught:
        parse_scenario(text)
    return caught.value


def test_a_phrase_is_its_english_and_knows_its_values():
    phrase = Phrase("needs {n} values, one for each customer", n=3)
    assert phrase == "needs 3 values, one for each customer"
    assert phrase.told("zh") == "需要 3 个值，每个客户一个"
    assert Phrase(phrase) is phrase


def test_values_that_can_be_told_are_told_and_braces_in_values_stay():
    phrase = Phrase("{text}; allowed: {allowed}", text=Phrase("out of range"), allowed="{a}")
    assert str(phrase) == "out of range; allowed: {a}"
    assert phrase.told("zh") == "超出范围；允许：{a}"


def test_an_error_is_told_in_a_language_also_after_the_way_back_from_a_worker():
    fault = together(
        [InputError(Phrase("up to {n}", n=2), "run.weeks", 5, "0 or more", "run.seed"), InputError("is empty")]
    )
    again = pickle.loads(pickle.dumps(fault))
    assert (
        str(again)
        == str(fault)
        == ("run.weeks: up to 2 (got 5); allowed: 0 or more; did you mean 'run.seed'?\nis empty")
    )
    assert again.told("zh") == "run.weeks: 不超过 2（给出的是 5）；允许：不小于 0；是否指 'run.seed'？\n为空"


def test_more_faults_than_are_shown_are_counted_in_the_language():
    many = together([InputError("is empty") for _ in range(25)])
    assert many.told("zh").splitlines()[-1] == "……另有 5 处"
    assert str(many).splitlines()[-1] == "... and 5 more"


def test_a_validators_sentence_keeps_its_values_and_loses_the_fields_name():
    fault = fault_of("{name: a, sales_force: {turnover: {vacancy_weeks_low: 9, vacancy_weeks_high: 3}}}")
    assert fault.field == "sales_force.turnover.vacancy_weeks_low"
    assert fault.message == "must not exceed vacancy_weeks_high (3)"
    assert "不得超过 vacancy_weeks_high（3）" in fault.told("zh")
    assert "vacancy_weeks_low 不得" not in pickle.loads(pickle.dumps(fault)).told("zh")


@pytest.mark.parametrize(
    "text",
    [
        "{name: a, run: {weeks: 900}}",
        "{name: a, run: {weks: 52}}",
        "{name: a, run: {weeks: '85,000'}}",
        "{name: a, currency: XXY}",
        "{name: a, run: {baseline: {layout: nosuch}}}",
        "{name: a, market: {customers: {industries: [x, x], industry_shares: [.5, .5]}}}",
        "{name: a, policies: {p: {set: {run.weeks: 3}}}}",
    ],
)
def test_faults_of_a_scenario_have_no_english_sentence_in_chinese(text):
    fault = fault_of(text)
    assert CHINESE.search(fault.told("zh")) and not CHINESE.search(str(fault))
    assert fault.told("zh") != str(fault)


def test_warnings_can_be_told():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        load_scenario("yangtze_delta", ["currency=USD", "channel.network.direct_margin=-0.1"])
    assert caught
    for warning in caught:
        assert CHINESE.search(told(said_by(warning.message), "zh")), warning.message


def test_reasons_of_the_system_are_told():
    assert told(said_by(PermissionError(13, "Permission denied", "a")), "zh") == "没有权限"


def test_sentences_are_listed():
    assert listed([Phrase("is empty"), "b"]) == "is empty; b"


def test_no_message_is_out_of_the_catalogues_reach():
    found = [
        line
        for path in sorted(catalogue.PACKAGE.rglob("*.py"))
        for line in catalogue.unmarked(path.read_text(encoding="utf-8"), path.relative_to(catalogue.PACKAGE).as_posix())
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "raise InputError(f'needs {n} reps')",
        "raise InputError('is ' + what)",
        "raise InputError('a', allowed=f'up to {n}')",
        "raise InputError('a', 'b', 1, f'up to {n}')",
        "def f():\n    text = 'a' if n else f'up to {n}'\n    raise InputError(text)",
        "def f():\n    text = 'never marked'\n    raise InputError(text)",
        "warnings.warn(f'{n} reps are too many')",
        "raise ValueError(f'seats must be {n} or more')",
    ],
)
def test_a_message_out_of_the_catalogues_reach_is_found(source):
    assert len(catalogue.unmarked(source, "a.py")) == 1


@pytest.mark.parametrize(
    "source",
    [
        "raise InputError('needs reps', field=f'layouts.{name}', allowed=', '.join(names))",
        "raise InputError(Phrase('needs {n} reps', n=n), allowed=f'{name}({names})')",
        "def f():\n    text = Phrase('a')\n    raise InputError(text)",
    ],
)
def test_a_message_within_the_catalogues_reach_is_left_alone(source):
    assert catalogue.unmarked(source, "a.py") == []


def test_a_field_that_begins_a_sentence_begins_its_translation_too():
    """The field's name is cut off and shown as the path, see `salesim.scenario.faults`."""
    names = {path.rpartition(".")[2] for model in (Scenario, Space) for path in paths(model)}
    wrong = []
    for one in catalogue.texts():
        first, blank, _ = one.message.partition(" ")
        is_field = first.partition(".")[0] in names and ("_" in first or "." in first)
        if blank and is_field and not say(one.message, "zh").startswith(f"{first} "):
            wrong.append(f"{one.file}:{one.line}: {one.message}")
    assert wrong == []
