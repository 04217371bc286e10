"""The drawn body, by real clicks and keys."""

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton, QVBoxLayout, QWidget

from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.body_map import BodyMapView, Drawing, MarkedLesion
from chargecapture.desktop.views.body_map_drawing import CLOSEST_FIRST, PAGES, WHOLE_BODY
from chargecapture.desktop.views.body_map_markers import DISC, distance
from chargecapture.domain.sites import SITE_IDS

LEFT = Qt.MouseButton.LeftButton
NOSE = MarkedLesion("A", "nose", None)
CHEEK = MarkedLesion("B", "cheek", "left", current=True)
SCALP = MarkedLesion("C", "scalp", None, count=7)
GLABELLA = MarkedLesion("D", "glabella", None, cosmetic=True)


@pytest.fixture(scope="session")
def drawing(resources: Path) -> Drawing:
    return Drawing(resources / "bodymap" / "bodymap.svg")


@pytest.fixture(scope="session")
def labels(resources: Path) -> dict[str, str]:
    with (resources / "rules" / "sites" / "sites.csv").open(encoding="utf-8") as rows:
        return {row["site"]: row["label"] for row in csv.DictReader(rows)}


@pytest.fixture
def body_map(qtbot, qapp, resources, drawing, labels) -> BodyMapView:
    Theme.install(qapp, resources, choice="light")
    view = BodyMapView(drawing, labels)
    qtbot.addWidget(view)
    view.resize(296, 600)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.canvas.hasFocus)
    return view


@pytest.fixture
def chosen(body_map) -> list[tuple[str, str | None]]:
    """The sites that were chosen, in order."""
    seen: list[tuple[str, str | None]] = []
    body_map.site_chosen.connect(lambda site, side: seen.append((site, side)))
    return seen


def spot(view: BodyMapView, site: str, side: str | None = None):
    return next(s for s in view.canvas.spots if (s.region.site, s.region.side) == (site, side))


def click(qtbot, view: BodyMapView, site: str, side: str | None = None) -> None:
    qtbot.mouseClick(view.canvas, LEFT, pos=spot(view, site, side).point.toPoint())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_click_on_a_region_gives_its_site_and_side(qtbot, body_map, chosen, page):
    body_map.resize(1400, 2600)
    body_map.show_view(page.name)
    wanted = [(there.region.site, there.region.side) for there in body_map.canvas.spots]
    for site, side in wanted:
        body_map.show_view(page.name)
        click(qtbot, body_map, site, side)
        if body_map.page is not page:  # drawn too small there: the closer view came up
            click(qtbot, body_map, site, side)
    assert chosen == wanted


def test_every_site_is_drawn_or_stands_among_the_others(qtbot, body_map, chosen, drawing, labels):
    drawn = {site for view in drawing.views.values() for site, _ in view.places}
    for action in body_map.other.menu().actions():
        action.trigger()
    assert chosen == [("multiple", None), ("unspecified", None)]
    assert drawn | {site for site, _ in chosen} == set(SITE_IDS)
    assert drawn <= set(labels)


def test_every_page_can_be_the_closest_and_every_view_stands_on_one_page(drawing):
    assert sorted(CLOSEST_FIRST) == sorted(page.name for page in PAGES)
    assert sorted(name for page in PAGES for name in page.views) == sorted(drawing.views)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_arrows_reach_every_region_of_a_page(qtbot, body_map, page):
    body_map.show_view(page.name)
    canvas = body_map.canvas
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    ways: dict[int, list[Qt.Key]] = {id(canvas.region): []}
    open_ends = [canvas.region]
    while open_ends:
        here = open_ends.pop(0)
        for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            canvas.go_to(here)
            qtbot.keyClick(canvas, key)
            if id(canvas.region) not in ways:
                ways[id(canvas.region)] = [*ways[id(here)], key]
                open_ends.append(canvas.region)
    assert [s.region[:3] for s in canvas.spots if id(s.region) not in ways] == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_key_adds_a_lesion_at_the_region_at_hand(qtbot, body_map, chosen, key):
    body_map.show_view("head")
    qtbot.keyClicks(body_map.canvas, "chin")
    body_map.canvas.end_typing()
    qtbot.keyClick(body_map.canvas, key)
    assert chosen == [("chin", None)]


