"""P18: a bet on one's own attainment, and why takers must not be compared with the others."""

from __future__ import annotations

from findings.finding import ABOVE_ZERO, Finding, each, gain, pattern
from findings.plans import BONUS_SHARE, COMMISSION
from findings.study import Arm, Study
from salesim.model.result import Result

WIN_AT = 1.2  # the milder of the bets in the article's spirit (A)
DEPOSIT_SHARE = 0.25  # of a quarter's commission at quota (A)


def deposit(study: Study) -> Arm:
    """One bet is offered: who pays the deposit in gets it back with a bonus by winning, and loses it otherwise."""
    terms = {"name": "deposit", "win_at": WIN_AT, "floor_at": 0.0, "claw_back": 0.0}
    terms["deposit"] = DEPOSIT_SHARE * study.on_target_pay
    terms["bonus"] = BONUS_SHARE * study.on_target_pay
    return Arm({"sales_force.wager.menu": [terms]})


@pattern(
    "P18",
    "a deposit bet offered to everybody against none offered",
    published="5..50 % take it; takers outsell the others by far more than the offer adds",
    source="Halpern et al. 2015; Giné, Karlan & Zinman 2010",
    horizon="2 years",
    replications=12,
)
def deposit_offered(study: Study, n: int) -> list[Finding]:
    offered, none = study.run(deposit(study), n), study.run(COMMISSION, n)
    effect, gap = gain(offered, none), each(offered, gap_of_takers)
    return [
        Finding("uptake", each(offered, uptake), (5.0, 50.0)),
        Finding("gap less the offer's effect", gap - effect, ABOVE_ZERO, "points"),
        Finding("takers' attainment less the others'", gap, unit="points"),
        Finding("sales, all who were offered it", effect),
        Finding("bets won", each(offered, share_won)),
    ]


def uptake(result: Result) -> float:
    """Share of rep-quarters in which the bet was taken, in %."""
    return 100.0 * float((result.rep_quarters["wager"] != "").mean())


def share_won(result: Result) -> float:
    """Share of bets that were won, in %."""
    return 100.0 * result.outcomes["wagers_won"] / max(result.outcomes["wagers_taken"], 1)


def gap_of_takers(result: Result) -> float:
    """Attainment of rep-quarters with the bet less that of those without, in points."""
    taken = result.rep_quarters["wager"] != ""
    attained = result.rep_quarters["attainment"]
    return 100.0 * float(attained[taken].mean() - attained[~taken].mean())
