"""The model: a week of a sales organization, again and again."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import mesa
import numpy as np
import simpy

from salesim.agents.buying import decide_to_buy, new_orders, place_orders, usual_order_rates
from salesim.agents.closing import close_deals
from salesim.agents.competitors import attack_probability, attack_strength, attacks_under_way, mark_attacks
from salesim.agents.deals import DealWeek, closing_season, deal_share, deals_under_way
from salesim.agents.distributor import Distributor
from salesim.agents.effort import choose_effort
from salesim.agents.falsified_visits import checked_share, counted_share, falsify_visits
from salesim.agents.fatigue import update_fatigue
from salesim.agents.leads import ARRIVED, N_COUNTS, TWICE
from salesim.agents.line_time import cumulative_shares
from salesim.agents.manager import Manager
from salesim.agents.market_flow import against_market, drift_accounts, next_local, welcome
from salesim.agents.maturity import emerging_regions
from salesim.agents.period_ends import choose_timing
from salesim.agents.prospects import receive_leads
from salesim.agents.quotas import plan_season
from salesim.agents.recognition import fade_recognition
from salesim.agents.review import Evidence
from salesim.agents.roles import plan_of_seats
from salesim.agents.rules import Rules
from salesim.agents.settlement import N_TOTALS, close_customer_week, settle_orders, usual_churn_probabilities
from salesim.agents.slump import let_slump, slumps_under_way
from salesim.agents.specialism import learn
from salesim.agents.team_time import block_leads, slowed
from salesim.agents.tour import plan_tours
from salesim.agents.training import fade_training
from salesim.agents.visits import make_visits
from salesim.agents.work import work_as_usual
from salesim.channel.desk import CLOSE_OF_DAY
from salesim.columns import Customers, State, Tool, copy_columns
from salesim.errors import InputError
from salesim.model.books import book_costs, book_salaries, book_week, credit_week, forget_quarter
from salesim.model.changes import Changes, firm_plans
from salesim.model.customers import CustomerSet
from salesim.model.decisions import Decisions
from salesim.model.diagnoses import Diagnoses
from salesim.model.hierarchy import Hierarchy
from salesim.model.ledger import Ledger
from salesim.model.numbers import WeekNumbers
from salesim.model.parts import own_parts
from salesim.model.record import Records
from salesim.model.shortfall import Shortfalls
from salesim.model.staff import Staff
from salesim.model.supply import Supply
from salesim.model.territories import Territories
from salesim.model.timeline import Timeline
from salesim.model.timetable import timetable_of
from salesim.model.usual import Mean, UsualMeter
from salesim.model.workday import (
    account_push,
    acquisition,
    closing_push,
    leave_prospects_to_others,
    lost_minutes,
    order_push,
    qualities,
    stop_minutes,
    users,
)
from salesim.pay.components import components_for
from salesim.pay.curve import Curve, empty_curves
from salesim.pay.measures import Measure
from salesim.pay.periods import A_QUARTER
from salesim.pay.plans import PayPlans
from salesim.pay.wager import menu_arrays
from salesim.policy.components import widen_components
from salesim.policy.lever import HOOKS, Lever
from salesim.policy.registry import own_levers, renew
from salesim.policy.team_time import spared_min, stretched_by_stand_up
from salesim.random import Stream, sequence_key_array, stream_key
from salesim.random.distributions import normal_array
from salesim.scenario.phases import Phase
from salesim.scenario.scenario import Scenario, unknown_name
from salesim.service.desk import ServiceDesk
from salesim.weeks import QUARTER, YEAR
from salesim.wording.currency import Currency
from salesim.world.world import World

CLOSE_OF_WEEK = 6.9
LARGE = 100_000  # customers
MESAS_OWN = 255  # stream of the seeds of Mesa's generators; beyond all of `Stream`

AnyLever = TypeVar("AnyLever")


class SalesModel(Timeline, mesa.Model):
    """A sales organization and its market. One `step` is one week.

    A week, in order:

    1. open_calendar: working days, season, competitors' attacks; year, quarter and fortnight events when they are due
    2. receive_leads: prospects turn up and wait for an answer
    3. choose_effort: reps choose effort from their pay curve and forecast
    4. drive_tours: reps plan the week and drive it
    5. make_visits: visits act on customers and prospects
    6. answer_tickets: service tickets arrive, wait, are answered
    7. take_orders: customers decide to order; each order is stamped with its day
    8. simulate_day, each day: distributors receive, serve, observe, order
    9. settle_week: filled and lost orders change customers, who leave, renew, pay
    10. staff_seats: reps stay or quit; new ones ramp up
    11. close_ledger: every unit of goods and money is accounted for

    Every week begins with ``open_week``, and its stage 3 calls ``before_effort`` and ``after_effort``. A fortnight:
    ``review_fortnight``. A quarter: ``close_quarter`` (ratchet, pay, badges, grades, layout review) and ``reorganize``
    (territories change), then ``open_quarter`` (quotas, wagers, pay curves). A year: ``open_year`` (quota breakdown).
    Levers act there.

    Parameters
    ----------
    world : where to begin; it is copied.
    config : the arm's scenario, its policy applied; the world's own if left out.
    layout : name of the layout to adopt at the start; the world's own if left out.
    replication : its number, from 0; None goes on with the numbers of the world's population, for the burn-in.
    later : what the arm's policy changes in the course of the run, in the order of time.
    headcount : how many reps the firm wants from the start on; as many as the layout has if left out.
    threads : ranges of territories that are computed at a time; any number gives the same bytes.
    parts : your own in place of the model's, by the names of `OwnParts`: ``levers``, ``rules``, ``rep_class``, ...
    """

    WEEK = (
        "open_calendar",
        "receive_leads",
        "choose_effort",
        "drive_tours",
        "make_visits",
        "answer_tickets",
        "take_orders",
        "simulate_day",
        "settle_week",
        "staff_seats",
        "close_ledger",
    )

    def __init__(
        self,
        world: World,
        config: Scenario | None = None,
        *,
        layout: str | None = None,
        replication: int | None = 0,
        threads: int = 1,
        later: Sequence[Phase] = (),
        headcount: int | None = None,
        **parts: Any,
    ):
        if not isinstance(world, World):
            raise InputError("a world is needed", "world", type(world).__name__, "what open_world(scenario) returns")
        own = own_parts(parts)
        self.world = world
        self.config = config if config is not None else world.scenario
        self.replication_stream = world.population if replication is None else replication + 1
        # Mesa's own generators are for agents of a user's own: other numbers in each replication and with each seed,
        # but consumed one after the other, so that options do not meet the same ones; the model's own are addressed
        super().__init__(rng=int(stream_key(self.config.run.seed, self.replication_stream, MESAS_OWN)))
        self._keys: dict[Stream, np.uint64] = {}

        self.columns: Customers = copy_columns(world.customers)
        self.reps = copy_columns(world.reps)
        self.distributors = copy_columns(world.distributors)
        self.factory = world.factory.copy()
        self.outlets = copy_columns(world.outlets)
        self.n_seats = len(self.reps.seat)
        self.mean_goodwill = world.mean_goodwill
        self.usual = world.usual
        self.local = world.local.copy()
        self.meter = UsualMeter(self) if replication is None else None
        self._stakes = Mean()
        self.attack_ends = world.attack_ends.copy()
        self.set_up_service(world.agents_free_at)

        self.week = self.first_week = world.week
        self.timetable = timetable_of(self.config)
        self.demand = self.timetable.demand
        deals = self.config.market.buying.deals
        everybodys = np.zeros_like(self.columns.seat)
        of_deals = deal_share(self.columns._replace(seat=everybodys), deals.above, 1).item()
        quarters = self.timetable.first[A_QUARTER], self.timetable.last[A_QUARTER]
        self.season = closing_season(self.demand, *quarters, of_deals, deals.at_quarter_end)
        self.ending_pay, self.ordinary_share = np.zeros(self.n_seats), np.ones(self.n_seats)
        self.set_up_quotas()
        self.clock = simpy.Environment(initial_time=7.0 * self.week)
        self.week_closed = self.clock.event()
        self.clock.process(self._calendar())

        force = self.config.sales_force
        self.levers: list[Lever] = [*own_levers(self.config), *own.levers]
        self._acting = {hook: [lever for lever in self.levers if acts(lever, hook)] for hook in HOOKS}
        self.channel_push = 1.0
        self.menu = menu_arrays(force.wager.menu)
        self.plans = PayPlans(firm_plans(self.config), lines=self.config.channel.network.pay_lines)
        if force.roles or world.scenario.sales_force.roles:
            self.reps.plan[:] = plan_of_seats(force.roles, tuple(force.plans), self.n_seats)
        self.ordinary_pay: Curve = empty_curves(self.n_seats)
        self.pay_curve: Curve = empty_curves(self.n_seats)
        self.components = components_for((), self.reps, self.week, self.emerging[self.reps.region])
        self.accrued_minor = np.zeros((0, self.n_seats), np.int64)
        self.billed_minor = np.zeros(self.n_seats, np.int64)
        self.shared_credit: np.ndarray | float = 0.0

        self._rep_class = own.rep_class
        self.rep_agents = [own.rep_class(self, seat) for seat in range(self.n_seats)]
        self.manager_agents: list[Manager] = []
        self._manager_class = own.manager_class
        self.distributor_agents = [own.distributor_class(self, row) for row in range(len(self.distributors.stock))]
        self.decisions = Decisions(self, own.rules or Rules(), own.rep_class, own.manager_class)

        self.customer_counts = np.bincount(self.columns.state, minlength=len(State))
        self.numbers = WeekNumbers(self.config, self)
        self.ledger = Ledger(self.n_seats, world.cash.copy(), world.payable.copy(), Currency.of(self.config.currency))
        self.ledger.open(*self._goods())
        self.territories, self.hierarchy = Territories(self, world), Hierarchy(self)
        self.hierarchy.regroup()
        if self.week == 0:
            self.begin_amid()
        self.staff = Staff(self)
        agents_order = own.distributor_class.decide_order is not Distributor.decide_order
        self.supply = Supply(self, own.order_desk, world.desk_jobs, agents_order)
        self.shortfalls = Shortfalls(self)
        self.diagnoses = Diagnoses(self)
        self.records = Records(self)
        self.orders = new_orders(0)
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None
        if layout is not None and layout not in world.layouts:
            raise unknown_name("layout", layout, list(world.layouts), "layout")
        wanted = world.layout if layout is None else layout
        if self.config.sales_force.roles != world.scenario.sales_force.roles:
            self.territories.reorganize(wanted)
        elif wanted != world.layout:
            self.territories.apply(world.layouts[wanted])
        self.changes = Changes(self, later, headcount)

    def set_up_service(self, free_at: np.ndarray) -> None:
        """The service desk, and what meetings and reports leave of working time; ``free_at`` as in `ServiceDesk`."""
        team_time, day_min = self.config.sales_force.team_time, self.config.sales_force.time.day_min
        self.spared_min = spared_min(team_time, day_min)
        self.slowed_by_stand_up = stretched_by_stand_up(team_time, day_min)
        service = slowed(self.config.channel.service, self.slowed_by_stand_up, "handling_hours")
        self.service = ServiceDesk(service, self.config.service_agents, free_at)

    def set_up_quotas(self) -> None:
        """Which regions are emerging, and the season that quotas are planned by."""
        quotas = self.config.sales_force.quotas
        self.emerging = emerging_regions(quotas.maturity, self.world, self.columns, self.week)
        self.plan_season = plan_season(quotas.season_weights, self.season, self.timetable)

    def take(self, config: Scenario) -> None:
        """Go on with another scenario of the same world, which a policy makes of it from this week on.

        What the model is made of stays, with all that it knows; pay and territories are changed by `Changes`.
        """
        before, self.config = self.config, config
        self.set_up_service(self.service.free_at)
        if before.sales_force.quotas != config.sales_force.quotas:
            self.set_up_quotas()
        self.numbers = WeekNumbers(config, self)
        self.supply.take(before)
        renew(self.levers, config)

    def begin_amid(self) -> None:
        """The world does not begin with the first week: deals, attacks and slumps are under way."""
        market, deals = self.config.market, self.config.market.buying.deals
        if deals.above is not None:
            deals_under_way(self.columns, self.numbers.deals())
        attacks_under_way(self.attack_ends, market.competitors, self.key(Stream.COMPETITOR_ATTACK))
        slumps_under_way(self.reps, self.config.sales_force.slump, self.key(Stream.SLUMP))

    def __reduce__(self) -> Any:
        """Refuse a copy: what is under way on SimPy's clock cannot be copied in the middle of a run."""
        raise TypeError(
            "a model is not copied or pickled in the middle of a run; begin another one at its world, "
            "SalesModel(model.world, model.config, layout=...), and step it as many weeks: it lives the same weeks"
        )

    # the clock

    def step(self) -> None:
        """Live one week; `running` ends with the horizon, beyond which one may step on."""
        self.clock.run(until=self.week_closed)
        self.running = self.meter is not None or self.week - self.first_week < self.config.run.weeks

    def _calendar(self) -> Generator[simpy.Event, Any, None]:
        """The weeks, one after the other, on SimPy's clock (unit: days)."""
        while True:
            monday = 7.0 * self.week
            self.open_calendar()
            self.receive_leads()
            self.choose_effort()
            self.drive_tours()
            self.make_visits()
            self.answer_tickets()
            self.take_orders()
            for day in range(7):
                yield self.clock.timeout(monday + day + CLOSE_OF_DAY - self.clock.now)
                self.simulate_day(day)
            yield self.clock.timeout(monday + CLOSE_OF_WEEK - self.clock.now)
            self.settle_week()
            self.staff_seats()
            self.close_ledger()
            self.week += 1
            closed, self.week_closed = self.week_closed, self.clock.event()
            closed.succeed()
            yield self.clock.timeout(monday + 7.0 - self.clock.now)

    # the eleven stages of a week

    def open_calendar(self) -> None:
        """Stage 1: the calendar, competitors, and what is due this week."""
        self.supply.handle_orders()
        self.changes.open_week()
        market = self.config.market
        self.working_days = int(self.timetable.working_days[self.week])
        self.season_now, self.demand_now = (float(each[self.week]) for each in (self.season, self.demand))
        self.growth = (1.0 + market.buying.growth) ** (max(self.week - self.config.run.burn_in_weeks, 0) / YEAR)
        if self.opens_quarter:
            self.drift_accounts()
        deals = market.buying.deals
        self.ordinary_share = 1.0 - deal_share(self.columns, deals.above, self.n_seats)
        c = market.competitors
        chance = attack_probability(c.attacks_per_year, c.weeks)
        mark_attacks(self.attack_ends, self.week, chance, c.weeks, self.key(Stream.COMPETITOR_ATTACK))
        self.attack = attack_strength(self.attack_ends, self.week)
        self.attack_factor = 1.0 - self.attack * (1.0 - c.rate_factor)
        self.end_effects_of_week()
        self.hook("open_week")
        if not self.has_quotas:
            return
        if self.week == self.first_quota_week:
            forget_quarter(self)  # the sums of the reference run are no quarter's
        if self.opens_year or self.week in (self.first_week, self.first_quota_week):
            self.shortfalls.open_year()
            self.hook("open_year")
        if self.opens_quarter or self.week == self.first_week:
            self.shortfalls.open_quarter()
        if self.opens_quarter:
            self.hook("open_quarter")
        elif self.week % 2 == 0:
            self.hook("review_fortnight")

    def drift_accounts(self) -> None:
        """What customers buy drifts, and so does the demand of their towns, a step each quarter."""
        buying, key = self.config.market.buying, self.key(Stream.ACCOUNT_DRIFT)
        is_known = self.meter is not None and self.world.known is not None  # as the file says when options begin
        if self.quarter == 0 or is_known or max(buying.drift, buying.local_sd) == 0.0:
            return
        towns = sequence_key_array(self.key(Stream.LOCAL_DEMAND), np.arange(len(self.local)))
        before, sd = self.local, buying.drift * (QUARTER / YEAR) ** 0.5
        z = normal_array(towns, self.quarter)
        self.local = next_local(before, buying.local_sd, buying.local_persistence, z)
        orders = np.bincount(self.columns.town, weights=self.columns.order_rate, minlength=len(before))
        step = against_market(self.local, orders) - against_market(before, orders)
        self.each_range(lambda lo, hi, _: drift_accounts(lo, hi, self.columns, sd, step, self.quarter, key))

    def end_effects_of_week(self) -> None:
        """What held for last week only ends, and training fades; levers add anew what holds for this one."""
        reps, d = self.reps, self.distributors
        for effect in (reps.report_min, reps.training_min, reps.beside_pay, d.safety, d.distrust, d.extra_days):
            effect[:] = 0.0
        self.channel_push = 1.0
        fade_training(reps.training, self.config.sales_force.people.training_half_life_weeks)

    def receive_leads(self) -> None:
        """Stage 2: prospects turn up and wait for an answer."""
        reps, numbers = self.reps, self.numbers.leads()
        counts = self.lead_counts = np.zeros((self.n_seats, N_COUNTS), np.int64)
        self.each_range(lambda lo, hi, _: receive_leads(lo, hi, self.columns, reps.present, counts, self.week, numbers))
        if self.usual.newcomers > 0.0 and self.meter is None:
            welcome(self.columns, self.usual.newcomers * self.growth, self.week, numbers.return_key)
        blocking, key = self.numbers.blocking(), self.key(Stream.BLOCKED_ITEM)
        if blocking.share > 0.0:
            self.each_range(lambda lo, hi, _: block_leads(lo, hi, self.columns, self.week, blocking, key))
        reps.leads[:] = counts[:, ARRIVED]
        reps.lead_min[:] = self.config.sales_force.leads.duplicate_min * counts[:, TWICE]

    def choose_effort(self) -> None:
        """Stage 3: effort from pay; everybody works at e0 as long as there are no quotas."""
        reps, lines = self.reps, self.numbers.lines
        reps.line_sales[:] = lines.share
        if not self.has_quotas:
            reps.effort[:] = reps.base_effort * reps.present
            self.slump()
            work_as_usual(reps, self.config.sales_force.work.recorded_share)
            return
        self.ending_pay[:] = 0.0
        self.hook("before_effort")
        falsified, work_of_roles = self.numbers.falsified(), self.numbers.work_of_roles()
        reps.measure_pay[:, Measure.VISITS] *= counted_share(checked_share(reps), falsified)
        curves = (self.pay_curve, self.ordinary_pay)
        for first, last, work in work_of_roles:
            choose_effort(first, last, reps, *curves, self.numbers.effort(), work, falsified)
        if self.meter and self.meter.effort():
            for first, last, work in work_of_roles:
                choose_effort(first, last, reps, *curves, self.numbers.effort(), work, falsified)
        self._stakes.add(self.stakes())
        terms = (*curves, self.components, self.ending_pay, self.ordinary_share)
        choose_timing(0, self.n_seats, reps, *terms, self.numbers.pay(), self.numbers.timing())
        self.hook("after_effort")
        self.slump()
        self.decisions.effort()

    def slump(self) -> None:
        """Who is in a slump does less than the pay is worth."""
        let_slump(self.reps, self.week, self.config.sales_force.slump, self.key(Stream.SLUMP))

    def drive_tours(self) -> None:
        """Stage 4: reps plan the week and drive it."""
        plan, reps, tired = self.numbers.call_plan(), self.reps, self.config.sales_force.fatigue
        leave_prospects_to_others(self)
        minutes = lost_minutes(self), stop_minutes(self)
        self.each_range_of_seats(
            lambda first, last: plan_tours(first, last, self.territories.start, self.columns, reps, *minutes, plan)
        )
        usual_load = float(reps.workload[reps.open == 1].mean())
        update_fatigue(reps, usual_load, tired.half_life_weeks, tired.tolerance, tired.overload)

    def make_visits(self) -> None:
        """Stage 5: visits act on customers and prospects."""
        reps, known, numbers = self.reps, self.config.sales_force.specialism, self.numbers.visits()
        made = np.zeros((self.n_seats, len(self.world.industry_shares)), np.int64)
        checked, context = checked_share(reps), users(reps, Tool.ARRIVAL_CONTEXT)
        by_seat = qualities(self), made, acquisition(self), checked, context
        if self.meter:
            self.meter.before_visits()
        self.each_range_of_seats(
            lambda first, last: make_visits(first, last, self.territories.start, self.columns, reps, *by_seat, numbers)
        )
        if self.meter:
            self.meter.after_visits()
        falsify_visits(0, self.n_seats, reps, checked, numbers.falsified, self.week, self.key(Stream.FALSIFIED_VISITS))
        learn(reps.experience, made, known.half_life_weeks)
        self.hook("after_visits")

    def answer_tickets(self) -> None:
        """Stage 6: service tickets arrive, wait, are answered."""
        keys = (self.key(Stream.TICKET), self.key(Stream.TICKET_PATIENCE), self.key(Stream.TICKET_BOT))
        self.service.simulate_week(
            self.columns, self.week, keys, self.numbers.blocking(), self.key(Stream.BLOCKED_ITEM)
        )

    def take_orders(self) -> None:
        """Stage 7: customers decide to order; each order is stamped with its day."""
        reps = self.reps
        support = np.where(reps.support_until > self.week, reps.support, 0.0)
        numbers, deals = self.numbers.buying(), self.numbers.deals()
        sku_share, answer = self.numbers.sku_share, 1.0
        if self.config.channel.network.products:
            answer = reps.line_sales.sum(axis=1) / self.numbers.lines.share.sum()
            sku_share = np.vstack([sku_share, cumulative_shares(reps.line_sales)])
        factors = (self.attack_factor, support, order_push(self) * answer, closing_push(self) * answer)
        own = self.decisions.order_rates(
            lambda lo, hi, rates: usual_order_rates(lo, hi, self.columns, *factors, numbers, deals, rates)
        )
        room = self.each_range(lambda lo, hi, _: decide_to_buy(lo, hi, self.columns, *factors, own, numbers, deals))
        if deals.has_deals:
            room = np.add(room, self.close_deals(deals)).tolist()
        self.order_start = np.concatenate([[0], np.cumsum(room)]).astype(np.int64)
        self.n_orders = int(self.order_start[-1])
        if self.n_orders > len(self.orders.row):
            self.orders = new_orders(2 * self.n_orders)
        if self.meter:
            self.meter.take_orders()
        products = (self.numbers.price, sku_share)
        self.each_range(
            lambda lo, hi, i: place_orders(lo, hi, self.columns, *products, numbers, self.orders, self.order_start[i])
        )
        self.hook("before_serving")
        self.supply.open_week(self.orders, self.n_orders)

    def close_deals(self, deals: DealWeek) -> list[int]:
        """Close the deals that are due, on the days that reps have agreed on; rows of orders for each range."""
        terms = (self.pay_curve, self.ordinary_pay, self.components, self.ending_pay, self.ordinary_share)
        numbers = (*terms, self.season_now, self.numbers.pay(), deals)
        return self.each_range_of_seats(
            lambda first, last: close_deals(first, last, self.territories.start, self.columns, self.reps, *numbers)
        )

    def simulate_day(self, day: int) -> None:
        """Stage 8, on one day: distributors receive, serve, observe, order."""
        self.supply.day(day)

    def settle_week(self) -> None:
        """Stage 9: filled and lost orders change customers, who leave, renew, pay."""
        self.supply.handle_orders()
        numbers, n = self.numbers.settlement(), self.numbers
        work, payment = self.config.sales_force.work, self.config.market.payment
        late_share = payment.late_share * np.maximum(self.reps.care, 0.1) ** -work.care_effect
        own = self.decisions.churn_probabilities(
            lambda lo, hi, chances: usual_churn_probabilities(lo, hi, self.columns, self.attack, numbers, chances)
        )
        prices = (n.price_minor, n.direct_cost_minor, n.channel_cost_minor, self.reps.discount, late_share, own)
        totals, sold = np.zeros((self.n_seats, N_TOTALS), np.int64), np.zeros((self.n_seats, 2))
        counts = np.zeros((len(self.territories.ranges), len(State)), np.int64)

        def settle_range(lo: int, hi: int, i: int) -> None:
            first, last = self.order_start[i], self.order_start[i + 1]
            settle_orders(
                first, last, self.columns, self.orders, self.attack, *prices, numbers, totals, sold, self.ledger.cash
            )
            close_customer_week(lo, hi, self.columns, self.attack, numbers, counts[i])

        self.each_range(settle_range)
        if self.meter:
            self.meter.after_settling()
        self.supply.take_back(self.orders, self.n_orders)
        self.hook("after_serving")
        self.customer_counts = counts.sum(axis=0)
        credit_week(self, totals, sold)
        book_week(self, totals)
        self.shortfalls.close_week()
        self.diagnoses.close_week()

    def staff_seats(self) -> None:
        """Stage 10: reps stay or quit; recognition fades."""
        book_salaries(self)
        self.staff.week()
        fade_recognition(self.reps.recognition, self.config.sales_force.recognition.half_life_weeks)

    def close_ledger(self) -> None:
        """Stage 11: the books are closed and must balance; at a quarter's end the quarter is closed first."""
        self.hook("close_week")
        if self.has_quotas:
            self.hierarchy.close_week()
        if self.has_quotas and self.closes_quarter:
            self.close_quarter()
        self.supply.book_week()
        book_costs(self)
        row = self.ledger.close_week(self.week, *self._goods(), self.customer_counts)
        self.records.close_week(row)

    def close_quarter(self) -> None:
        """Attainment is noted, levers settle what they promised, new sums begin; then territories change."""
        self.records.close_quarter_reps()
        self.hook("close_quarter")
        self.records.close_quarter_pay()
        forget_quarter(self)
        self.hook("reorganize")

    # what stages and levers ask for

    @property
    def n_teams(self) -> int:
        """How many managers there are, those included who lead nobody any more."""
        return len(self.manager_agents)

    def hire_managers(self, n_teams: int) -> None:
        """There are so many managers at least."""
        self.manager_agents += [self._manager_class(self, team) for team in range(self.n_teams, n_teams)]

    @property
    def customers(self) -> CustomerSet:
        """Customers, to select, group and aggregate; ``model.customers[17]`` reads like an agent."""
        return CustomerSet(self.columns)

    def stakes(self) -> np.ndarray:
        """What share of pay is at stake for those who are here, (n_present,); none where nothing is usual to pay."""
        here = self.reps.present == 1
        marginal, usual = self.reps.marginal_pay[here], self.reps.usual_rate[here]
        share = np.divide(marginal, usual, out=np.zeros(len(usual)), where=usual > 0.0)
        return self.config.sales_force.effort.usual_stake * share

    def usual_stake(self) -> float:
        """Mean share of pay that has been at stake since the run began."""
        return self._stakes.mean

    def note_usual_pay(self) -> None:
        """In the burn-in, what reps are paid at quota becomes what is usual."""
        if self.meter:
            self.meter.pay()

    def account_push(self) -> np.ndarray:
        """Factor of every seat's holder on its customers' order rate, at the effort of today's plan, (n_seats,)."""
        return account_push(self, self.reps.base_effort)

    def key(self, stream: Stream) -> np.uint64:
        """Key of a stream of random numbers under this model's seed and replication."""
        if stream not in self._keys:
            self._keys[stream] = np.uint64(stream_key(self.config.run.seed, self.replication_stream, int(stream)))
        return self._keys[stream]

    def add_seats(self, n: int) -> None:
        """Give ``n`` further seats, already in ``reps``, an agent, an account and the ordinary pay."""
        first = self.n_seats
        self.n_seats = len(self.reps.seat)
        self.rep_agents += [self._rep_class(self, seat) for seat in range(first, self.n_seats)]
        self.ledger.add_seats(n)
        extra = self.plans.curves(self.reps, slice(first, None))
        self.ending_pay = np.append(self.ending_pay, np.zeros(n))
        self.ordinary_share = np.append(self.ordinary_share, np.ones(n))
        self.ordinary_pay = Curve(*(np.vstack(pair) for pair in zip(self.ordinary_pay, extra, strict=True)))
        self.pay_curve = Curve(*(np.vstack(pair) for pair in zip(self.pay_curve, extra, strict=True)))
        widen_components(self, n)
        self.territories.divide_seats()

    def hook(self, name: str) -> None:
        """Call a hook of every lever that overrides it."""
        for lever in self._acting[name]:
            getattr(lever, name)(self)

    def close_day(self, day: int) -> None:
        """Levers that look at every day do so, after distributors have ordered; ``day`` since week 0."""
        for lever in self._acting["close_day"]:
            lever.close_day(self, day)

    def lever(self, kind: type[AnyLever]) -> AnyLever:
        """The model's lever of a class."""
        return next(lever for lever in self.levers if isinstance(lever, kind))

    def record(self, kind: str, seat: int = -1, detail: str = "") -> None:
        """Note an event for the table of events."""
        self.records.event(kind, seat, detail)

    def note_diagnoses(self, evidence: Evidence, causes: np.ndarray) -> None:
        """Note what a manager concludes of some seats, for the table of conclusions."""
        self.diagnoses.note(evidence, causes)

    def note_actions(self, actions: np.ndarray) -> None:
        """Note what follows from the conclusions just noted."""
        self.diagnoses.note_actions(actions)

    def each_range_of_seats(self, stage: Callable[[int, int], Any]) -> list[Any]:
        """Run ``stage(first_seat, last_seat)`` over all ranges; results in their order."""
        ranges = self.territories.ranges
        if self._pool is None or len(ranges) == 1:
            return [stage(first, last) for first, last in ranges]
        return list(self._pool.map(lambda r: stage(*r), ranges))

    def each_range(self, stage: Callable[[int, int, int], Any]) -> list[Any]:
        """Run ``stage(first_row, last_row, range_number)`` over the customers of all ranges; results in their order."""
        start = self.territories.start
        number = {first: i for i, (first, _) in enumerate(self.territories.ranges)}
        return self.each_range_of_seats(lambda first, last: stage(start[first], start[last], number[first]))

    def _goods(self) -> tuple[int, int, int]:
        """Units in stock, units on their way, orders that a stock-out postponed."""
        d = self.distributors
        return (
            int(d.stock.sum() + d.grey.sum() + self.factory.stock.sum()),
            int(d.in_transit.sum()),
            int(np.count_nonzero(self.columns.postponed_units)),
        )


def acts(lever: Lever, hook: str) -> bool:
    """Whether a lever does anything in a hook: its class, or the object itself, has one of its own."""
    return getattr(type(lever), hook) is not getattr(Lever, hook) or hook in vars(lever)


def forget(model: SalesModel) -> None:
    """Let go of a model: Mesa keeps every model in a class attribute, and a model is full of cycles."""
    getattr(mesa.Agent, "_ids", {}).pop(model, None)
    if model._pool is not None:
        model._pool.shutdown()
    large = len(model.columns.state) > LARGE
    del model
    if large:
        gc.collect()  # a million customers would wait long for the collector
