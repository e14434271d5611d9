import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from graycard.skin.monk import swatches
from graycard.skin.pixels import CLIPPED, NO_COLOURS, TOO_DARK, TOO_FEW, choose, skin_pixels

SKIN = (160, 126, 86)


def region(**counts):
    """Return pixels of skin and, by name, of what may lie on it."""
    colours = {
        "skin": SKIN,
        "glare": (255, 255, 245),
        "red": (255, 200, 170),
        "night": (9, 6, 3),
        "hair": (32, 28, 34),
        "blush": (200, 110, 90),
    }
    return np.concatenate([np.tile(np.uint8(colours[k]), (n, 1)) for k, n in counts.items()])


@pytest.mark.parametrize("tone", range(10))
def test_every_pixel_of_a_plain_swatch_counts(tone):
    found = choose(np.tile(swatches()[tone], (50, 1)))

    assert found.reason is None
    assert len(found.rgb) == len(found.lab) == 50


@pytest.mark.parametrize("thing", ["glare", "red", "night", "hair", "blush"])
def test_what_lies_on_the_skin_does_not_count(thing):
    found = choose(region(skin=60, **{thing: 40}))

    assert found.rgb.tolist() == [list(SKIN)] * 60


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ({"skin": 49, "glare": 51}, CLIPPED),
        ({"skin": 49, "night": 51}, TOO_DARK),
        ({"glare": 50, "night": 50}, NO_COLOURS),
        ({"skin": 20, "glare": 40, "night": 40}, NO_COLOURS),
        ({"skin": 49, "glare": 25, "night": 26}, NO_COLOURS),
        ({"skin": 0}, TOO_FEW),
    ],
)
def test_where_most_have_no_colour_nothing_is_read(counts, reason):
    found = choose(region(**counts))

    assert found.reason == reason
    assert len(found.rgb) == 0


def test_where_half_have_a_colour_it_is_read():
    assert len(choose(region(skin=50, glare=25, night=25)).rgb) == 50


def test_one_channel_at_its_end_is_still_a_colour():
    # Were these left out, a bright face would be read by its dim pixels alone.
    bright = np.tile(np.uint8((255, 214, 190)), (70, 1))
    dim = np.tile(np.uint8((246, 200, 176)), (30, 1))

    assert len(choose(np.concatenate([bright, dim])).rgb) == 100


def test_light_and_shade_of_a_face_count_as_skin():
    # Two halves that lie 20 units of L* apart: neither is the odd one out.
    shade = np.tile(np.uint8((110, 86, 58)), (50, 1))
    lit = np.tile(np.uint8((170, 134, 92)), (50, 1))

    assert len(choose(np.concatenate([lit, shade])).rgb) == 100


@given(arrays(np.uint8, st.tuples(st.integers(1, 60), st.just(3))))
def test_a_reason_or_pixels_of_the_region(pixels):
    found = choose(pixels)

    assert (found.reason is None) == (len(found.rgb) > 0)
    assert {tuple(one) for one in found.rgb.tolist()} <= {tuple(one) for one in pixels.tolist()}
    if found.reason is None:
        assert ((found.rgb == 255).sum(axis=1) < 2).all()
        assert found.rgb.max(axis=1).min() >= 10


@pytest.mark.parametrize(
    ("needed", "reason"),
    [
        ({"min_pixels": 400, "min_share": 0}, None),
        ({"min_pixels": 600, "min_share": 0}, TOO_FEW),
        ({"min_pixels": 1, "min_share": 0.1}, None),
        ({"min_pixels": 1, "min_share": 0.2}, TOO_FEW),
    ],
)
def test_too_small_a_part_of_the_face_is_nothing(face_landmarks, needed, reason):
    # Cheeks of 100 pixels each and a forehead of less than 400, in a face of about 3600.
    found = skin_pixels(np.tile(np.uint8(SKIN), (60, 60, 1)), face_landmarks(), **needed)

    assert found.reason == reason
    assert (len(found.rgb) == 0) == (reason is not None)
