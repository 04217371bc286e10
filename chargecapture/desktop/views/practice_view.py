"""The practice's own details: who bills, who treats, what is asked for each code."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, replace
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from chargecapture.desktop.presenters.practice import PracticeDetails, PracticePresenter
from chargecapture.desktop.views.fields import ChoiceField, FieldEditor, LineField
from chargecapture.desktop.views.widgets import Pane, label
from chargecapture.domain.identifiers import clia_fault, npi_fault, tax_id_fault
from chargecapture.domain.practice import Address, Practice, Provider
from chargecapture.workflow.typing_in import CannotRead, read_number

EDGE = 16
_THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
FIRST = "Enter the practice and its provider first; visits can be opened then."
CODE, LABEL, FEE = range(3)


def _checked(fault: Callable[[str], str | None]) -> Callable[[object], str]:
    def refuse(value: object) -> str:
        found = fault(str(value)) if value else None
        return "" if found in (None, "", "missing") else str(found)

    return refuse


def _read_fee(text: str) -> Decimal | None:
    """An amount such as `165`, `$165.50` or `1,165.00`.

    Raises:
        CannotRead: it is none.
    """
    plain = text.strip().removeprefix("$")
    return read_number(plain.replace(",", "") if _THOUSANDS.fullmatch(plain) else _uncommaed(plain))


def _uncommaed(text: str) -> str:
    if "," in text:
        raise CannotRead("Without the comma.")
    return text


def _text(
    name: str, caption: str, width: int = 22, refusal: Callable[[object], str] = lambda _: ""
) -> LineField:
    return LineField(
        name,
        caption,
        read=lambda typed: typed.strip(),
        write=lambda value: str(value or ""),
        refusal=refusal,
        empty="",
        width=width,
    )


class PracticeView(QWidget):
    stored = Signal()

    def __init__(self, presenter: PracticePresenter, labels: Callable[[], Mapping[str, str]]) -> None:
        super().__init__()
        self._presenter = presenter
        self._labels = labels
        self._details: PracticeDetails | None = None
        self._values: dict[str, object] = {}
        self._changed = False
        self.editors: dict[str, FieldEditor] = {}
        self.note = label("", "muted", wraps=True)
        self.note.setObjectName("practice_note")
        self.fees = self._fee_table()
        self.find_fee = QLineEdit()
        self.find_fee.setObjectName("find_fee")
        self.find_fee.setPlaceholderText(self.tr("Find a code or words"))
        self.find_fee.textChanged.connect(self._filter_fees)
        self._lay_out()
        presenter.shown.connect(self.show_details)
        presenter.stored.connect(self._told_stored)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self._pane(self.tr("Practice"), self._about_practice()))
        left.addWidget(self._pane(self.tr("Provider"), self._about_provider()))
        left.addStretch()
        left_side = QWidget()
        left_side.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(left_side)
        fees = Pane(self.tr("Fees"))
        find = QHBoxLayout()
        find.setContentsMargins(12, 8, 12, 8)
        find.addWidget(self.find_fee)
        fees.body.addLayout(find)
        fees.body.addWidget(self.fees)
        sides = QHBoxLayout()
        sides.setSpacing(8)
        sides.addWidget(scroll, 5)
        sides.addWidget(fees, 3)
        keep = QPushButton(self.tr("Keep changes"))
        keep.setObjectName("save_practice")
        keep.setProperty("role", "primary")
        keep.clicked.connect(self._store)
        foot = QHBoxLayout()
        foot.addWidget(self.note, 1)
        foot.addWidget(keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 12, EDGE, 12)
        column.setSpacing(12)
        column.addWidget(label(self.tr("Practice details"), "title"))
        column.addLayout(sides, 1)
        column.addLayout(foot)

    def _about_practice(self) -> tuple[tuple[FieldEditor, int, int], ...]:
        tr = self.tr
        kinds = (("EIN", "EIN"), ("SSN", "SSN"))
        return (
            (_text("name", tr("Name"), 26), 0, 0),
            (_text("phone", tr("Phone"), 16), 0, 1),
            (_text("fax", tr("Fax"), 16), 0, 2),
            (_text("street", tr("Street"), 26), 1, 0),
            (_text("city", tr("City"), 16), 1, 1),
            (_text("state", tr("State"), 6), 1, 2),
            (_text("zip_code", tr("ZIP"), 12), 1, 3),
            (_text("npi", tr("Billing NPI"), 14, _checked(npi_fault)), 2, 0),
            (_text("tax_id", tr("Tax id"), 14, _checked(tax_id_fault)), 2, 1),
            (ChoiceField("tax_id_kind", tr("Kind of tax id"), kinds), 2, 2),
            (_text("location_npi", tr("Location NPI, if another"), 14, _checked(npi_fault)), 3, 0),
            (_text("clia", tr("CLIA number"), 14, _checked(clia_fault)), 3, 1),
            (_text("group_number", tr("Group number"), 12), 3, 2),
        )

    def _about_provider(self) -> tuple[tuple[FieldEditor, int, int], ...]:
        tr = self.tr
        return (
            (_text("provider_first_name", tr("First name"), 20), 0, 0),
            (_text("provider_last_name", tr("Last name"), 20), 0, 1),
            (_text("provider_credentials", tr("Credentials"), 8), 0, 2),
            (_text("provider_npi", tr("Own NPI"), 14, _checked(npi_fault)), 1, 0),
            (_text("provider_taxonomy", tr("Taxonomy"), 14), 1, 1),
        )

    def _pane(self, title: str, editors: tuple[tuple[FieldEditor, int, int], ...]) -> Pane:
        pane = Pane(title)
        grid = QGridLayout()
        grid.setContentsMargins(12, 12, 12, 12)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        for editor, row, column in editors:
            grid.addWidget(editor, row, column, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            self.editors[editor.name] = editor
            editor.edited.connect(lambda value, name=editor.name: self._edited(name, value))
        grid.setColumnStretch(5, 1)
        pane.body.addLayout(grid)
        return pane

    def _fee_table(self) -> QTableWidget:
        table = QTableWidget(0, 3)
        table.setObjectName("fees")
        table.setAccessibleName(self.tr("Fees by code"))
        table.setHorizontalHeaderLabels([self.tr("Code"), self.tr("What it is"), self.tr("Fee $")])
        table.horizontalHeaderItem(FEE).setTextAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(LABEL, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        table.itemChanged.connect(self._fee_changed)
        return table

    # Showing and keeping

    def show_details(self, details: PracticeDetails) -> None:
        """Show what is kept; what was changed here and is not kept yet stays."""
        if self._changed:
            return
        self._details = details
        practice = details.practice
        values: dict[str, object] = {f.name: getattr(practice, f.name) for f in fields(practice)}
        values |= {f.name: getattr(practice.address, f.name) for f in fields(practice.address)}
        if details.providers:
            provider = details.providers[0]
            values |= {f"provider_{f.name}": getattr(provider, f.name) for f in fields(provider)}
        self._values = {name: values.get(name, "") for name in self.editors}
        for name, editor in self.editors.items():
            editor.show_value(self._values[name])
        self._show_fees(details.fees)
        self._tell("" if details.providers else self.tr(FIRST), "warning")

    def show_labels(self) -> None:
        """List every code that has a label, once the code library is open; typed fees stay."""
        if self._details is not None:
            self._show_fees(dict(self._typed_fees()))

    def _show_fees(self, fees: Mapping[str, Decimal]) -> None:
        blocked = self.fees.blockSignals(True)
        labels = self._labels()
        codes = sorted({*labels, *fees})
        self.fees.setRowCount(len(codes))
        for row, code in enumerate(codes):
            fee = fees.get(code)
            texts = (code, labels.get(code, ""), "" if fee is None else f"{fee:.2f}")
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if column == FEE:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                else:
                    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                self.fees.setItem(row, column, item)
        self.fees.blockSignals(blocked)
        self._filter_fees(self.find_fee.text())

    def _filter_fees(self, text: str) -> None:
        wanted = text.lower().split()
        for row in range(self.fees.rowCount()):
            said = f"{self.fees.item(row, CODE).text()} {self.fees.item(row, LABEL).text()}".lower()
            self.fees.setRowHidden(row, not all(word in said for word in wanted))

    def _fee_changed(self, item: QTableWidgetItem) -> None:
        try:
            fee = _read_fee(item.text())
        except CannotRead:
            code = self.fees.item(item.row(), CODE).text()
            self._tell(self.tr("The fee of {} cannot be read: {}").format(code, item.text()), "error")
            return
        blocked = self.fees.blockSignals(True)
        item.setText("" if fee is None else f"{fee:.2f}")
        self.fees.blockSignals(blocked)
        self._changed = True
        self._tell("", "muted")

    def _edited(self, name: str, value: object) -> None:
        self._changed = True
        self._values[name] = value

    def _store(self) -> None:
        unread = [e for e in self.editors.values() if isinstance(e, LineField) and e.is_unread]
        if unread:
            self._tell(self.tr("{} cannot be right.").format(unread[0].label_text), "error")
            unread[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        try:
            fees = dict(self._read_fees())
        except CannotRead as problem:
            self._tell(str(problem), "error")
            return
        assert self._details is not None
        self._presenter.store(PracticeDetails(self._practice(), self._providers(), fees))

    def _typed_fees(self) -> Iterator[tuple[str, Decimal]]:
        for row in range(self.fees.rowCount()):
            with suppress(CannotRead):
                fee = read_number(self.fees.item(row, FEE).text())
                if fee is not None:
                    yield self.fees.item(row, CODE).text(), fee

    def _read_fees(self) -> list[tuple[str, Decimal]]:
        found = []
        for row in range(self.fees.rowCount()):
            code, text = self.fees.item(row, CODE).text(), self.fees.item(row, FEE).text()
            try:
                fee = _read_fee(text)
            except CannotRead:
                raise CannotRead(self.tr("The fee of {} cannot be read: {}").format(code, text)) from None
            if fee is not None:
                found.append((code, fee))
        return found

    def _practice(self) -> Practice:
        assert self._details is not None
        own = {name: value for name, value in self._values.items() if name in _PRACTICE and value is not None}
        address = Address(**{name: str(self._values.get(name) or "") for name in _ADDRESS})
        return replace(self._details.practice, address=address, **own)  # type: ignore[arg-type]

    def _providers(self) -> tuple[Provider, ...]:
        assert self._details is not None
        facts = {
            name.removeprefix("provider_"): str(value or "")
            for name, value in self._values.items()
            if name.startswith("provider_")
        }
        if self._details.providers:
            first = replace(self._details.providers[0], **facts)
            return (first, *self._details.providers[1:])
        return (Provider(id="P1", **facts),) if facts.get("last_name") else ()

    def _told_stored(self) -> None:
        self._changed = False
        self._tell(self.tr("Kept."), "success")
        self.stored.emit()

    def _tell(self, text: str, role: str) -> None:
        self.note.setText(text)
        self.note.setProperty("role", role)
        self.note.style().unpolish(self.note)
        self.note.style().polish(self.note)

    def focus(self, record: str, field: str) -> None:
        """Put the caret into a field of the practice or of its provider, or on the fee of a code."""
        if record == "fees":
            self._focus_fee(field)
            return
        name = f"provider_{field}" if record == "provider" else {"address": "street"}.get(field, field)
        editor = self.editors.get(name) or self.editors["name"]
        editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _focus_fee(self, code: str) -> None:
        self.find_fee.clear()
        found = self.fees.findItems(code, Qt.MatchFlag.MatchExactly)
        if found:
            self.fees.setCurrentCell(found[0].row(), FEE)
            self.fees.scrollToItem(found[0], QAbstractItemView.ScrollHint.PositionAtCenter)
            self.fees.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.fees.editItem(self.fees.item(found[0].row(), FEE))


_ADDRESS = tuple(field.name for field in fields(Address))
_PRACTICE = tuple(field.name for field in fields(Practice) if field.name not in ("address", "pay_to"))
