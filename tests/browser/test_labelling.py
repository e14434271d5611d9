"""Labelling in a browser: by keyboard, two people at once, a reload in the middle, nothing lost."""

import csv
import os
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from graycard.app.server import build
from graycard.explore.collection import Collection
from graycard.labels.drawn import draw_sample
from graycard.labels.rubric import Rubric, load_rubric
from graycard.labels.staging import Staging
from graycard.labels.table import add_labels, read_labels
from graycard.labels.transfer import export_labels
from graycard.run.folder import RunFolder
from graycard.run.lock import sole_writer
from graycard.types import Label

from .conftest import follow, serving

N = 6
ODD = Rubric.model_validate(
    {
        "name": "odd",
        "attribute": "odd",
        "question": "Is it <script>alert('odd')</script>?",
        "claim": 'Whether it is "odd".',
        "source": "tests",
        "categories": [
            {"name": "<b>yes</b>", "when": "it's <i>odd</i>"},
            {"name": "no", "when": "it is not"},
        ],
        "cannot_tell": "it is dark",
        "not_depicted": "there is nothing",
    }
)


@pytest.fixture
def folder(drawn_run, tmp_path):
    shutil.copytree(drawn_run, tmp_path / "run")
    folder = RunFolder(tmp_path / "run")
    glasses = load_rubric("glasses", domain="drawn world")
    draw_sample(folder, N, rubrics=[glasses, ODD], seed=4)
    return folder


@pytest.fixture
def app(folder):
    with serving(folder.root) as address:
        yield address


def begin(page, address, rater, attribute="glasses"):
    page.goto(f"{address}/label/question?run=0&attribute={attribute}&rater={rater}")


def press(page, key):
    """Press a key and wait until the page that it leads to is there."""
    with page.expect_navigation():
        page.keyboard.press(key)


def progress(page):
    return page.locator("#progress").inner_text()


def said(folder, rater):
    return {
        one.generation_id: one.answer
        for attribute in ("glasses", "odd")
        for one in Staging(folder).said_by(rater, attribute).values()
    }


def test_two_people_label_by_keyboard_at_once_and_one_reloads(folder, app, new_page, tmp_path):
    ann, bob = new_page(), new_page()
    begin(ann, app, "ann")
    begin(bob, app, "bob")
    press(ann, "1")
    press(bob, "2")
    press(ann, "2")
    ann.reload()
    assert progress(ann) == f"2 of {N}"
    press(bob, "c")
    for _ in range(N - 2):
        press(ann, "1")
        press(bob, "n")
    assert ann.get_by_text(f"All {N} pictures of the sample are labelled").is_visible()
    assert bob.get_by_text(f"All {N} pictures of the sample are labelled").is_visible()

    follow(ann.get_by_role("link", name="To the questions"))
    follow(ann.get_by_role("button", name="Move them now"))

    assert ann.get_by_text(f"{2 * N} answers were moved").is_visible()
    shown = [one.picture.generation_id for one in _sample(folder).drawn]
    table = {(one.rater, one.generation_id): one.answer for one in read_labels(folder)}
    assert len(read_labels(folder)) == 2 * N
    assert [table["ann", one] for one in shown] == ["yes", "no", *["yes"] * (N - 2)]
    assert [table["bob", one] for one in shown] == [
        "no",
        "cannot tell",
        *["not depicted"] * (N - 2),
    ]
    export_labels(folder, tmp_path / "out.csv", everybody=True)
    lines = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    rows = [row for row in csv.DictReader(lines) if row["label"]]
    assert {(r["rater"], r["generation_id"]): r["label"] for r in rows} == table


def _sample(folder):
    from graycard.labels.drawn import sample_of

    return sample_of(folder, "glasses")


def form(folder):
    """What the page of the first picture sends, but for the answer."""
    sample = _sample(folder)
    return {
        "run": "0",
        "attribute": "glasses",
        "rater": "ann",
        "place": "0",
        "picture": sample.drawn[0].picture.generation_id,
        "rubric": sample.rubric("glasses").id,
    }


