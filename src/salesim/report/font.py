"""The font that every picture is drawn with, so that Chinese never turns into boxes.

A subset of Noto Sans SC travels with the package (see `fonts/README.md`). It is registered with matplotlib for this
process; the user's own settings are left as they are.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from matplotlib import font_manager

FONT_FILE = Path(__file__).parent / "fonts" / "SalesimSansSC.otf"
FAMILY = "Salesim Sans SC"

# Tried after ours, for characters that our subset lacks, if the machine has them. DejaVu comes with matplotlib.
FALLBACKS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "DejaVu Sans",
)


@cache
def families() -> tuple[str, ...]:
    """Names of the fonts to draw with, ours first; registers ours on the first call."""
    font_manager.fontManager.addfont(str(FONT_FILE))
    present = {entry.name for entry in font_manager.fontManager.ttflist}
    return (FAMILY, *(name for name in FALLBACKS if name in present))


@cache
def characters() -> frozenset[str]:
    """Every character that our font can draw."""
    charmap = font_manager.get_font(str(FONT_FILE)).get_charmap()
    return frozenset(map(chr, charmap))
