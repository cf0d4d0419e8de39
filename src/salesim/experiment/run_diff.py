"""Two runs side by side: which assumptions differ, and what they moved."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from salesim.errors import InputError
from salesim.experiment.outcomes import is_money
from salesim.experiment.runs import MARK, differences, read_manifest, read_table
from salesim.experiment.statistics import mean_interval, paired_difference
from salesim.phrase import Phrase

CODE = "the model's own source"  # in place of an assumption, where the code of the runs differs
OUTCOMES = ("value_created", "contribution", "sales", "pay", "retention", "orders", "visits", "quits")


@dataclass(frozen=True)
class RunDiff:
    """How run ``there`` differs from run ``here``.

    Attributes
    ----------
    assumptions : what differs in scenario, versions or arms, as "path value -> value".
    currencies : of the two runs; amounts of different currencies have no difference (NaN).
    arms : arms that both have.
    moved : one row an arm and outcome: here and there (means), difference with low and high; ``paired`` says whether
        the runs share their random numbers (the same seed) and are compared replication by replication.
    """

    here: str
    there: str
    assumptions: tuple[str, ...]
    currencies: tuple[str, str]
    arms: tuple[str, ...]
    moved: pd.DataFrame

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        from salesim.experiment.compare import plain

        facts = {name: getattr(self, name) for name in ("here", "there", "assumptions", "currencies", "arms")}
        return plain({**facts, "moved": self.moved.to_dict("records")})


def diff_runs(here: str | Path, there: str | Path) -> RunDiff:
    """Compare two runs' folders; InputError if one of them is none."""
    manifests, tables = [], []
    for place in (here, there):
        manifest, summary = read_manifest(Path(place)), read_table(place, MARK)
        if manifest is None:
            allowed = Phrase("a folder with a manifest.json, such as runs/NAME-HASH")
            raise InputError("is not the folder of a run", "run", str(place), allowed)
        if summary.empty:
            raise InputError("the run has no finished replications", "run", str(place))
        manifests.append(manifest)
        tables.append(summary.assign(arm=summary["layout"] + "/" + summary["policy"]))
    shared = sorted(set(tables[0]["arm"]) & set(tables[1]["arm"]))
    seeds = [manifest["scenario"].get("run", {}).get("seed") for manifest in manifests]
    currencies = tuple(manifest["scenario"].get("currency", "CNY") for manifest in manifests)
    rows = []
    for arm in shared:
        for outcome in (name for name in OUTCOMES if all(name in table for table in tables)):
            one, other = (t[t["arm"] == arm].set_index("replication")[outcome].astype(float) for t in tables)
            both = one.index.intersection(other.index)
            paired = seeds[0] == seeds[1] and len(both) > 1
            row: dict[str, Any] = {"arm": arm, "outcome": outcome, "here": one.mean(), "there": other.mean()}
            if is_money(outcome) and currencies[0] != currencies[1]:
                row |= dict.fromkeys(("difference", "low", "high"), float("nan"))
            elif paired:
                d = paired_difference(other[both], one[both])
                row |= {"difference": d.mean, "low": d.low, "high": d.high}
            else:
                a, b = mean_interval(one), mean_interval(other)
                half = (((a[2] - a[1]) / 2) ** 2 + ((b[2] - b[1]) / 2) ** 2) ** 0.5
                row |= {"difference": b[0] - a[0], "low": b[0] - a[0] - half, "high": b[0] - a[0] + half}
            rows.append({**row, "paired": paired})
    named = tuple(one for one in differences(manifests[0], manifests[1]) if not one.startswith("model "))
    same_code = manifests[0].get("model") == manifests[1].get("model")
    named += () if same_code else (CODE,)
    return RunDiff(str(here), str(there), named, (currencies[0], currencies[1]), tuple(shared), pd.DataFrame(rows))
