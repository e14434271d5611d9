"""Pages as files: what is broken in a run is told, and does not take the rest along."""

import re
import subprocess
import sys
from types import SimpleNamespace
from urllib.request import urlopen

import pytest

from graycard.app import site_writer as written
from graycard.app.asking import Answer
from graycard.app.site import write_site
from graycard.auditing import audit
from graycard.cli import app
from graycard.errors import GraycardError


@pytest.fixture(scope="module")
def damaged(tmp_path_factory):
    """A folder of two pictures, of which the run has lost one since, and that one's hash."""
    from PIL import Image

    folder = tmp_path_factory.mktemp("damaged") / "pictures"
    (folder / "nurse").mkdir(parents=True)
    for name in ("red", "blue"):
        Image.new("RGB", (32, 24), name).save(folder / "nurse" / f"{name}.png")
    run = audit(images=folder, readers=["colour"], out=folder.parent / "run").path
    lost = min((run / "images").rglob("*.png"))
    lost.write_bytes(b"no picture")
    return run, lost.stem


def test_a_damaged_picture_is_told_and_the_rest_is_written(damaged, graycard, tmp_path):
    run, lost = damaged
    folder = tmp_path / "site"

    done = graycard("explore", run, "--export", folder)

    assert done.returncode == 0, done.stderr
    assert re.search(r"note: [1-9]\d* pages or files could not be made", done.stderr)
    pages = [page.read_text("utf-8") for page in folder.rglob("*.html")]
    assert len(pages) > 5
    assert any("<a data-left-out" in page for page in pages)
    assert not [page for page in pages if re.search(rf'(href|src)="[^"]*image/0/{lost}', page)]
    assert not list(tmp_path.rglob(".tmp-*"))


def test_a_page_that_is_refused_says_why_in_its_place(damaged, monkeypatch, tmp_path):
    asked = written.ask

    async def refusing(app, address, **options):
        if not address.startswith("/same"):
            return await asked(app, address, **options)
        return Answer(status=400, headers={"content-type": "text/html"}, body=b"<p>It says why.")

    monkeypatch.setattr(written, "ask", refusing)
    site = write_site([damaged[0]], tmp_path / "site", most=12)

    assert site.broken
    pages = site.start.parent.rglob("*.html")
    assert any("It says why." in page.read_text("utf-8") for page in pages)


@pytest.mark.parametrize("there", [False, True])
def test_what_could_not_be_begun_leaves_nothing_behind(damaged, monkeypatch, tmp_path, there):
    asked, folder = written.ask, tmp_path / "site"
    if there:
        folder.mkdir()

    async def refusing(app, address, **options):
        answer = await asked(app, address, **options)
        return Answer(status=500, headers=answer.headers, body=answer.body)

    monkeypatch.setattr(written, "ask", refusing)
    with pytest.raises(GraycardError, match="could not be made"):
        write_site([damaged[0]], folder)

    assert not list(tmp_path.rglob("*")) or list(tmp_path.rglob("*")) == [folder]
    monkeypatch.undo()
    assert write_site([damaged[0]], folder, most=1).start.exists()
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


def test_what_was_left_out_is_said_by_kind_and_a_view_can_be_named(damaged, graycard, tmp_path):
    folder = tmp_path / "site"
    address = "http://127.0.0.1:8642/pictures?page=1&outcome=ok&lang=en"

    done = graycard("explore", damaged[0], "--export", folder, "--most-pages", 3, "--view", address)

    assert done.returncode == 0, done.stderr
    assert re.search(r"note: \d+ more pages were left out \(\w+", done.stderr)
    assert list(folder.glob("pictures-outcome-ok-*.html"))
    assert "/pictures?page=1&amp;outcome=ok" in (folder / "index.html").read_text("utf-8")


def test_one_page_that_was_left_out_is_one_page(monkeypatch, capsys, tmp_path):
    site = SimpleNamespace(
        pages=4, files=9, start=tmp_path / "index.html", left_out={"image": 1}, broken=0
    )
    monkeypatch.setattr("graycard.app.site.write_site", lambda *_, **__: site)

    app(["explore", str(tmp_path), "--export", "site"], standalone_mode=False)

    assert "note: 1 more page was left out (image 1);" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--export", "site", "--view", "image/0/ab"], "is no address of a page"),
        (["--export", "site", "--view", "/pictures?stratum=nurce"], "the stratum 'nurce'"),
        (["--export", "site", "--view", "/shares", "--most-pages", "1"], "1 views do not fit"),
        (["--view", "/shares"], "--view is given without --export"),
    ],
)
def test_a_view_that_cannot_be_written_is_told(damaged, graycard, tmp_path, more, said):
    done = graycard("explore", damaged[0], *more, cwd=tmp_path)

    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert not list(tmp_path.iterdir())


def test_the_app_opens_in_the_language_that_was_asked_for(damaged):
    command = ["explore", str(damaged[0]), "--no-browser", "--port", "0", "--language", "zh-Hans"]
    app = subprocess.Popen(
        [sys.executable, "-m", "graycard", *command], stdout=subprocess.PIPE, text=True
    )
    try:
        _, address, *_ = app.stdout.readline().split()
        with urlopen(address, timeout=60) as answer:
            page, cookie = answer.read().decode("utf-8"), answer.headers["set-cookie"]
    finally:
        app.terminate()
        app.communicate(timeout=60)

    assert address.endswith("/?lang=zh-Hans")
    assert '<html lang="zh-Hans"' in page
    assert cookie.startswith("graycard_language=zh-Hans;")
