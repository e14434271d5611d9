"""What people say of each face stands beside what readers read of each face, and nothing else."""

from datetime import UTC, datetime

import pytest

from graycard.auditing.measure import measure_run
from graycard.labels.drawn import draw_sample
from graycard.labels.rubric import load_rubric
from graycard.labels.table import add_labels
from graycard.report.facts import gather
from graycard.report.html import html_report
from graycard.report.numbers import NONE
from graycard.report.people import by_people
from graycard.run.schemas import READINGS
from graycard.run.tables import put_rows, read_table
from graycard.types import IMAGE, Label

from .conftest import build_run, nurses

OURS = load_rubric("perceived_gender_presentation", domain="drawn world")


@pytest.fixture
def run(tmp_path):
    """Ten nurses read as feminine; the first four pictures show a second face."""
    return build_run(tmp_path / "run", nurses({"feminine": 10}))


def add_faces(run, *, attribute):
    """Write readings of faces by the run's own reader: a feminine one, and a masculine second."""
    rows = read_table(run.folder.readings, READINGS).to_pylist()
    made = []
    for number, generation in enumerate(dict.fromkeys(row["generation_id"] for row in rows)):
        made += [row for row in rows if row["generation_id"] == generation]
        for k in range(2 if number < 4 else 1):
            made.append(
                {
                    "generation_id": generation,
                    "subject": f"eye@abc#{k}",
                    "attribute": attribute,
                    "label": ("feminine", "masculine")[k] if attribute == OURS.attribute else None,
                    "value": None if attribute == OURS.attribute else 0.5,
                    "box": [8.0 * k, 2.0, 8.0 * k + 6, 9.0],
                    "reader": "eye@abc",
                }
            )
    put_rows(run.folder.readings, made, READINGS)
    measure_run(run.folder, level=0.95)


def say(run, *, each):
    """Let somebody call everybody masculine."""
    sample = draw_sample(run.folder, 10, rubrics=[OURS], each=each)
    add_labels(
        run.folder,
        [
            Label(
                generation_id=one.picture.generation_id,
                subject=one.subject,
                attribute=OURS.attribute,
                label="masculine",
                rater="ann",
                time=datetime(2026, 3, 1, tzinfo=UTC),
                rubric=OURS.id,
            )
            for one in sample.drawn
        ],
    )
    return sample


def masculine(one):
    return next(row for row in one.beside.rows if row[1] == "masculine")


def test_faces_stand_beside_faces(run):
    add_faces(run, attribute=OURS.attribute)
    sample = say(run, each="face")
    assert sum(one.subject != IMAGE for one in sample.drawn) == 8

    facts = gather(run)

    (one,) = by_people(facts)
    assert one.figures[0].title.startswith("Perceived gender presentation, of all faces")
    assert one.figures[0].table.caption == (
        "Shares of perceived gender presentation by stratum, of all faces (labelled by people),"
        " with 95\u00a0% intervals"
    )
    assert "10 of 10 pictures were drawn for it at random (seed 0)." in one.said
    assert not any("the picture is missing" in said for said in one.said)
    row = masculine(one)
    assert (row[2].split(" ")[0], *row[3:5]) == ("100\u00a0%", "14", "0")
    assert (row[5].split(" ")[0], *row[6:]) == ("29\u00a0%", "14", "0"), "4 of the 14 faces"
    assert "each was asked about in its turn" in html_report(facts)


def test_pictures_stand_beside_pictures(run):
    add_faces(run, attribute=OURS.attribute)
    say(run, each="picture")

    (one,) = by_people(gather(run))

    row = masculine(one)
    assert row[3] == "10"
    assert (row[5].split(" ")[0], row[6]) == ("0\u00a0%", "10")


def test_a_reader_of_whole_pictures_has_nothing_beside_faces(run):
    add_faces(run, attribute="lightness")
    say(run, each="face")

    (one,) = by_people(gather(run))

    assert masculine(one)[3] == "14"
    assert {*masculine(one)[5:]} == {NONE}
