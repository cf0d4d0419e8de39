from __future__ import annotations

import pytest

from salesim.world.gazetteer.postcodes import could_be_of, postcodes


@pytest.mark.parametrize(
    ("country", "written", "lon", "lat"),
    [
        ("US", ["02116", "2116", "2116.0", "'02116", '="02116"', "02116-1234", "2116-1234", "21161234"], -71.08, 42.35),
        ("DE", ["01067", "1067", "D-01067", "DE 01067", "０１０６７"], 13.73, 51.05),
        ("FR", ["75008", "75008 CEDEX 08"], 2.31, 48.87),
        ("GB", ["SW1A 1AA", "sw1a1aa", "SW1A"], -0.13, 51.50),
        ("CA", ["K1A 0B1", "k1a0b1", "K1A"], -75.70, 45.42),
        ("JP", ["〒980-0021", "９８０−００２１", "9800021"], 140.88, 38.25),
        ("JP", ["100-0001", "1000001"], 139.75, 35.68),
        ("CN", ["215000", "215021"], 120.60, 31.30),
        ("BR", ["14000-000", "14010", "14010-010"], -47.82, -21.22),
        ("BR", ["01310-100", "1310100", "04538-133"], -46.64, -23.60),
        ("IN", ["560001"], 77.6, 13.0),
        ("AU", ["2000"], 151.2, -33.86),
        ("AU", ["0870", "870"], 133.88, -23.70),
        ("MX", ["06600", "6600"], -99.15, 19.43),
        ("MX", ["37000"], -101.68, 21.12),
        ("ZA", ["2000"], 28.05, -26.2),
        ("NL", ["1012 AB"], 4.9, 52.37),
        ("CH", ["CH-8001"], 8.54, 47.37),
        ("SE", ["111 22"], 18.06, 59.33),
        ("PL", ["00-950"], 21.0, 52.25),
        ("LV", ["LV-1010", "1010"], 24.1, 56.95),
        ("FR", ["06000", "6000", "6001 CEDEX 1"], 7.27, 43.7),
    ],
)
def test_a_code_however_it_was_left(country, written, lon, lat):
    for text in written:
        found = postcodes(country).find(text)
        assert found is not None, text
        assert abs(found.lon_deg - lon) < 0.35 and abs(found.lat_deg - lat) < 0.35, (text, found)


def test_a_code_that_is_not_there_is_its_neighbors_and_says_so():
    assert postcodes("DE").find("80331").is_exact and not postcodes("CN").find("215021").is_exact


@pytest.mark.parametrize(
    ("country", "text"), [("DE", "SW1A 1AA"), ("US", "K1A 0B1"), ("NG", "100001"), ("DE", ""), ("DE", "-")]
)
def test_what_is_no_code_of_the_country_is_nowhere(country, text):
    assert postcodes(country).find(text) is None


def test_a_code_with_letters_tells_its_country():
    assert could_be_of("SW1A 1AA")[0] == "GB" and could_be_of("80331") == []
