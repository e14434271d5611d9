"""The Vendi score and the self-similarity of a stratum: by hand, and where the truth is known."""

import numpy as np
import pytest

from graycard.counts import ALL
from graycard.errors import NothingObservedError
from graycard.measures import (
    ImageSet,
    alike_in_stratum,
    beside_chance,
    beside_mixed_strata,
    by_kind,
    diverse,
    estimate_self_similarity,
    estimate_vendi_scores,
)
from graycard.measures.vendi_score import INFO, MOST, vendi_score

WIDTH = 24


def turned(rng, n, *, spread=0.3, towards=0):
    """Draw pictures about an axis, with noise that differs in size by direction."""
    x = rng.normal(size=(n, WIDTH)) * spread * np.arange(1, WIDTH + 1) ** -0.6
    x[:, towards] += 1
    return (x / np.linalg.norm(x, axis=1, keepdims=True)).astype(np.float32)


def image_set(vectors, *, stratum="nurse", marked=False, requested=None, n_prompts=1):
    return ImageSet(
        stratum=stratum,
        marked=marked,
        requested=len(vectors) if requested is None else requested,
        n_prompts=n_prompts,
        vectors=np.asarray(vectors, np.float32),
    )


def scores(*sets, level=0.95):
    found = [diverse(one) for one in sets]
    pools = by_kind([(one.marked, one.stratum, one.vectors) for one in sets])
    beside = [
        each
        for marked, pool in pools.items()
        for each in beside_chance([one for one in found if one.marked is marked], pool)
    ]
    return estimate_vendi_scores(beside, reader="eye@1", level=level)


class TestByHand:
    def test_two_pairs_of_the_same_picture_are_two(self):
        assert vendi_score(np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]])) == pytest.approx(2)

    def test_two_pictures_at_60_degrees(self):
        # K/2 = [[1/2, 1/4], [1/4, 1/2]] has the eigenvalues 3/4 and 1/4;
        # -(0.75 ln 0.75 + 0.25 ln 0.25) = 0.215762 + 0.346574 = 0.562335, whose exponential it is.
        x = np.array([[1, 0], [0.5, np.sqrt(0.75)]])

        assert vendi_score(x) == pytest.approx(1.754765, abs=1e-5)

    def test_the_example_of_its_authors_package(self):
        # The similarities 0.9, 0 and 0 of three things, of which their package says 2.1573.
        x = np.array([[1, 0, 0], [0.9, np.sqrt(0.19), 0], [0, 0, 1]])

        assert vendi_score(x) == pytest.approx(2.1573, abs=5e-5)

    def test_all_the_same_is_one_and_all_different_is_n(self):
        assert vendi_score(np.repeat([[0.6, 0.8]], 5, axis=0)) == pytest.approx(1, abs=1e-9)
        assert vendi_score(np.eye(5)) == pytest.approx(5)

    def test_many_pictures_in_few_directions_go_the_other_way_round(self):
        """More pictures than dimensions: d x d instead of n x n, and the same score."""
        x = turned(np.random.default_rng(0), 60)
        values = np.linalg.eigvalsh(x.astype(np.float64) @ x.T.astype(np.float64) / 60)
        values = values[values > 1e-12]

        assert vendi_score(x) == pytest.approx(np.exp(-(values * np.log(values)).sum()))

    def test_neither_the_order_nor_the_axes_matter(self):
        rng = np.random.default_rng(1)
        x = turned(rng, 20)
        rotation, _ = np.linalg.qr(rng.normal(size=(WIDTH, WIDTH)))

        assert vendi_score(rng.permutation(x) @ rotation) == pytest.approx(vendi_score(x))
        low, high = INFO.bounds
        assert low <= vendi_score(x) <= min(20, high)

    def test_no_picture_has_no_score(self):
        with pytest.raises(NothingObservedError):
            vendi_score(np.zeros((0, 4)))


