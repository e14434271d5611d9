"""What is said of averages and comparisons: every number with what belongs to it."""

from dataclasses import replace

import numpy as np
import pytest

from graycard.explore.average_faces import words
from graycard.explore.average_faces.average import AverageFace
from graycard.explore.average_faces.compare import Comparison
from graycard.explore.average_faces.data import comparison_data
from graycard.explore.average_faces.difference import Distance
from graycard.explore.average_faces.one_face import NO_FACE, REASONS
from graycard.explore.filters import Filter
from graycard.language import retell, speaking
from graycard.report.numbers import NBSP

FACE = AverageFace(
    light=np.zeros((2, 2, 3)),
    spread=np.full((2, 2, 3), 0.25),
    covered=np.full((2, 2), 80),
    n=100,
    n_used=80,
    dropped={NO_FACE: 20},
    used_low=0.711,
    used_high=0.867,
    alignment="warp",
    finder="faces@known",
)
DISTANCE = Distance(
    observed=0.08, floor_mean=0.03, floor_high=0.05, p=0.002, value=0.07, low=0.04, high=0.09
)
COMPARISON = Comparison(
    square=replace(DISTANCE, p=0.5),
    face=DISTANCE,
    p_square=0.5,
    p_face=0.004,
    n=(80, 70),
    left_out=(0, 0),
    n_prompts=(1, 1),
    shuffled="images",
    shuffles=999,
    seed=0,
)


def plain(text):
    return text.replace(NBSP, " ")


def test_every_reason_can_be_said_in_chinese():
    with speaking("zh-Hans"):
        assert not {retell(one) for one in REASONS} & {*REASONS}


def test_the_share_that_is_used_has_its_interval():
    assert plain(words.used(FACE)) == (
        "80 faces of 100 pictures are averaged: 80 % (95 % interval 71–87 %)."
    )


@pytest.mark.parametrize(
    ("n", "n_used", "said"),
    [
        (100, 80, []),
        (1, 1, ["one face is that face"]),
        (19, 19, ["Of so few faces"]),
        (90, 60, ["A third or more"]),
        (90, 61, []),
        (30, 9, ["Of so few faces", "A third or more"]),
    ],
)
def test_cautions_come_where_they_belong(n, n_used, said):
    found = words.cautions(replace(FACE, n=n, n_used=n_used))

    assert len(found) == len(said)
    assert all(part in one for part, one in zip(said, found, strict=True))


def test_the_spread_says_how_it_is_shown():
    assert "0.250 over the whole square" in words.spread(FACE)
    assert "white 0.500 or more" in words.spread(FACE)
    assert words.spread(replace(FACE, n_used=1)) == "One face has no spread."


def test_a_comparison_says_interval_floor_p_and_n():
    within, over, how, shuffled = map(plain, words.comparison(COMPARISON))

    assert "0.070 apart (95 % interval 0.040 to 0.090)" in within
    assert "chance alone makes 0.030 on average and more than 0.050 in 5 of 100" in within
    assert "p = 0.004, adjusted for two questions" in within
    assert "p = 0.500" in over
    assert "80 and 70 faces" in how
    assert "of no others" in shuffled


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"shuffled": "prompts"}, "prompts like these"),
        ({"shuffled": "images within prompts"}, "each within its prompt"),
        ({"n_prompts": None}, "prompts are not known"),
    ],
)
def test_what_was_shuffled_says_of_what_it_speaks(changes, said):
    assert said in words.shuffled(replace(COMPARISON, **changes))


def test_programs_get_both_p_values():
    found = comparison_data(COMPARISON)

    assert (found["face"]["p"], found["face"]["p_adjusted"]) == (0.002, 0.004)
    assert found["n"] == [80, 70]


def test_groups_that_are_made_of_what_pictures_show_are_cautioned():
    plain, smiling = Filter(stratum=("nurse",)), Filter(read={"smile": ("yes",)})

    for pair in (
        (plain, smiling), (smiling, plain), (plain, Filter(label={"smile": ("no",)})),
    ):  # fmt: skip
        [said] = words.made_of_readings(*pair)
        assert "by construction" in said
