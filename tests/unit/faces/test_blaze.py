"""What the network answers becomes boxes and points; worked by hand, without the network."""

import numpy as np
import pytest

from graycard.faces.blaze import anchors, decode, letterboxed


def answers(*given):
    """Make answers: (anchor, logit, [dx, dy, w, h], [points])."""
    regressors, logits = np.zeros((896, 16), np.float32), np.full(896, -20, np.float32)
    for anchor, logit, box, points in given:
        regressors[anchor] = [*box, *points]
        logits[anchor] = logit
    return regressors, logits


NOWHERE = [0.0] * 12


def test_anchors_are_the_middles_of_two_grids():
    found = anchors()

    assert found.shape == (896, 2)
    # 16 x 16 cells with two anchors each, then 8 x 8 with six: rows of cells, x first.
    assert found[2 * 16].tolist() == [0.5 / 16, 1.5 / 16]
    assert found[511].tolist() == [15.5 / 16, 15.5 / 16]
    assert found[512 + 6].tolist() == [1.5 / 8, 0.5 / 8]
    assert found[895].tolist() == [7.5 / 8, 7.5 / 8]


def test_offsets_are_in_pixels_from_the_anchor():
    # Anchor 518 is at (24, 8) of 128. Centre (24 + 16, 8 + 32) = (40, 40); 64 wide, 32 high.
    points = [-8, 0, 8, 0, *[0] * 8]
    found = decode(*answers((518, 3.0, [16, 32, 64, 32], points)), min_score=0.5)

    assert (found.boxes * 128).round(3).tolist() == [[8, 24, 72, 56]]
    assert found.scores.tolist() == pytest.approx([1 / (1 + np.exp(-3))])
    assert (found.points[0, :3] * 128).round(3).tolist() == [[16, 8], [32, 8], [24, 8]]


def test_answers_for_one_face_are_averaged_with_their_scores_and_keep_the_highest():
    # Logits 0 and log(3): scores 1/2 and 3/4, so weights 2/5 and 3/5.
    one = (518, np.log(3), [0, 0, 40, 40], NOWHERE)
    other = (519, 0.0, [5, 0, 40, 40], NOWHERE)

    found = decode(*answers(one, other), min_score=0.5)

    assert found.scores.tolist() == pytest.approx([0.75])
    middle = (found.boxes[0, 0] + found.boxes[0, 2]) / 2 * 128
    assert middle == pytest.approx(24 + 0.4 * 5, abs=1e-4)


def test_two_faces_stay_two_the_surer_first():
    near = (512, 1.0, [0, 0, 16, 16], NOWHERE)
    far = (895, 2.0, [0, 0, 16, 16], NOWHERE)

    found = decode(*answers(near, far), min_score=0.5)

    assert (found.boxes[:, 0] * 128).round().tolist() == [120 - 8, 8 - 8]


def test_nothing_sure_enough_is_nothing():
    found = decode(*answers((512, -0.1, [0, 0, 16, 16], NOWHERE)), min_score=0.5)

    assert found.boxes.shape == (0, 4)
    assert found.points.shape == (0, 6, 2)


@pytest.mark.parametrize("logit", [1e4, -1e4])
def test_extreme_logits_do_not_overflow(logit):
    found = decode(*answers((512, logit, [0, 0, 16, 16], NOWHERE)), min_score=0.5)

    assert found.scores.tolist() == ([1.0] if logit > 0 else [])


def test_a_picture_lies_in_the_middle_of_a_black_square():
    wide = np.full((50, 200, 3), 200, np.uint8)

    square, scale, corner = letterboxed(wide, side=400)

    # 200 of 400 pixels are 64 of 128, in the middle: columns 32 to 95, rows 56 to 71.
    assert scale == 400 / 128
    assert np.argwhere(square[..., 0]).min(axis=0).tolist() == [56, 32]
    assert np.argwhere(square[..., 0]).max(axis=0).tolist() == [71, 95]
    assert corner == (-32 * scale, -56 * scale)


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1)])
def test_slivers_have_a_square_too(shape):
    square, _, _ = letterboxed(np.full((*shape, 3), 7, np.uint8), side=300)

    assert square.shape == (128, 128, 3)
