"""Planted clusters are found, pictures fall where they belong, what cannot be is refused."""

import numpy as np
import pytest

from graycard.errors import InputError, NothingObservedError
from graycard.explore.clusters import fit_tree, join
from graycard.explore.clusters.placing import (
    UNASSIGNED,
    Centres,
    centres_of,
    place,
    place_themselves,
    unlike,
)
from graycard.explore.clusters.stability import adjusted_rand
from graycard.explore.clusters.written import about_in_words, word_in_words

from .made_pictures import WIDTH, people, pictures


def of(found, name):
    return next(one for one in found if one.name == name)


def words_at(found, cluster):
    return {one.word for one in found.clusters[cluster].about}


def asked_of(some):
    names = {words: number for number, words in enumerate(dict.fromkeys(some.words))}
    return [names[words] for words in some.words]


@pytest.mark.parametrize("along", ["prompts", "all"])
def test_planted_clusters_are_found_and_told_by_their_words(along):
    identity = people(signal=9.0)

    found = fit_tree(identity, pictures(["x"], 0), along=along).clusters(4)

    assert adjusted_rand(asked_of(identity), found.labels) > 0.9
    assert sorted(map(sorted, (words_at(found, one) for one in range(4)))) == [
        ["man", "old"], ["man", "young"], ["old", "woman"], ["woman", "young"],
    ]  # fmt: skip
    assert found.stability.mean > 0.9
    assert all(
        set(cluster.exemplars) <= set(identity.rows[found.labels == cluster.number - 1].tolist())
        for cluster in found.clusters
    )


def test_a_default_that_was_planted_shows_beside_the_identity_mix():
    nurses = join(
        pictures(["woman", "young"], 45, stratum="nurse", seed=5, signal=9.0),
        pictures(["man", "young"], 5, stratum="nurse", seed=6, signal=9.0),
    )
    even = join(
        *(
            pictures([a, b], 12, stratum="person", seed=7 + i, signal=9.0)
            for i, (a, b) in enumerate(
                [("woman", "old"), ("woman", "young"), ("man", "old"), ("man", "young")]
            )
        )
    )

    tree = fit_tree(people(signal=9.0), join(nurses, even))
    found, beside_person = tree.clusters(4), tree.clusters(4, against="person")

    assert of(found.apart, "nurse").p_adjusted < 0.001
    assert of(found.apart, "nurse").low > 0.3
    assert of(found.apart, "person").p_adjusted > 0.05
    by_word = {(one.name, one.what): one for one in found.by_word}
    assert by_word["nurse", "woman"].difference == pytest.approx(0.4, abs=0.08)
    assert by_word["nurse", "man"].high < 0
    assert by_word["person", "woman"].p_adjusted > 0.05
    assert [one.name for one in beside_person.apart] == ["nurse"]
    assert beside_person.against == "person"
    assert (
        of(found.strata, "nurse").effective_number.high
        < of(found.strata, "person").effective_number.low
    )


def test_what_a_stratum_wears_is_taken_off_where_marked_pictures_tell_it():
    # Chefs are dressed so that they look like women to the embedder; who they are is even.
    def chefs(n, seed, marked):
        drawn = []
        for at, pair in enumerate((a, b) for a in ("woman", "man") for b in ("old", "young")):
            some = pictures(pair, n, stratum="chef", seed=seed + at, signal=3.0)
            vectors = np.array(some.vectors, float)
            vectors[:, :2] += (0.2, -0.2)
            words = (frozenset({*pair, "chef"} if marked else {"chef"}),) * n
            drawn.append(type(some)(**{**vars(some), "vectors": vectors, "words": words}))
        return join(*drawn)

    bare = fit_tree(people(signal=3.0), chefs(40, 50, False)).clusters(4)
    controlled = fit_tree(
        people(signal=3.0), chefs(40, 50, False), marked=chefs(40, 90, True)
    ).clusters(4)

    def women(found):
        return next(one for one in found.by_word if one.what == "woman")

    assert women(bare).low > 0.05
    assert abs(women(controlled).difference) < 0.1
    assert controlled.controlled == {"chef": 160}
    assert any("Marked prompts of the same stratum" in one for one in bare.cautions)
    assert not any("Marked prompts of the same stratum" in one for one in controlled.cautions)


