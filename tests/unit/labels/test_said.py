"""What is kept in memory of labels is what is on disk, whoever wrote there meanwhile."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from graycard.labels import table
from graycard.labels.database import Rows, opened
from graycard.labels.said import Said
from graycard.labels.staging import Staging
from graycard.labels.table import add_labels

from .conftest import HAT, label


@pytest.fixture
def staging(folder):
    return Staging(folder)


def write(folder, *labels):
    """Write labels as another process does: past what this one keeps in memory."""
    with opened(folder.staging) as rows:
        for one in labels:
            rows.add(one)


def said(staging, rater="ann"):
    found = staging.said_by(rater, "hat")
    return {int(generation[1:]): one.answer for (generation, *_), one in found.items()}


def test_of_what_one_person_said_of_one_thing_the_latest_is_known_in_any_order():
    history = [label(0, "no", minute=2), label(0, "yes", minute=1), label(1), label(0, rater="bob")]

    found = Said(history)

    assert [one.answer for one in found.by("ann", "hat").values()] == ["no", "yes"]
    assert found.raters("hat") == ["ann", "bob"]
    assert found.by("ann", "odd") == {}


def test_a_look_reads_what_is_new_and_no_more(staging, monkeypatch):
    read, labels = [], Rows.labels

    def counted(rows, **since):
        found = labels(rows, **since)
        read.append(len(found))
        return found

    monkeypatch.setattr(Rows, "labels", counted)
    write(staging.folder, *(label(i, minute=i) for i in range(40)))

    assert len(said(staging)) == 40
    write(staging.folder, label(40, minute=40), label(41, minute=41))
    assert len(said(staging)) == 42
    staging.give(generation_id="g50", rubric=HAT, answer="no", rater="bob")
    assert said(staging, "bob") == {50: "no"}

    # The first row and the last one that is known show that the others are still there.
    assert read == [40, 2 + 2, 2, 2 + 1]


def test_a_table_is_read_once(staging, monkeypatch):
    read, whole = [], table.read_table
    monkeypatch.setattr(table, "read_table", lambda *given: read.append(1) or whole(*given))
    add_labels(staging.folder, [label(i) for i in range(5)])
    read.clear()

    for rater in ("ann", "bob", "ann"):
        staging.said_by(rater, "hat")
        staging.give(generation_id="g9", rubric=HAT, answer="yes", rater=rater)
    assert len(read) == 1

    add_labels(staging.folder, [label(7, "no", minute=1)])
    assert said(staging)[7] == "no"


def test_labels_that_another_process_moved_in_part_are_each_known_once(staging):
    write(staging.folder, *(label(i, minute=i) for i in range(3)))
    assert said(staging) == {0: "yes", 1: "yes", 2: "yes"}
    add_labels(staging.folder, [label(i, minute=i) for i in range(2)])
    with opened(staging.folder.staging) as rows:
        rows.remove(up_to=2)
        rows.add(label(0, "no", minute=9))

    assert said(staging) == {0: "no", 1: "yes", 2: "yes"}
    assert staging.n_waiting() == 2


def test_a_label_that_is_not_on_disk_any_more_is_not_remembered(staging):
    write(staging.folder, label(0), label(1, minute=1))
    assert said(staging) == {0: "yes", 1: "yes"}
    with opened(staging.folder.staging) as rows:
        rows.remove(up_to=1)

    assert said(staging) == {1: "yes"}
    assert staging.give(generation_id="g0", rubric=HAT, answer="yes", rater="ann").time
    assert staging.n_waiting() == 2


@pytest.mark.parametrize("known", [2, 3])
def test_a_database_that_was_restored_from_a_copy_is_read_anew(staging, tmp_path, known):
    write(staging.folder, label(0), label(1, minute=1))
    shutil.copy(staging.folder.staging, tmp_path / "copy")
    write(staging.folder, *(label(i, minute=i) for i in range(2, known + 1)))
    assert len(said(staging)) == known + 1
    shutil.copy(tmp_path / "copy", staging.folder.staging)
    write(staging.folder, *(label(i + 10, "no", minute=i) for i in range(2, known + 1)))

    assert said(staging) == {0: "yes", 1: "yes"} | {i + 10: "no" for i in range(2, known + 1)}


def test_another_run_in_the_same_folder_is_another_one(staging):
    write(staging.folder, label(0), label(1, minute=1))
    assert said(staging) == {0: "yes", 1: "yes"}
    shutil.rmtree(staging.folder.root)
    assert said(staging) == {}
    write(staging.folder, label(0, "no"), label(3, minute=1))

    assert said(staging) == {0: "no", 3: "yes"}


def test_threads_that_label_and_look_at_once_see_all_that_was_given_before(staging):
    def one(rater):
        for i in range(8):
            staging.give(generation_id=f"g{i}", rubric=HAT, answer="yes", rater=rater)
            assert said(staging, rater) == dict.fromkeys(range(i + 1), "yes")
            if rater == "b" and i % 3 == 0:
                staging.collect(wait=60)
        return rater

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(one, "abcd")) == [*"abcd"]

    assert staging.raters("hat") == [*"abcd"]
