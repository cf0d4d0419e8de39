"""Nothing written depends on the machine's language, and Babel is loaded only when something is written."""

import os
import subprocess
import sys

import pytest

from salesim.errors import InputError
from salesim.wording.language import check_language

WRITE = """
from datetime import date
from salesim.wording import day, figure, money, percent, plural
texts = [money(-12_345_678, "USD"), money(1, "EUR", "zh"), figure(1234.5), percent(.125, decimals=1)]
print(ascii([*texts, day(date(2026, 1, 5)), plural(1, one="{n} rep", other="{n} reps")]))
"""
WRITTEN = "['\\u221212.3 M USD', '1 \\u6b27\\u5143', '1,234', '12.5%', 'Jan 5, 2026', '1 rep']"


def run(code: str, **environment: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    done = subprocess.run([sys.executable, "-c", code], env=kept | environment, capture_output=True, check=True)
    return done.stdout.decode().strip()


@pytest.mark.parametrize("lang", ["C", "de_DE.UTF-8", "zh_CN.UTF-8", "no-such-language"])
def test_figures_are_the_same_on_every_machine(lang):
    assert run(WRITE, LANG=lang, LC_ALL=lang) == WRITTEN


def test_importing_loads_neither_babel_nor_numpy():
    assert run("import sys, salesim.wording; print({'babel', 'numpy'} & set(sys.modules))") == "set()"


def test_other_languages_are_refused():
    with pytest.raises(InputError, match="en or zh"):
        check_language("de")
