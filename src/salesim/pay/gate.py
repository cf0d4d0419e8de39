"""A gate: a component pays only if another measure is reached, or only as long as it is not."""

from __future__ import annotations

from pydantic import model_validator

from salesim.parameters import Parameters, parameter
from salesim.pay.measures import MeasureName, check_quota, check_single
from salesim.wording.bounds import MAX_AMOUNT


class Gate(Parameters):
    """What has to be reached for a component to be paid: a rep's own measure, over the component's period."""

    measure: MeasureName = parameter(about="what opens the gate", source="A")
    quota: float | None = parameter(
        None,
        about="what attainment is measured against, for each rep and period; none: the quota, for sales and cash",
        unit="units of the measure",
        source="A",
        gt=0,
        le=MAX_AMOUNT,
    )
    at: float = parameter(1.0, about="attainment of that quota which opens it", source="A", gt=0, le=5)
    below: bool = parameter(False, about="paid only as long as it is not reached", source="A")

    @property
    def open_at_quota(self) -> bool:
        """Whether the component is paid to who just reaches all quotas."""
        return (self.at <= 1.0) != self.below

    @model_validator(mode="after")
    def _has_a_quota(self) -> Gate:
        check_single(self.measure)
        check_quota(self.measure, self.quota)
        return self
