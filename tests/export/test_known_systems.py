"""Exports in the shapes of known systems, with rows of our own: read right as they come, or asked about."""

from __future__ import annotations

import re
from datetime import date
from textwrap import dedent

import pytest

from salesim.errors import InputError
from salesim.export.columns_file import columns_yaml, read_columns
from salesim.export.import_log import ImportLog
from salesim.export.plan import propose
from salesim.export.read import Export, read_export
from salesim.export.source import find_sources


@pytest.fixture
def read(tmp_path):
    """Read an export given as texts by file name, as the files come or by a columns.yaml changed by ``answer``."""

    def export(answer: dict[str, str] | None = None, encoding: str = "utf-8", **files: str) -> Export:
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_bytes(dedent(text).lstrip("\n").encode(encoding))
        sources = find_sources(tmp_path)
        plan = propose(sources)
        if answer is not None:
            text = columns_yaml(plan, sources)
            for old, new in answer.items():
                assert old in text
                text = text.replace(old, new, 1)
            (tmp_path / "columns.yaml").write_text(text, encoding="utf-8")
            plan = read_columns(tmp_path / "columns.yaml", sources)
        return read_export(plan, None, lambda *_: None, ImportLog(), today=date(2026, 1, 1))

    return export


def total(found: Export) -> float:
    return round(float(found.orders["amount"].sum()), 2)


def reasons(found: Export) -> dict[str, int]:
    counts = found.import_log.counts()
    return dict(zip(counts["reason"], counts["rows"]))


def test_deals_are_sold_when_they_are_won(read):
    deals = """
    "Record ID","Deal Stage","Close Date","Deal owner","Amount","Associated Company","Associated Company IDs"
    "1","Closed Won","2024-02-01 10:00","Ada","100.00","Acme","71;99"
    "2","closedlost","2024-02-02 10:00","Ada","20.00","Acme","71"
    "3","Contract Sent","2024-02-03 10:00","Bo","30.00","Zed","72"
    """
    companies = """
    "Record ID","Company name","Company owner","City"
    "71","Acme","Ada","Leeds"
    "72","Zed","Bo","York"
    """
    found = read(all_deals=deals, all_companies=companies)
    assert (total(found), found.keys, found.reps) == (100.0, ["71", "72"], ["Ada", "Bo"])
    assert reasons(found) == {"lost": 1, "open": 1}
    assert found.import_log.counts()["money"].sum() == 50.0


def test_a_flag_decides_before_a_stage_and_deleted_rows_are_gone(read):
    found = read(
        Opportunity="""
        Id,IsDeleted,AccountId,StageName,Amount,CloseDate,IsWon
        o1,0,A1,My Own Stage,10,2024-01-05,1
        o2,1,A1,My Own Stage,20,2024-01-05,1
        o3,0,A1,Closed Lost,40,2024-01-06,0
        """
    )
    assert total(found) == 10.0 and reasons(found) == {"lost": 2}


def test_words_that_nobody_knows_are_asked_about_once_and_answered_in_one_line(read):
    orders = """
    Order ID,Customer Name,Order Date,Amount,Status
    1,Acme,2024-01-05,10,Geliefert
    2,Acme,2024-01-06,20,Blorp
    3,Acme,2024-01-07,40,Blorp
    """
    with pytest.raises(InputError, match=re.escape("is this sold? 2 rows, 60.00")) as asked:
        read(orders=orders)
    assert asked.value.value == "Blorp" and "meanings: {'Blorp': counts}" in str(asked.value)
    answer = {"  date_order: auto": "  meanings: {Blorp: counts}\n  date_order: auto"}
    assert total(read(answer, orders=orders)) == 70.0
    answer = {"  date_order: auto": "  meanings: {Blorp: lost}\n  date_order: auto"}
    assert total(read(answer, orders=orders)) == 10.0


