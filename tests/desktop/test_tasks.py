"""Work in other threads, and who collects garbage."""

import gc
import threading

from PySide6.QtCore import QObject
from shiboken6 import delete

from chargecapture.desktop.tasks import CollectsHere, LatestOnly, Tasks


class Ring:
    """A piece of garbage that only a collection takes; it tells in which thread it went."""

    def __init__(self, gone_in: list[int]) -> None:
        self._self = self
        self._gone_in = gone_in

    def __del__(self) -> None:
        self._gone_in.append(threading.get_ident())


def litter(gone_in: list[int]) -> None:
    for _ in range(5000):
        Ring(gone_in)


def test_a_worker_never_collects_what_the_window_left(qtbot):
    owner = QObject()
    CollectsHere(owner)
    gone_in: list[int] = []
    tasks = Tasks(owner)
    with qtbot.waitCallback() as done:
        tasks.run(lambda: litter(gone_in), done=done, failed=done)
    assert gone_in == []
    CollectsHere.collect_due()
    assert set(gone_in) == {threading.get_ident()}
    delete(owner)


def test_python_collects_by_itself_again_once_the_window_is_gone(qtbot):
    owner = QObject()
    CollectsHere(owner)
    assert not gc.isenabled()
    delete(owner)
    assert gc.isenabled()


def test_the_newest_input_is_worked_on_and_what_came_between_passed_over(qtbot):
    begun, go_on, worked = threading.Event(), threading.Event(), []

    def work(job: object) -> object:
        begun.set()
        go_on.wait(20)
        worked.append(job)
        return job

    keeper = LatestOnly(work)
    keeper.put(1)
    assert begun.wait(20)
    for job in (2, 3, 4):
        keeper.put(job)
    go_on.set()
    keeper.flush()
    keeper.end()
    assert worked == [1, 4]
