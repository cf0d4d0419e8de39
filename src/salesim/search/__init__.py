"""Search: Optuna proposes layouts and policies; the best few are confirmed on fresh luck."""

from salesim.search.default_space import default_space
from salesim.search.search import SearchResult, search
from salesim.search.space import Choice, Number, Space
from salesim.search.space_file import load_space

__all__ = ["Choice", "Number", "SearchResult", "Space", "default_space", "load_space", "search"]
