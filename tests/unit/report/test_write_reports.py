"""The whole report: the same bytes again, nothing from outside, nothing executed."""

import json
import shutil
from html.parser import HTMLParser

import pytest

from graycard.errors import DamagedRunError
from graycard.report import write_reports
from graycard.run.run import Run

from .conftest import PRESENTATION, SKIN_TONE, Ask, build_run, nurses

NASTY = (
    "<script>alert(1)</script>",
    "</style><svg onload=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% raw %}",
    "a|b `c` *d* [e](http://f.example)",
    "护士" * 80,
    "ممرضة في المستشفى",
    "W" * 400,
    "evil\u202egnp.exe",
)


class Page(HTMLParser):
    """Collects the tags, attributes and headings of a page."""

    def __init__(self, run):
        super().__init__()
        self.tags, self.sources, self.headings, self.ids, self.links = [], [], [], [], []
        self.text = ""
        self.feed(run.report.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        found = dict(attrs)
        self.sources += [value for name, value in attrs if name in ("src", "srcset", "data")]
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []

    def handle_data(self, data):
        self.text += data


def reported(run):
    write_reports(run)
    return Page(run), (run.path / "report.md").read_text("utf-8")


@pytest.fixture(scope="module")
def plain_reported(plain_as_made, tmp_path_factory):
    """The page and the Markdown of `plain`, for tests that only read them."""
    folder = tmp_path_factory.mktemp("reported") / "run"
    return reported(Run(shutil.copytree(plain_as_made, folder)))


def test_the_same_folder_gives_the_same_bytes_wherever_it_lies(plain, tmp_path):
    write_reports(plain)
    before = [plain.report.read_bytes(), (plain.path / "report.md").read_bytes()]
    elsewhere = tmp_path / "somewhere else"
    shutil.copytree(plain.path, elsewhere)

    write_reports(Run(elsewhere))

    after = [(elsewhere / name).read_bytes() for name in ("report.html", "report.md")]
    assert after == before
    assert str(tmp_path).encode() not in b"".join(after)


def test_the_end_of_a_launch_does_not_change_the_report(plain):
    write_reports(plain)
    before = plain.report.read_bytes()
    manifest = json.loads(plain.folder.manifest.read_text())
    manifest["launches"][-1].update(ended="2026-01-02T03:05:05+00:00", generated=64, readings=128)
    plain.folder.manifest.write_text(json.dumps(manifest))

    write_reports(Run(plain.path))

    assert plain.report.read_bytes() == before


def test_nothing_is_fetched_and_nothing_runs(plain_reported):
    page, _ = plain_reported

    assert not {"script", "iframe", "object", "embed", "base", "form"} & {t for t, _ in page.tags}
    assert page.sources
    assert all(source.startswith("data:image/webp;base64,") for source in page.sources)
    assert all(link.startswith("#") for link in page.links)
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert not any(name == "style" for _, names in page.tags for name in names)


def test_headings_come_in_order_and_ids_once(plain_reported):
    page, _ = plain_reported

    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    steps = zip(page.headings, page.headings[1:], strict=False)
    assert all(after <= before + 1 for before, after in steps)
    assert len(set(page.ids)) == len(page.ids)


def test_what_nobody_vouches_for_is_shown_and_never_markup(tmp_path):
    asks = [ask for text in NASTY for ask in nurses({"feminine": 4}, stratum=text, text=text)]
    run = build_run(tmp_path / "run", asks, model="<b>x</b>@1", settings={"note": "<i>y</i>"})

    page, markdown = reported(run)

    assert not {"script", "b", "i"} & {tag for tag, _ in page.tags}
    assert not any(name.startswith("on") for _, names in page.tags for name in names)
    for text in NASTY[:-1]:
        assert text in page.text
    assert "\u202e" not in page.text + markdown
    lines = [line for line in markdown.splitlines() if line.startswith("|")]
    assert not any("<script>" in line.replace("\\<", "") for line in lines)
    assert "a\\|b \\`c\\` \\*d\\* \\[e\\](http&#58;//f.example)" in markdown


def test_paths_of_this_machine_are_not_told(tmp_path):
    settings = {"path": "/home/ada17/pictures", "other": "C:\\Users\\ada17\\x"}
    run = build_run(tmp_path / "run", nurses({"feminine": 4}), settings=settings)

    page, markdown = reported(run)

    assert "ada17" not in page.text + markdown
    assert "path = pictures" in page.text


def test_a_run_without_any_image_says_so(tmp_path):
    asks = [Ask(outcome=outcome) for outcome in ("refused", "failed", "filtered") * 4]
    page, markdown = reported(build_run(tmp_path / "run", asks))

    for text in (page.text, markdown):
        assert "nothing can be said of what the model shows" in text
        assert "No image came, so there is nothing to compare." in text
    assert not page.sources


def test_a_folder_without_prompts_has_no_gap_and_says_why(tmp_path):
    asks = [Ask(stratum="all", text=None, marked=None, read={"skin_tone": "3"}) for _ in range(12)]
    run = build_run(
        tmp_path / "run",
        asks,
        attributes=(SKIN_TONE,),
        domain="photographs",
        reader_domains=("photographs",),
        with_prompts=False,
    )
    page, markdown = reported(run)

    for text in (page.text, markdown):
        assert "The prompts that the images were made from are not known." in text
        assert "prompts of these pictures are not known" in text
        assert "drawn world" not in text.lower()


def test_readings_outside_their_domain_are_owned_up_to_first(tmp_path):
    run = build_run(tmp_path / "run", nurses({"feminine": 4}), domain="photographs")
    page, _ = reported(run)

    head = page.text[: page.text.index("What stands out")]
    assert "eye read pictures that it was not validated on (photographs)" in head


def test_marked_and_unmarked_prompts_stand_apart(tmp_path):
    marked = [
        Ask(text="a female nurse", marked=True, read={"perceived_gender_presentation": "feminine"})
        for _ in range(20)
    ]
    asks = [*nurses({"masculine": 10, "feminine": 10}), *marked]
    page, _ = reported(build_run(tmp_path / "run", asks, attributes=(PRESENTATION,)))

    assert "Perceived gender presentation (prompts that state it)" in page.text
    assert "Some prompts state what is measured (marked)" in page.text


def test_pictures_come_in_plan_order_and_requests_without_one_keep_their_place(tmp_path):
    asks = [Ask(outcome="refused"), *nurses({"feminine": 10})]
    page, _ = reported(build_run(tmp_path / "run", asks))

    assert len(page.sources) == 7
    assert "8 of 11 requests." in page.text


def test_a_picture_that_is_gone_is_told_and_not_fatal(plain):
    for path in plain.folder.images.rglob("*.png"):
        path.unlink()

    page, _ = reported(plain)

    assert not page.sources
    assert "no longer in the run folder" in page.text


def test_150_strata_stay_readable(tmp_path):
    asks = [
        ask
        for number in range(150)
        for ask in nurses(
            {"feminine": 2, "masculine": 1}, stratum=f"job {number}", text=f"{number}"
        )
    ]
    run = build_run(tmp_path / "run", asks, attributes=(PRESENTATION,))
    page, markdown = reported(run)

    assert "110 more between" in page.text
    assert run.report.stat().st_size < 5_000_000
    assert len(markdown) < 200_000


def test_an_unmeasured_run_has_no_report(plain):
    plain.folder.estimates_json.unlink()

    with pytest.raises(DamagedRunError, match="missing"):
        write_reports(Run(plain.path))


@pytest.mark.parametrize(
    "word", ["bias score", "ground truth gender", "fair model", "debias", "ideal"]
)
def test_words_that_we_refuse_are_not_used(plain_reported, word):
    page, markdown = plain_reported

    assert word not in (page.text + markdown).lower()
