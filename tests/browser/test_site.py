"""The pages as files: they open from a folder and lead to each other."""

import re

import pytest

from graycard.app.site import write_site
from graycard.errors import InputError


@pytest.fixture(scope="module")
def site(drawn_run, tmp_path_factory):
    return write_site([drawn_run], tmp_path_factory.mktemp("site") / "site", most=60)


def test_every_link_of_a_page_leads_to_a_file_in_the_folder(site):
    folder = site.start.parent
    links = 0
    for page in folder.rglob("*.html"):
        for link in re.findall(r'(?:href|src)="([^"#]*)"', page.read_text("utf-8")):
            assert not link.startswith(("/", "http"))
            if link:
                assert (page.parent / link).resolve().is_relative_to(folder.resolve())
                assert (page.parent / link).exists(), f"{page}: {link}"
                links += 1
    assert links > 500


def test_it_opens_from_a_folder_with_pictures_styles_and_the_way_around(site, new_page):
    page = new_page(height=3000)
    page.goto(site.start.as_uri())
    page.get_by_role("link", name="nurse").click()
    page.wait_for_load_state("networkidle")

    widths = page.locator(".grid img").evaluate_all("all => all.map(one => one.naturalWidth)")
    assert widths == [64] * 12
    assert page.evaluate("getComputedStyle(document.querySelector('.grid')).display") == "grid"
    page.locator(".grid a").first.click()
    assert "What was read off it" in page.locator("main").inner_text()


def test_what_needs_a_server_is_left_out_and_said(site, drawn_run):
    pages = [page.read_text("utf-8") for page in site.start.parent.rglob("*.html")]

    assert not [page for page in pages if "<form" in page]
    assert all("This is a static copy" in page for page in pages)
    assert not [page for page in pages if str(drawn_run.parent) in page]


def test_no_more_pages_than_asked_for_and_links_to_others_are_text(drawn_run, tmp_path):
    site = write_site([drawn_run], tmp_path / "site", most=8)

    assert site.pages == len(list((tmp_path / "site").rglob("*.html"))) == 8
    assert site.left_out > 0
    assert "<a data-left-out" in (tmp_path / "site" / "pictures.html").read_text("utf-8")


def test_nothing_is_overwritten(drawn_run, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(InputError, match="not empty"):
        write_site([drawn_run], tmp_path)
