"""Every source of luck in the model, with the number that addresses it.

A number is never reused and never changes its meaning: a result of an old version could not be compared otherwise.
"""

from __future__ import annotations

from enum import IntEnum


class Stream(IntEnum):
    """What is drawn; the comment says who draws and what the occurrence counts."""

    # the population: entity = customer, seat or distributor id
    CUSTOMER_PLACE = 1  # customer; 0 town, 1-2 offset from its centre
    CUSTOMER_TRAITS = 2  # customer; 0 industry, 1 channel, 2 payment habit, 3 renewal week, 4 first contact
    CUSTOMER_RATE = 3  # customer; attempts of the gamma sampler
    CUSTOMER_LEAVING = 4  # customer; attempts of the beta sampler
    CUSTOMER_VALUE = 5  # customer; attempts of the gamma sampler
    CUSTOMER_TENURE = 6  # customer; 0 weeks since the first order
    REP_TRAITS = 7  # seat; numbered in world/reps.py
    DISTRIBUTOR_TRAITS = 8  # distributor; 0-1 place

    # the market
    COMPETITOR_ATTACK = 10  # region x industry; week
    TARGET_ERROR = 11  # seat; 0 the lasting part, then quarter + 1

    # customers
    BUYING = 20  # customer; week
    ORDER_DAY = 21  # customer; running number of the order
    ORDER_VALUE = 22  # customer; running number of the order x attempts
    ORDER_PRODUCT = 23  # customer; running number of the order
    LEAVING = 24  # customer; running number of the order
    RENEWAL = 25  # customer; year
    PAYMENT_DELAY = 26  # customer; running number of the order
    STOCK_OUT = 27  # customer; running number of the order
    LEAD_ARRIVAL = 28  # customer; 0
    TICKET = 29  # customer; week x kind of draw

    # reps
    FAKE_VISIT = 40  # customer; week
    WIN_BACK = 41  # customer; week
    FUNNEL_STEP = 42  # customer; week
    LEAD_RESPONSE = 43  # customer; 0
    QUITTING = 44  # seat; week
    VACANCY = 45  # seat; nth holder
    HIRE = 46  # seat; nth holder x trait
    WAGER_CHOICE = 47  # seat; quarter x option
    WAGER_FORECAST = 48  # seat; quarter

    # managers
    REVIEW_NOISE = 60  # seat; fortnight x signal

    # the channel
    DESK_TIME = 70  # distributor; running number of its order
    DESK_ERROR = 71  # distributor; running number of its order
    PORTAL_ADOPTION = 72  # distributor; 0
