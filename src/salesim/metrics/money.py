"""Metrics of money: value created, and all that it is made of."""

from __future__ import annotations

from salesim.metrics.metric import METRICS, Metric, metric
from salesim.metrics.run_tables import RunTables
from salesim.wording.text import N_

PAYS = ("fixed_pay", "variable_pay", "wager_pay", "team_pay", "instant_pay", "guarantee_pay", "manager_pay", "on_costs")
COSTS = (
    *PAYS,
    "travel",
    "overhead",
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
INCOME = ("fines", "wager_recovered", "pay_recovered")


@metric(
    "value_created",
    N_("Value created"),
    "money",
    better="higher",
    adds_up="sum",
    about="contribution plus the change in what today's customers will bring, less the margin of orders pulled forward",
    phrase=N_("value created"),
)
def value_created(run: RunTables) -> float:
    return contribution(run) + customer_value_change(run) - pulled_margin(run)


@metric(
    "contribution",
    N_("Contribution"),
    "money",
    better="higher",
    adds_up="sum",
    about="sales margin, fines and what is recovered of pay, less all costs of selling",
    phrase=N_("contribution"),
    is_key=True,
)
def contribution(run: RunTables) -> float:
    # fines are taken off what supports distributors before anything is rounded to floats
    net = {
        "support": (run.total("support_minor") - run.total("fines_minor")) / run.minor_per_unit,
        "wager_pay": run.flow["wager_pay"] - run.flow["wager_recovered"],
        "variable_pay": run.flow["variable_pay"] - run.flow["pay_recovered"],
    }
    return margin(run) - sum(net.get(name, run.flow[name]) for name in COSTS)


@metric(
    "customer_value_change",
    N_("Change in customer value"),
    "money",
    better="higher",
    adds_up="change",
    about="expected margin of today's customers over the next year, at the end against the start",
    phrase=N_("customer value"),
    part=1,
    is_future=True,
)
def customer_value_change(run: RunTables) -> float:
    return run.closing.customer_value - run.opening.customer_value


@metric(
    "pulled_margin",
    N_("Orders pulled forward"),
    "money",
    better="lower",
    adds_up="change",
    about="margin of sales that were moved forward and will be missing later",
    phrase=N_("orders pulled forward"),
    part=-1,
    is_future=True,
)
def pulled_margin(run: RunTables) -> float:
    share = margin(run) / run.flow["sales"] if run.flow["sales"] else 0.0
    return share * (run.closing.pulled - run.opening.pulled)


@metric(
    "sales",
    N_("Sales"),
    "money",
    better="higher",
    adds_up="sum",
    about="sales billed, discounts taken off",
    phrase=N_("sales"),
    is_key=True,
)
def sales(run: RunTables) -> float:
    return run.flow["sales"]


@metric(
    "margin",
    N_("Sales margin"),
    "money",
    better="higher",
    adds_up="sum",
    about="sales less the cost of goods sold",
    phrase=N_("sales margin"),
    part=1,
)
def margin(run: RunTables) -> float:
    return run.flow["sales"] - run.flow["cost_of_sales"]


@metric(
    "discounts", N_("Discounts given"), "money", better="lower", adds_up="sum", about="list prices less prices paid"
)
def discounts(run: RunTables) -> float:
    return run.flow["discounts"]


@metric(
    "pay",
    N_("Pay"),
    "money",
    better="lower",
    adds_up="sum",
    about="all pay of reps and managers, with on-costs, less what is recovered",
    phrase=N_("pay"),
    is_key=True,
)
def pay(run: RunTables) -> float:
    return sum(run.flow[name] for name in PAYS) - run.flow["wager_recovered"] - run.flow["pay_recovered"]


def cost(name: str, account: str, text: str, phrase: str, about: str) -> None:
    """Declare a metric that is an account of the ledger and takes from the value created."""

    def of_account(run: RunTables) -> float:
        return run.flow[account]

    metric(name, text, "money", better="lower", adds_up="sum", about=about, phrase=phrase, part=-1)(of_account)


cost("fixed_pay", "fixed_pay", N_("Fixed pay"), N_("fixed pay"), about="salaries")
cost("variable_pay", "variable_pay", N_("Variable pay"), N_("variable pay"), about="commission and bonuses")
cost("wager_pay", "wager_pay", N_("Wager pay"), N_("wager pay"), about="bonuses won, deposits given back")
cost("team_pay", "team_pay", N_("Team pay"), N_("team pay"), about="bonuses for a team's result")
cost("instant_pay", "instant_pay", N_("Instant rewards"), N_("instant rewards"), about="rewards paid in their week")
cost("manager_pay", "manager_pay", N_("Managers' pay"), N_("managers' pay"), about="salary, override and bonus")
cost(
    "guarantee_pay",
    "guarantee_pay",
    N_("Guaranteed pay"),
    N_("guaranteed pay"),
    about="what pay is topped up to in the transition to another plan",
)
cost(
    "on_costs",
    "on_costs",
    N_("On-costs of pay"),
    N_("on-costs of pay"),
    about="social security and the like on pay, and pay runs beyond the monthly ones",
)
cost("travel_cost", "travel", N_("Travel"), N_("travel cost"), about="kilometers driven by reps")
cost(
    "overhead_cost",
    "overhead",
    N_("Overhead of reps"),
    N_("the overhead of reps"),
    about="car, tools and the management of everybody who works",
)
cost("service_cost", "service", N_("Customer service"), N_("customer service"), about="agents and bots")
cost("license_cost", "license", N_("Software licenses"), N_("software licenses"), about="tools, portals, platforms")
cost("desk_cost", "desk", N_("Order desk"), N_("the order desk"), about="clerks, busy or idle")
cost("support_cost", "support", N_("Support of reps"), N_("support of reps"), about="help, promotion, express freight")
cost("hiring_cost", "hiring", N_("Hiring"), N_("hiring"), about="hiring and severance")
cost("training_cost", "training", N_("Training"), N_("training"), about="training days of reps")
cost("lost_goods", "lost_goods", N_("Lost goods"), N_("lost goods"), about="goods scrapped or wasted, at cost")
cost("holding_cost", "holding", N_("Stock holding"), N_("stock holding"), about="capital and space of stock")
cost("recognition_cost", "recognition", N_("Recognition"), N_("recognition"), about="badges and prizes")


@metric(
    "fines",
    N_("Fines collected"),
    "money",
    adds_up="sum",
    about="paid by distributors who sold into others' areas",
    phrase=N_("fines collected"),
    part=1,
)
def fines(run: RunTables) -> float:
    return run.flow["fines"]


@metric(
    "wager_recovered",
    N_("Recovered on wagers"),
    "money",
    adds_up="sum",
    about="deposits paid in by reps, and pay clawed back from them",
    phrase=N_("what is recovered on wagers"),
    part=1,
)
def wager_recovered(run: RunTables) -> float:
    return run.flow["wager_recovered"]


@metric(
    "pay_recovered",
    N_("Pay taken back"),
    "money",
    adds_up="sum",
    about="draws paid back, pay held back from who left, commission of customers who left",
    phrase=N_("pay taken back"),
    part=1,
)
def pay_recovered(run: RunTables) -> float:
    return run.flow["pay_recovered"]


@metric(
    "receivables_change",
    N_("Change in receivables"),
    "money",
    adds_up="change",
    about="what customers owe, at the end against the start",
)
def receivables_change(run: RunTables) -> float:
    return (run.closing.receivables_minor - run.opening.receivables_minor) / run.minor_per_unit


@metric(
    "cash", N_("Cash collected"), "money", better="higher", adds_up="sum", about="paid by customers", phrase=N_("cash")
)
def cash(run: RunTables) -> float:
    return run.flow["collected"]


@metric(
    "stock_change_units",
    N_("Change in stock"),
    "goods",
    adds_up="change",
    about="goods at distributors, at the end against the start",
)
def stock_change_units(run: RunTables) -> float:
    return run.closing.stock_units - run.opening.stock_units


def parts() -> tuple[Metric, ...]:
    """The metrics that the value created is made of, in the order of a waterfall: they add up to it."""
    own = [one for one in METRICS.values() if one.part]
    return tuple(sorted(own, key=lambda one: (one.is_future, one.name != "margin")))
