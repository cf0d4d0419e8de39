"""What the command line prints: a verdict, a small table, and how far the replications have come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from types import TracebackType
from typing import Any

import pandas as pd
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from salesim.calibrate.calibration import REJECTED_FILE, Calibration
from salesim.experiment.compare import Comparison
from salesim.experiment.compare_draws import DrawnComparison
from salesim.experiment.repeat import Repeated
from salesim.experiment.statistics import PairedDifference
from salesim.experiment.wagers import ALL, wager_report
from salesim.export.import_log import RowStatus, reason_text
from salesim.metrics import heading, unit_of, written
from salesim.model.diagnoses import confusion
from salesim.report import calibration
from salesim.report.content import LayoutMap
from salesim.report.firm import firm_lines
from salesim.report.pay_curves import measure_said
from salesim.report.sections.comparison import verdict_words
from salesim.report.sections.diagnoses import cause_name
from salesim.report.sections.maps import score_texts
from salesim.report.sections.wagers import BENEATH, SHOWN, more_than_wager
from salesim.report.style import fold, short_name
from salesim.report.tables import interval
from salesim.scenario.arms import Arm
from salesim.scenario.display import AS_NAMED, Names
from salesim.wording import MISSING, MoneyUnit, figure, money, money_unit, percent
from salesim.wording.text import N_, say, say_n

PAID_ON = {"month": N_("{what}, a month"), "half": N_("{what}, a half-year"), "year": N_("{what}, a year")}
LOOKS = {"better": "bold green", "worse": "red", "baseline": "dim", "undecided": "", "equivalent": ""}
FIGURES = ("travel_share", "mean_effort")  # one moved by the layout, one by pay; the report shows the others
HEADING_WIDTH = {"en": 9, "zh": 6}  # of a narrow column, in Latin letters
MAX_LINES = 10  # of progress, where there is no terminal to draw a bar in

RUN_FIGURES = (
    "value_created",
    "contribution",
    "customer_value_change",
    "sales",
    "margin",
    "pay",
    "travel_cost",
    "visits_per_rep_week",
    "travel_share",
    "mean_effort",
    "attainment_mean",
    "share_at_quota",
    "quota_error_sd",
    "retention",
    "new_customers",
    "fill_rate",
    "quits",
    "accounts_reassigned",
)


def option_of(comparison: Comparison, arm: str) -> str:
    """What readers call an option of a comparison."""
    return str(comparison.facts.get("titles", {}).get(arm, arm))


def comparison_table(comparison: Comparison, lang: str = "en") -> Table:
    """One row an option, best first: difference to the baseline with its interval, and a few figures that say why."""
    arms = comparison.arms.assign(order=comparison.arms["difference"].fillna(0.0))
    arms = arms.sort_values("order", ascending=not comparison.facts["higher_is_better"], kind="stable")
    outcome, currency = comparison.facts["outcome"], comparison.facts["currency"]
    limits = pd.concat([arms["difference"], arms["difference_low"], arms["difference_high"]])
    unit = money_unit(limits, currency, lang) if unit_of(outcome) == "money" else None
    table = new_table()
    table.add_column(heading("arm", lang), overflow="fold")  # in a narrow terminal names give way, figures do not
    difference = "\n".join([heading("difference", lang), *([unit.name] if unit else [])])
    table.add_column(difference, justify="right", no_wrap=True)
    table.add_column(percent(comparison.facts["confidence"], decimals=None), justify="right", no_wrap=True)
    table.add_column(heading("verdict", lang), no_wrap=True)
    means = comparison.outcomes.pivot(index="arm", columns="outcome", values="mean")
    shown = [name for name in FIGURES if name in means]
    for name in shown:
        table.add_column(fold(heading(name, lang), 8), justify="right", no_wrap=True)

    def write(value: float) -> str:
        return difference_text(value, outcome, unit, currency, lang)

    for row in arms.to_dict("records"):
        verdict = row["verdict"]
        table.add_row(
            Text(option_of(comparison, row["arm"])),
            write(row["difference"]),
            interval(row["difference_low"], row["difference_high"], write, lang),
            Text(verdict_words(verdict, lang), style=LOOKS[verdict]),
            *(written(name, means.loc[row["arm"], name], currency, lang) for name in shown),
        )
    return table


def difference_text(value: float, outcome: str, unit: MoneyUnit | None, currency: str, lang: str) -> str:
    """A difference with its sign: of money in the table's unit, of shares in points, of all else as a figure."""
    if unit is not None:
        return unit.write(value, signed=True)
    if unit_of(outcome) == "share":
        return percent(value, decimals=1, signed=True)
    return figure(value, signed=True)


