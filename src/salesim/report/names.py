"""What readers call layouts, policies and options: the titles that a scenario gives them, or else their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

TitleOf = Callable[[Any, str, str, str], str]
"""From scenario, kind (``layout`` or ``policy``), name and language to what readers call it."""


@dataclass(frozen=True)
class Names:
    """Titles by name; what has none goes by its name.

    >>> names = Names(policies={"current": "Today"})
    >>> names.option("prefecture/current"), names.policy("bold")
    ('prefecture/Today', 'bold')
    """

    layouts: Mapping[str, str] = field(default_factory=dict)
    policies: Mapping[str, str] = field(default_factory=dict)

    def layout(self, name: str) -> str:
        return self.layouts.get(name, name)

    def policy(self, name: str) -> str:
        return self.policies.get(name, name)

    def option(self, arm: str) -> str:
        """An arm, written ``layout/policy``."""
        layout, slash, policy = arm.partition("/")
        return f"{self.layout(layout)}{slash}{self.policy(policy)}"


AS_NAMED = Names()


def names_of(scenario: Any, layouts: Iterable[str], policies: Iterable[str], title_of: TitleOf, lang: str) -> Names:
    """The titles of some layouts and policies; two that share one keep their names, or nobody could tell them apart.

    Parameters
    ----------
    title_of : what a scenario calls a layout or a policy, such as `scenario.display_name`.
    """

    def titles(kind: str, names: Iterable[str]) -> dict[str, str]:
        found = {name: title_of(scenario, kind, name, lang) for name in dict.fromkeys(names)}
        shared = {title for title in found.values() if list(found.values()).count(title) > 1}
        return {name: title for name, title in found.items() if title not in shared}

    return Names(titles("layout", layouts), titles("policy", policies))


def as_named(scenario: Any, kind: str, name: str, lang: str) -> str:
    """The name itself, where nobody gives titles."""
    return name
