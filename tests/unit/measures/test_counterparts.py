"""A reference of two categories beside a reader of three."""

import numpy as np
import pytest

from graycard.counts import Counts
from graycard.errors import SpecError
from graycard.measures import estimate_gap
from graycard.types import Attribute, Reference

PRESENTATION = Attribute(
    name="perceived_gender_presentation",
    categories=("feminine", "masculine", "androgynous"),
    scale="nominal",
    claim="how a portrait presents",
    source="test",
)


def counts(rows):
    """Each row: stratum, feminine, masculine, androgynous, refused."""
    return Counts(
        attribute=PRESENTATION,
        reader="eye@1",
        strata=tuple(row[0] for row in rows),
        prompt_ids=tuple(f"{row[0]}-{number}" for number, row in enumerate(rows)),
        marked=(False,) * len(rows),
        read=np.array([row[1:4] for row in rows], dtype=np.int64),
        reasons=("refused",),
        missing=np.array([[row[4]] for row in rows], dtype=np.int64),
    )


def survey(stratum, women, *, match="exact", error=None, **changes):
    return Reference(
        **{
            "name": "survey",
            "attribute": PRESENTATION.name,
            "stratum": stratum,
            "shares": {"feminine": women, "masculine": 1 - women},
            "standard_errors": error and {"feminine": error, "masculine": error},
            "population": "workers",
            "source": "test",
            "states_the_value_of": "nobody",
            "counted": "people by reported sex",
            "stands_for": {"feminine": "women", "masculine": "men"},
            "match": match,
            "matched": f"{stratum}s, registered",
            **changes,
        }
    )


def test_images_without_counterpart_are_left_out_and_bounded():
    done = estimate_gap(counts([("nurse", 30, 10, 8, 2)]), references=[survey("nurse", 0.85)])

    [one] = done.estimates
    assert one.value == pytest.approx(0.10)  # 30 of 40 are .75
    assert (one.n, one.n_missing) == (40, 10)
    # All ten masculine: 30 of 50 are .60, a gap of .25; none can be further away.
    assert one.missing_high >= 0.25
    # Ten more feminine: 40 of 50 are .80; the observed gap of .10 shrinks to .05.
    assert one.missing_low <= 0.05


def test_the_number_says_what_is_compared_with_what():
    done = estimate_gap(
        counts([("nurse", 30, 10, 8, 2)]), references=[survey("nurse", 0.85, error=0.014)]
    )

    said = " ".join(done.estimates[0].cautions)
    assert (
        "survey counts people by reported sex. Compared here: feminine with women and"
        " masculine with men." in said
    )
    assert "8 images were read as something that survey does not count" in said
    assert "2 of 50 requested images were not read" in said
    assert "'nurses, registered', an exact match of this stratum" in said
    assert "its own standard errors are up to 1.4 points" in said


def test_nothing_is_said_of_images_left_out_where_there_are_none():
    done = estimate_gap(counts([("nurse", 30, 10, 0, 0)]), references=[survey("nurse", 0.85)])

    assert "does not count" not in " ".join(done.estimates[0].cautions)
    assert done.estimates[0].n_missing == 0


@pytest.mark.parametrize(
    ("match", "said"),
    [
        ("close", "a close match of this stratum"),
        ("broad", "a broader group than this stratum"),
        ("ambiguous", "one of several groups that this stratum may mean"),
    ],
)
def test_how_well_a_group_fits_is_said(match, said):
    done = estimate_gap(
        counts([("nurse", 30, 10, 0, 0)]), references=[survey("nurse", 0.85, match=match)]
    )

    assert said in " ".join(done.estimates[0].cautions)


def test_all_strata_together_say_how_many_fit_how_well():
    done = estimate_gap(
        counts([("nurse", 30, 10, 4, 0), ("cook", 10, 10, 0, 0), ("clerk", 5, 5, 0, 0)]),
        references=[
            survey("nurse", 0.85),
            survey("cook", 0.4, match="broad"),
            survey("clerk", 0.8, match="broad"),
        ],
    )

    [together] = [one for one in done.estimates if one.stratum == "*"]
    said = " ".join(together.cautions)
    assert "fit the groups of survey: 1 exact, 2 broad." in said
    assert "4 images were read as something" in said
    assert together.n == 70
    nurse, cook = (
        next(one for one in done.estimates if one.stratum == name) for name in ("nurse", "cook")
    )
    assert "4 images were read" in " ".join(nurse.cautions)
    assert "images were read as something" not in " ".join(cook.cautions)


def test_a_stratum_read_without_counterparts_alone_is_not_estimated():
    done = estimate_gap(
        counts([("nurse", 0, 0, 8, 2), ("cook", 4, 4, 0, 0)]),
        references=[survey("nurse", 0.85), survey("cook", 0.4)],
    )

    [gone] = [one for one in done.not_estimated if one.stratum == "nurse"]
    assert "8 read as androgynous, which has no counterpart" in gone.reason
    assert "2 refused" in gone.reason


def test_a_reference_that_leaves_out_a_category_has_to_declare_it():
    plain = survey("nurse", 0.85, stands_for=None)

    with pytest.raises(SpecError, match="androgynous"):
        estimate_gap(counts([("nurse", 30, 10, 8, 2)]), references=[plain])


@pytest.mark.parametrize(
    "changes",
    [
        {"counted": None},
        {"stands_for": {"feminine": "women"}},
        {"stands_for": {"feminine": "women", "masculine": "men", "androgynous": "?"}},
        {"people_only": True},
    ],
)
def test_a_correspondence_is_declared_whole(changes):
    with pytest.raises(ValueError, match="stands_for names each category"):
        survey("nurse", 0.85, **changes)
