"""Neighbours and same pictures in a browser: by links, without a script, from a shared address."""

import csv
import re
import threading

import pytest
from PIL import Image
from skimage import data

from graycard.auditing import audit
from graycard.explore.same_pictures.looked import look

from .conftest import follow, serving

SCRIPT = "a nurse <script>document.title = 'taken over'</script>"
QUOTED = "it's \"<b>quoted\" & 'more'.png"


@pytest.fixture(scope="module")
def alike_run(tmp_path_factory):
    """A run of a cat, the cat saved again, a cup, two black pictures, and a broken one."""
    folder = tmp_path_factory.mktemp("alike") / "pictures"
    folder.mkdir()
    cat = Image.fromarray(data.chelsea())
    cat.save(folder / QUOTED)
    cat.resize((225, 150)).save(folder / "again.jpg", quality=80)
    Image.fromarray(data.coffee()).save(folder / "coffee.png")
    Image.new("RGB", (48, 48), "black").save(folder / "black.png")
    Image.new("RGB", (40, 48), "black").save(folder / "black-2.png")
    (folder / "broken.png").write_bytes(b"no picture")
    names = (QUOTED, "again.jpg", "coffee.png", "black.png", "black-2.png", "broken.png")
    with (folder / "metadata.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file_name", "prompt", "stratum", "seed"])
        for seed, name in enumerate(names):
            text = SCRIPT if seed == 0 else f"a cook {seed % 2}"
            rows.writerow([name, text, "nurse" if seed == 0 else "cook", seed])
    return audit(images=folder, readers=["colour"], out=folder.parent / "run '\"<i>").path


@pytest.fixture(scope="module")
def alike(alike_run):
    """The address of the app that shows it."""
    with serving(alike_run) as address:
        yield address


def captions(page):
    return page.locator("main .grid .caption").all_inner_texts()


def test_one_walks_from_picture_to_picture_without_a_script(alike, new_page):
    page = new_page(scripts=False)
    page.goto(f"{alike}/neighbours")
    follow(page.locator("main .grid a", has=page.locator("img[alt*='<script>']")))

    assert page.url.startswith(f"{alike}/neighbours?of=0-")
    assert "All 4 other pictures were compared." in page.locator("main").inner_text()
    assert "the request brought no picture (failed)" in page.locator("main").inner_text()
    assert "<script>" in page.locator("main .beside img").get_attribute("alt")
    shown = [float(one.split()[0]) for one in captions(page)[1:]]
    assert len(shown) == 4
    assert shown == sorted(shown)
    before = page.url
    follow(page.locator("main ul.grid a").first)
    assert page.url != before
    assert page.title() == "Neighbours · Graycard"


def test_a_picture_s_own_page_leads_to_its_neighbours(alike, new_page):
    page = new_page(scripts=False)
    page.goto(f"{alike}/same")
    page.wait_for_selector("h3")
    follow(page.locator("main ul.grid a").first)
    follow(page.get_by_role("link", name="What is near it"))

    assert page.url.startswith(f"{alike}/neighbours?of=0-")
    assert page.locator("main ul.grid img").count() == 4


def test_the_notion_of_near_is_switched_by_a_link_and_stays_in_the_address(alike, new_page):
    page = new_page(scripts=False)
    page.goto(f"{alike}/neighbours")
    follow(page.locator("main .grid a", has=page.locator("img[alt*='<script>']")))
    follow(page.get_by_role("link", name="Visual words"))
    page.wait_for_selector("h2")

    assert "by=visual-words" in page.url
    assert page.locator("main .choose a[aria-current]").inner_text() == "Visual words"
    assert "2: no key points" in page.locator("main").inner_text()
    found = captions(page)[1:]
    assert len(found) == 2, "the plain ones have no key points"
    assert all(re.fullmatch(r"cosine -?\d\.\d{3}", one) for one in found)
    other = new_page(width=390, dark=True)
    other.goto(page.url)
    assert captions(other)[1:] == found
    follow(page.locator("main ul.grid a").first)
    assert "by=visual-words" in page.url


def test_neighbours_are_filtered_like_any_grid(alike, new_page):
    page = new_page(scripts=False)
    page.goto(f"{alike}/neighbours")
    follow(page.locator("main .grid a", has=page.locator("img[alt*='a cook 0']")).first)
    page.get_by_text("Show only some of them").click()
    page.get_by_label("Stratum").select_option("nurse")
    follow(page.get_by_role("button", name="Show"))

    assert "of=0-" in page.url
    assert "1 of the 4 nearest are shown." in page.locator("main").inner_text()
    assert page.locator("main ul.grid img").count() == 1


def test_a_picture_without_neighbours_says_so_and_offers_other_notions(alike, new_page):
    page = new_page(scripts=False)
    page.goto(f"{alike}/neighbours?by=visual-words")
    names = page.locator("main .grid a").evaluate_all("all => all.map(one => one.href)")
    plain = [name for name in names if "/neighbours" in name][1]
    page.goto(plain)
    page.wait_for_selector("h2")

    assert "nothing of it was measured" in page.locator(".nothing").inner_text()
    follow(page.get_by_role("link", name="Lightness"))
    assert page.locator("main ul.grid img").count() == 4
    page.goto(f"{plain}&lang=zh-Hans")
    told = page.locator(".nothing").inner_text()
    assert "没有对它测量任何内容；有近邻的有 3 个。 请选择另一张图片，或另一种“接近”。" in told


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("of=../../etc/passwd", "number of its run"),
        ("of=0-" + "f" * 64, "there is no request"),
        ("of=7-" + "f" * 64, "there is no run 7"),
        ("by=<script>", "no notion of near"),
        ("stratum=nurce", "nurse"),
    ],
)
def test_addresses_that_nobody_made_are_told(alike, new_page, query, says):
    page = new_page(scripts=False)
    answer = page.goto(f"{alike}/neighbours?{query}")

    assert answer.status == 400
    assert says in page.locator("main").inner_text().replace("There", "there")


