"""Agent attributes that are cells of columns, so that there is one copy of the truth."""

from __future__ import annotations

from typing import Any


class ColumnCell:
    """An attribute that reads and writes one cell: ``effort = ColumnCell("reps", "effort this week")``.

    Values come out as Python scalars, because NumPy's leak into JSON. ``columns`` names the model's column set; the
    row is the agent's ``seat`` or ``row``.
    """

    def __init__(self, columns: str, about: str):
        self.columns = columns
        self.__doc__ = about

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, agent: Any, owner: type | None = None) -> Any:
        if agent is None:
            return self
        return getattr(getattr(agent.model, self.columns), self.name)[agent.seat].item()

    def __set__(self, agent: Any, value: Any) -> None:
        getattr(getattr(agent.model, self.columns), self.name)[agent.seat] = value
