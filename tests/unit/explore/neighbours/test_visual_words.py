import cv2
import numpy as np
import pytest
from skimage import data

from graycard.errors import EnvironmentFaultError, NothingObservedError
from graycard.explore.neighbours.key_points import hellinger, root_sift
from graycard.explore.neighbours.nearest import neighbours
from graycard.explore.neighbours.visual_words import (
    learn_vocabulary,
    tf_idf,
    visual_words,
    words_of,
)


@pytest.fixture(scope="module")
def textures():
    """Twelve pictures, each of one of three textures, shifted; the thirteenth is plain."""
    kinds = [data.brick(), data.grass(), data.gravel()]
    pictures = [
        np.repeat(kinds[i % 3][20 * i : 20 * i + 160, 10 * i : 10 * i + 160, None], 3, axis=2)
        for i in range(12)
    ]
    return [*pictures, np.full((160, 160, 3), 90, np.uint8)]


def test_root_sift_by_hand():
    """(1, 3, 0) sums to 4: the roots of 1/4, 3/4 and 0."""
    given = np.array([[1, 3, 0], [0, 0, 0], [5, 0, 0]], np.float32)

    assert hellinger(given) == pytest.approx(np.array([[0.5, 0.75**0.5, 0], [1, 0, 0]]))


def test_descriptors_are_those_of_opencv_made_into_hellinger_ones():
    picture = data.astronaut()[:200, 100:300]
    _, theirs = cv2.SIFT.create(nfeatures=500).detectAndCompute(
        cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), None
    )
    ours = root_sift(picture)

    assert ours.shape == theirs.shape
    assert ours**2 == pytest.approx(theirs / theirs.sum(axis=1, keepdims=True), abs=1e-6)
    assert np.linalg.norm(ours, axis=1) == pytest.approx(1, abs=1e-5)


def test_large_pictures_are_made_smaller_first():
    picture = data.astronaut()
    twice = cv2.resize(picture, None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)

    # 2 x 2 equal pixels average to what was there before.
    assert np.array_equal(root_sift(twice), root_sift(picture))


@pytest.mark.parametrize("shape", [(0, 0, 3), (1, 1, 3), (1, 900, 3), (64, 64, 3)])
def test_pictures_without_key_points_have_none(shape):
    assert root_sift(np.zeros(shape, np.uint8)).shape == (0, 128)


def test_the_nearest_word_is_that_of_the_smallest_distance():
    rng = np.random.default_rng(0)
    words, points = rng.normal(size=(9, 128)), rng.normal(size=(40, 128))
    apart = ((points[:, None] - words[None]) ** 2).sum(axis=2)

    found = words_of(points.astype(np.float32), words.astype(np.float32))

    assert found.tolist() == apart.argmin(axis=1).tolist()
    assert words_of(np.zeros((0, 128), np.float32), words.astype(np.float32)).shape == (0,)


def test_tf_idf_by_hand():
    """Three pictures of two, four and no words; word 2 occurs nowhere.

    Word 0 is in both that have any: log(2/2) = 0. Words 1 and 3 are in one each: log 2. The first
    has word 1 once of two, so .5 log 2 alone, and length 1; the second 3/4 log 2 of word 3 alone.
    """
    counted = [([0, 1], [1, 1]), ([0, 3], [1, 3]), ([], [])]
    vectors, idf = tf_idf(
        ((np.array(w, np.int64), np.array(n, np.int64)) for w, n in counted), words=4
    )

    assert idf == pytest.approx([0, np.log(2), 0, np.log(2)])
    assert vectors.toarray() == pytest.approx(np.array([[0, 1, 0, 0], [0, 0, 0, 1], [0] * 4]))


def test_weights_within_a_picture_by_hand():
    """Of N = 4, df = 1 and 2: weights 2/3 log 4 and 1/3 log 2, so 4 to 1 before normalising."""
    counted = [([0, 1], [2, 1]), ([1], [1]), ([2], [1]), ([2], [1])]
    vectors, _ = tf_idf(
        ((np.array(w, np.int64), np.array(n, np.int64)) for w, n in counted), words=3
    )

    assert vectors[0].toarray()[0] == pytest.approx([4 / 17**0.5, 1 / 17**0.5, 0])


def test_neighbours_by_visual_words_have_the_same_texture(textures):
    found = visual_words(lambda i: textures[i], 13, words=64)

    assert found.vocabulary.shape[0] <= 64
    assert found.key_points[12] == 0
    assert found.key_points[:12].min() > 0
    assert found.learned_from == 13
    for of in range(12):
        near = neighbours(found.vectors, of=of, k=3)
        assert {row % 3 for row in near.rows} == {of % 3}
        assert near.among == 11  # the plain one is nobody's neighbour


def test_the_same_seed_gives_the_same_words(textures):
    one, other = (visual_words(lambda i: textures[i], 13, words=32, seed=4) for _ in range(2))

    assert np.array_equal(one.vocabulary, other.vocabulary)
    assert (one.vectors != other.vectors).nnz == 0


def test_pictures_that_cannot_be_read_are_told_from_those_without_key_points(textures):
    found = visual_words(lambda i: None if i == 5 else textures[i], 13, words=32)

    assert (found.key_points[5], found.key_points[12]) == (-1, 0)
    assert found.learned_from == 12
    assert found.vectors[5].nnz == 0


def test_few_key_points_make_a_small_vocabulary_and_none_an_error():
    points = hellinger(np.random.default_rng(0).random((95, 128)).astype(np.float32))

    assert learn_vocabulary([points[:50], points[50:]], words=500).shape == (9, 128)
    with pytest.raises(NothingObservedError, match="there are 19 of 2 pictures"):
        learn_vocabulary([points[:10], points[10:19]])
    with pytest.raises(NothingObservedError, match="there are 0 of 0 pictures"):
        visual_words(lambda _: None, 3)


def test_without_scikit_learn_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "sklearn.cluster", None)

    with pytest.raises(EnvironmentFaultError, match=r"graycard\[explore\]"):
        learn_vocabulary([np.ones((50, 128), np.float32)])
