"""The command line: each command is a few lines around a public function.

The package is imported inside the commands, so that ``salesim --help`` answers at once.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from salesim.errors import InputError, printable

BAD_INPUT, FAULT, INTERRUPTED = 2, 1, 130

ScenarioArgument = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A YAML file, or the name of a scenario that comes with salesim.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change a field, such as run.weeks=26; may be repeated."),
]
SeedOption = Annotated[int | None, typer.Option("--seed", min=0, help="Master seed, in place of the scenario's.")]
WeeksOption = Annotated[int | None, typer.Option("--weeks", min=1, help="Weeks, in place of the scenario's.")]
ReplicationsOption = Annotated[
    int | None, typer.Option("--replications", min=2, help="Replications, in place of the scenario's.")
]
JobsOption = Annotated[int | None, typer.Option("--jobs", min=1, help="Processes; all cores if left out.")]
OutOption = Annotated[Path | None, typer.Option("--out", help="Folder for results.", show_default=False)]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
LanguageOption = Annotated[str, typer.Option("--lang", metavar="en|zh", help="Language of the report.")]


class Commands(TyperGroup):
    """The group of all commands; a fault of the user's input or Ctrl-C in any of them ends in one short message."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except InputError as fault:
            typer.echo(str(fault), err=True)
            raise typer.Exit(BAD_INPUT) from None
        except KeyboardInterrupt:
            typer.echo("interrupted", err=True)
            raise typer.Exit(INTERRUPTED) from None


app = typer.Typer(
    cls=Commands,
    help="What would happen if we changed our sales territories and incentives?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; ends with `SystemExit`."""
    for stream in (sys.stdout, sys.stderr):  # a path or a name may hold what the terminal cannot show
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app(args=arguments, prog_name="salesim")
    except Exception as fault:
        if os.environ.get("SALESIM_TRACEBACK"):
            raise
        text = printable(" ".join(str(fault).split()))
        typer.echo(f"salesim failed: {type(fault).__name__}: {text} (SALESIM_TRACEBACK=1 shows where)", err=True)
        raise SystemExit(FAULT) from None


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"salesim {version('salesim')}")
        raise typer.Exit


@app.callback()
def salesim(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def check(scenario: ScenarioArgument, settings: SetOption = None, as_json: JsonOption = False) -> None:
    """Check a scenario and all its policies, and say what it would compare."""
    from salesim.scenario import load_scenario
    from salesim.scenario.summary import summary, summary_text

    found = load_scenario(scenario, settings or ())
    _print_json(summary(found)) if as_json else typer.echo(summary_text(found))


@app.command()
def schema() -> None:
    """Print the JSON schema of a scenario file, for editors."""
    from salesim.scenario import scenario_schema

    _print_json(scenario_schema())


@app.command()
def new(
    file: Annotated[Path, typer.Argument(help="File to write.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file if it exists.")] = False,
) -> None:
    """Write a commented scenario file to begin with."""
    from salesim.scenario import template

    text = template()
    try:
        with file.open("w" if force else "x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        raise InputError("the file exists; --force overwrites it", file=str(file)) from None
    except (OSError, ValueError) as fault:
        raise InputError(f"cannot be written: {getattr(fault, 'strerror', None) or fault}", file=str(file)) from None
    typer.echo(f"{file} written; 'salesim check {file}' checks it")


def _print_json(document: Any) -> None:
    """One JSON document on stdout, UTF-8 wherever it goes."""
    import json

    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))


if __name__ == "__main__":
    main()
