"""Tables of the analyses for the terminal: selection, levers, gaming, sensitivity, random numbers, two runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd
from rich.table import Table
from rich.text import Text

from salesim.experiment.choose.choose import Chosen
from salesim.experiment.crn_check import CrnCheck
from salesim.experiment.explain.levers import LeverShares
from salesim.experiment.phrases import amount_of, listed
from salesim.experiment.run_diff import RunDiff
from salesim.experiment.sensitivity.study import Sensitivity
from salesim.metrics import heading, written
from salesim.report.terminal import new_table
from salesim.wording import count, figure, percent
from salesim.wording.text import N_, say

LINKS = {  # of the chain from effort to sales
    "effort": N_("effort"),
    "hours": N_("hours with customers"),
    "visits": N_("visits"),
    "goodwill": N_("goodwill"),
    "orders": N_("orders"),
    "sales": N_("sales"),
}
SIGNS = {  # of gaming
    "sandbagging": N_("sandbagging: quarters that end at 100 to 110% of quota, of all above 100%"),
    "pull_forward": N_("orders pulled forward: sales of a quarter's last weeks over the next one's first"),
    "cliffs": N_("bunching: quarters just over a threshold of pay, of those near it"),
    "caps": N_("coasting: effort above the cap against everybody's"),
    "falsified_visits": N_("falsified visits, of all reported"),
}
WAYS = {
    "keyed": N_("keyed random numbers, as salesim does"),
    "same seed": N_("one generator with the same seed"),
    "independent": N_("independent random numbers"),
}
INDICES = {  # of a sensitivity study; Greek and S are the names that the literature uses
    "mu": "μ",
    "mu_star": "μ*",
    "mu_star_conf": "± μ*",
    "sigma": "σ",
    "S1": "S1",
    "S1_conf": "± S1",
    "ST": "ST",
    "ST_conf": "± ST",
}


def table_of(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table whose first column holds names and all others figures."""
    table = new_table()
    for i, name in enumerate(headings):
        table.add_column(name, justify="right" if i else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def interval(low: str, high: str, lang: str) -> str:
    return say("{low} to {high}", lang, low=low, high=high)


def chosen_table(chosen: Chosen, currency: str, lang: str = "en") -> Table:
    """The options of a selection, the best mean first."""
    headings = (heading("arm", lang), heading("mean", lang), heading("n", lang), say("In play to the end", lang))
    rows = (
        (
            row["arm"],
            written(chosen.outcome, row["mean"], currency, lang),
            count(row["replications"]),
            say("yes", lang) if row["in_play"] else say("no", lang),
        )
        for row in chosen.arms.to_dict("records")
    )
    return table_of(headings, rows)


def levers_table(found: LeverShares, currency: str, lang: str = "en") -> Table:
    """What each lever of a policy contributes."""

    def amount(value: float) -> str:
        return amount_of(found.outcome, value, {"currency": currency}, lang, signed=True)

    headings = (
        say("Lever", lang),
        say("Step of the waterfall", lang),
        say("Shapley share", lang),
        say("{level} interval", lang, level="95%"),
        say("Of the whole", lang),
    )
    rows = (
        (
            row["lever"],
            amount(row["step"]),
            amount(row["shapley"]),
            interval(amount(row["low"]), amount(row["high"]), lang),
            percent(row["share"]),
        )
        for row in found.levers.to_dict("records")
    )
    return table_of(headings, rows)


def trace_table(trace: pd.DataFrame, lang: str = "en") -> Table:
    """The chain from effort to sales over the whole run: change against the baseline, with its interval."""
    headings = (say("Link of the chain", lang), say("Change", lang), say("{level} interval", lang, level="95%"))

    def change(value: float) -> str:
        return percent(value, decimals=1, signed=True)

    whole = trace[trace["quarter"] == -1].to_dict("records")
    rows = (
        (say(LINKS[row["link"]], lang), change(row["change"]), interval(change(row["low"]), change(row["high"]), lang))
        for row in whole
    )
    return table_of(headings, rows)


def gaming_table(audit: pd.DataFrame, lang: str = "en") -> Table:
    """Signs of gaming under a policy beside the baseline."""
    headings = (
        say("Sign of gaming", lang),
        heading("policy", lang),
        say("Baseline", lang),
        heading("difference", lang),
        say("{level} interval", lang, level="95%"),
        say("Found", lang),
    )
    rows = (
        (
            say(SIGNS[row["sign"]], lang),
            figure(row["policy"]),
            figure(row["baseline"]),
            figure(row["difference"], signed=True),
            interval(figure(row["low"], signed=True), figure(row["high"], signed=True), lang),
            say("yes", lang) if row["found"] else say("no", lang),
        )
        for row in audit.to_dict("records")
    )
    return table_of(headings, rows)


def factors_table(study: Sensitivity, currency: str, lang: str = "en") -> Table:
    """The assumptions of a sensitivity study, the strongest first."""
    indices = [name for name in INDICES if name in study.factors]

    def amount(value: float) -> str:
        return amount_of(study.outcome, value, {"currency": currency}, lang, signed=True)

    def index(name: str, value: float) -> str:
        is_variance = name.startswith("S")
        return figure(value) if is_variance else amount_of(study.outcome, value, {"currency": currency}, lang)

    def end(value: object) -> str:
        return value if isinstance(value, str) else figure(float(str(value)))

    headings = (
        say("Assumption", lang),
        say("Lowest value", lang),
        say("Highest value", lang),
        say("Difference in the lower third", lang),
        say("Difference in the upper third", lang),
        *(INDICES[name] for name in indices),
    )
    rows = (
        (
            row["factor"],
            end(row["low"]),
            end(row["high"]),
            amount(row["at_low"]),
            amount(row["at_high"]),
            *(index(name, row[name]) for name in indices),
        )
        for row in study.factors.to_dict("records")
    )
    return table_of(headings, rows)


def ways_table(checked: CrnCheck, currency: str, lang: str = "en") -> Table:
    """What each way to share random numbers saves."""
    headings = (
        say("Random numbers of the two options", lang),
        say("Standard deviation of the difference", lang),
        say("Times fewer replications", lang),
        heading("correlation", lang),
    )
    rows = (
        (
            say(WAYS[row["way"]], lang),
            amount_of(checked.outcome, row["variance"] ** 0.5, {"currency": currency}, lang),
            figure(row["saved"]),
            figure(row["correlation"]),
        )
        for row in checked.ways.to_dict("records")
    )
    return table_of(headings, rows)


def streams_table(checked: CrnCheck, lang: str = "en") -> Table:
    """By how much the variance grows if one stream alone were not shared."""
    rows = ((row["stream"], figure(row["growth"])) for row in checked.streams.to_dict("records"))
    return table_of((say("Stream", lang), say("Variance if desynchronized, times", lang)), rows)


def crn_faults(checked: CrnCheck, lang: str = "en") -> list[str]:
    """What is wrong with the random numbers, a sentence each; that nothing is, otherwise."""
    found = []
    if checked.unrepeatable:
        found.append(
            say(
                "The same option, simulated twice, gives different results: something draws random numbers of its own.",
                lang,
            )
        )
    if checked.desynchronized:
        numbers = listed([str(number) for number in checked.desynchronized], lang)
        found.append(
            say(
                "Competitors attack at different times in the two options of replications {numbers}.",
                lang,
                numbers=numbers,
            )
        )
    return found or [say("No stream is desynchronized.", lang)]


def moved_table(found: RunDiff, lang: str = "en") -> Table:
    """What differs between two runs, an option and metric a row."""
    headings = (
        heading("arm", lang),
        heading("outcome", lang),
        say("First run", lang),
        say("Second run", lang),
        heading("difference", lang),
        say("{level} interval", lang, level="95%"),
    )

    def signed(column: str, value: float) -> str:
        return amount_of(column, value, {"currency": found.currencies[0]}, lang, signed=True)

    rows = (
        (
            row["arm"],
            heading(row["outcome"], lang),
            written(row["outcome"], row["here"], found.currencies[0], lang),
            written(row["outcome"], row["there"], found.currencies[1], lang),
            signed(row["outcome"], row["difference"]),
            interval(signed(row["outcome"], row["low"]), signed(row["outcome"], row["high"]), lang),
        )
        for row in found.moved.to_dict("records")
    )
    return table_of(headings, rows)
