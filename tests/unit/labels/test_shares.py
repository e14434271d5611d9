"""What a majority says, worked by hand, and what may be said of it."""

import numpy as np
import pytest

from graycard.labels.cells import Cells
from graycard.labels.drawn import draw_sample
from graycard.labels.kept import keep_rubric
from graycard.labels.shares import labelled
from graycard.labels.table import add_labels
from graycard.labels.tally import majority, tally
from graycard.measures import estimate_shares
from graycard.stats.intervals import wilson
from graycard.stats.missingness import share_bounds

from .conftest import HAT, generation, label


@pytest.mark.parametrize(
    ("answers", "what"),
    [
        ([], "not labelled"),
        (["yes"], "yes"),
        (["yes", "no"], "raters disagree"),
        (["yes", "no", "yes"], "yes"),
        (["yes", "yes", "no", "no"], "raters disagree"),
        (["yes", "yes", "no", "cannot tell"], "raters disagree"),
        (["cannot tell", "cannot tell", "no"], "cannot tell"),
        (["not depicted"], "not depicted"),
        (["yes", "no", "cannot tell"], "raters disagree"),
    ],
)
def test_a_majority_is_more_than_half_of_all_raters(answers, what):
    assert majority(answers) == what


def by_category(found, stratum, marked=False):
    return {
        one.category: one
        for one in found.shares.estimates
        if (one.stratum, one.marked) == (stratum, marked)
    }


def test_labels_become_counts_by_prompt_and_every_drawn_picture_is_counted_once(run):
    folder = run(*(generation(i, prompt="p" if i < 4 else "q") for i in range(7)))
    sample = draw_sample(folder, 7, rubrics=[HAT])
    said = [
        label(0, "yes"), label(1, "no"), label(1, "no", rater="bob"), label(2, "cannot tell"),
        label(3, "yes"), label(3, "no", rater="bob"), label(4, "not depicted"),
        label(5, "no"), label(5, "withdrawn", minute=1), label(6, "yes"),
    ]  # fmt: skip

    counts = tally(said, [one.thing for one in sample.drawn], HAT).counts

    rows = {row[1]: i for i, row in enumerate(counts.rows)}
    assert counts.read[rows["p"]].tolist() == [1, 1]
    assert counts.read[rows["q"]].tolist() == [0, 1]
    missing = dict(zip(counts.reasons, counts.missing.T.tolist(), strict=True))
    assert missing["cannot tell"][rows["p"]] == missing["raters disagree"][rows["p"]] == 1
    assert missing["not depicted"][rows["q"]] == missing["not labelled"][rows["q"]] == 1
    assert counts.requested.sum() == 7


def test_measures_take_the_counts_of_labels_as_they_take_those_of_readings(run):
    folder = run(*(generation(i) for i in range(5)))
    sample = draw_sample(folder, 5, rubrics=[HAT])
    said = [label(i, "yes" if i < 3 else "no") for i in range(4)]

    counts = tally(said, [one.thing for one in sample.drawn], HAT).counts

    yes = next(one for one in estimate_shares(counts).estimates if one.category == "yes")
    assert (yes.value, yes.n, yes.n_missing) == (0.75, 4, 1)


def test_shares_of_one_stratum_are_those_of_the_pictures_that_were_drawn(run):
    pictures = [generation(i) for i in range(20)]
    folder = run(*pictures, generation(20, "refused"), generation(21, "failed"))
    sample = draw_sample(folder, 10, rubrics=[HAT])
    drawn = [int(one.picture.generation_id[1:]) for one in sample.drawn]
    said = [label(i, "yes") for i in drawn[:6]] + [label(i, "no") for i in drawn[6:8]]
    not_drawn = [i for i in range(20) if i not in drawn]
    add_labels(folder, [*said, label(drawn[8], "cannot tell"), label(not_drawn[0], "no")])

    (found,) = labelled(folder)

    yes = by_category(found, "nurse")["yes"]
    low, high = wilson(6, 8, level=0.95)
    assert (yes.value, yes.n, yes.n_missing) == (0.75, 8, 4)
    assert (yes.low, yes.high) == (pytest.approx(float(low)), pytest.approx(float(high)))
    worst_low, worst_high = share_bounds([2, 6], 2, level=0.99)
    assert yes.missing_low == pytest.approx(float(worst_low[1]) * 20 / 22)
    assert yes.missing_high == pytest.approx((float(worst_high[1]) * 20 + 2) / 22)
    assert found.tally.elsewhere == 1
    told = " ".join(yes.cautions)
    assert "One person labelled." in told
    assert "10 pictures were drawn at random and stand for 20." in told
    assert "1 cannot tell, 1 not labelled, 1 refused, 1 failed" in told
    assert yes.readers == (f"people:{HAT.id}",)


