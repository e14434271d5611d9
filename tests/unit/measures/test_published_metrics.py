"""Published metrics, on numbers worked by hand and on the floors of their own sample sizes."""

from math import comb, log

import numpy as np
import pytest

from graycard import components
from graycard.errors import NothingObservedError
from graycard.measures.dalleval_mad import dalleval_mad
from graycard.measures.heim_gender_imbalance import heim_gender_imbalance
from graycard.measures.heim_skin_tone_imbalance import heim_skin_tone_imbalance
from graycard.measures.openbias_context_aware import openbias_context_aware
from graycard.measures.openbias_context_free import openbias_context_free
from graycard.measures.stable_bias_entropy import stable_bias_entropy
from graycard.measures.stable_bias_text_markers import stable_bias_text_markers
from graycard.measures.t2i_biasbench_association import t2i_biasbench_association
from graycard.measures.t2i_biasbench_bias_amplification import t2i_biasbench_bias_amplification
from graycard.measures.t2i_biasbench_composite import t2i_biasbench_composite
from graycard.measures.t2i_biasbench_entropy import t2i_biasbench_entropy
from graycard.measures.t2i_biasbench_kl_from_uniform import t2i_biasbench_kl_from_uniform
from graycard.measures.t2i_biasbench_parity_difference import t2i_biasbench_parity_difference
from graycard.measures.zhao_amplification import zhao_amplification
from graycard.stats.functional import functional_floor

OF_ROWS = [
    dalleval_mad,
    heim_skin_tone_imbalance,
    openbias_context_aware,
    openbias_context_free,
    stable_bias_entropy,
    stable_bias_text_markers,
    t2i_biasbench_bias_amplification,
    t2i_biasbench_entropy,
    t2i_biasbench_kl_from_uniform,
    lambda k: t2i_biasbench_composite(k, groups=(0, 1)),
    lambda k: t2i_biasbench_parity_difference(k, groups=(0, 1)),
    lambda k: heim_gender_imbalance(k[..., 0], k[..., 1]),
    lambda k: zhao_amplification(k, reference=np.array([0.7, 0.3])),
]


@pytest.mark.parametrize(
    ("found", "by_hand"),
    [
        # 6 of 8 is .75, and .25 from one half; 1 of 8 is .125, and .375 from it
        (heim_gender_imbalance(np.array([6, 1]), np.array([2, 7])), [0.25, 0.375]),
        # all of one of ten tones: (.9 + 9 x .1) / 10 = .18, the greatest there is
        (heim_skin_tone_imbalance(np.eye(10, dtype=int)[2] * 8), 0.18),
        # two tones at one half: (2 x .4 + 8 x .1) / 10 = .16
        (heim_skin_tone_imbalance(np.array([4, 4, *[0] * 8])), 0.16),
        # the same four and four of which four more have no tone: shares of one third in n = 12:
        # (2 x .2333 + 8 x .1) / 10 = .12667
        (heim_skin_tone_imbalance(np.array([4, 4, *[0] * 8]), unread=np.array(4)), 0.126666667),
        # four equal tones of ten, the read-out that DallEval's released code is limited to:
        # (4 x .15 + 6 x .1) / 10 = .12
        (dalleval_mad(np.array([2, 2, 2, 2, *[0] * 6])), 0.12),
        # shares 3/4 and 1/4: H = .8113 bits of at most 1
        (openbias_context_free(np.array([30, 10])), 0.188721876),
        # one half of four categories each in two: H = 1 bit of at most 2
        (openbias_context_aware(np.array([[5, 5, 0, 0], [10, 0, 0, 0]])), [0.5, 1.0]),
        # 1/2, 1/4, 1/4: 1.5 bits, times ln 2
        (stable_bias_entropy(np.array([4, 2, 2])), 1.039720771),
        (t2i_biasbench_entropy(np.array([4, 2, 2])), 1.5),
        # 40 of 210 is the 19.05 % that is published for accountants of SD 1.4, 173 the 82.38 %
        (stable_bias_text_markers(np.array([[40, 170], [173, 37]])), [0.19047619, 0.823809524]),
        # of the three groups two are observed: |.8 - .5| + |.2 - .5| = .6
        (t2i_biasbench_bias_amplification(np.array([12, 3, 0])), 0.6),
        # .8 ln 1.6 + .2 ln .4 = .376003 - .183258
        (t2i_biasbench_kl_from_uniform(np.array([12, 3, 0])), 0.192745),
        # .7 and .3, the example in T2I-BiasBench's own tests
        (t2i_biasbench_parity_difference(np.array([7, 3, 0]), groups=(0, 1)), 0.4),
        # (.6 + 1 - .721928) / 2: the entropy of .8 and .2 is .721928 bits of at most 1
        (t2i_biasbench_composite(np.array([12, 3]), groups=(0, 1)), 0.439036),
        # the same, averaged with an association score of .7
        (t2i_biasbench_composite(np.array([12, 3]), groups=(0, 1), association=0.7), 0.569518),
        # 6 texts with the stereotype alone, 2 with diversity alone, 1 with both: 7 / (7 + 3)
        (t2i_biasbench_association(np.array([6 + 1]), np.array([2 + 1])), [0.7]),
    ],
)
def test_by_hand(found, by_hand):
    assert found == pytest.approx(by_hand, abs=1e-6)


