"""The channel chapter: products, distributors, the order desk, and the service desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, model_validator

from salesim.agents.products import MAX_PRODUCTS, Product, as_pay_lines, check_products
from salesim.channel.desk import DeskParameters
from salesim.channel.factory import FactoryParameters
from salesim.channel.stock import StockParameters
from salesim.columns.distributors import MAX_AGES
from salesim.parameters import Parameters, parameter
from salesim.pay.lines import Line
from salesim.phrase import Phrase
from salesim.policy.registry import with_levers
from salesim.scenario.frozen import FrozenDict
from salesim.service.tickets import ServiceParameters
from salesim.wording.bounds import MAX_AMOUNT

if TYPE_CHECKING:
    from salesim.policy.credit import CreditParameters
    from salesim.policy.diversion import DiversionParameters
    from salesim.policy.partners import ScorecardParameters
    from salesim.policy.shelves import OutletParameters
    from salesim.policy.trade import TradeParameters

MAX_SKU = 100  # SKU classes; a column of customers counts them in a byte


class NetworkParameters(Parameters):
    """Distributors and what they sell; the same in all arms."""

    distributors: int = parameter(12, about="distributors, placed in the largest units", source="A", ge=1, le=10_000)
    areas: Annotated[dict[str, tuple[str, ...]], AfterValidator(FrozenDict)] = parameter(
        dict,
        about="who serves where: name of each distributor and the units of its area, such as states or prefectures; "
        "left out, customers are served by the nearest",
        source="A",
    )
    stock_days: float | None = parameter(
        None, about="stock at first, in days of demand; left out, what the ordering rule keeps", unit="day", source="A",
        ge=0, le=365,
    )  # fmt: skip
    sku_prices: tuple[float, ...] = parameter(
        (120.0, 300.0, 800.0), about="unit price of each SKU class", unit="money", source="A"
    )
    sku_shares: tuple[float, ...] = parameter((0.6, 0.3, 0.1), about="share of orders in each SKU class", source="A")
    products: tuple[Product, ...] = parameter(
        (),
        about="product lines, each with its price, share of demand, margin and quota; they are the SKU classes then, "
        "in place of sku_prices and sku_shares",
        source="A",
        max_length=MAX_PRODUCTS,
    )
    shelf_life_days: int = parameter(
        0, about="days until goods expire; 0 they keep", unit="day", source="A", ge=0, le=3650
    )
    price_spread: float = parameter(
        0.06, about="standard deviation of areas' street prices around the usual ones", source="A", ge=0, le=0.5
    )
    direct_margin: float = parameter(
        0.35, about="margin on direct sales, as a share of the price", source="A", gt=-1, lt=1
    )
    channel_margin: float = parameter(
        0.25, about="the brand's margin on distributors' sales, as a share of the price", source="A", gt=-1, lt=1
    )

    @model_validator(mode="after")
    def _products_are_classes(self) -> NetworkParameters:
        check_products(self.products)
        if not self.products:
            return self
        lines = {"sku_prices": tuple(one.price for one in self.products)}
        lines["sku_shares"] = tuple(one.share for one in self.products)
        for name, values in lines.items():
            if getattr(self, name) not in (values, type(self).model_fields[name].default):
                raise ValueError(Phrase("{name} must be left out: products state it of each line", name=name))
            self.__dict__[name] = values
        for one, margin in zip(self.products, self.channel_margins, strict=True):
            if margin <= -1:
                raise ValueError(
                    Phrase("products: '{name}' needs a channel_margin, as its own is so low", name=one.name)
                )
        return self

    @model_validator(mode="after")
    def _classes_fit(self) -> NetworkParameters:
        n = len(self.sku_prices)
        if not 1 <= n <= MAX_SKU:
            raise ValueError(Phrase("sku_prices must have 1 to {most} entries, it has {n}", most=MAX_SKU, n=n))
        if len(self.sku_shares) != n:
            raise ValueError(
                Phrase(
                    "sku_shares must have {n} entries like sku_prices, it has {n_shares}",
                    n=n,
                    n_shares=len(self.sku_shares),
                )
            )
        if any(not 0 < price <= MAX_AMOUNT for price in self.sku_prices):
            raise ValueError(Phrase("sku_prices must lie above 0 and be {most:,.0f} at most", most=MAX_AMOUNT))
        if any(share < 0 for share in self.sku_shares):
            raise ValueError("sku_shares must not be negative")
        if abs(sum(self.sku_shares) - 1) > 1e-9:
            raise ValueError(Phrase("sku_shares must sum to 1, they sum to {total:.6g}", total=sum(self.sku_shares)))
        return self

    @model_validator(mode="after")
    def _areas_fit(self) -> NetworkParameters:
        served: dict[str, str] = {}
        for name, units in self.areas.items():
            if not units:
                raise ValueError(Phrase("areas: distributor '{name}' has no area; name its units", name=name))
            for unit in units:
                if unit in served:
                    raise ValueError(
                        Phrase(
                            "areas: '{other}' and '{name}' both serve {unit}",
                            other=served[unit],
                            name=name,
                            unit=unit,
                        )
                    )
                served[unit] = name
        return self

    @property
    def n_distributors(self) -> int:
        """How many distributors there are: one for each area, if there are areas."""
        return len(self.areas) or self.distributors

    @property
    def direct_margins(self) -> tuple[float, ...]:
        """Margin on direct sales of each SKU class."""
        if not self.products:
            return (self.direct_margin,) * len(self.sku_prices)
        return tuple(self.direct_margin if one.margin is None else one.margin for one in self.products)

    @property
    def channel_margins(self) -> tuple[float, ...]:
        """The brand's margin on distributors' sales of each SKU class."""
        if not self.products:
            return (self.channel_margin,) * len(self.sku_prices)
        stated = [one.channel_margin for one in self.products]
        below = self.direct_margin - self.channel_margin
        return tuple(
            direct - below if own is None else own for own, direct in zip(stated, self.direct_margins, strict=True)
        )

    @property
    def mean_margins(self) -> tuple[float, float]:
        """Margin on a usual direct sale, and on a distributor's."""
        if not self.products:
            return self.direct_margin, self.channel_margin
        of_sales = [one.share for one in self.products]
        direct, channel = (
            sum(share * margin for share, margin in zip(of_sales, margins, strict=True))
            for margins in (self.direct_margins, self.channel_margins)
        )
        return direct, channel

    @property
    def pay_lines(self) -> tuple[Line, ...]:
        """The product lines as pay plans see them."""
        return as_pay_lines(self.products, self.direct_margins) if self.products else ()

    @property
    def sizes(self) -> dict[str, int]:
        """Sizes of the columns of distributors: SKU classes, and age classes of what expires."""
        return {"sku": len(self.sku_prices), "age": min(max(self.shelf_life_days, 1), MAX_AGES)}


@with_levers("channel")
class ChannelChapter(Parameters):
    """The channel."""

    network: NetworkParameters = parameter(NetworkParameters(), about="distributors and products", source="A")
    stock: StockParameters = parameter(StockParameters(), about="distributors' stock", source="A")
    desk: DeskParameters = parameter(DeskParameters(), about="the order desk", source="A")
    factory: FactoryParameters = parameter(FactoryParameters(), about="how the brand makes its goods", source="A")
    service: ServiceParameters = parameter(ServiceParameters(), about="the service desk", source="A")

    if TYPE_CHECKING:  # of the sections that levers add (see `registry`), those that others read
        trade: TradeParameters = TradeParameters()
        credit: CreditParameters = CreditParameters()
        scorecard: ScorecardParameters = ScorecardParameters()
        diversion: DiversionParameters = DiversionParameters()
        shelves: OutletParameters = OutletParameters()
