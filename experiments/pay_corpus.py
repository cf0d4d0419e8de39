"""Every plan of the corpus of published pay plans, reckoned and held against the payouts that its source states.

    python experiments/pay_corpus.py [FOLDER] [--markdown FILE]

FOLDER holds a YAML file for each plan: its parts as a plan letter has them, and cases of what is given and expected.
The corpus lies outside of the repository (``../shared/data/pay_plans``); its figures are public, its words our own.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from salesim.errors import InputError
from salesim.letter import Letter
from salesim.letter.figures import plain
from salesim.letter.in_model import in_model
from salesim.pay.plan import PayParameters
from salesim.scenario.faults import checked

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data" / "pay_plans"
LEFT_OUT = {"over"}  # a prototype's setting of a commission by another measure; its value is what it is without
CENT = 0.005


# What figures of a plan are in the simulation, where neither English nor Chinese words of the trade say it: a number,
# or one of the model's measures in the place of what the firm counts (profit by margin, accounts by new customers). Of
# a product it is the sales of a line that the scenario has under that name, and quota the line's own.
STAND_INS: dict[str, dict[str, float | str]] = {
    "07_excelforum_weekly_profit": {"profit": "margin"},
    "09_mrexcel_units_annual_quota": {"accounts": "new_customers"},
    "14_mention_model1_own_team_firm": {
        **{"own": "sales", "own_target": "quota", "division": "team_sales", "division_target": "team_quota"},
        **{"firm": "firm_sales", "firm_target": "firm_quota"},
    },
    "17_cn_store_override": {"store": "team_sales"},
    "18_cn_base_reward_steps": {"home": "visits", "other": 0},
    "19_cn_event_month_multiplies_thresholds": {"month_factor": 1, "lessons": "visits"},
    "20_cn_progressive_chao_e": {"last_quarter": "sales"},
    "21_cn_steprate_deduction": {"amount": "sales", "deduction": 10000},
    "23_cn_streamer_guarantee_whole_rate": {"guarantee": 0},  # it is the salary
    "26_cichelli_hurdle_three_products": {
        **{"A": "sales of A", "B": "sales of B", "C": "sales of C"},
        **{"qa": "quota", "qb": "quota", "qc": "quota"},  # each line's own
    },
    "28_siebel_multiplier_quota": {"deals": "sales"},
    "34_sec_stbernard_2009_hurdle": {"plan": "quota"},
    "36_mrexcel_weighted_then_curve": {
        **{"total_rev": "sales", "total_goal": "quota"},
        **{"digital": "sales of digital", "digital_goal": "quota", "target_incentive": 3263},
    },
    "37_donya_rose_no_numbers_margin_multiplier": {"earned": "2 % of sales", "profit_level": 2},
    "38_sparrow_milestone_bonus": {"base": 0},  # it is the salary
    "42_pcreview_between_forecast_and_goal": {"forecast": 500, "goal": 800},
    "43_salkin_minimum_and_falling_rate": {"sale": "sales"},
    "44_siebel_recoverable_draw": {"gross": "2 % of sales"},
    "48_prowi_ramp_table_inconsistent": {"guarantee": 2500, "base": 0},
    "49_salescookie_ramped_quota": {"months": 3},
    "52_midyear_target_bonus_change": {"s1": 0.413699, "s2": 0.586301},
    "55_revopsmasters_overlay_double_credit": {"deal": "sales", "overlay_share": 0.5},
    "56_prowi_override_flat_and_threshold": {"reps": "team_sales", "team_attainment": "team_attainment"},
    "57_team_pool_equal_or_by_share": {"fund": "1 % of team_sales", "n": 5, "all_shares": 5000, "my_shares": 5},
    "58_sparrow_pooled_allocation": {"revenue": "team_sales", "points": 25},
    "60_quotewerks_margin_scale": {"profit": "margin", "sale": "sales"},
    "63_sec_licensing_2014_kink_jump_kink": {"plan": 1_000_000},
    "65_engine_hunter_slices": {"ytd": "sales"},
    "66_engine_farmer_zero_slice_gate": {
        **{"new": "new_customers", "new_target": 12, "closing": "cash", "closing_target": "quota"},
    },
    "67_engine_whole_multiplier_120": {"ytd": "sales"},
    "69_engine_split_does_not_add_up": {"ytd": "sales"},
    "72_bentega_tiered_spif_open": {"deals": "new_customers", "achievement": "attainment"},
    "73_contest_three_places_tie": {"sales": "attainment"},
    "75_oracle_half_on_order_half_on_cash": {"order": "sales", "collected": "cash"},
    "77_rolling_reserve_ten_percent": {"earned": "2 % of sales"},
    "78_core8_half_clawed_back": {"earned": "2 % of sales"},
    "80_insurance_advance_tail": {"premium": "10 % of sales"},
    "82_gonik_grid_cell": {"actual_over_quota": "attainment", "forecast_over_quota": 0.5},
    "84_deposit_returned_with_prize": {"deposit": 1000},
    "33_sec_mattersight_2013_bookings": {"ebitda": 16},
}


class Case(NamedTuple):
    """One expected figure of a plan and what the letter pays; ``reckoned`` is a fault's words where it pays nothing."""

    plan: str
    part: str
    origin: str
    expected: Any
    reckoned: Any

    @property
    def agrees(self) -> bool:
        """To the cent, or to six digits where the figure is a share."""
        return agree(self.expected, self.reckoned)


