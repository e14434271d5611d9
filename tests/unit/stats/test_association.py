"""Differential association: worked by hand, and how often what is said of it holds."""

import numpy as np
import pytest

from graycard.errors import NothingObservedError
from graycard.stats.association import associations, effect_size
from graycard.stats.differential import Concept, Sample, differential_association

WIDTH = 24


def drawn(rng, mean, n, *, spread=0.3, units=None):
    x = np.zeros(WIDTH)
    x[: len(mean)] = mean
    x = x + spread * np.arange(1, WIDTH + 1) ** -0.5 * rng.normal(size=(n, WIDTH))
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    return Sample(x, np.arange(n) if units is None else units)


def question(rng, *, n=10, others=None, shift=0.0, spread=0.3, with_spread=0.3):
    """Two things that look different; with the attributes both change in the same way."""

    def concept(own, towards, n):
        return Concept(
            drawn(rng, [1, *own, towards], n, spread=spread),
            drawn(rng, [1, *own, 0.5], n, spread=with_spread),
            drawn(rng, [1, *own, -0.5], n, spread=with_spread),
        )

    return concept((0.6, 0), shift, n), concept((0, 0.6), -shift, others or n)


def shuffled_as_published(x, y, rng):
    """Return the p-value for which neutral pictures alone are shuffled; both sides."""
    scores = [associations(*(one.vectors for one in each)) for each in (x, y)]
    both, n = np.concatenate(scores), len(scores[0])
    found = abs(scores[0].mean() - scores[1].mean())
    mixed = rng.permuted(np.tile(both, (199, 1)), axis=1)
    away = np.abs(mixed[:, :n].mean(1) - mixed[:, n:].mean(1))
    return (1 + (away >= found - 1e-12).sum()) / 200


class TestByHand:
    def test_associations(self):
        # Towards a = (1, 0) and away from b = (0.6, 0.8): x . (0.4, -0.8).
        found = associations(
            np.array([[1.0, 0], [0, 1], [0.8, 0.6]]), np.array([[1.0, 0]]), np.array([[0.6, 0.8]])
        )

        np.testing.assert_allclose(found, [0.4, -0.8, -0.16])

    def test_the_effect_size_has_the_deviation_of_all_with_divisor_n(self):
        # Means 2 and 0; of 1, 3, 0, 0 the mean is 1 and the deviation sqrt(6 / 4).
        assert effect_size(np.array([1.0, 3]), np.zeros(2)) == pytest.approx(2 / np.sqrt(1.5))

    def test_it_is_2_where_scores_are_the_same_within_each_thing(self):
        assert effect_size(np.ones(5), np.zeros(5)) == pytest.approx(2)
        assert effect_size(np.zeros(1), np.ones(3)) == pytest.approx(-4 / np.sqrt(3))

    def test_the_sign_turns_with_things_and_with_attributes(self):
        rng = np.random.default_rng(0)
        x, y = question(rng, shift=0.2)

        def of(first, second):
            return differential_association(
                first, second, level=0.95, draws=99, rng=np.random.default_rng(1)
            )

        one, things = of(x, y), of(y, x)
        attributes = of(*(Concept(a, c, b) for a, b, c in (x, y)))
        for other in (things, attributes):
            assert other.value == pytest.approx(-one.value)
            assert (other.low, other.high) == pytest.approx((-one.high, -one.low))
        assert one.value > 0

    @pytest.mark.parametrize("empty", [0, 1, 2])
    def test_a_set_without_pictures_has_no_association(self, empty):
        sets = [np.eye(3)[:2], np.eye(3), np.eye(3)[1:]]
        sets[empty] = sets[empty][:0]

        with pytest.raises(NothingObservedError):
            associations(*sets)

    def test_scores_that_do_not_differ_have_no_size(self):
        with pytest.raises(NothingObservedError):
            effect_size(np.full(4, 0.3), np.full(4, 0.3))

    def test_pictures_that_are_all_alike_within_a_thing_have_no_interval(self):
        one = Sample(np.eye(3)[[0] * 5], np.arange(5))
        a, b = Sample(np.eye(3)[[1] * 5], np.arange(5)), Sample(np.eye(3)[[0] * 5], np.arange(5))

        with pytest.raises(NothingObservedError, match="cannot tell apart"):
            differential_association(
                Concept(one, a, b),
                Concept(a, a, b),
                level=0.95,
                draws=99,
                rng=np.random.default_rng(0),
            )


