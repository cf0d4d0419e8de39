"""Which of the valid names a mistyped one looks like, or that none does.

Two names are compared without capitals and without what separates words, so ``commissionRate``, ``commission-rate`` and
``commission_rate`` are the same. They are alike

- if few typing errors lie between them: a letter left out, added, exchanged, or two letters turned round. One error in
  three letters is near enough, two in eight, three in thirteen, and never more;
- or if one consists of words of the other, in any order and number, that make up most of it.

What people do not mistype counts for more than one error: the first letter, a digit for another digit (``plan_2`` is
another plan than ``plan_3``), and a Chinese character for another, as each is a word (南通 is another city than 南京).

Source: the distance is that of Damerau 1964, "A technique for computer detection and correction of spelling errors",
Communications of the ACM 7(3), in its restricted form (optimal string alignment).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

ALIKE = 0.8
MAX_ERRORS = 3
MAX_LETTERS = 80  # of a name that are looked at
MIN_LETTERS = 4  # that two names must have in common by their words
WORDS = re.compile(r"[^\W\d_]+|\d+")
PLURAL = re.compile(r"(?<=[a-z]{2}[^sui])s$")
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def nearest(name: str, names: Iterable[str], alike: float = ALIKE) -> str | None:
    """The most similar of the names, the first of several; None if none is similar enough."""
    given = words_of(name[:MAX_LETTERS])
    letters = "".join(given)
    best, least = None, float("inf")
    for known in names:
        theirs = words_of(known[:MAX_LETTERS])
        written = "".join(theirs)
        allowed = most_errors(letters, written, alike)
        errors = 0.0 if letters == written else float(distance(letters, written, allowed))
        if errors > allowed:
            errors = 0.5 + MAX_ERRORS if have_the_same_words(given, theirs, alike - 0.2) else float("inf")
        if errors < least and (letters or name == known):
            best, least = known, errors
    return best


@lru_cache(4096)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in small letters.

    >>> words_of("salaryPer_month-2")
    ('salary', 'per', 'month', '2')
    """
    return tuple(WORDS.findall(CAMEL.sub("_", name).casefold()))


def singular(word: str) -> str:
    """A word without the ending of a plural.

    >>> [singular(word) for word in ("policies", "weeks", "class", "bonus")]
    ['policy', 'week', 'class', 'bonus']
    """
    return word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else PLURAL.sub("", word)


def most_errors(a: str, b: str, alike: float = ALIKE) -> int:
    """How many typing errors may lie between two names, by the longer one; a Chinese character counts for two letters.

    >>> [most_errors(name, "") for name in ("id", "run", "weights", "behavior", "commissionrate")]
    [0, 1, 1, 2, 3]
    """
    length = max(sum(1 + is_ideograph(letter) for letter in name) for name in (a, b))
    return min(int((length + 2) * (1.0 - alike) + 1e-9), MAX_ERRORS)


def have_the_same_words(a: Sequence[str], b: Sequence[str], shared: float = 0.6) -> bool:
    """Whether one name consists of words of the other that make up this share of it.

    >>> have_the_same_words(["rates", "commission"], ["commission", "rate"])
    True
    >>> have_the_same_words(["at"], ["bonus", "at"])
    False
    """
    few, many = sorted(([singular(word) for word in words] for words in (a, b)), key=lambda words: sum(map(len, words)))
    n_few, n_many = sum(map(len, few)), sum(map(len, many))
    return n_few >= max(MIN_LETTERS, shared * n_many) and set(few) <= set(many)


def distance(a: str, b: str, most: int) -> int:
    """Typing errors between two texts; some number beyond ``most`` if there are more.

    >>> distance("weks", "weeks", 1), distance("centre", "center", 1), distance("plan2", "plan3", 2)
    (1, 1, 2)
    """
    if abs(len(a) - len(b)) > most or len(set(a) ^ set(b)) > 2 * most:
        return most + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, y in enumerate(b, 1):
            changed = before[j - 1] + (0 if x == y else exchange(x, y, 1 in (i, j)))
            errors = min(before[j] + 1, row[j - 1] + 1, changed)
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y and not is_ideograph(x):
                errors = min(errors, last[j - 2] + (1 if x != y else 0))
            row.append(errors)
        if min(row) > most:
            return most + 1
    return row[-1]


def exchange(x: str, y: str, is_first: bool) -> int:
    """What it counts that one letter stands for another."""
    if is_first:
        return 3
    return 2 if (x.isdigit() and y.isdigit()) or (is_ideograph(x) and is_ideograph(y)) else 1


def is_ideograph(letter: str) -> bool:
    """Whether it is a Chinese character."""
    return "\u3400" <= letter <= "\u9fff"
