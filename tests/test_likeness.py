"""Near misses are recognized, and nothing is named that is not near."""

from __future__ import annotations

import pytest

from salesim.cli.app import app
from salesim.errors import nearest_name
from salesim.likeness import distance, words_of
from salesim.renamed import OUTCOMES
from salesim.scenario import Scenario
from salesim.scenario.fields import paths
from salesim.territory.builder import BUILDERS
from salesim.world.delta import known_prefectures, load_delta

FIELDS = sorted({path.rpartition(".")[2] for path in paths(Scenario)})
COMMANDS = sorted(str(one.name or one.callback.__name__) for one in app.registered_commands)
OWN = ["current", "double_bonus", "win_back_team", "north_south_2024", "VIP-first", "今年方案", "双倍奖金"]
LISTS = {
    "fields": FIELDS,
    "outcomes": sorted(OUTCOMES.values()),
    "builders": sorted(BUILDERS),
    "commands": COMMANDS,
    "places": sorted(known_prefectures()),
    "own": OWN,
}
UNRELATED = [
    "draw_cny",
    "Chicago",
    "Boston",
    "London",
    "Paris",
    "banana",
    "foo",
    "foobar",
    "xyzzy",
    "hello",
    "price_list",
    "unicorn",
    "weather",
    "qwerty",
    "zzz",
    "Tokyo",
    "birthday",
    "password",
    "customer_birthday",
    "blockchain",
    "3.14",
    "芝加哥",
    "香蕉",
    "广州",
    "lorem",
    "ipsum",
    "Manhattan",
    "Berlin",
    "abc",
]


def near_misses(name: str):
    """A name as people mistype it: letters turned round, left out, doubled, exchanged, and other ways to join words."""
    for i in range(1, len(name) - 1):
        turned = name[:i] + name[i + 1] + name[i] + name[i + 2 :]
        yield turned
        yield name[:i] + name[i + 1 :]
        yield name[:i] + name[i] + name[i:]
        yield name[:i] + ("x" if name[i] != "x" else "y") + name[i + 1 :]


def styles(name: str):
    """A name with its words joined in other ways."""
    first, *others = name.split("_")
    yield name.replace("_", "-")
    yield name.replace("_", " ")
    yield name.replace("_", "")
    yield name.upper()
    yield first + "".join(word.capitalize() for word in others)


def errors(given: str, name: str) -> int:
    """Typing errors but for what separates words."""
    return distance("".join(words_of(given)), "".join(words_of(name)), 3)


@pytest.mark.parametrize("kind", ["fields", "outcomes", "builders", "commands"])
def test_typing_errors_are_recognized(kind):
    names = LISTS[kind]
    wrong = []
    for name in [name for name in names if len(name) > 4][:: max(len(names) // 40, 1)]:  # some forty of each kind
        for given in near_misses(name):
            found = nearest_name(given, names)
            if given not in names and (found is None or errors(given, found) > errors(given, name)):
                wrong.append((given, name, found))
    assert not wrong


@pytest.mark.parametrize("kind", ["fields", "outcomes", "builders", "commands"])
def test_other_ways_to_join_words_are_recognized(kind):
    names = LISTS[kind]
    assert [(given, name) for name in names for given in styles(name) if nearest_name(given, names) != name] == []


@pytest.mark.parametrize(
    "given, meant",
    [
        ("colour", "color"),
        ("centre", "center"),
        ("behaviour_tells", "behavior_tells"),
        ("organisation", "organization"),
        ("licence_cost", "license_cost"),
        ("travelling_cost", "traveling_cost"),
        ("labelled", "labeled"),
        ("grey_share", "gray_share"),
        ("catalogue", "catalog"),
        ("programme", "program"),
        ("defence", "defense"),
        ("policys", "policy"),
        ("policies", "policy"),
        ("layout", "layouts"),
        ("salaries", "salary"),
        ("week", "weeks"),
        ("commission", "commission_rate"),
        ("rate_commission", "commission_rate"),
        ("CommissionRate", "commission_rate"),
        ("Suzho", "Suzhou"),
        ("Nanjing City", "Nanjing"),
        ("nanjing", "Nanjing"),
        ("Hang zhou", "Hangzhou"),
        ("南京", "南京市"),
        ("双倍奖", "双倍奖金"),
        ("doubleBonus", "double_bonus"),
        ("vip first", "VIP-first"),
    ],
)
def test_what_people_write_for_a_name(given, meant):
    others = ["run", "seed", "budget", "objective", "Wuxi", "无锡市", "radius"]
    assert nearest_name(given, [*others, meant]) == meant


@pytest.mark.parametrize("kind", LISTS)
def test_nothing_is_named_where_nothing_is_near(kind):
    assert {word: near for word in UNRELATED if (near := nearest_name(word, LISTS[kind]))} == {}


def test_places_far_away_are_not_mistaken_for_those_of_the_market():
    towns = [str(name) for column in ("name_zh", "name_en") for name in load_delta().towns[column]]
    far = [
        "Chicago",
        "Boston",
        "Houston",
        "Denver",
        "Moscow",
        "Guangzhou",
        "Chengdu",
        "Lhasa",
        "深圳",
        "成都",
        "拉萨",
        "西安",
        "重庆",
    ]
    assert {word: near for word in far if (near := nearest_name(word, [*towns, *known_prefectures()]))} == {}


def test_another_number_or_another_city_is_not_a_typing_error():
    assert nearest_name("plan_2", ["plan_3"]) is None
    assert nearest_name("南通", ["南京", "无锡"]) is None
    assert nearest_name("plan_two", ["plan_tow"]) == "plan_tow"


def test_the_first_of_equally_near_names_counts():
    assert nearest_name("cat", ["cap", "car"]) == "cap"
    assert nearest_name("x", []) is None
    assert nearest_name("", ["a"]) is None
    assert nearest_name("_", ["-"]) is None
