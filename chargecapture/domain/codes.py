"""What a search of the code sets turns up, and which published editions are at hand."""

from datetime import date
from typing import Literal, NamedTuple

CodeSystem = Literal["icd10", "procedure"]


class FoundCode(NamedTuple):
    """One code of a search, best first; a heading of ICD-10-CM is not `billable`."""

    code: str
    label: str
    system: CodeSystem
    billable: bool


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
