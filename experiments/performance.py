"""How fast is it? CPU time of the yardsticks and of the product, as one table.

    python experiments/performance.py                    everything
    python experiments/performance.py --only kernel mesa
    python experiments/performance.py --json
    python experiments/performance.py --only startup demo --write       renews these parts of docs/performance.md

CPU time is the figure for speed, because other programs share the machine: the median of several runs in one process,
after a first run that compiles. Wall time is given where people wait, and, for threads, only beside a check that the
cores were really there. Ratios compare figures of the same run of this script; seconds are held against what the
reference kernel takes for a year of the default market.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pay_value
from full_model import rebalance_once, simulate_year
from reduced_model import kernel, plain_mesa
from reduced_model.world import CUSTOMERS_PER_REP, WEEKS, build_world
from rich.console import Console
from rich.table import Table
from supply_chain import drive_chain

from salesim.channel.stock import StockParameters
from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.scenario.loading import load_scenario

PER_CUSTOMER_WEEK = "ns CPU/customer-week"
AT = " at "  # between a stage and a size
PAY = ("Pay", "PayComponents")  # levers
DEFAULT_CUSTOMERS = 6_000  # of the shipped scenario
DOCUMENT = Path(__file__).parents[1] / "docs" / "performance.md"
BYTES_PER_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Figure:
    """One measured number; ``aim`` is the most it should be."""

    what: str
    value: float
    unit: str
    aim: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Child:
    """What another Python process took: itself and all that it started and waited for."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    printed: str


def cpu_seconds(prepare: Callable[[], Any], run: Callable[[Any], Any], runs: int) -> float:
    """Median CPU time of ``run(prepare())`` without the preparation, after one run that does not count."""
    taken = []
    for _ in range(runs + 1):
        prepared = prepare()
        start = time.process_time()
        run(prepared)
        taken.append(time.process_time() - start)
    return statistics.median(taken[1:])