def send(url, fields):
    """Send a form as a page of the server would; return the status and the page."""
    headers = {"Origin": "/".join(url.split("/")[:3])}
    data = urllib.parse.urlencode(fields).encode()
    try:
        with urllib.request.urlopen(
            urllib.request.Request(url, data=data, headers=headers)
        ) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_undo_takes_back_and_space_skips(folder, app, new_page):
    page = new_page()
    shown = [one.picture.generation_id for one in _sample(folder).drawn]
    begin(page, app, "ann")
    press(page, "1")
    press(page, " ")
    press(page, "2")
    assert said(folder, "ann") == {shown[0]: "yes", shown[2]: "no"}

    press(page, "u")
    assert said(folder, "ann") == {shown[0]: "yes"}
    assert page.get_by_alt_text("Picture 3 of the sample").is_visible()
    press(page, "u")
    assert said(folder, "ann") == {}
    assert page.get_by_alt_text("Picture 1 of the sample").is_visible()
    assert page.get_by_role("button", name="Undo").count() == 0

    for _ in range(N):
        press(page, "1")
    assert set(said(folder, "ann")) == set(shown)


def test_what_was_skipped_comes_again(folder, app, new_page):
    page = new_page()
    begin(page, app, "ann")
    press(page, " ")
    for _ in range(N - 1):
        press(page, "1")

    assert page.get_by_alt_text("Picture 1 of the sample").is_visible()
    assert progress(page) == f"{N - 1} of {N}"


def test_two_tabs_of_one_person_do_not_overwrite_each_other(folder, app, new_page):
    one, other = new_page(), new_page()
    begin(one, app, "ann")
    begin(other, app, "ann")
    press(one, "1")

    press(other, "2")

    assert other.get_by_role("alert").inner_text().startswith("You have answered")
    assert list(said(folder, "ann").values()) == ["yes"]
    press(other, "2")
    assert list(said(folder, "ann").values()) == ["no"]


def test_a_page_sent_twice_is_one_answer(folder, app, new_page):
    page = new_page()
    begin(page, app, "ann")
    press(page, "1")
    page.go_back()
    assert page.get_by_alt_text("Picture 1 of the sample").is_visible()
    press(page, "1")

    assert len(Staging(folder).waiting()) == 1
    assert page.get_by_alt_text("Picture 2 of the sample").is_visible()


def test_it_works_without_a_script(folder, app, new_page):
    page = new_page(scripts=False)
    page.goto(f"{app}/label")
    page.get_by_label("Your pseudonym").first.fill("eve")
    follow(page.get_by_role("button", name="Begin").first)
    follow(page.get_by_role("button", name="yes"))
    follow(page.get_by_role("link", name="space Skip"))
    follow(page.get_by_role("button", name="cannot tell"))
    follow(page.get_by_role("button", name="Undo"))

    assert list(said(folder, "eve").values()) == ["yes"]
    follow(page.get_by_role("link", name="Pause"))
    follow(page.get_by_role("link", name="Go on as eve: Are glasses drawn?"))
    assert progress(page) == f"1 of {N}"


def test_the_prompt_is_hidden_unless_it_is_asked_for(folder, app, new_page):
    page = new_page()
    begin(page, app, "ann")
    for word in ("nurse", "ceo", "engineer", "photo of"):
        assert word not in page.content()

    follow(page.get_by_role("link", name="Show the prompt"))
    assert "a photo of a" in page.locator("figcaption").inner_text()
    press(page, "1")
    assert "a photo of a" in page.locator("figcaption").inner_text()
    follow(page.get_by_role("link", name="Hide the prompt"))
    assert page.locator("figcaption").count() == 0


def test_words_of_a_rubric_are_words(app, new_page, folder):
    page = new_page()
    begin(page, app, "ann", "odd")

    assert page.get_by_role("heading", level=1).inner_text() == ODD.question
    assert "it's <i>odd</i>" in page.locator(".rubric").inner_text()
    press(page, "1")
    assert list(said(folder, "ann").values()) == ["<b>yes</b>"]


def test_a_rubric_of_ours_is_asked_in_chinese_and_answered_the_same(app, new_page, folder):
    page = new_page(locale="zh-CN")
    page.goto(f"{app}/label")
    assert page.locator("main h2").all_inner_texts()[:2] == ["画了眼镜吗？", ODD.question]
    begin(page, app, "ann")

    assert page.get_by_role("heading", level=1).inner_text() == "画了眼镜吗？"
    assert "两只眼睛周围都有镜框" in page.locator(".rubric").inner_text()
    assert "无法判断" in page.locator(".rubric").inner_text()
    press(page, "1")
    assert list(said(folder, "ann").values()) == ["yes"]


@pytest.mark.parametrize("rater", ["ann@example.org", "<script>", "", "a b"])
def test_a_name_that_is_no_pseudonym_is_refused(app, new_page, rater):
    page = new_page()
    answer = page.goto(f"{app}/label/question?run=0&attribute=glasses&rater={rater}")

    assert answer.status == 400
    assert "No address is one" in page.content()


