"""F1 to F6: findings that were chosen and written down before they were run (docs/further_findings.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from findings.finding import ABOVE_ZERO, BELOW_ZERO, Finding, each, gain, parts_of_the_team, pattern
from findings.people import ONE_YEAR, change_places
from findings.plans import BONUS_SHARE, COMMISSION, annual_bonus, component, salary_for
from findings.study import QUARTERS_A_YEAR, Arm, Study
from salesim.model.result import Result
from salesim.policy.lever import Lever

PEOPLE_QUIT = {"sales_force.turnover.weekly_base": 0.0055}  # salesim's default
THREE_YEARS = {"run.weeks": 156}
PRIZES = 40_000.0  # yuan a contest, 20 winners with the default prize


def thirds_by_past_sales(study: Study) -> list[np.ndarray]:
    """Seats that sold least, middling and most in the reference run, three arrays, each in this order."""
    return np.array_split(np.argsort(study.opening_quotas), 3)


@pattern(
    "F1",
    "salary and commission against a salary of the same pay at quota",
    published="output of the same people +20..36 %",
    source="Agarwal & Ben-David 2018; beyond selling Shearer 2004, Lazear 1996",
    horizon="2 years",
    replications=12,
    note="effort is 44 % higher than under a salary, sales rise by less, as customers also buy by themselves; the "
    "effect grows with goodwill, to about 21 % in the second year",
)
def salary_to_commission(study: Study, n: int) -> list[Finding]:
    with_commission, salary = study.run(COMMISSION, n), study.run(salary_for(study, 1.0), n)
    return [
        Finding("sales", gain(with_commission, salary), (20.0, 36.0)),
        Finding("year 1", gain(with_commission, salary, years=[0])),
    ]


@pattern(
    "F2",
    "half the commission rate and a higher salary against the usual plan, the same pay at the average quota; people "
    "quit",
    published="output falls, more people leave, those who lose drive both",
    source="Krueger & Friebel 2022",
    horizon="3 years",
    replications=24,
    note="as published but for the quits of all: what a rep gains keeps people as what another loses drives them away, "
    "and nobody resents a cut, so that the weakest stay longer, more of the best leave, and fewer quit in all",
)
def flatter_plan(study: Study, n: int) -> list[Finding]:
    leaving = study.elsewhere(PEOPLE_QUIT | THREE_YEARS)
    flatter, usual = leaving.run(salary_for(leaving, 0.5), n), leaving.run(COMMISSION, n)
    weak, _, strong = ([seats] * n for seats in thirds_by_past_sales(leaving))
    strong_loss, weak_loss = (gain(flatter, usual, seats, years=[0]) for seats in (strong, weak))
    return [
        Finding("sales", gain(flatter, usual), BELOW_ZERO, is_claim=True),
        Finding("strong less weak, year 1", strong_loss - weak_loss, BELOW_ZERO, "points", is_claim=True),
        Finding("quits", rise(flatter, usual, "quits"), ABOVE_ZERO, is_claim=True),
        Finding("quits a year of the best fifth", change(flatter, usual, "quit_rate_best"), unit="points"),
        Finding("quits a year of the weakest fifth", change(flatter, usual, "quit_rate_weakest"), unit="points"),
    ]


@pattern(
    "F3",
    "a bonus for the year's quota on top of commission against commission alone, by quarter of the year",
    published="sales higher in the fiscal year's last quarter, lower in its first",
    source="Oyer 1998",
    horizon="years 2 and 3",
    replications=24,
)
def fiscal_year(study: Study, n: int) -> list[Finding]:
    longer = study.elsewhere(THREE_YEARS)
    bonus = annual_bonus(QUARTERS_A_YEAR * BONUS_SHARE * longer.on_target_pay)
    with_bonus, none = longer.run(bonus, n), longer.run(COMMISSION, n)
    first, middle, last = (gain_in(with_bonus, none, quarters) for quarters in ((0,), (1, 2), (3,)))
    return [
        Finding("last quarter less the middle", last - middle, ABOVE_ZERO, "points", is_claim=True),
        Finding("first quarter less the middle", first - middle, BELOW_ZERO, "points", is_claim=True),
        Finding("the middle", middle),
    ]


@pattern(
    "F4",
    "a bonus for each month's quota against one for each quarter's, the same money at quota",
    published="low performers sell more, high performers less",
    source="Chung, Narayandas & Chang 2021",
    horizon="2 years",
    replications=40,
    note="both gain, the strong more, from being paid sooner: without any discounting neither does (weak -.4 ± .4, "
    "strong -.1 ± .4, 12 other replications), so that no pacing of the weak is left to be seen; nor are there cheap "
    "products that the strong could turn to",
)
def shorter_periods(study: Study, n: int) -> list[Finding]:
    quarterly = BONUS_SHARE * study.on_target_pay
    by_month, by_quarter = (
        study.run(component("bonus", period=period, bonuses=[{"at": 1.0, "amount": amount}]), n)
        for period, amount in (("month", quarterly / 3.0), ("quarter", quarterly))
    )
    weak, _, strong = parts_of_the_team(study, by_quarter, 3)
    return [
        Finding("weak", gain(by_month, by_quarter, weak), ABOVE_ZERO, is_claim=True),
        Finding("strong", gain(by_month, by_quarter, strong), BELOW_ZERO, is_claim=True),
        Finding("sales", gain(by_month, by_quarter)),
    ]


@pattern(
    "F5",
    "a contest with 20 prizes among 100 reps against one prize of as much money",
    published="more effort and revenue with several prizes",
    source="Lim, Ahearne & Ham 2009",
    horizon="2 years",
    replications=24,
    note="a prize counts by its expected money, without aversion to risk, and who is far behind is too hopeful "
    "(`contest.optimism`): without that hope one prize does as much as 20 (-.0 ± .4, 6 other replications)",
)
def several_prizes(study: Study, n: int) -> list[Finding]:
    none = study.run(COMMISSION, n)
    several, one = (study.run(contest(winners), n) for winners in (20, 1))
    return [
        Finding("sales", gain(several, one), ABOVE_ZERO, is_claim=True),
        Finding("several prizes against no contest", gain(several, none)),
        Finding("one prize against no contest", gain(one, none)),
    ]


def contest(winners: int) -> Arm:
    """A contest in each quarter's last six weeks, its money shared by so many winners."""
    terms = {"enabled": True, "weeks": 6, "winners": winners, "prize": PRIZES / winners}
    return Arm({f"sales_force.contest.{name}": value for name, value in terms.items()})


