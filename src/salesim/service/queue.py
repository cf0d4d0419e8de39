"""A line of tickets before several agents: who comes first, who gives up, who is still waiting when the week closes.

Non-preemptive priorities: a free agent takes the ticket of the first class that waits, the oldest first; work that has
begun is finished. Compiled, because a large firm has thousands of tickets a week; the tests hold it against SimPy's
`PriorityResource`, ticket for ticket, and against the formulas of Erlang, Cobham, and Pollaczek and Khinchine.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from salesim.compiled import compiled


class RowStatus(IntEnum):
    """What became of a ticket this week."""

    ANSWERED = 0
    GAVE_UP = 1
    WAITING = 2


ANSWERED, GAVE_UP, WAITING = int(RowStatus.ANSWERED), int(RowStatus.GAVE_UP), int(RowStatus.WAITING)


@compiled
def serve_queue(arrival, by_time, rank, duration, patience, n_ranks, free_at, closing, wait, row_status):
    """Serve tickets until the week closes.

    Parameters
    ----------
    arrival : (n,) hours; negative for those left over from earlier weeks.
    by_time : (n,) positions in the order of their arrival.
    rank : (n,) 0 is served first, below ``n_ranks``.
    duration, patience : (n,) hours of work; hours after which a ticket still waiting is given up.
    free_at : (n_agents,) hour at which each agent is free, updated.
    closing : hour at which the week closes; what has not begun by then waits on.
    wait, fate : (n,) written: hours waited (so far), and a Fate.

    Returns
    -------
    Hours of work begun.
    """
    n = by_time.shape[0]
    for k in range(n):
        t = by_time[k]
        row_status[t] = WAITING
        wait[t] = max(closing - arrival[t], 0.0)
    # a line for each rank: positions in the order of arrival, linked
    following = np.full(arrival.shape[0], -1, np.int64)
    head, tail = np.full(n_ranks, -1, np.int64), np.full(n_ranks, -1, np.int64)
    arrived = 0
    in_line = 0
    worked = 0.0
    while arrived < n or in_line > 0:
        agent = int(np.argmin(free_at))
        now = free_at[agent]
        if in_line == 0:
            now = max(now, arrival[by_time[arrived]])
        if now >= closing:
            break
        while arrived < n and arrival[by_time[arrived]] <= now:
            t = by_time[arrived]
            if tail[rank[t]] >= 0:
                following[tail[rank[t]]] = t
            else:
                head[rank[t]] = t
            tail[rank[t]] = t
            arrived += 1
            in_line += 1
        line = 0
        while head[line] < 0:
            line += 1
        t = head[line]
        head[line] = following[t]
        if head[line] < 0:
            tail[line] = -1
        in_line -= 1
        if arrival[t] + patience[t] < now:
            row_status[t] = GAVE_UP
            wait[t] = patience[t]
            continue
        row_status[t] = ANSWERED
        wait[t] = now - arrival[t]
        free_at[agent] = now + duration[t]
        worked += duration[t]
    for k in range(n):
        t = by_time[k]
        if row_status[t] == WAITING and patience[t] < wait[t]:
            row_status[t] = GAVE_UP
            wait[t] = patience[t]
    return worked
