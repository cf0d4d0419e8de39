"""Whole letters: order, circles, names, rounding, the library, statements and what a plan costs."""

from fractions import Fraction

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.letter import plan_library, read_letter
from salesim.letter.figures import written
from salesim.letter.outlook import cost_by_year, falls, measure_varied, payouts
from salesim.letter.read import at_its_part, find_letter, is_letter, parse_letter
from salesim.letter.statement import statement

THREE = """
rounding: {to: 0.01, how: half_up, each: %s}
parts:
  - {part: total, name: pay, of: [one, other]}
  - {part: prorate, name: one, of: s, share: 0.3333}
  - {part: prorate, name: other, of: s, share: 0.3333}
pays: pay
"""


def test_parts_may_stand_in_any_order_and_are_rounded_where_the_letter_says():
    assert parse_letter(THREE % "total").pay(s=10.01) == Fraction("6.67")  # 6.672666
    assert parse_letter(THREE % "line").pay(s=10.01) == Fraction("6.68")  # 3.34 twice


def test_a_circle_is_named():
    text = "parts: [{part: less, name: a, of: b, minus: 1}, {part: less, name: b, of: a, minus: 1}]"
    with pytest.raises(InputError, match="a → b → a"):
        parse_letter(text)


def test_a_name_that_is_neither_part_nor_measure_is_refused_with_the_nearest():
    text = "measures: {sales: s}\nparts: [{part: less, name: a, of: slaes, minus: 1}]"
    with pytest.raises(InputError, match="did you mean sales"):
        parse_letter(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("parts: [{part: less, name: a, of: b, minus: 1}, {part: less, name: a, of: c, minus: 1}]", "two of one name"),
        ("parts: [{part: less, name: 5 %, of: b, minus: 1}]", "is a number"),
        ("pays: z\nparts: [{part: less, name: a, of: b, minus: 1}]", "pays: names no part"),
        ("parts: []", "parts: is empty"),
        ("prats: []", "parts"),
    ],
)
def test_a_letter_that_makes_no_sense_is_refused(text, words):
    with pytest.raises(InputError, match=words):
        parse_letter(text)


def test_all_figures_that_are_missing_or_unknown_are_named_at_once():
    with pytest.raises(InputError) as refused:
        read_letter("accelerator").reckon({"sale": 1})
    assert [fault.field for fault in refused.value.faults] == ["sale", "sales", "quota"]
    assert refused.value.nearest == "sales"


GIVEN = {
    "sales": 900_000, "quota": 1_000_000, "cash": 500_000, "days_to_collect": 70, "visits": 200, "new_customers": 3,
    "data_quality": 0.9, "forecast": 950_000, "wager": 1, "team_sales": 5e6, "team_quota": 4e6, "all_points": 20,
    "points": 5, "deals": [{"product": "B", "amount": 800_000, "day": "2026-07-10", "kind": "renewal", "gross": 2_500}],
    "taken_back": 100, "salary": 80_000, "firm": "110 %", "grade": "A", "year": 2026, "joined": "2026-07-01",
}  # fmt: skip
PAID = {  # by hand
    "straight_commission": 45_000,
    "accelerator": 8_000 + 1_500,
    "quota_bonus": 4_500,
    "salary_and_mbo": 4_200 * (0.5 + 0.5 * 2 / 3) + 1_800,
    "draw_for_new_hires": 54_000,
    "hunter": 1_200 + 27_000,
    "farmer": 5_000 + 2_000,
    "overlay_specialist": 8_000,
    "team_pool": 25_000,
    "spiff_week": 300,
    "tiers_marginal": 1_500 + 2_250 + 3_600 + 187_000,
    "tiers_whole": 13_500,
    "commission_on_cash": 6_000,
    "quarter_wager": 9_000 - 1_000,
    "car_dealer": 500 - 100,
    "rates_by_product": 24_000 * 0.5,
    "salary_percent": 9_981.37,  # 80,000 × 0.15 × 1.1 × 1.5 × 184 / 365
    "forecast_menu": 6_000 * (0.95 - 1.5 * 0.05),
}


def test_every_ready_plan_pays_what_its_words_say():
    assert set(plan_library()) == set(PAID)
    for name, expected in PAID.items():
        letter = read_letter(name)
        assert float(letter.pay(**{one: GIVEN[one] for one in letter.given})) == pytest.approx(expected), name
        assert letter.title.en and letter.title.zh and letter.about.en and letter.about.zh, name
        assert set(letter.given) <= set(letter.measures)


def test_a_firms_own_plan_comes_before_the_package_s(tmp_path):
    (tmp_path / "plans").mkdir()
    own = tmp_path / "plans" / "accelerator.yaml"
    own.write_text("parts: [{part: less, name: a, of: b, minus: 1}]")
    assert find_letter("accelerator", tmp_path) == own
    assert is_letter("accelerator") and not is_letter("small_town")
    with pytest.raises(InputError, match="did you mean 'accelerator'"):
        is_letter("acelerator")


