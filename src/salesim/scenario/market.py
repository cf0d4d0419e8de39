"""The market chapter: who the customers are, what they buy, when, and who competes for them."""

from __future__ import annotations

from pydantic import model_validator

from salesim.agents.buying import BuyingParameters
from salesim.agents.churn import ChurnParameters
from salesim.agents.competitors import CompetitorParameters
from salesim.agents.goodwill import GoodwillParameters
from salesim.agents.payment import PaymentParameters
from salesim.agents.prospects import ProspectParameters
from salesim.columns import MAX_INDUSTRIES
from salesim.parameters import Parameters, parameter
from salesim.phrase import Phrase
from salesim.scenario.anchors import AnchorParameters
from salesim.territory.travel import TravelParameters

DELTA_PREFECTURES = (
    "上海市", "南京市", "苏州市", "无锡市", "常州市", "镇江市", "杭州市", "宁波市", "嘉兴市", "湖州市", "绍兴市",
)  # fmt: skip


class PlacesParameters(Parameters):
    """Where the market is."""

    prefectures: tuple[str, ...] = parameter(
        DELTA_PREFECTURES,
        about="prefectures of the market; the default ones are the article's three circles",
        source="F: GeoNames, 2020 census",
        min_length=1,
    )
    town_spread_km: float = parameter(
        3.0, about="standard deviation of customers around their town's center", unit="km", source="A", ge=0, le=50
    )

    @model_validator(mode="after")
    def _differ(self) -> PlacesParameters:
        if len(set(self.prefectures)) < len(self.prefectures):
            raise ValueError("prefectures names one twice")
        return self


class CustomerParameters(Parameters):
    """How many customers there are and what they are like."""

    count: int = parameter(6000, about="customers at the start of the burn-in", source="A", ge=1, le=5_000_000)
    prospects: int = parameter(1500, about="prospects who turn up over time", source="A", ge=0, le=5_000_000)
    file: str | None = parameter(
        None, about="CSV or Parquet file with the customers instead: id, lon, lat and whatever is known", source="A"
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


class CalendarParameters(Parameters):
    """Seasons and public holidays."""

    month_factors: tuple[float, ...] = parameter(
        (0.90, 0.75, 1.05, 1.00, 1.00, 1.05, 0.95, 0.95, 1.10, 0.95, 1.10, 1.20),
        about="demand of each month against the year's mean; scaled so that their mean is 1",
        source="A",
        min_length=12,
        max_length=12,
    )
    holidays: tuple[tuple[int, int], ...] = parameter(
        ((1, 1), (6, 3), (7, 3), (14, 1), (18, 3), (24, 1), (39, 1), (40, 5)),
        about="working days lost to public holidays, as [week of the year, days]",
        unit="day",
        source="A: the usual Chinese calendar",
    )

    @model_validator(mode="after")
    def _in_range(self) -> CalendarParameters:
        if any(not 0.01 <= factor <= 100 for factor in self.month_factors):
            raise ValueError("month_factors must lie between 0.01 and 100")
        for week, days in self.holidays:
            if not 1 <= week <= 52 or not 0 <= days <= 5:
                raise ValueError(
                    Phrase("holidays must be [week 1 to 52, days 0 to 5], not [{week}, {days}]", week=week, days=days)
                )
        weeks = [week for week, _ in self.holidays]
        if len(set(weeks)) < len(weeks):
            raise ValueError("holidays names a week twice")
        return self

    def season(self, week: int) -> float:
        """Demand factor of a week; the mean over the year is 1."""
        month = (week % 52) * 12 // 52
        weeks_of_month = [sum(1 for w in range(52) if w * 12 // 52 == m) for m in range(12)]
        mean = sum(f * n for f, n in zip(self.month_factors, weeks_of_month, strict=True)) / 52
        return self.month_factors[month] / mean

    def working_days(self, week: int) -> int:
        """Working days of a week after public holidays."""
        return 5 - dict(self.holidays).get(week % 52 + 1, 0)


class MarketChapter(Parameters):
    """The market."""

    places: PlacesParameters = parameter(PlacesParameters(), about="where the market is", source="A")
    anchors: AnchorParameters = parameter(
        AnchorParameters(), about="sites that customers gather around, such as hospitals", source="A"
    )
    customers: CustomerParameters = parameter(CustomerParameters(), about="who the customers are", source="A")
    prospects: ProspectParameters = parameter(ProspectParameters(), about="how prospects arrive", source="A")
    buying: BuyingParameters = parameter(BuyingParameters(), about="how customers buy", source="A")
    goodwill: GoodwillParameters = parameter(GoodwillParameters(), about="what visits leave behind", source="A")
    churn: ChurnParameters = parameter(ChurnParameters(), about="how customers leave", source="A")
    payment: PaymentParameters = parameter(PaymentParameters(), about="how customers pay", source="A")
    calendar: CalendarParameters = parameter(CalendarParameters(), about="seasons and holidays", source="A")
    competitors: CompetitorParameters = parameter(CompetitorParameters(), about="competitors' attacks", source="A")
    travel: TravelParameters = parameter(TravelParameters(), about="time on the road", source="A")
