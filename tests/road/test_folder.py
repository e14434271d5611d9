"""Pictures that are already there: what is kept, what is refused, what is said."""

import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from graycard.auditing import audit
from graycard.auditing.road import resume
from graycard.errors import InputError, SpecError


def test_sub_folders_are_strata_and_bytes_are_kept(pictures, tmp_path):
    run = audit(images=pictures, readers=["colour"], out=tmp_path / "run")

    generations = run.generations.set_index("source")
    assert generations.stratum.to_dict()["nurse/0.png"] == "nurse"
    assert generations.text.isna().all()
    row = generations.loc["nurse/1.png"]
    original = (pictures / "nurse" / "1.png").read_bytes()
    assert run.images.get(row.image_sha256, row.image_extension) == original
    assert set(run.estimates.query("measure == 'mean_value'").stratum) == {"nurse", "*"}
    (why,) = {one.reason for one in run.numbers.not_estimated if one.stratum == "ceo"}
    assert "all equal" in why, "three grey pictures have a mean and no interval"


def test_pictures_without_prompts_get_no_gap_and_say_why(drawn, tmp_path):
    """Drawn pictures, so that a reader with categories has something to compare."""
    folder = tmp_path / "flat"
    folder.mkdir()
    for path in sorted(drawn.folder.images.rglob("*.png"))[:12]:
        (folder / path.name).write_bytes(path.read_bytes())

    run = audit(
        model={"name": "folder", "path": str(folder), "domain": "drawn world"},
        out=tmp_path / "run",
    )

    assert set(run.generations.stratum) == {"all"}
    assert "share" in set(run.estimates.measure)
    assert "representation_gap" not in set(run.estimates.measure)
    gaps = [one for one in run.numbers.not_estimated if one.measure == "representation_gap"]
    (why,) = {one.reason for one in gaps}
    assert why.startswith("the prompts of these pictures are not known")
    assert why in run.report.read_text(encoding="utf-8")


def test_even_where_nothing_could_be_compared_the_missing_prompts_are_said(tmp_path):
    folder = tmp_path / "flat"
    folder.mkdir()
    Image.new("RGB", (8, 8), "red").save(folder / "1.png")

    run = audit(images=folder, out=tmp_path / "run")

    assert any(one.measure == "representation_gap" for one in run.numbers.not_estimated)
    assert "the prompts of these pictures are not known" in run.report.read_text(encoding="utf-8")


def test_what_a_profile_leaves_to_people_is_said_and_not_read(pictures, tmp_path):
    run = audit(images=pictures, out=tmp_path / "run")

    left = [one for one in run.numbers.not_estimated if one.attribute == "perceived_age"]
    assert [(one.measure, one.requested) for one in left] == [("share", len(run.generations))]
    report = run.report.read_text(encoding="utf-8")
    assert "Not read: perceived gender presentation and perceived age, because" in report


def test_prompts_in_the_metadata_make_strata_that_can_be_compared(drawn, tmp_path, with_metadata):
    paths = sorted(drawn.folder.images.rglob("*.png"))[:6]
    folder = with_metadata([(path.name, "a photo of somebody") for path in paths])
    for path in paths:
        (folder / path.name).write_bytes(path.read_bytes())

    run = audit(
        model={"name": "folder", "path": str(folder), "domain": "drawn world"},
        references=["uniform"],
        out=tmp_path / "run",
    )

    gaps = run.estimates.query("measure == 'representation_gap' and attribute == 'smile'")
    assert gaps.stratum.tolist() == ["a photo of somebody"]
    assert gaps.n.tolist() == [6]


def header_only_png(width, height):
    """Return a PNG that claims to be huge and is a few bytes long."""

    def chunk(kind, body):
        crc = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc)

    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IEND", b"")


def test_every_odd_file_is_a_row_and_nothing_crashes(tmp_path, with_metadata):
    whole = Image.fromarray(np.random.default_rng(0).integers(0, 255, (40, 40, 3), dtype=np.uint8))
    names = ["absent", "empty", "cut", "text", "huge", "deep", "cmyk", "moving", "good"]
    folder = with_metadata([(f"{name}.png", "a prompt") for name in names])
    whole.save(folder / "good.png")
    whole.save(folder / "cmyk.jpg")
    (folder / "empty.png").write_bytes(b"")
    (folder / "cut.png").write_bytes((folder / "good.png").read_bytes()[:-900])
    (folder / "text.png").write_text("<svg onload=alert(1)>")
    (folder / "huge.png").write_bytes(header_only_png(20_000, 20_000))
    Image.fromarray(np.full((8, 8), 40_000, dtype=np.uint16)).save(folder / "deep.png")
    whole.convert("CMYK").save(folder / "cmyk.png", format="JPEG")
    (folder / "cmyk.jpg").unlink()
    whole.save(folder / "moving.png", format="GIF", save_all=True, append_images=[whole.rotate(90)])

    run = audit(images=folder, out=tmp_path / "run")

    rows = run.generations.set_index("source")
    outcomes = rows.outcome.to_dict()
    assert {name for name, outcome in outcomes.items() if outcome == "failed"} == {
        "absent.png", "empty.png", "cut.png", "text.png", "huge.png"
    }  # fmt: skip
    details = rows.detail.to_dict()
    assert details["absent.png"] == "there is no such file"
    assert details["empty.png"] == "the file is empty"
    assert details["huge.png"] == "the picture has more than 100,000,000 pixels"
    assert "16-bit" in details["deep.png"]
    assert "CMYK" in details["cmyk.png"]
    assert "frame" in details["moving.png"]
    assert rows.loc["cmyk.png"].image_extension == "jpg"
    rates = run.estimates.query("measure == 'outcome_rate' and category == 'failed'")
    assert rates.value.tolist() == [pytest.approx(5 / 9)]
    lightness = run.estimates.query("measure == 'mean_value' and attribute == 'lightness'")
    assert (lightness.n.tolist(), lightness.n_missing.tolist()) == ([4], [5])


