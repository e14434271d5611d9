"""A chunk that was broken off goes on where it was, and becomes the part it would have been."""

import shutil

import pytest

from graycard.auditing import begun, generate
from graycard.auditing.generate import GenerateJob
from graycard.errors import DamagedRunError, EnvironmentFaultError, GraycardError
from graycard.roles import Delivery
from graycard.run.folder import RunFolder
from graycard.run.plan import planned_chunks, write_prompt_plan
from graycard.run.spec import Component
from graycard.types import Prompt, PromptSet

PROMPTS = PromptSet(
    name="few",
    prompts=(
        Prompt(id="a", text="a photo of a nurse", stratum="nurse", factors={"template": "t"}),
        Prompt(id="b", text="<script>'\"", stratum="x", language="de", marked=True),
    ),
)
CHUNK = 10


class Batching:
    """Makes three at a time, and a picture shows with which others it was made.

    Attributes:
        disturb: Is called before each delivery, with its number in the call.
    """

    id, settings, seedable, chunk, batch = "batching@1", {"steps": 3}, True, CHUNK, 3

    def __init__(self, disturb=lambda number: None, refused=()):
        self.disturb, self.refused, self.asked = disturb, refused, []

    def generate(self, requests):
        for number, request in enumerate(requests):
            self.disturb(number)
            self.asked.append(request.seed)
            first = number // self.batch * self.batch
            made_with = [one.seed for one in requests[first : first + self.batch]]
            if number in self.refused:
                yield Delivery(outcome="failed", detail="down")
                continue
            picture = f"{request.seed} of {made_with}".encode()
            yield Delivery(outcome="ok", image=picture, extension="png", detail="<b>'\"")


@pytest.fixture
def carry_out(monkeypatch):
    def carry_out_(root, model, *, retry_failed=False):
        monkeypatch.setattr(generate, "loaded_model", lambda component: model)
        done = {"new": 0, "there": 0, "missing": 0}

        def tell(new, *, there=0, missing=0, device=None):
            for name, count in (("new", new), ("there", there), ("missing", missing)):
                done[name] += count

        job = GenerateJob(root, Component(name="batching"), model.id, retry_failed=retry_failed)
        (planned,) = planned_chunks(RunFolder(root))
        job(planned, tell)
        assert done["new"] + done["there"] == CHUNK
        assert done["new"] == len(model.asked)
        return done

    return carry_out_


@pytest.fixture
def root(tmp_path):
    folder = RunFolder(tmp_path / "run")
    write_prompt_plan(
        folder, PROMPTS, repetitions=CHUNK // 2, run_seed=0, seedable=True, chunk=CHUNK
    )
    return folder.root


def files(root):
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def full(*_):
    raise EnvironmentFaultError(what="no room", why="the disk is full", fix="free some")


@pytest.fixture
def whole(root, tmp_path, carry_out):
    """All files of a run that nothing disturbed."""
    there = shutil.copytree(root, tmp_path / "whole")
    carry_out(there, Batching())
    return files(there)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ConnectionError])
@pytest.mark.parametrize("at", [0, 2, 3, 7, 9])
def test_what_was_delivered_before_an_interrupt_is_not_asked_for_again(
    root, carry_out, whole, at, error
):
    def disturb(number):
        if number == at:
            raise error

    with pytest.raises(error):
        carry_out(root, Batching(disturb))
    done = carry_out(root, Batching())

    assert done["there"] == {0: 0, 2: 0, 3: 3, 7: 6, 9: 9}[at]  # whole batches of three
    assert files(root) == whole


@pytest.mark.parametrize(("seconds", "kept"), [(0.0, 6), (3600.0, 0)])
def test_what_a_kill_leaves_is_gone_on_with(
    root, tmp_path, carry_out, whole, monkeypatch, seconds, kept
):
    """What is on disk when the eighth is being made, as a power cut would leave it."""
    monkeypatch.setattr(begun, "SECONDS_BETWEEN_SAVES", seconds)
    killed = tmp_path / "killed"

    def disturb(number):
        if number == 7:
            shutil.copytree(root, killed)

    carry_out(root, Batching(disturb))
    left = RunFolder(killed)
    assert left.begun_part(0, 0).exists() == (kept > 0)
    assert not left.generation_part(0, 0).exists()
    done = carry_out(killed, Batching())

    assert done["there"] == kept
    assert files(killed) == files(root) == whole


