"""Clusters and words in a browser: computed, seen, refused with a way on, and shared."""

import re

import pytest

from graycard.auditing import audit
from graycard.errors import InputError
from graycard.explore.clusters.space import NotToldApartError

from .conftest import EVIL, follow, serving


@pytest.fixture(scope="module")
def people(people_run):
    """The address of the app that shows the run of people."""
    with serving(people_run) as address:
        yield address


@pytest.fixture
def seen(people, new_page):
    """Open a page once everything on it is worked out."""

    def open_(path, **options):
        page = new_page(**options)
        page.goto(people + path)
        page.locator("main [role=status]").wait_for(state="detached")
        return page

    return open_


@pytest.mark.parametrize("scripts", [True, False])
def test_clusters_are_told_by_the_words_of_their_prompts(seen, scripts):
    page = seen("/clusters?k=4", scripts=scripts)

    assert page.locator("section section h3").count() == 4
    text = page.locator("main").inner_text()
    assert "64 pictures of 4 prompts that name identities, in 4 clusters" in text
    assert "“dark” ×" in text
    assert "adjusted Rand index" in text
    assert page.locator(".grid img").count() == 24


def test_from_all_clusters_to_one_and_to_a_stratum(seen):
    page = seen("/clusters?k=4")

    follow(page.get_by_role("link", name="Cluster 1", exact=True))
    assert page.locator("h1").inner_text() == "Cluster 1"
    assert "k=4" in page.url
    assert page.locator(".grid img").count() > 5
    follow(page.get_by_role("link", name="All clusters"))
    follow(page.get_by_role("link", name="chef", exact=True))
    assert page.locator("h1").inner_text() == "chef"
    assert "64 marked pictures of it tell how much" in page.locator("main").inner_text()
    assert page.locator("figure#mix .row use").count() == 4
    assert page.locator(".grid .tile").count() == 16


@pytest.mark.parametrize("path", ["/clusters?k=4", "/clusters/of?name=chef&k=4"])
def test_strata_and_what_they_are_compared_with_are_named_in_the_language(seen, path):
    page = seen(f"{path}&against=chef&lang=zh-Hans")
    text = page.locator("main").inner_text()

    assert "大厨" in text
    assert "chef" not in re.sub("“[^”]*”", "", text)


FEMININE = "read.perceived_gender_presentation=feminine"


@pytest.mark.parametrize("scripts", [True, False])
def test_pictures_of_a_cluster_are_filtered_in_the_address(seen, scripts):
    page = seen("/clusters/1?k=4", scripts=scripts)
    captions = page.locator(".grid .caption").all_inner_texts()
    wanted = captions[0]
    page.get_by_text("Show only some of them").click()
    page.get_by_label("Stratum").select_option(wanted)
    follow(page.get_by_role("button", name="Show"))

    assert "k=4" in page.url
    assert "stratum=" in page.url
    n = captions.count(wanted)
    assert page.locator(".grid .caption").all_inner_texts() == [wanted] * n
    told = f"{n} of its {len(captions)} pictures are shown."
    assert told in page.locator("main").inner_text()
    follow(page.get_by_role("link", name="Show all"))
    assert page.locator("h1").inner_text() == "Cluster 1"
    assert page.locator(".grid .caption").all_inner_texts() == captions


def test_pictures_of_a_stratum_are_filtered_and_keep_their_clusters(seen):
    page = seen("/clusters/of?name=chef&k=4", scripts=False)
    tiles = page.locator(".grid .tile")
    before = tiles.evaluate_all(
        "all => all.map(one => [one.querySelector('img').alt, one.innerText])"
    )
    page.get_by_text("Show only some of them").click()
    page.get_by_label("Perceived gender presentation").select_option("feminine")
    follow(page.get_by_role("button", name="Show"))

    assert "name=chef" in page.url
    assert FEMININE in page.url
    after = tiles.evaluate_all(
        "all => all.map(one => [one.querySelector('img').alt, one.innerText])"
    )
    shown = [one for one in before if "perceived gender presentation feminine" in one[0]]
    assert after == shown
    assert 0 < len(after) < 16


def test_names_from_prompts_are_text(seen):
    page = seen("/clusters?k=4&against=chef")
    assert page.title() != "owned"
    follow(page.get_by_role("link", name=EVIL, exact=True).first)

    assert page.title() != "owned"
    assert page.locator("h1").inner_text() == EVIL
    assert "no marked prompts of it tell how much" in page.locator("main").inner_text()


def test_numbers_can_be_taken_away(seen, people):
    page = seen("/clusters?k=4")

    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("the numbers as CSV")).click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()

    assert lines[0].startswith("stratum,n,unassigned,missing")
    assert len(lines) == 3


@pytest.mark.parametrize(
    "path",
    ["/clusters?k=4", f"/clusters/1?k=4&{FEMININE}", f"/clusters/of?name=chef&k=4&{FEMININE}"],
)
@pytest.mark.parametrize(("dark", "locale"), [(False, "en-GB"), (True, "en-GB"), (False, "zh-CN")])
def test_axe_finds_nothing_serious_in_clusters(seen, accessible, path, dark, locale):
    accessible(seen(path, dark=dark, locale=locale))


