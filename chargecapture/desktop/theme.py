"""The look: colours by role, type, edges and the focus ring, from `resources/theme`.

Widgets name roles and steps, never values; the style sheet is filled anew for each scheme and text size.
"""

import ctypes
import re
import sys
import tomllib
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple

import fontpkg_inter
from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from shiboken6 import isValid

from chargecapture.settings import TEXT_PERCENT

Scheme = Literal["light", "dark", "high_contrast"]
Choice = Literal["system", "light", "dark", "high_contrast"]

TINTS = ("warn_bg", "err_bg", "self_bg")
RING_GAP = 1
# Marks of controls, drawn on 12 x 12: the role of their ink and their path.
MARKS = {
    "check": ("on_accent", "M2.5 6.4 5 8.9 9.6 3.6"),
    "dot": ("on_accent", "M5.9 6 6.1 6"),
    "down": ("text", "M2.5 4.25 6 7.75 9.5 4.25"),
    "up": ("text", "M2.5 7.75 6 4.25 9.5 7.75"),
    "chosen": ("text", "M2 6.4 4.7 9.1 10 3.2"),
}
MARK_WIDTHS = {"dot": 5.0}
PALETTE = {
    QPalette.ColorRole.Window: "background",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "surface",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "error",
    QPalette.ColorRole.ToolTipBase: "surface",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Midlight: "hairline",
    QPalette.ColorRole.Mid: "hairline",
    QPalette.ColorRole.Dark: "border",
    QPalette.ColorRole.Shadow: "border",
}
_HINTED = {
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
    "high_contrast": Qt.ColorScheme.Dark,
    "system": Qt.ColorScheme.Unknown,
}
_PLACEHOLDER = re.compile(r"@([a-z_]+)|\b(\d+)u\b")


class TypeStep(NamedTuple):
    """Pixels at 100 % text: the letters and their line; the weight."""

    px: int
    line: int
    weight: int


class Theme(QObject):
    """The look in force. `changed` comes after the application wears it."""

    changed = Signal()
    _current: ClassVar["Theme | None"] = None

    def __init__(self, app: QApplication, resources: Path) -> None:
        super().__init__(app)
        self._app = app
        tokens = tomllib.loads((resources / "theme" / "tokens.toml").read_text("utf-8"))
        self._colors: dict[str, dict[str, str]] = tokens["colors"]
        self._steps = {name: TypeStep(**step) for name, step in tokens["type"].items()}
        self._edge = tokens["edge"]
        self._sheet = (resources / "theme" / "style.qss").read_text("utf-8")
        self._marks = QTemporaryDir()
        self._family = _load_inter()
        self._inks: dict[str, QColor] = {}
        self._fonts: dict[str, QFont] = {}
        self.scheme: Scheme = "light"
        self.choice: Choice = "system"
        self.text_percent = 100
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        app.focusChanged.connect(_follow_focus)

    @classmethod
    def current(cls) -> "Theme":
        """The theme that the application wears."""
        if cls._current is None:
            raise RuntimeError("Theme.install comes before the first widget")
        return cls._current

    @classmethod
    def install(
        cls, app: QApplication, resources: Path, *, choice: Choice = "system", percent: int = 100
    ) -> "Theme":
        """Dress the application; a second call only changes the choice and the text size."""
        if cls._current is None:
            cls._current = cls(app, resources)
        cls._current._choose(choice, percent)
        return cls._current

    def color(self, role: str) -> QColor:
        """The colour of a role; high contrast lays no tint behind text."""
        return QColor(self._inks[role])

    @property
    def edge(self) -> int:
        """The width of every edge in pixels."""
        return int(self._edge["width"][self.scheme])

    @property
    def ring(self) -> int:
        """The width of the focus ring's line in pixels."""
        return int(self._edge["ring"])

    def px(self, pixels: float) -> int:
        """Pixels at 100 % text as pixels at the size chosen."""
        return round(pixels * self.text_percent / 100)

    def font(self, step: str = "body") -> QFont:
        """The font of a type step; a copy, to be changed at will."""
        if step not in self._fonts:
            self._fonts[step] = self._made_font(step)
        return QFont(self._fonts[step])

    def figures(self, step: str = "body") -> QFont:
        """The font of a type step with figures of one width, for what stands in columns.

        Not for text: the feature widens hyphens too.
        """
        font = self.font(step)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _made_font(self, step: str) -> QFont:
        size = self._steps[step]
        font = QFont(self._family)
        font.setPixelSize(self.px(size.px))
        font.setWeight(QFont.Weight(size.weight))
        return font

    def line_height(self, step: str = "body") -> int:
        return self.px(self._steps[step].line)

    def set_choice(self, choice: Choice) -> None:
        self._choose(choice, self.text_percent)

    def set_percent(self, percent: int) -> None:
        """Set the text size; it stays within what the setting allows."""
        self._choose(self.choice, percent)

    def _choose(self, choice: Choice, percent: int) -> None:
        self.choice = choice
        # Frames and dialogs that the system draws follow too.
        self._app.styleHints().setColorScheme(_HINTED[choice])
        self._wear(self._scheme_of(choice), max(TEXT_PERCENT.least, min(TEXT_PERCENT.most, percent)))

    def _scheme_of(self, choice: Choice) -> Scheme:
        if choice != "system":
            return choice
        hints = self._app.styleHints()
        if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            return "high_contrast"
        return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"

    def _system_changed(self) -> None:
        if self.choice == "system":
            self._wear(self._scheme_of("system"), self.text_percent)

    def _wear(self, scheme: Scheme, percent: int) -> None:
        if self._inks and (scheme, percent) == (self.scheme, self.text_percent):
            return
        self.scheme, self.text_percent = scheme, percent
        self._fonts.clear()
        self._inks = {role: QColor(values[scheme]) for role, values in self._colors.items()}
        if scheme == "high_contrast":
            self._inks |= dict.fromkeys(TINTS, self._inks["surface"])
        self._app.setStyleSheet("")  # to put on a sheet over another takes Qt three times as long
        self._app.setFont(self.font())
        self._app.setPalette(self._palette())
        self._app.setStyleSheet(self._filled())
        self.changed.emit()

    def _palette(self) -> QPalette:
        palette = QPalette()
        for role, name in PALETTE.items():
            palette.setColor(role, self._inks[name])
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self._inks["muted"])
        return palette

    def _filled(self) -> str:
        """The style sheet with its placeholders filled."""
        marks = self._draw_marks()

        def fill(found: re.Match[str]) -> str:
            name, pixels = found.groups()
            if pixels:
                return f"{self.px(int(pixels))}px"
            if name == "mark":
                return marks
            if name == "edge":
                return f"{self.edge}px"
            if name in self._steps:
                step = self._steps[name]
                return f"font-size: {self.px(step.px)}px; font-weight: {step.weight};"
            return self._inks[name].name()

        rules = re.sub(r"/\*.*?\*/", "", self._sheet, flags=re.DOTALL)
        return _PLACEHOLDER.sub(fill, rules)

    def _draw_marks(self) -> str:
        """Draw the marks of controls; a folder a scheme, as Qt keeps pictures by name."""
        folder = Path(self._marks.path()) / self.scheme
        if not folder.is_dir():
            folder.mkdir()
            for name, (role, path) in MARKS.items():
                drawn = (
                    '<svg xmlns="http://www.w3.org/2000/svg" width="12" height="12" viewBox="0 0 12 12">'
                    f'<path d="{path}" fill="none" stroke="{self._inks[role].name()}" stroke-linecap="round"'
                    f' stroke-linejoin="round" stroke-width="{MARK_WIDTHS.get(name, 1.6)}"/></svg>'
                )
                (folder / f"{name}.svg").write_text(drawn, "utf-8")
        return folder.as_posix()


