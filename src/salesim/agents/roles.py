"""Roles: who of a sales force serves whom, and when a customer is handed over from one role to another.

Every role has its own reps and its own ground: a layout of all whom it may ever serve. At any time each customer and
each prospect belongs to one role, and within it to the rep on whose ground it lies. Hunters win prospects and hand them
over when they have bought for some quarters; whom farmers lose is a hunter's prospect again.

Form: hunters and farmers as in DeCarlo & Lam 2016, "Identifying effective hunters and farmers in the salesforce",
Journal of the Academy of Marketing Science 44; sizes are assumptions.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

import numpy as np
from pydantic import model_validator

from salesim.columns import State
from salesim.parameters import Parameters, ParametersOfLists, parameter
from salesim.phrase import Phrase
from salesim.weeks import QUARTER

MAX_ROLES = 20
NOBODY = -1  # no role, no seat
LONG = 1 << 20  # weeks
SIZES, GRADES = ("small", "middle", "large"), ("A", "B", "C", "D", "E")
Who = Literal["all", "prospects", "existing"]
WHO: tuple[Who, ...] = ("all", "prospects", "existing")


class CustomerFilter(ParametersOfLists):
    """Which customers a role serves: all that is stated must hold."""

    who: Who = parameter("existing", about="customers, prospects (and those who have gone), or both", source="A")
    largest: int | None = parameter(
        None,
        about="only so many, the largest by what they are known to buy when territories are drawn: named accounts",
        source="A",
        ge=1,
        le=5_000_000,
    )
    industries: tuple[str, ...] = parameter((), about="only these industries", source="A", max_length=100)
    sizes: tuple[Literal["small", "middle", "large"], ...] = parameter(
        (), about="only customers of these sizes", source="A", max_length=3
    )
    grades: tuple[Literal["A", "B", "C", "D", "E"], ...] = parameter(
        (), about="only customers of these grades when territories are drawn", source="A", max_length=5
    )
    ids: tuple[str, ...] = parameter(
        (), about="only these, by their ids in the file of customers", source="A", max_length=5_000_000
    )

    @property
    def is_narrow(self) -> bool:
        """Whether more is stated than prospects or existing customers."""
        return bool(self.largest or self.industries or self.sizes or self.grades or self.ids)


class ProspectingParameters(Parameters):
    """What reps who look for prospects do with time that is left over."""

    call_min: float = parameter(
        15.0, about="time that a call on somebody unknown takes", unit="min", source="A", gt=0, le=480
    )
    success: float = parameter(
        0.05, about="share of such calls that find a lead", source="A: a few in a hundred", ge=0, le=1
    )


class Role(ParametersOfLists):
    """Reps who serve the same kind of customers, on grounds of their own."""

    name: str = parameter(about="what the role is called", source="A", min_length=1, max_length=60)
    reps: int = parameter(
        about="seats of the role; those of all roles add up to team.reps", source="A", ge=1, le=100_000
    )
    customers: Who | CustomerFilter = parameter(
        "all", about="whom the role serves: all, prospects, existing, or a filter", source="A"
    )
    hand_over_after_quarters: int | None = parameter(
        1,
        about="quarters that a customer whom the role has won has bought for when it is handed over to the role that "
        "serves existing customers; none: who wins a customer keeps it",
        unit="quarter",
        source="A",
        ge=1,
        le=40,
    )
    joint_visits: int = parameter(
        0,
        about="visits that both reps make together to each customer who is handed over, from the time of both",
        source="A",
        ge=0,
        le=12,
    )
    plan: str = parameter(
        "",
        about="which of sales_force.plans pays the role's reps; left out, sales_force.pay",
        source="A",
        max_length=60,
    )
    prospect_share: float | None = parameter(
        None,
        about="usual share of selling time that goes to prospects; none: 0 or .8 for who serves existing customers or "
        "prospects only, else work.new_share",
        source="A",
        ge=0,
        le=1,
    )
    prospecting: ProspectingParameters | None = parameter(
        None, about="calls on people unknown so far, in time that no customer needs; none: leads come by themselves",
        source="A",
    )  # fmt: skip
    quota: float | None = parameter(
        None,
        about="quota of each rep of the role for a usual quarter; none: from what the role's customers bought, or for "
        "who hands customers over, from what the role has sold",
        unit="money/quarter",
        source="A",
        gt=0,
    )

    overlay: bool = parameter(
        False,
        about="specialists for one product line, who have no customers of their own and visit other reps' with them",
        source="A",
    )
    product: str = parameter(
        "", about="line of an overlay role, one of cross_sell.line_names", source="A", max_length=60
    )
    credit: float = parameter(
        1.0,
        about="share of the line's sales in their territories that is credited to an overlay role's reps, beside what "
        "its seller is credited",
        source="A",
        gt=0,
        le=10,
    )

    @property
    def filter(self) -> CustomerFilter:
        """Whom the role serves, in full."""
        return CustomerFilter(who=self.customers) if isinstance(self.customers, str) else self.customers

    @property
    def hands_over(self) -> bool:
        """Whether whom the role wins goes to another role in the end."""
        return not self.overlay and self.filter.who == "prospects" and self.hand_over_after_quarters is not None

    @property
    def sells_what_comes(self) -> bool:
        """Whether a rep's sales are not those of customers who stay: no list of customers says what to expect."""
        return self.overlay or self.hands_over

    @property
    def usual_prospect_share(self) -> float | None:
        """Usual share of selling time that goes to prospects; None as for everybody."""
        if self.prospect_share is None:
            return {"existing": 0.0, "prospects": PROSPECT_SHARE}.get(self.filter.who)
        return self.prospect_share

    @model_validator(mode="after")
    def _suits_its_customers(self) -> Role:
        who = self.filter.who
        if not self.overlay and (self.product or self.credit != 1.0):
            raise ValueError("product and credit need overlay: true")
        if self.overlay and not self.product:
            raise ValueError("overlay needs a product: the line that its reps are specialists for")
        if self.overlay and self.customers != "all":
            raise ValueError("customers must be left out of an overlay role, which has none of its own")
        if self.overlay and self.quota is None:
            raise ValueError("overlay needs a quota, as no customers of its own say what to expect")
        if self.overlay and (self.prospecting is not None or self.prospect_share):
            raise ValueError("prospecting and prospect_share must be left out of an overlay role")
        if who == "existing" and self.prospect_share:
            raise ValueError("prospect_share must be left out where a role serves existing customers only")
        if who == "existing" and self.prospecting is not None:
            raise ValueError("prospecting must be left out where a role serves existing customers only")
        if who != "prospects" and self.joint_visits:
            raise ValueError(
                "joint_visits must be left out where a role hands nobody over, as its customers are not prospects"
            )
        return self


