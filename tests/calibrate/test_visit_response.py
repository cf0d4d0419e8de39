"""The response to visits: found again where it was put in, not where only targeting was, and on the real panel."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.calibrate.visit_response import fit_visit_response, goodwill_of


def targeted_panel(eta: float, rng: np.random.Generator, n: int = 600, periods: int = 24):
    """Orders and visits where reps visit those who buy much."""
    level = rng.normal(1.0, 0.8, n)
    visits = rng.poisson(np.exp(0.4 * level)[:, None], (n, periods))
    season = 1.0 + 0.3 * np.sin(np.arange(periods))
    mean = np.exp(level)[:, None] * season * (1.0 + goodwill_of(visits, 0.7)) ** eta
    return rng.poisson(mean), visits


@pytest.mark.parametrize("eta", [0.0, 0.4])
def test_targeting_does_not_pass_for_a_response(eta):
    orders, visits = targeted_panel(eta, np.random.default_rng(11))
    fit = fit_visit_response(orders, visits)
    assert abs(fit.eta - eta) < 3.3 * fit.standard_error
    assert fit.pooled_eta > eta + 0.3  # what a naive regression would have said
    if eta:
        assert fit.carry_over_range[0] <= 0.7 <= fit.carry_over_range[1]


def test_customers_without_orders_say_nothing():
    orders, visits = targeted_panel(0.4, np.random.default_rng(2), n=200)
    more = fit_visit_response(np.vstack([orders, np.zeros((50, 24))]), np.vstack([visits, np.ones((50, 24))]))
    assert more.n_customers == 200
    assert more.eta == pytest.approx(fit_visit_response(orders, visits).eta, abs=1e-8)


def test_the_real_panel(detailing, detailing_reference):
    fit = fit_visit_response(*detailing)
    assert fit.carry_over == pytest.approx(detailing_reference["carry_over_month"])
    assert fit.eta == pytest.approx(detailing_reference["eta"], rel=1e-4)
    assert fit.standard_error == pytest.approx(detailing_reference["se"], rel=1e-3)
    assert fit.elasticity == pytest.approx(0.17, abs=0.04)
    assert fit.pooled_eta > 3.0 * fit.eta
