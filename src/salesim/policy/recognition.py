"""Badges for the quarter's best reps, announced or as a surprise, and a public rank of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import model_validator

from salesim.agents.effort import EffortWeek, forecast_all
from salesim.agents.recognition import award_slopes, badge_value, rank_drives, rank_value
from salesim.columns import Reps
from salesim.parameters import NO_MONEY, Parameters, parameter
from salesim.pay.measures import RATIOS, measure_of
from salesim.phrase import Phrase
from salesim.policy.lever import Lever, Section

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

BadgeMeasure = Literal["attainment", "new_customers", "conversion", "data_quality"]

# what is remembered of the holder of every seat, and the memory of who is new
MEMORY = np.dtype(
    [
        ("holder", "i8"),
        ("habit", "f8"),  # own badges not yet forgotten
        ("standing", "f8"),  # pride and shame in the stock of recognition
        ("place", "f8"),  # on the last list, from 0, the last, to 1, the first; NaN if on none
        ("expected", "f8"),  # place that was expected on the next one
        ("fallen", "f8"),  # how far the last place lay below the one expected
        ("grudge", "f8"),  # badges for what the holder did well unasked
    ]
)
STRANGER = np.array((-1, 0.0, 0.0, np.nan, 0.5, 0.0, 0.0), MEMORY)


class RecognitionParameters(Parameters):
    """Badges for the best of a quarter, and a list of everybody."""

    badges: bool = parameter(False, about="award badges each quarter", source="A")
    measures: tuple[BadgeMeasure, ...] = parameter(
        ("attainment",), about="what badges are awarded for, one for each", source="A", min_length=1, max_length=4
    )
    announced: bool = parameter(
        True, about="badges are announced before the quarter, not a surprise at its end", source="A"
    )
    top_share: float = parameter(0.2, about="share of reps who get one", source="A", gt=0, le=1)
    worth: float = parameter(
        0.05,
        about="what an announced badge for attainment is felt to be worth, as a share of a quarter's pay",
        source="A: members of a vendor's club of the best tenth gave up more for it (L: Larkin 2009); 0 as in L: "
        "Robinson et al. 2021",
        ge=0,
        le=1,
    )
    worth_other: float = parameter(
        0.005,
        about="the same of an announced badge for another measure",
        source="A: output of a plant with awards for attendance fell by about 1 % (L: Gubler, Larkin & Pierce 2016)",
        ge=0,
        le=1,
    )
    effect: float = parameter(
        0.3,
        about="what a badge adds to drive once it is given, if it is the first one and rare",
        source="A: some 7 % of effort in the following quarter, as in L: Bradler et al. 2016; below 0 as in L: "
        "Robinson et al. 2021",
        ge=-1,
        le=2,
    )
    half_life_weeks: float = parameter(
        8.0, about="weeks in which recognition halves", unit="week", source="A", gt=0, le=5200
    )
    licensing: float = parameter(
        0.02,
        about="drive lost for each own badge not yet forgotten: enough has been done",
        source="A: sign as in L: Robinson et al. 2021",
        ge=0,
        le=1,
    )
    cost: float = parameter(800.0, about="cost of a badge and its ceremony", unit="money", source="A", ge=0)
    envy: float = parameter(
        0.15, about="recognition that those left out lose, for each badge per head of them", source="A", ge=0, le=10
    )
    crowding: float = parameter(
        1.0,
        about="how fast badges lose worth when many get one: worth is (1 - share)^crowding",
        source="A",
        ge=0,
        le=10,
    )
    habituation: float = parameter(
        1.0,
        about="how fast badges lose worth when they are frequent: worth falls by 1 / (1 + habituation x own badges not "
        "yet forgotten)",
        source="A",
        ge=0,
        le=10,
    )
    habit_half_life_weeks: float = parameter(
        32.0, about="weeks in which half of an own badge is forgotten", unit="week", source="A", gt=0, le=5200
    )
    resentment: float = parameter(
        0.15,
        about="drive that the strong lose by an announced badge for what they did well unasked",
        source="A: 8 % of effort would be .18 (L: Gubler, Larkin & Pierce 2016)",
        ge=0,
        le=1,
    )
    learning: float = parameter(
        0.5,
        about="weight of the newest quarter in the result that is expected to win a badge, and in the expected rank",
        source="A",
        gt=0,
        le=1,
    )
    public_rank: bool = parameter(False, about="publish everybody's rank by attainment each quarter", source="A")
    rank_first: float = parameter(
        0.2,
        about="drive that the first of the list gain, over the mean of all",
        source="A: shape as in L: Gill, Kissova, Lee & Prowse 2019",
        ge=0,
        le=2,
    )
    rank_last: float = parameter(
        0.1,
        about="drive that the last of the list gain, over the mean of all",
        source="A: shape as in L: Gill, Kissova, Lee & Prowse 2019",
        ge=0,
        le=2,
    )
    rank_power: float = parameter(
        8.0,
        about="how fast both fade towards the middle of the list: with its place to this power",
        source="A: shape as in L: Gill, Kissova, Lee & Prowse 2019",
        ge=1,
        le=20,
    )
    rank_disappointment: float = parameter(
        0.2,
        about="drive lost by who expected the first place and has the last",
        source="A: sign at the bottom as in L: Bandiera, Barankay & Rasul 2013",
        ge=0,
        le=5,
    )
    rank_solidarity: float = parameter(
        0.0,
        about="drive that the last of the list lose where reps take it amiss to be set against each other",
        source="A: both signs in L: Blader, Gartenberg & Prat 2020",
        ge=0,
        le=2,
    )
    rank_pride: float = parameter(
        0.3,
        about="recognition that the first of the list gains, which keeps people; half-way down nothing",
        source="A",
        ge=0,
        le=10,
    )
    rank_shame: float = parameter(
        0.45,
        about="recognition that the last of the list loses, which drives people away; half-way down nothing",
        source="A",
        ge=0,
        le=10,
    )

    @model_validator(mode="after")
    def _measures_differ(self) -> RecognitionParameters:
        if len(set(self.measures)) < len(self.measures):
            raise ValueError(Phrase("measures hold one twice: {names}", names=", ".join(self.measures)))
        return self


class Recognition(Lever):
    """Awards badges to the top share of each quarter and publishes ranks.

    A badge that is announced acts before it is given, most on those who are near the result that will win it; it moves
    effort and time, not the weeks of orders. For another measure than attainment, time goes to that measure and is
    taken from selling, and strong reps who did well in it unasked resent it. A badge that was given is felt for a
    while, less if many get one or it is not the first, and who gets none feels it; later it is a reason to do less.

    A rank drives the first and the last where pay is at stake, disappoints who fell, and keeps or drives away by pride
    and shame. Everybody expects the middle of the first list.

    Memories begin with the run: what reps were used to in the burn-in is forgotten, its grudges too.
    """

    order = 70
    sections = (Section("sales_force.recognition", RecognitionParameters, "badges and ranks"),)

    def __init__(self, parameters: RecognitionParameters):
        self.parameters = parameters
        self.memory = np.zeros(0, MEMORY)  # (n_seats,)
        self.cuts: dict[str, float] = {}  # by measure, the result that is expected to win the badge

    def before_effort(self, model: ModelView) -> None:
        """What is foreseen and what is remembered drives reps, or the opposite."""
        p, reps = self.parameters, model.reps
        if not (p.badges or p.public_rank):
            return
        memory = self.remember(reps)
        if p.badges and p.announced:
            self.announce(reps, model.numbers.effort())
        reps.beside_pay[:] -= p.licensing * memory["habit"] + p.resentment * memory["grudge"]
        if p.public_rank:
            at_stake = np.clip(reps.marginal_pay / np.maximum(reps.usual_rate, NO_MONEY), 0.0, 1.0)
            shape = (p.rank_first, p.rank_last, p.rank_power, p.rank_disappointment, p.rank_solidarity)
            reps.beside_pay[:] += rank_drives(memory["place"].copy(), memory["fallen"].copy(), at_stake, *shape)
            reps.beside_pay[:] -= p.effect * memory["standing"]  # pride and shame keep people, no more

    def announce(self, reps: Reps, week: EffortWeek) -> None:
        """Every badge is felt as a jump at the result that is expected to win it; new ones may be resented."""
        p, memory = self.parameters, self.memory
        takes_part = (reps.present == 1) & (reps.full_quarter == 1)
        worn = badge_value(memory["habit"], p.top_share, p.crowding, p.habituation)
        whole_quota = reps.quota / np.maximum(reps.season_share, NO_MONEY)
        quarters_pay = reps.usual_rate * reps.usual_sales / week.usual_stake
        usually = reps.usual_sales / np.maximum(whole_quota, NO_MONEY)  # a usual quarter's attainment
        for measure in p.measures:
            forecast, sigma, step = expected_results(reps, measure, week)
            seats = np.flatnonzero(takes_part & np.isfinite(forecast))
            if len(seats) == 0:
                continue
            if measure not in self.cuts:
                self.cuts[measure] = float(np.quantile(forecast[seats], 1.0 - p.top_share))
                if measure != "attainment":
                    strong = forecast_all(reps, week)[0, seats]
                    memory["grudge"][seats] += does_well(forecast[seats]) & (strong > np.median(strong))
            worth = (p.worth if measure == "attainment" else p.worth_other) * worn[seats]
            slope = award_slopes(self.cuts[measure], forecast[seats], sigma[seats], worth)
            if measure == "attainment":
                reps.beside_pay[seats] += (1.0 - week.floor) * slope * usually[seats] / week.usual_stake
            else:
                reps.measure_pay[seats, measure_of(measure)] += quarters_pay[seats] * slope * step[seats]

    def close_week(self, model: ModelView) -> None:
        """Own badges are forgotten little by little; pride and shame fade as the stock does that they are in."""
        p = self.parameters
        self.memory["habit"] *= 0.5 ** (1.0 / p.habit_half_life_weeks)
        self.memory["standing"] *= 0.5 ** (1.0 / p.half_life_weeks)

    def close_quarter(self, model: ModelView) -> None:
        p, reps = self.parameters, model.reps
        if not (p.badges or p.public_rank):
            return
        self.remember(reps)
        if p.badges:
            for measure in p.measures:
                self.award(model, measure)
        seats = np.flatnonzero(reps.full_quarter)
        if p.public_rank and len(seats) > 1:
            order = np.argsort(result_of(reps, "attainment")[seats], kind="stable")
            self.publish(reps, seats[order])

    def award(self, model: ModelView, measure: str) -> None:
        """Badges for one measure; who has no result takes no part."""
        p, reps, memory = self.parameters, model.reps, self.memory
        result = result_of(reps, measure)
        seats = np.flatnonzero((reps.full_quarter == 1) & np.isfinite(result))
        if len(seats) == 0:
            return
        n = max(1, int(p.top_share * len(seats)))
        winners = seats[np.argsort(-result[seats], kind="stable")[:n]]
        for seat in winners.tolist():
            habit = memory["habit"][seat].item()
            reps.recognition[seat] += badge_value(habit, p.top_share, p.crowding, p.habituation)
        memory["habit"][winners] += 1.0
        others = np.setdiff1d(seats, winners)
        reps.recognition[others] -= p.envy * len(winners) / max(len(others), 1)
        model.ledger.add_money(recognition=p.cost * len(winners))
        if measure in self.cuts:
            won_at = float(np.quantile(result[seats], 1.0 - p.top_share))
            self.cuts[measure] += p.learning * (won_at - self.cuts[measure])

    def publish(self, reps: Reps, ranked: np.ndarray) -> None:
        """Publish the list of the seats ``ranked``, the last first."""
        p, memory = self.parameters, self.memory
        place = np.arange(len(ranked)) / (len(ranked) - 1)
        pride = np.array([rank_value(at, p.rank_pride, p.rank_shame) for at in place.tolist()])
        reps.recognition[ranked] += pride
        memory["standing"][ranked] += pride
        memory["place"], memory["fallen"] = np.nan, 0.0
        memory["place"][ranked] = place
        memory["fallen"][ranked] = np.maximum(memory["expected"][ranked] - place, 0.0)
        memory["expected"][ranked] += p.learning * (place - memory["expected"][ranked])

    def remember(self, reps: Reps) -> np.ndarray:
        """What is remembered of everybody, (n_seats,): nothing of new holders and in new seats."""
        more = np.full(len(reps.seat) - len(self.memory), STRANGER)
        self.memory = np.concatenate([self.memory, more])
        new = self.memory["holder"] != reps.holder
        self.memory[new] = STRANGER
        self.memory["holder"] = reps.holder
        return self.memory


def does_well(result: np.ndarray) -> np.ndarray:
    """Who is no worse than the middle, and better than the worst: nobody where all are alike."""
    tiny = 1e-9 * max(float(np.abs(result).max()), NO_MONEY)
    return (result >= np.median(result) - tiny) & (result > result.min() + tiny)


def expected_results(reps: Reps, measure: str, week: EffortWeek) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What everybody expects of the quarter's result, its standard deviation, and what one more thing done adds to it.

    Each (n_seats,); NaN where there is nothing to measure. Nobody foresees a result more finely than by one thing done.
    """
    if measure == "attainment":
        forecast, sigma = forecast_all(reps, week)
        return forecast, sigma, 1.0 / reps.quota
    m, weeks = measure_of(measure), week.weeks_left
    rate = reps.measure_rate[:, m]
    base = np.ones(len(rate))
    if m in RATIOS:
        base = reps.measure_base[:, m] + weeks * reps.measure_base_rate[:, m]
    step = np.divide(1.0, base, out=np.full(len(base), np.nan), where=base > 0)
    forecast = (reps.measure_sum[:, m] + weeks * rate) * step
    variance = weeks * reps.measure_noise[:, m] + (weeks * week.forecast_error * rate) ** 2
    sigma = np.sqrt(variance * step**2 + (week.crediting_error * forecast) ** 2)
    return forecast, np.maximum(sigma, step), step


def result_of(reps: Reps, measure: str) -> np.ndarray:
    """The quarter's result on a measure of badges, (n_seats,); NaN where there was nothing to measure."""
    if measure == "attainment":
        return reps.quarter_sales / np.maximum(reps.quota, 1e-9)
    m = measure_of(measure)
    done, base = reps.measure_sum[:, m], reps.measure_base[:, m]
    if measure == "new_customers":
        return done.copy()
    return np.divide(done, base, out=np.full(len(done), np.nan), where=base > 0)
