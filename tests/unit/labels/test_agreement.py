"""Per cent agreement beside what chance would give, against an independent kappa."""

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa, to_table

from graycard.labels.agreement import agreement
from graycard.stats.intervals import wilson

from .conftest import HAT, label


def test_two_raters_worked_by_hand():
    # Both say: yes yes, yes no, no no, cannot tell cannot tell; a fifth only one of them labelled.
    ann = ["yes", "yes", "no", "cannot tell", "yes"]
    bob = ["yes", "no", "no", "cannot tell"]
    said = [label(i, answer) for i, answer in enumerate(ann)]
    said += [label(i, answer, rater="bob") for i, answer in enumerate(bob)]

    (found,) = agreement(said)

    low, high = wilson(3, 4, level=0.95)
    assert (found.raters, found.n, found.equal, found.share) == (("ann", "bob"), 4, 3, 0.75)
    assert (found.low, found.high) == (float(low), float(high))
    assert found.by_chance == pytest.approx((2 * 1 + 1 * 2 + 1 * 1) / 16)


def test_chance_is_that_of_kappa():
    rng = np.random.default_rng(5)
    answers = rng.integers(0, 2, size=(60, 2))
    names = HAT.labels
    said = [
        label(i, names[answer], rater=rater)
        for i, row in enumerate(answers)
        for rater, answer in zip(("ann", "bob"), row, strict=True)
    ]

    (found,) = agreement(said)

    table, _ = to_table(answers, bins=2)
    kappa = cohens_kappa(table).kappa
    assert (found.share - found.by_chance) / (1 - found.by_chance) == pytest.approx(kappa)


def test_three_raters_are_compared_two_by_two_and_all_together():
    said = [label(i, rater=rater) for i in range(4) for rater in ("ann", "bob")]
    said += [label(0, rater="eve"), label(1, "no", rater="eve")]

    found = {one.raters: (one.equal, one.n) for one in agreement(said)}

    assert found == {
        ("ann", "bob"): (4, 4),
        ("ann", "eve"): (1, 2),
        ("bob", "eve"): (1, 2),
        (): (3, 4),
    }


def test_what_was_taken_back_or_said_under_another_version_is_not_compared():
    other = HAT.model_copy(update={"question": "Is any hat worn?"})
    said = [label(0), label(0, "withdrawn", minute=1), label(0, rater="bob")]
    said += [label(1), label(1, rater="bob", rubric=other)]

    assert agreement(said) == ()


def test_one_rater_agrees_with_nobody():
    assert agreement([label(0), label(1)]) == ()
