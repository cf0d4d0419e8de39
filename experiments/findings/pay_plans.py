"""P1 to P5, P8, P9, P11 and P16: what another pay plan does to sales."""

from __future__ import annotations

from findings.finding import ABOVE_ZERO, BELOW_ZERO, Finding, each, gain, parts_of_the_team, pattern
from findings.plans import (
    ACCELERATOR,
    BONUS_SHARE,
    COMMISSION,
    OVERACHIEVEMENT,
    annual_bonus,
    bonus,
    commission,
    framed_bonus,
    only_acquisition,
    quota_and_cap,
    team_bonus,
)
from findings.study import Study

# few deals, each worth many weeks' sales, on days that reps agree on with customers; reps may give up to 30 % off (A)
LARGE_DEALS = {
    "market.buying.rate_scale": 400.0,
    "market.buying.values": {"kind": "lognormal", "median": 190_000.0},
    "market.buying.deals.above": 0.0,
    "sales_force.discretion.max_discount": 0.3,
}


@pattern(
    "P1",
    "no cap and no quota against both, same rate, salary cut so that pay at quota is equal",
    published="sales +4..12 %",
    source="Misra & Nair 2011",
    horizon="2 years",
    calibrated=True,
)
def cap_and_quota_removed(study: Study, n: int) -> list[Finding]:
    linear, capped = study.run(COMMISSION, n), study.run(quota_and_cap(study), n)
    return [Finding("sales", gain(linear, capped), (4, 12)), Finding("year 1", gain(linear, capped, years=[0]))]


@pattern(
    "P2",
    "a quarterly bonus on top of commission against commission alone",
    published="sales +3..15 %, every segment gains",
    source="Chung, Steenburgh & Sudhir 2014",
    horizon="2 years",
    replications=12,
    calibrated=True,
)
def bonus_added(study: Study, n: int) -> list[Finding]:
    none, with_bonus = study.run(COMMISSION, n), study.run(bonus(BONUS_SHARE * study.on_target_pay), n)
    segments = zip(("weak", "middle", "strong"), parts_of_the_team(study, none, 3), strict=True)
    cost = each(with_bonus, pay_share) - each(none, pay_share)
    return [
        Finding("sales", gain(with_bonus, none), (3, 15)),
        *(Finding(name, gain(with_bonus, none, seats), ABOVE_ZERO, is_claim=True) for name, seats in segments),
        Finding("cost of the bonus, % of sales", cost),
    ]


@pattern(
    "P3",
    "the rate above quota dropped against bonus and rate",
    published="the best slacken",
    source="Chung, Steenburgh & Sudhir 2014",
    horizon="2 years",
    replications=12,
)
def overachievement_dropped(study: Study, n: int) -> list[Finding]:
    dropped = bonus(BONUS_SHARE * study.on_target_pay)
    without, with_rate = study.run(dropped, n), study.run(dropped | OVERACHIEVEMENT, n)
    *others, best = parts_of_the_team(study, without, 4)
    return [
        Finding("top quartile", gain(without, with_rate, best), BELOW_ZERO),
        Finding("lowest quartile", gain(without, with_rate, others[0])),
    ]


@pattern(
    "P4",
    "annual bonus alone against quarterly and annual bonuses, the same money at quota",
    published="lower, weak reps lose most",
    source="Chung, Steenburgh & Sudhir 2014",
    horizon="2 years",
    replications=60,
    note="lower for everybody alike: demand that drifts makes a year's result as uncertain for the strong as for the "
    "weak, so that neither has it in the bag nor has lost it, and quarters pace both",
)
def quarterly_bonus_dropped(study: Study, n: int) -> list[Finding]:
    quarterly = 0.5 * BONUS_SHARE * study.on_target_pay
    annual = 4.0 * quarterly
    only_annual = study.run(annual_bonus(annual + 4.0 * quarterly), n)
    both = study.run(bonus(quarterly) | annual_bonus(annual), n)
    weak, _, strong = parts_of_the_team(study, both, 3)
    weak_loss, strong_loss = gain(only_annual, both, weak), gain(only_annual, both, strong)
    return [
        Finding("sales", gain(only_annual, both), BELOW_ZERO),
        Finding("weak less strong", weak_loss - strong_loss, BELOW_ZERO, "points", is_claim=True),
    ]


