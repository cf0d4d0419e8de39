"""Measures have one order everywhere."""

from typing import get_args

from salesim.columns import Reps
from salesim.columns.schema import cells
from salesim.pay.measures import IN_YUAN, RATIOS, Measure, MeasureName, measure_of


def test_names_and_columns_are_in_the_order_of_the_enum():
    assert [measure_of(name) for name in get_args(MeasureName)] == list(Measure) == list(range(len(Measure)))
    wide = {name: cell.width for name, cell in cells(Reps).items() if name.startswith("measure_")}
    assert len(wide) == 8 and set(wide.values()) == {len(Measure)}


def test_a_ratio_is_no_amount():
    assert not set(RATIOS) & set(IN_YUAN)
