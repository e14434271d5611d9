"""The space along which prompts move pictures: what it keeps, and that chance has no say in it."""

import numpy as np
import pytest

from graycard.errors import NothingObservedError
from graycard.explore.clusters.about import words_of_clusters
from graycard.explore.clusters.space import prompt_space, whole_space
from graycard.explore.clusters.ward import cut, ward_tree


def test_a_direction_that_prompts_do_not_move_is_gone():
    rng = np.random.default_rng(0)
    asked = np.repeat([0, 1], 60)
    seen = rng.normal(size=(120, 5))
    seen[:, 0] += 5 * asked
    style = rng.integers(0, 2, 120)
    seen[:, 1] += 30 * style  # far more than what was asked moves

    along = cut(ward_tree(prompt_space(seen, asked).points), 2)
    whole = cut(ward_tree(whole_space(seen).points), 2)

    assert max((along == asked).mean(), (along != asked).mean()) > 0.97
    assert max((whole == style).mean(), (whole != style).mean()) == 1


def test_new_pictures_stand_where_their_like_stand():
    rng = np.random.default_rng(1)
    asked = np.repeat([0, 1, 2], 50)
    middles = 6 * np.eye(3, 8)
    space = prompt_space(rng.normal(size=(150, 8)) + middles[asked], asked)

    placed = space.place(rng.normal(size=(300, 8)) + middles[np.repeat([0, 1, 2], 100)])

    for one in range(3):
        theirs, ours = placed[100 * one : 100 * one + 100], space.points[asked == one]
        assert np.allclose(theirs.mean(0), ours.mean(0), atol=0.4)


def test_words_that_mean_nothing_stay_without_meaning_however_long_vectors_are():
    """With the pictures in their own fit every word seemed to mean something: see decision 13."""
    rng = np.random.default_rng(2)
    ethnicity, gender = np.divmod(np.repeat(np.arange(16), 30), 4)
    seen = rng.normal(size=(480, 400))
    seen += (0.15 * rng.normal(size=(4, 400)))[gender]
    words = [frozenset({f"e{e}", f"g{g}"}) for e, g in zip(ethnicity, gender, strict=True)]

    labels = cut(ward_tree(prompt_space(seen, 4 * ethnicity + gender).points), 12)

    called = [
        one.word for some in words_of_clusters(labels, words, 12) for one in some if one.called
    ]
    assert len(called) >= 8
    assert sum(word.startswith("e") for word in called) <= 1


@pytest.mark.parametrize("width", [6, 300])
def test_prompts_that_change_nothing_are_refused(width):
    rng = np.random.default_rng(3)

    with pytest.raises(NothingObservedError, match="more than by chance"):
        prompt_space(rng.normal(size=(120, width)), np.repeat(np.arange(6), 20))


def test_one_picture_a_prompt_is_refused():
    with pytest.raises(NothingObservedError, match="prompts with two pictures: 0 of 5"):
        prompt_space(np.random.default_rng(4).normal(size=(5, 3)), np.arange(5))


def test_a_prompt_with_one_picture_is_placed_and_has_no_say():
    rng = np.random.default_rng(5)
    asked = np.append(np.repeat([0, 1], 30), 2)
    seen = rng.normal(size=(61, 4))
    seen[:, 0] += 8 * (asked != 0)

    with_it, without = prompt_space(seen, asked), prompt_space(seen[:60], asked[:60])

    assert with_it.told.prompts == 2
    assert np.allclose(with_it.points[:60], without.points)
    assert np.allclose(with_it.points[60], without.place(seen[60:])[0])


def test_the_order_of_the_pictures_does_not_matter():
    rng = np.random.default_rng(6)
    asked = np.repeat([0, 1, 2], 30)
    seen = rng.normal(size=(90, 7)) + 5 * np.eye(3, 7)[asked]
    order = rng.permutation(90)

    first, second = prompt_space(seen, asked), prompt_space(seen[order], asked[order])

    away = [((one.points[:, None] - one.points) ** 2).sum(-1) for one in (first, second)]
    assert np.allclose(away[0][np.ix_(order, order)], away[1], atol=1e-8)
