"""Early warning (C3): a health score from what the firm can see, and an alert that calls for a visit.

The firm sees orders, never a customer's intentions. Where customers order rarely and at random, silence says little:
on the default scenario the score tells who is leaving hardly better than chance (the table ``warnings`` says how well),
so alerts are worth their visits only where customers are regular and visits scarce.
"""

from __future__ import annotations

import math

from salesim.columns import State
from salesim.compiled import compiled

HEALTHY, FADING, GONE = int(State.HEALTHY), int(State.FADING), int(State.GONE)
NOT_YET = 30_000  # a week that no run reaches
SHORT_WEEKS, LONG_WEEKS = 8.0, 26.0  # windows of the two order rates whose ratio shows a decline (A)
MIN_RATE = 0.02  # orders a week below which rates are not told apart (A)


@compiled
def next_rate(rate, orders, weeks):
    """Order rate as the firm sees it after a week with ``orders``: an EWMA that is as young as a window of weeks."""
    return rate + 2.0 / (weeks + 1.0) * (orders - rate)


@compiled
def health_score(short_rate, long_rate, weeks_silent):
    """Health from 0 to 100: logistic in the orders missed since the last one and in the order rate's trend.

    100 / (1 + exp(3 (missed - 1.5 - .5 log(short / long)))), missed = weeks silent x long rate

    A customer on time has about 95; the scale is set so that one in twenty of the default scenario's lies below 30 (A).

    Parameters
    ----------
    short_rate, long_rate : orders a week over the last 8 and 26 weeks, see `next_rate`.
    weeks_silent : weeks since the last order.
    """
    trend = math.log((short_rate + MIN_RATE) / (long_rate + MIN_RATE))
    return 100.0 / (1.0 + math.exp(3.0 * (weeks_silent * long_rate - 1.5 - 0.5 * trend)))


@compiled
def score_health(customers, week, below, health):
    """`health_score` of every current customer into ``health`` (n,); -1 for all others.

    Who cannot lie ``below`` that much has 100 instead of the exact score, which spares logarithm and exponential in
    most cases: log x >= 1 - 1 / x, so the trend is at least 1 - long / short. With 100 all scores are exact.
    """
    state, last_order = customers.state, customers.last_order_week
    short_rate, long_rate = customers.short_rate, customers.long_rate
    safe = math.log((100.0 - below) / below) / 3.0 if 0.0 < below < 100.0 else -math.inf
    for i in range(health.shape[0]):
        health[i] = -1.0
        if HEALTHY <= state[i] < GONE:
            silent = min(week - last_order[i], 104)
            min_trend = 1.0 - (long_rate[i] + MIN_RATE) / (short_rate[i] + MIN_RATE)
            health[i] = 100.0
            if silent * long_rate[i] - 1.5 - 0.5 * min_trend > safe:
                health[i] = health_score(short_rate[i], long_rate[i], silent)


@compiled
def raise_alerts(customers, health, week, threshold, pause_weeks, alerted):
    """Raise an alert for every customer below the threshold; rows into ``alerted`` (n,), returns how many."""
    count = 0
    for i in range(health.shape[0]):
        if health[i] < 0.0 or health[i] >= threshold:
            continue
        if customers.alert[i] > 0 and week - (customers.alert[i] - 1) < pause_weeks:
            continue
        customers.alert[i] = 1 + week
        alerted[count] = i
        count += 1
    return count


@compiled
def note_leavers(customers, week, began, gone):
    """Weeks in which customers last began to leave, and went, by place (n,); for the account of alerts only.

    Parameters
    ----------
    week : the week that opens; who went since the last one went in the week before.
    """
    state, place, since = customers.state, customers.place, customers.state_week
    for i in range(state.shape[0]):
        if state[i] == FADING:
            began[place[i]] = since[i]
        elif state[i] == GONE and since[i] >= week - 1 and gone[place[i]] == NOT_YET:
            gone[place[i]] = week - 1
            began[place[i]] = min(began[place[i]], week - 1)


@compiled
def calls_for_visit(alert, last_visit_week, week, rescue_weeks):
    """Whether an alert (1 + its week; 0 none) still calls for a visit."""
    raised = alert - 1
    return alert > 0 and week - raised < rescue_weeks and last_visit_week < raised
