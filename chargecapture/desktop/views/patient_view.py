"""A patient and who pays: the form for a new one and for changing one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from chargecapture.desktop.views.fields import ChoiceField, FieldEditor, LineField
from chargecapture.desktop.views.widgets import Pane, label
from chargecapture.domain.encounter import PayerFamily
from chargecapture.domain.practice import Address, Coverage, Patient, Relation
from chargecapture.workflow.forms import Choice, said
from chargecapture.workflow.typing_in import CannotRead, read_date, read_number

EDGE = 16
SEXES: tuple[Choice, ...] = (("F", "Female"), ("M", "Male"), ("X", "Other or not said"))
FAMILIES: tuple[Choice, ...] = tuple((family, said(family)) for family in get_args(PayerFamily))
RELATIONS: tuple[Choice, ...] = tuple((relation, said(relation)) for relation in get_args(Relation))
ELIGIBILITY: tuple[Choice, ...] = (("active", "Active"), ("inactive", "Inactive"))
NEEDED = ("last_name", "first_name", "born", "sex", "account", "family")


def _money(text: str) -> Decimal | None:
    return read_number(text.removeprefix("$"), "")


def _past(text: str) -> date | None:
    day = read_date(text)
    if day is not None and day.year < 1890:
        raise CannotRead("A date after 1890.")
    return day


def _text(name: str, caption: str, width: int = 22) -> LineField:
    return LineField(
        name,
        caption,
        read=lambda typed: typed.strip(),
        write=lambda value: str(value or ""),
        empty="",
        width=width,
    )


def _read(name: str, caption: str, read: Callable[[str], object], width: int = 12) -> LineField:
    return LineField(
        name, caption, read=read, write=lambda value: "" if value is None else str(value), width=width
    )


class PatientView(QWidget):
    """`saved` carries the patient and the coverage, complete."""

    saved = Signal(object, object)  # Patient, Coverage
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._patient: Patient | None = None
        self._coverage: Coverage | None = None
        self._values: dict[str, object] = {}
        self.editors: dict[str, FieldEditor] = {}
        self.title = label("", "title")
        self.problem = label("", "error", wraps=True)
        self.problem.setObjectName("patient_problem")
        self.save = QPushButton(self.tr("Keep changes"))
        self.save.setObjectName("save_patient")
        self.save.setProperty("role", "primary")
        self.save.clicked.connect(self._save)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setObjectName("cancel_patient")
        cancel.clicked.connect(self.cancelled)
        inside = QWidget()
        panes = QVBoxLayout(inside)
        panes.setContentsMargins(0, 0, 0, 0)
        panes.setSpacing(8)
        panes.addWidget(self._pane(self.tr("Patient"), self._about_patient()))
        panes.addWidget(self._pane(self.tr("Who pays"), self._about_coverage()))
        panes.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch()
        foot = QHBoxLayout()
        foot.addWidget(self.problem, 1)
        foot.addWidget(cancel)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 12, EDGE, 12)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(scroll, 1)
        column.addLayout(foot)

    def _about_patient(self) -> tuple[tuple[FieldEditor, int, int], ...]:
        tr = self.tr
        return (
            (_text("last_name", tr("Last name")), 0, 0),
            (_text("first_name", tr("First name")), 0, 1),
            (_read("born", tr("Born"), _past), 0, 2),
            (ChoiceField("sex", tr("Sex"), SEXES), 0, 3),
            (_text("street", tr("Street")), 1, 0),
            (_text("city", tr("City")), 1, 1),
            (_text("state", tr("State"), 6), 1, 2),
            (_text("zip_code", tr("ZIP"), 12), 1, 3),
            (_text("phone", tr("Phone")), 2, 0),
            (_text("responsible", tr("Responsible, if not the patient")), 2, 1),
            (_text("account", tr("Account"), 14), 2, 2),
            (_read("last_seen", tr("Last seen here"), read_date), 2, 3),
        )

    def _about_coverage(self) -> tuple[tuple[FieldEditor, int, int], ...]:
        tr = self.tr
        return (
            (ChoiceField("family", tr("Kind of payer"), FAMILIES), 0, 0),
            (_text("payer", tr("Payer")), 0, 1),
            (_text("plan", tr("Plan"), 12), 0, 2),
            (_text("member_id", tr("Member id")), 1, 0),
            (_text("group", tr("Group")), 1, 1),
            (ChoiceField("relation", tr("Relation to the insured"), RELATIONS), 1, 2),
            (_text("secondary", tr("Secondary payer")), 2, 0),
            (_read("effective_from", tr("In force since"), read_date), 2, 1),
            (_read("copay", tr("Copay $"), _money), 2, 2),
            (_read("signature_on_file", tr("Signature on file since"), read_date), 3, 0),
            (ChoiceField("eligibility", tr("Eligibility"), ELIGIBILITY), 3, 1),
            (_read("eligibility_checked", tr("Checked on"), read_date), 3, 2),
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
        grid.setColumnStretch(4, 1)
        pane.body.addLayout(grid)
        return pane

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
        values: dict[str, object] = {}
        for record in (patient, patient.address, coverage):
            values |= {name: getattr(record, name) for name in self.editors if hasattr(record, name)}
        self._show(patient, coverage, values)
        self.title.setText(patient.name)
        self.save.setText(self.tr("Keep changes"))
        self.focus("last_name")

    def _show(self, patient: Patient | None, coverage: Coverage | None, values: dict[str, object]) -> None:
        self._patient, self._coverage, self._values = patient, coverage, values
        for name, editor in self.editors.items():
            if isinstance(editor, LineField):
                editor.start_over(values.get(name) or (None if name in _DATES else ""))
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
        unread = [
            editor for editor in self.editors.values() if isinstance(editor, LineField) and editor.is_unread
        ]
        missing = [name for name in NEEDED if not self._values.get(name)]
        if unread or missing:
            wrong = unread[0] if unread else self.editors[missing[0]]
            said_ = self.tr("cannot be read") if unread else self.tr("is missing")
            self.problem.setText(f"{wrong.label_text} {said_}.")
            self.focus(wrong.name)
            return
        self.problem.setText("")
        self.saved.emit(self._made_patient(), self._made_coverage())

    def _facts(self, *names: str) -> dict[str, object]:
        return {name: self._values.get(name) or "" for name in names}

    def _made_patient(self) -> Patient:
        address = Address(**self._facts("street", "city", "state", "zip_code"))  # type: ignore[arg-type]
        facts = self._facts("last_name", "first_name", "sex", "account", "phone", "responsible")
        facts |= {
            "born": self._values["born"],
            "last_seen": self._values.get("last_seen"),
            "address": address,
        }
        base = self._patient or Patient(id="", **facts)  # type: ignore[arg-type]
        return replace(base, **facts)  # type: ignore[arg-type]

    def _made_coverage(self) -> Coverage:
        names = ("payer", "plan", "member_id", "group", "secondary")
        dates = ("effective_from", "signature_on_file", "eligibility_checked", "copay")
        facts = self._facts(*names) | {name: self._values.get(name) for name in dates}
        facts["family"] = self._values["family"]
        facts["relation"] = self._values.get("relation") or "self"
        facts["eligibility"] = self._values.get("eligibility") or "unknown"
        base = self._coverage or Coverage(**facts)  # type: ignore[arg-type]
        return replace(base, **facts)  # type: ignore[arg-type]


_DATES = ("born", "last_seen", "effective_from", "signature_on_file", "eligibility_checked", "copay")
