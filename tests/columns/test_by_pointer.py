"""Column sets in kernels: the same arrays as in Python, whatever happened to the instance."""

import copy
import pickle
from typing import NamedTuple

import numba
import numpy as np
import pytest
from numba.core import types

from salesim.columns import Customers, Reps, new_columns
from salesim.columns.by_pointer import by_pointer
from salesim.columns.column_type import ColumnSet
from salesim.compiled import common_type, compiled


@by_pointer
class Shop(NamedTuple):
    """Two columns."""

    sales: np.ndarray
    shelves: np.ndarray


@compiled
def total(shop):
    shop.sales[0] += 1.0
    return shop.sales.sum() + shop.shelves[:, 1].sum() + 1000.0 * shop.shelves.shape[1]


@compiled
def first_sales(shop):
    return shop.sales[1:]


def shop(n=3):
    return Shop(np.arange(n, dtype=float), np.arange(4.0 * n).reshape(n, 4))


def test_a_kernel_reads_and_writes_the_same_cells():
    mine = shop()
    assert total(mine) == 1 + 0 + 1 + 2 + (1 + 5 + 9) + 4000
    assert mine.sales.tolist() == [1.0, 1.0, 2.0]
    assert total(mine) == total.py_func(shop()) + 1


def test_a_set_is_one_argument_whatever_its_width():
    assert isinstance(numba.typeof(new_columns(Reps, 2)), ColumnSet)
    assert numba.typeof(new_columns(Reps, 2)) == numba.typeof(new_columns(Reps, 7))
    assert numba.typeof(new_columns(Reps, 2)) != numba.typeof(new_columns(Customers, 2))


@pytest.mark.parametrize("twin", [copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_a_copy_has_an_address_of_its_own(twin):
    mine = shop()
    total(mine)  # the address is known from now on
    other = twin(mine)
    assert total(other) == total(mine)
    assert other.sales[0] == mine.sales[0] == 2.0


def test_a_replaced_column_is_what_the_kernel_meets():
    mine = shop()
    total(mine)
    richer = mine._replace(sales=np.full(3, 50.0))
    assert total(richer) == 151 + 15 + 4000
    assert isinstance(richer, Shop)


def test_arrays_that_are_not_contiguous_are_taken_as_a_tuple():
    wide = np.arange(24.0).reshape(3, 8)
    odd = Shop(np.arange(3.0), wide[:, ::2])
    assert not isinstance(numba.typeof(odd), ColumnSet)
    assert total(odd) == total.py_func(Shop(np.arange(3.0), wide[:, ::2]))


def test_a_part_of_a_column_may_leave_the_kernel():
    mine = shop()
    assert first_sales(mine).tolist() == [1.0, 2.0]


def test_an_unknown_column_is_named():
    with pytest.raises(AttributeError, match="no attribute 'profit'"):
        shop().profit  # noqa: B018


@compiled
def inner(number, what):
    return number + what


def test_a_called_kernel_is_compiled_once_for_all_integers():
    for number, what in [
        (types.int16, types.literal(1)),
        (types.int64, types.int8),
        (types.literal(True), types.int32),
    ]:
        inner.dispatcher.get_call_template((number, what), {})
    assert sorted(map(str, inner.signatures)) == ["(bool, int64)", "(int64, int64)"]
    assert common_type(types.float32) == types.float32
    assert common_type(types.uint64) == types.uint64


def test_a_call_does_not_read_the_names_of_fields():
    """numba would do so for a NamedTuple, whose type it asks for at each call; a set knows its own."""
    mine = shop()
    assert not hasattr(mine, "_asdict")
    total(mine)
    assert mine._numba_type_ is numba.typeof(shop(5))