PROSPECT_SHARE = 0.8  # of the time of who serves prospects, the rest goes to those just won (A)


def order_of_choice(roles: Sequence[Role]) -> list[int]:
    """Positions of the roles in the order in which they choose customers: narrow filters first, else as stated.

    >>> farmer = Role(name="farmer", reps=4, customers="existing")
    >>> order_of_choice([farmer, Role(name="key", reps=1, customers=CustomerFilter(largest=9))])
    [1, 0]
    """
    return sorted(range(len(roles)), key=lambda r: not roles[r].filter.is_narrow)


def first_seats(roles: Sequence[Role]) -> np.ndarray:
    """First seat of each role, and one past the last role's seats, (n_roles + 1,)."""
    return np.concatenate([[0], np.cumsum([role.reps for role in roles])]).astype(np.int64)


def role_of_seats(roles: Sequence[Role]) -> np.ndarray:
    """Position of every seat's role, (n_seats,)."""
    return np.repeat(np.arange(len(roles)), [role.reps for role in roles])


def plan_of_seats(roles: Sequence[Role], plans: Sequence[str], n_seats: int) -> np.ndarray:
    """Number of every seat's pay plan, (n_seats,): 0 the firm's own, from 1 on those named ``plans``."""
    if not roles:
        return np.zeros(n_seats, np.int64)
    return np.array([1 + plans.index(role.plan) if role.plan else 0 for role in roles])[role_of_seats(roles)]


def seats_without_a_list(roles: Sequence[Role]) -> np.ndarray:
    """Whether no list of customers says what a seat will sell, (n_seats,) booleans: hunters and overlays."""
    return np.array([role.sells_what_comes for role in roles], np.bool_)[role_of_seats(roles)]


def usual_prospect_shares(roles: Sequence[Role], usual: float) -> np.ndarray:
    """Usual share of selling time that goes to prospects in each role, (n_roles,); ``usual`` where none is stated."""
    shares = [role.usual_prospect_share for role in roles]
    return np.array([usual if share is None else share for share in shares], np.float64)


