"""The states that are photographed: each is a function that brings the window there by keys.

A state begins on the day's list in a window of its size, without any dialog. It may be reached twice, once a
size, on the same records: it charts in a visit of its own, or copes with what stands there already.
"""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtWidgets import QApplication, QDialog

from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.main_window import MainWindow
from tests.helpers.screen import Person

THEMES = ("light", "dark", "high_contrast")
SIZES = ((1280, 800), (1920, 1080))


class Stage:
    """The window and who drives it."""

    def __init__(self, window: MainWindow, person: Person) -> None:
        self.window = window
        self.person = person

    def start(self) -> None:
        """Back to the day's list, whatever is open, with text at 100 %."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        while isinstance(dialog := QApplication.activeModalWidget(), QDialog):
            dialog.reject()
            QApplication.processEvents()
        window = self.window
        Theme.current().set_percent(100)
        window.pages.visit.close_why()
        if window._tour is not None:
            window._tour.end()
        window.activateWindow()
        window._presenters.day.show_today()
        window.pages.day.filter.clear()
        window.show_area("day")
        self.person.wait_for(window.isActiveWindow, "the window in front")

    def open_visit(self, name: str) -> None:
        """Open the visit of the patient whose name begins so, from the day's list by typing."""
        self.person.types(name.lower())
        self.person.presses("Return")
        self.person.wait_for(self.window.pages.visit.isVisible, "the visit")

    def chart(self, *keys: str) -> None:
        """Keys as menus write them, or `"text` to type."""
        for key in keys:
            if key.startswith('"'):
                self.person.types(key[1:])
            else:
                self.person.presses(key)

    @property
    def charted(self):
        return self.window._presenters.visit.charted


class State(NamedTuple):
    shows: str
    reach: Callable[[Stage], None]


STATES: dict[str, State] = {}


def state(reach: Callable[[Stage], None]) -> Callable[[Stage], None]:
    """Photograph this; the function's name names the picture, its first line says what it shows."""
    STATES[reach.__name__.replace("_", "-")] = State((reach.__doc__ or "").splitlines()[0], reach)
    return reach


def picture_name(name: str, theme: str, width: int) -> str:
    return f"{name}_{theme.replace('_', '-')}_{width}.png"


@state
def day(stage: Stage) -> None:
    """The day's visits in their states."""
    stage.open_visit("brandt")
    if not stage.charted.read_only:
        stage.chart("F12")
    stage.start()


@state
def day_look(stage: Stage) -> None:
    """A look into a visit from the day's list: what it lacks and is charged."""
    stage.open_visit("whitfield")
    stage.start()
    stage.chart('"whitf', "Down", "Space")
    look = stage.window.pages.day.look
    stage.person.wait_for(lambda: look.is_told, "the look")


@state
def day_closed(stage: Stage) -> None:
    """Visits that are closed, with their reasons, beside those that are to be charted."""
    day = stage.window._presenters.day
    for row in stage.window.pages.day.model.rows:
        closes = {"Moore": ("no_show", ""), "Kowalczyk": ("cancelled", "By the patient")}
        said = closes.get(row.visit.patient_name.split(",")[0])
        if said is not None and row.visit.state == "scheduled":
            day.close_visit(row.visit.id, *said)


@state
def day_calendar(stage: Stage) -> None:
    """The calendar of visits not signed has the focus."""
    stage.chart("F6", "F6", "Left")


@state
def day_filtered(stage: Stage) -> None:
    """The day's list, filtered by typing."""
    stage.chart('"medi')


@state
def day_empty(stage: Stage) -> None:
    """A day without visits."""
    stage.chart("Alt+Right")


@state
def visit_empty(stage: Stage) -> None:
    """A visit just opened: nothing is charted."""
    stage.open_visit("nowak")


@state
def visit_typing_a_site(stage: Stage) -> None:
    """A site is being typed; the list offers what it may mean."""
    stage.open_visit("nowak")
    stage.chart("Ctrl+I", '"l che')


@state
def visit_typing_a_line(stage: Stage) -> None:
    """A sentence is being typed: what it would chart, on the map too, and a word that is not understood."""
    stage.open_visit("nowak")
    stage.chart("Ctrl+I", '"shave bx L cheek r/o BCC; LN2 AK x7 scalp shvx; exc bcc ch')


@state
def visit_line_not_said(stage: Stage) -> None:
    """A typed line is charted, whose side and number are not said yet."""
    stage.open_visit("nowak")
    stage.chart("Ctrl+I", '"shave bx cheek r/o BCC; LN2 AKs scalp', "Return")


