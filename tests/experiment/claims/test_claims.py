"""The article's claims: what is tested, what is said of it, and the search for what one would have to believe."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.experiment.claims import CLAIMS, PRESETS, study, with_presets
from salesim.experiment.claims.amounts import in_scenario_currency
from salesim.experiment.claims.believe import believe
from salesim.experiment.claims.claim import Claim
from salesim.experiment.claims.study import Finding, effect_of, findings_table, study_claims
from salesim.report.claims import belief_in_words, claims_table, in_words
from salesim.scenario import load_scenario, overlay
from salesim.scenario.overlay import apply_policy


@pytest.fixture(scope="module")
def town():
    return overlay(load_scenario("scenarios/small_town.yaml"), {"run.weeks": 26})


def test_all_nineteen_are_there():
    ids = "C01 C02 C03 C04a C04b C05 C06 C07a C07b C08a C08b C09 C10a C10b C11 C12 C13 C14a C14b"
    assert [claim.id for claim in CLAIMS] == ids.split()
    assert {claim.id for claim in CLAIMS if claim.assumed} == {"C07a", "C07b", "C10a"}
    for claim in CLAIMS:
        assert claim.missing or claim.measure is not None
        assert claim.assumed or claim.figure is not None
        assert claim.missing or claim.assumed or claim.assumption is not None


@pytest.mark.parametrize("claim", [claim for claim in CLAIMS if not claim.missing], ids=lambda claim: claim.id)
def test_levers_and_assumptions_can_be_set(town, claim):
    off, on = overlay(town, claim.off), overlay(town, {**claim.off, **claim.on})
    assert on != off
    if claim.assumption:
        for value in (claim.assumption.low, claim.assumption.high):
            overlay(on, claim.assumption.changes(value))


def test_a_study_compares_on_with_off(town):
    finding, assumed = study_claims(town, ["C01", "C07b"], replications=6, beliefs=False)
    assert len(finding.off) == len(finding.on) == 6
    assert finding.effect == pytest.approx(np.mean(finding.on) / np.mean(finding.off) - 1)
    assert finding.effect < -0.1 and finding.low < finding.effect < finding.high
    assert assumed.verdict == "assumed" and assumed.high < 0.0  # no errors, fewer goods lost


def test_what_one_would_have_to_believe_reproduces_the_figure(town, monkeypatch):
    modest = replace(CLAIMS[0], figure=-0.15)  # the article's is out of reach here: nobody is visited twice a week
    monkeypatch.setattr(study, "CLAIMS", (modest,))
    (finding,) = study_claims(town, ["C01"], replications=2)
    share = finding.belief.value
    assert 0.2 < share < 0.95
    tried = dict(finding.belief.effects)  # a customer more or fewer among the best makes effects jump, so both sides
    below, above = max(x for x in tried if x <= share), min(x for x in tried if x > share)
    assert above - below < 0.01 and (tried[below] + 0.15) * (tried[above] + 0.15) <= 0.0
    on = study.outcomes(town, modest, {**modest.off, **modest.on, **modest.assumption.changes(below)}, 2)
    assert effect_of(modest, np.array(finding.off), on)[0] == pytest.approx(tried[below])


def test_an_unknown_claim_is_refused(town):
    with pytest.raises(InputError, match=r"there is no such claim \(got 'C1'\).*did you mean 'C01'"):
        study_claims(town, ["C1"])
    with pytest.raises(InputError, match="an interval needs replications"):
        study_claims(town, ["C01"], replications=1)


def test_the_root_nearest_to_the_usual_value_is_found():
    wave = believe(lambda x: (x - 1) * (x - 2) * (x - 3.5), 0.0, 0.5, 4.0, usual=3.0)
    assert wave.value == pytest.approx(3.5, abs=0.02) or wave.value == pytest.approx(2.0, abs=0.02)
    assert abs(wave.value - 3.0) <= 1.0
    nothing = believe(lambda x: x, 5.0, 0.0, 1.0, usual=0.5)
    assert nothing.value is None and nothing.span == (0.0, 1.0)


def test_a_ratio_is_that_of_the_means_with_a_paired_interval():
    rng = np.random.default_rng(1)
    common = rng.lognormal(0, 0.5, 200)
    claim = Claim("X", "", "", "", kind="ratio", figure=0.1)
    effect, low, high = effect_of(claim, common, 1.2 * common * rng.normal(1, 0.01, 200))
    assert effect == pytest.approx(0.2, abs=0.01) and high - low < 0.01
    assert all(math.isnan(x) for x in effect_of(claim, np.zeros(3), np.ones(3)))


@pytest.mark.parametrize(
    ("effect", "low", "high", "verdict"),
    [
        (0.25, 0.2, 0.3, "reproduced"),
        (0.1, 0.05, 0.15, "short"),
        (0.5, 0.4, 0.6, "beyond"),
        (-0.2, -0.3, -0.1, "opposite"),
        (0.1, -0.1, 0.2, "none"),
    ],
)
def test_verdicts(effect, low, high, verdict):
    claim = Claim("X", "", "", "", figure=0.27)
    assert Finding(claim, (1.0,), (1.0,), effect, low, high).verdict == verdict


def test_what_readers_see_in_both_languages(town):
    c03 = next(claim for claim in CLAIMS if claim.id == "C03")
    assert in_words(c03, 0.92) == "92%" and in_words(CLAIMS[0], -0.286) == "−28.6%"
    no_value = Finding(c03, (0.8,), (0.8,), 0.8, 0.7, 0.85, believe(lambda x: 0.8, 0.92, 0.0, 0.8, 0.4))
    assert belief_in_words(no_value, "CNY", "en").startswith(
        "no plausible value does: probability that a visit brings back"
    )
    assert belief_in_words(no_value, "CNY", "zh").startswith("无合理取值可达到")
    missing = [Finding(replace(CLAIMS[0], missing="K9"))]
    assert missing[0].verdict == "missing" and math.isnan(missing[0].effect)
    assert all(claims_table([one], "CNY", lang).row_count == 1 for one in (*missing, no_value) for lang in ("en", "zh"))
    assert findings_table([no_value])["believe"].tolist() == [None]


def test_the_articles_amounts_are_stated_in_the_scenarios_currency(town):
    dollars = overlay(town, {"currency": "USD", "exchange_rates": {"CNY": 0.14}})
    menu = in_scenario_currency(CLAIMS[-1].on, dollars)["sales_force.wager.menu"]
    assert [terms["bonus"] for terms in menu] == pytest.approx([1680.0, 560.0])
    assert [terms["claw_back"] for terms in menu] == [0.5, 0.25]
    assert apply_policy(with_presets(dollars), "incentives").sales_force.wager.menu[0].bonus == pytest.approx(1680.0)
    c11 = next(claim for claim in CLAIMS if claim.id == "C11")
    found = Finding(c11, (1.0,), (1.3,), 0.3, 0.1, 0.5, believe(lambda x: x, 20.0, 0.0, 100.0, 50.0).times(0.14))
    assert belief_in_words(found, "USD", "en") == "reward for a visit = 2.8 USD"
    with pytest.raises(InputError, match="no exchange rate from CNY to USD"):
        with_presets(overlay(town, {"currency": "USD"}))


def test_seven_presets_and_all_together(town):
    assert list(PRESETS) == ["division", "quotas", "customers", "digital", "collaboration", "evaluation", "incentives"]
    scenario = with_presets(town)
    assert len(scenario.arms) == 9
    together = apply_policy(scenario, "together")
    assert together.sales_force.leads.rule == "raci" and together.channel.desk.portal
    assert together.sales_force.wager.menu and together.sales_force.coverage.rule == "shares"
    alone = {name: apply_policy(scenario, name).model_dump_json() for name in PRESETS}
    assert len(set(alone.values())) == 7
