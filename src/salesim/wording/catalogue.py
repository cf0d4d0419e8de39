"""The catalogue's upkeep: which texts the package shows, and which of them a language lacks.

``python -m salesim.wording.catalogue`` adds new texts to every language's ``.po``, without a translation, and drops
those that nobody shows any more; it ends with 1 if a translation is missing.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from salesim.wording.language import LANGUAGES
from salesim.wording.text import po_file

PACKAGE = Path(__file__).parents[1]
SHOWN_BY = {"say": 1, "N_": 1, "say_n": 2, "Phrase": 1}  # functions, and how many texts they take
# functions, and the argument that holds a text
DECLARED_BY = {"parameter": "about", "Field": "description", "metric": "about", "cost": "about", "quit_rate": "about"}
# what tells a user of something, and which of its arguments are texts: by position, and by name
TOLD_BY: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = {
    "InputError": ((0, 3), ("message", "allowed")),
    "ValueError": ((0,), ()),  # of a validator, from which a fault of the scenario is made
    "warn": ((0,), ("message",)),
    "KeyboardInterrupt": ((0,), ()),
}
PLACE = re.compile(r"{[^}]*}")
WORD = re.compile(r"[^\W\d_]{2,}")


class Text(NamedTuple):
    """A text that readers may see, with its plural if it has one, and where it stands."""

    message: str
    other: str
    file: str
    line: int


def texts() -> list[Text]:
    """All texts of the package: of its code, of its declarations and of its templates."""
    found: list[Text] = []
    for path in sorted(PACKAGE.rglob("*.py")):
        found += _of_code(path)
    for path in sorted(PACKAGE.rglob("*.j2")):
        found += _of_template(path)
    return [one for one in found if one.message]


def read(lang: str) -> Catalog:
    """A language's catalogue."""
    with po_file(lang).open("rb") as file:
        return read_po(file, locale=lang)


def faults(lang: str) -> list[str]:
    """What is wrong with a language's catalogue, a line each: missing, stale, or with other ``{places}``."""
    catalogue, shown = read(lang), {one.message: one for one in texts()}
    found = []
    for message, one in shown.items():
        entry = catalogue.get(message)
        translated = entry.string if entry else ""
        forms = translated if isinstance(translated, (tuple, list)) else (translated,)
        if not all(forms):
            found.append(f"{one.file}:{one.line}: not translated: {message!r}")
        elif any(places(str(form)) - places(message + one.other) for form in forms):
            found.append(f"{one.file}:{one.line}: other places in the translation: {message!r}")
    stale = [entry.id for entry in catalogue if entry.id and _singular(entry.id) not in shown]
    return found + [f"{po_file(lang).name}: nobody shows {message!r}" for message in stale]


def places(message: str) -> set[str]:
    """Names of the ``{places}`` in a text."""
    try:
        return {name for _, name, _, _ in Formatter().parse(message) if name}
    except ValueError:  # a lone brace: a text that is shown as it is
        return set()


def update(lang: str) -> None:
    """Bring a language's catalogue up to date; translations that are there stay as they are."""
    old = read(lang) if po_file(lang).exists() else Catalog(locale=lang)
    new = Catalog(locale=lang, project="salesim", fuzzy=False)
    for one in texts():
        entry = old.get(one.message)
        key = (one.message, one.other) if one.other else one.message
        translated = entry.string if entry and _singular(entry.id) == one.message else ""
        new.add(key, translated, [(one.file, 0)])
    po_file(lang).parent.mkdir(parents=True, exist_ok=True)
    with po_file(lang).open("wb") as file:
        write_po(file, new, width=120, sort_output=True, omit_header=False, include_lineno=False)


