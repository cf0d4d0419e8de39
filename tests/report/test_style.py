import pytest

from salesim.report.style import ACCENTS, BASELINE, FAINT, arm_colors, short_name, spread, text_width


def test_an_arm_keeps_its_color_and_the_baseline_is_grey():
    arms = [f"arm {i}" for i in range(9)]
    colors = arm_colors(arms, "arm 4")
    assert colors["arm 4"] == BASELINE
    assert [colors[arm] for arm in ("arm 0", "arm 1", "arm 5")] == [ACCENTS[0], ACCENTS[1], ACCENTS[4]]
    assert colors["arm 8"] == FAINT


def test_long_names_are_cut_by_width_not_by_letters():
    assert short_name("balanced", 8) == "balanced"
    assert short_name("a\nb\tc") == "a b c"
    assert short_name("工作量均衡布局", 9) == "工作量均…"
    assert text_width(short_name("x" * 99, 20)) <= 20


def test_labels_that_collide_move_apart_and_keep_their_order():
    assert spread([0.0, 10.0], 1.0) == [0.0, 10.0]
    moved = spread([5.0, 5.2, 4.9, 20.0], 1.0)
    assert moved[2] < moved[0] < moved[1] < moved[3] == 20.0
    assert moved[0] - moved[2] == pytest.approx(1.0)
    assert sum(moved[:3]) / 3 == pytest.approx(sum([5.0, 5.2, 4.9]) / 3), "a block stays centered where it belongs"
