"""The response of sales and visits to changes of quota, plan and territory: identified or not, and what would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesim.calibrate.firm.changes import Changes, find_changes, first_sellers
from salesim.calibrate.firm.event_study import MIN_REPS, NEVER, EventStudy, event_study
from salesim.calibrate.firm.power import Power, power
from salesim.calibrate.firm.quarters import SLACK, Periods, covered_periods, sellers, totals
from salesim.calibrate.firm.stated_plan import StatedPlan
from salesim.calibrate.notes import Note
from salesim.export.read import Export
from salesim.phrase import Phrase
from salesim.wording import count, percent
from salesim.wording.text import N_

MIN_QUARTERS = 8  # below, periods are months
OUTCOMES = {"sales": N_("sales"), "visits": N_("visits")}

IDENTIFIED = N_("identified: {low} to {high} (95%), from {touched} touched and {untouched} untouched reps")
NO_EFFECT = N_(
    "identified, no effect seen: the 95% interval, {low} to {high}, includes zero; {touched} touched and {untouched} "
    "untouched reps"
)
FEW_TOUCHED = N_("not identified: {n} touched reps with enough history; {least} are needed")
NO_CONTROLS = N_("not identified: {n} untouched reps to compare with; {least} are needed")
PRE_TREND = N_(
    "not identified: touched and untouched reps differed before the change already (p = {p}), as they do where those "
    "are chosen who did well or badly"
)
NOTHING_CHANGED = N_(
    "No quota, pay plan or territory changed for some reps and not for others, so the data cannot tell how sales "
    "respond to them."
)
NOT_TOLD = N_(
    "The export has no quotas of several periods, no plans with dates and no orders that name their reps, so that no "
    "change would show in it."
)
WOULD_TAKE = N_(
    "What would tell: a change of quota or pay plan for half of the {n} reps, drawn by lot, all else left as it is. By "
    "the reps' own variation, an effect of 10% on sales would be seen (80% power, 5% level) after {periods} {what}, "
    "with as many before."
)
WOULD_NOT = N_(
    "What would tell: a change of quota or pay plan for half of the reps, drawn by lot. By the reps' own variation, "
    "the {n} reps would show an effect of 10% not even after {periods} {what} (80% power, 5% level; the smallest would "
    "be {smallest}); {needed} reps would after {some} {what}."
)
MANY = N_("more than 10,000")
TOO_LITTLE = N_("There are too few reps or periods to say how long a change would have to be watched.")
QUARTERS, MONTHS = N_("quarters"), N_("months")
GAPS = N_("Reps with {what} without sales are left out of the comparison: {n}.")


@dataclass(frozen=True)
class Study:
    """One outcome after changes of one kind.

    Parameters
    ----------
    kind, outcome : keys of `KINDS` and `OUTCOMES`.
    n_dates : different first periods after a change.
    found : the estimates, on logs.
    """

    kind: str
    outcome: str
    n_dates: int
    found: EventStudy

    @property
    def verdict(self) -> str:
        """One of identified, no_effect, few_touched, no_controls, pre_trend."""
        if self.found.n_touched < MIN_REPS:
            return "few_touched"
        if self.found.n_untouched < MIN_REPS or self.found.effect is None:
            return "no_controls"
        if self.found.has_pre_trend:
            return "pre_trend"
        return "no_effect" if self.found.effect.low <= 0.0 <= self.found.effect.high else "identified"

    @property
    def is_identified(self) -> bool:
        return self.verdict in ("identified", "no_effect")

    def why(self) -> Note:
        """The verdict as a sentence."""
        study = self.found
        least = count(MIN_REPS)
        if self.verdict == "few_touched":
            return Note(FEW_TOUCHED, {"n": count(study.n_touched), "least": least})
        if self.verdict == "no_controls":
            return Note(NO_CONTROLS, {"n": count(study.n_untouched), "least": least})
        if self.verdict == "pre_trend":
            return Note(PRE_TREND, {"p": count(study.pre_value, decimals=3)})
        assert study.effect is not None
        places = {
            "low": percent(float(np.expm1(study.effect.low)), decimals=1, signed=True),
            "high": percent(float(np.expm1(study.effect.high)), decimals=1, signed=True),
            "touched": count(study.n_touched),
            "untouched": count(study.n_untouched),
        }
        return Note(IDENTIFIED if self.verdict == "identified" else NO_EFFECT, places)

    def row(self) -> dict[str, object]:
        """As plain values; effects are shares."""
        effect = self.found.effect
        as_share = [np.nan] * 3 if effect is None else np.expm1([effect.value, effect.low, effect.high]).tolist()
        return {
            "change": self.kind,
            "outcome": self.outcome,
            "touched": self.found.n_touched,
            "untouched": self.found.n_untouched,
            "dates": self.n_dates,
            **dict(zip(("effect", "low", "high"), as_share, strict=True)),
            "log_error": np.nan if effect is None else effect.error,
            "degrees_of_freedom": np.nan if effect is None else effect.freedom,
            "pre_p": self.found.pre_value,
            "verdict": self.verdict,
        }


@dataclass(frozen=True)
class Effort:
    """What changes of effort's incentives did.

    Parameters
    ----------
    studies : by kind and outcome.
    changes : one row a change that was found: change, rep, day, size.
    leads : one row a study and period around the change (see `EventStudy.leads`).
    periods : "quarters" or "months".
    power : what a change would have to be like to show; None with too few reps or periods.
    notes : what a reader must know.
    """

    studies: list[Study]
    changes: pd.DataFrame
    leads: pd.DataFrame
    periods: str
    power: Power | None
    notes: list[Note]

    def table(self) -> pd.DataFrame:
        """One row a study."""
        return pd.DataFrame([study.row() for study in self.studies])


def study_effort(export: Export, plans: Sequence[StatedPlan]) -> Effort | None:
    """The studies of all changes of an export; None where no order has a rep."""
    seller = sellers(export)
    if not (seller >= 0).any():
        return None
    periods = covered_periods(export.start, export.end)
    word = QUARTERS
    if len(periods) < MIN_QUARTERS:
        periods, word = covered_periods(export.start, export.end, months=1), MONTHS
    day, amount = export.orders["day"].to_numpy(), export.orders["amount"].to_numpy()
    n = len(export.reps)
    notes: list[Note] = []
    y = logs(totals(seller, day, amount, n, periods))
    if len(periods) == 0:
        return Effort([], rows_of(export, []), no_leads(), word, None, [Note(NOTHING_CHANGED), Note(TOO_LITTLE)])
    kinds = find_changes(export, plans)
    studies = []
    for changes in kinds:
        if not len(changes.touched):
            continue
        panel = y
        if changes.kind == "territory":  # the same accounts before and after, whoever has them
            accounts = first_sellers(export)[export.orders["customer"].to_numpy()]
            panel = logs(totals(accounts, day, amount, n, periods))
        studies.append(study_of(changes, "sales", panel, periods))
        seen = export.visits
        if changes.kind != "territory" and seen is not None and (seen["rep"] >= 0).any():
            visits = totals(
                seen["rep"].to_numpy(np.int64), seen["day"].to_numpy(), seen["count"].to_numpy(float), n, periods
            )
            studies.append(study_of(changes, "visits", logs(visits), periods))
    active = ~np.isnan(y).all(axis=1)
    lacking = int((active & np.isnan(y).any(axis=1)).sum())
    if lacking:
        notes.append(Note(GAPS, {"what": Phrase(word), "n": count(lacking)}))
    if not kinds:
        notes.append(Note(NOT_TOLD))
    elif not studies:
        notes.append(Note(NOTHING_CHANGED))
    needs = None
    if not any(study.is_identified for study in studies):
        needs = power(y)
        notes.append(power_note(needs, word))
    return Effort(studies, rows_of(export, kinds), leads_of(studies), word, needs, notes)


def logs(sales: np.ndarray) -> np.ndarray:
    """Logarithms, NaN where nothing was sold."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(sales > 0, np.log(np.maximum(sales, 1e-300)), np.nan)


