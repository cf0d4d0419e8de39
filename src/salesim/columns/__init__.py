"""What the state is: one array per attribute, one row per customer, seat or distributor."""

from salesim.columns.customers import NEVER, Customers, State
from salesim.columns.distributors import Distributors
from salesim.columns.outlets import Outlets
from salesim.columns.reps import MAX_INDUSTRIES, Reps, Tool
from salesim.columns.schema import copy_columns, describe, grow_rows, new_columns, sort_rows, to_frame

__all__ = [
    "MAX_INDUSTRIES",
    "NEVER",
    "Customers",
    "Distributors",
    "Outlets",
    "Reps",
    "State",
    "Tool",
    "copy_columns",
    "describe",
    "grow_rows",
    "new_columns",
    "sort_rows",
    "to_frame",
]
