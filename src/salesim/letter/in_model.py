"""A plan letter as the simulation sees it: components of pay, with a draw or a holdback beside them.

Reps in the model have measures (sales, cash, visits, ...) and a quota, and feel what one more unit of each pays. So a
letter is written as a sum of pieces, each a curve on one measure or index, perhaps behind a gate. What has no such form
is refused with what the model has in its place, never left out.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, get_args

from salesim.errors import InputError, nearest_name
from salesim.letter.component_fields import component_of
from salesim.letter.deals import Filter
from salesim.letter.figures import Figure, number_in
from salesim.letter.model_words import (
    ATTAINMENT,
    FIRM_SALES,
    MARGIN,
    MEANT,
    PRODUCT,
    QUOTA,
    TEAM_ATTAINMENT,
    TEAM_SALES,
    meant_by,
)
from salesim.letter.part import Unseen
from salesim.letter.pieces import DAYS, ONE, Counted, Factor, Gate, InModel, Piece, against, gated, opposite
from salesim.pay.component import MAX_COMPONENTS, PayComponent
from salesim.pay.measures import OF_A_LINE, PlainName, kind_and_lines
from salesim.phrase import N_, Phrase
from salesim.scenario.faults import checked

if TYPE_CHECKING:
    from salesim.letter.letter import Letter

MEASURES = get_args(PlainName)
SUMMANDS = ("clawback", "contest")  # settings that are added to pay, not made of it
HIGHEST = 5  # attainment that a factor's levels may have
TEAMS = {TEAM_SALES: "region", FIRM_SALES: "firm"}
PERIODS = ("month", "quarter", "half", "year")


class Translation:
    """The letter's figures as the model has them, reckoned from part to part."""

    def __init__(self, letter: Letter, figures: Mapping[str, Figure], margins: Mapping[str, float]):
        self.letter = letter
        self.figures = figures  # what figures of the letter are: numbers, or words for the model's measures
        self.margins = margins  # of the product lines, by name
        self.parts = {part.name: part for part in letter.parts}
        self.done: dict[str, InModel] = {}
        self.at = ""  # part whose component is made

    def __getitem__(self, figure: Figure) -> InModel:
        """What a figure is in the model."""
        if not isinstance(figure, str) or (figure not in self.parts and number_in(figure) is not None):
            return InModel(number=number_in(figure) if isinstance(figure, str) else Fraction(repr(figure)))
        if figure in self.parts:
            if figure not in self.done:
                try:
                    self.done[figure] = self.parts[figure].in_model(self)
                except Unseen as reason:
                    reason.part = reason.part or figure
                    raise
            return self.done[figure]
        if figure in self.letter.settings:
            return InModel(number=self.letter.settings[figure].value)
        stated = self.figures.get(figure, figure)
        if stated != figure and (number := exact_number(stated)) is not None:
            return InModel(number=number)
        return self.measured(figure, stated)

    def measured(self, figure: str, stated: Figure) -> InModel:
        """What reps are measured by under the name of a figure, or as the scenario has ``stated`` that it is."""
        share, of = share_of(str(stated))
        if share != 1:
            counted = self.counted_as(figure, self.measured(figure, of))
            ((measure, weight, quota),) = counted.parts
            return InModel(counted=replace(counted, parts=((measure, weight * share, quota),)))
        meant = meant_by(str(stated))
        if kind_and_lines(str(stated))[1]:
            meant = str(stated)  # sales or margin of a product line
        if meant is not None and (meant in MEASURES or kind_and_lines(meant)[1]):
            return InModel(counted=Counted(((meant, ONE, Fraction(0)),)))
        if meant == ATTAINMENT:
            return InModel(counted=Counted((("sales", ONE, None),)))
        if meant == TEAM_ATTAINMENT:
            return InModel(counted=Counted((("sales", ONE, None),), team="region"))
        if meant in (TEAM_SALES, FIRM_SALES):
            return InModel(counted=Counted((("sales", ONE, Fraction(0)),), team=TEAMS[meant]))
        if meant == QUOTA:
            raise Unseen(N_("the quota may be what something is measured against, nothing else"))
        raise Unseen(
            Phrase(
                "reps in the model have no {figure}; they have {measures}; sales_force.pay.figures may say which of "
                "them it is, or the number that it is",
                figure=figure,
                measures=", ".join(MEASURES),
            )
        )

    def is_quota(self, figure: Figure) -> bool:
        """Whether a figure is the model's own quota."""
        if not isinstance(figure, str):
            return False
        if figure in self.parts:
            return self[figure].is_quota
        return meant_by(str(self.figures.get(figure, figure))) == QUOTA

    def number(self, figure: Figure) -> Fraction:
        """A figure that must be a plain number."""
        found = self[figure].number if not self.is_quota(figure) else None
        if found is None:
            raise Unseen(Phrase("{figure} must be a number here: in the model it is the same for all", figure=figure))
        return found

    def known(self, figure: Figure) -> Fraction | None:
        """The number that a figure is for all reps; None where it is none, or nobody has said which."""
        is_own = isinstance(figure, str) and figure not in self.parts and figure not in self.letter.settings
        if is_own and number_in(str(figure)) is None and exact_number(self.figures.get(str(figure), "")) is None:
            return None
        return self[figure].number

    def share_of_quota(self, figure: Figure, quota: Figure) -> Fraction | None:
        """A figure as a share of a quota: both numbers, or ``quota`` or ``110 % of quota`` of the model's own."""
        if not self.is_quota(quota):
            known, of = self.known(figure), self.quota(quota)
            return None if known is None or not of else known / of
        share, measure = share_of(str(self.figures.get(str(figure), figure)))
        return share if meant_by(measure) == QUOTA else None

    def quota(self, figure: Figure | None) -> Fraction | None:
        """What is measured against: None the model's own quota, 0 nothing, or a number."""
        if figure is None:
            return Fraction(0)
        if self.is_quota(figure):
            return None
        if (quota := self.number(figure)) == 0:
            raise Unseen(N_("nothing can be measured against 0"))
        return quota

    def counted(self, figure: Figure) -> Counted:
        """A figure that must be something that reps do."""
        return self.counted_as(figure, self[figure])

    def counted_as(self, figure: Figure, found: InModel) -> Counted:
        """What is counted of what a figure is in the model, if it is something that reps do."""
        if found.counted is None:
            raise Unseen(Phrase("{figure} is not what a rep does, but pay or a number", figure=figure))
        return found.counted

    def beside(self, figure: Figure) -> Mapping[str, Mapping[str, Any]]:
        """Settings beside pay that a summand stands for: a claw-back or a contest."""
        return {name: some for name, some in self[figure].settings.items() if name in SUMMANDS}

    def summand(self, figure: Figure) -> tuple[Piece, ...]:
        """`pieces` of what is added up, of which a claw-back or a contest has none of its own."""
        return () if self.beside(figure) else self.pieces(figure)

    def capped_pieces(self, figure: Figure) -> tuple[tuple[Piece, ...], dict[str, Mapping[str, Any]]]:
        """`pieces` of what is paid out or topped up, which a cap on all of it may come before, and that cap."""
        found = self[figure]
        if found.pieces is not None and found.settings.keys() == {"pay_cap"}:
            return found.pieces, dict(found.settings)
        return self.pieces(figure), {}

    def pieces(self, figure: Figure) -> tuple[Piece, ...]:
        """A figure that must be pay; what is counted pays its own amount."""
        found = self[figure]
        if found.settings:
            raise Unseen(N_("a draw, a holdback, a claw-back, a contest or a cap on all pay must be the last part"))
        if found.pieces is not None:
            return found.pieces
        if found.number == 0:
            return ()
        if found.counted is not None and found.counted.in_units:
            return (Piece(str(figure), found.counted, ((Fraction(0), ONE, Fraction(0)),), Fraction(0)),)
        raise Unseen(Phrase("{figure} is no pay that follows from what a rep does", figure=figure))


