"""Addresses as exports hold them, in eleven countries and more; most are of well-known buildings and stations."""

from __future__ import annotations

import pytest

from salesim.world.gazetteer.guess import countries_of_addresses, countries_of_positions
from salesim.world.gazetteer.locate import (
    AMBIGUOUS,
    CITY,
    CITY_AND_STATE,
    CONTRADICTED,
    FOREIGN_CODE,
    OTHER_COUNTRY,
    POSTCODE,
    STATE,
    UNKNOWN_COUNTRY,
    Address,
    Locator,
    km_between,
)

# postcode | city | state -> lon, lat; each is tried with all of it, without the postcode, and by postcode alone
ADDRESSES = {
    "US": """
        60601|Chicago|IL|-87.62 41.88
        2116|Boston|Massachusetts|-71.08 42.35
        63101|St. Louis|MO|-90.19 38.63
        63101|Saint Louis|Missouri|-90.19 38.63
        76102|Ft Worth|TX|-97.33 32.75
        62701|Springfield|IL|-89.65 39.80
        65806|Springfield|MO|-93.29 37.21
        97205-1234|Portland|OR|-122.68 45.52
        4101|Portland|ME|-70.26 43.66
        20005|Washington|DC|-77.03 38.90
        10001|New York|NY|-73.99 40.75
        27101|Winston Salem|North Carolina|-80.24 36.10
        99501|Anchorage|AK|-149.88 61.21
        96813|Honolulu|HI|-157.85 21.31
        55401|Minneapolis|MN|-93.27 44.98
        2903|Providence|RI|-71.41 41.82""",
    "DE": """
        80331|München|Bayern|11.57 48.14
        80331|Muenchen||11.57 48.14
        80331|Munchen|Bavaria|11.57 48.14
        1067|Dresden|Sachsen|13.73 51.05
        60311|Frankfurt am Main|Hessen|8.68 50.11
        60311|Frankfurt a. M.|HE|8.68 50.11
        15230|Frankfurt (Oder)|Brandenburg|14.55 52.34
        15230|Frankfurt/Oder||14.55 52.34
        D-50667|Köln|NRW|6.96 50.94
        50667|Koeln||6.96 50.94
        40213|Düsseldorf|Nordrhein-Westfalen|6.77 51.23
        90402|Nürnberg|BY|11.08 49.45
        6108|Halle (Saale)|Sachsen-Anhalt|11.97 51.48
        66386|St. Ingbert|Saarland|7.11 49.28
        20095|Hamburg|Hamburg|10.00 53.55""",
    "FR": """
        75008|Paris|Île-de-France|2.31 48.87
        75008|PARIS 08||2.31 48.87
        69003|Lyon CEDEX 03|Rhône|4.86 45.76
        42000|Saint-Étienne|Loire|4.39 45.43
        42000|St Etienne||4.39 45.43
        13100|Aix en Provence|Bouches-du-Rhône|5.45 43.53
        51000|Châlons-en-Champagne||4.36 48.96
        67000|Strasbourg|Grand Est|7.75 48.58
        6000|Nice|Alpes-Maritimes|7.27 43.70
        33000|Bordeaux|Gironde|-0.58 44.84
        29200|Brest|Bretagne|-4.49 48.39""",
    "GB": """
        SW1A 1AA|London|Greater London|-0.14 51.50
        M1 1AE|Manchester||-2.24 53.48
        EH1 1YZ|Edinburgh|Scotland|-3.19 55.95
        NE1 4ST|Newcastle upon Tyne|England|-1.61 54.97
        CF10 1EP|Cardiff|Wales|-3.18 51.48
        BT1 5GS|Belfast|Northern Ireland|-5.93 54.60
        AL1 3JE|St Albans|Hertfordshire|-0.34 51.75
        HU1 2AA|Hull||-0.33 53.74
        B1 1BB|Birmingham|West Midlands|-1.90 52.48""",
    "CN": """
        215000|苏州|江苏|120.60 31.30
        215000|江苏省苏州市||120.60 31.30
        215200|苏州市吴江区|江苏省|120.64 31.16
        215000|Suzhou, Jiangsu||120.60 31.30
        215000|Suzhou City|Jiangsu Province|120.60 31.30
        201203|上海市浦东新区|上海市|121.50 31.23
        100000|北京|北京市|116.40 39.91
        510620|广州市|广东省|113.26 23.13
        518000|深圳|广东|114.06 22.55
        710000|西安|陕西|108.94 34.26
        314000|嘉兴|浙江|120.75 30.75
        010000|呼和浩特|内蒙古自治区|111.65 40.81
        400000|重庆市||106.55 29.56
        ２１４０００|无锡市|江苏省|120.30 31.57""",
    "IN": """
        560001|Bangalore|Karnataka|77.59 12.97
        560001|Bengaluru|KA|77.59 12.97
        682001|Cochin|Kerala|76.26 9.94
        695001|Trivandrum|KL|76.95 8.51
        122001|Gurgaon|Haryana|77.03 28.46
        400001|Bombay|Maharashtra|72.88 19.07
        380001|Ahmedabad|GJ|72.59 23.03
        110001|New Delhi|Delhi|77.22 28.63
        700001|Calcutta|West Bengal|88.36 22.56
        600001|Chennai|Tamil Nadu|80.28 13.09""",
    "BR": """
        01310-100|São Paulo|SP|-46.65 -23.56
        1310100|sao paulo|São Paulo|-46.65 -23.56
        20040-020|Rio de Janeiro|RJ|-43.18 -22.91
        14010|ribeirao preto|SP|-47.81 -21.18
        70040|brasilia|DF|-47.88 -15.79
        74003|goiania|Goiás|-49.26 -16.67
        50010-000|Recife|Pernambuco|-34.88 -8.06
        40020-000|Salvador|BA|-38.51 -12.97""",
    "JP": """
        〒980-0021|仙台市青葉区|宮城県|140.87 38.26
        ９２０−０８５８|金沢市|石川県|136.65 36.57
        730-0011|広島市中区|広島県|132.45 34.39
        1000001|千代田区|東京都|139.75 35.69
        530-0001|大阪市北区|大阪府|135.50 34.70
        2200012|横浜市西区|神奈川県|139.63 35.46
        600-8216|Kyoto|Kyoto-fu|135.76 34.99
        060-0001|札幌市|北海道|141.35 43.07""",
    "MX": """
        06600|Ciudad de México|CDMX|-99.16 19.43
        6600|Mexico City|Distrito Federal|-99.16 19.43
        64000|Monterrey|Nuevo León|-100.31 25.67
        44100|Guadalajara|Jalisco|-103.35 20.67
        37000|León|Guanajuato|-101.68 21.12
        72000|Puebla|PUE|-98.20 19.04
        77500|Cancún|Quintana Roo|-86.85 21.17
        22000|Tijuana|BC|-117.02 32.53""",
    "AU": """
        2000|Sydney|NSW|151.21 -33.87
        3182|St Kilda|VIC|144.98 -37.86
        4000|Brisbane|Queensland|153.03 -27.47
        7000|Hobart|TAS|147.33 -42.88
        2601|Canberra|ACT|149.13 -35.28
        0870|Alice Springs|NT|133.88 -23.70
        800|Darwin|Northern Territory|130.84 -12.46
        6000|Perth|WA|115.86 -31.95""",
    "ZA": """
        2000|Johannesburg|Gauteng|28.04 -26.20
        8001|Cape Town|Western Cape|18.42 -33.92
        4001|Durban|KZN|31.02 -29.86
        0002|Pretoria|GP|28.19 -25.75
        2|Pretoria|Gauteng|28.19 -25.75
        9301|Bloemfontein|Free State|26.21 -29.12
        6001|Port Elizabeth|Eastern Cape|25.62 -33.96""",
}  # fmt: skip
REACH_KM = 60.0  # of a city's middle: codes of IN and BR are coarse


