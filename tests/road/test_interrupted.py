"""What was delivered before an interrupt is not asked for again: it may have been paid for."""

import os
import signal
import threading

import pytest

from graycard import load_run
from graycard.cli._outcome import resumable
from graycard.models.avatar_renderer import AvatarRenderer

from .test_plugin import installed

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")

MODEL = '''
"""Notes every picture that it delivers, and sends a signal when told to."""

import io
import os
import signal
from pathlib import Path

from PIL import Image

from graycard import roles


class Settings(roles.Settings):
    notes: Path


class Paid:
    id, settings, domain, seedable, chunk = "paid@1", {}, roles.DRAWN_WORLD, True, 8
    device = "gpu: <pretended>"

    def __init__(self, notes):
        self.notes = notes

    def generate(self, requests):
        for request in requests:
            what = f"{request.text} {request.repetition}"
            if what == os.environ.get("INTERRUPTED_AT"):
                exec(os.environ["INTERRUPT"])
            with self.notes.open("a") as file:
                file.write(f"{what}\\n")
            picture = io.BytesIO()
            Image.new("RGB", (64, 64), (request.seed % 251,) * 3).save(picture, "PNG")
            yield roles.Delivery(outcome="ok", image=picture.getvalue(), extension="png")


def load(settings):
    return Paid(settings.notes)
'''


PARENT, ALL = "os.kill(os.getppid(), signal.SIGINT)", "os.killpg(0, signal.SIGTERM)"


@pytest.mark.parametrize(
    ("interrupt", "code", "lost"), [(PARENT, 130, 0), (ALL, 143, 1)], ids=["parent", "all"]
)
def test_workers_keep_what_they_have(process, few_prompts, tmp_path, interrupt, code, lost):
    """Job schedulers signal all processes: then the other worker loses the picture it is at."""
    env = installed(tmp_path / "site", "paid", "models", MODEL)
    notes, out = tmp_path / "notes", tmp_path / "run"
    asked = ("--model", "paid", "--set", f"notes={notes}", "--prompts", few_prompts)
    asked += ("--images-per-prompt", "16", "--reader", "colour", "--out", out, "--workers", "2")

    told = {"INTERRUPTED_AT": "a photo of a nurse 5", "INTERRUPT": interrupt}
    interrupted = process("audit", *asked, env=env | told, start_new_session=True)
    done = process("resume", out, env=env)

    assert interrupted.returncode == code, interrupted.stderr
    assert f"interrupted; to go on: graycard resume {out}" in interrupted.stderr
    assert "Traceback" not in interrupted.stderr
    assert done.returncode == 0, done.stderr
    paid = notes.read_text().splitlines()
    assert len(set(paid)) == 64
    assert len(paid) <= 64 + lost
    launches = load_run(out).manifest.launches
    assert sum(one.generated for one in launches) in range(64 - lost, 64 + 1)
    assert [one.devices for one in launches] == [("gpu: <pretended>",)] * 2


def test_who_interrupts_before_there_is_a_run_is_not_told_to_resume_it(
    graycard, few_prompts, tmp_path, monkeypatch
):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("graycard.auditing.road.audit_spec", stop)
    ended = graycard("audit", "--prompts", few_prompts, "--out", tmp_path / "run")

    assert ended.returncode == 130
    assert "nothing was asked for yet; to begin anew, give the same command" in ended.stderr
    assert "resume" not in ended.stderr
    assert not (tmp_path / "run" / "manifest.json").exists()


def test_who_is_asked_to_end_keeps_what_there_is(
    graycard, small, few_prompts, tmp_path, monkeypatch
):
    asked, out = [], tmp_path / "run"
    draw = AvatarRenderer._deliver

    def deliver(self, request):
        if len(asked) == 70:
            os.kill(os.getpid(), signal.SIGTERM)
        asked.append(request)
        return draw(self, request)

    before = signal.getsignal(signal.SIGTERM)
    with monkeypatch.context() as here:
        here.setattr(AvatarRenderer, "_deliver", deliver)
        here.setattr(AvatarRenderer, "device", "gpu: <pretended>", raising=False)
        command = ("audit", "--prompts", few_prompts, "--images-per-prompt", "20", "--out", out)
        ended = graycard(*command)
    done = graycard("resume", out)

    assert ended.returncode == 143
    assert f"interrupted; to go on: graycard resume {out}" in ended.stderr
    assert signal.getsignal(signal.SIGTERM) is before
    assert done.returncode == 0
    launches = load_run(out).manifest.launches
    assert [launch.generated for launch in launches] == [70, 80 - 70]
    assert [launch.devices for launch in launches] == [("gpu: <pretended>",), ()]
    for name in ("generations.parquet", "readings.parquet", "estimates.json"):
        assert (out / name).read_bytes() == (small.path / name).read_bytes()


@pytest.mark.parametrize("where", ["another thread", "beside a handler that is not of Python"])
def test_where_no_handler_can_be_set_the_work_is_done_without(tmp_path, monkeypatch, where):
    done, handlers, set_handler = [], [], signal.signal

    def work():
        with resumable(tmp_path):
            done.append(where)

    def remember(*handler):
        handlers.append(handler)
        return set_handler(*handler)

    monkeypatch.setattr(signal, "signal", remember)
    if where == "another thread":
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    else:
        monkeypatch.setattr(signal, "getsignal", lambda number: None)
        work()

    assert done == [where]
    assert handlers == []
