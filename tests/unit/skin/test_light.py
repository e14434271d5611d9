import numpy as np
import pytest
from skimage.color import rgb2lab

from graycard.skin.light import light_of


def plain(colour, size=(40, 60)):
    return np.tile(np.uint8(colour), (*size, 1))


@pytest.mark.parametrize("level", [20, 128, 255])
def test_grey_surroundings_have_no_cast(level):
    light = light_of(plain((level,) * 3), [])

    assert light.cast == pytest.approx(0, abs=1e-9)
    assert light.lightness == pytest.approx(rgb2lab(plain((level,) * 3))[0, 0, 0], abs=0.01)


def test_lightness_is_the_mean_over_the_pixels():
    rgb = np.random.default_rng(0).integers(0, 256, (50, 70, 3), dtype=np.uint8)

    assert light_of(rgb, []).lightness == pytest.approx(rgb2lab(rgb)[..., 0].mean(), abs=0.01)


def test_half_black_half_white_by_hand():
    halves = plain((0, 0, 0))
    halves[:20] = 255

    assert light_of(halves, []).lightness == pytest.approx(50)
    assert light_of(halves, []).cast == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("colour", "yellow", "red"),
    [((200, 180, 120), 1, None), ((120, 150, 200), -1, None), ((200, 140, 170), None, 1)],
)
def test_warm_and_cool_light_have_a_sign(colour, yellow, red):
    light = light_of(plain(colour), [])

    if yellow:
        assert light.yellow * yellow > 10
    if red:
        assert light.red * red > 10
    assert light.cast == pytest.approx(np.hypot(light.red, light.yellow))


def test_how_bright_the_light_is_does_not_change_its_colour():
    # Twice the linear light: (128, 102, 51) is half of what these are, to rounding.
    bright, dim = light_of(plain((176, 141, 72)), []), light_of(plain((128, 102, 51)), [])

    assert bright.lightness > dim.lightness + 15
    assert (bright.red, bright.yellow) == pytest.approx((dim.red, dim.yellow), abs=0.8)


def test_faces_and_what_is_around_them_do_not_count():
    rgb = plain((128, 128, 128), (100, 100))
    rgb[30:50, 40:60] = (200, 120, 60)  # the face
    rgb[20:60, 30:70][:5] = (60, 30, 10)  # its hair, less than half of its height away

    light = light_of(rgb, [(40, 30, 60, 50)])

    assert light.cast == pytest.approx(0, abs=1e-9)
    assert light_of(rgb, []).cast > 1


def test_every_face_is_left_out():
    rgb = plain((128, 128, 128), (60, 200))
    rgb[20:40, 20:40] = rgb[20:40, 160:180] = (200, 120, 60)
    faces = [(20, 20, 40, 40), (160, 20, 180, 40)]

    assert light_of(rgb, faces).cast == pytest.approx(0, abs=1e-9)
    assert light_of(rgb, faces[:1]).cast > 1


@pytest.mark.parametrize(
    ("rgb", "faces"),
    [
        (plain((128, 128, 128)), [(0, 0, 60, 40)]),
        (plain((128, 128, 128)), [(15, 10, 45, 30)]),  # with its surroundings the whole picture
        (plain((0, 0, 0)), []),
        (np.zeros((0, 0, 3), np.uint8), []),
    ],
)
def test_where_there_is_nothing_to_see_nothing_is_said(rgb, faces):
    assert light_of(rgb, faces) is None


def test_large_pictures_are_looked_at_here_and_there():
    rng = np.random.default_rng(1)
    rgb = rng.integers(90, 170, (900, 1300, 3), dtype=np.uint8)

    light = light_of(rgb, [])

    assert light.lightness == pytest.approx(rgb2lab(rgb)[..., 0].mean(), abs=0.3)
    assert light.cast < 1
