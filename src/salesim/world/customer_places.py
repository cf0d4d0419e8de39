"""A market without any gazetteer: the towns are where the user's own customers cluster."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import scipy

from salesim.errors import InputError
from salesim.phrase import Phrase
from salesim.territory.travel import projection_around
from salesim.world.customer_file import read_customers
from salesim.world.places import Places
from salesim.world.town_file import own_places

FIELD = "market.places.around"
CLUSTER_KM = 10.0  # customers so near to a cluster's densest spot belong to it (A)
SPOT_KM = 1.0  # customers on the same spot count as one point while clusters are sought (A)


def cluster_customers(file: Path) -> Places:
    """Towns at the middles of clusters of the file's customers, with as many residents as customers.

    A town is called by its customers' most frequent city, else by its position; its unit and region are the most
    frequent of the file's columns, else one that is the whole market.

    Raises
    ------
    InputError if a customer has no position
    """
    frame = read_customers(file)
    lost = np.flatnonzero(frame["lon_deg"].isna())
    if len(lost):
        raise InputError(
            Phrase(
                "{n} customers have no position, the first is '{key}'", n=len(lost), key=frame["customer_key"][lost[0]]
            ),
            FIELD,
            allowed="lon and lat of every customer; addresses are placed where market.places.country names the country",
            file=file,
        )
    lon, lat = frame["lon_deg"].to_numpy(float), frame["lat_deg"].to_numpy(float)
    projection = projection_around(lon, lat)
    x_km, y_km = projection.to_km(lon, lat)
    cluster = find_clusters(x_km, y_km)
    n = int(cluster.max()) + 1
    size = np.bincount(cluster, minlength=n)
    at = projection.to_degrees(np.bincount(cluster, x_km, n) / size, np.bincount(cluster, y_km, n) / size)

    def most_frequent(column: str) -> list[str]:
        if column not in frame:
            return [""] * n
        words = frame[column].fillna("").astype(str)
        counts = words[words != ""].groupby(cluster[words != ""]).agg(lambda own: own.value_counts().index[0])
        return [str(counts.get(index, "")) for index in range(n)]

    regions = [region or file.stem for region in most_frequent("region")]
    units = [unit or region for unit, region in zip(most_frequent("unit"), regions)]
    names = [name or f"{b:.2f}, {a:.2f}" for name, a, b in zip(most_frequent("city"), *at)]
    data = {"name": np.array(names, object), "lon": at[0], "lat": at[1], "residents": size}
    return own_places(data, units, regions)


def find_clusters(x_km: np.ndarray, y_km: np.ndarray) -> np.ndarray:
    """Cluster of each point (n,), numbered from the largest spot down.

    The spot with most points takes all that lie within `CLUSTER_KM` and belong to none yet; then the next spot.

    >>> find_clusters(np.array([0.0, 0.1, 50.0, 3.0]), np.zeros(4)).tolist()
    [0, 0, 1, 0]
    """
    spots, spot_of, count = np.unique(
        np.floor(np.column_stack([x_km, y_km]) / SPOT_KM), axis=0, return_inverse=True, return_counts=True
    )
    middles = (spots + 0.5) * SPOT_KM
    tree = scipy.spatial.cKDTree(middles)
    cluster = np.full(len(spots), -1)
    n = 0
    for spot in np.argsort(-count, kind="stable"):
        if cluster[spot] >= 0:
            continue
        near = np.array(tree.query_ball_point(middles[spot], CLUSTER_KM))
        cluster[near[cluster[near] < 0]] = n
        n += 1
    return cluster[spot_of.reshape(-1)]
