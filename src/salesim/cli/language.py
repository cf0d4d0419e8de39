"""The language that the command line speaks: as asked for, else that of the environment; and its help in it.

Options and commands are declared in English, marked for the catalogue; they are translated when help is shown.
"""

from __future__ import annotations

import os
import re
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
    "ERRORS_PANEL_TITLE": N_("Error"),
    "ABORTED_TEXT": N_("Aborted."),
    "RICH_HELP": N_("Try [blue]'{command_path} {help_option}'[/] for help."),
}
REFUSALS = (  # typer's sentences on what it cannot read, a more special one before those that fit it too
    N_("No such option: {option} (Possible options: {names})"),
    N_("No such option: {option}"),
    N_("Missing option {names}."),
    N_("Missing argument {names}."),
    N_("Missing command."),
    N_("Invalid value for {name}: {text}"),
    N_("Invalid value: {text}"),
    N_("{value} is not a valid integer."),
    N_("{value} is not a valid int."),
    N_("{value} is not a valid float."),
    N_("Option {name} requires an argument."),
    N_("Option {name} requires {n} arguments."),
    N_("Option {name} does not take a value."),
    N_("Got unexpected extra argument ({text})"),
    N_("Got unexpected extra arguments ({text})"),
    N_("Got unexpected extra argument(s) ({text})"),
    N_("File {name} does not exist."),
    N_("Path {name} does not exist."),
)
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

    Typer's own messages on what it cannot read are left to `refusal`.
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
    command.format_usage = lambda ctx, formatter: formatter.write_usage(
        ctx.command_path, " ".join(command.collect_usage_pieces(ctx)), say("Usage:", lang) + " "
    )
    command.options_metavar = say("[OPTIONS]", lang)
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = say("COMMAND [ARGS]...", lang)
    for inner in getattr(command, "commands", {}).values():
        _translate(inner, context, lang)


def refusal(message: str, lang: str) -> str:
    """A message of typer's own in a language; in English if it is none of `REFUSALS`.

    >>> refusal("No such option: --sed (Possible options: --seed)", "zh")
    '没有选项 --sed（相近的选项：--seed）'
    >>> refusal("Invalid value for '--seed': 'x' is not a valid int.", "zh")
    "'--seed' 的值无效：'x' 不是整数。"
    """
    for text in REFUSALS:
        parts = re.split(r"{(\w+)}", text)
        pattern = "".join(f"(?P<{part}>.+)" if i % 2 else re.escape(part) for i, part in enumerate(parts))
        if found := re.fullmatch(pattern, message.strip(), re.DOTALL):
            values = found.groupdict()
            if "text" in values:
                values["text"] = refusal(values["text"], lang)
            return say(text, lang, **values)
    return message
