"""Where the discs of lesions sit on a page of the body map."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import cos, hypot, sin
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF

from chargecapture.desktop.presenters.earlier import Earlier
from chargecapture.desktop.views.body_map_drawing import Region

DISC = 20
CLEAR = 4  # between discs that made room, so that the ring about one covers no other
MOST_ROUNDS = 60


class MarkedLesion(NamedTuple):
    """A lesion as the map shows it; `side` as charted, `None` where the site has none or none is said.

    `planned`: it is being typed, and not charted yet.
    With `earlier`, it stands for the lesions that visits before this one charted at the place.
    """

    label: str
    site: str
    side: str | None
    cosmetic: bool = False
    count: int = 1
    current: bool = False
    diagnosis: str = ""
    earlier: tuple[Earlier, ...] = ()
    planned: bool = False


class Spot(NamedTuple):
    """A region where it stands on the page."""

    region: Region
    point: QPointF
    box: QRectF


class Marker(NamedTuple):
    """A disc on the page: its middle, its lesion's point, and whether the side is still to be named."""

    lesion: MarkedLesion
    middle: QPointF
    point: QPointF
    asks_side: bool = False

    @property
    def moved(self) -> bool:
        """Whether the disc made room for others, so that a line must lead to its point."""
        return distance(self.middle, self.point) > DISC / 4


def rings_of(earlier: Sequence[Earlier]) -> tuple[MarkedLesion, ...]:
    """One mark for the earlier lesions of each place: the letter of one, or how many there are."""
    at: dict[tuple[str, str | None], list[Earlier]] = defaultdict(list)
    for each in earlier:
        at[each.lesion.site, each.lesion.side].append(each)
    return tuple(
        MarkedLesion(
            there[0].lesion.label if len(there) == 1 else str(len(there)), site, side, earlier=tuple(there)
        )
        for (site, side), there in at.items()
    )


def distance(one: QPointF, other: QPointF) -> float:
    return hypot(one.x() - other.x(), one.y() - other.y())


def place_markers(
    lesions: Sequence[MarkedLesion], spots: Sequence[Spot], side: float, at_edge: QPointF, room: QRectF
) -> tuple[Marker, ...]:
    """Place a disc of width `side` for each lesion of the page; discs that would meet make room in `room`.

    A lesion whose side is not yet named lies on neither: such ones stand one above another from `at_edge`.
    """
    markers: list[Marker] = []
    asking = 0
    for lesion in lesions:
        found = [spot for spot in spots if spot.region.site == lesion.site]
        if found and not (points := list(points_of(lesion, found))) and lesion.side is None:
            place = at_edge - QPointF(0, asking * (side + 4))
            markers.append(Marker(lesion, place, place, asks_side=True))
            asking += 1
        elif found:
            markers += [Marker(lesion, point, point) for point in points]
    return tuple(_apart(markers, side + CLEAR, room))


def points_of(lesion: MarkedLesion, found: Sequence[Spot]) -> Iterator[QPointF]:
    """The points of a lesion among the regions of its site; none where its side is needed and not said."""
    sides = {spot.region.side: spot.point for spot in found}
    if None in sides:
        yield sides[None]
    elif lesion.side in sides:
        yield sides[lesion.side]
    elif lesion.side == "bilateral":
        yield from sides.values()
    elif lesion.side == "midline" and len(sides) == 2:
        left, right = sides.values()
        yield (left + right) / 2


def _apart(markers: list[Marker], side: float, room: QRectF) -> Iterator[Marker]:
    """Push discs apart, a little each round, until none hides another; what is in sight stays in sight."""
    # A start off the point, each its own way, so that lesions of one region part at all.
    xs = [marker.point.x() + cos(2.4 * at) * 0.01 for at, marker in enumerate(markers)]
    ys = [marker.point.y() + sin(2.4 * at) * 0.01 for at, marker in enumerate(markers)]
    seen = [at for at, marker in enumerate(markers) if room.contains(marker.point)]
    half = side / 2
    middles = room.adjusted(half, half, -half, -half)
    for _ in range(MOST_ROUNDS):
        touching = False
        for one, other in combinations(range(len(markers)), 2):
            x, y = xs[other] - xs[one], ys[other] - ys[one]
            # Most pairs are far apart: no root is drawn for them.
            if abs(x) < side and abs(y) < side and 0 < (apart := hypot(x, y)) < side:
                push = (side - apart + 1) / 2 / apart
                xs[one], ys[one] = xs[one] - x * push, ys[one] - y * push
                xs[other], ys[other] = xs[other] + x * push, ys[other] + y * push
                touching = True
        for at in seen:
            xs[at] = max(middles.left(), min(middles.right(), xs[at]))
            ys[at] = max(middles.top(), min(middles.bottom(), ys[at]))
        if not touching:
            break
    for marker, x, y in zip(markers, xs, ys, strict=True):
        middle = QPointF(x, y)
        yield marker._replace(middle=middle if distance(middle, marker.point) > 1 else marker.point)