def wagers_table(comparison: Comparison, lang: str = "en") -> Table | None:
    """What wagers did, one row an option; None if nobody took one."""
    found = wager_report(comparison)
    if found.empty:
        return None
    found = found[found["wager"] == ALL]
    unit = money_unit(found["cost"], comparison.facts["currency"], lang)
    table = new_table()
    table.add_column(heading("arm", lang), overflow="fold")
    for name in SHOWN:
        lines = [fold(heading(name, lang), HEADING_WIDTH[lang])]
        lines += [fold(heading(BENEATH[name], lang), HEADING_WIDTH[lang])] if name in BENEATH else []
        lines += [fold(unit.name, HEADING_WIDTH[lang])] if name == "wager_cost" else []
        table.add_column("\n".join(lines), justify="right", no_wrap=True)
    for row in found.to_dict("records"):
        effects = []
        for name in ("offer_effect", "taker_effect"):
            half = (row[f"{name}_high"] - row[f"{name}_low"]) / 2.0
            effects.append(f"{percent(row[name], decimals=1, signed=True)}\n±{percent(half, decimals=1)}")
        table.add_row(
            Text(option_of(comparison, row["arm"])),
            *(percent(row[name]) for name in ("uptake", "win_rate", "loss_rate")),
            *effects,
            f"{percent(row['gap'], signed=True)}\n{percent(row['gap_without'], signed=True)}",
            unit.write(row["cost"]),
            f"{percent(row['quits_after_loss'])}\n{percent(row['quits_without'])}",
        )
    if mixed := comparison.facts.get("more_than_wager"):
        table.caption = more_than_wager(mixed, lang)
        table.caption_justify = "left"
    return table


def repeated_table(repeated: Repeated, lang: str = "en", names: Names = AS_NAMED) -> Table:
    """Key figures of one option, with intervals if there are several replications."""
    table = new_table()
    facts, currency = repeated.facts, currency_of(repeated.facts)
    table.add_column(names.option(f"{facts['layout']}/{facts['policy']}"), no_wrap=True)
    table.add_column("", justify="right", no_wrap=True)
    has_interval = facts["replications"] > 1
    if has_interval:
        table.add_column(percent(facts["confidence"], decimals=None), justify="right", no_wrap=True)
    rows = repeated.outcomes.set_index("outcome")
    for name in RUN_FIGURES:
        if name in rows.index:
            row = rows.loc[name]
            write = partial(written, name, currency=currency, lang=lang)
            cells = [write(row["mean"])]
            if has_interval:
                cells.append(interval(row["low"], row["high"], write, lang))
            table.add_row(heading(name, lang), *cells)
    return table


def diagnoses_table(diagnoses: pd.DataFrame, lang: str = "en") -> Table:
    """What managers diagnosed (rows) against the true cause (columns), as shares of all diagnoses."""
    table = new_table()
    matrix = confusion(diagnoses)
    table.add_column(heading("diagnosed", lang), no_wrap=True)
    for cause in matrix.columns:
        table.add_column(cause_name(cause, lang), justify="right", no_wrap=True)
    for cause, row in matrix.iterrows():
        table.add_row(cause_name(cause, lang), *(percent(n / max(len(diagnoses), 1)) for n in row))
    return table


def scores_table(
    layouts: Sequence[LayoutMap], lang: str = "en", currency: str = "CNY", names: Names = AS_NAMED
) -> Table:
    """The scores of layouts side by side."""
    table = new_table()
    table.add_column("")
    for layout in layouts:
        table.add_column(Text(names.layout(layout.name)), justify="right", no_wrap=True)
    for score in dict.fromkeys(name for layout in layouts for name in layout.scores):
        table.add_row(heading(score, lang), *score_texts(layouts, score, currency, lang))
    return table


