"""The look: contrast, schemes, text size, focus ring, icons. Limits: WCAG 2.2, 1.4.3 and 1.4.11."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from chargecapture.desktop import icons
from chargecapture.desktop.icons import ICONS, icon
from chargecapture.desktop.theme import FocusRing, Theme

SCHEMES = ("light", "dark", "high_contrast")
GROUNDS = ("background", "surface", "sunken", "selected", "warn_bg", "err_bg", "self_bg")
TEXTS = ("text", "muted", "accent", "insurance", "selfpay", "warning", "error", "success")
EDGES = ("border", "focus")


@pytest.fixture
def theme(qapp, resources: Path):
    theme = Theme.install(qapp, resources, choice="light")
    yield theme
    Theme.install(qapp, resources, choice="light")


@pytest.fixture
def form(qtbot, theme):
    """A window with a control of each kind."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for control in (QLineEdit("0.8"), QComboBox(), QSpinBox(), QCheckBox("Telehealth"), QPushButton("Sign")):
        column.addWidget(control)
    window.resize(300, 240)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def contrast(one, other) -> float:
    """The contrast ratio of two colours (WCAG 2.2, relative luminance)."""

    def luminance(color) -> float:
        parts = [color.redF(), color.greenF(), color.blueF()]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("inks", "least"), [(TEXTS, 4.5), (EDGES, 3.0)], ids=["text reads", "edges are seen"]
)
def test_every_ink_stands_out_on_every_ground(theme, scheme, inks, least):
    theme.set_choice(scheme)
    faint = [
        (ink, ground, ratio)
        for ink in inks
        for ground in GROUNDS
        if (ratio := contrast(theme.color(ink), theme.color(ground))) < least
    ]
    assert faint == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_on_the_accent_reads(theme, scheme):
    theme.set_choice(scheme)
    assert contrast(theme.color("on_accent"), theme.color("accent")) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_application_wears_the_scheme_chosen(qtbot, theme, form, qapp, scheme):
    theme.set_choice("light" if scheme == "dark" else "dark")
    with qtbot.waitSignal(theme.changed):
        theme.set_choice(scheme)
    assert theme.scheme == scheme
    assert qapp.palette().window().color() == theme.color("background")
    assert theme.color("accent").name() in qapp.styleSheet()


def test_choosing_what_is_worn_changes_nothing(qtbot, theme):
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_choice("light")


def test_high_contrast_widens_edges_and_lays_no_tint_behind_text(theme):
    assert theme.edge == 1
    theme.set_choice("high_contrast")
    assert theme.edge == 2
    assert {theme.color(tint).name() for tint in ("warn_bg", "err_bg", "self_bg")} == {
        theme.color("surface").name()
    }


def test_the_style_sheet_has_no_placeholder_left(theme, qapp):
    for scheme in SCHEMES:
        theme.set_choice(scheme)
        assert re.findall(r"@\w+|\b\d+u\b", qapp.styleSheet()) == []


def test_the_marks_of_controls_are_drawn_where_the_style_sheet_looks(theme, qapp):
    pictures = re.findall(r'url\("([^"]+)"\)', qapp.styleSheet())
    assert pictures
    assert [picture for picture in pictures if QImage(picture).isNull()] == []


def test_text_grows_from_100_to_200_percent(theme, form, qapp):
    sizes = {}
    for percent in (50, 100, 150, 200, 300):
        theme.set_percent(percent)
        sizes[percent] = (qapp.font().pixelSize(), form.findChild(QLineEdit).height())
    assert [px for px, _ in sizes.values()] == [13, 13, 20, 26, 26]
    assert sizes[200][1] > sizes[100][1]


def test_figures_have_one_width_and_weights_differ(theme):
    plain, strong = (QFontMetrics(theme.figures(step)) for step in ("strong", "shorthand"))
    for metrics in (plain, strong):
        assert len({metrics.horizontalAdvance(figure * 4) for figure in "0123456789"}) == 1
    assert theme.font("strong").weight() > theme.font("shorthand").weight()


@pytest.mark.parametrize("control", [QLineEdit, QComboBox, QSpinBox, QCheckBox, QPushButton])
@pytest.mark.parametrize("how", ["key", "mouse"])
def test_the_ring_surrounds_what_has_the_focus(qtbot, form, control, how):
    target = form.findChild(control)
    if how == "mouse" and control is not QComboBox:  # a click would open its list
        qtbot.mouseClick(target, Qt.MouseButton.LeftButton)
    else:
        target.setFocus(Qt.FocusReason.TabFocusReason)
    ring = form.findChild(FocusRing)
    qtbot.waitUntil(lambda: ring.isVisible() and target.hasFocus())
    there = target.geometry()
    assert ring.geometry() == there.adjusted(-3, -3, 3, 3)
    picture = form.grab().toImage()
    ratio = picture.devicePixelRatio()
    edge = picture.pixelColor(int(there.center().x() * ratio), int((there.top() - 2) * ratio))
    assert edge == Theme.current().color("focus")


def test_the_ring_leaves_with_what_is_scrolled_away(qtbot, theme):
    area = QScrollArea()
    qtbot.addWidget(area)
    inside = QWidget()
    column = QVBoxLayout(inside)
    fields = [QLineEdit() for _ in range(30)]
    for field in fields:
        column.addWidget(field)
    area.setWidget(inside)
    area.resize(200, 150)
    with qtbot.waitActive(area):
        area.show()
        area.activateWindow()
    fields[0].setFocus()
    qtbot.waitUntil(lambda: area.findChild(FocusRing) is not None and area.findChild(FocusRing).isVisible())
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    assert not area.findChild(FocusRing).isVisible()
    area.verticalScrollBar().setValue(0)
    assert area.findChild(FocusRing).isVisible()


def test_every_icon_of_the_list_is_shown_somewhere():
    folder = Path(icons.__file__).parent
    sources = [path.read_text("utf-8") for path in folder.rglob("*.py") if path.name != "icons.py"]
    assert [name for name in ICONS if not any(f'"{name}"' in source for source in sources)] == []


def inks_of(picture: QImage) -> set[str]:
    """The colours of all pixels that are wholly inked."""
    pixels = ((x, y) for x in range(picture.width()) for y in range(picture.height()))
    return {color.name() for x, y in pixels if (color := picture.pixelColor(x, y)).alpha() == 255}


def test_each_icon_is_drawn_in_the_colour_of_its_role(theme):
    inked = {name: inks_of(icon(name, "error").pixmap(QSize(32, 32)).toImage()) for name in ICONS}
    assert {name for name, inks in inked.items() if inks != {theme.color("error").name()}} == set()


def test_an_icon_follows_the_scheme_after_it_is_made(theme):
    made = icon("insurance", "insurance")
    before = made.pixmap(QSize(16, 16)).toImage()
    theme.set_choice("dark")
    assert made.pixmap(QSize(16, 16)).toImage() != before
