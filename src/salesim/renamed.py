"""Names that fields, choices, outcomes and commands used to have, and what they are called now.

Nothing is read by its old name. Who writes one is told the new one, see `errors.nearest_name`.
"""

from __future__ import annotations

FIELDS = {  # of scenarios, by the last part of their path
    "per_prefecture": "per_unit",
    "leave_a": "churn_a",
    "leave_b": "churn_b",
    "median_cny": "median",
    "leaving": "churn",
    "handover_leaving": "handover_churn",
    "travel_cny_km": "travel_cost_per_km",
    "contact_cny": "contact_cost",
    "clean_cny": "cleaning_cost",
    "fence_cny_week": "fence_cost_per_week",
    "fake_share": "falsified_share",
    "fake_response": "falsified_response",
    "fake_min": "falsified_min",
    "behaviour": "behavior",
    "behaviour_tells": "behavior_tells",
    "licence_cny_week": "license_cost_per_week",
    "target_uncertainty": "quota_uncertainty",
    "salary_cny_month": "salary_per_month",
    "bonus_cny": "bonus",
    "amount_cny": "amount",
    "target": "quota",
    "deposit_cny": "deposit",
    "targets": "quotas",
    "least_share": "min_share",
    "support_cny_week": "support_cost_share",
    "support_cost_per_week": "support_cost_share",
    "target_reset": "quota_reset",
    "target_gap": "quota_gap",
    "most_cut": "max_cut",
    "relief_cny_hour": "relief_cost_per_hour",
    "review_cny": "review_cost",
    "retarget_share": "reset_share",
    "train_days": "training_days",
    "train_gain": "training_gain",
    "train_ceiling": "training_ceiling",
    "train_cny": "training_cost",
    "cost_cny": "cost",
    "day_cny": "day_cost",
    "space_cny_week": "space_cost_per_week",
    "split_least": "split_min",
    "closing_cost_cny": "closing_cost",
    "hiring_cost_cny": "hiring_cost",
    "sku_prices_cny": "sku_prices",
    "clerk_cny_hour": "clerk_cost_per_hour",
    "most_ahead_days": "max_ahead_days",
    "transport_cny_km": "transport_cost_per_km",
    "most_share": "max_share",
    "scan_cny_week": "scan_cost_per_week",
    "listing_cny": "listing_cost",
    "cost_cny_hour": "agent_cost_per_hour",
    "touch_cny": "touch_cost",
    "platform_cny_week": "platform_cost_per_week",
    "centres": "centers",
    # of searches
    "most_cny": "max_pay",
    "target_cny": "quota",
}
CHOICES = {
    "retarget": "reset",
    "targets": "quotas",
    "prefecture": "unit",
    "circle": "region",
}
OUTCOMES = {  # columns of the summary, by which arms are judged
    "value_created_cny": "value_created",
    "contribution_cny": "contribution",
    "customer_value_change_cny": "customer_value_change",
    "pulled_margin_cny": "pulled_margin",
    "sales_cny": "sales",
    "margin_cny": "margin",
    "discounts_cny": "discounts",
    "pay_cny": "pay",
    "fixed_pay_cny": "fixed_pay",
    "variable_pay_cny": "variable_pay",
    "wager_pay_cny": "wager_pay",
    "team_pay_cny": "team_pay",
    "instant_pay_cny": "instant_pay",
    "on_costs_cny": "on_costs",
    "travel_cost_cny": "travel_cost",
    "service_cost_cny": "service_cost",
    "licence_cost_cny": "license_cost",
    "desk_cost_cny": "desk_cost",
    "support_cost_cny": "support_cost",
    "hiring_cost_cny": "hiring_cost",
    "lost_goods_cny": "lost_goods",
    "holding_cost_cny": "holding_cost",
    "recognition_cost_cny": "recognition_cost",
    "receivables_change_cny": "receivables_change",
    "cash_cny": "cash",
    "fake_visits": "falsified_visits",
    "detected_fakes": "detected_falsified",
    "customers_moved": "accounts_reassigned",
    "sales_moved_share": "sales_reassigned_share",
    "share_at_target": "share_at_quota",
    "target_error_mean": "quota_error_mean",
    "target_error_sd": "quota_error_sd",
    "cost_per_contact_cny": "cost_per_contact",
    "conclusions": "diagnoses",
    "conclusions_right_share": "diagnoses_right_share",
    "wrong_action_cny": "wrong_action_cost",
    "kept_top": "retention_top",
    "kept_middle": "retention_middle",
    "kept_tail": "retention_tail",
    "lowest_pay_cny": "lowest_pay",
}
COMMANDS = {
    "doubt": "sensitivity",
}
RENAMED = {**FIELDS, **CHOICES, **OUTCOMES, **COMMANDS}


def new_name(name: str) -> str | None:
    """What a name, or a dotted path, is called now; None if it was not renamed.

    >>> new_name("value_created_cny"), new_name("sales_force.targets.stretch"), new_name("run.weeks")
    ('value_created', 'sales_force.quotas.stretch', None)
    """
    now = ".".join(RENAMED.get(part, part) for part in name.split("."))
    return now if now != name else None


def is_renamed(old: str, new: str) -> bool:
    """Whether two names or paths end in the same parts but for some that were renamed.

    >>> is_renamed("numbers.sales_force.pay.bonus_cny", "sales_force.pay.bonus")
    True
    """
    parts = list(zip(reversed(old.split(".")), reversed(new.split("."))))
    return old != new and all(a == b or RENAMED.get(a) == b for a, b in parts) and any(a != b for a, b in parts)
