import numpy as np
import pytest

from graycard.counts import NO_PROMPT
from graycard.errors import DamagedRunError
from graycard.run.schemas import COUNTS
from graycard.run.tables import read_table
from graycard.run.tally import count_outcomes, count_readings, write_counts

from .conftest import EYE, generation, reading


def by_row(counts, name):
    """Return {(stratum, prompt): {category or reason: n}}, zeros left out."""
    names = counts.attribute.categories if name == "read" else counts.reasons
    return {
        row[:2]: {n: int(k) for n, k in zip(names, values, strict=True) if k}
        for row, values in zip(counts.rows, getattr(counts, name), strict=True)
    }


def test_every_requested_image_is_counted_once(tables):
    folder = tables(
        [
            generation(0),
            generation(1, "refused"),
            generation(2),
            generation(3, stratum="cook", prompt="q"),
            generation(4, "failed", stratum="cook", prompt="q"),
        ],
        [
            reading(0, label="yes"),
            reading(0, "light", value=2.0),
            reading(2, missing="no head"),
            reading(2, "light", value=4.0),
            reading(3, label="no"),
        ],
    )

    hat, light = count_readings(folder, EYE)

    assert by_row(hat, "read") == {("nurse", "p"): {"yes": 1}, ("cook", "q"): {"no": 1}}
    assert by_row(hat, "missing") == {
        ("nurse", "p"): {"refused": 1, "no head": 1},
        ("cook", "q"): {"failed": 1},
    }
    assert by_row(light, "missing") == {
        ("nurse", "p"): {"refused": 1},
        ("cook", "q"): {"failed": 1, "not read": 1},
    }
    np.testing.assert_array_equal(light.moments, [[2, 6, 20], [0, 0, 0]])
    assert list(hat.requested) == list(light.requested) == [3, 2]


def test_outcomes_are_counted_by_prompt(tables):
    folder = tables([generation(0), generation(1, "filtered"), generation(2, "failed")], [])

    counts = count_outcomes(folder)

    assert by_row(counts, "read") == {("nurse", "p"): {"ok": 1}}
    assert by_row(counts, "missing") == {("nurse", "p"): {"filtered": 1, "failed": 1}}


def test_marked_and_unmarked_prompts_are_different_rows(tables):
    folder = tables(
        [generation(0), generation(1, marked=True, prompt="m")],
        [reading(0, label="yes"), reading(1, label="no")],
    )

    hat = count_readings(folder, EYE)[0]

    assert [(row[1], row[2]) for row in hat.rows] == [("p", False), ("m", True)]


def test_pictures_without_prompts_are_one_row_a_stratum(tables):
    nobody = {"prompt": None, "marked": None, "stratum": "all"}
    folder = tables([generation(0, **nobody), generation(1, **nobody)], [])

    assert count_readings(folder, EYE)[0].rows == (("all", NO_PROMPT, None),)


def test_readings_of_parts_of_a_picture_are_not_counted_as_pictures(tables):
    folder = tables(
        [generation(0)],
        [reading(0, label="yes", subject="faces@1#0"), reading(0, label="no")],
    )

    assert by_row(count_readings(folder, EYE)[0], "read") == {("nurse", "p"): {"no": 1}}


@pytest.mark.parametrize(
    ("readings", "why"),
    [
        ([reading(7, label="yes")], "never made"),
        ([reading(0, label="maybe")], "no category of hat"),
        ([reading(0, label="yes"), reading(0, label="no")], "g0 twice"),
        ([reading(2, label="yes"), reading(0, label="no")], "out of order"),
    ],
    ids=["unknown-picture", "unknown-label", "read-twice", "out-of-order"],
)
def test_tables_that_do_not_belong_together_are_refused(tables, readings, why):
    folder = tables([generation(0), generation(1, "failed"), generation(2)], readings)

    with pytest.raises(DamagedRunError, match=why):
        count_readings(folder, EYE)


def test_counts_are_written_in_long_form(tables):
    folder = tables([generation(0)], [reading(0, label="yes"), reading(0, "light", value=3.0)])

    write_counts(folder, count_readings(folder, EYE))

    rows = read_table(folder.counts, COUNTS).to_pylist()
    assert [(r["attribute"], r["kind"], r["name"], r["n"], r["sum"]) for r in rows] == [
        ("hat", "category", "no", 0, None),
        ("hat", "category", "yes", 1, None),
        ("light", "value", "light", 1, 3.0),
    ]
