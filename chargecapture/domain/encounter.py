"""One patient, one date of service, as charted: the frozen form of the encounter document.

The document itself is described in `chargecapture/exchange/ENCOUNTER.md`.
"""

from datetime import date
from typing import Annotated, Literal

from annotated_types import MaxLen, MinLen

from chargecapture.domain.procedures import ChartedProcedure
from chargecapture.domain.records import Count, Minutes, Money, Name, Text, TextForm, Years, record
from chargecapture.domain.sites import Side, SiteId

PayerFamily = Literal[
    "medicare", "medicare_advantage", "medicaid", "tricare", "commercial", "workers_comp", "self_pay"
]
Nature = Literal[
    "benign", "premalignant", "malignant", "in_situ", "uncertain", "unspecified", "not_neoplastic"
]
Ground = Literal[
    "bleeding",
    "itching",
    "pain",
    "inflamed",
    "growing",
    "obstructs_function",
    "recurrent_trauma",
    "suspected_malignancy",
    "infected",
    "changing",
    "multiplying",
    "restricts_vision",
    "obstructs_orifice",
    "atypical_prior_biopsy",
]
"""A documented reason why a benign lesion was treated."""

Modifier = Annotated[str, MinLen(2), MaxLen(2)]
PlaceOfService = Annotated[str, TextForm(r"[0-9]{2}", "two digits, such as 11")]


@record
class PatientFacts:
    """What the rules need to know of the patient; who it is stands in the practice's records."""

    age: Years
    sex: Literal["F", "M", "X"]
    established: bool
    immunosuppressed: bool = False
    class_findings: Annotated[tuple[Literal["A", "B", "C"], ...], MaxLen(20)] = ()
    neuropathy: bool = False


@record
class Notice:
    """A notice of non-coverage given before the service; where it lists nothing it covers the visit."""

    kind: Literal["abn_mandatory", "abn_voluntary", "waiver"]
    signed: bool = False
    amount: Money | None = None
    lesions: Annotated[tuple[Name, ...], MaxLen(200)] = ()
    services: Annotated[tuple[Name, ...], MaxLen(200)] = ()


@record
class Visit:
    """The evaluation and management part of an encounter. `None` is not charted."""

    minutes: Minutes | None = None
    problems: Literal["minimal", "straightforward", "low", "moderate", "high"] | None = None
    data: Literal["minimal", "straightforward", "limited", "moderate", "extensive"] | None = None
    risk: Literal["minimal", "straightforward", "low", "moderate", "high"] | None = None
    separate: bool | None = None
    decision_for_surgery: bool = False
    telehealth: Literal["video", "audio", False] = False
    longitudinal: bool = False
    diagnoses: Annotated[tuple[Text, ...], MaxLen(12)] = ()
    staff_only: bool = False
    related: bool | None = None


@record
class Lesion:
    """One treated spot, or `count` like ones treated alike. An absent `nature` follows the diagnosis."""

    id: Name
    site: SiteId
    side: Side | None = None
    lid: Literal["upper", "lower"] | None = None
    margin: bool | None = None
    diagnosis: Text = ""
    nature: Nature | None = None
    symptoms: Annotated[tuple[Ground, ...], MaxLen(14)] = ()
    same_as: Name | None = None
    count: Count = 1
    procedures: Annotated[tuple[ChartedProcedure, ...], MaxLen(100)] = ()

    @property
    def for_looks(self) -> bool:
        """Whether anything was done to it for looks."""
        return any(procedure.for_looks for procedure in self.procedures)


@record
class PriorCharge:
    """An earlier charge of this patient, which may have opened a global period."""

    date: date
    code: Annotated[str, MinLen(1), MaxLen(7)]
    modifiers: Annotated[tuple[Modifier, ...], MaxLen(4)] = ()
    planned_next: bool = False
    diagnosis: Text | None = None
    site: SiteId | None = None
    lesion: Name | None = None
    rendering: Name | None = None


@record
class Encounter:
    id: Name
    date_of_service: date
    payer: PayerFamily
    payer_name: Name | None = None
    patient: PatientFacts
    place_of_service: PlaceOfService = "11"
    rendering: Name | None = None
    referring: Name | None = None
    authorization: Name | None = None
    clia: Name | None = None
    notice: Notice | None = None
    visit: Visit | None = None
    lesions: Annotated[tuple[Lesion, ...], MaxLen(200)] = ()
    services: Annotated[tuple[ChartedProcedure, ...], MaxLen(200)] = ()
    history: Annotated[tuple[PriorCharge, ...], MaxLen(1000)] = ()
