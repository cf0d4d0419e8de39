"""CDNOW, whose origin stands in ``data/README.md``, and the panel of visits to physicians where it is at hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salesim.calibrate.calibration import calibrate

DATA = Path(__file__).parent / "data"
PANEL = Path(__file__).parents[3] / "shared/data/detailing"  # GPL, so that it stays outside of this repository
START = pd.Timestamp("1997-01-01")
CALIBRATION_END = START + pd.Timedelta(days=272)


@pytest.fixture(scope="session")
def cdnow() -> pd.DataFrame:
    """Orders of 2,357 customers of an online shop over 78 weeks (Fader & Hardie 2001)."""
    names = ["master", "customer", "date", "discs", "amount"]
    file = DATA / "cdnow/CDNOW_sample.txt"
    orders = pd.read_csv(file, sep=r"\s+", header=None, names=names, dtype={"customer": str, "date": str})
    orders["date"] = pd.to_datetime(orders["date"], format="%Y%m%d")
    return orders


@pytest.fixture(scope="session")
def cdnow_summary() -> pd.DataFrame:
    """Repeat orders x and their mean value zbar by customer, after 39 weeks, as they were published."""
    return pd.read_csv(DATA / "cdnow/cdnow_customers_summary_with_transactions.csv")


@pytest.fixture(scope="session")
def cdnow_reference() -> dict:
    return json.loads((DATA / "cdnow/reference.json").read_text())


@pytest.fixture(scope="session")
def detailing() -> tuple[np.ndarray, np.ndarray]:
    """Prescriptions and visits of 500 physicians in 23 months, (500, 23) each."""
    if not PANEL.is_dir():
        pytest.skip("the panel 'detailing' of the R package bayesm is GPL and no part of this repository")
    panel = pd.read_csv(PANEL / "visits_counts.csv")
    tables = [panel.pivot(index="id", columns="month", values=name) for name in ("scripts", "detailing")]
    return tables[0].to_numpy(), tables[1].to_numpy()


@pytest.fixture(scope="session")
def detailing_reference() -> dict:
    return json.loads((PANEL / "reference.json").read_text())


@pytest.fixture(scope="session")
def cdnow_found(cdnow, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cdnow")
    day = cdnow["date"].dt.strftime("%d/%m/%Y")
    export = pd.DataFrame({"customer": cdnow["customer"], "order date": day, "amount": cdnow["amount"]})
    export.to_csv(folder / "orders.csv", index=False)
    return calibrate(folder, tmp_path_factory.mktemp("cdnow_out") / "cdnow.yaml", holdout=39)
