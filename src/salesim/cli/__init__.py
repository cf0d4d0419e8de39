"""The command line: each command is a few lines around a public function.

The package is imported inside the commands, so that ``salesim --help`` answers at once.
"""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import Any

import typer

from salesim.cli import experiments, late, pay, questions, scenarios  # noqa: F401  (their commands join the group)
from salesim.cli.app import FAULT, app
from salesim.cli.language import asked_language
from salesim.errors import printable
from salesim.phrase import said_by, told
from salesim.wording.text import say

late.load_late("pandas")

SIGNALLED = 128  # exit code of who was ended by a signal, less the signal's number


@contextmanager
def stopped_like_ctrl_c() -> Iterator[None]:
    """SIGTERM ends what is going on as Ctrl-C does, with what is finished kept and nothing left behind; exit code 143.

    Only where nobody else looks after it, as whoever calls `main` from a program of their own may.
    """
    ended = []

    def stop(number: int, _: Any) -> None:
        signal.signal(number, signal.SIG_IGN)  # once is enough: the rest is tidying up
        ended.append(number)
        raise KeyboardInterrupt

    is_ours = current_thread() is main_thread() and signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    if is_ours:
        signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except SystemExit:
        if ended:
            raise SystemExit(SIGNALLED + ended[0]) from None
        raise
    finally:
        if is_ours and not ended:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; ends with `SystemExit`."""
    lang = asked_language(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):  # a path or a name may hold what the terminal cannot show
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")

    def note(message: Warning | str, *_: Any, **__: Any) -> str:
        text = said_by(message) if isinstance(message, Warning) else message
        return say("note: {text}", lang, text=printable(told(text, lang))) + "\n"

    usual, warnings.formatwarning = warnings.formatwarning, note
    try:
        with stopped_like_ctrl_c():
            app(args=arguments, prog_name="salesim")
    except MemoryError:
        text = say("salesim needs more memory than there is; fewer customers, replications or --jobs need less", lang)
        typer.echo(text, err=True)
        raise SystemExit(FAULT) from None
    except Exception as fault:
        if os.environ.get("SALESIM_TRACEBACK"):
            raise
        text = printable(" ".join(str(fault).split()))
        failed = say(
            "salesim failed: {kind}: {text} (SALESIM_TRACEBACK=1 shows where)",
            lang,
            kind=type(fault).__name__,
            text=text,
        )
        typer.echo(failed, err=True)
        raise SystemExit(FAULT) from None
    finally:
        warnings.formatwarning = usual  # whoever called from Python has warnings as before
