"""Real statements reckoned again, to the cent."""

import pytest

from salesim.errors import InputError
from salesim.letter import read_letter
from salesim.letter.history import recompute
from salesim.letter.periods import period_of, span_of
from salesim.letter.read import parse_letter


def written(folder, text, name="history.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_all_ways_to_write_a_period_are_one(tmp_path):
    letter = parse_letter(
        "period: month\nparts: [{part: bonus, name: p, of: sales, quota: quota, steps: [[1, 100], [2, 900]]}]"
    )
    file = tmp_path / "history.csv"
    file.write_text("rep,period,sales,quota\nAnn,2026-7,90,100\nAnn,2026-07,110,100\nAnn,2026年8月,100,100\n")
    paid = tmp_path / "paid.csv"
    paid.write_text("rep,period,paid\nAnn,2026/07,900\nAnn,2026-8,100\n")
    found = recompute(letter, file, paid)
    assert [(one.period, one.paid, one.reckoned) for one in found] == [("2026-7", 900, 900), ("2026年8月", 100, 100)]


def test_rows_of_a_period_are_added_and_what_differs_by_a_cent_is_found(tmp_path):
    history = written(
        tmp_path,
        "Rep,Period,Sales,Quota,Paid\n"
        "Ann,2026Q1,900000,1000000,4500\nAnn,2026Q2,1100000,1000000,8500.01\n"
        "Bo,2026Q2,400000,1000000,11000\nBo,2026Q2,800000,1000000,11000\n",
    )
    found = recompute(read_letter("quota_bonus"), history)
    assert [(one.rep, one.period, float(one.reckoned), one.differs) for one in found] == [
        ("Ann", "2026Q1", 4500, False),
        ("Ann", "2026Q2", 8500, True),
        ("Bo", "2026Q2", 11000, False),
    ]


def test_a_plan_that_remembers_goes_through_the_periods_in_order_and_begins_anew_with_the_year(tmp_path):
    letter = parse_letter(
        "period: month\nto_date_of: year\n"
        "parts: [{part: commission, name: c, of: sales, cumulative: true, tiers: [[0, 1 %], [1000, 2 %]]}]"
    )
    history = written(
        tmp_path, "rep,date,sales\nA,2026-02-10,800\nA,2026-01-31,800\nA,2027-01-05,800\nA,2026-02-11,100\n"
    )
    found = recompute(letter, history)
    assert [(one.period, float(one.reckoned)) for one in found] == [("2026-01", 8), ("2026-02", 16), ("2027-01", 8)]
    assert not any(one.differs for one in found)


def test_each_row_is_a_deal_where_the_plan_looks_at_deals(tmp_path):
    letter = read_letter("spiff_week")
    history = written(tmp_path, "rep,day,product\nA,2026-07-06,B\nA,2026-07-07,A\nA,2026-07-19,B\nC,2026-07-20,B\n")
    statements = written(tmp_path, "rep,period,paid\nA,2026-07,600\nC,2026-07,300\n", "paid.csv")
    assert [(one.rep, float(one.reckoned), one.differs) for one in recompute(letter, history, statements)] == [
        ("A", 600, False),
        ("C", 0, True),
    ]


def test_a_month_s_tiers_are_paid_by_week_and_begin_anew_with_the_month(tmp_path):
    letter = parse_letter(
        "period: week\nto_date_of: month\n"
        "parts: [{part: commission, name: c, of: sales, cumulative: true, tiers: [[0, 1 %], [1000, 2 %]]}]"
    )
    history = written(tmp_path, "rep,date,sales\nA,2026-07-06,800\nA,2026-07-14,800\nA,2026-08-03,800\n")
    assert [float(one.reckoned) for one in recompute(letter, history)] == [8, 14, 8]


def test_words_and_days_of_a_history_are_those_of_its_rows(tmp_path):
    letter = parse_letter(
        "period: month\nparts: [{part: table, name: rate, by: grade, words: {A: 2, B: 1}},"
        " {part: time_worked, name: share, period: month, joined: joined},"
        " {part: product, name: pay, of: [sales, rate, share]}]"
    )
    history = written(
        tmp_path, "rep,month,sales,grade,joined\nA,2026-06,50,A,2026-06-16\nA,2026-06,50,A,2026-06-16\nB,2026-06,9,B,\n"
    )
    assert [float(one.reckoned) for one in recompute(letter, history)] == [100, 9]
    with pytest.raises(InputError, match=r"history.csv:2: rate.by: A, 2026-06: the table has no such word"):
        recompute(letter, written(tmp_path, "rep,month,sales,grade,joined\nA,2026-06,50,C,\n"))
    with pytest.raises(InputError, match=r"history.csv:3: grade: A, 2026-06 has another figure in line 2"):
        recompute(letter, written(tmp_path, "rep,month,sales,grade,joined\nA,2026-06,5,A,\nA,2026-06,5,B,\n"))


def test_deals_of_several_months_are_added_up_month_by_month(tmp_path):
    letter = parse_letter(
        "period: month\nparts: [{part: credit, name: deals, of: sold, amount: value, by_deal: true},"
        " {part: commission, name: each, of: deals, tiers: [[0, 1 %], [100, 2 %]]},"
        " {part: total, name: month, of: each},"
        " {part: draw, name: pay, of: month, amount: 5}]"
    )
    history = written(tmp_path, "rep,month,value\nA,2026-01,100\nA,2026-01,200\nA,2026-02,900\n")
    assert [float(one.reckoned) for one in recompute(letter, history)] == [5, 16]  # 1 lent is paid back of 17


def test_columns_are_found_by_a_measure_s_words_in_either_language(tmp_path):
    history = written(tmp_path, "姓名,季度,本季销售额,本季目标,实发\n王,2026Q1,1200000,1000000,16000\n")
    (one,) = recompute(read_letter("accelerator"), history)
    assert not one.differs


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rep,period,sale,quota\nA,1,1,1\n", "did you mean 'sale'"),
        ("period,sales,quota\n1,1,1\n", "rep: this column is missing"),
        ("rep,sales,quota\nA,1,1\n", "period: this column is missing"),
        ("rep,period,sales,quota\nA,1,x,1\n", r"history.csv:2: sales: this is no number"),
        ("rep,period,sales,quota\nA,1,1,1\nA,1,1,2\n", r"history.csv:3: quota: A, 1 has another figure in line 2"),
        ("rep,period,sales,quota\nA,,1,1\n", r"history.csv:2: period: this cell is empty"),
        ("rep,date,sales,quota\nA,31.13.2026,1,1\n", "no date"),
        ("rep,period,sales,quota\nA,1,1,0\n", "measured against 0|A, 1"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(tmp_path, text, words):
    letter = read_letter("accelerator")
    if "measured" in words:
        letter = parse_letter("parts: [{part: attainment, name: a, of: sales, quota: quota}]")
    with pytest.raises(InputError, match=words):
        recompute(letter, written(tmp_path, text))


def test_a_statement_of_somebody_who_sold_nothing_is_told(tmp_path):
    history = written(tmp_path, "rep,period,sales,quota\nA,1,1,1\n")
    statements = written(tmp_path, "rep,period,paid\nA,1,1\nZoe,1,1\n", "paid.csv")
    with pytest.raises(InputError, match="Zoe"):
        recompute(read_letter("accelerator"), history, statements)


def test_periods_sort_in_time_and_know_their_year():
    assert period_of("2026/12/31", "half") == "2026H2"
    assert [span_of(name, "half") for name in ("2026-06", "2026年3季度", "Q2 2026")] == ["2026H1", "2026H2", "2026H1"]


@pytest.mark.parametrize(("august", "october"), [("2026-8", "2026-10"), ("2026年8月", "2026年10月"), ("Aug", "Oct")])
def test_months_come_in_their_order_however_they_are_named(tmp_path, august, october):
    """4,000 lent in August is paid back in October, not the other way round."""
    history = written(tmp_path, f"rep,month,sales,paid\nA,{august},0,4000\nA,{october},150000,6500\n")
    assert not any(one.differs for one in recompute(read_letter("draw_for_new_hires"), history))


def test_months_are_not_held_against_a_quarter_s_quota(tmp_path):
    history = written(tmp_path, "rep,month,sales,quota\nA,2026-01,400000,1000000\nA,2026-02,400000,1000000\n")
    with pytest.raises(InputError, match="of a quarter, this is a month") as refused:
        recompute(read_letter("accelerator"), history)
    assert (refused.value.line, refused.value.field) == (2, "month")


def test_what_a_period_cannot_be_reckoned_with_is_told_in_the_reader_s_language(tmp_path):
    history = written(tmp_path, "rep,period,sales,quota\nA,2026Q1,5,0\n")
    with pytest.raises(InputError) as refused:
        recompute(read_letter("accelerator"), history)
    assert "nothing can be measured against 0" in refused.value.told("en")
    assert "nothing" not in refused.value.told("zh")


@pytest.mark.parametrize("first", ["31.07.2026", "31/07/2026", "2026-07-31"])
def test_the_order_of_day_and_month_is_what_the_column_leaves_no_doubt_of(tmp_path, first):
    second = {"-": "2026-08-02", ".": "02.08.2026", "/": "02/08/2026"}[next(sign for sign in "-./" if sign in first)]
    history = written(tmp_path, f"rep,date,sales,quota\nA,{first},60,100\nA,{second},50,100\n")
    (found,) = recompute(read_letter("quota_bonus"), history)
    assert (found.period, float(found.reckoned)) == ("2026Q3", 3000.55)  # both are of one quarter


def test_dates_that_could_be_two_days_are_asked_for(tmp_path):
    history = written(tmp_path, "rep,date,sales,quota\nA,05/07/2026,60,100\nA,02/08/2026,50,100\n")
    with pytest.raises(InputError, match=r"history.csv:2: date: day and month cannot be told apart; say --date-order"):
        recompute(read_letter("quota_bonus"), history)
    quarters = [one.period for one in recompute(read_letter("quota_bonus"), history, date_order="day first")]
    assert quarters == ["2026Q3"]
    months = recompute(read_letter("quota_bonus"), history, date_order="month first")
    assert [one.period for one in months] == ["2026Q1", "2026Q2"]


def test_a_firm_s_own_year_decides_quarters_and_where_totals_begin_anew(tmp_path):
    letter = parse_letter(
        "period: quarter\nto_date_of: year\nyear_begins: 4\n"
        "parts: [{part: commission, name: c, of: sales, cumulative: true, tiers: [[0, 1 %], [1000, 2 %]]}]"
    )
    history = written(tmp_path, "rep,date,sales\nA,2026-12-10,800\nA,2027-03-31,800\nA,2027-04-01,800\n")
    found = [(one.period, float(one.reckoned)) for one in recompute(letter, history)]
    assert found == [("FY2026/27 Q3", 8), ("FY2026/27 Q4", 14), ("FY2027/28 Q1", 8)]


def test_a_quota_to_date_fits_the_periods_or_is_one_of_the_whole():
    plan = "parts: [{part: attainment, name: a, of: sales, quota: quota, cumulative: true}]"
    letter = parse_letter(plan)
    assert [float(one) for one in letter.pay(sales=[50, 150], quota=[100, 100])] == [0.5, 0.5]
    assert [float(one) for one in letter.pay(sales=[50, 150], quota=400)] == [0.125, 0.375]
    with pytest.raises(InputError, match=r"a.quota: results are of 2 periods, quotas of 3"):
        letter.pay(sales=[50, 150], quota=[100, 100, 100])


@pytest.mark.parametrize(
    ("period", "allowed"),
    [
        ("2026-13", "a month from 1 to 12"),
        ("202600", "a month from 1 to 12"),
        ("13/2026", "a month from 1 to 12"),
        ("2026年13月", "a month from 1 to 12"),
        ("2026Q9", "a quarter from 1 to 4"),
        ("Q0 2026", "a quarter from 1 to 4"),
        ("2026年第5季度", "a quarter from 1 to 4"),
        ("2026H3", "a half-year, 1 or 2"),
        ("2026-W60", "a week of that year"),
        ("2025-W53", "a week of that year"),
        ("2026-02-30", "a date such as 2026-07-31"),
    ],
)
def test_a_period_that_there_is_not_is_refused_in_its_line(tmp_path, period, allowed):
    letter = parse_letter("parts: [{part: total, name: pay, of: sales}]")
    history = written(tmp_path, f"rep,period,sales\nA,2026-01,1\nA,{period},2\n")
    with pytest.raises(InputError, match=f"got '{period}'.*{allowed}") as refused:
        recompute(letter, history)
    assert (refused.value.field, refused.value.line) == ("period", 3)
    paid = written(tmp_path, f"rep,period,paid\nA,{period},2\n", "paid.csv")
    with pytest.raises(InputError, match=allowed):
        recompute(letter, written(tmp_path, "rep,period,sales\nA,2026-01,1\n"), paid)


def test_a_day_that_there_is_not_is_refused_as_one(tmp_path):
    letter = parse_letter("period: month\nparts: [{part: total, name: pay, of: sales}]")
    with pytest.raises(InputError, match="date: there is no such day") as refused:
        recompute(letter, written(tmp_path, "rep,date,sales\nA,2026-02-28,1\nA,2026-02-30,1\n"))
    assert refused.value.line == 3


def test_numbers_are_periods_by_their_heading(tmp_path):
    letter = parse_letter("parts: [{part: total, name: pay, of: sales}]")
    assert len(recompute(letter, written(tmp_path, "rep,month,sales\nA,1,1\nA,12,1\n"))) == 2
    with pytest.raises(InputError, match=r"month: there is no such period .got .13."):
        recompute(letter, written(tmp_path, "rep,month,sales\nA,13,1\n"))
    with pytest.raises(InputError, match=r"got '5'.*from 1 to 4"):
        recompute(letter, written(tmp_path, "rep,季度,sales\nA,5,1\n"))


@pytest.mark.parametrize(
    "period", ["2026-W53", "2026/27", "FY2026/27 Q4", "July", "2026年8月第2周", "Aug-26", "202612"]
)
def test_names_of_periods_are_left_to_their_writer(tmp_path, period):
    letter = parse_letter("parts: [{part: total, name: pay, of: sales}]")
    (one,) = recompute(letter, written(tmp_path, f"rep,period,sales\nA,{period},1\n"))
    assert one.period == period


def test_what_was_paid_may_stand_in_one_row_of_several(tmp_path):
    letter = parse_letter("parts: [{part: commission, name: c, of: sales, quota: quota, tiers: [[0, 1 %], [1, 2 %]]}]")
    history = written(
        tmp_path,
        "rep,period,sales,quota,paid\n"
        "A,2026Q1,500,1000,\nA,2026Q1,700,,14\n"  # 10 + 4
        "B,2026Q1,500,1000,4\nB,2026Q1,100,1000,\n" + "C,2026Q1,100,1000,\n",  # nobody says what C was paid
    )
    found = {one.rep: (one.paid, float(one.reckoned), one.differs) for one in recompute(letter, history)}
    assert found == {"A": (14, 14, False), "B": (4, 6, True), "C": (None, 1, False)}
    paid = written(tmp_path, "rep,period,paid\nA,2026Q1,\nA,2026Q1,9\nB,2026Q1,\n", "paid.csv")
    found = {one.rep: one.paid for one in recompute(letter, history, paid)}
    assert found == {"A": 9, "B": None, "C": None}


def test_rows_that_disagree_are_still_refused(tmp_path):
    letter = parse_letter("parts: [{part: total, name: pay, of: sales}]")
    history = written(tmp_path, "rep,period,sales,paid\nA,2026Q1,5,\nA,2026Q1,5,3\nA,2026Q1,5,4\n")
    with pytest.raises(InputError, match="has another figure in line 3") as refused:
        recompute(letter, history)
    assert refused.value.line == 4


def test_what_is_wrong_with_deals_is_told_of_their_file(tmp_path):
    letter = parse_letter(
        "parts: [{part: rate_card, name: pay, of: deals, amount: [units, List Price], by: kind, rates: {new: 10 %}}]"
    )
    with pytest.raises(InputError) as refused:
        recompute(letter, written(tmp_path, "rep,period,unit,kind\nA,2026Q1,5,new\n"))
    assert [(one.field, one.line, one.nearest) for one in refused.value.faults] == [
        ("units", 1, "unit"),
        ("List Price", 1, None),
    ]
    rows = "rep,period,units,list price,kind\nA,2026Q1,5,10,new\nA,2026Q2,5,10,new\nA,2026Q2,5,10,%s\n"
    assert [float(one.reckoned) for one in recompute(letter, written(tmp_path, rows % "new"))] == [5, 10]
    with pytest.raises(InputError, match=r"A, 2026Q2: deal 2: there is no rate for this kind") as refused:
        recompute(letter, written(tmp_path, rows % "nwe"))
    assert (refused.value.line, refused.value.nearest) == (4, "new")
