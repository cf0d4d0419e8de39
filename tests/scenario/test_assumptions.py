"""The list of assumptions."""

from __future__ import annotations

from salesim.scenario import assumptions


def test_each_sourced_field_has_a_row(tiny):
    table = assumptions(tiny("name: x")).set_index("field")
    assert {"sales_force.team.reps", "sales_force.items.1.label", "sales_force.pay.rate"} <= set(table.index)
    assert not table["changed"].any()
    assert not any(field.startswith(("run.", "name", "policies.")) for field in table.index)
    row = table.loc["sales_force.pay.rate"]
    assert (row.value, row.default, row.unit, row.tag, row.about) == (0.1, 0.1, "CNY/CNY", "A", "commission")


def test_changes_are_marked_and_values_keep_their_type(tiny):
    text = "name: x\nsales_force: {pay: {kind: tiered, top: 5}, cap: 2.5, team: {reps: 3}, start: 2026-01-01}"
    table = assumptions(tiny(text)).set_index("field")
    assert set(table.index[table["changed"]]) == {
        "sales_force.pay.top", "sales_force.cap", "sales_force.team.reps", "sales_force.start",
    }  # fmt: skip
    assert type(table.loc["sales_force.team.reps", "value"]) is int
    assert table.loc["sales_force.pay.steps", "value"] == [1.0, 1.5]
    assert table.loc["sales_force.pay.steps", "citation"] == "somebody 2014"
    assert table.loc["sales_force.start", "value"] == "2026-01-01"
