"""Columns: declared once, made in one way, so that kernels meet one layout only."""

from typing import NamedTuple

import numpy as np
import pytest

from salesim.columns import Customers, Distributors, Reps, copy_columns, describe, new_columns, sort_rows, to_frame
from salesim.columns.schema import cells, column

KINDS = [Customers, Reps, Distributors]


class Trees(NamedTuple):
    """Columns of an orchard."""

    tree: column("i4", "", "identity")
    height_m: column("f4", "m", "height")
    apples: column("i8", "", "apples by year", 3)


def orchard() -> Trees:
    return new_columns(Trees, 3, tree=[0, 1, 2], height_m=[1.5, 2.0, 4.0], apples=np.arange(9).reshape(3, 3))


@pytest.mark.parametrize("kind", KINDS)
def test_arrays_are_what_was_declared(kind):
    for rows in (0, 1, 7):
        columns = new_columns(kind, rows)
        for name, cell in cells(kind).items():
            array = getattr(columns, name)
            assert array.dtype == np.dtype(cell.dtype)
            assert array.shape == (rows, *cell.shape(getattr(kind, "SIZES", {})))
            assert array.flags.c_contiguous and array.flags.writeable and array.flags.owndata


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_is_explained(kind):
    dictionary = describe(kind)
    assert list(dictionary["column"]) == list(kind._fields)
    assert dictionary["about"].str.len().min() > 2
    # a name that ends in a unit means it
    for suffix, unit in (("_km", "km"), ("_deg", "degree"), ("_cny", "CNY"), ("_min", "min"), ("_week", "week")):
        named = dictionary[dictionary["column"].str.endswith(suffix)]
        assert named["unit"].str.startswith(unit).all(), suffix


def test_values_are_cast_and_copied():
    heights = np.array([1.0, 2.0, 3.0])
    columns = new_columns(Trees, 3, height_m=heights)
    columns.height_m[0] = 9.0
    assert heights[0] == 1.0
    assert columns.height_m.dtype == np.float32
    assert columns.apples.sum() == 0


def test_one_value_fills_a_column():
    assert new_columns(Trees, 3, height_m=2.0, apples=[1, 2, 3]).apples.tolist() == [[1, 2, 3]] * 3


def test_an_unknown_column_is_refused():
    with pytest.raises(TypeError, match=r"Trees has no columns \['pears'\]"):
        new_columns(Trees, 3, pears=1)


def test_a_wrong_number_of_values_is_refused():
    with pytest.raises(ValueError):
        new_columns(Trees, 3, height_m=[1.0, 2.0])


def test_a_copy_is_independent():
    trees = orchard()
    copied = copy_columns(trees)
    copied.apples[:] = -1
    assert trees.apples.sum() == 36
    assert type(copied) is Trees


def test_rows_are_put_into_another_order_in_place():
    trees = orchard()
    apples = trees.apples
    sort_rows(trees, np.array([2, 0, 1]))
    assert trees.tree.tolist() == [2, 0, 1]
    assert trees.apples is apples and apples[:2].tolist() == [[6, 7, 8], [0, 1, 2]]


def test_a_frame_has_one_column_for_each_cell():
    frame = to_frame(orchard())
    assert list(frame.columns) == ["tree", "height_m", "apples_0", "apples_1", "apples_2"]
    assert frame["apples_1"].tolist() == [1, 4, 7]
