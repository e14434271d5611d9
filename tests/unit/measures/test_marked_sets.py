"""Which marked set unmarked pictures are nearest to: by hand, and where the truth is planted."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import vonmises_fisher

from graycard.counts import ALL
from graycard.errors import NothingObservedError
from graycard.measures import (
    MarkedSet,
    Scene,
    alike,
    estimate_marked_set_accuracy,
    estimate_nearest_marked_sets,
    estimate_self_similarity,
    estimate_unlike_marked_sets,
    judge,
)
from graycard.measures.marked_set_accuracy import marked_set_accuracy
from graycard.measures.nearest_marked_set import nearest_marked_set
from graycard.measures.self_similarity import self_similarity
from graycard.measures.unlike_marked_sets import unlike_marked_sets
from graycard.stats.intervals import wilson

PLACES = ("Lagos", "Beijing", "Rome", "Lima")
REGIONS = ("Africa", "Asia", "Europe", "Latin America")
WIDTH = 24


def pictures(direction, n, *, kappa, seed):
    """Draw pictures about a direction with scipy's von Mises and Fisher."""
    drawn = vonmises_fisher(direction, kappa).rvs(n, random_state=seed)
    return np.atleast_2d(drawn).astype(np.float32)


def directions(apart, places=4, seed=0):
    rng = np.random.default_rng(seed)
    away = rng.normal(size=(places, WIDTH)) / np.sqrt(WIDTH)
    found = np.eye(WIDTH)[0] + apart * away
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def scene(of, *, apart=1.0, n=12, missing=0, seed=1, stratum="house", regions=REGIONS, kappa=80.0):
    """Plant a scene whose unmarked pictures are of the places of these numbers."""
    mu = directions(apart)
    sets = tuple(
        MarkedSet(
            place=place,
            region=region,
            stratum=f"{stratum} in {place}",
            requested=n,
            n_prompts=1,
            rows=frozenset({(f"{stratum} in {place}", place, True)}),
            vectors=pictures(mu[i], n, kappa=kappa, seed=100 * seed + i),
        )
        for i, (place, region) in enumerate(zip(PLACES, regions, strict=True))
    )
    vectors = [pictures(mu[i], 1, kappa=kappa, seed=10_000 * seed + k) for k, i in enumerate(of)]
    return Scene(
        stratum=stratum,
        marked=False,
        requested=len(of) + missing,
        n_prompts=1,
        rows=frozenset({(stratum, stratum, False)}),
        vectors=np.concatenate(vectors) if vectors else np.zeros((0, WIDTH), np.float32),
        sets=sets,
        reader="eye@1",
    )


def nearest(*scenes, level=0.95):
    judged = [judge(one) for one in scenes]
    assert not any(isinstance(one, str) for one in judged)
    return estimate_nearest_marked_sets(judged, level=level)


def by_category(estimates, *, attribute="place", stratum="house"):
    return {
        one.category: one
        for one in estimates
        if (one.attribute, one.stratum) == (attribute, stratum)
    }


class TestByHand:
    HERE = np.array([[0.0, 1], [0, -1], [0, 0]])
    THERE = np.array([[6.0, 1], [6, -1], [6, 0]])
    BOTH = np.concatenate([HERE, THERE])
    SETS = np.array([0, 0, 0, 1, 1, 1])

    def test_the_border_is_half_way(self):
        shares = nearest_marked_set(
            np.array([[2.9, 5], [3.1, -5], [0, 0], [-9, 0]]), marked=self.BOTH, sets=self.SETS
        )

        assert shares.tolist() == [0.75, 0.25]

    def test_one_stranger_in_a_set(self):
        """The sixth picture is labelled as of there, and is here."""
        marked = np.concatenate([self.BOTH[:5], [[0.0, 0.1]]])

        # All of here are right (3 of 3), of there the two that are there (2 of 3).
        assert marked_set_accuracy(marked, sets=self.SETS) == pytest.approx(5 / 6)

    def test_far_from_both(self):
        rng = np.random.default_rng(0)
        marked = np.repeat([[0.0, 0], [50, 0]], 30, axis=0) + rng.normal(size=(60, 2))
        new = np.array([[0.0, 0], [50, 0], [25, 0], [0, 30]])

        assert unlike_marked_sets(new, marked=marked, sets=np.repeat([0, 1], 30)) == 0.5

    def test_alike(self):
        # Of the three pairs two are at right angles, one has the cosine 0.6.
        x = np.array([[1, 0, 0], [0.6, 0, 0.8], [0, 1, 0]])

        assert self_similarity(x) == pytest.approx(0.2)

    def test_one_set_is_none(self):
        with pytest.raises(NothingObservedError):
            nearest_marked_set(self.HERE, marked=self.HERE, sets=np.zeros(3, int))


