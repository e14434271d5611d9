"""Published metrics in an audit: what fails in them, what is said here, and their intervals."""

import re
from math import log
from pathlib import Path

import numpy as np
import pytest

from graycard import components
from graycard.counts import Counts
from graycard.measures import estimate_gap
from graycard.stats import functional
from graycard.types import Attribute, Reference

GENDER = ("feminine", "masculine", "androgynous")
TONES = tuple(str(tone) for tone in range(1, 11))
REASONS = ("no face found", "filtered")
PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "published-metrics.md"
CELL = re.compile(r"(\d\.\d\d) \((\d\.\d\d) to (\d\.\d\d)\)")
MARKERS = ("stereotype only", "diverse only", "several", "no marker")


def counted(name, categories, *rows):
    """Counts of one prompt a row: images by category, of no face, filtered."""
    k = len(categories)
    table = np.array(rows, dtype=np.int64)
    return Counts(
        attribute=Attribute(
            name=name, categories=categories, scale="nominal", claim="as read", source="this test"
        ),
        reader="eye@1",
        strata=tuple(f"s{i}" for i in range(len(rows))),
        prompt_ids=tuple(f"p{i}" for i in range(len(rows))),
        marked=(False,) * len(rows),
        read=table[:, :k],
        reasons=REASONS,
        missing=table[:, k:],
    )


def gender(*rows):
    return counted("perceived_gender_presentation", GENDER, *rows)


def skin(*rows):
    return counted("skin_tone", TONES, *rows)


def of(name, counts, **more):
    return components.module("measures", name).estimate(counts, **more)


def last(name, counts, **more):
    """The estimate of all strata together, or of the only one."""
    return of(name, counts, **more).estimates[-1]


ONE_GROUP, BLACK, NONE_READ = [15, 0, 0, 0, 0], [0, 0, 0, 0, 15], [0, 0, 0, 15, 0]
ONE_TONE = [*[0] * 4, 8, *[0] * 5, 0, 0]


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("dalleval_mad", 4 / 9),  # of three: (2/3 + 1/3 + 1/3) / 3
        ("heim_gender_imbalance", 0.5),
        ("openbias_context_free", 1.0),
        ("openbias_context_aware", 1.0),
        ("stable_bias_entropy", 0.0),
        ("t2i_biasbench_bias_amplification", 0.0),
        ("t2i_biasbench_kl_from_uniform", 0.0),
        ("t2i_biasbench_entropy", 0.0),
        ("t2i_biasbench_parity_difference", 1.0),
        ("t2i_biasbench_composite", 1.0),
    ],
)
def test_all_images_of_one_group(name, published):
    assert last(name, gender(ONE_GROUP)).value == pytest.approx(published)


@pytest.mark.parametrize(
    "name",
    ["t2i_biasbench_bias_amplification", "t2i_biasbench_kl_from_uniform"],
)
def test_no_bias_of_one_group_has_an_interval_that_says_otherwise(name):
    found = last(name, gender(ONE_GROUP))
    worst = {"t2i_biasbench_bias_amplification": 4 / 3, "t2i_biasbench_kl_from_uniform": log(3)}

    assert found.value == found.low == 0
    assert found.high == pytest.approx(worst[name], abs=1e-6)
    assert any("2 of 3 groups were not observed" in one for one in found.cautions)

    uniform = Reference(
        name="uniform",
        attribute="perceived_gender_presentation",
        stratum=None,
        shares=dict.fromkeys(GENDER, 1 / 3),
        population="nobody",
        source="this test",
        states_the_value_of="nobody",
    )
    gap = estimate_gap(gender(ONE_GROUP), references=[uniform]).estimates[0]
    assert gap.value == pytest.approx(2 / 3)
    assert gap.low > gap.floor_high


@pytest.mark.parametrize("row", [BLACK, NONE_READ], ids=["black", "none read"])
@pytest.mark.parametrize(
    "name",
    [
        "dalleval_mad",
        "heim_gender_imbalance",
        "openbias_context_free",
        "openbias_context_aware",
        "stable_bias_entropy",
        "t2i_biasbench_bias_amplification",
        "t2i_biasbench_kl_from_uniform",
        "t2i_biasbench_entropy",
        "t2i_biasbench_parity_difference",
        "t2i_biasbench_composite",
    ],
)
def test_where_nothing_was_read_there_is_no_number(name, row):
    done = of(name, gender(row))

    assert not done.estimates
    assert done.not_estimated
    assert all(one.reason.startswith("none of 15 requested") for one in done.not_estimated)


def test_a_prompt_of_which_nothing_was_read_is_left_out_of_the_mean_and_said():
    found = last("heim_skin_tone_imbalance", skin(ONE_TONE, [*[0] * 10, 8, 0]))

    assert found.value == pytest.approx(0.18)
    assert any("1 prompt of which nothing was read" in one for one in found.cautions)
    assert (found.n, found.n_missing) == (8, 8)


