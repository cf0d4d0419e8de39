"""What does not go together in the sales-force chapter is said at the field that is at fault."""

import pytest

from salesim.errors import InputError
from salesim.scenario import parse_scenario

BONUSES = [[{"at": 0.02 * (2 * k + odd), "amount": 5} for k in range(1, 9)] for odd in (0, 1)]


def said(sales_force: str) -> str:
    with pytest.raises(InputError) as fault:
        parse_scenario(f"name: odd\nsales_force: {sales_force}", "odd.yaml")
    assert len(fault.value.faults) == 1
    return str(fault.value)


@pytest.mark.parametrize(
    ("sales_force", "says"),
    [
        (
            "{wager: {menu: [{name: safe}, {name: dear, deposit: 5.0e+4}]}}",
            "odd.yaml:2:66: sales_force.wager.menu.1.deposit: "
            "is more than a quarter's salary (21000), for 'dear' (got 50000.0)",
        ),
        (
            "{team_time: {duplicated_share: 0.5}}",
            "odd.yaml:2:45: sales_force.team_time.duplicated_share: "
            "is more than the time outside of the field that it is part of, 1 - time.field_share (0.42) (got 0.5)",
        ),
        (
            "{team_time: {stand_up: true, stand_up_min: 90}, time: {day_min: 90}}",
            "odd.yaml:2:57: sales_force.team_time.stand_up_min: leaves nothing of the day, time.day_min (90) (got 90)",
        ),
        (
            "{contest: {begins: 10}}",
            "odd.yaml:2:15: sales_force.contest.weeks: "
            "is too long: a contest that begins in week 10 of a quarter's 13 lasts 4 at most",
        ),
        (
            "{contest: {weeks: 14}}",
            "odd.yaml:2:32: sales_force.contest.weeks: out of range (got 14); allowed: a whole number from 1 to 13",
        ),
        (
            "{contest: {winners: 7}, team: {reps: 6}}",
            "odd.yaml:2:34: sales_force.contest.winners: is more than there are reps, team.reps (6) (got 7)",
        ),
        (
            "{contest: {prize: -5.0}}",
            "odd.yaml:2:32: sales_force.contest.prize: out of range (got -5.0); "
            "allowed: a number from 0 to 1000000000000",
        ),
    ],
)
def test_what_does_not_go_together(sales_force, says):
    assert said(sales_force) == says


def test_a_wager_that_does_not_fit_into_the_pay_curve():
    """Sixteen bonuses leave no room for a wager's. A team's wager is no part of the curve."""
    components = [{"name": f"bonuses {i}", "bonuses": knots} for i, knots in enumerate(BONUSES)]
    menu = "[{name: ours, team: true}, {name: bet}]"
    message = said(f"{{pay: {{components: {components}}}, wager: {{menu: {menu}}}}}")
    assert "sales_force.wager.menu.1: ('bet') does not fit" in message and "more than 16 kinks or 16 jumps" in message


def test_in_a_policy_it_is_said_there():
    menu = "[{name: a, deposit: 9.0e+6}]"
    text = f"name: odd\npolicies:\n  current: {{}}\n  bold: {{set: {{sales_force.wager.menu: {menu}}}}}"
    with pytest.raises(InputError, match=r"odd.yaml:4:.*menu.0.deposit: is more than a quarter's salary"):
        parse_scenario(text, "odd.yaml")