@pytest.mark.parametrize(
    ("typed", "name", "page"),
    [
        ("chee", "Cheek, left", "head_front"),
        ("cheek r", "Cheek, right", "head_front"),
        ("cc", "Inner canthus, right", "head_front"),
        ("lower lip, v", "Lower lip, vermilion", "head_front"),
        ("sole", "Sole, right", "feet_plantar"),
        ("vulva", "Vulva", "genital"),
        ("knee", "Knee, left", "front"),
        ("cheexk", "Cheek, left", "head_front"),
    ],
)
def test_letters_jump_by_the_name_of_a_site(qtbot, body_map, typed, name, page):
    body_map.show_view("head")
    qtbot.keyClicks(body_map.canvas, typed.replace(",", ""))
    assert (body_map.foot.text(), body_map.page.name) == (name, page)


def test_backspace_and_escape_take_typed_letters_back(qtbot, body_map, chosen):
    body_map.show_view("head")
    qtbot.keyClicks(body_map.canvas, "cheek r")
    qtbot.keyClick(body_map.canvas, Qt.Key.Key_Escape)
    qtbot.keyClick(body_map.canvas, Qt.Key.Key_Return)
    assert body_map.canvas.region is None
    assert chosen == []
    qtbot.keyClicks(body_map.canvas, "je")
    qtbot.keyClick(body_map.canvas, Qt.Key.Key_Backspace)
    assert body_map.foot.text().startswith("Jaw")


def test_tab_walks_the_views_and_leaves_at_both_ends(qtbot, body_map):
    window = QWidget()
    qtbot.addWidget(window)
    before, after = QLineEdit(), QLineEdit()
    column = QVBoxLayout(window)
    for widget in (before, body_map, after):
        column.addWidget(widget)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    before.setFocus()
    qtbot.waitUntil(before.hasFocus)
    qtbot.keyClick(before, Qt.Key.Key_Tab)
    assert body_map.canvas.hasFocus()
    walked = []
    while body_map.canvas.hasFocus():
        walked.append(body_map.page.name)
        qtbot.keyClick(body_map.canvas, Qt.Key.Key_Tab)
    assert walked == [page.name for page in PAGES if page.name != "genital"]
    assert after.hasFocus()
    body_map.canvas.setFocus()
    back = []
    while body_map.canvas.hasFocus():
        back.append(body_map.page.name)
        qtbot.keyClick(body_map.canvas, Qt.Key.Key_Backtab)
    assert back == walked[::-1]
    assert body_map.other.hasFocus()
    qtbot.keyClick(body_map.other, Qt.Key.Key_Backtab)
    assert before.hasFocus()


@pytest.mark.parametrize("chip", dict.fromkeys(page.chip for page in PAGES))
def test_a_chip_shows_its_view_and_each_turn_of_it(qtbot, body_map, chip):
    pages = [page for page in PAGES if page.chip == chip]
    qtbot.mouseClick(body_map.findChild(QToolButton, f"chip_{pages[0].name}"), LEFT)
    assert body_map.page is pages[0]
    for page in pages if len(pages) > 1 else ():
        qtbot.mouseClick(body_map.findChild(QToolButton, f"turn_{page.name}"), LEFT)
        assert body_map.page is page
    checked = [b.text() for b in body_map.findChildren(QToolButton) if b.isVisible() and b.isChecked()]
    assert checked == [chip, *([pages[-1].title] if len(pages) > 1 else [])]


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("front", ("Patient’s right", "Left")),
        ("back", ("Patient’s left", "Right")),
        ("scalp", ("Patient’s left", "Right")),
        ("head_left", ("", "")),
        ("hands", ("", "")),
    ],
)
def test_the_sides_are_written_as_the_patients_own(body_map, view, words):
    body_map.show_view(view)
    assert (body_map.at_left.text(), body_map.at_right.text()) == words


