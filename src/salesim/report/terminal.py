"""What the command line prints: a verdict, a small table, and how far the replications have come."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from types import TracebackType

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
from salesim.calibrate.words import say as word
from salesim.experiment.compare import Comparison
from salesim.experiment.compare_draws import DrawnComparison
from salesim.wording.numbers import figure as digits
from salesim.experiment.repeat import Repeated
from salesim.experiment.statistics import PairedDifference
from salesim.experiment.wagers import ALL, wager_report
from salesim.metrics import unit_of
from salesim.model.diagnoses import confusion
from salesim.report.calibration import forecast_sentence, headline, written
from salesim.report.content import LayoutMap
from salesim.report.language import name_of, say
from salesim.report.numbers import NO_NUMBER, MoneyUnit, kpi, money, money_unit, percent
from salesim.report.style import short_name
from salesim.report.tables import SIGNS
from salesim.scenario.arms import Arm

LOOKS = {"better": "bold green", "worse": "red", "baseline": "dim", "undecided": "", "equivalent": ""}
FIGURES = ("travel_share", "mean_effort")  # one moved by the layout, one by pay; the report shows the others
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


def comparison_table(comparison: Comparison, lang: str = "en") -> Table:
    """One row an arm, best first: difference to the baseline with its interval, and a few figures that say why."""
    arms = comparison.arms.assign(order=comparison.arms["difference"].fillna(0.0))
    arms = arms.sort_values("order", ascending=not comparison.facts["higher_is_better"], kind="stable")
    outcome, figures = comparison.facts["outcome"], comparison.outcomes
    limits = pd.concat([arms["difference"], arms["difference_low"], arms["difference_high"]])
    unit = money_unit(limits, lang) if unit_of(outcome) == "money" else None
    table = new_table()
    table.add_column(name_of("arm", lang), overflow="fold")  # in a narrow terminal names give way, figures do not
    difference = "\n".join([name_of("difference", lang), *([unit.name.strip()] if unit else [])])
    table.add_column(difference, justify="right", no_wrap=True)
    table.add_column(f"{comparison.facts['confidence'] * 100:g} %", justify="right", no_wrap=True)
    table.add_column(name_of("verdict", lang), no_wrap=True)
    means = figures.pivot(index="arm", columns="outcome", values="mean")
    shown = [name for name in FIGURES if name in means]
    for name in shown:
        table.add_column(textwrap.fill(name_of(name, lang), 8), justify="right", no_wrap=True)
    for row in arms.to_dict("records"):
        verdict = row["verdict"]
        table.add_row(
            Text(row["arm"]),
            amount(row["difference"], outcome, unit, lang),
            interval(row["difference_low"], row["difference_high"], outcome, unit, lang),
            Text(f"{SIGNS.get(verdict, '')} {name_of(verdict, lang)}".strip(), style=LOOKS[verdict]),
            *(kpi(name, means.loc[row["arm"], name], lang) for name in shown),
        )
    return table


def wagers_table(comparison: Comparison, lang: str = "en") -> Table | None:
    """What wagers did, one row an arm; None if nobody took one."""
    found = wager_report(comparison)
    if found.empty:
        return None
    found = found[found["wager"] == ALL]
    unit = money_unit(found["cost"], lang)
    names = ("uptake", "win_rate", "loss_rate", "offer_effect", "taker_effect", "gap", "wager_cost", "quits_after_loss")
    beneath = {"gap": "gap_without", "quits_after_loss": "quits_without"}
    table = new_table()
    table.add_column(name_of("arm", lang), no_wrap=True)
    for name in names:
        lines = [textwrap.fill(name_of(name, lang), 9)]
        lines += [textwrap.fill(name_of(beneath[name], lang), 9)] if name in beneath else []
        lines += [unit.name.strip()] if name == "wager_cost" else []
        table.add_column("\n".join(lines), justify="right", no_wrap=True)
    for row in found.to_dict("records"):
        effects = []
        for name in ("offer_effect", "taker_effect"):
            half = (row[f"{name}_high"] - row[f"{name}_low"]) / 2.0
            effects.append(f"{percent(row[name], decimals=1, signed=True)}\n±{percent(half, decimals=1)}")
        table.add_row(
            Text(short_name(row["arm"], 18)),
            *(percent(row[name]) for name in ("uptake", "win_rate", "loss_rate")),
            *effects,
            f"{percent(row['gap'], signed=True)}\n{percent(row['gap_without'], signed=True)}",
            money(row["cost"], lang, unit=unit, symbol=False),
            f"{percent(row['quits_after_loss'])}\n{percent(row['quits_without'])}",
        )
    if mixed := comparison.facts.get("more_than_wager"):
        table.caption = say("more_than_wager", lang, policies=", ".join(mixed))
        table.caption_justify = "left"
    return table


def repeated_table(repeated: Repeated, lang: str = "en") -> Table:
    """Key figures of one arm, with intervals if there are several replications."""
    table = new_table()
    table.add_column(f"{repeated.facts['layout']}/{repeated.facts['policy']}", no_wrap=True)
    table.add_column("", justify="right", no_wrap=True)
    has_interval = repeated.facts["replications"] > 1
    if has_interval:
        table.add_column(f"{repeated.facts['confidence'] * 100:g} %", justify="right", no_wrap=True)
    rows = repeated.outcomes.set_index("outcome")
    for name in RUN_FIGURES:
        if name in rows.index:
            row = rows.loc[name]
            cells = [kpi(name, row["mean"], lang)]
            if has_interval:
                cells.append(say("interval", lang, low=kpi(name, row["low"], lang), high=kpi(name, row["high"], lang)))
            table.add_row(name_of(name, lang), *cells)
    return table


def conclusions_table(diagnoses: pd.DataFrame, lang: str = "en") -> Table:
    """What managers concluded (rows) against what was so (columns), as shares of all conclusions."""
    table = new_table()
    matrix = confusion(diagnoses)
    table.add_column(name_of("diagnosed", lang), no_wrap=True)
    for cause in matrix.columns:
        table.add_column(name_of(cause, lang), justify="right", no_wrap=True)
    for cause, row in matrix.iterrows():
        table.add_row(name_of(str(cause), lang), *(percent(count / max(len(diagnoses), 1)) for count in row))
    return table


def scores_table(layouts: Sequence[LayoutMap], lang: str = "en") -> Table:
    """The scores of layouts side by side."""
    table = new_table()
    table.add_column("")
    for layout in layouts:
        table.add_column(Text(layout.name), justify="right", no_wrap=True)
    for score in dict.fromkeys(name for layout in layouts for name in layout.scores):
        table.add_row(name_of(score, lang), *(kpi(score, layout.scores[score], lang) for layout in layouts))
    return table


def draws_table(found: DrawnComparison, lang: str = "en") -> Table:
    """One row an arm: difference to the baseline over all draws, and in how many it is ahead."""
    unit = money_unit(pd.concat([found.arms["low"], found.arms["high"]]), lang)
    table = new_table()
    table.add_column(name_of("arm", lang), no_wrap=True)
    table.add_column(f"{name_of('difference', lang)}\n{unit.name.strip()}", justify="right", no_wrap=True)
    table.add_column("95 %", justify="right", no_wrap=True)
    for key in ("ahead", "parameter_sd", "sampling_sd"):
        table.add_column(textwrap.fill(name_of(key, lang), 5, break_long_words=False), justify="right", no_wrap=True)
    n = found.facts["draws"]
    for row in found.arms.to_dict("records"):
        table.add_row(
            Text(row["arm"]),
            money(row["difference"], lang, signed=True, unit=unit, symbol=False),
            interval(row["low"], row["high"], "sales", unit, lang),
            f"{round(row['ahead'] * n)}/{n}",
            money(row["parameter_sd"], lang, unit=unit, symbol=False),
            money(row["sampling_sd"], lang, unit=unit, symbol=False),
        )
    return table


def calibration_lines(found: Calibration, lang: str = "en") -> list[str | Table]:
    """What a calibration found: a sentence or two, what the data tell, and what became of rows that are not used."""
    table = new_table()
    for key in ("parameter", "estimate", "interval", "verdict"):
        is_text = key in ("parameter", "verdict")
        table.add_column(word(key, lang), justify="left" if is_text else "right", no_wrap=True)
    for one in found.estimates:
        if one.value is None or one.low is None:
            continue
        interval = "" if isinstance(one.low, tuple) else f"{written(one.low)} – {written(one.high)}"
        looks = "" if one.used else "dim"
        verdict = Text(word(str(one.verdict), lang), style=looks)
        table.add_row(Text(one.path, style=looks), written(one.value), interval, verdict)
    lines: list[str | Table] = [headline(found, lang)]
    if found.backtest is not None:
        lines.append(forecast_sentence(found, lang))
    if table.row_count:
        lines += ["", table]
    notes = [word(key, lang, **places) for key, places in found.all_notes]
    lines += ["", *notes] if notes else []
    by_file = found.export.import_log.counts().groupby("file", sort=False)["rows"].sum()
    return [*lines, *(f"{file}: {rows:,} x {REJECTED_FILE}" for file, rows in by_file.items())]


def pay_terms_table(plans: pd.DataFrame, lang: str = "en") -> Table:
    """`pay_plans.pay_table` for people: one row a policy and curve; amounts are for a quarter if not a year's."""
    table = new_table()
    table.add_column(name_of("policy", lang), no_wrap=True)
    table.add_column(name_of("paid_on", lang), no_wrap=True)
    amounts = [name for name in plans if unit_of(str(name)) == "money"]
    unit = money_unit(plans[amounts].to_numpy().ravel(), lang)
    for name in ("pay_80", "pay_100", "pay_120", "reached", "at_quota", "earned"):
        heading = name_of(f"plan_{name}", lang)
        table.add_column(
            "\n".join([heading, *([unit.name.strip()] if name in amounts else [])]), justify="right", no_wrap=True
        )
    for row in plans.to_dict("records"):
        paid_on = short_name(row["component"] or name_of(f"paid_{row['measure']}", lang), 14)
        paid_on += f", {name_of('year', lang)}" if row["period"] == "year" else ""
        in_units = pd.isna(row["pay_100"])
        cells = [money(row[name], lang, unit=unit, symbol=False) for name in amounts[:3]]
        cells.append(f"{row['reached']:.3g}" if in_units else percent(row["reached"]))
        cells.append(NO_NUMBER if in_units else percent(row["at_quota"]))
        cells.append(money(row["earned"], lang, unit=unit, symbol=False))
        table.add_row(Text(short_name(row["policy"], 18)), Text(paid_on), *cells)
    return table


