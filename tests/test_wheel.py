"""Installed from a wheel, salesim brings its scenarios, its types and a description that stands alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile

import pytest

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parent.parent
ON_SHOW = sorted(file.stem for file in (REPOSITORY / "scenarios").glob("*.yaml"))
LOAD_ALL = """
import sys
from pathlib import Path
import salesim
from salesim.scenario.files import named_files
for name in sys.argv[1:]:
    scenario = salesim.load_scenario(name)
    assert all(file.is_file() for file in named_files(scenario.model_dump(), scenario.folder)), name
    print(scenario.name, scenario.folder)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--wheel-dir", str(folder), str(REPOSITORY))
    return next(folder.glob("salesim-*.whl"))


def pip(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", *words], check=True)


def test_every_scenario_loads_by_name_from_an_installed_wheel(wheel, tmp_path):
    installed, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    pip("install", "--no-deps", "--target", str(installed), str(wheel))
    found = subprocess.run(
        [sys.executable, "-c", LOAD_ALL, *ON_SHOW],
        cwd=elsewhere,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stderr
    library = installed / "salesim" / "scenario" / "library"
    assert found.stdout.splitlines() == [f"{name} {library}" for name in ON_SHOW]


def test_the_wheel_holds_the_package_and_nothing_else(wheel):
    files = ZipFile(wheel).namelist()
    source = REPOSITORY / "src"
    packaged = {file.relative_to(source).as_posix() for file in (source / "salesim").rglob("*.py")}
    packaged |= {"salesim/py.typed", "salesim/report/page.css", "salesim/world/data/towns.csv"}
    assert packaged <= set(files)
    assert {file.split("/")[0] for file in files} == {
        "salesim",
        wheel.name.removesuffix("-py3-none-any.whl") + ".dist-info",
    }


def test_its_description_has_no_picture_or_link_that_leads_nowhere(wheel):
    archive = ZipFile(wheel)
    name = next(file for file in archive.namelist() if file.endswith("/METADATA"))
    metadata = message_from_bytes(archive.read(name))
    assert metadata["License-Expression"] == "Apache-2.0"
    assert "Typing :: Typed" in metadata.get_all("Classifier")
    description = metadata.get_payload(decode=True).decode()
    assert description.startswith("# salesim")
    quotas = re.findall(r"\]\(([^)]+)\)", description)
    assert quotas and all(target.startswith("https://") for target in quotas)
