"""Photographs, from the folder to the report: with the face files, and without them."""

import json
import os

import numpy as np
import pytest
from PIL import Image
from skimage import data

from graycard import load_run
from graycard.faces.files import cache_folder


@pytest.fixture
def photographs(tmp_path):
    """One stratum in which every picture shows a face, one in which one of three does."""
    one = Image.fromarray(data.astronaut())
    two = Image.fromarray(np.concatenate([data.astronaut(), data.astronaut()], axis=1))
    thing = Image.fromarray(data.coffee())
    folder = tmp_path / "photographs"
    for stratum, images in {"astronaut": (one, one.rotate(5), two), "cup": (thing, one)}.items():
        (folder / stratum).mkdir(parents=True)
        for number, image in enumerate(images):
            image.save(folder / stratum / f"{number}.png")
    thing.resize((300, 200)).save(folder / "cup" / "2.png")
    return folder


def read(process, photographs, run, *, cache):
    """Read them in a process of its own: one process keeps the readers that it has loaded."""
    done = process(
        *("audit", "--images", photographs, "--reader", "faces", "--reader", "skin_tone"),
        *("--reader", "colour", "--out", run),
        env=os.environ | {"GRAYCARD_CACHE": str(cache), "PIP_NO_INDEX": "1"},
    )
    assert done.returncode == 0, done.stderr
    return load_run(run), (run / "report.md").read_text(encoding="utf-8").replace("\xa0", " ")


def test_without_the_files_everything_runs_and_says_what_is_missing(process, photographs, tmp_path):
    run, report = read(process, photographs, tmp_path / "run", cache=tmp_path / "empty")

    assert "Faces were found by a Haar cascade" in report
    assert "graycard setup faces" in report
    assert "A face was found in 4 of 6 pictures" in report
    skin = run.readings.query("attribute == 'skin_tone' and subject == 'image'")
    assert sorted(skin.missing_reason) == [
        *["no face was found"] * 2,
        *["the Haar cascade gives a box and no landmarks"] * 4,
    ]
    assert "the Haar cascade gives a box and no landmarks" in report


@pytest.mark.usefixtures("networks")
def test_with_the_files_rate_faces_and_reasons_are_there(process, photographs, tmp_path):
    run, report = read(process, photographs, tmp_path / "run", cache=cache_folder().parent)

    assert "Haar" not in report
    assert "A face was found in 4 of 6 pictures (67 %; 95 % interval 30–90 %)" in report
    assert "cup: 33 %; 95 % interval 6.1–79 %; n 3" in report
    assert "astronaut: 100 %" in report
    shares = run.estimates.query("measure == 'share' and attribute == 'faces' and stratum == '*'")
    assert dict(zip(shares.category, shares.value * 6, strict=True)) == pytest.approx(
        {"none": 2, "one": 3, "several": 1}
    )
    gaps = run.estimates.query("measure == 'representation_gap'")
    assert "faces" not in set(gaps.attribute)
    several = run.readings.query("attribute == 'face_size' and subject != 'image'")
    assert sorted(one.partition("#")[2] for one in several.subject) == ["0", "0", "0", "0", "1"]
    assert several.subject.str.startswith("faces@").all()


def test_doctor_says_whether_the_files_are_there(graycard, monkeypatch, tmp_path):
    monkeypatch.setenv("GRAYCARD_CACHE", str(tmp_path / "mine"))

    def told():
        return json.loads(graycard("doctor", "--json").stdout)["face files"]

    assert told().startswith("not installed: graycard setup faces")
    (tmp_path / "mine" / "faces").mkdir(parents=True)
    (tmp_path / "mine" / "faces" / "face_landmark.tflite").write_bytes(b"half")
    assert told().startswith("damaged")
