"""Notebooks run from top to bottom, and none carries outputs of somebody's earlier run."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook_runs(file):
    notebook = nbformat.read(file, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code and not any(cell.outputs for cell in code)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(file.parent)}}).execute()
    printed = "".join(output.get("text", "") for cell in code for output in cell.outputs)
    assert "Simulated over 26 weeks, 4 replications" in printed
    assert code[-2].outputs[0]["data"]["text/plain"] == "0"  # a rep who never bets takes no wager
