"""What every layout builder must keep, asked of it in situations that real markets have, and in odd ones."""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator
from dataclasses import fields, replace

import cloudpickle
import numpy as np
from pydantic import ValidationError

from salesim.errors import InputError
from salesim.phrase import Phrase
from salesim.territory.build import build_layout
from salesim.territory.builder import LayoutBuilder, builder_name
from salesim.territory.layout import Layout, Sites, make_sites
from salesim.territory.travel import TravelParameters

CUSTOMERS = 90
MAX_NOTE = 300  # letters


def check_layout_builder(builder: LayoutBuilder | type[LayoutBuilder]) -> None:
    """Check a builder, or a class of them with its defaults; it need not be registered.

    - It survives the way through a scenario's file and to another process.
    - For one territory, few, and one for each customer; for customers in clusters, at one point, without work; for a
      single one: every customer gets a territory, and every territory a customer.
    - It changes nothing that it is given, and nobody's random numbers; asked again, it answers the same.
    - More territories than customers are refused with an InputError.

    Raises
    ------
    InputError : names the builder, what it breaks, and where
    """
    kind = builder if isinstance(builder, type) else type(builder)
    field = f"{kind.__name__}.build"
    builder_name(kind)
    if isinstance(builder, type):
        try:
            builder = builder.model_validate({"builder": builder_name(kind)})
        except ValidationError:
            raise InputError("has fields without a default; check it with values for them", kind.__name__) from None
    _travels(builder)
    for when, sites, n_territories, homes_km in _situations():
        if not builder.takes_number:
            n_territories = builder.how_many(sites, n_territories)
        first = _asked(builder, sites, n_territories, homes_km, f"{field}, {when}")
        again = _asked(builder, sites, n_territories, homes_km, f"{field}, {when}")
        if first.territory_of.tobytes() != again.territory_of.tobytes() or first.notes != again.notes:
            text = Phrase("is not deterministic: the same question got another answer the second time")
            raise InputError(text, f"{field}, {when}")
    if builder.takes_number:
        _refuses_too_many(builder, field)


def _travels(builder: LayoutBuilder) -> None:
    """Through a scenario's file, and to another process."""
    kind = type(builder)
    try:
        read = kind.model_validate_json(builder.model_dump_json())
    except (ValueError, TypeError) as fault:
        raise InputError(
            Phrase("its fields cannot be written to a scenario and read again: {fault}", fault=fault), kind.__name__
        ) from None
    if read != builder:
        raise InputError("its fields are others after they were written to a scenario and read", kind.__name__)
    try:
        cloudpickle.dumps(builder)
    except Exception as fault:
        raise InputError(Phrase("it cannot be sent to other processes: {fault}", fault=fault), kind.__name__) from None


def _situations() -> Iterator[tuple[str, Sites, int, np.ndarray | None]]:
    """In words; the customers; how many territories; homes of reps, if they are known."""
    market = _market(CUSTOMERS)
    for n_territories in (1, 2, 7, CUSTOMERS):
        yield f"with {n_territories} territories", market, n_territories, None
    homes_km = np.column_stack([market.x_km[:9], market.y_km[:9]])
    homes_km[4] = np.nan
    yield "with homes of reps", market, 8, homes_km
    yield "with one customer", _market(1), 1, None
    one_point = replace(_market(30), x_km=np.full(30, 4.0), y_km=np.full(30, -2.0))
    yield "with all customers at one point", one_point, 7, None
    nothing = np.zeros(CUSTOMERS)
    yield (
        "with customers without work or potential",
        replace(market, workload_hours=nothing, potential=nothing),
        6,
        None,
    )
    heavy = np.zeros(CUSTOMERS)
    heavy[17] = 1e6
    yield "with all work at one customer", replace(market, workload_hours=heavy), 6, None


