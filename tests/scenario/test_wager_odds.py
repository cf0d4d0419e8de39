"""Odds of wagers before anything is simulated."""

import numpy as np
import pytest

from salesim.scenario import Scenario
from salesim.scenario.overlay import overlay
from salesim.scenario.summary import summary, summary_text
from salesim.scenario.wager_odds import expected_odds

MENU = [
    {"name": "usual", "win_at": 1.2, "floor_at": 0.8},
    {"name": "stake", "win_at": 1.2, "floor_at": 0.0, "claw_back": 0.0, "deposit": 900.0},
    {"name": "gift", "win_at": 1.2, "claw_back": 0.0},
    {"name": "dream", "win_at": 3.0},
    {"name": "together", "win_at": 1.2, "floor_at": 0.8, "team": True},
]


@pytest.fixture(scope="module")
def scenario():
    return overlay(Scenario(name="odds"), {"policies": {"p": {"set": {"sales_force.wager.menu": MENU}}}})


def test_odds_are_those_of_targets_that_err(scenario):
    """Against draws of four independent errors."""
    rng = np.random.default_rng(0)
    z = rng.standard_normal((4, 400_000))
    sd = np.array([[0.06], [0.08], [0.27], [0.33 / 13**0.5]])
    attainment = np.exp((sd * z - 0.5 * sd**2).sum(axis=0))
    odds = {one.wager: one for one in expected_odds(scenario)}
    assert odds["usual"].p_win == pytest.approx((attainment >= 1.2).mean(), abs=0.003)
    assert odds["usual"].p_lose == pytest.approx((attainment < 0.8).mean(), abs=0.003)
    assert odds["stake"].p_lose == pytest.approx(1.0 - odds["stake"].p_win)
    assert odds["together"].p_win < 0.5 * odds["usual"].p_win


def test_what_nobody_could_win_or_lose_is_said(scenario):
    one_sided = {one.wager: one.one_sided for one in expected_odds(scenario)}
    assert one_sided == {"usual": "", "stake": "", "gift": "lose", "dream": "win", "together": ""}
    text = summary_text(scenario)
    assert "wager 'gift' of policy 'p': nobody could lose it; about" in text
    assert "wager 'dream' of policy 'p': nobody could win it; about" in text
    assert [one["wager"] for one in summary(scenario)["wagers"]] == [terms["name"] for terms in MENU]
