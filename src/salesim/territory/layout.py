"""What a layout is: customers as sites on a map, and the territory of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypedDict, Unpack

import numpy as np

from salesim.errors import InputError
from salesim.phrase import Phrase
from salesim.territory.ground import EMPTY, Ground


@dataclass(frozen=True)
class Sites:
    """Customers as a territory builder sees them: one entry each, in order of `customer_id`. Made by `make_sites`.

    Parameters
    ----------
    customer_id : (n,) int64, ascending
    x_km, y_km : (n,) [km] east and north of the market's center
    unit, region, industry : (n,) int64, indices into the world's lists; regions are groups of administrative units
    workload_hours : (n,) [hours/week] that serving the customer takes, road excluded
    potential : (n,) [money/week] demand of the customer at all suppliers, as far as the firm knows
    unit_residents : (n_units,) people who live there; without it firms are taken to count customers
    province, county : (n,) int64, indices
    county_residents : (n_counties,) people who live there; likewise
    size_class : (n,) int64, 0 small, 1 middle, 2 large, as the firm's records of a customer have it
    grade : (n,) int64, 0 A (best) to 4 E
    contested : (n,) share of the customers around that were lost or are being lost, by the firm's own records
    is_customer : (n,) bool, who buys today; prospects and those who have gone do not
    visit_hours : [hours] length of a visit
    expected : (n,) [money/week] sales that the firm expects of the customer, by last year's; potential if left out
    customer_key : (n,) text, the user's own ids, empty for prospects; the text of `customer_id` if left out
    owner : (n,) int32, the seat that serves each customer today, -1 nobody; None where there is no layout yet
    columns : (n,) further columns of the customers' file, by their headings
    ground : what a layout may name: towns, anchor sites, industries, files
    """

    customer_id: np.ndarray
    x_km: np.ndarray
    y_km: np.ndarray
    unit: np.ndarray
    region: np.ndarray
    industry: np.ndarray
    workload_hours: np.ndarray
    potential: np.ndarray
    unit_residents: np.ndarray | None = None
    province: np.ndarray | None = None
    county: np.ndarray | None = None
    county_residents: np.ndarray | None = None
    size_class: np.ndarray | None = None
    grade: np.ndarray | None = None
    contested: np.ndarray | None = None
    is_customer: np.ndarray | None = None
    visit_hours: float = 0.4
    expected: np.ndarray | None = None
    customer_key: np.ndarray | None = None
    owner: np.ndarray | None = None
    columns: Mapping[str, np.ndarray] = field(default_factory=dict)
    ground: Ground = EMPTY

    def __len__(self) -> int:
        return len(self.customer_id)

    def called(self, row: int) -> str:
        """What readers call a customer: the user's own id; empty for a prospect, who has none."""
        return str((self.customer_id if self.customer_key is None else self.customer_key)[row])

    def sold(self) -> np.ndarray:
        """(n,) [money/week] what each customer buys: the sales expected, of those who are customers."""
        return self.worth() if self.is_customer is None else np.where(self.is_customer, self.worth(), 0.0)

    def worth(self) -> np.ndarray:
        """(n,) [money/week] what the firm expects to sell to each; to prospects, once they are won."""
        return self.potential if self.expected is None else self.expected

    def counted(self) -> np.ndarray:
        """(n,) 1 for whom the firm serves or knows of; 0 for prospects nobody has heard of and for who has gone.

        Those cause no work. If nobody does, everybody counts.
        """
        counts = self.workload_hours > 0
        return counts.astype(np.float64) if counts.any() else np.ones(len(self))

    def at(self, rows: np.ndarray) -> Sites:
        """Some of the customers alone, given by ascending rows (m,); residents and ground stay whole."""
        names = [name for name in BY_CUSTOMER if getattr(self, name) is not None]
        columns = {name: values[rows] for name, values in self.columns.items()}
        return replace(self, **{name: getattr(self, name)[rows] for name in names}, columns=columns)


BY_CUSTOMER = (
    "customer_id", "x_km", "y_km", "unit", "region", "industry", "workload_hours", "potential", "province",
    "county", "size_class", "grade", "contested", "is_customer", "expected", "customer_key", "owner",
)  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """Which territory every customer belongs to; every territory has at least one.

    Parameters
    ----------
    name : as in the scenario's `layouts`
    builder : which rule drew it
    territory_of : (n,) int32, in order of `customer_id`; once owners are assigned, a territory's number is its seat,
        and seats that are not needed leave gaps
    n_territories : how many
    notes : what a reader should know, such as how many customers lie beyond the radius
    is_owned : whether the builder has numbered the territories by their owners' seats
    overlays : (n_roles, n_seats) specialist of each overlay role who goes along with each seat, -1 nobody; None where
        there are no roles
    grounds : (n_roles, n) int32 seat of each role on whose ground a customer lies, -1 where the role never serves it;
        None where all reps do the same
    """

    name: str
    builder: str
    territory_of: np.ndarray
    n_territories: int
    notes: tuple[str, ...] = ()
    is_owned: bool = False
    grounds: np.ndarray | None = None
    overlays: np.ndarray | None = None

    def __post_init__(self) -> None:
        if np.count_nonzero(np.bincount(self.territory_of)) != self.n_territories:
            raise ValueError(
                Phrase(
                    "layout {name!r} must give each of its {n_territories} territories a customer",
                    name=self.name,
                    n_territories=self.n_territories,
                )
            )

    @property
    def n_numbers(self) -> int:
        """One more than the highest number in use: the length of an array with an entry for each seat."""
        return int((self.territory_of if self.grounds is None else self.grounds).max()) + 1


