"""The lesions that wait for pathology, a row each, the oldest first."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QT_TRANSLATE_NOOP, QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from chargecapture.desktop.language import in_words
from chargecapture.domain.encounter import Lesion
from chargecapture.workflow.forms import said
from chargecapture.workflow.pathology import PendingLesion

AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
Where = Callable[[Lesion], str]
"""Names a lesion's place, such as `left cheek`."""

COLUMNS = (
    QT_TRANSLATE_NOOP("PendingModel", "Days"),
    QT_TRANSLATE_NOOP("PendingModel", "Patient"),
    QT_TRANSLATE_NOOP("PendingModel", "Lesion"),
    QT_TRANSLATE_NOOP("PendingModel", "What"),
    QT_TRANSLATE_NOOP("PendingModel", "Since"),
    QT_TRANSLATE_NOOP("PendingModel", "Who"),
    QT_TRANSLATE_NOOP("PendingModel", "Visit"),
)
RIGHT_COLUMNS = (0,)


class PendingModel(QAbstractTableModel):
    PendingRole = Qt.ItemDataRole.UserRole

    def __init__(self, where: Where) -> None:
        super().__init__()
        self._where = where
        self._rows: tuple[PendingLesion, ...] = ()
        self._today = date.min

    def show_pending(self, rows: Sequence[PendingLesion], today: date) -> None:
        self.beginResetModel()
        self._rows = tuple(rows)
        self._today = today
        self.endResetModel()

    def pending(self, at: int) -> PendingLesion:
        return self._rows[at]

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if way != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(section)
        return self.tr(COLUMNS[section]) if role == Qt.ItemDataRole.DisplayRole else None

    @staticmethod
    def _side(column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if column in RIGHT_COLUMNS else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._texts(row)[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(index.column())
        return row if role == self.PendingRole else None

    def _texts(self, row: PendingLesion) -> tuple[str, ...]:
        lesion = row.lesion
        acts = ", ".join(dict.fromkeys(in_words(said(act.kind)) for act in lesion.procedures))
        state = self.tr("Signed, version {}").format(row.version) if row.version else self.tr("Draft")
        return (
            str(row.waited(self._today)),
            f"{row.patient} · {row.account}",
            f"{lesion.id} · {self._where(lesion)}",
            f"{acts} · {lesion.diagnosis}" if lesion.diagnosis else acts,
            f"{row.day}",
            row.provider,
            state,
        )