def words_for_figures() -> tuple[str, ...]:
    """What a scenario may say that a figure is: the model's measures, the quota, attainment, a team's sales."""
    return (*MEASURES, QUOTA, ATTAINMENT, TEAM_SALES, TEAM_ATTAINMENT, FIRM_SALES)


def share_of(stated: str) -> tuple[Fraction, str]:
    """The share of a measure that a scenario says a figure is, and the measure; 1 of anything else.

    >>> share_of("2 % of sales"), share_of("sales of Pumps")
    ((Fraction(1, 50), 'sales'), (Fraction(1, 1), 'sales of Pumps'))
    """
    share, of, measure = stated.partition(" of ")
    number = number_in(share) if of else None
    return (ONE, stated) if number is None or number <= 0 else (number, measure.strip())


def exact_number(stated: Figure) -> Fraction | None:
    """A figure of a scenario as an exact number, if it is one."""
    return number_in(stated) if isinstance(stated, str) else Fraction(repr(stated))


def in_model(
    letter: Letter, figures: Mapping[str, Figure] | None = None, margins: Mapping[str, float] | None = None
) -> dict[str, Any]:
    """Settings of ``sales_force`` that pay reps as the letter says.

    Parameters
    ----------
    figures : of figures of the letter, the number that each is for all reps, or a word for one of the model's measures
    margins : of the firm's product lines, by name; none: there are no lines whose margin a filter could look at

    Returns
    -------
    ``{"pay": ..., "draw": ..., "holdback": ...}``, the latter and others only if the letter has them; pay has
    ``components`` and nothing of the short form.

    Raises
    ------
    InputError : a part that the model cannot see, named, with what the model has in its place
    """
    for name, stated in (figures or {}).items():
        field = f"sales_force.pay.figures.{name}"
        if name not in letter.given:
            near = nearest_name(name, letter.given)
            raise InputError("this figure is not part of the plan", field, stated, ", ".join(letter.given), near)
        if isinstance(stated, bool) or not isinstance(stated, (int, float, str)):
            raise InputError("a figure is a number or a word", field, stated, "5000, 8 %, or a word such as sales")
        measure = share_of(str(stated))[1]
        is_measure = meant_by(measure) is not None or kind_and_lines(measure)[1]
        if name not in letter.of_words and exact_number(stated) is None and not is_measure:
            allowed = Phrase(
                "a number, one of {measures}, or a share of one: 2 % of sales", measures=", ".join(words_for_figures())
            )
            near = nearest_name(str(stated), MEANT)
            raise InputError("reps in the model are not measured by this", field, stated, allowed, near)
    translation = Translation(letter, figures or {}, margins or {})
    try:
        paid = translation[letter.paid_part]
        pieces = paid.pieces if paid.pieces is not None else translation.pieces(letter.paid_part)
        period = letter.period or "quarter"
        if period not in PERIODS:
            raise Unseen(
                Phrase("the shortest period that the model pays for is a month, not a {period}", period=period)
            )
        components = []
        for piece in pieces:
            translation.at = piece.name
            components.append(component_of(piece, period, letter.to_date_of or "year"))
            fits(components[-1])
        translation.at = letter.paid_part
        if len(components) > MAX_COMPONENTS:
            raise Unseen(
                Phrase(
                    "it comes to {n} components, of which the model holds {most}",
                    n=len(components),
                    most=MAX_COMPONENTS,
                )
            )
    except Unseen as reason:
        part = reason.part or translation.at or letter.paid_part
        message = Phrase("part {part} cannot be simulated: {reason}", part=part, reason=Phrase(reason.args[0]))
        raise InputError(message) from None
    names = [str(component["name"]) for component in components]
    for n, component in enumerate(components):
        if names.count(names[n]) > 1:
            component["name"] = f"{names[n]} {names[:n].count(names[n]) + 1}"
    short = {"commission_rate": 0.0, "step_rate": 0.0, "bonus": 0.0, "cap_at": None}
    return {"pay": short | {"components": components}} | {name: dict(some) for name, some in paid.settings.items()}


