"""What a report tells: frames and strings, whoever computed them.

The report knows nothing of scenarios or experiments. Whoever has results fills a `ReportContent`; what is left out is
left out of the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from salesim.report.pay_curves import PayCurve


class Spots(NamedTuple):
    """What a map marks: ``x_km, y_km`` of reps' homes, warehouses, anchor sites, and of towns with their ``name``."""

    reps: pd.DataFrame | None = None
    distributors: pd.DataFrame | None = None
    anchors: pd.DataFrame | None = None
    places: pd.DataFrame | None = None


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
    scores : score: value; names ending in ``_share`` are shares. Terms known to `language.TERMS` are translated.
    """

    name: str
    points: pd.DataFrame | None = None
    spots: Spots = NO_SPOTS
    scores: Mapping[str, float] = field(default_factory=dict)


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
    parts : one row an arm and part: ``arm, part, difference`` to the baseline, signed so that they add up.
    weeks : one row for each arm, replication and week: ``arm, replication, week, sales, customers``; or means, see
        `weeks.weeks_data`. Measures that are missing are not drawn.
    attainment : one row for each rep and quarter: ``arm, attainment``.
    pay_curves : points of each policy's quarterly pay curve: ``policy, attainment, pay``; knots suffice, two
        points at one attainment are a jump.
    pay_components : further curves of pay beside the policies' own.
    conclusions : how often the baseline's managers concluded what (rows) when it was so (columns), in counts; see
        `model.conclusions.confusion`.
    wagers : what wagers did, as `experiment.wagers.wager_report` says.
    channel : how distributors did, one row an arm; see `channel.channel_data`.
    goods : where goods went in the baseline; see `channel.goods_flow_data`.
    distributor_names : in the order of their numbers; none if they have no names.
    layouts : maps and scores.
    assumptions : one row a parameter: ``path, about, value, default, unit, source`` (tag, then ``": citation"``),
        ``changed`` (bool).
    facts : how it was done, such as ``replications``, ``seed``, ``weeks``, ``salesim``; terms known to
        `language.TERMS` are translated, others are shown as they are.
    notes : sentences that a reader must not miss, such as failed replications.
    sentences : one for each arm: verdict, money, risk, who wins and who loses, in the report's language.
    n_weeks : the horizon that all amounts are for.
    level : confidence of the intervals.
    """

    title: str
    verdict: str
    baseline: str
    arms: pd.DataFrame
    about: str = ""
    parts: pd.DataFrame | None = None
    weeks: pd.DataFrame | None = None
    attainment: pd.DataFrame | None = None
    pay_curves: pd.DataFrame | None = None
    pay_components: tuple[PayCurve, ...] = ()
    diagnoses: pd.DataFrame | None = None
    wagers: pd.DataFrame | None = None
    channel: pd.DataFrame | None = None
    goods: pd.DataFrame | None = None
    distributor_names: tuple[str, ...] = ()
    layouts: tuple[LayoutMap, ...] = ()
    assumptions: pd.DataFrame | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    n_weeks: int = 52
    level: float = 0.95
