"""The cards of lesions, services, visit and claim; the one at hand has its editors open."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from chargecapture.desktop.actions import key_of
from chargecapture.desktop.language import in_words
from chargecapture.desktop.presenters.visit import CLAIM, VISIT, Charted, service_at
from chargecapture.desktop.views.card_form import (
    CardForm,
    CardParts,
    ClaimForm,
    LesionForm,
    ServiceForm,
    put_caret,
)
from chargecapture.desktop.views.discs import Disc
from chargecapture.desktop.views.visit_level import VisitForm
from chargecapture.desktop.views.widgets import INSIDE, ElidedLabel, Scrolling, label, set_state
from chargecapture.domain.charges import Place
from chargecapture.domain.encounter import Encounter, Lesion
from chargecapture.domain.procedures import AnyProcedure
from chargecapture.workflow import charting
from chargecapture.workflow.forms import derived, said

FIELD_WORDS = {
    "lesion_cm": "Size",
    "margin_cm": "Margin",
    "excised_cm": "Excised diameter",
    "length_cm": "Length",
    "area_cm2": "Area",
    "dose_mg": "Dose",
    "symptoms": "Grounds",
    "separate": "Separate problem",
    "complexity": "Closure",
    "stages": "Blocks of each stage",
    "what": "What was done",
    "graft": "Kind of graft",
    "hcpcs": "Drug code",
    "same_as": "Same lesion",
    "requested_by_patient": "Whose wish",
    "separate_session": "Session",
    "diagnoses": "Problem managed",
    **{
        name: said(name)
        for name in (
            *("site", "side", "nature", "diagnosis", "method", "digits", "depth", "count", "code", "units"),
            *("test", "service", "puncture", "notice", "minutes", "light", "level", "facial", "container"),
            *("lid", "margin", "problems", "data", "risk", "clia", "place_of_service"),
        )
    },
}
"""What a shut card calls the fields that it still needs."""
_SHOWN = ("method", "complexity", "graft", "what", "applied_by", "light", "depth", "test", "service")
_MEASURES = {
    "lesion_cm": "{} cm",
    "margin_cm": "margin {}",
    "excised_cm": "excised {} cm",
    "length_cm": "{} cm",
    "area_cm2": "{} cm²",
    "dose_mg": "{} mg",
    "code": "{}",
    "hcpcs": "{}",
    "drug": "{}",
    "count": "× {}",
    "units": "{} units",
    "price": "at ${:,.2f}",
}


def act_in_words(procedure: AnyProcedure, labels: Mapping[str, str]) -> str:
    """An act on a card that is not open, such as `Excision 0.8 + 2 × 0.4 = 1.6 cm`."""
    words = [labels[procedure.kind]]
    words += [said(value).lower() for name in _SHOWN if (value := getattr(procedure, name, None))]
    if follows := derived(procedure):
        words += follows.values()
    else:
        words += [
            text.format(value)
            for name, text in _MEASURES.items()
            if (value := getattr(procedure, name, None)) not in (None, 1)
        ]
    return " ".join(words)


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


class Card(QFrame):
    """One lesion, service, the visit or the claim."""

    chosen = Signal(str)

    def __init__(self, card: str) -> None:
        super().__init__()
        self.card = card
        self.setObjectName(f"card_{card.replace(' ', '_')}")
        self.setProperty("role", "card")
        self.disc = Disc()
        self.where = label("", "decides")
        self.acts = ElidedLabel("muted")
        self.acts.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.what = label("", "muted", wraps=True)
        self.copied = label("", "warning")
        self.copied.setObjectName("copied_from")
        self.copied.hide()
        self.missing = label("", "error", wraps=True)
        self.missing.setObjectName("missing")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.disc)
        head.addWidget(self.where)
        head.addWidget(self.acts, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(INSIDE, 8, INSIDE, 8)
        self._column.setSpacing(4)
        self._column.addLayout(head)
        self._column.addWidget(self.copied)
        self._column.addWidget(self.what)
        self._column.addWidget(self.missing)
        self.form: CardForm | None = None
        self.lesion: Lesion | None = None  # whose words the card shows

    def open(self, form: CardForm) -> None:
        self.form = form
        self._column.addWidget(form)
        form.show()  # at once: a layout shows what is added only when the event loop comes round

    def shut(self) -> None:
        if self.form is not None:
            self._column.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit(self.card)
        super().mousePressEvent(event)


class CardList(Scrolling):
    """All cards: the lesions, the services, the visit, and the claim last."""

    chosen = Signal(str)

    def __init__(self, parts: CardParts) -> None:
        inside = QWidget()
        super().__init__(inside)
        self.setObjectName("cards")
        self._parts = parts
        self._labels = {form.kind: in_words(form.label) for form in parts.forms.values()}
        self._cards: dict[str, Card] = {}
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.setSpacing(8)
        empty = self.tr("No lesions yet. Type a site ({}) or click the body map. {} adds the visit.")
        keys = key_of("where_line"), key_of("visit_level")
        self.empty = label(empty.format(*keys), "muted", wraps=True)
        self._column.addWidget(self.empty)
        self._column.addStretch()
        QApplication.instance().focusChanged.connect(self._follow)  # type: ignore[union-attr]

    @property
    def open_form(self) -> CardForm | None:
        return next((card.form for card in self._cards.values() if card.form), None)

    def show_charted(self, charted: Charted) -> None:
        self._match(charted.cards)
        for name, card in self._cards.items():
            self._fill(card, charted)
            self._open_or_shut(card, charted, current=name == charted.current)
        self.empty.setVisible(not charted.encounter.lesions and not charted.encounter.visit)

    def _follow(self, _: QWidget | None, now: QWidget | None) -> None:
        """What has the caret is in sight."""
        if now is not None and self.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, 24)

    def _match(self, wanted: tuple[str, ...]) -> None:
        for name in [name for name in self._cards if name not in wanted]:
            card = self._cards.pop(name)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        for at, name in enumerate(wanted):
            card = self._cards.get(name)
            if card is None:
                card = self._cards[name] = Card(name)
                card.chosen.connect(self.chosen)
            if self._column.indexOf(card) != at + 1:
                self._column.insertWidget(at + 1, card)
                card.show()  # at once, as its form
        self._cards = {name: self._cards[name] for name in wanted}

    def _fill(self, card: Card, charted: Charted) -> None:
        encounter = charted.encounter
        if card.card == VISIT:
            self._fill_visit(card, charted)
        elif card.card == CLAIM:
            self._fill_claim(card, encounter)
        elif (at := service_at(card.card)) is not None:
            service = encounter.services[at]
            card.disc.show_letter("·", ring=service.for_looks)
            card.where.setText(self._labels[service.kind])
            card.acts.setText(self.tr("Service"))
            facts = act_in_words(service, self._labels).removeprefix(self._labels[service.kind]).strip()
            card.what.setText(" · ".join(part for part in (service.diagnosis or "", facts) if part))
        else:
            self._fill_lesion(card, encounter)

    def _fill_lesion(self, card: Card, encounter: Encounter) -> None:
        lesion = charting.lesion_of(encounter, card.card)
        if card.lesion is lesion:
            return  # a step of charting leaves the lesions that it does not touch as they are
        card.lesion = lesion
        card.disc.show_letter(lesion.id, ring=lesion.for_looks)
        site = self._parts.sites[lesion.site].label
        card.where.setText(f"{site}, {lesion.side}" if lesion.side else site)
        count = f"  × {lesion.count}" if lesion.count > 1 else ""
        card.acts.setText(", ".join(self._labels[p.kind] for p in lesion.procedures) + count)
        acts = " · ".join(act_in_words(p, self._labels) for p in lesion.procedures)
        card.what.setText(" · ".join(part for part in (lesion.diagnosis, acts) if part))

    def _fill_visit(self, card: Card, charted: Charted) -> None:
        visit = charted.encounter.visit
        card.disc.show_letter("·")
        card.where.setText(self.tr("Visit"))
        line = next((line for line in charted.answer.lines if line.is_visit), None)
        card.acts.setText(" ".join((line.code, *line.modifiers)) if line else self.tr("not charged"))
        reason = line.why[0].text if line else ""
        card.what.setText(" · ".join([*(visit.diagnoses if visit else ()), reason]).strip(" ·"))

    def _fill_claim(self, card: Card, encounter: Encounter) -> None:
        card.disc.show_letter("·")
        card.where.setText(self.tr("Claim"))
        card.acts.setText(self.tr("place {}").format(encounter.place_of_service))
        facts = [
            (self.tr("referred by {}"), encounter.referring),
            (self.tr("authorization {}"), encounter.authorization),
            (self.tr("notice: {}"), encounter.notice and said(encounter.notice.kind)),
        ]
        told = " · ".join(text.format(value) for text, value in facts if value)
        card.what.setText(told or self.tr("Place, referral, authorization, notice, patient facts"))

    def _open_or_shut(self, card: Card, charted: Charted, *, current: bool) -> None:
        set_state(card, "selected", current)
        marks = charted.marked(card.card)
        card.copied.setText(self.tr("● from {}").format(next(iter(marks.values()))) if marks else "")
        card.copied.setVisible(bool(marks))
        opens = current and not charted.read_only
        opened_before = card.form is not None
        if opens and card.form is None:
            card.open(form_for(card.card, charted.encounter, self._parts))
        elif not opens:
            card.shut()
        card.what.setVisible(card.form is None and bool(card.what.text()))
        missing = "" if card.form or charted.read_only else self._missing(card.card, charted)
        card.missing.setText(missing)
        card.missing.setVisible(bool(missing))
        if card.form is not None:
            card.form.show_charted(charted)
            if not opened_before:
                QTimer.singleShot(0, card, lambda: self._bring_up(card))

    def _bring_up(self, card: Card) -> None:
        """Have a card in sight, from its head on where it is higher than the pane."""
        self.ensureWidgetVisible(card, 0, 8)
        if card.height() + 8 > self.viewport().height():
            self.verticalScrollBar().setValue(card.y() - 8)

    def _missing(self, card: str, charted: Charted) -> str:
        """What a card that is shut still needs, such as `Needed: margin, nature`."""
        names = [name.rpartition(".")[2] for _, name in sorted(charted.needed(card), key=str) if name]
        words = dict.fromkeys(in_words(FIELD_WORDS.get(name, said(name))).lower() for name in names)
        return self.tr("Needed: {}").format(", ".join(words)) if words else ""

    def next_needed(self) -> bool:
        """Put the caret into the next needed field of the open card; False where none is past it."""
        return self._put_caret_after(needed=True)

    def next_empty(self) -> bool:
        """Put the caret into the next empty field of the open card; False where none is past it."""
        return self._put_caret_after(needed=False)

    def _put_caret_after(self, *, needed: bool) -> bool:
        form = self.open_form
        editor = form.next_empty(QApplication.focusWidget(), needed=needed) if form is not None else None
        if editor is not None:
            put_caret(editor)
        return editor is not None

    def focus(self, place: Place) -> None:
        """Put the caret into the field that a place names."""
        form = self.open_form
        if form is not None:
            form.focus(place.procedure, place.field)