class TestNearest:
    def test_a_planted_default_is_found_with_all_that_stands_beside(self):
        truth = [1] * 28 + [0] * 6 + [2] * 3 + [3] * 3
        done = nearest(scene(truth, missing=2))
        found = by_category(done.estimates)

        assert not done.not_estimated
        assert list(found) == list(PLACES)
        assert sum(one.value for one in found.values()) == pytest.approx(1)
        beijing = found["Beijing"]
        assert beijing.value == pytest.approx(0.7, abs=0.06)
        assert beijing.low < 0.7 < beijing.high
        assert beijing.floor_mean == pytest.approx(0.25, abs=0.05)
        assert 0.3 < beijing.floor_high < 0.45
        assert (beijing.p_adjusted, found["Lima"].p_adjusted) < (1e-4, 1)
        assert found["Lima"].p_adjusted > 0.5
        assert (beijing.n, beijing.n_missing, beijing.n_prompts) == (40, 2, 1)
        assert beijing.missing_low < beijing.low < beijing.high < beijing.missing_high
        assert (beijing.marked, beijing.readers, beijing.denominator) == (False, ("eye@1",), "read")
        said = " ".join(beijing.cautions)
        assert "never pooled" in said
        assert "of 42 requested unmarked images have no vector" in said
        assert "are nearest to their own" in said

    def test_the_same_scene_gives_the_same_numbers(self):
        one = scene([0, 1, 2, 3] * 4, apart=0.5)

        assert nearest(one) == nearest(one)

    def test_regions_are_the_sums_of_their_places(self):
        truth = [0] * 10 + [1] * 20 + [2] * 5 + [3] * 5
        done = nearest(scene(truth, regions=("South", "North", "North", "South")))
        places = by_category(done.estimates)
        regions = by_category(done.estimates, attribute="region")

        assert list(regions) == ["South", "North"]
        north = places["Beijing"].value + places["Rome"].value
        assert regions["North"].value == pytest.approx(north)
        assert regions["North"].floor_mean == pytest.approx(0.5, abs=0.06)

    @pytest.mark.parametrize("regions", [("South", None, "North", "South"), ("South",) * 4])
    def test_without_regions_or_with_one_alone_there_are_none(self, regions):
        attributes = {one.attribute for one in nearest(scene([0] * 9, regions=regions)).estimates}

        assert attributes == {"place"}

    def test_scenes_are_given_apart_and_together(self):
        done = nearest(
            scene([1] * 20, stratum="house"), scene([2] * 10 + [1] * 10, stratum="street", seed=2)
        )
        together = by_category(done.estimates, stratum=ALL)

        assert together["Beijing"].value == pytest.approx(0.75, abs=0.06)
        assert (together["Beijing"].n, together["Beijing"].n_prompts) == (40, 2)
        assert by_category(done.estimates, stratum="street")["Rome"].value > 0.4

    def test_marked_sets_in_doubt_widen_the_interval(self):
        """Few marked pictures and many unmarked ones: what is not known does not go away."""
        (one,) = (
            found
            for found in nearest(scene([1, 0] * 100, apart=0.8, n=4, kappa=60.0)).estimates
            if (found.attribute, found.category) == ("place", "Beijing")
        )
        low, high = wilson(one.value * one.n, one.n, level=0.95)

        assert one.high - one.low > 1.3 * float(high - low)

    def test_places_that_cannot_be_told_apart_are_refused_with_the_figures(self):
        done = nearest(scene([0, 1, 2, 3] * 5, apart=0.0))

        assert not done.estimates
        (refusal,) = done.not_estimated
        assert (refusal.measure, refusal.stratum, refusal.requested) == (
            "nearest_marked_set", "house", 20,
        )  # fmt: skip
        assert "does not tell the places apart: of 48 pictures" in refusal.reason
        assert "by chance up to" in refusal.reason

    def test_together_it_is_said_which_scenes_are_not_in_it(self):
        done = nearest(
            scene([1] * 9),
            scene([1] * 9, stratum="street", seed=2),
            scene([1] * 9, stratum="shop", seed=3, apart=0.0),
        )
        together = by_category(done.estimates, stratum=ALL)["Beijing"]

        assert together.n == 18
        assert "Speaks of 2 of 3 scenes" in " ".join(together.cautions)
        assert "of 3 scenes" not in " ".join(by_category(done.estimates)["Beijing"].cautions)

    def test_prompts_of_which_nobody_says_whether_they_are_marked_do_not_pool_with_others(self):
        known = scene([1] * 9)
        unknown = replace(scene([1] * 9, stratum="street", seed=3), marked=None)
        done = nearest(known, unknown)

        assert {(one.stratum, one.marked) for one in done.estimates} == {
            ("house", False),
            ("street", None),
        }