def test_what_is_far_from_all_clusters_is_of_none():
    far = pictures(["x"], 30, stratum="cat", seed=3, signal=0)
    vectors = np.zeros((30, WIDTH))
    vectors[:, 0] = -1.0
    far = type(far)(**{**vars(far), "vectors": vectors})

    for along in ("prompts", "all"):
        found = fit_tree(people(signal=9.0), far, along=along).clusters(4)
        assert found.strata[0].unassigned == 30
        assert found.strata[0].unlike == 30
        assert any("More than a quarter" in one for one in found.cautions)


def test_a_stratum_of_which_nothing_has_a_vector_is_named():
    nurses = pictures(["x"], 20, stratum="nurse", missing={"nurse": 2, "<b>ceo": 7})

    found = fit_tree(people(signal=9.0), nurses).clusters(4)

    assert [(one.name, one.missing) for one in found.strata] == [("nurse", 2)]
    assert any("have no mix: <b>ceo (n = 7)." in one for one in found.cautions)


def test_one_in_twenty_identity_like_pictures_is_of_no_cluster():
    more = people(n=400, signal=9.0)
    placed = fit_tree(people(n=200, signal=9.0), more).clusters(4).placed

    assert 0.03 < (placed.cluster == UNASSIGNED).mean() < 0.08


def test_pictures_of_the_same_kind_are_as_rarely_told_apart_as_promised():
    """Clusters that run into one another: Ward's tree and the nearest middle often disagree."""
    rng = np.random.default_rng(1)

    def same_kind(asked, n):
        vectors = rng.normal(size=(n, 4)) + 1.5 * np.eye(4)[rng.integers(0, 3, n)]
        some = pictures(asked, n, stratum="nurse")
        units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return type(some)(**{**vars(some), "vectors": units})

    found = [
        fit_tree(same_kind(["woman"], 300), same_kind(["x"], 300), along="all").clusters(4)
        for _ in range(20)
    ]

    assert sum(one.apart[0].p_adjusted < 0.05 for one in found) <= 3  # 1 is expected
    assert all(sum(one.identity.counts) < one.identity.n == 300 for one in found)


def test_identity_pictures_are_placed_as_others_are_but_without_themselves():
    points, labels = np.array([[0.0], [2.0], [3.2], [9.0], [11.0]]), np.array([0, 0, 1, 1, 1])
    centres = Centres(np.array([[1.0], [7.7333333]]), limit=5.0, near_tie=0.0)

    # The third is 4.5 from its middle, 6.8 without itself, and 2.2 from the other's.
    assert place_themselves(points, labels, centres).cluster.tolist() == [0, 0, 0, 1, 1]
    alone = centres_of(np.array([[0.0], [2.0], [500.0]]), np.array([0, 0, 1]))
    there = place_themselves(np.array([[0.0], [2.0], [500.0]]), np.array([0, 0, 1]), alone)
    assert there.cluster.tolist() == [0, 0, UNASSIGNED]


def test_distance_and_margin_by_hand():
    centres = centres_of(np.array([[0.0], [2.0], [9.0], [10.0]]), np.array([0, 0, 1, 1]))

    # Without itself each is 2, 2, 1 and 1 from its mean: the limit is the greatest of so few.
    assert centres.points.ravel().tolist() == [1, 9.5]
    assert centres.limit == 2
    found = place(np.array([[4.0], [3.0], [0.5]]), centres)
    assert found.cluster.tolist() == [UNASSIGNED, 0, 0]
    assert found.distance.tolist() == [3, 2, 0.5]
    assert found.margin.tolist() == [2.5, 4.5, 8.5]


