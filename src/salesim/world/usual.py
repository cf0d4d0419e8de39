"""What is usual today, measured while the baseline is lived in: effects of a policy are relative to it.

A firm's order rates, effort and quits are observed under today's plan. Whatever a policy changes is therefore felt
against these constants, which are the same in all options and are never measured again in one of them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Usual:
    """Constants of the baseline, the same in all options.

    Parameters
    ----------
    pay : all pay of a quarter at quota, for a rep of mean skill: a geometric mean over the reps [money]
    drive : what drives reps, D-bar
    stake : pay at stake, x
    quit_odds : factor that everything unusual puts on the odds of quitting
    leavers_skill : mean log skill of who leaves, less that of who is here: hires make up for it
    order_rate : of all customers and prospects, lambda-bar [1/week]
    newcomers : prospects who begin to buy by themselves where their number is stated [1/week]
    return_rate : at which those who do not buy, and buy as often as the mean, begin to do so by themselves [1/week]
    """

    pay: float = 0.0
    drive: float = 1.0
    stake: float = 0.0
    quit_odds: float = 1.0
    leavers_skill: float = 0.0
    order_rate: float = 1.0
    return_rate: float = 0.0
    newcomers: float = 0.0
