"""The files that a scenario names."""

from pathlib import Path

from salesim.model.opened_worlds import opening
from salesim.scenario.files import named_files, with_file_contents
from salesim.scenario.loading import load_scenario


def test_files_are_found_wherever_they_are_named():
    stated = {"market": {"customers": {"file": "c.csv"}, "travel": {"table": "m.csv"}}, "layouts": [{"file": None}]}
    assert list(named_files(stated, Path("d"))) == [Path("d/c.csv"), Path("d/m.csv")]


def test_an_edited_file_makes_another_run_and_another_world(tmp_path):
    ring = "[[[118,29],[123,29],[123,33],[118,33],[118,29]]]"
    east = "[[[120.6,29],[123,29],[123,33],[120.6,33],[120.6,29]]]"
    shape = '{{"type":"FeatureCollection","features":[{}]}}'
    feature = '{{"properties":{{}},"geometry":{{"type":"Polygon","coordinates":{}}}}}'
    file = tmp_path / "drawn.geojson"
    (tmp_path / "s.yaml").write_text(
        "name: s\nmarket: {places: {units: [Jiaxing]}, customers: {count: 60, prospects: 0}}\n"
        "layouts: {drawn: {builder: file, file: drawn.geojson}}\n"
        "run: {burn_in_weeks: 26, baseline: {layout: drawn, policy: current}}\n"
    )
    seats, runs = [], []
    for rings in ([ring], [east, ring]):
        file.write_text(shape.format(",".join(feature.format(r) for r in rings)))
        scenario = load_scenario(tmp_path / "s.yaml")
        seats.append(len(opening(scenario).reps.seat))
        runs.append(str(with_file_contents(scenario.model_dump(mode="json"), scenario.folder)["layouts"]))
    assert seats == [1, 2]
    assert runs[0] != runs[1]
