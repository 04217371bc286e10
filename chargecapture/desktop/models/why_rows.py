"""Why a line is charged, as rows: first what decided, then the rest in sections that fold."""

from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import NamedTuple

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)

from chargecapture.desktop.models.charge_lines import money, payer_of, units_of
from chargecapture.domain.charges import Alert, ChargeLine, Place
from chargecapture.domain.explained import Explanation, Fact, LineWalk, Step, TableRow
from chargecapture.workflow.forms import said
from chargecapture.workflow.visits import AS_SIGNED

AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
tr = QCoreApplication.translate

SECTIONS = (
    ("facts", QT_TRANSLATE_NOOP("Why", "Facts")),
    ("table", QT_TRANSLATE_NOOP("Why", "Table and source")),
    ("modifiers", QT_TRANSLATE_NOOP("Why", "Modifiers")),
    ("code", QT_TRANSLATE_NOOP("Why", "Further steps")),
    ("diagnosis", QT_TRANSLATE_NOOP("Why", "Diagnosis")),
    ("edits", QT_TRANSLATE_NOOP("Why", "Edits and limits")),
    ("payer", QT_TRANSLATE_NOOP("Why", "Payer and editions")),
    ("notes", QT_TRANSLATE_NOOP("Why", "Notes")),
)
OPENED_FIRST = frozenset(("facts", "modifiers", "notes"))
_SECTION_OF = {
    "Modifier": "modifiers",
    "Diagnosis": "diagnosis",
    "Site": "code",
    "Code row": "edits",
    "Add-on": "edits",
    "Pairs": "edits",
}
_UNITS = {"_cm2": "cm²", "_cm": "cm", "_mg": "mg"}
_NOT_TOLD = ("id", "kind")
"""Facts that the letter and the act already say."""


class Kind(Enum):
    """What a row is; the view draws by it."""

    NOTE = auto()
    DECIDES = auto()
    CHOSEN = auto()
    OTHER = auto()
    FACT = auto()
    SAYS = auto()
    SOURCE = auto()
    SECTION = auto()


class Row(NamedTuple):
    """`value` stands at the end of a fact or a head; `section` is what it belongs to, or folds."""

    kind: Kind
    text: str
    value: str = ""
    section: str = ""
    place: Place | None = None


def rows_of(explanation: Explanation, alerts: Sequence[Alert]) -> tuple[Row, ...]:
    """All rows of a line's explanation, the folded ones too; `alerts` are those that speak of it."""
    return tuple(_rows(explanation, explanation.lines[0], alerts))


def _rows(explanation: Explanation, walk: LineWalk, alerts: Sequence[Alert]) -> Iterator[Row]:
    for step in explanation.general:
        if step.about == AS_SIGNED:
            yield Row(Kind.NOTE, step.says)
    deciding = next(iter(walk.steps), None)
    if deciding is not None:
        yield Row(Kind.DECIDES, deciding.says)
        yield from (Row(Kind.CHOSEN, row.text) for row in deciding.rows if row.decides)
    yield Row(Kind.NOTE, _charged(walk.line))
    sections: dict[str, list[Row]] = {id_: [] for id_, _ in SECTIONS}
    sections["facts"] += (_fact(fact, walk.line) for fact in walk.facts if _is_told(fact))
    for step in walk.steps:
        section = "table" if step is deciding else _SECTION_OF.get(step.about, "code")
        sections[section] += _step(step, section, says=step is not deciding)
    for step in explanation.general:
        if step.about != AS_SIGNED:
            sections["payer"] += _step(step, "payer")
    for alert in alerts:
        sections["notes"] += (
            Row(Kind.SAYS, alert.message, section="notes", place=alert.place),
            Row(Kind.SOURCE, f"{alert.rule} · {alert.source}", section="notes"),
        )
    for id_, title in SECTIONS:
        if sections[id_]:
            yield Row(Kind.SECTION, tr("Why", title), _summary(id_, walk.line, sections[id_]), id_)
            yield from sections[id_]


def _charged(line: ChargeLine) -> str:
    paid = tr("Why", "{} × {}, paid by {}").format(
        units_of(line), line.code, tr("ChargeLineModel", payer_of(line)).lower()
    )
    return f"{paid} · ${money(line.charge)}" if line.charge is not None else paid


def _summary(section: str, line: ChargeLine, rows: Sequence[Row]) -> str:
    if section == "modifiers":
        return " ".join(line.modifiers)
    if section == "diagnosis":
        return ", ".join(line.icd10)
    if section == "facts":
        return str(len(rows))
    return ""


def _is_told(fact: Fact) -> bool:
    return fact.path.rpartition(".")[2] not in _NOT_TOLD


