"""Tables of older versions are read; damaged ones are refused."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graycard.errors import DamagedRunError
from graycard.run.schemas import READINGS
from graycard.run.tables import put_rows, read_batches, read_table

ROW = {
    "generation_id": "a",
    "subject": "image",
    "attribute": "words_person",
    "label": "yes",
    "text": "a person at work",
    "reader": "words@1",
}


@pytest.fixture
def readings(tmp_path):
    """Write readings, then take columns away as a version would that did not know them."""

    def write(*without):
        path = tmp_path / "readings.parquet"
        put_rows(path, [ROW, ROW | {"generation_id": "b"}], READINGS)
        pq.write_table(pq.read_table(path).drop_columns(list(without)), path)
        return path

    return write


def test_the_text_of_a_reading_comes_back(readings):
    path = readings()

    assert read_table(path, READINGS)["text"].to_pylist() == ["a person at work"] * 2
    [batch] = read_batches(path, READINGS)
    assert batch["text"].to_pylist() == ["a person at work"] * 2


def test_a_table_from_before_there_were_texts_is_read(readings):
    path = readings("text")

    table = read_table(path, READINGS)
    batches = list(read_batches(path, READINGS, rows=1))

    assert table.schema == READINGS
    assert table["text"].to_pylist() == [None, None]
    assert [batch.schema.names for batch in batches] == [READINGS.names] * 2
    assert pa.Table.from_batches(batches)["text"].null_count == 2


@pytest.mark.parametrize("column", ["label", "missing_reason"])
def test_a_table_without_another_column_is_damaged(readings, column):
    path = readings(column, "text")

    with pytest.raises(DamagedRunError, match=f"no column {column}"):
        read_table(path, READINGS)
    with pytest.raises(DamagedRunError, match=f"no column {column}"):
        list(read_batches(path, READINGS))