def fits(component: dict[str, Any]) -> None:
    """Refuse what a component of the model does not hold, as its part's."""
    try:
        checked(PayComponent, component)
    except InputError as refused:
        fault = refused.faults[0]
        if fault.field is None:
            raise Unseen(Phrase(fault.message)) from None
        said = Phrase("{field}: {message}", field=fault.field, message=Phrase(fault.message))
        if fault.allowed is not None:
            said = Phrase("{said} ({allowed})", said=said, allowed=Phrase(fault.allowed))
        raise Unseen(said) from None


def by_level(
    model: Translation, pieces: tuple[Piece, ...], by: Figure, levels: list[Fraction], factors: list[Fraction]
) -> tuple[Piece, ...]:
    """Pieces times the factor of the highest level reached: what all levels share, and what each adds behind a gate.

    Parameters
    ----------
    levels, factors : level and factor of each; nothing is paid below the first level unless it is 0 or less
    """
    if (known := model[by].number) is not None:
        return tuple(piece.scaled(factor_of(known, levels, factors)) for piece in pieces)
    counted = model.counted(by)
    own = {measure for piece in pieces for measure, _, _ in piece.counted.parts if len(piece.counted.parts) == 1}
    has_factor = any(piece.factor is not None for piece in pieces)
    if len(counted.parts) == 1 and counted.parts[0][0] not in own and not has_factor and len(levels) > 1:
        by_other = factor_on(counted, levels, factors, "step")
        return tuple(replace(piece, factor=by_other) for piece in pieces)
    rising = all(low <= high for low, high in itertools.pairwise(factors))
    falling = all(low >= high for low, high in itertools.pairwise(factors))
    if not (rising or falling):
        raise Unseen(N_("factors must rise, or fall, from level to level"))
    found: list[Piece] = []

    def add(factor: Fraction, gate: Gate | None) -> None:
        some = tuple(piece.scaled(factor) for piece in pieces)
        found.extend(some if gate is None else gated(some, gate))

    if rising:
        before = Fraction(0)
        for level, factor in zip(levels, factors, strict=True):
            if factor > before:
                add(factor - before, gate_on(model, by, str(float(level))) if level > 0 else None)
            before = factor
    else:
        if levels[0] > 0:
            raise Unseen(N_("factors that fall must begin at 0"))
        if factors[-1] > 0:
            add(factors[-1], None)
        for level, lower, factor in zip(levels[1:], factors[1:], factors, strict=False):
            if factor > lower:
                add(factor - lower, opposite(gate_on(model, by, str(float(level)))))
    return tuple(found)