def levels_table(layouts: Sequence[LayoutMap], lang: str = "en", names: Names = AS_NAMED) -> Table | None:
    """How many districts, regions, ... each layout has, how many each leads, how even and how wide they are."""
    rows = [
        (names.layout(layout.name), row)
        for layout in layouts
        if layout.levels is not None
        for row in layout.levels[1].itertuples()
    ]
    if not rows:
        return None
    table = new_table()
    table.add_column("")
    for i, name in enumerate(("level", "n_groups", "span", "workload_worst", "potential_worst", "distance_km")):
        table.add_column(heading(name, lang), justify="right" if i else "left")
    for layout, row in rows:
        span = str(row.span_min) if row.span_min == row.span_max else f"{row.span_min}-{row.span_max}"
        table.add_row(
            Text(layout), Text(row.level), str(row.n_groups), span, percent(row.workload_worst, decimals=1),
            percent(row.potential_worst, decimals=1), figure(row.distance_km),
        )  # fmt: skip
    return table


def draws_table(found: DrawnComparison, lang: str = "en", names: Names = AS_NAMED) -> Table:
    """One row an option: difference to the baseline over all draws, and in how many it is ahead."""
    unit = money_unit(pd.concat([found.arms["low"], found.arms["high"]]), currency_of(found.facts), lang)
    table = new_table()
    table.add_column(heading("arm", lang), no_wrap=True)
    table.add_column(f"{heading('difference', lang)}\n{unit.name}", justify="right", no_wrap=True)
    table.add_column(percent(0.95), justify="right", no_wrap=True)
    for key in ("ahead", "parameter_sd", "sampling_sd"):
        table.add_column(fold(heading(key, lang), 9), justify="right", no_wrap=True)
    n, write = found.facts["draws"], partial(unit.write, signed=True)
    for row in found.arms.to_dict("records"):
        table.add_row(
            Text(names.option(row["arm"])),
            write(row["difference"]),
            interval(row["low"], row["high"], write, lang),
            f"{round(row['ahead'] * n)}/{n}",
            unit.write(row["parameter_sd"]),
            unit.write(row["sampling_sd"]),
        )
    return table


def calibration_lines(found: Calibration, lang: str = "en") -> list[str | Table]:
    """What a calibration found: a sentence or two, what the data tell, and how many rows the import log lists."""
    table = new_table()
    parameter, value, limits, _, verdict, _ = calibration.ESTIMATES
    for text in (parameter, value, limits, verdict):
        is_text = text in (parameter, verdict)
        # where the window is narrow, words go on in a next line; they are not cut off
        table.add_column(say(text, lang), justify="left" if is_text else "right", no_wrap=not is_text, overflow="fold")
    for one in found.estimates:
        if one.value is None or one.low is None:
            continue
        looks = "" if one.used else "dim"
        table.add_row(
            Text(one.path, style=looks),
            calibration.written(one, one.value, found.currency, lang),
            calibration.interval_text(one, found.currency, lang),
            Text(say(one.verdict, lang), style=looks),
        )
    lines: list[str | Table] = [calibration.headline(found, lang)]
    if found.backtest is not None:
        lines.append(calibration.forecast_sentence(found, lang))
    if found.volume is not None:
        lines.append(found.volume.note().text(lang))
    if found.models.rivals is not None:
        lines.append(found.models.rivals.note().text(lang))
    if table.row_count:
        lines += ["", table]
    lines += ["", *firm_lines(found, lang)]
    notes = [note.text(lang) for note in found.all_notes]
    lines += ["", *notes] if notes else []
    return [*lines, *import_lines(found, lang)]


def import_lines(found: Calibration, lang: str) -> list[str]:
    """What happened to the rows that are not simply used: file, rows, reason, and the money that hangs on it."""
    counts = found.export.import_log.counts()
    unused = counts[counts["row_status"] != str(RowStatus.KEPT)]["money"].abs().sum()
    total = money(float(found.export.orders["amount"].sum() + unused), found.currency, lang)
    lines = []
    for row in counts.itertuples():
        values = {
            "file": row.file,
            "status": RowStatus(row.row_status).text(lang),
            "reason": reason_text(row.reason, lang, currency=found.currency),
        }
        line = say_n(
            "{file}: {n} row {status}: {reason}", "{file}: {n} rows {status}: {reason}", row.rows, lang, **values
        )
        worth = money(abs(row.money), found.currency, lang)
        lines.append(
            say("{line}; {worth} of {total}", lang, line=line, worth=worth, total=total) if row.money else line
        )
    return [*lines, say("All these rows are in {log}.", lang, log=REJECTED_FILE)] if lines else []


