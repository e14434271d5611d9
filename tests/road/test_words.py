"""The reader `words` on the whole road: a folder of pictures, a captioner, the report."""

import pytest
from PIL import Image

from graycard import load_run
from graycard.auditing import audit


@pytest.fixture
def photographs(tmp_path):
    """Eight pictures: of nurses six red and two blue ones, of CEOs all blue."""
    folder = tmp_path / "photographs"
    for stratum, colours in (("nurse", ["red"] * 6 + ["blue"] * 2), ("ceo", ["blue"] * 4)):
        (folder / stratum).mkdir(parents=True)
        for number, colour in enumerate(colours):
            # Each picture a little different, and none twice.
            shade = Image.new("RGB", (32 + number, 40), colour)
            shade.save(folder / stratum / f"{number}.png")
    return folder


def shares(run, attribute, stratum):
    found = run.estimates.query(
        f"measure == 'share' and attribute == '{attribute}' and stratum == '{stratum}'"
    )
    return dict(zip(found.category, found.value, strict=True))


def test_a_folder_is_read_later_by_a_captioner_from_the_command_line(
    graycard, photographs, tiny_writer, tmp_path
):
    out = tmp_path / "run"
    folder = tiny_writer("captioner")
    begun = graycard("audit", "--images", photographs, "--out", out)
    assert begun.returncode == 0, begun.stderr

    done = graycard("read", out, "--reader", f"words:{folder.name}", cwd=folder.parent)
    again = graycard("resume", out, cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert again.returncode == 0, again.stderr
    run = load_run(out)
    assert shares(run, "words_feminine", "nurse") == {"yes": 0.75, "no": 0.25}
    assert shares(run, "words_gender_marker", "ceo")["masculine only"] == 1
    texts = run.readings.query("attribute == 'words_gender_marker'")
    assert sorted(texts.text) == ["a man"] * 6 + ["a woman"] * 6
    shown = graycard("show", out, "--attribute", "words_gender_marker")
    assert "feminine only" in shown.stdout
    assert "words gender marker" in (out / "report.html").read_text(encoding="utf-8")


def test_a_question_cannot_break_out_of_the_report(photographs, tiny_writer, tmp_path):
    question = "what is <script>alert(1)</script> ?"
    words = {"name": "words", "model": str(tiny_writer("answerer")), "question": question}

    run = audit(images=photographs, readers=[words], out=tmp_path / "run")

    assert shares(run, "words_gender_marker", "ceo").keys() >= {"no marker"}
    for name in ("report.html", "report.md"):
        assert "<script>alert" not in (run.path / name).read_text(encoding="utf-8")


def test_the_drawn_world_is_outside_its_domain(graycard, few_prompts, tiny_writer, tmp_path):
    out = tmp_path / "run"
    graycard("audit", "--prompts", few_prompts, "--images-per-prompt", "4", "--out", out)
    reader = f"words:{tiny_writer('captioner')}"

    refused = graycard("read", out, "--reader", reader)
    insisted = graycard("read", out, "--reader", reader, "--outside-domain")

    assert refused.returncode == 2
    assert "was not validated on drawn world" in refused.stderr
    assert insisted.returncode == 0, insisted.stderr
    assert len(load_run(out).readings.query("attribute == 'words_person'")) == 16


def test_a_list_of_races_is_refused_before_anything_is_read(photographs, tmp_path, graycard):
    spec = tmp_path / "audit.yaml"
    spec.write_text(
        f"model: {{name: folder, path: '{photographs}'}}\n"
        "readers: [{name: words, model: owner/name, own_words: {asian: [asian]}}]\n"
    )

    done = graycard("audit", spec, "--out", tmp_path / "run")

    assert done.returncode == 2
    assert "names a race or an ethnicity" in done.stderr
