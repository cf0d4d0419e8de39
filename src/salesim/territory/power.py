"""Power diagrams: territories around centers, where an allowance for each center decides how much it gets.

A customer belongs to the center with the least power, the squared distance less the center's allowance. For given
centers, the division into territories of equal work with the least Σ work · distance² is such a diagram (Aurenhammer,
Hoffmann & Aronov 1998, "Minkowski-type theorems and least-squares clustering", Algorithmica 20). Newton's method finds
the allowances; moving the centers to the middle of their customers (Lloyd 1982) makes the territories compact.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy

from salesim.compiled import compiled
from salesim.territory.homes import Homes
from salesim.territory.layout import centers
from salesim.territory.weighted import Weighted

BAND = 0.08  # customers this close to a border, as a share of the distance between the centers, tell how it yields
LONGEST_STEP = 0.5  # no border moves further than from the middle between two centers to one of them
MIN_YIELD = 0.2  # of an average territory per squared distance to the next: a border without any customers near it
FAR = 8.0  # where the corners of the world stand, in half-widths of the map
ROUGHLY = 0.1  # root mean square deviation of the loads from which on the centers may move
MAX_STEPS = 12  # of Newton before the centers move


class Diagram(NamedTuple):
    """Centers, their allowances, and which of them have a border in common.

    Parameters
    ----------
    x_km, y_km : (k,) [km]
    allowance : (k,) [km²]
    first : (k + 1,) int64; the neighbors of center j are beside[first[j]:first[j + 1]]
    beside : int32
    is_hidden : (k,) a center without any ground; its one neighbor is the nearest that has some
    """

    x_km: np.ndarray
    y_km: np.ndarray
    allowance: np.ndarray
    first: np.ndarray
    beside: np.ndarray
    is_hidden: np.ndarray


class Division(NamedTuple):
    """What a diagram gives each center.

    Parameters
    ----------
    part_of : (n,) int32
    load : (k,) weight
    x_sum, y_sum : (k,) [weight · km] weighted sums of the positions
    at_border : as `Diagram.beside`, weight of the customers near each border, from its own side
    """

    part_of: np.ndarray
    load: np.ndarray
    x_sum: np.ndarray
    y_sum: np.ndarray
    at_border: np.ndarray


@compiled
def power_km2(x_km, y_km, center_x_km, center_y_km, allowance):
    """|customer - center|² - allowance [km²]: who has the least gets the customer."""
    east, north = x_km - center_x_km, y_km - center_y_km
    return east * east + north * north - allowance


def plot_diagram(x_km: np.ndarray, y_km: np.ndarray, allowance: np.ndarray) -> Diagram:
    """Neighbors in the power diagram of centers (k,): the edges of the lower convex hull of (x, y, x² + y² - a).

    Four corners far out, which never win a customer, keep the hull a solid where all centers are in a line.

    Source: Aurenhammer 1987, "Power diagrams: properties, algorithms and applications", SIAM J. Computing 16(1).
    """
    k = len(x_km)
    middle = np.array([x_km.mean(), y_km.mean()])
    places = np.column_stack([x_km, y_km]) - middle
    span = max(float(np.abs(places).max()), 1e-9)
    places = np.vstack([places / span, FAR * np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]])])
    lift = (places**2).sum(axis=1)
    lift[:k] -= (allowance - allowance.mean()) / span**2
    hull = scipy.spatial.ConvexHull(np.column_stack([places, lift]))
    corners = hull.simplices[hull.equations[:, 2] < 0]
    ends = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    ends = ends[(ends < k).all(axis=1)]

    has_ground = np.zeros(k + 4, dtype=bool)
    has_ground[corners.ravel()] = True
    is_hidden = ~has_ground[:k]
    if is_hidden.all():
        is_hidden[np.argmin(lift[:k])] = False
    if is_hidden.any():
        hidden, shown = np.flatnonzero(is_hidden), np.flatnonzero(~is_hidden)
        nearest = shown[scipy.spatial.cKDTree(places[shown]).query(places[hidden])[1]]
        from_hidden = np.column_stack([hidden, nearest])
    else:
        from_hidden = np.empty((0, 2), dtype=np.int64)
    code = np.unique(np.concatenate([ends @ [k, 1], ends @ [1, k], from_hidden @ [k, 1]]).astype(np.int64))
    first = np.searchsorted(code, np.arange(k + 1, dtype=np.int64) * k)
    return Diagram(x_km, y_km, allowance, first, (code % k).astype(np.int32), is_hidden)


def divide(diagram: Diagram, customers: Weighted, part_of: np.ndarray) -> Division:
    """Each customer (n,) to the center of least power; those who are held stay where ``part_of`` has them."""
    k = len(diagram.x_km)
    result = Division(part_of.copy(), np.zeros(k), np.zeros(k), np.zeros(k), np.zeros(len(diagram.beside)))
    _divide(customers, diagram, BAND, result)
    return result


@compiled
def _divide(customers, diagram, band, division):
    """A walk from the old center to ever better neighbors ends at the best: power diagrams have no false summits.

    ``division`` is changed.
    """
    x_km, y_km, weight, held = customers.x_km, customers.y_km, customers.weight, customers.held
    center_x, center_y, allowance = diagram.x_km, diagram.y_km, diagram.allowance
    first, beside, is_hidden = diagram.first, diagram.beside, diagram.is_hidden
    part_of, load, at_border = division.part_of, division.load, division.at_border
    x_sum, y_sum = division.x_sum, division.y_sum
    for i in range(x_km.shape[0]):
        j = part_of[i]
        if not held[i]:
            if is_hidden[j]:
                j = beside[first[j]]
            least = power_km2(x_km[i], y_km[i], center_x[j], center_y[j], allowance[j])
            second, at = np.inf, -1
            walks = True
            while walks:
                walks = False
                second, at, better = np.inf, -1, j
                for e in range(first[j], first[j + 1]):
                    other = beside[e]
                    power = power_km2(x_km[i], y_km[i], center_x[other], center_y[other], allowance[other])
                    if power < second:
                        second, at = power, e
                        if power < least:
                            better, walks = other, True
                if walks:
                    j, least = better, second
            part_of[i] = j
            if at >= 0:
                other = beside[at]
                apart = power_km2(center_x[j], center_y[j], center_x[other], center_y[other], 0.0)
                if second - least < 2.0 * band * apart:
                    at_border[at] += weight[i]
        load[j] += weight[i]
        x_sum[j] += weight[i] * x_km[i]
        y_sum[j] += weight[i] * y_km[i]


def newton_step(diagram: Diagram, division: Division, target: np.ndarray) -> np.ndarray:
    """By how much the allowances (k,) [km²] should change so that the loads come to their targets.

    When the allowance of center j rises against that of its neighbor l by da, their border shifts by da/(2 d_jl), and
    the work found there goes over. How much that is, is counted in a band on both sides of the border. With these
    yields as the edges' weights, the loads respond as the Laplacian of the neighbor graph times da.

    Source: Kitagawa, Mérigot & Thibert 2019, "Convergence of a Newton algorithm for semi-discrete optimal transport",
    J. European Mathematical Society 21(9); here with weights counted from customers instead of integrals of a density.
    """
    k = len(diagram.x_km)
    one = np.repeat(np.arange(k), np.diff(diagram.first))
    other = diagram.beside
    apart = (diagram.x_km[one] - diagram.x_km[other]) ** 2 + (diagram.y_km[one] - diagram.y_km[other]) ** 2
    apart = np.maximum(apart, 1e-12 * max(float(apart.max(initial=0.0)), 1e-12))
    yields = division.at_border / (4.0 * BAND * apart) + 0.5 * MIN_YIELD * float(target.mean()) / apart
    graph = scipy.sparse.coo_array((yields, (one, other)), shape=(k, k)).tocsr()
    graph = graph + graph.T
    degree = graph.sum(axis=1)
    laplacian = scipy.sparse.diags_array(degree * (1.0 + 1e-9) + 1e-300) - graph
    step = scipy.sparse.linalg.spsolve(laplacian.tocsc(), target - division.load)
    longest = float((np.abs(step[one] - step[other]) / apart).max(initial=0.0))
    shortened: np.ndarray = step * min(1.0, LONGEST_STEP / longest) if longest > 0 else step
    return shortened


def settle(customers: Weighted, part_of: np.ndarray, target: np.ndarray, rounds: int, homes: Homes) -> Diagram:
    """Centers and allowances after so many rounds of Newton and Lloyd, from the parts of a first division.

    Parameters
    ----------
    customers : those who are held stay in their part
    part_of : (n,) int32, a first division
    target : (k,) weight that each part should have
    rounds : 40 are enough for most
    homes : of the k owners, towards which the centers are drawn
    """
    k = len(target)
    x, y = homes.draw(*centers(part_of, k, customers.x_km, customers.y_km, customers.weight))
    allowance = np.zeros(k)
    for _ in range(rounds):
        for step in range(MAX_STEPS):
            diagram = plot_diagram(x, y, allowance)
            division = divide(diagram, customers, part_of)
            part_of = division.part_of
            if step and _miss(division, target) < k * ROUGHLY**2:
                break
            allowance = allowance + newton_step(diagram, division, target)
        has_load = division.load > 0
        total = np.where(has_load, division.load, 1.0)
        east = np.where(has_load, division.x_sum / total - x, 0.0)
        north = np.where(has_load, division.y_sum / total - y, 0.0)
        middle_x, middle_y = x + east, y + north
        x, y = homes.draw(middle_x, middle_y)
        # a center's own customers have, on average, the same power as before
        allowance = allowance - east**2 - north**2 + (x - middle_x) ** 2 + (y - middle_y) ** 2
    return plot_diagram(x, y, allowance)


def even_out(
    diagram: Diagram,
    customers: Weighted,
    part_of: np.ndarray,
    target: np.ndarray,
    tolerance: float,
    max_steps: int,
) -> tuple[Diagram, np.ndarray]:
    """The diagram with the same centers whose loads are within the tolerance, or come closest, and its parts.

    Damped: a step that doesn't bring the loads nearer to their targets is halved.
    """
    division = divide(diagram, customers, part_of)
    best, miss = (diagram, division), _miss(division, target)
    step, damping = newton_step(diagram, division, target), 1.0
    for _ in range(max_steps):
        if np.abs(best[1].load / target - 1.0).max() <= tolerance or damping < 1 / 16:
            break
        trial = plot_diagram(diagram.x_km, diagram.y_km, best[0].allowance + damping * step)
        division = divide(trial, customers, best[1].part_of)
        if _miss(division, target) < (1.0 - 0.1 * damping) * miss:
            best, miss = (trial, division), _miss(division, target)
            step, damping = newton_step(trial, division, target), 1.0
        else:
            damping *= 0.5
    return best[0], best[1].part_of


def _miss(division: Division, target: np.ndarray) -> float:
    return float(((division.load / target - 1.0) ** 2).sum())