def may_serve(
    roles: Sequence[Role],
    potential: np.ndarray,
    industry: np.ndarray,
    size_class: np.ndarray,
    grade: np.ndarray,
    key: np.ndarray,
    industries: Sequence[str],
) -> np.ndarray:
    """Whom each role may ever serve, (n_roles, n) booleans: what its filter states beside prospect or customer.

    Parameters
    ----------
    potential : (n,) [money/week] known of each customer; equal ones count in the order in which they stand
    industry, size_class, grade : (n,) positions in ``industries``, in `SIZES` and in `GRADES`
    key : (n,) the user's own ids
    """
    chosen = np.ones((len(roles), len(potential)), np.bool_)
    for role, mine in zip(roles, chosen, strict=True):
        some = role.filter
        if role.overlay:
            mine[:] = False
        if some.industries:
            mine &= np.isin(industry, [industries.index(name) for name in some.industries])
        if some.sizes:
            mine &= np.isin(size_class, [SIZES.index(name) for name in some.sizes])
        if some.grades:
            mine &= np.isin(grade, [GRADES.index(name) for name in some.grades])
        if some.ids:
            mine &= np.isin(key.astype(str), some.ids)
        if some.largest is not None:
            rows = np.flatnonzero(mine)
            mine[:] = False
            mine[rows[np.argsort(-potential[rows], kind="stable")[: some.largest]]] = True
    return chosen


def serving_role(
    roles: Sequence[Role],
    may: np.ndarray,
    is_customer: np.ndarray,
    held_by: np.ndarray | None = None,
    bought_weeks: np.ndarray | None = None,
) -> np.ndarray:
    """Position of the role that serves each customer and prospect, (n,); `NOBODY` where no role does.

    The first of the roles in the `order_of_choice` whose filter fits. Who has been won stays with the role that has won
    it until it has bought for the stated quarters.

    Parameters
    ----------
    may : (n_roles, n) as `may_serve`
    is_customer : (n,) who buys; all others are prospects
    held_by : (n,) position of today's role; None: nobody has been won yet
    bought_weeks : (n,) weeks for which a customer has bought without a break; less than 0 where it is about to leave

    >>> hunter, farmer = Role(name="hunter", reps=1, customers="prospects"), Role(name="farmer", reps=1)
    >>> everybody = np.ones((2, 3), bool)
    >>> buys, since = np.array([False, True, True]), np.array([-1, 5, 20])
    >>> serving_role([hunter, farmer], everybody, buys, np.array([0, 0, 0]), since).tolist()
    [0, 0, 1]
    """
    serves = np.full(len(is_customer), NOBODY)
    for r in reversed(order_of_choice(roles)):
        who = roles[r].filter.who
        fits = may[r] if who == "all" else may[r] & (is_customer == (who == "existing"))
        serves[fits] = r
    if held_by is None or bought_weeks is None:
        return serves
    for r, role in enumerate(roles):
        if role.filter.who == "prospects":
            quarters = role.hand_over_after_quarters
            stays = is_customer if quarters is None else is_customer & (bought_weeks < QUARTER * quarters)
            serves[(held_by == r) & stays & may[r]] = r
    return serves


def check_roles(roles: Sequence[Role], n_reps: int, plans: Collection[str] = ()) -> None:
    """Refuse roles of one name, those whose reps are not the team, and prospects or customers whom nobody serves.

    ``plans`` are the names of those that a role may be paid by.
    """
    if not roles:
        return
    for role in roles:
        if role.plan and role.plan not in plans:
            raise ValueError(
                Phrase(
                    "role {name} is paid by plan {plan}, which is none of plans: {known}",
                    name=role.name,
                    plan=role.plan,
                    known=", ".join(plans) or "-",
                )
            )
    names = [role.name for role in roles]
    if len(set(names)) < len(names):
        raise ValueError(Phrase("roles hold two of one name: {names}", names=", ".join(names)))
    total = sum(role.reps for role in roles)
    if total != n_reps:
        raise ValueError(
            Phrase("the reps of all roles are {total} together, but team.reps is {reps}", total=total, reps=n_reps)
        )
    # named accounts are never all: whoever is won has not been named
    owners = [role for role in roles if not (role.overlay or role.filter.largest or role.filter.ids)]
    served = {who: [role for role in owners if role.filter.who in (who, "all")] for who in ("prospects", "existing")}
    for who, by in served.items():
        if not by:
            texts = {"prospects": Phrase("prospects"), "existing": Phrase("existing customers")}
            raise ValueError(
                Phrase("nobody serves {whom}: no role's customers are all or {who}", whom=texts[who], who=who)
            )


def is_current(state: np.ndarray) -> np.ndarray:
    """Who buys today, (n,) booleans: healthy or about to leave."""
    buys: np.ndarray = (state == State.HEALTHY) | (state == State.FADING)
    return buys


def weeks_bought(state: np.ndarray, state_week: np.ndarray, week: int) -> np.ndarray:
    """Weeks for which each customer has bought without a break, (n,); -1 for all who are not healthy customers.

    Who was there when the burn-in began has long been a customer.
    """
    bought = np.where(state_week <= 0, LONG, week - state_week.astype(np.int64))
    return np.where(state == State.HEALTHY, bought, -1)
