"""How the body map is painted: its ground and lines, the names of regions, discs, and rings of before."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPalette, QPen, QPixmap, QTransform

from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.body_map_drawing import Region, View
from chargecapture.desktop.views.body_map_markers import DISC, Marker, Spot
from chargecapture.desktop.views.discs import draw_disc

Placed = Sequence[tuple[View, QTransform]]
NAME_ROOM = 4
LEAST_LINE, MOST_LINE = 0.4, 2.6


def draw_layers(placed: Placed, size: QSize, ratio: float) -> tuple[QPixmap, QPixmap]:
    """Draw the ground of the regions and, on a layer of its own, the lines that lie above a selection."""
    layers = []
    for draw in (_draw_ground, _draw_lines):
        layer = QPixmap(size * ratio)
        layer.setDevicePixelRatio(ratio)
        layer.fill(Qt.GlobalColor.transparent)
        painter = QPainter(layer)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen = QRectF(0, 0, size.width(), size.height())
        for view, place in placed:
            if place.mapRect(view.box).intersects(seen):
                draw(painter, view, place)
        painter.end()
        layers.append(layer)
    return layers[0], layers[1]


def _draw_ground(painter: QPainter, view: View, place: QTransform) -> None:
    theme = Theme.current()
    painter.setBrush(theme.color("skin"))
    painter.setPen(_pen("skin_line", 0.8, place))
    for region in view.regions:
        if _is_seen(painter, place.mapRect(region.path.boundingRect())):
            painter.drawPath(place.map(region.path))


def _draw_lines(painter: QPainter, view: View, place: QTransform) -> None:
    theme = Theme.current()
    for stroke in view.strokes:
        if not _is_seen(painter, place.mapRect(stroke.path.boundingRect())):
            continue
        painter.setBrush(theme.color(stroke.fill) if stroke.fill else Qt.BrushStyle.NoBrush)
        painter.setPen(_pen(stroke.pen, stroke.width, place) if stroke.pen else Qt.PenStyle.NoPen)
        painter.drawPath(place.map(stroke.path))


def _is_seen(painter: QPainter, box: QRectF) -> bool:
    """Whether something reaches into the picture; a straight line has a box without area."""
    return box.adjusted(-2, -2, 2, 2).intersects(QRectF(painter.window()))


def _pen(role: str, width: float, place: QTransform) -> QPen:
    """A line that thins with the drawing, and stays visible."""
    return QPen(
        Theme.current().color(role),
        max(LEAST_LINE, min(MOST_LINE, width * place.m11())),
        c=Qt.PenCapStyle.RoundCap,
        j=Qt.PenJoinStyle.RoundJoin,
    )


class Name(NamedTuple):
    """The name of a region where it is written."""

    box: QRectF
    text: str
    region: Region


def fitting_names(
    spots: Sequence[Spot], placed: Placed, names: Mapping[str, str], markers: Sequence[Marker], room: QSizeF
) -> Iterator[Name]:
    """The names that fit into their regions, clear of the discs and of where a first one would sit."""
    discs = [_disc_box(marker).adjusted(-2, -2, 2, 2) for marker in markers]
    metrics = QFontMetricsF(Theme.current().font("key"))
    inside = QRectF(QPointF(0, 0), room)
    places = {view.name: place for view, place in placed}
    for spot in spots:
        text = names.get(spot.region.site, "")
        box = QRectF(0, 0, metrics.horizontalAdvance(text) + 2 * NAME_ROOM, metrics.height())
        if box.width() < spot.box.width() and 3 * box.height() < spot.box.height():
            back = places[spot.region.view].inverted()[0]
            for at in _around(spot.point, box):
                box.moveCenter(at)
                clear = inside.contains(box) and not any(map(box.intersects, discs))
                if clear and spot.region.path.contains(back.mapRect(box)):
                    yield Name(box, text, spot.region)
                    break


def _around(point: QPointF, box: QRectF) -> Iterator[QPointF]:
    """Places for a name about a point, the nearest first: below, above, then further and aside."""
    disc = Theme.current().px(DISC)
    down = disc / 2 + box.height() / 2 + 2
    aside = disc / 2 + box.width() / 2 + 2
    for y in (down, -down, down + disc, -down - disc):
        yield point + QPointF(0, y)
    for x in (aside, -aside):
        yield from (point + QPointF(x, y) for y in (0, down, -down))


def write_names(painter: QPainter, names: Iterable[Name], chosen: Container[Region]) -> None:
    """Write names on a ground of their own, where the lines of the drawing make way."""
    theme = Theme.current()
    painter.setFont(theme.font("key"))
    for box, text, region in names:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("selected" if region in chosen else "skin"))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(theme.color("muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _disc_box(marker: Marker) -> QRectF:
    side = Theme.current().px(DISC)
    box = QRectF(0, 0, side, side)
    box.moveCenter(marker.middle)
    return box


def draw_marker(painter: QPainter, marker: Marker, palette: QPalette, font: QFont) -> QRectF:
    """Draw a disc, or a ring: of dots for what is of before, of dashes for what is typed; gives its box."""
    theme = Theme.current()
    box, lesion = _disc_box(marker), marker.lesion
    if lesion.current:
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.setBrush(theme.color("surface"))
        painter.drawEllipse(box.adjusted(-1.5, -1.5, 1.5, 1.5))
    if lesion.earlier:
        _draw_ring(painter, box, lesion.label, "muted", Qt.PenStyle.DotLine)
    elif lesion.planned:
        _draw_ring(painter, box, lesion.label, "accent", Qt.PenStyle.DashLine)
    else:
        draw_disc(painter, box, lesion.label, palette, font, ring=lesion.cosmetic)
    return box


def _draw_ring(painter: QPainter, box: QRectF, letter: str, role: str, line: Qt.PenStyle) -> None:
    theme = Theme.current()
    painter.setBrush(theme.color("surface"))
    painter.setPen(QPen(theme.color(role), 1.6 + theme.edge - 1, line))
    painter.drawEllipse(box.adjusted(1.5, 1.5, -1.5, -1.5))
    font = theme.font("key")
    painter.setFont(font)
    painter.setPen(theme.color(role))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)


def draw_leader(painter: QPainter, marker: Marker) -> None:
    """A line from a disc that made room to the point of its lesion."""
    ink = Theme.current().color("muted" if marker.lesion.earlier else "text")
    painter.setPen(QPen(ink, 1))
    painter.drawLine(marker.middle, marker.point)
    painter.setBrush(ink)
    painter.drawEllipse(marker.point, 1.5, 1.5)


def write_beside(painter: QPainter, marker: Marker, text: str, others: Iterable[Marker]) -> None:
    """Write a few words beside a disc, where they cover no other."""
    theme = Theme.current()
    painter.setFont(theme.font("key"))
    wide, high = painter.fontMetrics().horizontalAdvance(text) + 6, theme.px(14)
    box = _disc_box(marker)
    words = QRectF(box.right() - 1, box.center().y() - high / 2, wide, high)
    left = words.translated(-box.width() - wide + 2, 0)
    below = QRectF(box.center().x() - wide / 2, box.bottom(), wide, high)
    discs = [_disc_box(other) for other in others if other is not marker]
    places = (words, left, below, below.translated(0, -box.height() - high))
    words = next((place for place in places if not any(map(place.intersects, discs))), words)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("surface"))
    painter.drawRoundedRect(words, 3, 3)
    painter.setPen(theme.color("text"))
    painter.drawText(words, Qt.AlignmentFlag.AlignCenter, text)


def outline(painter: QPainter, region: Region, place: QTransform, role: str, width: float) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    width += Theme.current().edge - 1
    painter.setPen(QPen(Theme.current().color(role), width, j=Qt.PenJoinStyle.RoundJoin))
    painter.drawPath(place.map(region.path))
