"""Labelling face by face in a browser: framed, by keyboard, two people, undone and moved."""

import csv
import shutil

import pytest
from PIL import Image

from graycard.auditing import audit
from graycard.avatar import render, sample
from graycard.labels.drawn import draw_sample
from graycard.labels.rubric import load_rubric
from graycard.labels.staging import Staging
from graycard.labels.table import read_labels
from graycard.labels.transfer import export_labels
from graycard.run.folder import RunFolder
from graycard.run.schemas import READINGS
from graycard.run.tables import put_rows, read_table

from .conftest import serving
from .test_labelling import press, progress

SIDE = 128
FACES = (2, 1)
BOX = (40, 48, 88, 100)
"""Of a face within its half of a picture: left, top, right, bottom."""


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    """A run of a picture of two portraits side by side, and one of a single portrait.

    The faces stand in it as a reader of faces writes them.
    """
    folder = tmp_path_factory.mktemp("faces")
    (folder / "pictures").mkdir()
    for number, n in enumerate(FACES):
        whole = Image.new("RGB", (SIDE * n, SIDE))
        for k in range(n):
            portrait = render(sample("nurse", seed=10 * number + k), seed=k, size=SIDE)
            whole.paste(portrait, (SIDE * k, 0))
        whole.save(folder / "pictures" / f"{n} in it.png")
    run = audit(images=folder / "pictures", readers=["colour"], out=folder / "run")
    names = dict(zip(run.generations["id"], run.generations["source"], strict=True))
    rows = read_table(run.folder.readings, READINGS).to_pylist()
    made = []
    for generation in dict.fromkeys(row["generation_id"] for row in rows):
        made += [row for row in rows if row["generation_id"] == generation]
        made += [face(generation, k) for k in range(int(names[generation][0]))]
    put_rows(run.folder.readings, made, READINGS)
    asked = load_rubric("glasses", domain="drawn world")
    draw_sample(run.folder, len(FACES), rubrics=[asked], each="face", seed=1)
    return run.path


def face(generation, k):
    left, top, right, bottom = BOX
    return {
        "generation_id": generation,
        "subject": f"faces@1#{k}",
        "attribute": "face_size",
        "value": 0.4,
        "box": [left + SIDE * k, top, right + SIDE * k, bottom],
        "reader": "faces@1",
    }


@pytest.fixture
def folder(crowd, tmp_path):
    shutil.copytree(crowd, tmp_path / "run")
    return RunFolder(tmp_path / "run")


@pytest.fixture
def app(folder):
    with serving(folder.root) as address:
        yield address


def begin(page, address, rater):
    page.goto(f"{address}/label/question?run=0&attribute=glasses&rater={rater}")


def whole_first(page):
    """Go on to the picture of two faces, if the other one is asked about first."""
    while not page.locator(".framed").count():
        press(page, " ")


