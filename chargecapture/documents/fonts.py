"""The paper's type: Inter in two weights, cut from the packaged variable font, with tabular figures.

PDF holds no variable font, so each weight is made a font of its own once a process; what a page uses of it
is embedded, and so a page looks and measures the same on every machine.
"""

from functools import cache
from io import BytesIO
from threading import Lock

import fontpkg_inter
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont as FontFile
from fontTools.varLib.instancer import instantiateVariableFont
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "Inter", "Inter-SemiBold"
_WEIGHTS = {REGULAR: 400, BOLD: 600}
_SCRIPTS = ((0x20, 0x250), (0x300, 0x530), (0x1E00, 0x1F00), (0x2000, 0x2300))
"""Latin, Greek, Cyrillic, Vietnamese, and the signs of punctuation and measure; all that names need."""

_lock = Lock()


def register_fonts() -> None:
    """Make the fonts known to reportlab; only the first call in a process has work to do."""
    with _lock:
        _register()


@cache
def _register() -> None:
    for name, weight in _WEIGHTS.items():
        registerFont(TTFont(name, BytesIO(_cut(name, weight)), shapable=False))
    registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)


@cache
def _variable() -> bytes:
    return (fontpkg_inter.ROOT / "files" / "Inter[opsz,wght].ttf").read_bytes()


def _cut(name: str, weight: int) -> bytes:
    font = FontFile(BytesIO(_variable()), lazy=True, recalcTimestamp=False, recalcBBoxes=False)
    _make_figures_tabular(font)
    options = Options(layout_features=[], hinting=False, notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=drawable())
    subsetter.subset(font)
    instantiateVariableFont(font, {"wght": weight, "opsz": 14}, inplace=True)
    font["name"].setName(name, 6, 3, 1, 0x409)
    font["name"].setName(name, 6, 1, 0, 0)
    cut = BytesIO()
    font.save(cut)
    return cut.getvalue()


def _make_figures_tabular(font: FontFile) -> None:
    """Let 0 to 9 stand for the figures of one width, which the font keeps behind a feature."""
    layout = font["GSUB"].table
    feature = next(r.Feature for r in layout.FeatureList.FeatureRecord if r.FeatureTag == "tnum")
    tabular: dict[str, str] = {}
    for at in feature.LookupListIndex:
        for part in layout.LookupList.Lookup[at].SubTable:
            tabular |= getattr(part, "ExtSubTable", part).mapping
    figures = {ord(figure): tabular[font.getBestCmap()[ord(figure)]] for figure in "0123456789"}
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update(figures)


@cache
def drawable() -> frozenset[int]:
    """The characters that the fonts have a shape for."""
    known = FontFile(BytesIO(_variable()), lazy=True).getBestCmap()
    return frozenset(c for c in known if any(first <= c < end for first, end in _SCRIPTS))
