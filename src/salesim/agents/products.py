"""Product lines that a firm sells: their price, share of demand, margin and quota."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from pydantic import model_validator

from salesim.parameters import Parameters, parameter
from salesim.pay.lines import Line
from salesim.phrase import Phrase

MAX_PRODUCTS = 12


class Product(Parameters):
    """One product line."""

    name: str = parameter(about="name of the line", source="A", min_length=1, max_length=60)
    price: float = parameter(about="unit price", unit="money", source="A", gt=0)
    share: float = parameter(about="share of demand; all shares sum to 1", source="A", gt=0, le=1)
    margin: float | None = parameter(
        None,
        about="gross margin on direct sales, as a share of the price; none: network.direct_margin",
        source="A",
        gt=-1,
        lt=1,
    )
    channel_margin: float | None = parameter(
        None,
        about="the brand's margin on distributors' sales; none: as much below the line's margin as "
        "network.channel_margin is below network.direct_margin",
        source="A",
        gt=-1,
        lt=1,
    )
    response: float = parameter(
        0.37,
        about="elasticity of the line's sales in the share of selling time spent on it; 0: it sells by itself",
        source="A: as sales answer to effort in this model (work.sales_elasticity); personal selling .34 on average "
        "(Albers, Mantrala & Sridhar 2010)",
        ge=0,
        le=0.9,
    )
    quota_share: float | None = parameter(
        None,
        about="share of each rep's quota that is the line's quota; none: its share of demand",
        source="A",
        gt=0,
        le=1,
    )
    quota: float | None = parameter(
        None, about="quota of the line for each rep and quarter, in place of a share", unit="money", source="A", gt=0
    )

    @model_validator(mode="after")
    def _has_one_quota(self) -> Product:
        if self.quota is not None and self.quota_share is not None:
            raise ValueError("quota must be left out where quota_share says what the line's quota is")
        if " of " in self.name or "+" in self.name:
            raise ValueError("name must not hold ' of ' or '+', which measures of pay are told apart by")
        return self


def check_products(products: Sequence[Product]) -> None:
    """Refuse two lines of one name, and shares that do not sum to 1."""
    names = [one.name for one in products]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(Phrase("products holds two lines of the name '{name}'", name=twice))
    total = sum(one.share for one in products)
    if products and abs(total - 1.0) > 1e-9:
        raise ValueError(Phrase("products: the shares must sum to 1, they sum to {total:.6g}", total=total))


def as_pay_lines(products: Sequence[Product], margins: Sequence[float]) -> tuple[Line, ...]:
    """The lines as pay plans see them; ``margins`` are those of direct sales."""
    return tuple(
        Line(one.name, margin, one.share if one.quota_share is None else one.quota_share, one.quota)
        for one, margin in zip(products, margins, strict=True)
    )


class LineNumbers(NamedTuple):
    """Product lines as kernels take them, (n_lines,) each; no lines, nothing to split."""

    share: np.ndarray  # w, of demand
    response: np.ndarray  # b
    time: np.ndarray  # u, usual share of selling time
    margin: np.ndarray  # of direct sales


def line_numbers(products: Sequence[Product], margins: Sequence[float]) -> LineNumbers:
    """`LineNumbers` of some products; ``margins`` as in `as_pay_lines`."""
    share = np.array([one.share for one in products], np.float64)
    response = np.array([one.response for one in products], np.float64)
    return LineNumbers(share, response, usual_time(share, response), np.array(margins, np.float64)[: len(products)])


def usual_time(share: np.ndarray, response: np.ndarray) -> np.ndarray:
    """Share of selling time that each line usually gets, u = w b / sum w b, (n_lines,); 0 where no line answers.

    >>> usual_time(np.array([0.5, 0.5]), np.array([0.2, 0.6])).round(6).tolist()
    [0.25, 0.75]
    """
    weight: np.ndarray = share * response
    total = float(weight.sum())
    return weight / total if total > 0.0 else weight


NO_LINES = line_numbers((), ())
