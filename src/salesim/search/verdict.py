"""A search in plain lines: what is confirmed, the terms of the policy, and what the search had believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from salesim.experiment.compare import Comparison
from salesim.experiment.phrases import Phrases
from salesim.wording import count
from salesim.wording.text import say


def search_verdict(comparison: Comparison, finalists: pd.DataFrame, facts: Mapping[str, Any], lang: str) -> str:
    """The comparison's verdict on the finalists, followed by how they were found, a line each.

    Parameters
    ----------
    comparison : of the finalists with the baseline, on fresh replications
    finalists : one row each, the best first, as in `SearchResult.finalists`
    facts : as in `SearchResult.facts`
    lang : ``en`` or ``zh``
    """
    row = facts["winner"] or finalists.iloc[0].to_dict()
    return "\n".join([comparison.verdict, terms_sentence(row, lang), origin_sentence(comparison, row, facts, lang)])


def terms_sentence(row: Mapping[str, Any], lang: str) -> str:
    """In what the candidate differs from the baseline."""
    if not row["terms"]:
        return say("'{arm}' differs from the baseline in its territories only.", lang, arm=row["arm"])
    return say("'{arm}' differs from the baseline by {terms}.", lang, arm=row["arm"], terms=row["terms"])


def origin_sentence(comparison: Comparison, row: Mapping[str, Any], facts: Mapping[str, Any], lang: str) -> str:
    """Among how many candidates it was found, what the search believed of it, and what the figures rest on."""
    places = {
        "candidates": count(facts["trials"]),
        "refused": count(facts["refused"]),
        "difference": Phrases(comparison.facts, lang).difference(row["believed"]),
        "n": count(facts["confirm_replications"]),
    }
    if facts["refused"]:
        return say(
            "It was found among {candidates} candidates ({refused} refused before simulation), of which the search "
            "believed it to lie {difference}; the figures above come from {n} replications that had no say in the "
            "choice.",
            lang,
            **places,
        )
    return say(
        "It was found among {candidates} candidates, of which the search believed it to lie {difference}; the figures "
        "above come from {n} replications that had no say in the choice.",
        lang,
        **places,
    )
