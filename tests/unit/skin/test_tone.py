import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.color import rgb2lab

from graycard.skin.lab import srgb_to_lab
from graycard.skin.monk import swatches
from graycard.skin.pixels import choose
from graycard.skin.tone import CLASSES, tone_of


def of(*pixels):
    return tone_of(np.array(pixels, float))


@pytest.mark.parametrize(
    ("lab", "ita"),
    [
        ((70, 10, 20), 45.0),  # arctan(20 / 20)
        ((50, 10, 20), 0.0),
        ((50 + 10 * math.sqrt(3), 5, 10), 60.0),
        ((30, 5, 20), -45.0),
        ((60, 5, 0), 90.0),
        ((40, 5, 0), -90.0),
        ((60, 5, -10), 135.0),  # where arctan((L* - 50) / b*) would say -45
    ],
)
def test_ita_by_hand(lab, ita):
    assert of(lab).ita == pytest.approx(ita)


def test_ita_is_the_mean_of_the_angles_and_not_the_angle_of_the_mean():
    tone = of((90, 5, 0), (50, 5, 10))

    assert tone.ita == pytest.approx((90 + 0) / 2)
    # That of the mean colour, (70, 5, 5), would be another.
    assert of((70, 5, 5)).ita == pytest.approx(75.96, abs=0.01)


def test_pixels_without_yellow_are_counted():
    assert of((60, 5, 10), (60, 5, 0), (60, 5, -1), (60, 5, 2)).without_yellow == 0.5


@given(arrays(np.uint8, st.tuples(st.integers(1, 30), st.just(3))))
def test_lightness_hue_and_ita_agree_with_scikit_image(rgb):
    light, a, b = np.moveaxis(rgb2lab(rgb), -1, 0)
    tone = tone_of(srgb_to_lab(rgb))

    assert tone.lightness == pytest.approx(light.mean(), abs=0.01)
    if np.hypot(a.mean(), b.mean()) > 1:
        turn = tone.hue - np.degrees(np.arctan2(b.mean(), a.mean()))
        assert (turn + 180) % 360 - 180 == pytest.approx(0, abs=1)
    # Where b* changes its sign at once with L* - 50, rounding turns the angle.
    if np.all(np.hypot(light - 50, b) > 1) and np.all((b > 0.01) | (light > 50.01)):
        assert tone.ita == pytest.approx(np.degrees(np.arctan2(light - 50, b)).mean(), abs=0.6)


MONK_ITA = (83.0, 80.22, 71.75, 64.71, 50.33, 10.88, -20.14, -55.38, -78.35, -84.31)
MONK_HUE = (74.52, 74.2, 89.12, 88.51, 81.47, 73.77, 59.02, 48.82, 65.72, 67.2)


@pytest.mark.parametrize("number", range(1, 11))
def test_a_flat_swatch_comes_back_as_itself(number):
    """From pixels to the tone; the angles were computed from the swatches by other software."""
    found = choose(np.tile(swatches()[number - 1], (12, 1)))

    tone = tone_of(found.lab)

    assert tone.monk == number
    assert tone.distance == pytest.approx(0, abs=1e-6)
    assert tone.ita == pytest.approx(MONK_ITA[number - 1], abs=0.05)
    assert tone.hue == pytest.approx(MONK_HUE[number - 1], abs=0.1)


def test_the_classes_of_the_swatches():
    classes = [tone_of(srgb_to_lab(swatches()[[i]])).skin_class for i in range(10)]

    assert (
        classes == ["light yellow"] * 5 + ["dark yellow"] * 2 + ["dark red"] + ["dark yellow"] * 2
    )


@pytest.mark.parametrize(
    ("lightness", "degrees", "expected"),
    [
        (60, 55, "light yellow"),
        (59.9, 55.1, "dark yellow"),
        (60, 54.9, "light red"),
        (20, 0, "dark red"),
        (20, -89, "dark red"),
        (80, 109.9, "light yellow"),
        (80, 110.1, None),
        (80, 179, None),
        (80, -91, None),
        (80, -179, None),
    ],
)
def test_where_the_classes_begin(lightness, degrees, expected):
    a, b = 20 * math.cos(math.radians(degrees)), 20 * math.sin(math.radians(degrees))

    assert of((lightness, a, b)).skin_class == expected
    assert expected is None or expected in CLASSES


@pytest.mark.parametrize("rgb", [(140, 140, 140), (150, 150, 147), (142, 140, 140), (12, 10, 9)])
def test_what_is_nearly_grey_is_grey_and_has_no_class(rgb):
    tone = tone_of(srgb_to_lab(np.uint8([rgb])))

    assert tone.is_grey
    assert tone.skin_class is None


def test_grey_ends_at_a_chroma_of_2():
    assert of((60, 1.2, 1.5)).is_grey  # 1.92
    assert not of((60, 1.2, 1.7)).is_grey  # 2.08
    assert of((60, 1.2, 1.7)).skin_class == "light red"  # 54.8 degrees


@pytest.mark.parametrize("number", range(1, 11))
@pytest.mark.parametrize("light", [1.0, 0.5])
def test_no_swatch_is_grey_at_half_the_light(number, light):
    """Else what is missing would be missing by tone."""
    linear = (np.clip(swatches()[number - 1] / 255, 0, 1)) ** 2.2 * light
    dimmed = np.round(255 * linear ** (1 / 2.2)).astype(np.uint8)

    assert not tone_of(srgb_to_lab(dimmed[None])).is_grey


def test_no_pixels_have_no_tone():
    with pytest.raises(ValueError, match="no tone"):
        tone_of(np.empty((0, 3)))
