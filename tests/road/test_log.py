"""What an audit says in a log, where there is no bar: the clock of these tests is made up."""

import json
from types import SimpleNamespace

import pytest

from graycard import load_run
from graycard.cli import _progress

FAILING = """
model: {name: avatar-renderer, failure_rates: {smile: {"yes": 0.5}}}
readers: [colour]
images_per_prompt: 5
"""


@pytest.fixture
def clock(monkeypatch):
    """Make each look at the clock take so many seconds, from now on."""

    def clock_(seconds):
        looks = iter(range(10_000))
        made_up = SimpleNamespace(monotonic=lambda: seconds * next(looks))
        monkeypatch.setattr(_progress, "time", made_up)

    return clock_


def lines(done, phase="generate"):
    return [line for line in done.stderr.splitlines() if line.startswith(f"{phase}: ")]


def told(line):
    return int(line.split()[1])


@pytest.fixture
def audited(graycard, clock, few_prompts, tmp_path):
    """Audit 20 pictures, of which some fail, at so many seconds a picture."""
    spec = tmp_path / "failing.yaml"
    spec.write_text(FAILING)

    def audited_(seconds):
        clock(seconds)
        return graycard("audit", spec, "--prompts", few_prompts, "--out", tmp_path / "run",
                        "--json")  # fmt: skip

    return audited_


@pytest.mark.parametrize(
    ("seconds", "at", "pace", "left"),
    [
        (0.01, [0, 20], "100 a second", None),
        (3.0, [0, 4, 8, 12, 16, 20], "20 a minute", "48 s left"),  # tenths, some seconds apart
        (60.0, [*range(20), 20], "1.0 a minute", "19 min left"),  # each minute
        (6000.0, [*range(20), 20], "0.6 an hour", "32 h left"),
    ],
)
def test_a_log_tells_now_and_then_how_far_it_is(audited, tmp_path, seconds, at, pace, left):
    done = audited(seconds)

    said = lines(done)
    assert [told(line) for line in said] == at
    outcomes = load_run(tmp_path / "run").generations.outcome.tolist()
    failed = outcomes.count("failed")
    assert 0 < failed < 20
    assert said[0] == "generate: 0 of 20 images"
    assert said[-1] == f"generate: 20 of 20 images, {failed} without a picture, {pace}"
    for line in said[1:-1]:
        missing = outcomes[: told(line)].count("failed")
        assert (f", {missing} without a picture, " in line) == (missing > 0)
        assert line.endswith(" left")
    assert left is None or said[1].endswith(f", {pace}, {left}")
    assert json.loads(done.stdout)["requested"] == 20
    assert "\r" not in done.stderr
    assert "\x1b" not in done.stderr


def test_what_was_there_is_told_apart_from_what_is_new(audited, graycard, clock, tmp_path):
    audited(0.01)
    (tmp_path / "run" / "parts" / "readings").rename(tmp_path / "elsewhere")
    clock(6.0)

    done = graycard("resume", tmp_path / "run")

    assert lines(done) == ["generate: 0 of 20 images", "generate: 20 of 20 images, already there"]
    assert [told(line) for line in lines(done, "read")][-1] == 20
    assert "already there" not in "".join(lines(done, "read"))
