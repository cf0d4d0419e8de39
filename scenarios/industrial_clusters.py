"""Makes the two files of industrial_clusters.yaml, customers and today's territories, around real towns.

python scenarios/industrial_clusters.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from salesim.territory.build import build_layout
from salesim.territory.layout import centers, make_sites
from salesim.territory.unit import UnitLayout
from salesim.world.delta import load_delta

PREFECTURES = ("苏州市", "无锡市", "常州市")
INDUSTRIES = {"汽车零部件": 240, "电子": 200, "机械": 180, "纺织": 130}  # car parts, electronics, machinery, textiles
CLUSTER_TOWNS = 3  # of each industry
IN_CLUSTERS = 0.7  # share of an industry's firms around its cluster towns
SPREAD_KM = 4.0
REPS = 12
OUT_OF_PLACE = 0.06  # customers whom another rep serves than the map says: habit, and reps who moved


def make_files(folder: Path) -> None:
    """Write both files; always the same bytes."""
    rng = np.random.default_rng(20251021)
    places = load_delta(PREFECTURES)
    people = places.residents / places.residents.sum()
    industry = np.repeat(list(INDUSTRIES), list(INDUSTRIES.values()))
    n = len(industry)
    town = rng.choice(len(people), n, p=people)
    for name in INDUSTRIES:
        cluster = rng.choice(len(people), CLUSTER_TOWNS, replace=False, p=people)
        drawn_in = (industry == name) & (rng.random(n) < IN_CLUSTERS)
        town[drawn_in] = rng.choice(cluster, int(drawn_in.sum()))
    x_km = places.towns["x_km"].to_numpy()[town] + rng.normal(0.0, SPREAD_KM, n)
    y_km = places.towns["y_km"].to_numpy()[town] + rng.normal(0.0, SPREAD_KM, n)
    lon, lat = places.projection.to_degrees(x_km, y_km)
    keys = np.array([f"C{i:04d}" for i in range(1, n + 1)])
    customers = pd.DataFrame({"id": keys, "lon": lon.round(4), "lat": lat.round(4), "industry": industry})
    customers.to_csv(folder / "industrial_clusters.csv", index=False, lineterminator="\n")

    sites = make_sites(np.arange(n), x_km, y_km, unit=places.unit[town])
    rep = build_layout("today", UnitLayout(), sites, REPS).territory_of
    center_x, center_y = centers(rep, REPS, x_km, y_km, np.ones(n))
    second = np.argsort(np.hypot(x_km[:, None] - center_x, y_km[:, None] - center_y), axis=1)[:, 1]
    rep = np.where(rng.random(n) < OUT_OF_PLACE, second, rep)
    today = pd.DataFrame({"customer": keys, "territory": [f"R{seat + 1:02d}" for seat in rep]})
    today.to_csv(folder / "industrial_clusters_today.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    make_files(Path(__file__).parent)
