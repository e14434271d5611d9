"""What a measure does wrong costs its own numbers."""

import numpy as np
import pytest

from graycard.auditing.every_measure import Measure
from graycard.counts import Counts
from graycard.measures import share
from graycard.types import Attribute

HAT = Attribute(
    name="hat", categories=("no", "yes"), scale="nominal", claim="a hat is worn", source="test"
)
COUNTS = Counts(
    attribute=HAT,
    reader="eye@1",
    strata=("nurse",),
    prompt_ids=("a",),
    marked=(False,),
    read=np.array([[1, 3]]),
    reasons=("no face",),
    missing=np.array([[2]]),
)


def outside(counts, *, level):
    made = share.estimate(counts, level=level)
    return made._replace(estimates=[one.model_copy(update={"low": 1}) for one in made.estimates])


def crashing(counts, *, level):
    raise ZeroDivisionError("<b>a bug</b>")


@pytest.mark.parametrize(
    ("estimate", "said"),
    [
        (outside, "0.25 is not within [1"),
        (crashing, "ZeroDivisionError: <b>a bug</b>"),
        (lambda counts, *, level: None, "AttributeError"),
    ],
)
def test_it_has_no_numbers_and_the_reason_is_kept(estimate, said, caplog):
    assert len(Measure("share", share.INFO, share.estimate).of(COUNTS, level=0.95).estimates) == 2

    made = Measure("mine", share.INFO, estimate).of(COUNTS, level=0.95)

    assert made.estimates == []
    (refused,) = made.not_estimated
    assert (refused.measure, refused.attribute, refused.requested) == ("mine", "hat", 6)
    assert said in refused.reason
    assert "the measure mine crashed on hat" in caplog.text
