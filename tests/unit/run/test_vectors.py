"""Tables of vectors that are not what was written."""

import numpy as np
import pyarrow as pa
import pytest

from graycard.errors import DamagedRunError
from graycard.run.schemas import vectors_schema
from graycard.run.tables import put_rows, put_table
from graycard.run.vectors import read_vectors

EYE = "eye@1"
ROWS = [
    {"generation_id": "a", "vector": [1.0, 2.0], "missing_reason": None},
    {"generation_id": "b", "vector": None, "missing_reason": "no picture: failed"},
    {"generation_id": "c", "vector": [3.0, 4.0], "missing_reason": None},
]


def read(folder, width=2):
    return list(read_vectors(folder, EYE, width=width))


def test_whole_ones_are_read(folder):
    put_rows(folder.vectors(EYE), ROWS, vectors_schema(2))

    (batch,) = read(folder)

    assert batch.ids == ("a", "c")
    np.testing.assert_array_equal(batch.array, [[1, 2], [3, 4]])
    assert batch.missing == {"b": "no picture: failed"}


def test_a_batch_of_nothing_but_missing_ones_has_no_rows(folder):
    put_rows(folder.vectors(EYE), ROWS[1:2], vectors_schema(2))

    (batch,) = read(folder)

    assert batch.array.shape == (0, 2)


def test_another_width_is_damage(folder):
    put_rows(folder.vectors(EYE), ROWS, vectors_schema(2))

    with pytest.raises(DamagedRunError, match="is damaged") as error:
        read(folder, width=3)
    assert "not of 3 numbers" in error.value.why


@pytest.mark.parametrize("kind", [pa.list_(pa.float32()), pa.list_(pa.float64(), 2)])
def test_another_kind_of_numbers_is_damage(folder, kind):
    schema = vectors_schema(2).set(1, pa.field("vector", kind))
    put_table(folder.vectors(EYE), pa.Table.from_pylist(ROWS, schema=schema))

    with pytest.raises(DamagedRunError, match="is damaged"):
        read(folder)


@pytest.mark.parametrize("vector", [None, [1.0, None]])
def test_a_row_without_vector_and_reason_is_damage(folder, vector):
    put_rows(folder.vectors(EYE), [*ROWS, ROWS[0] | {"vector": vector}], vectors_schema(2))

    with pytest.raises(DamagedRunError, match="is damaged") as error:
        read(folder)
    assert "neither" in error.value.why
