"""How far two averages are apart: worked by hand, under the null, and with a known difference."""

import itertools

import numpy as np
import pytest
from scipy.stats import ttest_ind, ttest_rel

from graycard.errors import InputError, NothingObservedError
from graycard.explore.average_faces import compare, compare_faces
from graycard.explore.average_faces.compare import compared
from graycard.explore.average_faces.difference import distances
from graycard.explore.average_faces.looking import look
from graycard.explore.average_faces.noise import noise
from graycard.explore.average_faces.shuffles import (
    blocks_of,
    comparable,
    shuffled,
    unit_of,
    weights,
)

from .made_faces import KnownFinder, face, landmarks, plain, save, smooth


def asked(light, second, *, prompts=None, times=199, seed=0):
    light, second = np.asarray(light, float), np.asarray(second, bool)
    (found,), unit = distances(
        light,
        second,
        prompts=prompts or [None] * len(second),
        regions=np.ones((1, light.shape[1]), bool),
        times=times,
        seed=seed,
    )
    return found, unit


class TestDistance:
    def test_by_hand(self):
        # Averages (1, 2) and (4, 6): root of (9 + 16) / 2.
        found, _ = asked([[0, 2], [2, 2], [4, 5], [4, 7]], [0, 0, 1, 1])

        assert found.observed == pytest.approx(12.5**0.5)

    def test_what_chance_adds_is_taken_away_by_hand(self):
        # One number a picture. Means 0 and 4; the mean of 3 has variance 1/3, that of 2 has 1/1.
        # Squared distance 16 less 1/3 less 1.
        found, _ = asked([[-1], [0], [1], [3], [5]], [0, 0, 0, 1, 1])

        assert found.value**2 == pytest.approx(16 - 1 / 3 - 1)

    def test_p_is_the_share_of_all_arrangements(self):
        light = np.array([[0.0], [0.1], [0.2], [0.9], [1.0], [0.8]])
        names = np.arange(6) >= 3

        found, _ = asked(light, names, times=20_000)

        every = []
        for of_second in itertools.combinations(range(6), 3):
            rest = [i for i in range(6) if i not in of_second]
            every.append(abs(light[list(of_second)].mean() - light[rest].mean()))
        exact = np.mean(np.array(every) >= 0.8 - 1e-12)
        assert exact == pytest.approx(2 / 20)
        assert found.p == pytest.approx(exact, abs=0.01)
        assert found.floor_mean == pytest.approx(np.mean(every), abs=0.01)

    def test_regions_are_asked_apart(self):
        rng = np.random.default_rng(0)
        light = rng.normal(size=(30, 3000))
        second = np.arange(30) >= 15
        light[second, 2000:] += 1
        regions = np.zeros((2, 3000), bool)
        regions[0, :2000], regions[1, 2000:] = True, True

        (same, other), _ = distances(
            light, second, prompts=[None] * 30, regions=regions, times=99, seed=0
        )

        assert same.p > 0.05
        assert other.p == 0.01
        assert other.value == pytest.approx(1, abs=0.1)

    def test_white_may_be_any_number(self):
        light = np.random.default_rng(1).integers(0, 65535, (12, 9)).astype(np.uint16)
        names = np.arange(12) >= 6
        regions = np.ones((1, 9), bool)
        settings = {"prompts": [None] * 12, "regions": regions, "times": 99, "seed": 3}

        (whole,), _ = distances(light, names, full=65535, **settings)
        (shares,), _ = distances(light / 65535, names, **settings)

        assert whole.observed == pytest.approx(shares.observed)
        assert whole.p == shares.p


def pictures(rng, *, n, apart, prompts=0):
    """Correlated numbers of two groups of n, whose means differ by a known distance."""
    base = rng.normal(size=(4, 60)) * 0.3
    light = rng.normal(size=(2 * n, 4)) @ base + rng.normal(0, 0.1, (2 * n, 60))
    second = np.arange(2 * n) >= n
    names = [None] * (2 * n)
    if prompts:
        which = np.arange(2 * n) % prompts + prompts * second
        light += (rng.normal(size=(2 * prompts, 4)) @ base)[which]
        names = [str(one) for one in which]
    shift = base[0] / np.sqrt((base[0] ** 2).mean()) * apart
    light[second] += shift
    return light, second, names


