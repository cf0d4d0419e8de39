"""Which file is which and which heading holds what: proposed, written, edited, read again."""

from __future__ import annotations

import pytest

from salesim.errors import InputError
from salesim.export.columns_file import columns_yaml, read_columns
from salesim.export.plan import propose
from salesim.export.source import find_sources


@pytest.fixture
def folder(tmp_path):
    def write(**files: str):
        for name, headings in files.items():
            (tmp_path / f"{name}.csv").write_text(f"{headings}\n", encoding="utf-8")
        return tmp_path

    return write


def test_english_and_chinese_exports_are_recognized(folder):
    plan = propose(
        find_sources(
            folder(
                客户="客户编号,经度,纬度,所属行业,销售代表,建档日期",
                订单="订单号,客户编号,下单日期,金额（万元）,回款日期,到期日",
                客户拜访记录="客户编号,拜访日期,销售代表",
                销售代表="工号,姓名",
                经销商订单="经销商,下单日期,金额",
                薪酬="工号,季度,应发合计",
                销售目标="销售代表,季度,目标",
            )
        )
    )
    assert plan.faults == ()
    assert {kind: table.sources[0].name for kind, table in plan.tables.items()} == {
        "customers": "客户.csv",
        "orders": "订单.csv",
        "visits": "客户拜访记录.csv",
        "reps": "销售代表.csv",
        "quotas": "销售目标.csv",
        "payouts": "薪酬.csv",
        "distributor_orders": "经销商订单.csv",
    }
    assert plan.tables["orders"].columns == {
        "order": ("订单号",),
        "customer": ("客户编号",),
        "date": ("下单日期",),
        "amount": ("金额（万元）",),
        "due": ("到期日",),
        "paid": ("回款日期",),
    }
    assert plan.tables["orders"].amount_unit == 10_000.0
    assert plan.tables["customers"].columns["first_order"] == ("建档日期",)


def test_files_without_a_telling_name_are_known_by_their_columns(folder):
    plan = propose(find_sources(folder(export1="Customer ID,Order Date,Amount (CNY)", export2="a,b,c", report="x,y")))
    assert plan.tables.keys() == {"orders"}
    assert plan.unused == ("export2.csv", "report.csv")  # a report is no table of reps


def test_files_of_several_years_are_one_table(folder):
    plan = propose(find_sources(folder(orders_2023="customer,date,amount", orders_2024="customer,date,amount")))
    assert [source.name for source in plan.tables["orders"].sources] == ["orders_2023.csv", "orders_2024.csv"]
    plan = propose(find_sources(folder(orders_2025="Customer,DATE,Amount,status")))
    assert plan.faults == () and plan.tables["orders"].columns["customer"] == ("Customer", "customer")
    plan = propose(find_sources(folder(orders_2026="customer,date,sum")))
    assert plan.unused == ("orders_2026.csv",)  # what lacks an amount is no table of orders where others have one


def test_two_columns_of_one_heading_are_refused_where_it_is_needed(folder):
    plan = propose(find_sources(folder(orders="customer,date,amount,amount,note,note")))
    assert [str(fault).partition(": ")[2] for fault in plan.faults] == [
        "orders.amount: two columns have this heading; give one of them another (got 'amount')"
    ]


def test_a_missing_column_names_the_nearest_heading(folder):
    plan = propose(find_sources(folder(订单="客户编号,下单日期,订单金额税")))
    assert len(plan.faults) == 1
    assert str(plan.faults[0]).endswith(
        "订单.csv:1: orders.amount: this column is missing; is it the one headed '订单金额税'?; "
        "allowed: amount or 订单金额"
    )
    assert "looks like a table of orders" in str(propose(find_sources(folder(订单="a"))[:0]).faults[0])


def test_what_is_proposed_is_read_back_the_same(folder, tmp_path):
    sources = find_sources(
        folder(客户="客户编号,经度,纬度,\"备注: 'x'\"", 订单="订单号,客户编号,下单日期,金额(万元),#")
    )
    plan = propose(sources)
    (tmp_path / "columns.yaml").write_text(columns_yaml(plan, sources), encoding="utf-8")
    assert read_columns(tmp_path / "columns.yaml", sources).tables == plan.tables


@pytest.mark.parametrize(
    "old, new, says",
    [
        (
            'amount: "金额"',
            'amount: "金颔"',
            ":6:13: orders.columns.amount: no such heading (got '金颔'); allowed: 客户编号",
        ),
        ("orders:", "odrers:", ":1:1: odrers: no such table; allowed: customers, orders"),
        (
            '["订单.csv"]',
            '["订单2.csv"]',
            ":2:3: orders.files: no such file in the folder (got '订单2.csv'); did you mean",
        ),
        ("date_order: auto", "date_order: dmy", "orders.date_order: unknown value (got 'dmy'); allowed: auto"),
        ("amount_unit: 1", "amount_unit: 0", "orders.amount_unit: must be a positive number (got 0)"),
        ("    date:", "    dat:", "orders.columns.dat: unknown column; did you mean 'date'?"),
    ],
)
def test_a_fault_in_columns_yaml_has_its_place(folder, tmp_path, old, new, says):
    sources = find_sources(folder(订单="客户编号,下单日期,金额"))
    lines = columns_yaml(propose(sources)).splitlines()
    text = "\n".join(line for line in lines if line and not line.startswith("#"))
    assert old in text
    file = tmp_path / "columns.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_columns(file, sources)
    assert says in str(caught.value)


def test_headings_with_the_currency_in_their_name_are_recognized(folder):
    plan = propose(
        find_sources(
            folder(
                orders="customer,date,amount_cny",
                quotas="rep,period,target_cny",
                payouts="rep,period,pay_cny",
            )
        )
    )
    assert plan.faults == ()
    assert plan.tables["orders"].columns["amount"] == ("amount_cny",)
    assert plan.tables["quotas"].columns["quota"] == ("target_cny",)
    assert plan.tables["payouts"].columns["pay"] == ("pay_cny",)
