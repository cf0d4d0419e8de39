"""What a reader sees in place of a layout's or a policy's name."""

from __future__ import annotations

from typing import Literal

from salesim.scenario.scenario import Scenario, unknown_name
from salesim.titles import title_in


def display_name(scenario: Scenario, kind: Literal["layout", "policy"], name: str, lang: str) -> str:
    """The title that the scenario gives a layout or a policy in a language, or else its name.

    >>> from salesim.scenario.overlay import overlay
    >>> named = overlay(Scenario(name="a"), {"policies.current.title": {"en": "Today", "zh": "现行方案"}})
    >>> display_name(named, "policy", "current", "zh"), display_name(named, "layout", "prefecture", "zh")
    ('现行方案', 'prefecture')
    """
    entries = scenario.layouts if kind == "layout" else scenario.policies
    if name not in entries:
        raise unknown_name(kind, name, list(entries))
    return title_in(entries[name].title, lang, name)
