"""Work off the main thread: a plain function goes out; its result or its error comes back."""

import gc
from collections.abc import Callable
from threading import Condition, Thread

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal

COLLECT_MS = 500

Done = Callable[[object], None]
Failed = Callable[[Exception], None]


class _Outcome(QObject):
    came = Signal(object, object)  # result, error


class _Run(QRunnable):
    def __init__(self, work: Callable[[], object], outcome: _Outcome) -> None:
        super().__init__()
        self._work = work
        self._outcome = outcome

    def run(self) -> None:
        try:
            result, error = self._work(), None
        except Exception as problem:  # the task's edge: handed on to `failed`
            result, error = None, problem
        self._outcome.came.emit(result, error)


class Tasks(QObject):
    """Runs work in a pool. `work` touches no widget; `done` and `failed` come back on this thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._open: set[_Outcome] = set()

    def run(self, work: Callable[[], object], *, done: Done, failed: Failed) -> None:
        outcome = _Outcome(self)
        self._open.add(outcome)

        def came(result: object, error: object) -> None:
            self._open.discard(outcome)
            outcome.deleteLater()
            if isinstance(error, Exception):
                failed(error)
            else:
                done(result)

        outcome.came.connect(came)
        self._pool.start(_Run(work, outcome))

    def wait(self) -> None:
        """Wait until nothing runs, as before the program ends."""
        self._pool.waitForDone()


class CollectsHere(QObject):
    """Has Python collect garbage in this thread alone, while there is a window.

    A collection may start in whichever thread allocates. In a worker it would delete widgets there, which
    Qt answers by ending the process.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=COLLECT_MS)
        self._timer.timeout.connect(self.collect_due)
        self._timer.start()
        self.destroyed.connect(gc.enable)

    @staticmethod
    def collect_due() -> None:
        """Collect the generations that are over their threshold, as Python would by itself."""
        due = [
            at
            for at, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if count > most
        ]
        if due:
            gc.collect(due[-1])


class Progress(QObject):
    """Brings what work tells of its progress to this thread."""

    told = Signal(int, int)  # done, of


class LatestOnly(QObject):
    """Runs one kind of work in one thread, always on the newest input; what came between is passed over.

    For keeping a draft: each newer state holds all that an older one did.
    """

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, work: Callable[[object], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._newest: list[object] = []
        self._busy = False
        self._ended = False
        self._changed = Condition()
        self._thread = Thread(target=self._loop, name="latest-only", daemon=True)
        self._thread.start()

    def put(self, job: object) -> None:
        with self._changed:
            if self._ended:
                return
            self._newest = [job]
            self._changed.notify_all()

    def _loop(self) -> None:
        while True:
            with self._changed:
                self._busy = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._newest or self._ended)
                if not self._newest:
                    return
                job = self._newest.pop()
                self._busy = True
            try:
                self.done.emit(self._work(job))
            except Exception as problem:  # the task's edge: handed on to `failed`
                self.failed.emit(problem)

    def flush(self, *, at_most_s: float | None = None) -> None:
        """Wait until the newest input has been worked on, or until the time is up."""
        with self._changed:
            self._changed.wait_for(lambda: not self._newest and not self._busy, timeout=at_most_s)

    def end(self) -> None:
        """Work on what is left, then end the thread."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        self._thread.join()
