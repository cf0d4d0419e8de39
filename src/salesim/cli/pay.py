"""The command about pay: a plan's statement or picture, real statements checked, a scenario's plans drawn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from salesim.cli.app import (
    JsonOption,
    LanguageOption,
    SeedOption,
    SetOption,
    WeeksOption,
    app,
    from_here,
    get_ready,
    load,
    print_json,
    show,
    show_files,
)
from salesim.errors import InputError
from salesim.phrase import Phrase
from salesim.wording.text import N_, say

if TYPE_CHECKING:
    import pandas as pd

    from salesim.letter.history import Recomputed
    from salesim.letter.letter import Letter
    from salesim.letter.statement import Statement
    from salesim.scenario import Scenario

MOST_SHOWN = 20  # statements that differ
POINTS_SHOWN = 12  # of a plan that is drawn over what nobody has a quota of
DATE_ORDERS = ("auto", "day first", "month first")


@app.command(
    help=N_(
        "What a pay plan pays, with every line of the statement: salesim pay quota_bonus --sales 1.2M --quota 1M\n\n"
        "A plan is a YAML file, or the name of one that comes with salesim or lies in the folder plans; without PLAN, "
        "all of them are listed with the figures that each needs. Figures are given by their names, as people write "
        "them: 1.2M, 30万, 8 %. One that is given several times, or as a CSV file, is a list of periods, persons or "
        "deals: --deals deals.csv.\n\n"
        "With --history, statements of the past are reckoned again and compared with what was paid. With --draw or "
        "--over, the plan is priced for worse and better years.\n\n"
        "Of a scenario, the plans of its policies are drawn: what one more sale pays, and where the reps stand in one "
        "simulated run.\n\n"
        "How to write a plan: docs/pay_plans.md"
    ),
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def pay(
    context: typer.Context,
    plan: Annotated[
        str,
        typer.Argument(
            metavar="PLAN", help=N_("A pay plan or a scenario, by its file or name; left out, plans are listed.")
        ),
    ] = "",
    history: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=N_(
                "Of a plan: reckon statements of the past again, a CSV file of rep, period (or date), the plan's "
                "figures and perhaps paid."
            ),
        ),
    ] = None,
    paid: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=N_("With --history: what was paid, if it stands in another CSV file, of rep, period and paid."),
        ),
    ] = None,
    date_order: Annotated[
        str,
        typer.Option(
            metavar="ORDER", help=N_("With --history: of dates such as 03/04/2026: auto, 'day first' or 'month first'.")
        ),
    ] = "auto",
    draw: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=N_("Of a plan: price it for worse and better years, and draw it, as FILE.png and FILE.svg."),
        ),
    ] = None,
    over: Annotated[
        str | None,
        typer.Option(
            metavar="FIGURE",
            help=N_("Of a plan: the figure that is varied; sales, or else the first that is counted, if left out."),
        ),
    ] = None,
    policy: Annotated[
        list[str] | None, typer.Option(help=N_("Of a scenario: a policy, may be repeated; all if left out."))
    ] = None,
    settings: SetOption = None,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    replications: Annotated[int | None, typer.Option(min=1, hidden=True)] = None,
    jobs: Annotated[int | None, typer.Option(min=1, hidden=True)] = None,
    out: Annotated[
        Path | None, typer.Option(help=N_("Of a scenario: folder for the pictures; runs/pay-NAME if left out."))
    ] = None,
    as_json: JsonOption = False,
    lang: LanguageOption = "",
) -> None:
    from salesim.letter import is_letter, read_letter
    from salesim.letter.read import at_its_part
    from salesim.letter.statement import statement
    from salesim.wording import check_language

    check_language(lang)
    if not plan:
        return list_plans(lang, as_json)
    given = figures_in(context.args)
    if not is_letter(plan):
        for option, value in (("--history", history), ("--paid", paid), ("--draw", draw), ("--over", over)):
            if value is not None:
                raise InputError("this goes with a plan, not with a scenario", option, str(value))
        if given:
            raise InputError("this goes with a plan, not with a scenario", f"--{next(iter(given))}")
        return draw_scenario(load(plan, settings, seed, weeks, lang), policy or [], out, as_json, lang)
    for option, stated in (
        ("--policy", policy),
        ("--set", settings),
        ("--seed", seed),
        ("--weeks", weeks),
        ("--out", out),
    ):
        if stated:
            raise InputError("this goes with a scenario, not with a plan", option)
    letter = read_letter(plan)
    if paid is not None and history is None:
        raise InputError("this goes with --history", "--paid", str(paid))
    if date_order not in DATE_ORDERS:
        raise InputError("no such choice", "--date-order", date_order, ", ".join(DATE_ORDERS))
    if history is not None:
        if given:
            raise InputError("the history holds the figures; leave these out", f"--{next(iter(given))}")
        from salesim.letter.history import recompute

        return show_recomputed(recompute(letter, history, paid, date_order), as_json, lang)
    if draw is not None or over is not None:
        return show_outlook(letter, plan, given, draw, over, as_json, lang)
    try:
        found = statement(letter, {name: amounts_of(name, value, letter) for name, value in given.items()})
    except InputError as fault:
        raise at_its_part(at_its_deal(fault, letter, given), plan) from None
    if as_json:
        return print_json(found.to_json())
    show(*statement_lines(found, plan, lang))
    show_doubts(letter, plan, lang)


def show_doubts(letter: Letter, plan: str, lang: str) -> None:
    """What the plan states and most likely does not mean, with its line."""
    from salesim.letter.read import doubts_about

    for doubt in doubts_about(letter, plan):
        show(say("Was this meant? {doubt}", lang, doubt=doubt.told(lang)))


def draw_scenario(found: Scenario, policies: list[str], out: Path | None, as_json: bool, lang: str) -> None:
    """The pay plans of a scenario's policies, as pictures and a table."""
    from salesim.experiment.compare import plain
    from salesim.report.pay_plans import pay_table, simulated_plans, write_pay_plans
    from salesim.report.terminal import pay_terms_table
    from salesim.scenario.changes_told import changes_listed, changes_told
    from salesim.scenario.display import all_names

    out = out or Path("runs") / f"pay-{found.name}"
    get_ready(out)
    curves, runs = simulated_plans(found, policies or list(found.run.policies) or list(found.policies))
    names = all_names(found, lang)
    files = write_pay_plans([curve.named(names) for curve in curves], out, lang)
    table = pay_table(curves, runs)
    if as_json:
        later = {name: changes for name, changes in changes_listed(found).items() if name in runs}
        return print_json(plain({"scenario": found.name, "plans": table.to_dict("records"), "later": later}))
    show(pay_terms_table(table, lang, found.currency, names))
    show(*changes_told(found, runs, lang, names))
    show_files({say("pictures", lang): ", ".join(map(str, files))})


