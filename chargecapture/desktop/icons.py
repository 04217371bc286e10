"""The icons by what they mean here, drawn from the outline fonts that QtAwesome carries.

The package is not imported: that costs 170 ms at the start, for twelve fonts and an animation kit. Its font
and character map are read from its folder.
"""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QIcon,
    QIconEngine,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
    QRawFont,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from chargecapture.desktop.theme import Theme

ICONS = {
    # Fixed meanings
    "insurance": "shield-check-line",
    "patient": "wallet-3-line",
    "held": "pause-circle-line",
    "look_at": "alert-line",
    "stops": "close-circle-line",
    "done": "check-line",
    "signed": "lock-line",
    "print": "printer-line",
    "info": "information-line",
    "asks": "question-line",
    "cancelled": "forbid-line",
    # Commands and places
    "search": "search-line",
    "user": "user-line",
    "add_patient": "user-add-line",
    "calendar": "calendar-line",
    "draft": "pencil-line",
    "save": "save-line",
    "left": "arrow-left-s-line",
    "right": "arrow-right-s-line",
    "program": "focus-2-line",
    "copy": "file-copy-line",
    "bundle": "stack-line",
    "pin": "pushpin-line",
    "often": "star-line",
    "last": "history-line",
    "starter": "bookmark-line",
    "add": "add-line",
}


def icon(name: str, role: str = "text") -> QIcon:
    """The icon of a meaning in the colour of a role, drawn in the scheme of the moment."""
    return QIcon(_Engine(ICONS[name], role))


class IconMark(QWidget):
    """An icon to stand before its word in a row."""

    def __init__(self, name: str, role: str = "text", *, side: int = 16) -> None:
        super().__init__()
        self._side = side
        self._role = role
        self._name = name
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        Theme.current().changed.connect(self.updateGeometry)

    def show_icon(self, name: str, role: str) -> None:
        if (name, role) != (self._name, self._role):
            self._name, self._role = name, role
            self.update()

    def sizeHint(self) -> QSize:
        side = Theme.current().px(self._side)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_icon(QPainter(self), QRectF(self.rect()), self._name, self._role)


def draw_icon(painter: QPainter, box: QRectF, name: str, role: str) -> None:
    """Draw an icon into the middle of a box."""
    _draw(painter, box, ICONS[name], role)


class _Engine(QIconEngine):
    def __init__(self, glyph: str, role: str) -> None:
        super().__init__()
        self._glyph = glyph
        self._role = role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        _draw(painter, QRectF(rect), self._glyph, "muted" if mode == QIcon.Mode.Disabled else self._role)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        drawn = QPixmap(size)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return drawn


def _draw(painter: QPainter, box: QRectF, glyph: str, role: str) -> None:
    side = min(box.width(), box.height())
    place = QTransform.fromTranslate(box.center().x() - side / 2, box.center().y() - side / 2)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(place.scale(side, side).map(_outline(glyph)), Theme.current().color(role))
    painter.restore()


@cache
def _outline(glyph: str) -> QPainterPath:
    """The outline of a glyph in a square of 1 x 1."""
    font, names = _font()
    index = font.glyphIndexesForString(chr(int(names[glyph], 16)))[0]
    path = font.pathForGlyph(index)
    path.setFillRule(Qt.FillRule.WindingFill)
    em = font.pixelSize()
    middle = path.boundingRect().center()
    return QTransform.fromScale(1 / em, 1 / em).map(path.translated(QPointF(em / 2, em / 2) - middle))


@cache
def _font() -> tuple[QRawFont, dict[str, str]]:
    spec = find_spec("qtawesome")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("qtawesome")
    fonts = Path(spec.origin).parent / "fonts"
    letters = next(fonts.glob("remixicon-*.ttf"))
    names = json.loads(next(fonts.glob("remixicon-charmap-*.json")).read_text("utf-8"))
    return QRawFont(str(letters), 256), names
