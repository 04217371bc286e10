"""The body map beyond adding: zoom, moving lesions, names, and the lesions of earlier visits; real events."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from chargecapture.desktop.presenters.earlier import Earlier, course, offered
from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.body_map import BodyMapView, MarkedLesion
from chargecapture.desktop.views.body_map_drawing import PAGES
from chargecapture.desktop.views.body_map_markers import DISC, distance
from chargecapture.domain.charges import Place
from chargecapture.domain.encounter import PriorCharge
from chargecapture.domain.procedures import Biopsy, Cosmetic, Excision, Paring
from chargecapture.errors import KnownError
from chargecapture.workflow.earlier import EarlierVisit, earlier_lesions
from tests.desktop.conftest import MORNING, opened
from tests.desktop.test_body_map import CHEEK, LEFT, NOSE, SCALP, body_map, chosen, drawing, labels, spot  # noqa: F401
from tests.helpers.encounters import biopsy, cancer, cut_out, encounter, keratoses, lesion
from tests.helpers.records import sample_visit
from tests.helpers.rules import coder

MARCH, JUNE = date(2026, 3, 2), date(2026, 6, 8)
DAY_OF_WINDOW = MORNING.date()
LAST_WEEK = DAY_OF_WINDOW - timedelta(days=7)
CHEEK_OF_BEFORE = "basal cell carcinoma · 2026-03-02 biopsied · 2026-06-08 excised"


def seen(id_: str, day: date, *lesions, **facts) -> EarlierVisit:
    return EarlierVisit(
        id=id_, day=day, signed=True, encounter=encounter(*lesions, date_of_service=day), **facts
    )


@pytest.fixture
def earlier() -> tuple[Earlier, ...]:
    """The left cheek, biopsied and excised; keratoses of the scalp at both visits; one of the right thigh."""
    excised = cancer("B", "cheek", cut_out("1.2"), side="left", same_as="2026-03-02 A")
    first = seen("V1", MARCH, biopsy("A"), keratoses("C", 5))
    second = seen("V2", JUNE, excised, keratoses("A", 1), keratoses("D", 1, "thigh", side="right"))
    history = (PriorCharge(date=JUNE, code="11642", lesion="2026-03-02 A", site="cheek"),)
    return offered(earlier_lesions((first, second)), encounter(history=history))


@pytest.fixture
def moves(body_map) -> list[tuple[str, str, str | None, bool]]:  # noqa: F811
    """Where lesions were moved to, in order."""
    seen_: list[tuple[str, str, str | None, bool]] = []
    body_map.lesion_moved.connect(lambda *move: seen_.append(move))
    return seen_


def wheel(view: BodyMapView, notches: int, at: QPointF, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    canvas = view.canvas
    turned = QPoint(0, 120 * notches)
    event = QWheelEvent(
        at, canvas.mapToGlobal(at), QPoint(), turned, Qt.MouseButton.NoButton, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def drag(view: BodyMapView, start: QPointF, end: QPointF, *, drop: bool = True) -> None:
    """Press, move in steps, and let go."""
    canvas = view.canvas
    QTest.mousePress(canvas, LEFT, pos=start.toPoint())
    for step in range(1, 5):
        at = start + (end - start) * step / 4
        event = QMouseEvent(
            QEvent.Type.MouseMove, at, canvas.mapToGlobal(at), Qt.MouseButton.NoButton, LEFT,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(canvas, event)
    if drop:
        QTest.mouseRelease(canvas, LEFT, pos=end.toPoint())


def marker(view: BodyMapView, label: str):
    return next(each for each in view.canvas.markers if each.lesion.label == label)


def ring(view: BodyMapView, site: str):
    return next(each for each in view.canvas.markers if each.lesion.earlier and each.lesion.site == site)


# Every site by typed words


def test_every_drawn_site_is_found_by_its_words_and_by_its_side_first(qtbot, body_map, drawing):  # noqa: F811
    places = {place for view in drawing.views.values() for place in view.places}
    missed = []
    for site, side in sorted(places, key=str):
        for words in (f"{{}} {side or ''}".strip(), f"{side or ''} {{}}".strip()):
            name = body_map.canvas._labels[site].lower().replace(",", "")
            body_map.canvas.go_to(None)
            body_map.canvas.end_typing()
            qtbot.keyClicks(body_map.canvas, words.format(name))
            found = body_map.canvas.region
            if found is None or (found.site, found.side) != (site, side):
                missed.append((words.format(name), found and found[:3]))
    assert missed == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("l che", "Cheek, left"),
        ("r che", "Cheek, right"),
        ("che l", "Cheek, left"),
        ("up l bac", "Upper back, left"),
    ],
)
def test_a_few_letters_of_each_word_find_a_region_in_any_order(qtbot, body_map, labels, typed, name):  # noqa: F811
    body_map.show_view("head")
    qtbot.keyClicks(body_map.canvas, typed)
    assert body_map.foot.text() == name


# Zoom


def test_the_wheel_enlarges_about_the_mouse(qtbot, body_map):  # noqa: F811
    body_map.show_view("front")
    at = spot(body_map, "eyelid_upper", "left").point
    wheel(body_map, 4, at)
    assert body_map.canvas.zoom > 2
    assert distance(spot(body_map, "eyelid_upper", "left").point, at) < 1
    wheel(body_map, -6, at)
    assert body_map.canvas.zoom == 1


def test_a_region_that_is_enlarged_enough_is_charted_where_it_is(qtbot, body_map, chosen):  # noqa: F811
    body_map.show_view("front")
    wheel(body_map, 9, spot(body_map, "eyelid_upper", "left").point)
    qtbot.mouseClick(body_map.canvas, LEFT, pos=spot(body_map, "eyelid_upper", "left").point.toPoint())
    assert chosen == [("eyelid_upper", "left")]
    assert body_map.page.name == "front"


def test_keys_enlarge_shrink_and_fit(qtbot, body_map):  # noqa: F811
    body_map.show_view("head")
    qtbot.keyClicks(body_map.canvas, "chin")
    for _ in range(30):
        qtbot.keyClick(body_map.canvas, Qt.Key.Key_Plus)
    assert body_map.canvas.zoom == 8
    chin = spot(body_map, "chin").point
    assert QRectF(body_map.canvas.rect()).contains(chin)
    qtbot.keyClick(body_map.canvas, Qt.Key.Key_Minus)
    assert 1 < body_map.canvas.zoom < 8
    qtbot.keyClick(body_map.canvas, Qt.Key.Key_0)
    assert body_map.canvas.zoom == 1
    assert body_map.foot.text() == "Chin"


def test_an_arrow_brings_the_region_it_goes_to_into_sight(qtbot, body_map):  # noqa: F811
    body_map.show_view("front")
    wheel(body_map, 5, spot(body_map, "knee", "left").point)
    for _ in range(12):
        qtbot.keyClick(body_map.canvas, Qt.Key.Key_Up)
        there = spot(body_map, body_map.canvas.region.site, body_map.canvas.region.side)
        assert QRectF(body_map.canvas.rect()).contains(there.point)
    assert body_map.canvas.zoom > 1


def test_a_page_that_is_turned_to_is_seen_whole(qtbot, body_map):  # noqa: F811
    wheel(body_map, 3, QPointF(100, 100))
    qtbot.keyClick(body_map.canvas, Qt.Key.Key_Tab)
    assert body_map.canvas.zoom == 1


def test_the_next_patient_is_seen_whole(body_map, earlier):  # noqa: F811
    body_map.show_view("head")
    body_map.show_earlier(earlier)
    wheel(body_map, 3, QPointF(100, 100))
    body_map.show_earlier(())
    assert body_map.canvas.zoom == 1


def test_dragging_the_ground_moves_what_is_seen_and_adds_nothing(qtbot, body_map, chosen):  # noqa: F811
    body_map.show_view("front")
    wheel(body_map, 4, spot(body_map, "chest", "left").point)
    before = spot(body_map, "chest", "left").point
    drag(body_map, before, before + QPointF(40, 30))
    assert distance(spot(body_map, "chest", "left").point, before + QPointF(40, 30)) < 1
    drag(body_map, QPointF(60, 60), QPointF(4000, 4000))
    assert spot(body_map, "chest", "left").point.x() < body_map.canvas.width() * body_map.canvas.zoom
    assert chosen == []


def test_the_wheel_with_shift_moves_aside(qtbot, body_map):  # noqa: F811
    wheel(body_map, 4, QPointF(140, 150))
    zoom, before = body_map.canvas.zoom, spot(body_map, "chest", "left").point
    wheel(body_map, -1, QPointF(140, 150), Qt.KeyboardModifier.ShiftModifier)
    moved = spot(body_map, "chest", "left").point - before
    assert (moved.x(), moved.y(), body_map.canvas.zoom) == (-60, 0, zoom)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_enlarged_edge_comes_into_the_pane(body_map, page):  # noqa: F811
    body_map.show_view(page.name)
    for at in (QPointF(0, 0), QPointF(290, 290)):
        wheel(body_map, 3, at)
        corner = body_map.canvas._lens.transform.map(QPointF(0, 0))
        far = body_map.canvas._lens.transform.map(QPointF(body_map.canvas.width(), body_map.canvas.height()))
        assert corner.x() <= 0 and corner.y() <= 0
        assert far.x() >= body_map.canvas.width() and far.y() >= body_map.canvas.height()


# Names


@pytest.mark.parametrize("size", [(296, 600), (416, 780), (1200, 1600)])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_names_stand_in_their_regions_and_clear_of_discs(body_map, page, size):  # noqa: F811
    body_map.resize(*size)
    body_map.show_view(page.name)
    body_map.show_lesions(
        (NOSE, CHEEK, SCALP, MarkedLesion("E", "palm", "left"), MarkedLesion("F", "chest", "left"))
    )
    body_map.show_view(page.name)
    body_map.canvas.grab()
    for name in body_map.canvas._fitting_names():
        middle = name.box.center()
        assert body_map.canvas.region_at(middle) is name.region
        assert all(distance(each.middle, middle) > DISC / 2 for each in body_map.canvas.markers)


def test_large_regions_are_named_on_the_drawing(body_map):  # noqa: F811
    body_map.resize(416, 780)
    body_map.show_view("front")
    assert {"Thigh"} <= {name.text for name in body_map.canvas._fitting_names()}


# Moving a lesion


def test_a_disc_that_is_dragged_moves_its_lesion(qtbot, body_map, moves, chosen):  # noqa: F811
    body_map.show_lesions((CHEEK, NOSE))
    drag(body_map, marker(body_map, "B").middle, spot(body_map, "cheek", "right").point)
    assert moves == [("B", "cheek", "right", False)]
    assert chosen == []


def test_while_it_is_dragged_the_foot_says_where_to(qtbot, body_map, moves):  # noqa: F811
    body_map.show_lesions((CHEEK,))
    drag(body_map, marker(body_map, "B").middle, spot(body_map, "chin").point, drop=False)
    assert body_map.foot.text() == "B to: Chin"
    qtbot.keyClick(body_map.canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(body_map.canvas, LEFT, pos=spot(body_map, "chin").point.toPoint())
    assert moves == []


def test_a_disc_let_go_beside_the_body_or_where_it_was_stays(qtbot, body_map, moves, chosen):  # noqa: F811
    body_map.show_lesions((CHEEK,))
    start = marker(body_map, "B").middle
    drag(body_map, start, QPointF(3, 3))
    drag(body_map, start, start + QPointF(0, 12))
    assert (moves, chosen) == ([], [])


def test_a_signed_visit_lets_nothing_be_moved(qtbot, body_map, moves):  # noqa: F811
    body_map.show_lesions((CHEEK,))
    body_map.set_read_only(True)
    drag(body_map, marker(body_map, "B").middle, spot(body_map, "chin").point)
    qtbot.keyClick(body_map.canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert moves == []


def test_shift_and_an_arrow_move_the_lesion_at_hand(qtbot, body_map, moves):  # noqa: F811
    body_map.show_lesions((NOSE, CHEEK))
    qtbot.keyClick(body_map.canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    ((label, site, side, by_key),) = moves
    assert (label, by_key) == ("B", True)
    assert (site, side) != ("cheek", "left")
    assert body_map.foot.text() == body_map.canvas.name_of(body_map.canvas.region)


def test_a_lesion_moved_on_the_whole_figure_does_not_turn_the_page(qtbot, body_map, moves):  # noqa: F811
    chest = MarkedLesion("A", "chest", "left", current=True)
    body_map.show_lesions((chest,))
    body_map.show_view("front")
    drag(body_map, marker(body_map, "A").middle, spot(body_map, "nose").point)
    body_map.show_lesions((chest._replace(site="nose", side=None),))
    assert body_map.page.name == "front"


# Marks by keys


def test_page_down_walks_the_lesions_of_today_and_then_those_of_before(qtbot, body_map, earlier):  # noqa: F811
    body_map.show_lesions((NOSE, CHEEK))
    body_map.show_earlier(earlier)
    walked = []
    for _ in range(6):
        qtbot.keyClick(body_map.canvas, Qt.Key.Key_PageDown)
        walked.append(body_map.foot.text().splitlines()[0])
    assert walked == [
        "B · Cheek, left",
        "Cheek, left",
        "Scalp",
        "Thigh, right",
        "A · Nose",
        "B · Cheek, left",
    ]
    qtbot.keyClick(body_map.canvas, Qt.Key.Key_PageUp)
    assert body_map.foot.text() == "A · Nose"


def test_enter_on_a_disc_makes_its_lesion_the_one_at_hand(qtbot, body_map, chosen):  # noqa: F811
    body_map.show_lesions((NOSE, CHEEK))
    qtbot.keyClick(body_map.canvas, Qt.Key.Key_PageUp)
    with qtbot.waitSignal(body_map.lesion_chosen) as asked:
        qtbot.keyClick(body_map.canvas, Qt.Key.Key_Return)
    assert asked.args == ["B"]
    assert chosen == []


def test_the_menu_key_adds_to_the_group_of_the_region_at_hand(qtbot, body_map):  # noqa: F811
    body_map.show_view("head")
    qtbot.keyClicks(body_map.canvas, "cheek r")
    with qtbot.waitSignal(body_map.group_chosen) as asked:
        QApplication.sendEvent(
            body_map.canvas, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
        )
    assert asked.args == ["cheek", "right"]


# Lesions of before


def test_a_ring_stands_where_a_lesion_of_before_was(body_map, earlier):  # noqa: F811
    body_map.show_view("head")
    body_map.show_earlier(earlier)
    assert (ring(body_map, "cheek").lesion.label, ring(body_map, "scalp").lesion.label) == ("B", "2")
    assert ring(body_map, "cheek").point == spot(body_map, "cheek", "left").point


@pytest.mark.parametrize("scheme", ["light", "dark", "high_contrast"])
def test_a_ring_is_dotted_and_no_filled_disc(qapp, body_map, earlier, scheme):  # noqa: F811
    Theme.current().set_choice(scheme)
    body_map.show_view("head")
    body_map.show_earlier(earlier)
    body_map.canvas.clearFocus()
    at = ring(body_map, "cheek").middle
    picture = body_map.canvas.grab().toImage()
    ratio = picture.devicePixelRatio()
    colors = {
        role: sum(
            picture.pixelColor(QPoint(int((at.x() + x) * ratio), int((at.y() + y) * ratio)))
            == Theme.current().color(role)
            for x in range(-9, 10)
            for y in range(-9, 10)
        )
        for role in ("surface", "text")
    }
    Theme.current().set_choice("light")
    assert colors["surface"] > 100
    assert colors["text"] == 0


def test_the_mouse_over_a_ring_or_its_region_tells_what_was_done(qtbot, body_map, earlier):  # noqa: F811
    body_map.show_view("head")
    body_map.show_earlier(earlier)
    qtbot.mouseMove(body_map.canvas, ring(body_map, "cheek").middle.toPoint())
    qtbot.waitUntil(lambda: body_map.foot.text() == f"Cheek, left\n{CHEEK_OF_BEFORE}")
    qtbot.keyClicks(body_map.canvas, "cheek r")
    assert body_map.foot.text() == "Cheek, right"
    qtbot.keyClick(body_map.canvas, Qt.Key.Key_Escape)
    qtbot.keyClicks(body_map.canvas, "cheek l")
    assert body_map.foot.text() == f"Cheek, left\n{CHEEK_OF_BEFORE}"


def test_the_foot_keeps_its_room_while_the_mouse_goes_over_rings(qtbot, body_map, earlier):  # noqa: F811
    body_map.show_view("head")
    body_map.show_earlier(earlier)
    QApplication.processEvents()
    before = body_map.canvas.size()
    qtbot.mouseMove(body_map.canvas, ring(body_map, "scalp").middle.toPoint())
    qtbot.waitUntil(lambda: "2026-06-08 frozen" in body_map.foot.text())
    QApplication.processEvents()
    assert body_map.canvas.size() == before


def test_enter_on_a_ring_offers_the_same_lesion_again(qtbot, body_map, chosen, earlier):  # noqa: F811
    body_map.show_view("head")
    body_map.show_earlier(earlier)
    qtbot.keyClick(body_map.canvas, Qt.Key.Key_PageDown)
    qtbot.keyClick(body_map.canvas, Qt.Key.Key_Return)
    menu = body_map.offers
    qtbot.waitUntil(menu.isVisible)
    assert [menu.item(row).text() for row in range(menu.count())] == [
        "Same lesion again\nB · 2026-06-08 · basal cell carcinoma",
        "Same lesion again, as planned then\nB · 2026-06-08 · basal cell carcinoma",
    ]
    with qtbot.waitSignal(body_map.again_chosen) as asked:
        qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert asked.args[0].lesion.name == "2026-03-02 A"
    assert asked.args[1] is False
    assert chosen == []


def test_a_click_on_a_ring_offers_each_lesion_of_the_place(qtbot, body_map, chosen, earlier):  # noqa: F811
    body_map.show_view("head")
    body_map.show_earlier(earlier)
    qtbot.mouseClick(body_map.canvas, LEFT, pos=ring(body_map, "scalp").middle.toPoint())
    menu = body_map.offers
    qtbot.waitUntil(menu.isVisible)
    assert [menu.item(row).text() for row in range(menu.count())] == [
        "Same lesion again\nA · 2026-06-08 · actinic keratosis",
        "Same lesion again\nC · 2026-03-02 · actinic keratosis",
    ]
    qtbot.keyClick(menu, Qt.Key.Key_Escape)
    assert not menu.isVisible()
    assert body_map.canvas.hasFocus()
    assert chosen == []


def test_a_lesion_that_waits_for_pathology_offers_its_result_first(qtbot, body_map):  # noqa: F811
    body_map.show_view("head")
    body_map.show_earlier(offered(earlier_lesions((seen("V1", MARCH, biopsy("A")),)), encounter()))
    body_map.set_read_only(True)
    qtbot.mouseClick(body_map.canvas, LEFT, pos=ring(body_map, "cheek").middle.toPoint())
    offers = body_map.offers
    assert [offers.item(row).text() for row in range(offers.count())] == [
        "Enter the pathology result\nA · 2026-03-02 · papule"
    ]
    with qtbot.waitSignal(body_map.result_chosen) as asked:
        qtbot.mouseClick(offers.viewport(), LEFT, pos=offers.visualItemRect(offers.item(0)).center())
    assert (asked.args[0].waits.visit_id, asked.args[0].waits.lesion.id) == ("V1", "A")
    assert not offers.isVisible()


def test_a_signed_visit_tells_of_before_and_offers_nothing(qtbot, body_map, earlier):  # noqa: F811
    body_map.show_view("head")
    body_map.show_earlier(earlier)
    body_map.set_read_only(True)
    qtbot.keyClick(body_map.canvas, Qt.Key.Key_PageDown)
    assert CHEEK_OF_BEFORE in body_map.foot.text()
    qtbot.keyClick(body_map.canvas, Qt.Key.Key_Return)
    assert not body_map.offers.isVisible()


def test_a_whole_figure_counts_what_a_larger_view_tells_apart(qtbot, body_map, chosen, earlier):  # noqa: F811
    body_map.show_view("front")
    body_map.show_earlier(earlier)
    rings = {each.lesion.label: each for each in body_map.canvas.markers}
    assert sorted(rings) == ["3", "D"]
    qtbot.mouseClick(body_map.canvas, LEFT, pos=rings["3"].middle.toPoint())
    assert body_map.page.name == "head_front"
    assert chosen == []


def test_a_lesion_of_today_is_hit_before_a_ring(qtbot, body_map, earlier):  # noqa: F811
    body_map.show_lesions((CHEEK,))
    body_map.show_earlier(earlier)
    between = body_map.canvas.markers[0].middle + QPointF(1, 0)
    with qtbot.waitSignal(body_map.lesion_chosen):
        qtbot.mouseClick(body_map.canvas, LEFT, pos=between.toPoint())


def test_the_rings_go_with_the_patient(body_map, earlier):  # noqa: F811
    body_map.show_earlier(earlier)
    body_map.show_earlier(())
    assert body_map.canvas.markers == ()


def test_a_screen_reader_finds_every_disc_and_ring_by_name(body_map, earlier):  # noqa: F811
    QAccessible.setActive(True)
    try:
        body_map.show_view("head")
        body_map.show_lesions((NOSE._replace(diagnosis="wart", count=2),))
        body_map.show_earlier(earlier)
        canvas = QAccessible.queryAccessibleInterface(body_map.canvas)
        named = {canvas.child(at).text(QAccessible.Text.Name) for at in range(canvas.childCount())}
        regions = {body_map.canvas.name_of(there.region) for there in body_map.canvas.spots}
    finally:
        QAccessible.setActive(False)
    assert regions < named
    assert {"Lesion A · Nose · wart · ×2", f"Earlier: Cheek, left · {CHEEK_OF_BEFORE}"} < named


# In words


@pytest.mark.parametrize(
    ("charted", "words"),
    [
        (biopsy("A"), "papule · 2026-03-02 biopsied · pathology not back"),
        (keratoses("A", 7), "actinic keratosis · 2026-03-02 frozen ×7"),
        (cancer("A", "nose", Excision(re_excision=True)), "basal cell carcinoma · 2026-03-02 excised wider"),
        (cancer("A", "nose", Biopsy(), Paring()), "basal cell carcinoma · 2026-03-02 biopsied, pared"),
        (lesion("A", "nose", Cosmetic()), "no diagnosis · 2026-03-02 treated for looks"),
        (lesion("A", "nose", diagnosis="rosacea"), "rosacea · 2026-03-02 seen"),
    ],
    ids=["waits", "frozen", "wider", "two acts", "for looks", "seen"],
)
def test_a_course_is_said_in_words(charted, words):
    assert course(earlier_lesions((seen("V1", MARCH, charted),))[0]) == words


def test_a_course_tells_a_result_and_what_is_not_signed():
    first = encounter(biopsy("A"), date_of_service=MARCH)
    result = seen("V1", MARCH, cancer("A", "cheek", Biopsy(), side="left"), first=first)
    draft = EarlierVisit(
        id="V2", day=JUNE, signed=False,
        encounter=encounter(cancer("B", "cheek", cut_out("1"), same_as="2026-03-02 A"), date_of_service=JUNE),
    )  # fmt: skip
    assert course(earlier_lesions((result, draft))[0]) == (
        "basal cell carcinoma · 2026-03-02 biopsied (before the result: papule)"
        " · 2026-06-08 excised (not signed)"
    )


# In the visit


def test_a_move_is_one_step_that_can_be_taken_back(open_visit):
    presenter = open_visit(cancer("A", "cheek", cut_out("1.2"), side="left"))
    presenter.move_lesion("A", "nose", None, False)
    assert presenter.charted.encounter.lesions[0].site == "nose"
    assert presenter.charted.next_undo == "move lesion A"
    presenter.undo()
    assert (presenter.charted.encounter.lesions[0].site, presenter.charted.next_undo) == ("cheek", "")


def test_moves_by_the_keys_one_after_another_are_one_step(open_visit):
    presenter = open_visit(cancer("A", "cheek", cut_out("1.2"), side="left"))
    for site, side in (("jaw", "left"), ("neck_anterior", None), ("chest", "left")):
        presenter.move_lesion("A", site, side, True)
    presenter.undo()
    assert presenter.charted.encounter.lesions[0].site == "cheek"
    assert presenter.charted.next_undo == ""


def test_the_charges_follow_a_moved_lesion(open_visit):
    presenter = open_visit(cancer("A", "cheek", cut_out("1.2"), side="left"))
    assert [line.code for line in presenter.charted.answer.lines] == ["11642"]
    presenter.move_lesion("A", "upper_arm", "left", False)
    assert [line.code for line in presenter.charted.answer.lines] == ["11602"]


def test_the_lesions_of_before_come_with_the_visit_and_go_with_it(qtbot, presenter, records):
    before = sample_visit(encounter(keratoses("C", 5)), id="V0", day=MARCH, state="signed")
    records.drafts["V0"] = before
    told: list[list[str]] = []
    presenter.earlier.ready.connect(lambda found: told.append([each.words for each in found]))
    presenter.open(opened())
    qtbot.waitUntil(lambda: told == [[], ["actinic keratosis · 2026-03-02 frozen ×5"]])
    presenter.open(opened(before))
    qtbot.waitUntil(lambda: told[2:] == [[], []])


def test_a_lesion_of_before_that_is_treated_again_leads_to_what_is_done(qtbot, open_visit, earlier):
    presenter = open_visit(keratoses("A", 2))
    with qtbot.waitSignal(presenter.go_to) as went:
        presenter.treat_again(earlier[0], False)
    assert went.args == [Place("B", None, "act")]
    assert presenter.charted.current == "B"
    assert presenter.charted.encounter.lesions[1].diagnosis == "basal cell carcinoma"
    presenter.undo()
    assert [each.id for each in presenter.charted.encounter.lesions] == ["A"]


def test_a_file_that_cannot_be_read_tells_so_and_shows_no_lesion_of_before(qtbot, presenter, records):
    def locked(*_):
        raise KnownError("The record file is locked.", "Close the other program.")

    records.earlier_visits = locked
    with qtbot.waitSignal(presenter.failed) as told:
        presenter.open(opened())
    assert told.args[0].sentence == "The record file is locked."


def test_from_the_map_of_the_window_a_wound_of_before_is_excised_as_planned(qtbot, make_window, sql_records):
    """The whole way, with keys alone: biopsied and signed on one day, excised as planned on another."""
    morning = sql_records.visits_on(DAY_OF_WINDOW)[0]
    template = sql_records.visit(morning.id)
    charted = replace(
        template.encounter, id="BEFORE", date_of_service=LAST_WEEK, visit=None, services=(), history=(),
        lesions=(cancer("K", "cheek", cut_out("1.2"), side="left"),),
    )  # fmt: skip
    draft = replace(template, id="BEFORE", day=LAST_WEEK, encounter=charted, state="draft", revision=0)
    sql_records.sign(sql_records.save_draft(draft), coder().code(charted), by="L", at=MORNING)
    window = make_window()
    window._presenters.day.open_visit(morning.id)
    body = window.pages.visit.map
    qtbot.waitUntil(lambda: any(each.earlier for each in body.canvas._lesions))
    before = len(window._presenters.visit.charted.encounter.lesions)
    qtbot.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    for _ in range(before + 1):
        qtbot.keyClick(body.canvas, Qt.Key.Key_PageDown)
    assert body.foot.text() == f"Cheek, left\nbasal cell carcinoma · {LAST_WEEK} excised"
    qtbot.keyClick(body.canvas, Qt.Key.Key_Return)
    assert body.offers.hasFocus()
    qtbot.keyClick(body.offers, Qt.Key.Key_Down)
    qtbot.keyClick(body.offers, Qt.Key.Key_Return)
    encounter_now = window._presenters.visit.charted.encounter
    new = encounter_now.lesions[-1]
    assert (new.site, new.side, new.same_as, new.procedures) == ("cheek", "left", f"{LAST_WEEK} K", ())
    assert {prior.planned_next for prior in encounter_now.history if prior.lesion == new.same_as} == {True}
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))


def test_a_diagnosis_that_is_typed_moves_no_disc_and_is_told(qtbot, body_map):  # noqa: F811
    body_map.show_lesions((NOSE, CHEEK._replace(diagnosis="b")))
    before = [each.middle for each in body_map.canvas.markers]
    body_map.show_lesions((NOSE, CHEEK._replace(diagnosis="bcc")))
    assert [each.middle for each in body_map.canvas.markers] == before
    qtbot.keyClick(body_map.canvas, Qt.Key.Key_PageDown)
    assert body_map.foot.text() == "B · Cheek, left · bcc"


def test_forty_discs_on_one_region_part(body_map):  # noqa: F811
    body_map.resize(416, 780)
    body_map.show_lesions(tuple(MarkedLesion(f"{at}", "cheek", "left") for at in range(40)))
    middles = [each.middle for each in body_map.canvas.markers]
    near = min(distance(one, other) for at, one in enumerate(middles) for other in middles[:at])
    assert near > DISC / 2


@pytest.mark.parametrize("page", ["front", "head"])
@pytest.mark.parametrize("percent", [100, 200])
def test_discs_that_make_room_stay_in_the_pane(body_map, percent, page):  # noqa: F811
    Theme.current().set_percent(percent)
    body_map.show_view(page)
    body_map.show_lesions(tuple(MarkedLesion(letter, "scalp", None) for letter in "ABCDEFGH"))
    inside = QRectF(body_map.canvas.rect())
    half = Theme.current().px(DISC) / 2
    out = [
        each.lesion.label
        for each in body_map.canvas.markers
        if not inside.contains(QRectF(each.middle.x() - half, each.middle.y() - half, 2 * half, 2 * half))
    ]
    Theme.current().set_percent(100)
    assert out == []


def test_a_result_of_an_earlier_lesion_is_entered_from_its_ring_and_told_there(
    qtbot, make_window, sql_records
):
    """A biopsy of last week waits; its result comes in while today's visit is open."""
    morning = sql_records.visits_on(DAY_OF_WINDOW)[0]
    template = sql_records.visit(morning.id)
    charted = replace(
        template.encounter, id="BEFORE", date_of_service=LAST_WEEK, visit=None, services=(), history=(),
        lesions=(biopsy("K", side="left"),),
    )  # fmt: skip
    draft = replace(template, id="BEFORE", day=LAST_WEEK, encounter=charted, state="draft", revision=0)
    sql_records.sign(sql_records.save_draft(draft), coder().code(charted), by="L", at=MORNING)
    window = make_window()
    window._presenters.day.open_visit(morning.id)
    body = window.pages.visit.map
    qtbot.waitUntil(lambda: any(each.earlier for each in body.canvas._lesions))
    body.show_view("head")
    qtbot.mouseClick(body.canvas, LEFT, pos=ring(body, "cheek").middle.toPoint())
    qtbot.keyClick(body.offers, Qt.Key.Key_Return)
    presenter = window._presenters.pathology
    assert presenter.entry.pending.lesion.id == "K"
    presenter.say(diagnosis="basal cell carcinoma")
    presenter.take_over()
    words = f"basal cell carcinoma · {LAST_WEEK} biopsied (before the result: papule)"
    qtbot.waitUntil(lambda: [each.words for each in window._presenters.visit.earlier.found] == [words])


def test_a_double_click_adds_one_lesion(body_map, chosen):  # noqa: F811
    body_map.show_view("head")
    at = spot(body_map, "chin").point.toPoint()
    for act in (QTest.mouseClick, QTest.mouseDClick, QTest.mouseRelease):  # as a mouse sends them
        act(body_map.canvas, LEFT, pos=at)
    assert chosen == [("chin", None)]


def test_a_region_is_charted_where_it_was_pressed_though_the_hand_shakes(body_map, chosen):  # noqa: F811
    body_map.show_view("head")
    at = spot(body_map, "chin").point
    drag(body_map, at, at + QPointF(2, 1))
    assert chosen == [("chin", None)]
