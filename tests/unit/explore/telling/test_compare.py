"""Words that tell groups apart: by hand, by scipy, and by what chance does."""

import numpy as np
import pytest
from scipy.stats import mannwhitneyu, ttest_ind

from graycard.errors import InputError, NothingObservedError
from graycard.explore.telling.compare import telling_words
from graycard.explore.telling.scores import Scores, word_scores
from graycard.explore.telling.written import compared_in_words, in_words, none_in_words


def compare(scores, first, prompts=None, **blocks):
    scores = np.asarray(scores, float)
    words = [f"w{at}" for at in range(scores.shape[1])]
    found = telling_words(
        Scores(scores, np.eye(len(words)), **blocks),
        words,
        first=first,
        prompts=prompts or [f"{one}" for one in first],
    )
    return found, {one.word: one for one in found.words}


def test_one_word_by_hand():
    # Means 4 and 2; each group scatters by 1, so the difference is two standard deviations.
    found, by = compare([[3], [4], [5], [1], [2], [3]], np.arange(6) < 3)

    assert by["w0"].difference == pytest.approx(2)
    assert by["w0"].oftener == pytest.approx((9 - 0.5) / 9)  # one tie among nine pairs
    # Of the 20 ways to choose three of these six, those at least as far apart: {3,4,5} with
    # either 3, and as many the other way round.
    assert by["w0"].p_adjusted == pytest.approx(4 / 20, abs=0.015)
    assert (found.n, found.other_n, found.unit, found.draws) == (3, 3, "pictures", (3, 3))


def test_where_no_word_could_be_called_it_is_not_said_that_none_differs():
    apart = np.arange(6) < 3

    few, _ = compare(np.where(apart, 9.0, 0.0)[:, None] + np.arange(6.0)[:, None] / 10, apart)
    unequal, _ = compare(np.zeros((7, 5)), np.arange(7) < 3)
    enough, _ = compare(np.zeros((40, 5)), np.arange(40) < 20)
    too_many, _ = compare(np.zeros((40, 501)), np.arange(40) < 20)

    assert few.least_p == pytest.approx(2 / 20)
    assert unequal.least_p == pytest.approx(1 / 35)
    assert enough.least_p == too_many.least_p == pytest.approx(1 / 10_000)
    assert "least p" in none_in_words(few)
    assert "least p" in none_in_words(unequal)
    assert "chance explains" in none_in_words(enough)
    assert "least p" in none_in_words(too_many)


def test_one_picture_drawn_again_and_again_tells_nothing():
    picture, other = np.random.default_rng(3).normal(size=(2, 200)) / 7
    apart = np.arange(30) < 15

    alike, _ = compare(np.tile(picture, (30, 1)), apart)
    assert not [one for one in alike.words if one.p_adjusted < 0.05]
    with pytest.raises(InputError, match="cannot say how far"):
        compare(np.where(apart[:, None], picture, other), apart)


def test_a_comparison_turned_is_that_of_the_groups_exchanged():
    rng = np.random.default_rng(7)
    first = np.arange(50) < 20
    scores = rng.normal(size=(50, 3)) + first[:, None] * [1.5, 0, -1.5]

    turned = compare(scores, first)[0].turned()
    found, by = compare(scores, ~first)

    assert (turned.n, turned.other_n, turned.draws) == (found.n, found.other_n, found.draws)
    assert [one.word for one in turned.more()] == [one.word for one in found.more()] == ["w2"]
    for one in turned.words:
        for name in ("difference", "low", "high", "oftener"):
            assert getattr(one, name) == pytest.approx(getattr(by[one.word], name))


def test_intervals_are_students_where_pictures_are_draws():
    rng = np.random.default_rng(0)
    first = np.arange(50) < 20
    scores = rng.normal(size=(50, 3)) + 0.5 * first[:, None]

    _, by = compare(scores, first)

    for at in range(3):
        ours, theirs = scores[first, at], scores[~first, at]
        welch = ttest_ind(ours, theirs, equal_var=False).confidence_interval(0.95)
        spread = np.sqrt((19 * ours.var(ddof=1) + 29 * theirs.var(ddof=1)) / 48)
        one = by[f"w{at}"]
        assert one.low == pytest.approx(welch.low / spread)
        assert one.high == pytest.approx(welch.high / spread)
        assert one.oftener == pytest.approx(mannwhitneyu(ours, theirs).statistic / 600)


def test_few_unlike_pictures_beside_many_alike_are_not_called_different_for_that():
    rng = np.random.default_rng(11)
    first = np.arange(45) < 5
    scores = rng.normal(size=(45, 1)) * np.where(first, 3, 0.5)[:, None] + first[:, None]

    _, by = compare(scores, first)

    ours, theirs = scores[first, 0], scores[~first, 0]
    assert ttest_ind(ours, theirs).pvalue < 0.01  # as groups that scatter alike they differ
    welch = ttest_ind(ours, theirs, equal_var=False).pvalue
    assert by["w0"].p_adjusted == pytest.approx(welch)
    assert welch > 0.1


