"""Vectors of a run in groups: whole, in bounded memory, in as few passes as that takes."""

import numpy as np
import pytest

from graycard.errors import DamagedRunError
from graycard.run.active_readers import ActiveReader
from graycard.run.folder import RunFolder
from graycard.run.schemas import GENERATIONS, vectors_schema
from graycard.run.tables import put_rows
from graycard.run.vector_groups import grouped_vectors

EYE = ActiveReader(id="eye@1", name="eye", domains=("any",), attributes=(), width=2, source="test")
ONE_VECTOR = 8
"""Bytes of a vector of two numbers."""


def written(root, strata, *, absent=(), zero=(), more=()):
    """Write a run whose k-th request is of the k-th stratum and points k degrees up."""
    folder = RunFolder(root)
    rows = [{"id": f"g{k}", "stratum": name, "factors": []} for k, name in enumerate(strata)]
    put_rows(folder.generations, rows, GENERATIONS)
    table = []
    for k in (*range(len(strata)), *more):
        angle = np.radians(k)
        vector = [5 * np.cos(angle), 5 * np.sin(angle)] if k not in zero else [0.0, 0.0]
        there = k not in absent
        table.append(
            {
                "generation_id": f"g{k}",
                "vector": vector if there else None,
                "missing_reason": None if there else "no picture: refused",
            }
        )
    put_rows(folder.vectors(EYE.id), table, vectors_schema(2))
    return folder


def by_stratum(row):
    return None if row["stratum"] == "other" else (row["stratum"], row["id"])


def angles(group):
    return np.degrees(np.arctan2(group.array[:, 1], group.array[:, 0])).round(3).tolist()


MIXED = ["a", "b", "other", "c", "a", "b", "c", "c"]


@pytest.mark.parametrize("vectors", [1000, 8, 4, 3])
def test_every_group_is_whole_however_little_memory_there_is(tmp_path, vectors):
    found = {
        one.name: one
        for one in grouped_vectors(
            written(tmp_path, MIXED), EYE, by_stratum, bytes_=vectors * ONE_VECTOR
        )
    }

    assert {name: angles(one) for name, one in found.items()} == {
        "a": [0, 4], "b": [1, 5], "c": [3, 6, 7],
    }  # fmt: skip
    assert found["c"].members == ("g3", "g6", "g7")
    np.testing.assert_allclose(np.linalg.norm(found["c"].array, axis=1), 1, rtol=1e-6)


def test_a_group_comes_as_soon_as_it_is_whole(tmp_path):
    names = [one.name for one in grouped_vectors(written(tmp_path, MIXED), EYE, by_stratum)]

    assert names == ["a", "b", "c"]


def test_groups_that_stand_together_are_read_at_once(tmp_path, monkeypatch):
    """The memory of one group does for any number of them, and nothing is read twice."""
    from graycard.run import vector_groups

    passes = []
    read = vector_groups.read_vectors
    monkeypatch.setattr(
        vector_groups, "read_vectors", lambda *a, **k: (passes.append(1), read(*a, **k))[1]
    )
    folder = written(tmp_path, [f"s{k // 4}" for k in range(40)])

    found = list(grouped_vectors(folder, EYE, by_stratum, bytes_=4 * ONE_VECTOR))

    assert (len(found), len(passes)) == (10, 1)


def test_what_has_no_vector_or_no_direction_is_not_there(tmp_path):
    folder = written(tmp_path, ["a"] * 4 + ["b"], absent={1, 4}, zero={2})
    found = {one.name: one for one in grouped_vectors(folder, EYE, by_stratum)}

    assert (angles(found["a"]), found["a"].there) == ([0, 3], 2)
    assert (found["b"].array.shape, found["b"].there) == ((0, 2), 0)


def test_of_a_group_beyond_memory_every_so_many_th_is_there(tmp_path):
    folder = written(tmp_path, ["a"] * 9)
    (one,) = grouped_vectors(folder, EYE, by_stratum, bytes_=3 * ONE_VECTOR)

    assert (angles(one), one.there) == ([2, 5, 8], 9)


def test_a_vector_of_nothing_is_damage(tmp_path):
    folder = written(tmp_path, ["a", "a"], more=[7])
    with pytest.raises(DamagedRunError, match="g7"):
        list(grouped_vectors(folder, EYE, by_stratum))
