"""The page of one picture: everything that is known of it, and how to make it again."""

import shlex
import subprocess
import sys

import pytest

from graycard.explore.one_picture import make_again
from graycard.run.run import load_run

from .conftest import QUOTED, follow


def test_a_click_on_a_picture_tells_what_was_asked_and_read(drawn, drawn_run, new_page, accessible):
    page = new_page()
    page.goto(f"{drawn}/pictures?stratum=nurse")
    follow(page.locator(".grid a").first)
    told = page.locator("main").inner_text()
    run = load_run(drawn_run)
    row = next(one for _, one in run.generations.iterrows() if one["stratum"] == "nurse")

    for value in (row["text"], row["seed"], row["model"], row["image_sha256"], row["id"]):
        assert str(value) in told
    readings = run.readings[run.readings["generation_id"] == row["id"]]
    assert page.locator("table tbody tr").count() == len(readings)
    accessible(page)


def test_its_command_makes_the_same_bytes(drawn, drawn_run, new_page, tmp_path):
    page = new_page(scripts=False)
    run = load_run(drawn_run)
    row = run.generations.iloc[5]
    page.goto(f"{drawn}/picture/0/{row['id']}")
    command = shlex.split(page.locator(".command").inner_text())

    assert command[0] == "graycard"
    made = tmp_path / "again.png"
    done = subprocess.run(
        [sys.executable, "-m", *command, "--out", made], capture_output=True, text=True, check=True
    )
    assert "the same bytes" in done.stdout
    assert made.read_bytes() == run.images.get(row["image_sha256"], "png")


def test_what_did_not_come_has_a_page_too(untrusted, untrusted_run, new_page, accessible):
    row = next(
        one for _, one in load_run(untrusted_run).generations.iterrows() if one["outcome"] != "ok"
    )
    page = new_page()
    page.goto(f"{untrusted}/picture/0/{row['id']}")

    assert row["detail"] in page.locator("main").inner_text()
    assert page.locator("main img").count() == 0
    accessible(page)


def test_a_file_name_with_quotes_and_a_prompt_with_a_script_are_text(
    untrusted, untrusted_run, new_page
):
    generations = load_run(untrusted_run).generations
    row = generations[generations["source"] == QUOTED].iloc[0]
    page = new_page()
    page.goto(f"{untrusted}/picture/0/{row['id']}")

    assert QUOTED in page.locator("main").inner_text()
    assert "<script>" in page.get_by_role("heading", level=1).inner_text()
    assert "taken over" not in page.title().replace("<script>document.title = 'taken over'", "")
    assert page.locator(".command").count() == 0


def test_requests_beside_it_are_one_step_away(drawn, drawn_run, new_page):
    ids = list(load_run(drawn_run).generations["id"])
    page = new_page(scripts=False)
    page.goto(f"{drawn}/picture/0/{ids[0]}")
    assert page.get_by_role("link", name="Before").count() == 0
    follow(page.get_by_role("link", name="Next"))

    assert page.url.endswith(ids[1])
    follow(page.get_by_role("link", name="Before"))
    assert page.url.endswith(ids[0])


@pytest.mark.parametrize(
    ("path", "status"), [("0/" + "0" * 64, 400), ("9/" + "0" * 64, 400), ("0/x", 400)]
)
def test_what_no_run_has_is_told(drawn, new_page, path, status):
    assert new_page(scripts=False).goto(f"{drawn}/picture/{path}").status == status


def test_a_picture_of_a_folder_is_not_made_again(untrusted_run):
    run = load_run(untrusted_run)
    from graycard.errors import InputError

    with pytest.raises(InputError, match="in a folder"):
        make_again(run, run.generations["id"][0])