def test_names_and_prompts_with_html_are_shown_and_never_run(tmp_path, with_metadata):
    name, prompt = "<img src=x onerror=alert(1)>.png", "<script>alert('x')</script> & \"nurse\""
    folder = with_metadata([(name, prompt)], [name])

    run = audit(images=folder, out=tmp_path / "run")

    html = run.report.read_text(encoding="utf-8")
    markdown = (run.path / "report.md").read_text(encoding="utf-8")
    assert run.generations.text.tolist() == [prompt]
    assert "<script>alert" not in html + markdown
    assert "<img src=x" not in html + markdown
    assert "alert(" in html


def test_a_folder_does_not_show_what_was_refused(pictures, tmp_path):
    run = audit(images=pictures, out=tmp_path / "run")

    rates = run.estimates.query("measure == 'outcome_rate'")
    assert set(rates.category) == {"failed"}
    (why,) = [one for one in run.numbers.not_estimated if one.measure == "outcome_rate"]
    assert "cannot be seen" in why.reason


def test_a_run_does_not_lie_among_its_own_pictures(pictures):
    with pytest.raises(SpecError, match="would lie inside"):
        audit(images=pictures, out=pictures / "run")

    assert sorted(path.name for path in pictures.iterdir()) == ["ceo", "nurse"]


def test_pictures_that_are_there_are_not_asked_for_several_times(pictures, tmp_path):
    with pytest.raises(SpecError, match="images_per_prompt does not go with"):
        audit(images=pictures, images_per_prompt=2, out=tmp_path / "run")


@pytest.mark.parametrize("name", ["all", "(no prompt)", "*"])
def test_a_sub_folder_whose_name_means_something_else_is_refused(pictures, tmp_path, name):
    (pictures / "ceo").rename(pictures / name)

    with pytest.raises(InputError, match="has a meaning already"):
        audit(images=pictures, out=tmp_path / "run")


@pytest.mark.parametrize("arguments", [["--images", ""], ["--model", "folder:"]])
def test_an_empty_name_does_not_mean_here(graycard, pictures, arguments):
    done = graycard("audit", *arguments, cwd=pictures)

    assert done.returncode == 2
    assert sorted(path.name for path in pictures.iterdir()) == ["ceo", "nurse"]


def test_pictures_that_were_fetched_again_are_read_again(with_metadata, tmp_path):
    """A part made anew from other pictures must not keep the readings of those before."""
    folder = with_metadata([("1.png", "a"), ("2.png", "a")])
    for name, colour in (("1.png", "white"), ("2.png", "grey")):
        Image.new("RGB", (9, 9), colour).save(folder / name)
    run = audit(images=folder, out=tmp_path / "run")
    before = run.readings.query("attribute == 'lightness'").value.tolist()
    for name in ("1.png", "2.png"):
        Image.new("RGB", (9, 9), "black").save(folder / name)
    run.folder.generation_part(0, 0).unlink()

    after = resume(run.path).readings.query("attribute == 'lightness'").value.tolist()

    assert before == [pytest.approx(100), pytest.approx(53.6, abs=0.1)]
    assert after == [pytest.approx(0), pytest.approx(0)]


def test_an_empty_folder_is_refused(tmp_path, graycard):
    (tmp_path / "nothing").mkdir()

    done = graycard("audit", "--images", tmp_path / "nothing", "--out", tmp_path / "run")

    assert done.returncode == 2
    assert "nothing" in done.stderr
    assert not (tmp_path / "run").exists()


def test_when_no_picture_can_be_used_there_are_no_numbers_about_pictures(tmp_path, with_metadata):
    folder = with_metadata([("1.png", "a"), ("2.png", "b")])

    run = audit(images=folder, readers=["colour"], out=tmp_path / "run")

    assert set(run.generations.outcome) == {"failed"}
    assert set(run.estimates.attribute) == {"outcome"}
    assert set(run.estimates.measure) == {"outcome_rate", "outcome_gap"}
    assert {one.measure for one in run.numbers.not_estimated} == {"mean_value", "outcome_rate"}
    assert run.report.exists()
