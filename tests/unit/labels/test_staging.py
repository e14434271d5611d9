"""Labels on their way: nothing is lost, whoever is killed and however many write at once."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from graycard.errors import DamagedRunError, EnvironmentFaultError, InputError, RunLockedError
from graycard.labels import database as module
from graycard.labels.rubric import Rubric
from graycard.labels.staging import ChangedMeanwhileError, Staging
from graycard.labels.table import add_labels, read_labels
from graycard.run.lock import sole_writer

from .conftest import HAT, label

WRITER = """
import sys
from pathlib import Path
from graycard.labels.rubric import Rubric
from graycard.labels.staging import Staging
from graycard.run.folder import RunFolder
rubric = Rubric.model_validate_json(sys.argv[3])
staging = Staging(RunFolder(Path(sys.argv[1])))
for i in range(int(sys.argv[4])):
    staging.give(generation_id=f"g{i}", rubric=rubric, answer="yes", rater=sys.argv[2])
    print(i, flush=True)
"""


def start(folder, rater, n):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder.root), rater, HAT.model_dump_json(), str(n)],
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def staging(folder):
    return Staging(folder)


def give(staging, number, answer="yes", rater="ann", seen=""):
    return staging.give(
        generation_id=f"g{number}", rubric=HAT, answer=answer, rater=rater, seen=seen
    )


def said(staging, rater="ann"):
    """What a person says of hats, by the number of the picture."""
    found = staging.said_by(rater, "hat")
    return {int(generation[1:]): one for (generation, *_), one in found.items()}


def test_a_label_is_taken_down_and_moved_into_the_table(staging):
    given = give(staging, 0)

    assert staging.waiting() == (given,)
    assert read_labels(staging.folder) == ()
    assert staging.collect() == 1
    assert read_labels(staging.folder) == (given,)
    assert staging.waiting() == ()
    assert said(staging) == {0: given}


def test_collecting_twice_or_being_killed_in_between_changes_nothing(staging):
    given = give(staging, 0)
    add_labels(staging.folder, [given])  # killed after the table was written

    assert staging.collect() == 0
    assert staging.collect() == 0
    assert read_labels(staging.folder) == (given,)


def test_two_people_who_label_at_once_lose_nothing(staging):
    both = [start(staging.folder, rater, 15) for rater in ("ann", "bob")]
    while any(one.poll() is None for one in both):
        staging.collect(wait=60)

    assert [one.wait() for one in both] == [0, 0]
    for one in both:
        one.stdout.close()
    staging.collect()
    said = {(one.rater, one.generation_id) for one in read_labels(staging.folder)}
    assert said == {(rater, f"g{i}") for rater in ("ann", "bob") for i in range(15)}


def test_a_label_waits_for_another_process_that_opens_a_new_database(staging):
    staging.folder.labelling.mkdir(parents=True)
    # SQLite does not wait by itself when the write-ahead log is turned on.
    with closing(sqlite3.connect(staging.folder.staging, check_same_thread=False)) as other:
        other.execute("begin immediate")
        done = threading.Timer(0.5, other.rollback)
        done.start()
        given = give(staging, 0)
        done.join()

    assert staging.waiting() == (given,)


def test_what_was_taken_down_survives_a_kill(staging):
    writer = start(staging.folder, "ann", 10_000)
    done = [writer.stdout.readline().strip() for _ in range(5)]
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    writer.stdout.close()

    waiting = {one.generation_id for one in staging.waiting()}

    assert done == ["0", "1", "2", "3", "4"]
    assert waiting >= {f"g{i}" for i in range(5)}
    assert staging.collect() == len(waiting)


def test_the_same_answer_sent_again_is_one_label(staging):
    first = give(staging, 0)

    assert give(staging, 0) == first
    assert staging.waiting() == (first,)


def test_another_answer_from_a_page_that_is_out_of_date_changes_nothing(staging):
    first = give(staging, 0, "yes")

    with pytest.raises(ChangedMeanwhileError, match="now: yes"):
        give(staging, 0, "no")

    second = give(staging, 0, "no", seen=first.time.isoformat())
    assert said(staging) == {0: second}


def test_what_another_process_took_down_is_no_longer_overwritten(staging):
    give(staging, 1)
    assert said(staging).keys() == {1}  # read, and in memory
    other = start(staging.folder, "ann", 1)
    assert other.wait(timeout=60) == 0
    other.stdout.close()

    with pytest.raises(ChangedMeanwhileError, match="now: yes"):
        give(staging, 0, "no")

    assert said(staging).keys() == {0, 1}


def test_an_answer_under_another_version_of_the_rubric_is_history(staging):
    new = Rubric.model_validate(HAT.model_dump() | {"question": "Is it a hat?"})
    before = give(staging, 0, "yes")
    staging.collect()

    after = staging.give(generation_id="g0", rubric=new, answer="yes", rater="ann")

    assert after.rubric == new.id
    assert said(staging) == {0: after}
    assert before.time < after.time
    with pytest.raises(ChangedMeanwhileError, match="taken back already"):
        give(staging, 0, "withdrawn", seen=before.time.isoformat())


def test_who_answers_again_after_taking_back_counts_though_the_clock_was_set_back(staging):
    late = datetime.now(UTC) + timedelta(days=300)
    history = [label(0, answer) for answer in ("yes", "withdrawn")]
    times = [late, late + timedelta(minutes=1)]
    add_labels(
        staging.folder,
        [one.model_copy(update={"time": time}) for one, time in zip(history, times, strict=True)],
    )

    again = give(staging, 0, "no")

    assert said(staging) == {0: again}


def test_people_do_not_stand_in_each_others_way(staging):
    give(staging, 0, "yes")
    give(staging, 0, "no", rater="bob")

    assert said(staging)[0].answer == "yes"
    assert said(staging, "bob")[0].answer == "no"
    assert said(staging, "eve") == {}
    assert staging.raters("hat") == ["ann", "bob"]


def test_a_label_that_is_taken_back_stays_in_the_history(staging):
    first = give(staging, 0)
    staging.collect()

    give(staging, 0, "withdrawn", seen=first.time.isoformat())

    assert said(staging) == {}
    staging.collect()
    assert [one.answer for one in read_labels(staging.folder)] == ["yes", "withdrawn"]
    with pytest.raises(ChangedMeanwhileError, match="taken back already"):
        give(staging, 0, "withdrawn", seen=first.time.isoformat())


def test_labels_keep_their_order_when_the_clock_is_set_back(staging, monkeypatch):
    late = datetime.now(UTC) + timedelta(days=300)
    add_labels(staging.folder, [label(0, "no").model_copy(update={"time": late})])

    second = give(staging, 0, "yes", seen=late.isoformat())
    third = give(staging, 1)

    assert late < second.time < third.time
    assert said(staging) == {0: second, 1: third}


@pytest.mark.parametrize(("answer", "rater"), [("maybe", "ann"), ("yes", "a@b.org"), ("yes", "")])
def test_what_is_no_label_is_not_taken_down(staging, answer, rater):
    with pytest.raises(InputError):
        give(staging, 0, answer, rater=rater)

    assert staging.waiting() == ()


def test_a_run_that_cannot_be_written_to_says_so(staging):
    staging.folder.root.mkdir()
    staging.folder.labelling.write_text("a file where the folder should be")

    with pytest.raises(EnvironmentFaultError):
        staging.check_writable()
    with pytest.raises(EnvironmentFaultError):
        give(staging, 0)


def test_a_run_that_is_read_only_can_still_be_looked_at(staging, monkeypatch):
    given = give(staging, 0)
    files = {path.name for path in staging.folder.labelling.iterdir()}
    connect = module.sqlite3.connect

    def read_only(path, **options):
        return connect(
            path if options.get("uri") else f"file:{path}?mode=ro", **options | {"uri": True}
        )

    monkeypatch.setattr(module.sqlite3, "connect", read_only)
    monkeypatch.setattr("graycard.labels.staging.may_write", lambda path: False)

    assert staging.waiting() == (given,)
    assert said(staging) == {0: given}
    with pytest.raises(EnvironmentFaultError, match="the run is read-only"):
        staging.check_writable()
    assert {path.name for path in staging.folder.labelling.iterdir()} == files
    with pytest.raises(EnvironmentFaultError, match="copy the run to a folder"):
        give(staging, 1)


def test_looking_whether_labels_can_be_taken_down_leaves_no_file(staging):
    staging.folder.root.mkdir()

    staging.check_writable()

    assert list(staging.folder.root.iterdir()) == []


def test_labels_wait_while_another_writes_to_the_run(staging):
    given = give(staging, 0)
    with sole_writer(staging.folder), pytest.raises(RunLockedError):
        staging.collect(wait=0)

    assert staging.waiting() == (given,)
    assert staging.collect() == 1


def test_a_damaged_database_is_named(staging):
    staging.folder.labelling.mkdir(parents=True)
    staging.folder.staging.write_bytes(b"no database at all" * 100)

    with pytest.raises(DamagedRunError, match=r"staging\.sqlite is damaged"):
        staging.waiting()
