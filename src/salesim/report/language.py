"""The words of a report in English and Chinese: one table, and nothing shown to a reader stands outside it."""

from __future__ import annotations

from string import Formatter

from salesim.errors import InputError

LANGUAGES = ("en", "zh")


def check_language(lang: str) -> None:
    """Refuse a language that the report does not speak."""
    if lang not in LANGUAGES:
        raise InputError("unknown language", field="lang", value=lang, allowed=" or ".join(LANGUAGES))


def say(key: str, lang: str = "en", **values: str) -> str:
    """A message in a language, its ``{places}`` filled in.

    >>> say("at_quota", "zh", share="41%")
    '41% 达标'
    """
    check_language(lang)
    message = MESSAGES[key][LANGUAGES.index(lang)]
    return message.format(**values) if values else message


def name_of(term: str, lang: str = "en") -> str:
    """What readers call a column, a part, a score or a fact; a term we have no words for is shown as it is.

    >>> name_of("retention"), name_of("retention", "zh"), name_of("my_own_score")
    ('Customers kept', '客户留存率', 'my own score')
    """
    check_language(lang)
    found = TERMS.get(term)
    return found[LANGUAGES.index(lang)] if found else term.replace("_", " ")


def places(message: str) -> set[str]:
    """Names of the ``{places}`` in a message."""
    return {field for _, field, _, _ in Formatter().parse(message) if field}


