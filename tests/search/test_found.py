"""How a search is told: terms in words, the table of finalists, the line of progress."""

from __future__ import annotations

from io import StringIO

from planted import RATE, Planted
from rich.console import Console

from salesim.scenario.arms import Arm
from salesim.scenario.policies import Policy
from salesim.search import search, terminal
from salesim.search.found import said, terms
from salesim.search.proposal import Proposal, own_proposals, proposed
from salesim.search.terminal import FollowSearch, finalists_table


def test_terms_name_what_differs_from_the_baseline(scenario, space):
    baseline = own_proposals(scenario, space)[0]
    drawn = {"layout": "balanced", "portal": "on", RATE: 0.012}
    assert terms(proposed(scenario, space, drawn, "trial-1"), baseline, scenario) == "portal on"
    changes = {"channel": {"desk": {"portal": True}}, "sales_force": {"pay": {"commission_rate": 0.012, "cap_at": 2.0}}}
    alone = Proposal(Arm("balanced", "x"), Policy(set=changes))  # one that the space cannot say
    assert terms(alone, baseline, scenario) == "portal on, cap_at 2"


def test_values_are_said_in_plain_words():
    assert said([{"name": "bet", "win_at": 1.5}, {"name": "none"}]) == "[name bet, win_at 1.5; name none]"
    assert (said([]), said(False), said(0.0125), said(12000.0)) == ("none", "off", "0.0125", "12000")
    assert said({"portal": True, "menu": []}, "zh") == "portal 开、menu 无"


def test_the_table_shows_belief_and_confirmation_of_each_finalist(scenario, space):
    found = search(scenario, space, 8, 2, 2, confirm_replications=3, runner=Planted())
    console = Console(width=120, record=True, file=StringIO())
    console.print(finalists_table(found))
    lines = console.export_text().splitlines()
    assert len(lines) == 3 and "Believed" in lines[0] and "Confirmed" in lines[0]
    assert all(arm in line for arm, line in zip(found.finalists["arm"], lines[1:]))


def test_progress_tells_the_best_so_far_and_the_time_left(capsys, monkeypatch):
    clock = iter([0.0, 10.0, 20.0, 21.0, 22.0])
    monkeypatch.setattr(terminal, "monotonic", lambda: next(clock))
    with FollowSearch() as follow:
        follow("search", 0, 24, None)
        follow("search", 8, 24, 1_500_000.0)
        follow("search", 24, 24, 1_500_000.0)
        follow("confirm", 1, 4, None)
    with FollowSearch(currency="JPY", lang="zh") as follow:
        follow("search", 24, 24, 1_500_000.0)
    lines = capsys.readouterr().err.splitlines()
    assert "24/24 候选方案 目前最优 +150 万日元" in lines
    assert lines[0] == "8/24 candidates best so far +1.5 M CNY, about 20 s left"
    assert lines[1] == "24/24 candidates best so far +1.5 M CNY"
    assert lines[2].startswith("1/4 replications to confirm them")
