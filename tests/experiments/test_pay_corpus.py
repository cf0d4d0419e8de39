"""The corpus of published plans, where it lies beside the repository."""

import pytest
from experiments.pay_corpus import CORPUS, agree, corpus, simulated


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of pay plans lies outside of the repository")
def test_every_stated_payout_of_the_corpus_is_paid_to_the_cent():
    found = corpus(CORPUS)
    assert len({case.plan for case in found}) >= 57
    assert [case for case in found if not case.agrees] == []


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of pay plans lies outside of the repository")
def test_two_thirds_of_the_corpus_can_be_simulated_and_the_rest_says_which_part_cannot():
    found = {file.stem: simulated(file) for file in sorted(CORPUS.glob("*.yaml"))}
    assert sum(said.startswith("yes") for said in found.values()) >= 42
    refused = [said for said in found.values() if said.startswith("no")]
    assert all("cannot be simulated: " in said or "pay without bound" in said for said in refused)


def test_a_cent_is_a_difference_and_so_is_a_list_of_another_length():
    assert agree([100.0], [100.004]) and not agree(100.0, 100.01)
    assert not agree([1.0], [1.0, 2.0]) and not agree(0.5, 0.51) and not agree(1.0, "a fault")
