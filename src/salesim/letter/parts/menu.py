"""A menu: what a rep chose before the period, such as a wager, a deposit or one of several curves."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import model_validator

from salesim.errors import InputError
from salesim.letter.figures import Figure, Value, each, number_in
from salesim.letter.in_model import Translation
from salesim.letter.part import Figures, Part, Unseen
from salesim.letter.pieces import InModel, Piece, against
from salesim.parameters import parameter
from salesim.phrase import N_, Phrase

CHOSEN_BEFORE = N_(
    "in the model choices before a quarter stand in sales_force.wager.menu; sales_force.pay.figures may say what "
    "everybody has chosen"
)


class Menu(Part):
    """One of several entries, by its number; 0 is none of them."""

    measures: ClassVar = ()
    instead: ClassVar = CHOSEN_BEFORE
    figures: ClassVar = ("entries", "chosen")
    says: ClassVar = "{chosen}: {entries}"

    part: Literal["menu"] = "menu"
    entries: tuple[Figure, ...] = parameter(about="what each entry pays", source="A", min_length=1, max_length=20)
    chosen: Figure = parameter(about="number of the entry that was chosen, from 1; 0: none", source="A")

    def in_model(self, model: Translation) -> InModel:
        """The entry that everybody has chosen, if the scenario says which."""
        chosen = model.known(self.chosen)
        if chosen is None:
            raise Unseen(self.instead)
        number = self._entry(chosen, *(Fraction(n) for n in range(1, len(self.entries) + 1)))
        return model[self.entries[int(number) - 1]] if number else InModel(number=Fraction(0))

    def reckon(self, figures: Figures) -> Value:
        """What the chosen entry pays."""
        return each(self._entry, figures[self.chosen], *(figures[entry] for entry in self.entries))

    def _entry(self, chosen: Fraction, *entries: Fraction) -> Fraction:
        if chosen.denominator != 1 or not 0 <= chosen <= len(entries):
            allowed = Phrase("a whole number from {low} to {high}", low=0, high=len(entries))
            raise InputError("out of range", f"{self.name}.chosen", float(chosen), allowed)
        return entries[int(chosen) - 1] if chosen else Fraction(0)


class ForecastBonus(Part):
    """A bonus by result and by the rep's own forecast: the best forecast is an honest one (Weitzman 1976, Gonik 1978).

    It pays ``bonus × (forecast + over (result − forecast))`` above the forecast and with ``under`` in place of ``over``
    below it, all as shares of the quota; with ``over`` below 1 and ``under`` above 1.
    """

    measures: ClassVar = ("of",)
    instead: ClassVar = CHOSEN_BEFORE
    figures: ClassVar = ("quota", "forecast", "bonus", "over", "under")
    says: ClassVar = "{bonus} × ({forecast} ± ({of} − {forecast})) / {quota}"

    part: Literal["forecast_bonus"] = "forecast_bonus"
    of: Figure = parameter(about="result", source="A")
    forecast: Figure = parameter(about="what the rep forecast", source="A")
    quota: Figure = parameter(about="quota", source="A")
    bonus: Figure = parameter(about="bonus for a result and a forecast of just the quota", source="A")
    over: Figure = parameter(
        0.5, about="share of the bonus for results above the forecast, in units of the quota", source="A"
    )
    under: Figure = parameter(1.5, about="share of the bonus lost for results below it", source="A")

    @model_validator(mode="after")
    def _rewards_honesty(self) -> ForecastBonus:
        over, under = number_in(str(self.over)), number_in(str(self.under))
        if (over is not None and over >= 1) or (under is not None and under <= 1):
            raise ValueError("over must be below 1 and under above 1, or it pays to forecast nothing or everything")
        return self

    def in_model(self, model: Translation) -> InModel:
        """What everybody forecasts, if the scenario says so: from where the bonus begins, one slope to it, one beyond.

        Attainment at which it begins is f (1 - 1 / under): below, results cost more than the forecast has brought.
        """
        bonus, over, under = (model.number(one) for one in (self.bonus, self.over, self.under))
        forecast = model.share_of_quota(self.forecast, self.quota)
        if forecast is None or forecast <= 0:
            raise Unseen(self.instead)
        counted = against(model.counted(self.of), model.quota(self.quota))
        points = ((forecast * (1 - 1 / under), Fraction(0)), (forecast, forecast))
        piece = Piece(self.name, counted, (), None, incentive=bonus, points=points, beyond=over)
        return InModel(pieces=(piece,))

    def reckon(self, figures: Figures) -> Value:
        """The bonus, 0 at least."""

        def one(*stated: Fraction) -> Fraction:
            result, forecast, quota, bonus, over, under = stated
            if quota == 0:
                raise InputError("nothing can be measured against 0", f"{self.name}.quota")
            beyond = (result - forecast) / quota
            return max(bonus * (forecast / quota + (over if beyond > 0 else under) * beyond), Fraction(0))

        return each(one, *(figures[f] for f in (self.of, self.forecast, self.quota, self.bonus, self.over, self.under)))