def _of_code(path: Path) -> Iterator[Text]:
    file = path.relative_to(PACKAGE).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = _name(node)
        if name in SHOWN_BY:
            given = [_constant(argument) for argument in node.args[: SHOWN_BY[name]]]
            # a list's commas are a language's own, too; a message of values alone is the same in all
            if all(given) and given and (name != "Phrase" or WORD.search(PLACE.sub("", given[0]))):
                yield Text(given[0], given[1] if len(given) > 1 else "", file, node.lineno)
        if name in DECLARED_BY:
            for keyword in node.keywords:
                text = _constant(keyword.value)
                if keyword.arg == DECLARED_BY[name] and text:
                    yield Text(text, "", file, node.lineno)
                if name == "parameter" and keyword.arg == "source" and (citation := text.partition(":")[2].strip()):
                    yield Text(citation, "", file, node.lineno)
        for argument in _told(node):
            if text := _constant(argument):
                yield Text(text, "", file, node.lineno)


def unmarked(source: str, file: str = "") -> list[str]:
    """Messages of a file's errors and warnings that no catalogue can have, a line each: neither a text nor a `Phrase`.

    >>> unmarked("raise InputError(f'needs {n} reps')", "a.py")
    ['a.py:1: InputError: not a Phrase']
    """
    tree = ast.parse(source)
    scopes = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
    # those within others come later, so that the innermost one of a call counts
    scope_of = {node: scope for scope in [tree, *scopes] for node in ast.walk(scope)}
    return [
        f"{file}:{node.lineno}: {_name(node)}: not a Phrase"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for argument in _told(node)
        if not _is_marked(argument, scope_of[node], tree)
    ]


def _told(node: ast.Call) -> list[ast.expr]:
    """The arguments of a call that a user is told."""
    places, names = TOLD_BY.get(_name(node), ((), ()))
    given = [node.args[i] for i in places if i < len(node.args)]
    return given + [keyword.value for keyword in node.keywords if keyword.arg in names]


def _is_marked(
    text: ast.expr, scope: ast.AST, module: ast.AST, names: tuple[str, ...] = (), at_once: bool = True
) -> bool:
    """Whether the catalogue can have a text: it stands right there, or is marked where its name is given to it."""
    if isinstance(text, ast.Constant):
        return at_once or not isinstance(text.value, str) or not text.value
    if isinstance(text, ast.JoinedStr):
        return not any(WORD.search(_constant(part)) for part in text.values)
    parts: list[ast.expr] = []
    if isinstance(text, ast.IfExp):
        parts = [text.body, text.orelse]
    elif isinstance(text, ast.BoolOp):
        parts = text.values
    elif isinstance(text, ast.Name) and text.id not in names:
        parts, names = _given(text.id, scope) or _given(text.id, module), (*names, text.id)
    return not isinstance(text, ast.BinOp) and all(_is_marked(one, scope, module, names, False) for one in parts)


def _given(name: str, scope: ast.AST) -> list[ast.expr]:
    """What a name is set to within a function or a module."""
    found: list[ast.expr] = []
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                pairs = [(target, node.value)]
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = list(zip(target.elts, node.value.elts, strict=True))
                found += [value for one, value in pairs if isinstance(one, ast.Name) and one.id == name]
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
            found.append(ast.BinOp(node.target, node.op, node.value))
    return found


def _name(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _of_template(path: Path) -> Iterator[Text]:
    from jinja2 import Environment

    file = path.relative_to(PACKAGE).as_posix()
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    source = path.read_text(encoding="utf-8")
    for line, _, message in environment.extract_translations(source, gettext_functions=("say",)):  # type: ignore[attr-defined]
        given = message if isinstance(message, str) else message[0]
        if given:
            yield Text(given, "", file, line)


def _constant(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _singular(key: object) -> object:
    return key[0] if isinstance(key, (tuple, list)) else key


def main() -> int:
    """Update every catalogue; 1 if a translation is missing."""
    missing = []
    for lang in LANGUAGES:
        if lang != "en":
            update(lang)
            missing += faults(lang)
    print("\n".join(missing) or "all texts are translated")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
