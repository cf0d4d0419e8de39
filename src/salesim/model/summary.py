"""The figures that experiments compare: one row for a whole run, all taken from its tables and its balances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from salesim.model.ledger import PAY_KINDS

if TYPE_CHECKING:
    from salesim.model.sales_model import SalesModel

COSTS = (
    "fixed_pay",
    "variable_pay",
    "wager_pay",
    "team_pay",
    "instant_pay",
    "on_costs",
    "travel",
    "service",
    "license",
    "desk",
    "support",
    "hiring",
    "lost_goods",
    "holding",
    "recognition",
    "training",
)
INCOME = ("fines",)  # beside the margin of sales


def summarize(  # noqa: PLR0913
    model: SalesModel,
    opening: dict[str, Any],
    owed: dict[str, float],
    closing: dict[str, Any],
    ledger: pd.DataFrame,
    weeks: pd.DataFrame,
    quarters: pd.DataFrame,
    distributors: pd.DataFrame,
    events: pd.DataFrame,
    diagnoses: pd.DataFrame,
    boards: pd.DataFrame,
    grades: pd.DataFrame,
) -> pd.DataFrame:
    """One row of outcomes.

    Parameters
    ----------
    opening, closing : what was there when the run began and is there now: customer_value, customers (ids),
        pulled, receivables_minor, stock_units
    owed : pay earned in a quarter that the horizon cuts, by its kind; the ledger books it at its close
    ledger, weeks, quarters, distributors, events, conclusions, boards, grades : the run's tables
    """
    flow = {
        name.removesuffix("_minor"): float(ledger[name].sum()) / 100.0
        for name in ledger.columns
        if name.endswith("_minor")
    }
    for kind, amount in owed.items():
        flow[f"{kind}_pay"] += amount
    flow["on_costs"] += model.config.sales_force.pay.on_costs * sum(owed.values())
    margin = flow["sales"] - flow["cost_of_sales"]
    contribution = margin - _spent(ledger, flow)
    value_change = closing["customer_value"] - opening["customer_value"]
    margin_share = margin / flow["sales"] if flow["sales"] else 0.0
    pulled = margin_share * (closing["pulled"] - opening["pulled"])
    orders, lost = int(ledger["orders_filled"].sum()), int(ledger["orders_lost"].sum())
    field_min = float(ledger["selling_min"].sum() + ledger["travel_min"].sum())
    rep_weeks = max(float(weeks["reps_present"].sum()), 1.0)
    stayed = int(np.isin(opening["customers"], closing["customers"]).sum())
    offers, hits = int(ledger["offers"].sum()), int(ledger["offer_hits"].sum())
    known = max(float(model.columns.reference_sales.sum()), 1e-9)
    row = {
        "value_created": contribution + value_change - pulled,
        "contribution": contribution,
        "customer_value_change": value_change,
        "pulled_margin": pulled,
        "sales": flow["sales"],
        "margin": margin,
        "discounts": flow["discounts"],
        "pay": sum(flow[name] for name in (*(f"{kind}_pay" for kind in PAY_KINDS), "on_costs")),
        "fixed_pay": flow["fixed_pay"],
        "variable_pay": flow["variable_pay"],
        "wager_pay": flow["wager_pay"],
        "team_pay": flow["team_pay"],
        "instant_pay": flow["instant_pay"],
        "on_costs": flow["on_costs"],
        "travel_cost": flow["travel"],
        "service_cost": flow["service"],
        "license_cost": flow["license"],
        "desk_cost": flow["desk"],
        "support_cost": flow["support"],
        "hiring_cost": flow["hiring"],
        "training_cost": flow["training"],
        "fines": flow["fines"],
        "lost_goods": flow["lost_goods"],
        "holding_cost": flow["holding"],
        "recognition_cost": flow["recognition"],
        "receivables_change": (closing["receivables_minor"] - opening["receivables_minor"]) / 100.0,
        "cash": flow["collected"],
        "stock_change_units": closing["stock_units"] - opening["stock_units"],
        "orders": orders,
        "orders_lost": lost,
        "fill_rate": orders / max(orders + lost, 1),
        "visits": int(ledger["visits"].sum()),
        "visits_per_rep_week": float(ledger["visits"].sum()) / rep_weeks,
        "falsified_visits": int(ledger["falsified_visits"].sum()),
        "key_visits_planned": int(ledger["key_planned"].sum()),
        "key_visits_done": int(ledger["key_done"].sum()),
        "key_visit_completion": float(ledger["key_done"].sum()) / max(float(ledger["key_planned"].sum()), 1.0),
        "detected_falsified": int(ledger["detected_falsified"].sum()),
        "travel_share": float(ledger["travel_min"].sum()) / field_min if field_min else 0.0,
        "mean_effort": float(weeks["effort_mean"].mean()),
        "data_quality": float(weeks["data_quality"].mean()),
        "retention": stayed / max(len(opening["customers"]), 1),
        "customers_end": len(closing["customers"]),
        "new_customers": int(ledger["new_customers"].sum()),
        "offers": offers,
        "offer_hits": hits,
        "offer_misses": int(ledger["offer_misses"].sum()),
        "hits_per_offer": hits / max(offers, 1),
        "quits": int((events["kind"] == "quit").sum()),
        "accounts_reassigned": model.territories.accounts_reassigned,
        "sales_reassigned_share": model.territories.sales_reassigned / known,
    }
    service = _of_service(weeks, flow["service"])
    reviews = _of_reviews(diagnoses) | _of_boards(boards) | _of_grades(grades)
    return pd.DataFrame([row | _of_reps(quarters) | _of_distributors(distributors) | service | reviews])


def _spent(ledger: pd.DataFrame, flow: dict[str, float]) -> float:
    """All costs less fines, in money.

    Training is added to hiring, and fines are taken off support, before minor units become money: rounding then is what
    it was when these had no accounts of their own.
    """
    total = {name: float(ledger[f"{name}_minor"].sum()) for name in (*COSTS, *INCOME)}
    joint = flow | {
        "hiring": (total["hiring"] + total["training"]) / 100.0,
        "support": (total["support"] - total["fines"]) / 100.0,
    }
    return sum(joint[name] for name in COSTS if name != "training")


def _of_service(weeks: pd.DataFrame, cost: float) -> dict[str, float]:
    """How the service desk kept its customers waiting, and what a contact cost."""
    by_agents, by_bot = int(weeks["tickets_answered"].sum()), int(weeks["tickets_by_bot"].sum())
    promises = int(weeks["promises"].sum())
    waited = float((weeks["ticket_wait_hours"] * weeks["tickets_answered"]).sum())
    return {
        "satisfaction": float(weeks["satisfaction"].mean()),
        "ticket_wait_hours": waited / max(by_agents, 1),
        "tickets_given_up": int(weeks["tickets_given_up"].sum()),
        "promises_kept_share": float(weeks["promises_kept"].sum()) / promises if promises else 1.0,
        "cost_per_contact": cost / max(by_agents + by_bot, 1),
    }


def _of_reps(quarters: pd.DataFrame) -> dict[str, float]:
    """Attainment, quotas and wagers of the reps who were there for a quarter from its start.

    A quota's error is log(quota / what the seat's customers would buy at usual effort without attacks).
    """
    full = quarters[quarters["full_quarter"] == 1]
    attainment, taken = full["attainment"], full[full["wager"] != ""]
    known = full[full["potential"] > 0]
    error = np.log(known["quota"] / known["potential"])
    return {
        "attainment_mean": float(attainment.mean()) if len(full) else 0.0,
        "attainment_sd": float(attainment.std()) if len(full) > 1 else 0.0,
        "attainment_gap": float((attainment - 1.0).abs().mean()) if len(full) else 0.0,
        "share_at_quota": float((attainment >= 1.0).mean()) if len(full) else 0.0,
        "quota_error_mean": float(error.mean()) if len(error) else 0.0,
        "quota_error_sd": float(error.std()) if len(error) > 1 else 0.0,
        "wagers_taken": len(taken),
        "wagers_won": int(taken["wager_won"].sum()),
    }


def _of_distributors(quarters: pd.DataFrame) -> dict[str, float]:
    """Share of units asked for that distributors sold, and hours that their orders lay at the desk."""
    asked, orders = float(quarters["demand_units"].sum()), float(quarters["orders"].sum())
    hours = float((quarters["desk_hours_mean"] * quarters["orders"]).sum())
    return {
        "channel_fill_rate": float(quarters["sold_units"].sum()) / asked if asked else 1.0,
        "desk_hours_mean": hours / orders if orders else 0.0,
    }


def _of_reviews(diagnoses: pd.DataFrame) -> dict[str, float]:
    """How often managers concluded rightly, and what they spent on a wrong cause."""
    n = max(len(diagnoses), 1)
    wrong = diagnoses[diagnoses["cause"] != diagnoses["true_cause"]]
    return {
        "diagnoses": len(diagnoses),
        "diagnoses_right_share": (len(diagnoses) - len(wrong)) / n,
        "false_alarm_share": float((diagnoses["true_cause"] == "chance").sum()) / n,
        "wrong_action_cost": float(wrong["cost"].sum()),
        "wrong_action_hours": float(wrong["hours"].sum()),
    }


def _of_boards(boards: pd.DataFrame) -> dict[str, float]:
    """How far regions' forecasts were off, how many regions were behind, and how many of these needlessly."""
    behind = int(boards["behind"].sum())
    return {
        "region_forecast_error": float(boards["forecast_error"].abs().mean()) if len(boards) else 0.0,
        "regions_behind_share": behind / max(len(boards), 1),
        "needless_behind_share": int(boards["needless"].sum()) / max(behind, 1),
    }


def _of_grades(grades: pd.DataFrame) -> dict[str, float]:
    """Share of the visits that grade A got, and customers kept over a quarter: of grade A, of B to D, of E."""
    row = {"visits_share_top": 0.0, "retention_top": 1.0, "retention_middle": 1.0, "retention_tail": 1.0}
    if len(grades):
        top, tail = grades["grade"] == "A", grades["grade"] == "E"
        row["visits_share_top"] = float(grades["visits"][top].sum()) / max(float(grades["visits"].sum()), 1.0)
        kept = grades["retention"] * grades["customers"]
        for name, mine in (("retention_top", top), ("retention_middle", ~top & ~tail), ("retention_tail", tail)):
            row[name] = float(kept[mine].sum()) / max(float(grades["customers"][mine].sum()), 1.0)
    return row
