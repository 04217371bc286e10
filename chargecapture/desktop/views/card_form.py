"""The editors of the card at hand: of a lesion with its acts, a service, the visit, the claim's own facts.

A form is built when its card is chosen and then only filled anew, so that the caret stays where it is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from chargecapture.desktop.presenters.visit import CLAIM, VISIT, service_at
from chargecapture.desktop.views.fields import (
    ChoiceField,
    FieldEditor,
    LineField,
    ListedWordsField,
    MarksField,
    WordsField,
    editor_for,
)
from chargecapture.desktop.views.pick_line import PickLine, Suggest
from chargecapture.desktop.views.widgets import FlowLayout, StillBox, label
from chargecapture.domain.charges import Place
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
    claim_fields,
    derived,
    is_shown,
    lesion_field,
    visit_fields,
)
from chargecapture.workflow.typed_line import ReadLine
from chargecapture.workflow.typing_in import SiteHit

Take = Callable[..., None]
Needed = frozenset[tuple[int | None, str]]

CIRCUMSTANCES: tuple[Choice, ...] = (
    ("requested_by_patient", "Patient's wish, no medical need"),
    ("separate_session", "Another session of the day"),
    ("same_incision", "Through the same incision"),
    ("repeat", "Done again the same day"),
    ("reduced", "Reduced"),
    ("discontinued", "Discontinued"),
    ("return_to_or", "Return to the operating room"),
    ("assistant", "As assistant"),
)
STEPPING = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
)
SIDES: tuple[Choice, ...] = tuple(
    (side, side.capitalize()) for side in ("left", "right", "midline", "bilateral")
)


class SiteFacts(NamedTuple):
    """What a form must know of a site: whether it has sides, a lid to be named, a margin."""

    label: str
    paired: bool
    asks_lid: bool
    asks_margin: bool


class Unread(NamedTuple):
    """Where what cannot be read is kept while its form is closed."""

    texts: Callable[[], Mapping[Place, str]]
    keep: Callable[[Place, str], None]


class CardParts(NamedTuple):
    """What forms are made of: kinds of procedure, sites, the searches, and the way to chart."""

    forms: Mapping[str, Form]
    sites: Mapping[SiteId, SiteFacts]
    services: Sequence[Choice]
    suggest_words: Callable[[str], Sequence[str]]
    suggest_sites: Suggest
    read_line: Callable[[str], ReadLine | None]
    suggest_acts: Suggest
    take: Take
    field_left: Callable[[], None]
    add_act: Callable[[object], None]
    unread: Unread


class KindBox(StillBox):
    """The kind of an act. It changes only out of its open list, as facts of the old kind are given up."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("kind")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextChild()
        elif event.key() in STEPPING or event.text().isalnum():
            self.showPopup()
        else:
            super().keyPressEvent(event)


