"""Copies for others, public or static: they name nobody who labelled, and write nothing."""

import asyncio
import shutil
import urllib.request

import pytest

from graycard.app.asking import ask
from graycard.app.server import build
from graycard.labels.drawn import draw_sample
from graycard.labels.rubric import load_rubric
from graycard.labels.staging import Staging
from graycard.labels.table import read_labels
from graycard.run.folder import RunFolder

from .conftest import serving

COPIES = [{"public_as": ("graycard.example",)}, {"live": False}]


@pytest.fixture
def labelled(drawn_run, tmp_path):
    """A run of which two people labelled the first picture, and one the second, not yet moved."""
    shutil.copytree(drawn_run, tmp_path / "run")
    folder = RunFolder(tmp_path / "run")
    rubric = load_rubric("glasses", domain="drawn world")
    sample = draw_sample(folder, 6, rubrics=[rubric], seed=4)
    for rater, place in (("ann-7", 0), ("bob-8", 0), (None, 0), ("ann-7", 1)):
        if rater is None:
            Staging(folder).collect()
            continue
        Staging(folder).give(
            generation_id=sample.drawn[place].picture.generation_id,
            rubric=rubric,
            answer="yes",
            rater=rater,
        )
    return folder


def read(url):
    with urllib.request.urlopen(url) as answer:
        return answer.read().decode()


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_says_what_was_answered_and_not_by_whom_or_when(labelled, copy):
    one = read_labels(labelled)[0]
    picture = f"picture/0/{one.generation_id}"
    question = "label/question?run=0&attribute=glasses&rater=ann-7&at=0"
    paths = (picture, "label?run=0", question, "shares?attribute=glasses")
    with serving(labelled.root) as address:
        assert "ann-7" in read(f"{address}/{picture}")
        assert "ann-7" in read(f"{address}/label?run=0")
    with serving(labelled.root, **copy) as address:
        pages = {path: read(f"{address}/{path}") for path in paths}

    for page in pages.values():
        assert "ann-7" not in page
        assert "bob-8" not in page
        assert f"{one.time:%Y-%m-%d %H:%M}" not in page
    assert "What people said of the picture" in pages[picture]
    assert "2 people labelled." in pages["label?run=0"]


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_only_looks_into_the_answers_that_wait(labelled, copy, monkeypatch):
    def opened(_):
        raise AssertionError("a copy opened the database for writing")

    before = {
        path.name: path.read_bytes() for path in labelled.labelling.glob("*") if path.is_file()
    }
    with monkeypatch.context() as patch:
        patch.setattr("graycard.labels.staging.opened", opened)
        answer = asyncio.run(ask(build([labelled.root], **copy), "/label?run=0"))
    assert answer.status == 200

    after = {
        path.name: path.read_bytes() for path in labelled.labelling.glob("*") if path.is_file()
    }
    assert after == before
    assert len(Staging(labelled).waiting()) == 1
