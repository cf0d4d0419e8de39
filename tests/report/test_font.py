from importlib.util import find_spec
from pathlib import Path

import matplotlib

from salesim.report.font import FAMILY, FONT_FILE, characters, families
from salesim.report.style import style
from salesim.wording.catalogue import read, texts


def drawable(text):
    return sorted(c for c in set(text) if c.isprintable() and c not in characters())


def test_the_font_draws_every_label():
    shown = {one.message for one in texts() if one.file.startswith(("report/", "metrics/"))}
    chinese = {str(entry.string) for entry in read("zh") if entry.id in shown}
    assert len(chinese) > 100
    assert drawable("".join(shown | chinese)) == []
    assert drawable("−–≥·…▲▼○0123456789,.%+ 亿万元 k M bn CNY") == []


def test_the_font_draws_every_place_name():
    package = Path(next(iter(find_spec("salesim").submodule_search_locations)))
    files = [file for file in package.rglob("*.csv") if file.name in ("towns.csv", "prefectures.csv")]
    assert len(files) == 2
    for file in files:
        assert drawable(file.read_text("utf-8")) == [], file.name


def test_the_font_draws_common_chinese():
    level_1 = (bytes([row, cell]).decode("gb2312", "ignore") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    assert drawable("".join(level_1)) == []
    assert drawable("龘") == ["龘"], "a subset must lack something, or this test can't fail"


def test_the_font_is_small_and_licensed():
    assert FONT_FILE.stat().st_size < 1_000_000
    assert "SIL OPEN FONT LICENSE" in FONT_FILE.with_name("OFL.txt").read_text("utf-8")


def test_drawing_leaves_the_users_settings_alone():
    before = dict(matplotlib.rcParams)
    with style():
        assert matplotlib.rcParams["font.family"][0] == FAMILY == families()[0]
    assert dict(matplotlib.rcParams) == before