def agree(expected: Any, reckoned: Any) -> bool:
    """Whether two figures, or lists of them, are the same to the cent; shares, to the digits stated."""
    if isinstance(expected, list) or isinstance(reckoned, list):
        same_size = isinstance(expected, list) and isinstance(reckoned, list) and len(expected) == len(reckoned)
        return same_size and all(agree(one, other) for one, other in zip(expected, reckoned, strict=True))
    if isinstance(reckoned, str):
        return False
    return abs(expected - reckoned) < (CENT if abs(expected) >= 10 else 1e-6)


def cases(file: Path) -> Iterator[Case]:
    """What a file of the corpus expects, and what its letter pays."""
    plan = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    parts = [{field: value for field, value in part.items() if field not in LEFT_OUT} for part in plan["plan"]["parts"]]
    try:
        letter = checked(Letter, {"parts": parts})
    except InputError as fault:
        yield Case(file.stem, "-", "", None, str(fault))
        return
    for case in plan["cases"]:
        try:
            values: dict[str, Any] = {name: plain(value) for name, value in letter.reckon(case["given"]).items()}
        except InputError as fault:
            values = dict.fromkeys(case["expected"], str(fault))
        for part, expected in case["expected"].items():
            yield Case(file.stem, part, case.get("origin", ""), expected, values[part])


def simulated(file: Path) -> str:
    """Whether the model can pay by a plan of the corpus: with which stand-ins for its figures, or why it cannot."""
    plan = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    parts = [{field: value for field, value in part.items() if field not in LEFT_OUT} for part in plan["plan"]["parts"]]
    figures = STAND_INS.get(file.stem, {})
    try:
        letter = checked(Letter, {"parts": parts})
        settings = in_model(letter, {name: stated for name, stated in figures.items() if name in letter.given})
        checked(PayParameters, settings["pay"])
    except InputError as fault:
        return f"no: {str(fault).splitlines()[0]}"
    said = ", ".join(f"{name} is {stated}" for name, stated in figures.items())
    return f"yes, {said}" if said else "yes"


def in_simulation(folder: Path) -> str:
    """A line for each plan, as Markdown, and how many of them the model can pay by."""
    found = {file.stem: simulated(file) for file in sorted(folder.glob("*.yaml"))}
    lines = ["| plan | in the simulation |", "| --- | --- |"]
    lines += [f"| {plan} | {said} |" for plan, said in found.items()]
    able = [said for said in found.values() if said.startswith("yes")]
    plain = sum(said == "yes" for said in able)
    return "\n".join([*lines, "", f"{len(able)} of {len(found)} plans can be simulated, {plain} of them as they are"])


def corpus(folder: Path) -> list[Case]:
    """All cases of a folder."""
    return [case for file in sorted(folder.glob("*.yaml")) for case in cases(file)]


def table(found: list[Case]) -> str:
    """A line for each plan, as Markdown."""
    lines = ["| plan | figures | as expected |", "| --- | ---: | ---: |"]
    for plan in dict.fromkeys(case.plan for case in found):
        some = [case for case in found if case.plan == plan]
        lines.append(f"| {plan} | {len(some)} | {sum(case.agrees for case in some)} |")
    return "\n".join(lines)


def main() -> None:
    """Print the table and every figure that differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--markdown", type=Path, help="write the table to this file")
    asked = parser.parse_args()
    found = corpus(asked.folder)
    text = table(found)
    if asked.markdown is not None:
        asked.markdown.write_text(text + "\n", encoding="utf-8")
    print(text)
    for case in found:
        if not case.agrees:
            print(f"{case.plan}, {case.part}: {case.expected} expected, {case.reckoned} reckoned")
    plans = {case.plan for case in found}
    right = {case.plan for case in found} - {case.plan for case in found if not case.agrees}
    print(in_simulation(asked.folder))
    print(
        f"{len(right)} of {len(plans)} plans, {sum(case.agrees for case in found)} of {len(found)} figures as expected"
    )


if __name__ == "__main__":
    main()
