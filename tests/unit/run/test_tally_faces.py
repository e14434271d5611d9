"""Rows about single faces, and what is counted of them."""

import pytest

from graycard.errors import DamagedRunError
from graycard.measures import estimate_shares_of_faces
from graycard.run.active_readers import ActiveReader
from graycard.run.folder import RunFolder
from graycard.run.schemas import GENERATIONS, READINGS
from graycard.run.tables import put_rows
from graycard.run.tally_faces import count_faces
from graycard.types import Attribute

HAT = Attribute(name="hat", categories=("yes", "no"), scale="nominal", claim="a hat", source="test")
READER = ActiveReader(id="hats@1", name="hats", domains=("any",), attributes=(HAT,))


def generation(at, stratum="nurse", outcome="ok", marked=False):
    return {
        "id": f"g{at}", "prompt_id": f"{stratum}-1", "text": "a text", "stratum": stratum,
        "marked": marked, "repetition": at, "model": "m", "settings": "{}", "outcome": outcome,
        "attempts": 1,
    }  # fmt: skip


def face(at, k, label, subject=None):
    return {
        "generation_id": f"g{at}", "subject": subject or f"faces@1#{k}", "attribute": "hat",
        "label": label, "reader": "hats@1", "missing_reason": None if label else "too small",
    }  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    def made(generations, readings):
        run = RunFolder(tmp_path)
        put_rows(run.generations, generations, GENERATIONS)
        put_rows(run.readings, readings, READINGS)
        return run

    return made


def test_faces_are_counted_by_image(folder):
    run = folder(
        [generation(0), generation(1), generation(2, "chef"), generation(3, outcome="failed")],
        [
            face(0, 0, "yes"), face(0, 1, "yes"), face(0, 2, None),
            face(0, 0, "yes", subject="image"),
            face(2, 0, "no"),
        ],
    )  # fmt: skip

    (counts,) = count_faces(run, READER)

    assert counts.strata == ("chef", "nurse", "*")
    assert counts.faces.tolist() == [[0, 1], [2, 0], [2, 1]]
    assert counts.squares.tolist() == [[0, 1], [4, 0], [4, 1]]
    assert counts.products.tolist() == [[0, 1], [4, 0], [4, 1]]
    assert counts.sizes.tolist() == [1, 4, 5]
    assert counts.images.tolist() == [1, 1, 2]
    assert counts.most.tolist() == [1, 3, 3]
    assert counts.unread.tolist() == [0, 1, 1]
    assert counts.faceless.tolist() == [0, 1, 1]
    assert counts.gone.tolist() == [0, 1, 1]
    assert counts.n_prompts.tolist() == [1, 1, 2]


def test_marked_and_unmarked_prompts_stay_apart(folder):
    run = folder(
        [generation(0), generation(1, marked=True)],
        [face(0, 0, "yes"), face(0, 1, "no"), face(1, 0, "no"), face(1, 1, "no")],
    )

    apart = count_faces(run, READER)

    assert [(one.marked, one.faces.tolist()) for one in apart] == [
        (False, [[1, 1]]),
        (True, [[0, 2]]),
    ]


def test_without_rows_about_faces_there_is_nothing(folder):
    run = folder([generation(0)], [face(0, 0, "yes", subject="image")])

    assert count_faces(run, READER) == []


@pytest.mark.parametrize(
    ("row", "message"),
    [(face(0, 0, "perhaps"), "no category of hat"), (face(9, 0, "yes"), "g9, which was never")],
)
def test_tables_that_do_not_fit(row, message, folder):
    with pytest.raises(DamagedRunError, match=message):
        count_faces(folder([generation(0)], [row]), READER)


def test_shares_of_faces_take_images_as_the_draws(folder):
    """Ten images of two faces that are always alike: twenty faces tell no more than ten."""
    generations = [generation(at) for at in range(10)] + [generation(10, "chef")]
    readings = [
        face(at, k, "yes" if at < 4 else "no") for at in range(10) for k in range(2)
    ] + [face(10, 0, "yes")]  # fmt: skip
    (counts,) = count_faces(folder(generations, readings), READER)

    done = estimate_shares_of_faces(counts)

    nurse = [one for one in done.estimates if one.stratum == "nurse"]
    assert [(one.category, one.value, one.n) for one in nurse] == [
        ("yes", 0.4, 20),
        ("no", 0.6, 20),
    ]
    assert nurse[0].low < 0.4 - 0.25, "as of ten draws or fewer"
    assert "chef" not in {one.stratum for one in done.estimates}, "no image of it shows several"
    assert "20 faces in 10 images" in nurse[0].cautions[0]


def test_a_single_image_has_no_interval(folder):
    (counts,) = count_faces(folder([generation(0)], [face(0, 0, "yes"), face(0, 1, "no")]), READER)

    done = estimate_shares_of_faces(counts)

    assert done.estimates == []
    assert "every face read (2) is of one image" in done.not_estimated[0].reason


def test_faces_that_were_found_and_not_read_are_said(folder):
    (counts,) = count_faces(
        folder(
            [generation(0), generation(1, outcome="refused")], [face(0, 0, None), face(0, 1, None)]
        ),
        READER,
    )

    done = estimate_shares_of_faces(counts)

    assert done.estimates == []
    assert done.not_estimated[0].reason == "no face that was found could be read (of 2)"
    assert done.not_estimated[0].requested == 2


def test_prompts_that_a_reader_cannot_speak_of_are_not_counted(folder):
    run = folder(
        [generation(0), generation(1, "chef")],
        [face(at, k, "yes") for at in range(2) for k in range(2)],
    )

    (counts,) = count_faces(run, READER, speaks_of=lambda _, prompt: prompt == "chef-1")

    assert counts.strata == ("chef",)
