"""Work beside the server: once a key, one after the other, errors told, old ones forgotten."""

import gc
import threading
import weakref
from functools import partial

import numpy as np
import pytest

from graycard.app.background import Background
from graycard.errors import EnvironmentFaultError, GraycardError, InputError


def wrong():
    raise InputError(what="what", why="why", fix="fix")


def test_what_was_worked_out_is_not_worked_out_again():
    background, times = Background(), []

    for _ in range(3):
        task = background.ask("key", lambda progress: times.append(1) or len(times))
        assert task.ended(10)

    assert task.result() == 1
    assert background.get("key") is task
    assert background.get("other") is None


def test_pieces_of_work_wait_for_each_other():
    background, held, order = Background(), threading.Event(), []

    first = background.ask("a", lambda progress: held.wait(10) and order.append("a"))
    second = background.ask("b", lambda progress: order.append("b"))

    assert not second.ended(0.1)
    held.set()
    assert first.ended(10)
    assert second.ended(10)
    assert order == ["a", "b"]


def test_progress_is_told_while_it_goes_on():
    background, held = Background(), threading.Event()

    def work(progress):
        progress(3, 7)
        held.wait(10)

    task = background.ask("key", work)
    while not task.total:
        assert not task.ended(0.01)

    assert (task.done, task.total) == (3, 7)
    held.set()
    assert task.ended(10)


def test_an_error_of_ours_is_raised_to_whoever_asks():
    task = Background().ask("key", lambda progress: wrong())

    assert task.ended(10)
    with pytest.raises(InputError, match="what"):
        task.result()


@pytest.mark.parametrize(("anew", "times"), [(True, 2), (False, 1)])
def test_what_failed_is_told_once_and_then_begun_anew_but_in_a_static_copy(anew, times):
    background, begun = Background(anew=anew), []

    def work(progress):
        begun.append(1)
        if len(begun) == 1:
            wrong()
        return "within reach"

    task = background.ask("key", work)
    assert task.ended(10)
    assert background.ask("key", work) is task
    with pytest.raises(InputError):
        task.result()
    again = background.ask("key", work)

    assert again.ended(10)
    assert len(begun) == times
    if anew:
        assert again.result() == "within reach"


def test_a_fault_in_the_code_is_logged_and_told(caplog):
    background = Background()
    task = background.ask("key", lambda progress: 1 / 0)

    assert task.ended(10)
    with pytest.raises(GraycardError, match="could not be worked out"):
        task.result()
    assert "ZeroDivisionError" in caplog.text
    assert background.ask("next", lambda progress: 5).ended(10)


MEGA = 1_000_000


def made(background, **sizes):
    """Ask for results of so many bytes, one after the other."""
    for key, size in sizes.items():
        assert background.ask(key, lambda progress, size=size: np.zeros(size, np.uint8)).ended(10)


def kept(background):
    return "".join(sorted(key for key in background._tasks))


def test_results_are_kept_up_to_a_number_of_bytes():
    background = Background(most_bytes=5 * MEGA)

    made(background, a=MEGA, b=MEGA, c=MEGA, d=MEGA)
    assert kept(background) == "abcd"
    made(background, e=MEGA)  # and some bytes for each piece of work

    assert kept(background) == "bcde"
    made(background, f=2 * MEGA)
    assert kept(background) == "def"


@pytest.mark.parametrize("use", ["ask", "get"])
def test_what_was_not_used_for_longest_is_forgotten_first(use):
    background = Background(most_bytes=5 * MEGA)
    made(background, a=MEGA, b=MEGA, c=MEGA, d=MEGA)

    used = background.get("a") if use == "get" else background.ask("a", lambda progress: 1)
    made(background, e=MEGA)

    assert used.result().nbytes == MEGA
    assert kept(background) == "acde"


def test_many_small_results_are_kept():
    background = Background(most_bytes=5 * MEGA)
    small = {f"small {one}": 10 for one in range(100)}

    made(background, **small)

    assert len(background._tasks) == 100


def test_what_one_page_needs_together_is_kept_however_large():
    background = Background(most_bytes=5 * MEGA)

    made(background, a=9 * MEGA, b=9 * MEGA, c=9 * MEGA, d=9 * MEGA)

    assert kept(background) == "bcd"


def test_what_goes_on_or_waits_is_never_forgotten():
    background, held = Background(most_bytes=0), threading.Event()
    made(background, a=10, b=10, c=10)

    going_on = background.ask("d", lambda progress: held.wait(10))
    waiting = background.ask("e", lambda progress: 1)

    assert background.get("d") is going_on
    assert background.get("e") is waiting
    held.set()
    assert waiting.ended(10)
    assert kept(background) == "cde"


def test_what_work_was_given_is_not_kept_with_what_came_of_it():
    class Given:
        pass

    def work(given, fails, progress):
        if fails:
            wrong()
        return 1

    background = Background()
    for fails in (False, True):
        given = Given()
        alive = weakref.ref(given)
        assert background.ask(f"{fails}", partial(work, given, fails)).ended(10)
        del given
        assert background.ask(f"after {fails}", lambda progress: 1).ended(10)
        gc.collect()
        assert alive() is None


def test_too_much_work_is_refused():
    background, held = Background(), threading.Event()
    first = background.ask("first", lambda progress: held.wait(10))
    while not first.ended() and background._queue.qsize():
        pass
    tasks = [background.ask(str(number), lambda progress: 1) for number in range(16)]

    with pytest.raises(EnvironmentFaultError, match="too much"):
        background.ask("more", lambda progress: 1)
    held.set()
    assert all(task.ended(10) for task in tasks)
