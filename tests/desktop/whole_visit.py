"""Drives the real window through one visit; `test_whole_visit.py` starts it and reads what it leaves behind.

Arguments: `chart` or `reopen`, the record file, a folder for what is printed.
"""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from chargecapture import bootstrap_window
from chargecapture.bootstrap import Built
from chargecapture.desktop.prompts import Prompts
from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.main_window import MainWindow
from chargecapture.errors import KnownError
from tests.helpers.screen import Person

PATIENT = "Okafor"


class Answers(Prompts):
    """Gives the paths that are asked for; what is told would stop the person, so it stops the test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.told: list[str] = []

    def save_path(self, parent: QWidget, title: str, suggested: Path, kinds: str) -> Path | None:
        return self._folder / suggested.name

    def tell(self, parent: QWidget, problem: KnownError) -> None:
        self.told.append(str(problem))


def open_window(records_path: Path, folder: Path) -> tuple[MainWindow, Answers]:
    built = Built()
    app = QApplication.instance() or QApplication([])
    Theme.install(app, built.resources, choice="light")
    records = bootstrap_window._sample_records(built, records_path)
    answers = Answers(folder)
    stored = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    window = bootstrap_window.build_window(built, records, answers, stored, sample=True)
    window.resize(1280, 800)
    window.show()
    return window, answers


def picture(window: QWidget, path: Path) -> None:
    box = window.frameGeometry()
    screen = QGuiApplication.primaryScreen()
    screen.grabWindow(0, box.x(), box.y(), box.width(), box.height()).save(str(path))


def chart(person: Person, window: MainWindow) -> None:
    """The visit of the issue: biopsy, cryosurgery, excision with repair, 99213, toxin."""
    view = window.pages.visit
    person.presses("Ctrl+F")
    person.types(PATIENT.lower())
    person.presses("Return")
    person.wait_for(view.isVisible, "the visit")
    # The cheek by mouse on the body map, all else by keyboard.
    view.map.show_view("head")
    spot = next(s for s in view.map.canvas.spots if (s.region.site, s.region.side) == ("cheek", "left"))
    person.clicks(view.map.canvas, spot.point.toPoint())
    person.types("rule out basal cell carcinoma")
    person.presses("Return")
    person.types("tangential")
    person.presses("Return")
    person.presses("Ctrl+I")
    person.types("scalp")
    person.presses("Return")
    person.types("actinic keratosis")
    person.presses("Return")
    person.types("freeze")
    person.presses("Return")
    person.presses("Ctrl+Shift+I")
    view.cards.open_form.editors["diagnosis"].setFocus()
    person.fills("count", "7")
    person.presses("Ctrl+I")
    person.types("nose")
    person.presses("Return")
    person.types("basal cell carcinoma")
    person.presses("Return")
    person.types("excision")
    person.presses("Return")
    person.fills("lesion_cm", "8 mm")
    person.fills("margin_cm", "0.4")
    person.presses("Ctrl+Shift+I")
    person.types("intermediate")
    person.presses("Return")
    person.fills("length_cm", "4.2")
    person.presses("Ctrl+Shift+V")
    person.types("botulinum toxin for facial")
    person.presses("Return")
    person.fills("units", "20")
    person.fills("price", "14")
    person.presses("F7")
    for name, typed in (("problems", "low"), ("data", "min"), ("risk", "mod"), ("separate", "yes")):
        person.fills(name, typed)
    view.cards.open_form.editors["diagnoses"].setFocus()
    person.fills("diagnoses", "psoriasis vulgaris")
    person.presses("Return")


def shown(window: MainWindow) -> list[str]:
    """The charge table as a person reads it."""
    model = window.pages.visit.charges.model()
    columns = range(model.columnCount())
    return [
        " | ".join(str(model.index(row, column).data() or "") for column in columns).strip(" |")
        for row in range(model.rowCount())
    ]


def print_both(person: Person, window: MainWindow, folder: Path) -> list[str]:
    person.presses("Ctrl+P")
    person.wait_for(lambda: window._preview, "the preview")
    preview = window._preview
    person.wait_for(preview.isActiveWindow, "the preview in front")
    titles = []
    for at in range(preview.tabs.count()):
        preview.tabs.setCurrentIndex(at)
        titles.append(preview.tabs.tabText(at))
        person.clicks(preview.save_button)
        picture(preview, folder / f"preview-{at}.png")
    person.clicks(preview.findChild(QWidget, "close_preview"))
    person.wait_for(lambda: window._preview is None, "the preview closed")
    return titles


def main(what: str, records_path: Path, folder: Path) -> None:
    window, answers = open_window(records_path, folder)
    person = Person(window)
    if what == "chart":
        chart(person, window)
        picture(window, folder / "charted.png")
        told = {"before_signing": shown(window), "state": window.pages.visit.foot.state.text()}
        sign = window.pages.visit.foot.sign
        person.clicks(sign)
        person.wait_for(lambda: window._presenters.visit.charted.read_only, "the signature")
        told["visit"] = window._presenters.visit.charted.opened.visit.id
    else:
        person.types(PATIENT)
        person.presses("Down")
        while (
            window.pages.day.table.currentIndex()
            .sibling(window.pages.day.table.currentIndex().row(), 5)
            .data()
            != "Signed"
        ):
            person.presses("Down")
        person.presses("Return")
        person.wait_for(window.pages.visit.isVisible, "the visit")
        told = {"visit": window._presenters.visit.charted.opened.visit.id}
        told["titles"] = print_both(person, window, folder)
        picture(window, folder / "reopened.png")
    told |= {"lines": shown(window), "foot": window.pages.visit.foot.state.text(), "told": answers.told}
    window.close()
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
