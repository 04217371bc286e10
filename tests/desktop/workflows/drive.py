"""Drives the window through workflows on a screen of its own, with the mouse disabled.

Arguments: a folder, then names of workflows (all where none is given); `--trace` tells where each input
leaves the focus. Each workflow has a window and a record file of its own. What came of each goes out as JSON.
"""

import json
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSettings
from PySide6.QtWidgets import QApplication, QWidget

from chargecapture import bootstrap_window
from chargecapture.bootstrap import Built
from chargecapture.desktop.prompts import Prompts
from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.main_window import MainWindow
from chargecapture.errors import KnownError
from tests.desktop.workflows.scripts import WORKFLOWS, Workflow
from tests.helpers.screen import Person

MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

MOUSE = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.Wheel,
    QEvent.Type.ContextMenu,
)


class NoMouse(QObject):
    """Takes every event of the mouse away, and counts them."""

    def __init__(self) -> None:
        super().__init__()
        self.events = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in MOUSE:
            self.events += 1
            return True
        return False


class Answers(Prompts):
    """Notes what it is told; says yes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.told: list[str] = []
        self.saved: list[str] = []

    def save_path(self, parent: QWidget, title: str, suggested: Path, kinds: str) -> Path | None:
        self.saved.append(suggested.name)
        return self._folder / suggested.name

    def tell(self, parent: QWidget | None, problem: KnownError) -> None:
        self.told.append(str(problem))

    def confirm(self, parent: QWidget, question: str, yes: str, no: str) -> bool:
        return True


def shown(window: MainWindow) -> list[str]:
    """The charges as a person reads them: code, modifiers, units, diagnoses, who pays."""
    model = window.pages.visit.charges.model()
    rows = []
    for row in range(model.rowCount()):
        cells = [str(model.index(row, column).data() or "") for column in (0, 1, 2, 3, 6)]
        if model.index(row, 0).data(model.LineRole) is not None:
            rows.append(" | ".join(cells))
    return rows


def follow(person: Person, window: MainWindow, workflow: Workflow, *, trace: bool) -> None:
    for step in workflow.keys:
        if step.startswith('"'):
            person.types(step[1:])
        elif step == "?preview":
            person.wait_for(lambda: window._preview is not None, "the superbill")
            person.wait_for(window._preview.isActiveWindow, "the superbill in front")
        elif step == "?window":  # this screen has no window manager to do it
            person.wait_for(lambda: window._preview is None, "the superbill closed")
            window.activateWindow()
            person.wait_for(window.isActiveWindow, "the window in front")
        else:
            person.presses(step)
        for _ in range(3):
            QApplication.processEvents()
        if trace:
            focus = QApplication.focusWidget()
            name = focus.objectName() if focus is not None else None
            text = focus.text() if focus is not None and hasattr(focus, "text") else ""
            sys.stderr.write(f"  {step:24} -> {name} {text!r}\n")


def run(workflow: Workflow, built: Built, sample: Path, folder: Path, *, trace: bool) -> dict[str, object]:
    path = Path(shutil.copy(sample, folder / f"{workflow.name}.db"))
    records = bootstrap_window.open_record_path(path)
    stored = QSettings(str(folder / f"{workflow.name}.ini"), QSettings.Format.IniFormat)
    answers = Answers(folder)
    window = bootstrap_window.build_window(built, records, answers, stored, sample=True)
    window.resize(1280, 800)
    window.show()
    person = Person(window)
    workflow.before(window, person)
    follow(person, window, workflow, trace=trace)
    visit = window._presenters.visit
    charted = visit.charted
    page = window._stack.currentWidget()
    told: dict[str, object] = {
        "page": window.pages.name_of(page),
        "lines": shown(window) if charted else [],
        "state": window.pages.visit.foot.state.text() if charted else "",
        "patient": charted.opened.patient.name if charted else "",
        "signed": bool(charted and charted.read_only),
        "told": answers.told,
        "more": workflow.more(window),
    }
    window.close()
    window.deleteLater()
    QApplication.processEvents()
    records.close()
    return told


def main(folder: Path, names: list[str], *, trace: bool) -> None:
    bootstrap_window._now = lambda: MORNING  # type: ignore[assignment]
    built = Built()
    app = QApplication([])
    Theme.install(app, built.resources, choice="light")
    sample = folder / "sample.db"
    bootstrap_window._sample_records(built, sample).close()
    _ = built.coder, built.library, built.shorthand
    no_mouse = NoMouse()
    app.installEventFilter(no_mouse)
    came = {}
    for workflow in WORKFLOWS:
        if not names or workflow.name in names:
            if trace:
                sys.stderr.write(f"{workflow.name}\n")
            try:
                came[workflow.name] = run(workflow, built, sample, folder, trace=trace)
            except AssertionError as problem:
                came[workflow.name] = {"failed": str(problem)}
    sys.stdout.write(json.dumps({"mouse": no_mouse.events, "came": came}))


if __name__ == "__main__":
    given = [each for each in sys.argv[1:] if each != "--trace"]
    main(Path(given[0]), given[1:], trace="--trace" in sys.argv)
