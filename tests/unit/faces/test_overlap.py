import numpy as np

from graycard.faces.overlap import keep, shared, whole_of


def boxes(*four):
    return np.array(four, np.float32)


def test_shares_of_two_boxes():
    # 10x10 and 10x10, a quarter of each in common: 25 of 175, 25 of 100.
    of_union, of_smaller = shared(boxes([0, 0, 10, 10])[0], boxes([5, 5, 15, 15]))

    assert of_union.tolist() == [np.float32(25 / 175)]
    assert of_smaller.tolist() == [0.25]


def test_boxes_that_do_not_meet_and_empty_ones_share_nothing():
    of_union, of_smaller = shared(
        boxes([0, 0, 10, 10])[0], boxes([20, 20, 30, 30], [5, 5, 5, 9], [9, 9, 2, 2])
    )

    assert of_union.tolist() == [0, 0, 0]
    assert of_smaller.tolist() == [0, 0, 0]


def test_of_equals_the_first_stays():
    assert keep(boxes([0, 0, 9, 9], [0, 0, 9, 9]), np.array([0.5, 0.5], np.float32)) == [0]


def test_a_part_of_a_face_is_no_second_answer_to_the_same_question():
    face, eye = [0, 0, 100, 100], [10, 20, 40, 50]

    assert keep(boxes(face, eye), np.array([0.6, 0.9], np.float32)) == [1, 0]
    assert whole_of(boxes(eye)[0], boxes(face)) == 0
    assert whole_of(boxes([90, 90, 130, 130])[0], boxes(face)) is None
    assert whole_of(boxes(eye)[0], np.zeros((0, 4), np.float32)) is None
