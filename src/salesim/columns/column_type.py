"""What numba must know of a set of columns that kernels take by pointer: its type, and how to reach its arrays.

Imported once a kernel is compiled or called; `salesim.columns.by_pointer` is the Python side.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

import numpy as np
from llvmlite import ir
from numba import from_dtype, typeof
from numba.core import cgutils, types
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np import arrayobj

from salesim.columns.by_pointer import ByPointer

WORD = ir.IntType(64)


class ColumnSet(types.Type):
    """numba's type of a column set: the class, and name and type of each array."""

    def __init__(self, kind: type, fields: tuple[tuple[str, types.Array], ...]):
        self.fields = dict(fields)
        self.place: dict[str, int] = {}  # word of the record at which an array's address stands; its shape follows
        words = 0
        for name, array in fields:
            self.place[name] = words
            words += 1 + array.ndim
        # a digest: numba writes the name into the symbol of each function that takes the set
        digest = hashlib.sha256(repr([(name, str(array)) for name, array in fields]).encode()).hexdigest()[:12]
        super().__init__(name=f"{kind.__name__}_{digest}")


@register_model(ColumnSet)
class _Pointer(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: ColumnSet):
        super().__init__(manager, kind, WORD.as_pointer())


@infer_getattr
class _Fields(AttributeTemplate):
    key = ColumnSet

    def generic_resolve(self, typ: Any, attr: str) -> Any:  # type: ignore[override]
        return typ.fields.get(attr)


@lower_getattr_generic(ColumnSet)
def _array_of(context: Any, builder: Any, kind: ColumnSet, pointer: Any, name: str) -> Any:
    """The array of a field: nothing owns its data here, the caller's Python object does."""
    declared = kind.fields[name]
    unchanged = builder.module.add_metadata([])

    def word(at: int) -> Any:
        place = builder.gep(pointer, [ir.Constant(ir.IntType(32), at)], inbounds=True)
        value = builder.load(place)
        value.set_metadata("invariant.load", unchanged)  # so that it is read once before a loop, not in each turn
        return value

    at = kind.place[name]
    shape = [word(at + 1 + i) for i in range(declared.ndim)]
    itemsize = context.get_constant(types.intp, context.get_abi_sizeof(context.get_data_type(declared.dtype)))
    strides = [itemsize]
    for size in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], size))
    array = arrayobj.make_array(declared)(context, builder)
    data = builder.inttoptr(word(at), array.data.type)
    arrayobj.populate_array(
        array,
        data=data,
        shape=shape,
        strides=strides,
        itemsize=itemsize,
        meminfo=cgutils.get_null_value(array.meminfo.type),
    )
    return array._getvalue()


@unbox(ColumnSet)
def _address(kind: ColumnSet, held: Any, c: Any) -> NativeValue:
    address = c.pyapi.object_getattr_string(held, "address")
    pointer = cgutils.alloca_once(c.builder, WORD.as_pointer())
    with c.builder.if_then(cgutils.is_not_null(c.builder, address)):
        c.builder.store(c.builder.bitcast(c.pyapi.long_as_voidptr(address), WORD.as_pointer()), pointer)
        c.pyapi.decref(address)
    return NativeValue(c.builder.load(pointer), is_error=cgutils.is_not_null(c.builder, c.pyapi.err_occurred()))


@cache
def set_of(kind: type, kinds: tuple[tuple[np.dtype, int], ...]) -> ColumnSet:
    """The type of a column set with arrays of these dtypes and dimensions."""
    arrays = (types.Array(from_dtype(dtype), ndim, "C") for dtype, ndim in kinds)
    return ColumnSet(kind, tuple(zip(kind._fields, arrays, strict=True)))  # type: ignore[attr-defined]


def type_of_set(held: Any) -> types.Type:
    """The type of an instance: a column set's if kernels can take it by pointer, or else a NamedTuple's."""
    kind = type(held).plain
    if all(isinstance(array, np.ndarray) and array.flags.carray for array in held):  # contiguous and writeable
        return set_of(kind, tuple((array.dtype, array.ndim) for array in held))
    return typeof(kind(*held))


@typeof_impl.register(ByPointer)
def _typeof(held: Any, c: Any) -> types.Type:
    return type_of_set(held)
