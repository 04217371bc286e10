"""The charges of one encounter: a section for the insurer, one for the patient; a row a line."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from typing import NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from chargecapture.desktop.presenters.visit import VISIT, card_of, service_at
from chargecapture.domain.charges import IN_HOUSE, ChargeLine

AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
NOTHING_COPIED: Mapping[str, date] = {}
RIGHT = Qt.AlignmentFlag.AlignRight
LEFT = Qt.AlignmentFlag.AlignLeft


def money(amount: Decimal | None) -> str:
    """An amount as tables show it; a dash where no fee is set."""
    return "–" if amount is None else f"{amount:,.2f}"


def units_of(line: ChargeLine) -> str:
    return f"{line.units.normalize():f}"


def diagnoses_of(line: ChargeLine) -> str:
    if line.cosmetic:
        return "not on the claim"
    pairs = zip(line.pointers or " " * len(line.icd10), line.icd10, strict=False)
    return "  ".join(f"{pointer} {icd10}".strip() for pointer, icd10 in pairs)


def payer_of(line: ChargeLine) -> str:
    return line.responsibility.capitalize()


def code_of(line: ChargeLine) -> str:
    return "Cosmetic" if line.code.startswith(IN_HOUSE) else line.code


def lesions_of(line: ChargeLine) -> str:
    return " ".join(line.lesions) or ("Visit" if line.is_visit else "–")


def belongs(line: ChargeLine, card: str) -> bool:
    """Whether a line comes from a card: a lesion's label, `visit`, or a service, which lines do not name."""
    if service_at(card) is not None:
        return not line.lesions and not line.is_visit
    return line.is_visit if card == VISIT else card in line.lesions


class Kind(Enum):
    """What a column holds; a delegate draws by it."""

    CODE = auto()
    MODIFIERS = auto()
    UNITS = auto()
    DIAGNOSES = auto()
    LESIONS = auto()
    FEE = auto()
    PAYER = auto()


class Column(NamedTuple):
    kind: Kind
    title: str
    text: Callable[[ChargeLine], str]
    side: Qt.AlignmentFlag = LEFT


# What cells say in words; all else in them is codes, letters and figures.
WORDS = ("Insurance", "Patient", "Practice", "Cosmetic", "Visit", "not on the claim")
COLUMNS = (
    Column(Kind.CODE, "Code", code_of),
    Column(Kind.MODIFIERS, "Mod", lambda line: " ".join(line.modifiers)),
    Column(Kind.UNITS, "Units", units_of, RIGHT),
    Column(Kind.DIAGNOSES, "Diagnosis", diagnoses_of),
    Column(Kind.LESIONS, "Lesion", lesions_of),
    Column(Kind.FEE, "Fee $", lambda line: money(line.charge), RIGHT),
    Column(Kind.PAYER, "Who pays", payer_of),
)


class Row(NamedTuple):
    """A charge line, or the heading of a section (`line` is `None`).

    `copied_from`: the day of the visit that it is copied from, until that was looked at.
    """

    section: str
    line: ChargeLine | None = None
    copied_from: date | None = None

    @property
    def shape(self) -> tuple[str, bool]:
        """What decides how high a row is and what it spans."""
        return self.section, self.line is None


SECTIONS = (("insurance", "Insurance claim"), ("patient", "Patient pays, not sent to the insurer"))


def rows_of(lines: Sequence[ChargeLine], copied: Mapping[str, date] = NOTHING_COPIED) -> tuple[Row, ...]:
    """The rows of lines; `copied` has the cards that were copied and not looked at since."""
    rows: list[Row] = []
    for section, _ in SECTIONS:
        own = [line for line in lines if line.for_insurer == (section == "insurance")]
        if own:
            rows.append(Row(section))
            rows.extend(Row(section, line, _copied_from(line, copied)) for line in own)
    return tuple(rows)


def _copied_from(line: ChargeLine, copied: Mapping[str, date]) -> date | None:
    return next((copied[card] for place in line.places if (card := card_of(place)) in copied), None)


class ChargeLineModel(QAbstractTableModel):
    """The rows of the charges pane. Rows that stay the same are not reset, so nothing flickers."""

    LineRole = Qt.ItemDataRole.UserRole  # the ChargeLine itself; None for a heading
    RowRole = Qt.ItemDataRole.UserRole + 1
    ReasonRole = Qt.ItemDataRole.UserRole + 2

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Row, ...] = ()

    def show_lines(self, lines: Sequence[ChargeLine], copied: Mapping[str, date] = NOTHING_COPIED) -> None:
        rows = rows_of(lines, copied)
        if rows == self._rows:
            return
        if [row.shape for row in rows] == [row.shape for row in self._rows]:
            changed = [at for at, row in enumerate(rows) if row != self._rows[at]]
            self._rows = rows
            last = len(COLUMNS) - 1
            for at in changed:
                self.dataChanged.emit(self.index(at, 0), self.index(at, last))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, at: int) -> Row:
        return self._rows[at]

    def first_row_of(self, lesion: str) -> int | None:
        """The first line of a lesion; `visit` means the visit's."""
        at = (at for at, row in enumerate(self._rows) if row.line and belongs(row.line, lesion))
        return next(at, None)

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if way != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.tr(COLUMNS[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return COLUMNS[section].side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == self.RowRole:
            return row
        if row.line is None:
            return self._heading(row, index.column()) if role == Qt.ItemDataRole.DisplayRole else None
        if role == self.ReasonRole:
            return self._reason(row.line, row.copied_from)
        if role == Qt.ItemDataRole.ToolTipRole:
            copied = self.tr("Copied from {}").format(row.copied_from) if row.copied_from else ""
            return "\n".join(filter(None, (row.line.label, copied))) or None
        return self._of_line(row.line, index.column(), role)

    def _reason(self, line: ChargeLine, copied_from: date | None) -> str:
        reason = line.why[0].text if line.why else ""
        return f"● {self.tr('copied')} · {reason}" if copied_from else reason

    def _heading(self, row: Row, column: int) -> str | None:
        return self.tr(dict(SECTIONS)[row.section]) if column == 0 else None

    def _of_line(self, line: ChargeLine, column: int, role: int) -> object:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                text = COLUMNS[column].text(line)
                return self.tr(text) if text in WORDS else text
            case Qt.ItemDataRole.TextAlignmentRole:
                return COLUMNS[column].side | Qt.AlignmentFlag.AlignVCenter
            case self.LineRole:
                return line
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if index.isValid() and self._rows[index.row()].line is None:
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)
