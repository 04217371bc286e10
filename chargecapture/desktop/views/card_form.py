"""The editors of the card at hand: of a lesion with its acts, of a service, of the visit.

A form is built when its card is chosen and then only filled anew, so that the caret stays where it is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QFrame,
    QHBoxLayout,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from chargecapture.desktop.views.fields import ChoiceField, FieldEditor, LineField, editor_for
from chargecapture.desktop.views.widgets import FlowLayout, label
from chargecapture.domain.encounter import Encounter, Lesion
from chargecapture.domain.procedures import AnyProcedure
from chargecapture.domain.sites import SiteId
from chargecapture.workflow import charting
from chargecapture.workflow.forms import (
    GROUNDS,
    NATURES,
    Choice,
    Form,
    FormField,
    derived,
    is_shown,
    visit_fields,
)

Take = Callable[..., None]
Needed = frozenset[tuple[int | None, str]]
Suggest = Callable[[str], Sequence[str]]
MOST_SUGGESTED = 12


class SiteFacts(NamedTuple):
    """What a form must know of a site: whether it has sides, a lid to be named, a margin."""

    label: str
    paired: bool
    asks_lid: bool
    asks_margin: bool


class CardParts(NamedTuple):
    """What forms are made of: the kinds of procedure, the sites, the search for diagnoses, the way to chart."""

    forms: Mapping[str, Form]
    sites: Mapping[SiteId, SiteFacts]
    suggest: Suggest
    services: Sequence[Choice]
    take: Take


class GroundsField(FieldEditor):
    """The documented reasons for treating a benign lesion: any number of the words of the contract."""

    def __init__(self) -> None:
        self.button = QToolButton()
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setProperty("role", "field")
        super().__init__("symptoms", self.tr("Grounds"), self.button)
        self.menu = QMenu(self.button)
        self.menu.setObjectName("grounds_menu")
        for value, said in GROUNDS:
            action = self.menu.addAction(said)
            action.setCheckable(True)
            action.setData(value)
            action.toggled.connect(self._changed)
        self.button.setMenu(self.menu)
        self._silent = False
        self.show_value(())

    def _changed(self) -> None:
        if not self._silent:
            chosen = tuple(action.data() for action in self.menu.actions() if action.isChecked())
            self._write(chosen)
            self.edited.emit(chosen)

    def show_value(self, value: object) -> None:
        chosen = value if isinstance(value, tuple) else ()
        self._silent = True
        for action in self.menu.actions():
            action.setChecked(action.data() in chosen)
        self._silent = False
        self._write(chosen)

    def _write(self, chosen: tuple[object, ...]) -> None:
        words = dict(GROUNDS)
        self.button.setText(", ".join(words[value] for value in chosen) or self.tr("none charted"))


class DiagnosisField(LineField):
    """The clinician's words, completed from the code library as they are typed."""

    def __init__(self, name: str, text: str, suggest: Suggest, *, many: bool = False) -> None:
        read = self._many if many else (lambda typed: typed)
        write = (lambda value: "; ".join(value or ())) if many else (lambda value: str(value or ""))  # type: ignore[attr-defined, arg-type]
        super().__init__(name, text, read=read, write=write, width=34)
        self.line.setMaximumWidth(16777215)
        self.line.setMaxLength(500)
        self._suggest = suggest
        self._model = QStringListModel(self)
        completer = QCompleter(self._model, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        if not many:
            self.line.setCompleter(completer)
            completer.activated[str].connect(self._completed)
            self.line.textEdited.connect(self._look_up)

    @staticmethod
    def _many(typed: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in typed.split(";") if part.strip())[:12]

    def _look_up(self, text: str) -> None:
        self._model.setStringList(list(self._suggest(text))[:MOST_SUGGESTED] if len(text) > 1 else [])

    def _completed(self, text: str) -> None:
        self._shown = text
        self.edited.emit(text)


class ActRow(QFrame):
    """One act of a lesion, or a service: its kind, its fields, what follows from them."""

    removed = Signal()

    def __init__(self, place: tuple[str, int], procedure: AnyProcedure, parts: CardParts) -> None:
        super().__init__()
        self.setObjectName(f"act_{place[1]}")
        self._place = place
        self._parts = parts
        self.kind = procedure.kind
        self.editors: dict[str, FieldEditor] = {}
        self._fields: tuple[FormField, ...] = ()
        self._kinds = QComboBox()
        self._kinds.setObjectName("kind")
        self._kinds.setAccessibleName(self.tr("Act"))
        for form in parts.forms.values():
            self._kinds.addItem(form.label, form.kind)
        self._kinds.activated.connect(self._change_kind)
        self._remove = QToolButton()
        self._remove.setText("×")
        self._remove.setAccessibleName(self.tr("Remove this act"))
        self._remove.setToolTip(self.tr("Remove this act"))
        self._remove.clicked.connect(self._take_away)
        head = QHBoxLayout()
        head.addWidget(self._kinds)
        head.addStretch()
        head.addWidget(self._remove)
        self._flow = FlowLayout()
        self._derived = label("", "decides")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(self._flow)
        column.addWidget(self._derived)
        self._build()

    def _build(self) -> None:
        self._kinds.setCurrentIndex(self._kinds.findData(self.kind))
        self._fields = self._parts.forms[self.kind].fields
        for field in self._all_fields():
            editor = self._service_editor(field) or editor_for(field)
            editor.edited.connect(lambda value, name=field.name: self._edit(name, value))
            self.editors[field.name] = editor
            self._flow.addWidget(editor)

    def _all_fields(self) -> Iterator[FormField]:
        yield from self._fields
        if not self._place[0] and self.kind != "cosmetic":
            yield FormField("diagnosis", self.tr("Diagnosis"), "", "text")

    def _service_editor(self, field: FormField) -> FieldEditor | None:
        if field.name == "service":
            return ChoiceField(field.name, field.label, self._parts.services)
        if field.name == "diagnosis":
            return DiagnosisField("diagnosis", field.label, self._parts.suggest)
        return None

    def _edit(self, name: str, value: object) -> None:
        lesion, at = self._place
        typed_in = f"{lesion} {at} {name}"
        step = charting.set_procedure(lesion, at, **{name: value})
        self._parts.take(step, self.editors[name].label_text or name, typed_in=typed_in)

    def _change_kind(self, at: int) -> None:
        kind = self._kinds.itemData(at)
        if kind != self.kind:
            self._parts.take(charting.change_kind(*self._place, kind), self.tr("kind of act"))

    def _take_away(self) -> None:
        self._parts.take(charting.remove_procedure(*self._place), self.tr("remove the act"))

    def show_act(self, procedure: AnyProcedure, lesion: Lesion | None, needed: frozenset[str]) -> None:
        for field in self._all_fields():
            editor = self.editors[field.name]
            editor.show_value(getattr(procedure, field.name))
            editor.set_needed(field.name in needed)
            editor.setVisible(is_shown(field, procedure, lesion) or field.name in needed)
        follows = derived(procedure)
        self._derived.setText("   ".join(f"{name}: {text}" for name, text in follows.items()))
        self._derived.setVisible(bool(follows))
        self._flow.invalidate()

    def focus(self, name: str) -> None:
        editor = self.editors.get(name) or next(iter(self.editors.values()), None)
        (editor or self._kinds).setFocus(Qt.FocusReason.ShortcutFocusReason)


class CardForm(QWidget):
    """The editors of one card."""

    def __init__(self, card: str, parts: CardParts) -> None:
        super().__init__()
        self.card = card
        self.parts = parts
        self.editors: dict[str, FieldEditor] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(6)

    def show_encounter(self, encounter: Encounter, needed: Needed) -> None:
        raise NotImplementedError

    def focus(self, procedure: int | None, field: str) -> None:
        """Put the caret into a field."""
        editor = self.editors.get(field) or next(iter(self.editors.values()))
        editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if isinstance(editor, LineField):
            editor.line.selectAll()


class LesionForm(CardForm):
    """Diagnosis, nature, side, count and grounds of a lesion, and its acts."""

    def __init__(self, lesion: Lesion, parts: CardParts) -> None:
        super().__init__(lesion.id, parts)
        self._site = lesion.site
        self._add_editors(parts.sites[lesion.site])
        self.acts: list[ActRow] = []
        self._acts = QVBoxLayout()
        self._acts.setSpacing(4)
        self.column.addLayout(self._acts)
        self.add = QComboBox()
        self.add.setObjectName("add_act")
        self.add.setAccessibleName(self.tr("Add act"))
        self.add.addItem(self.tr("Add act"), None)
        for form in parts.forms.values():
            self.add.addItem(form.label, form.kind)
        self.add.activated.connect(self._add_act)
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addStretch()
        self.column.addLayout(row)

    def _add_editors(self, site: SiteFacts) -> None:
        diagnosis = DiagnosisField("diagnosis", self.tr("Diagnosis"), self.parts.suggest)
        self._keep(diagnosis, self.column)
        flow = FlowLayout()
        self.column.addLayout(flow)
        if site.paired:
            sides = tuple((side, side.capitalize()) for side in ("left", "right", "midline", "bilateral"))
            self._keep(ChoiceField("side", self.tr("Side"), sides), flow)
        self._keep(ChoiceField("nature", self.tr("Nature"), NATURES), flow)
        self._keep(editor_for(FormField("count", self.tr("Count"), "", "whole", empty=1)), flow)
        if site.asks_lid:
            self._keep(ChoiceField("lid", self.tr("Lid"), (("upper", "Upper"), ("lower", "Lower"))), flow)
        if site.asks_margin:
            margin = ((True, self.tr("In the specimen")), (False, self.tr("Not in it")))
            self._keep(ChoiceField("margin", self.tr("Free margin"), margin), flow)
        self._keep(GroundsField(), flow)

    def _keep(self, editor: FieldEditor, layout: QVBoxLayout | FlowLayout) -> None:
        layout.addWidget(editor)
        self.editors[editor.name] = editor
        editor.edited.connect(lambda value, name=editor.name: self._edit(name, value))

    def _edit(self, name: str, value: object) -> None:
        if name == "count" and not value:
            return
        step = charting.set_lesion(self.card, **{name: value})
        self.parts.take(step, self.editors[name].label_text, typed_in=f"{self.card} {name}")

    def _add_act(self, at: int) -> None:
        kind = self.add.itemData(at)
        self.add.setCurrentIndex(0)
        if kind:
            self.parts.take(charting.add_procedure(self.card, kind), self.add.itemText(at))

    def show_encounter(self, encounter: Encounter, needed: Needed) -> None:
        lesion = charting.lesion_of(encounter, self.card)
        for name, editor in self.editors.items():
            editor.show_value(getattr(lesion, name))
            editor.set_needed((None, name) in needed or self._asked_of_an_act(name, needed))
        _match_rows(
            self.acts, self._acts, lesion.procedures, lambda at, act: ActRow((self.card, at), act, self.parts)
        )
        for at, (row, procedure) in enumerate(zip(self.acts, lesion.procedures, strict=True)):
            row.show_act(procedure, lesion, frozenset(field for place, field in needed if place == at))

    def _asked_of_an_act(self, name: str, needed: Needed) -> bool:
        """An act may ask for a fact of its lesion, such as the nature."""
        return any(field == name for place, field in needed if place is not None)

    def focus(self, procedure: int | None, field: str) -> None:
        if field in self.editors or procedure is None or not 0 <= procedure < len(self.acts):
            super().focus(procedure, field or "diagnosis")
        else:
            self.acts[procedure].focus(field)


class ServiceForm(CardForm):
    """A service that is tied to no lesion."""

    def __init__(self, card: str, at: int, parts: CardParts) -> None:
        super().__init__(card, parts)
        self._at = at
        self.acts: list[ActRow] = []
        self._acts = QVBoxLayout()
        self.column.addLayout(self._acts)

    def show_encounter(self, encounter: Encounter, needed: Needed) -> None:
        service = encounter.services[self._at]
        _match_rows(self.acts, self._acts, (service,), lambda _, act: ActRow(("", self._at), act, self.parts))
        self.acts[0].show_act(service, None, frozenset(field for _, field in needed))

    def focus(self, procedure: int | None, field: str) -> None:
        self.acts[0].focus(field)


class VisitForm(CardForm):
    """Problems, data, risk or minutes; the problem that was managed; what the procedures have to do with it."""

    def __init__(self, card: str, parts: CardParts) -> None:
        super().__init__(card, parts)
        diagnoses = DiagnosisField(
            "diagnoses", self.tr("Problems managed; one after another"), parts.suggest, many=True
        )
        self._keep(diagnoses, self.column)
        flow = FlowLayout()
        self.column.addLayout(flow)
        for field in visit_fields():
            self._keep(editor_for(field), flow)

    def _keep(self, editor: FieldEditor, layout: QVBoxLayout | FlowLayout) -> None:
        layout.addWidget(editor)
        self.editors[editor.name] = editor
        editor.edited.connect(lambda value, name=editor.name: self._edit(name, value))

    def _edit(self, name: str, value: object) -> None:
        value = False if name == "telehealth" and value is None else value
        step = charting.set_visit(**{name: value})
        self.parts.take(step, self.editors[name].label_text or name, typed_in=f"visit {name}")

    def show_encounter(self, encounter: Encounter, needed: Needed) -> None:
        visit = encounter.visit
        if visit is None:
            return
        asked = {field.removeprefix("visit.") for _, field in needed}
        for name, editor in self.editors.items():
            editor.show_value(getattr(visit, name))
            editor.set_needed(name in asked)

    def focus(self, procedure: int | None, field: str) -> None:
        super().focus(procedure, field.removeprefix("visit."))


def _match_rows(
    rows: list[ActRow],
    layout: QVBoxLayout,
    procedures: Sequence[AnyProcedure],
    make: Callable[[int, AnyProcedure], ActRow],
) -> None:
    """Keep the rows whose kind is the same, make the others anew."""
    if [row.kind for row in rows] == [procedure.kind for procedure in procedures]:
        return
    keep = 0
    while keep < min(len(rows), len(procedures)) and rows[keep].kind == procedures[keep].kind:
        keep += 1
    for row in rows[keep:]:
        layout.removeWidget(row)
        row.hide()
        row.deleteLater()
    del rows[keep:]
    for at in range(keep, len(procedures)):
        row = make(at, procedures[at])
        rows.append(row)
        layout.addWidget(row)


def form_for(card: str, encounter: Encounter, parts: CardParts) -> CardForm:
    """The form of a card: a lesion's label, `service 0`, or `visit`."""
    if card == "visit":
        return VisitForm(card, parts)
    if card.startswith("service "):
        return ServiceForm(card, int(card.removeprefix("service ")), parts)
    return LesionForm(charting.lesion_of(encounter, card), parts)
