"""What follows from charted facts, to be shown beside them: sums, tiers, the level of a visit."""

from typing import Literal, NamedTuple


class WorkedOut(NamedTuple):
    """The arithmetic of one act, such as `0.8 + 2 × 0.4 = 1.6 cm`, and where it falls.

    `tier` says the code's class and where the next one begins: `11642: over 1.0 to 2.0 cm; 11643 above 2.0`.
    Both are empty where nothing follows yet.
    """

    sum: str = ""
    tier: str = ""


class Grade(NamedTuple):
    """One column of the grid of a visit's level, and the code that two elements of it come to."""

    rank: int
    code: str


class Way(NamedTuple):
    """One way to a level: its code, and what decides in words."""

    code: str
    says: str


class VisitLook(NamedTuple):
    """What a charted visit comes to so far.

    `deciding` names the elements that decide; `taken` is the way that counts, empty while neither does.
    `minutes` has the least minutes of each level. `beside` are the codes whose work is left out of the
    visit, and about which modifier 25 is asked.
    """

    established: bool
    grades: tuple[Grade, ...]
    by_elements: Way | None
    by_minutes: Way | None
    deciding: tuple[str, ...]
    taken: Literal["elements", "minutes", "staff", ""]
    minutes: tuple[tuple[int, str], ...]
    beside: tuple[str, ...]
