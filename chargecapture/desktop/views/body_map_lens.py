"""How much of a page of the body map is seen: all of it, or a part that is drawn larger."""

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QTransform

STEP = 1.25
MOST = 8.0
MARGIN = 24


class Lens:
    """Enlarges a page about a point and never leaves its edges inside the pane."""

    def __init__(self) -> None:
        self.factor = 1.0
        self._shift = QPointF(0, 0)

    @property
    def enlarges(self) -> bool:
        return self.factor > 1

    @property
    def transform(self) -> QTransform:
        return QTransform.fromScale(self.factor, self.factor) * QTransform.fromTranslate(
            self._shift.x(), self._shift.y()
        )

    def fit(self) -> None:
        self.factor, self._shift = 1.0, QPointF(0, 0)

    def zoom(self, by: float, at: QPointF, room: QSizeF) -> None:
        """Enlarge or shrink; what lies at a point stays there as far as the edges allow."""
        factor = max(1.0, min(MOST, self.factor * by))
        if factor < STEP**0.5:  # a step up and a step down end at the whole page
            factor = 1.0
        self._shift = at - (at - self._shift) * (factor / self.factor)
        self.factor = factor
        self._keep_within(room)

    def pan(self, by: QPointF, room: QSizeF) -> bool:
        """Move what is seen; False where it is at the edge already."""
        before = QPointF(self._shift)
        self._shift += by
        self._keep_within(room)
        return before != self._shift

    def show(self, box: QRectF, room: QSizeF) -> bool:
        """Move by the least that brings a box of the pane into sight; False where it is in sight."""
        seen = QRectF(0, 0, room.width(), room.height()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        x = _least(box.left(), box.right(), seen.left(), seen.right())
        y = _least(box.top(), box.bottom(), seen.top(), seen.bottom())
        return self.enlarges and bool(x or y) and self.pan(QPointF(x, y), room)

    def _keep_within(self, room: QSizeF) -> None:
        beyond = 1 - self.factor
        self._shift = QPointF(
            max(room.width() * beyond, min(0.0, self._shift.x())),
            max(room.height() * beyond, min(0.0, self._shift.y())),
        )


def _least(low: float, high: float, seen_low: float, seen_high: float) -> float:
    if high - low > seen_high - seen_low:
        return (seen_low + seen_high - low - high) / 2
    return max(0.0, seen_low - low) + min(0.0, seen_high - high)
