"""What several tests of agents need."""

from collections.abc import Callable
from typing import Any, get_type_hints

import numpy as np
import pytest

from salesim.agents.call_plan import CallPlan
from salesim.random import Stream, stream_key


@pytest.fixture(scope="session")
def all_off() -> Callable[..., Any]:
    """Makes the numbers of a kernel with every effect at zero or its default, save those given; types as declared."""

    def make(kind: type, **values: Any) -> Any:
        stated = {*values, *kind._field_defaults}
        zeros = {name: hint(0) for name, hint in get_type_hints(kind).items() if name not in stated}
        return kind(**zeros | values)

    return make


@pytest.fixture(scope="session")
def key() -> Callable[[Stream], np.uint64]:
    """Key of a stream under the tests' seed."""

    def of(stream: Stream) -> np.uint64:
        return np.uint64(stream_key(11, 0, int(stream)))

    return of


@pytest.fixture(scope="session")
def plan(all_off):
    """Eight hours, of which 58 % in the field; 25 km/h for 4 km, then 60 km/h."""

    def make(**values):
        usual = {
            "week": 100,
            "working_days": 5,
            "day_min": 480.0,
            "field_share": 0.58,
            "visit_min": 24.0,
            "visits_exponent": 0.7,
            "visits_a_week": 1,
            "grade_weight": np.array([3.0, 2.0, 1.5, 1.0, 0.8]),
            "prospect_weight": 1.5,
            "fading_weight": 1.2,
            "renewal_weight": 1.5,
            "usual": 1.0,
            "visits_needed": np.array([11.5, 6.5, 4.0]),
            "reminder": 1.0,
            "circuity": 1.3,
            "urban_kmh": 25.0,
            "intercity_kmh": 60.0,
            "urban_km": 4.0,
            "road": np.zeros(0, np.int32),
            "table_min": np.zeros((0, 0), np.float32),
        }
        return all_off(CallPlan, **(usual | values))

    return make
