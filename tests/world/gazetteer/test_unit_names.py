from __future__ import annotations

import pytest

from salesim.world.gazetteer.countries import country_name, find_country
from salesim.world.gazetteer.tables import units_of
from salesim.world.gazetteer.unit_names import find_units, unit_word


@pytest.mark.parametrize(
    ("country", "words", "name"),
    [
        ("DE", ["Bayern", "Bavaria", "巴伐利亚", "DE-BY", "by", "Freistaat Bayern", "Baviera"], "Bayern"),
        ("DE", ["Thüringen", "Thueringen", "Thuringia"], "Thüringen"),
        ("DE", ["Nordrhein Westfalen", "NRW"], "Nordrhein-Westfalen"),
        ("CN", ["江苏", "江苏省", "江蘇省", "Jiangsu", "Jiangsu Province", "Jiangsu Sheng"], "Jiangsu"),
        ("CN", ["内蒙古", "内蒙古自治区", "Inner Mongolia"], "Inner Mongolia"),
        ("JP", ["東京都", "东京", "Tokyo", "Tokyo-to"], "Tokyo"),
        ("JP", ["京都府", "京都", "Kyoto"], "Kyōto"),
        ("US", ["CA", "California", "Calif.", "State of California"], "California"),
        ("US", ["Washington", "WA"], "Washington"),
        ("US", ["DC", "Washington DC", "District of Columbia"], "District of Columbia"),
        ("IN", ["Orissa", "Odisha", "OD"], "Odisha"),
        ("BR", ["SP", "sao paulo", "São Paulo"], "São Paulo"),
        ("ZA", ["KZN", "KwaZulu Natal"], "KwaZulu-Natal"),
        ("AU", ["NSW", "New South Wales"], "New South Wales"),
        ("MX", ["CDMX", "Ciudad de México"], "Distrito Federal"),
    ],
)
def test_a_unit_by_any_of_its_names(country, words, name):
    for word in words:
        rows = find_units(country, word).rows
        assert rows and units_of(country)["name"][rows[0]] == name, word


@pytest.mark.parametrize(
    ("country", "word", "least"), [("US", "Midwest", 12), ("GB", "Scotland", 30), ("FR", "Bretagne", 4)]
)
def test_a_larger_region_means_all_of_its_units(country, word, least):
    meant = find_units(country, word)
    assert meant.is_larger and len(meant.rows) >= least


def test_what_means_nothing_means_nothing():
    assert find_units("DE", "Tirol").rows == () and find_units("DE", "").rows == ()


def test_units_are_called_what_the_country_calls_them():
    words = {country: unit_word(country) for country in ("US", "DE", "CN", "JP", "NO", "CH", "FR")}
    assert words == {
        "US": "state", "DE": "Land", "CN": "province", "JP": "prefecture", "NO": "county", "CH": "canton",
        "FR": "department",
    }  # fmt: skip


def test_countries_by_code_and_name_in_many_languages():
    words = ["DE", "deu", "Germany", "Deutschland", "Alemania", "Allemagne", "德国", "ドイツ", "BRD"]
    assert {find_country(word) for word in words} == {"DE"}
    assert [find_country(word) for word in ("UK", "England", "U.S.A.", "EE.UU.", "中国", "Holland")] == [
        "GB", "GB", "US", "US", "CN", "NL",
    ]  # fmt: skip
    assert find_country("Atlantis") is None
    assert country_name("JP", "zh") == "日本"
