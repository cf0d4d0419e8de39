"""CDNOW and the panel of visits to physicians; where they are from stands in ``data/README.md``."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

DATA = Path(__file__).parent / "data"
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
    panel = pd.read_csv(DATA / "detailing/visits_counts.csv")
    tables = [panel.pivot(index="id", columns="month", values=name) for name in ("scripts", "detailing")]
    return tables[0].to_numpy(), tables[1].to_numpy()


@pytest.fixture(scope="session")
def detailing_reference() -> dict:
    return json.loads((DATA / "detailing/reference.json").read_text())
