import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salesim.errors import InputError
from salesim.world.customer_file import fault_of as fault_in_row
from salesim.world.customer_file import read_customers

GOOD = "id,lon,lat\nA1,120.5,31.2\nB2,121.0,30.9\n"


@pytest.fixture
def write(tmp_path: Path):
    def to_file(content: str | bytes, name: str = "customers.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return to_file


def fault_of(path: Path) -> InputError:
    with pytest.raises(InputError) as refused:
        read_customers(path)
    return refused.value


def test_customers_in_file_order_with_their_own_ids(write):
    frame = read_customers(write(GOOD))
    assert frame["customer_id"].tolist() == [0, 1]
    assert frame["customer_key"].tolist() == ["A1", "B2"]
    assert frame["lon_deg"].tolist() == [120.5, 121.0]
    assert frame["lat_deg"].tolist() == [31.2, 30.9]


def test_all_that_a_file_may_know(write):
    text = (
        "id,lon,lat,name,industry,prefecture,orders_per_week,order_value,potential,distributor,"
        "first_order,last_order\n"
        "007,120,31,甲公司,medical,Suzhou,.5,1200,600,yes,2024-01-02,2025/3/4\n"
        "008,120,31,,,,,,,否,,\n"
    )
    full, bare = (row for _, row in read_customers(write(text)).iterrows())
    assert full["customer_key"] == "007"
    assert (full["orders_per_week"], full["order_value"], full["potential"]) == (0.5, 1200.0, 600.0)
    assert (full["name"], full["industry"], full["city"]) == ("甲公司", "medical", "Suzhou")
    assert full["distributor"] is True or full["distributor"] == True  # noqa: E712
    assert bare["distributor"] == False  # noqa: E712
    assert full["last_order"] == pd.Timestamp("2025-03-04")
    assert pd.isna(bare["last_order"])
    assert np.isnan(bare["order_value"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_chinese_files_as_spreadsheets_save_them(write, encoding, delimiter):
    text = "客户编号,经度,纬度,客户名称\r\n甲,120.5,31.2,苏州某某公司\r\n".replace(",", delimiter)
    frame = read_customers(write(text.encode(encoding)))
    assert frame["customer_key"].tolist() == ["甲"]
    assert frame["name"].tolist() == ["苏州某某公司"]


def test_parquet_and_csv_give_the_same(write, tmp_path):
    typed = pd.DataFrame(
        {
            "id": [3, 4],
            "lon": [120.5, 121.0],
            "lat": [31.2, 30.9],
            "distributor": [True, False],
            "orders_per_week": [0.25, np.nan],
            "first_order": pd.to_datetime(["2024-05-06", None]),
        }
    )
    typed.to_parquet(tmp_path / "customers.parquet")
    text = "id,lon,lat,distributor,orders_per_week,first_order\n3,120.5,31.2,1,.25,2024-05-06\n4,121,30.9,0,,\n"
    rows, lines = read_customers(tmp_path / "customers.parquet"), read_customers(write(text))
    pd.testing.assert_frame_equal(rows.drop(columns="line"), lines.drop(columns="line"))
    assert rows["line"].tolist() == [1, 2] and lines["line"].tolist() == [2, 3]
    said = [str(fault_in_row(frame, 1, "customer_key", "is odd", "f")) for frame in (rows, lines)]
    assert said == ["f:2: id: is odd in row 2 (got '4')", "f:3: id: is odd (got '4')"]


@pytest.mark.parametrize(
    ("row", "field", "says"),
    [
        (",120,31", "id", "blank"),
        ("C3,,31", "lon", "blank"),
        ("C3,120,  ", "lat", "blank"),
        ("C3,abc,31", "lon", "a number"),
        ("C3,nan,31", "lon", "a number"),
        ("C3,120,inf", "lat", "a number"),
        ("C3,1_20,31", "lon", "a number"),
        ("C3,190,31", "lon", "-180 to 180"),
        ("C3,120,-91", "lat", "-90 to 90"),
        ("C3,31,120", "lat", "swapped"),
        ("C3,0,0", "lon", "missing"),
        ("A1,120,31", "id", "given before in line 2"),
    ],
)
def test_each_fault_is_named_with_its_line(write, row, field, says):
    path = write(GOOD + row + "\n")
    fault = fault_of(path)
    assert len(fault.faults) == 1
    assert (fault.file, fault.line, fault.field) == (path, 4, field)
    assert says in str(fault)


@pytest.mark.parametrize(
    ("heading", "cell", "says"),
    [
        ("orders_per_week", "-1", "from 0"),
        ("order_value", "0", "above 0"),
        ("potential", "much", "from 0"),
        ("distributor", "perhaps", "yes or no"),
        ("first_order", "2024-02-30", "a date"),
        ("last_order", "soon", "a date"),
    ],
)
def test_optional_columns_are_checked_too(write, heading, cell, says):
    fault = fault_of(write(f"id,lon,lat,{heading}\nA,120,31,\nB,120,31,{cell}\n"))
    assert (fault.line, fault.field, fault.value) == (3, heading, cell)
    assert says in str(fault)


def test_dates_the_wrong_way_round(write):
    fault = fault_of(write("id,lon,lat,first_order,last_order\nA,120,31,2025-01-01,2024-12-31\n"))
    assert (fault.line, fault.field, fault.value) == (2, "last_order", "2024-12-31")


def test_all_faults_come_at_once_in_order_of_lines(write):
    rows = "".join(f"K{i},x,95\n" for i in range(15))
    fault = fault_of(write("id,lon,lat\n" + rows + "K0,120,31\n"))
    assert len(fault.faults) == 31
    assert [one.line for one in fault.faults] == sorted(one.line for one in fault.faults)
    assert str(fault).count("\n") == 20
    assert str(fault).endswith("and 11 more")


def test_lines_are_counted_through_blank_lines_and_cells_with_line_breaks(write):
    text = 'id,name,lon,lat\n\nA,"first\nsecond",120,31\nB,,bad,31\n'
    assert fault_of(write(text)).line == 5


def test_missing_columns_are_all_named_with_what_they_may_be_called(write):
    fault = fault_of(write("id,longtude,hight\nA,120,31\n"))
    lon, lat = fault.faults
    assert (lon.field, lat.field) == ("lon", "lat")
    assert "headed 'longtude'" in str(lon)
    assert "latitude" in str(lat)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("id,lon,lat\n", "no customers"),
        (b"PK\x03\x04\x00\x00", "not a text file"),
        (b"id,lon,lat\nA,120,\xff\xff\n", "neither UTF-8 nor GB18030"),
        ("id,lon,lat\nA,120\n", "2 cells under 3 headings"),
        ('id,lon,lat\n"A,120,31\n', "cannot be read as CSV"),
        ("id,lon,lat,lon\nA,120,31,5\n", "two columns have this heading"),
        ("id,lon,lat,lng\nA,120,31,5\n", "the same column"),
        ("id,lon,lat,order_value\nA,120,31,1e300\n", "a number above 0, up to 1,000,000,000,000"),
        ("客户编号,经度,纬度\nA,120,31\n".encode() + b"B,120,\xff\n", "csv:3: is neither"),
    ],
)
def test_files_that_are_no_table_of_customers(write, content, says):
    assert says in str(fault_of(write(content)))


def test_excel_and_broken_parquet_and_missing_files(write, tmp_path):
    assert "save the sheet as CSV" in str(fault_of(write(b"PK", "customers.xlsx")))
    assert "not a Parquet file" in str(fault_of(write(b"PAR1", "customers.parquet")))
    assert "No such file" in str(fault_of(tmp_path / "nowhere.csv"))
    assert "cannot be read" in str(fault_of(tmp_path))


def test_a_fault_in_parquet_names_the_row(tmp_path):
    frame = pd.DataFrame({"id": ["A", "B"], "lon": [120.0, np.nan], "lat": [31.0, 31.0]})
    frame.to_parquet(tmp_path / "customers.parquet")
    assert "in row 2" in str(fault_of(tmp_path / "customers.parquet"))


def test_customers_on_two_continents_are_worth_a_warning(write):
    with pytest.warns(UserWarning, match="customer C3 is farthest"):
        read_customers(write(GOOD + "C3,2.35,48.86\n"))


def test_a_heading_that_is_almost_known_is_worth_a_warning(write):
    with pytest.warns(UserWarning, match="'orders_per_wek' is not used; is it meant to be 'orders_per_week'"):
        read_customers(write("id,lon,lat,orders_per_wek\nA,120,31,.5\n"))


def test_other_columns_are_left_alone(write):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        frame = read_customers(write("id,lon,lat,color\nA,120,31,red\n"))
    assert "color" not in frame
