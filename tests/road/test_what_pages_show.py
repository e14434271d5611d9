"""Pages of an app with drawings and photographs say of which of them they are."""

import asyncio

import pytest
from PIL import Image

from graycard.app.asking import ask
from graycard.app.server import build
from graycard.auditing import audit
from graycard.run.run import load_run

BADGE = 'class="badge"'
PHOTOS = "photographs"


@pytest.fixture(scope="module")
def runs(few_prompts, tmp_path_factory):
    """A run of drawings, and one of two photographs of nobody."""
    folder = tmp_path_factory.mktemp("runs")
    (folder / "pictures").mkdir()
    for number in range(2):
        Image.new("RGB", (64, 64), (90, 90 * number, 90)).save(folder / f"pictures/{number}.png")
    drawings = audit(prompts=few_prompts, images_per_prompt=4, out=folder / "drawings").path
    return drawings, audit(images=folder / "pictures", out=folder / "photographs").path


@pytest.fixture(scope="module")
def app(runs):
    return build(runs)


def shown(app, address, language="en"):
    joined = "&" if "?" in address else "?"
    return asyncio.run(ask(app, f"{address}{joined}lang={language}")).body.decode()


def done(app, address, language="en"):
    """Return the page once the work is done."""
    page = ""
    while "<h2" not in page:
        page = shown(app, address, language)
    return page


@pytest.mark.parametrize(
    ("address", "drawn"),
    [
        ("/", True),
        ("/pictures", True),
        ("/pictures?run=drawings", True),
        ("/pictures?run=photographs", False),
        ("/shares?run=0", True),
        ("/shares?run=1", False),
        ("/label?run=0", True),
        ("/label?run=1", False),
        ("/neighbours?run=drawings", True),
        ("/neighbours?run=photographs", False),
        ("/average-faces?a.run=drawings", True),
        ("/average-faces?a.run=photographs", False),
        ("/words", True),
        (f"/words?a.run={PHOTOS}", True),  # beside all others, which are drawings
        (f"/words?a.run={PHOTOS}&b.run={PHOTOS}", False),
        ("/words?a.run=drawings&b.run=drawings", True),
        ("/clusters", True),
        ("/clusters/of?name=nurse", True),
        ("/clusters/1", True),
        (f"/compare?left.prompt=nurse&left.run=drawings&right.prompt=all&right.run={PHOTOS}", True),
        (f"/compare?left.prompt=all&left.run={PHOTOS}&right.prompt=all&right.run={PHOTOS}", False),
    ],
)  # fmt: skip
def test_the_drawn_world_is_named_where_some_of_it_is_shown(app, address, drawn):
    page = shown(app, address)

    assert "<h1>" in page
    assert (BADGE in page.partition("</header>")[0]) == drawn
    assert (BADGE in page.partition("<footer>")[2]) == drawn


@pytest.mark.parametrize("run", [0, 1])
def test_a_picture_is_of_its_own_run(app, runs, run):
    one = load_run(runs[run]).generations.id.iloc[0]

    for address in (f"/picture/{run}/{one}", f"/neighbours?of={run}-{one}&by=visual-words"):
        assert (BADGE in shown(app, address).partition("</header>")[0]) == (run == 0)


@pytest.mark.parametrize(
    ("language", "said", "why"),
    [
        ("en", "The seeds of 2 pictures are not known", ": of none of its pictures is the prompt"),
        ("zh-Hans", "有 2 张图片的种子未知", "：其所有图片的提示词均未知"),
    ],
)
def test_same_pictures_say_that_a_folder_has_no_seeds_and_why_it_has_no_number(
    app, language, said, why
):
    page = done(app, "/same", language)

    assert said in page
    assert f"<li>photographs{why}" in page
    assert "<li>drawings:" not in page


@pytest.mark.parametrize(
    ("run", "drawn", "chance", "other"),
    [
        ("drawings", True, "<td>different prompts</td>", "<li>photographs: of none"),
        (PHOTOS, False, "<li>photographs: of none", "<td>different prompts</td>"),
    ],
)
def test_same_pictures_of_a_run_are_told_with_the_chance_of_its_own_model(
    app, run, drawn, chance, other
):
    page = done(app, f"/same?run={run}")

    assert (BADGE in page.partition("</header>")[0]) == drawn
    assert (BADGE in page.partition("<footer>")[2]) == drawn
    assert chance in page
    assert other not in page


def test_clusters_are_not_of_pictures_whose_prompts_may_name_anybody(tmp_path):
    (tmp_path / "prompts.csv").write_text("text\na photo of a nurse\n")
    run = audit(prompts=tmp_path / "prompts.csv", images_per_prompt=2, out=tmp_path / "run")
    app = build([run.path])

    assert BADGE in shown(app, "/pictures")
    assert BADGE not in shown(app, "/clusters")
