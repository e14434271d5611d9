import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.color import rgb2lab

from graycard import components
from graycard.pictures import Picture
from graycard.readers.colour import measure
from graycard.testing import check_reader


def halves(first, second):
    picture = np.zeros((4, 6, 3), np.uint8)
    picture[:2], picture[2:] = first, second
    return picture


def plain_m3(rgb, keep=lambda x: x):
    """The formula once more, in the plainest way."""
    red, green, blue = rgb.reshape(-1, 3).astype(float).T
    rg, yb = keep(red - green), keep((red + green) / 2 - blue)
    return math.hypot(rg.std(), yb.std()) + 0.3 * math.hypot(rg.mean(), yb.mean())


@pytest.mark.parametrize("level", [0, 1, 100, 255])
def test_grey_has_no_colour_and_no_contrast(level):
    colours = measure(np.full((3, 5, 3), level, np.uint8))

    assert colours.colourfulness == colours.colourfulness_absolute == colours.contrast == 0


def test_black_is_0_and_white_is_100():
    assert measure(np.zeros((2, 2, 3), np.uint8)).lightness == 0
    assert measure(np.full((2, 2, 3), 255, np.uint8)).lightness == pytest.approx(100, abs=1e-4)
    assert measure(halves(0, 255)).lightness == pytest.approx(50, abs=1e-4)
    assert measure(halves(0, 255)).contrast == pytest.approx(50, abs=1e-4)


def test_half_red_half_green_by_hand():
    # rg is 200 and -200: sd 200, mean 0; yb is 100 everywhere: sd 0, mean 100.
    colours = measure(halves((200, 0, 0), (0, 200, 0)))

    assert colours.colourfulness == pytest.approx(200 + 0.3 * 100)
    assert colours.colourfulness == pytest.approx(230)
    # |rg| is 200 everywhere: what differs between the halves is gone.
    assert colours.colourfulness_absolute == pytest.approx(0.3 * math.hypot(200, 100))
    assert colours.colourfulness_absolute == pytest.approx(67.08, abs=0.005)


def test_uniform_noise_by_calculus():
    noise = np.random.default_rng(0).integers(0, 256, (512, 512, 3), dtype=np.uint8)
    channel = (256**2 - 1) / 12

    colours = measure(noise)

    # var(rg) = 2 var, var(yb) = 1.5 var, both means 0.
    assert colours.colourfulness == pytest.approx(math.sqrt(3.5 * channel), rel=0.005)
    assert colours.colourfulness_absolute == pytest.approx(plain_m3(noise, np.abs))
    assert colours.colourfulness_absolute < 0.85 * colours.colourfulness


@given(arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(3))))
def test_agrees_with_the_plain_formula_and_with_scikit_image(rgb):
    colours = measure(rgb)
    light = rgb2lab(rgb)[..., 0]

    assert colours.colourfulness == pytest.approx(plain_m3(rgb), abs=1e-4)
    assert colours.colourfulness_absolute == pytest.approx(plain_m3(rgb, np.abs), abs=1e-4)
    assert colours.lightness == pytest.approx(light.mean(), abs=1e-3)
    assert colours.contrast == pytest.approx(light.std(), abs=1e-3)
    assert 0 <= colours.colourfulness < 300


@pytest.mark.parametrize("shape", [(1, 1), (1, 70_000), (300, 301)])
def test_pictures_larger_than_a_block_are_the_sum_of_their_blocks(shape):
    rgb = np.random.default_rng(1).integers(0, 256, (*shape, 3), dtype=np.uint8)

    assert measure(rgb).colourfulness == pytest.approx(plain_m3(rgb), abs=1e-6)
    assert measure(rgb).contrast == pytest.approx(rgb2lab(rgb)[..., 0].std(), abs=1e-3)


def test_memory_layout_does_not_matter():
    rgb = np.random.default_rng(2).integers(0, 256, (40, 30, 3), dtype=np.uint8)

    assert measure(rgb[::-1, ::-1].copy()[::-1, ::-1]) == measure(rgb)
    assert measure(np.asfortranarray(rgb)) == measure(rgb)


def test_no_pixels_have_no_colours():
    empty = np.zeros((0, 4, 3), np.uint8)
    reader = components.load("readers", "colour", {})

    with pytest.raises(ValueError, match="has no colours"):
        measure(empty)
    readings = list(reader.read([Picture("a", b"", empty)]))
    assert {reading.missing_reason for reading in readings} == {"the picture has no pixels"}


def test_readings_are_values_without_labels():
    reader = components.load("readers", "colour", {})

    readings = list(reader.read([Picture("a", b"", halves((200, 0, 0), (0, 200, 0)))]))

    assert [reading.attribute for reading in readings] == [
        "colourfulness",
        "colourfulness_absolute",
        "lightness",
        "contrast",
    ]
    assert readings[0].value == pytest.approx(230)
    assert {reading.label for reading in readings} == {None}
    assert reader.domains == {"any"}


def test_keeps_the_contract():
    check_reader(lambda: components.load("readers", "colour", {}), [])