# key: (English, Chinese)
MESSAGES: dict[str, tuple[str, str]] = {
    # pictures
    "forest_title": ("Value created: difference to the baseline", "所创价值：与基准之差"),
    "with_unit": ("{what}, {unit}", "{what}，{unit}"),
    "is_baseline": ("{arm} (baseline)", "{arm}（基准）"),
    "interval": ("{low} to {high}", "{low} 至 {high}"),
    "reps": ("reps' homes", "销售代表驻地"),
    "distributors": ("distributors", "经销商"),
    "anchors": ("anchor sites", "锚点"),
    "brand": ("brand", "品牌"),
    "areas": ("areas", "区域"),
    "other_distributors": ("others", "其他"),
    "goods_flow_title": ("Where goods went in the baseline, units", "基准情景货流（单位数）"),
    "goods_flow_about": (
        "From the brand through distributors to their areas. Red: goods that crossed into another's area, as it was, "
        "found out or not; beside an area what its own distributor sold, and what others brought.",
        "从品牌经经销商到各区域。红色为窜货（真实流量，不论是否查实）；区域旁为本地经销商销量及他人窜入量。",
    ),
    "channel": ("Distributors", "经销商"),
    "channel_about": (
        "Fill rate: units asked for that were sold at once. Order cycle: days from order to arrival. Sell-through: "
        "units sold of what was sold or lies there. Means over distributors and quarters.",
        "满足率：即时售出占需求单位之比。订货周期：下单到到货天数。动销率：已售占已售与库存之和。各经销商、各季度平均。",
    ),
    "tradeoff_title": ("Balance, travel and what changes hands", "均衡、差旅与客户易手"),
    "tradeoff_balance": ("Spread of workload between territories", "区域间工作量离散度"),
    "tradeoff_travel": ("Hours on the road a week, estimated", "每周在途小时（估计）"),
    "tradeoff_reassigned": ("{share} moved", "{share} 易手"),
    "tradeoff_about": (
        "Lower is more even, further left drives less; the larger the circle, the more of today's sales change hands. "
        "A filled circle is on the frontier: no other layout is better in all three.",
        "越低越均衡，越靠左差旅越少；圆越大，易手的现有销售越多。实心圆位于前沿：没有其他布局在三方面都更好。",
    ),
    "kilometers": ("{km} km", "{km} 公里"),
    "n_territories": ("{n} territories", "{n} 个销售区域"),
    "attainment_title": ("Who reaches the quota", "目标达成率分布"),
    "attainment_axis": ("Attainment of the quarter's quota", "季度目标达成率"),
    "at_quota": ("{share} at quota", "{share} 达标"),
    "weeks_sales": ("Sales a week", "每周销售额"),
    "weeks_customers": ("Customers", "客户数"),
    "weeks_sales_difference": ("Sales gained against the baseline, added up", "相对基准的累计销售增量"),
    "weeks_customers_difference": ("Customers more than the baseline has", "相对基准的客户数差异"),
    "week_axis": ("Week", "周"),
    "pay_title": ("Pay a quarter", "季度薪酬"),
    "pay_title_quarter": ("{component}: pay a quarter", "{component}：季度薪酬"),
    "pay_title_year": ("{component}: pay a year", "{component}：年度薪酬"),
    "marginal_unit_title": ("What one more unit pays", "每多一个单位的薪酬"),
    "attained_axis_quarter": ("{what}: attainment of the quarter's quota", "{what}：季度目标达成率"),
    "attained_axis_year": ("{what}: attainment of the year's quota", "{what}：年度目标达成率"),
    "units_axis_quarter": ("{what} in the quarter", "季度{what}"),
    "units_axis_year": ("{what} in the year", "年度{what}"),
    "marginal_title": ("What one more point of attainment pays", "达成率每多一个百分点的薪酬"),
    "standing_title": ("Where the reps stand: {arm}", "代表所处位置：{arm}"),
    "parts_title": ("Why {arm} differs from the baseline", "{arm} 与基准为何不同"),
    "tornado_title": ("What the difference hangs on", "差异取决于哪些假设"),
    # the article's claims
    "claim_missing": ("lever {lever} is not in the model yet", "模型尚无该杠杆（{lever}）"),
    "claim_assumed": ("assumed, not tested", "作为假设，未检验"),
    "claim_reproduced": ("reproduced", "可复现"),
    "claim_none": ("no effect shown", "未见效果"),
    "claim_short": ("less than claimed", "低于所称"),
    "claim_beyond": ("more than claimed", "高于所称"),
    "claim_opposite": ("the other way round", "方向相反"),
    "claim_follows": ("(what follows from it is shown)", "（列出由此带来的结果）"),
    "claim_believe": ("{name} = {value}", "{name} = {value}"),
    "claim_no_value": (
        "no plausible value does: {name} from {low} to {high} gives {least} to {most}",
        "无合理取值可达到：{name}取 {low} 至 {high} 时为 {least} 至 {most}",
    ),
    # the page
    "comparison": ("Comparison", "方案对比"),
    "comparison_about": (
        "All figures are for {weeks} weeks, averages over the replications, with {level} intervals beneath. The "
        "difference is paired: each arm is held against the baseline under the same customers, competitors and luck.",
        "所有数字均为 {weeks} 周内、各次重复的平均值，下方为 {level} 区间。"
        "差异为配对比较：每个方案与基准面对相同的客户、竞争对手和运气。",
    ),
    "forest_about": (
        "Dots are mean differences, bars their {level} intervals. A filled dot is shown to be better or worse than the "
        "baseline; a hollow one is not.",
        "圆点为平均差异，横线为 {level} 区间。实心点已证实优于或劣于基准，空心点未证实。",
    ),
    "why_about": (
        "The difference in value created, taken apart: what each part adds (right) or takes away (left).",
        "所创价值差异的构成：各部分的增加（向右）或减少（向左）。",
    ),
    "all_sentences": (
        "Every arm in a sentence: money, risk, who gains and who loses",
        "各方案一句话：金额、风险、得失",
    ),
    "all_parts": ("The parts for every arm", "各方案的构成"),
    "maps": ("Territories", "销售区域"),
    "maps_about": (
        "Neighboring territories differ in color; a color means nothing else.",
        "相邻区域颜色不同，颜色本身无其他含义。",
    ),
    "scores": ("How the layouts score", "布局评分"),
    "over_weeks": ("Over the weeks", "逐周走势"),
    "over_weeks_about": (
        "Lines are means over the replications, bands {bands}. Grey is the baseline, faint lines are the arms not "
        "named.",
        "曲线为各次重复的平均值，阴影为{bands}。灰色为基准，浅色线为未标名的方案。",
    ),
    "bands_interval": ("their {level} intervals", "其 {level} 区间"),
    "bands_given": ("where most replications lie", "多数重复所在的范围"),
    "quotas_and_pay": ("Targets and pay", "目标与薪酬"),
    "quotas_and_pay_about": (
        "A rep weighs what one more sale pays: where the curve is steep there is reason to push, where it is flat "
        "there is none.",
        "代表衡量多卖一单的回报：曲线陡峭处有动力，平缓处则没有。",
    ),
    "diagnoses": ("What managers concluded, and what was so", "经理的结论与真实原因"),
    "diagnoses_about": (
        "Shares of all root-cause checks in the baseline. Managers see sales, reported visits and what reps say of "
        "competitors; the simulation knows the largest true part of each shortfall. Right conclusions lie on the "
        "diagonal; in the last column nothing was wrong but luck.",
        "占基准方案全部根因检查的比例。经理只看到销售额、上报的拜访和代表对竞争的说法；模拟知道每个缺口的最大真实成因。"
        "对角线为结论正确，最后一列只是运气不好。",
    ),
    "wagers": ("What the wagers did", "对赌效果"),
    "wagers_about": (
        "Sales of all who were offered a wager, and of those who took it, against the same people under the same luck "
        "without it, with {level} intervals beneath. Takers are ahead of the others, but nearly as much (beneath) when "
        "there is no wager: who takes one was ahead anyway, so the gap says next to nothing.",
        "所有可参与者及实际参与者的销售额，与相同人员在相同运气下没有对赌时相比，下方为 {level} 区间。"
        "参与者领先于其他人，但没有对赌时领先几乎同样多（下方）：参与者本来就领先，因此这一差距几乎不说明问题。",
    ),
    "more_than_wager": (
        "Changes more than the wager, so effects on sales are of all of it: {policies}.",
        "以下政策不只改变对赌，销售变化为其全部内容的结果：{policies}。",
    ),
    "nobody_could_win": (
        "Nobody could win the wager ‘{wager}’ of policy ‘{policy}’: of the baseline’s quarters {win} would win it, "
        "{lose} lose.",
        "政策“{policy}”的对赌“{wager}”无人能赢：基准中 {win} 的季度会赢，{lose} 会输。",
    ),
    "nobody_could_lose": (
        "Nobody could lose the wager ‘{wager}’ of policy ‘{policy}’: of the baseline’s quarters {lose} would lose it, "
        "{win} win.",
        "政策“{policy}”的对赌“{wager}”无人会输：基准中 {lose} 的季度会输，{win} 会赢。",
    ),
    "method": ("How it was done", "方法"),
    "method_pairs": (
        "Every arm lived through the same {replications} replications: the same customers, competitors and luck, "
        "starting from the same state. Only the layout and the policy differ, so the differences are paired and far "
        "surer than the levels.",
        "每个方案都经历相同的 {replications} 次重复：相同的客户、竞争对手和运气，从同一状态出发。"
        "仅布局与政策不同，因此差异为配对比较，远比水平值可靠。",
    ),
    "method_value": (
        "Value created = contribution + change in customer value − orders pulled forward, so that no arm wins by using "
        "up its customers or by booking next year's orders early.",
        "所创价值 = 贡献毛益 + 客户价值变化 − 提前透支的订单，因此任何方案都不能靠消耗客户或提前确认明年订单取胜。",
    ),
    "method_limits": (
        "This is a simulation: it says what follows from the assumptions below. Change one and see whether the verdict "
        "stands.",
        "这是模拟：结果由下列假设推出。改变其中一项，看结论是否仍然成立。",
    ),
    "correlation_achieved": (
        "Correlation between an arm and the baseline: {low} to {high}.",
        "各方案与基准的相关系数：{low} 至 {high}。",
    ),
    "correlation_one": (
        "Correlation between the arm and the baseline: {low}.",
        "方案与基准的相关系数：{low}。",
    ),
    "notes": ("Please note", "请注意"),
    "assumptions": ("Assumptions", "假设"),
    "assumptions_about": (
        "{n} figures went into this result; {changed} differ from the defaults and are marked. The letter says where a "
        "default comes from.",
        "本结果使用了 {n} 个参数，其中 {changed} 个与默认值不同并已标出。字母表示默认值的来源。",
    ),
    "changed_only": ("Changed from the default", "与默认值不同"),
    "all_assumptions": ("All {n} assumptions", "全部 {n} 项假设"),
    "versions": ("To run it again", "如何重现"),
    "made_by": ("Made by salesim, offline, in one file.", "由 salesim 生成，离线单文件。"),
    "source_F": ("fitted to data", "由数据拟合"),
    "source_L": ("literature", "文献"),
    "source_V": ("vendor or trade figure", "厂商或行业数据"),
    "source_A": ("assumption, to be calibrated", "假设，有待校准"),
}