# The kernel hands a process's peak memory on to the processes it starts, so children are started from a small one.
LAUNCHER = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run([sys.executable, *sys.argv[1:]], stdout=subprocess.PIPE, text=True)
wall_s = time.perf_counter() - start
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, done.stdout]))
sys.exit(done.returncode)
"""


def run_child(arguments: list[str], **environment: str) -> Child:
    """Run ``python ARGUMENTS`` to its end and take its time and its memory; its complaints go to stderr."""
    command = [sys.executable, "-c", LAUNCHER, *arguments]
    known = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, env=known | environment, stdout=subprocess.PIPE, check=True)
    wall_s, cpu_s, peak, printed = json.loads(done.stdout)
    return Child(wall_s, cpu_s, peak * BYTES_PER_RSS_UNIT / 1e6, printed)


@numba.njit(nogil=True)
def spin(rounds):
    """Keep one core busy, and nothing but the core."""
    x = 1
    for _ in range(rounds):
        x ^= x << 13
        x ^= x >> 7
        x ^= x << 17
    return x


def cores_present(n_threads: int = 2, rounds: int = 200_000_000) -> float:
    """How many cores ``n_threads`` busy threads really get: CPU time taken by all, over wall time gone by."""
    spin(1)
    threads = [threading.Thread(target=spin, args=(rounds,)) for _ in range(n_threads)]
    wall, cpu = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return (time.process_time() - cpu) / (time.perf_counter() - wall)


def measure_kernel() -> list[Figure]:
    """The reduced model as one numba kernel: the floor."""
    n_reps = 1000
    seconds = cpu_seconds(lambda: build_world(n_reps), kernel.run, runs=7)
    return [
        Figure("reduced model, numba kernel, 100 k customers", per_customer_week(seconds, n_reps), PER_CUSTOMER_WEEK)
    ]


def measure_mesa() -> list[Figure]:
    """The reduced model in plain Mesa: what one would write without thinking of speed."""
    n_reps = 100

    def figure(agents_draw: bool, note: str) -> Figure:
        seconds = cpu_seconds(lambda: plain_mesa.ReducedModel(build_world(n_reps), agents_draw), plain_mesa.run, runs=3)
        value = per_customer_week(seconds, n_reps)
        return Figure("reduced model, plain Mesa, 10 k customers", value, PER_CUSTOMER_WEEK, note=note)

    return [
        figure(False, "draws in bulk, as cheap as self.random"),
        figure(True, "each agent mixes its own draws"),
    ]


def measure_import() -> list[Figure]:
    """The wait for ``import salesim``, with the start of Python itself beside it."""
    run_child(["-c", "import salesim"])  # writes the bytecode
    bare = statistics.median(run_child(["-c", ""]).cpu_s for _ in range(5))
    whole = [run_child(["-c", "import salesim"]) for _ in range(5)]
    return [
        Figure("import salesim", statistics.median(c.cpu_s for c in whole), "s CPU", 1.0, f"Python alone {bare:.2f} s"),
        Figure("import salesim", statistics.median(c.wall_s for c in whole), "s wall", 1.0),
        Figure("import salesim", statistics.median(c.peak_mb for c in whole), "MB peak", note="each worker pays it"),
    ]


def measure_cores() -> list[Figure]:
    """Whether wall times on two threads mean anything right now."""
    return [Figure("cores that two busy threads get", cores_present(), "cores")]


def measure_model() -> list[Figure]:
    """The full model with all levers on, 100 customers a rep; median of three years after one that does not count."""
    figures = []
    for customers, distributors, aim in ((6_000, 12, None), (100_000, 12, 200.0), (100_000, 200, None)):
        years = [simulate_year(customers, distributors) for _ in range(4)][1:]
        seconds = statistics.median(year["cpu_s"] for year in years)
        note = f"{distributors} distributors, {years[0]['visits_a_day']:.1f} visits a day"
        value = seconds * 1e9 / (customers * WEEKS)
        figures.append(Figure(f"full model, {customers:,} customers", value, PER_CUSTOMER_WEEK, aim, note))
    seconds = statistics.median(rebalance_once(100_000) for _ in range(3))
    figures.append(Figure("one rebalancing, 100,000 customers", seconds, "s CPU", note="1,000 territories; not above"))
    return figures


def measure_care(customers: int = 100_000) -> list[Figure]:
    """The full model with all that the firm can do for customers on top, and the customers' own kernels' share."""
    years = [simulate_year(customers, care=True) for _ in range(4)][1:]
    year = sorted(years, key=lambda y: y["cpu_s"])[1]
    own = year["stages"]["take_orders"] + year["stages"]["settle_week"]
    to_ns = 1e9 / (customers * WEEKS)
    note = f"buying, leaving and paying are {own * to_ns:.0f} of it, {own / year['cpu_s']:.0%}"
    what = f"full model, {customers:,} customers, tags, warning, service, leads"
    return [Figure(what, year["cpu_s"] * to_ns, PER_CUSTOMER_WEEK, 230.0, note)]


def measure_stages() -> list[Figure]:
    """Where the full model's time goes, stage by stage, and lever by lever within them, at the usual sizes."""
    return [
        figure
        for customers, n_runs in ((6_000, 7), (100_000, 3))
        for figure in stage_figures([simulate_year(customers) for _ in range(n_runs)])
    ]


def measure_reps() -> list[Figure]:
    """10,000 reps with 60 customers each, against what their part of a year may take."""
    years = [simulate_year(600_000, reps=10_000) for _ in range(2)]
    second = [year["stages"] | year["levers"] for year in years]  # the first may compile

    def seconds(*names: str) -> float:
        return min(sum(year[name] for name in names) for year in second)

    decisions = seconds("open_calendar", "staff_seats", "clock") - seconds(*PAY)
    day = f"{years[0]['visits_a_day']:.1f} visits a day"
    return [
        Figure("10,000 reps: effort and pay", seconds("choose_effort", *PAY), "s CPU", 0.3),
        Figure("10,000 reps: planning and tours", seconds("drive_tours"), "s CPU", 3.0, day),
        Figure("10,000 reps: decisions in Python", decisions, "s CPU", 2.0, "quotas, wagers, reviews, staying, hiring"),
        *stage_figures(years),
    ]


