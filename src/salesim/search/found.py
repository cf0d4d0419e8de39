"""What was found, in words and as YAML that can be pasted into a scenario."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from salesim.scenario.overlay import apply_policy
from salesim.scenario.scenario import Scenario
from salesim.search.changes import value_at
from salesim.search.proposal import Proposal
from salesim.search.space import LAYOUT, LAYOUTS
from salesim.wording.text import say
from salesim.written import replaced

WIDTH = 110


def terms(proposal: Proposal, baseline: Proposal, scenario: Scenario, lang: str = "en") -> str:
    """A proposal in words: what was drawn otherwise than the baseline, or what its policy sets otherwise."""
    if proposal.drawn is not None and baseline.drawn is not None:
        drawn = {name: value for name, value in proposal.drawn.items() if name != LAYOUT}
        names = short_names(list(drawn))
        changed = {name: value for name, value in drawn.items() if value != baseline.drawn.get(name)}
    else:
        today = apply_policy(scenario, scenario.run.baseline.policy).model_dump(mode="json")
        set_ = dict(leaves(proposal.policy.set))
        names = short_names(list(set_))
        changed = {path: value for path, value in set_.items() if value != value_at(today, path)}
    return say(", ", lang).join(f"{names[name]} {said(value, lang)}" for name, value in changed.items())


def short_names(paths: Sequence[str]) -> dict[str, str]:
    """The last part of each path, or the last two where that could mean several; positions in lists are left out.

    >>> short_names(["pay.bonus", "wager.menu.0.bonus", "pay.rate"])
    {'pay.bonus': 'pay.bonus', 'wager.menu.0.bonus': 'menu.bonus', 'pay.rate': 'rate'}
    """
    parts = {path: [part for part in path.split(".") if not part.isdecimal()] for path in paths}
    last = [of[-1] for of in parts.values()]
    return {path: ".".join(of[-2:] if last.count(of[-1]) > 1 else of[-1:]) for path, of in parts.items()}


def leaves(changes: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Nested changes as (dotted path, value)."""
    for name, value in changes.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{above}{name}.")
        else:
            yield above + name, value


def said(value: Any, lang: str = "en") -> str:
    """A value in one line of plain words; numbers as a scenario's file states them.

    >>> said(True), said([]), said({"rate": 0.02})
    ('on', 'none', 'rate 0.02')
    """
    if isinstance(value, bool):
        return say("on", lang) if value else say("off", lang)
    if isinstance(value, Mapping):
        return say(", ", lang).join(f"{name} {said(inner, lang)}" for name, inner in value.items())
    if isinstance(value, list):
        return "[" + "; ".join(said(item, lang) for item in value) + "]" if value else say("none", lang)
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def policy_yaml(proposal: Proposal, scenario: Scenario, verdict: str, lang: str = "en") -> str:
    """The proposal's policy as a scenario file would state it, with the verdict above."""
    stream = StringIO()
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.width = WIDTH
    name = "found" if proposal.arm.policy not in scenario.policies else proposal.arm.policy
    policy = proposal.policy.model_dump(mode="json")
    layout, entries = proposal.arm.layout, {"policies": {name: policy}}
    if proposal.layout is not None:
        layout = f"{name}-layout"
        entries = {LAYOUTS: {layout: proposal.layout.model_dump(mode="json", exclude_none=True)}} | entries
    yaml.dump(entries, stream)
    note = say(
        "It goes with the layout '{layout}'. Put what stands below into the scenario's file; then 'salesim compare' "
        "can run {option}.",
        lang,
        layout=layout,
        option=f"{layout}/{name}",
    )
    notes = [
        *textwrap.wrap(verdict, WIDTH),
        "",
        *textwrap.wrap(note, WIDTH),
    ]
    return "".join(f"# {line}".rstrip() + "\n" for line in notes) + stream.getvalue()


def write_policy(file: Path, text: str) -> None:
    """Keep the winner's YAML, or clear that of an earlier search if there is no winner."""
    if text:
        with replaced(file) as aside:
            aside.write_text(text, encoding="utf-8")
    else:
        with suppress(FileNotFoundError):
            file.unlink()
