"""What the network answers becomes boxes and points; worked by hand, without the network."""

import numpy as np
import pytest

from graycard.faces.blaze import anchors, decode, framed, planes


def answers(*given):
    """Make answers: (anchor, logit, [dx, dy, w, h], [points])."""
    regressors, logits = np.zeros((896, 16), np.float32), np.full(896, -20, np.float32)
    for anchor, logit, box, points in given:
        regressors[anchor] = [*box, *points]
        logits[anchor] = logit
    return regressors, logits


NOWHERE = [0.0] * 12


SQUARE = anchors(128, 128)


def test_anchors_are_the_middles_of_two_grids():
    assert SQUARE.shape == (896, 2)
    # 16 x 16 cells of 8 pixels with two anchors each, then 8 x 8 of 16 with six: by rows, x first.
    assert SQUARE[2 * 16].tolist() == [4, 12]
    assert SQUARE[511].tolist() == [124, 124]
    assert SQUARE[512 + 6].tolist() == [24, 8]
    assert SQUARE[895].tolist() == [120, 120]


def test_larger_pictures_have_more_anchors():
    wide = anchors(160, 128)

    assert len(wide) == 20 * 16 * 2 + 10 * 8 * 6
    assert wide[-1].tolist() == [152, 120]


def test_offsets_are_in_pixels_from_the_anchor():
    # Anchor 518 is at (24, 8). Centre (24 + 16, 8 + 32) = (40, 40); 64 wide, 32 high.
    points = [-8, 0, 8, 0, *[0] * 8]
    found = decode(*answers((518, 3.0, [16, 32, 64, 32], points)), SQUARE, min_score=0.5)

    assert found.boxes.tolist() == [[8, 24, 72, 56]]
    assert found.scores.tolist() == pytest.approx([1 / (1 + np.exp(-3))])
    assert found.points[0, :3].tolist() == [[16, 8], [32, 8], [24, 8]]


def test_answers_for_one_face_are_averaged_with_their_scores_and_keep_the_highest():
    # Logits 0 and log(3): scores 1/2 and 3/4, so weights 2/5 and 3/5.
    one = (518, np.log(3), [0, 0, 40, 40], NOWHERE)
    other = (519, 0.0, [5, 0, 40, 40], NOWHERE)

    found = decode(*answers(one, other), SQUARE, min_score=0.5)

    assert found.scores.tolist() == pytest.approx([0.75])
    assert (found.boxes[0, 0] + found.boxes[0, 2]) / 2 == pytest.approx(24 + 0.4 * 5, abs=1e-4)


def test_two_faces_stay_two_the_surer_first():
    near = (512, 1.0, [0, 0, 16, 16], NOWHERE)
    far = (895, 2.0, [0, 0, 16, 16], NOWHERE)

    found = decode(*answers(near, far), SQUARE, min_score=0.5)

    assert found.boxes[:, 0].tolist() == [120 - 8, 8 - 8]


def test_nothing_sure_enough_is_nothing():
    found = decode(*answers((512, -0.1, [0, 0, 16, 16], NOWHERE)), SQUARE, min_score=0.5)

    assert found.boxes.shape == (0, 4)
    assert found.points.shape == (0, 6, 2)


@pytest.mark.parametrize("logit", [1e4, -1e4])
def test_extreme_logits_do_not_overflow(logit):
    found = decode(*answers((512, logit, [0, 0, 16, 16], NOWHERE)), SQUARE, min_score=0.5)

    assert found.scores.tolist() == ([1.0] if logit > 0 else [])


def test_a_picture_lies_in_the_middle_of_a_black_frame():
    wide = np.full((50, 200, 3), 200, np.uint8)

    frame, scale, corner = framed(wide, longer=64)

    # 64 x 16 of 128 x 128, in the middle: columns 32 to 95, rows 56 to 71.
    assert frame.shape == (128, 128, 3)
    assert scale == (200 / 64, 50 / 16)
    assert np.argwhere(frame[..., 0]).min(axis=0).tolist() == [56, 32]
    assert np.argwhere(frame[..., 0]).max(axis=0).tolist() == [71, 95]
    assert corner == (32, 56)


def test_a_closer_look_has_a_larger_frame_and_no_wider_margin_than_it_takes():
    frame, scale, corner = framed(np.full((300, 400, 3), 200, np.uint8), longer=240)

    assert frame.shape == (192, 240, 3), "180 rows are no multiple of 16"
    assert scale == (400 / 240, 300 / 180)
    assert corner == (0, 6)


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1)])
def test_slivers_have_a_frame_too(shape):
    frame, _, _ = framed(np.full((*shape, 3), 7, np.uint8), longer=128)

    assert frame.shape == (128, 128, 3)


def test_planes_hold_what_the_table_says_of_each_number():
    rgb = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    table = (np.arange(256) * 2).astype(np.float32)

    made = planes(rgb, table)

    assert (made.shape, made.dtype) == ((1, 3, 2, 3), np.float32)
    assert made[0, 1].tolist() == [[2, 8, 14], [20, 26, 32]]  # the green ones: 1, 4, 7, ...


def test_answers_just_at_the_least_score_stay():
    """However few are looked at: a logit of 0 is a score of a half exactly."""
    regressors = np.zeros((2, 16), np.float32)
    regressors[:, 2:4] = 8
    regressors[1, :2] = 50
    places = np.zeros((2, 2), np.float32)

    found = decode(regressors, np.array([0, -1e-3], np.float32), places, min_score=0.5)

    assert (len(found.boxes), float(found.scores[0])) == (1, 0.5)
