import numpy as np
import pytest

from graycard.avatar.drawing.inks import MONK
from graycard.skin.difference import ciede2000
from graycard.skin.lab import srgb_to_lab
from graycard.skin.monk import TONES, monk, nearest_tone, swatches


def test_the_ten_swatches_come_back_as_1_to_10():
    tones, distances = nearest_tone(srgb_to_lab(swatches()))

    assert tones.tolist() == list(range(1, 11))
    assert distances.tolist() == [0] * 10


def test_the_drawn_world_paints_with_the_same_swatches():
    assert [tuple(one) for one in swatches().tolist()] == list(MONK)


def test_the_scale_says_whose_it_is():
    assert (
        monk().cited
        == "Ellis Monk, Monk Skin Tone Scale (2019), CC BY 4.0, https://skintone.google"
    )
    assert len(TONES) == 10


@pytest.mark.parametrize(
    ("lab", "tone"),
    [
        # Between 1 (94.2, 1.5, 5.4) and 2 (92.3, 2.1, 7.3), nearer to each in turn.
        ((93.9, 1.6, 5.7), 1),
        ((92.6, 2.0, 7.0), 2),
        # Black and white are nearest to the ends, and far from them.
        ((0.0, 0.0, 0.0), 10),
        ((100.0, 0.0, 0.0), 1),
    ],
)
def test_what_lies_between(lab, tone):
    assert nearest_tone(np.array(lab))[0] == tone


def test_how_far_neighbours_lie_apart():
    lab = srgb_to_lab(swatches())

    steps = ciede2000(lab[1:], lab[:-1])

    # What the documents say of them: 1 and 2 look nearly alike, 3 and 4, 9 and 10 quite.
    assert steps.round(1).tolist() == [1.9, 5.6, 4.0, 7.7, 18.8, 14.0, 10.9, 11.8, 5.0]
