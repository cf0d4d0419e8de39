"""What the lever of recognition remembers of whom, and what it takes for a good or an expected result."""

from types import SimpleNamespace

import numpy as np
import pytest

from salesim.columns import Reps, new_columns
from salesim.pay.measures import Measure
from salesim.policy.recognition import Recognition, RecognitionParameters, does_well, expected_results

WINS, RECORDS = int(Measure.NEW_CUSTOMERS), int(Measure.DATA_QUALITY)
WEEK = SimpleNamespace(weeks_left=4, forecast_error=0.15, crediting_error=0.05)


def reps(n=4, **values) -> Reps:
    return new_columns(Reps, n, **{"present": 1, "open": 1, "full_quarter": 1, "quota": 100.0, **values})


def lever(**parameters) -> Recognition:
    return Recognition(RecognitionParameters(**parameters))


def test_new_holders_and_new_seats_have_no_habit_and_no_place():
    recognition = lever(public_rank=True)
    people = reps(3)
    recognition.remember(people)
    recognition.memory["habit"] = 2.0
    recognition.publish(people, np.array([2, 0, 1]))
    people.holder[0] = 1  # somebody new
    more = reps(5)
    more.holder[:3] = people.holder
    memory = recognition.remember(more)
    assert memory["habit"].tolist() == [0.0, 2.0, 2.0, 0.0, 0.0]
    assert np.isnan(memory["place"]).tolist() == [True, False, False, True, True]
    assert memory["expected"].tolist() == [0.5, 0.75, 0.25, 0.5, 0.5]


def test_who_falls_is_disappointed_until_a_low_place_is_expected():
    """From the first place to the last: half of the way is felt again a quarter later, then a quarter of it."""
    recognition, people = lever(public_rank=True), reps(2)
    recognition.remember(people)
    fallen = []
    for last_first in ([1, 0], [1, 0], [0, 1], [0, 1], [0, 1]):
        recognition.publish(people, np.array(last_first))
        fallen.append(recognition.memory["fallen"][0].item())
    assert fallen == pytest.approx([0.0, 0.0, 0.875, 0.4375, 0.21875])
    assert people.recognition[0] == pytest.approx(2 * 0.3 - 3 * 0.45)
    assert recognition.memory["standing"][0] == people.recognition[0]


def test_who_does_well_is_better_than_the_worst_and_no_worse_than_the_middle():
    assert does_well(np.array([1.0, 2.0, 3.0, 4.0])).tolist() == [False, False, True, True]
    assert does_well(np.array([0.5, 0.7, 0.7, 0.7])).tolist() == [False, True, True, True]
    assert does_well(np.array([0.0, 0.0, 0.0, 1.0])).tolist() == [False, False, False, True]
    assert not does_well(np.array([0.7, 0.7, 0.7 + 1e-16])).any()


def test_an_expected_result_is_what_was_done_and_what_is_usual_to_come():
    people = reps(1)
    people.measure_sum[0, RECORDS], people.measure_base[0, RECORDS] = 60.0, 90.0
    people.measure_rate[0, RECORDS], people.measure_base_rate[0, RECORDS] = 8.0, 10.0
    people.measure_noise[0, RECORDS] = 3.0
    forecast, sigma, step = (each[0] for each in expected_results(people, "data_quality", WEEK))
    assert forecast == pytest.approx((60.0 + 32.0) / 130.0) and step == pytest.approx(1.0 / 130.0)
    assert sigma**2 == pytest.approx((4 * 3.0 + (4 * 0.15 * 8.0) ** 2) / 130.0**2 + (0.05 * forecast) ** 2)


def test_nobody_foresees_a_count_more_finely_than_by_one():
    people = reps(1)
    forecast, sigma, step = (each[0] for each in expected_results(people, "new_customers", WEEK))
    assert (forecast, sigma, step) == (0.0, 1.0, 1.0)
    assert np.isnan(expected_results(people, "conversion", WEEK)[0][0])  # no leads, nothing to measure


def test_a_badge_is_felt_in_the_unit_of_what_it_is_for():
    """Drive for attainment; for records, money for one more of them: V W phi / sigma x 1 / visits."""
    week = SimpleNamespace(**vars(WEEK), usual_stake=0.4, floor=0.45, season_left=4.0)
    people = reps(5, season_share=1.0, usual_rate=0.02, usual_sales=100.0, weekly_cv=0.3)
    people.measure_base_rate[:, RECORDS] = 10.0
    people.measure_rate[:, RECORDS] = [3.0, 4.0, 5.0, 6.0, 7.0]
    people.full_quarter[4] = 0  # takes no part
    recognition = lever(badges=True, measures=("data_quality",), top_share=0.5, crowding=0.0, worth_other=0.01)
    recognition.remember(people)
    recognition.cuts["data_quality"] = 0.5
    recognition.announce(people, week)
    _, sigma, _ = expected_results(people, "data_quality", week)
    quarters_pay = 0.02 * 100.0 / 0.4
    felt = 0.01 * quarters_pay / (sigma[2] * np.sqrt(2 * np.pi)) / 40.0
    assert people.measure_pay[2, RECORDS] == pytest.approx(felt)
    assert 0.0 < people.measure_pay[0, RECORDS] < people.measure_pay[1, RECORDS] < felt
    assert people.measure_pay[4].sum() == people.beside_pay.sum() == 0.0


def test_the_result_that_wins_is_learned_by_halves():
    recognition = lever(badges=True, measures=("new_customers",), top_share=0.25)
    people, booked = reps(5), []
    people.measure_sum[:, WINS] = [0.0, 1.0, 2.0, 3.0, 4.0]
    model = SimpleNamespace(reps=people, ledger=SimpleNamespace(add_money=lambda **money: booked.append(money)))
    recognition.cuts["new_customers"] = 5.0
    recognition.close_quarter(model)
    assert recognition.cuts["new_customers"] == pytest.approx((5.0 + 3.0) / 2.0)
    assert recognition.memory["habit"].tolist() == [0.0, 0.0, 0.0, 0.0, 1.0]
    assert people.recognition[4] == pytest.approx(0.75) and booked == [{"recognition": 800.0}]
