"""What a search may choose: a layout and its builder's parameters, numbers by path, choices between sets of changes.

The same as a YAML file, for ``salesim search --space``:

    layouts: [unit, even]                    # left out: all of the scenario's and the new ones
    new_layouts:
      even: {builder: balanced}
    numbers:
      layouts.even.potential_share: {low: 0, high: 1}           # drawn only with this layout
      layouts.even.number.territories: {low: 50, high: 70}      # a whole number, as the field is one
      sales_force.pay.commission_rate: {low: 0.004, high: 0.024, step: 0.0005}
      sales_force.wager.menu.0.win_at: {low: 1.05, high: 1.6, step: 0.05, when: {wager: offered}}
    choices:
      wager:
        options:
          none: {sales_force.wager.menu: []}
          offered: {sales_force.wager.menu: [{name: searched}]}
    switches: [channel.desk.portal]          # levers that are on or off
    fixed: {sales_force.pay.step_width: 0.1}
    tied:                                    # values that follow another one
      sales_force.pay.components.0.cap_at: {to: sales_force.pay.cap_at, times: 1.0}
    rising:                                  # values that come out in the wrong order are swapped
      - [sales_force.wager.menu.0.floor_at, sales_force.wager.menu.0.win_at]
    shares:                                  # values that are scaled to sum to one
      - [sales_force.coverage.visit_shares.0, sales_force.coverage.visit_shares.1, sales_force.coverage.visit_shares.2]
    budget: {cost_at_plan: {at_most: 120000}}   # pay of a rep and year at plan; as_today: what the baseline costs

Families of plans are searched by the names of their letters. The settings of each are drawn within the ranges that its
letter states, or this file, and only with their own plan:

    plans: {as_today: {}, accelerator: {}, quota_bonus: {top_at: {low: 1.1, high: 1.3, step: 0.05}}}
    budget: as_today                         # same money, other plan: rates and amounts are scaled to the same cost
    at_plan: {quota: 900000}                 # at which plans are priced; left out: as in a run of the baseline
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from pydantic import Field, field_validator, model_validator

from salesim.letter.figures import as_float
from salesim.parameters import Parameters
from salesim.phrase import Phrase
from salesim.scenario.names import Name
from salesim.scenario.plan_letters import SETTINGS, settings_name
from salesim.search.at_plan import AtPlan
from salesim.search.budget import AS_TODAY, PAY, Budget, is_money
from salesim.search.changes import put, put_all, says, value_at
from salesim.territory.build import LayoutParameters

LAYOUT = "layout"  # name under which the choice of a layout is drawn
LAYOUTS = "layouts"  # root of the paths that change a layout
PLAN = "plan"  # name under which the choice of a plan letter is drawn
MAX_PARTS = 100


def as_drawn(when: Any) -> Any:
    """Conditions as choices are drawn: a plan's file stands for its name."""
    if not isinstance(when, Mapping):
        return when
    return {name: settings_name(one) if name == PLAN and isinstance(one, str) else one for name, one in when.items()}


class Number(Parameters):
    """A field that takes any number of a range, or of a grid if it has a step."""

    low: float = Field(description="smallest value")
    high: float = Field(description="largest value")
    step: float | None = Field(default=None, gt=0, description="distance between values; none: any value")
    log: bool = Field(default=False, description="whether factors matter rather than differences")
    when: dict[str, str] = Field(default_factory=dict, description="drawn only if these choices have these options")
    money: bool | None = Field(
        default=None, description="whether a budget may cut it; none: if its name says that it is a rate or an amount"
    )
    default: float | None = Field(default=None, description="what it is where nothing is said of it")

    _names = field_validator("when", mode="before")(as_drawn)

    @model_validator(mode="after")
    def _is_a_range(self) -> Number:
        if not self.low < self.high:
            raise ValueError(Phrase("high ({high:g}) must lie above low ({low:g})", high=self.high, low=self.low))
        if self.log and (self.low <= 0 or self.step is not None):
            raise ValueError("log needs a low above 0 and no step")
        if not self.holds(self.high):
            raise ValueError(
                Phrase(
                    "high ({high:g}) must be a whole number of steps above low ({low:g})", high=self.high, low=self.low
                )
            )
        return self

    def holds(self, value: float) -> bool:
        """Whether the search could draw this value."""
        steps = (value - self.low) / self.step if self.step else 0.0
        return self.low <= value <= self.high and abs(steps - round(steps)) < 1e-8


