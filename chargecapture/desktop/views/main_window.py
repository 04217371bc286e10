"""The window: bar, areas and menus. Each act is one row of `actions.py`; nothing else starts one."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from PySide6.QtCore import QByteArray, QEvent, QSettings, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from chargecapture import settings
from chargecapture.desktop.actions import COMMANDS, MENUS, THEMES, key_of
from chargecapture.desktop.icons import IconMark
from chargecapture.desktop.language import LANGUAGES
from chargecapture.desktop.presenters.bills import Bill, BillsPresenter, PrintedBill
from chargecapture.desktop.presenters.commands import after_use
from chargecapture.desktop.presenters.day import DayPresenter
from chargecapture.desktop.presenters.favourites import FavouritesPresenter
from chargecapture.desktop.presenters.pathology import PathologyPresenter
from chargecapture.desktop.presenters.practice import PracticePresenter
from chargecapture.desktop.presenters.visit import Charted, Opened, VisitPresenter
from chargecapture.desktop.prompts import Prompts
from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.day_commands import DayCommands
from chargecapture.desktop.views.narrowing import NarrowingRow
from chargecapture.desktop.views.pages import Pages
from chargecapture.desktop.views.palette import CommandPalette, FreesKey
from chargecapture.desktop.views.pathology_commands import PathologyCommands
from chargecapture.desktop.views.pick_line import Pick, PickLine
from chargecapture.desktop.views.tour import Tour
from chargecapture.desktop.views.widgets import StillBox, key_cap, label
from chargecapture.domain.practice import Coverage, Patient, Provider
from chargecapture.errors import KnownError
from chargecapture.workflow.records import VisitRecord
from chargecapture.workflow.superbill import Missing

if TYPE_CHECKING:
    from chargecapture.desktop.views.day_view import DayView
    from chargecapture.desktop.views.patient_view import PatientView
    from chargecapture.desktop.views.preview import PreviewDialog
    from chargecapture.desktop.views.visit_view import VisitView

FIRST_SIZE = (1440, 900)
ALERT_KEYS = range(1, 10)
AREAS = ("day", "visit", "pathology", "practice")


class Presenters(NamedTuple):
    day: DayPresenter
    visit: VisitPresenter
    practice: PracticePresenter
    bills: BillsPresenter
    favourites: FavouritesPresenter
    pathology: PathologyPresenter


class MainWindow(QMainWindow):
    def __init__(
        self, presenters: Presenters, pages: Pages, prompts: Prompts, stored: QSettings, *, title: str
    ) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle(title)
        self._presenters = presenters
        self.pages = pages
        self._prompts = prompts
        self._stored = stored
        self._preview: PreviewDialog | None = None
        self._bills_of: VisitRecord | None = None
        self._edited: Patient | None = None
        self.actions_by_id: dict[str, QAction] = {}
        self._alert_actions: list[QAction] = []
        self._stack = QStackedWidget()
        pages.take_in = self._take_in
        self._areas = QButtonGroup(self)
        self._areas.setExclusive(True)
        self._area_buttons: dict[str, QToolButton] = {}
        self.find = PickLine("find_patient", self.tr("Find patient"), self._suggest_patients)
        self.user = StillBox()
        self._lay_out()
        self._palette: CommandPalette | None = None
        self._tour: Tour | None = None
        frees = FreesKey(key_of("palette"), self)
        QApplication.instance().focusChanged.connect(frees.follow_focus)  # type: ignore[union-attr]
        self.day_commands = DayCommands(
            self,
            (presenters.day, presenters.visit, presenters.bills),
            pages,
            prompts,
            show_area=self.show_area,
            seated=self.user.currentText,
        )
        self.pathology_commands = PathologyCommands(
            self,
            (presenters.pathology, presenters.visit, presenters.day),
            pages,
            prompts,
            show_area=self.show_area,
        )
        self._make_menus()
        self._connect()
        self._restore()
        providers = presenters.day.providers()
        self._show_providers(providers or ())
        self.show_area("practice" if providers == () else "day")

    # Layout

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar())
        column.addWidget(self._stack, 1)
        self._stack.currentChanged.connect(self._enable)
        self.setCentralWidget(inside)

    def _bar(self) -> QFrame:
        bar = NarrowingRow()
        bar.setObjectName("bar")
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        program = IconMark("program")
        row.addWidget(program)
        name = QLabel(self.tr("Charge Capture"))
        name.setProperty("role", "decides")
        row.addWidget(name)
        row.addSpacing(8)
        self._add_areas(row)
        row.addStretch()
        self._building = label("", "muted")
        self._building.setObjectName("building")
        row.addWidget(self._building)
        row.addSpacing(8)
        search = IconMark("search", "muted")
        row.addWidget(search)
        self.find.setMaximumWidth(300)
        self.find.setMinimumWidth(220)
        row.addWidget(self.find)
        cap = key_cap(key_of("find_patient"))
        row.addWidget(cap)
        row.addSpacing(8)
        person = IconMark("user", "muted")
        row.addWidget(person)
        self.user.setObjectName("user")
        self.user.setAccessibleName(self.tr("Provider of new visits"))
        self.user.setToolTip(self.tr("Visits of patients who are found by name are this provider's"))
        self.user.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        row.addWidget(self.user)
        bar.leave_out(name, cap, search, person, program)
        return bar

    def _add_areas(self, row: QHBoxLayout) -> None:
        words = {"day": self.tr("Day"), "visit": self.tr("Visit"), "practice": self.tr("Practice")}
        words["pathology"] = self.tr("Pathology")
        for area in AREAS:
            button = QToolButton()
            button.setText(words[area])
            button.setObjectName(f"area_{area}")
            button.setProperty("role", "area")
            button.setCheckable(True)
            button.setToolTip(key_of(area))
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, area=area: self.show_area(area))
            self._areas.addButton(button)
            self._area_buttons[area] = button
            row.addWidget(button)

    def show_building(self, done: int, of: int) -> None:
        """Say how far the code library is built; nothing once it is."""
        text = self.tr("Building the code library, once: {} %").format(100 * done // max(of, 1))
        self._building.setText("" if done >= of else text)
        if done >= of and self.pages.is_made("practice"):
            self.pages.practice.show_labels()

    def _make_menus(self) -> None:
        menus = {id_: self.menuBar().addMenu(self.tr(title)) for id_, title in MENUS}
        for menu in menus.values():
            menu.setToolTipsVisible(True)
        for command in COMMANDS:
            action = QAction(command.words, self)
            action.setObjectName(command.id)
            if command.key:
                action.setShortcut(QKeySequence(command.key))
            action.setToolTip(command.helped)
            action.triggered.connect(self._acts()[command.id])
            menus[command.menu].addAction(action)
            self.addAction(action)
            self.actions_by_id[command.id] = action
        theme_menu = menus["view"].addMenu(self.tr("T&heme"))
        group = QActionGroup(self)
        for choice, words in THEMES:
            action = QAction(self.tr(words), self, checkable=True)
            action.setChecked(Theme.current().choice == choice)
            action.triggered.connect(lambda _=False, choice=choice: self._choose_theme(choice))
            group.addAction(action)
            theme_menu.addAction(action)
        self._add_languages(menus["view"])
        for number in ALERT_KEYS:
            action = QAction(self)
            action.setShortcut(QKeySequence(f"Alt+{number}"))
            action.triggered.connect(lambda _=False, at=number - 1: self._presenters.visit.settle_nth(at))
            self.addAction(action)
            self._alert_actions.append(action)

    def _add_languages(self, view: QMenu) -> None:
        menu = view.addMenu(self.tr("&Language"))
        group = QActionGroup(self)
        chosen = settings.LANGUAGE.read(self._stored.value(settings.LANGUAGE.name))
        for choice, words in LANGUAGES:
            action = QAction(self.tr(words), self, checkable=True)
            action.setChecked(choice == chosen)
            action.triggered.connect(lambda _=False, choice=choice: self._choose_language(choice))
            group.addAction(action)
            menu.addAction(action)

    def _acts(self) -> Mapping[str, Callable[[], object]]:
        day, visit = self._presenters.day, self._presenters.visit
        return {
            "new_patient": self.new_patient,
            "find_patient": self._focus_find,
            "practice": lambda: self.show_area("practice"),
            "superbill": self.show_superbill,
            "save": visit.save_now,
            "quit": self.close,
            "undo": visit.undo,
            "redo": visit.redo,
            "remove": visit.remove_current,
            "where_line": lambda: self._in_visit(self.pages.visit.focus_where),
            "body_map": lambda: self._in_visit(self.pages.visit.focus_map),
            "new_lesion": lambda: self._in_visit(self.pages.visit.focus_where),
            "add_act": lambda: self._in_visit(self.pages.visit.focus_act),
            "add_service": lambda: self._in_visit(self.pages.visit.focus_service),
            "next_empty": lambda: self._in_visit(self.pages.visit.go_to_next_empty),
            "favourites": lambda: self._in_visit(self.pages.visit.toggle_favourites),
            "copy_last": lambda: self._in_visit(visit.copy_last),
            "visit_level": lambda: self._in_visit(visit.add_visit),
            "previous_lesion": lambda: self._in_visit(lambda: visit.step_to(-1)),
            "next_lesion": lambda: self._in_visit(lambda: visit.step_to(1)),
            "why": lambda: self._in_visit(self.pages.visit.toggle_why),
            "open_source": lambda: self._in_visit(self.pages.visit.open_source),
            "next_alert": lambda: self._in_visit(lambda: visit.step_alert(1)),
            "previous_alert": lambda: self._in_visit(lambda: visit.step_alert(-1)),
            "sign": visit.sign,
            **self.day_commands.acts(),
            **self.pathology_commands.acts(),
            "day": lambda: self.show_area("day"),
            "visit": lambda: self.show_area("visit"),
            "today": lambda: (self.show_area("day"), day.show_today()),
            "day_before": lambda: day.move(-1),
            "day_after": lambda: day.move(1),
            "next_pane": lambda: self._step_pane(1),
            "previous_pane": lambda: self._step_pane(-1),
            "larger": lambda: self._scale(Theme.current().text_percent + 25),
            "smaller": lambda: self._scale(Theme.current().text_percent - 25),
            "normal_size": lambda: self._scale(100),
            "full_screen": self._toggle_full_screen,
            "palette": self.show_palette,
            "keys": self.show_keys,
            "tour": self.show_tour,
            "about": self.show_about,
        }

    def _connect(self) -> None:
        presenters = self._presenters
        for presenter in presenters:
            presenter.failed.connect(lambda problem: self._prompts.tell(self, problem))
        presenters.day.visit_opened.connect(self._open_visit)
        presenters.visit.changed.connect(self._charted)
        presenters.visit.signed.connect(lambda _: presenters.day.refresh())
        presenters.visit.editions_put_away.connect(
            lambda day: self._stored.setValue(settings.EDITIONS_HIDDEN.name, day)
        )
        presenters.visit.overtaken.connect(self._ask_which_stays)
        presenters.bills.ended.connect(lambda: self.pages.visit.foot.show_busy(""))
        presenters.bills.ready.connect(self._show_bills)
        presenters.bills.missing.connect(self._tell_missing)
        presenters.practice.stored.connect(self._practice_stored)
        self.find.picked.connect(self._patient_picked)
        self.user.activated.connect(self._choose_provider)
        self._charted(None)

    # Pages

    def _take_in(self, name: str, page: QWidget) -> None:
        """Stack a page that is made, and answer to what it asks for."""
        self._stack.addWidget(page)
        if name == "day":
            day = cast("DayView", page)
            day.new_patient_asked.connect(self.new_patient)
            day.find_asked.connect(self._find_patient)
        elif name == "visit":
            self._take_in_visit(cast("VisitView", page))
        elif name == "patient":
            patient = cast("PatientView", page)
            patient.saved.connect(self._patient_saved)
            patient.cancelled.connect(self._patient_left)
        self.day_commands.take_in(name)
        self.pathology_commands.take_in(name, page)

    def _take_in_visit(self, visit: "VisitView") -> None:
        visit.superbill_asked.connect(self.show_superbill)
        visit.patient_edit_asked.connect(lambda: self.edit_patient(""))
        visit.strip.set_user(self.user.currentData() or "")
        panes = self._stored.value(settings.PANES.name)
        if isinstance(panes, QByteArray):
            visit.panes_kept = visit.panes.restoreState(panes)

    def make_next_page(self) -> bool:
        """Make one page that nobody has asked for yet; False where none is left."""
        left = self.pages.not_made
        if left:
            self.pages.page(left[0])
        return bool(left)

    # Help

    def show_palette(self) -> None:
        if self._palette is None:
            self._palette = CommandPalette(self)
            self._palette.chosen.connect(self._remember_command)
        if not self._palette.isVisible():
            used = str(self._stored.value(settings.COMMANDS_USED.name, "")).split("|")
            self._palette.open(used, QApplication.focusWidget())

    def _remember_command(self, id_: str) -> None:
        used = str(self._stored.value(settings.COMMANDS_USED.name, "")).split("|")
        self._stored.setValue(settings.COMMANDS_USED.name, "|".join(filter(None, after_use(used, id_))))

    def show_about(self) -> None:
        from chargecapture.desktop.views.about import AboutDialog  # noqa: PLC0415 -- as below

        AboutDialog(self).exec()

    def show_keys(self) -> None:
        from chargecapture.desktop.views.keys_sheet import KeysDialog  # noqa: PLC0415 -- the window opens without it

        dialog = KeysDialog(self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def offer_tour(self) -> None:
        """Begin the tour where it was never shown here."""
        if not settings.TOUR_SEEN.read(self._stored.value(settings.TOUR_SEEN.name)):
            self.show_tour()

    def show_tour(self) -> None:
        if self._tour is None:
            self._tour = Tour(self, self._tour_goes_to)
            self._tour.left.connect(lambda: self._stored.setValue(settings.TOUR_SEEN.name, "yes"))
        self._tour.begin()

    def _tour_goes_to(self, area: str) -> None:
        """Show an area; for the visit, the first one that is not signed, where the day has any."""
        if area == "visit" and self._presenters.visit.charted is None:
            self._presenters.day.open_first()
        self.show_area(area)

    # Areas

    def show_area(self, area: str) -> None:
        if area == "visit" and self._presenters.visit.charted is None:
            area = "day"
        self.find.clear()
        self._area_buttons[area].setChecked(True)
        if area == "day":
            listed = self.pages.day  # made before it is told what to show
            self._presenters.visit.flush()
            self._presenters.day.refresh()
            self._stack.setCurrentWidget(listed)
            listed.focus_list()
        elif area == "pathology":
            self._stack.setCurrentWidget(self.pathology_commands.show())
            self.pages.pathology.focus_list()
        elif area == "practice":
            page = self.pages.practice  # made before it is told what to show
            self._presenters.practice.show()
            self._stack.setCurrentWidget(page)
            page.focus("practice", "name")
        else:
            self._stack.setCurrentWidget(self.pages.visit)

    def _in_visit(self, act: Callable[[], object]) -> None:
        """Acts of the visit lead to the visit first."""
        if self._presenters.visit.charted is not None:
            self.show_area("visit")
            act()

    def _open_visit(self, opened: Opened) -> None:
        self.pages.visit.close_favourites()  # the page is made before it is told what to show
        if not self._presenters.visit.open(opened):
            return
        self.show_area("visit")
        if opened.visit.state == "signed":
            self.pages.visit.charges.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.pages.visit.focus_where()

    def _charted(self, charted: Charted | None) -> None:
        undo, redo = self.actions_by_id["undo"], self.actions_by_id["redo"]
        undo.setText(self._named(self.tr("&Undo"), charted.next_undo if charted else ""))
        redo.setText(self._named(self.tr("&Redo"), charted.next_redo if charted else ""))
        self._area_buttons["visit"].setEnabled(charted is not None)
        self._enable()

    @staticmethod
    def _named(words: str, what: str) -> str:
        return f"{words}: {what}" if what else words

    def _enable(self) -> None:
        """What changes a visit works where the visit is in sight, and nowhere else."""
        page, charted = self.pages.name_of(self._stack.currentWidget()), self._presenters.visit.charted
        for id_ in ("day_before", "day_after"):
            self.actions_by_id[id_].setEnabled(page == "day")
        self.day_commands.enable(self.actions_by_id)
        changes = page == "visit" and charted is not None and not charted.read_only
        for action in (self.actions_by_id["sign"], self.actions_by_id["remove"], *self._alert_actions):
            action.setEnabled(changes)
        self.actions_by_id["undo"].setEnabled(bool(changes and charted and charted.next_undo))
        self.actions_by_id["redo"].setEnabled(bool(changes and charted and charted.next_redo))

    def _ask_which_stays(self, sentence: str) -> None:
        question = f"{sentence} {self.tr('Keep what is charted here, or show what was saved there?')}"
        if self._prompts.confirm(self, question, self.tr("Keep this"), self.tr("Show the other")):
            self._presenters.visit.keep_mine()
        else:
            self._presenters.visit.take_theirs()

    # Providers

    def _show_providers(self, providers: Sequence[Provider]) -> None:
        """List who can treat; who was chosen before stays chosen."""
        self.user.clear()
        for provider in providers:
            self.user.addItem(provider.name, provider.id)
        self.user.setCurrentIndex(max(0, self.user.findData(self._presenters.day.provider_id)))
        self.user.setVisible(bool(providers))
        self._tell_user()

    def _choose_provider(self, at: int) -> None:
        self._presenters.day.provider_id = self.user.itemData(at)
        self._stored.setValue(settings.PROVIDER.name, self._presenters.day.provider_id)
        self._tell_user()

    def _tell_user(self) -> None:
        if self.pages.is_made("visit"):
            self.pages.visit.strip.set_user(self.user.currentData() or "")

    # Patients

    def _focus_find(self) -> None:
        self.find.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.find.selectAll()

    def _find_patient(self, name: str) -> None:
        """Look for a patient of whom only the name was typed elsewhere."""
        self._focus_find()
        self.find.setText(name)
        self.find.textEdited.emit(name)

    def _suggest_patients(self, text: str) -> Sequence[Pick]:
        found = self._presenters.day.matching_patients(text)
        picks = [Pick(f"{patient.name}   {patient.born}   {patient.account}", patient) for patient in found]
        return [*picks, Pick(self.tr("New patient: {}").format(text.strip()), text.strip())]

    def _patient_picked(self, picked: object) -> None:
        self.find.clear()
        if isinstance(picked, Patient):
            self._presenters.day.start_visit(picked)
        else:
            self.new_patient(str(picked))

    def new_patient(self, last_name: object = "") -> None:
        if self._presenters.day.providers() == ():
            self.show_area("practice")
            return
        self._edited = None
        self.pages.patient.begin(
            account=self._presenters.day.next_account(),
            last_name=last_name.strip().capitalize() if isinstance(last_name, str) else "",
        )
        self._stack.setCurrentWidget(self.pages.patient)

    def edit_patient(self, field: str) -> None:
        """Show the form of the patient at hand, with the caret in a field."""
        charted = self._presenters.visit.charted
        if charted is None:
            return
        self._edited = charted.opened.patient
        self.pages.patient.show_patient(charted.opened.patient, charted.opened.coverage)
        self._stack.setCurrentWidget(self.pages.patient)
        if field:
            self.pages.patient.focus(field)

    def _patient_saved(self, patient: Patient, coverage: Coverage) -> None:
        if self._edited is None:
            self._presenters.day.add_patient(patient, coverage)
        elif self._presenters.day.change_patient(patient, coverage):
            self._presenters.visit.patient_changed(patient, coverage)
            self.show_area("visit")

    def _patient_left(self) -> None:
        self.show_area("visit" if self._edited else "day")

    # Superbills

    def show_superbill(self, *, reasons: bool = False) -> None:
        self._presenters.visit.flush()
        charted = self._presenters.visit.charted
        if charted is not None:
            self.pages.visit.foot.show_busy(self.tr("Making the superbill"))
            self._bills_of = self._presenters.visit.as_charted()
            self._presenters.bills.make(self._bills_of, reasons=reasons)

    def _show_bills(self, bills: Sequence[Bill]) -> None:
        if self._preview is not None:
            self._preview.show_bills(bills)
            return
        from chargecapture.desktop.views.preview import PreviewDialog  # noqa: PLC0415 -- loads Qt's PDF parts

        self._preview = PreviewDialog(bills, self._prompts, self, reasons=False)
        self._preview.reasons_wanted.connect(lambda wanted: self.show_superbill(reasons=wanted))
        self._preview.printed.connect(self._bill_printed)
        self._preview.finished.connect(self._preview_closed)
        self._preview.open()

    def _bill_printed(self, bill: Bill, documents: int) -> None:
        if (visit := self._bills_of) is not None:
            printed = PrintedBill(visit.id, visit.version, bill.kind, documents)
            self._presenters.day.record_printed((printed,), self.user.currentText())

    def _preview_closed(self) -> None:
        if self._preview is not None:
            self._preview.deleteLater()
            self._preview = None

    def _tell_missing(self, missing: Sequence[Missing]) -> None:
        first = missing[0]
        more = self.tr("{} more to enter.").format(len(missing) - 1) if len(missing) > 1 else ""
        self._prompts.tell(self, KnownError(first.sentence, more))
        charted = self._presenters.visit.charted
        if first.record in ("practice", "provider", "fees"):
            self.show_area("practice")
            if charted is not None:
                self.pages.practice.providers.show_provider(charted.opened.provider.id)
            self.pages.practice.focus(first.record, first.field)
        elif first.record in ("patient", "coverage"):
            self.edit_patient(first.field)
        else:
            self.show_area("visit")

    def _practice_stored(self) -> None:
        providers = self._presenters.day.providers() or ()
        self._presenters.visit.practice_changed(providers)
        self._show_providers(providers)

    # View

    def _step_pane(self, by: int) -> None:
        page = self._stack.currentWidget()
        stops = page.pane_stops() if hasattr(page, "pane_stops") else ()
        if not stops:
            return
        focused = QApplication.focusWidget()
        at = next(
            (n for n, stop in enumerate(stops) if focused and _holds(stop, focused)), -1 if by > 0 else 0
        )
        stops[(at + by) % len(stops)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _scale(self, percent: int) -> None:
        Theme.current().set_percent(percent)
        self._stored.setValue(settings.TEXT_PERCENT.name, Theme.current().text_percent)

    def _choose_theme(self, choice: str) -> None:
        Theme.current().set_choice(choice)  # type: ignore[arg-type]
        self._stored.setValue(settings.THEME.name, choice)

    def _choose_language(self, choice: str) -> None:
        self._stored.setValue(settings.LANGUAGE.name, choice)
        self._building.setText(self.tr("The language is taken up when the program is started again."))

    def _toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _restore(self) -> None:
        self.resize(QSize(*FIRST_SIZE).boundedTo(self.screen().availableSize()))
        window = self._stored.value(settings.WINDOW.name)
        provider_id = self._stored.value(settings.PROVIDER.name, settings.PROVIDER.default)
        self._presenters.day.provider_id = str(provider_id)
        hidden = self._stored.value(settings.EDITIONS_HIDDEN.name)
        self._presenters.visit.editions_hidden = str(settings.EDITIONS_HIDDEN.read(hidden) or "")
        if isinstance(window, QByteArray):
            self.restoreGeometry(window)

    def closeEvent(self, event: QCloseEvent) -> None:
        """What was typed is on disk before the window goes."""
        if not self._presenters.visit.all_kept() and not self._gives_up():
            event.ignore()
            return
        self._stored.setValue(settings.WINDOW.name, self.saveGeometry())
        if self.pages.is_made("visit"):
            self.pages.visit.close_why()
            if self.pages.visit.panes_kept:
                self._stored.setValue(settings.PANES.name, self.pages.visit.panes.saveState())
        self._presenters.visit.end()
        super().closeEvent(event)

    def _gives_up(self) -> bool:
        question = self.tr("What was charted last is not saved. Close without it?")
        return self._prompts.confirm(self, question, self.tr("Close without it"), self.tr("Stay"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self._presenters.visit.save_now()
        super().changeEvent(event)


def _holds(outer: QWidget, inner: QWidget) -> bool:
    return outer is inner or outer.isAncestorOf(inner) or outer.focusProxy() is inner
