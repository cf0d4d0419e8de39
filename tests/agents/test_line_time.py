"""A rep's time between product lines: closed forms of the optimum, and what a push costs."""

import numpy as np
import pytest
from scipy.optimize import minimize

from salesim.agents.line_time import cumulative_shares, pay_of_lines, split_time
from salesim.agents.products import NO_LINES, LineNumbers, Product, check_products, line_numbers, usual_time
from salesim.pay.measures import FIRST_LINE, MARGIN, SALES

SHARES = (0.5, 0.3, 0.2)


def lines(responses=(0.4, 0.4, 0.4), margins=(0.2, 0.3, 0.6)) -> LineNumbers:
    products = [
        Product(name=str(k), price=10.0, share=share, response=response)
        for k, (share, response) in enumerate(zip(SHARES, responses, strict=True))
    ]
    return line_numbers(products, margins)


def sold_at(values, numbers) -> np.ndarray:
    sold = np.empty(3)
    split_time(np.asarray(values, float), numbers, sold)
    return sold


def time_of(sold, numbers) -> np.ndarray:
    """Share of time that brings these sales."""
    return numbers.time * (sold / numbers.share) ** (1.0 / numbers.response)


def test_who_is_paid_alike_splits_time_as_usual():
    numbers = lines((0.1, 0.4, 0.7))
    assert sold_at([0.7, 0.7, 0.7], numbers).tolist() == list(SHARES)
    assert numbers.time == pytest.approx(np.multiply(SHARES, (0.1, 0.4, 0.7)) / 0.31)


def test_of_lines_that_answer_alike_time_goes_with_a_power_of_what_they_are_worth():
    """t is in proportion to u v^(1 / (1 - b))."""
    numbers, values = lines(), np.array([1.0, 2.0, 0.5])
    weight = np.array(SHARES) * values ** (1.0 / 0.6)
    expected = np.array(SHARES) * (weight / weight.sum() / SHARES) ** 0.4
    assert sold_at(values, numbers) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("responses", [(0.2, 0.5, 0.8), (0.37, 0.37, 0.37), (0.05, 0.9, 0.3)])
def test_the_last_minute_brings_as_much_on_every_line(responses):
    numbers, values = lines(responses), np.array([0.9, 1.4, 3.0])
    sold = sold_at(values, numbers)
    time = time_of(sold, numbers)
    assert time.sum() == pytest.approx(1.0, abs=1e-10)
    by_minute = values * sold * numbers.response / time
    assert by_minute == pytest.approx(np.full(3, by_minute[0]), rel=1e-9)


def test_no_other_split_is_worth_more():
    """Against a general optimizer over the simplex."""
    numbers, values = lines((0.2, 0.5, 0.8)), np.array([0.9, 1.4, 3.0])

    def lost(two):
        time = np.array([two[0], two[1], 1.0 - two.sum()])
        return -(values * numbers.share * (np.maximum(time, 0.0) / numbers.time) ** numbers.response).sum()

    best = minimize(lost, numbers.time[:2], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12})
    assert values @ sold_at(values, numbers) == pytest.approx(-best.fun, rel=1e-9)


def test_a_line_that_answers_to_nothing_is_a_corner():
    """It gets no time, sells its share, and pay on it moves none."""
    numbers = lines((0.0, 0.4, 0.4))
    assert numbers.time.tolist() == pytest.approx([0.0, 0.6, 0.4])
    assert sold_at([9.0, 1.0, 1.0], numbers).tolist() == list(SHARES)
    pushed = sold_at([1.0, 1.0, 3.0], numbers)
    assert pushed[0] == 0.5 and pushed[1] < 0.3 and pushed[2] > 0.2


def test_time_is_the_price_of_every_push():
    """At any pay, all lines together sell at most what they sell as usual."""
    rng = np.random.default_rng(5)
    for _ in range(300):
        numbers = lines(rng.uniform(0.0, 0.9, 3))
        sold = sold_at(np.exp(rng.normal(0.0, 1.5, 3)), numbers)
        assert sold.sum() <= 1.0 + 1e-9 and (sold > 0.0).all()


def test_no_line_answers():
    assert usual_time(np.array(SHARES), np.zeros(3)).tolist() == [0.0, 0.0, 0.0]
    assert sold_at([1.0, 2.0, 3.0], lines((0.0, 0.0, 0.0))).tolist() == list(SHARES)


def pay(numbers, every, pays, rates=None, floor=0.45):
    n = len(numbers.share)
    all_pays, all_rates = np.zeros(FIRST_LINE + n), np.zeros(FIRST_LINE + n)
    for at, amount in pays.items():
        all_pays[at] = amount
    for at, rate in (rates or {}).items():
        all_rates[at] = rate
    sold = np.empty(n)
    found = pay_of_lines(every, all_pays, all_rates, 0.02, floor, numbers, np.empty(n), sold)
    return found, sold


def test_without_lines_a_sale_pays_as_it_did_and_its_usual_margin():
    assert pay(NO_LINES, 0.013, {})[0] == 0.013
    assert pay(NO_LINES, 0.013, {MARGIN: 0.1}, {MARGIN: 30.0, SALES: 100.0})[0] == pytest.approx(0.013 + 0.1 * 0.3)


def test_pay_on_a_line_counts_for_what_is_sold_of_it():
    numbers = lines()
    found, sold = pay(numbers, 0.01, {FIRST_LINE + 2: 0.03})
    assert sold[2] > 0.2 and sold[0] < 0.5 and sold[1] < 0.3
    assert found == pytest.approx(0.01 * sold.sum() + 0.03 * sold[2])
    assert found > 0.01 + 0.03 * 0.2  # the split is worth it
    same, as_usual = pay(numbers, 0.01, {FIRST_LINE + k: 0.02 for k in range(3)})
    assert same == pytest.approx(0.03) and as_usual.tolist() == list(SHARES)


def test_pay_on_margin_is_pay_on_each_line_for_its_margin():
    """Counted from what the rep's sales usually leave, discounts and distributors included."""
    numbers = lines()
    mean = 0.5 * 0.2 + 0.3 * 0.3 + 0.2 * 0.6
    rates = {SALES: 100.0, MARGIN: 100.0 * (mean - 0.05), FIRST_LINE: 50.0, FIRST_LINE + 1: 30.0, FIRST_LINE + 2: 20.0}
    by_margin = pay(numbers, 0.0, {MARGIN: 0.1}, rates)
    by_line = pay(numbers, 0.0, {FIRST_LINE + k: 0.1 * (m - 0.05) for k, m in enumerate((0.2, 0.3, 0.6))}, rates)
    assert by_margin[0] == pytest.approx(by_line[0]) and by_margin[1] == pytest.approx(by_line[1])


def test_orders_are_shared_by_what_lines_sell():
    shares = cumulative_shares(np.array([[0.5, 0.3, 0.2], [0.4, 0.3, 0.2]]))
    assert shares[0] == pytest.approx([0.5, 0.8, 1.0]) and shares[1] == pytest.approx([4 / 9, 7 / 9, 1.0])
    assert (shares[:, -1] == 1.0).all()


@pytest.mark.parametrize(
    ("second", "fault"),
    [
        ({"share": 0.4}, "the shares must sum to 1, they sum to 0.9"),
        ({"share": 0.5, "name": "A"}, "two lines of the name 'A'"),
    ],
)
def test_lines_that_cannot_be(second, fault):
    first = Product(name="A", price=1.0, share=0.5)
    with pytest.raises(ValueError, match=fault):
        check_products([first, Product(**{"name": "B", "price": 1.0, **second})])
