"""Labels of single faces in and out: every file says which face is meant, and where it is."""

import csv
import json
from xml.etree import ElementTree

import pytest
from PIL import Image

from graycard.labels.drawn import draw_sample
from graycard.labels.kept import keep_rubric
from graycard.labels.table import add_labels, read_labels
from graycard.labels.transfer import export_labels, import_labels
from graycard.run.schemas import READINGS
from graycard.run.tables import put_rows

from .conftest import HAT, WHO, face_reading, of_who


@pytest.fixture
def drawn(crowd):
    """A run of two pictures, 40 by 20 pixels, of two faces and of one; each is asked about."""
    folder = crowd(2, 1)
    for number in range(2):
        path = folder.images / "00" / f"{number:064x}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (40, 20)).save(path)
    draw_sample(folder, 2, rubrics=[WHO], each="face")
    return folder


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fill_in(path, answer):
    """Fill in a file as a person does who changes nothing else."""
    rows = rows_of(path)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0])
        table.writeheader()
        table.writerows(row | {"label": answer(row)} for row in rows)


def test_a_spreadsheet_says_which_face_is_meant_and_comes_in_again(drawn, tmp_path):
    path = tmp_path / "labels.csv"
    export_labels(drawn, path)
    assert {(row["generation_id"], row["subject"], row["box"]) for row in rows_of(path)} == {
        ("g0", "faces@1#0", "0 5 8 15"),
        ("g0", "faces@1#1", "10 5 18 15"),
        ("g1", "image", ""),
    }
    fill_in(path, lambda row: "yes" if row["subject"].endswith("#1") else "no")

    import_labels(drawn, path, rater="ann")

    said = {(one.generation_id, one.subject): one.answer for one in read_labels(drawn)}
    assert said == {("g0", "faces@1#0"): "no", ("g0", "faces@1#1"): "yes", ("g1", "image"): "no"}


def test_a_box_beyond_the_edge_begins_no_cell_like_a_formula(crowd, tmp_path):
    folder = crowd(1, 1)
    rows = [face_reading(0, k, where=lambda _: [-3.0, 1.0, 9.0, 12.0]) for k in range(2)]
    put_rows(folder.readings, rows, READINGS)
    draw_sample(folder, 2, rubrics=[WHO], each="face")

    export_labels(folder, tmp_path / "labels.csv")

    assert ",0 1 9 12," in (tmp_path / "labels.csv").read_text(encoding="utf-8")


def test_label_studio_gets_of_a_frame_what_lies_in_the_picture(drawn, tmp_path):
    beyond = {0: [-4.0, -1.0, 10.0, 25.0], 1: [45.0, 5.0, 60.0, 15.0]}
    put_rows(drawn.readings, [face_reading(0, k, where=beyond.get) for k in beyond], READINGS)
    draw_sample(drawn, 2, rubrics=[WHO], each="face")

    export_labels(drawn, tmp_path / "tasks.json")

    tasks = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    frames = {one["data"]["subject"]: one["predictions"] for one in tasks}
    value = frames["faces@1#0"][0]["result"][0]["value"]
    assert [value[side] for side in ("x", "y", "width", "height")] == [0.0, 0.0, 25.0, 100.0]
    assert frames["faces@1#1"] == []


def test_a_subject_begins_no_cell_like_a_formula(crowd, tmp_path):
    folder = crowd(1)
    named = '=HYPERLINK("evil")#0'
    keep_rubric(folder, WHO)
    add_labels(folder, [of_who(0, "yes").model_copy(update={"subject": named})])

    export_labels(folder, tmp_path / "labels.csv", everybody=True)

    assert [row["subject"] for row in rows_of(tmp_path / "labels.csv")] == [f"'{named}"]


def test_label_studio_is_told_which_face_is_meant_and_its_frame_is_no_label(drawn, tmp_path):
    path = tmp_path / "tasks.json"
    export_labels(drawn, path)
    tasks = json.loads(path.read_text(encoding="utf-8"))
    framed = {task["data"]["subject"]: task for task in tasks}
    (frame,) = framed["faces@1#1"]["predictions"][0]["result"]
    shape = {side: frame["value"][side] for side in ("x", "y", "width", "height")}
    assert shape == {"x": 25.0, "y": 25.0, "width": 20.0, "height": 50.0}
    assert (frame["original_width"], frame["original_height"]) == (40, 20)
    assert "10 to 18 pixels across" in framed["faces@1#1"]["data"]["about"]
    assert framed["image"]["predictions"] == []
    tree = ElementTree.parse(path.with_suffix(".xml")).getroot()
    assert [one.get("value") for one in tree.iter("Header")] == ["$about", WHO.question]
    assert [one.get("name") for one in tree.iter("RectangleLabels")] == [frame["from_name"]]

    chosen = {
        "from_name": "who", "to_name": "image", "type": "choices", "value": {"choices": ["yes"]},
    }  # fmt: skip
    for task in tasks:
        result = [one for some in task["predictions"] for one in some["result"]]
        task["annotations"] = [{"completed_by": 4, "result": [*result, chosen]}]
    path.write_text(json.dumps(tasks), encoding="utf-8")
    import_labels(drawn, path)

    assert {(one.generation_id, one.subject, one.answer) for one in read_labels(drawn)} == {
        ("g0", "faces@1#0", "yes"),
        ("g0", "faces@1#1", "yes"),
        ("g1", "image", "yes"),
    }


def test_faces_that_were_drawn_can_be_labelled_though_other_readers_were_named_since(
    drawn, tmp_path
):
    put_rows(drawn.readings, [], READINGS)
    path = tmp_path / "labels.csv"
    export_labels(drawn, path)
    fill_in(path, lambda _: "yes")

    import_labels(drawn, path, rater="ann")

    assert len(read_labels(drawn)) == 3


def test_faces_that_somebody_chose_go_out_with_their_boxes(crowd, tmp_path):
    folder = crowd(2)
    keep_rubric(folder, WHO)
    add_labels(folder, [of_who(0, "yes", 1)])

    export_labels(folder, tmp_path / "labels.csv", everybody=True)

    (row,) = rows_of(tmp_path / "labels.csv")
    assert (row["subject"], row["box"]) == ("faces@1#1", "10 5 18 15")


def test_what_was_asked_of_pictures_and_is_asked_of_faces_now_goes_out_once(crowd, tmp_path):
    folder = crowd(2, 1)
    draw_sample(folder, 2, rubrics=[WHO, HAT])
    draw_sample(folder, 2, rubrics=[WHO], each="face")

    export_labels(folder, tmp_path / "labels.csv")

    rows = rows_of(tmp_path / "labels.csv")
    assert sorted((row["generation_id"], row["subject"], row["attribute"]) for row in rows) == [
        ("g0", "faces@1#0", "who"),
        ("g0", "faces@1#1", "who"),
        ("g0", "image", "hat"),
        ("g1", "image", "hat"),
        ("g1", "image", "who"),
    ]
