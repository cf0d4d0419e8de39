"""What all commands share: the group, its options, how results are printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, ClassVar

import typer
from typer.core import TyperGroup

from salesim.cli.language import asked_language, refusal, translate, ui_language
from salesim.errors import InputError, nearest_name
from salesim.phrase import N_, Phrase, said_by, told

BAD_INPUT, FAULT, INTERRUPTED = 2, 1, 130
ALIKE = 0.75  # of a command to be named: there are few, so that two errors in seven letters still mean one of them
DEMO = "yangtze_delta"
LANGUAGE = "salesim.lang"  # under which the context of a command keeps what it speaks


def whole(option: str, minimum: int, largest: str = "") -> Callable[[Any], int]:
    """Reads a whole number, refusing one out of range; ``largest`` names a constant of `salesim.experiment.request`."""

    def read(text: Any) -> int:
        maximum = getattr(import_module("salesim.experiment.request"), largest) if largest else None
        try:
            number = int(text)
            if number >= minimum and (maximum is None or number <= maximum):
                return number
        except ValueError:
            pass
        allowed = (
            Phrase("{least} or more", least=minimum)
            if maximum is None
            else Phrase("{least} to {most}", least=minimum, most=maximum)
        )
        raise InputError("a whole number is needed", option, text, allowed)

    return read


ScenarioArgument = Annotated[
    str, typer.Argument(metavar="SCENARIO", help=N_("A YAML file, or the name of a scenario that comes with salesim."))
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help=N_("Change a field, such as run.weeks=26; may be repeated.")),
]
READ_SEED = whole("--seed", 0, "LARGEST_SEED")
READ_WEEKS = whole("--weeks", 1, "MAX_WEEKS")
READ_REPLICATIONS = whole("--replications", 1, "MAX_REPLICATIONS")
READ_PAIRED = whole("--replications", 2, "MAX_REPLICATIONS")
READ_DRAWS, READ_HOLDOUT = whole("--parameter-draws", 2), whole("--holdout", 1)
READ_JOBS, READ_TRIALS, READ_CONFIRM = whole("--jobs", 1), whole("--trials", 1), whole("--confirm", 1)
SeedOption = Annotated[
    int | None,
    typer.Option("--seed", metavar="N", parser=READ_SEED, help=N_("Master seed, in place of the scenario's.")),
]
WeeksOption = Annotated[
    int | None, typer.Option("--weeks", metavar="N", parser=READ_WEEKS, help=N_("Weeks, in place of the scenario's."))
]
ReplicationsOption = Annotated[
    int | None,
    typer.Option(
        "--replications", metavar="N", parser=READ_PAIRED, help=N_("Replications, in place of the scenario's.")
    ),
]
JobsOption = Annotated[
    int | None, typer.Option("--jobs", metavar="N", parser=READ_JOBS, help=N_("Processes; all cores if left out."))
]
OutOption = Annotated[Path, typer.Option("--out", help=N_("Folder for results."))]
JsonOption = Annotated[bool, typer.Option("--json", help=N_("Print one JSON document and nothing else."))]
BackendOption = Annotated[
    str, typer.Option("--backend", metavar="NAME", help=N_("loky, dask, dask=tcp://HOST:PORT, ray or ray=ADDRESS."))
]
FallbackOption = Annotated[
    bool, typer.Option("--fallback", help=N_("Use this machine's processes if the backend can't be reached."))
]
LanguageOption = Annotated[
    str,
    typer.Option(
        "--lang",
        metavar="en|zh",
        help=N_("Language of all that is shown; that of the environment if left out."),
        callback=lambda stated: stated or ui_language(),
        show_default=False,
    ),
]


@contextmanager
def refusals_in(lang: str) -> Iterator[None]:
    """Typer's own refusals of what it cannot read, told in a language."""
    try:
        yield
    except Exception as fault:
        if lang != "en" and hasattr(fault, "format_message"):  # typer's, whatever their class is called
            text = refusal(fault.format_message(), lang)
            fault.format_message = lambda: text
        raise


class Commands(TyperGroup):
    """The group of all commands; a fault of the user's input or Ctrl-C in any of them ends in one short message."""

    loaded: ClassVar[tuple[str, list[str]] | None] = None  # the scenario that is being worked on, and its settings

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if self.get_command(ctx, args[0]) is None:
            names = self.list_commands(ctx)
            raise InputError("no such command", None, args[0], ", ".join(names), nearest_name(args[0], names, ALIKE))
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        ctx.meta[LANGUAGE] = asked_language(args)
        translate(self, ctx, ctx.meta[LANGUAGE])
        with refusals_in(ctx.meta[LANGUAGE]):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        Commands.loaded = None
        try:
            with refusals_in(ctx.meta[LANGUAGE]):
                return super().invoke(ctx)
        except InputError as fault:
            if Commands.loaded:
                from salesim.scenario.loading import located

                fault = located(fault, *Commands.loaded)
            typer.echo(fault.told(ctx.meta[LANGUAGE]), err=True)
            raise typer.Exit(BAD_INPUT) from None
        except KeyboardInterrupt as stop:  # some say what was kept
            typer.echo(told(said_by(stop) or N_("interrupted"), ctx.meta[LANGUAGE]), err=True)
            raise typer.Exit(INTERRUPTED) from None


app = typer.Typer(
    cls=Commands,
    help=N_("What would happen if we changed our sales territories and incentives?"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"salesim {version('salesim')}")
        raise typer.Exit


@app.callback()
def salesim(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help=N_("Print the version."))
    ] = False,
) -> None:
    pass


def load(scenario: str, settings: list[str] | None, seed: int | None, weeks: int | None, lang: str) -> Any:
    """The scenario with what the command line changes in it."""
    from salesim.experiment.request import with_run
    from salesim.scenario import load_scenario
    from salesim.wording import check_language

    check_language(lang)
    loaded = load_scenario(scenario, settings or ())
    Commands.loaded = (scenario, settings or [])
    return with_run(loaded, seed=seed, weeks=weeks)


def get_ready(out: Path | None) -> None:
    """Find out early whether results can be written, then compile what the simulation needs."""
    from salesim.model.replicate import compile_kernels

    if out is not None:
        try:
            out.mkdir(parents=True, exist_ok=True)
            reachable = os.access(out, os.W_OK)
        except (OSError, ValueError) as fault:
            raise InputError(Phrase("cannot write: {fault}", fault=said_by(fault)), "out", file=out) from None
        if not reachable:
            raise InputError("cannot write: no permission", "out", file=out)
    compile_kernels()


def from_here(path: Path) -> Path:
    """The path as short as it can be typed here."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def show(*parts: Any) -> None:
    """Text and tables on stdout, wrapped to the terminal's width."""
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    for part in parts:
        console.print(part)


def show_files(files: Mapping[str, Any]) -> None:
    """What was written, a line each after an empty one: name and path."""
    from rich.cells import cell_len

    width = max(map(cell_len, files))
    typer.echo("\n" + "\n".join(f"{name}{' ' * (width - cell_len(name))}  {path}" for name, path in files.items()))


def print_json(document: Any) -> None:
    """One JSON document on stdout, UTF-8 wherever it goes."""
    import json

    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))
