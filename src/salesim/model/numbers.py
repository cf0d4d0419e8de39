"""Parameters as kernels take them: NamedTuples of fixed types, made anew each week where they change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from salesim.agents.buying import BuyingWeek
from salesim.agents.call_plan import BY_VALUE, CallPlan
from salesim.agents.deals import DealWeek
from salesim.agents.effort import EffortWeek
from salesim.agents.falsified_visits import MAX_INVENTED, Falsified
from salesim.agents.leads import LeadRule, LeadWeek
from salesim.agents.lifetime_value import FutureMargin
from salesim.agents.payday import payday_weight
from salesim.agents.products import line_numbers
from salesim.agents.roles import first_seats, usual_prospect_shares
from salesim.agents.settlement import Settlement
from salesim.agents.team_time import Blocking
from salesim.agents.timing import TimingWeek
from salesim.agents.turnover import StayWeek, exits_kept, usual_exits
from salesim.agents.visit_value import visits_needed
from salesim.agents.visits import VisitWeek
from salesim.agents.wager_choice import WagerQuarter
from salesim.agents.work import WorkWeek, effort_by_kind, mean_late_days
from salesim.columns import State
from salesim.pay.measures import NEW_CUSTOMERS
from salesim.pay.pay_week import PayWeek, in_periods
from salesim.pay.periods import A_QUARTER, sum_over
from salesim.policy.contests import Contests
from salesim.random import Stream
from salesim.scenario.scenario import Scenario
from salesim.weeks import QUARTER, YEAR
from salesim.wording.currency import Currency

if TYPE_CHECKING:
    from salesim.model.sales_model import SalesModel


class WeekNumbers:
    """Turns an arm's scenario and the model's week into the numbers of each kernel."""

    def __init__(self, config: Scenario, model: SalesModel):
        self.config = config
        self.model = model
        network = config.channel.network
        self.price = np.array(network.sku_prices, np.float64)
        # of one unit, not rounded: what is booked is whole minor units of an order, what people act on is not rounded
        self.price_minor = self.price * Currency.of(config.currency).minor_per_unit
        self.direct_cost_minor = self.price_minor * (1.0 - np.array(network.direct_margins))
        self.channel_cost_minor = self.price_minor * (1.0 - np.array(network.channel_margins))
        self.lines = line_numbers(network.products, network.direct_margins)
        self.sku_share = np.cumsum(np.array(network.sku_shares, np.float64))[None, :]
        coverage = config.sales_force.coverage
        self.grade_weight = np.array(coverage.wanted_frequencies(), np.float64)
        self.stage_rate = np.array(config.market.prospects.stage_rates, np.float64)
        self.visits_needed = visits_needed(config.market.prospects.stage_rates)
        self._in_periods: dict[str, Any] = {}  # of the week that pay was valued in last
        self._paid_week = -1

    @property
    def recovery(self) -> float:
        """What a broken relationship regains in a week."""
        leaving = self.config.market.churn
        return (1.0 - leaving.handover_factor) / leaving.handover_weeks

    @property
    def usual_exits(self) -> float:
        """Memory of colleagues who quit where as many do as at the base rate."""
        t = self.config.sales_force.turnover
        return float(usual_exits(t.weekly_base, exits_kept(t.exit_half_life_weeks)))

    @property
    def payday_weight(self) -> np.ndarray:
        """Weight of what is earned this week as felt, (n_plans,); 1 in the burn-in, which measures a mean week."""
        model, discount = self.model, self.config.sales_force.effort.payday_discount
        plans = model.plans.each
        if model.meter:
            return np.ones(len(plans))
        return np.array([payday_weight(model.week, plan.pay_every_weeks, discount) for plan in plans])

    @property
    def quarter_salary(self) -> np.ndarray:
        """Salary of a quarter, (n_plans,)."""
        return self.model.plans.by_plan("salary_per_month") * 3.0

    def buying(self) -> BuyingWeek:
        market, model = self.config.market, self.model
        return BuyingWeek(
            week=model.week,
            season=model.demand_now * model.growth,
            elasticity=market.goodwill.elasticity,
            immediate=market.goodwill.immediate,
            carry_over=market.goodwill.carry_over,
            mean_goodwill=model.mean_goodwill,
            service_effect=market.buying.service_effect,
            service_memory=market.buying.service_memory,
            phases=market.buying.phases,
            decline_weeks=market.churn.decline_weeks,
            recovery=self.recovery,
            channel_push=model.channel_push,
            value_shape=market.buying.values.shape,
            further_lines=self.config.sales_force.cross_sell.lines,
            further_share=self.config.sales_force.cross_sell.value_share,
            newcomers_order=int(market.prospects.newcomers_per_year is not None),
            buying_key=model.key(Stream.BUYING),
            day_key=model.key(Stream.ORDER_DAY),
            value_key=model.key(Stream.ORDER_VALUE),
            product_key=model.key(Stream.ORDER_PRODUCT),
        )

    def deals(self) -> DealWeek:
        p, market, model = self.config.sales_force, self.config.market, self.model
        d = market.buying.deals
        return DealWeek(
            has_deals=int(d.above is not None),
            may_move=int(model.has_quotas),
            above=d.above or 0.0,
            week=model.week,
            at_quarter_end=d.at_quarter_end,
            cycle_weeks=d.cycle_weeks,
            reach_weeks=d.reach_weeks,
            free_weeks=d.free_weeks,
            asked_discount=d.asked_discount,
            max_discount=p.discretion.max_discount,
            quota_uncertainty=p.effort.quota_uncertainty,
            pull_trouble=p.effort.pull_trouble,
            salary=self.quarter_salary,
            crediting_error=p.effort.crediting_error,
            value_shape=market.buying.values.shape,
            quarter_last=model.timetable.last[A_QUARTER],
            further_share=p.cross_sell.value_share,
            value_key=model.key(Stream.ORDER_VALUE),
            deal_key=model.key(Stream.DEAL),
        )

    def leads(self) -> LeadWeek:
        p, rule, buying = self.config.market.prospects, self.config.sales_force.leads, self.config.market.buying
        return LeadWeek(
            rule=int(LeadRule[rule.rule.upper()]),
            usual_hours=p.response_hours * (1.0 + self.model.lever(Contests).less_help(self.model)),
            vacancy_hours=p.vacancy_hours,
            patience_weeks=p.patience_weeks,
            junk_share=p.junk_share,
            marketing_claims=rule.marketing_claims,
            sales_claims=rule.sales_claims,
            orphan_weeks=rule.orphan_weeks,
            clean_hours=rule.clean_hours,
            handover_hours=rule.handover_hours,
            clean_hit=rule.clean_hit,
            fence_hours=rule.fence_hours,
            busy_hours=rule.busy_hours,
            arrival_rate=1.0 / p.arrival_weeks,
            return_rate=self.model.usual.return_rate,
            usual_order_rate=self.model.usual.order_rate,
            coming_back=(buying.churn_a, buying.churn_b, 52.0 * p.return_tenure * buying.tenure_years),
            arrival_key=self.model.key(Stream.LEAD_ARRIVAL),
            return_key=self.model.key(Stream.LEAD_RETURN),
            returned_key=self.model.key(Stream.RETURNED),
            response_key=self.model.key(Stream.LEAD_RESPONSE),
            claim_key=self.model.key(Stream.LEAD_CLAIM),
            junk_key=self.model.key(Stream.LEAD_JUNK),
        )

    def effort(self) -> EffortWeek:
        p, model = self.config.sales_force, self.model
        weeks_left = model.weeks_left
        e, usual = p.effort, model.usual
        ratchet = self.ratchet_ahead()
        return EffortWeek(
            weeks_left=weeks_left,
            season_left=model.season_ahead(weeks_left),
            season_next=model.season_of_next_quarter(),
            usual_pay=usual.pay,
            usual_drive=usual.drive,
            usual_stake=e.usual_stake,
            own_pay_weight=e.own_pay_weight,
            floor=e.floor,
            exponent=e.exponent,
            lowest=e.lowest,
            highest=e.highest,
            present_bias=e.present_bias,
            weekly_discount=e.weekly_discount,
            payday_weight=self.payday_weight,
            forecast_error=e.forecast_error,
            crediting_error=e.crediting_error,
            quota_uncertainty=e.quota_uncertainty,
            ratchet_up=ratchet * p.quotas.ratchet_up,
            ratchet_down=ratchet * p.quotas.ratchet_down,
            recognition_effect=p.recognition.effect,
            fatigue_effect=p.fatigue.effect,
            morale=p.turnover.morale,
            usual_exits=self.usual_exits,
            notice_slack=p.turnover.notice_slack,
        )

    def ratchet_ahead(self) -> float:
        """What a raised quota counts for against the next quarter's: 1, or less the later the ratchet will act."""
        quarter = self.model.quarter_of_year
        if self.config.sales_force.quotas.ratchet_every == "quarter":
            # the year's last quarter has no next one that its result could raise
            return float(quarter != 3)
        # next year's quarters lie 13 to 52 weeks beyond this year's end, 26 more than a quarter on average
        weeks = (3 - quarter) * QUARTER + (YEAR - QUARTER) / 2
        return float(self.config.sales_force.effort.weekly_discount**weeks)

    def work(self) -> WorkWeek:
        p, payment, model = self.config.sales_force, self.config.market.payment, self.model
        customers = model.customer_counts[State.HEALTHY] + model.customer_counts[State.FADING]
        weekly = float(model.reps.baseline_sales.sum()) / max(int(customers), 1)
        return WorkWeek(
            new_share=p.work.new_share,
            care_share=p.work.care_share,
            field_share=p.time.field_share,
            tilt=p.work.tilt,
            sales_elasticity=p.work.sales_elasticity,
            visits_exponent=p.effort.visits_exponent,
            closing_exponent=p.effort.closing_exponent,
            winning_elasticity=p.work.winning_elasticity,
            visiting_elasticity=p.work.visiting_elasticity,
            recorded_share=p.work.recorded_share,
            care_effect=p.work.care_effect,
            credit_existing=model.plans.by_plan("credit_existing"),
            credit_new=model.plans.by_plan("credit_new"),
            new_customer_pay=p.work.new_customer_weeks * weekly,
            usual_wins=self.usual_wins(p.work.new_share, slice(None)),
            late_days=mean_late_days(payment.late_share, payment.late_median_days, payment.late_sigma),
            lines=self.lines,
        )

    def usual_wins(self, new_share: float, seats: slice) -> float:
        """Customers that a rep of some seats wins in a week, by the books, had they given prospects the usual time."""
        reps, winning = self.model.reps, self.config.sales_force.work.winning_elasticity
        present = reps.present[seats] == 1
        _, on_new = effort_by_kind(reps.prospect_tilt[seats], new_share)
        usual = float((on_new[present] ** winning).sum())
        won = float(reps.measure_rate[seats, NEW_CUSTOMERS][present].sum())
        return won / usual if usual > 0.0 else 0.0

    def work_of_roles(self) -> list[tuple[int, int, WorkWeek]]:
        """First and last seat of each role with its numbers of the split; one entry where there are no roles."""
        roles, work = self.config.sales_force.roles, self.work()
        if not roles:
            return [(0, self.model.n_seats, work)]
        firsts = first_seats(roles).tolist()
        shares = usual_prospect_shares(roles, work.new_share).tolist()
        return [
            (first, last, work._replace(new_share=share, usual_wins=self.usual_wins(share, slice(first, last))))
            for first, last, share in zip(firsts, firsts[1:], shares, strict=False)
        ]

    def falsified(self) -> Falsified:
        p = self.config.sales_force
        return Falsified(
            response=p.visits.falsified_response,
            detection=p.visits.detection,
            check_in=p.tools.check_in.detection,
            penalty=p.visits.penalty,
            most=MAX_INVENTED,
            false_alarm=p.tools.check_in.false_alarm,
        )

    def pay(self) -> PayWeek:
        e, model = self.config.sales_force.effort, self.model
        if self._paid_week != model.week:
            self._paid_week = model.week
            self._in_periods = in_periods(model.week, model.timetable, model.season, model.plan_season)
        return PayWeek(
            **self._in_periods,
            forecast_error=e.forecast_error,
            crediting_error=e.crediting_error,
            present_bias=e.present_bias,
            weekly_discount=e.weekly_discount,
            loss_frame=e.loss_frame,
            payday_weight=self.payday_weight,
            prize_ends=int(model.lever(Contests).ends(model)),
        )

    def timing(self) -> TimingWeek:
        p, e, model = self.config.sales_force, self.config.sales_force.effort, self.model
        return TimingWeek(
            season=model.season_now,
            salary=self.quarter_salary,
            pull_share=e.pull_share,
            push_share=e.push_share,
            pull_discount=e.pull_discount,
            pull_trouble=e.pull_trouble,
            max_discount=p.discretion.max_discount,
            discount_response=self.config.market.buying.discount_response,
            quota_uncertainty=e.quota_uncertainty,
        )

    def usual(self) -> float:
        """Mean weekly sales that are expected of today's customers; 1 where the call plan does not ask for it."""
        if self.config.sales_force.coverage.number != BY_VALUE:
            return 1.0
        c = self.model.columns
        current = (c.state == State.HEALTHY) | (c.state == State.FADING)
        return max(float(c.expected[current].mean(dtype=np.float64)), 1e-9) if current.any() else 1.0

    def visits(self) -> VisitWeek:
        force, market, model = self.config.sales_force, self.config.market, self.model
        context = force.tools.arrival_context
        return VisitWeek(
            week=model.week,
            visit_min=force.time.visit_min,
            stage_rate=self.stage_rate,
            response_exponent=market.prospects.response_exponent,
            mean_goodwill=model.mean_goodwill,
            elasticity=market.goodwill.elasticity,
            win_back=market.churn.win_back,
            memory=context.memory,
            knowing_quality=context.quality,
            falsified=self.falsified(),
            falsified_key=model.key(Stream.FALSIFIED_VISIT),
            found_key=model.key(Stream.FALSIFIED_FOUND),
            win_back_key=model.key(Stream.WIN_BACK),
            funnel_key=model.key(Stream.FUNNEL_STEP),
        )

    def call_plan(self) -> CallPlan:
        p, market, model = self.config.sales_force, self.config.market, self.model
        travel = market.travel
        return CallPlan(
            week=model.week,
            working_days=model.working_days,
            day_min=p.time.day_min,
            field_share=p.time.field_share,
            visit_min=p.time.visit_min,
            visits_exponent=p.effort.visits_exponent,
            visits_a_week=p.coverage.visits_a_week,
            list_length=p.coverage.list_length,
            grade_weight=self.grade_weight,
            prospect_weight=p.coverage.prospect_weight,
            fading_weight=p.coverage.fading_weight,
            renewal_weight=p.coverage.renewal_weight,
            rescue_weight=p.warning.rescue_weight,
            rescue_weeks=p.warning.rescue_weeks if p.warning.enabled else 0,
            rule=p.coverage.number,
            value_exponent=p.coverage.value_exponent,
            usual=self.usual(),
            horizon_weeks=p.coverage.horizon_weeks,
            elasticity=market.goodwill.elasticity,
            immediate=market.goodwill.immediate,
            win_back=market.churn.win_back,
            visits_needed=self.visits_needed,
            near_km=p.tools.map.near_km,
            unseen_weeks=p.tools.map.unseen_weeks,
            reminder=p.tools.arrival_context.reminder,
            circuity=travel.circuity,
            urban_kmh=travel.urban_kmh,
            intercity_kmh=travel.intercity_kmh,
            urban_km=travel.urban_km,
            road=model.world.travel.rows_at(model.columns.place),
            table_min=model.world.travel.minutes,
        )

    def settlement(self) -> Settlement:
        market, model = self.config.market, self.model
        leaving, payment = market.churn, market.payment
        return Settlement(
            week=model.week,
            quarter=model.quarter,
            minor_per_unit=float(Currency.of(self.config.currency).minor_per_unit),
            has_deals=int(market.buying.deals.above is not None),
            deals_above=market.buying.deals.above or 0.0,
            newcomers_order=int(market.prospects.newcomers_per_year is not None),
            decline_weeks=leaving.decline_weeks,
            mean_goodwill=model.mean_goodwill,
            goodwill_effect=leaving.goodwill_effect,
            service_effect=leaving.service_effect,
            attack_effect=leaving.attack_effect,
            handover_churn=leaving.handover_churn,
            renewal_base=leaving.renewal_base,
            renewal_goodwill=leaving.renewal_goodwill,
            renewal_health=leaving.renewal_health,
            lost_order_event=self.config.channel.stock.lost_order_memory,
            terms_days=payment.terms_days,
            late_median_days=payment.late_median_days,
            late_sigma=payment.late_sigma,
            late_fading=payment.fading_factor,
            churn_key=model.key(Stream.CHURN),
            payment_key=model.key(Stream.PAYMENT_DELAY),
            renewal_key=model.key(Stream.RENEWAL),
        )

    def future_margin(self, horizon_weeks: float) -> FutureMargin:
        market, margins = self.config.market, self.config.channel.network.mean_margins
        return FutureMargin(
            direct_margin=margins[0],
            channel_margin=margins[1],
            horizon_weeks=horizon_weeks,
            mean_goodwill=self.model.mean_goodwill,
            elasticity=market.goodwill.elasticity,
            service_effect=market.buying.service_effect,
            goodwill_effect=market.churn.goodwill_effect,
            churn_service=market.churn.service_effect,
            handover_churn=market.churn.handover_churn,
            recovery=self.recovery,
            decline_weeks=float(market.churn.decline_weeks),
            renewal_base=market.churn.renewal_base,
            further_share=self.config.sales_force.cross_sell.value_share,
            week=self.model.week,
        )

    def wagers(self) -> WagerQuarter:
        p, model = self.config.sales_force, self.model
        return WagerQuarter(
            quarter=model.quarter,
            season=model.season_of_quarter(),
            forecast_error=p.effort.forecast_error,
            temperature=p.wager.temperature,
            symbolic=p.wager.symbolic,
            challenge_lift=p.wager.challenge_lift,
            loss_curvature=p.wager.loss_probability_curvature,
            sharper=p.tools.forecast.sharper,
        )

    def blocking(self) -> Blocking:
        p = self.config.sales_force.team_time
        return Blocking(share=p.blocked_share, mean_days=p.blocked_days, stand_up=p.stand_up)

    def stay(self) -> StayWeek:
        p, model = self.config.sales_force, self.model
        t = p.turnover
        return StayWeek(
            week=model.week,
            base=t.weekly_base,
            usual_odds=model.usual.quit_odds,
            outside_option=t.outside_option,
            outside_skill=t.outside_skill,
            outside_pay=t.outside_pay * model.usual.pay,
            usual_stake=p.effort.usual_stake,
            pay_memory=t.pay_memory,
            ramp_weeks=t.ramp_weeks,
            inequity=t.inequity,
            overload=t.overload,
            attainment=t.attainment,
            standing=t.standing,
            lost_wager=t.lost_wager,
            peers=t.peers,
            recognition=t.recognition,
            resentment=p.tools.check_in.resentment,
            exits_kept=exits_kept(t.exit_half_life_weeks),
            season_left=sum_over(model.season, model.week + 1, model.week + model.weeks_left - 1),
            quarter_share=model.plan_done,
            salary=self.quarter_salary,
        )