class TestNoise:
    """Of one number a picture, squared distances over it are the squares of scipy's t."""

    @staticmethod
    def ratio(light, second, prompts=None):
        unit = unit_of(prompts, second) if prompts else "images"
        blocks = blocks_of(prompts or [None] * len(light), unit=unit)
        adds = noise(
            np.outer(light, light), second[None], prompts=prompts or [], blocks=blocks, unit=unit
        )
        return (weights(second, blocks) @ light) ** 2 / adds[0]

    def test_pictures(self):
        light = np.random.default_rng(3).normal(size=11)
        second = np.arange(11) < 4

        t = ttest_ind(light[second], light[~second], equal_var=False).statistic
        assert self.ratio(light, second) == pytest.approx(t**2)

    def test_pairs_of_one_prompt(self):
        first, other = np.random.default_rng(4).normal(size=(2, 6))
        light, second = np.stack([first, other], axis=1).ravel(), np.tile([False, True], 6)
        prompts = [f"p{at}" for at in np.repeat(np.arange(6), 2)]

        t = ttest_rel(first, other).statistic
        assert self.ratio(light, second, prompts) == pytest.approx(t**2)

    def test_prompts_of_equally_many_pictures_are_their_means(self):
        light = np.random.default_rng(5).normal(size=(12, 3))
        second = np.repeat(np.arange(12) < 5, 3)
        prompts = [f"p{at:02}" for at in np.repeat(np.arange(12), 3)]

        means = light.mean(axis=1)
        t = ttest_ind(means[:5], means[5:], equal_var=False).statistic
        assert self.ratio(light.ravel(), second, prompts) == pytest.approx(t**2)


class TestChance:
    """A p-value at or below .05 comes in 5 of 100, whatever is shuffled; and power is real."""

    @pytest.mark.parametrize("prompts", [0, 8])
    def test_its_size_is_what_it_says(self, prompts):
        rng = np.random.default_rng(11)
        found = [
            asked(light, second, prompts=names, times=99, seed=i)[0].p
            for i in range(300)
            for light, second, names in [pictures(rng, n=24, apart=0, prompts=prompts)]
        ]

        # Of 300, 15 are expected; 4 standard errors are 15.
        assert np.mean(np.array(found) <= 0.05) <= 0.10
        assert np.mean(np.array(found) <= 0.5) == pytest.approx(0.5, abs=0.12)

    def test_few_unlike_pictures_are_not_called_different_for_what_they_scatter(self):
        rng = np.random.default_rng(16)
        unlike = np.where(np.arange(44) < 4, 2.0, 1.0)[:, None]
        found = [
            asked(rng.normal(size=(44, 60)) * unlike, unlike[:, 0] > 1, times=99, seed=i)[0]
            for i in range(60)
        ]

        # Three are expected; as plain distances, shuffled groups would call every one.
        assert np.mean([one.p <= 0.05 for one in found]) <= 0.15
        assert np.mean([one.observed > one.floor_high for one in found]) > 0.9

    def test_shuffling_pictures_where_prompts_differ_would_not_be(self):
        rng = np.random.default_rng(11)
        found = [
            asked(light, second, times=99, seed=i)[0].p
            for i in range(100)
            for light, second, _ in [pictures(rng, n=24, apart=0, prompts=8)]
        ]

        assert np.mean(np.array(found) <= 0.05) > 0.15

    def test_a_known_difference_is_found(self):
        rng = np.random.default_rng(12)
        found = [
            asked(light, second, times=99, seed=i)[0]
            for i in range(40)
            for light, second, _ in [pictures(rng, n=40, apart=0.4)]
        ]

        assert np.mean([one.p <= 0.05 for one in found]) >= 0.9
        assert np.mean([one.value for one in found]) == pytest.approx(0.4, abs=0.05)

    @pytest.mark.parametrize("apart", [0.15, 0.4])
    @pytest.mark.parametrize("prompts", [0, 8])
    def test_the_interval_holds_the_true_distance(self, apart, prompts):
        rng = np.random.default_rng(13)
        held = [
            found.low <= apart <= found.high
            for i in range(200)
            for light, second, names in [pictures(rng, n=24, apart=apart, prompts=prompts)]
            for found in [asked(light, second, prompts=names, times=9, seed=i)[0]]
        ]

        assert np.mean(held) >= 0.90

    def test_without_a_difference_the_interval_begins_at_0(self):
        rng = np.random.default_rng(14)
        lows = [
            asked(light, second, times=9, seed=i)[0].low
            for i in range(100)
            for light, second, _ in [pictures(rng, n=24, apart=0)]
        ]

        assert np.mean(np.array(lows) == 0) >= 0.9


