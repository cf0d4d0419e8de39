"""What would happen if we changed our sales territories and incentives?

>>> import salesim
>>> scenario = salesim.load_scenario("yangtze_delta")
>>> result = salesim.simulate(scenario, layout="balanced", policy="wager")             # doctest: +SKIP
>>> comparison = salesim.compare(scenario, replications=20, jobs=2)                    # doctest: +SKIP

Names are loaded when they are first used, so importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesim.late_names import offer_late

if TYPE_CHECKING:
    from salesim.agents.distributor import Distributor
    from salesim.agents.manager import Manager
    from salesim.agents.rep import Rep
    from salesim.agents.rules import Rules
    from salesim.calibrate.calibration import calibrate
    from salesim.channel.desk import OrderDesk
    from salesim.errors import InputError
    from salesim.experiment.choose.choose import choose
    from salesim.experiment.compare import Comparison, compare
    from salesim.experiment.design import Design, load_design, run_design
    from salesim.experiment.repeat import repeat
    from salesim.experiment.sizing import size
    from salesim.experiment.wagers import wager_report
    from salesim.model.burn_in import open_world
    from salesim.model.result import Result
    from salesim.model.sales_model import SalesModel
    from salesim.policy.lever import Lever
    from salesim.report import write_report
    from salesim.report.comparison import report_content
    from salesim.scenario import Arm, Scenario, apply_policy, load_scenario, overlay
    from salesim.search.search import search
    from salesim.simulate import simulate
    from salesim.territory.builder import LayoutBuilder, register_builder
    from salesim.territory.layout import Layout
    from salesim.world.build import build_world

PUBLIC = {
    "Arm": "salesim.scenario",
    "Comparison": "salesim.experiment.compare",
    "Design": "salesim.experiment.design",
    "Distributor": "salesim.agents.distributor",
    "InputError": "salesim.errors",
    "Layout": "salesim.territory.layout",
    "LayoutBuilder": "salesim.territory.builder",
    "Lever": "salesim.policy.lever",
    "Manager": "salesim.agents.manager",
    "OrderDesk": "salesim.channel.desk",
    "Rep": "salesim.agents.rep",
    "Result": "salesim.model.result",
    "Rules": "salesim.agents.rules",
    "SalesModel": "salesim.model.sales_model",
    "Scenario": "salesim.scenario",
    "apply_policy": "salesim.scenario",
    "build_world": "salesim.world.build",
    "calibrate": "salesim.calibrate.calibration",
    "choose": "salesim.experiment.choose.choose",
    "compare": "salesim.experiment.compare",
    "load_design": "salesim.experiment.design",
    "load_scenario": "salesim.scenario",
    "open_world": "salesim.model.burn_in",
    "overlay": "salesim.scenario",
    "register_builder": "salesim.territory.builder",
    "repeat": "salesim.experiment.repeat",
    "report_content": "salesim.report.comparison",
    "run_design": "salesim.experiment.design",
    "search": "salesim.search.search",
    "simulate": "salesim.simulate",
    "size": "salesim.experiment.sizing",
    "wager_report": "salesim.experiment.wagers",
    "write_report": "salesim.report",
}

__all__ = [
    "Arm",
    "Comparison",
    "Design",
    "Distributor",
    "InputError",
    "Layout",
    "LayoutBuilder",
    "Lever",
    "Manager",
    "OrderDesk",
    "Rep",
    "Result",
    "Rules",
    "SalesModel",
    "Scenario",
    "apply_policy",
    "build_world",
    "calibrate",
    "choose",
    "compare",
    "load_design",
    "load_scenario",
    "open_world",
    "overlay",
    "register_builder",
    "repeat",
    "report_content",
    "run_design",
    "search",
    "simulate",
    "size",
    "wager_report",
    "write_report",
]


offer_late(__name__, PUBLIC)
