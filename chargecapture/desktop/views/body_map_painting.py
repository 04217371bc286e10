"""How the body map is painted: its ground and lines, the names of regions, discs, and rings of before."""

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
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
        max(LEAST_LINE, min(MOST_LINE, width * place.m11())),
        c=Qt.PenCapStyle.RoundCap,
        j=Qt.PenJoinStyle.RoundJoin,
    )


def fitting_names(
    spots: Sequence[Spot], placed: Placed, names: Mapping[str, str]
) -> Iterator[tuple[QRectF, str]]:
    """The names that fit into their regions, with room for a disc at the region's point."""
    metrics = QFontMetricsF(Theme.current().font("key"))
    places = {view.name: place for view, place in placed}
    for spot in spots:
        text = names.get(spot.region.site, "")
        box = QRectF(0, 0, metrics.horizontalAdvance(text) + 2 * NAME_ROOM, metrics.height())
        if box.width() < spot.box.width() and 2 * box.height() < spot.box.height():
            below = Theme.current().px(DISC) / 2 + box.height() / 2 + 2
            for away in (below, -below):
                box.moveCenter(spot.point + QPointF(0, away))
                if spot.region.path.contains(places[spot.region.view].inverted()[0].mapRect(box)):
                    yield box, text
                    break


def write_names(painter: QPainter, names: Sequence[tuple[QRectF, str]]) -> None:
    """Write the names of regions where they fit."""
    theme = Theme.current()
    painter.setFont(theme.font("key"))
    for box, text in names:
        painter.setPen(theme.color("muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def draw_marker(painter: QPainter, marker: Marker, palette: QPalette, font: QFont) -> QRectF:
    """Draw a disc, or a ring of dots for what is of before; gives the box it stands in."""
    theme = Theme.current()
    side = theme.px(DISC)
    box = QRectF(0, 0, side, side)
    box.moveCenter(marker.middle)
    lesion = marker.lesion
    if lesion.current:
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.setBrush(theme.color("surface"))
        painter.drawEllipse(box.adjusted(-1.5, -1.5, 1.5, 1.5))
    if lesion.earlier:
        _draw_ring(painter, box, lesion.label)
    else:
        draw_disc(painter, box, lesion.label, palette, font, ring=lesion.cosmetic)
    return box


def _draw_ring(painter: QPainter, box: QRectF, letter: str) -> None:
    theme = Theme.current()
    painter.setBrush(theme.color("surface"))
    painter.setPen(QPen(theme.color("muted"), 1.6 + theme.edge - 1, Qt.PenStyle.DotLine))
    painter.drawEllipse(box.adjusted(1.5, 1.5, -1.5, -1.5))
    font = theme.font("key")
    painter.setFont(font)
    painter.setPen(theme.color("muted"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)


def draw_leader(painter: QPainter, marker: Marker) -> None:
    """A line from a disc that made room to the point of its lesion."""
    ink = Theme.current().color("muted" if marker.lesion.earlier else "text")
    painter.setPen(QPen(ink, 1))
    painter.drawLine(marker.middle, marker.point)
    painter.setBrush(ink)
    painter.drawEllipse(marker.point, 1.5, 1.5)


def write_beside(painter: QPainter, box: QRectF, text: str) -> None:
    """Write a few words at the right of a disc."""
    theme = Theme.current()
    painter.setFont(theme.font("key"))
    wide = painter.fontMetrics().horizontalAdvance(text) + 6
    words = QRectF(box.right() - 1, box.center().y() - theme.px(7), wide, theme.px(14))
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