def test_over_strata_every_picture_counts_as_often_as_it_stands_for_others(run):
    """30 nurses, all with a hat, and 10 cooks, half of them: (30 + 5) / 40 wear one."""
    folder = run(*(generation(i, stratum="nurse" if i < 30 else "cook") for i in range(40)))
    sample = draw_sample(folder, 8, rubrics=[HAT])
    cooks = iter(["yes", "no", "yes", "no"])
    add_labels(
        folder,
        [
            label(
                int(one.picture.generation_id[1:]),
                "yes" if one.picture.stratum == "nurse" else next(cooks),
            )
            for one in sample.drawn
        ],
    )

    (found,) = labelled(folder)

    every = by_category(found, "*")["yes"]
    assert every.value == pytest.approx(0.875)
    assert every.n == 8
    assert "Each picture counts as often as it stands for others." in every.cautions
    # Kish: (4 * 7.5 + 4 * 2.5)^2 / (4 * 7.5^2 + 4 * 2.5^2) = 1600 / 250
    low, high = wilson(0.875 * 6.4, 6.4, level=0.95)
    assert "effective n 6.4" in every.method
    ((nurses_low, cooks_low), _) = wilson([4, 2], 4, level=0.95)
    of_cells = 0.875 - ((0.75 * (1 - nurses_low)) ** 2 + (0.25 * (0.5 - cooks_low)) ** 2) ** 0.5
    assert every.low == pytest.approx(min(float(low), of_cells))
    assert every.high == pytest.approx(float(high))
    assert by_category(found, "cook")["yes"].value == 0.5
    assert by_category(found, "cook")["yes"].method == "Wilson score interval"


def test_equal_weights_are_counted_plainly(run):
    folder = run(*(generation(i, stratum="nurse" if i < 20 else "cook") for i in range(40)))
    sample = draw_sample(folder, 20, rubrics=[HAT])
    add_labels(
        folder,
        [
            label(int(one.picture.generation_id[1:]), "yes" if at % 4 else "no")
            for at, one in enumerate(sample.drawn)
        ],
    )

    every = by_category(labelled(folder)[0], "*")["yes"]

    low, high = wilson(15, 20, level=0.95)
    assert (every.value, every.low, every.high) == (0.75, float(low), float(high))
    assert every.method == "Wilson score interval"


def test_marked_and_unmarked_prompts_are_never_pooled(run):
    marked = [generation(i, marked=True, prompt="m") for i in range(4)]
    folder = run(*marked, *(generation(i) for i in range(4, 8)))
    draw_sample(folder, 8, rubrics=[HAT])
    add_labels(folder, [label(i, "yes" if i < 4 else "no") for i in range(8)])

    (found,) = labelled(folder)

    assert by_category(found, "nurse", marked=True)["yes"].value == 1
    assert by_category(found, "nurse", marked=False)["yes"].value == 0
    assert "do not compare" in by_category(found, "nurse", marked=True)["yes"].cautions[-1]


def test_pictures_that_somebody_chose_have_no_shares(run):
    folder = run(*(generation(i) for i in range(5)))
    keep_rubric(folder, HAT)
    add_labels(folder, [label(0), label(1)])

    (found,) = labelled(folder)

    assert found.shares.estimates == []
    (refused,) = found.shares.not_estimated
    assert "nobody drew at random what was labelled (2 of 5 pictures)" in refused.reason


def test_a_run_of_which_every_picture_is_labelled_needs_no_sample(run):
    folder = run(*(generation(i) for i in range(4)))
    keep_rubric(folder, HAT)
    add_labels(folder, [label(i, "yes" if i else "no") for i in range(4)])

    yes = by_category(labelled(folder)[0], "nurse")["yes"]

    assert yes.value == 0.75
    assert "Every picture of the run was labelled." in yes.cautions


def test_weights_of_a_run_that_has_changed_are_not_used(run):
    folder = run(*(generation(i) for i in range(6)), generation(6, "failed"))
    sample = draw_sample(folder, 3, rubrics=[HAT])
    add_labels(folder, [label(int(one.picture.generation_id[1:])) for one in sample.drawn])
    run(*(generation(i) for i in range(7)))

    (found,) = labelled(folder)

    assert found.shares.estimates == []
    assert "draw again with the same seed" in found.shares.not_estimated[0].reason


def test_labels_under_another_version_of_the_rubric_are_told_and_not_counted(run):
    folder = run(*(generation(i) for i in range(3)))
    draw_sample(folder, 3, rubrics=[HAT])
    other = HAT.model_copy(update={"question": "Is any hat worn?"})
    keep_rubric(folder, other)
    add_labels(folder, [label(0), label(1, rubric=other)])

    (found,) = labelled(folder)

    assert found.tally.otherwise == 1
    assert by_category(found, "nurse")["yes"].n == 1


def test_where_nobody_could_tell_there_is_no_share_and_the_reasons_are_given(run):
    folder = run(generation(0), generation(1), generation(2, "refused"))
    draw_sample(folder, 2, rubrics=[HAT])
    add_labels(folder, [label(0, "cannot tell")])

    (refused,) = labelled(folder)[0].shares.not_estimated

    assert refused.requested == 3
    assert "1 cannot tell, 1 not labelled" in refused.reason


def test_a_run_without_labels_has_nothing(run):
    assert labelled(run(generation(0))) == ()


def test_worst_case_bounds_of_a_weighted_share_hold_whatever_was_missing():
    cells = Cells(
        read=np.array([[3, 0], [1, 1]]), drawn=np.array([4, 4]), weights=np.array([10.0, 2.0])
    )
    low, high = cells.bounds(6, level=0.95)

    for first, second in ((0, 0), (1, 2), (1, 0), (0, 2)):
        share = (10 * (3 + first) + 2 * (1 + second)) / 54
        assert low[0] < share < high[0]
    assert np.all(low >= 0)
    assert np.all(high <= 1)