def figures_in(arguments: list[str]) -> dict[str, Any]:
    """Figures by name, of options that the command does not know: ``--sales 1.2M``, ``--sales=1.2M``."""
    figures: dict[str, Any] = {}
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--") or word == "--":
            raise InputError("figures are given by name, such as --sales 1.2M", None, word)
        name, stated, value = word[2:].partition("=")
        if not stated:
            if not rest:
                raise InputError("a value is missing", word)
            value = rest.pop(0)
        name = name.replace("-", "_")
        several = figures_of(name, value)
        if name in figures:
            before = figures[name] if isinstance(figures[name], list) else [figures[name]]
            several = [*before, *(several if isinstance(several, list) else [several])]
        figures[name] = several
    return figures


def figures_of(name: str, value: str) -> Any:
    """One figure, a list of them, or the deals of a CSV file."""
    from salesim.letter.figures import number_in

    if value.lower().endswith(".csv"):
        from salesim.letter.deals import Deals
        from salesim.text_table import read_csv

        return Deals(read_csv(Path(value), f"--{name}"))
    if number_in(value) is not None or not any(sign in value for sign in ",;"):
        return value
    return [one.strip() for one in value.replace(";", ",").split(",")]


def amounts_of(name: str, value: Any, letter: Letter) -> Any:
    """A CSV file of one column is a list of amounts, unless the plan looks at the fields of single deals."""
    from salesim.letter.deals import Deals, check_columns

    if isinstance(value, Deals) and name in letter.of_deals:
        check_columns(value.table, letter.fields_of_deals(name))
    if isinstance(value, list) and name not in letter.of_deals and all(isinstance(one, dict) for one in value):
        return [next(iter(one.values())) if len(one) == 1 else one for one in value]
    return value


