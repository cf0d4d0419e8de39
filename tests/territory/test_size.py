import numpy as np
import pytest
from pydantic import ValidationError

from salesim.territory.size import SizeLayout, build_by_size


def test_large_customers_have_reps_of_their_own(sites):
    layout = build_by_size("a", SizeLayout(), sites, 30)
    served = [set(sites.size_class[layout.territory_of == t].tolist()) for t in range(30)]
    assert all(sizes == {2} or sizes <= {0, 1} for sizes in served)
    share = sites.workload_hours[sites.size_class == 2].sum() / sites.workload_hours.sum()
    assert sum(sizes == {2} for sizes in served) == pytest.approx(30 * share, abs=1.0)


def test_classes_may_be_grouped_otherwise(sites):
    layout = build_by_size("a", SizeLayout(groups=(("small",), ("large", "middle"))), sites, 30)
    mixed = [set(sites.size_class[layout.territory_of == t].tolist()) for t in range(30)]
    assert {0} in mixed and {1, 2} in mixed and not any({0, 1} <= sizes for sizes in mixed)


@pytest.mark.parametrize("groups", [(("large",),), (("large", "middle"), ("middle", "small")), ()])
def test_each_class_must_be_named_once(groups):
    with pytest.raises(ValidationError, match="groups"):
        SizeLayout(groups=groups)


def test_a_class_that_nobody_is_in_is_noted(clustered_sites):
    sites = clustered_sites(100)
    sites = type(sites)(**(vars(sites) | {"size_class": np.zeros(100, np.int64)}))
    assert build_by_size("a", SizeLayout(), sites, 5).notes == ("no customers in large, so no territory either",)
