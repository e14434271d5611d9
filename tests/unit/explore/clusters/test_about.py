"""Words and models of clusters, worked out by hand."""

from math import comb

import numpy as np
import pytest

from graycard.explore.clusters.about import models_of_clusters, words_of_clusters
from graycard.explore.clusters.asked import asked_words, telling

MAN, WOMAN = frozenset({"person", "man"}), frozenset({"person", "woman"})


def test_p_is_hypergeometric_and_adjusted_for_all_words_of_all_clusters():
    labels = np.array([0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
    words = [WOMAN] * 4 + [MAN] + [MAN] * 5

    first, second = words_of_clusters(labels, words, 2)

    # Four words and clusters. All 4 women in the 5 of the first: C(6,1) / C(10,5), and as many
    # ways that all 5 of the second are men: C(6,5) / C(10,5). The other two are certain.
    p = comb(6, 1) / comb(10, 5)
    assert (first[0].word, first[0].n, first[0].size) == ("woman", 4, 5)
    assert first[0].share == 0.8
    assert first[0].lift == pytest.approx(0.8 / 0.4)
    assert first[0].p_adjusted == pytest.approx(min(4 * p / 1, 4 * p / 2))
    assert (second[0].word, second[0].p_adjusted) == ("man", first[0].p_adjusted)
    assert first[0].low == pytest.approx(0.3755, abs=1e-4)  # Wilson's, of 4 of 5
    assert first[0].high == pytest.approx(0.9638, abs=1e-4)
    assert first[0].called
    assert not first[1].called
    assert [one.word for one in first] == ["woman", "man"]


def test_what_all_prompts_say_tells_nothing():
    assert telling([MAN, WOMAN]) == ["man", "woman"]
    assert words_of_clusters(np.array([0, 1]), [MAN, MAN], 2) == [(), ()]


def test_a_cluster_of_one_model_is_a_style_where_another_made_pictures_too():
    labels = np.repeat([0, 1], 20)

    mixed = models_of_clusters(labels, ["a"] * 20 + ["b"] * 18 + ["a"] * 2, 2)
    alone = models_of_clusters(labels, ["a"] * 40, 2)
    small = models_of_clusters(np.array([0, 1, 1, 1]), ["a", "a", "b", "b"], 2)

    assert [one.style for one in mixed[0]] == [True]
    assert [(one.model, one.n, one.style) for one in mixed[1]] == [
        ("b", 18, False),
        ("a", 2, False),
    ]
    assert not any(one.style for shares in alone for one in shares)
    assert not small[0][0].style  # one picture of a model is no style


def test_a_factor_that_the_text_does_not_say_stands_with_its_name():
    factors = {
        "ethnicity": "East Asian", "gender": "unspecified", "template": "x", "article": "an"
    }  # fmt: skip

    assert asked_words("Photo portrait of an East-Asian person", factors) == {
        "East Asian",
        "gender: unspecified",
    }
    assert asked_words("An old man, the old one", {}) == {"old", "man", "one"}
    assert asked_words("", {}) == frozenset()
