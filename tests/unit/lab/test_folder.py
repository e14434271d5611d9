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
    from graycard.lab import disk
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
    assert "training writes 1.9 GB, and 0.9 GB of it have no room" in caught.value.why
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
