"""An open app sees what commands added to its runs meanwhile: no browser, but a real server."""

import gc
import shutil
import time
import urllib.error
import urllib.request
import weakref

import pytest

from graycard.app.server import build
from graycard.auditing import road
from graycard.run.spec import Component

from .conftest import serving

pytest.importorskip("torch")
pytest.importorskip("transformers")

WORKING = "data-again"
"""What pages have that wait for work beside the server."""


@pytest.fixture
def run(drawn_run, tmp_path):
    shutil.copytree(drawn_run, tmp_path / "run")
    return tmp_path / "run"


def read(run, *readers):
    road.read(run, [Component.from_text(one, kind="readers") for one in readers])


def ask(address):
    try:
        with urllib.request.urlopen(address, timeout=120) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def settled(address):
    """Ask until the page no longer says that something is on its way."""
    for _ in range(600):
        status, page = ask(address)
        if "being read again" not in page and WORKING not in page:
            return status, page
        time.sleep(0.1)
    pytest.fail("the run is read again for ever")


def test_vectors_and_readings_that_were_added_are_on_the_next_page(run):
    with serving(run) as address:
        status, page = ask(f"{address}/neighbours")
        assert status == 200
        assert "embedding" not in page
        words = f"{address}/words?show=1&a.stratum=nurse"
        assert f"The run {run.name} has no vectors" in settled(words)[1]

        read(run, "embedding:avatar-clip", "zero_shot:avatar-clip")

        status, page = settled(f"{address}/neighbours")
        assert status == 200
        assert "embedding@" in page
        page = settled(words)[1]
        assert "has no vectors" not in page
        assert "glasses (zero_shot@" in ask(f"{address}/pictures")[1].lower()


def test_a_run_that_is_gone_is_told_and_shown_again_when_it_is_back(run):
    with serving(run) as address:
        ask(address)
        run.rename(run.with_name("away"))
        status, page = settled(address)
        assert status == 500
        assert "there is no run" in page.lower()

        run.with_name("away").rename(run)
        status, page = settled(address)
        assert status == 200
        assert "Overview" in page


def test_what_was_replaced_leaves_memory(run):
    renewal = build([run]).state.renewal
    renewal.opened.prepare()
    before = weakref.ref(renewal.opened)
    road.measure(run)
    gc.disable()  # whatever is in a circle stays
    try:
        for _ in range(600):
            renewal.now()
            if before() is None:
                return
            time.sleep(0.1)
        pytest.fail("something holds what was replaced")
    finally:
        gc.enable()
