"""A patient and who pays: the form for a new one and for changing one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from chargecapture.desktop.views.fields import ChoiceField, LineField
from chargecapture.desktop.views.record_form import (
    EDGE,
    Rows,
    by_name,
    editor_grid,
    first_unread,
    read_field,
    text_field,
)
from chargecapture.desktop.views.widgets import GAP, Pane, Scrolling, label
from chargecapture.domain.encounter import PayerFamily
from chargecapture.domain.practice import Address, Coverage, Patient, Relation
from chargecapture.workflow.forms import Choice, said
from chargecapture.workflow.typing_in import CannotRead, read_date, read_money

SEXES: tuple[Choice, ...] = (("F", "Female"), ("M", "Male"), ("X", "Other or not said"))
FAMILIES: tuple[Choice, ...] = tuple((family, said(family)) for family in get_args(PayerFamily))
RELATIONS: tuple[Choice, ...] = tuple((relation, said(relation)) for relation in get_args(Relation))
ELIGIBILITY: tuple[Choice, ...] = (("active", "Active"), ("inactive", "Inactive"))
NEEDED = ("last_name", "first_name", "born", "sex", "account", "family")


def _past(text: str) -> date | None:
    day = read_date(text)
    if day is not None and day.year < 1890:
        raise CannotRead("A date after 1890.")
    return day


class PatientView(QWidget):
    """`saved` carries the patient and the coverage, complete."""

    saved = Signal(object, object)  # Patient, Coverage
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._patient: Patient | None = None
        self._coverage: Coverage | None = None
        self._values: dict[str, Any] = {}
        panes = ((self.tr("Patient"), self._about_patient()), (self.tr("Who pays"), self._about_coverage()))
        self.editors = by_name(*(rows for _, rows in panes))
        self.title = label("", "title")
        self.problem = label("", "error", wraps=True)
        self.problem.setObjectName("patient_problem")
        self.save = QPushButton(self.tr("Keep changes"))
        self.save.setObjectName("save_patient")
        self.save.setProperty("role", "primary")
        self.save.clicked.connect(self._save)
        self._lay_out(panes)

    def _lay_out(self, panes: Sequence[tuple[str, Rows]]) -> None:
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setObjectName("cancel_patient")
        cancel.clicked.connect(self.cancelled)
        inside = QWidget()
        forms = QVBoxLayout(inside)
        forms.setContentsMargins(0, 0, 0, 0)
        forms.setSpacing(GAP)
        for title, rows in panes:
            pane = Pane(title)
            pane.body.addLayout(editor_grid(rows, self._edited))
            forms.addWidget(pane)
        forms.addStretch()
        foot = QHBoxLayout()
        foot.addWidget(self.problem, 1)
        foot.addWidget(cancel)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 12, EDGE, 12)
        column.setSpacing(12)
        column.addWidget(self.title)
        column.addWidget(Scrolling(inside), 1)
        column.addLayout(foot)

    def _about_patient(self) -> Rows:
        tr = self.tr
        return (
            (
                text_field("last_name", tr("Last name")),
                text_field("first_name", tr("First name")),
                read_field("born", tr("Born"), _past),
                ChoiceField("sex", tr("Sex"), SEXES),
            ),
            (
                text_field("street", tr("Street")),
                text_field("city", tr("City")),
                text_field("state", tr("State"), 6),
                text_field("zip_code", tr("ZIP"), 12),
            ),
            (
                text_field("phone", tr("Phone")),
                text_field("responsible", tr("Responsible, if not the patient")),
                text_field("account", tr("Account"), 14),
                read_field("last_seen", tr("Last seen here"), read_date),
            ),
        )

    def _about_coverage(self) -> Rows:
        tr = self.tr
        return (
            (
                ChoiceField("family", tr("Kind of payer"), FAMILIES),
                text_field("payer", tr("Payer")),
                text_field("plan", tr("Plan"), 12),
            ),
            (
                text_field("member_id", tr("Member id")),
                text_field("group", tr("Group")),
                ChoiceField("relation", tr("Relation to the insured"), RELATIONS),
            ),
            (
                text_field("secondary", tr("Secondary payer")),
                read_field("effective_from", tr("In force since"), read_date),
                read_field("copay", tr("Copay $"), read_money),
            ),
            (
                read_field("signature_on_file", tr("Signature on file since"), read_date),
                ChoiceField("eligibility", tr("Eligibility"), ELIGIBILITY),
                read_field("eligibility_checked", tr("Checked on"), read_date),
            ),
        )

    def _edited(self, name: str, value: object) -> None:
        self._values[name] = value
        self._tell_needed()

    def begin(self, *, account: str, last_name: str = "") -> None:
        """Show an empty form."""
        self._show(None, None, {"account": account, "last_name": last_name, "relation": "self"})
        self.title.setText(self.tr("New patient"))
        self.save.setText(self.tr("Add and open visit"))
        self.focus("first_name" if last_name else "last_name")

    def show_patient(self, patient: Patient, coverage: Coverage) -> None:
        """Show a patient to be changed."""
        values: dict[str, Any] = {}
        for record in (patient, patient.address, coverage):
            values |= {name: getattr(record, name) for name in self.editors if hasattr(record, name)}
        self._show(patient, coverage, values)
        self.title.setText(patient.name)
        self.save.setText(self.tr("Keep changes"))
        self.focus("last_name")

    def _show(self, patient: Patient | None, coverage: Coverage | None, values: Mapping[str, Any]) -> None:
        self._patient, self._coverage, self._values = patient, coverage, dict(values)
        for name, editor in self.editors.items():
            if isinstance(editor, LineField):
                editor.start_over(values.get(name, editor.empty))
            else:
                editor.show_value(values.get(name))
        self._tell_needed()
        self.problem.setText("")

    def focus(self, name: str) -> None:
        """Put the caret into a field; `name` and `address` mean the first of their parts."""
        first = {"name": "last_name", "address": "street"}.get(name, name)
        self.editors[first].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _tell_needed(self) -> None:
        for name in NEEDED:
            self.editors[name].set_needed(not self._values.get(name))

    def _save(self) -> None:
        unread = first_unread(self.editors)
        missing = [self.editors[name] for name in NEEDED if not self._values.get(name)]
        if unread or missing:
            wrong = unread or missing[0]
            text = self.tr("{} cannot be read.") if unread else self.tr("{} is missing.")
            self.problem.setText(text.format(wrong.label_text))
            self.focus(wrong.name)
            return
        self.problem.setText("")
        self.saved.emit(self._made_patient(), self._made_coverage())

    def _facts(self, *names: str) -> dict[str, Any]:
        return {name: self._values.get(name) or "" for name in names}

    def _made_patient(self) -> Patient:
        facts = self._facts("last_name", "first_name", "sex", "account", "phone", "responsible")
        facts["address"] = Address(**self._facts("street", "city", "state", "zip_code"))
        facts["born"] = self._values["born"]
        facts["last_seen"] = self._values.get("last_seen")
        return replace(self._patient, **facts) if self._patient else Patient(id="", **facts)

    def _made_coverage(self) -> Coverage:
        facts = self._facts("payer", "plan", "member_id", "group", "secondary")
        for name in ("effective_from", "signature_on_file", "eligibility_checked", "copay"):
            facts[name] = self._values.get(name)
        facts["family"] = self._values["family"]
        facts["relation"] = self._values.get("relation") or "self"
        facts["eligibility"] = self._values.get("eligibility") or "unknown"
        return replace(self._coverage, **facts) if self._coverage else Coverage(**facts)
