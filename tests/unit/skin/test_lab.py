import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.color import rgb2lab

from graycard.skin.lab import LINEAR, lightness, srgb_to_lab


@pytest.mark.parametrize(
    ("rgb", "lab"),
    [
        # White is the white point; black is nothing.
        ((255, 255, 255), (100, 0, 0)),
        ((0, 0, 0), (0, 0, 0)),
        # 10/255 lies below both knees: 10/255/12.92 * 903.2963.
        ((10, 10, 10), (2.7418, 0, 0)),
        # ((119/255 + .055)/1.055)^2.4 = 0.184475; 116 * 0.184475^(1/3) - 16.
        ((119, 119, 119), (50.034, 0, 0)),
        # The corners of the cube, as colour tables print them.
        ((255, 0, 0), (53.24, 80.09, 67.20)),
        ((0, 255, 0), (87.74, -86.18, 83.18)),
        ((0, 0, 255), (32.30, 79.19, -107.86)),
        # Monk tones 1 and 8.
        ((246, 237, 228), (94.21, 1.50, 5.43)),
        ((96, 65, 52), (30.68, 11.67, 13.34)),
    ],
)
def test_known_colours(rgb, lab):
    assert srgb_to_lab(np.array(rgb, np.uint8)) == pytest.approx(lab, abs=0.01)


@given(arrays(np.uint8, st.tuples(st.integers(1, 8), st.just(3))))
def test_agrees_with_scikit_image(rgb):
    assert srgb_to_lab(rgb) == pytest.approx(rgb2lab(rgb), abs=0.006)


def test_numbers_between_0_and_1_are_the_same_colours():
    rgb = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype=np.uint8)

    assert srgb_to_lab(rgb / 255) == pytest.approx(srgb_to_lab(rgb), abs=1e-9)
    assert srgb_to_lab((rgb / 255).astype(np.float32)) == pytest.approx(srgb_to_lab(rgb), abs=1e-3)


@given(st.integers(0, 255))
def test_grey_has_no_colour(level):
    lightness_, a, b = srgb_to_lab(np.full(3, level, np.uint8))

    assert (a, b) == pytest.approx((0, 0), abs=1e-9)
    assert lightness_ == pytest.approx(lightness(LINEAR[level]), abs=1e-9)


@pytest.mark.parametrize("rgb", [np.array([1, 2, 3]), np.array([0.2, 0.2, 41.0])])
def test_numbers_that_are_neither_are_refused(rgb):
    with pytest.raises(ValueError, match="sRGB is uint8"):
        srgb_to_lab(rgb)


def test_single_precision_stays_single():
    assert lightness(np.array([0.001, 0.5], np.float32)).dtype == np.float32