class ActRow(QFrame):
    """One act of a lesion, or a service: its kind, its fields, what follows from them."""

    def __init__(self, place: tuple[str, int], procedure: AnyProcedure, parts: CardParts) -> None:
        super().__init__()
        self.setObjectName(f"act_{place[1]}")
        self.setProperty("role", "act")
        self._place = place
        self._parts = parts
        self.kind = procedure.kind
        self.editors: dict[str, FieldEditor] = {}
        self._fields = tuple(self._all_fields())
        self._kinds = KindBox()
        self._kinds.setAccessibleName(self.tr("Act"))
        for form in parts.forms.values():
            self._kinds.addItem(form.label, form.kind)
        self._kinds.setCurrentIndex(self._kinds.findData(self.kind))
        self._kinds.activated.connect(self._change_kind)
        self._derived = label("", "decides")
        self._lay_out()
        self._build()

    def _lay_out(self) -> None:
        self._remove = remove = QToolButton()
        remove.setText("×")
        remove.setObjectName("remove_act")
        remove.setAccessibleName(self.tr("Remove this act"))
        remove.setToolTip(self.tr("Remove this act; undo brings it back"))
        remove.clicked.connect(self._take_away)
        self._marks = MarksField("circumstances", "", CIRCUMSTANCES, self.tr("Circumstances"))
        self._marks.label.hide()
        self._marks.button.setAccessibleName(self.tr("Circumstances"))
        self._marks.edited.connect(self._mark)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self._kinds)
        head.addStretch()
        head.addWidget(self._marks)
        head.addWidget(remove)
        self._flow = FlowLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(self._flow)
        column.addWidget(self._derived)

    def _build(self) -> None:
        for field in self._fields:
            editor = self._own_editor(field) or editor_for(field)
            _join(editor, self._edit, Place(*self._place, field.name), self._parts)
            self.editors[field.name] = editor
            self._flow.addWidget(editor)

    def _all_fields(self) -> Iterator[FormField]:
        yield from self._parts.forms[self.kind].fields
        if not self._place[0] and self.kind != "cosmetic":
            yield FormField("diagnosis", self.tr("Diagnosis"), "", "text")

    def _own_editor(self, field: FormField) -> FieldEditor | None:
        if field.name == "service":
            return ChoiceField(field.name, field.label, self._parts.services)
        if field.name == "diagnosis":
            words = WordsField("diagnosis", field.label, self._parts.suggest_words)
            words.done.connect(self.focusNextChild)
            return words
        return None

    def _edit(self, name: str, value: object) -> None:
        lesion, at = self._place
        step = charting.set_procedure(lesion, at, **{name: value})
        self._parts.take(step, self.editors[name].label_text or name, typed_in=f"{lesion} {at} {name}")

    def _mark(self, chosen: tuple[str, ...]) -> None:
        facts = {str(name): name in chosen for name, _ in CIRCUMSTANCES}
        self._parts.take(charting.set_procedure(*self._place, **facts), self.tr("circumstances"))

    def _change_kind(self, at: int) -> None:
        kind = self._kinds.itemData(at)
        if kind != self.kind:
            self._parts.take(charting.change_kind(*self._place, kind), self.tr("kind of act"))

    def _take_away(self) -> None:
        for editor in self.editors.values():
            if isinstance(editor, LineField) and editor.is_unread:
                editor.forget()
        self._parts.take(charting.remove_procedure(*self._place), self.tr("remove the act"))

    def show_act(self, procedure: AnyProcedure, lesion: Lesion | None, needed: frozenset[str]) -> None:
        for field in self._fields:
            editor = self.editors[field.name]
            editor.show_value(getattr(procedure, field.name))
            editor.set_needed(field.name in needed)
            editor.setVisible(is_shown(field, procedure, lesion) or field.name in needed)
        self._marks.show_value(tuple(name for name, _ in CIRCUMSTANCES if getattr(procedure, str(name))))
        self._marks.set_needed("requested_by_patient" in needed)
        follows = derived(procedure)
        self._derived.setText("   ".join(f"{name}: {text}" for name, text in follows.items()))
        self._derived.setVisible(bool(follows))

    def stops(self) -> tuple[QWidget, ...]:
        return (
            *(editor.editor for editor in self.editors.values()),
            self._marks.editor,
            self._kinds,
            self._remove,
        )

    @property
    def holds_focus(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def focus_kind(self) -> None:
        self._kinds.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus(self, name: str) -> None:
        editor = self.editors.get(name) or self._first_empty() or self._marks
        put_caret(editor)

    def _first_empty(self) -> FieldEditor | None:
        shown = [editor for editor in self.editors.values() if not editor.isHidden()]
        return next((editor for editor in shown if editor.is_empty), shown[0] if shown else None)


def put_caret(editor: FieldEditor) -> None:
    editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
    if isinstance(editor, LineField):
        editor.line.selectAll()


def _join(editor: FieldEditor, edit: Callable[[str, Any], None], place: Place, parts: CardParts) -> None:
    """Connect an editor to the chart, and give it back what it could not read before."""
    editor.edited.connect(lambda value: edit(editor.name, value))
    editor.left.connect(parts.field_left)
    editor.unread.connect(lambda text: parts.unread.keep(place, text))
    before = parts.unread.texts().get(place)
    if before and isinstance(editor, LineField):
        editor.type_again(before)


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

    def keep(self, editor: FieldEditor, layout: QVBoxLayout | FlowLayout) -> None:
        layout.addWidget(editor)
        self.editors[editor.name] = editor
        _join(editor, self.edit, self.place_of(editor.name), self.parts)

    def place_of(self, name: str) -> Place:
        """Where in the encounter the fact of an editor stands."""
        return Place(self.card, None, name)

    @property
    def first_editor(self) -> FieldEditor | None:
        return next(iter(self.editors.values()), None)

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab goes, in the order laid out."""
        return tuple(editor.editor for editor in self.editors.values())

    def edit(self, name: str, value: Any) -> None:
        """Chart a fact."""
        raise NotImplementedError

    def take(self, step: charting.Step, name: str) -> None:
        self.parts.take(step, self.editors[name].label_text or name, typed_in=f"{self.card} {name}")

    def show_encounter(self, encounter: Encounter, needed: Needed) -> None:
        raise NotImplementedError

    def focus(self, _procedure: int | None, field: str) -> None:
        """Put the caret into a field."""
        editor = self.editors.get(field) or self.first_editor
        if editor is not None:
            put_caret(editor)


class LesionForm(CardForm):
    """Diagnosis, nature, side, count and grounds of a lesion, and its acts."""

    def __init__(self, lesion: Lesion, earlier: Sequence[str], parts: CardParts) -> None:
        super().__init__(lesion.id, parts)
        self._site: SiteId | None = None
        self._facts = FlowLayout()
        words = WordsField("diagnosis", self.tr("Diagnosis"), parts.suggest_words)
        self.keep(words, self.column)
        words.done.connect(self._after_diagnosis)
        self.column.addLayout(self._facts)
        self._add_facts(parts.sites[lesion.site], earlier)
        self.add = PickLine(
            "add_act", self.tr("Act: biopsy, excision, freeze …"), parts.suggest_acts, offers_all=True
        )
        self.add.picked.connect(self._add_act)
        self.column.addWidget(self.add)
        self.acts: list[ActRow] = []
        self._acts = QVBoxLayout()
        self._acts.setSpacing(4)
        self.column.addLayout(self._acts)

    def _add_facts(self, site: SiteFacts, earlier: Sequence[str]) -> None:
        flow = self._facts
        self._site_field = SiteField(site.label, self.parts.suggest_sites)
        self.keep(self._site_field, flow)
        self.keep(ChoiceField("side", self.tr("Side"), SIDES), flow)
        self.keep(ChoiceField("nature", self.tr("Nature"), NATURES), flow)
        self.keep(editor_for(lesion_field("count", self.tr("Count"))), flow)
        self.keep(ChoiceField("lid", self.tr("Lid"), (("upper", "Upper"), ("lower", "Lower"))), flow)
        margin = ((True, self.tr("In the specimen")), (False, self.tr("Not in it")))
        self.keep(ChoiceField("margin", self.tr("Free margin"), margin), flow)
        grounds = MarksField("symptoms", self.tr("Grounds"), GROUNDS, self.tr("none charted"))
        self.keep(grounds, flow)
        if earlier:
            choices = tuple((name, self.tr("{} of before").format(name)) for name in earlier)
            self.keep(ChoiceField("same_as", self.tr("Same lesion as"), choices), flow)

    def _after_diagnosis(self) -> None:
        if self.acts:
            self.focusNextChild()
        else:
            self.add.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def edit(self, name: str, value: Any) -> None:
        if name == "site":
            site, side = value
            self.take(charting.set_lesion(self.card, site=site, side=side), name)
        else:
            self.take(charting.set_lesion(self.card, **{name: value}), name)

    def _add_act(self, choice: object) -> None:
        self.add.clear()
        self.parts.add_act(choice)

    def show_encounter(self, encounter: Encounter, needed: Needed) -> None:
        lesion = charting.lesion_of(encounter, self.card)
        self._show_site(lesion, needed)
        for name, editor in self.editors.items():
            editor.show_value(getattr(lesion, name))
            editor.set_needed(any(field == name for _, field in needed))
        _match_rows(
            self.acts, self._acts, lesion.procedures, lambda at, act: ActRow((self.card, at), act, self.parts)
        )
        for at, (row, procedure) in enumerate(zip(self.acts, lesion.procedures, strict=True)):
            row.show_act(procedure, lesion, frozenset(field for place, field in needed if place == at))

    def stops(self) -> tuple[QWidget, ...]:
        return (*super().stops(), self.add, *(stop for row in self.acts for stop in row.stops()))

    def _show_site(self, lesion: Lesion, needed: Needed) -> None:
        asked = {field for _, field in needed}
        site = self.parts.sites[lesion.site]
        self.editors["side"].setVisible(site.paired or lesion.side is not None or "side" in asked)
        self.editors["lid"].setVisible(site.asks_lid or lesion.lid is not None or "lid" in asked)
        self.editors["margin"].setVisible(site.asks_margin or lesion.margin is not None or "margin" in asked)
        if lesion.site != self._site:
            self._site = lesion.site
            self._site_field.show_label(site.label)

    def focus(self, procedure: int | None, field: str) -> None:
        if field == "act":
            self.add.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif field in self.editors or procedure is None or not 0 <= procedure < len(self.acts):
            super().focus(procedure, field or "diagnosis")
        else:
            self.acts[procedure].focus(field)


class SiteField(FieldEditor):
    """The site of a lesion, changed by typing another."""

    def __init__(self, site: str, suggest: Suggest) -> None:
        self.pick = PickLine("site", "", suggest)
        super().__init__("site", self.tr("Site"), self.pick)
        self.pick.setMinimumWidth(self.pick.fontMetrics().horizontalAdvance("0") * 16)
        self.pick.picked.connect(self._picked)
        self.left.connect(lambda: self.show_label(self._label))
        self.show_label(site)

    def _picked(self, hit: SiteHit) -> None:
        self.edited.emit((hit.site, hit.side))
        self.show_label(self._label)

    def show_label(self, site: str) -> None:
        self._label = site
        self.pick.setText(site)

    def show_value(self, value: object) -> None:
        """The form shows the site by its label."""


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

    def stops(self) -> tuple[QWidget, ...]:
        return self.acts[0].stops()

    def focus(self, _procedure: int | None, field: str) -> None:
        self.acts[0].focus(field)


class VisitForm(CardForm):
    """Problems, data, risk or minutes; the problem that was managed; whether it was apart."""

    def __init__(self, parts: CardParts) -> None:
        super().__init__(VISIT, parts)
        self.keep(ListedWordsField("diagnoses", self.tr("Problems managed, parted by ;")), self.column)
        flow = FlowLayout()
        self.column.addLayout(flow)
        for field in visit_fields():
            self.keep(editor_for(field), flow)

    def place_of(self, name: str) -> Place:
        return Place(field=f"visit.{name}")

    def edit(self, name: str, value: Any) -> None:
        value = False if name == "telehealth" and value is None else value
        self.take(charting.set_visit(**{name: value}), name)

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


class ClaimForm(CardForm):
    """Facts of the whole encounter: place, referral, authorization, notice, the patient's own."""

    def __init__(self, parts: CardParts) -> None:
        super().__init__(CLAIM, parts)
        flow = FlowLayout()
        self.column.addLayout(flow)
        for field in claim_fields():
            self.keep(editor_for(field), flow)

    def place_of(self, name: str) -> Place:
        return Place(field=name)

    def edit(self, name: str, value: Any) -> None:
        self.take(charting.set_claim(name, value), name)

    def show_encounter(self, encounter: Encounter, needed: Needed) -> None:
        asked = {field for _, field in needed}
        for name, editor in self.editors.items():
            editor.setVisible(encounter.notice is not None or name not in ("notice.signed", "notice.amount"))
            editor.show_value(charting.claim_fact(encounter, name))
            editor.set_needed(name.removeprefix("patient.") in asked or name.partition(".")[0] in asked)

    def focus(self, procedure: int | None, field: str) -> None:
        within = next((name for name in self.editors if field in name.split(".")), field)
        super().focus(procedure, within)


def _match_rows(
    rows: list[ActRow],
    layout: QVBoxLayout,
    procedures: Sequence[AnyProcedure],
    make: Callable[[int, AnyProcedure], ActRow],
) -> None:
    """Keep the rows whose kind is the same, make the others anew."""
    if [row.kind for row in rows] == [procedure.kind for procedure in procedures]:
        return
    held = next((at for at, row in enumerate(rows) if row.holds_focus), None)
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
        row.show()
    if held is not None and keep <= held < len(rows):
        rows[held].focus_kind()


def form_for(card: str, encounter: Encounter, parts: CardParts) -> CardForm:
    """The form of a card: a lesion's label, `service 0`, `visit` or `claim`."""
    if card == VISIT:
        return VisitForm(parts)
    if card == CLAIM:
        return ClaimForm(parts)
    if (at := service_at(card)) is not None:
        return ServiceForm(card, at, parts)
    earlier = sorted({charge.lesion for charge in encounter.history if charge.lesion})
    return LesionForm(charting.lesion_of(encounter, card), earlier, parts)
