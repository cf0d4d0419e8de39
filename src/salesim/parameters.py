"""How a parameter is declared: once, beside the equation that uses it.

The same declaration validates a scenario file, fills the JSON schema for editors, the help texts, the list of
assumptions in a report and the search space.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from salesim.phrase import Phrase
from salesim.wording.bounds import MAX_AMOUNT

SOURCE_TAGS = {
    "F": "fitted to data",
    "L": "literature",
    "V": "vendor or trade figure",
    "A": "assumption, to be calibrated",
}


NO_MONEY = 1e-9  # less than any amount that matters, in any currency; only there to divide by


class Parameters(BaseModel):
    """Base of every group of parameters: immutable, no unknown names, no NaN, no silent type changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=True)


class ParametersOfLists(Parameters):
    """Parameters that people write in notebooks, where what holds several may be a list.

    For groups without dates: text that is checked first is taken for Python afterwards, and a date for a text.
    """

    @model_validator(mode="before")
    @classmethod
    def _lists_will_do(cls, fields: Any) -> Any:
        """What holds several may be written as a list, as one does in a notebook."""
        return {name: as_tuples(value) for name, value in fields.items()} if isinstance(fields, dict) else fields


def as_tuples(value: Any) -> Any:
    """Lists, and lists within them, as tuples; anything else as it is."""
    return tuple(as_tuples(one) for one in value) if isinstance(value, list) else value


def parameter(
    default: Any = ...,
    *,
    about: str,
    source: str,
    unit: str = "",
    **bounds: Any,
) -> Any:
    """Declare one parameter.

    Parameters
    ----------
    default : the default value; ``...`` makes the field required.
    about : one sentence on what it is, in business words.
    source : a tag of `SOURCE_TAGS`, optionally followed by ``": citation"``, such as ``"L: Albers et al. 2010"``.
    unit : the unit in words, such as ``"money"`` or ``"1/week"``; empty for counts, shares and names.
    bounds : ``ge``, ``gt``, ``le``, ``lt``, ``min_length``, ``max_length`` as in pydantic. An amount in money that has
        a lower bound but no upper one may be `MAX_AMOUNT` at most; what amounts add up to is checked by
        `Scenario`.
    """
    if source[0] not in SOURCE_TAGS or (len(source) > 1 and source[1] not in ":/"):
        raise ValueError(
            Phrase(
                "source must begin with one of {source_tags}: {source!r}",
                source_tags=sorted(SOURCE_TAGS),
                source=source,
            )
        )
    is_amount = unit.startswith("money") and not unit.startswith("money/money")
    if is_amount and bounds.keys() & {"ge", "gt"} and not bounds.keys() & {"le", "lt"}:
        bounds["le"] = MAX_AMOUNT
    extra: Any = {"unit": unit, "source": source}
    if callable(default):
        return Field(default_factory=default, description=about, json_schema_extra=extra, **bounds)
    return Field(default, description=about, json_schema_extra=extra, **bounds)
