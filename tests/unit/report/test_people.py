"""What people say stands beside what was read, with n and what is missing, in every report."""

from datetime import UTC, datetime

import pytest

from graycard.labels.drawn import draw_sample
from graycard.labels.kept import keep_rubric
from graycard.labels.rubric import Rubric, load_rubric
from graycard.labels.table import add_labels
from graycard.report.facts import gather
from graycard.report.html import html_report
from graycard.report.markdown import markdown_report
from graycard.report.people import by_people
from graycard.types import CANNOT_TELL, Label

from .conftest import Ask, build_run, nurses

OURS = load_rubric("perceived_gender_presentation", domain="drawn world")


def say_of(run, rubric, answers, *, rater="ann"):
    """Let somebody answer about the pictures of a sample, in the order in which they are shown."""
    sample = draw_sample(run.folder, len(answers), rubrics=[rubric])
    add_labels(
        run.folder,
        [
            Label(
                generation_id=one.picture.generation_id,
                attribute=rubric.attribute,
                label=None if answer == CANNOT_TELL else answer,
                missing_reason=answer if answer == CANNOT_TELL else None,
                rater=rater,
                time=datetime(2026, 3, 1, tzinfo=UTC),
                rubric=rubric.id,
            )
            for one, answer in zip(sample.drawn, answers, strict=True)
        ],
    )


@pytest.fixture
def run(tmp_path):
    return build_run(tmp_path / "run", nurses({"feminine": 15, "masculine": 5}))


def test_a_run_without_labels_says_nothing_of_people(run):
    facts = gather(run)

    assert by_people(facts) == ()
    assert "What people say" not in html_report(facts) + markdown_report(facts)


def test_shares_of_labels_stand_beside_those_of_readings(run):
    say_of(run, OURS, ["feminine"] * 6 + ["androgynous"] * 2 + [CANNOT_TELL] * 2)

    facts = gather(run)

    (one,) = by_people(facts)
    assert one.name == "Perceived gender presentation"
    assert "10 of 20 pictures were drawn for it at random (seed 0)." in one.said
    assert one.beside.columns[2:] == (
        "people say", "n labelled", "missing", "eye reads", "n read", "missing",
    )  # fmt: skip
    feminine = next(row for row in one.beside.rows if row[1] == "feminine")
    assert feminine[2].startswith("75")
    assert feminine[3:5] == ("8", "2")
    assert feminine[5].startswith("75")
    assert feminine[6:] == ("20", "0")
    for report in (html_report(facts), markdown_report(facts)):
        assert "What people say of the pictures" in report
        assert "How does the drawing present" in report


def test_strata_of_the_other_kind_of_prompts_are_not_called_unlabelled(tmp_path):
    unsure = {"leaves it open": False, "states it": True}
    known = {"open": False, "stated": True}
    asks = [
        Ask(stratum=name, text=name, marked=marked)
        for name, marked in (known | unsure).items()
        for _ in range(5)
    ]
    run = build_run(tmp_path / "run", asks)
    sample = draw_sample(run.folder, len(asks), rubrics=[OURS])
    told = [CANNOT_TELL if of.picture.stratum in unsure else "feminine" for of in sample.drawn]
    say_of(run, OURS, told)

    (one,) = by_people(gather(run))

    rows = [{series.marked: set(series.unread)} for series in one.series]
    assert rows == [{False: {"leaves it open"}}, {True: {"states it"}}]


def test_pictures_that_somebody_chose_have_no_share_and_the_report_says_why(run):
    keep_rubric(run.folder, OURS)
    say_of(run, OURS, ["feminine"] * 4)
    run.folder.sample(0).unlink()

    (one,) = by_people(gather(run))

    assert one.figures == ()
    assert one.beside is None
    assert "nobody drew at random" in one.said[-1]


def test_categories_that_differ_are_not_set_side_by_side(run):
    theirs = load_rubric("perceived_gender_presentation", domain="photographs")
    other = Rubric.model_validate(
        theirs.model_dump()
        | {"name": "two", "categories": [c.model_dump() for c in theirs.categories][:2]}
    )
    say_of(run, other, ["feminine", "masculine"] * 5)

    (one,) = by_people(gather(run))

    assert one.beside is None
    assert len(one.figures) == 1


def test_what_people_labelled_is_not_called_unread(tmp_path):
    run = build_run(tmp_path / "run", nurses({"feminine": 6}))
    age = load_rubric("perceived_age", domain="drawn world")
    say_of(run, age, ["young"] * 6)
    facts = gather(run)
    asked = facts.spec.model_copy(update={"for_people": {"perceived_age": "nobody reads it"}})

    from dataclasses import replace

    from graycard.report.not_known import not_known

    with_labels = replace(facts, spec=asked)
    assert "Not read" not in " ".join(not_known(with_labels))
    assert "Not read" in " ".join(not_known(replace(with_labels, labelled=())))


def test_words_of_a_rubric_are_only_words(run):
    odd = Rubric.model_validate(
        OURS.model_dump() | {"name": "odd", "question": "Is it <script>alert(1)</script>?"}
    )
    say_of(run, odd, ["feminine"] * 4)

    html = html_report(gather(run))

    assert "<script" not in html
    assert "Is it &lt;script&gt;" in html
