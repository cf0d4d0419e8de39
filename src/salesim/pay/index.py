"""An index: attainments of several measures, weighted and added up, as scorecards and KPI plans have them."""

from __future__ import annotations

from pydantic import model_validator

from salesim.parameters import Parameters, parameter
from salesim.pay.measures import MeasureName, check_quota, check_single
from salesim.phrase import Phrase
from salesim.wording.bounds import MAX_AMOUNT

MAX_PARTS = 6  # measures of an index
MAX_PLACES = MAX_PARTS + 4  # and two that have a say beside them, and two gates on the measure itself


class IndexPart(Parameters):
    """One measure of an index, which adds its weight times the attainment of its quota."""

    measure: MeasureName = parameter(about="what counts", source="A")
    weight: float = parameter(about="share of the index at quota; all weights sum to 1", source="A", gt=0, lt=1)
    quota: float | None = parameter(
        None,
        about="what attainment is measured against, for each rep and period; none: the quota, for sales and cash",
        unit="units of the measure",
        source="A",
        gt=0,
        le=MAX_AMOUNT,
    )

    @model_validator(mode="after")
    def _has_a_quota(self) -> IndexPart:
        check_single(self.measure)
        check_quota(self.measure, self.quota)
        return self


def check_index(parts: tuple[IndexPart, ...]) -> None:
    """Refuse an index that attainment 1 of everything would not make 1, or that names a measure twice."""
    if len(parts) < 2:
        raise ValueError("index must hold two measures or more; of one, measure says it")
    names = [part.measure for part in parts]
    if len(set(names)) < len(names):
        raise ValueError(Phrase("index holds a measure twice: {names}", names=names))
    total = sum(part.weight for part in parts)
    if abs(total - 1.0) > 1e-9:
        raise ValueError(Phrase("index: the weights must sum to 1, they sum to {total:.6g}", total=total))
