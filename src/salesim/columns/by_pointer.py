"""How kernels take a set of columns: as one pointer to a record of the arrays' addresses and shapes.

numba takes a NamedTuple of a hundred arrays apart and passes seven hundred values from function to function, which
costs most of the compiling. A class decorated with `by_pointer` is passed as one pointer; in a kernel ``reps.quota``
is the same array as before. A kernel must not return a column or a part of one without copying it: what it returns
does not keep the set alive. `salesim.columns.column_type` tells numba of it.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, TypeVar

import numpy as np

Kind = TypeVar("Kind", bound=Any)


class ByPointer:
    """What the classes decorated with `by_pointer` have in common."""

    __slots__ = ()
    plain: type  # the NamedTuple that was decorated


def by_pointer(kind: Kind) -> Kind:
    """Let kernels take instances of a NamedTuple of arrays by pointer.

    Arrays that are not contiguous, or fields that are no arrays, make the instance an ordinary NamedTuple to numba.
    """

    class Pointed(ByPointer, kind):  # type: ignore[valid-type,misc]
        plain = kind
        # None: numba knows a NamedTuple by it, and would read the names and types of all fields at each call
        _asdict = property()

        @cached_property
        def _numba_type_(self) -> Any:
            from salesim.columns.column_type import type_of_set

            return type_of_set(self)

        @cached_property
        def record(self) -> np.ndarray:
            return np.array([word for array in self for word in (array.ctypes.data, *array.shape)], dtype=np.int64)

        @cached_property
        def address(self) -> int:
            return int(self.record.ctypes.data)

        def __reduce__(self) -> Any:  # an address is of one process
            return type(self), tuple(self)

    Pointed.__name__, Pointed.__qualname__, Pointed.__module__ = kind.__name__, kind.__qualname__, kind.__module__
    Pointed.__doc__ = kind.__doc__
    return Pointed  # type: ignore[return-value]
