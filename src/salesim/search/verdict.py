"""A search in plain sentences: what is confirmed first, then what it consists of and what the search had believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from salesim.experiment.compare import Comparison
from salesim.experiment.verdict import Chinese, English


def search_verdict(comparison: Comparison, finalists: pd.DataFrame, facts: Mapping[str, Any], lang: str) -> str:
    """The comparison's verdict on the finalists, followed by how they were found.

    Parameters
    ----------
    comparison : of the finalists with the baseline, on fresh replications
    finalists : one row each, the best first, as in `SearchResult.finalists`
    facts : as in `SearchResult.facts`
    lang : ``en`` or ``zh``
    """
    row = facts["winner"] or finalists.iloc[0].to_dict()
    told = in_chinese if lang == "zh" else in_english
    return f"{comparison.verdict} {told(comparison, row, facts)}".replace("。 ", "。")


def in_english(comparison: Comparison, row: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    say = English(comparison.facts)
    text = f"'{row['arm']}' differs from the baseline by " if row["terms"] else f"'{row['arm']}' sets nothing new"
    text += f"{row['terms']}. "
    text += (
        f"It was found among {facts['trials']} candidates{refused(facts, ' ({} refused before simulation)')}, of which "
        f"the search believed it to lie {say.difference(pd.Series({'difference': row['believed']}))} the baseline; "
        f"the figures above come from {facts['confirm_replications']} replications that had no say in the choice."
    )
    return text


def in_chinese(comparison: Comparison, row: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    say = Chinese(comparison.facts)
    text = f"“{row['arm']}”与基准的不同之处：{row['terms'] or '仅区域划分'}。"
    text += (
        f"它选自 {facts['trials']} 个候选方案{refused(facts, '（其中 {} 个未经模拟即被排除）')}；"
        f"搜索阶段曾认为它{say.difference(pd.Series({'difference': row['believed']}))}，"
        f"而上述结果来自未参与选择的 {facts['confirm_replications']} 次重复。"
    )
    return text


def refused(facts: Mapping[str, Any], words: str) -> str:
    return words.format(facts["refused"]) if facts["refused"] else ""
