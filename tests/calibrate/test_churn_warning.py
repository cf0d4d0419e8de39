"""AUCs are shares of pairs, their intervals those of a bootstrap, and CDNOW's are the known ones."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.calibrate import churn_warning
from salesim.calibrate.churn_warning import BETTER, NO_BETTER, WORSE, Warnings, auc, churn_warnings

from .test_rivals import compared, days  # noqa: F401


def test_an_auc_is_the_share_of_pairs_that_are_put_right():
    rng = np.random.default_rng(1)
    happens = rng.random(80) < 0.4
    scores = np.array([rng.integers(0, 6, 80).astype(float), happens.astype(float), -happens.astype(float)])
    areas, _ = auc(scores, happens)
    yes, no = scores[0][happens][:, None], scores[0][~happens]
    assert areas == pytest.approx([((yes > no) + 0.5 * (yes == no)).mean(), 1.0, 0.0])


def test_its_variance_is_that_of_a_bootstrap():
    rng = np.random.default_rng(2)
    happens = rng.random(600) < 0.3
    scores = np.array([rng.normal(happens), rng.normal(0.5 * happens)])
    scores[1] += 0.5 * scores[0]
    _, covariance = auc(scores, happens)
    again = np.array([auc(scores[:, rows], happens[rows])[0] for rows in rng.integers(0, 600, (800, 600))])
    assert covariance == pytest.approx(np.cov(again.T), rel=0.25)


def test_cdnow(compared, days, cdnow_reference, monkeypatch):  # noqa: F811
    monkeypatch.setattr(churn_warning, "LEADS", (13, 39, 52))
    found = churn_warnings(compared[1], days)
    known = cdnow_reference["auc_any_hold"]
    rows = found.leads.set_index(["lead", "repeaters"])
    assert rows.index.get_level_values("lead").unique().tolist() == [13, 39]  # the holdout ends before 52
    everyone, repeaters = rows.loc[39, False], rows.loc[39, True]
    assert everyone["silent"] == pytest.approx(1.0 - known["share"])
    assert everyone["expected"] == pytest.approx(known["bg_ce"], abs=1e-3)
    assert everyone["frequency"] == pytest.approx(known["freq"], abs=1e-3)
    assert everyone["recency"] == pytest.approx(known["rec_only"], abs=5e-3)
    assert repeaters["alive"] == pytest.approx(known["palive_rep"], abs=1e-3)
    assert repeaters["expected"] == pytest.approx(known["ce_rep"], abs=1e-3)
    ahead = days[days["day"] >= compared[1].base.start + compared[1].base.n_days]
    soon = ahead[ahead["day"] < ahead["day"].min() + 7 * 13]["customer"].nunique()
    assert rows.loc[13, False]["silent"] == pytest.approx(1.0 - soon / 2357)
    assert (rows["gain_low"] < rows["gain"]).all() and "{" not in found.note().text("zh")


@pytest.mark.parametrize(
    ("low", "high", "message"), [(0.01, 0.03, BETTER), (-0.01, 0.03, NO_BETTER), (-0.03, -0.01, WORSE)]
)
def test_the_verdict_is_the_interval_of_the_gain(compared, days, low, high, message):  # noqa: F811
    found = churn_warnings(compared[1], days)
    leads = found.leads.assign(gain=0.5 * (low + high), gain_low=low, gain_high=high)
    assert Warnings(leads).note().message == message