@pattern(
    "P5",
    "a bonus replaced by a commission of the same pay at quota",
    published="sales +5..25 %, weak reps gain most, less moved in time",
    source="Kishore, Rao, Narasimhan & John 2013",
    horizon="2 years",
    replications=12,
    calibrated=True,
    note="the weak gain more, but not surely: in towns whose demand drifts the weak of the one year are often not the "
    "weak of the next, and a bonus is within reach of both in turn",
)
def bonus_replaced(study: Study, n: int) -> list[Finding]:
    only_bonus = study.run(commission(0.0) | bonus(study.on_target_pay), n)
    linear = study.run(COMMISSION, n)
    paid = sum(result.outcomes["variable_pay"] for result in only_bonus)
    as_dear = study.run(commission(paid / sum(result.outcomes["sales"] for result in only_bonus)), n)
    weak, _, strong = parts_of_the_team(study, linear, 3)
    weak_gain, strong_gain = gain(linear, only_bonus, weak), gain(linear, only_bonus, strong)
    return [
        Finding("sales", gain(linear, only_bonus), (5, 25)),
        Finding("weak less strong", weak_gain - strong_gain, ABOVE_ZERO, "points", is_claim=True),
        Finding("swing at quarters' ends", each(linear, swing) - each(only_bonus, swing), BELOW_ZERO, "points"),
        Finding("at the same total pay", gain(as_dear, only_bonus)),
    ]


@pattern(
    "P8",
    "an accelerator for reps who may discount against a straight commission for such reps; few, large, movable deals",
    published="revenue given away 3..8 %; three quarters of deals on quarters' last days",
    source="Larkin 2014",
    horizon="2 years",
)
def accelerator_with_discounts(study: Study, n: int) -> list[Finding]:
    deals = study.elsewhere(LARGE_DEALS)
    straight, accelerated = deals.run(COMMISSION, n), deals.run(ACCELERATOR, n)
    return [
        Finding("revenue given away", each(accelerated, given_away) - each(straight, given_away), (3.0, 8.0), "points"),
        Finding("sales", gain(accelerated, straight)),
        Finding("sales in quarters' last weeks", each(accelerated, last_weeks)),
        Finding("the same, straight commission", each(straight, last_weeks)),
    ]


@pattern(
    "P9",
    "a bonus paid in advance and taken back if missed against the same bonus paid afterwards",
    published="sales 0..2 %",
    source="meta-analyses of field experiments",
    horizon="2 years",
    replications=12,
)
def framed_as_a_loss(study: Study, n: int) -> list[Finding]:
    as_loss, as_gain = (
        study.run(framed_bonus(BONUS_SHARE * study.on_target_pay, frame), n) for frame in ("loss", "gain")
    )
    return [Finding("sales", gain(as_loss, as_gain), (0.0, 2.0))]


@pattern(
    "P11",
    "only acquisition pays, at a rate that pays a usual split of time as before, against all sales",
    published="sales net below: what is won is less than what is neglected",
    source="Kim, Sudhir, Uetake & Canales 2019",
    horizon="2 years",
)
def maintenance_unpaid(study: Study, n: int) -> list[Finding]:
    both, only_new = study.run(COMMISSION, n), study.run(only_acquisition(study), n)
    won = each(only_new, new_customers) / each(both, new_customers) - 1.0
    return [
        Finding("sales", gain_booked(only_new, both), BELOW_ZERO),
        Finding("new customers", 100.0 * won),
    ]


@pattern(
    "P16",
    "a bonus for teams of five on top of commission against commission alone",
    published="sales +1..5 %",
    source="Friebel, Heinz, Krueger & Zubanov 2017",
    horizon="2 years",
    replications=12,
    calibrated=True,
)
def team_bonus_added(study: Study, n: int) -> list[Finding]:
    none = study.run(COMMISSION, n)
    of_team = study.run(team_bonus(BONUS_SHARE * study.on_target_pay, 5), n)
    own = study.run(bonus(BONUS_SHARE * study.on_target_pay), n)
    return [Finding("sales", gain(of_team, none), (1.0, 5.0)), Finding("the same, each alone", gain(own, none))]


def pay_share(result) -> float:
    """Variable pay in % of sales."""
    return 100.0 * result.outcomes["variable_pay"] / result.outcomes["sales"]


def given_away(result) -> float:
    """Discounts in % of sales at list price."""
    given = result.outcomes["discounts"]
    return 100.0 * given / (result.outcomes["sales"] + given)


def last_weeks(result) -> float:
    """Sales of quarters' last weeks in % of all."""
    last = result.weeks["week"] % 13 == 12
    return 100.0 * float(result.weeks.loc[last, "sales"].sum() / result.weeks["sales"].sum())


def new_customers(result) -> float:
    return result.outcomes["new_customers"]


def gain_booked(treated, control):
    """Sales in the books, in % over the control's: credit to reps differs between these arms."""
    booked = [each(arm, lambda result: result.outcomes["sales"]) for arm in (treated, control)]
    return 100.0 * (booked[0] / booked[1] - 1.0)


def swing(result) -> float:
    """Sales of quarters' last weeks over those of the first six weeks, per week, in % over 100."""
    week = result.weeks["week"].to_numpy() % 13
    sales = result.weeks["sales"].to_numpy()
    return 100.0 * (sales[week == 12].mean() / sales[week < 6].mean() - 1.0)
