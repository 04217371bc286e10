"""A virtual screen for the real window, and a person who types and clicks in it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
XVFB = shutil.which("Xvfb")
WAIT_MS = 20_000


@contextmanager
def screen(size: str = "1920x1080") -> Iterator[str]:
    """Start a screen of its own; gives the display's name."""
    assert XVFB is not None
    reading, writing = os.pipe()
    server = subprocess.Popen(
        [XVFB, "-displayfd", str(writing), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


def run_window(
    module: str, *arguments: str, display: str, home: Path, **options: object
) -> subprocess.Popen[str]:
    """Start a module that drives the window, on a display and in a home of its own."""
    env = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
    env |= {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    env.pop("WAYLAND_DISPLAY", None)
    command = [sys.executable, "-X", "faulthandler", "-m", module, *arguments]
    return subprocess.Popen(
        command, env=env, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    )  # type: ignore[call-overload, no-any-return]


class Person:
    """Types and clicks as Qt gets it from the screen. Everything goes to what has the focus."""

    def __init__(self, window: object) -> None:
        from PySide6.QtTest import QTest

        self.window = window
        self._test = QTest
        assert QTest.qWaitForWindowExposed(window, WAIT_MS)
        window.activateWindow()  # type: ignore[attr-defined]
        assert QTest.qWaitForWindowActive(window, WAIT_MS)

    def wait_for(self, holds: Callable[[], object], what: str) -> None:
        from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer
        from PySide6.QtWidgets import QApplication

        tick = QTimer(interval=20)
        tick.timeout.connect(lambda: None)  # wakes the loop, so that the condition is looked at again
        tick.start()
        deadline = QDeadlineTimer(WAIT_MS)
        while not holds():
            assert not deadline.hasExpired(), f"waited in vain for {what}"
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    @property
    def focus(self):
        from PySide6.QtWidgets import QApplication

        self.wait_for(QApplication.focusWidget, "something that has the focus")
        return QApplication.focusWidget()

    def types(self, text: str) -> None:
        from PySide6.QtWidgets import QApplication

        for letter in text:
            self._test.keyClicks(self.focus, letter)
            QApplication.processEvents()

    def presses(self, keys: str) -> None:
        """Press a key as menus write it, such as `Ctrl+I`, `Return` or `F12`."""
        from PySide6.QtGui import QKeySequence
        from PySide6.QtWidgets import QApplication

        pressed = QKeySequence(keys)[0]
        self._test.keyClick(self.focus, pressed.key(), pressed.keyboardModifiers())
        QApplication.processEvents()

    def clicks(self, widget: object, at: object = None) -> None:
        from PySide6.QtCore import QPoint, Qt

        point = at if at is not None else QPoint()
        self._test.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)

    def fills(self, name: str, text: str) -> None:
        """Tab to a field of the form at hand by its name, and type over what it holds."""
        passed = []
        for _ in range(60):
            passed.append(self.focus.objectName())
            if self.focus.objectName() == name:
                if hasattr(self.focus, "selectAll"):
                    self.focus.selectAll()
                self.types(text)
                return
            self.presses("Tab")
        raise AssertionError(f"no field {name} is reached by Tab; passed {passed}")
