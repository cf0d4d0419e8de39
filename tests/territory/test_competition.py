from dataclasses import replace

import numpy as np

from salesim.territory.balanced import BalancedLayout, build_balanced
from salesim.territory.competition import CompetitionLayout, build_by_competition, contested_strata
from salesim.territory.layout import sum_by


def test_contested_places_get_more_reps_for_the_same_work(sites):
    layout = build_by_competition("a", CompetitionLayout(strata=2, contested_weight=2.0), sites, 60)
    stratum_of = contested_strata(sites, 2)
    work = sum_by(stratum_of, 2, sites.workload_hours)
    reps = np.array([len(np.unique(layout.territory_of[stratum_of == s])) for s in range(2)])
    assert reps.sum() == 60
    per_rep = work / reps
    assert 1.8 < per_rep[0] / per_rep[1] < 2.2


def test_strata_are_of_equal_work_and_rise(sites):
    stratum_of = contested_strata(sites, 3)
    work = sum_by(stratum_of, 3, sites.workload_hours) / sites.workload_hours.sum()
    assert work.min() > 0.2
    worst = [sites.contested[stratum_of == s].max() for s in range(2)]
    calmest = [sites.contested[stratum_of == s].min() for s in range(1, 3)]
    assert (np.array(worst) <= np.array(calmest)).all()
    counties = [set(sites.county[stratum_of == s].tolist()) for s in range(3)]
    assert not counties[0] & counties[1] and not counties[1] & counties[2]


def test_before_anybody_was_lost_only_work_counts(sites):
    calm = replace(sites, contested=np.zeros(len(sites)))
    layout = build_by_competition("a", CompetitionLayout(), calm, 20)
    assert "no place is known to be more contested" in layout.notes[0]
    expected = build_balanced("a", BalancedLayout(), calm, 20).territory_of
    np.testing.assert_array_equal(layout.territory_of, expected)
