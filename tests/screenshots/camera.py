"""Drives the window into each state and takes its pictures. Arguments: folder, states, themes, widths."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from chargecapture import bootstrap_window
from chargecapture.bootstrap import Built
from chargecapture.desktop.prompts import Prompts
from chargecapture.desktop.theme import Theme
from chargecapture.errors import KnownError
from tests.helpers.screen import Person
from tests.screenshots.states import SIZES, STATES, Stage, picture_name

MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PASSES = 6


class Listener(Prompts):
    """Takes what would open a box of the system: no picture shows those."""

    def tell(self, parent: object, problem: KnownError) -> None:
        sys.stderr.write(f"told: {problem}\n")

    def confirm(self, parent: object, question: str, yes: str, no: str) -> bool:
        return True


def settle() -> None:
    """Let what was asked for be laid out and painted."""
    for _ in range(PASSES):
        QApplication.processEvents()


def main(out: Path, names: list[str], themes: list[str], widths: list[int]) -> int:
    bootstrap_window._now = lambda: MORNING  # type: ignore[assignment]
    built = Built()
    app = QApplication([])
    Theme.install(app, built.resources, choice="light")
    home = Path.home()
    records = bootstrap_window._sample_records(built, home / "sample.db")
    _ = built.coder, built.library
    stored = QSettings(str(home / "settings.ini"), QSettings.Format.IniFormat)
    window = bootstrap_window.build_window(built, records, Listener(), stored, sample=True)
    window.move(0, 0)
    window.show()
    stage = Stage(window, Person(window))
    failed = 0
    for name in names:
        try:
            stage.start()
            for size in SIZES:
                if size[0] in widths:
                    window.resize(*size)
                    settle()
                    STATES[name].reach(stage)
                    for theme in themes:
                        Theme.current().set_choice(theme)  # type: ignore[arg-type]
                        settle()
                        picture = app.primaryScreen().grabWindow(0, 0, 0, *size)
                        picture.save(str(out / picture_name(name, theme, size[0])))
                    stage.start()
        except AssertionError as problem:
            failed += 1
            sys.stderr.write(f"{name}: {problem}\n")
            stage.start()
    window.close()
    records.close()
    return failed


if __name__ == "__main__":
    folder, states, schemes, sizes = sys.argv[1:]
    wide = [int(width) for width in sizes.split(",")]
    sys.exit(main(Path(folder), states.split(","), schemes.split(","), wide))
