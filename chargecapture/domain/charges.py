"""What is charged, and why: the answer to an encounter."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

Responsibility = Literal["insurance", "patient", "practice"]
Severity = Literal["error", "warning", "info"]
Status = Literal["ready", "held", "blocked"]
Effect = Literal["none", "hold", "block"]

MOST_DIAGNOSES = 12
MOST_POINTERS = 4
MOST_MODIFIERS = 4
POINTERS = "ABCDEFGHIJKL"
IN_HOUSE = "COS-"
"""Begins the office's own name of a cosmetic service, which stands for its code where it has none."""


class Reason(NamedTuple):
    """A fact and what it decided, with the rule's id and the published source."""

    text: str
    rule: str
    source: str

    def __str__(self) -> str:
        return f"{self.text} [{self.rule}; {self.source}]"


class Place(NamedTuple):
    """Where in the encounter a fact stands or is missing, so that a screen can go there.

    `procedure` counts within the lesion's procedures, or within the services where `lesion` is empty;
    the visit's own facts have neither. `field` is the key of the document, or empty.
    """

    lesion: str = ""
    procedure: int | None = None
    field: str = ""


class Alert(NamedTuple):
    """A problem with the claim, and where it is mended. `lines` are positions in claim order.

    `effect`: `hold`, a fact is missing or awaited; `block`, something charted must be corrected.
    """

    severity: Severity
    rule: str
    message: str
    source: str
    lines: tuple[int, ...] = ()
    place: Place | None = None
    effect: Effect = "none"


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """One line of the claim or of the patient's account.

    `charge` is the whole line's, in US dollars; `None` where no fee is known. `lesions` are the labels
    on the body map; a visit and a service have none. `cosmetic` marks what no insurer may ever see.
    `places` are what was done, where it stands in the encounter; a stored line no longer knows them.
    """

    code: str
    units: Decimal
    modifiers: tuple[str, ...]
    icd10: tuple[str, ...]
    lesions: tuple[str, ...]
    responsibility: Responsibility
    charge: Decimal | None
    why: tuple[Reason, ...]
    label: str = ""
    cosmetic: bool = False
    parent_code: str = ""
    pointers: str = ""
    places: tuple[Place, ...] = field(default=(), compare=False)

    @property
    def is_visit(self) -> bool:
        """Whether it is the evaluation and management part, or goes with it."""
        return any(reason.rule.startswith("evaluation.") for reason in self.why)

    @property
    def for_insurer(self) -> bool:
        return self.responsibility != "patient" and not self.cosmetic


class ClaimDiagnosis(NamedTuple):
    pointer: str
    icd10: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The charges of one encounter in claim order, what is still open, and the claim's diagnoses."""

    id: str
    status: Status
    lines: tuple[ChargeLine, ...]
    alerts: tuple[Alert, ...]
    diagnoses: tuple[ClaimDiagnosis, ...]

    def total(self, *responsibilities: Responsibility) -> Decimal:
        """Sum the charges of the lines that these pay; lines without a fee count as nothing."""
        paid = (line.charge for line in self.lines if line.responsibility in responsibilities)
        return sum((charge for charge in paid if charge is not None), Decimal(0))
