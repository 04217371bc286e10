"""What was done, before any code: one record for each kind of procedure of the encounter document.

Every fact may be missing: a visit is charted bit by bit, and the rules say what they still need.
"""

from decimal import Decimal
from typing import Annotated, Literal

from annotated_types import MaxLen

from chargecapture.domain.records import (
    ByKind,
    Centimetres,
    Count,
    Dose,
    Hours,
    MarginCentimetres,
    Money,
    Name,
    Quantity,
    SquareCentimetres,
    Text,
    Waste,
    Whole,
    record,
)

Digit = Literal[
    "LT1", "LT2", "LT3", "LT4", "LT5", "RT1", "RT2", "RT3", "RT4", "RT5",
    "LF1", "LF2", "LF3", "LF4", "LF5", "RF1", "RF2", "RF3", "RF4", "RF5",
]  # fmt: skip
"""Left or right, toe or finger, counted from the great toe or the thumb."""

Container = Literal["single_dose", "multi_dose"]
HcpcsCode = Annotated[str, MaxLen(7)]


@record
class Procedure:
    """What any procedure may carry.

    `assistant`: this clinician assisted; `assistant_role` says as what. `diagnosis` is for services that are
    tied to no lesion; a procedure on a lesion has the lesion's.
    """

    requested_by_patient: bool = False
    assistant: bool = False
    assistant_role: Literal["surgeon", "surgeon_without_resident", "pa_or_np"] | None = None
    discontinued: bool = False
    repeat: bool = False
    same_incision: bool = False
    separate_session: bool = False
    reduced: bool = False
    return_to_or: bool = False
    diagnosis: Text | None = None

    @property
    def for_looks(self) -> bool:
        """Whether no medical necessity is claimed for it."""
        return self.requested_by_patient


@record
class Biopsy(Procedure):
    kind: Literal["biopsy"] = "biopsy"
    method: Literal["tangential", "punch", "incisional"] | None = None


@record
class ShaveRemoval(Procedure):
    kind: Literal["shave_removal"] = "shave_removal"
    lesion_cm: Centimetres | None = None


@record
class Excision(Procedure):
    """`margin_cm` is the narrowest margin on one side, `excised_cm` the lesion with both margins."""

    kind: Literal["excision"] = "excision"
    lesion_cm: Centimetres | None = None
    margin_cm: MarginCentimetres | None = None
    excised_cm: Centimetres | None = None
    re_excision: bool = False


@record
class Destruction(Procedure):
    """`lesion_cm` decides for malignant lesions, `area_cm2` for vascular ones treated by laser."""

    kind: Literal["destruction"] = "destruction"
    method: Literal["cryosurgery", "electrosurgery", "curettage", "laser", "chemical", "surgical"] | None = (
        None
    )
    extensive: bool = False
    lesion_cm: Centimetres | None = None
    area_cm2: SquareCentimetres | None = None


@record
class Mohs(Procedure):
    """`stages` holds the number of tissue blocks of each stage; absent facts stay `None`."""

    kind: Literal["mohs"] = "mohs"
    stages: Annotated[tuple[Count, ...], MaxLen(30)] = ()
    deep_structure: bool | None = None
    prior_pathology: bool | None = None


@record
class Repair(Procedure):
    kind: Literal["repair"] = "repair"
    complexity: Literal["simple", "intermediate", "complex"] | None = None
    length_cm: Centimetres | None = None


@record
class AdjacentTissueTransfer(Procedure):
    """`area_cm2` is the primary and the secondary defect together."""

    kind: Literal["adjacent_tissue_transfer"] = "adjacent_tissue_transfer"
    area_cm2: SquareCentimetres | None = None


@record
class Graft(Procedure):
    kind: Literal["graft"] = "graft"
    graft: Literal["split_thickness", "full_thickness", "skin_substitute"] | None = None
    area_cm2: SquareCentimetres | None = None


@record
class SkinTagRemoval(Procedure):
    kind: Literal["skin_tag_removal"] = "skin_tag_removal"


@record
class IntralesionalInjection(Procedure):
    kind: Literal["intralesional_injection"] = "intralesional_injection"
    drug: HcpcsCode | None = None
    dose_mg: Dose | None = None
    wasted_mg: Waste | None = None
    container: Container | None = None


