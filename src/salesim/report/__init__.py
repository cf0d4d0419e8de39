"""What a board sees: pictures and one offline page, in English and Chinese. A picture is a frame first, then drawn."""

from salesim.report.content import LayoutMap, ReportContent, Spots
from salesim.report.html import write_report
from salesim.report.pay_curves import pay_curves_data, plot_pay_curves
from salesim.report.section import Section, register
from salesim.report.sections.comparison import forest_data, plot_forest
from salesim.report.sections.quotas import attainment_data, plot_attainment
from salesim.report.sections.reasons import parts_data, plot_parts
from salesim.report.sections.weeks import plot_weeks, weeks_data
from salesim.report.territories import plot_territories, territories_data

__all__ = [
    "LayoutMap",
    "ReportContent",
    "Section",
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
    "register",
    "territories_data",
    "weeks_data",
    "write_report",
]
