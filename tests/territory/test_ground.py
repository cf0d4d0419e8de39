import numpy as np
import pytest

from salesim.errors import InputError
from salesim.territory.ground import Ground
from salesim.territory.travel import Projection

GROUND = Ground(
    town_names=(("昆山市", "Kunshan"), ("新市", "Xinshi"), ("新市", "Xinshi East")),
    town_x_km=np.array([10.0, 20.0, 30.0]),
    town_y_km=np.array([1.0, 2.0, 3.0]),
    projection=Projection(120.0, 31.0),
)


@pytest.mark.parametrize("name", ["昆山市", "昆山", "Kunshan", "kun shan"])
def test_a_town_is_found_by_either_name(name):
    assert GROUND.find_place(name, "f") == (10.0, 1.0)


def test_degrees_are_projected():
    assert GROUND.find_place((120.0, 31.0), "f") == (0.0, 0.0)
    x_km, y_km = GROUND.find_place((120.0, 32.0), "f")
    assert x_km == 0.0 and y_km == pytest.approx(111.2, abs=0.1)


def test_an_unknown_town_is_refused_with_the_nearest_name():
    with pytest.raises(InputError) as refused:
        GROUND.find_place("Kunshen", "layouts.r.centers.0")
    assert (refused.value.field, refused.value.nearest) == ("layouts.r.centers.0", "Kunshan")


def test_a_name_of_two_towns_is_refused_with_their_positions():
    with pytest.raises(InputError, match=r"2 towns have this name.*\[120\.2\d+, 31\.0\d+\] or \[120\.3"):
        GROUND.find_place("新市", "f")


def test_degrees_need_a_map():
    with pytest.raises(InputError, match="need a market's map"):
        Ground().find_place((120.0, 31.0), "f")
