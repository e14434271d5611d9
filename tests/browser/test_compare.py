"""Two sets of pictures in step."""

import shutil

import pytest
from playwright.sync_api import expect

from graycard.auditing import audit

from .conftest import follow, serving


@pytest.fixture(scope="module")
def two_runs(drawn_run, tmp_path_factory):
    """The same prompts and seeds of two models that draw at different sizes."""
    larger = audit(
        model={"name": "avatar-renderer", "size": 128},
        prompts=drawn_run.parent / "prompts.yaml",
        images_per_prompt=5,
        readers=["renderer_truth"],
        out=tmp_path_factory.mktemp("larger") / "larger",
    ).path
    with serving(drawn_run, larger) as address:
        yield address


def swap(page, *, scripts):
    """Let both sides change places, and wait until they have."""
    link = page.get_by_role("link", name="Swap sides")
    if not scripts:
        follow(link)
        return
    before = link.get_attribute("href")
    link.click()
    expect(link).not_to_have_attribute("href", before)  # it changes after the sides and the address


def grids(page):
    return [
        page.locator(".sides section")
        .nth(side)
        .locator("img")
        .evaluate_all("all => all.map(one => one.src)")
        for side in (0, 1)
    ]


def test_the_same_prompt_and_seed_of_two_models_stand_side_by_side(two_runs, new_page, accessible):
    page = new_page()
    page.goto(f"{two_runs}/compare")
    left, right = grids(page)

    assert len(left) == len(right) == 5
    assert {one.split("/")[-3] for one in left} == {"0"}
    assert {one.split("/")[-3] for one in right} == {"1"}
    told = page.locator("main").inner_text()
    assert "Pictures on one line have the same prompt and seed." in told
    assert "7: no other column has its prompt with its seed" in told
    accessible(page)


def test_two_prompts_are_chosen_and_said_to_be_no_pairs(two_runs, new_page):
    page = new_page(scripts=False)
    page.goto(f"{two_runs}/compare")
    page.get_by_label("Prompt").nth(0).select_option("a photo of a nurse")
    page.get_by_label("Prompt").nth(1).select_option("a photo of an engineer")
    follow(page.get_by_role("button", name="Show"))

    told = page.locator("main").inner_text()
    assert "are no pair" in told
    assert "7 more of “a photo of a nurse”, drawn run" in told
    assert [len(one) for one in grids(page)] == [5, 5]


@pytest.mark.parametrize("scripts", [True, False])
def test_sides_change_places_and_the_address_follows(two_runs, new_page, scripts):
    page = new_page(scripts=scripts)
    page.goto(f"{two_runs}/compare?left.prompt=a+photo+of+a+nurse")
    before = grids(page)
    swap(page, scripts=scripts)
    after = grids(page)

    assert after == before[::-1]
    other = new_page(scripts=False)
    other.goto(page.url)
    assert grids(other) == after
    swap(page, scripts=scripts)
    assert grids(page) == before


def test_a_prompt_that_nobody_asked_is_told(two_runs, new_page):
    page = new_page(scripts=False)

    assert page.goto(f"{two_runs}/compare?left.prompt=a+photo+of+nobody").status == 400


@pytest.fixture(scope="module")
def shared_seeds(drawn_run, tmp_path_factory):
    """A run whose prompts share seeds, beside another of the same seeds."""
    folders = []
    for size in (64, 128):
        run = audit(
            model={"name": "avatar-renderer", "size": size},
            prompts=drawn_run.parent / "prompts.yaml",
            images_per_prompt=4,
            seeds="shared",
            readers=["colour"],
            out=tmp_path_factory.mktemp("shared") / f"size-{size}",
        )
        folders.append(run.path)
    with serving(*folders) as address:
        yield address


def test_prompts_that_share_seeds_stand_in_step(shared_seeds, new_page, accessible):
    page = new_page()
    page.goto(f"{shared_seeds}/compare")
    page.get_by_label("Prompt").nth(0).select_option("a photo of a nurse")
    page.get_by_label("Prompt").nth(1).select_option("a photo of an engineer")
    page.get_by_label("Run").nth(1).select_option("size-64")
    follow(page.get_by_role("button", name="Show"))

    told = page.locator("main").inner_text()
    assert "Pictures on one line have the same seed; their prompts differ." in told
    assert "no pair" not in told
    assert [len(one) for one in grids(page)] == [4, 4]
    accessible(page)

    page.get_by_label("Run").nth(1).select_option("size-128")
    follow(page.get_by_role("button", name="Show"))
    told = page.locator("main").inner_text()
    assert "Pictures on one line have the same seed; their prompts and runs differ." in told


SHOWN = "perceived gender presentation masculine"


def told_of(page, side):
    images = page.locator(".sides section").nth(side).locator("img")
    return images.evaluate_all("all => all.map(one => one.alt)")