def test_heads_and_lines_are_joined_by_their_number(read):
    found = read(
        orders="""
        OrderID,CustomerID,OrderDate,ShipCity
        10,ALFKI,2024-01-05,Berlin
        11,ANATR,2024-01-06,Lyon
        """,
        order_details="""
        OrderID,ProductID,UnitPrice,Quantity,Discount
        10,1,10.00,5,0
        10,2,20.00,2,0.25
        11,1,10.00,1,0
        12,1,99.00,1,0
        """,
    )
    assert total(found) == 50 + 30 + 10 and len(found.orders) == 3
    assert reasons(found) == {"no_order": 1}
    assert found.customers["city"].tolist() == ["Berlin", "Lyon"], "where a customer is, its order says"


def test_an_order_without_a_line_is_listed_with_its_own_amount(read):
    found = read(
        orders="OrderID,CustomerID,OrderDate,TotalDue\n10,A,2024-01-05,50\n11,A,2024-01-06,70\n",
        order_details="OrderID,ProductID,UnitPrice,Quantity\n10,1,10.00,5\n",
    )
    assert total(found) == 50.0 and reasons(found) == {"no_line": 1}
    assert found.import_log.counts()["money"].tolist() == [70.0]


def test_amounts_that_are_not_used_and_headings_that_are_guessed_are_known(read):
    found = read(
        Rechnungen="""
        Rechnungsnummer;Rechnungsdatum;Kunde;Netto;Brutto
        1;2024-01-05;A;100,00;119,00
        """
    )
    assert (found.worth, found.not_worth, found.plan.guessed) == (("Netto",), ("Brutto",), ())
    found = read(Rechnungen="Sum of Amounts Sold,Deal Date X,Customer\n10,2024-01-05,A\n")
    assert found.plan.guessed == (("orders.date", "Deal Date X"), ("orders.amount", "Sum of Amounts Sold"))


def test_months_for_days_are_told(read):
    found = read(sales="customer,month,net_sales\nA,202401,10.5\nA,202402,20\n")
    assert total(found) == 30.5 and reasons(found) == {"month_only": 2}


def test_an_order_s_total_on_each_of_its_lines_counts_once(read):
    found = read(
        Invoice="""
        Invoice Date,Invoice ID,Invoice Status,Customer Name,Item Name,Item Total,SubTotal,Total
        31/01/2024,I1,Sent,Acme,x,60.00,100.00,118.00
        31/01/2024,I1,Sent,Acme,y,40.00,100.00,118.00
        28/02/2024,I2,Draft,Acme,x,10.00,10.00,11.80
        """
    )
    assert total(found) == 100.0 and reasons(found) == {"open": 1}


def test_a_row_that_says_nowhere_what_it_is_worth_is_listed(read):
    found = read(
        orders="""
        Order ID,Customer,Order Date,Amount,Order Total
        1,A,2024-01-05,10,12
        2,A,2024-01-06,,
        """
    )
    assert total(found) == 10.0 and reasons(found) == {"no_amount": 1}


def test_a_total_s_heading_says_that_it_is_the_order_s(read):
    found = read(
        sales="""
        Order No,Order Date,Customer,Grand Total,SKU
        1,2024-01-05,A,30,x
        1,2024-01-05,A,30,y
        2,2024-01-06,A,12,x
        """
    )
    assert total(found) == 42.0 and reasons(found) == {"total_repeated": 1}


def test_rows_under_an_order_s_first_row_take_over_what_they_leave_blank(read):
    found = read(
        sale_order="""
        Order Reference,Order Date,Customer,Salesperson,Status,Total,Order Lines/Product,Order Lines/Subtotal
        S1,2024-01-05 09:00:00,Acme,Ada,Sales Order,70.00,x,50.00
        ,,,,,,y,20.00
        S2,2024-01-06 09:00:00,Zed,Bo,Cancelled,9.00,x,9.00
        ,,,,,,,
        """
    )
    assert total(found) == 70.0 and found.orders["customer"].tolist() == [0, 0]
    assert reasons(found) == {"lost": 1}


