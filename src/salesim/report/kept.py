"""Whether a run's report is up to date: then it stands as it was written, and nothing is simulated or drawn again.

Beside the report lies a mark with a hash of all that the report is made of, and the hashes of the files that were
written. A file that was changed or removed, another language, another version or one more replication make it anew.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from salesim.experiment.compare import Comparison, plain
from salesim.experiment.runs import MARK, RunFolder
from salesim.scenario.files import with_file_contents
from salesim.scenario.scenario import Scenario
from salesim.sources import source_hash
from salesim.written import hash_of, write_json

REPORT, MARK_OF_REPORT = "report.html", "report.json"
DRAWN_WITH = ("numpy", "scipy", "pandas", "numba", "matplotlib", "jinja2", "babel", "networkx", "xlsxwriter")


def made_of(comparison: Comparison, scenario: Scenario, lang: str) -> str | None:
    """A hash of all that the report of a kept comparison depends on; None if no folder has kept it.

    Tables count by their replications' summaries, which carry the checksums that all others have just been held
    against.
    """
    if comparison.folder is None:
        return None
    run = RunFolder(comparison.folder, ())
    numbers = sorted(set(comparison.replications["replication"].tolist()))
    parts: dict[str, Any] = {
        "package": source_hash(left_out=()),
        "libraries": [platform.python_version(), *map(_version, DRAWN_WITH)],
        "lang": lang,
        "scenario": with_file_contents(scenario.model_dump(mode="json"), scenario.folder),
        "comparison": plain(comparison.to_json()),
        "replications": [(number, hash_of(run.file(MARK, number))) for number in numbers],
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def keep_report(folder: Path, state: str, files: Sequence[Path]) -> None:
    """Note what a report was made of, and its files as they are."""
    hashes = {file.relative_to(folder).as_posix(): hash_of(file) for file in files}
    write_json(folder / MARK_OF_REPORT, {"made_of": state, "files": hashes})


def up_to_date_report(comparison: Comparison, scenario: Scenario, lang: str) -> Path | None:
    """The report in a comparison's folder; None if there is none that is just of this comparison."""
    state = made_of(comparison, scenario, lang)
    if state is None or comparison.folder is None or not is_up_to_date(comparison.folder, state):
        return None
    return comparison.folder / REPORT


def is_up_to_date(folder: Path, state: str) -> bool:
    """Whether the report in a folder is made of just this, and all of its files are as they were written."""
    try:
        noted = json.loads((folder / MARK_OF_REPORT).read_text(encoding="utf-8"))
        return bool(noted["made_of"] == state and noted["files"]) and all(
            hash_of(folder / name) == checksum for name, checksum in noted["files"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"
