"""The drawn body: views, their regions and ink, read from one SVG whose paths carry their meaning.

A region's id is `<view>.<site>.<side>`, its side the patient's own; `data-point` is where a first marker
sits, a view's `data-box` its place on the sheet and `data-title` its name. Paths hold only M, L and Z.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPolygonF

_SVG = "{http://www.w3.org/2000/svg}"
# The inks of the sheet as roles of the theme.
INKS = {
    "#5a4a41": "skin_outline",
    "#7d6a5e": "skin_feature",
    "#8a776b": "skin_feature",
    "#a8968a": "skin_detail",
    "#b9aca3": "skin_iris",
    "#4a3d36": "skin_pupil",
    "#ffffff": "surface",
}


class Page(NamedTuple):
    """Views that are shown large together, under a chip that several pages may share."""

    name: str
    chip: str
    title: str
    views: tuple[str, ...]


PAGES = (
    Page("front", "Front", "", ("front",)),
    Page("back", "Back", "", ("back",)),
    Page("head_front", "Head", "Face", ("head_front",)),
    Page("head_right", "Head", "Right", ("head_right",)),
    Page("head_left", "Head", "Left", ("head_left",)),
    Page("scalp", "Head", "Scalp", ("scalp_top",)),
    Page("hands_dorsal", "Hands", "Backs", ("hand_right_dorsal", "hand_left_dorsal")),
    Page("hands_palmar", "Hands", "Palms", ("hand_right_palmar", "hand_left_palmar")),
    Page("feet_dorsal", "Feet", "Tops", ("foot_left_dorsal", "foot_right_dorsal")),
    Page("feet_plantar", "Feet", "Soles", ("foot_right_plantar", "foot_left_plantar")),
    Page("genital", "Genital", "", ("genital",)),
)
WHOLE_BODY = ("front", "back")
# Where a site is looked for first, so that it is seen as large as may be.
CLOSEST_FIRST = (
    "head_front",
    "head_right",
    "head_left",
    "scalp",
    "hands_dorsal",
    "hands_palmar",
    "feet_dorsal",
    "feet_plantar",
    "front",
    "back",
    "genital",
)
# Where a site counts on the whole figures that do not show it.
STANDS_FOR = {
    "ear_canal": "ear",
    "sole": "foot_dorsum",
    "penis": "groin",
    "scrotum": "groin",
    "vulva": "groin",
    "perineum": "groin",
    "perianal": "buttock",
}


class Region(NamedTuple):
    """A place to click. `side` is left or right, and `None` on sites that have no sides."""

    view: str
    site: str
    side: str | None
    point: QPointF
    path: QPainterPath


class Stroke(NamedTuple):
    """A line of the drawing that takes no click; `pen` and `fill` are roles, empty for none."""

    path: QPainterPath
    pen: str
    width: float
    fill: str


class View:
    """One drawn view; its paths are read when it is first shown."""

    def __init__(self, group: ET.Element) -> None:
        self.name = group.attrib["id"]
        self.title = group.attrib["data-title"]
        self.box = QRectF(*map(float, group.attrib["data-box"].split()))
        self._group = group
        self.places = tuple(
            (path.attrib["id"].split(".")[1], _side(path)) for path in group[0].iter(f"{_SVG}path")
        )

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        return tuple(self._read_regions())

    def _read_regions(self) -> Iterator[Region]:
        for path in self._group[0].iter(f"{_SVG}path"):
            site = path.attrib["id"].split(".")[1]
            point = QPointF(*map(float, path.attrib["data-point"].split()))
            yield Region(self.name, site, _side(path), point, _path(path.attrib["d"]))

    @cached_property
    def strokes(self) -> tuple[Stroke, ...]:
        return tuple(
            Stroke(
                _path(path.attrib["d"]),
                INKS.get(path.get("stroke", ""), ""),
                float(path.get("stroke-width", "1")),
                INKS.get(path.get("fill", ""), ""),
            )
            for path in self._group[1].iter(f"{_SVG}path")
        )

    @cached_property
    def right_is_left(self) -> bool | None:
        """Whether the patient's right is drawn at the left; `None` where no sides face each other."""
        across = {"left": [], "right": []}
        for region in self.regions:
            if region.side:
                across[region.side].append(region.point.x())
        if not across["left"] or not across["right"]:
            return None
        return sum(across["right"]) / len(across["right"]) < sum(across["left"]) / len(across["left"])


class Drawing:
    """All views of the body, by name."""

    def __init__(self, svg: Path) -> None:
        root = ET.parse(svg).getroot()
        groups = (group for group in root.iter(f"{_SVG}g") if "data-box" in group.attrib)
        self.views = {view.name: view for view in map(View, groups)}
        self.pages = {page.name: page for page in PAGES}

    def page_of(self, name: str) -> Page:
        """The page called by its own name, its chip's, or that of a view on it."""
        if name in self.pages:
            return self.pages[name]
        return next(page for page in PAGES if name in page.views or name == page.chip.lower())

    def shows(self, page: Page, site: str, side: str | None) -> bool:
        """Whether a page shows a site; one charted for no single side may be shown on either."""
        return any(
            at == site and (side not in ("left", "right") or its is None or its == side)
            for view in page.views
            for at, its in self.views[view].places
        )

    def closest_page(self, site: str, side: str | None) -> Page | None:
        """The page that shows a site largest; `None` for a site that is nowhere drawn."""
        pages = (self.pages[name] for name in CLOSEST_FIRST)
        return next((page for page in pages if self.shows(page, site, side)), None)


def _side(path: ET.Element) -> str | None:
    side = path.attrib["id"].split(".")[2]
    return side if side in ("left", "right") else None


def _path(d: str) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for piece in d.split("M")[1:]:
        numbers = piece.rstrip("Z ").replace("L", " ").split()
        pairs = zip(map(float, numbers[::2]), map(float, numbers[1::2]), strict=True)
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in pairs]))
        if "Z" in piece:
            path.closeSubpath()
    return path
