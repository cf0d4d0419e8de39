"""Does a calibrated scenario sell as much as its data? Calibrate, simulate the first year, compare.

    python experiments/calibrated_volume.py --cdnow DIR     CDNOW and a panel with newcomers, about two minutes
    python experiments/calibrated_volume.py --json

Compared are the last year of the data, the fitted model's own forecast, and the first year under the baseline, of the
customers that exist and of all. CDNOW is one cohort (Fader & Hardie 2001), so that its base shrinks; the other panel is
drawn here: customers come all the time, order in two phases and leave.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from salesim.calibrate.calibration import calibrate
from salesim.calibrate.volume import REPLICATIONS
from salesim.wording import count

CDNOW = Path(__file__).parents[1] / "tests/calibrate/data/cdnow"
R, ALPHA, A, B, PHASES = 0.9, 8.0, 0.6, 7.0, 2  # of the panel drawn here; alpha in weeks
PANEL_WEEKS, NEW_A_WEEK = 156, 6


def cdnow_orders(folder: Path = CDNOW) -> pd.DataFrame:
    """CDNOW as an export: customer, date, amount."""
    names = ["master", "customer", "date", "discs", "amount"]
    orders = pd.read_csv(folder / "CDNOW_sample.txt", sep=r"\s+", header=None, names=names, dtype=str)
    orders["date"] = pd.to_datetime(orders["date"], format="%Y%m%d").dt.strftime("%Y-%m-%d")
    return orders[["customer", "date", "amount"]]


def panel_orders(weeks: int = PANEL_WEEKS, new_a_week: int = NEW_A_WEEK, seed: int = 5) -> pd.DataFrame:
    """Orders of customers who come at random and whose first order is the one with which they come."""
    rng = np.random.default_rng(seed)
    rows: list[tuple[str, int, float]] = []
    for number in range(new_a_week * weeks):
        at, rate, churn = rng.uniform(0, weeks), rng.gamma(R) / ALPHA, rng.beta(A, B)
        value, is_first = np.exp(rng.normal(4.0, 0.6)), True
        while at < weeks:
            rows.append((f"C{number:04}", int(7 * at), value * rng.gamma(4.0) / 4.0))
            if not is_first and rng.random() < churn:
                break
            at, is_first = at + rng.gamma(PHASES) / (PHASES * rate), False
    orders = pd.DataFrame(rows, columns=["customer", "day", "amount"])
    day = np.datetime64("2022-01-03") + orders["day"].to_numpy()
    return orders.assign(date=day.astype(str), amount=orders["amount"].round(2))[["customer", "date", "amount"]]


def volume_of(orders: pd.DataFrame, replications: int = REPLICATIONS) -> dict[str, Any]:
    """Volume of the scenario calibrated to some orders, as plain values."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "export"
        folder.mkdir()
        orders.to_csv(folder / "orders.csv", index=False)
        found = calibrate(folder, Path(place) / "scenario" / "s.yaml", replications=replications)
    assert found.volume is not None
    return found.volume.to_json()


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cdnow", type=Path, default=CDNOW, help="folder with CDNOW_sample.txt")
    parser.add_argument("--replications", type=int, default=REPLICATIONS, help="of the first year")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    panels = {"CDNOW": cdnow_orders(options.cdnow), "panel": panel_orders()}
    found = {name: volume_of(orders, options.replications) for name, orders in panels.items()}
    if options.json:
        print(json.dumps(found, indent=2))
        return
    for name, volume in found.items():
        print(f"{name}: {volume['verdict']}")
        for year in volume["years"]:
            forecast, simulated = year["forecast"], year["simulated"]
            actual = "" if year["data_last_year"] is None else f"data {count(year['data_last_year'])}"
            print(
                f"  {year['measure']:7}{year['customers']:9} forecast {interval(forecast):28} simulated "
                f"{interval(simulated):28} {simulated['mean'] / forecast['mean'] - 1:+.1%}  {actual}"
            )


def interval(found: dict[str, float]) -> str:
    """A mean with its limits."""
    return f"{count(found['mean'])} ({count(found['low'])} to {count(found['high'])})"


if __name__ == "__main__":
    main()
