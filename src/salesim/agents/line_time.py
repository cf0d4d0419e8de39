"""How a rep's selling time is split between product lines, and what is sold of each.

Of every seat's demand, line l has the share w_l. A line's sales answer to the time spent on it with the elasticity
b_l, so that a rep who gives it the share t_l of all selling time sells w_l (t_l / u_l)^b_l. The usual split,
u_l = w_l b_l / sum w b, is the one at which a minute brings as many sales whichever line it goes to: who is paid alike
for all lines has nothing to gain by another. Where pay differs, time moves to where it pays more until the last minute
is felt to bring as much everywhere,

    v_l w_l b_l / u_l (t_l / u_l)^(b_l - 1) the same for all lines, sum t = 1,

v_l the attraction of a unit of the line's sales (`work.attraction`). Time is the price: at any other split than the
usual one all lines together sell less (a concave sum at its maximum), and what one line gains others lose. A line that
answers to nothing (b = 0) gets no time and sells its share.

Commissions of products that differ as their sales answer to effort are in Lal & Srinivasan 1993, "Compensation plans
for single- and multi-product salesforces"; that a minute goes where it brings most is Montgomery, Silk & Zaragoza 1971.
"""

from __future__ import annotations

import numpy as np

from salesim.agents.work import attraction
from salesim.compiled import compiled
from salesim.pay.measures import FIRST_LINE, MARGIN, SALES

HALVINGS = 50  # of the logarithm of what a minute brings


def cumulative_shares(line_sales: np.ndarray) -> np.ndarray:
    """Cumulative share of each line in a seat's orders, (n_seats, n_lines), of what its lines sell."""
    shares: np.ndarray = np.cumsum(line_sales, axis=1)
    return shares / shares[:, -1:]


@compiled
def time_over_usual(value, response, worth):
    """t / u at which a minute on a line brings what it is ``worth``: (v / worth)^(1 / (1 - b)).

    Parameters
    ----------
    value : v, what a unit of the line's sales is felt to be worth.
    response : b.
    worth : what a minute brings where it is best used, in the same unit per unit of sales.
    """
    return (value / worth) ** (1.0 / (1.0 - response))


@compiled
def split_time(values, lines, sold):
    """Sales of each line at the split of time that is felt to bring most, as shares of all usual sales, into ``sold``.

    Parameters
    ----------
    values : (n_lines,) what a unit of each line's sales is felt to be worth, above 0.
    lines : LineNumbers.
    sold : (n_lines,) written: w (t / u)^b.
    """
    n = values.shape[0]
    low, high = np.inf, 0.0
    for k in range(n):
        sold[k] = lines.share[k]
        if lines.time[k] > 0.0:
            low, high = min(low, values[k]), max(high, values[k])
    if not low < high:
        return  # a minute brings as much everywhere
    for _ in range(HALVINGS):
        middle, needed = np.sqrt(low * high), 0.0
        for k in range(n):
            if lines.time[k] > 0.0:
                needed += lines.time[k] * time_over_usual(values[k], lines.response[k], middle)
        if needed > 1.0:
            low = middle
        else:
            high = middle
    for k in range(n):
        if lines.time[k] > 0.0:
            sold[k] *= time_over_usual(values[k], lines.response[k], high) ** lines.response[k]


@compiled
def pay_of_lines(every, pays, rates, usual_rate, floor, lines, values, sold):
    """Expected pay for one more usual unit of sales where a rep splits time between lines; their sales into ``sold``.

    What effort sells is spread over the lines as the rep's time is: sum of (pay for a unit of the line) x (its sales).

    Parameters
    ----------
    every : pay for a unit of any sales.
    pays, rates : (n_measures,) pay for one more unit of each measure, and what a usual week has of it.
    usual_rate, floor : of the effort rule, as in `attraction`.
    lines : LineNumbers.
    values : (n_lines,) room.
    sold : (n_lines,) written, as in `split_time`.
    """
    n = lines.share.shape[0]
    usually = rates[MARGIN] / rates[SALES] if rates[SALES] > 0.0 else 0.0
    if n == 0:
        return every + usually * pays[MARGIN]
    for k in range(n):  # what is usual is made of the lines as the rep has sold them
        usually -= lines.margin[k] * rates[FIRST_LINE + k] / rates[SALES] if rates[SALES] > 0.0 else 0.0
    for k in range(n):
        paid = every + pays[FIRST_LINE + k] + (lines.margin[k] + usually) * pays[MARGIN]
        values[k] = attraction(paid, usual_rate, floor)
    split_time(values, lines, sold)
    total = 0.0
    for k in range(n):
        total += sold[k] * (every + pays[FIRST_LINE + k] + (lines.margin[k] + usually) * pays[MARGIN])
    return total