def measure_pay() -> list[Figure]:
    """What several measures cost in the valuation of pay, against one: a gate at most ten times as much."""
    costs = {what: pay_value.cost_ns(component) for what, component in pay_value.COMPONENTS.items()}
    one = costs["one measure"]
    figures = [Figure(f"pay component, {what}", cost, "ns CPU/rep-week") for what, cost in costs.items()]
    times = costs["gate of another measure"] / one
    richest = pay_value.cost_ns(*pay_value.RICHEST) * pay_value.SEATS_AND_WEEKS / 1e9
    return [
        *figures,
        Figure("gate of another measure against none", times, "times", 10.0),
        Figure("the richest plan, 10,000 reps and 52 weeks", richest, "s CPU", 1.5),
    ]


def stage_figures(years: list[dict[str, Any]]) -> list[Figure]:
    """Cost of each stage of a week, and of the levers that cost something; the latter act within stages."""
    customers, n_reps = years[0]["customers"], years[0]["reps"]
    size = f"{customers:,} customers, {n_reps:,} reps"

    def cost(kind: str, name: str) -> float:
        return statistics.median(year[kind][name] for year in years) * 1e9 / (customers * WEEKS)

    rows = [(name, cost("stages", name)) for name in years[0]["stages"]]
    rows.append(("a week", sum(value for _, value in rows)))
    rows += [(f"of it {name}", cost("levers", name)) for name in years[0]["levers"]]
    return [Figure(f"{name}{AT}{size}", value, PER_CUSTOMER_WEEK) for name, value in rows]


def measure_channel() -> list[Figure]:
    """130 distributors with 20 SKU classes for a year: the stock kernel alone, and in the model with the order desk."""
    n, skus = 130, 20
    demand = np.random.default_rng(1).poisson(5.0, (365, n, skus))
    usual = StockParameters()
    drive = partial(drive_chain, parameters=usual, stock=60, forecast=5.0, lead_days=4, cover_days=9.0, waits=False)
    alone = cpu_seconds(lambda: demand, drive, runs=5)
    prices = {"sku_prices": [50.0 + 10.0 * sku for sku in range(skus)], "sku_shares": [1.0 / skus] * skus}
    changes = {"channel.network": prices, "channel.desk.portal": False}
    years = [simulate_year(13_000, n, changes=changes)["stages"] for _ in range(3)][1:]
    desk = statistics.median(year["simulate_day"] + year["clock"] for year in years)
    size = f"{n} distributors x {skus} SKU classes x 365 days"
    return [
        Figure(f"{size}, stock alone", alone, "s CPU", 0.15),
        Figure(f"{size}, with the desk", desk, "s CPU", 1.5, "orders by hand; SimPy's clock included"),
    ]


def measure_replication() -> list[Figure]:
    """One arm of one replication of the shipped scenario, world given."""
    scenario = load_scenario("yangtze_delta")
    world = opening(scenario)
    seconds = cpu_seconds(lambda: world, lambda w: run_arm(w, scenario, scenario.baseline, 0), runs=7)
    return [Figure("one default replication", seconds, "s CPU", 0.2)]


def measure_million() -> list[Figure]:
    """A million customers in a process of its own, on one thread and on two."""
    script = str(Path(__file__).with_name("full_model.py"))
    one = run_child([script, "1000000"])
    year = json.loads(one.printed)
    before = cores_present()
    two = json.loads(run_child([script, "1000000", "--threads", "2"]).printed)
    cores = min(before, cores_present())
    value = year["cpu_s"] * 1e9 / (1_000_000 * WEEKS)
    return [
        Figure("full model, 1,000,000 customers", value, PER_CUSTOMER_WEEK, 200.0, "12 distributors"),
        Figure("1,000,000 customers, 52 weeks", year["cpu_s"], "s CPU", 13.0),
        Figure("1,000,000 customers, 52 weeks", two["wall_s"], "s wall", 12.0, f"2 threads on {cores:.2f} cores"),
        Figure("1,000,000 customers, world and burn-in", one.peak_mb, "MB peak", 1000.0),
    ]


