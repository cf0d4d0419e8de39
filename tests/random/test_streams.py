"""Stream numbers are a promise: unique, written out, and never given another meaning."""

import inspect
import re

from salesim.random import Stream

PROMISED = {
    "CUSTOMER_PLACE": 1,
    "CUSTOMER_TRAITS": 2,
    "CUSTOMER_RATE": 3,
    "CUSTOMER_CHURN": 4,
    "CUSTOMER_VALUE": 5,
    "CUSTOMER_TENURE": 6,
    "REP_TRAITS": 7,
    "DISTRIBUTOR_TRAITS": 8,
    "COMPETITOR_ATTACK": 10,
    "TARGET_ERROR": 11,
    "BUYING": 20,
    "ORDER_DAY": 21,
    "ORDER_VALUE": 22,
    "ORDER_PRODUCT": 23,
    "CHURN": 24,
    "RENEWAL": 25,
    "PAYMENT_DELAY": 26,
    "STOCK_OUT": 27,
    "LEAD_ARRIVAL": 28,
    "TICKET": 29,
    "DEAL": 35,
    "LEAD_RETURN": 36,
    "FALSIFIED_VISIT": 40,
    "WIN_BACK": 41,
    "FUNNEL_STEP": 42,
    "LEAD_RESPONSE": 43,
    "QUITTING": 44,
    "VACANCY": 45,
    "HIRE": 46,
    "WAGER_CHOICE": 47,
    "WAGER_FORECAST": 48,
    "TEAM_WAGER": 55,
    "BLOCKED_ITEM": 56,
    "SLUMP": 57,
    "RETURNED": 58,
    "ACCOUNT_DRIFT": 59,
    "REVIEW_NOISE": 60,
    "REP_TENURE": 68,
    "LOCAL_DEMAND": 69,
    "DESK_TIME": 70,
    "DESK_ERROR": 71,
    "PORTAL_ADOPTION": 72,
}


def test_numbers_are_unique():
    """Python turns a second name of one number into an alias without a word."""
    assert len(Stream) == len(Stream.__members__)


def test_numbers_keep_their_meaning():
    now = {stream.name: int(stream) for stream in Stream}
    assert now.items() >= PROMISED.items()


def test_every_number_is_written_out_and_explained():
    lines = [line.strip() for line in inspect.getsource(Stream).splitlines() if re.match(r"\s+[A-Z_]+ = ", line)]
    assert len(lines) == len(Stream)
    for line in lines:
        assert re.fullmatch(r"[A-Z_]+ = \d+  # [\w ]+; .+", line), line
