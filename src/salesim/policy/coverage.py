"""The call plan's view of customers: what the firm expects of each, from its books, renewed each quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from salesim.agents.call_plan import BY_RESPONSE, BY_VALUE, BY_WEIGHT, N_GRADES
from salesim.agents.visit_value import expect_sales
from salesim.parameters import Parameters, parameter
from salesim.phrase import Phrase
from salesim.policy.lever import Lever, Section

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

Weight = Annotated[float, Field(ge=0, le=100)]


Share = Annotated[float, Field(ge=0, le=1)]


class CoverageParameters(Parameters):
    """Whom reps visit: the coverage rule."""

    rule: Literal["even", "grade", "shares", "value", "response"] = parameter(
        "grade",
        about="even: who waited longest; grade: by the visits each grade should get; shares: by each grade's share; "
        "value: by sales to a power; response: where the response to visits says that they sell most",
        source="A",
    )
    value_exponent: float = parameter(
        0.8,
        about="visits follow expected sales to this power (rule value)",
        source="L: Fudge & Lodish 1977",
        ge=0,
        le=2,
    )
    horizon_weeks: float = parameter(
        26.0,
        about="weeks of sales that a customer won or won back counts for (rule response)",
        unit="week",
        source="A",
        gt=0,
        le=520,
    )
    grade_weights: tuple[Weight, Weight, Weight, Weight, Weight] = parameter(
        (3.0, 2.0, 1.5, 1.0, 0.8),
        about="relative visit frequency wanted for grades A to E (rule grade)",
        source="A",
    )
    visit_shares: tuple[Share, Share, Share, Share, Share] = parameter(
        (0.8, 0.1, 0.05, 0.03, 0.02),
        about="share of all visits to customers meant for grades A to E, a fifth of the customers each (rule shares)",
        source="A: the article's 80 % for the top 20 %",
    )
    visits_a_week: int = parameter(
        1,
        about="most visits to a customer in a week; from 2 on, those who should get more of them are planned again",
        source="A: the article's service level is 2-3",
        ge=1,
        le=5,
    )
    list_length: float = parameter(
        0.0,
        about="candidates on the week's list for each visit that the rep usually makes: near 1 the plan is kept to, "
        "further ones are taken along where they lie on the way; 0: as many as fit into the week without driving",
        source="A",
        ge=0,
        le=10,
    )
    prospect_weight: float = parameter(
        1.5, about="relative visit frequency wanted for prospects", source="A", ge=0, le=20
    )
    fading_weight: float = parameter(
        1.2, about="factor on the priority of a customer who is seen to fade", source="A", ge=0, le=20
    )
    renewal_weight: float = parameter(
        1.5, about="factor on the priority in the four weeks before a contract ends", source="A", ge=0, le=20
    )

    @model_validator(mode="after")
    def _shares_sum(self) -> CoverageParameters:
        if abs(sum(self.visit_shares) - 1) > 1e-9:
            raise ValueError(
                Phrase("visit_shares must sum to 1, they sum to {total:.6g}", total=sum(self.visit_shares))
            )
        return self

    @property
    def number(self) -> int:
        """The rule as kernels know it."""
        return {"value": BY_VALUE, "response": BY_RESPONSE}.get(self.rule, BY_WEIGHT)

    def wanted_frequencies(self) -> tuple[float, ...]:
        """Relative visit frequency wanted for grades A to E; who is visited when it times the wait is largest."""
        if self.rule == "even":
            return (1.0,) * N_GRADES
        if self.rule == "shares":  # grades are fifths, so frequencies are in proportion to shares
            return tuple(N_GRADES * share for share in self.visit_shares)
        return self.grade_weights


class Coverage(Lever):
    """Keeps the expectations that the rules ``value`` and ``response`` ask for; other rules need none."""

    order = 100
    sections = (Section("sales_force.coverage", CoverageParameters, "whom reps visit"),)

    def __init__(self, parameters: CoverageParameters):
        self.parameters = parameters

    def open_week(self, model: ModelView) -> None:
        is_due = model.opens_quarter or model.week == model.first_week
        if is_due and self.parameters.number != BY_WEIGHT:
            expect_sales(model.columns, model.week)
