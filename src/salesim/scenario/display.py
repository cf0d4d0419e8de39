"""What readers call layouts, policies and options: the titles that a scenario gives them, or else their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from salesim.scenario.scenario import Scenario, unknown_name
from salesim.titles import title_in


@dataclass(frozen=True)
class Names:
    """Titles by name; what has none goes by its name.

    >>> names = Names(policies={"current": "Today"})
    >>> names.option("unit/current"), names.policy("bold")
    ('unit/Today', 'bold')
    """

    layouts: Mapping[str, str] = field(default_factory=dict)
    policies: Mapping[str, str] = field(default_factory=dict)

    def layout(self, name: str) -> str:
        return self.layouts.get(name, name)

    def policy(self, name: str) -> str:
        return self.policies.get(name, name)

    def plan(self, name: str) -> str:
        """A pay plan: a policy's, or that of its wager, written after a colon.

        >>> Names(policies={"bold": "Bold"}).plan("bold: challenge")
        'Bold: challenge'
        """
        policy, colon, wager = name.partition(": ")
        return self.policies.get(name) or f"{self.policy(policy)}{colon}{wager}"

    def option(self, arm: str) -> str:
        """An arm, written ``layout/policy``."""
        layout, slash, policy = arm.partition("/")
        return f"{self.layout(layout)}{slash}{self.policy(policy)}"


AS_NAMED = Names()


def names_of(scenario: Scenario, layouts: Iterable[str], policies: Iterable[str], lang: str) -> Names:
    """The titles of some layouts and policies; two that share one keep their names, or nobody could tell them apart."""

    def titles(kind: Literal["layout", "policy"], names: Iterable[str]) -> dict[str, str]:
        found = {name: display_name(scenario, kind, name, lang) for name in dict.fromkeys(names)}
        shared = {title for title in found.values() if list(found.values()).count(title) > 1}
        return {name: title for name, title in found.items() if title not in shared}

    return Names(titles("layout", layouts), titles("policy", policies))


def all_names(scenario: Scenario, lang: str) -> Names:
    """The titles of all layouts and policies of a scenario."""
    return names_of(scenario, scenario.layouts, scenario.policies, lang)


def display_name(scenario: Scenario, kind: Literal["layout", "policy"], name: str, lang: str) -> str:
    """The title that the scenario gives a layout or a policy in a language, or else its name.

    >>> from salesim.scenario.overlay import overlay
    >>> named = overlay(Scenario(name="a"), {"policies.current.title": {"en": "Today", "zh": "现行方案"}})
    >>> display_name(named, "policy", "current", "zh"), display_name(named, "layout", "unit", "zh")
    ('现行方案', 'unit')
    """
    entries = scenario.layouts if kind == "layout" else scenario.policies
    if name not in entries:
        raise unknown_name(kind, name, list(entries))
    return title_in(entries[name].title, lang, name)
