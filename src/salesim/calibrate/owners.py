"""What a reader must know of whose the customers are: reps without customers, owners who are no reps."""

from __future__ import annotations

import numpy as np

from salesim.calibrate.notes import Note
from salesim.errors import shorten
from salesim.export.read import Export
from salesim.wording import count, percent
from salesim.wording.text import N_

IDLE = N_(
    "Reps in the export who look after no customer: {n} ({names}). They are not in the scenario, which has {kept} "
    "reps; sales_force.team.reps and a layout with their territories bring them in."
)
STRANGERS = N_(
    "Owners who are in no table of reps: {names}. Their customers, {n} with {share} of the sales, count as without a "
    "rep."
)
OF_ORDERS = N_(
    "No table says whose the customers are; each is taken as of the rep who sold to it last, which makes {n} reps."
)


def owner_notes(export: Export) -> list[Note]:
    """Notes on reps and owners; none where every customer has a rep and every rep a customer."""
    notes = []
    owner = export.customers["rep"].to_numpy()
    with_customers = set(owner[owner >= 0].tolist())
    if export.owners_by_orders and with_customers:
        notes.append(Note(OF_ORDERS, {"n": count(len(with_customers))}))
    idle = [name for code, name in enumerate(export.reps) if code not in with_customers]
    if idle and with_customers:
        notes.append(
            Note(IDLE, {"n": count(len(idle)), "names": shorten(", ".join(idle)), "kept": count(len(with_customers))})
        )
    if export.strangers:
        sales = export.orders.groupby("customer")["amount"].sum().reindex(range(len(owner)), fill_value=0.0).to_numpy()
        of_them = np.isin(np.arange(len(owner)), export.of_strangers)
        share = percent(float(sales[of_them].sum() / sales.sum()), decimals=1)
        names = shorten(", ".join(export.strangers))
        notes.append(Note(STRANGERS, {"names": names, "n": count(int(of_them.sum())), "share": share}))
    return notes
