"""What a measure does wrong costs its own numbers."""

import math
from dataclasses import replace

import numpy as np
import pytest

from graycard.auditing.every_measure import Measure
from graycard.counts import Counts
from graycard.measures import Estimated, share
from graycard.run.evidence import Numbers, read_numbers, write_numbers
from graycard.run.folder import RunFolder
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


def changed(**fields):
    """Return a measure whose numbers are changed past every check."""

    def estimate(counts, *, level):
        made = share.estimate(counts, level=level)
        return made._replace(estimates=[one.model_copy(update=fields) for one in made.estimates])

    return estimate


def refusing(counts, *, level):
    (one,) = share.estimate(replace(COUNTS, read=np.array([[0, 0]])), level=level).not_estimated
    return Estimated([], [one.model_copy(update={"requested": -1})])


def crashing(counts, *, level):
    raise ZeroDivisionError("<b>a bug</b>")


@pytest.mark.parametrize(
    ("estimate", "said"),
    [
        (changed(low=1), "0.25 is not within [1"),
        (changed(n=-5), "n\n  Input should be greater than or equal to 1"),
        (changed(n=0), "n\n  Input should be greater than or equal to 1"),
        (changed(level=95.0), "level\n  Input should be less than 1"),
        (changed(n_missing=None), "n_missing\n  Input should be a valid integer"),
        (changed(cautions="text"), "cautions\n  Input should be a valid tuple"),
        (changed(spread=1.0), "spread\n  Extra inputs are not permitted"),
        (changed(high=math.inf), "high\n  Input should be a finite number"),
        (changed(floor_mean=math.nan), "floor_mean\n  Input should be a finite number"),
        (refusing, "requested\n  Input should be greater than or equal to 0"),
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


def test_numbers_of_numpy_can_be_written_and_read_again(tmp_path):
    numpy = changed(n=np.int64(4), value=np.float32(0.5), low=np.float64(0), high=1)

    made = Measure("mine", share.INFO, numpy).of(COUNTS, level=0.95)

    numbers = Numbers(estimates=tuple(made.estimates), not_estimated=tuple(made.not_estimated))
    write_numbers(RunFolder(tmp_path), numbers)
    assert read_numbers(RunFolder(tmp_path)) == numbers
    assert {(one.n, one.value) for one in numbers.estimates} == {(4, 0.5)}
