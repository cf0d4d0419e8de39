"""An export read and checked: the import log has every row that is not simply used; nothing is dropped silently."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from salesim.errors import InputError
from salesim.export.import_log import ImportLog, write_import_log
from salesim.export.plan import propose
from salesim.export.read import Export, read_export
from salesim.export.source import find_sources

TODAY = date(2025, 6, 30)
CUSTOMERS = "id,lon,lat,rep,distributor,since\nA,120.6,31.3,R1,,2020-05-01\nB,120.7,31.4,R2,no,\nC,,,R1,甲经销,\n"
REPS = "rep,name\nR1,x\nR2,y\n"


@pytest.fixture
def read(tmp_path):
    """Read an export given as texts by file name; gives it and its import log as (line, field, status, reason)."""

    def export(until: date | None = None, **files: str) -> tuple[Export, list[tuple]]:
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text.replace("since", "first_order", 1), encoding="utf-8")
        import_log = ImportLog()
        found = read_export(propose(find_sources(tmp_path)), until, lambda *_: None, import_log, today=TODAY)
        table = import_log.table()
        return found, list(table[["line", "field", "row_status", "reason"]].itertuples(index=False, name=None))

    return export


def orders(*rows: str, headings: str = "order,customer,date,amount") -> str:
    return "\n".join([headings, *rows]) + "\n"


def test_a_clean_export_has_an_empty_import_log(read):
    text = orders("1,A,2024-01-05,100", '2,B,2024-02-05,"1,200.50"', "1,A,2024-01-05,50")
    found, import_log = read(customers=CUSTOMERS, reps=REPS, orders=text, visits="customer,date,rep\nA,2024-01-02,R1\n")
    assert import_log == []
    assert [found.keys[c] for c in found.orders["customer"]] == ["A", "B", "A"]
    assert found.orders["amount"].tolist() == [100.0, 1200.5, 50.0]  # lines of one order add up
    assert (found.n_listed, found.n_reps, found.n_distributors) == (3, 2, 1)
    assert found.customers["distributor"].tolist() == [0, 0, 1]
    assert found.end == (date(2024, 2, 5) - date(1970, 1, 1)).days
    assert len(found.visits) == 1


@pytest.mark.parametrize(
    "row, field, says",
    [
        ("9,A,2025-07-01,5", "date", "lies in the future"),
        ("9,A,30/02/2024,5", "date", "not a date"),
        ("9,A,03/04/2024,5", "date", "day and month cannot be told apart"),
        ("9,A,=NOW(),5", "date", "a formula"),
        ("9,A,,5", "date", "blank"),
        ("9,A,2024-03-01,0", "amount", "zero"),
        ("9,A,2024-03-01,=1+1", "amount", "a formula"),
        ("9,A,2024-03-01,ten", "amount", "not a number"),
        ("9,A,2024-03-01,1e13", "amount", "more than a scenario can hold"),
        ("9,X,2024-03-01,5", "customer", "not in the table of customers"),
        ("9,,2024-03-01,5", "customer", "blank"),
        ("1,A,2024-01-05,100", "amount", "says the same as an earlier row, in all columns"),
        ("1,B,2024-01-05,100", "customer", "belongs to another customer's order"),
        ("9,A,2024-03-01", "", "the number of cells is not that of the 4 headings"),
        ("9,A,2024-03-01,5,6", "", "the number of cells is not that of the 4 headings"),
        ("9,A,2024-01-01,-5", "amount", "without enough earlier orders"),
    ],
)
def test_a_row_that_cannot_be_used_is_rejected_with_its_reason(read, row, field, says):
    found, import_log = read(customers=CUSTOMERS, orders=orders("1,A,2024-01-05,100", row))
    assert len(import_log) == 1
    assert import_log[0][:3] == (3, field, "rejected")
    assert says in import_log[0][3]
    assert found.orders["amount"].tolist() == [100.0]


def test_credit_notes_are_netted_against_the_order_they_belong_to_or_the_latest_before(read):
    text = orders(
        "1,A,2024-01-05,100", "2,A,2024-01-10,80", "1,A,2024-02-01,-30", "9,A,2024-02-02,-100", "3,A,2024-03-01,60"
    )
    found, import_log = read(orders=text)
    # 30 of order 1 by its number; 100 of the latest two: all of order 2 and 20 more of order 1
    assert found.orders["amount"].tolist() == [50.0, 60.0]
    assert [(line, row_status) for line, _, row_status, _ in import_log] == [
        (3, "netted"),
        (4, "netted"),
        (5, "netted"),
    ]
    assert "cancelled in full" in import_log[0][3]


def test_a_credit_note_with_a_number_goes_to_that_order_though_a_later_one_is_there(read):
    found, _ = read(orders=orders("1,A,2024-01-05,100", "2,A,2024-01-10,80", "1,A,2024-02-01,-30"))
    assert found.orders["amount"].tolist() == [70.0, 80.0]


def test_rows_that_are_alike_count_where_nothing_tells_them_apart_and_their_money_is_told(read):
    text = orders("A,2024-01-05,100", "A,2024-01-05,100", "A,2024-01-05,90", headings="customer,date,amount")
    found, import_log = read(orders=text)
    assert found.orders["amount"].tolist() == [100.0, 100.0, 90.0]
    assert [(line, status, "it counts" in reason) for line, _, status, reason in import_log] == [(3, "kept", True)]
    assert found.import_log.counts()["money"].tolist() == [100.0]


def test_lines_of_an_order_with_equal_amounts_are_no_repeats(read):
    text = orders("1,A,2024-01-05,100,10", "1,A,2024-01-05,100,20", "1,A,2024-01-05,100,20",
                  headings="order,customer,date,amount,line")  # fmt: skip
    found, import_log = read(orders=text)
    assert found.orders["amount"].tolist() == [100.0, 100.0]
    assert [(line, status) for line, _, status, _ in import_log] == [(4, "rejected")]


def test_customers_and_reps_with_faults_are_kept_as_far_as_they_go(read):
    rows = ["A,31.3,120.6,R9,,soon", "B,0,0,R1,,", "B,1,1,R1,,", ",1,1,R1,,", "C,120.6,331.3,R1,,2019-01-01"]
    text = "\n".join(["id,lon,lat,rep,distributor,since", *rows]) + "\n"
    found, import_log = read(customers=text, reps=REPS + "R1,again\n", orders=orders("1,A,2024-01-05,100"))
    of_customers = [(line, field, row_status) for line, field, row_status, _ in import_log[:-1]]
    assert sorted(of_customers) == [
        (2, "first_order", "kept"), (2, "lon", "kept"), (2, "rep", "kept"), (3, "lon", "kept"),
        (4, "customer", "rejected"), (5, "customer", "rejected"), (6, "lon", "kept"),
    ]  # fmt: skip
    assert import_log[-1] == (4, "rep", "rejected", "this rep is listed in an earlier row")
    assert found.customers["lon"].isna().all()
    assert found.n_listed == 3


def test_visits_of_strangers_and_twice(read):
    visits = "customer,date,rep\nA,2024-01-02,R1\nA,2024-01-02,R1\nX,2024-01-02,R1\nA,2024-01-03,R9\nA,2026-01-01,R1\n"
    found, import_log = read(customers=CUSTOMERS, reps=REPS, orders=orders("1,A,2024-01-05,9"), visits=visits)
    assert [(line, row_status) for line, _, row_status, _ in import_log] == [
        (3, "rejected"), (4, "rejected"), (5, "kept"), (6, "rejected"),
    ]  # fmt: skip
    assert len(found.visits) == 2


def test_payments_find_their_orders(read):
    text = orders("1,A,2024-01-05,100,2024-02-05", "2,A,2024-01-06,100,", headings="order,customer,date,amount,due")
    found, import_log = read(orders=text, payments="order,paid\n1,2024-02-20\n1,2024-03-01\n7,2024-03-01\n")
    days = found.orders["paid"].to_numpy().astype("datetime64[D]")
    assert str(days[0]) == "2024-03-01" and np.isnat(days[1])
    assert import_log == []


def test_the_last_day_can_be_stated(read):
    found, import_log = read(until=date(2024, 1, 31), orders=orders("1,A,2024-01-05,100", "2,A,2024-02-01,100"))
    assert found.end == (date(2024, 1, 31) - date(1970, 1, 1)).days
    assert import_log == [(3, "date", "rejected", "after the last day asked for")]


def test_tables_without_rows_or_without_any_usable_row(read):
    with pytest.raises(InputError, match="orders: has headings but no rows"):
        read(orders=orders())
    with pytest.raises(InputError, match=r"2 rows \(2 x not in the table of customers: customer 'X'\)"):
        read(customers=CUSTOMERS, orders=orders("1,X,2024-01-05,1", "2,Y,2024-01-05,1"))


def test_the_list_of_fates_is_safe_for_a_spreadsheet(read, tmp_path):
    found, _ = read(orders=orders("1,A,2024-01-05,100", "2,=cmd|'/C calc'!A0,2031-01-05,1", "3,B,2024-01-05,+x"))
    write_import_log(found.import_log, tmp_path / "rejected.csv")
    table = pd.read_csv(tmp_path / "rejected.csv", dtype=str)
    assert table.columns.tolist() == ["file", "line", "field", "value", "row_status", "reason", "money"]
    assert table["value"].tolist() == ["2031-01-05", "'+x"]
    assert found.import_log.n_rows == {"orders.csv": 3} and found.import_log.n_lost("orders.csv") == 2
