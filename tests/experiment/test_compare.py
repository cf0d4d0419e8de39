import json
import math

import pandas as pd
import pytest
from cheap_model import CheapModel, Scenario

from salesim.errors import InputError
from salesim.experiment.compare import compare
from salesim.experiment.outcomes import Outcome
from salesim.experiment.runs import read_table
from salesim.scenario.arms import Arm

GOOD = CheapModel(effects={"circles/wager": 3e5, "circles/flat": -3e5})


class Odd(CheapModel):
    """Its replication 1 has no value created in one arm."""

    def tables(self, run, replication, arm):
        tables = super().tables(run, replication, arm)
        if replication == 1 and arm == "circles/wager":
            tables["summary"]["value_created"] = math.nan
        return tables


def test_the_arms_are_the_runs_layouts_times_its_policies():
    c = compare(Scenario(), runner=GOOD)
    assert c.arms["arm"].tolist() == [
        "unit/current",
        "unit/wager",
        "unit/flat",
        "circles/current",
        "circles/wager",
        "circles/flat",
    ]
    assert c.arms["verdict"].iloc[0] == "baseline"
    assert c.facts["baseline"] == "unit/current" and c.facts["replications"] == 6


def test_a_run_that_names_no_layouts_means_all():
    run = Scenario().run.model_copy(update={"layouts": (), "policies": ("wager",)})
    c = compare(Scenario(run=run), runner=GOOD)
    assert c.arms["arm"].tolist() == ["unit/current", "unit/wager", "circles/wager"]


def test_the_known_truth_is_found():
    c = compare(Scenario(), runner=GOOD, replications=20)
    arms = c.arms.set_index("arm")
    assert arms.loc["circles/wager", "verdict"] == "better" and arms.loc["circles/flat", "verdict"] == "worse"
    assert arms.loc["circles/wager", "difference_low"] < 3e5 < arms.loc["circles/wager", "difference_high"]
    # Shared luck: correlation 1 / (1 + (20,000 / 200,000)²), so pairing saves a factor of about 100.
    assert arms.loc["circles/wager", "correlation"] > 0.97
    assert 30 < arms.loc["circles/wager", "variance_reduction"] < 300
    assert c.facts["best"] == "circles/wager" and c.verdict.startswith("'circles/wager' does best")


def test_every_frame_of_the_result_is_filled():
    c = compare(Scenario(), runner=GOOD, arms=["circles/wager"])
    assert set(c.outcomes["outcome"]) >= {"contribution", "orders", "fill_rate"}
    assert len(c.differences) == 6 and len(c.replications) == 12 and c.failures.empty
    assert len(c.weeks) == 2 * 52 and len(c.attainment) == 2 * 6 * 2
    for frame in (c.arms, c.outcomes, c.differences, c.parts, c.weeks, c.attainment, c.replications):
        assert list(frame.columns[:3]) == ["arm", "layout", "policy"]
    assert c.folder is None


def test_the_json_is_the_same_for_any_number_of_workers_and_from_the_folder(tmp_path):
    texts = [json.dumps(compare(Scenario(), runner=GOOD, jobs=jobs).to_json()) for jobs in (1, 2)]
    for _ in range(2):
        kept = compare(Scenario(), runner=GOOD, out=tmp_path)
        texts.append(json.dumps(kept.to_json()))
    assert len(set(texts)) == 1
    assert str(tmp_path) not in texts[0] and kept.folder.parent == tmp_path
    assert "NaN" not in texts[0] and "Infinity" not in texts[0]
    assert list(json.loads(texts[0])) == sorted(json.loads(texts[0]))


def test_numbers_in_the_json_are_rounded():
    record = compare(Scenario(), runner=GOOD).to_json()["arms"][1]
    assert record["mean"] == float(f"{record['mean']:.6g}")
    assert compare(Scenario(), runner=GOOD).to_json()["arms"][0]["difference"] is None


def test_the_first_replications_of_a_long_run_are_those_of_a_short_one(tmp_path):
    compare(Scenario(), runner=GOOD, replications=4, out=tmp_path)
    longer = compare(Scenario(), runner=GOOD, replications=8, out=tmp_path)
    pd.testing.assert_frame_equal(longer.replications, compare(Scenario(), runner=GOOD, replications=8).replications)
    assert len(list(tmp_path.iterdir())) == 1
    assert len(read_table(longer.folder, "summary")) == 8 * 6
    shorter = compare(Scenario(), runner=GOOD, replications=4, out=tmp_path)
    assert shorter.facts["replications"] == 4, "more are there, but four were asked for"


def test_seed_and_weeks_stand_in_for_the_scenarios():
    base = compare(Scenario(), runner=GOOD)
    other = compare(Scenario(), runner=GOOD, seed=8, weeks=13)
    assert (other.facts["seed"], other.facts["weeks"]) == (8, 13)
    assert other.weeks["week"].max() == 12
    assert base.replications["value_created"].iloc[0] != other.replications["value_created"].iloc[0]