def test_lines_are_filtered_in_the_address_and_pairs_stay_together(two_runs, new_page):
    page = new_page(scripts=False)
    page.goto(f"{two_runs}/compare?left.prompt=a+photo+of+a+ceo")
    before = list(zip(*grids(page), strict=True))
    alts = zip(told_of(page, 0), told_of(page, 1), strict=True)
    such = [any("presentation feminine" in alt for alt in line) for line in alts]
    page.get_by_text("Show only some of them").click()
    page.get_by_label("Perceived gender presentation").select_option("feminine")
    follow(page.get_by_role("button", name="Show"))

    assert "left.prompt=a+photo+of+a+ceo" in page.url
    assert "read.perceived_gender_presentation=feminine" in page.url
    after = list(zip(*grids(page), strict=True))
    assert after == [line for line, is_such in zip(before, such, strict=True) if is_such]
    assert 0 < len(after) < 5
    assert f"On {len(after)} of 5 lines a picture" in page.locator("main").inner_text()
    swap(page, scripts=False)
    assert list(zip(*grids(page), strict=True)) == [line[::-1] for line in after]


def test_sides_that_are_no_pairs_are_filtered_one_by_one(two_runs, new_page, accessible):
    sides = "left.prompt=a+photo+of+a+nurse&right.prompt=a+photo+of+an+engineer"
    page = new_page(width=390)
    page.goto(f"{two_runs}/compare?{sides}&read.perceived_gender_presentation=masculine")

    alts = [told_of(page, side) for side in (0, 1)]
    assert len(alts[0]) == len(alts[1]) > 0
    assert all(SHOWN in alt for alt in [*alts[0], *alts[1]])
    assert "of 12 pictures of “a photo of a nurse”" in page.locator("main").inner_text()
    assert page.get_by_label("Perceived gender presentation").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    accessible(page)


def test_a_stratum_that_an_address_names_stays_chosen(two_runs, new_page):
    page = new_page(scripts=False)
    page.goto(f"{two_runs}/compare?left.prompt=nurse&right.prompt=ceo")
    before = grids(page)
    follow(page.get_by_role("button", name="Show"))

    assert grids(page) == before
    assert page.locator(".sides h2").first.inner_text().startswith("“nurse”")


def test_one_side_that_is_filtered_away_says_so(two_runs, new_page):
    page = new_page(scripts=False)
    page.goto(f"{two_runs}/compare?left.prompt=a+photo+of+a+nurse&stratum=ceo")

    assert "On 0 of 5 lines a picture is such." in page.locator("main").inner_text()
    assert page.locator(".sides .nothing").count() == 2


@pytest.fixture(scope="module")
def other_prompts(drawn_run, tmp_path_factory):
    """Folders of runs that have no prompt, and one prompt, in common with the small run."""
    folders = []
    for name, texts in (("none", ["a chef", "a pilot"]), ("one", ["a chef", "a photo of a nurse"])):
        folder = tmp_path_factory.mktemp(name)
        rows = "".join(f"{text},{text},false\n" for text in texts)
        (folder / "prompts.csv").write_text(f"text,stratum,marked\n{rows}")
        run = audit(
            prompts=folder / "prompts.csv", images_per_prompt=3,
            readers=["colour"], out=folder / name,
        )  # fmt: skip
        folders.append(run.path)
    return folders


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize(
    ("which", "prompts"),
    [(0, ("a photo of a ceo", "a chef")), (1, ("a photo of a nurse", "a photo of a nurse"))],
)
def test_each_side_opens_with_a_prompt_that_its_run_has(
    drawn_run, other_prompts, new_page, which, prompts, live
):
    page = new_page(scripts=False)
    with serving(drawn_run, other_prompts[which], live=live) as address:
        page.goto(f"{address}/compare")

        titles = page.locator(".sides h2").all_inner_texts()
        assert [title.partition("”")[0] for title in titles] == [f"“{one}" for one in prompts]
        assert [len(one) for one in grids(page)] == [3, 3]
        assert page.locator(".nothing").count() == 0


def test_shared_seeds_are_said_above_files_that_are_all_the_same(drawn_run, new_page, tmp_path):
    copied = shutil.copytree(drawn_run, tmp_path / "copied")
    page = new_page(scripts=False)
    with serving(drawn_run, copied) as address:
        page.goto(f"{address}/compare")
        told = page.locator("main").inner_text()

    assert "Pictures on one line have the same prompt and seed." in told
    assert "all files are the same" in told


@pytest.mark.parametrize("width", [1280, 360])
def test_lines_stand_level_however_long_a_heading_is(two_runs, new_page, width):
    page = new_page(width=width)
    page.goto(f"{two_runs}/compare")
    assert [one.partition(" (")[2] for one in page.locator(".sides h2").all_inner_texts()] == [
        "avatar-renderer; size 64)",
        "avatar-renderer; size 128)",
    ]
    page.locator(".sides h2").first.evaluate("one => { one.textContent = 'word '.repeat(80); }")

    left, right = (
        page.locator(".sides section")
        .nth(side)
        .locator("img")
        .evaluate_all("all => all.map((one) => Math.round(one.getBoundingClientRect().top))")
        for side in (0, 1)
    )
    assert left == right
    assert len(left) == 5
