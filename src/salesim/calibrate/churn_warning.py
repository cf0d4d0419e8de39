"""How well the model foresees who will not order again soon, beside how recent and how frequent their orders are.

At the begin of the holdout all customers are ranked; the AUC is the share of pairs, of one who then does not order
within the lead and one who does, that a ranking puts right (half is chance). Intervals and differences by DeLong,
DeLong & Clarke-Pearson 1988, "Comparing the areas under two or more correlated receiver operating characteristic
curves", Biometrics 44(3), with ranks as Sun & Xu 2014 work them out (IEEE Signal Processing Letters 21(11)).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from salesim.calibrate.backtest import Backtest
from salesim.calibrate.fit import NORMAL_95
from salesim.calibrate.notes import Note
from salesim.calibrate.regular_buying import expected_orders
from salesim.wording import count
from salesim.wording.text import N_

LEADS = (4, 8, 13, 26)  # weeks
SCORES = ("alive", "expected", "recency", "frequency")
PLAIN = ("recency", "frequency")
MIN_OF_EACH = 10  # customers who order and who do not, for a comparison

BETTER = N_(
    "Who will not order within {lead} weeks the model foresees better than the better plain measure: its AUC is higher "
    "by {gain} ({low} to {high})."
)
NO_BETTER = N_(
    "Who will not order within {lead} weeks the model does not foresee better than the better plain measure: its AUC "
    "differs by {gain} ({low} to {high})."
)
WORSE = N_(
    "Who will not order within {lead} weeks the model foresees worse than the better plain measure: its AUC differs by "
    "{gain} ({low} to {high})."
)


@dataclass(frozen=True)
class Warnings:
    """AUC by lead.

    Parameters
    ----------
    leads : one row a lead [weeks], of all customers and of those with repeat orders: lead, repeaters (whether these
        only), customers, silent (share that does not order within it), and of each score
        (``alive`` P(alive), ``expected`` orders within the lead, ``recency`` weeks since the latest order,
        ``frequency`` repeat orders) its AUC, with ``_low`` and ``_high``; gain of expected orders over the better plain
        one, with gain_low and gain_high. All intervals 95 %.
    """

    leads: pd.DataFrame

    def note(self) -> Note:
        """Whether the model is of use, at the longest lead."""
        row = self.leads[~self.leads["repeaters"]].iloc[-1]
        message = BETTER if row["gain_low"] > 0.0 else WORSE if row["gain_high"] < 0.0 else NO_BETTER
        names = {"gain": "gain", "low": "gain_low", "high": "gain_high"}
        places = {place: count(row[column], decimals=3) for place, column in names.items()}
        return Note(message, {"lead": count(row["lead"]), **places})


def churn_warnings(tested: Backtest, days: pd.DataFrame) -> Warnings | None:
    """The rankings compared in a backtest's holdout; None if it is too short or too few customers (don't) order."""
    base = tested.base
    h, n = base.histories, len(base.codes)
    begin = base.start + base.n_days
    ahead = days[(days["day"] >= begin) & np.isin(days["customer"].to_numpy(), base.codes)]
    ahead = ahead[~ahead.duplicated("customer").to_numpy()]  # sorted by day: the next order of each
    wait = np.full(n, np.inf)
    wait[np.searchsorted(base.codes, ahead["customer"].to_numpy())] = ahead["day"].to_numpy() - begin
    tau = base.tau(base.n_days + 7 * max(LEADS))
    leads = [lead for lead in LEADS if lead <= tested.n_holdout]
    if not leads:
        return None
    ends = tau[base.n_days + 7 * np.array(leads)] - tau[base.n_days]
    orders = expected_orders(base.outlook, ends, np.arange(n), n)
    rows = []
    for j, lead in enumerate(leads):
        scores = np.array([-base.outlook.alive, -orders[:, j], h.t_end - h.t_x, -h.x])
        for repeaters in (False, True):
            who = h.x > 0 if repeaters else np.ones(n, bool)
            silent = wait[who] >= 7 * lead
            if min(silent.sum(), (~silent).sum()) >= MIN_OF_EACH:
                rows.append({"lead": lead, "repeaters": repeaters, **compared(scores[:, who], silent)})
    frame = pd.DataFrame(rows)
    return Warnings(frame) if len(frame) and not frame["repeaters"].all() else None


def compared(scores: np.ndarray, silent: np.ndarray) -> dict[str, float]:
    """A row of `Warnings` but for its lead, from `SCORES` (4, n) and who orders no more (n,)."""
    areas, covariance = auc(scores, silent)
    half = NORMAL_95 * np.sqrt(np.diag(covariance))
    row = {"customers": len(silent), "silent": float(silent.mean())}
    for name, area, by in zip(SCORES, areas, half, strict=True):
        row |= {
            name: float(area),
            f"{name}_low": max(float(area - by), 0.0),
            f"{name}_high": min(float(area + by), 1.0),
        }
    own = SCORES.index("expected")
    plain = max((SCORES.index(name) for name in PLAIN), key=lambda i: areas[i])
    variance = covariance[own, own] + covariance[plain, plain] - 2.0 * covariance[own, plain]
    gain, by = float(areas[own] - areas[plain]), NORMAL_95 * float(np.sqrt(max(variance, 0.0)))
    return row | {"gain": gain, "gain_low": gain - by, "gain_high": gain + by}


def auc(scores: np.ndarray, happens: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """AUC of several scores (n_scores, n) for something that ``happens`` (n,), and their covariance."""
    n_yes, n_no = int(happens.sum()), int((~happens).sum())
    of_yes, of_no = np.empty((len(scores), n_yes)), np.empty((len(scores), n_no))
    for i, score in enumerate(scores):
        among_all = rankdata(score)
        of_yes[i] = (among_all[happens] - rankdata(score[happens])) / n_no
        of_no[i] = 1.0 - (among_all[~happens] - rankdata(score[~happens])) / n_yes
    covariance = np.atleast_2d(np.cov(of_yes)) / n_yes + np.atleast_2d(np.cov(of_no)) / n_no
    return of_yes.mean(axis=1), covariance