def factor_of(known: Fraction, levels: list[Fraction], factors: list[Fraction]) -> Fraction:
    """The factor of the highest level that a number reaches; 0 below the first."""
    return next((one for level, one in reversed([*zip(levels, factors, strict=True)]) if known >= level), Fraction(0))


def by_steps(pieces: tuple[Piece, ...], steps: tuple[Piece, ...], name: str) -> tuple[Piece, ...]:
    """Rates that another measure decides: an amount for each unit that is a bonus of steps."""
    step = steps[0]
    counted = step.counted
    if len(steps) > 1 or step.points or step.gates or step.factor or any(rate for _, rate, _ in step.knots):
        raise Unseen(N_("an amount for each unit that another measure decides has steps in the model"))
    if counted.in_units and step.quota != 0:
        counted = against(counted, step.quota)
    factors = list(itertools.accumulate(amount * (step.incentive or 1) for _, _, amount in step.knots))
    factor = factor_on(counted, [at for at, _, _ in step.knots], factors, "step")
    if any(piece.factor is not None or piece.counted.parts[0][0] == factor.measure for piece in pieces):
        raise Unseen(N_("a factor on what has one, or by the measure that is paid on"))
    return tuple(replace(piece, name=name, factor=factor) for piece in pieces)


def factor_on(counted: Counted, levels: list[Fraction], factors: list[Fraction], how: str) -> Factor:
    """The factor that a measure makes: levels by its attainment; nothing is paid below the first unless it is 0."""
    if len(counted.parts) > 1 or counted.cap is not None or counted.less or counted.over or counted.team:
        raise Unseen(N_("a factor by an index, a team or a capped measure"))
    measure, weight, quota = counted.parts[0]
    if weight <= 0:
        raise Unseen(Phrase("nothing of {measure} is credited", measure=measure))
    if levels[0] > 0 and how == "step":
        levels, factors = [Fraction(0), *levels], [Fraction(0), *factors]
    if measure == DAYS and quota is None:
        raise Unseen(N_("days need a number to be held against"))
    of, unit = quota, ONE / weight  # attainment of each unit of what is counted
    if quota == 0:
        of = max(level for level in levels if level > 0) / weight if levels[-1] > 0 else ONE
        unit = ONE / weight / of
    places = [level * unit for level in levels]
    if measure == DAYS:  # the model counts days saved against twice the quota: many days are a low attainment
        places = [2 - place for place in reversed(places)]
        if how == "step":  # a factor from so many days on is one up to that attainment
            places, factors = [Fraction(0) - 20, *places[:-1]], list(reversed(factors))
        else:
            factors = list(reversed(factors))
    if of is not None and max(places) > HIGHEST:  # an attainment of thousands of a quota of 1 is a total
        of, places = of * max(places), [place / max(places) for place in places]
    return Factor(measure, of, tuple(zip(places, factors, strict=True)), how)