def measure_startup() -> list[Figure]:
    """Commands that compute nothing; a scenario is checked whose market has been found sound before."""
    with tempfile.TemporaryDirectory() as folder:
        commands = {
            "--help": ["--help"],
            "schema": ["schema"],
            "new": ["new", f"{folder}/mine.yaml", "--force"],
            "check": ["check", "yangtze_delta"],
        }
        figures = []
        for name, arguments in commands.items():
            run_child(["-m", "salesim", *arguments])  # writes the bytecode, and what `check` remembers
            seconds = statistics.median(run_child(["-m", "salesim", *arguments]).cpu_s for _ in range(5))
            figures.append(Figure(f"salesim {name}", seconds, "s CPU", 0.5))
    return figures


def measure_cold() -> list[Figure]:
    """The first replication on a machine that has never seen salesim: nothing is compiled."""
    with tempfile.TemporaryDirectory() as empty:
        run = ["-m", "salesim", "run", "yangtze_delta"]
        child = run_child(run, XDG_CACHE_HOME=empty, NUMBA_CACHE_DIR=f"{empty}/numba")
    return [Figure("first replication, nothing compiled", child.cpu_s, "s CPU", 25.0)]


def measure_demo() -> list[Figure]:
    """`salesim demo` on a machine that has never seen it, with all compiled, and when it is finished already."""
    with tempfile.TemporaryDirectory() as empty:

        def demo(out: str) -> Child:
            command = ["-m", "salesim", "demo", "--jobs", "1", "--out", f"{empty}/{out}"]
            return run_child(command, XDG_CACHE_HOME=empty, NUMBA_CACHE_DIR=f"{empty}/numba")

        cold, warm, finished = demo("cold"), demo("warm"), demo("warm")
    return [
        Figure("salesim demo, cold", cold.cpu_s, "s CPU", 60.0, f"{cold.wall_s:.0f} s of waiting in one process"),
        Figure("salesim demo, warm", warm.cpu_s, "s CPU", 35.0, f"{warm.wall_s:.0f} s of waiting in one process"),
        Figure("salesim demo, finished", finished.cpu_s, "s CPU", 4.0, f"{finished.wall_s:.0f} s of waiting"),
    ]


MEASUREMENTS: dict[str, Callable[[], list[Figure]]] = {
    "kernel": measure_kernel,
    "mesa": measure_mesa,
    "model": measure_model,
    "care": measure_care,
    "stages": measure_stages,
    "reps": measure_reps,
    "pay": measure_pay,
    "channel": measure_channel,
    "replication": measure_replication,
    "million": measure_million,
    "startup": measure_startup,
    "cold": measure_cold,
    "demo": measure_demo,
    "import": measure_import,
    "cores": measure_cores,
}


def per_customer_week(seconds: float, n_reps: int) -> float:
    """CPU seconds of a year as nanoseconds per customer and week."""
    return seconds * 1e9 / (n_reps * CUSTOMERS_PER_REP * WEEKS)


def ratio(figure: Figure, yardsticks: list[Figure]) -> float | None:
    """Times the yardstick's cost of as much work; seconds against its year of the default market."""
    if not yardsticks or figure.unit not in (PER_CUSTOMER_WEEK, "s CPU"):
        return None
    as_much = 1.0 if figure.unit == PER_CUSTOMER_WEEK else DEFAULT_CUSTOMERS * WEEKS / 1e9
    return figure.value / (yardsticks[0].value * as_much)


def as_table(measured: dict[str, list[Figure]]) -> Table:
    """All figures, with the ratios to the two yardsticks."""
    table = Table(title="Performance")
    for heading in ("what", "value", "unit", "x kernel", "x Mesa", "aim", "note"):
        table.add_column(heading, justify="right" if heading in ("value", "x kernel", "x Mesa", "aim") else "left")
    for figures in measured.values():
        for figure in figures:
            if AT in figure.what:
                continue
            ratios = [ratio(figure, measured.get(name, [])) for name in ("kernel", "mesa")]
            met = "" if figure.aim is None else " ok" if figure.value <= figure.aim else " missed"
            table.add_row(
                figure.what,
                written(figure.value),
                figure.unit,
                *("" if r is None else f"{r:.3g}" for r in ratios),
                "" if figure.aim is None else f"<= {figure.aim:g}{met}",
                figure.note,
            )
    return table


