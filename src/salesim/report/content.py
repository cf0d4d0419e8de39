"""What a report tells, whoever computed it.

The page knows nothing of scenarios or experiments. What several sections share are fields; what one section shows is
its entry of ``data``. What is left out is left out of the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from salesim.report.style import FAINT, arm_colors
from salesim.scenario.display import AS_NAMED, Names

N_SHOWN = 3  # options that are named and colored beside the baseline; more would be a tangle


class Spots(NamedTuple):
    """What a map marks: ``x_km, y_km`` of reps' homes, warehouses, anchor sites, of towns with their ``name``.

    ``borders`` are rings (k, 2) [km] around the market's units, beyond which the ground does not go, ``neighbors``
    those of others for orientation; ``in_miles`` is how distances are told.
    """

    reps: pd.DataFrame | None = None
    distributors: pd.DataFrame | None = None
    anchors: pd.DataFrame | None = None
    places: pd.DataFrame | None = None
    borders: tuple[np.ndarray, ...] = ()
    neighbors: tuple[np.ndarray, ...] = ()
    in_miles: bool = False


NO_SPOTS = Spots()


@dataclass(frozen=True)
class LayoutMap:
    """One layout, to be drawn and scored.

    Parameters
    ----------
    name : the layout's name.
    points : ``x_km, y_km, territory`` and, if they count differently, ``weight``: customers or towns. None: no map.
        With ``layer``, the name of the stratum whose territories overlap with those of others, each has its own panel.
    spots : what is marked on the map.
    scores : score: value, by the names of `metrics.COLUMNS`; others are shown as they are.
    territories : one row a territory, as numbered on the map, ``territory`` (from 1), ``around`` (where most of its
        workload lies), ``n_accounts`` (customers and prospects) and figures of `territory.score.score_territories`.
        None: no list.
    notes : what a reader must not miss of it, such as bounds that are not met.
    levels : the districts, regions, ... of each territory, from `territory.levels.levels_of`, and how even each level
        is, from `score_levels`. None: there are none.
    overlays : by role, the ``points`` with the areas of its specialists as territories.
    """

    name: str
    points: pd.DataFrame | None = None
    spots: Spots = NO_SPOTS
    scores: Mapping[str, float] = field(default_factory=dict)
    territories: pd.DataFrame | None = None
    notes: tuple[str, ...] = ()
    levels: tuple[pd.DataFrame, pd.DataFrame] | None = None
    overlays: Mapping[str, pd.DataFrame] = field(default_factory=dict)


@dataclass(frozen=True)
class ReportContent:
    """All that a report shows. Amounts are money over the horizon, averages over replications, unless said otherwise.

    Parameters
    ----------
    title, about : what was asked, in the user's words.
    verdict : one sentence, in the report's language.
    baseline : the arm that the others are compared with.
    arms : one row an arm: ``arm, layout, policy, value_mean, value_low, value_high, difference_mean, difference_low,
        difference_high, verdict`` (better, worse, equivalent, undecided, baseline), then key figures named as in a
        result's summary, and ``correlation``, shown in the order given. The baseline's differences may be empty.
    currency : of all amounts, an ISO 4217 code.
    layouts : maps and scores.
    data : what the other sections show, by their names; see the files of ``sections``.
    facts : how it was done, such as ``replications``, ``seed``, ``weeks``, ``salesim``; terms known to
        `sections.method` are translated, others are shown as they are.
    notes : sentences that a reader must not miss, such as failed replications.
    sentences : one for each arm: verdict, money, risk, who gains and who loses, in the report's language.
    names : what readers call layouts, policies and options.
    n_weeks : the horizon that all amounts are for.
    first_day : of these weeks; None where they have no dates.
    level : confidence of the intervals.
    """

    title: str
    verdict: str
    baseline: str
    arms: pd.DataFrame
    currency: str
    about: str = ""
    layouts: tuple[LayoutMap, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    names: Names = AS_NAMED
    n_weeks: int = 52
    first_day: date | None = None
    level: float = 0.95

    def best_first(self) -> list[str]:
        """The arms but the baseline, the largest difference first."""
        others = self.arms[self.arms["arm"] != self.baseline]
        return [str(arm) for arm in others.sort_values("difference_mean", ascending=False, kind="stable")["arm"]]

    def named(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Rows whose column ``arm`` says what readers call it."""
        return rows.assign(arm=[self.names.option(str(arm)) for arm in rows["arm"]])

    def colors(self) -> dict[str, str]:
        """The color of each option, by what readers call it: the same in all pictures."""
        shown = [self.baseline, *self.best_first()[:N_SHOWN]]
        colors = dict.fromkeys(map(str, self.arms["arm"]), FAINT) | arm_colors(shown, self.baseline)
        return {self.names.option(arm): color for arm, color in colors.items()}