def test_a_report_with_titles_groups_totals_and_footers(read):
    found = read(
        report="""
        Sales by Customer Detail
        Ridge Trading
        All Dates

        ,Date,Transaction Type,Num,Product/Service,Qty,Sales Price,Amount
        Acme,,,,,,,
        ,01/31/2024,Invoice,1,x,2,10.00,20.00
        ,02/01/2024,Credit Memo,2,x,1,5.00,-5.00
        Total for Acme,,,,,,,15.00
        Zed,,,,,,,
        ,02/13/2024,Sales Receipt,3,y,1,7.00,7.00
        Total for Zed,,,,,,,7.00
        TOTAL,,,,,,,22.00
        """
    )
    assert total(found) == 22.0 and found.keys == ["Acme", "Zed"]
    assert {"group_row": 2, "total_row": 3}.items() <= reasons(found).items()


def test_credits_are_subtracted_whatever_their_sign(read):
    found = read(
        Rechnungen="""
        Rechnungsnummer;Rechnungsdatum;Kunde;Netto;Brutto;Status
        R1;19.03.2024;Müller;1.574,44 €;1.873,58 €;Offen
        G1;20.03.2024;Müller;74,44 €;88,58 €;Gutschrift
        R2;21.03.2024;Krüger;100,00 €;119,00 €;Storniert
        """,
        encoding="cp1252",
    )
    assert total(found) == 1500.0 and found.keys == ["Müller", "Krüger"] and found.currency == "EUR"


def test_refunds_are_taken_off_and_refunded_orders_do_not_count(read):
    found = read(
        payments_export="""
        id,Created (UTC),Amount,Amount Refunded,Currency,Status,Customer ID
        ch1,2024-01-05 10:00,100.00,30.00,usd,Paid,c1
        ch2,2024-01-06 10:00,50.00,50.00,usd,Refunded,c1
        ch3,2024-01-07 10:00,80.00,0.00,usd,Failed,c2
        """
    )
    assert total(found) == 70.0 and found.currency == "USD"


def test_several_currencies_need_rates(read):
    orders = """
    Order ID,Customer,Order Date,Amount,Currency
    1,A,2024-01-05,100,USD
    2,A,2024-01-06,100,EUR
    3,B,2024-01-07,100,US Dollar
    """
    with pytest.raises(InputError, match=r"several currencies \(USD: 2 x, 200.00, EUR: 1 x, 100.00\)"):
        read(orders=orders)
    assert total(read({"  date_order: auto": "  rates: {EUR: 1.1}\n  date_order: auto"}, orders=orders)) == 310.0


@pytest.mark.parametrize("sign, amount", [(".", 15.245), (",", 15_245.0)])
def test_a_decimal_sign_that_nothing_tells_is_asked_about(read, sign, amount):
    orders = """
    order;customer;date;amount
    1;A;2024-01-05;1.235
    2;A;2024-01-06;14.010
    """
    with pytest.raises(InputError, match="decimal sign") as asked:
        read(orders=orders)
    assert asked.value.field == "orders.decimal" and asked.value.value == "1.235"
    found = read({'decimal: "auto"': f'decimal: "{sign}"'}, orders=orders)
    assert total(found) == pytest.approx(amount, abs=0.01)


def test_a_customer_number_that_is_new_for_each_order_is_none(read):
    rows = "\n".join(f"{i},c{i},2024-01-{i:02d},10,Customer {i % 4}" for i in range(1, 25))
    found = read(orders=f"order,customer_id,date,amount,Customer Name\n{rows}\n")
    assert len(found.keys) == 4
    lines = "\n".join(f"k{i},u{i % 3},{10115 + i % 3}" for i in range(12))
    heads = "\n".join(f"o{i},k{i},2024-02-{i + 1:02d},5" for i in range(12))
    found = read(
        customers=f"customer_id,customer_unique_id,customer_zip_code_prefix\n{lines}\n",
        orders=f"order_id,customer_id,order_purchase_timestamp,amount\n{heads}\n",
    )
    assert found.keys == ["u0", "u1", "u2"] and found.customers["postcode"].tolist() == ["10115", "10116", "10117"]