def test_the_region_under_the_mouse_is_named_in_the_foot(qtbot, body_map):
    body_map.show_view("head")
    qtbot.mouseMove(body_map.canvas, spot(body_map, "cheek", "left").point.toPoint())
    qtbot.waitUntil(lambda: body_map.foot.text() == "Cheek, left")
    assert body_map.canvas.accessibleDescription() == "Cheek, left"
    qtbot.mouseMove(body_map.canvas, QPoint(2, 2))
    qtbot.waitUntil(lambda: "Cheek" not in body_map.foot.text())


def test_a_region_too_small_to_hit_turns_to_the_closer_view_first(qtbot, body_map, chosen):
    body_map.show_view("front")
    click(qtbot, body_map, "eyelid_upper", "left")
    assert chosen == []
    assert body_map.page.name == "head_front"
    click(qtbot, body_map, "eyelid_upper", "left")
    assert chosen == [("eyelid_upper", "left")]


@pytest.mark.parametrize("size", [(272, 480), (296, 600), (416, 780)])
@pytest.mark.parametrize("page", [p for p in PAGES if p.name not in WHOLE_BODY], ids=lambda p: p.name)
def test_close_views_are_charted_at_the_first_click_in_every_pane(qtbot, body_map, chosen, page, size):
    body_map.resize(*size)
    body_map.show_view(page.name)
    for there in body_map.canvas.spots:
        qtbot.mouseClick(body_map.canvas, LEFT, pos=there.point.toPoint())
    assert body_map.page is page
    assert len(chosen) == len(body_map.canvas.spots)


def test_the_right_button_adds_to_the_lesions_of_the_region(qtbot, body_map, chosen):
    body_map.show_view("head")
    point = spot(body_map, "cheek", "right").point.toPoint()
    with qtbot.waitSignal(body_map.group_chosen) as asked:
        QApplication.sendEvent(
            body_map.canvas, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, point)
        )
    assert asked.args == ["cheek", "right"]
    assert chosen == []


def test_a_click_on_a_marker_chooses_its_lesion(qtbot, body_map, chosen):
    body_map.show_lesions((NOSE, CHEEK, SCALP, GLABELLA))
    for marker in body_map.canvas.markers:
        with qtbot.waitSignal(body_map.lesion_chosen) as asked:
            qtbot.mouseClick(body_map.canvas, LEFT, pos=marker.middle.toPoint())
        assert asked.args == [marker.lesion.label]
    assert len(body_map.canvas.markers) == 4
    assert chosen == []


def test_a_signed_visit_takes_no_lesion_and_still_shows_them(qtbot, body_map, chosen):
    body_map.show_lesions((CHEEK,))
    body_map.set_read_only(True)
    click(qtbot, body_map, "nose")
    qtbot.keyClicks(body_map.canvas, "nose\r")
    assert chosen == []
    with qtbot.waitSignal(body_map.lesion_chosen):
        click(qtbot, body_map, "cheek", "left")
    body_map.set_read_only(False)
    click(qtbot, body_map, "nose")
    assert chosen == [("nose", None)]


@pytest.mark.parametrize(
    ("site", "side", "page"),
    [
        ("cheek", "left", "head_front"),
        ("ear_canal", "right", "head_right"),
        ("postauricular", "left", "head_left"),
        ("scalp", None, "head_front"),
        ("thumb", "left", "hands_dorsal"),
        ("palm", "right", "hands_palmar"),
        ("great_toe", "left", "feet_dorsal"),
        ("sole", None, "feet_plantar"),
        ("thigh", "left", "front"),
        ("back_upper", "right", "back"),
        ("penis", None, "genital"),
    ],
)
def test_the_view_with_the_current_lesion_comes_up_large(body_map, site, side, page):
    body_map.show_lesions((MarkedLesion("A", site, side, current=True),))
    assert body_map.page.name == page


def test_the_view_stays_when_the_same_lesion_is_only_changed(body_map):
    body_map.show_lesions((CHEEK,))
    body_map.show_view("back")
    body_map.show_lesions((CHEEK._replace(count=3),))
    assert body_map.page.name == "back"


