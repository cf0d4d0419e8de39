from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesim.errors import InputError
from salesim.world.delta import load_delta
from salesim.world.residents import cut_to_level, spread_residents

THREE_CIRCLES = ("上海核心圈", "苏南次级圈", "浙北拓展圈")


def test_the_default_market_is_the_articles_three_circles():
    market = load_delta()
    assert market.regions == THREE_CIRCLES
    assert len(market.units) == 11
    assert len(market.towns) == 918


def test_towns_add_up_to_the_census():
    market = load_delta()
    by_prefecture = np.bincount(market.unit, weights=market.residents)
    assert by_prefecture.tolist() == market.unit_residents.tolist()
    assert market.unit_residents[0] == 24_870_894
    assert (market.residents > 0).all()


def test_columns_of_towns_agree_with_each_other():
    market = load_delta()
    np.testing.assert_array_equal(market.region, market.region_of_unit[market.unit])
    lon, lat = market.projection.to_degrees(market.towns["x_km"], market.towns["y_km"])
    np.testing.assert_allclose(lon, market.lon)
    np.testing.assert_allclose(lat, market.lat)
    assert market.towns["geonameid"].is_unique
    assert market.towns["name_zh"].notna().all()


def test_no_single_town_swallows_its_prefecture():
    market = load_delta()
    share = market.residents / market.unit_residents[market.unit]
    assert share.max() < 0.12


def test_a_figure_that_was_changed_is_not_called_the_sources():
    towns = load_delta().towns.set_index("geonameid")
    assert towns.loc[1787331, ["residents", "residents_source"]].tolist() == [1_432_044, "L"]  # Zhangjiagang
    assert towns.loc[1799962, "residents_source"] == "A"  # Nanjing: GeoNames gives it all of the prefecture
    assert towns.loc[1799962, "residents"] < 1_000_000


@pytest.mark.parametrize(
    "names", [["南京市", "Suzhou"], ["suzhou city", "南京"], ["SUZHOU", "nanjing", "Nanjing prefecture"]]
)
def test_prefectures_by_any_of_their_names_in_any_order(names):
    assert load_delta(names).units == ("南京市", "苏州市")


def test_apostrophes_and_provinces_are_understood():
    assert load_delta(["Huaian", "taizhou zhejiang"]).units == ("淮安市", "台州市")


def test_outside_the_circles_the_province_is_the_region():
    market = load_delta(["Wenzhou", "Xuzhou", "Hangzhou"])
    assert market.regions == ("浙北拓展圈", "江苏省", "浙江省")
    assert market.regions_en == ("Northern Zhejiang", "Jiangsu", "Zhejiang")


def test_unknown_names_are_reported_together_with_the_nearest():
    with pytest.raises(InputError) as refused:
        load_delta(["Nanjing", "Hangzou", "北京市"])
    first, second = refused.value.faults
    assert (first.field, first.value, first.nearest) == ("market.places.units", "Hangzou", "Hangzhou")
    assert second.value == "北京市"


def test_a_name_that_two_prefectures_share_is_refused():
    with pytest.raises(InputError, match=r"Taizhou, Jiangsu or Taizhou, Zhejiang"):
        load_delta(["Taizhou"])


def test_nearest_town_is_the_nearest():
    market = load_delta(["Huzhou"])
    x, y = market.towns["x_km"].to_numpy(), market.towns["y_km"].to_numpy()
    found = market.nearest_town(np.array([0.0, -20.0]), np.array([0.0, 15.0]))
    assert found.tolist() == [np.argmin(np.hypot(x, y)), np.argmin(np.hypot(x + 20, y - 15))]


def test_a_citys_residents_live_in_the_towns_around_it():
    x = np.array([0.0, 3.0, 60.0, 61.0])
    residents, _ = spread_residents(1_000_000, np.array([900_000.0, 0.0, 0.0, 0.0]), x, np.zeros(4))
    # 40,000 are kept for each of three towns; the city keeps 880,000 and shares them with the town next door
    assert residents.tolist() == [440_000, 480_000, 40_000, 40_000]


def test_a_town_with_a_plausible_figure_keeps_it():
    residents, is_figure = spread_residents(200_000, np.array([50_000.0, np.nan]), np.array([0.0, 30.0]), np.zeros(2))
    assert residents.tolist() == [50_000, 150_000]
    assert is_figure.tolist() == [True, False]


@given(
    st.integers(10_000, 30_000_000),
    st.lists(st.sampled_from([np.nan, 0.0, 2_000.0, 60_000.0, 900_000.0, 2e7]), min_size=1, max_size=30),
)
def test_residents_always_add_up(total, figures):
    x = 7.0 * np.arange(len(figures))
    residents, _ = spread_residents(total, np.array(figures), x, np.zeros(len(figures)))
    assert residents.sum() == total
    assert (residents >= 0).all()


@given(st.lists(st.floats(0, 1e7), min_size=1, max_size=20), st.floats(1, 1e8))
def test_the_largest_are_cut_to_one_level_and_the_others_left(figures, total):
    array = np.array(figures)
    cut = cut_to_level(array, total)
    assert cut.sum() == pytest.approx(min(array.sum(), total))
    np.testing.assert_allclose(cut[cut < array], cut.max() if len(cut) else 0.0)


def test_the_credit_travels_with_the_data():
    credit = (files("salesim.world") / "data" / "README.md").read_text(encoding="utf-8")
    assert "GeoNames" in credit
    assert "creativecommons.org/licenses/by/4.0" in credit