def study_of(changes: Changes, outcome: str, y: np.ndarray, periods: Periods) -> Study:
    """The event study of a kind of change, by the first change of each rep."""
    units = np.concatenate([changes.touched, changes.untouched])
    event, gap = np.full(len(units), NEVER), np.zeros(len(units), np.int64)
    for row, unit in enumerate(changes.touched.tolist()):
        event[row], gap[row] = place(changes.first_day(unit), periods)
    inside = (event == NEVER) | (event < len(periods))
    dates = np.unique(event[inside & (event != NEVER)])
    found = event_study(y[units][inside], event[inside], gap[inside])
    return Study(changes.kind, outcome, len(dates), found)


def place(day: int, periods: Periods) -> tuple[int, int]:
    """The first full period after a day (n_periods if there is none), and 1 if the day falls well into the one before.

    >>> three = Periods(np.array([0, 30, 60]), np.array([29, 59, 89]))
    >>> place(45, three), place(31, three)
    ((2, 1), (1, 0))
    """
    at = int(np.searchsorted(periods.first, day - SLACK, side="left"))
    return at, int(at > 0 and periods.last[at - 1] - day >= SLACK)


def power_note(needs: Power | None, word: str) -> Note:
    """How long which change would take."""
    if needs is None:
        return Note(TOO_LITTLE)
    if needs.periods_needed is not None:
        places = {"n": count(needs.n_reps), "periods": count(needs.periods_needed), "what": Phrase(word)}
        return Note(WOULD_TAKE, places)
    last, some = needs.table.iloc[-1], needs.table[needs.table["periods"] == 4].iloc[0]
    needed = Phrase(MANY) if np.isnan(some["reps_needed"]) else count(some["reps_needed"])
    places = {
        "n": count(needs.n_reps),
        "periods": count(last["periods"]),
        "what": Phrase(word),
        "smallest": percent(float(last["smallest_effect"])),
        "needed": needed,
        "some": count(some["periods"]),
    }
    return Note(WOULD_NOT, places)


def rows_of(export: Export, kinds: Sequence[Changes]) -> pd.DataFrame:
    """`Effort.changes`."""
    rows = [
        (one.kind, export.reps[int(row.unit)], np.datetime64(int(row.day), "D"), float(row.size))
        for one in kinds
        for row in one.rows.itertuples(index=False)
    ]
    return pd.DataFrame(rows, columns=["change", "rep", "day", "size"])


def no_leads() -> pd.DataFrame:
    """`Effort.leads` without rows."""
    return pd.DataFrame(columns=["change", "outcome", "period", "touched", "effect", "error", "low", "high"])


def leads_of(studies: Sequence[Study]) -> pd.DataFrame:
    """`Effort.leads`."""
    frames = [one.found.leads.assign(change=one.kind, outcome=one.outcome) for one in studies if len(one.found.leads)]
    return pd.concat(frames, ignore_index=True)[no_leads().columns] if frames else no_leads()
