"""A sentence that can be told in any language later: its English with ``{places}``, and the values beside it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from numbers import Number


def N_(message: str) -> str:
    """Mark a text of a declaration for the catalogue; it is translated when somebody shows it."""
    return message


SYSTEM = (  # reasons that operating systems give, in their English
    N_("No such file or directory"),
    N_("Permission denied"),
    N_("Is a directory"),
    N_("Not a directory"),
    N_("File exists"),
    N_("File name too long"),
    N_("No space left on device"),
    N_("Read-only file system"),
    N_("Connection refused"),
    N_("Name or service not known"),
)


class Phrase(str):
    """An English text that knows what it was made of, so that a reader of another language can be told it too.

    It is what an error's message, a warning or a range in words is made of where values stand in it, also where the
    language is known only later or in another process. To Python it is a string: the English one.

    Parameters
    ----------
    template : English, with ``{places}`` as of `str.format`; the catalogue finds it here.
    values : what fills the places; a value that can be told itself, such as another phrase, is told in the language.

    >>> Phrase("needs {n:,} values", n=1200)
    'needs 1,200 values'
    >>> Phrase("{this} or {that}", this=Phrase("a whole number"), that="null").told("zh")
    '整数 或 null'
    """

    template: str
    values: dict[str, object]
    start: str

    def __new__(cls, template: str, /, **values: object) -> Phrase:
        if isinstance(template, Phrase) and not values:
            return template
        made = super().__new__(cls, template.format(**values) if values else template)
        made.template, made.start = template, ""
        made.values = {
            name: value if isinstance(value, Number) or hasattr(value, "told") else str(value)
            for name, value in values.items()
        }
        return made

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (self.template, self.values, self.start)

    def told(self, lang: str) -> str:
        """The sentence in a language; in English where the catalogue lacks it."""
        from salesim.wording.text import say  # which takes its errors from here

        values = {name: told(value, lang) if hasattr(value, "told") else value for name, value in self.values.items()}
        return say(self.template, lang, **values).removeprefix(self.start)

    def without(self, start: str) -> Phrase:
        """The same sentence without its beginning, which is the same in all languages: the name of a field."""
        return _again(self.template, self.values, start)


def _again(template: str, values: dict[str, object], start: str) -> Phrase:
    text = Phrase(template, **values)
    if start:
        made = str.__new__(Phrase, text.removeprefix(start))
        made.template, made.values, made.start = template, text.values, start
        return made
    return text


def told(text: object, lang: str) -> str:
    """Anything that is to be read, in a language: a phrase or an error by its own way, another text by the catalogue.

    >>> told("out of range", "zh"), told("out of range", "en")
    ('超出范围', 'out of range')
    """
    if hasattr(text, "told"):
        return str(text.told(lang))
    from salesim.wording.text import say

    return say(str(text), lang)


def said_by(fault: BaseException) -> Phrase:
    """What an exception says: the system's reason without its number, or the sentence that it was raised with.

    >>> said_by(FileNotFoundError(2, "No such file or directory", "a.csv")), said_by(ValueError("yes or no"))
    ('No such file or directory', 'yes or no')
    """
    if isinstance(fault, OSError) and fault.strerror:
        return Phrase(fault.strerror)
    stated = fault.args[0] if len(fault.args) == 1 else None
    return Phrase(stated) if isinstance(stated, str) else Phrase(str(fault))


def either(parts: Iterable[str]) -> str:
    """Alternatives in one line.

    >>> either(["a", "b", "c"])
    'a or b or c'
    """
    return reduce(lambda this, that: Phrase("{this} or {that}", this=this, that=that), parts)


def in_a_row(parts: Iterable[str]) -> str:
    """Words in one line, separated by commas.

    >>> in_a_row(["a", "b"])
    'a, b'
    """
    return reduce(lambda this, that: Phrase("{this}, {that}", this=this, that=that), parts)


def listed(parts: Iterable[str]) -> str:
    """Sentences in one line, separated by semicolons.

    >>> listed(["a", "b"])
    'a; b'
    """
    return reduce(lambda this, that: Phrase("{this}; {that}", this=this, that=that), parts)
