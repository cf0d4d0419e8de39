"""The order desk without a clock: who comes first is served first, so that an order's hours are known once it is there.

The model's own desk. It handles every order in the same hours as `OrderDesk` does on SimPy's clock, which the tests
check order by order; a desk of a user's own runs on that clock.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from salesim.channel.desk import (
    DESK_HOURS_PER_DAY,
    DeskJob,
    DeskNumbers,
    DeskParameters,
    clerks_at,
    desk_numbers,
    draw_work,
)
from salesim.channel.shipping import book_order, leave_desk, make, ship, within_credit
from salesim.columns.by_pointer import by_pointer
from salesim.compiled import compiled


@by_pointer
class Line(NamedTuple):
    """Orders at the desk in the first ``length`` rows, the oldest first."""

    distributor: np.ndarray  # (n,)
    number: np.ndarray  # (n,) among the distributor's
    units: np.ndarray  # (n, sku)
    placed: np.ndarray  # (n,) days
    portal: np.ndarray  # (n,) bool
    touch_hours: np.ndarray  # (n,)
    wrong: np.ndarray  # (n, sku) bool: lines entered wrongly
    begins: np.ndarray  # (n,) days
    ends: np.ndarray  # (n,) days
    free_at: np.ndarray  # (clerks,) days: when each clerk is free
    length: np.ndarray  # (1,)


OF_JOB = Line._fields[:7]  # fields of a `DeskJob`, too


def empty_line(size: int, n_sku: int, n_clerks: int) -> Line:
    """Room for ``size`` orders."""
    return Line(
        distributor=np.zeros(size, np.int64),
        number=np.zeros(size, np.int64),
        units=np.zeros((size, n_sku), np.int64),
        placed=np.zeros(size),
        portal=np.zeros(size, np.bool_),
        touch_hours=np.zeros(size),
        wrong=np.zeros((size, n_sku), np.bool_),
        begins=np.zeros(size),
        ends=np.zeros(size),
        free_at=np.zeros(n_clerks),
        length=np.zeros(1, np.int64),
    )


@compiled
def begin_work(line, at, now):
    """The clerk who is free first sees to the order in row ``at``, not before ``now``."""
    clerk = np.argmin(line.free_at)
    line.begins[at] = max(line.free_at[clerk], now)
    line.ends[at] = line.begins[at] + line.touch_hours[at] / DESK_HOURS_PER_DAY
    line.free_at[clerk] = line.ends[at]


@compiled
def take_order(line, distributor, number, units, portal, now, n):
    """An order comes in; ``n`` are `DeskNumbers`."""
    at = line.length[0]
    line.length[0] += 1
    line.distributor[at], line.number[at], line.portal[at] = distributor, number, portal
    line.placed[at] = now
    line.units[at] = units
    line.touch_hours[at] = draw_work(distributor, number, units, portal, n, line.wrong[at])
    begin_work(line, at, now)


@compiled
def first_done(line, now):
    """Row of the order that was handled first, before ``now``; -1 if none was."""
    first = -1
    for at in range(line.length[0]):
        if line.ends[at] < now and (first < 0 or line.ends[at] < line.ends[first]):
            first = at
    return first


@compiled
def leave_line(line, at):
    """The order in row ``at`` is gone; those behind it move up."""
    line.length[0] -= 1
    for row in range(at, line.length[0]):
        for column in (line.distributor, line.number):
            column[row] = column[row + 1]
        for column in (line.placed, line.touch_hours, line.begins, line.ends):
            column[row] = column[row + 1]
        line.portal[row] = line.portal[row + 1]
        line.units[row] = line.units[row + 1]
        line.wrong[row] = line.wrong[row + 1]


@compiled
def ship_handled(line, now, d, n):
    """Orders handled before ``now`` are made and shipped; ``d`` the distributors, ``n`` the numbers of shipping."""
    at = first_done(line, now)
    while at >= 0:
        row, units, wrong = line.distributor[at], line.units[at], line.wrong[at]
        leave_desk(row, line.placed[at], line.ends[at], wrong, d)
        make(row, units, d, n)
        ship(row, units, wrong, line.placed[at], line.ends[at], d, n)
        leave_line(line, at)
        at = first_done(line, now)


@compiled
def send_orders(line, wanted, week, now, d, desk, n):
    """Every distributor that wants goods, ``wanted`` (n, sku) units, sends its order to the desk."""
    for row in range(wanted.shape[0]):
        if not wanted[row].any():
            continue
        units = within_credit(row, wanted[row], d, n)
        if units.any():
            portal = desk.portal > 0 and week >= d.adoption_week[row]
            take_order(line, row, book_order(row, units, d, n), units, portal, now, desk)


class DeskLine:
    """The same desk as `OrderDesk`, for a model whose desk is its own: see there for ``env``, ``parameters``, ``keys``.

    Instead of calling back when an order is done, it is asked for what is done by now.
    """

    def __init__(self, env: Any, parameters: DeskParameters, n_distributors: int, n_sku: int, keys: tuple[Any, Any]):
        self.env, self.keys, self.n_distributors = env, keys, n_distributors
        self.n_clerks = clerks_at(parameters, n_distributors)
        self.line = empty_line(2 * n_distributors, n_sku, self.n_clerks)
        self.parameters = parameters

    @property
    def parameters(self) -> DeskParameters:
        """How orders are handled from now on."""
        return self._parameters

    @parameters.setter
    def parameters(self, parameters: DeskParameters) -> None:
        self._parameters = parameters
        self.numbers: DeskNumbers = desk_numbers(parameters, self.keys)

    def make_room(self, n_orders: int) -> None:
        """See that ``n_orders`` more orders find room."""
        old, length = self.line, int(self.line.length[0])
        if length + n_orders <= len(old.placed):
            return
        self.line = empty_line(2 * (length + n_orders), old.units.shape[1], self.n_clerks)
        for before, now in zip(old, self.line, strict=True):
            now[: len(before)] = before

    def take(self, distributor: int, number: int, units: np.ndarray, portal: bool) -> None:
        """A distributor's order comes in."""
        self.make_room(1)
        take_order(self.line, distributor, number, units, portal, self.env.now, self.numbers)

    def begin(self, job: DeskJob) -> None:
        """Put a job in the line."""
        self.make_room(1)
        line, at = self.line, int(self.line.length[0])
        line.length[0] += 1
        for name in OF_JOB:
            getattr(line, name)[at] = getattr(job, name)
        begin_work(line, at, self.env.now)

    def job(self, at: int) -> DeskJob:
        """The order in row ``at``."""
        line, began = self.line, self.line.begins[at].item()
        cells = {name: getattr(line, name)[at] for name in OF_JOB}
        values = {name: cell.copy() if cell.ndim else cell.item() for name, cell in cells.items()}
        return DeskJob(**values, began=began if began <= self.env.now else None)

    @property
    def waiting(self) -> list[DeskJob]:
        """Orders that are not done, the oldest first."""
        return [self.job(at) for at in range(int(self.line.length[0]))]

    def handled(self) -> list[tuple[DeskJob, float]]:
        """Orders done by now and when, which leave the line."""
        done = []
        while (at := first_done(self.line, self.env.now)) >= 0:
            done.append((self.job(at), self.line.ends[at].item()))
            leave_line(self.line, at)
        return done
