"""The quarterly review of the territories: too large, they are split; too small, dissolved; unequal, evened out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from salesim.columns import State
from salesim.parameters import Parameters, parameter
from salesim.policy.lever import Lever, Section
from salesim.territory.rebalance import rebalance
from salesim.territory.split import dissolve, split

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView


class LayoutReviewParameters(Parameters):
    """When territories are changed, and how."""

    enabled: bool = parameter(False, about="even out territories whose output per head stays unequal", source="A")
    threshold: float = parameter(
        0.2,
        about="deviation of output per head from the mean that counts as unequal",
        source="A: the article's 20 %",
        gt=0,
        le=5,
    )
    quarters: int = parameter(2, about="quarters running before anything is done", source="A: the article", ge=1, le=8)
    share_unequal: float = parameter(
        0.25, about="share of territories beyond the threshold that sets it off", source="A", gt=0, le=1
    )
    move: Literal["customers", "quotas", "both"] = parameter(
        "customers", about="what is moved to even out: customers, quotas, or both", source="A: the article's 任务量"
    )
    tolerance: float = parameter(
        0.1, about="deviation of workload from the mean that a rebalancing accepts", source="A", gt=0, le=5
    )
    protected_share: float = parameter(
        0.0,
        about="share of customers, the largest by sales, who are never reassigned in a rebalancing",
        source="A",
        ge=0,
        le=1,
    )
    split: bool = parameter(False, about="split territories that have grown too large, by hiring a rep", source="A")
    split_customers: int = parameter(
        150, about="customers above which a territory is split", source="A: the article's 150", ge=2, le=100_000
    )
    split_growth: float = parameter(
        0.30, about="growth of a year above which it is split", source="A: the article's 30 %", gt=0, le=10
    )
    split_min: int = parameter(
        80,
        about="customers below which growth alone splits nothing, since small numbers grow fast",
        source="A",
        ge=2,
        le=5_000_000,
    )
    dissolve: bool = parameter(False, about="dissolve territories that have grown too small", source="A")
    dissolve_customers: int = parameter(
        30, about="customers below which a territory is dissolved", source="A", ge=1, le=100_000
    )
    pause_quarters: int = parameter(
        2, about="quarters in which a territory just changed is left alone (hysteresis)", source="A", ge=0, le=20
    )


class LayoutReview(Lever):
    """Looks at customers, growth and output per head at each quarter's end, and acts.

    The price is paid in the run: vacancy and ramp-up of who is hired, severance of who is let go, broken relationships
    of customers who are reassigned, and prospects who fall back a stage.
    """

    order = 180
    sections = (Section("sales_force.layout_review", LayoutReviewParameters, "quarterly review of the territories"),)

    def __init__(self, parameters: LayoutReviewParameters):
        self.parameters = parameters
        self.unequal_quarters = 0
        self.must_move = False
        self.customers_a_year_ago = np.zeros(0)
        self.changed_in: dict[int, int] = {}  # quarter in which a seat was last split or dissolved

    def open_year(self, model: ModelView) -> None:
        """Growth is counted from the year's start."""
        self.customers_a_year_ago = customers_by_seat(model)

    def close_quarter(self, model: ModelView) -> None:
        """Look at the quarter's output per head; quotas move now, customers once the quarter is closed."""
        p = self.parameters
        self.must_move = p.enabled and self.is_unequal(model)
        if self.must_move and p.move != "customers":
            move_quotas(model)

    def reorganize(self, model: ModelView) -> None:
        """Split and dissolve first, then even out."""
        p = self.parameters
        if p.split:
            self.split_large(model)
        if p.dissolve:
            self.dissolve_small(model)
        if self.must_move and p.move != "quotas":
            self.move_customers(model)

    def split_large(self, model: ModelView) -> None:
        """Every territory above the limit, or grown fast from a base worth speaking of, gets a second rep."""
        p, counts = self.parameters, customers_by_seat(model)
        before = np.zeros(len(counts))
        before[: len(self.customers_a_year_ago)] = self.customers_a_year_ago
        grown = (before >= p.split_min) & (counts > (1.0 + p.split_growth) * before)
        for seat in np.flatnonzero((counts > p.split_customers) | grown).tolist():
            if self.is_resting(model, seat):
                continue
            layout = split(model.territories.current(), model.territories.sites(), seat, model.n_seats)
            model.territories.apply(layout)
            self.changed_in[seat] = self.changed_in[model.n_seats - 1] = model.quarter
            model.record("split", seat, f"{counts[seat]:.0f}")

    def dissolve_small(self, model: ModelView) -> None:
        """Territories far below the others' size go to their neighbors, the smallest first; one always remains."""
        counts = customers_by_seat(model)
        small = np.flatnonzero((model.reps.open == 1) & (counts < self.parameters.dissolve_customers))
        for seat in small[np.argsort(counts[small], kind="stable")].tolist():
            if self.is_resting(model, seat) or model.reps.open.sum() < 2:
                continue
            layout = dissolve(model.territories.current(), model.territories.sites(), seat)
            model.territories.apply(layout)
            self.changed_in[seat] = model.quarter
            model.record("dissolved", seat, f"{counts[seat]:.0f}")

    def is_resting(self, model: ModelView, seat: int) -> bool:
        """Whether the seat was changed so lately that it is left alone."""
        return model.quarter - self.changed_in.get(seat, -1000) <= self.parameters.pause_quarters

    def is_unequal(self, model: ModelView) -> bool:
        """Whether output per head has been unequal for long enough; reps who were not here all quarter don't count."""
        p, reps = self.parameters, model.reps
        output = reps.quarter_sales[reps.full_quarter == 1]
        if len(output) == 0:
            return False
        unequal = np.abs(output - output.mean()) > p.threshold * output.mean()
        self.unequal_quarters = self.unequal_quarters + 1 if unequal.mean() >= p.share_unequal else 0
        if self.unequal_quarters < p.quarters:
            return False
        self.unequal_quarters = 0
        return True

    def move_customers(self, model: ModelView) -> None:
        """Shift customers between neighbors until the workload is even enough; protected ones stay."""
        p, today = self.parameters, model.territories.current()
        layout = rebalance(today, model.territories.sites(), p.tolerance, protected(model, p.protected_share))
        moved = float(np.mean(layout.territory_of != today.territory_of))
        model.territories.apply(layout)
        model.record("layout_review", detail=f"{moved:.4f}")


