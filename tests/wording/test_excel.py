from datetime import date

import openpyxl
import pytest
import xlsxwriter

from salesim.errors import InputError
from salesim.wording.excel import excel_format


@pytest.mark.parametrize(
    ("kind", "currency", "lang", "format"),
    [
        ("money", "CNY", "zh", '#,##0" 元";"−"#,##0" 元"'),
        ("money", "JPY", "zh", '#,##0" 日元";"−"#,##0" 日元"'),
        ("exact_money", "USD", "en", '#,##0.00" USD";"−"#,##0.00" USD"'),
        ("exact_money", "JPY", "en", '#,##0" JPY";"−"#,##0" JPY"'),
        ("exact_money", "KWD", "en", '#,##0.000" KWD";"−"#,##0.000" KWD"'),
        ("percent", None, "en", '0.0%;"−"0.0%'),
        ("count", None, "en", '#,##0;"−"#,##0'),
        ("figure", None, "zh", '#,##0.00;"−"#,##0.00'),
        ("day", None, "en", "[$-409]mmm d, yyyy"),
        ("day", None, "zh", 'yyyy"年"m"月"d"日"'),
    ],
)
def test_formats(kind, currency, lang, format):
    assert excel_format(kind, currency, lang) == format


def test_a_workbook_keeps_the_number_beside_its_format(tmp_path):
    formats = [excel_format("exact_money", "KWD"), excel_format("percent"), excel_format("day", lang="zh")]
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        sheet = book.add_worksheet()
        for row, (value, format) in enumerate(zip((-1234.567, 0.413), formats)):
            sheet.write_number(row, 0, value, book.add_format({"num_format": format}))
        sheet.write_datetime(2, 0, date(2026, 1, 5), book.add_format({"num_format": formats[2]}))
    cells = [row[0] for row in openpyxl.load_workbook(tmp_path / "book.xlsx").active.iter_rows()]
    assert [cell.number_format for cell in cells] == formats
    assert [cell.value for cell in cells[:2]] == [-1234.567, 0.413]
    assert cells[2].is_date


def test_what_cannot_be_formatted_is_refused():
    with pytest.raises(ValueError, match="currency"):
        excel_format("money")
    with pytest.raises(InputError, match="en or zh"):
        excel_format("count", lang="de")
