"""Which pictures make a scene, and which set they belong to."""

import numpy as np
import pytest

from graycard.run.active_readers import ActiveReader
from graycard.run.folder import RunFolder
from graycard.run.scenes import read_scenes
from graycard.run.schemas import GENERATIONS, vectors_schema
from graycard.run.tables import put_rows

EYE = ActiveReader(id="eye@1", name="eye", domains=("any",), attributes=(), width=3, source="test")


def asked(*rows):
    """Rows of (text, stratum, marked, language, factors), each asked twice."""
    return [
        {
            "id": f"{number}-{repetition}",
            "prompt_id": text and f"p-{text}",
            "text": text,
            "language": language,
            "stratum": stratum,
            "marked": marked,
            "factors": list(factors.items()),
            "repetition": repetition,
            "outcome": "ok",
        }
        for number, (text, stratum, marked, language, factors) in enumerate(rows)
        for repetition in range(2)
    ]


def written(root, rows, vectors=None):
    folder = RunFolder(root)
    put_rows(folder.generations, rows, GENERATIONS)
    table = [
        {
            "generation_id": row["id"],
            "vector": (vectors or {}).get(row["id"], [0.0, 3.0, 4.0]),
            "missing_reason": None,
        }
        for row in rows
    ]
    put_rows(folder.vectors(EYE.id), table, vectors_schema(3))
    return folder


HOUSES = (
    ("a house", "house", False, "en", {"template": "a {scene}", "scene": "house"}),
    ("a house in Fiji", "house in Fiji", True, "en",
     {"template": "a {scene} in {place}", "scene": "house", "place": "Fiji", "region": "Oceania"}),
    ("a house in Peru", "house in Peru", True, "en",
     {"template": "a {scene} in {place}", "scene": "house", "place": "Peru"}),
)  # fmt: skip


def test_a_scene_is_the_unmarked_pictures_and_a_set_for_each_place(tmp_path):
    (scene,) = read_scenes(written(tmp_path, asked(*HOUSES)), EYE)

    assert (scene.stratum, scene.marked, scene.requested, scene.n_prompts) == ("house", False, 2, 1)
    assert scene.reader == "eye@1"
    assert [(one.place, one.region, one.stratum, one.requested) for one in scene.sets] == [
        ("Fiji", "Oceania", "house in Fiji", 2),
        ("Peru", None, "house in Peru", 2),
    ]
    assert scene.rows == {("house", "p-a house", False)}
    assert scene.sets[0].rows == {("house in Fiji", "p-a house in Fiji", True)}
    np.testing.assert_allclose(scene.vectors, [[0, 0.6, 0.8]] * 2, rtol=1e-6)
    assert scene.sets[0].vectors.shape == (2, 3)


def test_vectors_without_a_direction_are_missing(tmp_path):
    rows = asked(*HOUSES)
    (scene,) = read_scenes(written(tmp_path, rows, {"0-1": [0.0, 0.0, 0.0]}), EYE)

    assert (scene.requested, len(scene.vectors)) == (2, 1)


def test_without_an_embedder_there_are_rows_and_no_vectors(tmp_path):
    (scene,) = read_scenes(written(tmp_path, asked(*HOUSES)), None)

    assert scene.vectors.shape == (0, 0)
    assert scene.sets[0].rows
    assert scene.reader == ""


def test_languages_and_other_factors_make_scenes_of_their_own(tmp_path):
    rows = [
        *HOUSES,
        ("une maison", "house", False, "fr", {"scene": "house"}),
        ("a red house", "house", False, "en", {"scene": "house", "colour": "red"}),
        ("a red house in Fiji", "x", True, "en",
         {"scene": "house", "colour": "red", "place": "Fiji"}),
    ]  # fmt: skip
    found = list(read_scenes(written(tmp_path, asked(*rows)), EYE))

    assert [(one.n_prompts, len(one.sets)) for one in found] == [(1, 2), (1, 0), (1, 1)]


def test_what_is_marked_for_something_else_is_not_unmarked(tmp_path):
    rows = [*HOUSES, ("a grand house", "house", True, "en", {"scene": "house"})]
    (scene,) = read_scenes(written(tmp_path, asked(*rows)), EYE)

    assert scene.n_prompts == 1


def test_where_nobody_said_whether_prompts_are_marked_that_is_known_of_the_scene(tmp_path):
    rows = [("a house", "house", None, "en", {"scene": "house"}), *HOUSES[1:]]
    (scene,) = read_scenes(written(tmp_path, asked(*rows)), EYE)

    assert scene.marked is None


def test_a_row_of_counts_that_two_places_share_is_of_neither(tmp_path):
    rows = [
        (None, "all", None, "und", {"scene": "house"}),
        (None, "all", None, "und", {"scene": "house", "place": "Fiji"}),
    ]
    (scene,) = read_scenes(written(tmp_path, asked(*rows)), EYE)

    assert (scene.rows, scene.sets[0].rows) == (frozenset(), frozenset())
    assert (scene.n_prompts, scene.sets[0].n_prompts) == (0, 0)


@pytest.mark.parametrize(
    "rows",
    [
        [("a nurse", "nurse", False, "en", {"template": "t"})],
        [("a house", "house", False, "en", {"scene": "house"})],
        [("a nurse", "nurse", False, "en", {})],
    ],
    ids=["a template", "a scene alone", "no factors"],
)
def test_prompts_without_places_make_no_scene(tmp_path, rows):
    assert list(read_scenes(written(tmp_path, asked(*rows)), EYE)) == []


def test_other_prompts_of_a_run_with_places_make_none_either(tmp_path):
    rows = [*HOUSES, ("a nurse", "nurse", False, "en", {"template": "t"})]

    assert len(list(read_scenes(written(tmp_path, asked(*rows)), EYE))) == 1


def test_a_scene_that_is_only_asked_with_places_is_there_with_its_name(tmp_path):
    (scene,) = read_scenes(written(tmp_path, asked(*HOUSES[1:])), EYE)

    assert (scene.stratum, scene.requested) == ("house", 0)