def of_lines(counted: Counted, where: Mapping[str, Filter], margins: Mapping[str, float]) -> Counted:
    """What is counted of some product lines: those whose names, or margins, filters of deals let pass."""
    if not where:
        return counted
    wanted: list[str] | None = None
    for field, one in where.items():
        if field.strip().lower() in PRODUCT:
            if not one.one_of:
                raise Unseen(N_("product lines are filtered by their names, such as {product: [Pumps, Valves]}"))
            some = [str(name) for name in one.one_of]
        elif field.strip().lower() in MARGIN:
            if not margins:
                raise Unseen(N_("a filter by margin needs product lines, which channel.network.products states"))
            some = [name for name, margin in margins.items() if one.lets(margin)]
        else:
            raise Unseen(Phrase("customers in the model buy without a field {field} to look at", field=field))
        wanted = some if wanted is None else [name for name in wanted if name in some]
    if not wanted:
        raise Unseen(N_("none of the product lines passes the filter"))
    if len(counted.parts) > 1 or counted.parts[0][0] not in OF_A_LINE or counted.team:
        raise Unseen(N_("only a rep's own sales and margin are of product lines in the model"))
    measure, weight, quota = counted.parts[0]
    name = f"{measure} of {' + '.join(wanted)}"
    return replace(counted, parts=((name, weight, quota),))


def gate_on(translation: Translation, of: Figure, at: Figure) -> Gate:
    """The gate that a measure and a threshold make."""
    counted = translation.counted(of)
    if len(counted.parts) > 1:
        raise Unseen(N_("a gate on an index"))
    if counted.team or counted.to_date or counted.less or counted.over:
        raise Unseen(N_("a gate on a team's result, on one to date or on what is left of a deduction"))
    measure, factor, quota = counted.parts[0]
    if factor <= 0:
        raise Unseen(Phrase("nothing of {measure} is credited", measure=measure))
    threshold = translation.number(at) / factor
    if counted.cap is not None and counted.cap < translation.number(at):
        raise Unseen(Phrase("{figure} is capped below the gate's threshold", figure=of))
    if threshold <= 0:
        raise Unseen(N_("a gate that stands open from the start"))
    if measure == DAYS:  # the model counts days saved, so that reaching many days is missing a quota of few
        if quota is None:
            raise Unseen(N_("days need a number to be held against"))
        return Gate(measure, ONE, threshold * (quota or ONE), below=True)
    if quota == 0:
        return Gate(measure, ONE, threshold)
    return Gate(measure, threshold, quota)
