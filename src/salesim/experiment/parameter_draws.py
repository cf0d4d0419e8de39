"""How uncertain a calibrated scenario's parameters are, together: kept beside the scenario, and drawn from.

    calibration.json
      blocks: [{fields: [{path, index, scale}], values: [...], covariance: [[...]]}]

Within a block the estimates are jointly normal on their scales (log, logit or linear); blocks are independent.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from salesim.errors import InputError
from salesim.phrase import Phrase
from salesim.scenario.text_file import LARGEST_BYTES

FILE = "calibration.json"
FORMAT = 1
Scale = Literal["log", "logit", "linear"]


@dataclass(frozen=True)
class Uncertain:
    """One number of a scenario: its field, its place in the field if that holds several, and its scale."""

    path: str
    scale: Scale = "log"
    index: int | None = None


@dataclass(frozen=True)
class Block:
    """Numbers whose estimates belong together: values as the scenario has them, (n, n) covariance on their scales."""

    fields: tuple[Uncertain, ...]
    values: np.ndarray
    covariance: np.ndarray


def to_scale(value: float, scale: Scale) -> float:
    """A number on its scale.

    >>> to_scale(0.5, "logit"), to_scale(1.0, "log"), to_scale(3.0, "linear")
    (0.0, 0.0, 3.0)
    """
    if scale == "log":
        return math.log(value)
    return math.log(value / (1.0 - value)) if scale == "logit" else value


def from_scale(value: float, scale: Scale) -> float:
    """The way back."""
    if scale == "log":
        return math.exp(min(value, 700.0))
    return 1.0 / (1.0 + math.exp(-value)) if scale == "logit" else value


def sample_parameters(blocks: Sequence[Block], rng: np.random.Generator) -> dict[str, Any]:
    """One set of values by path, as an overlay for the scenario; a field with several numbers is a list."""
    drawn: dict[str, Any] = {}
    for block in blocks:
        center = [to_scale(value, one.scale) for value, one in zip(block.values, block.fields, strict=True)]
        sample = rng.multivariate_normal(center, block.covariance, method="eigh")
        for value, one in zip(sample, block.fields, strict=True):
            number = from_scale(float(value), one.scale)
            if one.index is None:
                drawn[one.path] = number
            else:
                drawn.setdefault(one.path, {})[one.index] = number
    return {
        path: [value[i] for i in sorted(value)] if isinstance(value, dict) else value for path, value in drawn.items()
    }


def uncertainty_json(blocks: Sequence[Block], facts: Mapping[str, Any]) -> str:
    """The file's text."""
    document = {
        "format": FORMAT,
        **facts,
        "blocks": [
            {
                "fields": [
                    {"path": one.path, "scale": one.scale} | ({} if one.index is None else {"index": one.index})
                    for one in block.fields
                ],
                "values": [float(f"{value:.8g}") for value in block.values],
                "covariance": [[float(f"{cell:.8g}") for cell in row] for row in block.covariance],
            }
            for block in blocks
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def read_uncertainty(folder: Path) -> list[Block]:
    """The blocks beside a scenario; InputError if there are none or the file was damaged."""
    file = folder / FILE
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST_BYTES + 1)
    except OSError:
        message = Phrase("there is no calibration.json beside the scenario; 'salesim calibrate' writes one")
        raise InputError(message, "parameter-draws", file=file) from None
    if len(content) > LARGEST_BYTES:
        raise InputError("is too large", file=file)
    try:
        document = json.loads(content)
        if document["format"] != FORMAT:
            raise ValueError("another format")
        return [read_block(block) for block in document["blocks"]]
    except (ValueError, KeyError, TypeError) as fault:
        message = Phrase(
            "is not what 'salesim calibrate' writes: {kind} {fault}", kind=type(fault).__name__, fault=fault
        )
        raise InputError(message, file=file) from None


def read_block(block: Any) -> Block:
    fields = tuple(Uncertain(str(one["path"]), one["scale"], one.get("index")) for one in block["fields"])
    values, covariance = np.array(block["values"], float), np.array(block["covariance"], float)
    n = len(fields)
    if values.shape != (n,) or covariance.shape != (n, n) or not np.isfinite(covariance).all():
        raise ValueError("a block's sizes do not fit")
    for value, one in zip(values.tolist(), fields, strict=True):
        if one.scale not in ("log", "logit", "linear"):
            raise ValueError(Phrase("unknown scale {scale!r}", scale=one.scale))
        to_scale(value, one.scale)
    return Block(fields, values, covariance)
