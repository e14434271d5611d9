"""What every page has: a way around, a language, errors that help, nothing for axe to find."""

import io
from xml.etree import ElementTree

import pytest
from PIL import Image

from graycard.run.run import load_run

from .conftest import follow

PAGES = (
    "/",
    "/pictures",
    "/compare",
    "/shares",
    "/words",
    "/average-faces",
    "/neighbours",
    "/neighbours/pairs",
    "/same",
    "/label",
)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("dark", "locale"), [(False, "en-GB"), (True, "en-GB"), (False, "zh-CN")])
def test_axe_finds_nothing_serious(drawn, new_page, accessible, path, dark, locale):
    page = new_page(dark=dark, locale=locale)
    page.goto(drawn + path)

    assert page.locator("html").get_attribute("lang") == {"zh-CN": "zh-Hans"}.get(locale, "en")
    accessible(page)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_a_phone(drawn, new_page, path):
    page = new_page(width=390)
    page.goto(drawn + path)

    wide = page.evaluate("document.documentElement.scrollWidth")

    assert wide <= 390


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
@pytest.mark.parametrize("width", [1024, 1280])
def test_the_languages_stand_beside_the_name_and_the_menu_is_one_line(
    drawn, new_page, width, locale
):
    page = new_page(width=width, locale=locale)
    page.goto(drawn)

    lines = "([...all].map((one) => Math.round(one.getBoundingClientRect().top)))"
    languages = page.evaluate(f"((all) => {lines})(document.querySelectorAll('.languages a'))")
    menu = page.evaluate(f"((all) => {lines})(document.querySelectorAll('.menu a'))")
    brand = page.locator(".brand a").bounding_box()
    assert len(set(languages)) == len(set(menu)) == 1
    assert languages[0] < brand["y"] + brand["height"] < menu[0]


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
@pytest.mark.parametrize("path", ["/", "/words"])
def test_a_phone_shows_the_whole_menu(drawn, new_page, path, locale):
    page = new_page(width=360, locale=locale)
    page.goto(drawn + path)

    links = page.locator(".menu a")
    uncovered = """(one) => [0.05, 0.5, 0.95].every((part) => {
        const at = one.getBoundingClientRect();
        return one === document.elementFromPoint(at.x + part * at.width, at.y + at.height / 2);
    })"""
    assert links.count() == 10
    assert [links.nth(n).evaluate(uncovered) for n in range(10)] == [True] * 10


@pytest.mark.parametrize(("width", "columns"), [(360, 1), (1280, 2)])
def test_two_forms_of_menus_are_level_or_one_below_the_other(drawn, new_page, width, columns):
    page = new_page(width=width, scripts=False)
    page.goto(f"{drawn}/words")

    first, second = (page.locator(".two fieldset").nth(side).bounding_box() for side in (0, 1))
    stratum = [page.get_by_label("Stratum").nth(side).bounding_box() for side in (0, 1)]
    if columns == 1:
        assert second["y"] >= first["y"] + first["height"]
        assert stratum[0]["x"] == stratum[1]["x"]
    else:
        assert stratum[0]["y"] == stratum[1]["y"]


def test_the_menu_leads_to_every_page_without_a_script(drawn, new_page):
    page = new_page(scripts=False)
    page.goto(drawn)
    links = page.locator("nav.menu a")

    for number in range(links.count()):
        name = links.nth(number).inner_text()
        follow(links.nth(number))
        assert page.locator("nav.menu a[aria-current=page]").inner_text() == name


def test_what_is_not_there_is_told_with_a_way_on(drawn, new_page):
    page = new_page(scripts=False)
    answer = page.goto(f"{drawn}/nowhere")

    assert answer.status == 404
    follow(page.get_by_role("link", name="To the overview"))
    assert page.get_by_role("heading", level=1).inner_text() == "Overview"


def test_a_language_is_chosen_by_an_address_and_remembered(drawn, new_page, accessible):
    page = new_page()
    page.goto(f"{drawn}/pictures?stratum=nurse")
    follow(page.get_by_role("link", name="简体中文"))

    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert page.url == f"{drawn}/pictures?stratum=nurse&lang=zh-Hans"
    assert page.locator(".grid img").count() == 12
    accessible(page)
    page.goto(f"{drawn}/shares")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    follow(page.get_by_role("link", name="English"))
    assert page.get_by_role("heading", level=1).inner_text() == "Shares"


def test_a_browser_that_prefers_chinese_gets_it(drawn, new_page):
    page = new_page(locale="zh-CN", scripts=False)
    page.goto(drawn)

    assert page.locator("html").get_attribute("lang") == "zh-Hans"


@pytest.mark.parametrize(
    ("locale", "names"),
    [
        ("en-GB", ["came", "withheld by a filter", "refused", "failed", "requested"]),
        ("zh-CN", ["已生成", "被过滤器拦截", "被拒绝", "失败"]),
    ],
)
def test_what_became_of_requests_is_said_in_the_language(
    untrusted, untrusted_run, new_page, locale, names
):
    page = new_page(locale=locale, scripts=False)
    page.goto(untrusted)

    assert page.locator("dl.counts dt").all_inner_texts()[: len(names)] == names
    failed = load_run(untrusted_run).generations.query("outcome == 'failed'").iloc[0]
    page.goto(f"{untrusted}/picture/0/{failed['id']}")
    assert names[3] in page.locator("main dd").all_inner_texts()


def test_a_chart_is_taken_away_with_all_its_digits(drawn, drawn_run, new_page):
    from graycard.run.run import load_run

    page = new_page()
    page.goto(f"{drawn}/shares?attribute=perceived_gender_presentation")
    with page.expect_download() as waited:
        page.get_by_role("link", name="Perceived gender presentation: the numbers as CSV").click()
    rows = waited.value.path().read_text("utf-8-sig").splitlines()
    numbers = load_run(drawn_run).estimates.query(
        "measure == 'share' and attribute == 'perceived_gender_presentation'"
    )

    assert len(rows) == len(numbers) + 1
    assert f",{numbers['low'].iloc[0]}," in "\n".join(rows)


def test_a_chart_is_taken_away_as_a_picture(drawn, new_page):
    page = new_page(scripts=False)
    page.goto(f"{drawn}/shares?attribute=perceived_gender_presentation")
    taken = {}
    for kind in ("SVG", "PNG"):
        with page.expect_download() as waited:
            name = f"Perceived gender presentation: the chart as {kind}"
            page.get_by_role("link", name=name).click()
        assert waited.value.suggested_filename == f"shares-share-0.{kind.lower()}"
        taken[kind] = waited.value.path().read_bytes()

    drawing = ElementTree.fromstring(taken["SVG"])
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    told = " ".join(drawing.itertext())
    assert {"nurse", "ceo", "engineer"} <= set(told.split())
    with Image.open(io.BytesIO(taken["PNG"])) as picture:
        assert picture.format == "PNG"
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 10


@pytest.mark.parametrize("query", ["figure=share-99&download=csv", "figure=share-0&download=exe"])
def test_a_download_that_there_is_not_is_told(drawn, new_page, query):
    assert new_page(scripts=False).goto(f"{drawn}/shares?{query}").status == 400


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_a_phone_shows_which_page_is_open(drawn, new_page, path, locale):
    page = new_page(width=400, scripts=False, locale=locale)
    page.goto(drawn + path)

    now = page.locator(".menu a[aria-current=page]").bounding_box()
    assert now["x"] >= 0
    assert now["x"] + now["width"] <= 400
