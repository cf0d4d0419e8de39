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
from salesim.scenario.faults import checked

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data" / "pay_plans"
LEFT_OUT = {"over"}  # a prototype's setting of a commission by another measure; its value is what it is without
CENT = 0.005


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
    print(
        f"{len(right)} of {len(plans)} plans, {sum(case.agrees for case in found)} of {len(found)} figures as expected"
    )


if __name__ == "__main__":
    main()
