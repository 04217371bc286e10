"""The large view of the body map: regions to click or to walk through by keys, and the lesions on them."""

from collections.abc import Iterator, Mapping, Sequence
from math import hypot

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.body_map_drawing import (
    PAGES,
    WHOLE_BODY,
    Drawing,
    Page,
    Region,
    View,
)
from chargecapture.desktop.views.body_map_lens import STEP, Lens
from chargecapture.desktop.views.body_map_markers import DISC, MarkedLesion, Marker, Spot, place_markers
from chargecapture.desktop.views.body_map_painting import (
    Name,
    draw_layers,
    draw_leader,
    draw_marker,
    fitting_names,
    outline,
    write_beside,
    write_names,
)

LEAST_TARGET = 12
TYPE_AHEAD_MS = 1000
GAP = 14
WHEEL_NOTCH = 120

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ZOOM = {"+": STEP, "=": STEP, "-": 1 / STEP, "0": 0.0}
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class BodyMapCanvas(QWidget):
    """One page of the drawing, as large as there is room, or a part of it larger."""

    region_chosen = Signal(object)  # Region
    group_chosen = Signal(object)  # Region
    lesion_chosen = Signal(str)
    lesion_moved = Signal(str, object, bool)  # its label, the Region, whether by a key
    earlier_chosen = Signal(object)  # Marker
    shown = Signal(str)  # what is under the mouse or the keys, in words; empty for nothing
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
        self._near: MarkedLesion | None = None  # the mark under the mouse
        self._at: MarkedLesion | None = None  # the mark that the keys are on
        self._pressed: QPointF | None = None
        self._dragged: MarkedLesion | None = None
        self._panned = False
        self._last = QPointF()
        self._lens = Lens()
        self._typed = ""
        self._typing = QTimer(self, singleShot=True, interval=TYPE_AHEAD_MS)
        self._typing.timeout.connect(self.end_typing)
        self._placed: tuple[tuple[View, QTransform], ...] = ()
        self._spots: tuple[Spot, ...] = ()
        self._markers: tuple[Marker, ...] = ()
        self._placed_for: object = None
        self._names: tuple[Name, ...] | None = None
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

    @property
    def zoom(self) -> float:
        return self._lens.factor

    def name_of(self, region: Region) -> str:
        return self._name(region.site, region.side)

    def _name(self, site: str, side: str | None) -> str:
        label = self._labels.get(site, site)
        return f"{label}, {side}" if side else label

    def words_of(self, lesion: MarkedLesion) -> str:
        """What a mark stands for: where, and what it is, or what was done then."""
        place = self._name(lesion.site, lesion.side)
        if lesion.earlier:
            return "\n".join((place, *(each.words for each in lesion.earlier)))
        count = f"×{lesion.count}" if lesion.count > 1 else ""
        return " · ".join(part for part in (lesion.label, place, lesion.diagnosis, count) if part)

    def show_page(self, page: Page) -> None:
        if page is not self._page:
            self._page = page
            self._hovered = self._keyed = self._near = self._at = None
            self._lens.fit()
            self._lay_out()
            self._announce()

    def set_pages(self, pages: Sequence[Page]) -> None:
        """The pages that Tab walks through."""
        self._pages = list(pages)

    def show_lesions(self, lesions: tuple[MarkedLesion, ...]) -> None:
        """Mark lesions of today, and rings of before after them."""
        before, self._lesions = self._lesions, lesions
        if _as_drawn(before) == _as_drawn(lesions):  # a word of a diagnosis, as it is typed, moves nothing
            by_label = {each.label: each for each in lesions if not each.earlier}
            self._markers = tuple(
                m if m.lesion.earlier else m._replace(lesion=by_label[m.lesion.label]) for m in self._markers
            )
            return
        self._at = next((each for each in lesions if self._at and _same(each, self._at)), None)
        self._near = next((each for each in lesions if self._near and _same(each, self._near)), None)
        self._markers = self._place()
        self._names = None
        self._name_regions()
        current = next((marker for marker in self._markers if marker.lesion.current), None)
        if current is not None:
            self._bring_into_sight(QRectF(current.middle, QSizeF(1, 1)))
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
        if self._lens.enlarges:
            self._lens.pan(QPointF(0, 0), self._room())
        self._lay_out()

    def _restyle(self) -> None:
        self._lay_out()

    def _room(self) -> QSizeF:
        return QSizeF(self.size())

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
            place = place.translate(-view.box.x(), -view.box.y())
            placed.append((view, place * self._lens.transform))
            x += view.box.width() * scale + GAP
        self._placed = tuple(placed)
        self._spots = tuple(
            Spot(region, place.map(region.point), place.mapRect(region.path.boundingRect()))
            for view, place in placed
            for region in view.regions
        )
        self._layers = self._names = None
        self._markers = self._place()
        self._name_regions()
        self.update()

    def _name_regions(self) -> None:
        """Give what reads the screen a child with name and place for each region and mark; nothing else
        needs them."""
        for child in self._named:
            child.deleteLater()
        self._named = [Named(self, name, box) for name, box in self._reading()]

    def _reading(self) -> Iterator[tuple[str, QRectF]]:
        if QAccessible.isActive():
            yield from ((self.name_of(spot.region), spot.box) for spot in self._spots)
            for marker in self._markers:
                box = QRectF(0, 0, DISC, DISC)
                box.moveCenter(marker.middle)
                which = self.tr("Earlier: {}") if marker.lesion.earlier else self.tr("Lesion {}")
                yield which.format(self.words_of(marker.lesion).replace("\n", " · ")), box

    def _place(self) -> tuple[Marker, ...]:
        """Where the discs stand; they are placed anew only where a place or a letter changed."""
        marked = tuple(self._marked_here())
        side = Theme.current().px(DISC)
        key = (side, self._spots, tuple(each[:3] for each in marked))
        if self._placed_for != key:
            at_edge = QPointF(DISC, self.height() - DISC)
            self._placed_for = key
            return place_markers(marked, self._spots, side, at_edge, QRectF(self.rect()))
        known = {each[:3]: each for each in marked}
        return tuple(marker._replace(lesion=known[marker.lesion[:3]]) for marker in self._markers)

    def _marked_here(self) -> Iterator[MarkedLesion]:
        """What is marked on this page. On a whole figure, rings of places that another page shows larger
        are one ring a page, with their number."""
        far: dict[Page, list[MarkedLesion]] = {}
        for lesion in self._lesions:
            page = self._larger_page(lesion) if lesion.earlier else None
            if page is None:
                yield lesion
            else:
                far.setdefault(page, []).append(lesion)
        for rings in far.values():
            earlier = tuple(each for ring in rings for each in ring.earlier)
            yield rings[0] if len(rings) == 1 else rings[0]._replace(label=f"{len(earlier)}", earlier=earlier)

    def _larger_page(self, lesion: MarkedLesion) -> Page | None:
        """The page that shows a place larger than the whole figure at hand does."""
        page = self._drawing.closest_page(lesion.site, lesion.side)
        far = self._page.name in WHOLE_BODY and page is not None and page.name not in WHOLE_BODY
        return page if far else None

    # Zooming

    def zoom_by(self, by: float, at: QPointF | None = None) -> None:
        """Enlarge about a point, else about what is at hand; 0 shows the whole page."""
        if by:
            self._lens.zoom(by, self._about() if at is None else at, self._room())
        else:
            self._lens.fit()
        self._lay_out()

    def _about(self) -> QPointF:
        """What is at hand, the current lesion, or the middle."""
        spot = next((spot for spot in self._spots if spot.region is self.region), None)
        if spot is not None:
            return spot.point
        current = next((marker for marker in self._markers if marker.lesion.current), None)
        return current.middle if current else QPointF(self.width() / 2, self.height() / 2)

    def _bring_into_sight(self, box: QRectF) -> None:
        if self._lens.show(box, self._room()):
            self._lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        if event.modifiers() & _SHIFT or not turned.y():
            if self._lens.pan(QPointF(turned.x() or turned.y(), 0) / 2, self._room()):
                self._lay_out()
        else:
            self.zoom_by(STEP ** (turned.y() / WHEEL_NOTCH), event.position())
        event.accept()

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, lines = self._drawn()
        painter.drawPixmap(0, 0, ground)
        current = [region for region in self._regions() if self._is_current(region)]
        for region in current:
            painter.fillPath(self._place_of(region).map(region.path), Theme.current().color("selected"))
        painter.drawPixmap(0, 0, lines)
        for region in current:
            outline(painter, region, self._place_of(region), "accent", 1.5)
        if self._hovered is not None:
            outline(painter, self._hovered, self._place_of(self._hovered), "accent", 1.5)
        if self._keyed is not None:
            outline(painter, self._keyed, self._place_of(self._keyed), "focus", 2.5)
        write_names(painter, self._fitting_names(), current)
        self._write_titles(painter)
        self._draw_markers(painter)
        if self._lens.enlarges:  # the drawing goes on beyond this edge
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(Theme.current().color("hairline"), Theme.current().edge))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _regions(self) -> Iterator[Region]:
        return (spot.region for spot in self._spots)

    def _is_current(self, region: Region) -> bool:
        return any(
            lesion.current and lesion.site == region.site and lesion.side in (region.side, "bilateral")
            for lesion in self._lesions
        )

    def _place_of(self, region: Region) -> QTransform:
        return next(place for view, place in self._placed if view.name == region.view)

    def _fitting_names(self) -> tuple[Name, ...]:
        if self._names is None:
            fitting = fitting_names(self._spots, self._placed, self._labels, self._markers, self._room())
            self._names = tuple(fitting)
        return self._names

    def _drawn(self) -> tuple[QPixmap, QPixmap]:
        """The ground of the regions and the lines above it, drawn once for a page, size and part."""
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
        for marker in self._markers:
            if marker.moved:
                draw_leader(painter, marker)
        for marker in sorted(self._markers, key=lambda each: (not each.lesion.earlier, each.lesion.current)):
            lesion = marker.lesion
            taken = self._dragged is not None and _same(lesion, self._dragged)
            drawn = marker._replace(middle=self._last) if taken else marker
            box = draw_marker(painter, drawn, self.palette(), self.font())
            if self._at is not None and _same(lesion, self._at):
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(Theme.current().color("focus"), Theme.current().ring))
                painter.drawEllipse(box.adjusted(-3, -3, 3, 3))
            words = [f"×{lesion.count}"] if lesion.count > 1 else []
            words += [self.tr("which side?")] if marker.asks_side and not lesion.earlier else []
            if words:
                write_beside(painter, drawn, " ".join(words), self._markers)

    # Mouse

    def region_at(self, point: QPointF) -> Region | None:
        for view, place in self._placed:
            there = place.inverted()[0].map(point)
            for region in reversed(view.regions):
                if region.path.contains(there):
                    return region
        return None

    def marker_at(self, point: QPointF) -> Marker | None:
        """The mark nearest to a point; a lesion of today before one of before."""
        reach = max(24, Theme.current().px(DISC)) / 2
        near = [m for m in self._markers if hypot(*(m.middle - point).toTuple()) <= reach]
        return min(
            near,
            key=lambda m: (bool(m.lesion.earlier), hypot(*(m.middle - point).toTuple())),
            default=None,
        )

    def closer_page(self, region: Region) -> Page | None:
        """The page to turn to where a region is drawn too small to be told from its neighbours."""
        spot = next(spot for spot in self._spots if spot.region is region)
        if self._page.name not in WHOLE_BODY or min(spot.box.width(), spot.box.height()) >= LEAST_TARGET:
            return None
        page = self._drawing.closest_page(region.site, region.side)
        return page if page and page.name not in WHOLE_BODY else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._last = event.position()
            self._panned = False

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """The second click of a double click adds no second lesion."""
        self._pressed = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None:
            self._drag(event.position())
        else:
            marker = self.marker_at(event.position())
            self._hover(self.region_at(event.position()), marker.lesion if marker else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, dragged, panned = self._pressed, self._dragged, self._panned
        if event.button() != Qt.MouseButton.LeftButton or pressed is None:
            return
        self._pressed = self._dragged = None
        self._panned = False
        if dragged is not None:
            self._drop(dragged, self.region_at(event.position()))
        elif not panned:
            self._click(pressed)

    def _drag(self, to: QPointF) -> None:
        """A disc is taken along; a page of which a part is seen is moved."""
        assert self._pressed is not None
        if not self._panned and self._dragged is None:
            if hypot(*(to - self._pressed).toTuple()) < QApplication.startDragDistance():
                return
            marker = self.marker_at(self._pressed)
            if marker is not None and not marker.lesion.earlier and not self._read_only:
                self._dragged = marker.lesion
            else:
                self._panned = True
        if self._dragged is not None:
            self._last = to
            self._hover(self.region_at(to), None)
            self.update()
        elif self._lens.pan(to - self._last, self._room()):
            self._lay_out()
        self._last = to

    def _drop(self, lesion: MarkedLesion, region: Region | None) -> None:
        self.update()
        self._announce()
        if region is not None and (region.site, region.side) != (lesion.site, lesion.side):
            self.lesion_moved.emit(lesion.label, region, False)

    def _click(self, at: QPointF) -> None:
        marker = self.marker_at(at)
        region = self.region_at(at)
        if marker is not None:
            self._choose_marked(marker)
        elif region is not None and (closer := self.closer_page(region)):
            self.page_wanted.emit(closer.name)
        else:
            self._choose(region)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None, None)
        super().leaveEvent(event)

    def _hover(self, region: Region | None, near: MarkedLesion | None) -> None:
        if region is not self._hovered or near is not self._near:
            self._hovered, self._near = region, near
            if region is not None:
                self._keyed = self._at = None
            self._announce()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """One more of the lesions there; by the keyboard's own key, at the region at hand."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        region = self.region if by_key else self.region_at(QPointF(event.pos()))
        if region is not None and not self._read_only:
            self.group_chosen.emit(region)

    def _choose(self, region: Region | None) -> None:
        if region is not None and not self._read_only:
            self.region_chosen.emit(region)

    def _choose_marked(self, marker: Marker) -> None:
        if marker.lesion.earlier and (larger := self._larger_page(marker.lesion)):
            self.page_wanted.emit(larger.name)
        elif marker.lesion.earlier:
            self.earlier_chosen.emit(marker)
        else:
            self.lesion_chosen.emit(marker.lesion.label)

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
        plain = not event.modifiers() & ~(_SHIFT | Qt.KeyboardModifier.KeypadModifier)
        if not (plain and self._key(event)):
            super().keyPressEvent(event)

    def _key(self, event: QKeyEvent) -> bool:
        """Take a key that the map knows; False for any other."""
        key, text = event.key(), event.text()
        if key in _ARROWS and event.modifiers() & _SHIFT:
            self._move(*_ARROWS[Qt.Key(key)])
        elif key in _ARROWS:
            self._walk(*_ARROWS[Qt.Key(key)])
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._step_marked(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in _ENTER:
            self._enter()
        elif key == Qt.Key.Key_Escape and (self._dragged or self._keyed or self._typed or self._at):
            self._pressed = self._dragged = None
            self.end_typing()
            self.go_to(None)
        elif key == Qt.Key.Key_Backspace and self._typed:
            self._jump(self._typed[:-1])
        elif text in _ZOOM:
            self.zoom_by(_ZOOM[text])
        elif text.isprintable() and text:
            self._type(text.lower())
        else:
            return False
        return True

    def _enter(self) -> None:
        self.end_typing()
        marker = next((m for m in self._markers if self._at and _same(m.lesion, self._at)), None)
        if marker is not None:
            self._choose_marked(marker)
        else:
            self._choose(self.region)

    def _walk(self, right: int, down: int) -> None:
        here = next((spot for spot in self._spots if spot.region is self.region), None)
        if here is None:
            middle = QPointF(self.width() / 2, self.height() / 2)
            self.go_to(min(self._spots, key=lambda s: hypot(*(s.point - middle).toTuple())).region)
            return
        there = neighbour(here, self._spots, right, down)
        if there is not None:
            self.go_to(there.region)

    def _move(self, right: int, down: int) -> None:
        """Move the lesion at hand to the neighbouring region."""
        lesion = self._at if self._at and not self._at.earlier else self._current()
        here = next((s for s in self._spots if lesion and s.region[1:3] == (lesion.site, lesion.side)), None)
        there = neighbour(here, self._spots, right, down) if here else None
        if lesion is not None and there is not None and not self._read_only:
            self.go_to(there.region)
            self.lesion_moved.emit(lesion.label, there.region, True)

    def _current(self) -> MarkedLesion | None:
        return next((lesion for lesion in self._lesions if lesion.current), None)

    def _step_marked(self, by: int) -> None:
        """Go to the next mark, turning to the page that shows it: first those of today, then of before."""
        marked = [each for each in self._lesions if self._drawing.closest_page(each.site, each.side)]
        if not marked:
            return
        here = self._at or self._current()
        at = next((at for at, each in enumerate(marked) if here and _same(each, here)), -1 if by > 0 else 0)
        if self._at is None and here is not None:
            by = 0  # the first step is onto the current one
        self._go_to_marked(marked[(at + by) % len(marked)])

    def _go_to_marked(self, lesion: MarkedLesion) -> None:
        page = self._drawing.closest_page(lesion.site, lesion.side)
        seen = self._drawing.shows(self._page, lesion.site, lesion.side)
        if page is not None and (not seen or (lesion.earlier and self._larger_page(lesion))):
            self.page_wanted.emit(page.name)
        self._at, self._keyed, self._hovered = lesion, None, None
        marker = next((m for m in self._markers if _same(m.lesion, lesion)), None)
        if marker is not None:
            self._keyed = self.region_at(marker.point)
            self._bring_into_sight(QRectF(marker.middle, QSizeF(1, 1)))
        self._announce()

    def go_to(self, region: Region | None) -> None:
        """Put the keys on a region of the page, or on none."""
        self._keyed = region
        self._hovered = self._near = self._at = None
        spot = next((spot for spot in self._spots if spot.region is region), None)
        if spot is not None:
            self._bring_into_sight(spot.box)
        self._announce()

    def _type(self, text: str) -> None:
        if text == " ":
            if self._typed.endswith(" ") or not self._goes_on(self._typed.split()):
                self._enter()
            else:
                self._typed += text
                self._typing.start()
        elif not self._jump(self._typed + text) and self._typed == text:
            self._jump(text, onward=True)

    def _goes_on(self, typed: Sequence[str]) -> bool:
        """Whether another word may follow what is typed; space adds where none can."""
        return bool(typed) and any(
            len(words) > len(typed) and _begin_each(typed, words)
            for view in self._drawing.views.values()
            for words in (self._words_of(region) for region in view.regions)
        )

    def _words_of(self, region: Region) -> list[str]:
        return self.name_of(region).lower().replace(",", "").split()

    def _jump(self, typed: str, *, onward: bool = False) -> bool:
        """Go to the region that typed words mean; `onward` to the next such one."""
        self._typing.start()
        matching = [spot.region for spot in self._spots if self._means(spot.region, typed)]
        if not matching:
            return self._jump_elsewhere(typed)
        self._typed = typed
        said = sorted(typed.split())
        whole = [region for region in matching if sorted(self._words_of(region)) == said]
        matching = whole or matching  # what is said in full is meant, and nothing longer
        if onward and self._keyed in matching:
            self.go_to(matching[(matching.index(self._keyed) + 1) % len(matching)])
        elif self._keyed not in matching:
            self.go_to(matching[0])
        return True

    def _jump_elsewhere(self, typed: str) -> bool:
        for first_word in (True, False):
            for page in PAGES:
                for name in page.views:
                    for region in self._drawing.views[name].regions:
                        if self._means(region, typed, first_word=first_word):
                            self._typed = typed
                            self.page_wanted.emit(page.name)
                            self.go_to(region)
                            return True
        return False

    def _means(self, region: Region, typed: str, *, first_word: bool = False) -> bool:
        """Whether the words of a region's name begin as typed: in order (`cheek l`), or each (`l che`)."""
        words = self._words_of(region)
        name = " ".join(words)
        if name.startswith(typed):
            return True
        said = typed.split()
        each = len(said) > 1 and _begin_each(said, words)
        return each or (not first_word and f" {typed}" in f" {name}")

    def end_typing(self) -> None:
        """What is typed from here on is another name."""
        self._typed = ""

    # Reading aloud

    def _announce(self) -> None:
        """Say what is at hand: in the foot, and to whatever reads the screen."""
        words = self._at_hand()
        self.setAccessibleDescription(words or self._drawing.views[self._page.views[0]].title)
        if words and (self._keyed or self._at) and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
        self.shown.emit(words)
        self.update()

    def _at_hand(self) -> str:
        region = self.region
        if self._dragged is not None:
            to = self.name_of(region) if region else self.tr("no region: it stays where it is")
            return self.tr("{} to: {}").format(self._dragged.label, to)
        mark = self._at or self._near
        if mark is not None:
            return self.words_of(mark)
        if region is None:
            return ""
        before = [
            each.words
            for lesion in self._lesions
            if (lesion.site, lesion.side) == (region.site, region.side)
            for each in lesion.earlier
        ]
        return "\n".join((self.name_of(region), *before))


def _as_drawn(lesions: Sequence[MarkedLesion]) -> list[MarkedLesion]:
    return [each._replace(diagnosis="") for each in lesions]


def _same(one: MarkedLesion, other: MarkedLesion) -> bool:
    """Whether two marks stand for the same lesion, whatever changed of it; marks of before go by place."""
    if one.earlier or other.earlier:
        return bool(one.earlier and other.earlier) and one[1:3] == other[1:3]
    return one.label == other.label


def _begin_each(typed: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each typed word begins a word of its own, in any order; the hardest to place goes first."""
    if not typed:
        return True
    first, *others = sorted(typed, key=len, reverse=True)
    return any(
        word.startswith(first) and _begin_each(others, [*words[:at], *words[at + 1 :]])
        for at, word in enumerate(words)
    )


class Named(QWidget):
    """A region or a mark as a screen reader meets it: a name at a place. Paints nothing, takes no event."""

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
