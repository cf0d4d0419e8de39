"""What tells customers apart: groups by the columns that their table brings, and by how often they are visited."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from salesim.calibrate.customer_base import CustomerBase
from salesim.export.customers import TRAITS
from salesim.export.read import Export
from salesim.phrase import Phrase
from salesim.wording import figure
from salesim.wording.text import N_

MIN_REPEATERS = 30  # of a group; smaller ones are put together
MAX_GROUPS = 10
NUMERIC = 0.9  # share of those stated that must be numbers, for a column to be grouped by size
N_CLASSES = 3  # of numbers
COLUMNS = {
    "industry": N_("industry"),
    "size": N_("size"),
    "channel": N_("channel"),
    "distributor": N_("distributor"),
    "visits": N_("visits per week"),
}


NOT_STATED = Phrase(N_("not stated"))


class Class(Phrase):
    """The label of a class of numbers, which stands where its numbers do."""

    least: float


class Grouping(NamedTuple):
    """Customers by one column.

    Parameters
    ----------
    column : its name.
    group : (n,) each customer's, from 0 in the order of ``labels``.
    labels : one a group, the largest first, but numbers in their order.
    n_compared : the first so many of them; the others are too small.
    """

    column: str
    group: np.ndarray
    labels: tuple[str, ...]
    n_compared: int


def groupings(export: Export, base: CustomerBase) -> list[Grouping]:
    """The customers of a base by each column that tells at least two large enough groups apart."""
    own = export.customers.loc[base.codes]
    found = {name: labels_of_words(own[name].to_numpy(object)) for name in TRAITS}
    served = own["distributor"].to_numpy()
    if (served >= 0).any():
        words = np.array([NOT_STATED, Phrase(N_("direct")), Phrase(N_("by a distributor"))], object)
        found["distributor"] = words[served + 1]
    if export.visits is not None and len(export.visits):
        found["visits"] = labels_of_visits(export.visits, base)
    repeats = base.histories.x > 0
    made = (grouping(column, labels, repeats) for column, labels in found.items())
    return [one for one in made if one is not None]


def labels_of_words(words: np.ndarray) -> np.ndarray:
    """A column's words as labels, numbers in classes of about equal size, (n,); blank ones are not stated."""
    blank = words == ""
    if blank.all():
        return np.full(len(words), "", object)
    numbers = pd.to_numeric(pd.Series(words), errors="coerce").to_numpy(float)
    if np.isfinite(numbers[~blank]).mean() >= NUMERIC:
        labels = classes(numbers)
        blank = ~np.isfinite(numbers)
    else:
        labels = words.copy()
    labels[blank] = NOT_STATED
    return labels


def classes(numbers: np.ndarray) -> np.ndarray:
    """Labels of numbers by classes of about as many customers each, (n,); empty for those that are no numbers."""
    labels = np.full(len(numbers), "", object)
    known = np.isfinite(numbers)
    cuts = np.unique(np.quantile(numbers[known], np.arange(1, N_CLASSES) / N_CLASSES))
    of_class = np.searchsorted(cuts, numbers, side="left")
    for one in np.unique(of_class[known]):
        inside = known & (of_class == one)
        least, most = float(numbers[inside].min()), float(numbers[inside].max())
        ends = {"low": figure(least), "high": figure(most)}
        label = Class("{low} to {high}", **ends) if least < most else Class(ends["low"])
        label.least = least
        labels[inside] = label
    return labels


def labels_of_visits(visits: pd.DataFrame, base: CustomerBase) -> np.ndarray:
    """Classes of visits per week between a customer's first order and the window's end, (n,)."""
    row = np.minimum(np.searchsorted(base.codes, visits["customer"]), len(base.codes) - 1)
    day = visits["day"].to_numpy() - base.start
    counts = (base.codes[row] == visits["customer"].to_numpy()) & (day >= base.first[row]) & (day < base.n_days)
    made = np.bincount(row[counts], minlength=len(base.codes)) / ((base.n_days - base.first) / 7.0)
    labels = classes(np.where(made > 0, made, np.nan)) if made.any() else np.full(len(made), "", object)
    labels[made == 0] = Phrase(N_("none"))
    return labels


def grouping(column: str, labels: np.ndarray, repeats: np.ndarray) -> Grouping | None:
    """Groups by label, those of too few who ``repeats`` (n,) orders together; None if fewer than two are left."""
    codes, unique = pd.factorize(np.array([str(one) for one in labels], object))
    words = {text: label for text, label in zip((str(one) for one in labels), labels, strict=True)}
    n = np.bincount(codes, weights=repeats)
    largest = np.argsort(-n, kind="stable")
    kept = [one for one in largest[: MAX_GROUPS - 1] if n[one] >= MIN_REPEATERS]
    kept.sort(key=lambda one: place_of(words[unique[one]]))
    place = np.full(len(unique), len(kept))
    place[kept] = np.arange(len(kept))
    group = place[codes]
    named = [words[unique[one]] for one in kept]
    rest = group == len(kept)
    if rest.any():
        named.append(Phrase(N_("all others")))
    n_compared = len(kept) + int((rest & repeats).sum() >= MIN_REPEATERS)
    return Grouping(column, group, tuple(named), n_compared) if len(kept) and n_compared > 1 else None


def place_of(label: str) -> float:
    """Where a label stands among others that are as large: numbers in their order, who states nothing last."""
    if label == NOT_STATED:
        return np.inf
    return label.least if isinstance(label, Class) else -np.inf