@state
def visit_half_charted(stage: Stage) -> None:
    """Facts are missing: alerts with their fixes, fields marked as needed."""
    stage.open_visit("papadakis")
    if not stage.charted.encounter.lesions:
        stage.chart("Ctrl+I", '"nose', "Return", '"basal cell carcinoma', "Return", '"excision', "Return")
        stage.chart("Ctrl+I", '"l cheek', "Return", '"pigmented lesion', "Return", '"tangential', "Return")
        stage.chart("Ctrl+I", '"scalp', "Return", '"seborrheic keratosis', "Return", '"freeze', "Return")


@state
def visit_ready(stage: Stage) -> None:
    """A visit with lesions, an office visit and all facts: ready to sign."""
    stage.open_visit("okafor")


@state
def visit_held(stage: Stage) -> None:
    """An excision that waits for pathology."""
    stage.open_visit("whitfield")


@state
def visit_mohs(stage: Stage) -> None:
    """Mohs surgery with its stages and blocks."""
    stage.open_visit("lindqvist")


@state
def visit_patient_pays(stage: Stage) -> None:
    """What the insurer pays beside what the patient pays."""
    stage.open_visit("castellano")


@state
def visit_level(stage: Stage) -> None:
    """The office visit and its level."""
    stage.open_visit("tanaka")
    stage.chart("F7")


@state
def visit_level_asked(stage: Stage) -> None:
    """The level of a visit is being found; modifier 25 is asked about."""
    stage.open_visit("papadakis")
    if not stage.charted.encounter.lesions:
        stage.chart("Ctrl+I", '"l cheek', "Return", '"papule', "Return", '"tangential', "Return")
    stage.chart("F7")
    if stage.charted.encounter.visit.problems is None:
        stage.chart('"213')


@state
def visit_level_at_200_percent(stage: Stage) -> None:
    """The visit's level at the largest text."""
    stage.open_visit("tanaka")
    stage.chart("Ctrl++", "Ctrl++", "Ctrl++", "Ctrl++", "F7")


@state
def visit_favorites(stage: Stage) -> None:
    """Bundles and favorites over the cards; a bundle may be kept under the name typed."""
    stage.open_visit("okafor")
    stage.chart("Ctrl+B", '"c')


@state
def visit_copied(stage: Stage) -> None:
    """The warts of the last visit, copied and not looked at yet."""
    stage.open_visit("brien")
    if not stage.charted.encounter.lesions:
        stage.start()
        stage.window._presenters.day.move(-21)
        stage.chart("Ctrl+F", '"brien', "Return", '"ln2 wart x4 r hand', "Return", "F12", "Ctrl+T")
        stage.open_visit("brien")
        stage.chart("F9")


@state
def visit_claim(stage: Stage) -> None:
    """The claim's own facts."""
    stage.open_visit("okafor")
    stage.chart("Ctrl+PgUp")


@state
def visit_more_facts(stage: Stage) -> None:
    """What is rarely charted of a lesion, opened."""
    stage.open_visit("whitfield")
    stage.window.pages.visit.cards.open_form.more.setChecked(True)


@state
def visit_card_with_two_acts(stage: Stage) -> None:
    """An excision with its repair on one card, which is seen whole."""
    stage.open_visit("nowak")
    if not any(lesion.procedures for lesion in stage.charted.encounter.lesions):
        stage.chart("Ctrl+I", '"nose', "Return", '"basal cell carcinoma', "Return", '"excision', "Return")
        stage.chart('"8', "Return", '"m', "Return", '".4', "Return")
        stage.chart("Ctrl+Shift+I", '"intermediate', "Return", '"3.2')


@state
def visit_signed(stage: Stage) -> None:
    """A signed visit: frozen."""
    stage.open_visit("brandt")
    if not stage.charted.read_only:
        stage.chart("F12")


@state
def visit_amending(stage: Stage) -> None:
    """A signed visit is being changed, to be signed as its next version."""
    visit_signed(stage)
    stage.window._presenters.visit.amend("the count was wrong")


@state
def visit_map_at_hand(stage: Stage) -> None:
    """The body map has the focus; a region is outlined and named."""
    stage.open_visit("okafor")
    stage.chart("Ctrl+M", "Right", "Down")


def _with_lesion_of_before(stage: Stage) -> None:
    """Today's visit of a patient whose keratoses were frozen four weeks before, at the map."""
    stage.open_visit("brandt")
    if "2026-10-27 A" not in {prior.lesion for prior in stage.charted.encounter.history}:
        stage.start()
        stage.window._presenters.day.move(-28)
        stage.chart("Ctrl+F", '"brandt', "Return", '"ln2 ak x3 l cheek', "Return", "F12", "Ctrl+T")
        stage.open_visit("brandt")
    stage.chart("Ctrl+M", "Escape", "0", "PgUp")
    body = stage.window.pages.visit.map
    stage.person.wait_for(lambda: any(each.lesion.earlier for each in body.canvas.markers), "the ring")


