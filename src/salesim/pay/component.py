"""A further pay curve beside the plan's short form: on any measure, for a month to a year, for one or for a team."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from pydantic import model_validator

from salesim.parameters import Parameters, parameter
from salesim.pay.curve import Curve, add_jump, add_kink
from salesim.pay.measures import IN_MONEY, RATIOS, MeasureName, measure_of
from salesim.pay.periods import PeriodName
from salesim.phrase import Phrase
from salesim.wording.bounds import MAX_AMOUNT

MAX_COMPONENTS = 8


class Kink(Parameters):
    """From here on another rate is paid."""

    at: float = parameter(about="attainment of the component's quota", source="A", gt=0, le=5)
    rate: float = parameter(about="pay for each further unit", unit="money/unit", source="A", ge=0)


class Bonus(Parameters):
    """An amount for reaching a threshold."""

    at: float = parameter(about="attainment of the component's quota", source="A", gt=0, le=5)
    amount: float = parameter(about="paid from there on", unit="money", source="A", gt=0)


class PayComponent(Parameters):
    """One further pay curve.

    Pay is ``rate`` for each unit of the measure, another rate above each kink, and a bonus at each threshold, up to
    ``cap_at``. Units are money, customers, visits; of the ratios, one is 100 percentage points (conversion, data
    quality) or a day (days to collect, counted as days saved against twice the quota, so that fewer days are more
    and meeting the quota is attainment 1).
    """

    name: str = parameter(about="name of the component", source="A", min_length=1, max_length=60)
    measure: MeasureName = parameter("sales", about="what is paid on", source="A")
    period: PeriodName = parameter("quarter", about="over which it is measured", source="A")
    rate: float = parameter(0.0, about="pay for each unit from the first on", unit="money/unit", source="A", ge=0)
    kinks: tuple[Kink, ...] = parameter(
        (), about="attainment above which another rate is paid, such as accelerators", source="A", max_length=12
    )
    bonuses: tuple[Bonus, ...] = parameter(
        (), about="amounts for reaching an attainment; they add up", source="A", max_length=8
    )
    cap_at: float | None = parameter(
        None, about="attainment above which nothing more is earned; none: no cap", source="A", gt=0, le=10
    )
    quota: float | None = parameter(
        None,
        about="what attainment is measured against, for each rep and period; none: the quota, for sales and cash",
        unit="units of the measure",
        source="A",
        gt=0,
        le=MAX_AMOUNT,
    )
    team: Literal["none", "region", "group"] = parameter(
        "none",
        about="whose result counts: the rep's own, or the mean of the region or of a group of reps",
        source="A",
    )
    team_size: int = parameter(
        5,
        about="least number of reps in a group; a region's are divided evenly into as many groups as that allows",
        source="A",
        ge=2,
        le=1000,
    )
    paid: Literal["period_end", "at_once", "to_date"] = parameter(
        "period_end",
        about="when it is paid: after the period, in the week in which it is earned (points, red packets), or after "
        "each quarter for the half or year to date, what was paid before being made up or taken back",
        source="A",
    )
    who: Literal["all", "new_reps"] = parameter("all", about="who is paid it", source="A")
    regions: Literal["all", "mature", "emerging"] = parameter(
        "all", about="where it is paid; quotas.maturity says which regions are emerging", source="A"
    )
    new_weeks: int = parameter(
        22, about="weeks in which a rep is new when a quarter begins", unit="week", source="A", ge=1, le=104
    )
    frame: Literal["gain", "loss"] = parameter(
        "gain",
        about="loss: bonuses are paid when the period begins and taken back if missed; the money is the same",
        source="A",
    )

    @property
    def counts_money(self) -> bool:
        """Whether it is paid on money, so that its quota is an amount and its rates are shares of it."""
        return measure_of(self.measure) in IN_MONEY

    @property
    def is_ordinary(self) -> bool:
        """Whether it is drawn into the plan's own curve: on a rep's own sales of the quarter, against the quota."""
        stated = (self.measure, self.period, self.team, self.paid, self.who, self.regions, self.quota)
        return stated == ("sales", "quarter", "none", "period_end", "all", "all", None)

    @property
    def pays_at_quota(self) -> bool:
        """Whether it pays everybody something for just reaching its quota."""
        for_all = self.who == "all" and self.regions == "all"
        earns = self.rate > 0 or any(kink.at < 1.0 and kink.rate > 0 for kink in self.kinks)
        return for_all and (earns or any(bonus.at <= 1.0 for bonus in self.bonuses))

    @property
    def last_rate(self) -> float:
        """Pay for one more unit, however many there are; 0 with a cap."""
        if self.cap_at is not None:
            return 0.0
        return self.kinks[-1].rate if self.kinks else self.rate

    @model_validator(mode="after")
    def _is_a_curve(self) -> PayComponent:
        for field, knots in (("kinks", self.kinks), ("bonuses", self.bonuses)):
            places = [knot.at for knot in knots]
            if any(left >= right for left, right in pairwise(places)):
                raise ValueError(
                    Phrase("{field} must rise from one to the next, they are at {places}", field=field, places=places)
                )
        if not (self.rate or any(kink.rate for kink in self.kinks) or self.bonuses):
            raise ValueError("bonuses, rate and kinks are all empty, so that it would never pay")
        if self.cap_at is not None:
            for field, knots in (("kinks", self.kinks), ("bonuses", self.bonuses)):
                if knots and knots[-1].at > self.cap_at:
                    raise ValueError(
                        Phrase(
                            "{field} at {at:g} lie above cap_at ({cap_at:g})",
                            field=field,
                            at=knots[-1].at,
                            cap_at=self.cap_at,
                        )
                    )
        return self

    @model_validator(mode="after")
    def _has_a_quota(self) -> PayComponent:
        measure = measure_of(self.measure)
        needs = self.bonuses or self.kinks or self.cap_at is not None or self.measure == "days_to_collect"
        if needs and self.quota is None and measure not in IN_MONEY:
            raise ValueError(
                Phrase(
                    "quota is missing: {measure} has no quota that attainment could be measured against",
                    measure=self.measure,
                )
            )
        if self.measure in ("conversion", "data_quality") and self.quota is not None and self.quota > 1:
            raise ValueError(Phrase("quota must be a share between 0 and 1, as {measure} is one", measure=self.measure))
        return self

    @model_validator(mode="after")
    def _goes_together(self) -> PayComponent:
        if self.paid == "at_once" and measure_of(self.measure) in RATIOS:
            raise ValueError(
                Phrase("paid must be period_end, because {measure} is known only then", measure=self.measure)
            )
        if self.paid == "at_once" and self.team != "none":
            raise ValueError("paid must be period_end, because a team's result is known only then")
        if self.paid == "to_date" and self.period not in ("half", "year"):
            raise ValueError("paid to_date needs period: half or year, which quarters are part of")
        if self.frame == "loss" and (not self.bonuses or self.paid != "period_end" or self.team != "none"):
            raise ValueError("frame loss needs bonuses of a rep's own that are paid at the period's end")
        if self.frame == "loss" and self.period in ("month", "half"):
            raise ValueError("frame loss needs period: quarter or year")
        if self.who == "new_reps" and (self.period in ("half", "year") or self.team != "none"):
            raise ValueError("who new_reps needs period: month or quarter, and team: none")
        return self


def add_component_to_curve(component: PayComponent, curve: Curve, row: int) -> None:
    """Add a component's kinks and jumps to one row of curves; attainment is of the component's own quota."""
    slope = component.rate
    add_kink(curve, row, 0.0, slope)
    for kink in component.kinks:
        add_kink(curve, row, kink.at, kink.rate - slope)
        slope = kink.rate
    for bonus in component.bonuses:
        add_jump(curve, row, bonus.at, bonus.amount)
    if component.cap_at is not None:
        add_kink(curve, row, component.cap_at, -slope)