def test_a_statement_shows_how_each_line_came_about():
    found = statement(read_letter("accelerator"), {"sales": "1.2M", "quota": "1M"})
    (line,) = found.lines
    assert line.reckoned == "0.01 × 800,000 + 0.015 × 200,000 + 0.025 × 200,000"
    assert found.paid == 16_000
    (line,) = statement(read_letter("accelerator"), {"sales": -5_000, "quota": "1M"}).lines
    assert (line.reckoned, line.value) == ("0.01 × −5,000", -50), "returned goods"
    assert found.to_json()["pay"] == 16_000.0


def test_what_a_part_cannot_be_reckoned_with_is_told_with_its_line_in_the_plan(tmp_path):
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "parts:\n  - {part: less, name: a, of: b, minus: 1}\n  - {part: table, name: a.b, by: g, words: {A: a}}\n"
    )
    with pytest.raises(InputError) as refused:
        read_letter(plan).reckon({"b": 1, "g": "C"})
    placed = at_its_part(refused.value, plan)
    assert (placed.file, placed.line, placed.field, placed.value) == (str(plan), 3, "a.b.by", "C")
    with pytest.raises(InputError, match="b: this figure must be given; part a takes it as of"):
        read_letter(plan).reckon({"g": "A"})


def test_what_was_meant_as_a_number_of_the_plan_is_no_figure_to_give(tmp_path):
    plan = tmp_path / "plan.yaml"
    plan.write_text("parts:\n  - {part: gate, name: g, of: days, at_most: 45 days, passes: 100}\n")
    with pytest.raises(InputError, match=r"g.at_most: this is no number.*'45 days'") as refused:
        read_letter(plan).reckon({"days": 5})
    assert at_its_part(refused.value, plan).line == 2


def test_a_statement_shows_each_deal_with_its_rate():
    letter = parse_letter(
        "parts: [{part: rate_card, name: pay, of: deals, amount: v, by: k, rates: {new: 10 %, old: low}},"
        " {part: credit, name: sold, of: deals, amount: v, where: {k: new}}]\npays: pay"
    )
    deals = [{"k": "new", "v": "1,000"}, {"k": "old", "v": 50}]
    one, other = statement(letter, {"deals": deals, "low": "2 %"}).lines
    assert (one.reckoned, one.value) == ("0.1 × 1,000 + 0.02 × 50", 101)
    assert (other.reckoned, other.value) == ("1,000", 1000)
    with pytest.raises(InputError, match=r"pay.rates: deal 2: there is no rate for this k.*'odl'.*did you mean 'old'"):
        letter.reckon({"deals": [*deals[:1], {"k": "odl", "v": 1}], "low": 0})


def test_words_are_no_numbers_and_numbers_no_words():
    text = "parts: [{part: table, name: t, by: g, words: {A: 2}}, {part: product, name: p, of: [t, g]}]"
    with pytest.raises(InputError, match=r"p: this is a word, where a number is needed.*'A'"):
        parse_letter(text).reckon({"g": "A"})
    assert parse_letter("parts: [{part: table, name: t, by: g, words: {1: 2}}]").pay(g=1) == 2


def test_totals_to_date_begin_anew_after_a_longer_period_than_the_letter_s():
    part = "parts: [{part: commission, name: c, of: s, cumulative: true, tiers: [[0, 1]]}]"
    with pytest.raises(InputError, match="to_date_of: must be longer than period"):
        parse_letter(f"period: quarter\nto_date_of: month\n{part}")


def test_cost_in_worse_and_better_years_is_the_mean_over_reps():
    """Against the closed form of a bonus at quota and a rate: odds by the normal distribution, sales by their mean."""
    points = payouts(read_letter("quota_bonus"), {"quota": 1_000_000}, "sales")
    years = cost_by_year(points).set_index("year")
    from scipy.stats import norm

    for year in (0.9, 1.0, 1.1):
        at_one, at_more = norm.sf(1, year, 0.27), norm.sf(1.2, year, 0.27)
        expected = 5_000 * year + 3_000 * at_one + 2_000 * at_more
        assert years.loc[year, "pay"] == pytest.approx(expected, rel=0.005)
        assert years.loc[year, "odds"] == pytest.approx(at_one, abs=1e-12)
    assert falls(points) is None
    assert np.all(np.diff(points["pay"]) >= 0)


def test_where_pay_falls_when_sales_rise_is_found():
    letter = parse_letter("parts: [{part: bonus, name: b, of: sales, quota: quota, steps: [[0.5, 10], [1, 5]]}]")
    assert falls(payouts(letter, {"quota": 100}, "sales")) == pytest.approx(100)
    with pytest.raises(InputError, match="no such figure"):
        measure_varied(letter, "sails")


