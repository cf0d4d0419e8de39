"""The sales-force chapter: reps, their time, pay, quotas, and how they are led."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, model_validator

from salesim.agents.call_plan import TimeParameters
from salesim.agents.effort import EffortParameters
from salesim.agents.fatigue import FatigueParameters
from salesim.agents.people import PeopleParameters
from salesim.agents.roles import MAX_ROLES, Role, check_roles
from salesim.agents.slump import SlumpParameters
from salesim.agents.specialism import SpecialismParameters
from salesim.agents.timing import DiscretionParameters
from salesim.agents.turnover import TurnoverParameters
from salesim.agents.visits import VisitParameters
from salesim.agents.work import WorkParameters
from salesim.compiled import few_calls
from salesim.parameters import Parameters, parameter
from salesim.pay.curve import MAX_KNOTS, empty_curves
from salesim.pay.plan import PayParameters, add_plan_to_curve
from salesim.pay.wager import add_wager_to_curve
from salesim.phrase import Phrase
from salesim.policy.registry import with_levers
from salesim.scenario.frozen import FrozenDict
from salesim.scenario.names import Name
from salesim.territory.levels import TAKEN, LevelParameters

if TYPE_CHECKING:
    from salesim.agents.review import ReviewParameters
    from salesim.pay.wager import WagerParameters
    from salesim.policy.adjustment import AdjustmentParameters
    from salesim.policy.contests import ContestParameters
    from salesim.policy.coverage import CoverageParameters
    from salesim.policy.feedback import FeedbackParameters
    from salesim.policy.layout_review import LayoutReviewParameters
    from salesim.policy.leads import LeadParameters
    from salesim.policy.quotas import QuotaParameters
    from salesim.policy.recognition import RecognitionParameters
    from salesim.policy.tags import CrossSellParameters, TagParameters
    from salesim.policy.team_time import TeamTimeParameters
    from salesim.policy.tools import ToolsParameters
    from salesim.policy.warning import WarningParameters


class TeamParameters(Parameters):
    """How many reps there are; the same in all arms."""

    reps: int = parameter(60, about="seats of the sales force", source="A", ge=1, le=100_000)
    home_spread_km: float = parameter(
        5.0, about="standard deviation of reps' homes around town centers", unit="km", source="A", ge=0, le=100
    )
    travel_cost_per_km: float = parameter(
        0.8, about="cost of a kilometer on the road", unit="money/km", source="A", ge=0
    )
    car_per_month: float = parameter(
        1500.0,
        about="car of a rep besides its kilometers: lease, insurance, parking",
        unit="money/month",
        source="A: half of a small car; the other half is private",
        ge=0,
    )
    tools_per_month: float = parameter(
        800.0,
        about="phone, laptop, licenses, samples, entertaining of customers",
        unit="money/month",
        source="A",
        ge=0,
    )
    management_per_month: float = parameter(
        2700.0,
        about="a rep's share in the manager above; 0 where sales_force.managers pays them all",
        unit="money/month",
        source="A: 16,000 a month and on-costs of .35 among eight reps, of whom a manager often leads six to ten",
        ge=0,
    )

    @property
    def overhead_per_month(self) -> float:
        """What everybody who works costs besides pay and the road [money/month]."""
        return self.car_per_month + self.tools_per_month + self.management_per_month


@with_levers("sales_force")
class SalesForceChapter(Parameters):
    """The sales force."""

    team: TeamParameters = parameter(TeamParameters(), about="the seats", source="A")
    roles: tuple[Role, ...] = parameter(
        (),
        about="reps of several roles, each with its customers; none: every rep serves all customers of a territory",
        source="A",
        max_length=MAX_ROLES,
    )
    plans: Annotated[dict[Name, PayParameters], AfterValidator(FrozenDict)] = parameter(
        FrozenDict, about="further pay plans by name, each stated in full, which roles may be paid by", source="A",
        max_length=MAX_ROLES,
    )  # fmt: skip
    levels: tuple[LevelParameters, ...] = parameter(
        (),
        about="districts, regions and so on above the territories, from below, on maps and in lists",
        source="A",
        max_length=5,
    )
    people: PeopleParameters = parameter(PeopleParameters(), about="how reps differ", source="A")
    specialism: SpecialismParameters = parameter(
        SpecialismParameters(), about="what knowing an industry is worth", source="A"
    )
    time: TimeParameters = parameter(TimeParameters(), about="working time", source="A")
    visits: VisitParameters = parameter(VisitParameters(), about="what visits are worth", source="A")
    effort: EffortParameters = parameter(EffortParameters(), about="how reps respond to pay", source="A")
    work: WorkParameters = parameter(WorkParameters(), about="how time is split between kinds of work", source="A")
    fatigue: FatigueParameters = parameter(FatigueParameters(), about="how reps tire", source="A")
    slump: SlumpParameters = parameter(
        SlumpParameters(), about="weeks in which reps do far less than usual", source="A"
    )
    discretion: DiscretionParameters = parameter(
        DiscretionParameters(), about="what reps may decide about prices", source="A"
    )
    turnover: TurnoverParameters = parameter(TurnoverParameters(), about="who stays, who comes", source="A")

    if TYPE_CHECKING:  # of the sections that levers add (see `registry`), those that others read
        coverage: CoverageParameters = CoverageParameters()
        leads: LeadParameters = LeadParameters()
        cross_sell: CrossSellParameters = CrossSellParameters()
        tags: TagParameters = TagParameters()
        warning: WarningParameters = WarningParameters()
        pay: PayParameters = PayParameters()
        wager: WagerParameters = WagerParameters()
        contest: ContestParameters = ContestParameters()
        quotas: QuotaParameters = QuotaParameters()
        review: ReviewParameters = ReviewParameters()
        feedback: FeedbackParameters = FeedbackParameters()
        recognition: RecognitionParameters = RecognitionParameters()
        team_time: TeamTimeParameters = TeamTimeParameters()
        tools: ToolsParameters = ToolsParameters()
        layout_review: LayoutReviewParameters = LayoutReviewParameters()
        adjustment: AdjustmentParameters = AdjustmentParameters()

    @model_validator(mode="after")
    def _levels_have_names(self) -> SalesForceChapter:
        names = [level.name for level in self.levels]
        taken = [name for i, name in enumerate(names) if name in names[:i] or name in TAKEN]
        if taken:
            raise ValueError(Phrase("levels need names of their own, unlike '{name}'", name=taken[0]))
        return self

    @model_validator(mode="after")
    def _roles_make_a_team(self) -> SalesForceChapter:
        check_roles(self.roles, self.team.reps, self.plans)
        moves = [name for name in ("enabled", "split", "dissolve") if getattr(self.layout_review, name)]
        if self.layout_review.enabled and self.layout_review.move == "quotas":
            moves.remove("enabled")
        fields = [f"layout_review.{name}" for name in moves]
        if self.adjustment.enabled and self.adjustment.rule in ("by_cause", "redivide"):
            fields.append("adjustment.rule")
        if self.roles and fields:
            raise ValueError(Phrase("{field} would move customers between the territories of roles", field=fields[0]))
        return self

    @model_validator(mode="after")
    def _overlays_have_a_line(self) -> SalesForceChapter:
        for role in self.roles:
            if role.overlay and not self.cross_sell.enabled:
                raise ValueError(
                    Phrase("role {name} sells a further line, but cross_sell.enabled is false", name=role.name)
                )
            if role.overlay and role.product not in self.cross_sell.names:
                raise ValueError(
                    Phrase(
                        "role {name} is for product {product}, which is none of the further lines: {known}",
                        name=role.name,
                        product=role.product,
                        known=", ".join(self.cross_sell.names),
                    )
                )
        return self

    @model_validator(mode="after")
    def _the_day_is_long_enough(self) -> SalesForceChapter:
        team, outside = self.team_time, 1.0 - self.time.field_share
        if team.duplicated_share > outside + 1e-9:
            raise ValueError(
                Phrase(
                    "team_time.duplicated_share is more than the time outside of the field that it is part "
                    "of, 1 - time.field_share ({outside:.4g})",
                    outside=outside,
                )
            )
        if team.stand_up and team.stand_up_min >= self.time.day_min:
            raise ValueError(
                Phrase(
                    "team_time.stand_up_min leaves nothing of the day, time.day_min ({day_min:g})",
                    day_min=self.time.day_min,
                )
            )
        return self

    @model_validator(mode="after")
    def _a_contest_has_losers(self) -> SalesForceChapter:
        winners, reps = self.contest.winners, self.team.reps
        if winners is not None and winners > reps:
            raise ValueError(
                Phrase(
                    "contest.winners is more than there are reps, team.reps ({reps})",
                    reps=reps,
                )
            )
        if len(self.contest.prizes) > reps:
            raise ValueError(Phrase("contest.prizes holds more than there are reps, team.reps ({reps})", reps=reps))
        return self

    @model_validator(mode="after")
    @few_calls()
    def _wagers_suit_the_pay(self) -> SalesForceChapter:
        plans = (self.pay, *self.plans.values())
        salary = 3.0 * min(plan.salary_per_month for plan in plans)
        for i, terms in enumerate(self.wager.menu):
            if terms.deposit > salary:
                raise ValueError(
                    Phrase(
                        "wager.menu.{i}.deposit is more than a quarter's salary ({salary:g}), for '{name}'",
                        i=i,
                        salary=salary,
                        name=terms.name,
                    )
                )
            if terms.team:
                continue  # a team's wager is no part of anybody's curve
            curves = empty_curves(len(plans))
            for row, plan in enumerate(plans):
                add_plan_to_curve(plan, curves, row)
            try:
                for row in range(len(plans)):
                    add_wager_to_curve(terms, curves, row, quota=1.0)
            except ValueError:
                raise ValueError(
                    Phrase(
                        "wager.menu.{i} ('{name}') does not fit: with its floor, win and deposit the pay curve "
                        "would have more than {max_knots} kinks or {max_knots} jumps; leave out some of "
                        "pay.components",
                        i=i,
                        name=terms.name,
                        max_knots=MAX_KNOTS,
                    )
                ) from None
        return self