class Choice(Parameters):
    """One of several named sets of changes."""

    options: dict[Name, dict[str, Any]] = Field(
        min_length=2, max_length=MAX_PARTS, description="changes by dotted path or nested, one set for each option"
    )
    when: dict[str, str] = Field(default_factory=dict, description="drawn only if earlier choices have these options")

    _names = field_validator("when", mode="before")(as_drawn)


class Tie(Parameters):
    """A value that follows another one."""

    to: str = Field(description="path of a number that is searched")
    times: float = Field(default=1.0, description="factor")


class Space(Parameters):
    """All that a search may choose; a policy made of it is laid over the baseline's."""

    layouts: tuple[str, ...] = Field(default=(), description="names of layouts; empty: the scenario's and the new ones")
    new_layouts: dict[Name, LayoutParameters] = Field(
        default_factory=dict, max_length=MAX_PARTS, description="layouts that the scenario does not have"
    )
    numbers: dict[str, Number] = Field(default_factory=dict, max_length=MAX_PARTS, description="numbers, by path")
    choices: dict[Name, Choice] = Field(default_factory=dict, max_length=MAX_PARTS, description="choices, by name")
    switches: tuple[str, ...] = Field(default=(), max_length=MAX_PARTS, description="paths that are true or false")
    fixed: dict[str, Any] = Field(default_factory=dict, description="changes that every candidate has, by path")
    tied: dict[str, Tie] = Field(default_factory=dict, description="values that follow a number, by path")
    rising: tuple[tuple[str, ...], ...] = Field(default=(), description="paths whose values must rise")
    shares: tuple[tuple[str, ...], ...] = Field(default=(), description="paths whose values must sum to one")
    plans: dict[str, dict[str, Number]] = Field(
        default_factory=dict,
        max_length=MAX_PARTS,
        description="plan letters to choose from, and ranges of their settings in place of the letters' own; as_today: "
        "the baseline's pay",
    )
    budget: Budget | None = Field(default=None, description="the most that pay may cost")
    at_plan: AtPlan | None = Field(default=None, description="results of a rep at which plans are priced")

    @field_validator("budget", mode="before")
    @classmethod
    def _as_today(cls, budget: Any) -> Any:
        if budget == AS_TODAY:
            return {"cost_at_plan": budget}
        if isinstance(budget, str | int | float):
            raise ValueError("must be as_today, or a limit such as {cost_at_plan: {at_most: 120000}}")
        return budget

    @field_validator("plans", mode="before")
    @classmethod
    def _names_will_do(cls, plans: Any) -> Any:
        if isinstance(plans, list | tuple):
            return {name: {} for name in plans} if all(isinstance(name, str) for name in plans) else plans
        if not isinstance(plans, Mapping):
            return plans
        return {name: as_numbers(ranges) for name, ranges in plans.items()}

    @field_validator("tied", mode="before")
    @classmethod
    def _to_what(cls, tied: Any) -> Any:
        short = isinstance(tied, Mapping)
        return {path: {"to": tie} if isinstance(tie, str) else tie for path, tie in tied.items()} if short else tied

    @cached_property
    def all_choices(self) -> dict[str, Choice]:
        """The choice of a plan, the choices and, under their paths, the switches."""
        options = plan_options(self.plans)  # files may be called anything
        plan = {PLAN: Choice.model_construct(options=options, when={})} if len(options) > 1 else {}
        switches = {path: Choice(options={"off": {path: False}, "on": {path: True}}) for path in self.switches}
        return {**plan, **self.choices, **switches}

    def is_money(self, path: str) -> bool:
        """Whether a number is a rate or an amount, which a budget may cut."""
        number = self.numbers.get(path)
        return number is not None and (is_money(path) if number.money is None else number.money)

    @model_validator(mode="after")
    def _plans_have_names(self) -> Space:
        called: dict[str, str] = {}
        for plan in self.plans:
            if (other := called.setdefault(settings_name(plan), plan)) != plan:
                raise ValueError(
                    Phrase("plans hold two of one name: {this}, {that}; rename one", this=other, that=plan)
                )
        return self

    @model_validator(mode="after")
    def _conditions_can_hold(self) -> Space:
        if LAYOUT in self.choices:
            raise ValueError(Phrase("choices may not be called '{layout}'", layout=LAYOUT))
        if self.plans and PLAN in self.choices:
            raise ValueError(Phrase("choices may not be called '{layout}'", layout=PLAN))
        known = {name: choice for name, choice in self.all_choices.items() if name not in self.choices}
        parts: list[tuple[str, Choice | Number]] = [*self.choices.items(), *self.numbers.items()]
        for name, part in parts:
            for asked, option in part.when.items():
                if asked != LAYOUT and (asked not in known or option not in known[asked].options):
                    raise ValueError(
                        Phrase(
                            "{name} is drawn when {asked} is {option}, and there is no such earlier choice",
                            name=name,
                            asked=asked,
                            option=option,
                        )
                    )
            if isinstance(part, Choice):
                known[name] = part
        for field, groups in (("rising", self.rising), ("shares", self.shares)):
            for path in [path for group in groups for path in group]:
                if path not in self.numbers:
                    raise ValueError(
                        Phrase("{field} names {path}, which is not among the numbers", field=field, path=path)
                    )
        for group in self.shares:
            if any(self.numbers[path].low < 0 for path in group):
                raise ValueError("shares must have a low of 0 or more")
        for path, tie in self.tied.items():
            if tie.to not in self.numbers:
                raise ValueError(
                    Phrase("tied {path} follows {to}, which is not among the numbers", path=path, to=tie.to)
                )
            if path in self.numbers:
                raise ValueError(Phrase("{path} is both tied and among the numbers", path=path))
        return self

    @property
    def names(self) -> list[str]:
        """All that may be drawn, the layout first."""
        return [LAYOUT, *self.all_choices, *self.numbers]

    def is_active(self, name: str, drawn: Mapping[str, Any]) -> bool:
        """Whether a choice or a number is drawn at all, given what is drawn before it."""
        parts = name.split(".")
        if parts[0] == LAYOUTS and drawn.get(LAYOUT) != parts[1]:
            return False
        part = self.all_choices.get(name) or self.numbers[name]
        return all(drawn.get(asked) == option for asked, option in part.when.items())

    def changes(self, drawn: Mapping[str, Any]) -> dict[str, Any]:
        """What is drawn as nested changes of a scenario: what is fixed, options over it, then numbers and ties.

        >>> space = Space(numbers={"pay.rate": Number(low=0, high=1)}, tied={"pay.other": "pay.rate"})
        >>> space.changes({"pay.rate": 0.5})
        {'pay': {'rate': 0.5, 'other': 0.5}}
        """
        tree: dict[str, Any] = {}
        put_all(tree, self.fixed)
        if len(self.plans) == 1:
            put_all(tree, *plan_options(self.plans).values())
        for name, choice in self.all_choices.items():
            if name in drawn:
                put_all(tree, choice.options[drawn[name]])
        for path in self.numbers:
            if path in drawn:
                put(tree, path.split("."), drawn[path])
        for path, tie in self.tied.items():
            if tie.to in drawn:
                put(tree, path.split("."), float(f"{drawn[tie.to] * tie.times:.12g}"))
        settings, names = value_at(tree, SETTINGS), [settings_name(plan) for plan in self.plans]
        paid_by = drawn.get(PLAN, names[0] if len(names) == 1 else None)
        for other in names:  # what is fixed of a plan goes with that plan
            if isinstance(settings, dict) and other != paid_by:
                settings.pop(other, None)
        return tree

    def drawn_from(self, stated: Mapping[str, Any], layout: str) -> dict[str, Any] | None:
        """What would have to be drawn to say what a scenario's plain data state; None if the space cannot say it."""
        drawn: dict[str, Any] = {LAYOUT: layout}
        for name, choice in self.all_choices.items():
            if self.is_active(name, drawn):
                fitting = [option for option, changes in choice.options.items() if says(stated, changes)]
                if not fitting:
                    return None
                drawn[name] = max(fitting, key=lambda option: len(choice.options[option]))  # the most particular
        for path, number in self.numbers.items():
            if self.is_active(path, drawn):
                value = value_at(stated, path)
                value = number.default if value is None else value
                if isinstance(value, bool) or not isinstance(value, int | float) or not number.holds(value):
                    return None
                drawn[path] = value
        return drawn


def plan_options(plans: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Plan letters as options, by name, those of files without folder and ending; their settings are numbers."""
    return {settings_name(name): {} if name == AS_TODAY else {f"{PAY}.plan": name} for name in plans}


def as_numbers(ranges: Any) -> Any:
    """Ranges whose ends may be written as in a letter, ``2.5 %``; nothing stated is no range."""
    if not isinstance(ranges, Mapping):
        return {} if ranges is None else ranges
    return {
        name: {field: as_float(value) for field, value in one.items()} if isinstance(one, Mapping) else one
        for name, one in ranges.items()
    }
