"""What a search of the code sets turns up, and which published editions are at hand."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal, NamedTuple

CodeSystem = Literal["icd10", "procedure"]


class FoundCode(NamedTuple):
    """One code of a search, best first; a heading of ICD-10-CM is not `billable`."""

    code: str
    label: str
    system: CodeSystem
    billable: bool


class Descriptors(NamedTuple):
    """A practice's licensed CPT descriptors for documents of one day; empty where it has none or may not.

    `year` is that of their edition and `notice` what must stand where one is shown; `fault` says why they may
    not be shown.
    """

    words: Mapping[str, str] = MappingProxyType({})
    year: int = 0
    notice: str = ""
    fault: str = ""


NO_DESCRIPTORS = Descriptors()


class Uncovered(NamedTuple):
    """A kind of published edition of which none at hand covers a day; `at_hand` is used in its place."""

    label: str
    at_hand: str


class EditionAtHand(NamedTuple):
    """A published edition, and the days of service it is made for; an edition without a last day is open.

    `origin` says whether it is built in, or which files it was imported from and when; `lacks` what it has
    not of a whole edition.
    """

    name: str
    first: date
    last: date | None
    rows: int
    origin: str
    lacks: str = ""


class KindAtHand(NamedTuple):
    """One kind of published file: the editions at hand, newest first, and the times that none of them covers.

    `gaps` names quarters or whole years of last year and this one until today, such as `2026 Q4`; `next_step`
    says what to do, empty where nothing is to be done.
    """

    kind: str
    label: str
    editions: tuple[EditionAtHand, ...]
    gaps: tuple[str, ...]
    next_step: str
