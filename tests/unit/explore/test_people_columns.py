"""Pictures are found by what people said of them."""

from datetime import UTC, datetime

import pytest

import graycard
from graycard.explore.collection import Collection
from graycard.explore.filters import MISSING, Filter
from graycard.labels.drawn import draw_sample
from graycard.labels.rubric import load_rubric
from graycard.labels.table import add_labels
from graycard.run.schemas import READINGS
from graycard.run.tables import put_rows, read_table
from graycard.types import Label

GLASSES = load_rubric("glasses", domain="drawn world")


def label(generation, answer, rater):
    return Label(
        generation_id=generation,
        attribute="glasses",
        label=answer,
        rater=rater,
        time=datetime(2026, 3, 1, tzinfo=UTC),
        rubric=GLASSES.id,
    )


@pytest.fixture
def run(tmp_path):
    return graycard.audit(images_per_prompt=1, readers=["renderer_truth"], out=tmp_path / "run")


def test_a_run_without_labels_has_no_columns(run):
    assert Collection.open([run.path]).people == {}


def test_pictures_are_found_by_what_most_people_say(run):
    drawn = draw_sample(run.folder, 16, rubrics=[GLASSES]).drawn
    ids = [one.picture.generation_id for one in drawn]
    before = Collection.open([run.path])
    add_labels(
        run.folder,
        [
            label(ids[0], "yes", "ann"),
            label(ids[1], "yes", "ann"),
            label(ids[1], "no", "bob"),
            label(ids[2], "no", "bob"),
        ],
    )

    after = before.with_labels()

    assert before.people == {}
    for opened in (after, Collection.open([run.path])):
        assert list(opened.people) == ["glasses"]

        def found(answer, opened=opened):
            return {opened.ids[row] for row in opened.select(Filter(label={"glasses": (answer,)}))}

        assert found("yes") == {ids[0]}
        assert found("no") == {ids[2]}
        assert found(MISSING) == set(ids) - {ids[0], ids[2]}


def test_a_picture_of_several_faces_is_found_by_what_is_said_of_each(run):
    (first, *_) = draw_sample(run.folder, 16, rubrics=[GLASSES]).drawn
    generation = first.picture.generation_id
    rows = read_table(run.folder.readings, READINGS).to_pylist()
    at = next(at for at, row in enumerate(rows) if row["generation_id"] == generation)
    faces = [
        {
            "generation_id": generation,
            "subject": f"faces@1#{k}",
            "attribute": "face_size",
            "value": 0.5,
            "box": [1.0, 1.0, 9.0, 9.0],
            "reader": "faces@1",
        }
        for k in range(2)
    ]
    put_rows(run.folder.readings, [*rows[: at + 1], *faces, *rows[at + 1 :]], READINGS)
    draw_sample(run.folder, 16, rubrics=[GLASSES], each="face")
    said = [label(generation, answer, "ann") for answer in ("yes", "no")]
    add_labels(
        run.folder,
        [one.model_copy(update={"subject": f"faces@1#{k}"}) for k, one in enumerate(said)],
    )

    opened = Collection.open([run.path])

    for answer in ("yes", "no"):
        rows = opened.select(Filter(label={"glasses": (answer,)}))
        assert [opened.ids[row] for row in rows] == [generation]
    assert len(opened.select(Filter(label={"glasses": (MISSING,)}))) == 15


def test_rubrics_with_other_categories_stand_apart(run, tmp_path):
    other = graycard.audit(
        images_per_prompt=1, readers=["renderer_truth"], seed=2, out=tmp_path / "b"
    )
    three = GLASSES.model_copy(
        update={
            "name": "three",
            "categories": (
                *GLASSES.categories,
                GLASSES.categories[0].model_copy(update={"name": "sunglasses"}),
            ),
        }
    )
    for opened, rubric in ((run, GLASSES), (other, three)):
        (first, *_) = draw_sample(opened.folder, 16, rubrics=[rubric]).drawn
        said = label(first.picture.generation_id, "yes", "ann")
        add_labels(opened.folder, [said.model_copy(update={"rubric": rubric.id})])

    both = Collection.open([run.path, other.path])

    assert list(both.people) == ["glasses", "glasses (three)"]
    rows = both.select(Filter(label={"glasses (three)": ("yes",)}))
    assert [both.words["run"][row] for row in rows] == ["b"]
