"""Sequential comparison, what is said of risk and people, and who may write where."""

from __future__ import annotations

import json
import warnings

import numpy as np
import pandas as pd
import pytest
from cheap_model import CheapModel, Scenario
from scipy.stats import bootstrap

from salesim.errors import InputError
from salesim.experiment.best_odds import probability_best
from salesim.experiment.compare import compare
from salesim.experiment.outcomes import Outcome
from salesim.experiment.risk import bca_interval, gini, risk_rows, worst_tenth
from salesim.experiment.runs import open_run
from salesim.experiment.statistics import paired_difference, skewness
from salesim.experiment.winners import winners_rows
from salesim.scenario.arms import Arm

ARMS = ["unit/wager", "circles/current"]
EFFECTS = {"unit/wager": 30_000.0, "circles/current": -40_000.0}


def test_batches_follow_until_the_interval_is_narrow_enough(tmp_path):
    model = CheapModel(EFFECTS, folder=tmp_path)
    found = compare(Scenario(), ARMS, runner=model, precision=6_000, replications=20, batch=10, most=200)
    half = (found.arms["difference_high"] - found.arms["difference_low"]).max() / 2
    assert half <= 6_000 and found.facts["precise"]
    n = found.facts["replications"]
    assert n % 10 == 0 and 30 <= n < 200 and model.simulated() == list(range(n))
    shorter = compare(Scenario(), ARMS, runner=CheapModel(EFFECTS), replications=n - 10)
    assert (shorter.arms["difference_high"] - shorter.arms["difference_low"]).max() / 2 > 6_000


def test_a_budget_too_small_says_what_it_would_take():
    found = compare(Scenario(), ARMS, runner=CheapModel(EFFECTS), precision=1_000, most=30)
    needed = found.facts["replications_for_precision"]
    assert not found.facts["precise"] and needed > 1_000
    assert f"not ± 1 k CNY as asked; that takes about {needed:,} replications." in found.verdict
    chinese = compare(Scenario(), ARMS, runner=CheapModel(EFFECTS), precision=1_000, most=30, lang="zh").verdict
    assert f"未达到要求的 ± 1000 元，约需 {needed:,} 次重复" in chinese


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"precision": 0.0}, "precision: half an interval's width"),
        ({"precision": 1.0, "most": 10}, "most: a whole number is needed (got 10); allowed: 20 to 10000"),
        ({"replications": 1}, "replications: a whole number is needed (got 1); allowed: 2 to 10000"),
        ({"watched": [Outcome("profit")]}, "outcome: there is no outcome of this name (got 'profit')"),
        ({"backend": "spark"}, "backend: there is no such backend (got 'spark')"),
    ],
)
def test_what_cannot_be_is_refused(options, message):
    with pytest.raises(InputError) as fault:
        compare(Scenario(), ARMS, runner=CheapModel(), **{"replications": None, **options})
    assert message in str(fault.value)


def test_watched_outcomes_get_verdicts_of_their_own():
    watched = [Outcome("contribution"), Outcome("value_created", higher_is_better=False)]
    found = compare(Scenario(), ARMS, runner=CheapModel(EFFECTS), replications=30, watched=watched)
    verdicts = found.watched.set_index(["outcome", "arm"])["verdict"]
    assert verdicts["contribution", "unit/wager"] == "better"
    assert verdicts["value_created", "unit/wager"] == "worse"


def test_sentences_name_every_arm_in_both_languages():
    found = compare(Scenario(), ARMS, runner=CheapModel(EFFECTS), replications=30)
    assert found.sentences["unit/wager"].startswith("'unit/wager' is better: value created is")
    assert "the worst tenth of its runs averages" in found.sentences["circles/current"]
    chinese = compare(Scenario(), ARMS, runner=CheapModel(EFFECTS), replications=30, lang="zh").sentences
    assert chinese["circles/current"].startswith("“circles/current”更差")


def test_the_probability_of_being_best_is_that_of_a_joint_posterior():
    rng = np.random.default_rng(3)
    luck = rng.normal(0, 50, 40)
    values = pd.DataFrame({"a": luck, "b": luck + rng.normal(0.1, 1, 40), "c": luck + rng.normal(-5, 1, 40)})
    odds = probability_best(values)
    d = paired_difference(values["b"], values["a"])
    assert odds["b"] == pytest.approx(1 - d.p / 2 if d.mean > 0 else d.p / 2, abs=0.015)  # two arms: the t posterior
    assert odds["c"] == 0 and odds.sum() == pytest.approx(1)
    assert probability_best(values, higher_is_better=False)["c"] == 1
    same = probability_best(pd.DataFrame({"a": luck, "b": luck}))
    assert same.tolist() == [0.5, 0.5]


def test_skewness_warns_where_the_interval_is_rough():
    rng = np.random.default_rng(2)
    skewed = rng.lognormal(0, 1.5, 40)
    d = paired_difference(skewed, np.zeros(40))
    assert d.is_skewed and d.skewness == pytest.approx(pd.Series(skewed).skew())
    assert not paired_difference(rng.normal(size=40), np.zeros(40)).is_skewed
    assert skewness(np.array([1.0, 2.0])) == 0


