"""Who leaves stands in an option's sentence, and in the verdict against the best one, if it is sure."""

import numpy as np
import pandas as pd
import pytest

from salesim.experiment.leaving import leaving_against, leaving_clause, leaving_rows
from salesim.experiment.phrases import Phrases
from salesim.metrics.reps import FIFTHS
from salesim.scenario.arms import Arm

BASE, OTHER = Arm("unit", "current"), Arm("unit", "cut")


def summary(more, noise=0.5, n=8):
    """Six quits a replication under the baseline, so many ``more`` under the other."""
    rng = np.random.default_rng(5)
    rows = []
    for i in range(n):
        for arm, quits in ((BASE, 6.0), (OTHER, 6.0 + more + noise * rng.normal())):
            rates = dict.fromkeys(FIFTHS, 0.3) | {"quit_rate_best": 0.2 + 0.05 * (arm == OTHER) * more}
            rows.append({"layout": arm.layout, "policy": arm.policy, "replication": i, "quits": quits, **rates})
    return pd.DataFrame(rows)


def said(more, lang="en", noise=0.5):
    leaving = leaving_rows(summary(more, noise), [BASE, OTHER], BASE)
    phrases = Phrases({"baseline": str(BASE)}, lang)
    return leaving_clause(str(OTHER), leaving, phrases), leaving_against(str(OTHER), leaving, phrases)


@pytest.mark.parametrize(("lang", "words"), [("en", "more reps quit"), ("zh", "离职人数增加")])
def test_more_quits_are_told_and_speak_against(lang, words):
    clause, against = said(3.0, lang)
    assert words in clause and "35%" in clause and "20%" in clause
    assert clause in against and str(OTHER) in against


def test_fewer_quits_are_told_and_do_not_speak_against():
    clause, against = said(-3.0)
    assert "fewer reps quit" in clause and against == ""


@pytest.mark.parametrize(("more", "noise"), [(0.0, 0.5), (0.3, 0.05), (3.0, 12.0)])
def test_what_is_little_or_not_sure_is_not_told(more, noise):
    assert said(more, noise=noise) == ("", "")


def test_without_quits_there_are_no_rows():
    assert leaving_rows(summary(1.0).drop(columns="quits"), [BASE, OTHER], BASE).empty
