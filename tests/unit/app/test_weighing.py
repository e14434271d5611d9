"""What results take: arrays once and whole, and what is within objects."""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.sparse import csr_array

from graycard.app.weighing import weight

MEGA = 1_000_000


@dataclass(frozen=True)
class Result:
    numbers: np.ndarray
    more: object = None


def about(size):
    return pytest.approx(size, rel=0.01)


def test_an_array_takes_its_bytes():
    assert weight(np.zeros(MEGA, np.float32)) == 4 * MEGA


def test_a_part_of_an_array_keeps_the_whole_one_and_is_counted_once():
    whole = np.zeros((1_000, 1_000), np.uint8)

    assert weight(whole[:3]) == MEGA
    assert weight([whole, whole[:3], whole[5:], whole]) == about(MEGA)


@pytest.mark.parametrize(
    "held",
    [
        lambda one: Result(one),
        lambda one: (0, [{"key": one}]),
        lambda one: Result(np.zeros(1), more=Result(one, more="text")),
        lambda one: {"png": one.tobytes()},
        lambda one: "x" * one.nbytes,
    ],
)
def test_what_is_within_is_counted(held):
    assert weight(held(np.zeros(MEGA, np.uint8))) == about(MEGA)


def test_sparse_tables_are_counted_by_their_arrays():
    table = csr_array(np.eye(1_000))

    assert weight(table) == pytest.approx(8 * 1_000 + 2 * 4 * 1_000, rel=0.1)


def test_what_holds_itself_ends():
    ring = [1]
    ring.append(ring)

    assert 0 < weight(ring) < 1_000


def test_classes_modules_and_functions_belong_to_nobody():
    assert weight([np, Result, test_what_holds_itself_ends]) < 1_000


def test_what_a_library_holds_outside_python_is_told_by_its_object():
    class Index:
        def __sizeof__(self):
            return MEGA

    assert weight(Result(np.zeros(1), more=Index())) == about(MEGA)