class TestJackknife:
    def test_leaving_a_unit_out_is_to_compute_anew_without_it(self):
        """The shortcut against the definition: each unit removed, everything recomputed."""
        rng = np.random.default_rng(3)
        units = np.array([0, 0, 0, 1, 1, 2, 2, 2, 3, 3])
        sets = [
            drawn(rng, mean, 10, units=units)
            for mean in ([1, 0, 0.3], [1, 0.4], [1, -0.4], [1, 0, -0.3], [1, 0.4], [1, -0.4])
        ]

        def apart(vectors):
            x, y = associations(*vectors[:3]), associations(*vectors[3:])
            within = np.sqrt((x.var() * len(x) + y.var() * len(y)) / (len(x) + len(y)))
            return (x.mean() - y.mean()) / within

        whole = [one.vectors for one in sets]
        variances = []
        for place, one in enumerate(sets):
            left = []
            for unit in range(4):
                less = [*whole]
                less[place] = one.vectors[one.units != unit]
                left.append(apart(less))
            variances.append(3 / 4 * ((np.array(left) - np.mean(left)) ** 2).sum())
        from scipy.stats import t

        freedom = sum(variances) ** 2 / (np.array(variances) ** 2 / 3).sum()
        half = t.ppf(0.95, freedom) * np.sqrt(sum(variances))
        found = differential_association(
            Concept(*sets[:3]), Concept(*sets[3:]), level=0.9, draws=9, rng=rng
        )
        ends = np.array([apart(whole) - half, apart(whole) + half])

        assert (found.low, found.high) == pytest.approx(tuple(ends / np.sqrt(1 + ends**2 / 4)))


class TestBySimulation:
    @pytest.mark.parametrize(
        ("spread", "with_spread", "others"), [(0.3, 0.3, 10), (0.05, 0.3, 10), (0.3, 0.1, 24)]
    )
    def test_without_an_association_few_are_found(self, spread, with_spread, others):
        rng = np.random.default_rng(4)
        found = []
        for _ in range(200):
            x, y = question(rng, others=others, spread=spread, with_spread=with_spread)
            one = differential_association(x, y, level=0.95, draws=99, rng=rng)
            found.append((one.p <= 0.05, one.low <= 0 <= one.high))

        wrong, held = np.mean(found, axis=0)
        # 5 of 100, give or take two and a half standard errors.
        assert wrong <= 0.05 + 2.5 * np.sqrt(0.05 * 0.95 / 200)
        assert held >= 0.95 - 2.5 * np.sqrt(0.05 * 0.95 / 200)

    def test_shuffling_neutral_pictures_alone_finds_what_is_not_there(self):
        """The published way, where a model draws the same neutral picture again and again."""
        rng = np.random.default_rng(5)
        wrong = [
            shuffled_as_published(*question(rng, spread=0.05), rng) <= 0.05 for _ in range(100)
        ]

        assert np.mean(wrong) > 0.5

    def test_the_interval_holds_the_effect_size_of_many_pictures(self):
        rng = np.random.default_rng(6)
        many = question(rng, n=20_000, shift=0.15)
        truth = effect_size(*(associations(*(one.vectors for one in each)) for each in many))
        found = [
            differential_association(*question(rng, shift=0.15), level=0.95, draws=9, rng=rng)
            for _ in range(200)
        ]

        assert 0.5 < truth < 1.9
        assert np.mean([one.low <= truth <= one.high for one in found]) >= 0.91

    def test_pictures_of_few_prompts_are_no_sample_of_their_own(self):
        """Prompts that differ: with each picture for itself, what is not there would be found."""
        rng = np.random.default_rng(7)
        rejected = {"prompts": [], "pictures": []}
        for _ in range(100):
            kinds = [drawn(rng, [1, 0, 0, *mean], 6) for mean in ([0], [0.5], [-0.5]) * 2]
            units = np.repeat(np.arange(6), 8)
            sets = []
            for kind in kinds:
                x = kind.vectors[units] + 0.02 * rng.normal(size=(48, WIDTH))
                sets.append(x / np.linalg.norm(x, axis=1, keepdims=True))
            for name, of in (("prompts", units), ("pictures", np.arange(48))):
                x, y = (Concept(*(Sample(v, of) for v in part)) for part in (sets[:3], sets[3:]))
                one = differential_association(x, y, level=0.95, draws=99, rng=rng)
                rejected[name].append(one.p <= 0.05)

        assert np.mean(rejected["prompts"]) <= 0.05 + 2.5 * np.sqrt(0.05 * 0.95 / 100)
        assert np.mean(rejected["pictures"]) > 0.3
