"""The day's visits, one row each, in the order of their times."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QPersistentModelIndex, Qt

from chargecapture.workflow.day import DayRow, Standing
from chargecapture.workflow.records import CLOSED

AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class State(NamedTuple):
    """What a standing is called, its icon and its colour role."""

    words: str
    icon: str
    role: str


STATES: dict[Standing, State] = {
    "scheduled": State("Scheduled", "calendar", "muted"),
    "not_charted": State("Not charted", "look_at", "error"),
    "draft": State("Draft", "draft", "text"),
    "incomplete": State("Facts missing", "asks", "warning"),
    "held": State("Pathology hold", "held", "warning"),
    "ready": State("Ready to sign", "done", "success"),
    "signed": State("Signed", "signed", "success"),
    "printed": State("Printed", "print", "success"),
    "cosmetic": State("Cosmetic only", "patient", "selfpay"),
    "no_charge": State("No charge", "info", "muted"),
    "no_show": State("No-show", "stops", "muted"),
    "cancelled": State("Cancelled", "cancelled", "muted"),
}


def state_words(standing: Standing) -> str:
    return QCoreApplication.translate("DayListModel", STATES[standing].words)


class Column(NamedTuple):
    """`least` and `share`: pixels at 100 % text it needs, and how it shares in what is left over."""

    id: str
    title: str
    text: Callable[[DayRow], str]
    least: int
    share: int = 0
    is_figure: bool = False


def _lines(row: DayRow) -> str:
    outlook = row.visit.outlook
    return "" if outlook is None or row.visit.state in CLOSED else str(outlook.lines)


def _money(pick: Callable[[DayRow], Decimal]) -> Callable[[DayRow], str]:
    return lambda row: f"{pick(row):,.2f}" if _lines(row) else ""


COLUMNS = (
    Column("time", "Time", lambda row: row.visit.time, 64),
    Column("patient", "Patient", lambda row: row.visit.patient_name, 148, 2),
    Column("account", "Account", lambda row: row.visit.account, 70),
    Column("reason", "Reason", lambda row: row.visit.reason, 128, 3),
    Column("payer", "Payer", lambda row: row.visit.payer, 104, 2),
    Column("state", "State", lambda row: state_words(row.standing), 142),
    Column("provider", "Provider", lambda row: row.visit.provider, 92),
    Column("lines", "Lines", _lines, 52, is_figure=True),
    Column("insurance", "Insurance $", _money(lambda row: row.visit.outlook.insurance), 92, is_figure=True),  # type: ignore[union-attr]
    Column("patient_pays", "Patient $", _money(lambda row: row.visit.outlook.patient), 84, is_figure=True),  # type: ignore[union-attr]
    Column("note", "Note", lambda row: row.note, 140, 4),
)
AT = {column.id: at for at, column in enumerate(COLUMNS)}
STATE_COLUMN = AT["state"]
LEFT_OUT_FIRST = (
    ("account",),
    ("lines",),
    ("note",),
    ("payer",),
    ("provider",),
    ("insurance", "patient_pays"),
    ("reason",),
)
"""Which columns go where the width does not hold them all."""


class DayListModel(QAbstractTableModel):
    VisitRole = Qt.ItemDataRole.UserRole  # the VisitSummary, also through a proxy
    RowRole = Qt.ItemDataRole.UserRole + 1

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[DayRow, ...] = ()

    def show_rows(self, rows: Sequence[DayRow]) -> None:
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    @property
    def rows(self) -> tuple[DayRow, ...]:
        return self._rows

    @property
    def has_several_providers(self) -> bool:
        return len({row.visit.provider_id for row in self._rows}) > 1

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if way != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and COLUMNS[section].is_figure:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return self.tr(COLUMNS[section].title) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return COLUMNS[index.column()].text(row) or None
        if role == self.VisitRole:
            return row.visit
        return row if role == self.RowRole else None