class TestWithinPrompts:
    """Both groups answer the same prompts, one of them more often: that alone is no difference."""

    def mixed(self, rng, *, apart=0.0):
        """Two prompts that look quite unlike, 18 to 3 in one group and 3 to 18 in the other."""
        prompts = ["ceo"] * 18 + ["nurse"] * 3 + ["ceo"] * 3 + ["nurse"] * 18
        second = np.arange(42) >= 21
        light = rng.normal(0, 0.1, (42, 40))
        light[[one == "nurse" for one in prompts]] += 1
        light[second] += apart
        return light, second, prompts

    def test_another_mix_of_prompts_is_not_called(self):
        found = [
            asked(light, second, prompts=prompts, times=99, seed=i)
            for i in range(200)
            for light, second, prompts in [self.mixed(np.random.default_rng(i))]
        ]

        assert {unit for _, unit in found} == {"images within prompts"}
        assert np.mean([one.p <= 0.05 for one, _ in found]) <= 0.10
        assert max(one.observed for one, _ in found) < 0.2, "pooled averages lie about .7 apart"
        assert np.mean([one.low == 0 for one, _ in found]) >= 0.9

    def test_a_difference_within_prompts_is_found_with_its_size(self):
        found = [
            asked(light, second, prompts=prompts, times=99, seed=i)[0]
            for i in range(100)
            for light, second, prompts in [self.mixed(np.random.default_rng(i), apart=0.2)]
        ]

        assert np.mean([one.p <= 0.05 for one in found]) >= 0.9
        assert np.mean([one.low <= 0.2 <= one.high for one in found]) >= 0.9

    def test_by_hand(self):
        # ceo: 0 less 1; nurse: the mean of 5 and 7 less 4. Both weigh alike: (-1 + 2) / 2.
        found, _ = asked(
            [[0], [1], [5], [7], [4]], [0, 1, 0, 0, 1], prompts=["c", "c", "n", "n", "n"]
        )

        assert found.observed == pytest.approx(0.5)

    def test_pairs_leave_out_whole_prompts(self):
        rng = np.random.default_rng(3)
        held = []
        for i in range(200):
            base = rng.normal(0, 1, (12, 40))
            first, second = (base + rng.normal(0, 0.2, (12, 40)) for _ in "ab")
            light = np.concatenate([first, second + 0.3])
            found, unit = asked(
                light, np.arange(24) >= 12, prompts=[str(i % 12) for i in range(24)], times=9,
                seed=i,
            )  # fmt: skip
            assert unit == "images within prompts"
            held.append(found.low <= 0.3 <= found.high)

        assert np.mean(held) >= 0.9

    def test_prompts_of_one_group_alone_take_no_part(self):
        prompts = ["a", "a", "a", "b", "c"]
        second = np.array([0, 1, 1, 0, 1], bool)

        assert comparable(prompts, second).tolist() == [True, True, True, False, False]
        assert comparable(list("aabbc"), np.array([0, 0, 0, 0, 1], bool)).all()


class TestWhatIsShuffled:
    def test_prompts_where_pictures_share_them(self):
        prompts = [str(i % 12) for i in range(24)]
        second = np.array([int(prompt) >= 6 for prompt in prompts])

        assert unit_of(prompts, second) == "prompts"
        found = shuffled(prompts, second, unit="prompts", times=50, rng=np.random.default_rng(0))
        assert (found[:, :12] == found[:, 12:]).all()
        assert (found.sum(axis=1) == 12).all()
        assert len(np.unique(found, axis=0)) > 40

    def test_pictures_where_there_are_few_prompts(self):
        prompts = ["a"] * 5 + ["b"] * 5

        assert unit_of(prompts, np.arange(10) >= 5) == "images"

    def test_pictures_where_each_has_a_prompt_or_one_is_unknown(self):
        second = np.arange(12) >= 6

        assert unit_of([str(i) for i in range(12)], second) == "images"
        assert unit_of([None, *"bbcdefghijk"], second) == "images"

    def test_pictures_within_prompts_that_both_groups_answer(self):
        prompts = ["a"] * 4 + ["b"] * 4 + ["c"] * 3
        second = np.array([0, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0], bool)

        assert unit_of(prompts, second) == "images within prompts"
        found = shuffled(
            prompts, second, unit="images within prompts", times=60, rng=np.random.default_rng(0)
        )
        assert (found[:, :4].sum(axis=1) == 2).all()
        assert (found[:, 4:8].sum(axis=1) == 3).all()
        assert not found[:, 8:].any()
        assert len(np.unique(found, axis=0)) == 6 * 4

    def test_groups_of_prompts_may_come_out_of_unequal_size(self):
        prompts = ["a"] * 9 + [str(i) for i in range(9)]
        second = np.array([True] * 9 + [i >= 5 for i in range(9)])

        found = shuffled(prompts, second, unit="prompts", times=40, rng=np.random.default_rng(0))

        assert set(found.sum(axis=1).tolist()) == {5, 13}
        assert np.allclose(weights(found).sum(axis=1), 0)


