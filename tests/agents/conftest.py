"""What several tests of agents need."""

from collections.abc import Callable
from typing import Any, get_type_hints

import numpy as np
import pytest

from salesim.random import Stream, stream_key


@pytest.fixture(scope="session")
def all_off() -> Callable[..., Any]:
    """Makes the numbers of a kernel with every effect at zero, except for those given; types as declared."""

    def make(kind: type, **values: Any) -> Any:
        zeros = {name: hint(0) for name, hint in get_type_hints(kind).items() if name not in values}
        return kind(**zeros | values)

    return make


@pytest.fixture(scope="session")
def key() -> Callable[[Stream], np.uint64]:
    """Key of a stream under the tests' seed."""

    def of(stream: Stream) -> np.uint64:
        return np.uint64(stream_key(11, 0, int(stream)))

    return of
