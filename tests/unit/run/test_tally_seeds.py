"""What is read of the images of each seed."""

import pytest

from graycard.errors import DamagedRunError
from graycard.run.active_readers import ActiveReader
from graycard.run.folder import RunFolder
from graycard.run.schemas import GENERATIONS, READINGS
from graycard.run.tables import put_rows
from graycard.run.tally_seeds import outcomes_by_seed, readings_by_seed
from graycard.types import Attribute

HAT = Attribute(name="hat", categories=("yes", "no"), scale="nominal", claim="a hat", source="test")
READER = ActiveReader(id="hats@1", name="hats", domains=("any",), attributes=(HAT,))
WANTED = {("hat", False, "nurse"), ("hat", False, "*")}


def generation(at, seed, stratum="nurse", outcome="ok", marked=False, prompt=1):
    return {
        "id": f"g{at}", "prompt_id": f"{stratum}-{prompt}", "text": "a text", "stratum": stratum,
        "marked": marked, "repetition": at, "seed": seed, "model": "m", "settings": "{}",
        "outcome": outcome, "attempts": 1,
    }  # fmt: skip


def reading(at, label, subject="image", reader="hats@1"):
    return {
        "generation_id": f"g{at}", "subject": subject, "attribute": "hat", "label": label,
        "reader": reader, "missing_reason": None if label else "too small",
    }  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    def made(generations, readings):
        run = RunFolder(tmp_path)
        put_rows(run.generations, generations, GENERATIONS)
        put_rows(run.readings, readings, READINGS)
        return run

    return made


def everything(_attribute, _prompt):
    return True


def rows(counts):
    """Return rows of labels and missing, in whatever order the seeds came."""
    return sorted([*read, gone] for read, gone in zip(counts.read.tolist(), counts.missing.tolist(),
                                                      strict=True))  # fmt: skip


def test_images_of_a_seed_are_counted_together_whatever_their_prompt(folder):
    run = folder(
        [
            generation(0, 7), generation(1, 8), generation(2, 7, prompt=2),
            generation(3, 8, prompt=2, outcome="refused"), generation(4, 8, "chef"),
            generation(5, 7, marked=True), generation(6, 7, "chef"),
        ],
        [
            reading(0, "yes"), reading(0, "no", subject="faces@1#0"), reading(1, "no"),
            reading(1, "yes", reader="other@1"), reading(2, "yes"), reading(4, None),
            reading(5, "no"),
        ],
    )  # fmt: skip

    found = readings_by_seed(run, READER, WANTED, speaks_of=everything)

    assert set(found) == WANTED
    # seed 8: g1 no, g3 gone; seed 7: g0 and g2 yes. Over all also g4 unreadable, g6 not read.
    assert rows(found["hat", False, "nurse"]) == [[0, 1, 1], [2, 0, 0]]
    assert rows(found["hat", False, "*"]) == [[0, 1, 2], [2, 0, 1]]
    group = ("outcome", False, "*")
    outcomes = outcomes_by_seed(run, [group])[group]
    assert outcomes.categories == ("ok", "filtered", "refused", "failed")
    assert rows(outcomes) == [[2, 0, 1, 0, 0], [3, 0, 0, 0, 0]]


def test_prompts_that_an_attribute_does_not_speak_of_are_left_out(folder):
    run = folder(
        [generation(0, 7), generation(1, 7, prompt=2)], [reading(0, "yes"), reading(1, "no")]
    )

    found = readings_by_seed(run, READER, WANTED, speaks_of=lambda _, prompt: prompt == "nurse-1")

    assert rows(found["hat", False, "nurse"]) == [[1, 0, 0]]


def test_a_group_with_an_image_of_unknown_seed_has_no_counts(folder):
    run = folder([generation(0, 7), generation(1, None, "chef")], [reading(0, "yes")])

    assert set(readings_by_seed(run, READER, WANTED, speaks_of=everything)) == {
        ("hat", False, "nurse")
    }
    assert outcomes_by_seed(run, [("outcome", False, "*")]) == {}


@pytest.mark.parametrize(
    ("at", "label", "why"), [(0, "<b>maybe</b>", "no category of hat"), (9, "yes", "never made")]
)
def test_tables_that_do_not_fit_are_damaged(folder, at, label, why):
    run = folder([generation(0, 7)], [reading(at, label)])

    with pytest.raises(DamagedRunError) as told:
        readings_by_seed(run, READER, WANTED, speaks_of=everything)
    assert why in told.value.why