def at_its_deal(fault: InputError, letter: Letter, given: dict[str, Any]) -> InputError:
    """The same fault; one of a single deal with the line of the file that states it."""
    from salesim.letter.deals import Deals, of_which_deal

    number, part = of_which_deal(fault), (fault.field or "").split(".")[0]
    deals = [given.get(str(one.of)) for one in letter.parts if one.name == part]
    if number is None or not deals or not isinstance(deals[0], Deals):
        return fault
    return replace(fault, file=deals[0].table.file, line=deals[0].table.lines[number - 1])


def list_plans(lang: str, as_json: bool) -> None:
    """The plans that there are, and what each is for."""
    from rich.table import Table

    from salesim.letter import plan_library, read_letter
    from salesim.titles import title_in

    letters = {name: read_letter(path) for name, path in plan_library().items()}
    if as_json:
        return print_json(
            [
                {"name": name, "title": title_in(one.title, lang, name), "figures": list(one.given)}
                for name, one in letters.items()
            ]
        )
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in (say("plan", lang), say("what it is", lang), say("figures to give", lang)):
        table.add_column(heading, no_wrap=heading == say("plan", lang))
    for name, letter in letters.items():
        table.add_row(name, title_in(letter.title, lang, name), ", ".join(letter.given))
    show(table)


def statement_lines(found: Statement, name: str, lang: str) -> list[Any]:
    """Title and lines of a statement."""
    from rich.table import Table

    from salesim.letter.figures import written
    from salesim.titles import title_in

    title = title_in(found.letter.title, lang, name)
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column(say("part", lang))
    table.add_column(say("reckoned", lang))
    table.add_column(say("amount", lang), justify="right")
    for line in found.lines:
        is_paid = line.name == found.letter.paid_part
        table.add_row(line.name, line.reckoned, written(line.value), style="bold" if is_paid else "")
    currency = f" {found.letter.currency}" if found.letter.currency else ""
    total = say("{plan} pays {amount}", lang, plan=title, amount=written(found.paid) + currency)
    return [title, table, total]


def show_recomputed(found: list[Recomputed], as_json: bool, lang: str) -> None:
    """Statements that differ, and how many agree to the cent."""
    from rich.table import Table

    known = [one for one in found if one.paid is not None]
    differing = [one for one in known if one.differs]
    if as_json:
        return print_json(
            [
                {
                    "rep": one.rep,
                    "period": one.period,
                    "paid": None if one.paid is None else float(one.paid),
                    "reckoned": round(float(one.reckoned), 2) + 0.0,  # no −0.0
                    "differs": one.differs,
                }
                for one in found
            ]
        )
    rows = differing if known else found
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in (say("rep", lang), say("period", lang)):
        table.add_column(heading)
    for heading in (say("paid", lang), say("by the plan", lang), say("difference", lang)):
        table.add_column(heading, justify="right")
    for one in rows[:MOST_SHOWN]:
        paid = "–" if one.paid is None else money(one.paid)
        more = "–" if one.paid is None else money(one.reckoned - one.paid, signed=True)
        table.add_row(one.rep, one.period, paid, money(one.reckoned), more)
    if rows:
        show(table)
    if len(rows) > MOST_SHOWN:
        show(Phrase("... and {n} more", n=len(rows) - MOST_SHOWN).told(lang))
    if known:
        off = sum((one.reckoned - one.paid for one in known if one.paid is not None), 0)
        show(
            say(
                "Statements: {n}; alike to the cent: {same}; different: {other}; the plan less what was paid: {sum}",
                lang,
                n=len(known),
                same=len(known) - len(differing),
                other=len(differing),
                sum=money(off),
            )
        )
    if len(known) < len(found):
        n = len(found) - len(known)
        show(say("Statements reckoned of which it is not known what was paid: {n}", lang, n=n))