class SiteColumns(TypedDict, total=False):
    """What may be known of customers besides where they are; in any order of rows, see `Sites`."""

    unit: np.ndarray | None
    region: np.ndarray | None
    industry: np.ndarray | None
    workload_hours: np.ndarray | None
    potential: np.ndarray | None
    unit_residents: np.ndarray | None
    province: np.ndarray | None
    county: np.ndarray | None
    county_residents: np.ndarray | None
    size_class: np.ndarray | None
    grade: np.ndarray | None
    contested: np.ndarray | None
    is_customer: np.ndarray | None
    visit_hours: float
    expected: np.ndarray | None
    customer_key: np.ndarray | None
    owner: np.ndarray | None
    columns: Mapping[str, np.ndarray]
    ground: Ground | None


def make_sites(
    customer_id: np.ndarray,
    x_km: np.ndarray,
    y_km: np.ndarray,
    **columns: Unpack[SiteColumns],
) -> Sites:
    """Sites from arrays in any order of rows: sorted by customer, checked, in one dtype.

    Further columns are given by name, see `Sites`. Indices that are left out are 0 for everybody; workload and
    potential that are left out are 1; everybody buys.

    >>> make_sites([7, 3], [1.0, 2.0], [0.0, 0.0]).x_km.tolist()
    [2.0, 1.0]
    """
    strangers = columns.keys() - SiteColumns.__annotations__.keys()
    if strangers:
        raise TypeError(f"sites have no {', '.join(sorted(strangers))}")
    ids = np.asarray(customer_id, dtype=np.int64)
    order = np.argsort(ids, kind="stable")
    ids = ids[order]
    repeated = ids[1:][ids[1:] == ids[:-1]]
    if len(repeated):
        raise InputError("a customer may appear once only", field="customer_id", value=int(repeated[0]))

    def arranged(values: np.ndarray | None, name: str, default: float, dtype: type, low: float) -> np.ndarray:
        array = np.full(len(ids), default, dtype) if values is None else np.asarray(values)
        if array.shape != ids.shape:
            raise InputError(
                Phrase("needs {n} values, one for each customer", n=len(ids)), field=name, value=array.shape
            )
        bad = ~(np.isfinite(array) & (array >= low))
        if bad.any():
            allowed = Phrase("finite numbers from {low:g}", low=low) if np.isfinite(low) else Phrase("finite numbers")
            raise InputError("cannot be used for a layout", field=name, value=array[bad][0].item(), allowed=allowed)
        return np.ascontiguousarray(array[order], dtype=dtype)

    def residents(name: Literal["unit_residents", "county_residents"]) -> np.ndarray | None:
        people = columns.get(name)
        return None if people is None else np.asarray(people, np.float64)

    keys, owner, own = columns.get("customer_key"), columns.get("owner"), columns.get("columns") or {}
    expected = columns.get("expected")
    return Sites(
        customer_id=ids,
        x_km=arranged(x_km, "x_km", 0.0, np.float64, -np.inf),
        y_km=arranged(y_km, "y_km", 0.0, np.float64, -np.inf),
        unit=arranged(columns.get("unit"), "unit", 0, np.int64, 0),
        region=arranged(columns.get("region"), "region", 0, np.int64, 0),
        industry=arranged(columns.get("industry"), "industry", 0, np.int64, 0),
        workload_hours=arranged(columns.get("workload_hours"), "workload_hours", 1.0, np.float64, 0.0),
        potential=arranged(columns.get("potential"), "potential", 1.0, np.float64, 0.0),
        unit_residents=residents("unit_residents"),
        province=arranged(columns.get("province"), "province", 0, np.int64, 0),
        county=arranged(columns.get("county"), "county", 0, np.int64, 0),
        county_residents=residents("county_residents"),
        size_class=arranged(columns.get("size_class"), "size_class", 0, np.int64, 0),
        grade=arranged(columns.get("grade"), "grade", 0, np.int64, 0),
        contested=arranged(columns.get("contested"), "contested", 0.0, np.float64, 0.0),
        is_customer=arranged(columns.get("is_customer"), "is_customer", 1, np.bool_, 0),
        visit_hours=columns.get("visit_hours", 0.4),
        expected=None if expected is None else arranged(expected, "expected", 0.0, np.float64, 0.0),
        customer_key=ids.astype(str) if keys is None else np.asarray(keys)[order],
        owner=None if owner is None else arranged(owner, "owner", -1, np.int32, -1),
        columns={name: np.asarray(values)[order] for name, values in own.items()},
        ground=columns.get("ground") or EMPTY,
    )


def sum_by(groups: np.ndarray, n_groups: int, values: np.ndarray | None = None) -> np.ndarray:
    """Sum of ``values`` (n,), or the number of rows, in each group; groups (n,) are numbered from 0."""
    return np.bincount(groups, weights=values, minlength=n_groups)


def centers(
    groups: np.ndarray, n_groups: int, x_km: np.ndarray, y_km: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Weighted mean position of each group, (n_groups,) [km]; a group whose weights are all zero uses plain means."""
    total = sum_by(groups, n_groups, weight)
    if (total <= 0).any():
        weight = np.where(total[groups] > 0, weight, 1.0)
        total = np.maximum(sum_by(groups, n_groups, weight), 1e-300)
    x_sum, y_sum = sum_by(groups, n_groups, weight * x_km), sum_by(groups, n_groups, weight * y_km)
    return x_sum / total, y_sum / total
