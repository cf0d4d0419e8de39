"""The levers that every model has, in the order in which they act; most do nothing until a scenario sets them."""

from __future__ import annotations

from typing import Any

from salesim.policy.adjustment import Adjusting
from salesim.policy.boards import Boards
from salesim.policy.components import PayComponents
from salesim.policy.coverage import Coverage
from salesim.policy.credit import Credit
from salesim.policy.diversion import Diversion
from salesim.policy.elite_club import EliteClub
from salesim.policy.emergency import Emergencies
from salesim.policy.feedback import Feedback
from salesim.policy.grading import Grading
from salesim.policy.layout_review import LayoutReview
from salesim.policy.leads import Leads
from salesim.policy.partners import Partners
from salesim.policy.pay import Pay
from salesim.policy.quota_review import QuotaReview
from salesim.policy.quotas import QuotaSetting
from salesim.policy.recognition import Recognition
from salesim.policy.shelves import Shelves
from salesim.policy.tags import Tags
from salesim.policy.team_time import TeamTime
from salesim.policy.tools import Tools
from salesim.policy.trade import TradeTerms
from salesim.policy.wagers import Wagers
from salesim.policy.warning import Warnings


def own_levers(model: Any) -> list[Any]:
    """The levers of a model, from its scenario's chapters."""
    force, channel = model.config.sales_force, model.config.channel
    return [
        Tools(force.tools),
        Leads(force.leads),
        QuotaSetting(force.quotas),
        Pay(force.pay),
        Wagers(force.wager),
        PayComponents(force.pay.components),
        Recognition(force.recognition),
        EliteClub(force.elite_club),
        TeamTime(force.team_time),
        Coverage(force.coverage),
        Grading(force.grading),
        Tags(force.cross_sell, force.tags),
        Warnings(force.warning),
        QuotaReview(force.review),
        Feedback(force.feedback),
        Boards(force.boards),
        Adjusting(force.adjustment),
        LayoutReview(force.layout_review),
        TradeTerms(channel.trade),
        Partners(channel.scorecard, channel.visibility),
        Diversion(channel.diversion),
        Credit(channel.credit),
        Shelves(model, channel.shelves, force.tools.voice_notes),
        Emergencies(channel.emergency),
    ]
