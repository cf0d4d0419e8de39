"""Trade terms: promotions, for which distributors buy ahead, and quarter rebates, for which they load their stock."""

from __future__ import annotations

import math

from salesim.compiled import compiled

DAYS_PER_YEAR = 365.0


@compiled
def days_ahead(discount, holding_share_year, max_days):
    """Days of demand bought ahead at a discount: until the last unit's holding costs what it saves, 365 d / h."""
    if holding_share_year <= 0.0:
        return max_days
    return min(DAYS_PER_YEAR * discount / holding_share_year, max_days)


@compiled
def most_worth_loading(gain, per_day, unit, holding_share_year):
    """Units up to which a gain is worth loading: x* = sqrt(2 mu R / (h w)).

    For a gain of 360, 20 units a day at a price of 10, and 20 % a year: 1,621 units.
    """
    return math.sqrt(2.0 * per_day * gain / (holding_share_year / DAYS_PER_YEAR * unit))
