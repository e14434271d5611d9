"""The table of labels: whole or not at all, every label kept, the latest counts."""

import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pydantic import ValidationError

from graycard.errors import DamagedRunError, RunLockedError
from graycard.labels.table import add_labels, latest, read_labels
from graycard.run.lock import sole_writer
from graycard.run.schemas import LABELS
from graycard.types import Label

from .conftest import HAT, label


def test_a_run_without_labels_has_none(folder):
    assert read_labels(folder) == ()


def test_labels_come_back_as_they_were_given(folder):
    given = [label(0), label(1, "cannot tell", rater="bob", minute=1), label(0, "no", minute=2)]

    assert add_labels(folder, given) == 3
    assert list(read_labels(folder)) == given


def test_a_label_is_added_once(folder):
    add_labels(folder, [label(0)])
    before = folder.labels.read_bytes()

    assert add_labels(folder, [label(0), label(0)]) == 0
    assert folder.labels.read_bytes() == before


def test_the_latest_label_of_a_rater_counts_and_the_others_are_kept(folder):
    add_labels(folder, [label(0, "no", minute=5), label(0, "yes", minute=9)])
    add_labels(folder, [label(0, "cannot tell", minute=7), label(0, "no", rater="bob")])

    every = read_labels(folder)
    assert len(every) == 4
    assert {(one.rater, one.answer) for one in latest(every)} == {("ann", "yes"), ("bob", "no")}


def test_a_label_that_was_taken_back_counts_no_longer_and_no_earlier_one_takes_its_place(folder):
    history = [label(0, "no"), label(0, "yes", minute=1), label(0, "withdrawn", minute=2)]

    assert latest(history) == ()
    assert [one.answer for one in latest([*history, label(0, "no", minute=3)])] == ["no"]


def test_faces_of_one_picture_are_labelled_apart():
    both = [label(0, "yes", subject="faces@1#0"), label(0, "no", subject="faces@1#1")]

    assert len(latest(both)) == 2


def test_the_table_opens_in_pandas(folder):
    add_labels(folder, [label(0), label(1, "not depicted")])

    frame = pq.read_table(folder.labels).to_pandas()

    assert frame.label.astype(object).where(frame.label.notna(), None).tolist() == ["yes", None]
    assert frame.missing_reason.isna().tolist() == [True, False]
    assert str(frame.time.dt.tz) == "UTC"


@pytest.mark.parametrize("damage", ["truncated", "a column is gone", "no answer"])
def test_a_damaged_table_is_named_and_nobody_is_told_to_delete_it(folder, damage):
    add_labels(folder, [label(0)])
    table = pq.read_table(folder.labels)
    if damage == "truncated":
        folder.labels.write_bytes(folder.labels.read_bytes()[:-10])
    elif damage == "a column is gone":
        pq.write_table(table.drop_columns(["rater"]), folder.labels)
    else:
        rows = [row | {"label": None} for row in table.to_pylist()]
        pq.write_table(pa.Table.from_pylist(rows, schema=LABELS), folder.labels)

    with pytest.raises(DamagedRunError, match=r"labels\.parquet is damaged") as caught:
        add_labels(folder, [label(1)])
    assert "restore it from a copy" in caught.value.fix
    assert "delete" not in caught.value.fix


def test_columns_that_a_later_version_added_are_no_hindrance(folder):
    add_labels(folder, [label(0)])
    table = pq.read_table(folder.labels)
    pq.write_table(table.append_column("mood", pa.array(["good"])), folder.labels)

    assert read_labels(folder) == (label(0),)


def test_nothing_is_added_while_another_writes(folder):
    with sole_writer(folder), pytest.raises(RunLockedError):
        add_labels(folder, [label(0)], wait=0)

    assert read_labels(folder) == ()


def test_two_processes_that_add_labels_at_once_lose_none(folder):
    script = (
        "import sys; from pathlib import Path\n"
        "from datetime import UTC, datetime\n"
        "from graycard.labels.table import add_labels\n"
        "from graycard.run.folder import RunFolder\n"
        "from graycard.types import Label\n"
        "for i in range(12):\n"
        "    one = Label(generation_id=f'g{i}', attribute='hat', label='yes', rater=sys.argv[2],\n"
        "                time=datetime(2026, 1, 1, 0, i, tzinfo=UTC), rubric=sys.argv[3])\n"
        "    add_labels(RunFolder(Path(sys.argv[1])), [one], wait=60)\n"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", script, str(folder.root), name, HAT.id])
        for name in ("ann", "bob")
    ]

    assert [one.wait(timeout=120) for one in both] == [0, 0]
    labels = read_labels(folder)
    assert len(labels) == 24
    assert {(one.rater, one.generation_id) for one in labels} == {
        (rater, f"g{i}") for rater in ("ann", "bob") for i in range(12)
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"label": None},
        {"missing_reason": "cannot tell"},
        {"rater": "ann@example.org"},
        {"rater": ""},
        {"rater": "=cmd"},
        {"rater": "a" * 41},
        {"time": "2026-03-01T12:00:00"},
        {"time": "2026-03-01T12:00:00+02:00"},
        {"subject": "the left one"},
        {"rubric": "hat"},
        {"attribute": "Hat"},
    ],
)
def test_a_label_that_cannot_be_is_none(fields):
    whole = label(0).model_dump()
    assert Label.model_validate(whole) == label(0)

    with pytest.raises(ValidationError):
        Label.model_validate(whole | fields)
