"""The visit: where (body map), what (cards), what it comes to (charges). Lays out and forwards."""

from collections.abc import Callable, Iterator
from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from chargecapture.desktop.actions import key_of
from chargecapture.desktop.icons import IconMark, icon
from chargecapture.desktop.models.charge_lines import ChargeLineModel, code_of, units_of
from chargecapture.desktop.models.day_list import state_words
from chargecapture.desktop.presenters.visit import ADD_SERVICE, VISIT, Charted, VisitPresenter
from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.alerts import AlertList
from chargecapture.desktop.views.body_map import BodyMapView, MarkedLesion
from chargecapture.desktop.views.card_form import CardParts
from chargecapture.desktop.views.cards import CardList
from chargecapture.desktop.views.charges import ChargesTable
from chargecapture.desktop.views.edition_banner import EditionBanner
from chargecapture.desktop.views.favourites import FavouritesView
from chargecapture.desktop.views.narrowing import WrappingRow
from chargecapture.desktop.views.patient_strip import PatientStrip
from chargecapture.desktop.views.pick_line import PickLine
from chargecapture.desktop.views.shorthand_line import ShorthandLine, Words
from chargecapture.desktop.views.why import WhyPane
from chargecapture.desktop.views.widgets import GAP, INSIDE, ElidedLabel, KeyedButton, Pane, label, set_state
from chargecapture.domain.acts import ActChoice
from chargecapture.domain.charges import ChargeLine, Place
from chargecapture.domain.encounter import Lesion
from chargecapture.workflow.records import CLOSED
from chargecapture.workflow.typed_line import ReadLine
from chargecapture.workflow.typing_in import SiteHit

EDGE = 16
SIZES = ((1280, (272, 400, 576)), (1440, (320, 440, 632)), (1920, (440, 560, 872)))
"""How wide map, cards and charges are in a window of a width (visual design, section 11)."""
OF_THE_PATIENT = ("patient.age", "patient.sex")
"""Facts that the patient's own form holds."""
WHY_WIDE = 360
FOURTH_COLUMN = 1700
NARROW = 1180  # pixels at 100 % text below which three panes do not fit
InWords = Callable[[Lesion], str]


