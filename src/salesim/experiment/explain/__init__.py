"""Why two policies differ: lever by lever, from effort to orders, and what people do to look good."""

from salesim.experiment.explain.gaming import gaming_audit
from salesim.experiment.explain.levers import lever_shares, levers_between
from salesim.experiment.explain.trace import mechanism_trace

__all__ = ["gaming_audit", "lever_shares", "levers_between", "mechanism_trace"]
