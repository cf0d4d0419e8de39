"""In which encoding a text file is written: by its mark, or the candidate whose letters look most like writing."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from salesim.errors import InputError, nearest_name
from salesim.phrase import Phrase

BLOCK = 1 << 24  # bytes read at a time
SAMPLE = 1 << 20  # bytes by which candidates are compared
UTF_16 = "utf-16"
# In this order where two look alike; names as Python knows them.
CANDIDATES = ("gb18030", "cp932", "big5", "cp1252", "cp1250", "cp1251")
ALIASES = {"shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "latin-1": "cp1252", "iso-8859-1": "cp1252",
           "windows-1252": "cp1252", "gbk": "gb18030", "gb2312": "gb18030", "ansi": "cp1252"}  # fmt: skip
# Pairs of bytes of the characters that people use most: GB 2312 level 1, JIS kana and level 1, Big5 level 1.
FREQUENT = {
    "gb18030": re.compile(rb"[\xa1-\xa3][\xa1-\xfe]|[\xb0-\xd7][\xa1-\xfe]"),
    "cp932": re.compile(rb"\x81[\x40-\xac]|\x82[\x4f-\xf1]|\x83[\x40-\x96]|[\x88-\x97][\x40-\x7e\x80-\xfc]"),
    "big5": re.compile(rb"\xa1[\x40-\x7e\xa1-\xfe]|[\xa4-\xc6][\x40-\x7e\xa1-\xfe]"),
}
LETTER_IN_WORD = re.compile(r"(?<=[^\W\d_])[^\W\d_\x00-\x7f]|[^\W\d_\x00-\x7f](?=[^\W\d_])|[€£¥§°²–’‘“”„«»©®]")
PLAUSIBLE = 0.6  # of what is not ASCII


def find_encoding(path: Path) -> str:
    """The encoding of a file, as Python calls it.

    Raises
    ------
    InputError if the file holds what no text has, or no candidate makes writing of it
    """
    with path.open("rb") as stream:
        sample = stream.read(SAMPLE)
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return UTF_16
    if wide := _without_mark(sample):
        return wide
    allowed = Phrase("CSV, Excel or Parquet")
    if b"\0" in sample:
        raise InputError("is not a text file", file=path, allowed=allowed)
    line = undecodable_line(path, "utf-8")
    if line is None:
        return "utf-8"
    scores = {name: score for name in CANDIDATES if (score := likeness(_non_ascii(path), name)) >= PLAUSIBLE}
    for name in sorted(scores, key=lambda name: -scores[name]):
        if undecodable_line(path, name) is None:
            return name
    message = Phrase("is not UTF-8, and in no other encoding does it read like a text; state encoding in columns.yaml")
    raise InputError(message, file=path, line=line, allowed=", ".join(("utf-8", UTF_16, *CANDIDATES)))


def stated_encoding(name: str, path: Path) -> str:
    """An encoding that a user states; refused if the file is not written in it."""
    plain = ALIASES.get(name.casefold(), name.casefold())
    try:
        codecs.lookup(plain)
    except LookupError:
        known = ("utf-8", UTF_16, *CANDIDATES, *ALIASES)
        raise InputError("no such encoding", "encoding", name, ", ".join(known), nearest_name(name, known)) from None
    if (line := undecodable_line(path, plain)) is not None:
        raise InputError(Phrase("is not written in {encoding}", encoding=name), file=path, line=line)
    return plain


def undecodable_line(path: Path, encoding: str) -> int | None:
    """The line of the first byte that an encoding does not know; None if it knows all."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line = 1
    with path.open("rb") as stream:
        try:
            while block := stream.read(BLOCK):
                decoder.decode(block)
                line += block.count(b"\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as fault:
            return line + bytes(fault.object[: fault.start]).count(b"\n")
    return None


def likeness(sample: bytes, encoding: str) -> float:
    """How much of what is not ASCII in a sample reads like writing in an encoding, 0 to 1.

    >>> likeness("Straße, Köln".encode("cp1252"), "cp1252"), likeness("Straße, Köln".encode("cp1252"), "gb18030") < 0.5
    (1.0, True)
    >>> likeness("客户名称".encode("gb18030"), "gb18030"), likeness("客户名称".encode("gb18030"), "cp1252") < 0.6
    (1.0, True)
    """
    try:
        text = sample.decode(encoding, "ignore")
    except LookupError:
        return 0.0
    strange = sum(not c.isascii() for c in text)
    lost = len(sample) - len(text.encode(encoding, "ignore"))
    if strange == 0:
        return 0.0
    if encoding in FREQUENT:
        return min(len(FREQUENT[encoding].findall(sample)) / (strange + lost), 1.0)
    found = LETTER_IN_WORD.findall(text)
    if encoding == "cp1251":
        return sum("а" <= c.casefold() <= "я" for c in found) / (strange + lost)
    # Latin letters with marks stand alone among plain ones; rows of them are another script's bytes
    runs = sum(len(run) for run in re.findall(r"[^\x00-\x7f]{3,}", text))
    return max(len(found) - runs, 0) / (strange + lost)


def _non_ascii(path: Path) -> bytes:
    """The lines of a file's beginning that hold more than ASCII, where the candidates differ."""
    with path.open("rb") as stream:
        lines = stream.read(16 * SAMPLE).split(b"\n")
    return b"\n".join(line for line in lines if not line.isascii())[:SAMPLE]


def _without_mark(sample: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of ASCII text is zero."""
    even, odd = sample[0:2000:2], sample[1:2000:2]
    if len(sample) >= 4 and odd.count(0) > 0.4 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if len(sample) >= 4 and even.count(0) > 0.4 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None
