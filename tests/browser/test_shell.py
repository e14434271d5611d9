"""What every page has: a way around, a language, errors that help, nothing for axe to find."""

import pytest

PAGES = ("/", "/pictures", "/shares", "/average-faces", "/neighbours", "/same")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_serious(drawn, new_page, accessible, path, dark):
    page = new_page(dark=dark)
    page.goto(drawn + path)

    accessible(page)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_a_phone(drawn, new_page, path):
    page = new_page(width=390)
    page.goto(drawn + path)

    wide = page.evaluate("document.documentElement.scrollWidth")

    assert wide <= 390


def test_the_menu_leads_to_every_page_without_a_script(drawn, new_page):
    page = new_page(scripts=False)
    page.goto(drawn)
    links = page.locator("nav.menu a")

    for number in range(links.count()):
        name = links.nth(number).inner_text()
        links.nth(number).click()
        assert page.locator("nav.menu a[aria-current=page]").inner_text() == name


def test_what_is_not_there_is_told_with_a_way_on(drawn, new_page):
    page = new_page(scripts=False)
    answer = page.goto(f"{drawn}/nowhere")

    assert answer.status == 404
    page.get_by_role("link", name="To the overview").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Overview"
