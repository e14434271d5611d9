"""The pages as files: they open from a folder and lead to each other."""

import re

import pytest

from graycard.app.site import write_site
from graycard.errors import InputError
from graycard.faces.find import face_finder

from .conftest import EVIL, follow, widths

VIEW = "/words?a.marked=yes&b.marked=no"


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
    follow(page.get_by_role("link", name="nurse"))

    assert widths(page.locator(".grid img")) == [64] * 12
    assert page.evaluate("getComputedStyle(document.querySelector('.grid')).display") == "grid"
    follow(page.locator(".grid a").first)
    assert "What was read off it" in page.locator("main").inner_text()


def test_what_needs_a_server_is_left_out_and_said(site, drawn_run):
    pages = [page.read_text("utf-8") for page in site.start.parent.rglob("*.html")]

    assert not [page for page in pages if "<form" in page]
    assert all("This is a static copy" in page for page in pages)
    assert not [page for page in pages if str(drawn_run.parent) in page]


@pytest.fixture(scope="module")
def small(drawn_run, tmp_path_factory):
    """A copy that has room for eight pages."""
    return write_site([drawn_run], tmp_path_factory.mktemp("small site") / "site", most=8)


def test_no_more_pages_than_asked_for_and_links_to_others_are_text(small):
    folder = small.start.parent

    assert small.pages == len(list(folder.rglob("*.html"))) == 8
    assert sum(small.left_out.values()) > 0
    assert "<a data-left-out" in (folder / "pictures.html").read_text("utf-8")


def test_what_was_left_out_looks_like_text_and_commands_are_code(small, new_page):
    page = new_page(scripts=False)
    page.goto((small.start.parent / "pictures.html").as_uri())

    left = page.locator("a[data-left-out]")
    assert left.count() > 0
    colour = "one => getComputedStyle(one).color"
    plain = page.locator(".grid .caption").first.evaluate(colour)
    assert set(left.evaluate_all("all => all.map(one => getComputedStyle(one).color)")) == {plain}
    assert page.locator(".menu a").first.evaluate(colour) != plain
    assert page.locator("footer code").inner_text() == "graycard explore RUN"
    assert "`" not in page.locator("footer").inner_text()


def test_nothing_is_overwritten(drawn_run, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(InputError, match="not empty"):
        write_site([drawn_run], tmp_path)


@pytest.fixture(scope="module")
def copy(people_run, tmp_path_factory):
    """A copy of a run with people, with less room than there are pages."""
    return write_site(
        [people_run], tmp_path_factory.mktemp("people site") / "site", most=110, views=[VIEW]
    )


@pytest.fixture
def opened(copy, new_page):
    """Open the copy from its folder and follow links of these names, one after the other."""

    def open_(*names):
        page = new_page()
        page.goto(copy.start.as_uri())
        for name in names:
            follow(page.get_by_role("link", name=name, exact=True).first)
        page.wait_for_load_state("networkidle")
        return page

    return open_


def test_no_page_of_a_copy_is_unfinished_and_pictures_give_way_to_views(copy):
    pages = {
        str(page.relative_to(copy.start.parent)): page.read_text("utf-8")
        for page in copy.start.parent.rglob("*.html")
    }

    assert len(pages) == copy.pages == 110
    assert not [name for name, page in pages.items() if "Computing" in page]
    assert not [name for name, page in pages.items() if re.search("data-again|refresh", page)]
    # 7 strata each (one of them marked and not), 11 pairs that differ in one thing
    kinds = ("average-faces-a", "words-a", "clusters/", "clusters-k", "picture/", "neighbours-of")
    counted = {kind: sum(name.startswith(kind) for name in pages) for kind in kinds}
    assert counted["words-a"] == 7 + 11 + 1
    if face_finder().has_landmarks:
        assert counted["average-faces-a"] == 7 + 11
    assert counted["clusters-k"] == 1
    assert counted["clusters/"] > 4
    assert counted["neighbours-of"] == 0
    assert {"picture", "neighbours"} <= set(copy.left_out)
    # One view has one file, however it is linked.
    assert len(set(pages.values())) == len(pages)


@pytest.mark.usefixtures("networks")
def test_averages_of_a_copy_are_seen_from_the_folder(opened):
    page = opened("Average faces", "dark-skinned feminine")

    average = page.locator("figure.average > img.of-faces")
    assert average.evaluate("one => one.naturalWidth") == 256
    assert "faces of 16 pictures are averaged" in page.locator("main").inner_text()

    page = opened("Average faces", f"chef, unmarked prompts beside {EVIL}")
    assert page.title().startswith("Average faces")
    assert page.locator("figure.average > img.of-faces").count() == 2
    assert "Within the face the averages are" in page.locator("main").inner_text()
    assert page.get_by_role("slider").count() == 1
    assert page.get_by_role("link", name="Compare with chance").count() == 0


def test_words_of_a_copy_are_seen_from_the_folder(opened):
    page = opened("Words apart", "chef, unmarked prompts")

    told = page.locator("main").inner_text().replace("\xa0", " ")
    assert f"First group: chef, unmarked prompts. Second group: {EVIL}, unmarked" in told
    assert "16 pictures of 1 prompt beside 16 of 1" in told
    assert "chef" in page.locator("figure#words .row .label").all_inner_texts()


def test_clusters_of_a_copy_are_seen_from_the_folder(opened):
    page = opened("Clusters", "12")
    assert page.locator("section section h3").count() == 12
    assert page.locator(".choose a[aria-current]").inner_text() == "12"

    follow(page.get_by_role("link", name="chef", exact=True))
    assert page.locator("h1").inner_text() == "chef"
    assert page.locator("figure#mix .row use").count() == 12
    assert page.locator(".grid .tile").count() == 16
    follow(page.get_by_role("link", name="All clusters"))
    follow(page.get_by_role("link", name="Cluster 1", exact=True))
    assert page.locator("h1").inner_text() == "Cluster 1"


def test_comparisons_of_a_copy_are_seen_from_the_folder(opened):
    page = opened("Compare", "“dark-skinned masculine” – “light-skinned feminine”")

    heads = page.locator(".sides h2").all_inner_texts()
    assert heads == ["“dark-skinned masculine”", "“light-skinned feminine”"]
    seen = page.locator(".sides .grid img").evaluate_all(
        "all => all.map(one => one.loading === 'lazy' || one.naturalWidth)"
    )
    assert len(seen) == 32
    assert all(seen)


def test_a_view_that_was_named_is_reached_from_the_overview(opened):
    page = opened(VIEW)

    told = page.locator("main").inner_text().replace("\xa0", " ")
    assert "First group: marked prompts. Second group: unmarked prompts." in told
    assert "128 pictures of 8 prompts beside 32 of 2" in told


def test_a_copy_without_vectors_says_why_it_has_no_words(site, new_page):
    page = new_page()
    page.goto(site.start.as_uri())
    follow(page.get_by_role("link", name="Words apart"))

    assert "graycard read" in page.locator("main").inner_text()
    assert page.locator("main .choose a").count() == 0
