"""What a run notes while it lives, and the tidy tables it becomes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from salesim.agents.worth import future_margin_cny
from salesim.columns import State
from salesim.pay.curve import pay_all_cny, take_reps

COSTS = (
    "fixed_pay",
    "variable_pay",
    "wager_pay",
    "on_costs",
    "travel",
    "service",
    "licence",
    "desk",
    "support",
    "hiring",
    "lost_goods",
)
WORTH_HORIZON_WEEKS = 52.0  # a convention of reporting, the same in all arms


class Records:
    """Rows noted week by week and quarter by quarter."""

    def __init__(self, model: Any):
        self.model = model
        self.weeks: list[dict[str, Any]] = []
        self.quarters: list[pd.DataFrame] = []
        self.distributor_quarters: list[pd.DataFrame] = []
        self.events: list[tuple] = []
        self.opening = {
            "customer_value_cny": self.customer_value_cny(),
            "pulled_cny": float(model.reps.pulled_cny.sum()),
            "receivables_fen": model.ledger.receivables_fen,
            "stock_units": int(model.distributors.stock.sum()),
            "customers": self._current_customers(),
        }

    def event(self, kind: str, seat: int, detail: str) -> None:
        model = self.model
        region = int(model.reps.region[seat]) if seat >= 0 else -1
        self.events.append((model.week, kind, int(seat), region, detail))

    def customer_value_cny(self) -> float:
        """Expected margin of today's customers over the next year."""
        m, market, network = self.model, self.model.config.market, self.model.config.channel.network
        return future_margin_cny(
            m.columns,
            network.direct_margin,
            network.channel_margin,
            WORTH_HORIZON_WEEKS,
            m.mean_goodwill,
            market.goodwill.elasticity,
            market.buying.service_effect,
            market.leaving.goodwill_effect,
            market.leaving.service_effect,
            market.leaving.handover_leaving,
            m.numbers.recovery,
            float(market.leaving.decline_weeks),
            market.leaving.renewal_base,
            m.week,
        )

    def close_week(self, row: dict[str, int]) -> None:
        model = self.model
        present = model.reps.present == 1
        self.weeks.append(
            {
                "week": model.week - model.first_week,
                "sales_cny": row["sales_fen"] / 100.0,
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
                "effort_mean": float(model.reps.effort[present].mean()) if present.any() else 0.0,
                "cash_cny": row["collected_fen"] / 100.0,
                "receivables_cny": row["receivables_close_fen"] / 100.0,
                "stock_units": row["stock_close"],
                "reps_present": int(present.sum()),
                "attacks": int(model.attack.sum()),
            }
        )

    def close_quarter_reps(self) -> None:
        """Note every seat's quarter and every distributor's, before anything is reset."""
        model = self.model
        reps, d = model.reps, model.distributors
        weeks = model.week % 13 + 1
        names = ["", *(terms.name for terms in model.config.sales_force.wager.menu)]
        attainment = np.divide(
            reps.quarter_sales_cny, reps.target_cny, out=np.zeros(len(reps.seat)), where=reps.target_cny > 0
        )
        win_at = np.array([np.inf, *(terms.win_at for terms in model.config.sales_force.wager.menu)])
        self.quarters.append(
            pd.DataFrame(
                {
                    "quarter": (model.week - model.first_week) // 13,
                    "seat": reps.seat,
                    "open": reps.open,
                    "region": reps.region,
                    "holder": reps.holder,
                    "full_quarter": reps.full_quarter,
                    "target_cny": reps.target_cny,
                    "sales_cny": reps.quarter_sales_cny,
                    "attainment": attainment,
                    "effort_mean": reps.quarter_effort / weeks,
                    "wager": [names[i] for i in reps.wager],
                    "wager_won": (attainment >= win_at[reps.wager]).astype(int),
                    "visits": reps.quarter_visits,
                    "fake_visits": reps.quarter_fakes,
                    "km": reps.quarter_km,
                    "new_customers": reps.quarter_wins,
                }
            )
        )
        asked = np.maximum(d.quarter_demand, 1)
        self.distributor_quarters.append(
            pd.DataFrame(
                {
                    "quarter": (model.week - model.first_week) // 13,
                    "distributor": d.distributor,
                    "region": d.region,
                    "demand_units": d.quarter_demand,
                    "sold_units": d.quarter_sold,
                    "received_units": d.quarter_received,
                    "scrapped_units": d.quarter_scrapped,
                    "stock_units": d.stock.sum(axis=1),
                    "fill_rate": np.minimum(d.quarter_sold / asked, 1.0),
                    "orders": d.quarter_orders,
                    "desk_hours_mean": d.quarter_desk_hours / np.maximum(d.quarter_orders, 1),
                }
            )
        )

    def close_quarter_pay(self) -> None:
        """Add what the quarter paid to the seats' rows."""
        pay = self.model.ledger.quarter_pay_fen / 100.0
        quarter = self.quarters[-1]
        for i, name in enumerate(("fixed_pay_cny", "variable_pay_cny", "wager_pay_cny")):
            quarter[name] = pay[: len(quarter), i]  # seats opened at the quarter's close are not in it
        # a closed seat is shown for as long as it is paid
        shown = (quarter.pop("open") == 1) | (quarter["fixed_pay_cny"] > 0)
        self.quarters[-1] = quarter[shown].reset_index(drop=True)

    def _current_customers(self) -> np.ndarray:
        """Ids of today's customers, those who are leaving included."""
        columns = self.model.columns
        return columns.customer_id[(columns.state == State.HEALTHY) | (columns.state == State.FADING)]

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables of the run so far."""
        model = self.model
        events = pd.DataFrame(self.events, columns=["week", "kind", "seat", "region", "detail"])
        events["week"] -= model.first_week
        ledger = pd.DataFrame(model.ledger.rows)
        ledger["week"] -= model.first_week
        quarters = pd.concat(self.quarters, ignore_index=True) if self.quarters else pd.DataFrame()
        distributors = (
            pd.concat(self.distributor_quarters, ignore_index=True) if self.distributor_quarters else pd.DataFrame()
        )
        weeks = pd.DataFrame(self.weeks)
        return {
            "summary": self._summary(ledger, weeks, quarters, distributors, events),
            "weeks": weeks,
            "ledger": ledger[["week", *(name for name in ledger.columns if name != "week")]],
            "rep_quarters": quarters,
            "distributor_quarters": distributors,
            "events": events,
        }

    def _owed_cny(self) -> tuple[float, float]:
        """Ordinary and wager pay earned in a quarter that the horizon cuts, its targets cut with it.

        The ledger knows them only when the quarter closes; the result of a shorter run must not be without them.
        """
        model = self.model
        passed = model.quarter_passed
        if passed <= 0.0 or not model.has_targets:
            return 0.0, 0.0
        seats = np.flatnonzero(model.reps.present)
        sales, target = model.reps.quarter_sales_cny[seats], model.reps.target_cny[seats] * passed
        ordinary = pay_all_cny(take_reps(model.ordinary_pay, seats), sales, target).sum()
        everything = pay_all_cny(take_reps(model.pay_curve, seats), sales, target).sum()
        return float(ordinary), float(everything - ordinary)

    def _summary(self, ledger, weeks, quarters, distributors, events) -> pd.DataFrame:
        model, opening = self.model, self.opening
        flow = {name[:-4]: float(ledger[name].sum()) / 100.0 for name in ledger.columns if name.endswith("_fen")}
        ordinary, wager = self._owed_cny()
        flow["variable_pay"] += ordinary
        flow["wager_pay"] += wager
        flow["on_costs"] += model.config.sales_force.pay.on_costs * (ordinary + wager)
        margin = flow["sales"] - flow["cost_of_sales"]
        contribution = margin - sum(flow[name] for name in COSTS)
        value_change = self.customer_value_cny() - opening["customer_value_cny"]
        share = margin / flow["sales"] if flow["sales"] else 0.0
        pulled = share * (float(model.reps.pulled_cny.sum()) - opening["pulled_cny"])
        orders, lost = int(ledger["orders_filled"].sum()), int(ledger["orders_lost"].sum())
        full = quarters[quarters["full_quarter"] == 1] if len(quarters) else quarters
        attainment = full["attainment"] if len(full) else pd.Series(dtype=float)
        taken = full[full["wager"] != ""] if len(full) else full
        field_min = float(ledger["selling_min"].sum() + ledger["travel_min"].sum())
        rep_weeks = max(float(weeks["reps_present"].sum()), 1.0)
        desk_orders = int(distributors["orders"].sum()) if len(distributors) else 0
        desk_hours = float((distributors["desk_hours_mean"] * distributors["orders"]).sum()) if desk_orders else 0.0
        new = int(ledger["new_customers"].sum())
        current = self._current_customers()
        stayed = int(np.isin(opening["customers"], current).sum())
        known = max(float(model.columns.reference_sales_cny.sum()), 1e-9)
        asked = int(distributors["demand_units"].sum()) if len(distributors) else 0
        row = {
            "value_created_cny": contribution + value_change - pulled,
            "contribution_cny": contribution,
            "customer_value_change_cny": value_change,
            "pulled_margin_cny": pulled,
            "sales_cny": flow["sales"],
            "margin_cny": margin,
            "pay_cny": sum(flow[name] for name in ("fixed_pay", "variable_pay", "wager_pay", "on_costs")),
            "fixed_pay_cny": flow["fixed_pay"],
            "variable_pay_cny": flow["variable_pay"],
            "wager_pay_cny": flow["wager_pay"],
            "on_costs_cny": flow["on_costs"],
            "travel_cost_cny": flow["travel"],
            "service_cost_cny": flow["service"],
            "licence_cost_cny": flow["licence"],
            "desk_cost_cny": flow["desk"],
            "support_cost_cny": flow["support"],
            "hiring_cost_cny": flow["hiring"],
            "lost_goods_cny": flow["lost_goods"],
            "receivables_change_cny": (model.ledger.receivables_fen - opening["receivables_fen"]) / 100.0,
            "cash_cny": flow["collected"],
            "stock_change_units": int(model.distributors.stock.sum()) - opening["stock_units"],
            "orders": orders,
            "orders_lost": lost,
            "fill_rate": orders / max(orders + lost, 1),
            "channel_fill_rate": float(distributors["sold_units"].sum()) / asked if asked else 1.0,
            "visits": int(ledger["visits"].sum()),
            "visits_per_rep_week": float(ledger["visits"].sum()) / rep_weeks,
            "fake_visits": int(ledger["fake_visits"].sum()),
            "travel_share": float(ledger["travel_min"].sum()) / field_min if field_min else 0.0,
            "mean_effort": float(weeks["effort_mean"].mean()),
            "attainment_mean": float(attainment.mean()) if len(attainment) else 0.0,
            "attainment_sd": float(attainment.std()) if len(attainment) > 1 else 0.0,
            "share_at_target": float((attainment >= 1.0).mean()) if len(attainment) else 0.0,
            "retention": stayed / max(len(opening["customers"]), 1),
            "customers_end": len(current),
            "new_customers": new,
            "quits": int((events["kind"] == "quit").sum()),
            "wagers_taken": len(taken),
            "wagers_won": int(taken["wager_won"].sum()) if len(taken) else 0,
            "desk_hours_mean": desk_hours / desk_orders if desk_orders else 0.0,
            "customers_moved": model.territories.customers_moved,
            "sales_moved_share": model.territories.sales_moved_cny / known,
        }
        return pd.DataFrame([row])
