"""How probable it is that an arm is the best of all: to look at, never to stop by.

Who simulates until a probability looks good will find one that does; the stopping rule is the interval's width.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesim.errors import InputError

DRAWS = 20_000


def probability_best(values: pd.DataFrame, higher_is_better: bool = True, seed: int = 0) -> pd.Series:
    """Probability of each arm to have the best mean, from the joint posterior of all means.

    Parameters
    ----------
    values : (n replications x k arms), one row for each replication.
    seed : of the draws.

    The posterior under a flat prior is a multivariate Student t around the sample means with scale S / n and n - 1
    degrees of freedom (Box, Tiao 1973, with the arms' covariance S as it was found). Arms that are exactly alike share
    their chance.

    >>> probability_best(pd.DataFrame({"a": [1.0, 2.0, 3.0, 2.0], "b": [2.0, 3.1, 4.0, 2.9]})).round(2).tolist()
    [0.0, 1.0]
    """
    x = values.to_numpy(float)
    n = len(x)
    if n < 2:
        raise InputError("a probability needs replications", "values", n, "2 or more")
    rng = np.random.default_rng(seed)
    centered = x - x.mean(axis=0)
    variances, directions = np.linalg.eigh(centered.T @ centered / ((n - 1) * n))  # S / n, of any rank
    spread = rng.standard_normal((DRAWS, len(variances))) * np.sqrt(np.maximum(variances, 0.0)) @ directions.T
    heavy = np.sqrt((n - 1) / rng.chisquare(n - 1, (DRAWS, 1)))
    means = x.mean(axis=0) + spread * heavy
    means = means if higher_is_better else -means
    top = means >= means.max(axis=1, keepdims=True) - 1e-9 * np.abs(means).max()
    return pd.Series((top / top.sum(axis=1, keepdims=True)).mean(axis=0), index=values.columns, name="p_best")