# term, as it stands in a table's column or index: (English, Chinese)
TERMS: dict[str, tuple[str, str]] = {
    # the article's claims
    "claims_claim": ("Claim", "文章所称"),
    "claims_article": ("Article", "文章数字"),
    "claims_simulated": ("Simulated", "模拟结果"),
    "claims_verdict": ("Verdict", "结论"),
    "claims_to_believe": ("What you would have to believe", "须相信什么"),
    # verdicts on an arm
    "better": ("better", "更好"),
    "worse": ("worse", "更差"),
    "equivalent": ("as good", "相当"),
    "undecided": ("undecided", "未定"),
    "baseline": ("baseline", "基准"),
    # a comparison over draws of parameters
    "ahead": ("Ahead", "领先"),
    "parameter_sd": ("± by parameters", "± 参数"),
    "sampling_sd": ("± by luck", "± 运气"),
    # the comparison table
    "arm": ("Arm", "方案"),
    "layout": ("Layout", "布局"),
    "policy": ("Policy", "政策"),
    "value": ("Value created", "所创价值"),
    "difference": ("Difference", "与基准之差"),
    "correlation": ("Paired correlation", "配对相关"),
    "verdict": ("Verdict", "结论"),
    "value_created": ("Value created", "所创价值"),
    "contribution": ("Contribution", "贡献毛益"),
    "sales": ("Sales", "销售额"),
    "margin": ("Sales margin", "销售毛利"),
    "pay": ("Pay", "薪酬"),
    "fixed_pay": ("Fixed pay", "固定薪酬"),
    "variable_pay": ("Variable pay", "浮动薪酬"),
    "wager_pay": ("Wager pay", "对赌奖金"),
    # pay plans
    "paid_on": ("Paid on", "考核指标"),
    "plan_pay_80": ("80 %", "达成 80%"),
    "plan_pay_100": ("100 %", "达成 100%"),
    "plan_pay_120": ("120 %", "达成 120%"),
    "plan_reached": ("reached", "达成"),
    "plan_at_quota": ("at quota", "达标"),
    "plan_earned": ("earned", "实得"),
    "year": ("a year", "年度"),
    # what reps can be paid on
    "paid_sales": ("Sales", "销售额"),
    "paid_new_customers": ("New customers", "新客户"),
    "paid_conversion": ("Conversion of leads", "线索转化率"),
    "paid_cash": ("Cash collected", "回款"),
    "paid_days_to_collect": ("Days to collect (fewer are more)", "回款周期（越短越好）"),
    "paid_visits": ("Visits reported", "上报拜访"),
    "paid_data_quality": ("Visits completely recorded", "拜访记录完整率"),
    "team_pay": ("Team pay", "团队奖金"),
    "instant_pay": ("Instant rewards", "即时激励"),
    "travel_cost": ("Travel", "差旅"),
    "service_cost": ("Service", "服务"),
    "license_cost": ("Licenses", "软件许可"),
    "hiring_cost": ("Hiring", "招聘培训"),
    "lost_goods": ("Lost goods", "货品损失"),
    "holding_cost": ("Stock holding", "库存持有"),
    "customer_value_change": ("Change in customer value", "客户价值变化"),
    "pulled_margin": ("Orders pulled forward", "提前透支的订单"),
    "receivables_change": ("Change in receivables", "应收账款变化"),
    "cash": ("Cash", "现金"),
    "other": ("Everything else", "其他"),
    "total": ("Value created", "所创价值"),
    "retention": ("Customers kept", "客户留存率"),
    "attainment_mean": ("Attainment", "目标达成率"),
    "attainment_sd": ("Spread of attainment", "达成率标准差"),
    "attainment_gap": ("Mean distance from quota", "平均偏离目标"),
    "share_at_quota": ("Reps at quota", "达标占比"),
    "quota_error_mean": ("Bias of quotas", "目标偏差"),
    "quota_error_sd": ("Error of quotas", "目标设定误差"),
    "diagnoses": ("Managers' conclusions", "经理结论数"),
    "diagnoses_right_share": ("Conclusions that were right", "结论正确占比"),
    "false_alarm_share": ("Conclusions where it was chance", "误报占比"),
    "wrong_action_cost": ("Money spent on a wrong cause", "误判花费"),
    "wrong_action_hours": ("Hours spent on a wrong cause", "误判耗时"),
    "region_forecast_error": ("Error of regions' forecasts", "区域预测误差"),
    "regions_behind_share": ("Regions behind on the board", "看板落后区域占比"),
    "needless_behind_share": ("Of these, through no fault of theirs", "其中非自身原因占比"),
    "diagnosed": ("Concluded (rows), so (columns)", "结论（行）与真实原因（列）"),
    "competitor": ("competitor", "竞争"),
    "execution": ("execution", "执行"),
    "quota": ("quota", "目标"),
    "chance": ("chance", "偶然"),
    "accounts_reassigned": ("Customers moved", "易手客户"),
    "sales_reassigned_share": ("Sales that changed hands", "易手销售占比"),
    "customers_end": ("Customers at the end", "期末客户"),
    "new_customers": ("New customers", "新客户"),
    "visits": ("Visits", "拜访次数"),
    "visits_per_rep_week": ("Visits a rep and week", "每代表每周拜访"),
    "falsified_visits": ("Visits reported and not made", "虚报拜访"),
    "detected_falsified": ("Of these, found out", "其中被查实"),
    "key_visits_planned": ("Key visits planned", "计划重点拜访"),
    "key_visits_done": ("Key visits made", "完成重点拜访"),
    "key_visit_completion": ("Key visits made of those planned", "重点拜访完成率"),
    "data_quality": ("Visits completely recorded", "拜访记录完整率"),
    "discounts": ("Discounts given", "让价金额"),
    "travel_share": ("Time on the road", "在途时间占比"),
    "mean_effort": ("Mean effort", "平均努力"),
    "fill_rate": ("Orders filled", "订单满足率"),
    "orders": ("Orders", "订单数"),
    "orders_lost": ("Orders lost", "流失订单"),
    "quits": ("Reps who quit", "离职人数"),
    "wagers_taken": ("Wagers taken", "接受对赌"),
    "uptake": ("Taken", "接受率"),
    "win_rate": ("Won", "获胜率"),
    "loss_rate": ("Lost", "失败率"),
    "offer_effect": ("Sales of all offered", "全体销售变化"),
    "taker_effect": ("Sales of takers", "参与者销售变化"),
    "gap": ("Takers ahead by", "参与者领先"),
    "gap_without": ("without wager", "无对赌时"),
    "wager_cost": ("Cost", "成本"),
    "quits_after_loss": ("Left after losing", "失败后离职"),
    "quits_without": ("without wager", "无对赌时"),
    "all_entries": ("all", "全部"),
    "wagers_won": ("Wagers won", "对赌获胜"),
    "desk_hours_mean": ("Hours at the order desk", "订单处理时长"),
    "satisfaction": ("Satisfaction, 0 to 100", "客户满意度（0–100）"),
    "ticket_wait_hours": ("Hours until a ticket is answered", "工单平均等待小时"),
    "tickets_given_up": ("Tickets given up", "放弃的工单"),
    "promises_kept_share": ("Promises to strategic customers kept", "战略客户承诺兑现率"),
    "cost_per_contact": ("Cost of a service contact", "单次服务成本"),
    "km": ("Kilometers driven", "行驶公里"),
    "cycle_days_mean": ("Order cycle, days", "订货周期（天）"),
    "error_share": ("Orders with errors", "差错订单占比"),
    "sell_through": ("Sell-through", "动销率"),
    "near_expiry_share": ("Stock near expiry", "临期库存占比"),
    "diverted_share": ("Diverted", "窜货占比"),
    "customers": ("Customers", "客户数"),
    # the scores of a layout
    "n_territories": ("Territories", "销售区域数"),
    "workload_worst": ("Largest deviation of workload", "工作量最大偏差"),
    "workload_cv": ("Spread of workload", "工作量离散度"),
    "potential_worst": ("Largest deviation of potential", "潜力最大偏差"),
    "potential_cv": ("Spread of potential", "潜力离散度"),
    "potential_gini": ("Inequality of potential (Gini)", "潜力不均（基尼系数）"),
    "distance_km": ("Mean distance to the center, km", "到区域中心平均距离，公里"),
    "home_km": ("From the rep's home to the center, km", "代表驻地到中心距离，公里"),
    "travel_hours": ("Hours on the road a week, estimated", "每周在途小时（估计）"),
    "customers_max": ("Customers of the fullest territory", "最大区域客户数"),
    "customers_min": ("Customers of the emptiest territory", "最小区域客户数"),
    "sales_reassigned": ("Today's sales that change hands", "易手现有销售占比"),
    "relationship_reassigned": ("Relationships that change hands", "易手客情占比"),
    "polsby_popper": ("Compactness of shapes (1 = circle)", "形状紧凑度（1 为圆）"),
    "one_piece_share": ("Territories in one piece", "连片区域占比"),
    "enclaves": ("Enclaves", "飞地"),
    "overlap_share": ("Workload inside another's hull", "落入他区范围的工作量"),
    "potential_reassigned": ("Potential that changes hands", "易手潜力占比"),
    # assumptions
    "path": ("Field", "字段"),
    "about": ("What it is", "含义"),
    "value_used": ("Value", "取值"),
    "default": ("Default", "默认值"),
    "unit": ("Unit", "单位"),
    "source": ("Source", "来源"),
    # facts
    "scenario": ("Scenario", "情景"),
    "seed": ("Seed", "随机种子"),
    "replications": ("Replications", "重复次数"),
    "weeks": ("Weeks", "周数"),
    "burn_in_weeks": ("Weeks of burn-in", "预热周数"),
    "confidence": ("Confidence of the intervals", "区间置信水平"),
    "population": ("Population", "客户总体"),
    "hash": ("Fingerprint", "指纹"),
    "command": ("Command", "命令"),
    "salesim": ("salesim", "salesim"),
    "python": ("Python", "Python"),
    "customers_start": ("Customers at the start", "期初客户"),
}