def _market(n: int) -> Sites:
    """Customers around five towns, the same every time; some of them prospects."""
    row = np.arange(n)
    town = row * row % 5
    return make_sites(
        3 * row + 2,
        40.0 * np.cos(1.3 * town) + 5.0 * np.sin(7.0 * row),
        40.0 * np.sin(1.3 * town) + 5.0 * np.cos(11.0 * row),
        unit=town // 2,
        region=town // 3,
        industry=row % 4,
        workload_hours=np.where(row % 6 == 5, 0.0, 0.5 + row % 7),
        potential=1000.0 * (1 + row * 7 % 11),
        unit_residents=np.array([5e6, 2e6, 1e6]),
        province=town // 4,
        county=town,
        county_residents=np.array([3e6, 2e6, 1e6, 1e6, 1e6]),
        size_class=row % 3,
        grade=row % 5,
        contested=town / 10.0,
        is_customer=row % 6 != 5,
    )


def _asked(builder: LayoutBuilder, sites: Sites, n_territories: int, homes_km: np.ndarray | None, field: str) -> Layout:
    """The checked answer of a builder that changes neither what it is given nor anybody's random numbers."""
    given, generators = _content(sites, homes_km), pickle.dumps((random.getstate(), np.random.get_state()))
    try:
        drawn = builder.build("mine", sites, n_territories, TravelParameters(), homes_km)
    except InputError:
        raise
    except Exception as fault:
        raise InputError(
            Phrase("failed with {kind}: {fault}", kind=type(fault).__name__, fault=fault), field
        ) from fault
    if _content(sites, homes_km) != given:
        raise InputError("changed what it was given; let it make a copy and change that", field)
    if pickle.dumps((random.getstate(), np.random.get_state())) != generators:
        text = Phrase(
            "takes random numbers from random or np.random, which others use; let it make a generator of its own"
        )
        raise InputError(text, field)
    _check_answer(builder, drawn, sites, n_territories, field)
    return drawn


def _check_answer(builder: LayoutBuilder, drawn: Layout, sites: Sites, n_territories: int, field: str) -> None:
    if not isinstance(drawn, Layout):
        raise InputError("must return a Layout", field, type(drawn).__name__)
    territory_of = drawn.territory_of
    if not isinstance(territory_of, np.ndarray) or territory_of.dtype.kind not in "iu":
        raise InputError("territory_of must be an array of whole numbers", field)
    if territory_of.shape != (len(sites),):
        raise InputError("every customer needs a territory", field, territory_of.shape, f"({len(sites)},)")
    if drawn.n_territories != n_territories:
        raise InputError("drew another number of territories", field, drawn.n_territories, str(n_territories))
    if not drawn.is_owned and int(territory_of.max()) >= n_territories:
        raise InputError(
            "territories are numbered from 0",
            field,
            int(territory_of.max()),
            Phrase("up to {n}", n=n_territories - 1),
        )
    for message, found, meant in (
        (Phrase("the layout has another name"), drawn.name, "mine"),
        (Phrase("the layout has another builder"), drawn.builder, builder.builder),
    ):
        if found != meant:
            raise InputError(message, field, found, f"'{meant}'")
    if not isinstance(drawn.notes, tuple) or not all(
        isinstance(note, str) and note.isprintable() and 0 < len(note) <= MAX_NOTE for note in drawn.notes
    ):
        raise InputError("notes must be a tuple of short texts, each in one line", field, drawn.notes)


def _refuses_too_many(builder: LayoutBuilder, field: str) -> None:
    sites = _market(5)
    try:
        build_layout("mine", builder.model_copy(update={"number": None}), sites, len(sites) + 1)
    except InputError:
        return
    raise InputError("more territories than customers must be refused with an InputError", field)


def _content(sites: Sites, homes_km: np.ndarray | None) -> bytes:
    """All that a builder is given."""
    arrays = [getattr(sites, field.name) for field in fields(sites)]
    return pickle.dumps([array for array in (*arrays, homes_km) if isinstance(array, np.ndarray)])
