"""A month as a calendar: weeks by days, with the number of visits that are not signed though due."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from chargecapture.desktop.language import day_in_words
from chargecapture.workflow.day import MonthDay

AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


class MonthModel(QAbstractTableModel):
    DayRole = Qt.ItemDataRole.UserRole  # the MonthDay

    def __init__(self) -> None:
        super().__init__()
        self._weeks: tuple[tuple[MonthDay, ...], ...] = ()

    def show_weeks(self, weeks: Sequence[Sequence[MonthDay]]) -> None:
        self.beginResetModel()
        self._weeks = tuple(tuple(week) for week in weeks)
        self.endResetModel()

    def index_of(self, day: date) -> QModelIndex:
        for row, week in enumerate(self._weeks):
            for column, each in enumerate(week):
                if each.day == day:
                    return self.index(row, column)
        return QModelIndex()

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._weeks)

    def columnCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(WEEKDAYS)

    def headerData(
        self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if way != Qt.Orientation.Horizontal:
            return None
        return self.tr(WEEKDAYS[section]) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        day = self._weeks[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return str(day.day.day)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._in_words(day)
        return day if role == self.DayRole else None

    def _in_words(self, day: MonthDay) -> str:
        words = self.tr("{}: {} visits, {} not signed") if day.visits else self.tr("{}: no visits")
        return words.format(day_in_words(day.day), day.visits, day.missing)
