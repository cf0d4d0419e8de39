"""The language that the command line speaks: as asked for, else that of the environment; and its help in it.

Options and commands are declared in English, marked for the catalogue; they are translated when help is shown.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from salesim.wording.language import LANGUAGES
from salesim.wording.text import N_, say

OPTION = "--lang"
VARIABLES = ("SALESIM_LANG", "LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides
PANELS = {  # typer's own words, constants of its module for help
    "ARGUMENTS_PANEL_TITLE": N_("Arguments"),
    "OPTIONS_PANEL_TITLE": N_("Command options"),
    "COMMANDS_PANEL_TITLE": N_("Commands"),
    "DEFAULT_STRING": N_("[default: {}]"),
    "REQUIRED_LONG_STRING": N_("[required]"),
}
HELP = N_("Show this message and exit.")  # of --help, typer's


def ui_language(environment: Mapping[str, str] | None = None) -> str:
    """The language of the environment: Chinese where a variable says so, else English.

    >>> ui_language({"LANG": "zh_CN.UTF-8"}), ui_language({"SALESIM_LANG": "en", "LANG": "zh_CN"}), ui_language({})
    ('zh', 'en', 'en')
    """
    known = os.environ if environment is None else environment
    stated = next((known[name] for name in VARIABLES if known.get(name)), "")
    return "zh" if stated.lower().startswith("zh") else "en"


def asked_language(arguments: Sequence[str]) -> str:
    """The language that some arguments ask for, before they are read; the environment's if they do not.

    >>> asked_language(["compare", "x.yaml", "--lang", "zh"]), asked_language(["compare", "--lang=zh", "--help"])
    ('zh', 'zh')
    """
    stated = ui_language()
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=True):
        name, equals, value = argument.partition("=")
        if name == OPTION:
            stated = value if equals else following
    return stated if stated in LANGUAGES else "en"


def translate(command: Any, context: Any, lang: str) -> None:
    """Put a command's help, and those of its options and of the commands below it, into a language, in place.

    What stays English is typer's "Usage:" and its messages about what cannot be read, for which it takes no words.
    """
    import typer.rich_utils

    for name, text in PANELS.items():
        setattr(typer.rich_utils, name, say(text, lang))
    _translate(command, context, lang)


def _translate(command: Any, context: Any, lang: str) -> None:
    english = command.__dict__.setdefault("english", {})  # so that another language can follow
    for owner in (command, *command.get_params(context)):
        text = english.setdefault(id(owner), getattr(owner, "help", None))
        if text:
            owner.help = say(text, lang)
    command.options_metavar = say("[OPTIONS]", lang)
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = say("COMMAND [ARGS]...", lang)
    for inner in getattr(command, "commands", {}).values():
        _translate(inner, context, lang)
