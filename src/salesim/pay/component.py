"""A further pay curve beside the plan's short form: on any measure, for a month to a year, for one or for a team."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from pydantic import model_validator

from salesim.parameters import Parameters, ParametersOfLists, parameter
from salesim.pay.component_curve import add_component_to_curve, knots_of
from salesim.pay.conditions import conditions_of
from salesim.pay.curve import MAX_KNOTS, empty_curves
from salesim.pay.factor import Factor
from salesim.pay.gate import Gate
from salesim.pay.index import MAX_PARTS, IndexPart, check_index
from salesim.pay.measures import INDEX, RATIOS, PaidOnName, check_quota, in_money, is_sum, measure_of
from salesim.pay.periods import PeriodName
from salesim.phrase import Phrase, said_by
from salesim.wording.bounds import MAX_AMOUNT

MAX_COMPONENTS = 24


class Kink(Parameters):
    """From here on another rate is paid."""

    at: float = parameter(about="attainment of the component's quota", source="A", gt=0, le=5)
    rate: float = parameter(about="pay for each further unit", unit="money/unit", source="A", ge=0)


class Bonus(Parameters):
    """An amount for reaching a threshold."""

    at: float = parameter(about="attainment of the component's quota", source="A", gt=0, le=5)
    amount: float = parameter(about="paid from there on", unit="money", source="A", gt=0)


class PayComponent(ParametersOfLists):
    """One further pay curve.

    Pay is ``rate`` for each unit of the measure, another rate above each kink, and a bonus at each threshold, up to
    ``cap_at``. Units are money, customers, visits; of the ratios, one is 100 percentage points (conversion, data
    quality) or a day (days to collect, counted as days saved against twice the quota, so that fewer days are more
    and meeting the quota is attainment 1). An index is paid on by attainment: its unit is 1, all quotas together.

    With a ``target_incentive``, rates are shares of it for each 1 of attainment and bonuses shares of it, or ``points``
    say which share is paid at which attainment. With a ``gate``, nothing is paid unless another measure is reached; a
    ``factor`` of another measure multiplies all of it.
    """

    name: str = parameter(about="name of the component", source="A", min_length=1, max_length=60)
    measure: PaidOnName = parameter(
        "sales", about="what is paid on; index: several measures, weighted and added up", source="A"
    )
    index: tuple[IndexPart, ...] = parameter(
        (), about="measures of an index, with their weights and quotas", source="A", max_length=MAX_PARTS
    )
    gate: Gate | None = parameter(
        None, about="another measure that has to be reached for anything to be paid; none: no gate", source="A"
    )
    also: Gate | None = parameter(
        None, about="a second gate, which has to be open, too; none: no further one", source="A"
    )
    factor: Factor | None = parameter(
        None, about="a factor on all of its pay that another measure decides; none: 1", source="A"
    )
    period: PeriodName = parameter("quarter", about="over which it is measured", source="A")
    rate: float = parameter(0.0, about="pay for each unit from the first on", unit="money/unit", source="A", ge=0)
    kinks: tuple[Kink, ...] = parameter(
        (), about="attainment above which another rate is paid, such as accelerators", source="A", max_length=12
    )
    how: Literal["marginal", "whole"] = parameter(
        "marginal",
        about="what a kink's rate is paid on: what lies above it, or, once it is reached, the whole amount",
        source="A",
    )
    bonuses: tuple[Bonus, ...] = parameter(
        (), about="amounts for reaching an attainment; they add up", source="A", max_length=12
    )
    target_incentive: float | None = parameter(
        None,
        about="pay of a period at quota, which rates and bonuses are shares of; none: they are money",
        unit="money",
        source="A",
        gt=0,
    )
    points: tuple[tuple[float, float], ...] = parameter(
        (),
        about="attainment and share of the target incentive, with straight lines between; nothing below the first",
        source="A",
        max_length=2 * MAX_KNOTS,
    )
    beyond: float = parameter(
        0.0,
        about="share of the target incentive for each 1 of attainment beyond the last point",
        source="A",
        ge=0,
        le=100,
    )
    deposit: float = parameter(
        0.0,
        about="taken off each period's pay whatever is reached: a deposit that bonuses give back, a penalty below them",
        unit="money",
        source="A",
        ge=0,
        le=MAX_AMOUNT,
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
    team: Literal["none", "region", "group", "firm"] = parameter(
        "none",
        about="whose result counts: the rep's own, or that of the region, of a group of reps or of all reps",
        source="A",
    )
    team_as: Literal["mean", "sum"] = parameter(
        "mean",
        about="whether what counts of a team is the mean of its members, or all that they have done together",
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
    amounts_to_date: Literal["in_proportion", "in_full"] = parameter(
        "in_proportion",
        about="of what is paid to_date, whether bonuses and shares of the target incentive are paid in proportion to "
        "the time that has passed, or in full as soon as they are reached to date, and taken back where they no longer "
        "are",
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
        return self.measure != INDEX and in_money(self.measure)

    @property
    def by_attainment(self) -> bool:
        """Whether rates are money for each 1 of attainment, not for each unit of the measure."""
        return self.measure == INDEX or self.target_incentive is not None

    @property
    def needs_quota(self) -> bool:
        """Whether a quota changes what it pays: a plain rate is the same pay with one as without."""
        rates = (self.rate, *(kink.rate for kink in self.kinks))
        has_edges = bool(self.bonuses) or self.cap_at is not None or len(set(rates)) > 1
        return has_edges or self.by_attainment or self.measure == "days_to_collect"

    @property
    def is_ordinary(self) -> bool:
        """Whether it is drawn into the plan's own curve: on a rep's own sales of the quarter, against the quota."""
        stated = (self.measure, self.period, self.team, self.paid, self.who, self.regions)
        plain = stated == ("sales", "quarter", "none", "period_end", "all", "all") and not self.has_conditions
        has_own_edges = self.needs_quota and (self.quota is not None or self.how == "whole" or self.by_attainment)
        return plain and not has_own_edges and not self.deposit

    @property
    def pays_at_quota(self) -> bool:
        """Whether it pays everybody something for just reaching all quotas."""
        for_all = self.who == "all" and self.regions == "all" and self.factor_at_quota > 0
        earns = self.rate > 0 or any(kink.at < 1.0 and kink.rate > 0 for kink in self.kinks)
        earns = earns or any(at <= 1.0 and share > 0 for at, share in self.points)
        return for_all and (earns or any(bonus.at <= 1.0 for bonus in self.bonuses))

    @property
    def has_conditions(self) -> bool:
        """Whether anything else has a say in what it pays: a gate, or a factor of another measure."""
        return self.gate is not None or self.also is not None or self.factor is not None

    @property
    def factor_at_quota(self) -> float:
        """Share of its curve that is paid to who just reaches all quotas."""
        is_open = all(gate is None or gate.open_at_quota for gate in (self.gate, self.also))
        return (1.0 if self.factor is None else self.factor.at_quota) if is_open else 0.0

    @property
    def last_rate(self) -> float:
        """Pay for one more unit, however many there are; 0 with a cap, or where it depends on the rep's quota."""
        if self.cap_at is not None or self.by_attainment:
            return 0.0
        highest = 1.0 if self.factor is None else max(factor for _, factor in self.factor.levels)
        return highest * (self.kinks[-1].rate if self.kinks else self.rate)

    @model_validator(mode="after")
    def _is_a_curve(self) -> PayComponent:
        for field, knots in (("kinks", self.kinks), ("bonuses", self.bonuses)):
            places = [knot.at for knot in knots]
            if any(left >= right for left, right in pairwise(places)):
                raise ValueError(
                    Phrase("{field} must rise from one to the next, they are at {places}", field=field, places=places)
                )
        shares = [share for _, share in self.points]
        if not (self.rate or any(kink.rate for kink in self.kinks) or self.bonuses or any(shares) or self.beyond):
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
    def _points_are_a_curve(self) -> PayComponent:
        if not self.points:
            if self.beyond:
                raise ValueError("beyond needs points: it is what is paid beyond the last of them")
            return self
        if self.target_incentive is None:
            raise ValueError("points need a target_incentive, which they are shares of")
        if self.rate or self.kinks or self.cap_at is not None:
            raise ValueError("points take the place of rate, kinks and cap_at")
        places = [at for at, _ in self.points]
        if places[0] < 0 or places[-1] > 10 or any(left > right for left, right in pairwise(places)):
            raise ValueError(Phrase("points must rise from 0 to at most 10, they are at {places}", places=places))
        if any(left == right for left, right in zip(places, places[2:])):
            raise ValueError(Phrase("points hold three at one attainment: {places}", places=places))
        lowest, highest = min(share for _, share in self.points), max(share for _, share in self.points)
        if lowest < 0 or highest > 100:
            raise ValueError(
                Phrase(
                    "points: shares must lie between 0 and 100, they run from {lowest:g} to {highest:g}",
                    lowest=lowest,
                    highest=highest,
                )
            )
        return self

    @model_validator(mode="after")
    def _fits_a_curve(self) -> PayComponent:
        if self.how == "whole" and not self.kinks:
            raise ValueError("how whole needs kinks: it says what their rates are paid on")
        room = MAX_KNOTS - len(conditions_of(self).own)  # a gate on the same measure is one more
        places = {jump.at for jump in knots_of(self).jumps}
        try:
            if len(places) > room:
                raise ValueError(
                    Phrase("a pay curve holds at most {max_knots} kinks and {max_knots} jumps", max_knots=room)
                )
            add_component_to_curve(self, empty_curves(1), 0)
        except ValueError as full:
            raise ValueError(Phrase("kinks, points and bonuses are too many: {full}", full=said_by(full))) from None
        return self

    @model_validator(mode="after")
    def _has_a_quota(self) -> PayComponent:
        if self.measure == INDEX:
            if self.quota is not None:
                raise ValueError("quota must be left out: an index is measured against the quotas of its measures")
            check_index(self.index)
            return self
        if self.index:
            raise ValueError("index needs measure: index")
        if self.needs_quota or self.kinks or self.quota is not None:
            check_quota(self.measure, self.quota)
        return self

    @model_validator(mode="after")
    def _goes_together(self) -> PayComponent:
        if self.paid == "at_once" and self.measure != INDEX and measure_of(self.measure) in RATIOS:
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

    @model_validator(mode="after")
    def _goes_with_other_measures(self) -> PayComponent:
        if self.also is not None and self.gate is None:
            raise ValueError("also needs gate: it is a second one")
        if self.amounts_to_date == "in_full" and self.paid != "to_date":
            raise ValueError("amounts_to_date in_full needs paid: to_date")
        if self.deposit and (self.team != "none" or self.paid != "period_end"):
            raise ValueError("a deposit needs team: none and paid: period_end")
        if self.team_as == "sum" and (self.team == "none" or measure_of(self.measure) in RATIOS):
            raise ValueError("team_as sum needs a team, and a measure that adds up")
        used = {"gate": self.gate is not None, "factor": self.factor is not None, "index": bool(self.index)}
        used["measure"] = is_sum(self.measure)
        for field, is_used in used.items():
            if is_used and self.team != "none":
                raise ValueError(
                    Phrase("{field} needs team: none, because it is known of each rep's own results only", field=field)
                )
            if is_used and self.paid == "at_once":
                raise ValueError(
                    Phrase("paid must be period_end, because what {field} comes to is known only then", field=field)
                )
        has_more = self.has_conditions or is_sum(self.measure)
        if self.frame == "loss" and (has_more or self.by_attainment or self.how == "whole"):
            raise ValueError("frame loss needs plain bonuses: no gate, factor, index, target_incentive or how: whole")
        return self
