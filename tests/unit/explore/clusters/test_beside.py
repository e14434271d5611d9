"""Mixes and what sets them apart: by hand, and by simulation of what chance does."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency, fisher_exact

from graycard.explore.clusters.beside import differences, mixes_apart
from graycard.explore.clusters.mix import mixes
from graycard.explore.clusters.placing import UNASSIGNED

from .made_pictures import mix


def test_a_mix_counts_what_is_in_no_cluster_and_what_is_missing():
    clusters = np.array([0, 0, 2, UNASSIGNED, 1, UNASSIGNED])

    nurse, chef = mixes(
        ["nurse"] * 4 + ["chef"] * 2, clusters, k=3, prompts=["a", "b", "a", "b", "c", "c"],
        between=[True, False, False, True, False, False], unlike=[False] * 5 + [True],
        missing={"nurse": 7},
    )  # fmt: skip

    assert (nurse.counts, nurse.unassigned, nurse.n, nurse.missing) == ((2, 0, 1), 1, 4, 7)
    assert (nurse.prompts, nurse.between, nurse.unlike) == (2, 1, 0)  # 1: the other is unassigned
    assert (chef.counts, chef.unassigned, chef.unlike, chef.missing) == ((0, 1, 0), 1, 1, 0)
    assert nurse.share([0, 2])[0] == 0.75  # of all with a vector
    assert chef.entropy.value == 0
    assert chef.effective_number.value == 1


def test_entropy_is_chao_and_shens_with_an_interval_that_holds_it():
    (one,) = mixes(
        ["x"] * 16, np.repeat([0, 1], 8), k=4, prompts=["p"] * 16, between=[False] * 16,
        unlike=[False] * 16, missing={},
    )  # fmt: skip

    # No cluster was seen once, so nothing is added for what was not: each term of two times
    # .5 log2 2 is divided by 1 - .5 ** 16.
    assert one.entropy.value == pytest.approx(1 / (1 - 0.5**16))
    assert one.effective_number.value == pytest.approx(2**one.entropy.value)
    assert one.entropy.low < 1 < one.entropy.high <= 2
    assert one.effective_number.low == pytest.approx(2**one.entropy.low)
    assert 3 < one.effective_number.floor_low < one.effective_number.floor_mean <= 4


def test_a_mix_of_no_picture_of_a_cluster_has_no_variety():
    (one,) = mixes(
        ["x"],
        np.array([UNASSIGNED]),
        k=2,
        prompts=["p"],
        between=[False],
        unlike=[False],
        missing={},
    )

    assert one.entropy is None
    assert one.effective_number is None
    assert mixes_apart([one], mix("*", 5, 5)) == ()
    assert differences([one], mix("*", 5, 5), groups={"1": (0,)}) == ()


def test_the_test_agrees_with_the_g_test_where_counts_are_large():
    ours, theirs = mix("a", 60, 50, 40), mix("*", 120, 130, 150)

    (found,) = mixes_apart([ours], theirs)

    table = [ours.counts, theirs.counts]
    expected = chi2_contingency(table, lambda_="log-likelihood").pvalue
    assert found.p_adjusted == pytest.approx(expected, abs=0.01)
    assert found.distance == pytest.approx(
        (abs(0.4 - 0.3) + abs(1 / 3 - 0.325) + abs(4 / 15 - 0.375)) / 2
    )
    assert found.low <= found.distance <= found.high
    assert 0 < found.floor_mean < found.floor_high < 0.2


def test_mixes_that_are_the_same_are_called_apart_as_rarely_as_promised():
    rng = np.random.default_rng(0)
    shares = [0.5, 0.2, 0.1, 0.1, 0.05, 0.05]

    p = []
    for _ in range(120):
        ours, theirs = (mix("a", *rng.multinomial(n, shares).tolist()) for n in (25, 60))
        p += [one.p_adjusted for one in mixes_apart([ours], theirs)]

    assert 0.005 <= np.mean(np.array(p) < 0.05) <= 0.1
    assert 0.35 <= np.mean(np.array(p) < 0.5) <= 0.65


def test_the_interval_of_the_distance_holds_the_truth():
    rng = np.random.default_rng(1)
    first, second = np.array([0.5, 0.3, 0.2]), np.array([0.3, 0.3, 0.4])
    same = second.copy()

    for shares, truth in ((first, 0.2), (same, 0.0)):
        held = 0
        for _ in range(100):
            ours, theirs = rng.multinomial(80, shares), rng.multinomial(120, second)
            (one,) = mixes_apart([mix("a", *ours.tolist())], mix("*", *theirs.tolist()))
            held += one.low <= truth <= one.high
        assert held >= 95


def test_many_mixes_are_adjusted_for_each_other():
    other = mix("*", 50, 50)
    alone = mixes_apart([mix("a", 30, 10)], other)[0].p_adjusted

    many = mixes_apart([mix("a", 30, 10), *(mix(str(i), 20, 20) for i in range(9))], other)

    assert many[0].p_adjusted == pytest.approx(10 * alone)


def test_differences_are_exact_and_of_assigned_pictures():
    ours, theirs = mix("ceo", 9, 3, 8, unassigned=5), mix("*", 10, 30, 20)

    found = differences([ours], theirs, groups={"1": (0,), "woman": (0, 1)})

    by = {one.what: one for one in found}
    assert (by["1"].k, by["1"].n, by["1"].other_k, by["1"].other_n) == (9, 20, 10, 60)
    assert by["1"].difference == pytest.approx(9 / 20 - 10 / 60)
    first = fisher_exact([[9, 11], [10, 50]]).pvalue
    second = fisher_exact([[12, 8], [40, 20]]).pvalue
    assert first < second
    assert by["1"].p_adjusted == pytest.approx(min(2 * first, second))
    assert by["woman"].p_adjusted == pytest.approx(second)
    assert by["1"].low < by["1"].difference < by["1"].high
