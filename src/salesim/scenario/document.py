"""YAML text as plain data, and the line and column of everything in it.

The text is taken event by event instead of as a tree, and only plain values are understood (the core schema of
YAML 1.2: ``no`` is text, ``1e-3`` a number). So a file from a stranger cannot build objects, multiply itself through
aliases, or exhaust the stack.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from salesim.errors import STEERS, InputError, together
from salesim.phrase import Phrase, said_by
from salesim.scenario.number_text import cut_number, meant_number

LONGEST_NUMBER = 300  # characters: no float is longer, and Python would not even show an integer of thousands
DEEPEST = 30  # levels of nesting, and names in a dotted path
INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
ENDLESS = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
REST = re.compile(r"0\d\d(\.\d+)?( ?[^\s\d]{1,3})?")  # of a number in brackets, behind the comma
NOTHING = {"", "~", "null", "Null", "NULL"}
TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


class Place(NamedTuple):
    """Where something was written; lines and columns count from 1."""

    file: str | None = None
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class Document:
    """Plain data (dicts, lists, text, numbers, booleans, None) and its places.

    Places are listed by dotted path, so ``{a.b: 1}`` and ``{a: {b: 1}}`` have the same ones. The place of a mapping's
    or a list's value is that of its key.
    """

    data: Any
    file: str | None = None
    keys: dict[str, Place] = field(default_factory=dict)
    values: dict[str, Place] = field(default_factory=dict)

    def located(self, fault: InputError) -> InputError:
        """The same faults, each with the place where its field was written, in the order of the file."""
        faults = [self._located(single) for single in fault.faults]
        return together(sorted(faults, key=lambda one: (one.line or 0, one.column or 0)))

    def _located(self, fault: InputError) -> InputError:
        if fault.file is not None:
            return fault
        place = self._place(fault.field or "", self.keys if fault.value is None else self.values)
        return replace(fault, file=place.file, line=place.line, column=place.column)

    def _place(self, path: str, places: dict[str, Place]) -> Place:
        inside = [place for name, place in self.keys.items() if name.startswith(f"{path}.")] if path else []
        foreign = [place for place in inside if place.file != self.file]
        if foreign:  # a setting from the command line changed something in this group
            return foreign[0]
        if path not in places and inside:  # a group known only by its dotted members
            return inside[0]
        while path and path not in places:
            path = path.rpartition(".")[0]
        return places.get(path, Place(self.file))


def read_yaml(text: str, file: str | None = None) -> Document:
    """One YAML document as plain data; the first fault in its form raises `InputError`.

    >>> read_yaml("run: {seed: 7}").data
    {'run': {'seed': 7}}
    """
    builder = _Builder(text, file)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except MarkedYAMLError as fault:
        raise _in_words(fault, text, file) from None
    except ReaderError as fault:
        before = text[: fault.position]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise InputError("a control character cannot be read", file=file, line=line, column=column) from None
    if not builder.keys:
        raise InputError("nothing is written here", file=file)
    return Document(builder.data, file, builder.keys, builder.values)


class _Group(NamedTuple):
    """A mapping or a list that is being filled."""

    path: str
    content: dict[str, Any] | list[Any]


class _Number(NamedTuple):
    """A plain number that was read, perhaps with a currency, which the next entry may turn out to continue."""

    content: dict[str, Any] | list[Any]  # of the group that it stands in
    name: str | int
    start: int  # in the text


class _Builder:
    """Fills a document from the parser's events."""

    def __init__(self, text: str, file: str | None) -> None:
        self.text = text
        self.file = file
        self.data: Any = None
        self.keys: dict[str, Place] = {}
        self.values: dict[str, Place] = {}
        self.open: list[_Group] = []
        self.key: tuple[str, Place] | None = None  # waits for its value
        self.number: _Number | None = None  # the entry before, if it is one
        self.cut_end = 0  # where in the text a number ends that commas cut into entries

    def take(self, event: Any) -> None:
        place = Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, DocumentStartEvent) and self.keys:
            raise self.fault("a second document begins here; a file holds one", place)
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
            raise self.fault("anchors (&) and aliases (*) are not understood; write the values out", place)
        if getattr(event, "tag", None) is not None:
            raise self.fault("tags (!) are not understood; write plain values", place, str(event.tag))
        if isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self.open.pop()
        elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            if len(self.open) == DEEPEST:
                raise self.fault(f"nested deeper than {DEEPEST} levels", place)
            content: Any = {} if isinstance(event, MappingStartEvent) else []
            self.open.append(_Group(self.put(content, place), content))
        elif isinstance(event, ScalarEvent):
            try:
                text = whole_text(event.value)
                value = text if event.style is not None or self.awaits_key() else plain_value(text)
            except ValueError as fault:
                raise self.fault(said_by(fault), place, event.value) from None
            is_plain, start = event.style is None, event.start_mark.index
            if self.awaits_key():
                self.take_key(text, place, is_rest=start < self.cut_end)
                return
            if is_plain and self.is_rest_of_number(text, start):
                self.key = None
                return
            self.put(value, place)
            self.number = None
            if is_plain and self.open and meant_number(text) is not None:
                content = self.open[-1].content
                name = len(content) - 1 if isinstance(content, list) else next(reversed(content))
                self.number = _Number(content, name, start)

    def awaits_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].content, dict) and self.key is None

    def is_rest_of_number(self, text: str, start: int) -> bool:
        """Whether an entry is what a comma has cut off a number in braces or brackets; the number is made whole again.

        ``{salary: 85,000}`` is a salary of 85 and a name 000 without a value, ``[85,000]`` a list of 85 and 0. It
        becomes the text "85,000", as it is without braces, and whoever checks the field says how to write it.
        """
        if start < self.cut_end:
            return True
        if self.number is None or self.number.content is not self.open[-1].content:
            return False
        is_rest = self.key[0][:1].isdecimal() and not text if self.key else REST.fullmatch(text)
        whole = cut_number(self.text, self.number.start) if is_rest else None
        if whole:
            content, name, at = self.number
            content[name] = whole.replace(", ", ",")  # type: ignore[index]
            self.cut_end = at + len(whole)
        return whole is not None

    def fault(self, message: str, place: Place, value: Any = None) -> InputError:
        """A fault in what is being read."""
        path = self.path_of_next()
        return InputError(
            message, field=path or None, value=value, file=place.file, line=place.line, column=place.column
        )

    def path_of_next(self) -> str:
        """The path of the value that comes next; of the open group, while a name is awaited."""
        if not self.open:
            return ""
        group = self.open[-1]
        if isinstance(group.content, list):
            return _joined(group.path, str(len(group.content)))
        return _joined(group.path, self.key[0]) if self.key else group.path

    def take_key(self, key: str, place: Place, is_rest: bool = False) -> None:
        group = self.open[-1]
        if key in group.content and not is_rest:
            self.key = (key, place)
            first = self.keys[self.path_of_next()].line
            raise self.fault(f"written twice, first in line {first}", place)
        self.key = (key, place)

    def put(self, value: Any, place: Place) -> str:
        """Store a value where it belongs; returns its path."""
        if self.awaits_key():
            raise self.fault("a name must be plain text, not a list or a mapping", place)
        path, key_place = self.path_of_next(), place
        group = self.open[-1].content if self.open else None
        if isinstance(group, list):
            group.append(value)
        elif isinstance(group, dict) and self.key is not None:
            name, key_place = self.key
            group[name] = value
            self.key = None
        else:
            self.data = value
        self.keys[path] = key_place
        self.values[path] = key_place if isinstance(value, (dict, list)) else place
        return path


