import numpy as np
import pytest
from skimage.draw import polygon

from graycard.skin.regions import CHEEKS, LANDMARKS, face_area, skin_mask


def seen(mask, width=60, height=60):
    whole = np.zeros((height, width), bool)
    rows, columns = mask.inside.shape
    whole[mask.top : mask.top + rows, mask.left : mask.left + columns] = mask.inside
    return whole


def test_both_cheeks_and_the_forehead_and_nothing_else(face_landmarks):
    whole = seen(skin_mask(face_landmarks(), width=60, height=60))

    assert whole[30:40, 10:20].all()
    assert whole[30:40, 40:50].all()
    # Fourteen corners go around the forehead's rectangle, not all of them in its corners.
    assert whole[6:14, 13:47].all()
    assert whole.sum() <= 100 + 100 + 400
    assert not whole[16:30].any()
    assert not whole[:, 50:].any()


@pytest.mark.parametrize("seed", range(40))
def test_any_outline_is_filled_where_pixel_centres_lie(seed):
    """Every shape of a cheek, crossing itself or the edge, held against scikit-image."""
    corners = np.random.default_rng(seed).uniform(-9, 29, (8, 2))
    x, y = corners.T
    if np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)) < 0:
        corners = corners[::-1]
    landmarks = np.full((LANDMARKS, 2), -50.0)
    landmarks[list(CHEEKS[0])] = corners

    whole = seen(skin_mask(landmarks, width=20, height=20), 20, 20)

    rows, columns = polygon(y - 0.5, x - 0.5, (20, 20))
    expected = np.zeros((20, 20), bool)
    expected[rows, columns] = True
    assert np.array_equal(whole, expected)


def test_a_cheek_that_is_turned_away_is_left_out(face_landmarks):
    profile = face_landmarks(right=(44, 30, 47, 40))
    whole = seen(skin_mask(profile, width=60, height=60))
    assert whole[:, 40:][30:40].sum() == 0
    assert whole[30:40, 10:20].all()

    half = face_landmarks(right=(44, 30, 48, 40))
    assert seen(skin_mask(half, width=60, height=60))[30:40, 44:48].all()


def test_a_cheek_that_is_seen_from_behind_is_left_out(face_landmarks):
    # Its corners run the other way round.
    behind = face_landmarks(right=(50, 30, 40, 40))

    assert seen(skin_mask(behind, width=60, height=60))[30:40, 40:].sum() == 0


@pytest.mark.parametrize("shift", [(-100, 0), (100, 0), (0, -100), (0, 100)])
def test_a_face_outside_of_the_picture_has_no_pixels(face_landmarks, shift):
    mask = skin_mask(face_landmarks() + shift, width=60, height=60)

    assert mask.inside.sum() == 0
    assert mask.pixels(np.zeros((60, 60, 3), np.uint8)).shape == (0, 3)


def test_a_face_at_the_edge_is_cut_off(face_landmarks):
    rgb = np.random.default_rng(0).integers(0, 256, (60, 60, 3), dtype=np.uint8)

    mask = skin_mask(face_landmarks() - (15, 0), width=60, height=60)

    assert mask.left == 0
    assert np.array_equal(mask.pixels(rgb), rgb[seen(mask)])
    assert seen(mask)[30:40, :5].all()


def test_pixels_come_from_where_the_mask_lies(face_landmarks):
    rgb = np.zeros((60, 60, 3), np.uint8)
    rgb[30:40, 10:20] = (1, 2, 3)
    rgb[30:40, 40:50] = (4, 5, 6)

    pixels = skin_mask(face_landmarks(), width=60, height=60).pixels(rgb)

    assert (pixels == (1, 2, 3)).all(axis=1).sum() == 100
    assert (pixels == (4, 5, 6)).all(axis=1).sum() == 100


def test_the_area_is_that_of_the_outline(face_landmarks):
    assert face_area(face_landmarks()) == pytest.approx(60 * 60)
    assert face_area(face_landmarks() * (-2, 1)) == pytest.approx(2 * 60 * 60)  # as in a mirror