@pytest.mark.parametrize("path", ["/label", "/label/question?run=0&attribute=glasses&rater=ann"])
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_serious(app, new_page, accessible, path, dark):
    page = new_page(dark=dark)
    page.goto(app + path)

    accessible(page)


def test_it_fits_a_phone(app, new_page):
    page = new_page(width=390)
    begin(page, app, "ann")

    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_answers_come_from_pages_of_this_server_only(folder, app, headers):
    data = urllib.parse.urlencode(form(folder) | {"answer": "yes"}).encode()
    request = urllib.request.Request(f"{app}/label/answer", data=data, headers=headers)

    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)

    assert caught.value.code == 403
    caught.value.close()
    assert Staging(folder).waiting() == ()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ("answer=maybe&place=0", 400),
        ("answer=yes&place=99", 400),
        ("answer=yes&place=-1", 400),
        ("answer=yes&place=0&rater=a@b", 400),
        ("answer=yes&place=0&attribute=tie", 400),
        ("place=0", 400),
    ],
)
def test_forms_that_the_app_did_not_make_take_nothing_down(folder, app, fields, status):
    given = dict(part.split("=") for part in fields.split("&"))

    assert send(f"{app}/label/answer", form(folder) | given)[0] == status
    assert Staging(folder).waiting() == ()


def test_who_answered_under_an_earlier_version_of_a_rubric_is_asked_again(folder, app):
    sent = form(folder) | {"answer": "yes"}
    assert send(f"{app}/label/answer", sent)[0] == 200
    asked = _sample(folder).rubric("glasses").model_dump() | {"question": "Are there any?"}
    draw_sample(folder, N, rubrics=[Rubric.model_validate(asked)], seed=4)
    again = form(folder) | {"answer": "no"}
    assert again["picture"] == sent["picture"]

    _, page = send(f"{app}/label/answer", again)

    assert "You have answered" not in page
    assert said(folder, "ann") == {again["picture"]: "no"}
    assert [one.rubric for one in Staging(folder).waiting()] == [sent["rubric"], again["rubric"]]


def test_a_label_of_a_face_is_no_answer_about_the_picture(folder, app, new_page):
    page, first = new_page(), form(folder)
    add_labels(
        folder,
        [
            Label(
                generation_id=first["picture"],
                subject=f"faces@1#{k}",
                attribute="glasses",
                label="yes",
                rater=rater,
                time=datetime(2026, 3, 1, tzinfo=UTC),
                rubric=first["rubric"],
            )
            for k, rater in ((0, "ann"), (1, "ann"), (0, "bob"))
        ],
    )
    begin(page, app, "ann")
    assert progress(page) == f"0 of {N}"
    press(page, "1")

    page.goto(f"{app}/label")

    lines = page.locator(".progress").first.get_by_role("listitem")
    told = [" ".join(one.split()) for one in lines.all_inner_texts()]
    assert told == [f"ann 1 of {N} Go on"]


@pytest.mark.parametrize("what", ["answer", "undo"])
@pytest.mark.parametrize("changed", ["sample", "rubric"])
def test_what_was_asked_on_an_older_page_is_not_taken_for_what_is_asked_now(
    folder, app, what, changed
):
    old = form(folder) | {"answer": "yes"}
    assert send(f"{app}/label/answer", old)[0] == 200
    before = Staging(folder).waiting()
    old["seen"] = before[0].time.isoformat()
    old["answer"] = "no"
    if changed == "sample":
        draw_sample(folder, N, rubrics=[load_rubric("glasses", domain="drawn world")], seed=5)
        assert form(folder)["picture"] != old["picture"]
    else:
        asked = _sample(folder).rubric("glasses").model_dump() | {"question": "Are there any?"}
        draw_sample(folder, N, rubrics=[Rubric.model_validate(asked)], seed=4)
        assert form(folder)["picture"] == old["picture"]

    status, page = send(f"{app}/label/{what}", old)

    assert status == 400
    assert "This page showed another picture or another rubric" in page
    assert Staging(folder).waiting() == before


def test_while_another_process_writes_to_the_run_answers_wait(folder, app, monkeypatch):
    assert send(f"{app}/label/answer", form(folder) | {"answer": "yes"})[0] == 200
    monkeypatch.setattr(Staging.collect, "__kwdefaults__", {"wait": 0})
    with sole_writer(folder):
        assert send(f"{app}/label/collect", {"run": "0"})[0] == 503

    assert len(Staging(folder).waiting()) == 1