def rows_of(country: str) -> list[tuple[Address, tuple[float, float]]]:
    rows = []
    for line in ADDRESSES[country].strip().splitlines():
        postcode, city, state, at = line.strip().split("|")
        lon, lat = map(float, at.split())
        rows.append((Address(postcode=postcode, city=city, state=state), (lon, lat)))
    return rows


def share_placed(country: str, rows) -> float:
    locator = Locator([country])
    found = [(locator.find(address), at) for address, at in rows]
    good = [one.by == STATE or (one.by and km_between((one.lon_deg, one.lat_deg), at) < REACH_KM) for one, at in found]
    return sum(good) / len(good)


@pytest.mark.parametrize("country", ADDRESSES)
def test_nearly_all_rows_of_an_export_are_placed_rightly(country):
    rows = rows_of(country)
    assert share_placed(country, rows) >= 0.95
    assert share_placed(country, [(address._replace(postcode=""), at) for address, at in rows if address.state]) >= 0.95
    assert share_placed(country, [(Address(postcode=address.postcode), at) for address, at in rows]) >= 0.85


@pytest.mark.parametrize("country", ADDRESSES)
def test_the_country_of_an_export_is_found(country):
    assert countries_of_addresses([address for address, _ in rows_of(country)])[0] == country


def by_and_notes(market: str, **address: str):
    found = Locator([market]).find(Address(**address))
    return found.by, found.notes


