"""The report in another language: whole, beside the English one, and the same bytes again."""

import re
import shutil

import pytest

from graycard.avatar.attributes import ATTRIBUTES
from graycard.errors import InputError
from graycard.references import uniform
from graycard.report import write_reports
from graycard.run.run import Run

from .conftest import Ask, build_run

PRESENTATION, TONE = ATTRIBUTES["perceived_gender_presentation"], ATTRIBUTES["skin_tone"]
ENGLISH = re.compile(r"[A-Za-z’']+(?: [A-Za-z’']+){3,}")
"""Four words and more: a sentence, or a piece of one."""


@pytest.fixture(scope="module")
def as_made(tmp_path_factory):
    """The folder of `run`, which tests must not change."""
    labels = ("feminine",) * 20 + ("masculine",) * 6
    asks = [
        Ask(
            stratum=job,
            text=f"a photo of a {job}",
            read={PRESENTATION.name: label, TONE.name: str(1 + i % 10)},
        )
        for job in ("nurse", "cook")
        for i, label in enumerate(labels[: 26 if job == "nurse" else 20])
    ]
    asks += [Ask(text="a photo of a cook", stratum="cook", outcome="refused") for _ in range(5)]
    asks += [Ask(read={PRESENTATION.name: "!no face was found"}) for _ in range(3)]
    made = build_run(
        tmp_path_factory.mktemp("made") / "run",
        asks,
        attributes=(PRESENTATION, TONE),
        references=tuple(uniform.references([PRESENTATION, TONE], [])),
    )
    return made.path


@pytest.fixture
def run(as_made, tmp_path):
    """A copy, which a test may change."""
    return Run(shutil.copytree(as_made, tmp_path / "run"))


@pytest.fixture(scope="module")
def written(as_made, tmp_path_factory):
    """The run with its reports in both languages, for tests that only read them."""
    run = Run(shutil.copytree(as_made, tmp_path_factory.mktemp("written") / "run"))
    write_reports(run, language="zh-Hans")
    return run


def page_of(run, name="report.zh-Hans.html"):
    return run.path.joinpath(name).read_text("utf-8")


def test_both_stand_beside_the_english_ones(run):
    page = write_reports(run, language="zh-Hans")

    assert page == run.path / "report.zh-Hans.html"
    assert '<html lang="zh-Hans">' in page_of(run)
    assert '<html lang="en">' in page_of(run, "report.html")
    assert page_of(run, "report.zh-Hans.md").startswith("# test-model 显示什么\n")


def test_no_english_sentence_is_left(written):
    page = page_of(written)
    page = re.sub(r"<style>.*?</style>|<q>.*?</q>|<code>.*?</code>", "", page, flags=re.DOTALL)
    seen = re.sub(r"<[^>]*>", "\n", page) + "\n".join(
        re.findall(r'(?:aria-label|alt)="([^"]*)"', page)
    )

    # Prompts, sources and publications stay as they are.
    known = ("a photo of a", "Monk Skin Tone", "the drawn world of", "Holistic Evaluation", "Also")
    left = [one for one in ENGLISH.findall(seen) if not any(name in one for name in known)]
    assert left == []


def test_user_data_and_english_numbers_stay(written):
    page = page_of(written)

    assert "<bdi>a photo of a nurse</bdi>" in page
    assert "女性化" in page
    assert "77%" in page  # 20 of 26
    assert "77\N{NO-BREAK SPACE}%" in page_of(written, "report.html")


def test_strata_of_our_own_prompt_sets_are_named_in_the_language_and_others_as_given(tmp_path):
    read = {PRESENTATION.name: "feminine"}
    asks = [
        Ask(stratum=name, text=f"a photo of {name}", read=read)
        for name in ("nurse", "wedding", "nurse on <b>duty</b>", "Nurse")
        for _ in range(6)
    ]
    run = build_run(tmp_path / "run", asks, attributes=(PRESENTATION,))
    write_reports(run, language="zh-Hans")
    page, english = page_of(run), page_of(run, "report.html")

    assert "护士</" in page
    assert "婚礼</" in page
    assert "Nurse</" in page
    assert "nurse on &lt;b&gt;duty&lt;/b&gt;" in page
    assert "nurse</" not in page.replace("a photo of nurse</", "")
    assert "护士" not in english


def test_the_same_bytes_again_wherever_the_folder_lies(written, tmp_path):
    names = ("report.html", "report.md", "report.zh-Hans.html", "report.zh-Hans.md")
    before = [(written.path / name).read_bytes() for name in names]
    shutil.copytree(written.path, tmp_path / "elsewhere")

    write_reports(Run(tmp_path / "elsewhere"), language="zh-Hans")

    assert [(tmp_path / "elsewhere" / name).read_bytes() for name in names] == before


def test_a_language_that_is_there_is_written_again_with_the_english(run):
    write_reports(run, language="zh-Hans")
    run.path.joinpath("report.zh-Hans.html").write_text("of older numbers")

    write_reports(run)

    assert "of older numbers" not in page_of(run)


def test_without_asking_there_is_english_alone(run):
    write_reports(run)

    assert sorted(one.name for one in run.path.glob("report*")) == ["report.html", "report.md"]


def test_an_unknown_language_is_refused_before_anything_is_written(run):
    with pytest.raises(InputError, match="no language 'xx'"):
        write_reports(run, language="xx")

    assert not list(run.path.glob("report*"))
