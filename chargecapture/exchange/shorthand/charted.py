"""What a visit is put together from: the acts of a line, their places, and what each piece became."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from chargecapture.domain.charges import Place
from chargecapture.domain.encounter import Encounter, Lesion, Visit
from chargecapture.domain.procedures import AnyProcedure
from chargecapture.exchange.shorthand.grammar import Piece
from chargecapture.exchange.shorthand.grouping import Group
from chargecapture.exchange.shorthand.vocabulary import (
    Vocabulary,
)
from chargecapture.workflow.typed_line import LineFacts, Question

COUNTED = (
    "destruction", "skin_tag_removal", "intralesional_injection", "paring", "comedone_extraction",
    "photodynamic_therapy", "patch_test", "nail", "incision_drainage", "laboratory",
)  # fmt: skip
"""Kinds of which a bare number says how many."""
SPREAD = ("destruction", "skin_tag_removal", "intralesional_injection", "photodynamic_therapy", "paring")
"""Kinds that may be charted at several sites at once."""
ANYWHERE = (
    *SPREAD,
    "chemical_peel",
    "comedone_extraction",
    "phototherapy",
    "laboratory",
    "cosmetic",
    "patch_test",
    "coded",
)
BY_NUMBER = (
    "destruction",
    "skin_tag_removal",
    "intralesional_injection",
    "paring",
    "biopsy",
    "incision_drainage",
)
"""Kinds whose charge depends on the number of lesions, so that a plural without one is asked about."""
MEASURED = {
    "shave_removal": "lesion_cm", "excision": "lesion_cm", "destruction": "lesion_cm", "repair": "length_cm",
}  # fmt: skip
SERVICES = ("phototherapy", "patch_test", "laboratory", "pathology", "drug", "cosmetic", "coded")
"""Kinds that need no lesion where no place is named."""
OF_THE_VISIT = ("phototherapy", "patch_test", "laboratory")
"""Services that are for the one problem of the visit where nothing else is said."""
SERIOUS = ("malignant", "in_situ")
SIDED_REGIONS = ("head", "upper_limb", "lower_limb")
MOST_COUNT = 999
MOST_STAGES, MOST_STAGE_WORDS = 30, 60


@dataclass(slots=True)
class Charted:
    """A visit as it is put together; `became` says of each piece what it was taken for."""

    facts: LineFacts
    words: Vocabulary
    text: str
    lesions: list[Lesion] = field(default_factory=list)
    services: list[AnyProcedure] = field(default_factory=list)
    visit: Visit | None = None
    new: bool | None = None
    became: dict[int, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)

    def note(self, pieces: Piece | Iterable[Piece], what: str) -> None:
        for piece in (pieces,) if isinstance(pieces, Piece) else pieces:
            self.became.setdefault(id(piece), what)

    def ask(self, rule: str, message: str, place: Place) -> None:
        self.questions.append(Question(f"shorthand.{rule}", message, place))

    def encounter(self) -> Encounter:
        patient = self.facts.patient
        if self.new is not None:
            patient = replace(patient, established=not self.new)
        return Encounter(
            id=self.facts.id,
            date_of_service=self.facts.date_of_service,
            payer=self.facts.payer,
            patient=patient,
            visit=self.visit,
            lesions=tuple(self.lesions),
            services=tuple(self.services),
        )


@dataclass(slots=True, eq=False)
class Act:
    """What is charted of one group before it becomes a lesion or service."""

    group: Group
    count: int | None = None
    place: "Where | None" = None
    pieces: list[Piece] = field(default_factory=list)
    closures: list["Act"] = field(default_factory=list)
    dx: list[Piece] = field(default_factory=list)
    several: bool = False


@dataclass(frozen=True, slots=True)
class Where:
    """A place as said: the sites it may be, and the side."""

    sites: tuple[str, ...]
    side: str
    label: str
    plural: bool
    nail: bool
    area: bool
    ordinals: tuple[int, ...] = ()
