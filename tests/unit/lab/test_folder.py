"""A training folder: whose it is, whether the disk holds it, and who writes to it."""

import errno
import json
import shutil
import warnings
from types import SimpleNamespace

import pytest
from filelock import FileLock

from graycard.errors import EnvironmentFaultError, InputError, RunLockedError

from .conftest import FEW, TINY, quiet

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from graycard.lab import disk, placing
    from graycard.lab.examples import render_examples
    from graycard.lab.plan import Plan
    from graycard.lab.standing import standing
    from graycard.lab.train import train
    from graycard.lab.workshop import open_workshop, read_plan

pytestmark = pytest.mark.filterwarnings("ignore")


def test_a_stage_trains_no_more_than_it_needs(tmp_path):
    train(tmp_path, plan=TINY, stage="clip", say=quiet)

    assert set(standing(tmp_path)) == {"clip"}
    assert [path.name for path in (tmp_path / "models").iterdir()] == ["avatar-clip"]
    assert not (tmp_path / "vae").exists()


def test_a_stage_that_stopped_early_is_not_finished(tmp_path):
    train(tmp_path, plan=TINY, stage="vae", until=2, say=quiet)

    assert standing(tmp_path)["vae"] == (2, 4)
    assert str(standing(tmp_path)["vae"]) == "2 of 4 steps"
    assert not (tmp_path / "vae").exists()
    train(tmp_path, stage="vae", until=4, say=quiet)
    assert (tmp_path / "vae" / "config.json").exists()


def test_a_number_of_steps_needs_its_stage(tmp_path):
    with pytest.raises(InputError, match="no stage is named"):
        train(tmp_path / "new", plan=TINY, until=3, say=quiet)
    assert not (tmp_path / "new").exists()


def test_another_world_or_model_is_refused_with_what_differs(tmp_path):
    open_workshop(tmp_path, plan=TINY)
    with pytest.raises(InputError, match=r"latent_channels was 4 and is 6") as caught:
        open_workshop(tmp_path, plan=TINY.model_copy(update={"latent_channels": 6}))
    assert "schedules" in caught.value.fix

    written = json.loads((tmp_path / "plan.json").read_text())
    (tmp_path / "plan.json").write_text(json.dumps({**written, "world": "0" * 64}))
    with pytest.raises(InputError, match="another drawn world") as caught:
        train(tmp_path, say=quiet)
    assert "000000000000" in caught.value.why


def test_other_schedules_go_on_until_the_autoencoder_is_settled(tmp_path):
    longer = FEW.model_copy(update={"steps": 6})
    open_workshop(tmp_path, plan=TINY)
    open_workshop(tmp_path, plan=TINY.model_copy(update={"vae": longer}))
    assert read_plan(tmp_path).vae.steps == 6
    (tmp_path / "vae").mkdir()

    open_workshop(tmp_path, plan=TINY.model_copy(update={"vae": longer, "clip": longer}))
    with pytest.raises(InputError, match=r"autoencoder in .* is finished"):
        open_workshop(tmp_path, plan=TINY)


@pytest.mark.parametrize("stage", ["text", "probe"])
def test_what_the_unet_learns_from_is_settled_once_it_has_begun(stage, tmp_path):
    train(tmp_path, plan=TINY, stage=stage, say=quiet)
    longer = FEW.model_copy(update={"steps": 6})
    open_workshop(tmp_path, plan=TINY.model_copy(update={stage: longer}))
    shutil.copy(tmp_path / "checkpoints" / f"{stage}.pt", tmp_path / "checkpoints/diffusion.pt")

    with pytest.raises(InputError, match=rf"U-Net in .* has begun.* for {stage}"):
        open_workshop(tmp_path, plan=TINY)
    assert getattr(read_plan(tmp_path), stage).steps == 6


def test_steps_are_not_taken_back(tmp_path):
    train(tmp_path, plan=TINY, stage="clip", say=quiet)
    shorter = TINY.model_copy(update={"clip": FEW.model_copy(update={"steps": 3})})

    with pytest.raises(InputError, match=r"3 steps for clip, and .* has done 4"):
        train(tmp_path, plan=shorter, say=quiet)
    assert read_plan(tmp_path) == TINY


