"""Search: Optuna proposes layouts and policies; the best few are confirmed on fresh replications."""

from salesim.search.at_plan import AtPlan, Usual
from salesim.search.budget import Budget
from salesim.search.conclusion import SearchResult
from salesim.search.default_space import default_space
from salesim.search.objective import Constraint, Objective
from salesim.search.plans import same_money
from salesim.search.search import search
from salesim.search.space import Choice, Number, Space, Tie
from salesim.search.study_file import StudyFile, load_space, load_study

__all__ = [
    "AtPlan",
    "Budget",
    "Choice",
    "Constraint",
    "Number",
    "Objective",
    "SearchResult",
    "Space",
    "StudyFile",
    "Tie",
    "Usual",
    "default_space",
    "load_space",
    "load_study",
    "same_money",
    "search",
]