def test_two_people_label_each_face_by_keyboard(folder, app, new_page, tmp_path):
    ann, bob = new_page(), new_page()
    begin(ann, app, "ann")
    begin(bob, app, "bob")
    whole_first(ann)
    assert ann.get_by_text("Face 1 of 2").is_visible()
    press(ann, "1")
    assert ann.get_by_text("Face 2 of 2").is_visible()
    press(ann, "2")
    press(ann, "u")
    assert ann.get_by_text("Face 2 of 2").is_visible(), "the undone face is shown again"
    assert progress(ann) == "1 of 3"
    press(ann, "c")
    press(ann, "1")
    assert ann.get_by_text("All 3 questions of the sample are answered").is_visible()
    for _ in range(3):
        press(bob, "n")

    ann.get_by_role("link", name="To the questions").click()
    assert ann.get_by_text("each is asked about in its turn, framed: 3 questions").is_visible()
    ann.get_by_role("button", name="Move them now").click()

    assert ann.get_by_text("were moved into labels.parquet").is_visible()
    said = {(one.rater, one.subject, one.answer) for one in read_labels(folder)}
    assert said >= {
        ("ann", "faces@1#0", "yes"),
        ("ann", "faces@1#1", "cannot tell"),
        ("ann", "image", "yes"),
        *(("bob", subject, "not depicted") for subject in ("faces@1#0", "faces@1#1", "image")),
    }
    assert Staging(folder).waiting() == ()
    export_labels(folder, tmp_path / "out.csv", rater="ann")
    rows = csv.DictReader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines())
    assert {(row["subject"], row["box"], row["label"]) for row in rows} == {
        ("faces@1#0", "40 48 88 100", "yes"),
        ("faces@1#1", "168 48 216 100", "cannot tell"),
        ("image", "", "yes"),
    }


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("dark", [False, True])
def test_the_frame_lies_around_the_face_that_is_asked_about(app, new_page, width, dark):
    page = new_page(width=width, dark=dark)
    begin(page, app, "ann")
    whole_first(page)
    for k in range(2):
        assert page.get_by_alt_text(f"face {k + 1} of 2 is framed").is_visible()
        # Where the box lies in the window, computed from where the browser laid out the picture.
        shown = page.locator(".framed img").evaluate(
            "image => { const r = image.getBoundingClientRect();"
            " const s = Math.min(r.width / image.naturalWidth, r.height / image.naturalHeight);"
            " return {s, x: r.x + (r.width - s * image.naturalWidth) / 2,"
            " y: r.y + (r.height - s * image.naturalHeight) / 2}; }"
        )
        frame = page.locator(".framed rect.over").evaluate(
            "rect => { const r = rect.getBoundingClientRect();"
            " return {left: r.left, top: r.top, right: r.right, bottom: r.bottom}; }"
        )
        left, top, right, bottom = BOX
        margin = 0.15 * (bottom - top)
        for side, edge in (
            ("left", left + SIDE * k - margin),
            ("right", right + SIDE * k + margin),
        ):
            assert abs(frame[side] - (shown["x"] + shown["s"] * edge)) < 4, (side, k)
        for side, edge in (("top", top - margin), ("bottom", bottom + margin)):
            assert abs(frame[side] - (shown["y"] + shown["s"] * edge)) < 4, (side, k)
        press(page, "1")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_works_without_a_script(app, new_page):
    page = new_page(scripts=False)
    begin(page, app, "eve")
    while not page.locator(".framed").count():
        page.get_by_role("link", name="space Skip").click()
    page.get_by_role("button", name="yes").click()

    assert page.get_by_text("Face 2 of 2").is_visible()
    assert page.locator(".framed rect.over").is_visible()


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_serious(app, new_page, accessible, dark):
    page = new_page(dark=dark)
    begin(page, app, "ann")
    whole_first(page)

    accessible(page)


def test_the_page_of_the_picture_says_of_which_face_people_spoke(app, new_page, folder):
    page = new_page()
    begin(page, app, "ann")
    whole_first(page)
    press(page, "1")
    press(page, "2")
    (generation,) = {one.generation_id for one in Staging(folder).waiting()}
    page.goto(f"{app}/label")
    page.get_by_role("button", name="Move them now").click()
    page.goto(f"{app}/picture/0/{generation}")

    told = page.get_by_role("table", name="What people said of the picture").inner_text()
    assert "glasses (face 1)\tyes" in told
    assert "glasses (face 2)\tno" in told


def test_a_picture_that_is_gone_is_asked_about_without_a_frame(app, new_page, folder):
    for path in folder.images.rglob("*.png"):
        path.unlink()
    page = new_page()
    begin(page, app, "ann")
    whole_first(page)

    assert page.get_by_text("Face 1 of 2").is_visible()
    assert page.locator(".framed rect").count() == 0
    assert page.get_by_alt_text("face 1 of 2 has no frame").count() == 1
    page.get_by_text("or the picture cannot be shown").wait_for()


@pytest.mark.parametrize(
    ("language", "alternative", "said"),
    [
        ("en", "face 2 of 2 has no frame", "There is no frame: the face lies beyond the picture"),
        ("zh-Hans", "2 张人脸中的第 2 张没有框", "没有框：这张脸在图片之外"),
    ],
)
def test_a_face_beyond_its_picture_is_not_said_to_be_framed(
    folder, new_page, language, alternative, said
):
    rows = read_table(folder.readings, READINGS).to_pylist()
    for row in rows:
        if row["subject"] == "faces@1#1":
            row["box"] = [SIDE * 3, 20, SIDE * 3 + 40, 60]
    put_rows(folder.readings, rows, READINGS)
    asked = load_rubric("glasses", domain="drawn world")
    sample = draw_sample(folder, len(FACES), rubrics=[asked], each="face", seed=2)
    place = [one.subject for one in sample.drawn].index("faces@1#1")
    address = f"/label/question?attribute=glasses&rater=ann&at={place}&lang={language}"

    page = new_page()
    with serving(folder.root) as app:
        page.goto(f"{app}{address}")

        assert page.get_by_alt_text(alternative).is_visible()
        assert page.get_by_text(said).is_visible()
        assert page.locator(".framed rect").count() == 0