def test_a_folder_remembers_every_plan_and_version(tmp_path, monkeypatch):
    longer = TINY.model_copy(update={"clip": FEW.model_copy(update={"steps": 6})})
    train(tmp_path, plan=TINY, stage="clip", until=2, say=quiet)
    open_workshop(tmp_path)
    open_workshop(tmp_path, plan=longer)
    monkeypatch.setattr("graycard.lab.workshop.__version__", "99")
    open_workshop(tmp_path)

    history = json.loads((tmp_path / "plan.json").read_text())["history"]
    assert [one["steps"] for one in history] == [{}, {"clip": 2}, {"clip": 2}]
    assert [one["plan"]["clip"]["steps"] for one in history] == [4, 6, 6]
    assert [one["graycard"] == "99" for one in history] == [False, False, True]


def test_examples_that_were_cut_off_are_rendered_again(tmp_path):
    before = render_examples(tmp_path, name="train", n=3, seed=1)
    written = (tmp_path / "train.json").read_bytes()
    (tmp_path / "train.json").write_bytes(written[:-100])

    again = render_examples(tmp_path, name="train", n=3, seed=1)

    assert again.captions == before.captions
    assert (tmp_path / "train.json").read_bytes() == written
    (tmp_path / "train.npy").unlink()
    assert len(render_examples(tmp_path, name="train", n=3, seed=1).images) == 3


def test_what_is_in_its_place_is_whole_and_on_the_disk(tmp_path, monkeypatch):
    flushed = []
    monkeypatch.setattr(placing, "flush", lambda path: flushed.append((path.name, made.exists())))
    made = tmp_path / "models" / "one"

    def write(path):
        path.mkdir()
        (path / "weights").write_text("new")

    placing.put_whole(made, write)
    assert flushed == [("weights", False), (".one.partial", False), ("models", True)]

    def break_off(path):
        write(path)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        placing.put_whole(made, break_off)
    assert (made / "weights").read_text() == "new"
    placing.put_whole(made, write)  # over what is there, and over what was left half-written
    assert [path.name for path in made.parent.iterdir()] == ["one"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"plan": {"steps": 3}, "world": "x"}'])
def test_a_broken_plan_is_named(tmp_path, content):
    (tmp_path / "plan.json").write_text(content)

    with pytest.raises(InputError, match=r"plan\.json cannot be read"):
        train(tmp_path, say=quiet)


def test_one_trainer_at_a_time(tmp_path):
    with FileLock(tmp_path / ".lock"), pytest.raises(RunLockedError, match="already"):
        train(tmp_path, plan=TINY, say=quiet)


def test_a_disk_that_is_too_small_is_known_before_anything_is_drawn(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=10**9))

    with pytest.raises(EnvironmentFaultError, match="no room to train") as caught:
        train(tmp_path / "new", plan=Plan(), say=quiet)
    assert "training writes 2.0 GB, and 1.0 GB of it have no room" in caught.value.why
    assert not (tmp_path / "new" / "examples").exists()


@pytest.mark.parametrize(
    "refusal",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        RuntimeError("[enforce fail at inline_container.cc:672] . PytorchStreamWriter failed"),
    ],
)
def test_a_disk_that_fills_up_says_how_to_go_on(tmp_path, monkeypatch, refusal):
    def refuse(*_):
        raise refusal

    monkeypatch.setattr(torch, "save", refuse)

    with pytest.raises(EnvironmentFaultError, match="no room to train") as caught:
        train(tmp_path, plan=TINY, stage="clip", say=quiet)
    assert f"graycard lab train {tmp_path}" in caught.value.fix


def test_other_faults_are_not_taken_for_a_full_disk(tmp_path):
    with pytest.raises(RuntimeError, match="something else"), disk.keeping_room(tmp_path):
        raise RuntimeError("something else")
    with pytest.raises(PermissionError), disk.keeping_room(tmp_path):
        raise PermissionError(errno.EACCES, "no")


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(EnvironmentFaultError, match="a file stands where a folder is needed"):
        train(tmp_path / "file", plan=TINY, say=quiet)
