"""What a person can see of a window: text that is cut off, and contrast measured on what is painted."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QTableView,
    QTextEdit,
    QWidget,
)

from chargecapture.desktop.views.widgets import ElidedLabel

SLACK = 1
ARROW, MARK = 28, 20  # what a list of choices and a check box take beside their words


def shown(window: QWidget, *kinds: type[QWidget]) -> Iterator[QWidget]:
    """The widgets of some kinds that stand in sight, Qt's own inner parts left out."""
    for widget in window.findChildren(QWidget):
        if isinstance(widget, kinds) and widget.isVisible() and not widget.objectName().startswith("qt_"):
            yield widget


def text_of(widget: QWidget) -> str:
    if isinstance(widget, QLineEdit):
        return widget.text() or widget.placeholderText()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""


def named(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()} {text_of(widget)!r}"


# Text that is cut off


def cut_off(window: QWidget) -> list[str]:
    """Labels, buttons, lists of choices and column heads whose words do not fit where they stand."""
    found = [named(each) for each in shown(window, QLabel, QAbstractButton, QComboBox) if _is_cut(each)]
    for table in shown(window, QTableView):
        found += _cut_heads(table)
    return found


def _is_cut(widget: QWidget) -> bool:
    if not text_of(widget) or isinstance(widget.parent(), QLineEdit):
        return False
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.height() + SLACK < widget.heightForWidth(widget.width())
    ignored = widget.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Ignored
    if isinstance(widget, ElidedLabel) or (
        (ignored or widget.property("role") == "more") and widget.toolTip()
    ):
        return False  # it is meant to be shortened, and tells the whole in its tip
    needed = _needed(widget)
    return widget.width() + SLACK < needed.width() or widget.height() + SLACK < needed.height()


def _needed(widget: QWidget) -> QSize:
    """What the words take, with what stands beside them in the same control."""
    if isinstance(widget, QLabel):
        return widget.sizeHint()
    if isinstance(widget, QPushButton):
        return QSize(widget.sizeHint().width(), widget.fontMetrics().height())
    beside = ARROW if isinstance(widget, QComboBox) else MARK if isinstance(widget, QCheckBox) else 0
    words = widget.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, text_of(widget))
    return QSize(words.width() + beside, words.height())


def _cut_heads(table: QTableView) -> list[str]:
    header, model = table.horizontalHeader(), table.model()
    if not header.isVisible():
        return []
    cut = []
    for at in range(model.columnCount()):
        if header.isSectionHidden(at):
            continue
        title = str(model.headerData(at, Qt.Orientation.Horizontal) or "")
        if header.fontMetrics().horizontalAdvance(title) > header.sectionSize(at) - 8:
            cut.append(f"head {title!r} of {table.objectName()}")
    return cut


# Contrast of what is painted


class Measured(NamedTuple):
    what: str
    ratio: float
    ink: str
    ground: str


def luminance(color: QColor) -> float:
    parts = [color.redF(), color.greenF(), color.blueF()]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of two colours (WCAG 2.2, relative luminance)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def grab(window: QWidget) -> QImage:
    return window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def text_contrast(picture: QImage, box: QRect) -> tuple[float, QColor, QColor]:
    """The contrast of the text in a box: its ground is the commonest colour, its ink the one farthest away.

    Letters are thin, and their edges blend; the strongest pixel is what the ink is meant to be.
    """
    counts = _colors_in(picture, box)
    ground = QColor.fromRgb(counts.most_common(1)[0][0])
    ink = max((QColor.fromRgb(pixel) for pixel in counts), key=lambda color: contrast(color, ground))
    return contrast(ink, ground), ink, ground


def _colors_in(picture: QImage, box: QRect) -> Counter[int]:
    """How often each colour stands in a box; the picture has four bytes a pixel."""
    box = box & picture.rect()
    pixels = memoryview(picture.constBits()).cast("I")
    wide = picture.bytesPerLine() // 4
    counts: Counter[int] = Counter()
    for y in range(box.top(), box.bottom() + 1):
        counts.update(pixels[y * wide + box.left() : y * wide + box.right() + 1])
    return counts


