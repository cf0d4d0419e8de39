"""The channel chapter: products, distributors, the order desk, and the service desk."""

from __future__ import annotations

from pydantic import model_validator

from salesim.channel.desk import DeskParameters
from salesim.channel.stock import StockParameters
from salesim.columns.distributors import N_SKU
from salesim.parameters import MOST_CNY, Parameters, parameter
from salesim.service.tickets import ServiceParameters


class NetworkParameters(Parameters):
    """Distributors and what they sell; the same in all arms."""

    distributors: int = parameter(
        12, about="distributors, placed in the largest prefectures", source="A", ge=1, le=10_000
    )
    sku_prices_cny: tuple[float, ...] = parameter(
        (120.0, 300.0, 800.0), about="unit price of each SKU class", unit="CNY", source="A"
    )
    sku_shares: tuple[float, ...] = parameter((0.6, 0.3, 0.1), about="share of orders in each SKU class", source="A")
    direct_margin: float = parameter(
        0.35, about="margin on direct sales, as a share of the price", source="A", gt=-1, lt=1
    )
    channel_margin: float = parameter(
        0.25, about="the brand's margin on distributors' sales, as a share of the price", source="A", gt=-1, lt=1
    )

    @model_validator(mode="after")
    def _classes_fit(self) -> NetworkParameters:
        for name in ("sku_prices_cny", "sku_shares"):
            if len(getattr(self, name)) != N_SKU:
                raise ValueError(f"{name} must have {N_SKU} entries, it has {len(getattr(self, name))}")
        if any(not 0.01 <= price <= MOST_CNY for price in self.sku_prices_cny):
            raise ValueError(f"sku_prices_cny must lie between 0.01 and {MOST_CNY:,.0f}")
        if any(share < 0 for share in self.sku_shares):
            raise ValueError("sku_shares must not be negative")
        if abs(sum(self.sku_shares) - 1) > 1e-9:
            raise ValueError(f"sku_shares must sum to 1, they sum to {sum(self.sku_shares):.6g}")
        return self


class ChannelChapter(Parameters):
    """The channel."""

    network: NetworkParameters = parameter(NetworkParameters(), about="distributors and products", source="A")
    stock: StockParameters = parameter(StockParameters(), about="distributors' stock", source="A")
    desk: DeskParameters = parameter(DeskParameters(), about="the order desk", source="A")
    service: ServiceParameters = parameter(ServiceParameters(), about="the service desk", source="A")