def test_heim_skin_tone_keeps_images_without_a_tone_in_its_denominator():
    half = [*[0] * 4, 8, *[0] * 5, 8, 2]
    found = last("heim_skin_tone_imbalance", skin(half))

    assert found.value == pytest.approx(0.13)  # (.4 + 9 x .1) / 10
    assert (found.n, found.n_missing, found.denominator) == (16, 2, "depicted")


def test_heim_gender_leaves_other_presentations_out_and_counts_them():
    found = last("heim_gender_imbalance", gender([6, 2, 4, 1, 0]))

    assert found.value == pytest.approx(0.25)
    assert (found.n, found.n_missing) == (8, 5)
    assert any(one.startswith("4 images read as another presentation") for one in found.cautions)
    assert found.missing_low < 0.01  # the five could have been masculine: 6 and 7 of 13


def test_half_unreadable_and_half_men_is_even_for_t2i_biasbench():
    half = gender([0, 10, 0, 10, 0])

    assert last("t2i_biasbench_bias_amplification", half).value == 0
    assert last("t2i_biasbench_kl_from_uniform", half).value == 0
    assert last("t2i_biasbench_entropy", half).value == 1
    assert last("t2i_biasbench_parity_difference", half).value == 0.5


def test_a_quarter_each_and_half_unreadable_is_all_but_fair_for_the_composite_score():
    found = last("t2i_biasbench_composite", gender([5, 5, 0, 10, 0]))

    # (0 + 1 - 1.5 / log2 3) / 2
    assert found.value == pytest.approx(0.026803, abs=1e-5)


def test_the_composite_score_is_simulated_once_for_the_same_counts():
    found = last("t2i_biasbench_composite", gender([7, 4, 0, 2, 0]))
    before = functional._inverted_of_one.cache_info(), functional._floor.cache_info()

    assert last("t2i_biasbench_composite", gender([7, 4, 0, 2, 0])) == found

    after = functional._inverted_of_one.cache_info(), functional._floor.cache_info()
    assert [one.misses for one in after] == [one.misses for one in before]
    assert all(new.hits > old.hits for new, old in zip(after, before, strict=True))


def test_openbias_takes_classes_of_some_names_out_first():
    names = ("male", "female", "non-binary")
    found = last("openbias_context_free", counted("perceived_gender", names, [5, 5, 90, 0, 0]))

    assert found.value == 0
    assert (found.n, found.n_missing) == (10, 90)
    one_left = counted("perceived_gender", ("male", "unknown"), [5, 5, 0, 0])
    assert "fewer than two" in of("openbias_context_aware", one_left).not_estimated[0].reason


def test_openbias_context_free_lets_prompts_cancel_and_context_aware_does_not():
    against_each_other = gender([10, 0, 0, 0, 0], [0, 10, 0, 0, 0], [0, 0, 10, 0, 0])

    assert last("openbias_context_free", against_each_other).value == pytest.approx(0)
    assert last("openbias_context_aware", against_each_other).value == 1


def test_text_markers_overlap_and_are_not_rescaled():
    women = counted("words_feminine", ("yes", "no"), [40, 170, 0, 0])
    men = counted("words_masculine", ("yes", "no"), [173, 37, 0, 0])
    whole = counted(
        "words_gender_marker", ("feminine only", "masculine only", "several", "no marker"),
        [30, 163, 10, 7, 0, 0],
    )  # fmt: skip
    found = [last("stable_bias_text_markers", one) for one in (women, men, whole)]

    assert [one.category for one in found] == ["yes", "yes", "no marker"]
    assert [round(100 * one.value, 2) for one in found] == [19.05, 82.38, 3.33]
    assert found[0].value + found[1].value > 1
    assert of("stable_bias_text_markers", gender([1, 1, 1, 0, 0])).estimates == []


def test_no_marker_in_210_texts_leaves_up_to_two_percent():
    none = counted("words_feminine", ("yes", "no"), [0, 210, 0, 0])

    assert last("stable_bias_text_markers", none).high == pytest.approx(0.018, abs=0.0005)


def test_an_association_of_stereotyped_and_diverse_words():
    found = last("t2i_biasbench_association", counted("words_marker", MARKERS, [6, 2, 1, 3, 2, 1]))

    assert found.value == pytest.approx(0.7)
    assert (found.n, found.n_missing) == (9, 6)
    assert found.missing_low < found.low < 0.7 < found.high < found.missing_high
    nothing = of("t2i_biasbench_association", counted("words_marker", MARKERS, [0, 0, 0, 9, 0, 0]))
    assert nothing.not_estimated[0].reason == "no text has any of the words"
    other = counted("words_marker", ("tie only", "sari only", "several", "no marker"), [1] * 6)
    assert of("t2i_biasbench_association", other) == ([], [])


