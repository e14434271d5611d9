"""The report in a real browser, in every language: nothing serious for axe, narrow, by keyboard."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from graycard.language import LANGUAGES
from graycard.report import write_reports
from graycard.run.run import Run

OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"


@pytest.fixture(scope="module")
def reports(drawn_run, tmp_path_factory):
    """The report's address in each language; the run itself stays as it is."""
    copy = tmp_path_factory.mktemp("reports") / "run"
    shutil.copytree(drawn_run, copy)
    return {tag: write_reports(Run(copy), language=tag).as_uri() for tag in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_serious(reports, new_page, accessible, language, dark):
    page = new_page(dark=dark)
    page.goto(reports[language])
    page.evaluate(OPEN_ALL)

    accessible(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_no_wider_than_a_small_phone(reports, new_page, language):
    page = new_page(width=360)
    page.goto(reports[language])
    page.evaluate(OPEN_ALL)

    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_keyboard_reaches_the_report_its_tables_and_what_is_folded(reports, new_page, language):
    page = new_page()
    page.goto(reports[language])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))

    reached = set()
    for _ in range(400):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.tagName"))
        if page.evaluate("document.activeElement.classList.contains('scroll')"):
            reached.add("scroll")
        if {"A", "SUMMARY", "scroll"} <= reached:
            break
    assert {"A", "SUMMARY", "scroll"} <= reached


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_folded_is_printed(reports, new_page, language):
    page = new_page()
    page.goto(reports[language])
    table = page.locator("details table.numbers").first
    assert not table.is_visible()

    page.emulate_media(media="print")

    expect(table).to_be_visible()
    expect(page.locator("nav")).not_to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_off_on_paper(reports, new_page, language):
    page = new_page(width=718)  # A4 less its margins, at 96 pixels an inch
    page.goto(reports[language])

    page.emulate_media(media="print")

    assert page.evaluate("document.documentElement.scrollWidth") <= 718


def test_the_page_says_its_language(reports, new_page):
    page = new_page()
    for language, address in reports.items():
        page.goto(address)
        assert page.evaluate("document.documentElement.lang") == language