def test_a_cluster_of_one_does_not_set_the_limit():
    centres = centres_of(np.array([[0.0], [2.0], [500.0]]), np.array([0, 0, 1]))

    assert centres.limit == 2


def test_unlike_is_by_all_that_the_embedder_sees():
    rng = np.random.default_rng(0)
    own = np.eye(3)[np.repeat([0, 1], 20)] + 0.05 * rng.normal(size=(40, 3))
    others = np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, -1]])

    mine, theirs = unlike(own, np.repeat([0, 1], 20), others, np.array([0, 1, 0, UNASSIGNED]))

    assert mine.sum() <= 2
    assert theirs.tolist() == [False, False, True, True]


def test_the_order_of_the_pictures_does_not_matter():
    identity, nurses = people(signal=5.0), pictures(["woman", "old"], 30, stratum="nurse", seed=9)
    order = np.random.default_rng(0).permutation(len(identity))

    first = fit_tree(identity, nurses).clusters(6)
    second = fit_tree(identity.where(order), nurses).clusters(6)

    assert adjusted_rand(first.labels[order], second.labels) == 1
    assert sorted(one.size for one in first.clusters) == sorted(one.size for one in second.clusters)
    assert sorted(first.strata[0].counts) == sorted(second.strata[0].counts)


def test_a_style_of_one_model_is_said():
    styled = people(signal=9.0, model="plain")
    other = people(signal=9.0, model="styled", dressed=14.0)

    found = fit_tree(join(styled, other), pictures(["x"], 0), along="all").clusters(8)

    assert sum(one.style_of == "styled" for one in found.clusters) == 4
    assert any("a style of one model" in one for one in found.cautions)
    assert set(found.stability.without_model) == {"plain", "styled"}


@pytest.mark.parametrize(
    ("k", "why"), [(1, "two clusters at least"), (33, "fewer than 5"), (161, "fewer than 5")]
)
def test_more_clusters_than_pictures_can_tell_are_refused(k, why):
    with pytest.raises(InputError, match=why):
        fit_tree(people(), pictures(["x"], 0)).clusters(k)


def test_too_few_pictures_are_refused():
    with pytest.raises(NothingObservedError, match=r"too few pictures .*: 12"):
        fit_tree(people(n=3), pictures(["x"], 0))


def test_prompts_that_all_ask_for_the_same_are_refused_unless_vectors_are_whole():
    same = pictures(["woman"], 60)

    with pytest.raises(NothingObservedError, match="all ask for the same"):
        fit_tree(same, pictures(["x"], 0))
    assert fit_tree(same, pictures(["x"], 0), along="all").clusters(3).k == 3


def test_a_stratum_that_is_not_there_is_refused():
    with pytest.raises(InputError, match=r"no mix of 'persn'.*\n.*nurse"):
        fit_tree(people(), pictures(["woman", "old"], 30, stratum="nurse")).clusters(
            4, against="persn"
        )


def test_the_data_choose_and_say_so():
    found = fit_tree(people(signal=12.0), pictures(["x"], 0)).clusters()

    assert found.chosen
    assert found.k == 4


def test_sentences_carry_words_as_they_are():
    # Escaping is the page's; here nothing may be lost or formatted.
    evil = "<script>{x}</script>"
    identity = join(
        *(
            type(some)(**{**vars(some), "words": (frozenset({word}),) * 40})
            for word, some in (
                (evil, pictures(["woman"], 40, seed=1, signal=9.0)),
                ("man", pictures(["man"], 40, seed=2, signal=9.0, first_row=40)),
            )
        )
    )

    found = fit_tree(identity, pictures(["x"], 0)).clusters(2)

    told = [about_in_words(one) for one in found.clusters]
    assert any(evil in one for one in told)
    assert evil in word_in_words(
        next(word for one in found.clusters for word in one.words if word.word == evil)
    )


def test_centres_need_no_points_to_place_none():
    centres = Centres(np.zeros((2, 3)), 1.0, 0.0)

    assert len(place(np.zeros((0, 3)), centres).cluster) == 0
