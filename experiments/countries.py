"""Does salesim work where your firm is? From an empty folder to a verdict in 54 countries.

    python experiments/countries.py                      all of them, about seven minutes on one core
    python experiments/countries.py --only DE NG --markdown docs/countries.md

For each country: `salesim new` writes a scenario, `salesim check` reads it, and two layouts are compared in 4
replications of 26 weeks, without any network. Shown are the towns and units of its market, the share of an invented
export's rows that can be placed by their addresses alone and how far off they land, time on the road under today's and
the balanced layout, the verdict on balance, and seconds. The export has a city, its state and its postcode in each row,
each left out in a third of the rows; it is drawn from the same gazetteer that places it, so that it shows what the
names and codes of a country leave ambiguous, not how people mistype them (tests/world has rows of that kind).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from scipy.spatial import cKDTree

from salesim.experiment.compare import compare
from salesim.model.burn_in import open_world
from salesim.model.replicate import compile_kernels
from salesim.scenario import load_scenario
from salesim.scenario.starter import Firm, starter
from salesim.world.check import check_market
from salesim.world.gazetteer.locate import Address, Locator, km_between
from salesim.world.gazetteer.tables import postcodes_of, towns_of, units_of
from salesim.world.gazetteer.unit_names import unit_word

COUNTRIES = (
    "US", "CA", "MX", "BR", "AR", "CL", "CO", "PE", "GB", "IE", "FR", "DE", "NL", "BE", "CH", "AT", "IT", "ES",
    "PT", "SE", "NO", "DK", "FI", "PL", "CZ", "HU", "RO", "GR", "UA", "TR", "RU", "KZ", "CN", "HK", "TW", "JP",
    "KR", "IN", "PK", "BD", "LK", "TH", "VN", "MY", "SG", "ID", "PH", "AU", "NZ", "ZA", "NG", "KE", "EG", "SA",
)  # fmt: skip
REPS, CUSTOMERS, ROWS = 20, 600, 300
REPLICATIONS, WEEKS = 4, 26


def country(code: str) -> dict[str, Any]:
    """One country from an empty folder to a verdict."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{code.lower()}.yaml"
        file.write_text(starter(Firm(code, reps=REPS, customers=CUSTOMERS, start=date(2027, 1, 4))), encoding="utf-8")
        scenario = load_scenario(file)
        check_market(scenario)
        world = open_world(scenario)
        arms = ["today/current", "balanced/current"]
        found = compare(scenario, arms, replications=REPLICATIONS, weeks=WEEKS, jobs=1, out=None)
    seconds = time.perf_counter() - began
    placed, off_km = placed_export(code)
    travel = {row["layout"]: row["mean"] for _, row in found.outcomes.query("outcome == 'travel_share'").iterrows()}
    row = found.arms.set_index("arm").loc["balanced/current"]
    return {
        "country": code,
        "towns": len(world.towns),
        "units": len(world.units),
        "unit": unit_word(code),
        "placed": placed,
        "off_km": off_km,
        "travel_today": travel["today"],
        "travel_balanced": travel["balanced"],
        "verdict": row["verdict"],
        "currency": scenario.currency,
        "seconds": seconds,
    }


def placed_export(code: str, n: int = ROWS) -> tuple[float, float]:
    """Share of an invented export's rows that are placed, and the median distance to where they belong [km]."""
    rng = np.random.default_rng(17)
    towns, units, codes = towns_of(code), units_of(code), postcodes_of(code)
    weight = towns["residents"].to_numpy(float) + 1.0
    locator, away = Locator((code,)), []
    nearest = cKDTree(codes[["lon", "lat"]]) if len(codes) else None
    for i, row in enumerate(rng.choice(len(towns), n, p=weight / weight.sum()).tolist()):
        town = towns.iloc[row]
        postcode = ""
        if nearest is not None and i % 3 != 2:
            postcode = str(codes["code"].iloc[int(nearest.query(town[["lon", "lat"]].to_numpy(float))[1])])
        found = locator.find(
            Address(
                city="" if i % 3 == 0 and postcode else str(town["name"]),
                state="" if i % 3 == 1 else str(units["name"].iloc[int(town["unit"])]),
                postcode=postcode,
            )
        )
        if found.by:
            away.append(km_between((found.lon_deg, found.lat_deg), (float(town["lon"]), float(town["lat"]))))
    return len(away) / n, float(np.median(away)) if away else float("nan")


def table(rows: list[dict[str, Any]]) -> str:
    """All countries as a table in Markdown."""
    lines = [
        "| country | towns | units | placed by address | off, km | on the road, today | balanced | verdict | seconds |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        lines.append(
            f"| {row['country']} | {row['towns']:,} | {row['units']} {row['unit']} | {row['placed']:.1%} | "
            f"{row['off_km']:.1f} | {row['travel_today']:.0%} | {row['travel_balanced']:.0%} | {row['verdict']} | "
            f"{row['seconds']:.0f} |"
        )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=COUNTRIES, default=COUNTRIES, metavar="CODE")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--markdown", type=Path, help="file for the table, below the words that it has")
    options = parser.parse_args(arguments)
    compile_kernels()
    rows = Parallel(n_jobs=options.jobs)(delayed(country)(code) for code in options.only)
    print(table(rows))
    slow = [row["country"] for row in rows if row["seconds"] > 60]
    print(
        f"{len(rows)} countries, slowest {max(row['seconds'] for row in rows):.0f} s; over a minute: {slow or 'none'}"
    )
    if options.markdown:
        options.markdown.write_text(f"{WORDS}\n\n{table(rows)}\n", encoding="utf-8")


WORDS = """# Countries that were tried

Written by `python experiments/countries.py --markdown docs/countries.md`: in each country a firm of 20 reps and 600
invented customers from `salesim new`, two layouts, 4 replications of 26 weeks. "Placed" is the share of an invented
export's rows that are found by their addresses alone, drawn from the gazetteer itself; seconds are from the empty
folder to the verdict on one core, the kernels compiled."""

if __name__ == "__main__":
    main()