def test_the_most_alike_pairs_are_ranked_filtered_and_taken_away(alike, new_page, accessible):
    page = new_page(width=360)
    page.goto(f"{alike}/neighbours")
    follow(page.get_by_role("link", name="The most alike pairs of all"))
    page.wait_for_selector("ol.pairs")
    told = page.locator("main").inner_text()

    assert "The 3 most alike of 3 pairs of 3 pictures: of two prompts each." in told
    assert "2: no key points" in told
    assert "such pairs drawn at random half have a cosine of more than" in told
    cosines = [float(one.split()[1]) for one in page.locator("ol.pairs p").all_inner_texts()]
    assert len(cosines) == 3
    assert cosines == sorted(cosines, reverse=True)
    first = page.locator("ol.pairs li").first
    assert "<script>" in first.locator("img").last.get_attribute("alt")
    assert first.locator(".caption").all_inner_texts() == ["cook", "nurse"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.wait_for_load_state("networkidle")
    accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="All pairs as CSV").click()
    rows = list(csv.DictReader(download.value.path().read_text("utf-8-sig").splitlines()))
    assert (rows[0]["rank"], rows[0]["a_seed"], rows[0]["b_seed"]) == ("1", "1", "0")
    assert rows[0]["b_text"] == SCRIPT
    assert [round(float(one["cosine"]), 3) for one in rows] == cosines
    page.get_by_text("Show only some of them").click()
    page.get_by_label("Stratum").select_option("cook")
    follow(page.get_by_role("button", name="Show"))
    assert "There is one such pair alone." in page.locator("main").inner_text()
    follow(page.get_by_role("link", name="Of any pictures"))
    assert "stratum=cook" in page.url
    assert page.locator("main .choose a[aria-current]").last.inner_text() == "Of any pictures"
    page.goto(f"{alike}/neighbours/pairs?stratum=nurse&lang=zh-Hans")
    assert "单独一张图片构不成配对" in page.locator("main").inner_text()


def test_same_pictures_are_shown_in_groups_with_how_often_it_happens(alike, new_page, accessible):
    page = new_page()
    page.goto(f"{alike}/same")
    page.wait_for_selector("h3")
    page.wait_for_load_state("networkidle")
    told = page.locator("main").inner_text()

    assert "1 group: 2 of 5 pictures are the same as one of another seed." in told
    assert "2 pictures are plain" in told
    groups = page.locator("h3.group").all_inner_texts()
    assert groups[0].startswith("2 pictures alike")
    assert "2 prompts" in groups[0]
    assert groups[1].startswith("2 plain pictures")
    assert page.locator("main ul.grid img").count() == 4
    assert any("<script>" in one for one in captions(page))
    assert page.locator("main table tbody tr").count() == 1
    accessible(page)


def test_only_the_pictures_that_are_asked_for_are_compared_and_counted(alike, new_page):
    page = new_page(scripts=False)
    page.goto(f"{alike}/same")
    page.get_by_text("Show only some of them").click()
    page.get_by_label("Stratum").select_option("cook")
    follow(page.get_by_role("button", name="Show"))
    told = page.locator("main").inner_text()

    assert "5 of 6 requests are such; their pictures are compared with each other alone." in told
    assert "0 groups: 0 of 4 pictures are the same as one of another seed." in told
    # The cat that was saved again is not the same as the cup; the black ones do not count.
    assert re.search(r"different prompts\s+0\s+1\s", told)
    assert [one[:16] for one in page.locator("h3.group").all_inner_texts()] == ["2 plain pictures"]
    page.goto(f"{alike}/same?stratum=nurse")
    assert "No two pictures are the same." in page.locator(".nothing").inner_text()
    assert "0 groups: 0 of 1 pictures" in page.locator("main").inner_text()


def test_a_page_whose_work_takes_long_says_how_far_it_is(alike_run, new_page, monkeypatch):
    """The work waits until it was seen waiting; then the same address shows the result."""
    seen_waiting = threading.Event()

    def slow(collection, rows, *, progress):
        progress(2, 6)
        assert seen_waiting.wait(600)
        return look(collection, rows, progress=progress)

    monkeypatch.setattr("graycard.app.pages.same.look", slow)
    monkeypatch.setattr("graycard.app.waiting.PATIENCE", 0.2)
    with serving(alike_run) as address:
        page = new_page(scripts=False)
        answer = page.goto(f"{address}/same")
        assert answer.status == 202
        assert "2 of 6 pictures so far." in page.get_by_role("status").inner_text()
        assert page.get_by_role("link", name="Look again").get_attribute("href") == "/same"
        seen_waiting.set()
        page.wait_for_selector("h3")
        assert page.url == f"{address}/same"
