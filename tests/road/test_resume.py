"""What was killed and resumed is what was never killed."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graycard.auditing import audit, road
from graycard.errors import DamagedRunError, RunError, SpecError
from graycard.run.folder import RunFolder
from graycard.run.spec import Component

SAME = ("generations", "readings", "counts", "estimates", "estimates_json", "references", "spec")


def assert_same(one, other):
    for name in SAME:
        ours, theirs = getattr(one.folder, name), getattr(other.folder, name)
        assert ours.read_bytes() == theirs.read_bytes(), name
    pictures = [
        {p.relative_to(run.path): p.read_bytes() for p in run.folder.images.rglob("*.png")}
        for run in (one, other)
    ]
    assert pictures[0] == pictures[1]
    assert not list(other.path.rglob(".tmp-*"))


def test_killed_at_random_moments_and_resumed(few_prompts, tmp_path):
    """Twice with workers, whom nothing may outlive, and twice without."""
    whole = audit(prompts=few_prompts, images_per_prompt=96, out=tmp_path / "whole")
    command = [sys.executable, "-m", "graycard", "audit", "--prompts", str(few_prompts)]
    command += ["--images-per-prompt", "96", "--out", str(tmp_path / "broken")]
    rng = random.Random(1)
    for workers in ("2", "1", "2", "1"):
        before = set((tmp_path / "broken" / "parts").rglob("r*.parquet"))
        process = subprocess.Popen(
            [*command, "--workers", workers],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        while process.poll() is None:
            if set((tmp_path / "broken" / "parts").rglob("r*.parquet")) > before:
                time.sleep(rng.uniform(0, 0.1))
                os.kill(process.pid, signal.SIGKILL)
                break
            time.sleep(0.002)
        process.wait()

    broken = audit(prompts=few_prompts, images_per_prompt=96, out=tmp_path / "broken")
    assert_same(whole, broken)


@pytest.mark.parametrize(
    "lost",
    [
        ["manifest.json"],
        ["manifest.json", "plan", "readers.yaml", "references.json"],
        ["generations.parquet", "readings.parquet"],
        ["estimates.json", "report.html"],
        ["parts/generations/r000-c000001.parquet"],
        ["parts/readings"],
    ],
    ids=lambda lost: lost[0],
)
def test_whatever_was_not_yet_there_is_made(small, small_copy, few_prompts, lost):
    """The states that a kill can leave, each made by hand from a whole run."""
    out = small_copy
    if "manifest.json" in lost:  # the manifest is written before anything is made
        for name in ("parts", "images"):
            shutil.rmtree(out / name)
        for path in out.glob("*"):
            if path.name not in {"plan", "audit.yaml", "readers.yaml", "references.json"}:
                path.unlink()
    for name in lost:
        path = out / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    (out / ".tmp-123").write_bytes(b"half a file")

    assert_same(small, audit(prompts=few_prompts, images_per_prompt=20, out=out))


def test_a_finished_run_is_not_made_again(small, small_copy):
    parts = {path: path.stat().st_mtime_ns for path in (small_copy / "parts").rglob("*.parquet")}

    again = road.resume(small_copy)

    assert {path: path.stat().st_mtime_ns for path in parts} == parts
    assert (again.manifest.launches[-1].generated, again.manifest.launches[-1].readings) == (0, 0)
    assert [launch.command for launch in again.manifest.launches] == ["audit", "resume"]
    assert_same(small, again)


def test_another_spec_is_refused_and_named(small, few_prompts):
    with pytest.raises(SpecError, match="images_per_prompt was 20, now 21"):
        audit(prompts=few_prompts, images_per_prompt=21, out=small.path)
    with pytest.raises(SpecError, match="seed was 0, now 3"):
        audit(prompts=few_prompts, images_per_prompt=20, seed=3, out=small.path)


def test_a_folder_that_holds_other_things_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.docx").write_text("do not lose")

    with pytest.raises(RunError, match=r"thesis\.docx"):
        audit(images_per_prompt=1, out=tmp_path)

    assert (tmp_path / "thesis.docx").read_text() == "do not lose"


def test_failed_requests_are_kept_and_get_another_attempt_when_asked(with_metadata, tmp_path):
    folder = with_metadata([("1.png", "a"), ("2.png", "a"), ("3.png", "a")], ["1.png"])
    out = tmp_path / "run"
    first = audit(images=folder, readers=["colour"], out=out)
    assert first.generations.outcome.tolist() == ["ok", "failed", "failed"]
    shutil.copy(folder / "1.png", folder / "2.png")

    assert road.resume(out).generations.outcome.tolist() == ["ok", "failed", "failed"]
    again = road.resume(out, retry_failed=True)

    assert again.generations.outcome.tolist() == ["ok", "ok", "failed"]
    assert again.generations.attempts.tolist() == [1, 2, 2]
    assert len(again.readings) == 2 * 4
    told = {}
    third = road.resume(
        out, retry_failed=True, progress=lambda phase, **how_far: told.update({phase: how_far})
    )
    assert third.generations.attempts.tolist() == [1, 2, 3]
    assert told["generate"] == {"done": 3, "total": 3, "new": 1, "missing": 1}
    assert told["read"] == {"done": 3, "total": 3, "new": 1, "missing": 0}  # two were read before
    assert len(list((out / "parts" / "generations").iterdir())) == 3


@pytest.mark.parametrize(
    ("lost", "fix"),
    [
        ("readers.yaml", "graycard read"),
        ("references.json", "graycard measure"),
        ("plan/r000.parquet", "restore it"),
        ("audit.yaml", "restore it"),
        ("manifest.json", "restore it"),
        ("images", "restore them"),
    ],
)
def test_what_cannot_be_made_again_is_named_with_a_way_that_leads_on(small_copy, lost, fix):
    if (small_copy / lost).is_dir():
        shutil.rmtree(small_copy / lost)
    else:
        (small_copy / lost).unlink()

    with pytest.raises(RunError, match=fix) as caught:
        road.resume(small_copy)

    assert Path(lost).name in caught.value.what


def test_named_again_the_readers_of_a_run_come_back(small, small_copy):
    (small_copy / "readers.yaml").unlink()

    run = road.read(small_copy, [Component(name="renderer_truth"), Component(name="colour")])

    assert_same(small, run)


def test_a_damaged_part_is_named_and_made_anew_once_deleted(small, small_copy):
    part = RunFolder(small_copy).generation_part(0, 0)
    part.write_bytes(part.read_bytes()[:100])

    with pytest.raises(DamagedRunError, match=r"r000-c000000\.parquet is damaged"):
        road.resume(small_copy)
    part.unlink()

    assert_same(small, road.resume(small_copy))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_picture_that_changed_under_us_is_named(small_copy, workers):
    victim = next((small_copy / "images").rglob("*.png"))
    victim.write_bytes(b"something else")

    road.read(small_copy, [])  # there is nothing to read: all parts are there
    shutil.rmtree(small_copy / "parts" / "readings")

    with pytest.raises(DamagedRunError, match="not those that were kept"):
        road.read(small_copy, [], workers=workers)