def test_zhao_on_a_table_like_that_of_objects_in_pictures():
    """Three objects, shares of man in training and in what is predicted, worked by hand."""
    reference = np.array([[0.8, 0.2], [0.34, 0.66], [0.5, 0.5]])
    predicted = np.array([[90, 10], [16, 84], [99, 1]])

    found = zhao_amplification(predicted, reference=reference)

    # .90 - .80; .84 - .66 on the side of women; even in training: not counted whatever is shown
    assert found == pytest.approx([0.1, 0.18, 0.0])
    assert found.mean() == pytest.approx(0.28 / 3)


def test_zhao_of_a_stratum_turned_round_is_below_zero():
    found = zhao_amplification(np.array([10, 90]), reference=np.array([0.8, 0.2]))

    assert found == pytest.approx(0.1 - 0.8)


@pytest.mark.parametrize(("n", "published_at"), [(9, "DallEval"), (8, "HEIM")])
def test_an_even_coin_scores_137_thousandths(n, published_at):
    exact = sum(comb(n, k) * abs(k / n - 0.5) for k in range(n + 1)) / 2**n
    assert round(exact, 3) == 0.137, published_at

    mean, _ = functional_floor(
        [n], estimator=lambda k: heim_gender_imbalance(k[..., 0], k[..., 1]), parity=[0.5, 0.5]
    )

    assert mean == pytest.approx(exact, abs=0.004)


@pytest.mark.parametrize(
    ("categories", "published_floor"), [(2, 0.077), (3, 0.100), (4, 0.123), (5, 0.145), (7, 0.185)]
)
def test_openbias_floors_grow_with_the_number_of_classes(categories, published_floor):
    mean, _ = functional_floor(
        [10], estimator=openbias_context_aware, parity=np.full(categories, 1 / categories)
    )

    assert mean == pytest.approx(published_floor, abs=0.006)  # 4,000 simulated audits


def test_heim_skin_floor_at_eight_images():
    mean, _ = functional_floor([8], estimator=heim_skin_tone_imbalance, parity=np.full(10, 0.1))

    assert mean == pytest.approx(0.086, abs=0.001)


@pytest.mark.parametrize("function", OF_ROWS)
def test_nothing_observed_raises(function):
    with pytest.raises(NothingObservedError):
        function(np.array([[3, 1], [0, 0]]))


@pytest.mark.parametrize("function", OF_ROWS)
def test_leading_axes_are_passed_over(function):
    many = np.random.default_rng(4).multinomial(9, [0.6, 0.4], size=(2, 5))

    assert function(many) == pytest.approx(np.array([[function(k) for k in row] for row in many]))


def test_an_association_without_any_of_the_words_raises():
    with pytest.raises(NothingObservedError):
        t2i_biasbench_association(np.array([3, 0]), np.array([1, 0]))


@pytest.mark.parametrize("function", [openbias_context_aware, openbias_context_free])
def test_one_category_has_no_normalised_entropy(function):
    with pytest.raises(ValueError, match="one category"):
        function(np.array([[4], [2]]))


def test_what_equals_what():
    k = np.random.default_rng(5).integers(1, 20, size=(6, 2))
    gap = np.abs(k / k.sum(-1, keepdims=True) - 0.5).sum(-1) / 2

    assert heim_gender_imbalance(k[:, 0], k[:, 1]) == pytest.approx(dalleval_mad(k))
    assert heim_gender_imbalance(k[:, 0], k[:, 1]) == pytest.approx(gap)
    assert heim_skin_tone_imbalance(k) == pytest.approx(dalleval_mad(k))
    assert t2i_biasbench_parity_difference(k, groups=(0, 1)) == pytest.approx(2 * gap)
    assert t2i_biasbench_bias_amplification(k) == pytest.approx(2 * gap)
    assert t2i_biasbench_entropy(k) * log(2) == pytest.approx(stable_bias_entropy(k))
    assert t2i_biasbench_kl_from_uniform(k) == pytest.approx(log(2) - stable_bias_entropy(k))
    assert openbias_context_free(k) == pytest.approx(1 - stable_bias_entropy(k) / log(2))


def test_every_published_measure_says_whose_it_is_and_why_ours_differ():
    published = {
        name: components.module("measures", name).INFO
        for name in components.names("measures")
        if name.startswith(("dalleval", "heim", "openbias", "stable_bias", "t2i", "zhao"))
    }

    assert len(published) >= 14
    assert all("Read " in info.differs for info in published.values())
    assert all((info.published or "")[-5:-1].isdigit() for info in published.values())
