"""The one exception of bad input."""

from __future__ import annotations

import pickle

from salesim.errors import InputError, nearest_name, together


def test_one_fault_in_one_line():
    fault = InputError(
        "out of range", field="run.weeks", value=900, allowed="1 to 520", file="f.yaml", line=3, column=5
    )
    assert str(fault) == "f.yaml:3:5: run.weeks: out of range (got 900); allowed: 1 to 520"


def test_a_message_of_control_characters_and_length_is_tamed():
    text = str(InputError("bad\x1b[2J", field="a\nb" * 1000, value="x" * 1000))
    assert text.isprintable()
    assert len(text) < 220


def test_several_faults_one_line_each_and_flat():
    faults = [InputError(str(i)) for i in range(4)]
    both = together([together(faults[:2]), together(faults[2:])])
    assert str(both) == "0\n1\n2\n3"
    assert [fault.message for fault in both.faults] == ["0", "1", "2", "3"]
    assert all(not fault.others for fault in both.faults)


def test_it_survives_the_way_back_from_a_worker():
    fault = together([InputError("a", field="b", line=3), InputError("c")])
    assert str(pickle.loads(pickle.dumps(fault))) == str(fault)


def test_nearest_name():
    assert nearest_name("weks", ["weeks", "seed"]) == "weeks"
    assert nearest_name("qqq", ["weeks", "seed"]) is None
    assert nearest_name("weeks" * 1_000_000, ["weeks"]) is None