def place_of(widget: QWidget, window: QWidget) -> QRect:
    """Where a widget is in sight, in the window's own pixels: cut by what it scrolls in."""
    box = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    step = widget.parentWidget()
    while step is not None and step is not window:
        box &= QRect(step.mapTo(window, QPoint(0, 0)), step.size())
        step = step.parentWidget()
    return box & window.rect()


def faint_texts(window: QWidget, least: float) -> list[Measured]:
    """The texts of labels, buttons, lines and lists that stand out less than they must."""
    picture = grab(window)
    faint = []
    for widget in shown(window, QLabel, QAbstractButton, QLineEdit, QComboBox, QAbstractItemView):
        box = place_of(widget, window)
        whole = box.size() == widget.size() or isinstance(widget, QAbstractItemView)
        if not whole or box.width() < 8 or not (text_of(widget) or isinstance(widget, QAbstractItemView)):
            continue
        ratio, ink, ground = text_contrast(picture, _inside(widget, box))
        if ratio < least and not (isinstance(widget, QAbstractItemView) and ratio == 1):
            faint.append(Measured(named(widget), round(ratio, 2), ink.name(), ground.name()))
    return faint


def _inside(widget: QWidget, box: QRect) -> QRect:
    """Where the text stands: within the edges of a control, which have an ink of their own."""
    if isinstance(widget, QAbstractButton | QLineEdit | QComboBox):
        return box.adjusted(5, 5, -5, -5)
    if isinstance(widget, QLabel) and widget.property("role") == "key":
        return box.adjusted(4, 3, -4, -3)
    return box


def faint_edges(window: QWidget, least: float) -> list[Measured]:
    """The controls with an edge whose edge stands out less than it must, from what is around them."""
    picture = grab(window)
    faint = []
    for widget in shown(window, QLineEdit, QPushButton, QComboBox):
        box = place_of(widget, window)
        if box.size() != widget.size() or isinstance(widget.parent(), QComboBox | QLineEdit):
            continue
        if not widget.isEnabled() or widget.property("role") == "row":  # a row has no edge: its words are it
            continue
        y, x = box.center().y(), box.left()
        # From one of its two sides is enough: controls that touch have an edge between them.
        ratio, edge, ground = max(
            (_edge_from(picture, x, y, away) for away in (-9, -5, 6, 10)), key=lambda each: each[0]
        )
        if ratio < least:
            faint.append(Measured(named(widget), round(ratio, 2), edge.name(), ground.name()))
    return faint


def _edge_from(picture: QImage, x: int, y: int, away: int) -> tuple[float, QColor, QColor]:
    ground = picture.pixelColor(max(0, x + away), y)
    edge = max((picture.pixelColor(x + at, y) for at in range(3)), key=lambda at: contrast(at, ground))
    return contrast(edge, ground), edge, ground


# Names for those who do not see the window

CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView, QPlainTextEdit, QTextEdit)


def nameless(window: QWidget) -> list[str]:
    """The controls in sight for which a screen reader has no name, as it asks for it."""
    found = []
    for widget in shown(window, *CONTROLS):
        if _is_qts_own(widget) or isinstance(widget, QHeaderView):
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        name = interface.text(QAccessible.Text.Name) if interface is not None else ""
        if not name.strip():
            found.append(named(widget))
    return found


def roleless(window: QWidget) -> list[str]:
    """What takes the focus without a role that says what it is."""
    without = (QAccessible.Role.NoRole, QAccessible.Role.Client)
    found = []
    for widget in window.findChildren(QWidget):
        takes_focus = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if widget.isVisible() and takes_focus and not _is_qts_own(widget):
            interface = QAccessible.queryAccessibleInterface(widget)
            if interface is None or (interface.role() in without and not widget.accessibleName()):
                found.append(named(widget))
    return found


def _is_qts_own(widget: QWidget) -> bool:
    """Parts of Qt's own widgets: a line's clear button, a table's corner, the line inside a box."""
    inner = isinstance(widget.parent(), QLineEdit | QComboBox | QAbstractSpinBox)
    return inner or widget.objectName().startswith("qt_") or type(widget) is QAbstractButton
