"""What a run notes while it lives, and the tidy tables it becomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from salesim.agents.lifetime_value import future_margin
from salesim.agents.roles import Role, role_of_seats
from salesim.channel.shelf import first_near_expiry
from salesim.columns import Reps, State
from salesim.metrics import RunTables, Standing, summarize
from salesim.model.ledger import PAY_KINDS
from salesim.pay.measures import Measure
from salesim.pay.periods import A_QUARTER
from salesim.pay.threshold import reached
from salesim.policy.boards import Boards
from salesim.policy.components import still_to_accrue
from salesim.policy.grading import Grading
from salesim.policy.plan_change import earned_so_far
from salesim.policy.wagers import Wagers, owed_on_wagers, wager_attainment

if TYPE_CHECKING:
    from salesim.model.sales_model import SalesModel
    from salesim.model.timetable import Timetable

Rows = dict[str, np.ndarray]  # some rows of a table, by column
LIFETIME_HORIZON_WEEKS = 52.0  # a convention of reporting, the same in all arms


class Records:
    """Rows noted week by week and quarter by quarter."""

    def __init__(self, model: SalesModel):
        self.model = model
        self.weeks: list[dict[str, Any]] = []
        self.quarters: list[Rows] = []
        self.distributor_quarters: list[Rows] = []
        self.wagers: list[dict[str, np.ndarray]] = []  # one entry a quarter in which some were offered
        self.events: list[tuple[int, str, int, int, str]] = []
        self.opening = self._balances()

    def _balances(self) -> Standing:
        """What is there now that a run can build up or use up."""
        model, c = self.model, self.model.columns
        return Standing(
            customer_value=self.customer_value(),
            customers=c.customer_id[(c.state == State.HEALTHY) | (c.state == State.FADING)],
            pulled=float((model.reps.pulled * billed_for_credited(model.reps)).sum()) + deals_ahead(model),
            receivables_minor=model.ledger.receivables_minor,
            stock_units=int(model.distributors.stock.sum()),
        )

    def event(self, kind: str, seat: int, detail: str) -> None:
        """Note an event of this week; ``seat`` -1 concerns nobody in particular."""
        model = self.model
        region = int(model.reps.region[seat]) if seat >= 0 else -1
        self.events.append((model.week, kind, int(seat), region, detail))

    def customer_value(self) -> float:
        """Expected margin of today's customers over the next year."""
        return future_margin(self.model.columns, self.model.numbers.future_margin(LIFETIME_HORIZON_WEEKS))

    def close_week(self, row: dict[str, int]) -> None:
        """Note the week, from the ledger's closed row."""
        model = self.model
        present = model.reps.present == 1
        at_work = present & (model.reps.hired_week < model.week)  # who came this week has not chosen an effort yet
        desk, money = model.service.week, model.ledger.currency.from_minor
        self.weeks.append(
            {
                "week": model.week - model.first_week,
                "sales": money(row["sales_minor"]),
                "orders": row["orders_filled"],
                "orders_lost": row["orders_lost"],
                "visits": row["visits"],
                "selling_min": row["selling_min"],
                "travel_min": row["travel_min"],
                "healthy": row["customers_healthy"],
                "fading": row["customers_fading"],
                "gone": row["customers_gone"],
                "prospects": row["customers_lead"] + row["customers_qualified"] + row["customers_proposal"],
                "new_customers": row["new_customers"],
                "effort_mean": float(model.reps.effort[at_work].mean()) if at_work.any() else 0.0,
                "at_limits": self.at_limits(at_work),
                "data_quality": float(model.reps.data_quality[present].mean()) if present.any() else 0.0,
                "cash": money(row["collected_minor"]),
                "receivables": money(row["receivables_close_minor"]),
                "stock_units": row["stock_close"],
                "reps_present": int(present.sum()),
                "attacks": int(model.attack.sum()),
                "tickets": desk.opened,
                "tickets_answered": desk.answered,
                "tickets_by_bot": desk.bot_answers,
                "tickets_given_up": desk.gave_up,
                "ticket_wait_hours": desk.waited_hours / max(desk.answered, 1),
                "promises": desk.promised,
                "promises_kept": desk.kept,
                "satisfaction": self.satisfaction(),
            }
        )

    def at_limits(self, at_work: np.ndarray) -> float:
        """Share of those at work, (n_seats,), whose effort is the least or the greatest that there is."""
        limits, model = self.model.config.sales_force.effort, self.model
        if not at_work.any() or not model.has_quotas:
            return 0.0
        drive = model.reps.drive[at_work] / model.usual.drive
        chosen = model.reps.base_effort[at_work] * drive**limits.exponent  # before tiredness and slumps
        return float(((chosen <= limits.lowest) | (chosen >= limits.highest)).mean())

    def satisfaction(self) -> float:
        """Mean remembered service of today's customers, from 0 to 100."""
        c = self.model.columns
        current = (c.state == State.HEALTHY) | (c.state == State.FADING)
        return 50.0 * (1.0 + float(c.service_memory[current].mean())) if current.any() else 50.0

    def close_quarter_reps(self) -> None:
        """Note every seat's quarter and every distributor's, before anything is reset."""
        self.quarters.append(self._rep_rows(self.model.reps.quota, self.model.week))
        self.model.hierarchy.close_quarter()
        self.distributor_quarters.append(self._distributor_rows(self.model.week))

    def close_quarter_pay(self) -> None:
        """Add what the quarter paid to the seats' rows."""
        self.quarters[-1] = with_pay(
            self.quarters[-1], self.model.ledger.currency.from_minor(self.model.ledger.quarter_pay_minor)
        )

    def _rep_rows(self, quota: np.ndarray, last_week: int) -> Rows:
        """The quarter up to ``last_week``, one row a seat, against the quotas given, (n_seats,)."""
        model, reps = self.model, self.model.reps
        menu = model.lever(Wagers).parameters.menu
        names = np.array(["", *(terms.name for terms in menu)], dtype=object)
        win_at = np.array([np.inf, *(terms.win_at for terms in menu)])
        credited, billed = reps.quarter_sales, reps.measure_base[:, Measure.SALES]
        attainment = np.divide(credited, quota, out=np.zeros(len(credited)), where=quota > 0)
        bet_on = wager_attainment(reps, quota)
        return snapshot(
            model.n_seats,
            {
                "quarter": model.reported_quarter(last_week),
                "seat": reps.seat,
                "open": reps.open,
                "region": reps.region,
                "holder": reps.holder,
                "full_quarter": reps.full_quarter,
                "quota": quota,
                "sales": billed,
                "credited": credited,
                "attainment": attainment,
                "potential": model.shortfalls.potential,
                "skill": reps.skill * reps.present,
                "effort_mean": reps.quarter_effort / (last_week - model.timetable.first[A_QUARTER, last_week] + 1),
                "wager": names[reps.wager],
                "wager_won": reached(bet_on, win_at[reps.wager], 1.0).astype(int),
                "visits": reps.quarter_visits,
                "falsified_visits": reps.quarter_falsified,
                "km": reps.quarter_km,
                "new_customers": reps.quarter_wins,
            },
        )

    def _distributor_rows(self, last_week: int) -> Rows:
        """The quarter up to ``last_week``, one row a distributor."""
        d, margin = self.model.distributors, self.model.config.channel.network.mean_margins[1]
        on_hand, orders = d.stock.sum(axis=(1, 2)), np.maximum(d.quarter_orders, 1)
        near_expiry = d.stock[:, first_near_expiry(d.stock.shape[1]) :].sum(axis=(1, 2))
        unit = d.quarter_sales / np.maximum(d.quarter_sold + d.quarter_diverted, 1)
        lost = (1.0 - margin) * unit * (d.quarter_scrapped + d.quarter_wasted)
        return snapshot(
            len(on_hand),
            {
                "quarter": self.model.reported_quarter(last_week),
                "distributor": d.distributor,
                "region": d.region,
                "demand_units": d.quarter_demand,
                "filled_units": d.quarter_filled,
                "met_units": d.quarter_met,
                "sold_units": d.quarter_sold,
                "received_units": d.quarter_received,
                "scrapped_units": d.quarter_scrapped,
                "wasted_units": d.quarter_wasted,
                "grey_units": d.quarter_grey,
                "diverted_units": d.quarter_diverted,
                "stock_units": on_hand,
                "near_expiry_share": near_expiry / np.maximum(on_hand, 1),
                "sell_through": d.quarter_sold / np.maximum(d.quarter_sold + on_hand, 1),
                "fill_rate": d.quarter_filled / np.maximum(d.quarter_demand, 1),
                "orders": d.quarter_orders,
                "desk_hours_mean": d.quarter_desk_hours / orders,
                "cycle_days_mean": d.quarter_cycle_days / orders,
                "error_share": d.quarter_wrong / orders,
                "sales": d.quarter_sales,
                "contribution": margin * d.quarter_sales - lost,
            },
        )

    def _cut_quarter(self) -> tuple[Rows, Rows, dict[str, float], float]:
        """A quarter that the horizon cuts: seats' rows, distributors' rows, pay earned so far by its account, and
        what on-costs are as a share of it.

        Targets and bonuses are taken for the part of the quarter that each holder has had: attainment is measured as if
        the rest went the same way, and the pay for it counts in proportion.
        """
        model, reps = self.model, self.model.reps
        share = (model.quarter_passed - (1.0 - reps.season_share)) / reps.season_share
        had = np.clip(share, 0.01, 1.0)
        ordinary, _ = earned_so_far(model, model.quarter_passed)
        owed = still_to_accrue(model)
        owed["variable"] += ordinary
        owed["wager"] = owed_on_wagers(model, had)
        pay = model.ledger.currency.from_minor(model.ledger.quarter_pay_minor)
        for kind, amounts in owed.items():
            pay[:, PAY_KINDS.index(kind)] += amounts
        rows = with_pay(self._rep_rows(reps.quota * had, model.week - 1), pay)
        rows["potential"] *= model.quarter_passed
        booked = {f"{kind}_pay": float(sums.sum()) for kind, sums in owed.items()}
        booked["wager_pay"] = float(np.maximum(owed["wager"], 0.0).sum())
        booked["wager_recovered"] = float(np.maximum(-owed["wager"], 0.0).sum())
        rate = model.plans.on_costs(reps, np.sum(list(owed.values()), axis=0))
        return rows, self._distributor_rows(model.week - 1), booked, rate

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables of the run so far."""
        model = self.model
        events = pd.DataFrame(self.events, columns=["week", "kind", "seat", "region", "detail"])
        events["week"] -= model.first_week
        ledger, weeks = by_column(model.ledger.rows), by_column(self.weeks)
        ledger["week"] = ledger["week"] - model.first_week
        quarters, distributors = list(self.quarters), list(self.distributor_quarters)
        owed: dict[str, float] = {}
        on_costs_rate = 0.0
        if not model.opens_quarter or not quarters:
            cut, cut_distributors, owed, on_costs_rate = self._cut_quarter()
            quarters.append(cut)
            distributors.append(cut_distributors)
        rep_quarters, distributor_quarters = one_table(quarters), one_table(distributors)
        who_leaves = model.staff.who_leaves()
        diagnoses, boards = model.diagnoses.table(), model.lever(Boards).noted()
        summary = summarize(
            RunTables(
                opening=self.opening,
                closing=self._balances(),
                owed={**owed, "on_costs": -model.ledger.on_costs_credit},
                on_costs_rate=on_costs_rate,
                minor_per_unit=model.ledger.currency.minor_per_unit,
                known_sales=float(model.columns.reference_sales.sum()),
                accounts_reassigned=model.territories.accounts_reassigned,
                sales_reassigned=model.territories.sales_reassigned,
                ledger=ledger,
                weeks=weeks,
                quarters=rep_quarters,
                distributors=distributor_quarters,
                events=events,
                diagnoses=diagnoses,
                boards=boards,
                grades=model.lever(Grading).noted(),
                who_leaves=who_leaves,
            )
        )
        roles = model.config.sales_force.roles
        if roles:
            rep_quarters = with_roles(rep_quarters, roles)
        tables = {
            "summary": summary,
            "weeks": pd.DataFrame(weeks),
            "ledger": pd.DataFrame({"week": ledger["week"], **ledger}),
            "rep_quarters": rep_quarters,
            "distributor_quarters": distributor_quarters,
            "wagers": wager_rows(self.wagers),
            "events": events,
            "diagnoses": diagnoses,
            "boards": boards,
            "who_leaves": who_leaves,
        }
        for lever in model.levers:
            tables |= lever.tables(model)
        if roles:
            tables["roles"] = role_rows(rep_quarters, tables.get("role_quarters"), roles)
        if model.config.sales_force.levels:
            tables["levels"] = model.hierarchy.table(quarters)
        if model.timetable.mondays:
            tables = {name: with_dates(table, model.timetable, model.first_week) for name, table in tables.items()}
        return tables


def with_roles(rep_quarters: pd.DataFrame, roles: Sequence[Role]) -> pd.DataFrame:
    """Seats' rows with the name of each seat's role after its number."""
    names = np.array([role.name for role in roles], dtype=object)
    return beside(rep_quarters, "seat", "role", names[role_of_seats(roles)[rep_quarters["seat"]]].tolist())


def role_rows(rep_quarters: pd.DataFrame, noted: pd.DataFrame | None, roles: Sequence[Role]) -> pd.DataFrame:
    """One row a role: reps, quota, sales, pay and what else they did over the run, in the order of the roles.

    ``attainment`` is what has been credited over all quotas; ``handed_over`` and ``taken_over`` are customers.
    """
    pay = [f"{kind}_pay" for kind in PAY_KINDS]
    sums = ["quota", "sales", "credited", "visits", "km", "new_customers", *pay]
    names = [role.name for role in roles]
    table = rep_quarters.groupby("role")[sums].sum().reindex(names, fill_value=0)
    counts = ["leads_found", "handed_over", "taken_over"]
    changed = pd.DataFrame(0, index=table.index, columns=counts)
    if noted is not None:
        changed = noted.groupby("role")[counts].sum().reindex(names, fill_value=0)
    rows: dict[str, Any] = {"role": names, "reps": [role.reps for role in roles]}
    rows |= {name: table[name].to_numpy() for name in sums if name not in pay}
    rows |= {name: changed[name].to_numpy() for name in counts}
    rows["attainment"] = np.divide(rows["credited"], rows["quota"], out=np.zeros(len(names)), where=rows["quota"] > 0)
    rows |= {name: table[name].to_numpy() for name in pay}
    rows["pay"] = table[pay].to_numpy().sum(axis=1)
    return pd.DataFrame(rows)


def with_dates(table: pd.DataFrame, timetable: Timetable, first_week: int) -> pd.DataFrame:
    """A table with the first day beside each ``week``, and the quarter of the fiscal year beside each ``quarter``.

    Both are counted from ``first_week``, the first one that is reported.
    """
    dated = table
    if "week" in table.columns:
        days = [timetable.mondays[first_week + week].isoformat() for week in table["week"].tolist()]
        dated = beside(dated, "week", "monday", days)
    if "quarter" in table.columns:
        numbers = timetable.number[A_QUARTER]
        opens = np.searchsorted(numbers, table["quarter"].to_numpy() + numbers[first_week])
        dated = beside(dated, "quarter", "fiscal_quarter", [timetable.label(week) for week in opens.tolist()])
    return dated


def beside(table: pd.DataFrame, name: str, new: str, values: list[str]) -> pd.DataFrame:
    """A table with a further column of text after ``name``."""
    at = table.columns.get_loc(name)
    assert isinstance(at, int)
    columns = {column: table[column] for column in table.columns[: at + 1]}
    columns[new] = pd.Series(values, index=table.index, dtype=object)
    return pd.DataFrame(columns | {column: table[column] for column in table.columns[at + 1 :]})


def deals_ahead(model: SalesModel) -> float:
    """Money of deals that were made to close before their day, which is yet to come; less that of those held back."""
    c = model.columns
    return float(c.deal_ahead[c.ahead_until >= model.week].sum(dtype=np.float64))


def billed_for_credited(reps: Reps) -> np.ndarray:
    """Money billed for each currency unit credited in a usual week, (n_seats,); 1 unless the plan weighs sales."""
    credited, billed = reps.measure_rate[:, Measure.SALES], reps.measure_base_rate[:, Measure.SALES]
    return np.divide(billed, credited, out=np.ones(len(billed)), where=credited > 0)


WAGER_COLUMNS = {
    "quarter": np.int64,
    "seat": np.int64,
    "holder": np.int64,
    "region": np.int64,
    "wager": object,
    "team": np.int64,
    "forecast": np.float64,
    "p_win": np.float64,
    "p_lose": np.float64,
    "attainment": np.float64,
    "outcome": object,
    "pay": np.float64,
}


def wager_rows(quarters: list[dict[str, np.ndarray]]) -> pd.DataFrame:
    """One row for each wager taken; without any, no rows of the same columns.

    ``forecast`` is the taker's own of the attainment that counts, ``p_win`` and ``p_lose`` the odds as the taker saw
    them. ``outcome`` is won, kept (neither won nor lost), lost, missed (a goal without money), left (quit before the
    end), closed (the firm closed the seat) or open (at the horizon); ``pay`` what it paid on top of ordinary pay.
    """
    return pd.DataFrame(
        {
            name: np.concatenate([np.array([], kind), *(rows[name].astype(kind) for rows in quarters)])
            for name, kind in WAGER_COLUMNS.items()
        }
    )


def with_pay(quarter: Rows, pay: np.ndarray) -> Rows:
    """Seats' rows with pay by its kinds, (n_seats, n_kinds); closed seats are shown while they are paid."""
    columns = {name: values for name, values in quarter.items() if name != "open"}
    columns |= {f"{kind}_pay": pay[: len(quarter["open"]), i] for i, kind in enumerate(PAY_KINDS)}
    shown = (quarter["open"] == 1) | (columns["fixed_pay"] > 0)
    return {name: values[shown] for name, values in columns.items()}


def snapshot(n: int, values: dict[str, Any]) -> Rows:
    """The ``n`` rows that a table gets now: copies, since columns go on; a number stands for all rows."""
    return {name: np.array(np.broadcast_to(value, n)) for name, value in values.items()}


def by_column(rows: Sequence[Mapping[str, Any]]) -> Rows:
    """Rows of a table that were noted one by one."""
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def one_table(parts: Sequence[Rows]) -> pd.DataFrame:
    """The table of rows that were noted together, quarter by quarter."""
    return pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})