def plain_value(text: str) -> Any:
    """What an unquoted scalar stands for; ValueError if it is an endless number.

    >>> [plain_value(text) for text in ("12", "1e-3", "no", "true", "~", "2025-01-31")]
    [12, 0.001, 'no', True, None, '2025-01-31']
    """
    if text in NOTHING:
        return None
    if text in TRUTH:
        return TRUTH[text]
    is_number = DECIMAL.fullmatch(text) or INTEGER.fullmatch(text)
    if ENDLESS.fullmatch(text) or (len(text) > LONGEST_NUMBER and is_number):
        raise ValueError("not a finite number")
    if INTEGER.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if DECIMAL.fullmatch(text):
        number = float(text)
        if not math.isfinite(number):
            raise ValueError("not a finite number")
        return number
    return text


def whole_text(text: str) -> str:
    """The text, if it can be written to a file again: an escape such as ``\\ud800`` alone is half a character."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("half a character (a lone surrogate) cannot be used")
    if STEERS.search(text):
        raise ValueError("a control character cannot be used")
    return text


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _in_words(fault: MarkedYAMLError, text: str, file: str | None) -> InputError:
    mark = fault.problem_mark or fault.context_mark
    if mark is None:
        return InputError("not YAML", file=file)
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())] or line[mark.column : mark.column + 1] == "\t":
        message = Phrase("a tab stands here; indent with spaces")
    else:
        begun = fault.context_mark
        message = Phrase("not YAML: {problem}", problem=fault.problem)
        if fault.context and begun:
            message = Phrase(
                "not YAML: {problem} ({context}, begun in line {line})",
                problem=fault.problem,
                context=fault.context,
                line=begun.line + 1,
            )
    return InputError(message, file=file, line=mark.line + 1, column=mark.column + 1)