def test_numbers_meet_as_text_and_as_numbers(read):
    found = read(
        customers="id,name\n00042,Acme\n7,Zed\n",
        orders="order,customer,date,amount\n1,42,2024-01-05,10\n2,42.0,2024-01-06,20\n3,0007,2024-01-07,5\n",
    )
    assert found.keys == ["00042", "7"] and found.orders["customer"].tolist() == [0, 0, 1] and reasons(found) == {}


def test_ids_of_salesforce_differ_by_case_and_meet_with_and_without_the_letters_of_it(read):
    found = read(
        customers="id,name\n0015g00000aBcDe,Acme\n0015g00000abcde,Zed\n",
        orders="order,customer,date,amount\n1,0015g00000aBcDeAAK,2024-01-05,10\n2,0015g00000abcdeAAA,2024-01-06,20\n",
    )
    assert found.n_listed == 2 and found.orders["customer"].tolist() == [0, 1] and reasons(found) == {}


def test_numbers_that_are_one_are_told(read):
    found = read(customers="id,name\n00042,Acme\n42,Zed\n", orders="order,customer,date,amount\n1,42.0,2024-01-05,10\n")
    assert found.n_listed == 1 and list(reasons(found)) == ["customer_twice"]


def test_activities_that_are_no_visits_and_visits_that_were_not_made(read):
    found = read(
        orders="order,customer,date,amount\n1,A,2024-01-05,10\n",
        activities="""
        customer,date,type,status
        A,2024-01-02,Meeting,Completed
        A,2024-01-03,Email,Completed
        A,2024-01-04,Visit,Planned
        """,
    )
    assert len(found.visits) == 1 and reasons(found) == {"no_visit": 1, "not_made": 1}


def test_check_ins_name_their_customer_in_a_remark(read):
    found = read(
        订单="""
        订单号,客户名称,成交日期,成交金额,跟进人,订单状态
        1,青禾五金,2024-01-05,5万,陈一帆,已完成
        2,云栖器械,2024-01-06,100元,陈一帆,待付款
        """,
        签到="""
        序号,姓名,签到时间,签到地点,备注
        1,陈一帆,2024-01-03 13:55:00,某地,青禾五金
        2,陈一帆,2024-01-04 13:55:00,某地,云栖器械
        """,
    )
    assert total(found) == 50_000.0 and len(found.visits) == 2 and found.currency == "CNY"


def test_quotas_may_stand_in_columns_of_months_and_beside_payouts(read):
    found = read(
        orders="order,customer,date,amount,rep\n1,A,2024-01-05,10,Ada\n",
        quota="Name,Jan-24,Feb-24\nAda,100,200\n",
        attainment="Name,Period,Quota,Payout\nAda,Q1 2024,300,30\n",
    )
    assert sorted(found.quotas["amount"]) == [100.0, 200.0, 300.0] and sorted(found.quotas["months"]) == [1, 1, 3]
    assert found.payouts["amount"].tolist() == [30.0]


def test_what_holds_neither_days_nor_amounts_is_refused_with_every_heading(read, tmp_path):
    with pytest.raises(InputError, match=r"orders.date: this column is missing"):
        read(orders="order_id,user_id,order_dow\n1,2,3\n")
    sources = find_sources(tmp_path)
    assert '"order_dow"' not in columns_yaml(propose(sources), sources) and "order_dow" in columns_yaml(
        propose(sources), sources
    )


def test_a_folder_without_orders_still_gets_a_columns_file(tmp_path):
    (tmp_path / "x.csv").write_text("foo,bar\n1,2\n")
    sources = find_sources(tmp_path)
    text = columns_yaml(propose(sources), sources)
    assert "# orders:" in text and "# x.csv: foo, bar" in text