def test_interrupted_again_and_again_it_comes_to_an_end(root, carry_out, whole):
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            carry_out(root, Batching(lambda number: 1 / (3 - number)))

    assert carry_out(root, Batching())["new"] == 1
    assert files(root) == whole


def test_when_the_part_alone_is_lacking_nothing_is_asked(root, carry_out, whole, monkeypatch):
    with monkeypatch.context() as here:
        here.setattr(generate, "put_rows", full)
        with pytest.raises(EnvironmentFaultError):
            carry_out(root, Batching())

    assert carry_out(root, Batching())["new"] == 0
    assert files(root) == whole


def test_another_attempt_is_gone_on_with_as_well(root, carry_out):
    assert carry_out(root, Batching(refused=range(2, 9)))["missing"] == 7

    with pytest.raises(ZeroDivisionError):
        carry_out(root, Batching(lambda number: 1 / (4 - number)), retry_failed=True)
    assert carry_out(root, Batching())["new"] == 0  # nobody asked for a retry
    assert carry_out(root, Batching(), retry_failed=True)["new"] == 7 - 3
    assert carry_out(root, Batching(), retry_failed=True)["new"] == 0

    folder = RunFolder(root)
    assert [folder.begun_part(0, 0, attempt).exists() for attempt in (1, 2)] == [False, False]
    assert folder.attempts(0, 0) == 2


def test_a_beginning_whose_part_is_there_counts_for_nothing(root, carry_out, whole):
    carry_out(root, Batching())
    folder = RunFolder(root)
    shutil.copy(folder.generation_part(0, 0), folder.begun_part(0, 0))

    assert carry_out(root, Batching())["new"] == 0
    assert files(root) == whole


def test_what_cannot_be_saved_hides_no_error(root, carry_out, monkeypatch):
    monkeypatch.setattr(begun, "put_rows", full)
    with pytest.raises(ZeroDivisionError):
        carry_out(root, Batching(lambda number: 1 / (4 - number)))


@pytest.mark.parametrize("how_many", ["fewer", "more"])
def test_of_a_model_that_miscounts_nothing_is_kept(root, carry_out, monkeypatch, how_many):
    """Else the rest would be asked for alone, and pictures stay with others' requests."""
    monkeypatch.setattr(begun, "SECONDS_BETWEEN_SAVES", 0.0)

    class Miscounting(Batching):
        def generate(self, requests):
            made = list(super().generate(requests))
            yield from made[1:] if how_many == "fewer" else [made[0], *made]

    for _ in range(2):
        with pytest.raises(GraycardError, match=f"brings {how_many} deliveries") as caught:
            carry_out(root, Miscounting())
        assert not list((root / "parts").rglob("*.parquet"))
    assert "check_model" in caught.value.fix


@pytest.mark.parametrize("batch", [0, None, "<4>", 2.5])
def test_a_batch_that_is_no_number_of_pictures_is_refused_before_anything_is_asked(
    root, carry_out, batch
):
    model = Batching()
    model.batch = batch

    with pytest.raises(GraycardError, match="says that its batch is") as caught:
        carry_out(root, model)

    assert "check_model" in caught.value.fix
    assert model.asked == []


@pytest.mark.parametrize("damage", ["of other settings", "half a file"])
def test_a_beginning_that_is_none_is_named(root, carry_out, whole, damage):
    model = Batching(lambda number: 1 / (4 - number))
    if damage == "of other settings":
        model.settings = {"steps": 4}
    with pytest.raises(ZeroDivisionError):
        carry_out(root, model)
    beginning = RunFolder(root).begun_part(0, 0)
    if damage == "half a file":
        beginning.write_bytes(beginning.read_bytes()[:100])

    with pytest.raises(DamagedRunError, match=r"begun-r000-c000000\.parquet is damaged") as caught:
        carry_out(root, Batching())

    assert "delete that file" in caught.value.fix
    assert "may have to be paid for, again" in caught.value.fix
    beginning.unlink()
    assert carry_out(root, Batching())["new"] == 10
    assert files(root) == whole