def _load_inter() -> str:
    """The family of the packaged font; the system's own font where it cannot be loaded."""
    upright = next((fontpkg_inter.ROOT / "files").glob("Inter[[]*.ttf"), None)
    if upright and _add_with_weights(upright):
        return fontpkg_inter.FAMILY
    number = QFontDatabase.addApplicationFont(str(upright)) if upright else -1
    families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return (
        families[0] if families else QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    )


def _add_with_weights(font: Path) -> bool:
    """Hand a variable font to fontconfig, as on Linux Qt itself takes only its regular weight."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        fontconfig = ctypes.CDLL("libfontconfig.so.1")
    except OSError:
        return False
    fontconfig.FcConfigAppFontAddFile(None, str(font).encode())
    return fontpkg_inter.FAMILY in QFontDatabase.families()


def _follow_focus(_: QWidget | None, now: QWidget | None) -> None:
    if now is None or now.window().windowType() == Qt.WindowType.Popup:
        return
    window = now.window()
    ring = window.findChild(FocusRing, options=Qt.FindChildOption.FindDirectChildrenOnly) or FocusRing(window)
    ring.surround(now)


class FocusRing(QWidget):
    """The ring around what has the focus, one a window; it lies above all and takes no mouse."""

    _target: QWidget | None = None  # of the class too: a window that goes may take the ring's own away first

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._watched: list[QObject] = []
        self._clip = QRectF()

    def surround(self, target: QWidget) -> None:
        for watched in self._watched:
            if isValid(watched):
                watched.removeEventFilter(self)
        self._target = target
        self._watched = []
        step: QWidget | None = target
        while step is not None:
            step.installEventFilter(self)
            self._watched.append(step)
            step = None if step.isWindow() else step.parentWidget()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide):
            self._place()
        elif kind == QEvent.Type.FocusOut and watched is self._target:
            self.hide()
        elif kind == QEvent.Type.FocusIn and watched is self._target:
            self._place()
        return False

    def _place(self) -> None:
        target = self._target
        if target is None or not isValid(target) or not target.isVisible() or not target.hasFocus():
            self.hide()
            return
        reach = RING_GAP + Theme.current().ring
        box = target.rect().translated(target.mapTo(self.window(), target.rect().topLeft()))
        shown = box.adjusted(-reach, -reach, reach, reach)
        step = target.parentWidget()
        while step is not None and not step.isWindow():
            if isinstance(step.parentWidget(), QAbstractScrollArea):
                port = step.rect().translated(step.mapTo(self.window(), step.rect().topLeft()))
                shown &= port.adjusted(-reach, -reach, reach, reach)
            step = step.parentWidget()
        self.setVisible(not shown.isEmpty())
        whole = box.adjusted(-reach, -reach, reach, reach)
        self._clip = QRectF(whole.translated(-shown.topLeft()))
        self.setGeometry(shown)
        self.raise_()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("focus"), theme.ring))
        half = theme.ring / 2
        path = QPainterPath()
        path.addRoundedRect(self._clip.adjusted(half, half, -half, -half), 5 + half, 5 + half)
        painter.drawPath(path)
