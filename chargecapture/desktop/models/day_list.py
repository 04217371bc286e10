"""The day's visits, one row each, in the order of their times."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from chargecapture.workflow.records import VisitSummary

AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()

STATES = {
    "scheduled": ("Not charted", "calendar", "muted"),
    "draft": ("Draft", "draft", "text"),
    "held": ("Pathology hold", "held", "warning"),
    "signed": ("Signed", "signed", "success"),
}
"""What a state is called, its icon and its colour role."""


class Column(NamedTuple):
    title: str
    text: Callable[[VisitSummary], str]


COLUMNS = (
    Column("Time", lambda visit: visit.time),
    Column("Patient", lambda visit: visit.patient_name),
    Column("Account", lambda visit: visit.account),
    Column("Reason", lambda visit: visit.reason),
    Column("Payer", lambda visit: visit.payer),
    Column("State", lambda visit: STATES[visit.state][0]),
)
STATE_COLUMN = 5


class DayListModel(QAbstractTableModel):
    VisitRole = Qt.ItemDataRole.UserRole

    def __init__(self) -> None:
        super().__init__()
        self._visits: tuple[VisitSummary, ...] = ()

    def show_visits(self, visits: Sequence[VisitSummary]) -> None:
        self.beginResetModel()
        self._visits = tuple(visits)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._visits)

    def columnCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        shown = way == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self.tr(COLUMNS[section].title) if shown else None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        visit = self._visits[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            text = COLUMNS[index.column()].text(visit)
            return self.tr(text) if index.column() == STATE_COLUMN else text
        return visit if role == self.VisitRole else None
