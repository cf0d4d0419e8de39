"""The scenario: all that a user states, in six chapters."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, PrivateAttr, model_validator

from salesim.errors import InputError, nearest_name, together
from salesim.parameters import SOURCE_TAGS, Parameters
from salesim.phrase import Phrase
from salesim.scenario.amounts import check_amounts
from salesim.scenario.arms import Arm
from salesim.scenario.channel import ChannelChapter
from salesim.scenario.frozen import FrozenDict
from salesim.scenario.layouts import Layouts, default_layouts
from salesim.scenario.market import MarketChapter
from salesim.scenario.names import Name
from salesim.scenario.policies import Policy
from salesim.scenario.product_names import faults_of_products
from salesim.scenario.run import Run
from salesim.scenario.sales_force import SalesForceChapter
from salesim.titles import About, Title
from salesim.weeks import YEAR
from salesim.wording.currency import Currency

SMALLEST_MARKET, LARGEST_MARKET = 0.05, 20.0  # at a run's end, against its start: orders fit their columns
MAX_NAMED = 100  # layouts, and policies
MAX_SOURCES = 1000
Rate = Annotated[float, Field(gt=0, le=1e9)]


class Scenario(Parameters):
    """A market, a sales force, a channel, candidate layouts and policies, and how they are compared.

    >>> scenario = Scenario(name="small")
    >>> scenario.run.weeks, [str(arm) for arm in scenario.arms]
    (52, ['unit/current'])
    """

    name: Name = Field(description="short name, part of the folder of its results", examples=["my_market"])
    title: Title = Field(default="", description="title of the report: a text, or {en: ..., zh: ...}")
    about: About = Field(
        default="", description="what this scenario is about, in a few sentences: a text, or {en: ..., zh: ...}"
    )
    currency: str = Field(
        default="CNY", description="of all amounts, an ISO 4217 code", examples=["USD", "EUR", "JPY", "KWD"]
    )
    exchange_rates: Annotated[dict[str, Rate], AfterValidator(FrozenDict)] = Field(
        default_factory=FrozenDict,
        max_length=MAX_NAMED,
        description="what one unit of another currency is worth, for amounts that are stated in it, such as USD: 7.1",
    )
    amounts_rate: Annotated[float, Field(gt=0, le=1e9)] = Field(
        default=1.0,
        description="what amounts that the file leaves out are multiplied by: the defaults are yuan of a Chinese firm",
    )
    market: MarketChapter = Field(default=MarketChapter(), description="places, customers, buying, season, competitors")
    sales_force: SalesForceChapter = Field(default=SalesForceChapter(), description="people, time, effort, pay, quotas")
    channel: ChannelChapter = Field(default=ChannelChapter(), description="distributors, stock, order desk, service")
    layouts: Layouts = Field(
        default_factory=default_layouts, min_length=1, max_length=MAX_NAMED, description="ways to divide the customers"
    )
    policies: Annotated[dict[Name, Policy], AfterValidator(FrozenDict)] = Field(
        default_factory=lambda: FrozenDict(current=Policy(about="what is done today")),
        min_length=1,
        max_length=MAX_NAMED,
        description="changes of incentives, rules and tools to be compared",
    )
    run: Run = Field(default=Run(), description="horizon, seed, replications, options")
    assumptions: dict[str, str] = Field(
        default_factory=dict,
        max_length=MAX_SOURCES,
        description="where values come from, by dotted path, in place of the defaults' sources: a tag (F, L, V, A), "
        "then ': ' and words",
    )

    _folder: Path = PrivateAttr(default_factory=Path)

    @property
    def folder(self) -> Path:
        """The folder of the scenario's file; files that the scenario names are looked for from here."""
        return self._folder

    @property
    def service_agents(self) -> int:
        """Agents at the service desk."""
        return max(1, round(self.channel.service.agents_per_1000 * self.market.customers.count / 1000))

    @property
    def baseline(self) -> Arm:
        """The arm that all others are compared with."""
        return Arm(self.run.baseline.layout, self.run.baseline.policy)

    @property
    def arms(self) -> tuple[Arm, ...]:
        """Every layout with every policy to be compared, the baseline first."""
        layouts = self.run.layouts or tuple(self.layouts)
        policies = self.run.policies or tuple(self.policies)
        arms = [Arm(layout, policy) for layout in layouts for policy in policies]
        return tuple(dict.fromkeys([self.baseline, *arms]))

    @model_validator(mode="after")
    def _currencies_are_known(self) -> Scenario:
        Currency.of(self.currency)
        for code in self.exchange_rates:
            Currency.of(code, f"exchange_rates.{code}")
        return self

    @model_validator(mode="after")
    def _sums_stay_exact(self) -> Scenario:
        check_amounts(self)
        return self

    @model_validator(mode="after")
    def _market_stays_in_bounds(self) -> Scenario:
        growth, years = self.market.buying.growth, self.run.weeks / YEAR
        if not SMALLEST_MARKET <= (1.0 + growth) ** years <= LARGEST_MARKET:
            bounds = (size ** (1.0 / years) - 1.0 for size in (SMALLEST_MARKET, LARGEST_MARKET))
            low, high = (f"{math.trunc(100.0 * bound) / 100.0:g}" for bound in bounds)
            allowed = Phrase("{low} to {high} a year over {weeks} weeks", low=low, high=high, weeks=self.run.weeks)
            raise InputError("the market would empty or explode", "market.buying.growth", growth, allowed)
        return self

    @model_validator(mode="after")
    def _everybody_has_a_customer(self) -> Scenario:
        customers, reps = self.market.customers, self.sales_force.team.reps
        if customers.file is None and reps > customers.count + customers.prospects:
            allowed = Phrase("1 to {n}, the number of customers and prospects", n=customers.count + customers.prospects)
            raise InputError("every rep needs a customer", "sales_force.team.reps", reps, allowed)
        return self

    @model_validator(mode="after")
    def _goods_arrive_in_time(self) -> Scenario:
        lead_days, days = self.channel.stock.lead_days, 7 * self.run.weeks
        if lead_days > days:
            allowed = Phrase("1 to {days}, the days of run.weeks", days=days)
            raise InputError("nothing ordered would arrive in the run", "channel.stock.lead_days", lead_days, allowed)
        return self

    @model_validator(mode="after")
    def _products_exist(self) -> Scenario:
        faults = faults_of_products(self)
        if faults:
            raise together(faults)
        return self

    @model_validator(mode="after")
    def _sources_belong(self) -> Scenario:
        faults = []
        for path, source in self.assumptions.items():
            if not source or source[0] not in SOURCE_TAGS or source[1:2] not in ("", ":", "/"):
                allowed = Phrase("{names}, alone or with ': ' and words", names=", ".join(SOURCE_TAGS))
                faults.append(InputError("begins with no tag of a source", f"assumptions.{path}", source, allowed))
            elif not has_path(self, path):
                faults.append(InputError("no such field", f"assumptions.{path}"))
        if faults:
            raise together(faults)
        return self

    @model_validator(mode="after")
    def _names_exist(self) -> Scenario:
        wanted = [("baseline.layout", self.run.baseline.layout, "layout")]
        wanted += [(f"layouts.{i}", name, "layout") for i, name in enumerate(self.run.layouts)]
        wanted += [("baseline.policy", self.run.baseline.policy, "policy")]
        wanted += [(f"policies.{i}", name, "policy") for i, name in enumerate(self.run.policies)]
        known = {"layout": list(self.layouts), "policy": list(self.policies)}
        faults = [
            unknown_name(kind, name, known[kind], f"run.{field}")
            for field, name, kind in wanted
            if name not in known[kind]
        ]
        if faults:
            raise together(faults)
        return self


def the_scenario(given: Any) -> Any:
    """What was given as a scenario, if it is one."""
    if not isinstance(given, BaseModel) or not hasattr(given, "run"):
        allowed = Phrase("a Scenario, such as load_scenario returns")
        raise InputError("a scenario is needed", "scenario", type(given).__name__, allowed)
    return given


def has_path(model: BaseModel, path: str) -> bool:
    """Whether a dotted path leads to something in a model.

    >>> has_path(Scenario(name="small"), "run.weeks"), has_path(Scenario(name="small"), "run.month")
    (True, False)
    """
    value: Any = model
    for name in path.split("."):
        if isinstance(value, BaseModel) and name in type(value).model_fields:
            value = getattr(value, name)
        elif isinstance(value, dict) and name in value:
            value = value[name]
        else:
            return False
    return True


def unknown_name(kind: str, name: str, known: list[str], field: str | None = None) -> InputError:
    """The fault of asking for a layout or a policy that the scenario does not have."""
    near = nearest_name(name, known)
    return InputError(
        Phrase("no such {kind}", kind=Phrase(kind)), field=field, value=name, allowed=", ".join(known), nearest=near
    )
