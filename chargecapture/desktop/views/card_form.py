"""The editors of the card at hand: of a lesion with its acts, a service, the visit, the claim's own facts.

A form is built when its card is chosen and then only filled anew, so that the caret stays where it is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from chargecapture.desktop.language import in_words
from chargecapture.desktop.presenters.visit import CLAIM, NOT_SAID, Charted
from chargecapture.desktop.views.copied_dot import mark_copied
from chargecapture.desktop.views.fields import (
    ChoiceField,
    FieldEditor,
    LineField,
    MarksField,
    WordsField,
    editor_for,
)
from chargecapture.desktop.views.pick_line import PickLine, Suggest
from chargecapture.desktop.views.widgets import FlowLayout, StillBox, label
from chargecapture.domain.charges import Answer, Place
from chargecapture.domain.encounter import Encounter, Lesion
from chargecapture.domain.procedures import AnyProcedure
from chargecapture.domain.sites import SiteId
from chargecapture.domain.worked_out import VisitLook, WorkedOut
from chargecapture.workflow import charting
from chargecapture.workflow.completing import Completion
from chargecapture.workflow.forms import (
    CIRCUMSTANCES,
    GROUNDS,
    NATURES,
    Choice,
    Form,
    FormField,
    circumstance_facts,
    circumstances_of,
    claim_fields,
    derived_fields,
    is_shown,
    lesion_field,
    said,
)
from chargecapture.workflow.marks import KIND
from chargecapture.workflow.typed_line import ReadLine
from chargecapture.workflow.typing_in import SiteHit

Take = Callable[..., None]
Needed = frozenset[tuple[int | None, str]]
Marked = Mapping[tuple[int | None, str], date]

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


CLAIM_WIDTHS = {"place_of_service": 3, "clia": 10, "authorization": 14}
"""How many letters a field of the claim shows, where it holds few."""


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


class Follows(NamedTuple):
    """What follows from charted facts, by the rules: the arithmetic of an act, the level of the visit."""

    of_act: Callable[[Encounter, Answer, Place], WorkedOut]
    of_visit: Callable[[Encounter, Answer], VisitLook | None]


class CardParts(NamedTuple):
    """What forms are made of: kinds of procedure, sites, the searches, what follows, and the way to chart."""

    forms: Mapping[str, Form]
    sites: Mapping[SiteId, SiteFacts]
    services: Sequence[Choice]
    suggest_words: Callable[[str], Sequence[str]]
    suggest_sites: Suggest
    read_line: Callable[[str], ReadLine | None]
    complete: Callable[[str], Sequence[Completion]]
    meant: Callable[[str], str]
    suggest_acts: Suggest
    follows: Follows
    take: Take
    field_left: Callable[[], None]
    add_act: Callable[[object], None]
    unread: Unread
    looked_at: Callable[[Place], None]


class KindBox(StillBox):
    """The kind of an act, as wide as its word.

    It changes only out of its open list, as facts of the old kind are given up.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("kind")

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(self.itemText(at)) for at in range(self.count())), default=0)
        size.setWidth(size.width() - widest + metrics.horizontalAdvance(self.currentText()))
        return size

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

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
            self._kinds.addItem(in_words(form.label), form.kind)
        self._kinds.setCurrentIndex(self._kinds.findData(self.kind))
        self._kinds.activated.connect(self._change_kind)
        self._sum = label("", "decides", wraps=True)
        self._sum.setObjectName("sum")
        self._tier = label("", "muted", wraps=True)
        self._tier.setObjectName("tier")
        self._lay_out()
        self._build()

    def _lay_out(self) -> None:
        self._remove = remove = QToolButton()
        remove.setText("×")
        remove.setObjectName("remove_act")
        remove.setAccessibleName(self.tr("Remove this act"))
        remove.setToolTip(self.tr("Remove this act; undo brings it back"))
        remove.clicked.connect(self._take_away)
        self._shown: AnyProcedure | None = None
        self._marks = MarksField("circumstances", "", CIRCUMSTANCES, self.tr("Circumstances"))
        self._marks.button.setProperty("role", "quiet")
        self._marks.button.setAccessibleName(self.tr("Circumstances"))
        self._marks.edited.connect(self._mark)
        self._flow = FlowLayout(tail=True)
        act = captioned(self.tr("Act"), self._kinds)
        self._act_label = act.findChild(QLabel)
        self._flow.addWidget(act)
        self._tail = QWidget()
        tail = QHBoxLayout(self._tail)
        tail.setContentsMargins(0, 0, 0, 0)
        tail.setSpacing(4)
        tail.addWidget(self._marks)
        tail.addWidget(remove, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(2)
        column.addLayout(self._flow)
        column.addWidget(self._sum)
        column.addWidget(self._tier)

    def _build(self) -> None:
        for field in self._fields:
            editor = self._own_editor(field) or editor_for(field)
            editor.inside = isinstance(editor, ChoiceField | LineField) and field.name != "diagnosis"
            _join(editor, self._edit, Place(*self._place, field.name), self._parts)
            self.editors[field.name] = editor
            self._flow.addWidget(editor)
        self._flow.addWidget(self._tail)

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
        if self._shown is not None:
            facts = circumstance_facts(chosen, self._shown)
            self._parts.take(charting.set_procedure(*self._place, **facts), self.tr("circumstances"))

    def _change_kind(self, at: int) -> None:
        kind = self._kinds.itemData(at)
        if kind == self.kind:
            self._parts.looked_at(Place(*self._place, KIND))
        else:
            self._parts.take(charting.change_kind(*self._place, kind), self.tr("kind of act"))

    def _take_away(self) -> None:
        for editor in self.editors.values():
            if isinstance(editor, LineField) and editor.is_unread:
                editor.forget()
        self._parts.take(charting.remove_procedure(*self._place), self.tr("remove the act"))

    def show_act(self, procedure: AnyProcedure, lesion: Lesion | None, needed: frozenset[str]) -> None:
        by_others = derived_fields(procedure)
        for field in self._fields:
            editor = self.editors[field.name]
            editor.show_value(getattr(procedure, field.name))
            editor.set_needed(field.name in needed)
            if isinstance(editor, LineField):
                editor.show_derived(by_others.get(field.name, ""))
            editor.setVisible(is_shown(field, procedure, lesion) or field.name in needed)
        self._shown = procedure
        self._marks.show_value(circumstances_of(procedure))
        self._marks.set_needed("requested_by_patient" in needed)
        self._marks.label.setVisible(self._marks.is_needed)

    def show_marks(self, marks: Marked) -> None:
        """Mark what was copied and not looked at."""
        at = self._place[1]
        for name, editor in self.editors.items():
            editor.set_copied(_where_from(marks.get((at, name))))
        if self._act_label is not None:
            mark_copied(self._act_label, _where_from(marks.get((at, KIND))))

    def show_what_follows(self, follows: WorkedOut) -> None:
        for shown, text in ((self._sum, follows.sum), (self._tier, follows.tier)):
            shown.setText(text)
            shown.setVisible(bool(text))

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
        marked = self._marks if name in (*dict(CIRCUMSTANCES), "assistant_role") else None
        editor = self.editors.get(name) or marked or self._first_empty() or self._marks
        put_caret(editor)

    def _first_empty(self) -> FieldEditor | None:
        shown = [editor for editor in self.editors.values() if not editor.isHidden()]
        return next((editor for editor in shown if editor.is_empty), shown[0] if shown else None)


def captioned(text: str, widget: QWidget) -> QWidget:
    """A widget with its label above, as a field has it."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    above = label(text, "field")
    above.setBuddy(widget)
    column.addWidget(above)
    column.addWidget(widget)
    return whole


def _where_from(day: date | None) -> str:
    return QCoreApplication.translate("CardForm", "from {}").format(day) if day else ""


def put_caret(editor: FieldEditor) -> None:
    editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
    if isinstance(editor, LineField):
        editor.line.selectAll()


def _join(editor: FieldEditor, edit: Callable[[str, Any], None], place: Place, parts: CardParts) -> None:
    """Connect an editor to the chart, and give it back what it could not read before."""
    editor.edited.connect(lambda value: edit(editor.name, value))

    def looked_at() -> None:
        if not isinstance(editor, LineField) or editor.line.text():  # an emptied field says nothing
            parts.looked_at(place)

    editor.edited.connect(lambda _: looked_at())
    editor.confirmed.connect(looked_at)
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

    def keep(self, editor: FieldEditor, layout: QBoxLayout | FlowLayout | QGridLayout) -> None:
        layout.addWidget(editor)
        self.join(editor)

    def keep_inside(self, editor: FieldEditor, layout: QBoxLayout | FlowLayout | QGridLayout) -> None:
        """Keep an editor among others, which do not move when it is filled."""
        editor.inside = True
        self.keep(editor, layout)

    def join(self, editor: FieldEditor) -> None:
        """Take in an editor that is laid out already."""
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

    def show_charted(self, charted: Charted) -> None:
        raise NotImplementedError

    def all_editors(self) -> Iterator[FieldEditor]:
        """Every editor, in the order laid out."""
        yield from self.editors.values()

    def next_empty(self, after: QWidget | None, *, needed: bool) -> FieldEditor | None:
        """The first empty field past the one that holds the caret, of those that are needed or of all."""
        editors = [editor for editor in self.all_editors() if not editor.isHidden()]
        at = next((n + 1 for n, each in enumerate(editors) if after is not None and each.editor is after), 0)
        return next((each for each in editors[at:] if each.is_empty and (each.is_needed or not needed)), None)

    def focus(self, _procedure: int | None, field: str) -> None:
        """Put the caret into a field."""
        editor = self.editors.get(field) or self.first_editor
        if editor is not None:
            put_caret(editor)


class MoreButton(QToolButton):
    """Opens what is rarely charted; it says what is charted there while it is shut."""

    def __init__(self, nothing: str) -> None:
        super().__init__()
        self.setObjectName("more")
        self.setProperty("role", "more")
        self.setCheckable(True)
        self._nothing = nothing
        self.say(())

    def say(self, facts: Sequence[str]) -> None:
        sign = "▾" if self.isChecked() else "▸"
        words = " · ".join(facts) or self._nothing
        if self.text() != (text := f"{sign} {words}"):
            self.setText(text)
            self.setToolTip(words)  # a narrow card shortens it
            self.setAccessibleName(self.tr("More facts: {}").format(words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)


class LesionForm(CardForm):
    """Diagnosis and count of a lesion, its acts, and what is rarely charted of it behind one button."""

    def __init__(self, lesion: Lesion, earlier: Sequence[str], parts: CardParts) -> None:
        super().__init__(lesion.id, parts)
        self._site: SiteId | None = None
        words = WordsField("diagnosis", self.tr("Diagnosis"), parts.suggest_words)
        words.done.connect(self._after_diagnosis)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.keep(words, row)
        row.setStretch(0, 1)
        self.keep(editor_for(lesion_field("count", self.tr("Count"))), row)
        self.column.addLayout(row)
        self.more = MoreButton(self.tr("Site, side, nature, grounds"))
        self.more.toggled.connect(self._open_rare)
        self.column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._facts = FlowLayout()
        self.column.addLayout(self._facts)
        self._opened: set[str] = set()
        self._lesion = lesion
        self._needed: Needed = frozenset()
        self._add_facts(parts.sites[lesion.site], earlier)
        self.acts: list[ActRow] = []
        self._acts = QVBoxLayout()
        self._acts.setSpacing(6)
        self.column.addLayout(self._acts)
        self.add = PickLine(
            "add_act", self.tr("Act: biopsy, excision, freeze …"), parts.suggest_acts, offers_all=True
        )
        self.add.picked.connect(self._add_act)
        self.column.addWidget(self.add)

    def _add_facts(self, site: SiteFacts, earlier: Sequence[str]) -> None:
        flow = self._facts
        self._site_field = SiteField(site.label, self.parts.suggest_sites)
        self.keep(self._site_field, flow)
        self.keep_inside(ChoiceField("side", self.tr("Side"), SIDES), flow)
        self.keep_inside(ChoiceField("nature", self.tr("Nature"), NATURES), flow)
        self.keep_inside(ChoiceField("lid", self.tr("Lid"), (("upper", "Upper"), ("lower", "Lower"))), flow)
        margin = ((True, self.tr("In the specimen")), (False, self.tr("Not in it")))
        self.keep_inside(ChoiceField("margin", self.tr("Free margin"), margin), flow)
        grounds = MarksField("symptoms", self.tr("Grounds"), GROUNDS, self.tr("none charted"))
        self.keep(grounds, flow)
        if earlier:
            choices = tuple((name, self.tr("{} of before").format(name)) for name in earlier)
            self.keep(ChoiceField("same_as", self.tr("Same lesion as"), choices), flow)
        self._rare = tuple(name for name in self.editors if name not in ("diagnosis", "count"))

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

    def show_charted(self, charted: Charted) -> None:
        encounter, needed = charted.encounter, charted.needed(self.card)
        lesion = charting.lesion_of(encounter, self.card)
        self._lesion, self._needed = lesion, needed
        marks = charted.marked(self.card)
        for name, editor in self.editors.items():
            editor.show_value(getattr(lesion, name))
            editor.set_needed(any(field == name for _, field in needed))
            editor.set_copied(_where_from(marks.get((None, name))))
            self._ask_again(editor, charted)
        self._show_rare()
        _match_rows(
            self.acts, self._acts, lesion.procedures, lambda at, act: ActRow((self.card, at), act, self.parts)
        )
        for at, (row, procedure) in enumerate(zip(self.acts, lesion.procedures, strict=True)):
            row.show_act(procedure, lesion, frozenset(field for place, field in needed if place == at))
            row.show_marks(marks)
            place = Place(self.card, at)
            row.show_what_follows(self.parts.follows.of_act(encounter, charted.answer, place))

    def all_editors(self) -> Iterator[FieldEditor]:
        yield from super().all_editors()
        for row in self.acts:
            yield from row.editors.values()

    def stops(self) -> tuple[QWidget, ...]:
        first = (self.editors["diagnosis"].editor, self.editors["count"].editor, self.more)
        rare = (self.editors[name].editor for name in self._rare)
        return (*first, *rare, *(stop for row in self.acts for stop in row.stops()), self.add)

    def _ask_again(self, editor: FieldEditor, charted: Charted) -> None:
        """Show again that a number is not said, as after it was typed and taken back."""
        unread = charted.unread.get(Place(self.card, None, editor.name))
        if unread == NOT_SAID and isinstance(editor, LineField) and not editor.is_unread:
            editor.type_again(unread)

    # What is rarely charted

    def _open_rare(self, opened: bool) -> None:
        if not opened:
            self._opened.clear()
        self._show_rare()

    def _show_rare(self) -> None:
        """Show what is asked for or opened; what came into sight stays there while the card is open."""
        site = self.parts.sites[self._lesion.site]
        if self._lesion.site != self._site:
            self._site = self._lesion.site
            self._site_field.show_label(site.label)
        fits = {name: self._fits(name, site) for name in self._rare}
        for name, fit in fits.items():
            if fit and (self.more.isChecked() or self._is_asked(name, site)):
                self._opened.add(name)
            elif not fit:
                self._opened.discard(name)
            self.editors[name].setVisible(name in self._opened)
        shut = [name for name in self._rare if name not in self._opened]
        self.more.say([] if self.more.isChecked() else [word for name in shut if (word := self._said(name))])

    def _fits(self, name: str, site: SiteFacts) -> bool:
        """Whether a fact can be said of a lesion here; one that is said, or needed, always can."""
        has = {"side": site.paired, "lid": site.asks_lid, "margin": site.asks_margin}
        return has.get(name, True) or self.editors[name].is_needed or getattr(self._lesion, name) is not None

    def _is_asked(self, name: str, site: SiteFacts) -> bool:
        asks = {"side": site.paired, "lid": site.asks_lid, "margin": site.asks_margin}
        unsaid = getattr(self._lesion, name) is None
        return self.editors[name].is_needed or (asks.get(name, False) and unsaid)

    def _said(self, name: str) -> str:
        """What is charted of a rare fact, in words; of site and side nothing, as the card's head has them."""
        value = getattr(self._lesion, name)
        if name in ("site", "side") or value in (None, ()):
            return ""
        text = self.editors[name]
        if name == "symptoms":
            grounds = ", ".join(in_words(said(each)).lower() for each in value)
            return f"{text.label_text}: {grounds}"
        shown = text.box.currentText() if isinstance(text, ChoiceField) else in_words(said(value))
        return f"{text.label_text}: {shown}"

    def focus(self, procedure: int | None, field: str) -> None:
        if field == "act":
            self.add.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif field in self.editors or procedure is None or not 0 <= procedure < len(self.acts):
            self._bring_into_sight(field)
            super().focus(procedure, field or "diagnosis")
        else:
            self.acts[procedure].focus(field)

    def _bring_into_sight(self, field: str) -> None:
        if field in self._rare:
            self._opened.add(field)
            self._show_rare()


class SiteField(FieldEditor):
    """The site of a lesion, changed by typing another."""

    def __init__(self, site: str, suggest: Suggest) -> None:
        self.pick = PickLine("site", "", suggest)
        super().__init__("site", self.tr("Site"), self.pick)
        self.pick.setMinimumWidth(self.pick.fontMetrics().horizontalAdvance("0") * 14)
        self.pick.picked.connect(self._picked)
        self.left.connect(lambda: self.show_label(self._label))
        self.show_label(site)

    def _picked(self, hit: SiteHit) -> None:
        self.edited.emit((hit.site, hit.side))
        self.show_label(self._label)

    def put_back(self) -> bool:
        changed = not self.pick.rows and self.pick.text() != self._label
        if changed:
            self.show_label(self._label)
        return changed

    def show_label(self, site: str) -> None:
        self._label = site
        self.pick.setText(site)
        self.pick.setToolTip(site)

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

    def show_charted(self, charted: Charted) -> None:
        service, needed = charted.encounter.services[self._at], charted.needed(self.card)
        _match_rows(self.acts, self._acts, (service,), lambda _, act: ActRow(("", self._at), act, self.parts))
        self.acts[0].show_act(service, None, frozenset(field for _, field in needed))
        self.acts[0].show_marks(charted.marked(self.card))
        follows = self.parts.follows.of_act(charted.encounter, charted.answer, Place("", self._at))
        self.acts[0].show_what_follows(follows)

    def all_editors(self) -> Iterator[FieldEditor]:
        for row in self.acts:
            yield from row.editors.values()

    def stops(self) -> tuple[QWidget, ...]:
        return self.acts[0].stops()

    def focus(self, _procedure: int | None, field: str) -> None:
        self.acts[0].focus(field)


class ClaimForm(CardForm):
    """Facts of the whole encounter: place, referral, authorization, notice, the patient's own."""

    def __init__(self, parts: CardParts) -> None:
        super().__init__(CLAIM, parts)
        flow = FlowLayout()
        self.column.addLayout(flow)
        for field in claim_fields():
            self.keep(editor_for(field, CLAIM_WIDTHS.get(field.name)), flow)

    def place_of(self, name: str) -> Place:
        return Place(field=name)

    def edit(self, name: str, value: Any) -> None:
        self.take(charting.set_claim(name, value), name)

    def show_charted(self, charted: Charted) -> None:
        encounter = charted.encounter
        asked = {field for _, field in charted.needed(self.card)}
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
