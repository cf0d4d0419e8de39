"""What a run owes to parts of a user's own: how they travel to worker processes, and what identifies them."""

from __future__ import annotations

import hashlib
import pickletools
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cloudpickle

from salesim.errors import InputError
from salesim.phrase import Phrase, said_by
from salesim.sources import PACKAGE


def packed(name: str, part: Any) -> bytes:
    """A part as it travels to a worker process: functions of a script or notebook with their code and values."""
    try:
        pickled: bytes = cloudpickle.dumps(part)
        return pickled
    except Exception as fault:
        allowed = Phrase("jobs=1 without out, or a part that holds no open file, lock or running model")
        raise InputError(
            Phrase("it cannot be sent to other processes or be kept: {fault}", fault=said_by(fault)),
            name,
            allowed=allowed,
        ) from None


def fingerprint(parts: Mapping[str, Any]) -> dict[str, str]:
    """A hash of each part, for telling runs apart: of its code and values, and of the files that it comes from.

    A part defined in a notebook gets another hash in every session, which is the safe side: it is computed again.
    """
    return {name: hashlib.sha256(_content(packed(name, part))).hexdigest() for name, part in sorted(parts.items())}


def _content(pickled: bytes) -> bytes:
    """The pickle, and the text of every module of the user's that it names instead of holding."""
    texts = {argument for _, argument, _ in pickletools.genops(pickled) if isinstance(argument, str)}
    sources = [_source(name) for name in sorted(texts) if name in sys.modules]
    return b"\0".join([pickled, *sources])


def _source(module: str) -> bytes:
    """Text of a module that is neither installed nor salesim's own, which the versions in the manifest stand for."""
    file = Path(getattr(sys.modules[module], "__file__", None) or "")
    installed = file.is_relative_to(sys.prefix) or file.is_relative_to(sys.base_prefix) or file.is_relative_to(PACKAGE)
    return file.read_bytes() if file.is_file() and not installed else b""