def test_by_the_best_it_has():
    assert by_and_notes("DE", postcode="80331", city="München", state="Bayern")[0] == POSTCODE
    assert by_and_notes("DE", city="München", state="Bayern")[0] == CITY_AND_STATE
    assert by_and_notes("DE", city="München")[0] == CITY
    assert by_and_notes("DE", state="Bayern")[0] == STATE
    assert by_and_notes("DE", city="Nowhere at all") == ("", ())


def test_a_state_decides_between_towns_of_a_name_and_the_largest_is_told():
    found = Locator(["US"]).find(Address(city="Springfield"))
    assert AMBIGUOUS in found.notes and found.choices[0] == "Springfield (Missouri)" and len(found.choices) > 2
    assert by_and_notes("US", city="Springfield", state="Illinois") == (CITY_AND_STATE, ())


def test_a_town_of_another_state_is_never_meant():
    assert by_and_notes("US", city="Chicago", state="TX")[0] == STATE


def test_a_code_far_from_its_city():
    assert by_and_notes("DE", postcode="20095", city="München", state="Bayern") == (CITY_AND_STATE, (CONTRADICTED,))
    assert by_and_notes("DE", postcode="20095", city="München") == (POSTCODE, (CONTRADICTED,))


def test_codes_and_countries_that_are_not_the_markets():
    assert by_and_notes("DE", postcode="SW1A 1AA", city="Bremen") == (CITY, (FOREIGN_CODE,))
    assert by_and_notes("DE", city="Paris", country="France") == ("", (OTHER_COUNTRY,))
    assert by_and_notes("DE", city="Paris", country="Atlantis") == ("", (UNKNOWN_COUNTRY,))
    assert by_and_notes("US", city="San Juan", state="PR") == ("", (OTHER_COUNTRY,))
    assert Locator(["US", "PR"]).find(Address(city="San Juan", state="PR")).country == "PR"


@pytest.mark.parametrize(
    ("country", "address", "by", "at"),
    [
        ("DE", "Am Güterbahnhof 99a, 60311 Frankfurt am Main, Germany", POSTCODE, (8.68, 50.11)),
        ("US", "160 Old Mill Rd Ste 4, Columbus, GA 31901", POSTCODE, (-84.99, 32.46)),
        ("GB", "10 Downing Street, London SW1A 2AA", POSTCODE, (-0.13, 51.50)),
        ("BR", "Travessa Aurora, 6,Rio de Janeiro,Rio de Janeiro,20040-020", CITY_AND_STATE, (-43.18, -22.91)),
        ("CN", "江苏省苏州市工业园区星湖街1号", CITY_AND_STATE, (120.60, 31.30)),
        ("CN", "广东省深圳市南山区", CITY_AND_STATE, (113.93, 22.53)),
    ],
)
def test_an_address_in_one_line(country, address, by, at):
    found = Locator([country]).find(Address(address=address))
    assert found.by == by and km_between((found.lon_deg, found.lat_deg), at) < 30


def test_in_several_countries_the_one_where_it_fits():
    locator = Locator(["DE", "AT", "CH"])
    rows = [("1010", "Wien", "AT"), ("8001", "Zürich", "CH"), ("80331", "München", "DE"), ("", "Salzburg", "AT")]
    assert [locator.find(Address(postcode=code, city=city)).country for code, city, _ in rows] == [c for *_, c in rows]


def test_countries_of_positions_by_their_nearest_towns():
    import numpy as np

    assert countries_of_positions(np.array([11.6, 13.4, 10.0]), np.array([48.1, 52.5, 53.6])) == ("DE",)
    assert countries_of_positions(np.array([179.3, -179.9]), np.array([-16.5, -16.8])) == ("FJ",)
