"""Keywords that functions of experiments share, described once, and the refusal of all others.

A function that takes many settings names those that say what is asked, and takes the rest as ``**options`` of a
`TypedDict`, which tells type checkers and readers the same as parameters would.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypedDict

from salesim.errors import InputError, nearest_name
from salesim.phrase import Phrase

Runner = Callable[..., Mapping[Any, Any]]
"""Simulates one replication of some arms: (scenario, replication, arms, **parts) -> {arm: result with `.tables`}."""


class Workforce(TypedDict, total=False):
    """Who simulates.

    jobs : worker processes; 1 if left out, -1 takes every core. The result is the same for any number.
    backend : where they are, see `backends`; this machine (loky) if left out.
    fallback : whether this machine may take over if the backend can't be reached; not if left out.
    runner : what simulates one replication; the model if left out or None.
    """

    jobs: int
    backend: str
    fallback: bool
    runner: Runner | None


def check_keywords(function: Callable[..., Any], given: Iterable[str], options: type) -> None:
    """Refuse keywords that are neither parameters of a function nor in its TypedDict of options.

    >>> def plan(**options): ...
    >>> check_keywords(plan, ["jobs"], Workforce)
    >>> try:
    ...     check_keywords(plan, ["job"], Workforce)
    ... except InputError as fault:
    ...     print(fault)
    plan() has no keyword of this name (got 'job'); allowed: backend, fallback, jobs, runner; did you mean 'jobs'?
    """
    parameters = inspect.signature(function).parameters.values()
    named = [one.name for one in parameters if one.kind is not inspect.Parameter.VAR_KEYWORD]
    of_options: frozenset[str] = options.__optional_keys__  # type: ignore[attr-defined]  # every TypedDict has it
    names = [*named, *sorted(of_options)]
    for name in given:
        if name not in of_options:
            message = Phrase("{function}() has no keyword of this name", function=function.__name__)
            raise InputError(message, value=name, allowed=", ".join(names), nearest=nearest_name(name, names))
