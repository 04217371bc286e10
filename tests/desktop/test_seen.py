"""What is painted stands out, and what takes the focus has a name. Limits: WCAG 2.2, 1.4.3 and 1.4.11."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from chargecapture.codesets.rule_tables import load_sites
from chargecapture.desktop.theme import FocusRing, Theme
from chargecapture.desktop.views.body_map_drawing import PAGES
from chargecapture.desktop.views.keys_sheet import KeysDialog
from chargecapture.desktop.views.main_window import MainWindow
from chargecapture.workflow.typing_in import match_sites
from tests.desktop.looks import (
    contrast,
    cut_off,
    faint_edges,
    faint_texts,
    grab,
    nameless,
    place_of,
    roleless,
)
from tests.desktop.test_window import open_visit, press
from tests.helpers.rules import RESOURCES

SCHEMES = ("light", "dark", "high_contrast")
SITES = load_sites(RESOURCES / "rules" / "sites" / "sites.csv")


def half_charted(window: MainWindow) -> None:
    presenter = open_visit(window, "Papadakis")
    presenter.add_lesion("nose", None)
    presenter.add_act(next(act.data for act in window.pages.visit.service._suggest("excision")))


def why(window: MainWindow) -> None:
    open_visit(window, "Okafor")
    window.pages.visit.toggle_why()


def signed(window: MainWindow) -> None:
    open_visit(window, "Brandt").sign()


def visit_level(window: MainWindow) -> None:
    open_visit(window, "Tanaka").add_visit()


def change_patient(window: MainWindow) -> None:
    open_visit(window, "Okafor")
    window.edit_patient("")


def tour(window: MainWindow) -> None:
    window.show_tour()
    window._tour.step(1)


SCREENS: dict[str, Callable[[MainWindow], object]] = {
    "day": lambda window: window.show_area("day"),
    "empty day": lambda window: window._presenters.day.move(7),
    "visit, ready": lambda window: open_visit(window, "Okafor"),
    "visit, both pay": lambda window: open_visit(window, "Castellano"),
    "visit, half charted": half_charted,
    "visit, level": visit_level,
    "visit, signed": signed,
    "why": why,
    "patient": change_patient,
    "new patient": lambda window: window.new_patient(),
    "practice": lambda window: window.show_area("practice"),
    "palette": lambda window: window.show_palette(),
    "tour": tour,
}


@pytest.fixture(params=SCREENS)
def screen(request, window) -> MainWindow:
    """The window on one screen after another."""
    SCREENS[request.param](window)
    settle()
    return window


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


# Contrast


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_painted_as_text_reads(screen, scheme):
    Theme.current().set_choice(scheme)
    settle()
    assert faint_texts(screen, 4.5) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_edges_of_controls_are_seen(screen, scheme):
    Theme.current().set_choice(scheme)
    settle()
    assert faint_edges(screen, 3.0) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_focus_is_seen_on_every_stop_of_a_visit(window, scheme):
    Theme.current().set_choice(scheme)
    half_charted(window)
    settle()
    faint = []
    for stop in window.pages.visit.tab_stops():
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        settle()
        ring = window.findChild(FocusRing)
        box = place_of(stop, window)
        if not ring.isVisible() or box.height() < 12:
            continue  # scrolled out of sight
        picture = grab(window)
        y = box.center().y()
        painted = [picture.pixelColor(QPoint(max(0, box.left() - at), y)) for at in range(7)]
        ground = picture.pixelColor(QPoint(max(0, box.left() - 8), y))
        best = max(contrast(color, ground) for color in painted)
        if best < 3.0:
            faint.append((stop.objectName(), round(best, 2)))
    assert faint == []


def test_the_sheet_of_keys_reads_in_every_scheme(qtbot, window):
    press(qtbot, window, Qt.Key.Key_F1)
    sheet = window.findChild(KeysDialog)
    for scheme in SCHEMES:
        Theme.current().set_choice(scheme)
        settle()
        assert faint_texts(sheet, 4.5) == []


# Names and room


def test_every_control_has_a_name_that_a_screen_reader_is_told(screen):
    assert nameless(screen) == []
    assert roleless(screen) == []


@pytest.mark.parametrize("percent", [100, 125, 150, 200])
def test_no_text_is_cut_off_at_any_size_of_text(screen, percent):
    screen.resize(1280, 800)
    Theme.current().set_percent(percent)
    settle()
    assert cut_off(screen) == []


# Every site: by click, by arrows and by words


def test_every_site_is_added_by_a_click_on_its_own_point_or_from_the_others(qtbot, window):
    presenter = open_visit(window, "Nowak")
    body_map = window.pages.visit.map
    settle()
    reached = set()
    for page in PAGES:
        body_map.show_view(page.name)
        settle()
        for spot in body_map.canvas.spots:
            if spot.region.site in reached:
                continue
            body_map.show_view(page.name)
            settle()
            before = len(presenter.charted.encounter.lesions)
            qtbot.mouseClick(body_map.canvas, Qt.MouseButton.LeftButton, pos=spot.point.toPoint())
            settle()
            lesions = presenter.charted.encounter.lesions
            if len(lesions) > before:  # a region too small to hit turns to a closer view first
                assert lesions[-1].site == spot.region.site
                reached.add(spot.region.site)
                presenter.undo()
    for action in body_map.other.menu().actions():
        action.trigger()
        reached.add(presenter.charted.encounter.lesions[-1].site)
        presenter.undo()
    assert reached == set(SITES)


def test_every_site_is_found_by_its_own_words(window):
    missed = [
        (site, group.label)
        for site, group in SITES.items()
        if site not in [hit.site for hit in match_sites(group.label, SITES)][:1]
    ]
    assert missed == []


@pytest.mark.parametrize("site", SITES)
def test_every_site_is_charted_by_typing_it(qtbot, chart, visit_view, site):
    presenter = chart(at="")
    visit_view.focus_where()
    qtbot.keyClicks(QApplication.focusWidget(), ascii_of(SITES[site].label.lower()))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert [lesion.site for lesion in presenter.charted.encounter.lesions] == [site]


def ascii_of(label: str) -> str:
    """As it can be typed on any keyboard, up to what stands in brackets."""
    return label.replace("’", "'").partition(" (")[0]
