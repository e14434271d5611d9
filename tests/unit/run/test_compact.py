import pytest

from graycard.errors import DamagedRunError
from graycard.run.compact import compact_generations, compact_readings, latest_generations
from graycard.run.schemas import GENERATIONS, READINGS
from graycard.run.tables import put_rows, read_table

from .conftest import EYE, generation, reading


def put_chunk(folder, chunk, generations, readings, attempt=1):
    put_rows(folder.generation_part(0, chunk, attempt), generations, GENERATIONS)
    put_rows(folder.reading_part(EYE.id, 0, chunk, attempt), readings, READINGS)


def test_parts_become_tables_in_plan_order(folder):
    put_chunk(folder, 1, [generation(2), generation(3)], [reading(2, label="no")])
    put_chunk(folder, 0, [generation(0), generation(1)], [reading(1, label="yes")])

    assert compact_generations(folder, chunks=2) == 4
    assert compact_readings(folder, [EYE.id], chunks=2) == 2

    ids = read_table(folder.generations, GENERATIONS)["id"].to_pylist()
    read = read_table(folder.readings, READINGS)["generation_id"].to_pylist()
    assert ids == ["g0", "g1", "g2", "g3"]
    assert read == ["g1", "g2"]


def test_the_latest_attempt_counts_and_takes_the_place_of_the_first(folder):
    put_chunk(
        folder,
        0,
        [generation(0), generation(1, "failed"), generation(2, "failed"), generation(3)],
        [reading(0, label="no"), reading(3, label="no")],
    )
    retried = [generation(1, attempts=2), generation(2, "failed", attempts=2)]
    put_chunk(folder, 0, retried, [reading(1, label="yes")], attempt=2)

    compact_generations(folder, chunks=1)
    compact_readings(folder, [EYE.id], chunks=1)

    table = read_table(folder.generations, GENERATIONS).to_pylist()
    assert [(r["id"], r["outcome"], r["attempts"]) for r in table] == [
        ("g0", "ok", 1),
        ("g1", "ok", 2),
        ("g2", "failed", 2),
        ("g3", "ok", 1),
    ]
    read = read_table(folder.readings, READINGS)["generation_id"].to_pylist()
    assert read == ["g0", "g1", "g3"]


def test_a_retry_of_what_was_never_asked_is_refused(folder):
    put_chunk(folder, 0, [generation(0)], [])
    put_chunk(folder, 0, [generation(9)], [], attempt=2)

    with pytest.raises(DamagedRunError, match="never made"):
        latest_generations(folder, 0)


def test_a_run_without_pictures_has_an_empty_table(folder):
    put_chunk(folder, 0, [generation(0, "refused")], [])

    assert compact_readings(folder, [EYE.id], chunks=1) == 0
    assert read_table(folder.readings, READINGS).num_rows == 0


@pytest.mark.parametrize("damage", ["truncated", "empty", "other", "absent"])
def test_a_damaged_part_is_named_with_a_way_out(folder, damage):
    put_chunk(folder, 0, [generation(0)], [reading(0, label="no")])
    part = folder.generation_part(0, 0)
    if damage == "truncated":
        part.write_bytes(part.read_bytes()[:-20])
    elif damage == "empty":
        part.write_bytes(b"")
    elif damage == "other":
        put_rows(part, [reading(0, label="no")], READINGS)
    else:
        part.unlink()

    with pytest.raises(DamagedRunError, match="graycard resume") as caught:
        compact_generations(folder, chunks=1)

    assert part.name in caught.value.what
    assert not folder.generations.exists()