class TestWhatCannotBeJudged:
    def test_each_has_its_reason(self):
        whole = scene([0, 1])

        lone = tuple(replace(one, vectors=one.vectors[:1]) for one in whole.sets)
        assert "fewer than two places" in judge(replace(whole, sets=lone))
        assert "none was asked for" in judge(replace(whole, sets=()))
        nothing = whole.vectors[:0]
        assert judge(replace(whole, vectors=nothing)) == "no unmarked picture has a vector (of 2)"
        assert "every prompt of this scene names a place" in judge(
            replace(whole, vectors=nothing, requested=0)
        )

    def test_a_place_of_which_no_two_pictures_came_is_left_out_and_named(self):
        whole = scene([0] * 12)
        lone = replace(whole.sets[3], vectors=whole.sets[3].vectors[:1])
        done = nearest(replace(whole, sets=(*whole.sets[:3], lone)))
        found = by_category(done.estimates)

        assert set(found) == {"Lagos", "Beijing", "Rome"}
        said = " ".join(found["Lagos"].cautions)
        assert "Not compared with Lima" in said
        assert "11 of 48 pictures that name a place are missing" in said


class TestScenesLeftOut:
    """Of four scenes two are told apart, one is not, and one has no vectors."""

    KEPT = (scene([1] * 10), scene([1] * 10, stratum="yard", seed=2))
    SAME = scene([0] * 10, stratum="street", apart=0.0)
    GONE = replace(scene([0] * 10, stratum="shop"), vectors=np.zeros((0, WIDTH), np.float32))

    def test_they_are_missing_from_all_together_and_said(self):
        done = estimate_nearest_marked_sets(
            [judge(one) for one in (*self.KEPT, self.SAME)], unjudged=[self.GONE]
        )
        together = by_category(done.estimates, stratum=ALL)["Beijing"]

        assert (together.n, together.n_missing) == (20, 20)
        # 20 of 20 were nearest to Beijing; of 40 at least 20 are, and 40 may be.
        assert together.missing_low < together.value * 20 / 40
        assert together.missing_high == pytest.approx(1)
        assert "Speaks of 2 of 4 scenes" in " ".join(together.cautions)
        house = by_category(done.estimates)["Beijing"]
        assert (house.n, house.n_missing) == (10, 0)
        assert "scenes:" not in " ".join(house.cautions)

    def test_so_are_those_of_pictures_unlike_all(self):
        few = scene([0] * 10, stratum="street", n=4)
        *_, together = estimate_unlike_marked_sets(
            [judge(one) for one in (*self.KEPT, few)], unjudged=[self.GONE]
        ).estimates

        assert (together.stratum, together.n, together.n_missing) == (ALL, 20, 20)
        # None of the 20 was far, all of the 20 missing may be.
        assert together.missing_high > together.value / 2 + 20 / 40
        assert "Speaks of 2 of 4 scenes" in " ".join(together.cautions)

    def test_a_scene_without_unmarked_prompts_is_not_missing(self):
        none = replace(self.GONE, requested=0)
        done = estimate_nearest_marked_sets([judge(one) for one in self.KEPT], unjudged=[none])
        together = by_category(done.estimates, stratum=ALL)["Beijing"]

        assert together.n_missing == 0
        assert "scenes:" not in " ".join(together.cautions)


