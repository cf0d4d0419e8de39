"""The market chapter: who the customers are, what they buy, when, and who competes for them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, model_validator

from salesim.agents.buying import BuyingParameters
from salesim.agents.churn import ChurnParameters
from salesim.agents.competitors import CompetitorParameters
from salesim.agents.goodwill import GoodwillParameters
from salesim.agents.payment import PaymentParameters
from salesim.agents.prospects import ProspectParameters
from salesim.agents.wallet import WalletParameters
from salesim.columns import MAX_INDUSTRIES
from salesim.parameters import Parameters, parameter
from salesim.phrase import Phrase
from salesim.scenario.anchors import AnchorParameters
from salesim.scenario.calendar import CalendarParameters
from salesim.scenario.frozen import FrozenDict
from salesim.territory.travel import TravelParameters

RegionsBy = Literal["larger", "unit", "country"]


def _several(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """One name, or several."""
    return (value,) if isinstance(value, str) else value


OneOrSeveral = Annotated[str | tuple[str, ...], AfterValidator(_several)]
Regions = Annotated[dict[str, tuple[str, ...]], AfterValidator(FrozenDict)]


class PlacesParameters(Parameters):
    """Where the market is."""

    country: OneOrSeveral = parameter(
        (),
        about="country of the market, or several, by ISO 3166 code or name; left out, the Yangtze delta",
        source="F: GeoNames, Natural Earth",
    )
    units: OneOrSeveral = parameter(
        (),
        about="states, provinces or whatever the country divides itself into, by name or code; left out, all of it. In "
        "the Yangtze delta, prefectures; left out, those of the article's three circles",
        source="F: GeoNames, Natural Earth, 2020 census",
    )
    regions: RegionsBy | Regions | None = parameter(
        None,
        about="what regions are: the country's larger regions, its units, countries, or units by the name of their "
        "region; left out, countries if there are several, else larger regions if the country has them, else units",
        source="A",
    )
    towns: str | None = parameter(
        None,
        about="CSV file of own towns instead: name, lon, lat, residents, and unit and region if known",
        source="F",
    )
    around: Literal["customers"] | None = parameter(
        None, about="towns are where the customers of the customers' file are, without any gazetteer", source="F"
    )
    distances: Literal["km", "mi"] = parameter(
        "km", about="kilometers or miles on maps; tables and settings are in kilometers", source="F"
    )
    town_spread_km: float = parameter(
        3.0, about="standard deviation of customers around their town's center", unit="km", source="A", ge=0, le=50
    )

    @model_validator(mode="after")
    def _fit(self) -> PlacesParameters:
        for name in ("country", "units"):
            stated = getattr(self, name)
            if len(set(stated)) < len(stated):
                raise ValueError(Phrase("{field} names one twice", field=name))
        if self.around and (self.country or self.units or self.towns or self.regions):
            raise ValueError("around: customers needs no country, units, regions or towns; leave them out")
        if self.towns and (self.units or self.regions):
            raise ValueError("a file of towns has its own units and regions; leave units and regions out")
        if self.regions and not self.country:
            raise ValueError("regions can be chosen where country names the market's countries")
        return self

    @property
    def is_delta(self) -> bool:
        """Whether the market is the default one, the Yangtze delta."""
        return not (self.country or self.towns or self.around)


class CustomerParameters(Parameters):
    """How many customers there are and what they are like."""

    count: int = parameter(6000, about="customers at the start of the burn-in", source="A", ge=1, le=5_000_000)
    prospects: int = parameter(1500, about="prospects who turn up over time", source="A", ge=0, le=5_000_000)
    file: str | None = parameter(
        None,
        about="CSV or Parquet file with the customers instead: id, lon and lat or an address, and whatever is known",
        source="A",
    )
    unplaced: Literal["refuse", "leave_out", "draw"] = parameter(
        "refuse",
        about="customers of the file who cannot be placed in the market: they are refused, left out, or placed around "
        "its towns as if they were drawn",
        source="A",
    )
    direct_share: float = parameter(
        0.4, about="share of customers who buy direct instead of from a distributor", source="A", ge=0, le=1
    )
    industries: tuple[str, ...] = parameter(
        ("制造", "医疗", "教育", "零售"),
        about="names of the industries",
        source="A",
        min_length=1,
        max_length=MAX_INDUSTRIES,
    )
    industry_shares: tuple[float, ...] = parameter(
        (0.4, 0.2, 0.15, 0.25), about="share of customers in each industry", source="A"
    )

    @model_validator(mode="after")
    def _shares_fit(self) -> CustomerParameters:
        if len(set(self.industries)) < len(self.industries):
            raise ValueError("industries names one twice")
        if len(self.industry_shares) != len(self.industries):
            raise ValueError(
                Phrase(
                    "industry_shares has {n} entries for {n_industries} industries",
                    n=len(self.industry_shares),
                    n_industries=len(self.industries),
                )
            )
        if any(share < 0 for share in self.industry_shares):
            raise ValueError("industry_shares must not be negative")
        if abs(sum(self.industry_shares) - 1) > 1e-9:
            raise ValueError(
                Phrase("industry_shares must sum to 1, they sum to {total:.6g}", total=sum(self.industry_shares))
            )
        return self


class MarketChapter(Parameters):
    """The market."""

    places: PlacesParameters = parameter(PlacesParameters(), about="where the market is", source="A")
    anchors: AnchorParameters = parameter(
        AnchorParameters(), about="sites that customers gather around, such as hospitals", source="A"
    )
    customers: CustomerParameters = parameter(CustomerParameters(), about="who the customers are", source="A")
    prospects: ProspectParameters = parameter(ProspectParameters(), about="how prospects arrive", source="A")
    buying: BuyingParameters = parameter(BuyingParameters(), about="how customers buy", source="A")
    wallet: WalletParameters = parameter(
        WalletParameters(), about="what customers buy at all suppliers, and what the firm knows of it", source="A"
    )
    goodwill: GoodwillParameters = parameter(GoodwillParameters(), about="what visits leave behind", source="A")
    churn: ChurnParameters = parameter(ChurnParameters(), about="how customers leave", source="A")
    payment: PaymentParameters = parameter(PaymentParameters(), about="how customers pay", source="A")
    calendar: CalendarParameters = parameter(CalendarParameters(), about="seasons and holidays", source="A")
    competitors: CompetitorParameters = parameter(CompetitorParameters(), about="competitors' attacks", source="A")
    travel: TravelParameters = parameter(TravelParameters(), about="time on the road", source="A")
