"""What a reader sees in place of a name: one text, or one for each language."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from salesim.parameters import Parameters

LONGEST = 100


class Titles(Parameters):
    """A title in several languages; in one that is missing, the name is shown."""

    en: str = Field(default="", max_length=LONGEST, description="in English")
    zh: str = Field(default="", max_length=LONGEST, description="in Chinese")


class Abouts(Parameters):
    """A few sentences in several languages; in one that is missing, nothing is shown."""

    en: str = Field(default="", description="in English")
    zh: str = Field(default="", description="in Chinese")


Title = str | Titles
About = str | Abouts


def title_field() -> Any:
    """The field `title` of what a scenario names."""
    about = "what reports call it: a text, or {en: ..., zh: ...}; its name if left out"
    return Field(default=None, description=about)


def title_in(title: Title | About | None, lang: str, name: str) -> str:
    """The title, or what something is about, in a language, or else the name.

    >>> title_in(Titles(zh="双倍奖金"), "zh", "double"), title_in(Titles(zh="双倍奖金"), "en", "double")
    ('双倍奖金', 'double')
    """
    text = getattr(title, lang, "") if isinstance(title, Titles | Abouts) else title
    return text or name