class TestAccuracy:
    def test_it_stands_against_shuffled_names(self):
        apart = judge(scene([0] * 4))
        alike_ = judge(scene([0] * 4, apart=0.0))
        (good,) = estimate_marked_set_accuracy([apart]).estimates
        (bad,) = estimate_marked_set_accuracy([alike_]).estimates

        assert good.value > 0.9 > 0.5 > good.floor_high > good.floor_mean
        assert good.floor_mean == pytest.approx(0.25, abs=0.06)
        assert bad.value <= bad.floor_high
        assert (good.n, good.n_missing, good.n_prompts, good.marked) == (48, 0, 4, True)

    def test_several_scenes_are_the_mean_of_their_pictures(self):
        first, second = judge(scene([0])), judge(scene([0], apart=0.4, stratum="street", seed=5))
        rows = {one.stratum: one for one in estimate_marked_set_accuracy([first, second]).estimates}

        mean = (rows["house"].value + rows["street"].value) / 2
        assert rows[ALL].value == pytest.approx(mean)
        assert rows[ALL].n == 96
        assert rows[ALL].floor_high < max(rows["house"].floor_high, rows["street"].floor_high)

    def test_scenes_of_unequal_sizes_in_which_all_are_right(self):
        # They weigh 32, 16, 24 and 8 of 80: floating-point numbers that sum to more than 1.
        one = judge(scene([0]))
        rows = [np.arange(n) % 4 for n in (32, 16, 24, 8)]
        done = estimate_marked_set_accuracy([replace(one, own=own, found=own) for own in rows])

        assert done.estimates[0].value == 1.0
        # Wilson's lower limit of all of 40, half of the pictures: 40 / (40 + 1.96²).
        assert done.estimates[0].low == pytest.approx(0.91238, abs=1e-5)
        assert done.estimates[0].high == 1.0

    def test_together_it_is_said_which_scenes_could_not_be_compared(self):
        first, second = (
            scene([0], stratum=stratum, seed=seed) for stratum, seed in (("house", 1), ("shop", 2))
        )
        third = scene([0] * 3, stratum="wedding", seed=3)
        bare = [replace(one, vectors=one.vectors[:1]) for one in third.sets]
        third = replace(third, sets=tuple(bare))
        assert isinstance(judge(third), str)
        rows = {
            one.stratum: one
            for one in estimate_marked_set_accuracy(
                [judge(first), judge(second)], unjudged=[third]
            ).estimates
        }

        assert set(rows) == {"house", "shop", ALL}
        # Three scenes of four places with twelve pictures each; a third of them is not in it.
        assert (rows[ALL].n, rows[ALL].n_missing) == (96, 48)
        said = " ".join(rows[ALL].cautions)
        assert "Speaks of 2 of 3 scenes: the places of wedding could not be compared" in said
        assert "wedding" not in " ".join(rows["house"].cautions)

    def test_chance_is_rarely_above_its_floor(self):
        """However many permutations there are: 99 keep to the level as exactly as 199 do."""
        told = [
            judge(scene([0], apart=0.0, n=6, seed=seed), draws=1, permutations=99).told_apart
            for seed in range(120)
        ]

        assert np.mean(told) < 0.11  # 0.05, and twice its standard error


class TestChanceOfScenes:
    """Chance averages out over scenes only if each has draws of its own."""

    @pytest.mark.parametrize("other", [{"stratum": "street"}, {"key": "de"}])
    def test_scenes_of_the_same_pictures_draw_differently(self, other):
        one = scene([0] * 6)
        first, second = judge(one), judge(replace(one, **other))

        assert not np.array_equal(first.by_chance, second.by_chance)
        alike_ = [alike(each)[0].by_chance for each in (one, replace(one, **other))]
        assert abs(np.corrcoef(alike_)[0, 1]) < 0.2  # 0, and four standard errors of 399 draws
        assert np.array_equal(first.by_chance, judge(one).by_chance)

    def test_a_mean_of_four_scenes_scatters_half_as_much(self):
        one = scene([0] * 6)
        draws = [alike(replace(one, stratum=name))[0].by_chance for name in "abcd"]

        assert np.mean(draws, axis=0).std() == pytest.approx(draws[0].std() / 2, rel=0.2)