def customers_by_seat(model: ModelView) -> np.ndarray:
    """Current customers of each seat, (n_seats,); prospects are not counted."""
    c = model.columns
    current = (c.state >= State.HEALTHY) & (c.state < State.GONE)
    return np.bincount(c.seat[current], minlength=model.n_seats).astype(float)


def protected(model: ModelView, share: float) -> np.ndarray | None:
    """The largest customers by reference sales, a mask in the order of `Sites`; None if nobody is protected."""
    if share <= 0.0:
        return None
    c = model.columns
    sales = np.empty(len(c.place))
    sales[c.place] = c.reference_sales
    return (sales > 0) & (sales >= np.quantile(sales, 1.0 - share))


def move_quotas(model: ModelView) -> None:
    """Shift quotas instead: seats behind get less, seats ahead more, the firm's total stays.

    Half the gap between a seat's attainment of the quarter and the firm's is taken into its quota.
    """
    reps = model.reps
    seats = np.flatnonzero((reps.full_quarter == 1) & (reps.quota > 0))
    if len(seats) == 0:
        return
    quota, sold = reps.quota[seats], reps.quarter_sales[seats]
    relative = (sold / quota) / (sold.sum() / quota.sum()) if sold.sum() > 0 else np.ones(len(seats))
    factor = 0.5 * (1.0 + relative)
    weight = reps.annual_quota[seats] * reps.quota_factor[seats]
    factor *= weight.sum() / (weight * factor).sum()
    reps.quota_factor[seats] *= factor
    reps.quota_shift[seats] *= factor
    model.record("quotas_moved", detail=f"{np.abs(factor - 1.0).mean():.4f}")