@state
def visit_map_of_before(stage: Stage) -> None:
    """A lesion of before: its ring, its course in the foot, and what may be done with it."""
    _with_lesion_of_before(stage)
    body = stage.window.pages.visit.map
    while "2026-10-27" not in body.foot.text():
        stage.chart("PgUp")
    stage.chart("Return")


@state
def visit_map_enlarged(stage: Stage) -> None:
    """A part of the body map, larger, with the names of its regions."""
    _with_lesion_of_before(stage)
    stage.chart('"l che', "+", "+", "+", "+")


@state
def why(stage: Stage) -> None:
    """Why a line is charged: facts, rule, source, dates."""
    stage.open_visit("okafor")
    stage.chart("F2")


@state
def why_opened(stage: Stage) -> None:
    """Why a line is charged, at the source of what decided, with its modifiers and its whole table."""
    stage.open_visit("lindqvist")
    stage.chart("F2", "Alt+O")


@state
def visit_at_150_percent(stage: Stage) -> None:
    """Larger text: 150 %."""
    stage.open_visit("okafor")
    stage.chart("Ctrl++", "Ctrl++")


@state
def visit_at_200_percent(stage: Stage) -> None:
    """Largest text: 200 %, where three panes may not fit."""
    stage.open_visit("okafor")
    stage.chart("Ctrl++", "Ctrl++", "Ctrl++", "Ctrl++")


@state
def day_at_200_percent(stage: Stage) -> None:
    """The day's list at the largest text."""
    stage.chart("Ctrl++", "Ctrl++", "Ctrl++", "Ctrl++")


@state
def pathology(stage: Stage) -> None:
    """The lesions that wait for a result."""
    stage.window._presenters.pathology.leave()
    stage.chart("Ctrl+4")
    stage.person.wait_for(lambda: stage.window.pages.pathology.rows.rowCount() > 0, "the worklist")


@state
def pathology_result(stage: Stage) -> None:
    """A result is entered: before and after side by side."""
    pathology(stage)
    stage.chart("Return", '"basal cell carcinoma', "Return")


@state
def visit_perhaps_not_charted(stage: Stage) -> None:
    """Notes on what may be missing, opened below what is to be settled."""
    stage.open_visit("papadakis")
    if not stage.charted.encounter.lesions:
        stage.chart("Ctrl+I", '"nose', "Return", '"keloid', "Return", '"intralesional', "Return")
    stage.window._presenters.visit.show_hints(True)


@state
def find_patient(stage: Stage) -> None:
    """A patient is looked for from the bar."""
    stage.chart("Ctrl+F", '"o')


@state
def patient_new(stage: Stage) -> None:
    """The form of a new patient: what is needed is marked."""
    stage.chart("Ctrl+Shift+N")


@state
def patient_change(stage: Stage) -> None:
    """The form of a known patient."""
    stage.open_visit("okafor")
    stage.window.edit_patient("")


@state
def practice(stage: Stage) -> None:
    """The practice's details, providers and fees."""
    stage.chart("Ctrl+6")


@state
def superbill(stage: Stage) -> None:
    """The superbill before it is printed."""
    stage.open_visit("castellano")
    stage.chart("Ctrl+P")
    stage.person.wait_for(lambda: stage.window._preview is not None, "the superbill")
    preview = stage.window._preview
    stage.person.wait_for(preview.isActiveWindow, "the superbill in front")


@state
def menu(stage: Stage) -> None:
    """A menu with its keys."""
    stage.open_visit("okafor")
    bar = stage.window.menuBar()
    bar.setActiveAction(bar.actions()[2])


@state
def palette(stage: Stage) -> None:
    """All commands, those used last first."""
    stage.open_visit("okafor")
    stage.chart("Ctrl+K")


@state
def palette_typing(stage: Stage) -> None:
    """A command is looked for by its words; some do not work here."""
    stage.chart("Ctrl+K", '"s')


@state
def keys_sheet(stage: Stage) -> None:
    """All keys."""
    stage.chart("F1")


@state
def keys_sheet_search(stage: Stage) -> None:
    """The sheet of keys, narrowed by a word."""
    stage.chart("F1", '"lesion')


@state
def tour_begins(stage: Stage) -> None:
    """The first step of the tour."""
    stage.window.show_tour()


@state
def tour_on_the_day(stage: Stage) -> None:
    """The tour points at the day's list."""
    stage.window.show_tour()
    stage.chart("Return")


@state
def tour_in_the_visit(stage: Stage) -> None:
    """The tour points at the body map of a visit."""
    stage.window.show_tour()
    stage.chart("Return", "Return", "Return", "Return")


@state
def tour_at_the_foot(stage: Stage) -> None:
    """The tour points at the foot of a visit."""
    stage.window.show_tour()
    stage.chart(*["Return"] * 7)
