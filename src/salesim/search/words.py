"""What a search says to its reader, in English and Chinese: on the command line and in its report."""

from __future__ import annotations

WORDS = {
    "search": ("candidates", "候选方案"),
    "rank": ("replications to rank the finalists", "入围方案排序重复"),
    "confirm": ("fresh replications", "新的重复"),
    "best": ("best so far {}", "目前最优 {}"),
    "left": ("about {} s left", "约剩 {} 秒"),
    "arm": ("arm", "方案"),
    "believed": ("believed", "搜索所见"),
    "confirmed": ("confirmed", "确认结果"),
    "verdict": ("verdict", "结论"),
    "better": ("better", "更优"),
    "worse": ("worse", "更差"),
    "equivalent": ("equivalent", "相当"),
    "undecided": ("undecided", "未定"),
    "level": ("equivalent or undecided", "相当或未定"),
    "needed": ("needed", "必要"),
    "flat": ("makes no difference", "无影响"),
    "harmful": ("better without", "去掉更好"),
    # the report
    "title": ("Search: {name}", "搜索：{name}"),
    "how": (
        "{trials} candidates, {simulations} simulations; {stopped} were given up early, {refused} refused before "
        "simulation, {failed} failed, {infeasible} broke a constraint. Finalists were ranked on fresh luck and "
        "measured on {confirm} replications that had no say in the choice.",
        "{trials} 个候选方案，{simulations} 次模拟；其中 {stopped} 个提前放弃，{refused} 个未经模拟即被排除，"
        "{failed} 个失败，{infeasible} 个违反约束。入围方案先以新的随机性排序，再以未参与选择的 {confirm} 次重复测量。",
    ),
    "finalists": ("What holds", "确认的结果"),
    "curse_about": (
        "The luckiest of many looks better than it is: what the search believed beside what fresh luck confirms, "
        "as differences to the baseline.",
        "在众多方案中，运气最好的看起来总比实际更好：左为搜索所见，右为新的随机性所确认，均为与基准之差。",
    ),
    "curse_title": ("Believed and confirmed", "搜索所见与确认结果"),
    "terms": ("What it consists of", "方案内容"),
    "progress": ("How it was found", "搜索过程"),
    "convergence_title": ("Candidates and the best so far", "候选方案与目前最优"),
    "convergence_axis": ("candidate", "候选方案序号"),
    "kept": ("all replications", "完成全部重复"),
    "given_up": ("given up early", "提前放弃"),
    "broken": ("breaks a constraint", "违反约束"),
    "front_title": ("What one can have of each", "目标之间的取舍"),
    "front_about": (
        "Every candidate as the search saw it; the confirmed front is marked with its intervals.",
        "各点为搜索所见的候选方案；标出的是经确认的前沿及其区间。",
    ),
    "on_front": ("confirmed front", "经确认的前沿"),
    "importance_title": ("What explains the candidates' values", "哪些参数影响结果"),
    "importance_axis": ("share of the variance, each on its own", "各参数单独解释的方差占比"),
    "parallel_title": ("The best tenth of the candidates", "最优的十分之一候选方案"),
    "parallel_about": (
        "One line a candidate: colored the best tenth of those that kept all constraints, grey the others.",
        "每条线为一个候选方案：彩色为满足约束者中最优的十分之一，灰色为其余。",
    ),
    "worth": ("What each term is worth", "各条款的价值"),
    "loss_about": (
        "What is lost if one term alone goes back to the baseline's, on luck of its own.",
        "仅将某一条款恢复为基准时的损失，以独立的随机性测得。",
    ),
    "simplest": ("As good, and simpler: {terms}.", "同样好且更简单：{terms}。"),
    "simplest_none": ("No simpler policy was shown to be as good.", "没有发现同样好的更简单方案。"),
    "slices_title": ("The winner with one number moved", "仅改变一个参数"),
    "term": ("term", "条款"),
    "winner": ("winner", "优胜方案"),
    "baseline": ("baseline", "基准"),
    "loss_column": ("worth", "价值"),
    "interval": ("95 % interval", "95 % 区间"),
    "why": ("Where it comes from", "差异的来源"),
    "who": ("Who wins and who loses", "谁得谁失"),
    "who_about": (
        "Variable pay of the seats under the winner against the baseline, on the same replications: {more} of {seats} "
        "earn more, {less} earn less.",
        "同一组重复中各销售岗位的薪酬与基准之比：{seats} 个岗位中 {more} 个更高，{less} 个更低。",
    ),
    "who_title": ("Change of variable pay, seat by seat", "各岗位浮动薪酬的变化"),
    "who_axis": ("seats, from the greatest loss to the greatest gain", "岗位，从损失最大到收益最大"),
    "region": ("region", "区域"),
    "pay_before": ("variable pay a quarter, before", "每季浮动薪酬（之前）"),
    "pay_after": ("after", "之后"),
    "sales_change": ("sales", "销售额"),
    "policy": ("The policy, ready to be used", "可直接使用的方案"),
    "map": ("Its territories", "其区域划分"),
    "nothing": ("Nothing was shown to beat the baseline, so there is no policy to show.", "没有方案被证明优于基准。"),
    "made_by": ("salesim {version}", "salesim {version}"),
    "amount_axis": ("difference to the baseline, {unit}", "与基准之差，{unit}"),
    "change_axis": ("difference to the winner, {unit}", "与优胜方案之差，{unit}"),
}


def word(key: str, lang: str, **places: object) -> str:
    """A word or a sentence in a language, its ``{places}`` filled in.

    >>> word("needed", "zh"), word("title", "en", name="x")
    ('必要', 'Search: x')
    """
    text = WORDS[key][lang == "zh"]
    return text.format(**places) if places else text
