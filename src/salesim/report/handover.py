"""What changes hands under a layout: account by account and rep by rep, before and after, in files to work with."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from salesim.columns import State
from salesim.errors import InputError
from salesim.metrics import heading
from salesim.phrase import Phrase
from salesim.report.layouts import specialists_on
from salesim.report.overlap import drive_times, overlap_plot, shared_accounts
from salesim.report.pictures import save
from salesim.report.workbook import MAX_ROWS, NO_TIME
from salesim.scenario.display import AS_NAMED, Names
from salesim.territory.geojson import DECIMALS
from salesim.territory.layout import sum_by
from salesim.territory.levels import levels_of
from salesim.territory.score import TourParameters, score_territories
from salesim.wording.text import N_, say
from salesim.world.market_places import places_of
from salesim.world.sites import make_world_sites
from salesim.world.world import World
from salesim.written import file_stems, written

KINDS = (N_("customer"), N_("prospect"))
SALESFORCE = ("Territory2", "ObjectTerritory2Association", "UserTerritory2Association")
SIDES = {
    "before": N_("{figure}, before"),
    "after": N_("{figure}, after"),
    "lost": N_("{figure}, lost"),
    "gained": N_("{figure}, gained"),
    "kept": N_("{figure}, kept"),
}
HEADINGS = {
    "account": N_("Account"),
    "kind": N_("Customer or prospect"),
    "unit": N_("Administrative unit"),
    "lon_deg": N_("Longitude"),
    "lat_deg": N_("Latitude"),
    "sales": N_("Sales a week, {currency}"),
    "potential": N_("Potential a week, {currency}"),
    "share_of_wallet": N_("Share of wallet, estimated"),
    "is_reassigned": N_("Reassigned"),
    "minutes_near": N_("Minutes to the nearest tenth of accounts"),
    "minutes_middle": N_("Minutes to the middle account"),
    "minutes_far": N_("Minutes to the farthest tenth of accounts"),
    "gives_to": N_("Gives to (accounts)"),
    "gets_from": N_("Gets from (accounts)"),
}
MONEY = ("sales", "potential")
MEASURES = ("n_accounts", "workload_hours", "potential", "sales", "travel_hours")


def accounts_of(world: World, name: str, lang: str = "en") -> pd.DataFrame:
    """One row an account that is there: who serves it before and after.

    Returns
    -------
    frame with account (the user's own id, or the number of an invented one), kind, unit, lon_deg, lat_deg,
    workload_hours [hours/week], potential [money/week] (what the firm takes the demand at all suppliers for), sales
    [money/week], share_of_wallet (sales over potential), territory_before, territory_after (numbers as on maps),
    is_reassigned, and for each overlay role the specialist before and after; those who change hands first, then by
    account; indexed by ``customer_id``
    """
    config, columns = world.scenario, world.customers
    sites = make_world_sites(columns, config, world.unit_residents, world.customer_keys)
    row_of = np.empty(len(sites), dtype=np.int64)  # rows of the columns, in the order of sites
    row_of[columns.place] = np.arange(len(columns.place))
    before, after = world.layouts[world.layout].territory_of, world.layouts[name].territory_of
    is_customer = columns.state[row_of] >= State.HEALTHY
    sales = columns.reference_sales[row_of].astype(np.float64)
    units = np.array(places_of(config).unit_names(lang), dtype=object)
    keys = np.array([sites.called(row) or str(sites.customer_id[row]) for row in range(len(sites))], dtype=object)
    frame = pd.DataFrame(
        {
            "account": keys,
            "kind": np.array([say(kind, lang) for kind in KINDS], dtype=object)[np.where(is_customer, 0, 1)],
            "unit": units[columns.unit[row_of]],
            "lon_deg": columns.lon_deg[row_of].astype(np.float64).round(DECIMALS),
            "lat_deg": columns.lat_deg[row_of].astype(np.float64).round(DECIMALS),
            "workload_hours": sites.workload_hours.round(3),
            "potential": sites.potential.round(2),
            "sales": sales.round(2),
            "share_of_wallet": np.minimum(sales / np.maximum(sites.potential, 1e-9), 1.0).round(3),
            "territory_before": before + 1,
            "territory_after": after + 1,
            "is_reassigned": before != after,
        },
        index=pd.Index(sites.customer_id, name="customer_id"),
    )
    for side, layout in (("before", world.layouts[world.layout]), ("after", world.layouts[name])):
        for role, specialist in specialists_on(layout, config).items():
            frame[f"{role}_{side}"] = specialist + 1
    there = frame[(columns.state[row_of] < State.GONE) & (is_customer | (sites.workload_hours > 0))]
    return there.sort_values(["is_reassigned", "account"], ascending=[False, True], kind="stable")


def reps_of(world: World, name: str, accounts: pd.DataFrame) -> pd.DataFrame:
    """One row a territory, numbered as on maps: what its rep has before and after, what is lost and what is gained.

    Parameters
    ----------
    accounts : from `accounts_of`

    Returns
    -------
    frame with territory; for each of `MEASURES` a column ``_before`` and one ``_after``; accounts and sales ``_lost``,
    ``_gained`` and ``_kept``; gives_to and gets_from, the territories concerned with the number of accounts; with
    levels, the number of the district, region, ... before and after, 0 where there is no territory
    """
    sides = {"before": world.layouts[world.layout], "after": world.layouts[name]}
    n = max(layout.n_numbers for layout in sides.values()) + 1
    config = world.scenario
    sites = make_world_sites(world.customers, config, world.unit_residents, world.customer_keys)
    tours = TourParameters(visit_hours=config.sales_force.time.visit_min / 60.0)
    frame = pd.DataFrame({"territory": np.arange(1, n)})
    for side, layout in sides.items():
        number = accounts[f"territory_{side}"].to_numpy()
        frame[f"n_accounts_{side}"] = sum_by(number, n)[1:]
        for measure in ("workload_hours", "potential", "sales"):
            frame[f"{measure}_{side}"] = sum_by(number, n, accounts[measure].to_numpy())[1:].round(2)
        scored = score_territories(layout.territory_of, sites, layout.n_numbers, world.reps.home_x_km,
                                   world.reps.home_y_km, config.market.travel, tours)  # fmt: skip
        hours = scored.set_index(scored["territory"] + 1)["travel_hours"]
        frame[f"travel_hours_{side}"] = frame["territory"].map(hours).fillna(0.0).round(2)
    moved = accounts["is_reassigned"].to_numpy()
    sales = accounts["sales"].to_numpy()
    for what, number, rows in (
        ("lost", "territory_before", moved),
        ("gained", "territory_after", moved),
        ("kept", "territory_before", ~moved),
    ):
        of = accounts[number].to_numpy()[rows]
        frame[f"n_accounts_{what}"] = sum_by(of, n)[1:]
        frame[f"sales_{what}"] = sum_by(of, n, sales[rows])[1:].round(2)
    frame["gives_to"] = _exchanged(accounts[moved], "territory_before", "territory_after", frame["territory"])
    frame["gets_from"] = _exchanged(accounts[moved], "territory_after", "territory_before", frame["territory"])
    if config.sales_force.levels:
        for side, layout in sides.items():
            groups = levels_of(layout, sites, config.sales_force.levels).set_index("territory")
            for level in groups:
                frame[f"{level}_{side}"] = frame["territory"].map(groups[level]).fillna(0).astype(int)
    return frame[(frame["n_accounts_before"] > 0) | (frame["n_accounts_after"] > 0)].reset_index(drop=True)


def _exchanged(moved: pd.DataFrame, own: str, other: str, territories: pd.Series) -> list[str]:
    """For each territory, whom accounts go to or come from: ``7 (12), 3 (4)``, those with most first."""
    counts = moved.groupby([own, other]).size().rename("n").reset_index()
    counts = counts.sort_values(["n", other], ascending=[False, True], kind="stable")
    texts = {
        number: ", ".join(f"{to} ({n})" for to, n in zip(some[other], some["n"], strict=True))
        for number, some in counts.groupby(own)
    }
    return [texts.get(number, "") for number in territories]


def write_handover(
    world: World,
    names: Sequence[str],
    folder: str | Path,
    lang: str = "en",
    geojson: bool = False,
    called: Names = AS_NAMED,
) -> list[Path]:
    """Write what changes hands under layouts other than the baseline's; returns the files.

    ``NAME-accounts.csv`` and ``NAME-reps.csv`` for each, both as sheets of ``handover.xlsx``; ``NAME-overlap.csv`` with
    the accounts that territories of today share with new ones, and ``NAME-overlap.png``, a picture of them and of drive
    times; and for Salesforce's territory management one CSV file an object, in which a territory
    stands by its DeveloperName: inserted in the order Territory2, ObjectTerritory2Association,
    UserTerritory2Association, it is replaced by the id that the first insert gives back. With ``geojson`` also
    the accounts as points.

    Source: Salesforce, Object Reference: Territory2, ObjectTerritory2Association, UserTerritory2Association.
    """
    folder, frames, files = Path(folder), {}, []
    stems = file_stems(world.layouts)
    for name in names:
        if name == world.layout:
            continue
        accounts = accounts_of(world, name, lang)
        reps, shared, drives = (
            reps_of(world, name, accounts),
            shared_accounts(accounts),
            drive_times(world, name, accounts),
        )
        reps = reps.merge(drives.round(1).rename(columns=_minutes), on="territory", how="left")
        frames[name] = (accounts, reps)
        tables = {"accounts": accounts, "reps": reps, "overlap": shared.round(3)} | {
            f"salesforce-{table}": frame for table, frame in salesforce_tables(stems[name], accounts).items()
        }
        for kind, frame in tables.items():
            files.append(folder / f"{stems[name]}-{kind}.csv")
            with written(files[-1]) as aside:
                frame.to_csv(aside, index=False)
        plot = overlap_plot(shared, drives, called.layout(world.layout), called.layout(name), lang)
        files += save(plot, folder / f"{stems[name]}-overlap")
        if geojson:
            files.append(folder / f"{stems[name]}-accounts.geojson")
            with written(files[-1]) as aside:
                aside.write_text(json.dumps(_points(accounts), ensure_ascii=False), encoding="utf-8")
    if frames:
        files.append(_write_book(frames, stems, folder / "handover.xlsx", world.scenario.currency, lang))
    return files


def salesforce_tables(stem: str, accounts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The rows of Salesforce's objects for a layout: its territories, the accounts in them, and who serves them."""
    model = _developer_name(stem)
    numbers = np.unique(accounts["territory_after"])
    called = {number: f"{model}_{number:04d}" for number in numbers.tolist()}
    territories = pd.DataFrame(
        {
            "DeveloperName": [called[number] for number in numbers.tolist()],
            "Name": [f"Territory {number}" for number in numbers.tolist()],
            "Territory2ModelId": model,
            "Territory2TypeId": "Field_Sales",
        }
    )
    served = accounts.sort_values("account", kind="stable")
    associations = pd.DataFrame(
        {
            "ObjectId": served["account"].to_numpy(),
            "Territory2Id": [called[number] for number in served["territory_after"].tolist()],
            "AssociationCause": "Territory2Manual",
        }
    )
    users = pd.DataFrame(
        {"UserId": [f"rep {number}" for number in numbers.tolist()], "Territory2Id": territories["DeveloperName"]}
    )
    return dict(zip(SALESFORCE, (territories, associations, users), strict=True))


def _developer_name(stem: str) -> str:
    """Letters, digits and single underscores, a letter first, none last: what Salesforce takes for a name."""
    name = re.sub(r"_+", "_", re.sub(r"[^A-Za-z0-9]", "_", stem)).strip("_")[:60].rstrip("_")
    return name if name[:1].isalpha() else f"Layout_{name}".rstrip("_")


def _minutes(column: str) -> str:
    """What a column of drive times is called among a rep's figures."""
    return column if column == "territory" else f"minutes_{column}"


def _heading(column: str, currency: str, lang: str) -> str:
    """What a column of the lists is called: a figure, before, after, lost, gained or kept."""
    figure, _, side = column.rpartition("_")
    if side in SIDES:
        return say(SIDES[side], lang, figure=_heading(figure, currency, lang))
    return say(HEADINGS[column], lang, currency=currency) if column in HEADINGS else heading(column, lang)


def _points(accounts: pd.DataFrame) -> dict[str, object]:
    features = [
        {
            "type": "Feature",
            "properties": {key: value for key, value in row.items() if not key.endswith("_deg")},
            "geometry": {"type": "Point", "coordinates": [row["lon_deg"], row["lat_deg"]]},
        }
        for row in accounts.to_dict("records")
    ]
    return {"type": "FeatureCollection", "features": features}


def _write_book(
    frames: dict[str, tuple[pd.DataFrame, pd.DataFrame]], stems: dict[str, str], path: Path, currency: str, lang: str
) -> Path:
    """Both lists of each layout as sheets; text stays text, whatever an account is called."""
    try:
        import xlsxwriter
    except ImportError:
        message = Phrase("xlsxwriter is not installed; pip install 'salesim[excel]' installs it")
        raise InputError(message, "handover.xlsx", str(path)) from None
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with written(path) as aside, xlsxwriter.Workbook(str(aside), options) as book:
        book.set_properties({"created": NO_TIME})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        whole, tenths = book.add_format({"num_format": "#,##0"}), book.add_format({"num_format": "0.0"})
        for name, (accounts, reps) in frames.items():
            for kind, frame in ((N_("reps"), reps), (N_("accounts"), accounts)):
                # a sheet's name has at most 31 characters
                tail = f" {say(kind, lang)}"
                sheet = book.add_worksheet(stems[name][: 31 - len(tail)] + tail)
                sheet.freeze_panes(1, 1)
                sheet.set_row(0, 64)
                sheet.set_landscape()
                sheet.fit_to_pages(1, 0)
                sheet.repeat_rows(0)
                for j, column in enumerate(frame.columns):
                    sheet.write_string(0, j, _heading(column, currency, lang), head)
                    values = frame[column].tolist()[:MAX_ROWS]
                    look = whole if column.startswith(MONEY) else tenths if "hours" in column else None
                    sheet.set_column(j, j, 24 if column in ("gives_to", "gets_from") else 12, look)
                    for i, value in enumerate(values, start=1):
                        if isinstance(value, str):
                            sheet.write_string(i, j, value)
                        elif isinstance(value, bool):
                            sheet.write_string(i, j, say(N_("yes"), lang) if value else "")
                        elif value == value:  # a territory that was not there has no drive times
                            sheet.write_number(i, j, value)
                sheet.autofilter(0, 0, min(len(frame), MAX_ROWS), len(frame.columns) - 1)
    return path
