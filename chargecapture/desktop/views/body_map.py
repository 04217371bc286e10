"""The drawn body: chips for the views, one of them large, front and back small with their lesions counted."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from chargecapture.desktop.presenters.earlier import Earlier
from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.body_map_canvas import BodyMapCanvas
from chargecapture.desktop.views.body_map_drawing import (
    PAGES,
    STANDS_FOR,
    WHOLE_BODY,
    Drawing,
    Page,
    Region,
    View,
)
from chargecapture.desktop.views.body_map_lens import STEP
from chargecapture.desktop.views.body_map_markers import (
    DISC,
    MarkedLesion,
    Marker,
    Spot,
    distance,
    points_of,
    rings_of,
)
from chargecapture.desktop.views.body_map_painting import draw_layers
from chargecapture.desktop.views.discs import draw_disc
from chargecapture.desktop.views.widgets import FlowLayout, label

__all__ = ["BodyMapView", "Drawing", "MarkedLesion"]

NARROW = 290
MOST_OF_FIGURE = 9  # a number on a small figure takes no more than this part of its height
FOOT_LINES = 4  # what the foot keeps room for where a patient has earlier lesions


class Offer(NamedTuple):
    """What may be done with a lesion of before."""

    earlier: Earlier
    act: Literal["again", "planned", "result"]


def _offered(lesions: Sequence[Earlier], read_only: bool) -> Iterator[Offer]:
    """What may be done at a place; a result may be entered from a signed visit too."""
    for earlier in lesions:
        if earlier.waits:
            yield Offer(earlier, "result")
        if not read_only:
            yield Offer(earlier, "again")
            if earlier.charged:
                yield Offer(earlier, "planned")


class BodyMapView(QWidget):
    """The body map. `labels` names the sites; those that are nowhere drawn stand in a menu."""

    site_chosen = Signal(str, object)  # site; left, right, or None where the site has no sides
    group_chosen = Signal(str, object)  # right button: one more of the lesions there
    lesion_chosen = Signal(str)
    lesion_moved = Signal(str, str, object, bool)  # its label, the site, the side, whether by a key
    again_chosen = Signal(object, bool)  # Earlier: treat it again; whether that was planned then
    result_chosen = Signal(object)  # Earlier: enter what came back of it

    def __init__(self, drawing: Drawing, labels: Mapping[str, str]) -> None:
        super().__init__()
        self.setObjectName("body_map")
        self._drawing = drawing
        self._labels = labels
        self._lesions: tuple[MarkedLesion, ...] = ()
        self._rings: tuple[MarkedLesion, ...] = ()
        self._read_only = False
        self._moved = ""
        self.canvas = BodyMapCanvas(drawing, labels)
        self.canvas.region_chosen.connect(self._region_chosen)
        self.canvas.group_chosen.connect(lambda region: self.group_chosen.emit(region.site, region.side))
        self.canvas.lesion_chosen.connect(self.lesion_chosen)
        self.canvas.lesion_moved.connect(self._lesion_moved)
        self.canvas.earlier_chosen.connect(self.offer_earlier)
        self.canvas.shown.connect(self._show_name)
        self.canvas.page_wanted.connect(self.show_view)
        self.setFocusProxy(self.canvas)
        self.small = SmallFigures(drawing)
        self.small.page_wanted.connect(self.show_view)
        self.at_left, self.at_right = label("", "muted"), label("", "muted")
        self.foot = label("", "muted", wraps=True)
        self.foot.setObjectName("body_map_foot")
        self.foot.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.offers = Offers(self)
        self.offers.chosen.connect(self._offer_chosen)
        self.offers.left.connect(self.setFocus)
        Theme.current().changed.connect(self._keep_room)
        self._lay_out()
        self._keep_room()
        self.show_view("front")

    def _lay_out(self) -> None:
        self._chips = QButtonGroup(self)
        chips, turns = FlowLayout(gap=2), FlowLayout(gap=2)
        for chip in dict.fromkeys(page.chip for page in PAGES):
            first = next(page for page in PAGES if page.chip == chip)
            chips.addWidget(self._chip(self.tr(chip), first, self._chips))
        self.other = self._other_sites()
        chips.addWidget(self.other)
        turn_group = QButtonGroup(self)
        self._turn_buttons: dict[Page, QToolButton] = {}
        for page in (page for page in PAGES if page.title):
            turn = self._turn_buttons[page] = self._chip(self.tr(page.title), page, turn_group)
            turn.setObjectName(f"turn_{page.name}")
            turns.addWidget(turn)
        self._turn_row = QWidget()
        self._turn_row.setLayout(turns)
        sides = QHBoxLayout()
        sides.addWidget(self.at_left)
        sides.addStretch()
        sides.addWidget(self._zoom_button("−", 1 / STEP, self.tr("Smaller (−)")))
        sides.addWidget(self._zoom_button("+", STEP, self.tr("Larger (+)")))
        sides.addWidget(self._zoom_button("1×", 0.0, self.tr("All of the view (0)")))
        sides.addStretch()
        sides.addWidget(self.at_right)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 6)
        column.setSpacing(6)
        column.addLayout(chips)
        column.addWidget(self._turn_row)
        column.addWidget(self.canvas, 5)
        column.addLayout(sides)
        column.addWidget(self.small, 3)
        column.addWidget(self.foot)

    def _chip(self, text: str, page: Page, group: QButtonGroup) -> QToolButton:
        """A chip takes no focus: with the keys, Tab on the drawing turns to the next view."""
        chip = QToolButton()
        chip.setObjectName(f"chip_{page.name}")
        chip.setProperty("role", "chip")
        chip.setText(text)
        chip.setCheckable(True)
        chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        chip.clicked.connect(lambda: self.show_view(page.name))
        group.addButton(chip)
        return chip

    def _zoom_button(self, text: str, by: float, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"zoom_{by:.1f}")
        button.setProperty("role", "chip")
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self.canvas.zoom_by(by))
        return button

    def _other_sites(self) -> QToolButton:
        drawn = {site for view in self._drawing.views.values() for site, _ in view.places}
        button = QToolButton()
        button.setObjectName("other_sites")
        button.setProperty("role", "chip")
        button.setText(self.tr("Other"))
        button.setToolTip(self.tr("Sites that are not drawn"))
        button.setAccessibleName(self.tr("Other sites"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for site, text in self._labels.items():
            if site not in drawn:
                menu.addAction(text).triggered.connect(
                    lambda _=False, site=site: self.site_chosen.emit(site, None)
                )
        button.setMenu(menu)
        if menu.isEmpty():
            button.hide()  # shown, it would be a window of its own: it has no parent yet
        return button

    # What is shown

    @property
    def page(self) -> Page:
        return self.canvas.page

    def show_view(self, name: str) -> None:
        """Show a view large, by the name of its chip, its page or itself."""
        page = self._drawing.page_of(name)
        self.canvas.show_page(page)
        for button in self._chips.buttons():
            button.setChecked(
                self._drawing.page_of(button.objectName().removeprefix("chip_")).chip == page.chip
            )
        self._show_turns(page)
        self._name_sides(page)
        self._fit()
        self._show_name("")

    def show_lesions(self, lesions: tuple[MarkedLesion, ...]) -> None:
        """Mark the lesions; the view with the current one comes up large when another becomes current."""
        before = _current(self._lesions)
        self._lesions = tuple(lesions)
        genital = any(self._only_genital(lesion) for lesion in self._lesions)
        self.canvas.set_pages([page for page in PAGES if page.name != "genital" or genital])
        now = _current(self._lesions)
        moved, self._moved = self._moved, ""
        if now is not None and (before is None or before[:3] != now[:3]):
            stays = moved == now.label and self._drawing.shows(self.page, now.site, now.side)
            if not stays:  # a lesion that was moved on the map stays where it was put
                self._turn_to(now)
        self.canvas.show_lesions((*self._lesions, *self._rings))
        self.small.show_lesions(self._lesions)

    def show_earlier(self, earlier: tuple[Earlier, ...]) -> None:
        """Mark the places of the patient's earlier lesions; none when another patient comes up."""
        self._rings = rings_of(earlier)
        self.offers.hide()
        if not earlier:  # another patient: the view is seen whole again
            self.canvas.zoom_by(0)
        self._keep_room()
        self.canvas.show_lesions((*self._lesions, *self._rings))

    def offer_earlier(self, marker: Marker) -> None:
        """Offer to treat the earlier lesions of a place again."""
        offered = list(_offered(marker.lesion.earlier, self._read_only))
        if offered:
            self.offers.open(offered, self.canvas.geometry(), marker.middle.toPoint())

    def _offer_chosen(self, offer: Offer) -> None:
        if offer.act == "result":
            self.result_chosen.emit(offer.earlier)
        else:
            self.again_chosen.emit(offer.earlier, offer.act == "planned")

    def _only_genital(self, lesion: MarkedLesion) -> bool:
        page = self._drawing.closest_page(lesion.site, lesion.side)
        return page is not None and page.name == "genital"

    def _turn_to(self, lesion: MarkedLesion) -> None:
        close = self.page.name not in WHOLE_BODY and self._drawing.shows(self.page, lesion.site, lesion.side)
        page = None if close else self._drawing.closest_page(lesion.site, lesion.side)
        if page is not None and page is not self.page:
            self.show_view(page.name)

    def set_read_only(self, read_only: bool) -> None:
        """A signed visit shows its lesions and takes no new ones."""
        if read_only == self._read_only:
            return
        self.canvas.set_read_only(read_only)
        self.other.setEnabled(not read_only)
        self._read_only = read_only
        self._show_name("")

    # Parts around the drawing

    def _show_turns(self, page: Page) -> None:
        several = sum(other.chip == page.chip for other in PAGES) > 1
        for other, turn in self._turn_buttons.items():
            turn.setVisible(several and other.chip == page.chip)
            turn.setChecked(other is page)
        self._turn_row.setVisible(several)

    def _name_sides(self, page: Page) -> None:
        faces = self._drawing.views[page.views[0]].right_is_left if len(page.views) == 1 else None
        words = {
            True: (self.tr("Patient’s right"), self.tr("Left")),
            False: (self.tr("Patient’s left"), self.tr("Right")),
            None: ("", ""),
        }[faces]
        self.at_left.setText(words[0])
        self.at_right.setText(words[1])

    def _show_name(self, name: str) -> None:
        if not name:
            name = (
                self.tr("Signed") if self._read_only else self.tr("Click adds a lesion · Tab turns the view")
            )
        self.foot.setText(name)
        self.foot.setToolTip(name if "\n" in name else "")

    def _keep_room(self) -> None:
        """The foot keeps the room that a course may need, so that the drawing never moves below the mouse."""
        lines = FOOT_LINES if self._rings else 1
        self.foot.setFixedHeight(lines * Theme.current().line_height("small") + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The small figures leave a narrow pane, and one that shows a whole figure large."""
        room = self.width() >= NARROW and self.height() >= Theme.current().px(2 * NARROW)
        self.small.setVisible(room and self.page.name not in WHOLE_BODY)

    def _region_chosen(self, region: Region) -> None:
        self.site_chosen.emit(region.site, region.side)

    def _lesion_moved(self, lesion: str, region: Region, by_key: bool) -> None:
        self._moved = lesion
        self.lesion_moved.emit(lesion, region.site, region.side, by_key)


def _current(lesions: tuple[MarkedLesion, ...]) -> MarkedLesion | None:
    return next((lesion for lesion in lesions if lesion.current), None)


class Offers(QListWidget):
    """What may be done with the lesions of before at a place: over the drawing, left by Escape."""

    chosen = Signal(object)  # Offer
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("earlier_offers")
        self.setProperty("role", "picks")
        self.setAccessibleName(self.tr("Lesions of before"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._choose)
        self.hide()

    def open(self, offers: Sequence[Offer], over: QRect, near: QPoint) -> None:
        """Show what is offered, below a point of the drawing where there is room, else above."""
        self.clear()
        words = {
            "again": self.tr("Same lesion again"),
            "planned": self.tr("Same lesion again, as planned then"),
            "result": self.tr("Enter the pathology result"),
        }
        for offer in offers:
            lesion = offer.earlier.lesion
            which = " · ".join(
                part for part in (lesion.label, f"{lesion.last.day}", lesion.diagnosis) if part
            )
            item = QListWidgetItem(f"{words[offer.act]}\n{which}", self)
            item.setData(Qt.ItemDataRole.UserRole, offer)
        self.setCurrentRow(0)
        rows = sum(self.sizeHintForRow(row) for row in range(self.count()))
        self.setFixedSize(over.width(), min(over.height() // 2, rows + 2 * self.frameWidth() + 4))
        below = over.y() + near.y() + DISC
        fits = below + self.height() <= over.bottom()
        self.move(over.x(), below if fits else over.y() + near.y() - DISC - self.height())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def _choose(self, item: QListWidgetItem) -> None:
        self.hide()
        self.left.emit()
        self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentItem())
        elif event.key() == Qt.Key.Key_Escape:
            self.hide()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.hide()


class SmallFigures(QWidget):
    """Front and back, small, with the number of lesions of each area; a click shows one of them large."""

    page_wanted = Signal(str)

    def __init__(self, drawing: Drawing) -> None:
        super().__init__()
        self.setObjectName("body_map_small")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._views = tuple(drawing.views[name] for name in WHOLE_BODY)
        self._lesions: tuple[MarkedLesion, ...] = ()
        self._layers: tuple[QPixmap, QPixmap] | None = None
        Theme.current().changed.connect(self._restyle)

    def _restyle(self) -> None:
        self._layers = None
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(296, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._layers = None

    def show_lesions(self, lesions: tuple[MarkedLesion, ...]) -> None:
        self._lesions = lesions
        self.setAccessibleName(self.tr("Front and back, {} lesions").format(len(lesions)))
        self.update()

    def counts(self, view: View) -> list[tuple[QPointF, int]]:
        """Where on the widget a number stands, and how many lesions it counts."""
        place = dict(zip(self._views, self._placed(), strict=True))[view]
        near: list[tuple[QPointF, int]] = []
        for point in (point for lesion in self._lesions for point in self._points_of(lesion, view)):
            there = place.map(point)
            at = next((i for i, (p, _) in enumerate(near) if distance(p, there) < 1.2 * DISC), None)
            if at is None:
                near.append((there, 1))
            else:
                near[at] = (near[at][0], near[at][1] + 1)
        return near

    def _points_of(self, lesion: MarkedLesion, view: View) -> tuple[QPointF, ...]:
        site = STANDS_FOR.get(lesion.site, lesion.site)
        if view is self._views[1] and any(site == at for at, _ in self._views[0].places):
            return ()  # counted in front
        found = [Spot(region, region.point, QRectF()) for region in view.regions if region.site == site]
        return tuple(points_of(lesion, found))

    def _placed(self) -> tuple[QTransform, ...]:
        half = self.width() / len(self._views)
        placed = []
        for at, view in enumerate(self._views):
            scale = max(0.02, min((half - 8) / view.box.width(), (self.height() - 4) / view.box.height()))
            x = at * half + (half - view.box.width() * scale) / 2
            y = (self.height() - view.box.height() * scale) / 2
            place = QTransform.fromTranslate(x, y).scale(scale, scale)
            placed.append(place.translate(-view.box.x(), -view.box.y()))
        return tuple(placed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._layers is None or self._layers[0].devicePixelRatio() != ratio:
            placed = tuple(zip(self._views, self._placed(), strict=True))
            self._layers = draw_layers(placed, self.size(), ratio)
        painter = QPainter(self)
        for layer in self._layers:
            painter.drawPixmap(0, 0, layer)
        side = min(Theme.current().px(DISC - 4), self.height() / MOST_OF_FIGURE)
        for view in self._views:
            for point, number in self.counts(view):
                box = QRectF(0, 0, side, side)
                box.moveCenter(point)
                draw_disc(painter, box, str(number), self.palette(), self.font(), ring=False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        half = self.width() / len(self._views)
        self.page_wanted.emit(self._views[min(1, int(event.position().x() / half))].name)