class VisitView(QWidget):
    """One visit on one screen."""

    superbill_asked = Signal()
    patient_edit_asked = Signal()

    def __init__(
        self, presenter: VisitPresenter, parts: CardParts, map_view: BodyMapView, in_words: InWords
    ) -> None:
        super().__init__()
        self._presenter = presenter
        self._sizes_before: list[int] = []
        self.panes_kept = False
        self._narrow = False
        self._marked: tuple[MarkedLesion, ...] | None = None
        self._previewed: tuple[MarkedLesion, ...] = ()
        self.strip = PatientStrip()
        self.strip.edit_asked.connect(self.patient_edit_asked)
        self.strip.copy_asked.connect(presenter.copy_last)
        self.favourites: FavouritesView | None = None
        self._focused_before: QWidget | None = None
        self.editions = EditionBanner()
        self.where = ShorthandLine(
            "where",
            self.tr("l cheek … or: shave bx L cheek r/o BCC; LN2 AK x7 scalp"),
            parts.suggest_sites,
            Words(
                parts.read_line,
                parts.complete,
                parts.meant,
                lambda: presenter.lines_before,
                presenter.added_to,
                lambda line: tuple(map(_in_short, presenter.charged_by(line))),
            ),
            in_words,
        )
        self.where.setProperty("role", "shorthand")
        self.map = map_view
        self.where.map = map_view
        self.why = WhyPane()
        self.cards = CardList(parts)
        self.alerts = AlertList()
        self.service = PickLine(
            "add_service",
            self.tr("Add a service: toxin, patch test, KOH …"),
            parts.suggest_acts,
            offers_all=True,
        )
        self.lines = ChargeLineModel()
        self.charges = ChargesTable(self.lines)
        self.foot = VisitFoot()
        self._lay_out()
        self._connect()

    # Layout

    def _lay_out(self) -> None:
        self.left = QStackedWidget()
        self.left.addWidget(self._map_pane())
        self.panes = QSplitter(Qt.Orientation.Horizontal)
        self.panes.setObjectName("panes")
        self.panes.setHandleWidth(GAP)
        self.panes.setChildrenCollapsible(False)
        for pane in (self.left, self._cards_pane(), self._charges_pane()):
            self.panes.addWidget(pane)
        self.why.setParent(self)
        self.why.hide()
        self.panes.splitterMoved.connect(self._panes_moved)
        line = QHBoxLayout()
        line.setContentsMargins(EDGE, GAP, EDGE, GAP)
        line.setSpacing(12)
        line.addWidget(self.where, 1)
        line.addWidget(label(self.tr("Enter charts it\nKeys: {}").format(key_of("keys")), "muted"))
        inside = QHBoxLayout()
        inside.setContentsMargins(EDGE, 0, EDGE, GAP)
        inside.addWidget(self.panes)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(self.editions)
        column.addLayout(line)
        column.addLayout(inside, 1)
        column.addWidget(self.foot)

    def _map_pane(self) -> Pane:
        pane = Pane(self.tr("Body map"), key_of("body_map"))
        pane.body.addWidget(self.map, 1)
        return pane

    def _cards_pane(self) -> Pane:
        self.cards_pane = Pane(self.tr("Lesions"), key_of("new_lesion"))
        foot = QFrame()
        foot.setProperty("role", "pane_foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(8, 6, 8, 6)
        row.addWidget(self.service, 1)
        self.add_visit = KeyedButton(self.tr("Visit level"), key_of("visit_level"))
        self.add_visit.setObjectName("add_visit")
        row.addWidget(self.add_visit)
        what = QWidget()
        column = QVBoxLayout(what)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.alerts)
        column.addWidget(self.cards, 1)
        column.addWidget(foot)
        self.what = QStackedWidget()
        self.what.addWidget(what)
        self.cards_pane.body.addWidget(self.what, 1)
        return self.cards_pane

    def _charges_pane(self) -> Pane:
        pane = Pane(self.tr("Charges"))
        pane.head.addWidget(label(self.tr("why"), "muted"))
        pane.add_key(key_of("why"))
        pane.body.addWidget(self.charges, 1)
        foot = QFrame()
        foot.setProperty("role", "pane_foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(INSIDE, 8, INSIDE, 8)
        self.diagnoses = label("", wraps=True)
        self.diagnoses.setObjectName("diagnoses")
        row.addWidget(label(self.tr("Diagnoses"), "decides"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.diagnoses, 1)
        pane.body.addWidget(foot)
        return pane

    # Wiring

    def _connect(self) -> None:
        presenter = self._presenter
        presenter.changed.connect(self.show_charted)
        presenter.go_to.connect(self._go_to)
        presenter.saved.connect(self.foot.show_saved)
        presenter.not_saved.connect(self.foot.show_not_saved)
        self.why.fact_chosen.connect(presenter.look_at)
        self.editions.put_away.connect(self._put_editions_away)
        self.where.picked.connect(self._typed)
        self.where.understood.connect(self._preview)
        self.service.picked.connect(self._add_service)
        self.add_visit.clicked.connect(presenter.add_visit)
        self.map.site_chosen.connect(presenter.add_lesion)
        self.map.group_chosen.connect(presenter.add_to_group)
        self.map.lesion_chosen.connect(presenter.choose)
        self.map.lesion_moved.connect(presenter.move_lesion)
        self.map.again_chosen.connect(presenter.treat_again)
        presenter.earlier.ready.connect(self.map.show_earlier)
        self.map.show_earlier(presenter.earlier.found)
        self.cards.chosen.connect(presenter.choose)
        self.alerts.fix_chosen.connect(presenter.mend)
        self.alerts.perhaps_asked.connect(presenter.show_hints)
        self.charges.line_chosen.connect(self._line_chosen)
        self.charges.why_asked.connect(lambda _: self.toggle_why())
        self.foot.sign.clicked.connect(presenter.sign)
        self.foot.superbill.clicked.connect(self.superbill_asked)

    def _put_editions_away(self) -> None:
        self._presenter.put_editions_away()
        self.focus_where()

    def _typed(self, typed: SiteHit | ReadLine) -> None:
        if isinstance(typed, ReadLine):
            if self._presenter.chart_line(typed):
                self.where.keep_left_over(typed)
            return
        self.where.clear()
        self._presenter.add_lesion(typed.site, typed.side)

    def _preview(self, line: ReadLine | None) -> None:
        """Show on the map what the line would chart, as long as it is being typed."""
        lesions = line.encounter.lesions if line is not None and line.charts else ()
        self._previewed = tuple(
            MarkedLesion(
                each.id, each.site, each.side, count=each.count, diagnosis=each.diagnosis, planned=True
            )
            for each in lesions
        )
        charted = self._presenter.charted
        if charted is not None:
            self._mark(charted)

    def _mark(self, charted: Charted) -> None:
        marked = (*_marked(charted), *self._previewed)
        if marked != self._marked:
            self._marked = marked
            self.map.show_lesions(marked)

    def _add_service(self, act: ActChoice) -> None:
        self.service.clear()
        self._presenter.add_service(act)

    def _line_chosen(self, line: ChargeLine) -> None:
        if line.lesions:
            self._presenter.choose(line.lesions[0])
        elif line.is_visit:
            self._presenter.choose(VISIT)
        if self.why.isVisible():
            self._explain(line)

    # Showing

    def _go_to(self, place: Place) -> None:
        self._show_map(False)
        if place == ADD_SERVICE:
            self.focus_service()
            return
        if place.field in OF_THE_PATIENT:
            self.patient_edit_asked.emit()
            return
        self.what.setCurrentIndex(0)
        self.cards.focus(place)

    def show_charted(self, charted: Charted) -> None:
        answer = charted.answer
        self.strip.show_charted(charted)
        self.editions.show_lacking(charted.opened.visit.day, self._presenter.lacking)
        self.cards.show_charted(charted)
        lesions = len(charted.encounter.lesions)
        visit = self.tr(" and the visit") if charted.encounter.visit else ""
        self.cards_pane.note.setText(f"{lesions}{visit}" if lesions or visit else "")
        if charted.read_only:
            self.alerts.show_alerts(())
        else:
            hints, opened = charted.perhaps_missed, self._presenter.hints_shown
            self.alerts.show_alerts(charted.to_settle, hints, opened=opened)
        self.lines.show_lines(answer.lines, charted.copied_cards)
        self.charges.choose_lesion(charted.current)
        self.diagnoses.setText("   ".join(f"{pointer} {icd10}" for pointer, icd10 in answer.diagnoses))
        self._mark(charted)
        for widget in (self.where, self.service, self.add_visit):
            widget.setEnabled(not charted.read_only)
        self.map.set_read_only(charted.read_only)
        self.foot.show_charted(charted)
        if self.why.isVisible() and (line := self._line_to_explain(charted)):
            self._explain(line)

    # Why

    def toggle_why(self) -> None:
        charted = self._presenter.charted
        if self.why.isVisible() or charted is None:
            self.close_why()
            return
        line = self._line_to_explain(charted)
        if line is None:
            return
        self._explain(line)
        self._show_map(True)
        if self.width() * 100 >= FOURTH_COLUMN * Theme.current().text_percent:
            sizes = self.panes.sizes()
            self._sizes_before = sizes
            self.panes.addWidget(self.why)
            taken = WHY_WIDE // 3
            self.panes.setSizes([*(size - taken for size in sizes), WHY_WIDE])
        else:
            self.left.addWidget(self.why)
            self.left.setCurrentWidget(self.why)
        self.why.show()
        self.why.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_why(self) -> None:
        if self.why.isVisible():
            self.why.hide()
            self.left.setCurrentIndex(0)
            self._show_map(False)
            if self.panes.indexOf(self.why) >= 0:
                self.why.setParent(self)
                self.panes.setSizes(self._sizes_before)
            self.charges.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _line_to_explain(self, charted: Charted) -> ChargeLine | None:
        line = self.charges.current_line()
        return line or next(iter(charted.answer.lines), None)

    def _explain(self, line: ChargeLine) -> None:
        charted = self._presenter.charted
        if charted is None:
            return
        lines = charted.answer.lines
        at = lines.index(line) if line in lines else -1
        explanation = self._presenter.explain(line)
        if explanation is not None:
            about = tuple(alert for alert in charted.answer.alerts if at in alert.lines)
            self.why.show_line(explanation, about)

    def open_source(self) -> None:
        """Show the source of what the panel speaks of, opening it where it is closed."""
        if not self.why.isVisible():
            self.toggle_why()
        self.why.list.open_source()

    def go_to_next_empty(self) -> None:
        """Put the caret into the next field that is needed, on any card; else the next empty one here."""
        self._show_map(False)
        line = QApplication.focusWidget()
        if isinstance(line, PickLine) and line.finish() and QApplication.focusWidget() is not line:
            return  # what it charted asks for a fact itself
        if not self.cards.next_needed() and not self._presenter.go_to_needed():
            self.cards.next_empty()

    def focus_where(self) -> None:
        self.where.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.where.selectAll()

    def focus_map(self) -> None:
        self.close_why()
        self._show_map(True)
        self.map.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_service(self) -> None:
        self.service.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def add_favourites(self, favourites: FavouritesView) -> None:
        """Take in the list that stands in the place of the cards while it is asked for."""
        self.favourites = favourites
        self.what.addWidget(favourites)
        favourites.shut.connect(self.close_favourites)

    def toggle_favourites(self) -> None:
        charted = self._presenter.charted
        if self.favourites is None or charted is None or charted.read_only:
            return
        if self.what.currentWidget() is self.favourites:
            self.close_favourites()
            return
        self._show_map(False)
        self._focused_before = QApplication.focusWidget()
        self.what.setCurrentWidget(self.favourites)
        self.favourites.open()

    def close_favourites(self) -> None:
        """Show the cards again, with the caret where it was."""
        if self.what.currentIndex():
            self.what.setCurrentIndex(0)
            before = self._focused_before
            if before is not None and isValid(before) and before.isVisible():
                before.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self.focus_where()

    def focus_act(self) -> None:
        """Go to the line that adds an act to the lesion at hand."""
        form = self.cards.open_form
        if form is not None:
            form.focus(None, "act")

    def tab_stops(self) -> tuple[QWidget, ...]:
        """Where Tab goes, in the order of charting."""
        form = self.cards.open_form
        stops = (
            self.editions.hide_button,
            self.where,
            self.map.canvas,
            *self.alerts.stops(),
            *(form.stops() if form is not None else ()),
            self.service,
            self.add_visit,
            self.charges,
            self.foot.amend,
            self.foot.superbill,
            self.foot.sign,
            self.foot.next,
        )
        return tuple(stop for stop in stops if stop.isVisible() and stop.isEnabled())

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes on in the order of charting; Qt's own order follows when each widget was made."""
        stops = self.tab_stops()
        focused = QApplication.focusWidget()
        at = stops.index(focused) + (1 if forward else -1) if focused in stops else -1
        if not 0 <= at < len(stops):
            return super().focusNextPrevChild(forward)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[at].setFocus(reason)
        if self.cards.isAncestorOf(stops[at]):
            self.cards.ensureWidgetVisible(stops[at], 0, 24)
        return True

    def pane_stops(self) -> tuple[QWidget, ...]:
        """Where F6 goes, in order."""
        form = self.cards.open_form
        card = next(iter(form.stops()), self.cards) if form is not None else self.cards
        stops = (
            self.editions.hide_button,
            self.where,
            self.map,
            card,
            self.why,
            self.charges,
            self.foot.superbill,
        )
        return tuple(stop for stop in stops if stop.isVisible() and stop.isEnabled())

    def _set_narrow(self, narrow: bool) -> None:
        """Where three panes do not fit, the map takes the place of the cards while it is asked for."""
        if narrow != self._narrow:
            self._narrow = narrow
            self.left.setVisible(not narrow)
            self.cards_pane.show()

    def _show_map(self, shown: bool) -> None:
        if self._narrow:
            self.left.setVisible(shown)
            self.cards_pane.setVisible(not shown)

    def _panes_moved(self) -> None:
        self.panes_kept = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The panes share the width as designed until someone moves them."""
        super().resizeEvent(event)
        self._set_narrow(self.width() * 100 < NARROW * Theme.current().text_percent)
        if not self.panes_kept and not self.why.isVisible():
            shares = next((sizes for width, sizes in reversed(SIZES) if self.width() >= width), SIZES[0][1])
            self.panes.setSizes(shares)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_why()
            self._show_map(False)
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(880, 560)


def _in_short(line: ChargeLine) -> str:
    """A charge as the typed line tells it, such as `17003 ×6`."""
    code = "-".join((code_of(line), *line.modifiers))
    return code if line.units == 1 else f"{code} ×{units_of(line)}"


def _marked(charted: Charted) -> Iterator[MarkedLesion]:
    for lesion in charted.encounter.lesions:
        yield MarkedLesion(
            label=lesion.id,
            site=lesion.site,
            side=lesion.side,
            cosmetic=lesion.for_looks,
            count=lesion.count,
            current=lesion.id == charted.current,
            diagnosis=lesion.diagnosis,
        )


class VisitFoot(WrappingRow):
    """Totals by who pays, the state in words, superbill and sign."""

    def __init__(self) -> None:
        super().__init__(edge=EDGE, gap=24)
        self.setObjectName("visit_foot")
        self.setProperty("role", "foot")
        row = self.first
        self.insurance = self._total(row, self.tr("Insurance"), "insurance", "insurance")
        self.patient = self._total(row, self.tr("Patient"), "patient", "selfpay")
        self.total = self._total(row, self.tr("Total"), "", "")
        row.addStretch()
        row = self.second
        row.addStretch()
        self._mark = IconMark("done", "success")
        self.state = ElidedLabel("success")
        self.state.setObjectName("visit_state")
        self.saved = label("", "muted")
        self.saved.setObjectName("saved")
        state = QHBoxLayout()
        state.setSpacing(6)
        state.addWidget(self._mark)
        state.addWidget(self.state)
        row.addLayout(state)
        row.addWidget(self.saved)
        self._busy = label("", "muted")
        row.addWidget(self._busy)
        self.superbill = KeyedButton(self.tr("Superbill"), key_of("superbill"), icon=icon("print"))
        self.superbill.setObjectName("superbill")
        self.sign = KeyedButton(self.tr("Sign"), key_of("sign"), role="primary")
        self.sign.setObjectName("sign")
        self.next = KeyedButton(self.tr("Next visit"), key_of("sign_next"), role="primary")
        self.next.setObjectName("next_visit")
        self.next.setAutoDefault(True)  # Enter presses it
        self.next.hide()
        self.amend = KeyedButton(self.tr("Amend"), key_of("amend"))
        self.amend.setObjectName("amend")
        self.amend.hide()
        row.addWidget(self.amend)
        row.addWidget(self.superbill)
        row.addWidget(self.sign)
        row.addWidget(self.next)

    @staticmethod
    def _total(row: QHBoxLayout, caption: str, mark: str, role: str) -> QLabel:
        head = QHBoxLayout()
        head.setSpacing(4)
        if mark:
            head.addWidget(IconMark(mark, role, side=14))
        head.addWidget(label(caption, role or "muted"))
        head.addStretch()
        amount = label("$0.00", "total")
        amount.setObjectName(f"total_{caption.lower()}")
        whole = QWidget()
        whole.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(amount)
        row.addWidget(whole)
        return amount

    def show_charted(self, charted: Charted) -> None:
        answer = charted.answer
        insurance = answer.total("insurance", "practice")
        patient = answer.total("patient")
        self.insurance.setText(f"${insurance:,.2f}")
        self.patient.setText(f"${patient:,.2f}")
        self.total.setText(f"${insurance + patient:,.2f}")
        visit = charted.opened.visit
        if charted.read_only:
            signed = f"{visit.signed_at:%Y-%m-%d %H:%M}" if visit.signed_at else ""
            text = self.tr("Signed by {} · {} · version {}").format(visit.signed_by, signed, visit.version)
            text = f"{text} · {visit.amended_for}" if visit.amended_for else text
            self._show_state("signed", "success", text)
        elif visit.state in CLOSED:
            words = state_words(visit.state)
            self._show_state("info", "muted", f"{words}: {visit.closed_for}" if visit.closed_for else words)
        elif charted.why_not_sign:
            settled = answer.status == "ready" and not charted.copied
            role = "muted" if settled else "error" if answer.status == "blocked" else "warning"
            mark = "info" if settled else "stops" if answer.status == "blocked" else "held"
            self._show_state(mark, role, charted.why_not_sign)
        elif charted.amending:
            text = self.tr("Amending version {}: {}").format(visit.version, charted.amending)
            self._show_state("draft", "warning", text)
        else:
            self._show_state("done", "success", self.tr("Ready to sign"))
        self.sign.setVisible(not charted.read_only)
        self.next.setVisible(charted.read_only)
        self.sign.setEnabled(not charted.read_only)
        self.sign.setToolTip(charted.why_not_sign)
        self.saved.setVisible(not charted.read_only)
        self.amend.setVisible(visit.state == "signed")
        self.amend.setText(self.tr("Take it back") if charted.amending else self.tr("Amend"))
        if charted.amending:
            self.saved.setText(self.tr("Kept once it is signed"))

    def _show_state(self, mark: str, role: str, text: str) -> None:
        self._mark.show_icon(mark, role)
        self.state.setText(text)
        set_state(self.state, "role", role)

    def offer_next(self) -> None:
        """After signing, Enter goes on."""
        if self.isVisible():
            self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_busy(self, with_what: str) -> None:
        """Say what is being made, and take no second order for it."""
        self.superbill.setEnabled(not with_what)
        self.superbill.setToolTip(with_what)
        self._busy.setText(with_what)

    def show_saved(self, at: object) -> None:
        self.saved.setText(self.tr("Saved {}").format(f"{at:%H:%M}") if isinstance(at, datetime) else "")
        self.saved.setToolTip("")

    def show_not_saved(self, why: str) -> None:
        self.saved.setText(self.tr("Not saved"))
        self.saved.setToolTip(why)
