"""The reasons for a difference, under the names by which a search's page knows them."""

from functools import partial

from salesim.report.sections.reasons import merge_small, parts_data, parts_size
from salesim.report.sections.reasons import plot_parts as _plot_parts

plot_parts = partial(_plot_parts, currency="CNY")

__all__ = ["merge_small", "parts_data", "parts_size", "plot_parts"]
