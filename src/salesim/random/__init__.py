"""Addressed randomness: a draw is a pure function of (seed, replication, stream, entity, occurrence).

Nothing is consumed, so adding a rep, a customer or a lever leaves every other draw as it was, and all arms of a
comparison meet the same random numbers.
"""

from salesim.random.generator import mix, sequence_key, sequence_key_array, stream_key, uniform, uniform_array
from salesim.random.streams import BEFORE, Stream

__all__ = [
    "BEFORE",
    "Stream",
    "mix",
    "sequence_key",
    "sequence_key_array",
    "stream_key",
    "uniform",
    "uniform_array",
]