def test_a_close_view_that_shows_the_new_current_lesion_stays(body_map):
    body_map.show_view("head_left")
    body_map.show_lesions((CHEEK,))
    assert body_map.page.name == "head_left"


def test_the_genital_view_joins_the_walk_only_when_a_lesion_lies_there(qtbot, body_map):
    body_map.show_view("feet_plantar")
    body_map.show_lesions((MarkedLesion("A", "vulva", None), CHEEK))
    body_map.show_view("feet_plantar")
    qtbot.keyClick(body_map.canvas, Qt.Key.Key_Tab)
    assert body_map.page.name == "genital"


def test_discs_of_near_lesions_make_room_and_keep_their_points(body_map):
    crowd = tuple(MarkedLesion(letter, "nose", None) for letter in "ABCDEF")
    body_map.show_lesions((*crowd, GLABELLA, CHEEK))
    markers = body_map.canvas.markers
    assert len(markers) == 8
    nearest = min(
        distance(one.middle, other.middle) for one in markers for other in markers if one is not other
    )
    assert nearest > DISC - 1
    assert {m.point.toTuple() for m in markers[:6]} == {spot(body_map, "nose").point.toTuple()}
    assert any(m.moved for m in markers[:6])


def test_a_lesion_whose_side_is_not_named_lies_on_neither(body_map):
    body_map.show_view("front")
    body_map.show_lesions((MarkedLesion("A", "forearm", None), MarkedLesion("B", "knee", None)))
    first, second = body_map.canvas.markers
    assert first.asks_side
    assert second.asks_side
    assert body_map.canvas.region_at(first.middle) is None
    assert distance(first.middle, second.middle) >= DISC


@pytest.mark.parametrize(("side", "discs"), [("left", 1), ("right", 1), ("bilateral", 2), ("midline", 1)])
def test_a_side_has_its_discs(body_map, side, discs):
    body_map.show_view("front")
    body_map.show_lesions((MarkedLesion("A", "chest", side),))
    assert len(body_map.canvas.markers) == discs
    assert not any(m.asks_side for m in body_map.canvas.markers)


def test_the_small_figures_count_the_lesions_of_each_area(body_map, drawing):
    back = MarkedLesion("E", "back_upper", "left")
    body_map.show_lesions((NOSE, CHEEK, SCALP, GLABELLA, back, MarkedLesion("F", "sole", "left")))
    front = body_map.small.counts(drawing.views["front"])
    assert sorted(number for _, number in front) == [1, 4]
    assert [number for _, number in body_map.small.counts(drawing.views["back"])] == [1]


def test_the_small_figures_leave_a_narrow_pane(qtbot, body_map):
    body_map.show_view("head")
    assert body_map.small.isVisible()
    body_map.resize(272 - 24, 600)
    assert not body_map.small.isVisible()


def test_a_click_on_a_small_figure_shows_it_large(qtbot, body_map):
    body_map.show_view("head")
    qtbot.mouseClick(body_map.small, LEFT, pos=QPoint(body_map.small.width() - 30, 60))
    assert body_map.page.name == "back"


def test_a_screen_reader_finds_every_region_by_name(body_map):
    QAccessible.setActive(True)
    try:
        body_map.show_view("head")
        canvas = QAccessible.queryAccessibleInterface(body_map.canvas)
        named = {canvas.child(at).text(QAccessible.Text.Name) for at in range(canvas.childCount())}
    finally:
        QAccessible.setActive(False)
    assert named == {body_map.canvas.name_of(there.region) for there in body_map.canvas.spots}


@pytest.mark.parametrize("scheme", ["light", "dark", "high_contrast"])
def test_the_selected_region_is_painted_in_each_scheme(qapp, body_map, scheme):
    Theme.current().set_choice(scheme)
    body_map.show_lesions((CHEEK,))
    picture = body_map.canvas.grab().toImage()
    below = spot(body_map, "cheek", "left").point.toPoint() + QPoint(0, 16)
    ground = picture.pixelColor(below * picture.devicePixelRatio())
    Theme.current().set_choice("light")
    expected = {"light": "#ddf0f1", "dark": "#17393d", "high_contrast": "#003b42"}
    assert ground.name() == expected[scheme]
