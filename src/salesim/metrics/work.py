"""Metrics of work: orders, visits, effort, offers."""

from __future__ import annotations

from salesim.metrics.metric import metric
from salesim.metrics.run_tables import RunTables, ratio
from salesim.wording.text import N_


@metric("orders", N_("Orders"), "count", better="higher", adds_up="sum", about="orders filled", phrase=N_("orders"))
def orders(run: RunTables) -> int:
    return int(run.ledger["orders_filled"].sum())


@metric("orders_lost", N_("Orders lost"), "count", better="lower", adds_up="sum", about="orders that were not filled")
def orders_lost(run: RunTables) -> int:
    return int(run.ledger["orders_lost"].sum())


@metric(
    "fill_rate",
    N_("Orders filled"),
    "share",
    better="higher",
    adds_up="ratio",
    about="orders filled, of those filled or lost",
    phrase=N_("fill rate"),
)
def fill_rate(run: RunTables) -> float:
    return orders(run) / max(orders(run) + orders_lost(run), 1)


@metric("visits", N_("Visits"), "count", better="higher", adds_up="sum", about="visits made", phrase=N_("visits"))
def visits(run: RunTables) -> int:
    return int(run.ledger["visits"].sum())


@metric(
    "visits_per_rep_week",
    N_("Visits per rep and week"),
    "count",
    better="higher",
    adds_up="ratio",
    about="visits made, by reps present and weeks",
)
def visits_per_rep_week(run: RunTables) -> float:
    return run.total("visits") / max(float(run.weeks["reps_present"].sum()), 1.0)


@metric(
    "falsified_visits",
    N_("Falsified visits"),
    "count",
    better="lower",
    adds_up="sum",
    about="visits reported and not made",
)
def falsified_visits(run: RunTables) -> int:
    return int(run.ledger["falsified_visits"].sum())


@metric(
    "key_visits_planned",
    N_("Key visits planned"),
    "count",
    adds_up="sum",
    about="visits planned to customers that matter most",
)
def key_visits_planned(run: RunTables) -> int:
    return int(run.ledger["key_planned"].sum())


@metric("key_visits_done", N_("Key visits made"), "count", better="higher", adds_up="sum", about="of those planned")
def key_visits_done(run: RunTables) -> int:
    return int(run.ledger["key_done"].sum())


@metric(
    "key_visit_completion",
    N_("Key visits made, of those planned"),
    "share",
    better="higher",
    adds_up="ratio",
    about="key visits made over key visits planned",
)
def key_visit_completion(run: RunTables) -> float:
    return run.total("key_done") / max(run.total("key_planned"), 1.0)


@metric(
    "detected_falsified",
    N_("Falsified visits found out"),
    "count",
    adds_up="sum",
    about="of the visits reported and not made",
)
def detected_falsified(run: RunTables) -> int:
    return int(run.ledger["detected_falsified"].sum())


@metric(
    "travel_share",
    N_("Time on the road"),
    "share",
    better="lower",
    adds_up="ratio",
    about="hours on the road, of those on the road or with customers",
    phrase=N_("share of time on the road"),
    is_key=True,
)
def travel_share(run: RunTables) -> float:
    return ratio(run.total("travel_min"), run.total("selling_min") + run.total("travel_min"))


@metric(
    "mean_effort",
    N_("Mean effort"),
    "score",
    better="higher",
    adds_up="mean",
    about="effort of reps at work; 1 is what today's plan moves a rep to who is neither in a slump nor tired",
    is_key=True,
)
def mean_effort(run: RunTables) -> float:
    return float(run.weeks["effort_mean"].mean())


@metric(
    "data_quality",
    N_("Visits completely recorded"),
    "share",
    better="higher",
    adds_up="mean",
    about="share of visits of which the record is complete",
)
def data_quality(run: RunTables) -> float:
    return float(run.weeks["data_quality"].mean())


@metric("offers", N_("Further lines offered"), "count", adds_up="sum", about="offers of a further product line")
def offers(run: RunTables) -> int:
    return int(run.ledger["offers"].sum())


@metric("offer_hits", N_("Offers to a need"), "count", better="higher", adds_up="sum", about="offers that met a need")
def offer_hits(run: RunTables) -> int:
    return int(run.ledger["offer_hits"].sum())


@metric(
    "offer_misses", N_("Offers without a need"), "count", better="lower", adds_up="sum", about="offers that annoyed"
)
def offer_misses(run: RunTables) -> int:
    return int(run.ledger["offer_misses"].sum())


@metric(
    "hits_per_offer",
    N_("Offers to a need, of all"),
    "share",
    better="higher",
    adds_up="ratio",
    about="offers that met a need, of all offers",
)
def hits_per_offer(run: RunTables) -> float:
    return offer_hits(run) / max(offers(run), 1)