@pytest.mark.parametrize(
    "path",
    [
        "/clusters?k=4",
        f"/clusters/1?k=4&{FEMININE}",
        f"/clusters/of?name=chef&k=4&{FEMININE}",
        "/words?a.stratum=chef",
    ],
)
def test_no_page_of_clusters_is_wider_than_a_phone(seen, path):
    page = seen(path, width=390)

    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/clusters?k=many", 400),
        ("/clusters?k=-1", 400),
        ("/clusters?along=sideways", 400),
        ("/clusters/99?k=4", 404),
        ("/clusters/of?name=nobody&k=4", 404),
    ],
)
def test_what_cannot_be_is_told(seen, people, new_page, path, status):
    seen("/clusters?k=4")

    assert new_page().goto(people + path).status == status


def test_more_clusters_than_pictures_can_tell_are_refused_on_the_page(seen):
    page = seen("/clusters?k=40")

    assert "64 pictures are not put into 40 clusters" in page.locator(".caution").inner_text()
    page = seen("/clusters?k=40&lang=zh-Hans")
    assert page.locator(".caution").inner_text().startswith("64 张图片不能分为 40 个聚类。")


def test_a_run_without_vectors_says_how_to_get_them(drawn, new_page, accessible):
    page = new_page()
    page.goto(f"{drawn}/clusters")
    page.locator("main [role=status]").wait_for(state="detached")

    assert "graycard read" in page.locator("main").inner_text()
    accessible(page)


def own_run(folder, *, marked, images):
    rows = "".join(f"a photo of a {one},{one},{marked}\n" for one in ("woman", "man"))
    (folder / "prompts.csv").write_text(f"text,stratum,marked\n{rows}")
    return audit(
        prompts=folder / "prompts.csv", images_per_prompt=images,
        readers=["embedding"], out=folder / "run",
    ).path  # fmt: skip


def refused(page, address):
    page.goto(f"{address}/clusters")
    page.locator("main [role=status]").wait_for(state="detached")


def test_a_run_without_identity_prompts_gets_its_commands_as_code(new_page, tmp_path, accessible):
    page = new_page()
    with serving(own_run(tmp_path, marked="false", images=2)) as address:
        refused(page, address)

        assert "`" not in page.locator("main").inner_text()
        codes = page.locator("main code").all_inner_texts()
        assert "graycard audit --model MODEL --prompts identities --out PEOPLE" in codes
        accessible(page)


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_prompts_that_are_not_told_apart_lead_to_the_menu_of_the_page(
    new_page, people_run, monkeypatch, locale
):
    def never(*_, **__):
        raise NotToldApartError(what="w", why="y", fix="whole vectors: --along all")

    monkeypatch.setattr("graycard.explore.clusters.fit.prompt_space", never)
    page = new_page(scripts=False, locale=locale)
    with serving(people_run) as address:
        refused(page, address)

        told = page.locator("main").inner_text()
        assert "--along" not in told
        choice = page.locator("select[name=along] option").nth(1).inner_text()
        assert f"“{choice}”" in page.locator(".caution + p").inner_text()


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_menus_are_as_wide_as_what_they_say(seen, locale):
    page = seen("/clusters?k=4", locale=locale)

    for name in ("k", "along", "against"):
        shown, needed = page.locator(f"select[name={name}]").evaluate(
            """one => {
                const shown = one.getBoundingClientRect().width;
                one.style.cssText = "width: max-content; max-width: none";
                return [shown, one.getBoundingClientRect().width];
            }"""
        )
        assert shown >= needed - 1


TWO = f"/words?show=yes&a.stratum=chef&a.marked=no&b.stratum={EVIL}"


@pytest.mark.parametrize(("dark", "locale"), [(True, "en-GB"), (False, "zh-CN"), (True, "zh-CN")])
def test_axe_finds_nothing_serious_in_words(seen, accessible, dark, locale):
    page = seen(TWO, dark=dark, locale=locale)

    assert page.locator("figure#words .row .label").count() > 4
    accessible(page)


def test_words_tell_two_groups_apart(seen, accessible):
    page = seen(TWO)

    text = page.locator("main").inner_text()
    assert "16 pictures of 1 prompt beside 16 of 1" in text.replace("\xa0", " ")
    first, second = page.get_by_role("link", name="Pictures of the").all()
    assert first.get_attribute("href") == "/pictures?stratum=chef&marked=no"
    follow(second)
    assert page.locator(".grid img").count() == 16
    page.go_back()
    labels = page.locator("figure#words .row .label").all_inner_texts()
    assert {"chef", "nurse"} <= set(labels)
    accessible(page)


def test_groups_that_overlap_are_refused_on_the_page(seen):
    page = seen("/words?show=yes&a.stratum=chef&b.stratum=chef")

    assert "in both groups" in page.locator(".caution").first.inner_text()


def test_a_command_in_a_refusal_of_words_is_code_and_the_rest_is_text(seen, monkeypatch):
    def never(*_, **__):
        raise InputError(
            what="w", why="`graycard a` was not run", fix="`graycard b` and <i>then</i> look"
        )

    monkeypatch.setattr("graycard.app.pages.words.compare_sides", never)
    page = seen("/words?show=yes&a.stratum=chef&a.outcome=ok")

    assert page.locator(".caution code, .caution + p code").all_inner_texts() == [
        "graycard a",
        "graycard b",
    ]
    assert page.locator(".caution + p").inner_text() == "graycard b and <i>then</i> look"
