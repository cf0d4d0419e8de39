"""What a board sees: pictures and one offline page, in English and Chinese. A picture is a frame first, then drawn."""

from salesim.report.attainment import attainment_data, plot_attainment
from salesim.report.content import LayoutMap, ReportContent, Spots
from salesim.report.forest import forest_data, plot_forest
from salesim.report.html import write_report
from salesim.report.parts import parts_data, plot_parts
from salesim.report.pay_curves import pay_curves_data, plot_pay_curves
from salesim.report.territories import plot_territories, territories_data
from salesim.report.weeks import plot_weeks, weeks_data

__all__ = [
    "LayoutMap",
    "ReportContent",
    "Spots",
    "attainment_data",
    "forest_data",
    "parts_data",
    "pay_curves_data",
    "plot_attainment",
    "plot_forest",
    "plot_parts",
    "plot_pay_curves",
    "plot_territories",
    "plot_weeks",
    "territories_data",
    "weeks_data",
    "write_report",
]