def test_bca_agrees_with_scipys():
    rng = np.random.default_rng(5)
    arm, base = rng.lognormal(0.2, 0.6, 60), rng.lognormal(0.0, 0.6, 60)
    low, high = bca_interval(worst_tenth, arm, base, resamples=20_000)
    theirs = bootstrap(
        (arm, base),
        lambda a, b, axis=-1: worst_tenth(a) - worst_tenth(b),
        paired=True,
        n_resamples=20_000,
        rng=np.random.default_rng(1),
        vectorized=True,
    ).confidence_interval
    width = theirs.high - theirs.low
    assert abs(low - theirs.low) < 0.05 * width and abs(high - theirs.high) < 0.05 * width
    assert np.isnan(bca_interval(worst_tenth, arm[:5], base[:5])).all()


def test_gini_by_hand():
    assert gini(np.array([1.0, 3.0])) == pytest.approx(0.25)
    assert gini(np.array([0.0, 0.0, 0.0, 1.0])) == pytest.approx(0.75)
    assert np.isnan(gini(np.zeros(3)))


def quarters(pay):
    """Pay (arm -> replications x seats) as the table of reps' quarters."""
    rows = [
        {"layout": arm.layout, "policy": arm.policy, "replication": r, "seat": s, "fixed_pay": x / 2, "quarter": q}
        for arm, table in pay.items()
        for r, row in enumerate(table)
        for s, x in enumerate(row)
        for q in range(2)
    ]
    return pd.DataFrame(rows).assign(variable_pay=0.0)


def test_winners_and_losers_are_counted_by_seat():
    base, other = Arm("a", "now"), Arm("a", "new")
    pay = {base: [[100, 100, 100], [110, 100, 90]], other: [[150, 100, 60], [160, 100, 50]]}
    summary = pd.DataFrame(
        {
            "layout": "a",
            "policy": ["now", "new"],
            "replication": 0,
            "accounts_reassigned": [0, 7],
            "sales_reassigned_share": 0.1,
        }
    )
    row = winners_rows(quarters(pay), summary, [base, other], base).set_index("arm").loc["a/new"]
    assert (row["gaining"], row["losing"], row["seats"]) == (1, 1, 3)
    assert row["gain_mean"] == pytest.approx(50) and row["loss_mean"] == pytest.approx(40)
    assert row["gini_difference"] > 0 and row["accounts_reassigned"] == 7
    assert winners_rows(pd.DataFrame(), summary, [base, other], base).empty


def test_tail_rows_hold_every_statistic():
    rng = np.random.default_rng(1)
    values = pd.DataFrame({"a/now": rng.normal(0, 1, 50), "a/new": rng.normal(2, 3, 50)})
    rows = risk_rows(values, [Arm("a", "now"), Arm("a", "new")], Arm("a", "now")).set_index(["arm", "statistic"])
    assert rows.loc[("a/new", "p90"), "low"] > 0 > rows.loc[("a/new", "worst_tenth"), "high"]
    assert np.isnan(rows.loc[("a/now", "p10"), "difference"])


def test_two_processes_may_not_write_to_the_same_run(tmp_path):
    folder = open_run(tmp_path, Scenario(), [Arm("unit", "current")], CheapModel())
    with folder.writing(), pytest.raises(InputError) as fault, folder.writing():
        pass
    assert "is writing to this run; what it has finished can be read" in str(fault.value)
    with folder.writing():  # free again
        pass


def test_a_run_of_another_version_is_left_alone_and_computed_again(tmp_path):
    arms = [Arm("unit", "current")]
    folder = open_run(tmp_path, Scenario(), arms, CheapModel())
    manifest = json.loads((folder.path / "manifest.json").read_text())
    manifest["versions"]["numpy"] = "1.26"
    folder.path.rename(tmp_path / "cheap-older")
    (tmp_path / "cheap-older" / "manifest.json").write_text(json.dumps(manifest))
    with pytest.warns(UserWarning, match=r"made by another version \(versions.numpy 1.26 -> .*all is computed again"):
        open_run(tmp_path, Scenario(), arms, CheapModel())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        open_run(tmp_path, Scenario(), arms, CheapModel())


def test_results_made_otherwise_are_not_mixed(tmp_path):
    folder = open_run(tmp_path, Scenario(), [Arm("unit", "current")], CheapModel())
    file = folder.path / "manifest.json"
    file.write_text(file.read_text().replace('"seed": 7', '"seed": 8'))
    with pytest.raises(
        InputError, match=r"holds results made otherwise \(scenario.run.seed 8 -> 7\); they are not mixed"
    ):
        open_run(tmp_path, Scenario(), [Arm("unit", "current")], CheapModel())


def test_long_tables_are_held_for_the_first_replications_only(monkeypatch):
    monkeypatch.setattr("salesim.experiment.execute.HELD_WHOLE", 5)
    found = compare(Scenario(), ARMS, runner=CheapModel(EFFECTS), replications=12)
    assert found.replications["replication"].nunique() == 12
    assert found.attainment["replication"].max() == 4