class Follow:
    """Shows on the standard error how far the replications are, and the best arm so far; use it in a ``with``.

    A bar in a terminal, elsewhere a few lines.
    """

    def __init__(self, lang: str = "en", higher_is_better: bool = True) -> None:
        self.lang, self.higher_is_better = lang, higher_is_better
        self.console = Console(stderr=True, highlight=False)
        self.bar = Progress(
            TextColumn(name_of("replications", lang)),
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
        """The arm that lies ahead and its interval so far."""
        if not running:
            return ""
        sign = 1 if self.higher_is_better else -1
        arm, ahead = max(running.items(), key=lambda entry: sign * entry[1].mean)
        unit = money_unit([ahead.mean, ahead.low, ahead.high], self.lang)
        mean = money(ahead.mean, self.lang, signed=True, unit=unit)
        return f"{arm} {mean} ({interval(ahead.low, ahead.high, 'sales', unit, self.lang)})"


def frame_table(frame: pd.DataFrame) -> Table:
    """Any frame: numbers with three digits to the right, text to the left."""
    table = new_table()
    for column in frame.columns:
        is_number = pd.api.types.is_numeric_dtype(frame[column])
        table.add_column(str(column).replace("_", " "), justify="right" if is_number else "left", overflow="fold")
    for row in frame.itertuples(index=False):
        table.add_row(*(Text(digits(float(x)) if isinstance(x, float) else str(x)) for x in row))
    return table


def new_table() -> Table:
    return Table(box=None, header_style="dim", padding=(0, 2, 0, 0), pad_edge=False)


def amount(value: float, outcome: str, unit: MoneyUnit | None, lang: str) -> str:
    """A difference in the table's unit, with its sign."""
    if unit is not None:
        return money(value, lang, signed=True, unit=unit, symbol=False)
    return NO_NUMBER if pd.isna(value) else kpi(outcome, value, lang)


def interval(low: float, high: float, outcome: str, unit: MoneyUnit | None, lang: str) -> str:
    if pd.isna(low):
        return ""
    return say("interval", lang, low=amount(low, outcome, unit, lang), high=amount(high, outcome, unit, lang))
