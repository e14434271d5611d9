"""Which pictures an association test is made of."""

import numpy as np
import pytest

from graycard.run.active_readers import ActiveReader
from graycard.run.association_tests import asked_tests, read_association_tests
from graycard.run.folder import RunFolder
from graycard.run.schemas import GENERATIONS, vectors_schema
from graycard.run.tables import put_rows

EYE = ActiveReader(id="eye@1", name="eye", domains=("any",), attributes=(), width=2, source="test")


def written(root, *prompts, missing=()):
    """Write prompts of (text, marked, factors), each asked twice; the vectors are 0, 1, 2 ..."""
    folder = RunFolder(root)
    rows = [
        {
            "id": f"{number}-{repetition}",
            "prompt_id": f"p{number}",
            "text": text,
            "language": "en",
            "stratum": text,
            "marked": marked,
            "factors": list(factors.items()),
            "repetition": repetition,
            "outcome": "ok",
        }
        for number, (text, marked, factors) in enumerate(prompts)
        for repetition in range(2)
    ]
    put_rows(folder.generations, rows, GENERATIONS)
    table = [
        {
            "generation_id": row["id"],
            "vector": None if row["id"] in missing else [np.cos(k), np.sin(k)],
            "missing_reason": "no picture" if row["id"] in missing else None,
        }
        for k, row in enumerate(rows)
    ]
    put_rows(folder.vectors(EYE.id), table, vectors_schema(2))
    return folder


def factors(concept, attribute=None, **more):
    return {"concept": concept} | ({"attribute": attribute} if attribute else {}) | more


SCIENCE = (
    ("science", False, factors("science")),
    ("men in science", True, factors("science", "male")),
    ("arts", False, factors("arts", word="painting")),
    ("women in arts", True, factors("arts", "female")),
)


def test_a_test_has_sets_by_thing_and_attribute(tmp_path):
    [test] = read_association_tests(written(tmp_path, *SCIENCE, missing={"2-1"}), EYE)

    assert (test.name, test.language, test.marked, test.reader) == ("", "en", False, "eye@1")
    assert (test.concepts, test.attributes) == (("science", "arts"), ("male", "female"))
    assert test.stratum == "science / arts"
    assert {key: (one.requested, one.prompts) for key, one in test.sets.items()} == {
        ("science", None): (2, ("p0", "p0")),
        ("science", "male"): (2, ("p1", "p1")),
        ("arts", None): (2, ("p2",)),
        ("arts", "female"): (2, ("p3", "p3")),
    }
    np.testing.assert_allclose(
        test.sets["arts", "female"].vectors, [[np.cos(k), np.sin(k)] for k in (6, 7)], rtol=1e-6
    )
    assert test.requested == 8


def test_the_factor_test_tells_tests_apart(tmp_path):
    prompts = [(text, mark, {**own, "test": "one"}) for text, mark, own in SCIENCE[:2]]
    prompts += [(f"{text}!", mark, {**own, "test": "two"}) for text, mark, own in SCIENCE[2:]]
    tests = list(read_association_tests(written(tmp_path, *prompts), EYE))

    assert [(one.stratum, one.concepts) for one in tests] == [
        ("one", ("science",)),
        ("two", ("arts",)),
    ]


@pytest.mark.parametrize("mark", [None, True])
def test_what_is_known_of_the_neutral_prompts(tmp_path, mark):
    prompts = [("science", mark, factors("science")), *SCIENCE[1:]]
    [test] = read_association_tests(written(tmp_path, *prompts), EYE)

    if mark:  # it states something else, and is of no test
        assert ("science", None) not in test.sets
    else:
        assert test.marked is None


@pytest.mark.parametrize(
    "prompts",
    [
        [("a house", False, {"scene": "house"})],
        [SCIENCE[0], SCIENCE[2]],  # things and no attribute: nothing is asked
        [("a man", True, {"attribute": "male"})],
    ],
)
def test_other_prompts_are_no_test(tmp_path, prompts):
    folder = written(tmp_path, *prompts)

    assert asked_tests(folder) == {}
    assert list(read_association_tests(folder, EYE)) == []