class TestFaces:
    def groups(self, folder, first, second, marks=None):
        finder = KnownFinder({})
        groups = []
        for name, pictures_ in (("a", first), ("b", second)):
            paths = [save(folder, f"{name}{i}.png", rgb) for i, rgb in enumerate(pictures_)]
            finder.faces |= {path.name: [face(marks)] for path in paths}
            groups.append(paths)
        return groups, finder

    def test_dark_and_light_pictures_are_as_far_apart_as_their_light(self, tmp_path):
        dark, light = [plain(10 + i) for i in range(6)], [plain(240 + i) for i in range(6)]
        (first, second), finder = self.groups(tmp_path, dark, light)

        found = compare_faces(first, second, finder=finder, shuffles=199)

        # sRGB 12.5 and 242.5 by hand: about .0039 and .890.
        assert found.square.observed == pytest.approx(0.886, abs=0.005)
        assert found.face.observed == pytest.approx(0.886, abs=0.005)
        assert found.square.p == pytest.approx(0.005, abs=0.006)
        # Two questions are asked: the smaller p counts twice.
        assert found.p_square == pytest.approx(min(1, 2 * found.square.p))
        assert found.n == (6, 6)
        assert (found.shuffled, found.n_prompts) == ("images", None)

    def test_a_collar_is_in_the_square_and_not_in_the_face(self, tmp_path):
        def dressed(seed, colour):
            rgb = smooth(seed).copy()
            rgb[185:] = colour
            return rgb

        first = [dressed(i, (255, 255, 255)) for i in range(8)]
        second = [dressed(i + 8, (0, 0, 0)) for i in range(8)]
        (one, other), finder = self.groups(tmp_path, first, second)

        found = compare_faces(one, other, finder=finder, shuffles=199)

        assert found.p_square <= 0.02
        assert found.p_face > 0.05

    def test_the_order_of_pictures_and_groups_changes_nothing(self, tmp_path):
        (first, second), finder = self.groups(
            tmp_path, [smooth(i) for i in range(5)], [smooth(i) for i in range(5, 11)]
        )
        prompts = ([str(i % 3) for i in range(5)], [str(i % 3) for i in range(6)])

        one = compare_faces(first, second, prompts=prompts, finder=finder, shuffles=99)
        other = compare_faces(
            first[::-1], second[::-1], prompts=(prompts[0][::-1], prompts[1][::-1]),
            finder=finder, shuffles=99,
        )  # fmt: skip

        assert one == other
        assert one.shuffled == "images within prompts"
        assert one.n_prompts == (3, 3)

    def test_where_pictures_end_does_not_make_groups_differ(self, tmp_path):
        """The head is cut off in all pictures of one group: what is not there is not compared."""
        first, second = [smooth(i) for i in range(6)], [smooth(i)[30:] for i in range(6)]
        (one, other), finder = self.groups(tmp_path, first, second)
        cut = landmarks() - np.array([0, 30], np.float32)
        finder.faces |= {path.name: [face(cut)] for path in other}

        found = compare_faces(one, other, finder=finder, shuffles=99)

        assert found.square.observed < 0.01

    def test_of_very_many_faces_so_many_are_drawn_at_random(self, tmp_path, monkeypatch):
        monkeypatch.setattr(compare, "MOST", 4)
        (first, second), finder = self.groups(
            tmp_path, [smooth(i) for i in range(7)], [smooth(i) for i in range(7, 10)]
        )

        assert compare_faces(first, second, finder=finder, shuffles=99).n == (4, 3)

    def test_a_group_with_one_face_is_refused(self, tmp_path):
        (first, second), finder = self.groups(tmp_path, [smooth(0)], [smooth(1), smooth(2)])

        with pytest.raises(NothingObservedError, match="they have 1 and 2 faces"):
            compare_faces(first, second, finder=finder)

    def test_few_shuffles_are_refused(self, tmp_path):
        (first, second), finder = self.groups(tmp_path, [smooth(0)] * 2, [smooth(1)] * 2)
        groups = tuple(look(group, finder=finder, min_height=20) for group in (first, second))

        with pytest.raises(InputError, match="98 shuffles are too few"):
            compared(groups, prompts=None, shuffles=98, seed=0)
