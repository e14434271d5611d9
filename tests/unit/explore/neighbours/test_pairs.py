"""The most alike pairs, against a loop over all of them."""

from itertools import combinations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from graycard.errors import InputError, NothingObservedError
from graycard.explore.neighbours import pairs
from graycard.explore.neighbours.pairs import most_alike


def by_hand(vectors, kinds):
    """Return all pairs of rows of different kinds, most alike first."""
    units = vectors.astype(float) / np.linalg.norm(vectors.astype(float), axis=1, keepdims=True)
    every = [
        (-float(units[one] @ units[other]), one, other)
        for one, other in combinations(range(len(vectors)), 2)
        if kinds[one] != kinds[other]
    ]
    return sorted(every)


@pytest.fixture(params=[7, 2048])
def tile(request, monkeypatch):
    monkeypatch.setattr(pairs, "_TILE", request.param)


@pytest.mark.usefixtures("tile")
@pytest.mark.parametrize("made", [np.asarray, csr_matrix], ids=["dense", "sparse"])
def test_the_best_of_all_pairs_are_found(made):
    rng = np.random.default_rng(5)
    vectors = rng.normal(size=(40, 6)).astype(np.float32)
    kinds = rng.integers(4, size=40)
    told = []

    found = most_alike(made(vectors), kinds, k=25, progress=lambda *done: told.append(done))

    truth = by_hand(vectors, kinds)
    assert found.among == len(truth)
    assert found.pictures == 40
    assert [*zip(found.one, found.other, strict=True)] == [(i, j) for _, i, j in truth[:25]]
    assert found.cosines == pytest.approx([-cosine for cosine, _, _ in truth[:25]], abs=1e-9)
    assert told[-1] == (40, 40)
    # The median of 10,000 draws is hardly off; the draws have a seed of their own.
    assert found.usual == pytest.approx(np.median([-cosine for cosine, _, _ in truth]), abs=0.05)
    assert found.usual < found.high < found.cosines[0]


@pytest.mark.usefixtures("tile")
def test_of_equal_pairs_the_first_rows_come_first():
    found = most_alike(np.ones((30, 3), np.float32), np.arange(30) % 2, k=4)

    assert [*zip(found.one, found.other, strict=True)] == [(0, 1), (0, 3), (0, 5), (0, 7)]
    assert found.among == 15 * 15
    assert (found.usual, found.high) == pytest.approx((1, 1))


def test_what_has_no_direction_is_of_no_pair():
    vectors = np.array([[1, 0], [0, 0], [np.nan, 1], [1, 1]], np.float32)

    found = most_alike(vectors)

    assert (found.one.tolist(), found.other.tolist(), found.among) == ([0], [3], 1)
    assert found.pictures == 2


@pytest.mark.parametrize(
    ("vectors", "kinds", "why"),
    [
        (np.ones((1, 2)), None, "a single picture is no pair"),
        (np.zeros((5, 2)), None, "0 pictures with a vector make no such pair"),
        (np.ones((5, 2)), np.zeros(5), "5 pictures with a vector make no such pair"),
    ],
)
def test_where_there_is_no_pair_there_is_an_error(vectors, kinds, why):
    with pytest.raises(NothingObservedError, match="no two pictures here") as refused:
        most_alike(vectors.astype(np.float32), kinds)
    assert refused.value.why == why


def test_more_than_can_be_compared_is_refused():
    with pytest.raises(InputError, match="all pairs of 100001 pictures would take too long"):
        most_alike(np.broadcast_to(np.float32(1), (100_001, 1)))
