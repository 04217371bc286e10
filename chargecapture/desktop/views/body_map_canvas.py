"""The large view of the body map: regions to click or to walk through by keys, and the lesions on them."""

from collections.abc import Iterator, Mapping, Sequence
from math import hypot

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.body_map_drawing import (
    PAGES,
    WHOLE_BODY,
    Drawing,
    Page,
    Region,
    View,
)
from chargecapture.desktop.views.body_map_markers import DISC, MarkedLesion, Marker, Spot, place_markers
from chargecapture.desktop.views.discs import draw_disc

LEAST_TARGET = 12
TYPE_AHEAD_MS = 1000
GAP = 14

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class BodyMapCanvas(QWidget):
    """One page of the drawing, as large as there is room."""

    region_chosen = Signal(object)  # Region
    group_chosen = Signal(object)  # Region
    lesion_chosen = Signal(str)
    region_shown = Signal(str)  # the name of the region under the mouse or the keys; empty for none
    page_wanted = Signal(str)

    def __init__(self, drawing: Drawing, labels: Mapping[str, str]) -> None:
        super().__init__()
        self.setObjectName("body_map_canvas")
        self.setAccessibleName(self.tr("Body map"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._drawing = drawing
        self._labels = labels
        self._page = PAGES[0]
        self._pages = [page for page in PAGES if page.name != "genital"]
        self._lesions: tuple[MarkedLesion, ...] = ()
        self._read_only = False
        self._hovered: Region | None = None
        self._keyed: Region | None = None
        self._typed = ""
        self._typing = QTimer(self, singleShot=True, interval=TYPE_AHEAD_MS)
        self._typing.timeout.connect(self.end_typing)
        self._placed: tuple[tuple[View, QTransform], ...] = ()
        self._spots: tuple[Spot, ...] = ()
        self._markers: tuple[Marker, ...] = ()
        self._layers: tuple[QPixmap, QPixmap] | None = None
        self._named: list[QWidget] = []
        Theme.current().changed.connect(self._restyle)

    # What is shown

    @property
    def page(self) -> Page:
        return self._page

    @property
    def spots(self) -> tuple[Spot, ...]:
        """The regions of the page, in the order of the drawing."""
        return self._spots

    @property
    def markers(self) -> tuple[Marker, ...]:
        return self._markers

    @property
    def region(self) -> Region | None:
        """The region at hand: under the keys, else under the mouse."""
        return self._keyed or self._hovered

    def name_of(self, region: Region) -> str:
        label = self._labels.get(region.site, region.site)
        return f"{label}, {region.side}" if region.side else label

    def show_page(self, page: Page) -> None:
        if page is not self._page:
            self._page = page
            self._hovered = self._keyed = None
            self._lay_out()
            self._announce()

    def set_pages(self, pages: Sequence[Page]) -> None:
        """The pages that Tab walks through."""
        self._pages = list(pages)

    def show_lesions(self, lesions: tuple[MarkedLesion, ...]) -> None:
        self._lesions = lesions
        self._markers = self._place()
        self.update()

    def set_read_only(self, read_only: bool) -> None:
        self._read_only = read_only
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(296, 300)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 180)

    # Layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _restyle(self) -> None:
        self._lay_out()

    @property
    def _titled(self) -> bool:
        return len(self._page.views) > 1

    def _lay_out(self) -> None:
        views = [self._drawing.views[name] for name in self._page.views]
        foot = Theme.current().line_height("small") + 4 if self._titled else 0
        wide = sum(view.box.width() for view in views)
        high = max(view.box.height() for view in views)
        room = self.width() - 8 - GAP * (len(views) - 1)
        scale = max(0.05, min(room / wide, (self.height() - 8 - foot) / high))
        x = (self.width() - wide * scale - GAP * (len(views) - 1)) / 2
        placed = []
        for view in views:
            y = (self.height() - foot - view.box.height() * scale) / 2
            place = QTransform.fromTranslate(x, y).scale(scale, scale)
            placed.append((view, place.translate(-view.box.x(), -view.box.y())))
            x += view.box.width() * scale + GAP
        self._placed = tuple(placed)
        self._spots = tuple(
            Spot(region, place.map(region.point), place.mapRect(region.path.boundingRect()))
            for view, place in placed
            for region in view.regions
        )
        self._layers = None
        self._markers = self._place()
        self._name_regions()
        self.update()

    def _name_regions(self) -> None:
        """Give what reads the screen a child with name and place for each region; nothing else needs them."""
        for child in self._named:
            child.deleteLater()
        self._named = [RegionName(self, self.name_of(s.region), s.box) for s in self._reading()]

    def _reading(self) -> tuple[Spot, ...]:
        return self._spots if QAccessible.isActive() else ()

    def _place(self) -> tuple[Marker, ...]:
        at_edge = QPointF(DISC, self.height() - DISC)
        return place_markers(self._lesions, self._spots, Theme.current().px(DISC), at_edge)

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, lines = self._drawn()
        painter.drawPixmap(0, 0, ground)
        current = [region for region in self._regions() if self._is_current(region)]
        for region in current:
            painter.fillPath(self._on_page(region), Theme.current().color("selected"))
        painter.drawPixmap(0, 0, lines)
        for region in current:
            self._outline(painter, region, "accent", 1.5)
        if self._hovered is not None:
            self._outline(painter, self._hovered, "accent", 1.5)
        if self._keyed is not None:
            self._outline(painter, self._keyed, "focus", 2.5)
        self._write_titles(painter)
        self._draw_markers(painter)

    def _regions(self) -> Iterator[Region]:
        return (spot.region for spot in self._spots)

    def _is_current(self, region: Region) -> bool:
        return any(
            lesion.current and lesion.site == region.site and lesion.side in (region.side, "bilateral")
            for lesion in self._lesions
        )

    def _on_page(self, region: Region) -> QPainterPath:
        return next(place for view, place in self._placed if view.name == region.view).map(region.path)

    def _outline(self, painter: QPainter, region: Region, role: str, width: float) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        width += Theme.current().edge - 1
        painter.setPen(QPen(Theme.current().color(role), width, j=Qt.PenJoinStyle.RoundJoin))
        painter.drawPath(self._on_page(region))

    def _drawn(self) -> tuple[QPixmap, QPixmap]:
        """The ground of the regions and the lines above it, drawn once for a page and size."""
        ratio = self.devicePixelRatioF()
        if self._layers is None or self._layers[0].devicePixelRatio() != ratio:
            self._layers = draw_layers(self._placed, self.size(), ratio)
        return self._layers

    def _write_titles(self, painter: QPainter) -> None:
        if not self._titled:
            return
        painter.setFont(Theme.current().font("small"))
        painter.setPen(Theme.current().color("muted"))
        for view, place in self._placed:
            box = place.mapRect(view.box)
            under = QRectF(box.x() - GAP / 2, box.bottom() + 4, box.width() + GAP, 40)
            painter.drawText(under, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, view.title)

    def _draw_markers(self, painter: QPainter) -> None:
        theme = Theme.current()
        side = theme.px(DISC)
        for marker in self._markers:
            if marker.moved:
                painter.setPen(QPen(theme.color("text"), 1))
                painter.drawLine(marker.middle, marker.point)
                painter.setBrush(theme.color("text"))
                painter.drawEllipse(marker.point, 1.5, 1.5)
        for marker in sorted(self._markers, key=lambda marker: marker.lesion.current):
            lesion = marker.lesion
            box = QRectF(0, 0, side, side)
            box.moveCenter(marker.middle)
            if lesion.current:
                painter.setPen(QPen(theme.color("accent"), 2))
                painter.setBrush(theme.color("surface"))
                painter.drawEllipse(box.adjusted(-1.5, -1.5, 1.5, 1.5))
            draw_disc(painter, box, lesion.label, self.palette(), self.font(), ring=lesion.cosmetic)
            words = [f"×{lesion.count}"] if lesion.count > 1 else []
            words += [self.tr("which side?")] if marker.asks_side else []
            if words:
                self._write_beside(painter, box, " ".join(words))

    def _write_beside(self, painter: QPainter, box: QRectF, text: str) -> None:
        theme = Theme.current()
        font = theme.font("key")
        painter.setFont(font)
        wide = painter.fontMetrics().horizontalAdvance(text) + 6
        label = QRectF(box.right() - 1, box.center().y() - theme.px(7), wide, theme.px(14))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(label, 3, 3)
        painter.setPen(theme.color("text"))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)

    # Mouse

    def region_at(self, point: QPointF) -> Region | None:
        for view, place in self._placed:
            there = place.inverted()[0].map(point)
            for region in reversed(view.regions):
                if region.path.contains(there):
                    return region
        return None

    def marker_at(self, point: QPointF) -> Marker | None:
        reach = max(24, Theme.current().px(DISC)) / 2
        near = [m for m in self._markers if hypot(*(m.middle - point).toTuple()) <= reach]
        return min(near, key=lambda m: hypot(*(m.middle - point).toTuple()), default=None)

    def closer_page(self, region: Region) -> Page | None:
        """The page to turn to where a region is drawn too small to be told from its neighbours."""
        spot = next(spot for spot in self._spots if spot.region is region)
        if self._page.name not in WHOLE_BODY or min(spot.box.width(), spot.box.height()) >= LEAST_TARGET:
            return None
        page = self._drawing.closest_page(region.site, region.side)
        return page if page and page.name not in WHOLE_BODY else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.region_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)

    def _hover(self, region: Region | None) -> None:
        if region is not self._hovered:
            self._hovered = region
            if region is not None:
                self._keyed = None
            self._announce()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        marker = self.marker_at(event.position())
        region = self.region_at(event.position())
        if marker is not None:
            self.lesion_chosen.emit(marker.lesion.label)
        elif region is not None and (closer := self.closer_page(region)):
            self.page_wanted.emit(closer.name)
        else:
            self._choose(region)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        region = self.region_at(QPointF(event.pos()))
        if region is not None and not self._read_only:
            self.group_chosen.emit(region)

    def _choose(self, region: Region | None) -> None:
        if region is not None and not self._read_only:
            self.region_chosen.emit(region)

    # Keys

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes to the next page, and on from the last one; Shift+Tab likewise."""
        at = self._pages.index(self._page) if self._page in self._pages else -1
        there = at + (1 if forward else -1)
        if at < 0 or not 0 <= there < len(self._pages):
            return super().focusNextPrevChild(forward)
        self.page_wanted.emit(self._pages[there].name)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if plain and key in _ARROWS:
            self._walk(*_ARROWS[Qt.Key(key)])
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.end_typing()
            self._choose(self.region)
        elif plain and key == Qt.Key.Key_Escape and (self._keyed or self._typed):
            self.end_typing()
            self.go_to(None)
        elif plain and key == Qt.Key.Key_Backspace and self._typed:
            self._jump(self._typed[:-1])
        elif plain and event.text().isprintable() and event.text():
            self._type(event.text().lower())
        else:
            super().keyPressEvent(event)

    def _walk(self, right: int, down: int) -> None:
        here = next((spot for spot in self._spots if spot.region is self.region), None)
        if here is None:
            middle = QPointF(self.width() / 2, self.height() / 2)
            self.go_to(min(self._spots, key=lambda s: hypot(*(s.point - middle).toTuple())).region)
            return
        there = neighbour(here, self._spots, right, down)
        if there is not None:
            self.go_to(there.region)

    def go_to(self, region: Region | None) -> None:
        """Put the keys on a region of the page, or on none."""
        self._keyed = region
        self._hovered = None
        self._announce()

    def _type(self, text: str) -> None:
        if text == " " and not self._typed:
            self._choose(self.region)
            return
        if not self._jump(self._typed + text):
            if text == " ":
                self.end_typing()
                self._choose(self.region)
            elif self._typed == text:
                self._jump(text, onward=True)

    def _jump(self, typed: str, *, onward: bool = False) -> bool:
        """Go to the region whose name, or a word of it, begins so; `onward` to the next such one."""
        self._typing.start()
        matching = [spot.region for spot in self._spots if self._begins(spot.region, typed)]
        if not matching:
            return self._jump_elsewhere(typed)
        self._typed = typed
        if onward and self._keyed in matching:
            self.go_to(matching[(matching.index(self._keyed) + 1) % len(matching)])
        elif self._keyed not in matching:
            self.go_to(matching[0])
        return True

    def _jump_elsewhere(self, typed: str) -> bool:
        for page in PAGES:
            for name in page.views:
                for region in self._drawing.views[name].regions:
                    if self._begins(region, typed, first_word=True):
                        self._typed = typed
                        self.page_wanted.emit(page.name)
                        self.go_to(region)
                        return True
        return False

    def _begins(self, region: Region, typed: str, *, first_word: bool = False) -> bool:
        name = self.name_of(region).lower().replace(",", "")
        return name.startswith(typed) or (not first_word and f" {typed}" in f" {name}")

    def end_typing(self) -> None:
        """What is typed from here on is another name."""
        self._typed = ""

    # Reading aloud

    def _announce(self) -> None:
        """Say the region at hand: in the foot, and to whatever reads the screen."""
        name = self.name_of(self.region) if self.region else ""
        self.setAccessibleDescription(name or self._drawing.views[self._page.views[0]].title)
        if name and self._keyed and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, name))
        self.region_shown.emit(name)
        self.update()


class RegionName(QWidget):
    """A region as a screen reader meets it: a name at a place. It paints nothing and takes no event."""

    def __init__(self, canvas: BodyMapCanvas, name: str, box: QRectF) -> None:
        super().__init__(canvas)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setAccessibleName(name)
        self.setGeometry(box.toAlignedRect())
        self.show()


def neighbour(here: Spot, spots: Sequence[Spot], right: int, down: int) -> Spot | None:
    """The nearest region in a direction; straight ahead counts for more than aside."""
    best, least = None, float("inf")
    for spot in spots:
        away = spot.point - here.point
        along = away.x() * right + away.y() * down
        across = abs(away.x() * down) + abs(away.y() * right)
        if along > 0.5 and (cost := along + 2.5 * across) < least:
            best, least = spot, cost
    return best


def draw_layers(
    placed: Sequence[tuple[View, QTransform]], size: QSize, ratio: float
) -> tuple[QPixmap, QPixmap]:
    """Draw the ground of the regions and, on a layer of its own, the lines that lie above a selection."""
    layers = []
    for draw in (_draw_ground, _draw_lines):
        layer = QPixmap(size * ratio)
        layer.setDevicePixelRatio(ratio)
        layer.fill(Qt.GlobalColor.transparent)
        painter = QPainter(layer)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for view, place in placed:
            draw(painter, view, place)
        painter.end()
        layers.append(layer)
    return layers[0], layers[1]


def _draw_ground(painter: QPainter, view: View, place: QTransform) -> None:
    theme = Theme.current()
    painter.setBrush(theme.color("skin"))
    painter.setPen(_pen("skin_line", 0.8, place))
    for region in view.regions:
        painter.drawPath(place.map(region.path))


def _draw_lines(painter: QPainter, view: View, place: QTransform) -> None:
    theme = Theme.current()
    for stroke in view.strokes:
        painter.setBrush(theme.color(stroke.fill) if stroke.fill else Qt.BrushStyle.NoBrush)
        painter.setPen(_pen(stroke.pen, stroke.width, place) if stroke.pen else Qt.PenStyle.NoPen)
        painter.drawPath(place.map(stroke.path))


def _pen(role: str, width: float, place: QTransform) -> QPen:
    """A line that thins with the drawing, and stays visible."""
    return QPen(
        Theme.current().color(role),
        max(0.4, min(1.8, width * place.m11())),
        c=Qt.PenCapStyle.RoundCap,
        j=Qt.PenJoinStyle.RoundJoin,
    )