def test_where_nothing_differs_words_are_called_as_rarely_as_promised():
    rng = np.random.default_rng(1)
    first = np.arange(30) < 12

    families = [compare(rng.standard_t(3, size=(30, 25)), first)[0] for _ in range(40)]

    assert sum(bool(one.more() or one.less()) for one in families) <= 6  # 2 are expected


def test_what_a_prompt_shares_is_no_evidence_where_there_are_many():
    """Pictures of one prompt are alike: counted as draws, every word would tell."""
    rng = np.random.default_rng(2)
    prompts = [f"p{one}" for one in np.repeat(np.arange(16), 20)]
    first = np.repeat(np.arange(16) < 8, 20)

    called = 0
    for _ in range(12):
        of_prompt = np.repeat(rng.normal(size=(16, 20)), 20, axis=0)
        found, _by = compare(rng.normal(size=(320, 20)) + of_prompt, first, prompts)
        called += len(found.more()) + len(found.less())
    assert found.unit == "prompts"
    assert found.draws == (8, 8)
    assert called <= 3  # of 240


def test_pictures_of_shared_prompts_are_compared_within_them():
    rng = np.random.default_rng(3)
    prompts = [f"p{one}" for one in np.repeat(np.arange(4), 20)] + ["only here"] * 7
    first = np.concatenate([np.tile(np.repeat([True, False], 10), 4), np.ones(7, bool)])
    # The prompts differ by far more than the groups do.
    scores = (
        rng.normal(size=(87, 2)) + 30 * np.append(np.repeat(np.arange(4), 20), [9] * 7)[:, None]
    )
    scores[first, 0] += 1.5

    found, by = compare(scores, first, prompts)

    assert found.unit == "pictures of the same prompts"
    assert (found.n, found.other_n, found.left_out, found.prompts) == (40, 40, 7, 4)
    assert by["w0"].called
    assert not by["w1"].called
    assert "left out" in compared_in_words(found)
    # Only pairs of one prompt count: over all of them the prompts drown the groups.
    pairs = [
        mannwhitneyu(*(scores[20 * at : 20 * at + 20][first[:20] == side, 0] for side in (1, 0)))
        for at in range(4)
    ]
    assert by["w0"].oftener == pytest.approx(sum(one.statistic / 100 for one in pairs) / 4)
    said = in_words(by["w0"], found)
    assert "pairs of one prompt" in said
    assert f"Of 40 and 40 pictures; they are {by['w0'].difference:+.2f}" in said


def test_one_picture_of_each_prompt_and_group_is_compared_in_pairs():
    rng = np.random.default_rng(4)
    prompts = [f"p{one}" for one in np.repeat(np.arange(12), 2)]
    first = np.tile([True, False], 12)
    scores = (
        rng.normal(size=(24, 1)) + 50 * np.repeat(np.arange(12), 2)[:, None] + 3 * first[:, None]
    )

    _, by = compare(scores, first, prompts)

    pairs = scores[first, 0] - scores[~first, 0]
    error = pairs.std(ddof=1) / np.sqrt(12)
    spread = pairs.mean() / by["w0"].difference
    assert by["w0"].high - by["w0"].difference == pytest.approx(2.201 * error / spread, rel=1e-3)
    assert by["w0"].called


def test_the_order_of_the_pictures_does_not_matter_but_to_chance():
    rng = np.random.default_rng(5)
    first = np.arange(40) < 15
    scores = rng.normal(size=(40, 6)) + 0.8 * first[:, None]
    order = rng.permutation(40)

    (_, one), (_, other) = compare(scores, first), compare(scores[order], first[order])

    for word in one:
        assert one[word].difference == pytest.approx(other[word].difference)
        assert one[word].low == pytest.approx(other[word].low)
        assert one[word].p_adjusted == pytest.approx(other[word].p_adjusted, abs=0.03)


def test_what_raises_all_words_alike_is_taken_off():
    made = word_scores(np.array([[1.0, 0], [0.6, 0.8]]), np.array([[1.0, 0], [0, 1], [0, 1]]))
    scores = made.of(slice(0, 3))

    assert np.allclose(scores.mean(1), 0)
    assert np.allclose(scores[1], np.array([0.6, 0.8, 0.8]) - 2.2 / 3)


def test_a_word_on_which_all_pictures_are_alike_tells_nothing():
    _, by = compare(np.column_stack([np.ones(8), np.arange(8.0)]), np.arange(8) < 4)

    assert by["w0"].difference == 0
    assert by["w0"].p_adjusted == 1


def test_too_few_pictures_and_numbers_that_are_none_are_refused():
    with pytest.raises(NothingObservedError, match="too few pictures can be compared: 2 and 6"):
        compare(np.zeros((8, 1)), np.arange(8) < 2)
    with pytest.raises(InputError, match="not finite"):
        compare([[np.nan], *[[0.0]] * 7], np.arange(8) < 4)
