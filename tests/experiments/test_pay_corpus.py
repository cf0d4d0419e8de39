"""The corpus of published plans, where it lies beside the repository."""

import pytest
from experiments.pay_corpus import CORPUS, agree, corpus


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of pay plans lies outside of the repository")
def test_every_stated_payout_of_the_corpus_is_paid_to_the_cent():
    found = corpus(CORPUS)
    assert len({case.plan for case in found}) >= 57
    assert [case for case in found if not case.agrees] == []


def test_a_cent_is_a_difference_and_so_is_a_list_of_another_length():
    assert agree([100.0], [100.004]) and not agree(100.0, 100.01)
    assert not agree([1.0], [1.0, 2.0]) and not agree(0.5, 0.51) and not agree(1.0, "a fault")