def pay_terms_table(plans: pd.DataFrame, lang: str = "en", currency: str = "CNY", names: Names = AS_NAMED) -> Table:
    """`pay_plans.pay_table` for people: one row a policy and curve; amounts are for a quarter if not a year's."""
    table = new_table()
    table.add_column(heading("policy", lang), no_wrap=True)
    table.add_column(heading("paid_on", lang), no_wrap=True)
    amounts = [str(name) for name in plans if unit_of(str(name)) == "money"]
    unit = money_unit(plans[amounts].to_numpy().ravel(), currency, lang)
    for name in ("pay_80", "pay_100", "pay_120", "reached", "at_quota", "earned"):
        lines = [heading(name, lang), *([unit.name] if name in amounts else [])]
        table.add_column("\n".join(lines), justify="right", no_wrap=True)
    for row in plans.to_dict("records"):
        what = short_name(row["component"] or measure_said(row["measure"], lang), 14)
        paid_on = say(PAID_ON[row["period"]], lang, what=what) if row["period"] in PAID_ON else what
        in_units = pd.isna(row["pay_100"])
        table.add_row(
            Text(short_name(names.plan(row["policy"]), 18)),
            Text(paid_on),
            *(unit.write(row[name]) for name in ("pay_80", "pay_100", "pay_120")),
            figure(row["reached"]) if in_units else percent(row["reached"]),
            MISSING if in_units else percent(row["at_quota"]),
            unit.write(row["earned"]),
        )
    return table


class Follow:
    """Shows on the standard error how far the replications are, and the best option so far; use it in a ``with``.

    A bar in a terminal, elsewhere a few lines.
    """

    def __init__(
        self,
        lang: str = "en",
        higher_is_better: bool = True,
        *,
        outcome: str = "value_created",
        currency: str = "CNY",
        names: Names = AS_NAMED,
    ) -> None:
        self.lang, self.higher_is_better = lang, higher_is_better
        self.outcome, self.currency, self.names = outcome, currency, names
        self.console = Console(stderr=True, highlight=False)
        self.bar = Progress(
            TextColumn(say("Replications", lang)),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("/"),
            TimeRemainingColumn(),
            TextColumn("{task.description}", markup=False),
            console=self.console,
            transient=True,
        )
        self.task = self.bar.add_task("", total=None)

    def __enter__(self) -> Follow:
        if self.console.is_terminal:
            self.bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bar.stop()

    def __call__(self, done: int, total: int, running: Mapping[Arm, PairedDifference]) -> None:
        text = self.leader(running)
        self.bar.update(self.task, completed=done, total=total, description=text)
        if not self.console.is_terminal and (done == total or done % max(total // MAX_LINES, 1) == 0):
            self.console.print(f"{done}/{total} {text}".rstrip(), markup=False, soft_wrap=True)

    def leader(self, running: Mapping[Arm, PairedDifference]) -> str:
        """The option that lies ahead and its interval so far."""
        if not running:
            return ""
        sign = 1 if self.higher_is_better else -1
        arm, ahead = max(running.items(), key=lambda entry: sign * entry[1].mean)
        in_money = unit_of(self.outcome) == "money"
        unit = money_unit([ahead.mean, ahead.low, ahead.high], self.currency, self.lang) if in_money else None

        def write(value: float) -> str:
            return difference_text(value, self.outcome, unit, self.currency, self.lang)

        mean = write(ahead.mean) + (f" {unit.name}" if unit else "")
        return f"{self.names.option(str(arm))} {mean} ({interval(ahead.low, ahead.high, write, self.lang)})"


def currency_of(facts: Mapping[str, Any]) -> str:
    """The currency of a run; runs that do not state it are in the default one."""
    return str(facts.get("currency", "CNY"))


def new_table() -> Table:
    return Table(box=None, header_style="dim", padding=(0, 2, 0, 0), pad_edge=False)
