"""The practice's own details: who bills, who treats, what is asked for each code."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from chargecapture.desktop.presenters.practice import PracticeDetails, PracticePresenter
from chargecapture.desktop.views.fee_table import FeeTable, fee_text
from chargecapture.desktop.views.fields import ChoiceField, FieldEditor
from chargecapture.desktop.views.providers_pane import ProvidersPane
from chargecapture.desktop.views.record_form import (
    EDGE,
    Rows,
    by_name,
    checked,
    editor_grid,
    first_unread,
    text_field,
)
from chargecapture.desktop.views.widgets import GAP, INSIDE, Pane, Scrolling, label, set_state
from chargecapture.domain.identifiers import clia_fault, npi_fault, tax_id_fault
from chargecapture.domain.practice import Address, Practice
from chargecapture.workflow.typing_in import CannotRead

FIRST = "Enter the practice and its provider first; visits can be opened then."
_ADDRESS = tuple(field.name for field in fields(Address))
_PRACTICE = tuple(field.name for field in fields(Practice) if field.name not in ("address", "pay_to"))


class PracticeView(QWidget):
    """The practice's form.

    `labels` gives what may have a fee, by code, as far as it is known yet; `notice` what must stand beside
    them, empty where they are our own words.
    """

    def __init__(
        self,
        presenter: PracticePresenter,
        labels: Callable[[], Mapping[str, str]],
        notice: Callable[[], str] = str,
    ) -> None:
        super().__init__()
        self._presenter = presenter
        self._labels = labels
        self._notice = notice
        self.cpt_notice = label("", "muted", wraps=True)
        self.cpt_notice.setObjectName("cpt_notice")
        self.cpt_notice.hide()
        self._details: PracticeDetails | None = None
        self._values: dict[str, Any] = {}
        self._changed = False
        self.note = label("", "muted", wraps=True)
        self.note.setObjectName("practice_note")
        about_practice = self._about_practice()
        self.providers = ProvidersPane(presenter.new_provider)
        self.editors = by_name(about_practice) | self.providers.editors
        self.fees = FeeTable()
        self.find_fee = QLineEdit()
        self.find_fee.setObjectName("find_fee")
        self.find_fee.setPlaceholderText(self.tr("Find a code or words"))
        self.find_fee.setAccessibleName(self.tr("Find a code or words"))
        self._lay_out(about_practice)
        self.providers.edited.connect(self._touched)
        self.providers.refused.connect(lambda why: self._tell(why, "error"))
        self.find_fee.textChanged.connect(self.fees.filter_by)
        self.fees.itemChanged.connect(self._fee_changed)
        presenter.shown.connect(self.show_details)
        presenter.stored.connect(self._told_stored)

    # Layout

    def _lay_out(self, about_practice: Rows) -> None:
        keep = QPushButton(self.tr("Keep changes"))
        keep.setObjectName("save_practice")
        keep.setProperty("role", "primary")
        keep.clicked.connect(self._store)
        sides = QHBoxLayout()
        sides.setSpacing(GAP)
        sides.addWidget(self._records_side(about_practice), 5)
        sides.addWidget(self._fees_pane(), 3)
        foot = QHBoxLayout()
        foot.addWidget(self.note, 1)
        foot.addWidget(keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 12, EDGE, 12)
        column.setSpacing(12)
        column.addWidget(label(self.tr("Practice details"), "title"))
        column.addLayout(sides, 1)
        column.addLayout(foot)

    def _records_side(self, about_practice: Rows) -> QWidget:
        practice = Pane(self.tr("Practice"))
        practice.body.addLayout(editor_grid(about_practice, self._edited))
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(practice)
        column.addWidget(self.providers)
        column.addStretch()
        return Scrolling(side)

    def _fees_pane(self) -> Pane:
        pane = Pane(self.tr("Fees"))
        find = QHBoxLayout()
        find.setContentsMargins(INSIDE, 8, INSIDE, 8)
        find.addWidget(self.find_fee)
        pane.body.addLayout(find)
        pane.body.addWidget(self.fees)
        pane.body.addWidget(self.cpt_notice)
        return pane

    def _about_practice(self) -> Rows:
        tr = self.tr
        kinds = (("EIN", "EIN"), ("SSN", "SSN"))
        return (
            (
                text_field("name", tr("Name"), 26),
                text_field("phone", tr("Phone"), 16),
                text_field("fax", tr("Fax"), 16),
            ),
            (
                text_field("street", tr("Street"), 26),
                text_field("city", tr("City"), 16),
                text_field("state", tr("State"), 6),
                text_field("zip_code", tr("ZIP"), 12),
            ),
            (
                text_field("npi", tr("Billing NPI"), 14, checked(npi_fault)),
                text_field("tax_id", tr("Tax id"), 14, checked(tax_id_fault)),
                ChoiceField("tax_id_kind", tr("Kind of tax id"), kinds),
            ),
            (
                text_field("location_npi", tr("Location NPI, if another"), 14, checked(npi_fault)),
                text_field("clia", tr("CLIA number"), 14, checked(clia_fault)),
                text_field("group_number", tr("Group number"), 12),
            ),
        )

    # Showing and keeping

    def show_details(self, details: PracticeDetails) -> None:
        """Show what is kept; what was changed here and is not kept yet stays."""
        if self._changed:
            return
        self._details = details
        practice = details.practice
        self._values = {name: getattr(practice, name) for name in _PRACTICE}
        self._values |= {name: getattr(practice.address, name) for name in _ADDRESS}
        for name, value in self._values.items():
            self.editors[name].show_value(value)
        self.providers.show_providers(details.providers)
        self._show_fees({code: fee_text(fee) for code, fee in details.fees.items()})
        self._tell("" if details.providers else self.tr(FIRST), "warning")

    def show_labels(self) -> None:
        """List every code that has a label, once the code library is open; typed fees stay."""
        if self._details is not None:
            self._show_fees(self.fees.texts())

    def _show_fees(self, texts: Mapping[str, str]) -> None:
        self.fees.show_fees(texts, self._labels())
        notice = self._notice()
        self.cpt_notice.setText(notice)
        self.cpt_notice.setVisible(bool(notice))
        self.fees.filter_by(self.find_fee.text())

    def _fee_changed(self, item: QTableWidgetItem) -> None:
        self._touched()
        try:
            fee = self.fees.fee_at(item.row())
        except CannotRead as problem:
            self._tell(str(problem), "error")
            return
        self.fees.write_fee(item.row(), fee)
        self._tell("", "muted")

    def _edited(self, name: str, value: object) -> None:
        self._touched()
        self._values[name] = value

    def _touched(self) -> None:
        self._changed = True

    def _store(self) -> None:
        unread = first_unread(self.editors)
        if unread is not None:
            self._refuse(self.tr("{} cannot be right.").format(unread.label_text), unread)
            return
        nameless = self.providers.nameless()
        if nameless is not None:
            self._refuse(self.tr("{} is missing.").format(nameless.label_text), nameless)
            return
        try:
            fees = self.fees.fees()
        except CannotRead as problem:
            self._tell(str(problem), "error")
            return
        self._presenter.store(PracticeDetails(self._practice(), self.providers.named(), fees))

    def _refuse(self, why: str, editor: FieldEditor) -> None:
        self._tell(why, "error")
        editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _practice(self) -> Practice:
        assert self._details is not None
        own = {name: value for name in _PRACTICE if (value := self._values[name]) is not None}
        address = Address(**{name: self._values[name] for name in _ADDRESS})
        return replace(self._details.practice, address=address, **own)

    def _told_stored(self) -> None:
        self._changed = False
        self.providers.told_kept()
        self._tell(self.tr("Kept."), "success")

    def _tell(self, text: str, role: str) -> None:
        self.note.setText(text)
        set_state(self.note, "role", role)

    def focus(self, record: str, field: str) -> None:
        """Put the caret into a field of the practice or of the provider shown, or on the fee of a code."""
        if record == "fees":
            self.find_fee.clear()
            self.fees.edit_fee(field)
            return
        name = f"provider_{field}" if record == "provider" else {"address": "street"}.get(field, field)
        first = {"provider_name": "provider_last_name"}.get(name, name)
        (self.editors.get(first) or self.editors["name"]).setFocus(Qt.FocusReason.ShortcutFocusReason)