def stages_table(measured: dict[str, list[Figure]]) -> Table:
    """One row a stage of the week or a lever within it, one column a size; in brackets, times the reference kernel."""
    found = [figure for figures in measured.values() for figure in figures if AT in figure.what]
    sizes = list(dict.fromkeys(figure.what.split(AT)[1] for figure in found))
    table = Table(title=f"Stages of a week, {PER_CUSTOMER_WEEK} (x reference kernel)")
    for heading in ("stage", *sizes):
        table.add_column(heading, justify="left" if heading == "stage" else "right")
    for stage in dict.fromkeys(figure.what.split(AT)[0] for figure in found):
        costs = {figure.what: figure for figure in found}
        cells = []
        for size in sizes:
            figure = costs.get(f"{stage}{AT}{size}")
            times = ratio(figure, measured.get("kernel", [])) if figure else None
            cells.append(f"{figure.value:.1f} ({times:.2f})" if figure and times else "")
        table.add_row(stage, *cells)
    return table


def written(value: float) -> str:
    """A figure with four digits that count."""
    return f"{value:,.4g}" if value < 1000 else f"{value:,.0f}"


def as_section(name: str, measured: dict[str, list[Figure]]) -> str:
    """One part of the document: what was measured, beside its aim and the reference kernel."""
    yardsticks = measured.get("kernel", [])
    about = (MEASUREMENTS[name].__doc__ or "").strip().splitlines()[0]
    kernel_ns = f"{yardsticks[0].value:.1f} ns a customer-week" if yardsticks else "not measured"
    rows = ["| what | value | unit | x kernel | aim | note |", "|---|---:|---|---:|---:|---|"]
    for figure in measured[name]:
        times = ratio(figure, yardsticks)
        cells = [figure.what, written(figure.value), figure.unit, "" if times is None else f"{times:.3g}"]
        cells += ["" if figure.aim is None else f"{figure.aim:g}", figure.note]
        rows.append(f"| {' | '.join(cells)} |")
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return "\n".join([about, "", f"Reference kernel in the same run: {kernel_ns} ({machine}).", "", *rows, ""])


def renewed(document: str, measured: dict[str, list[Figure]]) -> str:
    """The document with the parts that were measured; other parts stay."""
    head, *parts = document.split("\n## ")
    found = dict(part.split("\n\n", 1) for part in parts)
    found |= {name: as_section(name, measured) for name in measured}
    ordered = [name for name in MEASUREMENTS if name in found] + [name for name in found if name not in MEASUREMENTS]
    return "\n## ".join([head.rstrip() + "\n", *(f"{name}\n\n{found[name].rstrip()}\n" for name in ordered)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=MEASUREMENTS, metavar="NAME", help=", ".join(MEASUREMENTS))
    parser.add_argument("--json", action="store_true", help="one JSON document instead of the table")
    parser.add_argument("--write", action="store_true", help="renew the measured parts of docs/performance.md")
    options = parser.parse_args()
    progress = Console(stderr=True)
    measured = {}
    chosen = options.only or list(MEASUREMENTS)
    held_against = {"model", "care", "stages", "reps", "replication", "startup", "cold", "demo"}
    if held_against & set(chosen) and "kernel" not in chosen:
        chosen.insert(0, "kernel")  # what their costs are held against
    for name in chosen:
        with progress.status(f"measuring {name} ..."):
            measured[name] = MEASUREMENTS[name]()
    if options.write:
        DOCUMENT.write_text(renewed(DOCUMENT.read_text("utf-8"), measured), encoding="utf-8", newline="\n")
    if options.json:
        print(
            json.dumps({name: [asdict(figure) for figure in figures] for name, figures in measured.items()}, indent=2)
        )
    else:
        console = Console(width=max(Console().width, 140))
        console.print(as_table(measured))
        if {"stages", "reps"} & set(measured):
            console.print(stages_table(measured))


if __name__ == "__main__":
    main()
