"""Notebooks run from top to bottom, and none carries outputs of somebody's earlier run."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

SAYS = {  # some of what each notebook must find
    "01_quickstart": ["Simulated over 26 weeks, 4 replications", "\n0\n"],  # a rep who never bets takes no wager
    "02_pay_plans": ["11,250.00", "orders moved over a quarter", "accelerator' does best"],
    "04_compare_policies": ["95% probability", "levers: wager, desk", "falsified_visits"],
    "05_sensitivity_and_claims": ["plausible worlds", "desynchronized: nothing", "assumed", "19 claims;"],
    "03_your_own_behavior": [
        "moody() draws random numbers of its own",
        "next yuan: 'By prefecture/bonus' does best",
        "income target: Nothing beats",
        "usual: focus brings +16",  # % of sales; less where visits of the past leave customers cold
        "habit: focus brings +5",
    ],
    "07_from_your_crm": ["56% were won", "market.buying.rate_shape", "'today/current'"],
    "06_search": ["does best: value created +", "policies:\n  found:", "on_front"],
}
NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


def code_of(notebook) -> list:
    """The cells that hold code."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook_carries_no_outputs(file):
    code = code_of(nbformat.read(file, as_version=4))
    assert code and not any(cell.outputs for cell in code)


@pytest.mark.slow
@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook_runs(file):
    notebook = nbformat.read(file, as_version=4)
    code = code_of(notebook)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(file.parent)}}).execute()
    shown = [
        output.get("text") or output.get("data", {}).get("text/plain", "") for cell in code for output in cell.outputs
    ]
    for said in SAYS[file.stem]:
        assert said in "\n".join(["", *shown, ""])
