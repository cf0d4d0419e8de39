"""Which countries some customers are in, where nobody says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

import numpy as np
import scipy

from salesim.world.gazetteer.countries import find_country
from salesim.world.gazetteer.locate import TERRITORIES, Address, Locator
from salesim.world.gazetteer.spelling import plain_name
from salesim.world.gazetteer.tables import countries, towns_of
from salesim.world.gazetteer.town_names import spellings

MIN_SHARE = 0.01  # of the positions, in a country that counts
MOST_ADDRESSES = 300  # that are looked at
CANDIDATES = 6
CLEAR_SHARE = 0.3  # of the addresses that a country must explain


def countries_of_positions(lon_deg: np.ndarray, lat_deg: np.ndarray) -> tuple[str, ...]:
    """Countries in which a share of some positions (n,) lies, by their nearest towns, most of them first."""
    tree, codes = _all_towns()
    nearest = tree.query(_on_sphere(lon_deg, lat_deg))[1]
    found = Counter(codes[nearest].tolist())
    return tuple(code for code, n in found.most_common() if n >= MIN_SHARE * len(lon_deg))


def countries_of_addresses(addresses: Sequence[Address]) -> tuple[str, ...]:
    """Countries that addresses state; else the one in which most of them can be found; none if that is not clear.

    >>> countries_of_addresses([Address(city="Suzhou, Jiangsu"), Address(city="上海")])
    ('CN',)
    """
    stated = Counter(find_country(one.country) for one in addresses if one.country)
    if stated:
        codes = [code for code, _ in stated.most_common() if code is not None]
        return (*codes, *_territories(codes, addresses))
    some = list(dict.fromkeys(one for one in addresses if any(one)))
    some = some[:: max(len(some) // MOST_ADDRESSES, 1)]
    candidates = _where_names_are(some)
    scores = {code: [Locator([code]).find(one).rank for one in some] for code in candidates}
    if not scores:
        return ()
    best = max(scores, key=lambda code: sum(scores[code]))
    is_clear = sum(rank > 0 for rank in scores[best]) >= CLEAR_SHARE * len(some)
    return (best, *_territories([best], addresses)) if is_clear else ()


def _territories(codes: Sequence[str], addresses: Sequence[Address]) -> list[str]:
    """Countries of the gazetteer that some addresses have as a state of another one."""
    found = (TERRITORIES.get(one.state.strip().upper()) for one in addresses)
    return list(dict.fromkeys(pair[1] for pair in found if pair and pair[0] in codes and pair[1] not in codes))


def _where_names_are(addresses: Sequence[Address]) -> list[str]:
    """Countries with the largest towns of the names that stand in some addresses."""
    wanted: dict[str, set[str]] = {}
    for one in addresses:
        parts = [one.city, *one.city.split(","), *one.address.split(","), one.state]
        for part in parts:
            for key in [*spellings(part)][:4] if part.strip() else []:
                wanted.setdefault(key, set()).add(plain_name(part))
                for n in (2, 3, 4) if not key.isascii() else ():  # the city in front of a Chinese address
                    wanted.setdefault(key[:n], set()).add(plain_name(part))
    score: dict[str, float] = {}
    for code in countries().index:
        towns = towns_of(str(code))
        best: dict[str, float] = {}
        for names, residents in zip(towns["names"].tolist(), towns["residents"].tolist()):
            for key in names.split("|"):
                for word in wanted.get(key, ()):
                    best[word] = max(best.get(word, 0.0), np.log10(residents + 10.0))
        score[str(code)] = sum(best.values())
    ranked = sorted(score, key=lambda code: -score[code])
    return [code for code in ranked[:CANDIDATES] if score[code] > 0]


@cache
def _all_towns() -> tuple[scipy.spatial.cKDTree, np.ndarray]:
    """All towns of the world on the sphere, and their countries."""
    frames = [(str(code), towns_of(str(code))) for code in countries().index]
    lon, lat = (np.concatenate([frame[name].to_numpy() for _, frame in frames]) for name in ("lon", "lat"))
    return scipy.spatial.cKDTree(_on_sphere(lon, lat)), np.repeat(
        [code for code, _ in frames], [len(frame) for _, frame in frames]
    )


def _on_sphere(lon_deg: np.ndarray, lat_deg: np.ndarray) -> np.ndarray:
    """(n, 3) positions on the unit sphere."""
    lon, lat = np.radians(lon_deg), np.radians(lat_deg)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
