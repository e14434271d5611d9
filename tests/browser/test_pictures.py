"""Picture grids: filters whose state is the address, pages, and what stands for a picture."""

import pytest

from .conftest import follow, widths


def test_a_choice_is_an_address_that_shows_the_same_to_somebody_else(drawn, new_page):
    page = new_page()
    page.goto(f"{drawn}/pictures")
    page.get_by_label("Stratum").select_option("nurse")
    page.get_by_label("Perceived gender presentation").select_option("masculine")
    follow(page.get_by_role("button", name="Show"))
    shown = page.locator(".grid img").evaluate_all("all => all.map(one => one.src)")

    assert page.url == (
        f"{drawn}/pictures?stratum=nurse&read.perceived_gender_presentation=masculine"
    )
    other = new_page(scripts=False, width=390)
    other.goto(page.url)
    assert 0 < len(shown) < 12
    assert other.locator(".grid img").evaluate_all("all => all.map(one => one.src)") == shown
    assert other.get_by_label("Stratum").input_value() == "nurse"


def test_without_a_script_the_form_asks_for_the_same(drawn, new_page):
    page = new_page(scripts=False)
    page.goto(f"{drawn}/pictures")
    page.get_by_label("Stratum").select_option("ceo")
    follow(page.get_by_role("button", name="Show"))

    alts = page.locator(".grid img").evaluate_all("all => all.map(one => one.alt)")
    assert len(alts) == 12
    assert all(alt.startswith("“a photo of a ceo”, image ") for alt in alts)
    assert all("perceived gender presentation" in alt for alt in alts)


def test_every_picture_of_a_grid_is_seen(drawn, new_page):
    page = new_page(height=4000)
    page.goto(f"{drawn}/pictures")

    assert widths(page.locator(".grid img")) == [64] * 36


@pytest.mark.parametrize("query", ["page=2", "page=0", "page=x", "page=-1", "page=1e3", "page=²"])
def test_a_page_that_there_is_not_is_told(drawn, new_page, query):
    page = new_page(scripts=False)
    answer = page.goto(f"{drawn}/pictures?{query}")

    assert answer.status == 400
    assert "Begin at the first page." in page.locator("main").inner_text()


def test_a_stratum_misspelt_is_told_with_the_nearest_one(drawn, new_page):
    page = new_page(scripts=False)
    answer = page.goto(f"{drawn}/pictures?stratum=nurce")

    assert answer.status == 400
    assert "nurse" in page.locator("main").inner_text()


def test_names_and_prompts_of_others_are_text(untrusted, new_page, accessible):
    page = new_page()
    page.goto(f"{untrusted}/pictures")
    page.wait_for_load_state("networkidle")

    assert page.title() == "Pictures · Graycard"
    assert "<script>" in page.locator(".grid img").first.get_attribute("alt")
    assert "<script>" in page.locator(".grid .caption").first.inner_text()
    accessible(page)


def test_a_picture_that_is_gone_and_one_that_never_came_say_so(untrusted, new_page):
    page = new_page(height=2000)
    page.goto(f"{untrusted}/pictures")

    assert page.locator(".grid .none").all_inner_texts() == ["failed"]
    assert sorted(widths(page.locator(".grid img"))) == [40, 40, 192]