@dataclass(frozen=True)
class ChangePlaces(Lever):
    """In the first week the reps of each pair of seats change places."""

    pairs: tuple[tuple[int, int], ...]

    def open_year(self, model: Any) -> None:
        if model.week == model.first_week:
            change_places(model, np.array(self.pairs).ravel())


@pattern(
    "F6",
    "a strong against a weak rep who takes over an average rep's customers",
    published="no difference, ±5 points",
    source="Shi, Sridhar, Grewal & Lilien 2017",
    horizon="1 year",
    replications=12,
    note="mostly what the holder's skill does to accounts at once (`people.skill_accounts`, an assumption): without it "
    "the gap is 5.0 ± 1.8 (4 other replications); past performance may also tell less of skill in the study than here",
)
def star_takes_over(study: Study, n: int) -> list[Finding]:
    weak, middle, strong = thirds_by_past_sales(study)
    to_strong, to_weak = middle[::2], middle[1::2]
    pairs = [*zip(to_strong, strong[::2], strict=False), *zip(to_weak, weak[::2], strict=False)]
    changed = Arm(devices=(ChangePlaces(tuple((int(one), int(other)) for one, other in pairs)),))
    moved, stayed = study.run(ONE_YEAR | changed, n), study.run(ONE_YEAR, n)
    by_strong, by_weak = (gain(moved, stayed, [seats] * n) for seats in (to_strong, to_weak))
    return [
        Finding("strong less weak", by_strong - by_weak, (-5.0, 5.0), "points"),
        Finding("a strong rep takes over", by_strong),
        Finding("a weak rep takes over", by_weak),
    ]


def gain_in(treated: list[Result], control: list[Result], quarters: Sequence[int]) -> np.ndarray:
    """Sales in some quarters of the year, from 0, after the first year, over the control's, in %."""

    def sold(result: Result) -> float:
        rows = result.rep_quarters
        counts = (rows["quarter"] >= QUARTERS_A_YEAR) & (rows["quarter"] % QUARTERS_A_YEAR).isin(quarters)
        return float(rows.loc[counts, "sales"].sum())

    return 100.0 * (each(treated, sold) / each(control, sold) - 1.0)


def rise(treated: list[Result], control: list[Result], outcome: str) -> np.ndarray:
    """An outcome over the control's, in %."""
    values, base = (each(results, lambda result: result.outcomes[outcome]) for results in (treated, control))
    return 100.0 * (values / base - 1.0)


def change(treated: list[Result], control: list[Result], outcome: str) -> np.ndarray:
    """A share less the control's, in points."""
    values, base = (each(results, lambda result: result.outcomes[outcome]) for results in (treated, control))
    return 100.0 * (values - base)