SETTINGS = """
measures: {sales: sales, quota: quota}
settings: {base: 1 %, above: {default: 2.5 %, low: 1 %, high: 5 %}, starts: {default: 0.8, sets: threshold}}
parts:
  - {part: commission, name: c, of: sales, quota: quota, tiers: [[0, base], [starts, 1.5 %], [1, above]]}
"""


def test_settings_are_part_of_the_plan_and_may_be_set_otherwise():
    letter = parse_letter(SETTINGS)
    assert letter.given == ("sales", "quota")
    assert float(letter.pay(sales=120, quota=100)) == 1.6
    assert letter.pay(sales=120, quota=100, above="5 %") == letter.with_settings({"above": 0.05}).pay(
        sales=120, quota=100
    )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"abov": 1}, "abov: the plan has no such setting.*did you mean 'above'"),
        ({"starts": 1.1}, "part c: tiers must rise from one edge to the next"),
        ({"base": "much"}, "base: this is no number"),
        ({"base": [1, 2]}, "base: this must be a single number"),
    ],
)
def test_settings_that_a_plan_cannot_have_are_named(values, words):
    with pytest.raises(InputError, match=words):
        parse_letter(SETTINGS).with_settings(values)


@pytest.mark.parametrize(
    ("stated", "instead", "words"),
    [
        ("base: 1 %", "base: {default: 1 %, low: 2 %, high: 3 %}", "default .1 %. must lie from low"),
        ("base: 1 %", "base: {default: 1 %, low: 0 %}", "low and high go together"),
        ("base: 1 %", "base: {default: 1 %, low: 0 %, high: 1 %, step: 0.3 %}", "whole number of steps"),
        ("base: 1 %", "base: {default: some}", "must be a number such as"),
        ("base: 1 %", "base: 1 %, idle: 2 %", "settings.idle: is used by no part"),
        ("base: 1 %", "base: 1 %, sales: 2 %", "sales is both a measure and a setting"),
        ("base: 1 %", "base: 1 %, c: 2 %", "c is both a setting and a part"),
    ],
)
def test_settings_that_make_no_sense_are_told(stated, instead, words):
    with pytest.raises(InputError, match=words):
        parse_letter(SETTINGS.replace(stated, instead))


def test_what_a_part_can_say_alone_is_refused_at_the_top_with_the_parts_that_can():
    with pytest.raises(InputError, match=r"entries of parts, not here: of part attainment or .* or cap") as refused:
        parse_letter("parts:\n  - {part: total, name: t, of: s}\ncumulative: true\n", "x.yaml")
    assert (refused.value.field, refused.value.line) == ("cumulative", 3)


@pytest.mark.parametrize(
    ("more", "given", "reckoned"),
    [
        ("at: 100, beyond: 25 %", {"s": 180}, "min(180, 100) + 0.25 × 80"),
        ("at: 100, beyond: 25 %", {"s": 60}, "min(60, 100) + 0.25 × 0"),
        ("at: 100", {"s": 180}, "min(180, 100)"),
        ("at: 100, beyond: 0.5, cumulative: true", {"s": [80, 60]}, "min([80, 60], 100) + 0.5 × [0, 40]"),
    ],
)
def test_a_soft_cap_shows_what_lies_above_it(more, given, reckoned):
    (line,) = statement(parse_letter(f"parts: [{{part: cap, name: c, of: s, {more}}}]"), given).lines
    assert line.reckoned == reckoned


BACK = """parts:
  - {part: commission, name: c, of: sales, quota: quota, tiers: [[0, 5 %]]}
  - {part: per_unit, name: wins, of: new_customers, amount: 100}
  - {part: clawback, name: back, of: c, after: left_after, window: 12, how: sliding}
  - {part: total, name: pay, of: [c, wins, back]}
"""


def test_a_figure_is_drawn_against_its_own_quota_or_what_is_given():
    letter = parse_letter(BACK)
    given = {"sales": 1_000, "quota": 800, "new_customers": 5, "left_after": 6}
    ends = {over: payouts(letter, given, over)["result"].iloc[-1] for over in ("sales", "new_customers", "left_after")}
    assert ends == {"sales": 2.4 * 800, "new_customers": 12, "left_after": pytest.approx(14.4)}
    seasons = "{part: quota, name: q, amount: year, share: 0.25}"
    letter = parse_letter(f"parts: [{seasons}, {{part: bonus, name: b, of: sales, quota: q, steps: [[1, 9]]}}]")
    assert payouts(letter, {"year": 1_000}, "sales")["result"].iloc[-1] == 2_400


def test_next_to_nothing_is_nothing():
    assert written(Fraction(-1, 10**9)) == "0"
    assert written(Fraction(-1, 1000)) == "−0.001"