def test_a_run_without_a_sample_says_how_to_draw_one(drawn, new_page, drawn_run):
    page = new_page()
    page.goto(f"{drawn}/label")

    assert "--sample 100" in page.content()
    assert not (drawn_run / "labels").exists()


def test_a_run_that_cannot_be_written_to_says_so_and_takes_no_answers(
    folder, app, new_page, monkeypatch
):
    page = new_page()
    begin(page, app, "ann")
    press(page, "1")
    monkeypatch.setattr("graycard.labels.staging.may_write", lambda path: False)
    begin(page, app, "ann")

    assert page.get_by_role("alert").inner_text().startswith("No answer can be taken down")
    assert page.get_by_role("button", name="yes").is_disabled()
    assert progress(page) == f"1 of {N}"
    follow(page.get_by_role("link", name="Pause"))
    assert page.get_by_role("button").count() == 0


def test_shares_of_people_stand_beside_those_of_readers(folder, new_page, accessible):
    page = new_page()
    with serving(folder.root) as address:
        begin(page, address, "ann")
        for key in "112122":
            press(page, key)
        page.goto(f"{address}/label")
        follow(page.get_by_role("button", name="Move them now"))
        page.goto(f"{address}/shares?attribute=glasses")

        assert page.get_by_text("1 person labelled.").is_visible()
        table = page.get_by_role("table", name="people's labels beside readings")
        heads = table.get_by_role("columnheader").all_inner_texts()
        assert heads[2:6] == ["people say", "n labelled", "missing", "renderer_truth reads"]
        every = table.get_by_role("row", name="all together").first.inner_text()
        assert "\tyes\t50\u00a0% (19" in every
        accessible(page)
        with page.expect_download() as download:
            page.get_by_role("link", name="labelled by people): the numbers as CSV").click()
        rows = download.value.path().read_text(encoding="utf-8-sig").splitlines()
        assert rows[0].startswith("measure,attribute,category")
        assert len(rows) == 1 + 2 * 4


def test_pictures_are_found_by_what_people_said(folder, app, new_page):
    page = new_page()
    begin(page, app, "ann")
    press(page, "1")
    press(page, "2")
    page.goto(f"{app}/label")
    follow(page.get_by_role("button", name="Move them now"))

    page.goto(f"{app}/pictures?label.glasses=yes")

    assert page.locator(".grid .tile").count() == 1


def test_labels_that_others_moved_are_seen_at_the_next_look_and_read_once(folder, monkeypatch):
    opened = build([folder.root]).state.renewal.opened
    assert opened.collection.people == {}
    rubric = _sample(folder).rubric("glasses")
    first = _sample(folder).drawn[0].picture.generation_id
    Staging(folder).give(generation_id=first, rubric=rubric, answer="yes", rater="ann")
    Staging(folder).collect()  # as another process does, which tells this app nothing
    read, with_labels = [], Collection.with_labels
    monkeypatch.setattr(Collection, "with_labels", lambda one: read.append(one) or with_labels(one))

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: opened.collection, range(32)))

    assert list(found[0].people) == ["glasses"]
    assert all(one is found[0] for one in found)
    assert len(read) == 1


def test_answers_are_in_the_table_when_the_app_has_ended(folder, new_page):
    page = new_page()
    with serving(folder.root) as address:
        begin(page, address, "ann")
        press(page, "1")

    assert [one.answer for one in read_labels(folder)] == ["yes"]
    assert Staging(folder).waiting() == ()


def test_answers_survive_a_killed_app_and_are_moved_when_it_starts_again(folder, new_page):
    script = (
        "import sys; from pathlib import Path; from graycard.app.server import serve\n"
        "serve([Path(sys.argv[1])], port=0, started=lambda a: print(a, flush=True))"
    )
    app = subprocess.Popen(
        [sys.executable, "-c", script, str(folder.root)], stdout=subprocess.PIPE, text=True
    )
    address = app.stdout.readline().strip().rstrip("/")
    page = new_page()
    begin(page, address, "ann")
    press(page, "1")
    press(page, "2")
    os.kill(app.pid, signal.SIGKILL)
    app.wait()
    app.stdout.close()
    assert read_labels(folder) == ()

    with serving(folder.root) as address:
        begin(page, address, "ann")
        assert progress(page) == f"2 of {N}"
        assert len(read_labels(folder)) == 2
