"""A small version of the published findings, and that each of them could fail."""

from __future__ import annotations

import json
from importlib import import_module

import numpy as np
import pytest

QUICK = {"P2": 4, "P6": 1, "P11": 2, "P14": 2, "P17": 2, "F3": 5}  # replications


@pytest.mark.slow
@pytest.mark.parametrize("id", QUICK)
def test_the_default_parameters_show_it(catalogue, study, id):
    findings = catalogue.PATTERNS[id].findings(study, QUICK[id])
    assert findings[0].band is not None
    assert all(finding.inside for finding in findings), findings


@pytest.mark.slow
@pytest.mark.parametrize("id", ["P1", "P5", "P6", "F1"])
def test_reps_who_do_not_care_for_pay_show_none_of_it(catalogue, indifferent, id):
    headline = catalogue.PATTERNS[id].findings(indifferent, 3)[0]
    low, high = headline.band
    assert abs(headline.mean) < 1.5, "what is left is the timing of orders and luck"
    assert headline.mean == 0 or not low <= headline.mean <= high


@pytest.mark.slow
def test_customers_who_do_not_mind_a_new_rep_show_no_loss(catalogue):
    """P12 leans on the broken relationship, not on who the new rep is."""
    change = {"market.churn.handover_factor": 1.0}
    study = import_module("findings.study").Study(change)
    colleague = catalogue.PATTERNS["P12"].findings(study, 2)[0]
    assert not colleague.inside
    assert abs(colleague.mean) < 3


@pytest.mark.slow
def test_targets_are_the_same_in_all_arms_and_attainment_spreads_like_the_fields(study, experiments):
    plans = import_module("findings.plans")
    control, treated = (study.run(arm, 1)[0].rep_quarters for arm in (plans.COMMISSION, plans.quota_and_cap(study)))
    assert control["quota"].tolist() == treated["quota"].tolist()
    assert control["sales"].sum() > 1.05 * treated["sales"].sum()
    attained = control["attainment"]
    assert 0.25 < attained.std() < 0.4
    assert 1 / 3 < (attained < 1).mean() < 0.6


@pytest.mark.slow
def test_a_linear_plan_gives_the_usual_effort(study):
    """The reference plan is today's: effort is 1 but for slumps, fatigue and what stakes differ by."""
    plans = import_module("findings.plans")
    weeks = study.run(plans.COMMISSION, 1)[0].weeks
    assert weeks["effort_mean"].min() > 0.80 and weeks["effort_mean"].max() < 1.1


def test_a_finding_is_inside_by_its_mean_and_surely_by_its_interval(experiments):
    finding = import_module("findings.finding")
    values = np.array([1.0, 2.0, 3.0])  # 2 +- 2.48
    met = finding.Finding("met", values, (1.5, 9.0))
    assert met.inside and not met.surely
    assert not finding.Finding("missed", values, (2.1, 9.0)).inside
    assert finding.Finding("sure", values, (-0.5, 4.5)).surely
    assert not finding.Finding("low", values, (-0.4, 4.5)).surely
    assert not finding.Finding("claim", values, (1.5, 9.0), is_claim=True).inside, "a claim counts if it is sure"
    assert finding.Finding("claim", values, (-0.5, 4.5), is_claim=True).inside
    assert not finding.Finding("missed", np.array([2.0]), (-9.0, 1.9)).inside
    assert finding.Finding("informs", values).inside


@pytest.mark.slow
def test_parts_of_the_team_are_chosen_by_what_no_arm_can_change(study, experiments):
    plans, finding = import_module("findings.plans"), import_module("findings.finding")
    control, treated = study.run(plans.COMMISSION, 1), study.run(plans.quota_and_cap(study), 1)
    weak, strong = finding.parts_of_the_team(study, control, 2)
    assert sorted(np.concatenate([weak[0], strong[0]])) == list(range(100))
    attained = control[0].rep_quarters.groupby("seat")["attainment"].mean()
    assert attained[weak[0]].mean() < attained[strong[0]].mean() - 0.2
    assert weak[0].tolist() == finding.parts_of_the_team(study, treated, 2)[0][0].tolist()


@pytest.mark.slow
def test_leanings_find_what_moves_a_headline(experiments, monkeypatch):
    leaning = import_module("findings.leaning")
    plausible = {"market.churn.handover_factor": (0.6, 0.64), "sales_force.effort.floor": (0.5, 0.8)}
    monkeypatch.setattr(leaning, "PLAUSIBLE", plausible)
    first, second = leaning.leanings(["P6"])["P6"]
    assert first.path == "sales_force.effort.floor"
    assert first.change > 10 and second.change < 0.1
    assert str(first).startswith("floor 0.5..0.8: -")


def test_the_command_prints_every_finding_with_its_interval(experiments, capsys):
    import_module("published_findings").main(["--only", "P6", "--replications", "1", "--no-leaning", "--json"])
    document = json.loads(capsys.readouterr().out)
    (row,) = document["patterns"]
    assert row["id"] == "P6" and row["inside"] and not row["calibrated"]
    assert [finding["band"] for finding in row["findings"][:3]] == [[None, 0.0], [None, 0.0], None]
    assert 0.2 < document["attainment"]["sd"] < 0.4


def test_further_findings_are_counted_apart_and_come_last(experiments, catalogue):
    finding, command = import_module("findings.finding"), import_module("published_findings")
    assert [id[0] for id in catalogue.PATTERNS] == ["P"] * 18 + ["F"] * 6
    assert [catalogue.FURTHER[0], catalogue.FURTHER[-1], catalogue.PUBLISHED[-1]] == ["F1", "F6", "P18"]
    met, missed = (finding.Finding("", np.array([1.0]), band) for band in ((0.0, 2.0), (2.0, 3.0)))
    assert command.count({"P3": [met], "P6": [missed], "F1": [missed], "F6": [met, met]}).splitlines() == [
        "1 of 2 uncalibrated patterns inside their bands by the mean, 1 surely.",
        "1 of 2 further findings inside their bands by the mean, 1 surely.",
    ]
    assert command.count({"P1": [met], "F6": [missed]}) == (
        "0 of 1 further findings inside their bands by the mean, 0 surely."
    ), "P1 is calibrated"


def test_what_was_written_before_the_results_stays(experiments):
    finding, command = import_module("findings.finding"), import_module("published_findings")
    page = "# Bands\n\nF6: -5..5.\n\n## Results\n\nof an earlier run\n"
    found = {"F6": [finding.Finding("strong less weak", np.array([9.0]), (-5.0, 5.0))]}
    written = command.with_results(page, found, {}, 7000)
    assert written.startswith("# Bands\n\nF6: -5..5.\n\n## Results\n\nWritten by")
    assert "--first 7000" in written and "earlier" not in written
    assert "**strong less weak: 9.0  <- outside**" in written


@pytest.mark.slow
@pytest.mark.parametrize(("id", "low", "high"), [("F2", -15, -2), ("F4", -2, 2), ("F5", -3, 3)])
def test_headlines_of_the_other_further_findings_are_moderate(catalogue, study, id, low, high):
    assert low < catalogue.PATTERNS[id].findings(study, 2)[0].mean < high


@pytest.mark.slow
def test_stars_are_told_from_others_by_their_skill(catalogue, study):
    """F6 leans on skill: without it what is left are e0 and the customers' change of rep."""
    alike = import_module("findings.study").Study({"sales_force.people.skill_sd": 0.0})
    gaps = [catalogue.PATTERNS["F6"].findings(one, 2)[0].mean for one in (alike, study)]
    assert abs(gaps[0]) < 0.4 * gaps[1]