class TestEstimates:
    def test_a_stratum_whose_pictures_are_alike_falls_below_its_floor(self):
        rng = np.random.default_rng(2)
        wide = [image_set(turned(rng, 12, spread=0.6), stratum=f"s{number}") for number in range(7)]
        tight = image_set(turned(rng, 12, spread=0.05), stratum="tight")
        rows = {one.stratum: one for one in scores(*wide, tight).estimates}

        assert set(rows) == {*(f"s{number}" for number in range(7)), "tight", ALL}
        one = rows["tight"]
        assert one.low <= one.value <= one.high < one.floor_high < one.floor_mean
        assert (one.attribute, one.n, one.n_missing, one.n_prompts) == ("image", 12, 0, 1)
        assert "compare it with its floor" in one.cautions[0]
        assert rows["s0"].value > rows["s0"].floor_high
        logs = [np.log(each.value) for name, each in rows.items() if name != ALL]
        assert rows[ALL].value == pytest.approx(np.exp(np.mean(logs)))

    def test_marked_and_unmarked_strata_are_no_mixture(self):
        rng = np.random.default_rng(3)
        sets = [
            image_set(turned(rng, 10, towards=axis), stratum=name, marked=marked)
            for axis, (name, marked) in enumerate(
                [("nurse", False), ("chef", False), ("female nurse", True), ("female chef", True)]
            )
        ]
        together = {one.stratum: one for one in scores(*sets[:2]).estimates}
        rows = [one for one in scores(*sets).estimates if one.marked is False]

        assert {one.stratum for one in rows} == {"nurse", "chef", ALL}
        assert all(one.floor_mean == together[one.stratum].floor_mean for one in rows)

    def test_one_stratum_alone_has_no_floor(self):
        [one] = scores(image_set(turned(np.random.default_rng(4), 9))).estimates

        assert (one.floor_mean, one.floor_high) == (None, None)

    def test_what_has_no_answer_has_a_reason(self):
        rng = np.random.default_rng(5)
        same = image_set(np.repeat(turned(rng, 1), 9, axis=0), stratum="same")
        few = image_set(turned(rng, 7), stratum="few", requested=9)
        done = scores(image_set(turned(rng, 9)), same, few)
        reasons = {one.stratum: one.reason for one in done.not_estimated}

        assert set(reasons) == {"same", "few"}
        assert "the same to this embedder: the score is 1" in reasons["same"]
        assert "7 of 9 images got a vector; it takes 8" in reasons["few"]
        rows = {one.stratum: one for one in done.estimates}
        assert (rows[ALL].n, rows[ALL].n_missing) == (18, 9)
        assert "2 strata of 3: the others have too few images" in " ".join(rows[ALL].cautions)

    def test_where_no_stratum_has_enough_there_is_one_record(self):
        rng = np.random.default_rng(6)
        done = scores(*(image_set(turned(rng, 4), stratum=f"s{k}") for k in range(5)))

        assert not done.estimates
        [one] = done.not_estimated
        assert (one.stratum, one.requested) == (ALL, 20)

    def test_a_large_stratum_is_compared_at_a_fixed_number(self):
        rng = np.random.default_rng(7)
        [one] = scores(image_set(turned(rng, 300), requested=310)).estimates

        assert (one.n, one.n_missing) == (MOST, 310 - MOST)
        assert "Of 300 images 128 are used" in " ".join(one.cautions)
        assert "10 of 310 requested images have no vector" in " ".join(one.cautions)


class TestBySimulation:
    def test_the_interval_holds_the_expected_score(self):
        rng = np.random.default_rng(8)
        truth = np.exp(np.mean([np.log(vendi_score(turned(rng, 16))) for _ in range(2000)]))
        found = [scores(image_set(turned(rng, 16))).estimates[0] for _ in range(300)]

        assert np.mean([one.low <= truth <= one.high for one in found]) >= 0.91

    def test_strata_that_do_not_differ_seldom_fall_below_the_floor(self):
        rng = np.random.default_rng(9)
        below = []
        for _ in range(25):
            sets = [image_set(turned(rng, 9), stratum=f"s{k}") for k in range(8)]
            rows = [one for one in scores(*sets).estimates if one.stratum != ALL]
            below += [one.value < one.floor_high for one in rows]

        # 200 strata: 5 of 100, give or take two and a half standard errors.
        assert np.mean(below) <= 0.05 + 2.5 * np.sqrt(0.05 * 0.95 / 200)


class TestSelfSimilarityOfStrata:
    def similar(self, *sets):
        found = [alike_in_stratum(one) for one in sets]
        [pool] = by_kind([(one.marked, one.stratum, one.vectors) for one in sets]).values()
        return estimate_self_similarity(beside_mixed_strata(found, pool), reader="eye@1")

    def test_by_hand(self):
        # Cosines of the three pairs: 0.6, 0 and 0.
        [one] = self.similar(image_set([[1, 0, 0], [0.6, 0.8, 0], [0, 0, 1]])).estimates

        assert one.value == pytest.approx(0.2)
        assert (one.attribute, one.category, one.marked, one.n) == ("image", None, False, 3)
        assert one.floor_high is None

    def test_it_stands_beside_mixed_strata_and_their_mean(self):
        rng = np.random.default_rng(10)
        sets = [image_set(turned(rng, 10, towards=k), stratum=f"s{k}") for k in range(6)]
        rows = {one.stratum: one for one in self.similar(*sets).estimates}

        assert all(one.value > one.floor_high for one in rows.values())
        assert rows[ALL].floor_high < rows["s0"].floor_high, "a mean of six scatters less"
        assert rows["s0"].cautions[0] == "Speaks of this prompt, not of other wordings."

    def test_too_few_everywhere_is_one_record(self):
        done = self.similar(*(image_set(np.eye(2), stratum=f"s{k}") for k in range(4)))

        assert not done.estimates
        [one] = done.not_estimated
        assert (one.stratum, one.requested, one.attribute) == (ALL, 8, "image")
