"""The window against a bare one: time to the first picture, and one keystroke to the repainted charges.

Limits, as ratios of the same run: the first usable window in at most 8 times a bare PySide6 window with a
table; a keystroke at 10 lesions in at most one frame of 16 ms, told beside one in a bare line above a table.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.helpers.screen import ROOT, screen

RUNS = 7
KEYS = 60
FRAME_MS = 16
LIMIT = 8.0


def _until_painted(window: object) -> None:
    """Let the window draw itself, and all that it still has to do."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    QTest.qWaitForWindowExposed(window)
    window.repaint()  # type: ignore[attr-defined]
    QApplication.processEvents()


def _bare() -> object:
    from PySide6.QtGui import QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QTableView, QVBoxLayout, QWidget

    QApplication([])
    window, table, model = QMainWindow(), QTableView(), QStandardItemModel()
    for row in range(20):
        model.appendRow([QStandardItem(f"{row} {column}") for column in range(6)])
    table.setModel(model)
    inside, line = QWidget(), QLineEdit()
    column = QVBoxLayout(inside)
    column.addWidget(line)
    column.addWidget(table)
    window.setCentralWidget(inside)
    window.resize(1280, 800)
    window.show()
    line.textEdited.connect(lambda text: model.setItem(0, 0, QStandardItem(text)))
    _until_painted(window)
    return window


def _ours(folder: Path) -> object:
    from tests.desktop.whole_visit import open_window

    window, _ = open_window(folder / "records.db", folder)
    _until_painted(window)
    return window


def _start_ms(what: str, folder: Path, env: dict[str, str]) -> float:
    began = time.perf_counter()
    command = [sys.executable, "-m", "tests.benchmarks.bench_window", what, str(folder)]
    subprocess.run(command, check=True, env=env, cwd=ROOT)
    return (time.perf_counter() - began) * 1000


def _key_times(line: object) -> list[float]:
    """Milliseconds from each key to the picture that follows it."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    line.setFocus()  # type: ignore[attr-defined]
    QApplication.processEvents()
    times = []
    for at in range(KEYS):
        began = time.perf_counter()
        QTest.keyClick(line, Qt.Key.Key_Backspace if at % 2 else Qt.Key.Key_1)
        QApplication.processEvents()
        times.append((time.perf_counter() - began) * 1000)
    return times


def _type_ours(folder: Path) -> list[float]:
    from PySide6.QtWidgets import QApplication

    from chargecapture.domain.procedures import Excision
    from tests.helpers.encounters import cancer, cm

    window = _ours(folder)
    presenter = window._presenters.visit  # type: ignore[attr-defined]
    rows = window._presenters.day._records.visits_on(window._presenters.day.day)  # type: ignore[attr-defined]
    window._presenters.day.open_visit(next(row.id for row in rows if row.state == "scheduled"))  # type: ignore[attr-defined]
    sites = (
        "nose",
        "scalp",
        "chest",
        "abdomen",
        "chin",
        "forehead",
        "glabella",
        "umbilicus",
        "perineum",
        "lip_upper_cutaneous",
    )
    lesions = tuple(
        cancer(letter, site, Excision(lesion_cm=cm("1.2"), margin_cm=cm("0.4")))
        for letter, site in zip("ABCDEFGHIJ", sites, strict=True)
    )
    from chargecapture.workflow.charting import set_encounter

    presenter.take(set_encounter(lesions=lesions), "ten lesions")
    presenter.choose("E")
    QApplication.processEvents()
    view = window.pages.visit  # type: ignore[attr-defined]
    times = _key_times(view.cards.open_form.acts[0].editors["lesion_cm"].line)
    window.close()  # type: ignore[attr-defined]
    return times


def _type_bare() -> list[float]:
    from PySide6.QtWidgets import QLineEdit

    window = _bare()
    return _key_times(window.findChild(QLineEdit))  # type: ignore[attr-defined]


def _told(name: str, times: list[float]) -> str:
    ordered = sorted(times)
    p95 = ordered[int(len(ordered) * 0.95) - 1]
    return f"{name}: median {statistics.median(ordered):.1f} ms, 95 % {p95:.1f} ms, most {ordered[-1]:.1f} ms"


def main() -> None:
    with screen() as display, tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        env = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
        env |= {name: str(folder) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
        _start_ms("ours", folder, env)  # builds the code library and the record file
        pairs = [(_start_ms("ours", folder, env), _start_ms("bare", folder, env)) for _ in range(RUNS)]
        ours, bare = (statistics.median(times) for times in zip(*pairs, strict=True))
        ratio = statistics.median(one / other for one, other in pairs)
        print(f"first window: ours {ours:.0f} ms, bare {bare:.0f} ms, ratio {ratio:.2f} (limit {LIMIT})")
        for what in ("type-ours", "type-bare"):
            command = [sys.executable, "-m", "tests.benchmarks.bench_window", what, str(folder)]
            subprocess.run(command, check=True, env=env, cwd=ROOT)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    elif sys.argv[1] == "bare":
        _bare()
    elif sys.argv[1] == "ours":
        _ours(Path(sys.argv[2]))
    elif sys.argv[1] == "type-bare":
        print(_told("a key in a bare line and table", _type_bare()))
    else:
        print(_told(f"a key at 10 lesions, goal {FRAME_MS} ms", _type_ours(Path(sys.argv[2]))))
