"""An invented export in the shape of a known CRM system, to see what calibration makes of one.

A Salesforce data export: accounts, opportunities (won, lost, open), events, users. Firms, people and figures are
invented; towns and states are real (GeoNames, CC BY 4.0), so that addresses can be placed.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from salesim.written import own

SEED = 20_250_106
FIRST_DAY, WEEKS = date(2022, 1, 3), 156
ACCOUNTS, OWNERS, COUNTRY = 240, 6, "US"
STATES = ("Illinois", "Indiana", "Iowa", "Michigan", "Ohio", "Wisconsin")
MONTHLY_VISITS, WON, OPEN_WEEKS = 1.6, 0.55, 6
ORDER_RATE, CHURN, MEDIAN_VALUE = (1.3, 0.17), (1.0, 14.0), 1_900.0  # Gamma [1/week], Beta, money
FIRST = (
    "Maple", "Cedar", "Lake", "Prairie", "River", "Summit", "Harbor", "Granite", "Willow", "Copper", "Falcon",
    "Juniper",
)  # fmt: skip
SECOND = (
    "Tools", "Foods", "Clinic", "Builders", "Motors", "Supply", "Packaging", "Optics", "Dairy", "Printing", "Farms",
)  # fmt: skip
PEOPLE = ("Avery Stone", "Mira Callahan", "Dexter Oye", "Lena Novak", "Theo Brandt", "Ines Duarte")
INDUSTRIES = ("Manufacturing", "Retail", "Healthcare", "Food")


def write_demo_export(folder: str | Path) -> Path:
    """Write the export's four files into a folder, the same bytes each time, and return the folder."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    users = pd.DataFrame({"Id": [f"005{i:03d}" for i in range(OWNERS)], "Name": PEOPLE, "IsActive": 1})
    accounts = _accounts(rng)
    opportunities = _opportunities(rng, accounts)
    for name, frame in (
        ("User", users),
        ("Account", accounts),
        ("Opportunity", opportunities),
        ("Event", _events(rng, accounts)),
    ):
        with own(folder / f"{name}.csv") as aside:
            frame.to_csv(aside, index=False, lineterminator="\n")
    return folder


def _accounts(rng: np.random.Generator) -> pd.DataFrame:
    from salesim.world.gazetteer.tables import towns_of, units_of

    towns, states = towns_of(COUNTRY), units_of(COUNTRY)["name"]
    towns = towns.assign(state=states.to_numpy()[towns["unit"].to_numpy()])
    towns = towns[towns["state"].isin(STATES) & (towns["residents"] > 5_000)]
    share = (towns["residents"] / towns["residents"].sum()).to_numpy()
    town = towns.iloc[rng.choice(len(towns), ACCOUNTS, p=share)]
    names = [f"{FIRST[i % len(FIRST)]} {SECOND[i // len(FIRST) % len(SECOND)]} {1 + i // 132}" for i in range(ACCOUNTS)]
    owner = np.array([STATES.index(state) for state in town["state"]]) % OWNERS
    return pd.DataFrame(
        {
            "Id": [f"001{i:05d}" for i in range(ACCOUNTS)],
            "IsDeleted": 0,
            "Name": names,
            "BillingCity": town["name"].to_numpy(),
            "BillingState": town["state"].to_numpy(),
            "BillingCountry": "United States",
            "Industry": rng.choice(INDUSTRIES, ACCOUNTS, p=(0.4, 0.3, 0.2, 0.1)),
            "OwnerId": [f"005{i:03d}" for i in owner],
        }
    )


def _opportunities(rng: np.random.Generator, accounts: pd.DataFrame) -> pd.DataFrame:
    """Won ones by a rate of one's own until one leaves (BG/NBD), lost ones beside them, a few open at the end."""
    rows = []
    for account, owner in zip(accounts["Id"], accounts["OwnerId"], strict=True):
        rate, leaving = rng.gamma(ORDER_RATE[0], ORDER_RATE[1]), rng.beta(*CHURN)
        value = MEDIAN_VALUE * rng.lognormal(0.0, 0.5)
        week = rng.uniform(0.0, 0.6 * WEEKS)
        while week < WEEKS:
            rows.append((account, owner, "Closed Won", week, value * rng.lognormal(0.0, 0.4)))
            while rng.random() > WON:
                rows.append((account, owner, "Closed Lost", week + rng.uniform(0, 4), value * rng.lognormal(0.0, 0.5)))
            if rng.random() < leaving:
                break
            week += rng.exponential(1.0 / max(rate, 1e-3))
        else:
            if rng.random() < 0.3:
                ahead = WEEKS + rng.uniform(0, OPEN_WEEKS)
                rows.append((account, owner, "Proposal/Price Quote", ahead, value * rng.lognormal(0.0, 0.5)))
    found = pd.DataFrame(rows, columns=["AccountId", "OwnerId", "StageName", "week", "Amount"]).sort_values("week")
    is_open = found["StageName"] == "Proposal/Price Quote"
    found = found[is_open | (found["week"] < WEEKS)]
    day = [FIRST_DAY + timedelta(days=int(7 * week)) for week in found["week"]]
    took = rng.integers(7, 60, len(found))
    won = (found["StageName"] == "Closed Won").astype(int)
    return pd.DataFrame(
        {
            "Id": [f"006{i:06d}" for i in range(len(found))],
            "IsDeleted": 0,
            "AccountId": found["AccountId"].to_numpy(),
            "StageName": found["StageName"].to_numpy(),
            "Amount": found["Amount"].round(2).to_numpy(),
            "CurrencyIsoCode": "USD",
            "CloseDate": day,
            "IsClosed": 1 - (found["StageName"] == "Proposal/Price Quote").astype(int).to_numpy(),
            "IsWon": won.to_numpy(),
            "OwnerId": found["OwnerId"].to_numpy(),
            "CreatedDate": [one - timedelta(days=int(n)) for one, n in zip(day, took)],
        }
    )


def _events(rng: np.random.Generator, accounts: pd.DataFrame) -> pd.DataFrame:
    n = rng.poisson(MONTHLY_VISITS * WEEKS * 7 / 30.4, len(accounts))
    row = np.repeat(np.arange(len(accounts)), n)
    day = np.sort(rng.integers(0, 7 * WEEKS, len(row)))
    row = rng.permutation(row)
    return pd.DataFrame(
        {
            "Id": [f"00U{i:06d}" for i in range(len(row))],
            "Subject": rng.choice(["Visit", "Meeting", "Call"], len(row), p=[0.6, 0.25, 0.15]),
            "ActivityDate": [FIRST_DAY + timedelta(days=int(one)) for one in day],
            "AccountId": accounts["Id"].to_numpy()[row],
            "OwnerId": accounts["OwnerId"].to_numpy()[row],
            "IsDeleted": 0,
        }
    )
