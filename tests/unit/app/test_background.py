"""Work beside the server: once a key, one after the other, errors told, old ones forgotten."""

import threading

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


def test_only_the_last_ones_are_kept_and_what_is_going_on_is():
    background, held = Background(kept=2), threading.Event()

    for key in "abc":
        assert background.ask(key, lambda progress: 1).ended(10)
    going_on = background.ask("d", lambda progress: held.wait(10))
    waiting = background.ask("e", lambda progress: 1)

    assert [background.get(key) for key in "abc"] == [None, None, None]
    assert background.get("d") is going_on
    assert background.get("e") is waiting
    held.set()
    assert waiting.ended(10)


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
