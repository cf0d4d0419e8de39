"""What a result must say of the customers' file: who could not be placed. A market without a file needs no words."""

import pytest

from salesim.scenario.loading import load_scenario
from salesim.world.check import data_notes

SCENARIO = """
name: firm
market:
  places: {country: DE, units: [Bayern]}
  customers: {file: c.csv, unplaced: leave_out, prospects: 5}
sales_force: {team: {reps: 2}}
channel: {network: {distributors: 1}}
"""


@pytest.fixture
def firm(tmp_path):
    def make(*codes):
        rows = "\n".join(f"K{i},{code}" for i, code in enumerate(codes))
        (tmp_path / "c.csv").write_text(f"id,PLZ\n{rows}\n", encoding="utf-8")
        (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")
        return load_scenario(tmp_path / "s.yaml")

    return make


def test_who_could_not_be_placed_is_said(firm):
    (said,) = data_notes(firm("80331", "80333", "90402", "00000"))
    assert "1 of 4" in said.told("en") and "4" in said.told("zh")


def test_nothing_is_said_where_everybody_is_placed(firm):
    assert data_notes(firm("80331", "80333", "90402")) == []


def test_nor_where_there_is_no_file():
    assert data_notes(load_scenario("small_town")) == []
