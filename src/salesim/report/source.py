"""What a report is made from: a comparison, the scenario that it compared, and the tables that its folder keeps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from salesim.experiment.compare import Comparison
from salesim.experiment.runs import read_table
from salesim.model.opened_worlds import opening
from salesim.scenario import Scenario
from salesim.world.world import World


@dataclass(frozen=True)
class Source:
    """All that a section may take its data from.

    Parameters
    ----------
    comparison : what `compare` found.
    scenario : that it compared, with the seed that it used.
    lang : of names on maps; everything else is put into words when it is shown.
    """

    comparison: Comparison
    scenario: Scenario
    lang: str

    @cached_property
    def baseline(self) -> pd.Series:
        """The baseline's row of ``comparison.arms``."""
        return self.comparison.arms.iloc[0]

    @property
    def layouts(self) -> list[str]:
        return list(dict.fromkeys(self.comparison.arms["layout"]))

    @property
    def policies(self) -> list[str]:
        return list(dict.fromkeys(self.comparison.arms["policy"]))

    @cached_property
    def world(self) -> World:
        """The world in which all options begin."""
        return opening(self.scenario, 1 if self.scenario.run.population == "varies" else 0)

    def kept(self, table: str) -> pd.DataFrame:
        """A table of all finished replications, with a column ``arm``; empty if no folder has kept it."""
        if self.comparison.folder is None:
            return pd.DataFrame()
        rows = read_table(self.comparison.folder, table)
        if rows.empty:
            return rows
        rows = rows[rows["replication"].isin(self.comparison.replications["replication"])]
        return rows.assign(arm=rows["layout"] + "/" + rows["policy"])

    def of_baseline(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows of a table that are the baseline's."""
        return rows[rows["arm"] == self.baseline["arm"]] if len(rows) else rows
