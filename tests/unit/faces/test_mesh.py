import numpy as np
import pytest

from graycard.faces.mesh import SIDE, crop_of


def eyes(left, right):
    points = np.zeros((6, 2), np.float32)
    points[:2] = left, right
    return points


def test_the_square_is_half_as_large_again_as_the_box_and_has_its_middle():
    map_ = crop_of(np.array([100, 200, 140, 260], np.float32), eyes((110, 220), (130, 220)))

    # Edges of the square are half a pixel outside of the outermost pixel centres.
    corners = [(-0.5, -0.5), (SIDE - 0.5, SIDE - 0.5)]
    (left, top), (right, bottom) = (map_ @ [x, y, 1] + 0.5 for x, y in corners)
    assert (left, right) == pytest.approx((120 - 45, 120 + 45))
    assert (top, bottom) == pytest.approx((230 - 45, 230 + 45))


@pytest.mark.parametrize("degrees", [-170, -30, 45, 90, 180])
def test_a_turned_face_is_turned_back(degrees):
    angle = np.radians(degrees)
    towards = np.array([np.cos(angle), np.sin(angle)])
    middle = np.array([50.0, 60.0])
    map_ = crop_of(np.array([30, 40, 70, 80], np.float32), eyes(middle - towards, middle + towards))

    across = map_ @ [SIDE, 50, 1] - map_ @ [0, 50, 1]

    assert across / np.linalg.norm(across) == pytest.approx(towards, abs=1e-5)
