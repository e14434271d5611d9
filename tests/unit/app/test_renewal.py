"""What changes while the app is open is opened anew beside the server; the old is dropped."""

import threading

import pytest

from graycard.app.background import Background
from graycard.app.renewal import Renewal
from graycard.errors import RunError


class Runs:
    """Stands for opened runs: which state of the disk they show is a number."""

    def __init__(self, disk, *, live=True):
        self.shows = disk["state"]
        self.disk, self.live = disk, live
        self.background = Background()

    def changed(self):
        self.disk["looks"] = self.disk.get("looks", 0) + 1
        return self.shows != self.disk["state"]

    def again(self):
        assert self.disk["may open"].wait(30)
        if self.disk["state"] is None:
            raise RunError(what="there is no run", why="it is gone", fix="restore it")
        return Runs(self.disk)

    def prepare(self):
        self.disk["prepared"] = self.shows


@pytest.fixture
def disk():
    found = {"state": 1, "may open": threading.Event()}
    found["may open"].set()
    return found


def until_renewed(renewal):
    for _ in range(1000):
        renewal.now()
        if not renewal.running:
            return
        threading.Event().wait(0.02)
    pytest.fail("it was never opened anew")


def test_what_has_not_changed_stays(disk):
    runs = Runs(disk)
    renewal = Renewal(runs)

    assert renewal.now() is renewal.now() is runs
    assert disk["looks"] == 2
    assert not renewal.running


def test_what_has_changed_takes_the_place_of_what_was_there(disk):
    runs = Runs(disk)
    assert runs.background.ask("work", lambda progress: "old").ended(30)
    renewal = Renewal(runs)
    disk["state"] = 2
    until_renewed(renewal)

    assert renewal.now() is not runs
    assert renewal.now().shows == 2
    assert disk["prepared"] == 2
    assert runs.background.get("work") is None


def test_meanwhile_the_old_is_shown_and_it_is_opened_once(disk, monkeypatch):
    monkeypatch.setattr("graycard.app.renewal.WAIT", 0.01)
    runs = Runs(disk)
    renewal = Renewal(runs)
    disk["state"] = 2
    disk["may open"].clear()

    assert renewal.now() is renewal.now() is runs
    assert renewal.running
    assert disk["looks"] == 1
    disk["may open"].set()
    until_renewed(renewal)
    assert renewal.opened.shows == 2


def test_what_can_no_longer_be_opened_is_told_and_tried_again(disk):
    renewal = Renewal(Runs(disk))
    disk["state"] = None
    with pytest.raises(RunError, match="it is gone"):
        until_renewed(renewal)

    disk["state"] = 2
    until_renewed(renewal)
    assert renewal.opened.shows == 2


def test_a_static_copy_tells_of_one_state_from_beginning_to_end(disk):
    runs = Runs(disk, live=False)
    disk["state"] = 2

    assert Renewal(runs).now() is runs
    assert "looks" not in disk


def test_a_closed_background_begins_nothing_more(disk):
    background, at_work, go_on = Background(), threading.Event(), threading.Event()
    background.ask("first", lambda progress: (at_work.set(), go_on.wait(30)))
    assert at_work.wait(30)
    waiting = background.ask("second", lambda progress: "never")
    thread = background._thread
    background.close()
    go_on.set()
    thread.join(30)

    assert not thread.is_alive()
    assert not waiting.ended()
    assert not background.ask("third", lambda progress: "never").ended()
    assert background._thread is thread
