"""T2IAT's effect size: by hand, what it refuses, and what stands beside it."""

from dataclasses import replace

import numpy as np
import pytest

from graycard.errors import NothingObservedError
from graycard.measures import AssociationSet, AssociationTest, associate, estimate_t2iat
from graycard.measures._associated import FEWEST, MOST
from graycard.measures.t2iat_effect_size import t2iat_effect_size

WIDTH = 16


def sets_of(rng, *, n=8, shift=0.3, prompts=1, requested=None):
    """Pictures of science and of arts, as they are, and with each attribute."""
    made = {}
    for concept, own in (("science", 1), ("arts", -1)):
        for attribute, towards in ((None, shift * own), ("male", 0.6), ("female", -0.6)):
            x = 0.2 * rng.normal(size=(n, WIDTH))
            x[:, 0] += 1
            x[:, 1] += 0.5 * own
            x[:, 2] += towards
            made[concept, attribute] = AssociationSet(
                requested=requested or n,
                prompts=tuple(f"{concept}-{attribute}-{i % prompts}" for i in range(n)),
                vectors=(x / np.linalg.norm(x, axis=1, keepdims=True)).astype(np.float32),
            )
    return made


def test_of(sets, **more):
    told = {
        "name": "gender-science",
        "language": "en",
        "marked": False,
        "concepts": ("science", "arts"),
        "attributes": ("male", "female"),
        "reader": "eye@1",
    }
    return AssociationTest(sets=sets, **(told | more))


test_of.__test__ = False


def said(*tests, level=0.95):
    return estimate_t2iat([associate(one, level=level) for one in tests], level=level)


class TestByHand:
    def test_two_pictures_of_each_thing(self):
        # s = x . (1, -1, 0): 0.2 and 1 of science, -0.2 and -1 of arts; their means are 0.6 and
        # -0.6, the mean of all is 0, and their deviation sqrt((0.04 + 1) / 2).
        science, arts = np.array([[0.8, 0.6, 0], [1, 0, 0]]), np.array([[0.6, 0.8, 0], [0, 1, 0]])
        a, b = np.eye(3)[:1], np.eye(3)[1:2]

        found = t2iat_effect_size((science, a, b), (arts, a, b))

        assert found == pytest.approx(1.2 / np.sqrt(0.52))
        assert t2iat_effect_size((arts, a, b), (science, a, b)) == pytest.approx(-found)
        # With distances in place of similarities, as one of the notebooks has it, the sign turns.
        assert t2iat_effect_size((-science, a, b), (-arts, a, b)) == pytest.approx(-found)

    def test_a_set_without_a_picture_has_no_number(self):
        with pytest.raises(NothingObservedError):
            t2iat_effect_size((np.eye(3), np.eye(3)[:0], np.eye(3)), (np.eye(3),) * 3)


class TestEstimates:
    def test_one_test(self):
        [one] = said(test_of(sets_of(np.random.default_rng(0)))).estimates

        assert (one.measure, one.attribute, one.stratum) == (
            "t2iat_effect_size", "image", "gender-science",
        )  # fmt: skip
        assert one.category == "science beside arts: male rather than female"
        assert 0 < one.low < one.value < one.high <= 2
        assert 0 < one.floor_mean < one.floor_high < one.value
        assert one.p_adjusted < 0.05
        assert (one.n, one.n_missing, one.n_prompts, one.marked) == (48, 0, 6, False)
        assert "never pooled" in one.cautions[0]
        assert one.cautions[1] == "Speaks of these 6 prompts, not of other wordings."

    def test_the_same_seeds_every_time(self):
        made = test_of(sets_of(np.random.default_rng(1), shift=0.05))

        assert said(made) == said(made)

    def test_several_prompts_count_as_drawn(self):
        rng = np.random.default_rng(2)
        [few] = said(test_of(sets_of(rng, n=20, prompts=FEWEST - 1))).estimates
        [enough] = said(test_of(sets_of(rng, n=20, prompts=FEWEST))).estimates

        assert "not of other wordings" in few.cautions[1]
        assert "Prompts count as drawn, 30 of them" in enough.cautions[1]

    def test_p_values_of_several_tests_are_adjusted(self):
        rng = np.random.default_rng(3)
        sets = sets_of(rng, shift=0.06)
        other = test_of(sets_of(rng, shift=0), name="other")
        [alone] = said(test_of(sets)).estimates
        first, second = said(test_of(sets), other).estimates

        assert alone.p_adjusted < first.p_adjusted
        assert "adjusted for 2 tests" in " ".join(second.cautions)

    def test_missing_pictures_are_counted(self):
        [one] = said(test_of(sets_of(np.random.default_rng(4), requested=11))).estimates

        assert (one.n, one.n_missing) == (48, 18)
        assert "18 of 66 requested images have no vector" in one.cautions[-1]

    def test_of_many_pictures_some_are_used(self):
        [one] = said(test_of(sets_of(np.random.default_rng(5), n=MOST + 90))).estimates

        assert (one.n, one.n_missing) == (6 * MOST, 6 * 90)
        assert f"{6 * MOST} are used" in " ".join(one.cautions)


class TestRefusals:
    def refused(self, test):
        done = said(test)
        assert not done.estimates
        [record] = done.not_estimated
        return record.reason

    def test_no_vectors(self):
        sets = sets_of(np.random.default_rng(0))
        bare = test_of(sets).bare()

        assert "0 of 8 images of science got a vector; it takes 5" in self.refused(bare)

    def test_a_set_that_was_not_asked_for(self):
        sets = sets_of(np.random.default_rng(0))
        del sets["arts", "female"]

        assert "0 of 0 images of arts (female) got a vector" in self.refused(test_of(sets))

    @pytest.mark.parametrize(
        ("more", "why"),
        [
            ({"concepts": ("science",)}, "factor concept, and the prompts have 1 (science)"),
            ({"concepts": ("science", "arts", "<b>")}, "the prompts have 3 (science, arts, <b>)"),
            ({"attributes": ("male",)}, "factor attribute, and the prompts have 1 (male)"),
        ],
    )
    def test_other_than_two(self, more, why):
        assert why in self.refused(test_of(sets_of(np.random.default_rng(0)), **more))

    def test_all_pictures_the_same(self):
        sets = sets_of(np.random.default_rng(0))
        same = {
            key: AssociationSet(
                requested=8, prompts=one.prompts, vectors=np.eye(4, dtype=np.float32)[[0] * 8]
            )
            for key, one in sets.items()
        }

        assert "equally near to both attributes" in self.refused(test_of(same))

    def test_all_pictures_of_both_things_the_same_but_one(self):
        sets = sets_of(np.random.default_rng(0))
        for concept, others in (("science", 1), ("arts", 0)):
            vectors = np.eye(WIDTH, dtype=np.float32)[[0] * (8 - others) + [1] * others]
            sets[concept, None] = replace(sets[concept, None], vectors=vectors)

        assert "equally near to both attributes" in self.refused(test_of(sets))
