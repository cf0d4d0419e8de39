"""Recognition fades by half in its half-life."""

import numpy as np
import pytest

from salesim.agents.recognition import fade_recognition


def test_half_life():
    stock = np.array([1.0, 0.0, 4.0])
    for _ in range(8):
        fade_recognition(stock, 8.0)
    assert stock == pytest.approx([0.5, 0.0, 2.0])
