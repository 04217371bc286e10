"""The sheet of keys, and what the program is and under which licences."""

from importlib.metadata import version

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from chargecapture.desktop.actions import COMMANDS, MENUS, Command
from chargecapture.desktop.views.widgets import key_cap, label

COLUMNS = 2
CPT_NOTICE = (
    "CPT is copyright and a registered trademark of the American Medical Association. This program ships no "
    "CPT descriptor: the labels beside code numbers are its own plain words. A practice that uses CPT codes "
    "needs its own CPT licence from the AMA."
)


class KeysDialog(QDialog):
    """All keys, by menu."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("keys_dialog")
        self.setWindowTitle(self.tr("Keys"))
        columns = QHBoxLayout()
        columns.setSpacing(32)
        sides = [QVBoxLayout() for _ in range(COLUMNS)]
        for side in sides:
            columns.addLayout(side)
        for id_, title in MENUS:
            keyed = [command for command in COMMANDS if command.menu == id_ and command.key]
            shorter = sides[0] if id_ in ("file", "edit", "visit") else sides[1]
            self._add(shorter, title.replace("&", ""), keyed)
        for side in sides:
            side.addStretch()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(columns)
        column.addWidget(label(self.tr("Alt+1 to Alt+9 settle the alerts in their order."), "muted"))
        column.addWidget(buttons)

    @staticmethod
    def _add(side: QVBoxLayout, title: str, commands: list[Command]) -> None:
        if not commands:
            return
        head = label(title, "strong")
        head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        side.addWidget(head)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, command in enumerate(commands):
            cap = key_cap(QKeySequence(command.key).toString())
            grid.addWidget(cap, row, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label(command.help), row, 1)
        side.addLayout(grid)
        side.addSpacing(12)


class AboutDialog(QDialog):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("about_dialog")
        self.setWindowTitle(self.tr("About Charge Capture"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(label(f"Charge Capture {version('chargecapture')}", "title"))
        for text in (
            self.tr("Charge capture for dermatology. Apache License 2.0."),
            self.tr(CPT_NOTICE),
            self.tr("ICD-10-CM: CDC/NCHS, public domain. NCCI edits and relative values: CMS."),
            self.tr("Qt under the LGPL; Inter under the SIL Open Font License; Remix Icon."),
        ):
            shown = label(text, wraps=True)
            shown.setMinimumWidth(460)
            column.addWidget(shown)
        column.addWidget(buttons)
