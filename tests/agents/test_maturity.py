"""Which regions are emerging: as declared, or as the firm's books say."""

from types import SimpleNamespace

import numpy as np
import pytest
from pydantic import ValidationError

from salesim.agents.maturity import MaturityParameters, check_regions, emerging_regions
from salesim.columns import Customers, State, new_columns
from salesim.errors import InputError
from salesim.policy.quotas import QuotaParameters, growth_asked

WORLD = SimpleNamespace(
    regions=("甲", "乙", "丙"), regions_en=("First", "Second", "Third"), regions_zh=("甲", "乙", "丙")
)
WEEK = 200


def firm(prospects=(10, 10, 10), first_order_week=(100, 100, 100)):
    """Three regions of 90 customers each, and so many open prospects."""
    state, region, first = [], [], []
    for number in range(3):
        state += [State.HEALTHY] * 90 + [State.LEAD] * prospects[number] + [State.GONE] * 50
        region += [number] * (140 + prospects[number])
        first += [first_order_week[number]] * 90 + [0] * (50 + prospects[number])
    return new_columns(Customers, len(state), state=state, region=region, first_order_week=first)


def emerging(maturity, **values):
    return emerging_regions(maturity, WORLD, firm(**values), WEEK).tolist()


def test_nothing_is_emerging_unless_somebody_says_so():
    assert emerging(MaturityParameters(), prospects=(10, 10, 90)) == [False, False, False]


@pytest.mark.parametrize("name", ["乙", "Second"])
def test_a_region_is_what_it_is_declared_to_be(name):
    assert emerging(MaturityParameters(emerging=(name,))) == [False, True, False]
    derived = MaturityParameters(mature=(name,), derive=True)
    assert emerging(derived, prospects=(10, 90, 10)) == [False, False, False]


def test_many_prospects_or_young_customers_make_a_region_emerging():
    derive = MaturityParameters(derive=True)
    assert emerging(derive) == [False, False, False]
    assert emerging(derive, prospects=(10, 10, 30)) == [False, False, True]
    assert emerging(derive, first_order_week=(100, 160, 100)) == [False, True, False]


def test_a_region_that_the_market_does_not_have():
    with pytest.raises(InputError, match=r"somewhere.mature: no region of this market.*did you mean 'Second'"):
        check_regions(MaturityParameters(mature=("Secnd",)), ("甲", "First", "Second"), "somewhere")


def test_a_region_is_one_or_the_other():
    with pytest.raises(ValidationError, match="emerging and mature both name A"):
        MaturityParameters(emerging=("A", "B"), mature=("A",))


def test_growth_is_asked_by_maturity():
    """(1 + growth)^years + stretch + what is asked of the region; growth is the market's unless the firm plans."""
    maturity, regions = MaturityParameters(mature_growth=-0.02, emerging_growth=0.2), np.array([False, True])
    quotas = QuotaParameters(stretch=-0.05, maturity=maturity)
    assert growth_asked(quotas, regions, 0.0, 1.0) == pytest.approx([0.93, 1.15])
    assert growth_asked(quotas, regions, 0.1, 0.5) == pytest.approx(np.array([0.93, 1.15]) + 1.1**0.5 - 1.0)
    planned = QuotaParameters(stretch=-0.05, growth=0.21, maturity=maturity)
    assert growth_asked(planned, regions, 0.1, 0.5) == pytest.approx([1.03, 1.25]), "whatever the market does"
