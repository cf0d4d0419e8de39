"""Every stream of random numbers in the model, with the number that addresses it.

A number is never reused and never changes its meaning: a result of an old version could not be compared otherwise.
"""

from __future__ import annotations

from enum import IntEnum

BEFORE = 1 << 30  # occurrence of draws about what is under way when the world begins, where the occurrence is the week


class Stream(IntEnum):
    """What is drawn; the comment says who draws and what the occurrence counts."""

    # the population: entity = customer, seat or distributor id
    CUSTOMER_PLACE = 1  # customer; 0 town, 2-5 offset from its center (normals 1 and 2)
    CUSTOMER_TRAITS = 2  # customer; 0 industry, 1 channel, 2 payment habit, 3 contract and its week
    CUSTOMER_RATE = 3  # customer; attempts of the gamma sampler
    CUSTOMER_CHURN = 4  # customer; attempts of the beta sampler
    CUSTOMER_VALUE = 5  # customer; attempts of the gamma sampler
    CUSTOMER_TENURE = 6  # customer; 0 time since the first order, 1 since the last one, 2 since the last visit
    REP_TRAITS = 7  # seat; 0 town, 2-5 home (normals 1 and 2), from 20 on traits (normals from 10 on)
    DISTRIBUTOR_TRAITS = 8  # distributor; 0 town, 2-3 price level of its area (normal 1)
    CUSTOMER_NEED = 9  # customer; 0 the further line needed, 1 base tags
    WALLET = 12  # customer; normals: 0 what it buys elsewhere, 1 what the firm misjudges

    # the market
    COMPETITOR_ATTACK = 10  # region x industry; week, or BEFORE for those under way at the start
    TARGET_ERROR = 11  # seat; normals: 0 the lasting part, then quarter + 1

    # customers
    BUYING = 20  # customer; week
    ORDER_DAY = 21  # customer; running number of the order
    ORDER_VALUE = 22  # customer; running number of the order x attempts
    ORDER_PRODUCT = 23  # customer; running number of the order x (product, rounding)
    CHURN = 24  # customer; running number of the order
    RENEWAL = 25  # customer; year
    PAYMENT_DELAY = 26  # customer; running number of the order x (lateness, delay)
    STOCK_OUT = 27  # customer; running number of the order
    LEAD_ARRIVAL = 28  # customer; week
    TICKET = 29  # customer; week x (whether, when, how long)
    TICKET_PATIENCE = 30  # customer; week
    TICKET_BOT = 31  # customer; week
    LEAD_CLAIM = 32  # customer; marketing, sales
    LEAD_JUNK = 33  # customer; whether, whether cleaning sees it
    DEAL = 35  # customer; running number of the order x (day, budget, discount asked), 2^40 deals under way
    LEAD_RETURN = 36  # customer; week: begins to buy without a visit
    JOINT_OFFER = 38  # customer; week: a specialist's offer is taken up
    PROSPECTING = 39  # customer; week: a call on somebody unknown finds a lead
    OFFER = 34  # customer; week x (whether the need is known, the line offered, whether it is taken up)

    # reps
    FALSIFIED_VISIT = 40  # customer; day
    WIN_BACK = 41  # customer; day
    FUNNEL_STEP = 42  # customer; day
    REP_TENURE = 68  # seat; 0
    LOCAL_DEMAND = 69  # town; normals: quarter
    RETURNED = 58  # customer; beta: week of the return
    ACCOUNT_DRIFT = 59  # customer; normals: quarter
    LEAD_RESPONSE = 43  # customer; answer, cleaning or the other side's answer
    QUITTING = 44  # seat; week
    VACANCY = 45  # seat; nth holder
    HIRE = 46  # seat; normals: nth holder x trait
    WAGER_CHOICE = 47  # seat; quarter
    WAGER_FORECAST = 48  # seat; normals: quarter
    TEAM_WAGER = 55  # seat that numbers the team; quarter
    BLOCKED_ITEM = 56  # customer; (0 the lead, 1 + week a ticket) x (whether, how long)

    TOOL_ADOPTION = 49  # seat; nth holder x tool

    FALSIFIED_FOUND = 50  # customer; day
    FALSIFIED_VISITS = 51  # seat; week x (how many, how many found out)

    SLUMP = 57  # seat; week, or BEFORE

    # managers
    REVIEW_NOISE = 60  # seat; normals: week x signal
    ATTACK_REPORT = 61  # seat; week x region x industry
    SURVEY = 66  # seat; normals: quarter
    FEEDBACK = 62  # seat; normals: week x (target, workload)

    # the channel
    DESK_TIME = 70  # distributor; running number of its order x attempts of the gamma sampler
    DESK_ERROR = 71  # distributor; running number of its order x line
    PORTAL_ADOPTION = 72  # distributor; 0
    STOCK_PICK = 73  # customer; running number of the order
    GREY_BUYER = 74  # customer; running number of the order
    VISIBILITY = 75  # distributor; 0
    DIVERSION = 76  # distributor; normals: week
    DIVERSION_FOUND = 77  # pair of distributors; week
    DIVERSION_ACCUSED = 78  # distributor; week
    EMERGENCY = 79  # distributor; (day x SKU class) x attempts of the gamma sampler
    FALSE_ALARM = 80  # distributor; day
    OUTLET_TRAITS = 81  # customer; normal 0 the owner's idea of demand, from 10 on whether each SKU class is listed
    SHELF_NOTE = 82  # customer; week x (seen, accepted, listed)
    SHOPPERS = 83  # customer; week x SKU class x (how many, reactions)

    # rules and agents of a user's own
    OWN_EFFORT = 90  # seat; week x draw
    OWN_WAGER = 91  # seat; week x draw
    OWN_STAY = 92  # seat; week x draw
    OWN_CAUSES = 93  # seat; week x draw
    OWN_REP = 94  # seat; week x draw
    OWN_MANAGER = 95  # region; week x draw
    OWN_ORDER_RATE = 96  # customer; week x draw
    OWN_CHURN = 97  # customer; week x draw
    OWN_GRADE = 98  # customer; week x draw

    # forecasts of an export's customers
    CUSTOMER_FORECAST = 100  # customer; draw x (whether it is there, rate, churn, value, orders and sales of each year)
