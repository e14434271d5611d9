"""Average faces in a browser: computing, seen, compared, and the same without a script."""

import io
import json
import re
import threading

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from graycard.app.averages import make_average
from graycard.explore.average_faces import average_face, average_picture
from graycard.explore.average_faces.groups import group_of
from graycard.explore.collection import Collection
from graycard.explore.filters import Filter

from .conftest import follow, serving
from .test_addresses import ask

pytestmark = pytest.mark.usefixtures("networks")

TWO = "/average-faces?show=yes&a.stratum=ceo&b.stratum=nurse"


@pytest.fixture
def seen(drawn, new_page):
    """Open a page of averages once they are made."""

    def open_(path=TWO, **options):
        page = new_page(**options)
        page.goto(drawn + path)
        page.locator("figure.average > img.of-faces").first.wait_for()
        page.locator("progress").wait_for(state="detached")
        return page

    return open_


def test_the_page_begins_with_a_choice_and_computes_nothing(drawn, new_page, accessible):
    page = new_page()
    page.goto(f"{drawn}/average-faces")

    assert page.locator("figure.average").count() == 0
    accessible(page)
    page.locator("select[name='a.stratum']").select_option("nurse")
    follow(page.get_by_role("button", name="Average"))
    assert "a.stratum=nurse" in page.url
    assert "b.stratum" not in page.url
    assert page.locator("figure.average h2").inner_text().startswith("nurse")


def test_without_a_script_the_averages_come_and_stand_side_by_side(seen):
    page = seen(scripts=False)

    averages = page.locator("figure.average > img.of-faces")
    assert averages.count() == 2
    assert page.locator("input[type=range]").count() == 0
    for number in range(2):
        assert averages.nth(number).evaluate("one => one.naturalWidth") == 256
    page.get_by_text("Who is not in it").first.click()
    expect(page.locator("figure.average table").first).to_be_visible()


def test_what_is_seen_is_what_the_method_says(seen, drawn, drawn_run):
    page = seen()
    pictures = group_of(Collection.open([drawn_run]), Filter(stratum=("ceo",))).pictures
    expected = average_face(pictures)

    first = page.locator("figure.average").first
    said = f"{expected.n_used} faces of 12 pictures are averaged"
    assert said in first.inner_text()
    source = first.locator("> img.of-faces").get_attribute("src")
    with Image.open(io.BytesIO(ask(drawn, source)[2])) as shown:
        assert np.array_equal(np.asarray(shown), np.asarray(average_picture(expected)))
    numbers = json.loads(ask(drawn, source.replace("average.png", "numbers.json"))[2])
    assert numbers["n_used"] + sum(numbers["dropped"].values()) == numbers["n"] == 12


def test_the_slider_moves_by_keyboard(seen, accessible):
    page = seen()
    slider = page.get_by_role("slider")
    above = page.locator(".stack img").nth(1)

    slider.focus()
    page.keyboard.press("Home")
    expect(above).to_have_attribute("style", "clip-path: inset(0px 0px 0px 0%);")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(above).to_have_attribute("style", "clip-path: inset(0px 0px 0px 3%);")
    accessible(page)


def test_the_spread_is_there_when_it_is_asked_for(seen):
    page = seen()
    map_ = page.locator("figure.average details img").first

    assert not map_.is_visible()
    page.get_by_text("Where the faces differ").first.click()
    expect(map_).to_be_visible()
    page.wait_for_function("document.querySelector('figure.average details img').naturalWidth > 0")


@pytest.mark.parametrize("scripts", [True, False])
def test_chance_has_its_say_when_it_is_asked(seen, drawn, scripts):
    page = seen(scripts=scripts)
    follow(page.get_by_role("link", name="Compare with chance"))

    told = page.get_by_text(re.compile("Within the face the averages are"))
    told.wait_for()
    assert "adjusted for two questions" in told.inner_text()
    href = page.get_by_role("link", name="the numbers as JSON").last.get_attribute("href")
    numbers = json.loads(ask(drawn, href)[2])
    assert numbers["shuffled"] == "images"
    assert 0 < numbers["face"]["p"] <= 1


def test_the_address_shows_the_same_to_somebody_else(seen):
    told = [seen().locator("figure.average").all_inner_texts() for _ in range(2)]

    assert told[0] == told[1]


@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_a_phone_and_axe_finds_nothing_serious(seen, accessible, dark):
    page = seen(f"{TWO}&test=yes", width=390, dark=dark)
    page.get_by_text(re.compile("Within the face the averages are")).wait_for()

    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_groups_that_share_pictures_are_told(drawn, new_page):
    page = new_page(scripts=False)
    answer = page.goto(f"{drawn}/average-faces?show=yes&a.stratum=ceo&b.outcome=ok")

    assert answer.status == 400
    assert "12 pictures are in both groups" in page.inner_text("main")


def test_a_group_without_a_face_says_why(untrusted, new_page, accessible):
    """Names and prompts of others are text, here as everywhere."""
    page = new_page()
    page.goto(f"{untrusted}/average-faces?show=yes")
    page.get_by_text("There is no face to average").wait_for()

    assert page.title().startswith("Average faces")
    assert "none is left" in page.inner_text("figure.average")
    accessible(page)
    name = page.locator("select[name='a.stratum'] option").nth(1)
    if name.count():
        assert "<script>" in name.inner_text()


@pytest.mark.parametrize(
    "path", [f"{'0' * 64}/average.png", "..%2f..%2fx/average.png", f"{'0' * 63}/average.png"]
)
def test_what_was_not_made_is_not_there(drawn, path):
    status, _, _ = ask(drawn, f"/average-faces/{path}")

    assert status in (400, 404)


def test_other_pages_answer_while_something_is_computed(drawn_run, new_page, monkeypatch):
    """Averages are made in a thread of their own, one after the other; pages do not wait for it."""
    seen_waiting = threading.Event()

    def held(group, progress):
        assert seen_waiting.wait(600)
        return make_average(group, progress)

    monkeypatch.setattr("graycard.app.pages.average_faces.make_average", held)
    monkeypatch.setattr("graycard.app.waiting._IN_PLACE", 0.2)
    with serving(drawn_run) as address:
        page = new_page(scripts=False)
        page.goto(f"{address}/average-faces?show=yes")
        assert page.get_by_role("status").inner_text().startswith("Computing")
        assert page.locator("progress").count() == 1

        assert ask(address, "/pictures")[0] == 200
        assert ask(address, "/average-faces?show=yes")[0] == 200
        seen_waiting.set()
        page.locator("figure.average > img.of-faces").wait_for()