@record
class IncisionDrainage(Procedure):
    kind: Literal["incision_drainage"] = "incision_drainage"
    what: Literal["abscess", "hematoma", "pilonidal_cyst", "foreign_body"] | None = None
    complicated: bool = False
    puncture: bool = False


@record
class Debridement(Procedure):
    kind: Literal["debridement"] = "debridement"
    depth: Literal["skin", "subcutaneous", "muscle", "bone"] | None = None
    area_cm2: SquareCentimetres | None = None


@record
class Paring(Procedure):
    kind: Literal["paring"] = "paring"


@record
class ComedoneExtraction(Procedure):
    kind: Literal["comedone_extraction"] = "comedone_extraction"


@record
class Nail(Procedure):
    kind: Literal["nail"] = "nail"
    what: (
        Literal[
            "trimming",
            "debridement",
            "avulsion",
            "matrixectomy",
            "biopsy",
            "hematoma_evacuation",
            "repair",
        ]
        | None
    ) = None
    digits: Annotated[tuple[Digit, ...], MaxLen(20)] = ()


@record
class PhotodynamicTherapy(Procedure):
    kind: Literal["photodynamic_therapy"] = "photodynamic_therapy"
    applied_by: Literal["staff", "clinician"] | None = None
    curettage: bool = False


@record
class Phototherapy(Procedure):
    kind: Literal["phototherapy"] = "phototherapy"
    light: Literal["uvb", "puva", "uvb_with_tar", "goeckerman", "excimer"] | None = None
    area_cm2: SquareCentimetres | None = None
    supervised_hours: Hours | None = None


@record
class PatchTest(Procedure):
    kind: Literal["patch_test"] = "patch_test"
    count: Count | None = None


@record
class ChemicalPeel(Procedure):
    kind: Literal["chemical_peel"] = "chemical_peel"
    depth: Literal["epidermal", "dermal"] | None = None
    facial: bool | None = None


@record
class Laboratory(Procedure):
    kind: Literal["laboratory"] = "laboratory"
    test: Literal["koh", "wet_mount", "tzanck", "scabies_prep", "fungal_culture"] | None = None


@record
class Pathology(Procedure):
    """`frozen_blocks` holds the number of blocks of each specimen."""

    kind: Literal["pathology"] = "pathology"
    level: Literal["3", "4", "5", 3, 4, 5] | None = None
    specimens: Count | None = None
    component: Literal["global", "professional", "technical"] | None = None
    organism_stains: Whole = 0
    frozen_blocks: Annotated[tuple[Count, ...], MaxLen(50)] = ()


@record
class Drug(Procedure):
    """The dose in milligrams, or in the units of the code where it is not weighed."""

    kind: Literal["drug"] = "drug"
    hcpcs: HcpcsCode | None = None
    dose_mg: Dose | None = None
    units: Count | None = None
    wasted_mg: Waste | None = None
    container: Container | None = None


@record
class Cosmetic(Procedure):
    """`price` is what one unit costs the patient."""

    kind: Literal["cosmetic"] = "cosmetic"
    service: Name | None = None
    units: Quantity = Decimal(1)
    price: Money | None = None

    @property
    def for_looks(self) -> bool:
        return True


@record
class Coded(Procedure):
    """A procedure given by its code, for what has no kind of its own."""

    kind: Literal["coded"] = "coded"
    code: HcpcsCode | None = None
    units: Count = 1


AnyProcedure = (
    Biopsy
    | ShaveRemoval
    | Excision
    | Destruction
    | Mohs
    | Repair
    | AdjacentTissueTransfer
    | Graft
    | SkinTagRemoval
    | IntralesionalInjection
    | IncisionDrainage
    | Debridement
    | Paring
    | ComedoneExtraction
    | Nail
    | PhotodynamicTherapy
    | Phototherapy
    | PatchTest
    | ChemicalPeel
    | Laboratory
    | Pathology
    | Drug
    | Cosmetic
    | Coded
)
ChartedProcedure = Annotated[AnyProcedure, ByKind()]