def test_another_baseline_and_another_outcome():
    c = compare(Scenario(), ["circles/wager"], baseline="circles/flat", runner=GOOD, outcome="margin")
    assert c.arms["arm"].tolist() == ["circles/flat", "circles/wager"]
    assert c.arms["difference"].iloc[1] == pytest.approx(6e5, abs=5e4)
    cost = compare(Scenario(), runner=GOOD, outcome=Outcome("margin", higher_is_better=False))
    assert cost.facts["best"] == "circles/flat" and "sales margin −" in cost.verdict


def test_the_smallest_difference_that_matters_is_a_hundredth_unless_said():
    c = compare(Scenario(), runner=CheapModel(), replications=60)
    assert c.facts["smallest_difference"] == pytest.approx(0.01 * c.arms["mean"].iloc[0])
    assert not (c.arms["verdict"] == "equivalent").all()
    wide = compare(Scenario(), runner=CheapModel(), outcome=Outcome(smallest_difference=1e5))
    assert set(wide.arms["verdict"].iloc[1:]) == {"equivalent"}


@pytest.mark.parametrize("jobs", [1, 2])
def test_progress_tells_the_differences_so_far(jobs):
    seen = []
    compare(Scenario(), ["circles/wager"], runner=GOOD, jobs=jobs, progress=lambda *news: seen.append(news))
    assert [(done, total) for done, total, _ in seen] == [(i, 6) for i in range(1, 7)]
    assert seen[0][2] == {}
    running = seen[-1][2][Arm("circles", "wager")]
    final = compare(Scenario(), ["circles/wager"], runner=GOOD).arms.iloc[1]
    assert (running.n, running.mean) == (6, pytest.approx(final["difference"]))


def test_failed_replications_are_rows_and_the_rest_counts(tmp_path):
    (tmp_path / "fail-2").touch()
    c = compare(Scenario(), runner=CheapModel(effects=GOOD.effects, folder=tmp_path))
    assert c.failures.to_dict("records") == [{"replication": 2, "kind": "ValueError", "message": "no stock"}]
    assert (c.facts["replications"], c.facts["failed"]) == (5, 1) and "(1 failed)" in c.verdict
    assert 2 not in set(c.replications["replication"])


def test_one_replication_left_over_decides_nothing(tmp_path):
    (tmp_path / "fail-1").touch()
    c = compare(Scenario(), ["circles/wager"], replications=2, runner=CheapModel(folder=tmp_path))
    assert c.arms["verdict"].iloc[1] == "undecided" and "only replication" in c.verdict
    assert (
        "“"
        in compare(Scenario(), ["circles/wager"], replications=2, runner=CheapModel(folder=tmp_path), lang="zh").verdict
    )


def test_when_all_fail_the_first_fault_is_told(tmp_path):
    for i in range(2):
        (tmp_path / f"fail-{i}").touch()
    with pytest.raises(RuntimeError, match="ValueError: no stock"):
        compare(Scenario(), replications=2, runner=CheapModel(folder=tmp_path))


def test_a_main_outcome_that_is_no_number_fails_its_replication():
    c = compare(Scenario(), runner=Odd())
    assert c.failures["kind"].tolist() == ["NotANumber"]
    assert c.failures["message"].tolist() == ["value_created of circles/wager is nan"]
    assert c.facts["replications"] == 5


@pytest.mark.parametrize(
    "arguments, words",
    [
        ({"arms": ["circels/wager"]}, r"arms: there is no layout .*did you mean 'circles'"),
        ({"arms": ["circles/wagr"]}, r"arms: there is no policy .*did you mean 'wager'"),
        ({"arms": ["circles"]}, "an option is written layout/policy"),
        ({"arms": ["circles/wager", Arm("circles", "wager")]}, "an option is given twice"),
        ({"arms": []}, "nothing to compare"),
        ({"arms": ["unit/current"]}, "nothing to compare"),
        ({"baseline": "unit/none"}, "baseline: there is no policy"),
        ({"replications": 1}, r"replications: .*2 to 10000"),
        ({"replications": 2.0}, "replications: a whole number"),
        ({"seed": -1}, r"seed: .*0 to 9223372036854775807"),
        ({"weeks": 0}, r"weeks: .*1 to 520"),
        ({"weeks": 521}, "weeks: a whole number"),
        ({"weeks": True}, "weeks: a whole number"),
        ({"lang": "fr"}, "lang: unknown language"),
        ({"outcome": "value_creatd"}, r"outcome: there is no outcome .*did you mean 'value_created'"),
    ],
)
def test_bad_input_is_told(arguments, words):
    with pytest.raises(InputError, match=words):
        compare(Scenario(), runner=CheapModel(), **arguments)


def test_a_negative_smallest_difference_is_bad_input():
    with pytest.raises(InputError, match="smallest difference"):
        Outcome(smallest_difference=-1.0)


def test_names_may_hold_a_slash():
    scenario = Scenario(layouts={"unit": {}, "a/b": {}})
    c = compare(scenario, ["a/b/wager"], runner=CheapModel())
    assert (c.arms["layout"].iloc[1], c.arms["policy"].iloc[1]) == ("a/b", "wager")
    twins = Scenario(layouts={"unit": {}, "a/b": {}, "a": {}}, policies={"current": {}, "c": {}, "b/c": {}})
    with pytest.raises(InputError, match="written alike"):
        compare(twins, [Arm("a", "b/c"), Arm("a/b", "c")], runner=CheapModel())