class TestUnlike:
    def test_pictures_of_another_kind_are_seen(self):
        of_these = judge(scene([0, 1, 2, 3] * 6))
        foreign = pictures(-np.eye(WIDTH)[0], 12, kappa=80.0, seed=9)
        others = judge(replace(scene([0] * 12), vectors=foreign))
        (low,) = estimate_unlike_marked_sets([of_these]).estimates
        (high,) = estimate_unlike_marked_sets([others]).estimates

        assert low.value <= 0.15
        assert low.floor_mean < 0.08
        assert (high.value, high.n) == (1.0, 12)
        assert high.p_adjusted < 1e-6 < 0.05 < low.p_adjusted

    def test_many_scenes_are_many_chances(self):
        """One scene of four has foreign pictures; with all together five numbers are looked at."""
        names = ("a", "b", "c", "d")
        judged = [judge(scene([0, 1, 2, 3], stratum=one, seed=i)) for i, one in enumerate(names)]
        foreign = pictures(-np.eye(WIDTH)[0], 2, kappa=80.0, seed=9)
        few = judge(replace(scene([0, 0], stratum="b", seed=1), vectors=foreign))
        judged[1] = few
        alone = [estimate_unlike_marked_sets([one]).estimates[0].p_adjusted for one in judged]
        found = {one.stratum: one for one in estimate_unlike_marked_sets(judged).estimates}

        assert len(found) == 5
        assert found["b"].p_adjusted > alone[1]
        assert all(found[name].p_adjusted >= p for name, p in zip(names, alone, strict=True))
        assert "adjusted for the 5 strata" in " ".join(found["b"].cautions)

    def test_too_few_marked_pictures_know_no_distance(self):
        done = estimate_unlike_marked_sets([judge(scene([0], n=4))])

        assert not done.estimates
        assert "it takes 20" in done.not_estimated[0].reason


class TestSelfSimilarity:
    def test_a_collapsed_place_stands_out(self):
        whole = scene([0, 1, 2, 3] * 3)
        tight = pictures(directions(1.0)[2], 12, kappa=4000.0, seed=77)
        sets = [replace(one, vectors=tight) if one.place == "Rome" else one for one in whole.sets]
        found = estimate_self_similarity(
            alike(replace(whole, sets=tuple(sets))), reader="eye@1"
        ).estimates
        by_place = {one.category: one for one in found}

        assert by_place["Rome"].value > by_place["Lagos"].value + 0.1
        assert by_place["Rome"].low > by_place["Rome"].floor_high
        assert by_place["Lagos"].floor_mean == pytest.approx(by_place[None].floor_mean, abs=0.02)
        # The unmarked are an even mixture of the sets, which is what their floor is of.
        assert by_place[None].value <= by_place[None].floor_high
        assert (by_place[None].marked, by_place["Rome"].marked) == (False, True)
        assert by_place["Rome"].stratum == "house in Rome"

    def test_over_scenes_it_is_the_mean_of_the_scenes(self):
        scenes = [scene([0] * 5), scene([0] * 5, stratum="street", apart=0.3, seed=4, n=8)]
        found = estimate_self_similarity(
            [one for each in scenes for one in alike(each)], reader="eye@1"
        ).estimates
        rome = {one.stratum: one for one in found if one.category == "Rome"}

        assert set(rome) == {"house in Rome", "street in Rome", ALL}
        mean = (rome["house in Rome"].value + rome["street in Rome"].value) / 2
        assert rome[ALL].value == pytest.approx(mean)
        assert rome[ALL].n == 20

    def test_what_does_not_scatter_or_is_not_there_is_a_record(self):
        whole = scene([0] * 5)
        same = replace(whole.sets[0], vectors=np.repeat(whole.sets[0].vectors[:1], 6, axis=0))
        two = replace(whole.sets[1], vectors=whole.sets[1].vectors[:2])
        done = estimate_self_similarity(
            alike(replace(whole, sets=(same, two, *whole.sets[2:]))), reader="eye@1"
        )

        reasons = {one.category: one.reason for one in done.not_estimated}
        assert reasons["Lagos"] == "all 6 images with a vector are the same to this embedder"
        assert "no 3 images of one scene got a vector" in reasons["Beijing"]
        assert {one.category for one in done.estimates} == {None, "Rome", "Lima"}

    def test_without_sets_to_draw_from_there_is_no_floor(self):
        (one,) = estimate_self_similarity(
            alike(replace(scene([0] * 5), sets=())), reader="eye@1"
        ).estimates

        assert one.floor_high is None
