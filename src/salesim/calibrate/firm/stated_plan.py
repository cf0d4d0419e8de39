"""The pay plan that a firm states: in the file pay_plan.yaml of its export, or under pay_plan in columns.yaml.

Fields are those of `sales_force.pay` of a scenario, but none has a default: what is not stated is not paid. A list
holds several plans: for some ``reps``, ``from`` a day, ``to`` a day, or by the ``name`` that payouts give.

    pay_plan:
      - {from: 2024-01-01, period: quarter, salary_per_month: 3000, commission_rate: 0.02}
      - {from: 2024-07-01, reps: [R4, R7], period: quarter, salary_per_month: 3000, commission_rate: 0.03}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from salesim.errors import InputError, nearest_name, together
from salesim.export.dates import EPOCH, date_part, read_day
from salesim.pay.curve import Curve, empty_curves
from salesim.pay.plan import PayParameters, add_plan_to_curve
from salesim.phrase import Phrase
from salesim.scenario.document import Document, read_yaml
from salesim.scenario.faults import checked
from salesim.scenario.text_file import read_text

PLAN_FILE, SECTION = "pay_plan.yaml", "pay_plan"
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
OWN_FIELDS = ("name", "reps", "from", "to", "period")
NO_END = np.iinfo(np.int64).max
NOTHING: dict[str, float] = {"salary_per_month": 0.0, "commission_rate": 0.0}


@dataclass(frozen=True)
class StatedPlan:
    """A plan, and whom it pays when.

    Parameters
    ----------
    pay : its terms.
    months : over which sales are summed; None: those of each payout.
    reps : as the export calls them; empty: all.
    first_day, last_day : since 1970, in which it is in force.
    name : under which payouts name it; "" without.
    """

    pay: PayParameters
    months: int | None = None
    reps: tuple[str, ...] = ()
    first_day: int = -NO_END
    last_day: int = NO_END
    name: str = ""

    @property
    def needs_quota(self) -> bool:
        """Whether pay depends on attainment."""
        pay = self.pay
        attained = pay.step_rate > 0 or pay.bonus > 0 or pay.cap_at is not None
        return attained or any(one.kinks or one.bonuses or one.cap_at is not None for one in pay.components)

    @property
    def curve(self) -> Curve:
        """Its curve of a period's sales, one row."""
        curve = empty_curves(1)
        add_plan_to_curve(self.pay, curve, 0)
        return curve

    def holds(self, rep: str, day: int, name: str = "") -> bool:
        """Whether it pays a rep for a period that begins on a day; by its name where the payout gives one."""
        named = not self.name or not name or self.name.casefold() == name.casefold()
        mine = not self.reps or rep in self.reps
        return named and mine and self.first_day <= day <= self.last_day


def find_plans(folder: Path, columns: Path | None) -> list[StatedPlan]:
    """The plans that a columns.yaml states, or else the export's own pay_plan.yaml; none if neither does.

    Raises
    ------
    InputError with the line of what cannot be understood
    """
    for path, sections in ((columns, (SECTION,)), (folder / PLAN_FILE, (SECTION, ""))):
        if path is None or not path.is_file() or path.is_symlink():
            continue
        document = read_yaml(read_text(path), str(path))
        stated, place = document.data, ""
        for section in sections:
            if section and isinstance(stated, dict) and section in stated:
                return located_plans(document, stated[section], section)
            if not section:
                return located_plans(document, stated, place)
    return []


def located_plans(document: Document, stated: Any, place: str) -> list[StatedPlan]:
    """The plans of a document's part, faults told with their lines."""
    try:
        return read_plans(stated, place)
    except InputError as fault:
        raise document.located(fault) from None


def read_plans(stated: Any, place: str = SECTION) -> list[StatedPlan]:
    """Plans as they stand in YAML: one mapping, or a list of them; also as a scenario has its own."""
    many = stated if isinstance(stated, list) else [stated]
    faults: list[InputError] = []
    found = []
    for number, one in enumerate(many):
        at = f"{place}.{number}".strip(".") if isinstance(stated, list) else place
        try:
            found.append(read_plan(one, at))
        except InputError as fault:
            faults += fault.faults
    if faults:
        raise together(faults)
    return found


def read_plan(stated: Any, place: str) -> StatedPlan:
    """One plan."""
    at = f"{place}." if place else ""
    if isinstance(stated, dict) and isinstance(stated.get("sales_force"), dict):
        stated = stated["sales_force"].get("pay")
    if not isinstance(stated, dict):
        raise InputError("a pay plan needs fields such as commission_rate: 0.02", place or None, stated)
    own = {name: stated[name] for name in OWN_FIELDS if name in stated}
    terms = {name: value for name, value in stated.items() if name not in OWN_FIELDS}
    known = (*PayParameters.model_fields, *OWN_FIELDS)
    for name in terms:
        if name not in known:
            raise InputError("unknown field", f"{at}{name}", nearest=nearest_name(str(name), known))
    period = own.get("period")
    if period is not None and period not in MONTHS:
        raise InputError(Phrase("unknown value"), f"{at}period", period, ", ".join(MONTHS))
    try:
        pay = checked(PayParameters, {**NOTHING, **terms})
    except InputError as fault:
        raise together([replace(one, field=f"{at}{one.field or ''}".strip(".")) for one in fault.faults]) from None
    if pay.credit_existing != 1.0 or pay.credit_new != 1.0 or not all(one.is_ordinary for one in pay.components):
        raise InputError(
            "payouts can be recomputed from salary, commission, steps, bonus, cap, and components on a rep's own sales "
            "of the quarter only",
            place or None,
        )
    reps = own.get("reps", ())
    reps = tuple(str(rep) for rep in (reps if isinstance(reps, list) else [reps])) if reps else ()
    first, last = (stated_day(own.get(name), f"{at}{name}") for name in ("from", "to"))
    return StatedPlan(
        pay,
        MONTHS[period] if period else None,
        reps,
        -NO_END if first is None else first,
        NO_END if last is None else last,
        str(own.get("name", "")),
    )


def stated_day(value: Any, field: str) -> int | None:
    """A day since 1970, or None if none is stated."""
    if value is None:
        return None
    day, _ = (value, "") if isinstance(value, date) else read_day(date_part(str(value)), "auto")
    if day is None:
        raise InputError("not a date", field, value, allowed="a date such as 2025-03-31")
    return (day - EPOCH).days


def plan_of(plans: Sequence[StatedPlan], rep: str, day: int, name: str = "") -> StatedPlan | None:
    """The plan that pays a rep for a period that begins on a day: of those that do, the last stated; None without."""
    return next((plan for plan in reversed(plans) if plan.holds(rep, day, name)), None)
