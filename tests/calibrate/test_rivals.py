"""Rival models: published estimates and forecasts on CDNOW, brute-force integrals, and the true one wins."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

from salesim.calibrate import pareto_nbd
from salesim.calibrate.backtest import backtest
from salesim.calibrate.buying_kernels import likelihood_and_gradient
from salesim.calibrate.customer_base import fit_customer_base
from salesim.calibrate.histories import Histories, rows_of
from salesim.calibrate.order_days import days_of_orders
from salesim.calibrate.regular_buying import log_likelihoods, with_orders_before
from salesim.calibrate.rivals import AS_GOOD, BETTER_AHEAD, MBG, fit_rows, from_the_first, rival_models, whole_histories
from salesim.export.dates import NO_DAY

from .conftest import CALIBRATION_END
from .published import pareto_nbd as published
from .published.histories import histories


def histories_of(x, t_x, t_end, before=0.0) -> Histories:
    """Histories whose gaps' product is 1, of customers seen from the first order on or not."""
    x, t_x, t_end = (np.asarray(one, float) for one in (x, t_x, t_end))
    none = np.zeros((len(x), 1))
    return Histories(x, t_x, t_end, np.zeros(len(x)), np.full(len(x), before), none, none)


def random_histories(n: int, seed: int, before: float = 0.0) -> Histories:
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 40, n) * (rng.random(n) < 0.6)
    t_end = rng.uniform(0.5, 156.0, n)
    t_x = np.where(x > 0, t_end * rng.random(n), 0.0)
    t_x[: n // 10] = t_end[: n // 10] * (x[: n // 10] > 0)  # who ordered on the last day
    return histories_of(x, t_x, t_end, before)


@pytest.fixture(scope="module")
def seen(cdnow) -> Histories:
    table = histories(cdnow, CALIBRATION_END)
    return histories_of(table["x"], table["t_x"], table["t_end"])


@pytest.fixture(scope="module")
def days(cdnow) -> pd.DataFrame:
    day = (cdnow["date"] - pd.Timestamp(0)).dt.days
    codes = cdnow["customer"].astype("category").cat.codes
    return days_of_orders(pd.DataFrame({"customer": codes, "day": day, "amount": cdnow["amount"]}))


@pytest.fixture(scope="module")
def compared(days):
    """CDNOW's rivals with a holdout of 39 weeks, and its backtest."""
    first_day, rng = np.full(int(days["customer"].max()) + 1, NO_DAY), np.random.default_rng(1)
    start, end = int(days["day"].min()), int(days["day"].max())
    tested, _ = backtest(days, start, end, first_day, 39, rng)
    return rival_models(fit_customer_base(days, start, end, first_day, rng), days, tested), tested


def test_bgnbd_on_cdnow_is_the_published_fit(seen, cdnow_reference):
    values, likelihood = fit_rows(rows_of(seen), 1, np.array([1.0, 10.0, 1.0, 2.0]))
    assert values == pytest.approx([cdnow_reference["bgnbd"][name] for name in ("r", "alpha", "a", "b")], rel=2e-3)
    assert likelihood == pytest.approx(cdnow_reference["bgnbd"]["LL"], abs=0.05)


def test_pareto_nbd_on_cdnow_is_the_published_fit(seen, cdnow_reference):
    values, likelihood = pareto_nbd.fit_pareto_nbd(rows_of(seen))
    assert values == pytest.approx([cdnow_reference["pnbd"][name] for name in pareto_nbd.NAMES], rel=2e-3)
    assert likelihood == pytest.approx(cdnow_reference["pnbd"]["LL"], abs=0.05)


def test_pareto_nbd_foresees_what_it_is_known_to_foresee(seen, cdnow_reference):
    values = np.array([cdnow_reference["pnbd"][name] for name in pareto_nbd.NAMES])
    expected = pd.Series(pareto_nbd.expected_orders(values, seen, 39.0)).groupby(np.minimum(seen.x, 7.0)).mean()
    assert expected.to_numpy() == pytest.approx(cdnow_reference["cond_exp"]["pn"], abs=2e-3)


@pytest.mark.parametrize(
    "parameters", [(0.55, 10.6, 0.6, 11.7), (0.2, 100.0, 0.3, 0.05), (5.0, 0.05, 2.0, 300.0), (1.0, 5.0, 1.0, 5.0)]
)
def test_pareto_nbd_is_what_its_hypergeometric_functions_give(parameters):
    h = random_histories(500, 1)
    likelihoods = pareto_nbd.of_histories(np.array(parameters), h.x, h.t_x, h.t_end)[0]
    assert likelihoods == pytest.approx(published.log_likelihoods(*parameters, h.x, h.t_x, h.t_end), rel=1e-9, abs=1e-7)


def differences(function, parameters: np.ndarray) -> np.ndarray:
    """Central differences of a function of positive parameters."""
    steps = 1e-5 * np.diag(parameters)
    return np.array([function(parameters + s) - function(parameters - s) for s in steps]) / (2e-5 * parameters)


def test_gradients_are_slopes():
    h = random_histories(300, 2)
    parameters = np.array([0.55, 10.6, 0.6, 11.7])
    slopes = differences(lambda p: pareto_nbd.of_histories(p, h.x, h.t_x, h.t_end)[0].sum(), parameters)
    gradient = pareto_nbd.of_histories(parameters, h.x, h.t_x, h.t_end)[2].sum(axis=0)
    assert gradient == pytest.approx(slopes, rel=1e-6)


@pytest.mark.parametrize("k", [1, 2, 4])
@pytest.mark.parametrize("before", [0.0, 1.0])
def test_the_compiled_likelihood_is_the_models_with_its_slopes(k, before):
    h = random_histories(300, 3, before)
    if before:
        h = with_orders_before(h, np.array([1.5, 6.0, 1.0, 8.0]), 2, np.linspace(1.0, 300.0, len(h)))
    parameters = np.array([1.5, 6.0, 1.0, 8.0])
    own = likelihood_and_gradient(parameters, k, rows_of(h))[0]
    assert own == pytest.approx(log_likelihoods(parameters, k, h).sum(), rel=1e-10)
    groups, rows = np.array([1.5, 6.0, 7.0, 9.0, 1.0, 8.0, 5.0, 12.0]), rows_of(h, np.arange(len(h)) % 3)
    _, gradient = likelihood_and_gradient(groups, k, rows)
    assert gradient == pytest.approx(differences(lambda p: likelihood_and_gradient(p, k, rows)[0], groups), rel=1e-5)


def test_mbg_may_leave_after_the_first_order():
    """One repeat order and a silence: it stayed twice, or left after the second; integrated by brute force."""
    k, gap, t_end = 2, 3.0, 8.0
    r, alpha, a, b = 1.5, 6.0, 1.0, 12.0

    def given(rate: float, p: float) -> float:
        order = stats.gamma.pdf(gap, k, scale=1 / (k * rate))
        silent = stats.gamma.sf(t_end - gap, k, scale=1 / (k * rate))
        process = (1 - p) * order * ((1 - p) * silent + p)
        return process * stats.gamma.pdf(rate, r, scale=1 / alpha) * stats.beta.pdf(p, a, b)

    value, _ = integrate.dblquad(given, 0, 1, 0, 8)
    h = histories_of([1.0], [gap], [t_end])
    h = from_the_first(Histories(h.x, h.t_x, h.t_end, np.log([gap]), *(h.seen_before, *[np.zeros((1, 1))] * 2)))
    assert log_likelihoods(np.array([r, alpha, a, b]), k, h)[0] == pytest.approx(np.log(value), abs=1e-4)


def test_the_holdout_of_cdnow(compared, cdnow_reference):
    rivals, _ = compared
    by_name = {one.name: one for one in rivals.models}
    assert rivals.used.name == "BG/NBD" and len(rivals.models) == 9
    for name, short in (("BG/NBD", "bg"), ("Pareto/NBD", "pn")):
        assert by_name[name].actual == cdnow_reference["cond_total"]["act"]
        assert by_name[name].forecast == pytest.approx(cdnow_reference["cond_total"][short], rel=3e-3)
        assert by_name[name].error == pytest.approx(cdnow_reference["mae"][short], rel=2e-3)
    assert by_name["BG/NBD"].score > max(one.score for one in rivals.models if one.k > 1) + 100.0  # irregular buyers
    assert rivals.differences() == sorted(rivals.differences()) and rivals.differences()[0] == 0.0


def test_the_score_is_the_density_of_what_came(compared, days):
    """That of all orders over that of those before; of a silence after one order the posterior E exp(-lambda weeks)."""
    rivals, tested = compared
    base, before = tested.base, tested.base.histories
    after = whole_histories(base, days, len(tested.weeks))
    ahead = log_likelihoods(base.values, 1, after) - log_likelihoods(base.values, 1, before)
    assert rivals.used.score == pytest.approx(ahead.sum(), abs=0.05)
    silent = after.x + before.x == 0.0
    r, alpha, _, _ = base.values
    start = alpha + before.t_end[silent]
    assert silent.sum() > 1000
    assert ahead[silent] == pytest.approx(r * np.log(start / (start + tested.n_holdout)))


def simulated_days(n: int, from_first: bool, seed: int, k: int = 2, weeks: int = 104) -> pd.DataFrame:
    """Orders of customers with Erlang-k gaps, who may leave after the first order or after repeat orders only."""
    rng = np.random.default_rng(seed)
    rows = []
    for customer in range(n):
        at, rate, churn, number = rng.uniform(0, 0.7 * weeks), rng.gamma(1.5) / 6.0, rng.beta(1.0, 4.0), 0
        while at < weeks:
            rows.append((customer, int(7 * at), 10.0))
            if (number or from_first) and rng.random() < churn:
                break
            at, number = at + rng.gamma(k) / (k * rate), number + 1
    return days_of_orders(pd.DataFrame(rows, columns=["customer", "day", "amount"]))


@pytest.mark.parametrize("from_first", [True, False])
def test_the_true_model_wins(from_first):
    days, rng = simulated_days(2000, from_first, 5), np.random.default_rng(2)
    first_day = np.full(2000, NO_DAY)
    tested, _ = backtest(days, 0, 727, first_day, None, rng)
    rivals = rival_models(fit_customer_base(days, 0, 727, first_day, rng), days, tested)
    assert (rivals.best.family == MBG, rivals.best.k) == (from_first, 2)
    best_score = max(rivals.models, key=lambda one: one.score)
    assert (best_score.family, best_score.k) == (rivals.best.family, 2)
    note = rivals.note()
    assert note.message == (BETTER_AHEAD if from_first else AS_GOOD)
    assert note.text("zh") != note.text()


def test_too_few_customers_have_no_rivals():
    days = simulated_days(20, True, 3)
    base = fit_customer_base(days, 0, 727, np.full(20, NO_DAY), np.random.default_rng(2))
    assert rival_models(base, days, None) is None