def show_outlook(
    letter: Letter, name: str, given: dict[str, Any], path: Path | None, over: str | None, as_json: bool, lang: str
) -> None:
    """What the plan pays and costs in worse and better years, and its picture."""
    from salesim.letter.outlook import cost_by_year, falls, measure_varied, payouts
    from salesim.titles import title_in

    varied = measure_varied(letter, over)
    points = payouts(letter, given, varied)
    years = cost_by_year(points)
    files = []
    if path is not None:
        from salesim.report.payouts import SIZE_IN, draw_payouts
        from salesim.report.pictures import save
        from salesim.report.section import Plot

        title = title_in(letter.title, lang, name)
        what = title_in(letter.measures.get(varied), lang, varied)
        is_result = varied in letter.counted
        plot = Plot(
            lambda page: draw_payouts(page, points, title, what, letter.currency, lang, is_result), SIZE_IN, title
        )
        files = save(plot, path.with_suffix("") if path.suffix in (".png", ".svg") else path)
    if as_json:
        return print_json(
            {
                "over": varied,
                "points": points.to_dict("records"),
                "years": years.to_dict("records"),
                "files": [str(file) for file in files],
            }
        )
    what = title_in(letter.measures.get(varied), lang, varied)
    if varied not in letter.counted:
        show(pay_at_some(points, what, lang))
    else:
        show(pay_by_year(years, points, varied, what, lang))
        if (where := falls(points)) is not None:
            show(say("Pay falls when {figure} rises to {amount}.", lang, figure=varied, amount=f"{where:,.0f}"))
    if files:
        show_files({file.suffix[1:]: from_here(file.absolute()) for file in files})


def pay_by_year(years: pd.DataFrame, points: pd.DataFrame, varied: str, what: str, lang: str) -> Any:
    """What a plan costs in worse and better years, by what is counted: of sales as a share of them."""
    from rich.table import Table

    from salesim.letter.model_words import meant_by
    from salesim.wording import percent

    is_sales = meant_by(varied) == "sales"
    table = Table(box=None, padding=(0, 2, 0, 0))
    headings = (
        say("the firm sells, of plan", lang) if is_sales else say("{figure}, of plan", lang, figure=what),
        say("pay of a rep", lang),
        say("cost of sales", lang) if is_sales else say("pay for each 1", lang),
        say("reps at quota", lang),
    )
    for heading in headings:
        table.add_column(heading, justify="right")
    for year in years.itertuples():
        cost = percent(year.cost, decimals=2) if is_sales else f"{year.cost:,.4g}"
        table.add_row(percent(year.year), money(year.pay), cost, percent(year.odds))
    return table


def pay_at_some(points: pd.DataFrame, what: str, lang: str) -> Any:
    """What a plan pays at some values of a figure that is no result, such as the months until a customer left."""
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in (what, say("pay of a rep", lang)):
        table.add_column(heading, justify="right")
    for row in points.iloc[:: len(points) // POINTS_SHOWN].itertuples():
        table.add_row(f"{row.result:,.6g}", money(row.pay))
    return table


def money(amount: Any, signed: bool = False) -> str:
    """An amount to the cent, half a cent away from zero, and nothing as 0.00, of whatever sign.

    >>> money(-0.001), money(1234.5), money(-2, signed=True)
    ('0.00', '1,234.50', '−2.00')
    """
    from salesim.letter.figures import exact, single
    from salesim.letter.rounding import rounded

    cents = float(single(rounded(exact(amount), 0.01, "half_up"), ""))
    return f"{cents:{'+' if signed and cents else ''},.2f}".replace("-", "−")