def two(name, shares):
    return Reference(
        name="training",
        attribute="perceived_gender_presentation",
        stratum=name,
        shares=dict(zip(GENDER, shares, strict=True)),
        population="pictures",
        source="this test",
        states_the_value_of="nobody",
    )


def test_zhao_over_strata_with_interval_and_floor():
    counts = gender([80, 20, 0, 0, 0], [30, 70, 0, 0, 0], [10, 90, 0, 0, 0])
    references = [two("s0", (0.6, 0.4, 0)), two("s1", (0.2, 0.8, 0)), two("s2", (0.25, 0.75, 0))]

    found = last("zhao_amplification", counts, references=references)

    # s0: .6 and .4 are both above 1/3, so nothing can prevail more; s1: .7 - .8; s2: .9 - .75
    assert found.value == pytest.approx((0 - 0.1 + 0.15) / 3)
    assert found.low < 0 < found.high
    assert found.floor_mean == 0
    assert 0.02 < found.floor_high < 0.05
    assert found.n == 300


def test_zhao_of_an_even_reference_is_refused():
    even = two(None, (1 / 3, 1 / 3, 1 / 3))

    done = of("zhao_amplification", gender([9, 1, 0, 0, 0]), references=[even])

    assert not done.estimates
    assert "nothing to be amplified" in done.not_estimated[0].reason


@pytest.mark.parametrize(
    ("name", "true"),
    [
        # shares .9 and .1, the third group never: published over the two groups that there are
        ("t2i_biasbench_bias_amplification", 0.8),
        ("t2i_biasbench_kl_from_uniform", 0.368064),  # .9 ln 1.8 + .1 ln .2
        ("t2i_biasbench_entropy", 0.468996),
        ("t2i_biasbench_composite", 0.665502),  # (.8 + 1 - .468996) / 2
        ("t2i_biasbench_parity_difference", 0.8),
        ("heim_gender_imbalance", 0.4),
        ("stable_bias_entropy", 0.325083),
    ],
)
def test_intervals_hold_the_truth(name, true):
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(40):
        k = rng.multinomial(15, [0.9, 0.1, 0])
        found = last(name, gender([*k, 0, 0]))
        held += found.low <= true <= found.high
    assert held >= 34  # with 95 % coverage fewer happen in 1 of 100 such tests


def test_the_zhao_interval_holds_the_truth():
    rng = np.random.default_rng(12)
    truth, shares = np.array([0.9, 0.55, 0.3]), np.array([0.8, 0.6, 0.25])
    references = [two(f"s{i}", (one, 1 - one, 0)) for i, one in enumerate(shares)]
    # only above 1/3: .8 counts; .6 and .4 both do and give 0; .75 counts: .7 - .75
    true = (0.1 + 0 - 0.05) / 3
    held = 0
    for _ in range(200):
        k = rng.binomial(20, truth)
        found = last(
            "zhao_amplification",
            gender(*([one, 20 - one, 0, 0, 0] for one in k)),
            references=references,
        )
        held += found.low <= true <= found.high
    assert held >= 182


def test_the_zhao_interval_by_hand():
    counts = gender([2, 0, 0, 0, 0], [1, 1, 0, 0, 0], [0, 2, 0, 0, 0])

    found = last("zhao_amplification", counts, references=[two(None, (0.7, 0.3, 0))])

    # Price and Bonett: a = 1.96² / 3 is added to two images, half of it to those that prevail:
    # shares .80484, .5 and .19516, whose mean has the variance .56416 / 9 / (2 + a - 1) = .02749.
    assert (found.low, found.high) == pytest.approx((-0.52497, 0.12497), abs=1e-4)


def test_the_skin_tone_interval_holds_the_truth_where_many_have_no_tone():
    """Both how many have no tone and which tones there are vary: the line takes both at once."""
    rng = np.random.default_rng(13)
    true = (0.25 + 0.18 + 0.03 + 7 * 0.1) / 10  # shares .35, .28 and .07 of all, .3 without
    held = 0
    for _ in range(40):
        k = rng.multinomial(40, [0.35, 0.28, 0.07, *[0] * 7, 0.3])
        found = last("heim_skin_tone_imbalance", skin([*k, 0]))
        held += found.low <= true <= found.high
    assert held >= 34


def test_the_table_in_the_documentation_is_what_is_computed():
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if CELL.search(line)]

    assert len(rows) == 9
    for line in rows:
        name = line.split("`")[1]
        for cell, read in zip(CELL.findall(line), ([15, 0, 0], [7, 8, 0]), strict=True):
            found = last(name, gender([*read, 0, 0]))
            said = [float(number) for number in cell]
            assert said == pytest.approx([found.value, found.low, found.high], abs=0.0051), name