def fact_name(key: str) -> str:
    """What a key of the encounter document is called, without its unit."""
    unit = next((end for end in _UNITS if key.endswith(end)), "")
    return said(key.removesuffix(unit))


def _fact(fact: Fact, line: ChargeLine) -> Row:
    """A fact by its name; of several lesions, with the letter first."""
    key, value = fact.path.rpartition(".")[2], fact.value
    unit = next((end for end in _UNITS if key.endswith(end)), "")
    value = f"{value} {_UNITS[unit]}" if unit else value
    name = tr("Facts", fact_name(key))
    lesion = fact.place.lesion if fact.place and len(line.lesions) > 1 else ""
    named = f"{lesion} · {name}" if lesion else name
    return Row(Kind.FACT, named, value.replace("_", " "), "facts", fact.place)


def _step(step: Step, section: str, *, says: bool = True) -> Iterator[Row]:
    if says:
        yield Row(Kind.SAYS, step.says, section=section)
    yield from (_table_row(row, section) for row in step.rows)
    if step.table:
        since = tr("Why", "in force from {}").format(step.in_force) if step.in_force else ""
        compared = tr("Why", "compared with its source {}").format(step.compared) if step.compared else ""
        yield Row(
            Kind.SOURCE, " · ".join(part for part in (step.table, since, compared) if part), "", section
        )
    if step.source:
        yield Row(Kind.SOURCE, step.source, section=section)


def _table_row(row: TableRow, section: str) -> Row:
    return Row(Kind.CHOSEN if row.decides else Kind.OTHER, row.text, section=section)


def as_text(title: str, rows: Sequence[Row]) -> str:
    """The whole explanation as plain text, to be pasted into a letter."""
    return "\n".join((title, *map(_line, rows)))


def _line(row: Row) -> str:
    match row.kind:
        case Kind.SECTION:
            return f"\n{row.text} {row.value}".rstrip()
        case Kind.FACT:
            return f"  {row.text}: {row.value}"
        case Kind.CHOSEN:
            return f"  > {row.text}"
        case Kind.OTHER:
            return f"    {row.text}"
        case _:
            return f"  {row.text}" if row.section else row.text


class WhyModel(QAbstractListModel):
    """The rows in sight; a section's head folds and opens it."""

    RowRole = Qt.ItemDataRole.UserRole

    def __init__(self) -> None:
        super().__init__()
        self.all_rows: tuple[Row, ...] = ()
        self._shown: tuple[Row, ...] = ()
        self._opened = set(OPENED_FIRST)

    def show_rows(self, rows: Sequence[Row]) -> bool:
        """Show another explanation; False where it is the one that is shown."""
        if tuple(rows) == self.all_rows:
            return False
        self.beginResetModel()
        self.all_rows = tuple(rows)
        self._shown = self._in_sight()
        self.endResetModel()
        return True

    def _in_sight(self) -> tuple[Row, ...]:
        return tuple(
            row
            for row in self.all_rows
            if not row.section or row.kind is Kind.SECTION or row.section in self._opened
        )

    def is_open(self, section: str) -> bool:
        return section in self._opened

    def open(self, section: str, opened: bool) -> None:
        """Open or fold a section; the rows of the others stay as they are."""
        if opened == self.is_open(section):
            return
        at = next((n for n, row in enumerate(self._shown) if row.section == section), None)
        if at is None:
            return
        inside = sum(1 for row in self.all_rows if row.section == section and row.kind is not Kind.SECTION)
        change = (
            (self.beginInsertRows, self.endInsertRows)
            if opened
            else (self.beginRemoveRows, self.endRemoveRows)
        )
        change[0](NOWHERE, at + 1, at + inside)
        (self._opened.add if opened else self._opened.discard)(section)
        self._shown = self._in_sight()
        change[1]()
        self.dataChanged.emit(self.index(at), self.index(at))

    def row(self, at: int) -> Row:
        return self._shown[at]

    def find(self, kind: Kind, section: str) -> int | None:
        """Where the last row of a kind in a section stands, of those in sight."""
        at = [n for n, row in enumerate(self._shown) if row.kind is kind and row.section == section]
        return at[-1] if at else None

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._shown[index.row()]
        if role == self.RowRole:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{row.text}: {row.value}" if row.value else row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row)
        return None

    def _spoken(self, row: Row) -> str:
        """What a screen reader says: with the shapes and places that the eye sees."""
        if row.kind is Kind.SECTION:
            state = tr("Why", "open") if self.is_open(row.section) else tr("Why", "folded")
            return f"{row.text} {row.value}, {state}"
        if row.kind is Kind.CHOSEN:
            return tr("Why", "chosen: {}").format(row.text)
        return f"{row.text}: {row.value}" if row.value else row.text
