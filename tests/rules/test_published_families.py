"""What the published rules of the procedure families say, a row a sentence.

The number before each row is the section of the house's rules page: 0 conventions, 1 biopsies, 2 shave and
excision, 3 destruction, 4 Mohs, 5 repairs, flaps and grafts, 6 other procedures, 10 changes of the code sets.
What no publisher confirms is told or warned about; it never chooses a code without a word.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest

from chargecapture.domain.charges import Answer
from chargecapture.domain.encounter import Lesion, PriorCharge
from chargecapture.domain.procedures import (
    AdjacentTissueTransfer,
    Biopsy,
    ChemicalPeel,
    Coded,
    ComedoneExtraction,
    Cosmetic,
    Debridement,
    Destruction,
    Drug,
    Excision,
    Graft,
    IncisionDrainage,
    IntralesionalInjection,
    Laboratory,
    Nail,
    Paring,
    PatchTest,
    Pathology,
    PhotodynamicTherapy,
    Phototherapy,
    ShaveRemoval,
    SkinTagRemoval,
)
from tests.helpers.encounters import (
    DAY,
    answer_to,
    biopsy,
    cancer,
    charged,
    closed,
    cm,
    cut_out,
    destroyed,
    keratoses,
    lesion,
    nevus,
    shaved,
    staged,
    tags,
    told,
    visit,
    warts,
)

Codes = dict[str, int]
CLIA = {"clia": "33D9999999"}


class Said(NamedTuple):
    """A sentence, the encounter that it is about, and what is charged; `rules` are what is said to it."""

    section: str
    sentence: str
    lesions: tuple[Lesion, ...]
    codes: Codes
    status: str = "ready"
    rules: frozenset[str] = frozenset()
    marks: Mapping[str, set[str]] | None = None
    facts: Mapping[str, Any] = {}

    def answer(self) -> Answer:
        return answer_to(*self.lesions, **dict(self.facts))


def _said(
    section: str,
    sentence: str,
    lesions: Lesion | Iterable[Lesion],
    codes: Codes,
    status: str = "ready",
    rules: Iterable[str] = (),
    marks: Mapping[str, set[str]] | None = None,
    **facts: Any,
) -> Said:
    every = (lesions,) if isinstance(lesions, Lesion) else tuple(lesions)
    return Said(section, sentence, every, codes, status, frozenset(rules), marks, facts)


def _named(said: Said) -> str:
    return f"{said.section} {said.sentence}"


def _marks_of(answer: Answer, code: str) -> set[str]:
    return {mark for line in answer.lines if line.code == code for mark in line.modifiers}


def _check(said: Said) -> None:
    answer = said.answer()
    assert (charged(answer), answer.status) == (said.codes, said.status)
    assert told(answer) >= said.rules
    for code, marks in (said.marks or {}).items():
        assert _marks_of(answer, code) == marks


def _pathology(**facts: Any) -> Pathology:
    return Pathology(**{"level": "4", "specimens": 1, "component": "global"} | facts)


FROZEN = Pathology(frozen_blocks=(1,))
PAPULE: dict[str, Any] = {"diagnosis": "papule", "nature": "unspecified"}
RASH: dict[str, Any] = {"diagnosis": "rash", "nature": "not_neoplastic"}

BIOPSIES = [
    _said(
        "1.1",
        "two samples of one lesion are one biopsy, by the larger method",
        lesion("A", "forearm", Biopsy(method="tangential"), Biopsy(method="punch"), side="left", **PAPULE),
        {"11104": 1},
    ),
    _said(
        "1.1",
        "samples from separate sites of one rash count each",
        [
            lesion("A", "forearm", Biopsy(method="punch"), side="left", **RASH),
            lesion("B", "thigh", Biopsy(method="punch"), side="left", **RASH),
        ],
        {"11104": 1, "11105": 1},
    ),
    _said(
        "1.2",
        "one primary code a day, the incisional one before the others",
        [biopsy("A", "forearm", "punch"), biopsy("B", "thigh", "incisional"), biopsy("C", "cheek")],
        {"11106": 1, "11105": 1, "11103": 1},
        marks={"11105": set(), "11103": set()},
    ),
    _said(
        "1.3",
        "punch first: the further punches and the tangentials are added",
        [biopsy("A", "forearm", "punch", count=2), biopsy("B", "cheek", count=3)],
        {"11104": 1, "11105": 1, "11103": 3},
    ),
    _said(
        "1.4",
        "neither 59 nor 51 on the add-ons",
        biopsy("A", "forearm", count=2),
        {"11102": 1, "11103": 1},
        marks={"11103": set()},
        payer="medicare",
    ),
    _said(
        "1.5",
        "the closure of a biopsied wound is in it, even in layers",
        lesion(
            "A", "forearm", Biopsy(method="incisional"), closed("intermediate", "2"), side="left", **PAPULE
        ),
        {"11106": 1},
        rules=["bundled_same_site", "biopsy.layered_closure"],
    ),
    _said(
        "1.5",
        "Medicare is not said to pay a layered closure",
        lesion(
            "A", "forearm", Biopsy(method="incisional"), closed("intermediate", "2"), side="left", **PAPULE
        ),
        {"11106": 1},
        rules=["bundled_same_site"],
        payer="medicare",
    ),
    _said(
        "1.5",
        "59 for the closure of another wound",
        [
            biopsy("A", "forearm", "punch"),
            lesion("B", "thigh", closed("intermediate", "3"), side="left", diagnosis="laceration"),
        ],
        {"11104": 1, "12032": 1},
        marks={"12032": {"59"}},
    ),
    _said(
        "1.6",
        "more add-ons than the clinical limit are warned about",
        biopsy("A", "forearm", "punch", count=5),
        {"11104": 1, "11105": 4},
        rules=["mue-exceeded-mai3"],
    ),
    _said(
        "1.7",
        "biopsy and removal of one lesion are the removal",
        cancer("A", "forearm", Biopsy(method="punch"), cut_out("1.6"), side="left"),
        {"11602": 1},
        rules=["bundled_same_site"],
    ),
    _said(
        "1.7",
        "a removal decided on a frozen section is charged beside the biopsy, with 58",
        cancer("A", "forearm", Biopsy(method="punch"), FROZEN, cut_out("1.6"), side="left"),
        {"11602": 1, "11104": 1, "88331": 1},
        marks={"11602": {"58"}, "11104": set()},
        **CLIA,
    ),
    _said(
        "1.1 sites",
        "a vermilion is 40490 and takes no place among 1110x",
        [biopsy("A", "lip_lower_vermilion", side=None), biopsy("B", "forearm", "punch")],
        {"40490": 1, "11104": 1},
        marks={"11104": {"59"}, "40490": set()},
    ),
    _said(
        "1.1 sites",
        "an ear is column 2 under a punch",
        [biopsy("A", "ear"), biopsy("B", "forearm", "punch")],
        {"69100": 1, "11104": 1},
        marks={"69100": {"59"}, "11104": set()},
    ),
    _said(
        "1.1 sites",
        "an ear is column 1 over a tangential",
        [biopsy("A", "ear"), biopsy("B", "forearm")],
        {"69100": 1, "11102": 1},
        marks={"69100": set(), "11102": {"59"}},
    ),
    _said(
        "1.1 sites",
        "the lip's skin stays 1110x",
        biopsy("A", "lip_upper_cutaneous", "punch", side=None),
        {"11104": 1},
    ),
    _said(
        "1.1 sites",
        "an eyelid without a word of its margin is skin, and it is said",
        biopsy("A", "eyelid_upper", "punch"),
        {"11104": 1},
        rules=["eyelid-margin-unknown"],
    ),
    _said(
        "1.1 sites",
        "a lid margin is 67810 with the lid named",
        biopsy("A", "eyelid_upper", margin=True),
        {"67810": 1},
        marks={"67810": {"E1"}},
    ),
    _said("1.1 sites", "an ear canal is one a canal", biopsy("A", "ear_canal", count=3), {"69105": 1}),
    _said(
        "1.1 sites",
        "the penis counts a unit a lesion",
        biopsy("A", "penis", side=None, count=2),
        {"54100": 2},
        sex="M",
    ),
    _said(
        "1.1 sites",
        "a deep biopsy of the penis is asked about",
        biopsy("A", "penis", "incisional", side=None),
        {"54100": 1},
        rules=["biopsy.deep"],
        sex="M",
    ),
    _said(
        "1.1 sites",
        "a male perineum has no code of its own",
        biopsy("A", "perineum", side=None),
        {"11102": 1},
        sex="M",
    ),
    _said(
        "1.1 sites",
        "a nail biopsy carries its digit",
        lesion("A", "thumb", Nail(what="biopsy", digits=("LF1",)), side="left", diagnosis="nail dystrophy"),
        {"11755": 1},
        marks={"11755": {"FA"}},
    ),
]


def _hidradenitis(label: str, site: str, *procedures: Any, **facts: Any) -> Lesion:
    named = {"diagnosis": "hidradenitis suppurativa", "nature": "not_neoplastic"}
    return lesion(label, site, *procedures, **named | facts)


EXCISIONS = [
    _said(
        "0.3",
        "0.55 lies in the upper class, and it is said",
        nevus("A", "abdomen", shaved("0.55")),
        {"11301": 1},
        rules=["size-between-printed-classes"],
    ),
    _said(
        "0.3",
        "a length between two printed classes lies in the upper one",
        lesion("A", "forearm", closed("simple", "2.55"), side="left", diagnosis="laceration"),
        {"12002": 1},
        rules=["size-between-printed-classes"],
    ),
    _said(
        "0.3",
        "an area between two printed classes lies in the upper one",
        cancer("A", "nose", AdjacentTissueTransfer(area_cm2=cm("10.05"))),
        {"14061": 1},
        rules=["size-between-printed-classes"],
    ),
    _said(
        "0.3",
        "1.05 cm of complex closure is more than 1.0",
        lesion("A", "abdomen", closed("complex", "1.05"), diagnosis="laceration"),
        {"13100": 1},
        rules=["size-between-printed-classes"],
    ),
    _said(
        "2.1",
        "a shave is coded alike for cancer and adds no closure",
        cancer("A", "nose", ShaveRemoval(lesion_cm=cm("0.8")), closed("simple", "1")),
        {"11311": 1},
    ),
    _said(
        "2.3",
        "lesion and margin that do not make the excised size are a conflict",
        cancer("A", "nose", Excision(lesion_cm=cm("0.8"), margin_cm=cm("0.4"), excised_cm=cm("1.7"))),
        {},
        status="blocked",
        rules=["excised-size-conflict"],
    ),
    _said(
        "2.3",
        "a difference of 0.05 is none",
        cancer("A", "nose", Excision(lesion_cm=cm("0.8"), margin_cm=cm("0.4"), excised_cm=cm("1.65"))),
        {"11642": 1},
    ),
    _said(
        "2.3",
        "two lesions in one ellipse are one line, the larger",
        [
            nevus("A", "abdomen", Excision(excised_cm=cm("1.2"), same_incision=True)),
            nevus("B", "abdomen", Excision(excised_cm=cm("0.4"), same_incision=True)),
        ],
        {"11402": 1},
        rules=["two-lesions-one-excision"],
    ),
    _said(
        "2.3",
        "two like lesions in one ellipse are one excision",
        nevus("A", "abdomen", Excision(excised_cm=cm("1.2"), same_incision=True), count=2),
        {"11402": 1},
        rules=["two-lesions-one-excision"],
    ),
    _said(
        "2.3",
        "two excisions apart are never added",
        [nevus("A", "abdomen", cut_out("1.2")), nevus("B", "abdomen", cut_out("1.2"))],
        {"11402": 2},
    ),
    _said(
        "2.3",
        "pathology that is not back holds",
        lesion("A", "nose", cut_out("1"), **PAPULE),
        {},
        status="held",
        rules=["pathology.pending"],
    ),
    _said(
        "2.3",
        "D48.5 is taken as benign, and payers differ",
        lesion("A", "abdomen", cut_out("1.5"), diagnosis="", nature="uncertain"),
        {"11402": 1},
        rules=["excision.series_unverified"],
    ),
    _said(
        "2.3",
        "a dysplastic nevus is benign",
        nevus("A", "abdomen", cut_out("1.5"), diagnosis="dysplastic nevus"),
        {"11402": 1},
    ),
    _said(
        "2.3",
        "melanoma in situ is of the malignant series",
        lesion("A", "abdomen", cut_out("1.5"), diagnosis="melanoma in situ", nature="in_situ"),
        {"11602": 1},
    ),
    _said(
        "2.3",
        "a re-excision within 10 days carries 58",
        cancer("A", "forearm", Excision(excised_cm=cm("2.5"), re_excision=True), side="left", same_as="P1"),
        {"11603": 1},
        marks={"11603": {"58"}},
        history=(
            PriorCharge(
                date=DAY - timedelta(days=10),
                code="11602",
                site="forearm",
                lesion="P1",
                diagnosis="basal cell carcinoma",
            ),
        ),
    ),
    _said(
        "2.3",
        "in one session the final widest excision counts",
        cancer("A", "forearm", cut_out("1"), FROZEN, cut_out("2.2"), side="left"),
        {"11603": 1, "88331": 1},
        **CLIA,
    ),
    _said(
        "2.3",
        "a lipoma may lie below the dermis",
        nevus("A", "abdomen", cut_out("3"), diagnosis="lipoma"),
        {"11403": 1},
        rules=["excision.soft_tissue"],
    ),
    _said(
        "2.4",
        "hidradenitis is coded by place and closure",
        _hidradenitis("A", "axilla", cut_out("4"), closed("complex", "6"), side="left"),
        {"11451": 1},
    ),
    _said(
        "2.4",
        "one axilla is one unit whatever the number",
        _hidradenitis("A", "axilla", cut_out("4"), side="left", count=2),
        {"11450": 1},
    ),
    _said(
        "2.4",
        "both groins are 50",
        _hidradenitis("A", "groin", cut_out("4"), side="bilateral"),
        {"11462": 1},
        marks={"11462": {"50"}},
    ),
    _said(
        "2.4",
        "a flap is reported besides",
        _hidradenitis("A", "axilla", cut_out("4"), AdjacentTissueTransfer(area_cm2=cm("20")), side="left"),
        {"14041": 1, "11450": 1},
    ),
    _said(
        "2.4",
        "never 114xx for its tracts elsewhere",
        _hidradenitis("A", "buttock", cut_out("4"), side="left"),
        {},
        status="held",
        rules=["site.no_code"],
    ),
    _said(
        "2.5",
        "a benign lesion of the lid margin is 67840 with the lid",
        nevus("A", "eyelid_lower", cut_out("0.5"), side="left", margin=True),
        {"67840": 1},
        marks={"67840": {"E2"}},
        rules=["excision.site"],
    ),
    _said(
        "2.5",
        "so is a cancer of the lid margin",
        cancer("A", "eyelid_lower", cut_out("0.9"), side="left", margin=True),
        {"67840": 1},
        marks={"67840": {"E2"}},
        rules=["excision.site"],
    ),
    _said(
        "2.5",
        "a cancer of lid skin is coded by size",
        cancer("A", "eyelid_lower", cut_out("0.9"), side="left", margin=False),
        {"11641": 1},
    ),
    _said(
        "2.5",
        "a benign soft-tissue lesion of the ear canal is 69145",
        nevus("A", "ear_canal", cut_out("0.4"), side="left"),
        {"69145": 1},
        rules=["excision.site"],
    ),
    _said(
        "2.5",
        "inside the nose another code may hold",
        nevus("A", "nasal_mucosa", cut_out("0.9"), side="left"),
        {"11441": 1},
        rules=["site.second_look"],
    ),
    _said(
        "2.5",
        "a wedge of the lip is charted by its code",
        cancer("A", "lip_lower_vermilion", cut_out("0.9")),
        {"11641": 1},
        rules=["site.second_look"],
    ),
    _said(
        "2.5",
        "116xx has no mucous membrane",
        cancer("A", "oral_mucosa", cut_out("0.9"), diagnosis="squamous cell carcinoma"),
        {},
        status="held",
        rules=["site.no_code"],
    ),
    _said(
        "2.5",
        "skin behind the ear is taken with the scalp, and no source says so",
        nevus("A", "postauricular", cut_out("0.9"), side="left"),
        {"11421": 1},
        rules=["site.unverified"],
    ),
    _said(
        "2.5",
        "perianal skin is taken with the trunk, and no source says so",
        cancer("A", "perianal", destroyed("0.8")),
        {"17261": 1},
        rules=["site.unverified"],
    ),
    _said(
        "2.5",
        "several sites are an error where the site decides",
        nevus("A", "multiple", cut_out("1")),
        {},
        status="blocked",
        rules=["site.multiple"],
    ),
    _said(
        "2.5",
        "a site not stated is held where the site decides",
        cancer("A", "unspecified", destroyed("1")),
        {},
        status="held",
        rules=["site.missing"],
    ),
    _said(
        "2.5", "several sites do where it does not", keratoses("A", 5, "multiple"), {"17000": 1, "17003": 4}
    ),
]

CONDYLOMA: dict[str, Any] = {"diagnosis": "genital wart", "nature": "benign"}
INFLAMED_TAG: dict[str, Any] = {"diagnosis": "skin tag", "nature": "benign", "symptoms": ("inflamed",)}


def _laser(area: str | None = None, **facts: Any) -> Destruction:
    return Destruction(method="laser", area_cm2=cm(area) if area else None, **facts)


def _flushed(*procedures: Any, **facts: Any) -> Lesion:
    return lesion("A", "cheek", *procedures, **{"side": "left", "nature": "benign"} | facts)


DESTRUCTIONS = [
    _said(
        "3.1",
        "keratoses are counted over all sites and methods",
        [
            keratoses("A", 9),
            lesion(
                "B",
                "nose",
                destroyed("0.5", "electrosurgery"),
                nature="premalignant",
                diagnosis="actinic keratosis",
                count=6,
            ),
        ],
        {"17004": 1},
    ),
    _said(
        "3.1",
        "actinic cheilitis counts with some payers, and it is said",
        lesion("A", "lip_lower_vermilion", _laser(), diagnosis="actinic cheilitis", nature="premalignant"),
        {"17000": 1},
        rules=["destruction.premalignant_unverified"],
    ),
    _said(
        "3.2",
        "warts and inflamed keratoses are counted together, tags apart",
        [
            warts("A", 3),
            lesion(
                "B",
                "neck_anterior",
                Destruction(method="cryosurgery"),
                count=12,
                diagnosis="inflamed seborrheic keratosis",
                nature="benign",
                symptoms=("inflamed",),
            ),
            tags("C", 16),
        ],
        {"17111": 1, "11200": 1, "11201": 1},
    ),
    _said(
        "3.2",
        "cantharidin is chemical destruction, its applicator apart",
        lesion(
            "A",
            "abdomen",
            Destruction(method="chemical"),
            diagnosis="molluscum contagiosum",
            nature="benign",
            count=5,
        ),
        {"17110": 1, "J7354": 1},
        services=(Drug(hcpcs="J7354", units=1, diagnosis="molluscum contagiosum"),),
    ),
    _said(
        "3.2",
        "laser of port wine stains is coded by the area of the day",
        [
            _flushed(_laser("6"), diagnosis="port wine stain"),
            lesion("B", "neck_anterior", _laser("4"), diagnosis="port wine stain", nature="benign"),
        ],
        {"17107": 1},
    ),
    _said(
        "3.2",
        "laser without a method is asked about",
        _flushed(Destruction(), diagnosis="port wine stain"),
        {},
        status="held",
    ),
    _said(
        "3.2",
        "a symptomatic angioma destroyed otherwise is 17110",
        _flushed(Destruction(method="electrosurgery"), diagnosis="cherry angioma", symptoms=("bleeding",)),
        {"17110": 1},
    ),
    *[
        _said(
            "3.2",
            f"laser of {diagnosis} for looks is 17999 for {payer}{' on request' if wish else ''}",
            _flushed(_laser(requested_by_patient=wish), diagnosis=diagnosis, nature=nature),
            {"17999": 1},
            payer=payer,
            marks={"17999": {"GY"} if payer == "medicare" else set()},
        )
        for diagnosis, nature in (
            ("facial telangiectasia", "benign"),
            ("rosacea", "not_neoplastic"),
            ("solar lentigo", "benign"),
        )
        for wish, payer in ((True, "commercial"), (True, "medicare"), (False, "commercial"))
    ],
    *[
        _said(
            "3.2",
            f"cosmetic laser of {diagnosis} is never 1710x",
            _flushed(_laser("5", requested_by_patient=True), diagnosis=diagnosis),
            {"17999": 1},
        )
        for diagnosis in ("port wine stain", "hemangioma")
    ],
    _said(
        "3.2",
        "a spot frozen on request keeps its code",
        _flushed(Destruction(method="cryosurgery", requested_by_patient=True), diagnosis="solar lentigo"),
        {"17110": 1},
    ),
    *[
        _said(
            "3.2",
            f"a tag destroyed at the {site} is a tag and nothing else",
            lesion("A", site, Destruction(method="cryosurgery"), count=3, **INFLAMED_TAG),
            {"11200": 1},
        )
        for site in ("perianal", "vulva", "neck_anterior")
    ],
    _said(
        "3.2",
        "a tag of the lid margin is a tag",
        lesion("A", "eyelid_upper", _laser(), side="left", margin=True, **INFLAMED_TAG),
        {"11200": 1},
    ),
    _said(
        "3.2",
        "granulation tissue is a unit a wound",
        lesion(
            "A",
            "forearm",
            Destruction(method="chemical"),
            side="left",
            diagnosis="granulation tissue",
            count=2,
        ),
        {"17250": 2},
    ),
    _said(
        "3.2",
        "acne frozen is 17340 once",
        _flushed(Destruction(method="cryosurgery"), nature=None, diagnosis="acne vulgaris", count=9),
        {"17340": 1},
    ),
    _said(
        "3.2",
        "acne peeled by destruction is 17360 once",
        _flushed(Destruction(method="chemical"), nature=None, diagnosis="acne vulgaris"),
        {"17360": 1},
    ),
    _said(
        "3.2",
        "an inflamed keratosis is 17110",
        lesion(
            "A",
            "abdomen",
            Destruction(method="cryosurgery"),
            diagnosis="inflamed seborrheic keratosis",
            nature="benign",
            symptoms=("inflamed",),
        ),
        {"17110": 1},
    ),
    _said(
        "3.2",
        "L82.1 without a ground is held for Medicare",
        lesion(
            "A",
            "abdomen",
            Destruction(method="cryosurgery"),
            diagnosis="seborrheic keratosis",
            nature="benign",
        ),
        {"17110": 1},
        status="held",
        rules=["necessity.benign_without_ground"],
        payer="medicare",
    ),
    _said(
        "3.3",
        "curettage of a cancer is coded by its size before",
        cancer("A", "nose", destroyed("1.2")),
        {"17282": 1},
    ),
    _said(
        "3.3",
        "carcinoma in situ belongs here",
        lesion("A", "scalp", destroyed("0.8"), nature="in_situ", diagnosis="squamous cell carcinoma in situ"),
        {"17271": 1},
    ),
    _said(
        "3.3",
        "its biopsy of the day is included",
        cancer("A", "nose", Biopsy(method="punch"), destroyed("1.2")),
        {"17282": 1},
    ),
    _said(
        "3.4",
        "two methods at one site are the highest, once",
        [
            lesion("A", "penis", Destruction(method="chemical"), **CONDYLOMA),
            lesion("B", "penis", Destruction(method="surgical"), count=4, **CONDYLOMA),
        ],
        {"54060": 1},
        sex="M",
    ),
    _said(
        "3.4",
        "extensive replaces the others",
        lesion("A", "vulva", _laser(extensive=True), **CONDYLOMA),
        {"56515": 1},
    ),
    _said(
        "3.4",
        "curettage counts as electrosurgery, and no source says so",
        lesion("A", "penis", Destruction(method="curettage"), **CONDYLOMA),
        {"54055": 1},
        rules=["destruction.method_unverified"],
        sex="M",
    ),
    _said(
        "3.4",
        "perianal skin takes the codes of the anus, and no source draws the line",
        lesion("A", "perianal", _laser(), **CONDYLOMA),
        {"46917": 1},
        rules=["destruction.site_unverified"],
    ),
    _said(
        "3.4",
        "a cancer there is coded by size",
        lesion(
            "A",
            "penis",
            destroyed("0.8", "laser"),
            diagnosis="squamous cell carcinoma in situ",
            nature="in_situ",
        ),
        {"17271": 1},
        sex="M",
    ),
    _said(
        "3.4",
        "penis and anus are two codes of one day",
        [
            lesion("A", "penis", Destruction(method="cryosurgery"), **CONDYLOMA),
            lesion("B", "perianal", Destruction(method="cryosurgery"), **CONDYLOMA),
        ],
        {"54056": 1, "46916": 1},
        sex="M",
    ),
    _said(
        "3.4",
        "the scrotum has no code of its own",
        lesion("A", "scrotum", Destruction(method="cryosurgery"), **CONDYLOMA),
        {"17110": 1},
        sex="M",
    ),
    *[
        _said(
            "3.4",
            f"a {nature} lesion of the lid margin up to 1 cm is 67850",
            lesion(
                "A",
                "eyelid_lower",
                destroyed("1.0", "electrosurgery"),
                side="right",
                margin=True,
                diagnosis=diagnosis,
                nature=nature,
                symptoms=("growing",),
            ),
            {"67850": 1},
            marks={"67850": {"E4"}},
        )
        for diagnosis, nature in (
            ("papilloma", "benign"),
            ("actinic keratosis", "premalignant"),
            ("basal cell carcinoma", "malignant"),
        )
    ],
    *[
        _said(
            "3.4",
            f"a {nature} lid lesion is {code} where it is larger or {'' if margin else 'not '}of the margin",
            lesion(
                "A",
                "eyelid_lower",
                destroyed(size, "electrosurgery"),
                side="right",
                margin=margin,
                diagnosis=diagnosis,
                nature=nature,
                symptoms=("growing",),
            ),
            {code: 1},
        )
        for diagnosis, nature, code in (
            ("papilloma", "benign", "17110"),
            ("actinic keratosis", "premalignant", "17000"),
            ("basal cell carcinoma", "malignant", "17282"),
        )
        for size, margin in (("1.1", True), ("1.1", False))
    ],
    _said(
        "3.4",
        "a lid margin that no cancer was proven at is no cancer's",
        lesion(
            "A",
            "eyelid_lower",
            destroyed("0.5"),
            side="right",
            margin=True,
            diagnosis="psoriasis",
            nature="malignant",
        ),
        {"67850": 1},
        status="blocked",
        rules=["diagnosis.no_cancer"],
    ),
    _said(
        "3.4",
        "the vestibule of the mouth is a unit a lesion",
        lesion(
            "A",
            "oral_mucosa",
            _laser(),
            count=2,
            diagnosis="papilloma",
            nature="benign",
            symptoms=("growing",),
        ),
        {"40820": 2},
    ),
]

PRIOR_MOHS = PriorCharge(
    date=DAY - timedelta(days=1), code="17311", site="nose", lesion="N1", diagnosis="basal cell carcinoma"
)
MOHS = [
    _said(
        "4",
        "the example of the text: stages of 7, 5 and 6 blocks",
        cancer("A", "nose", staged(7, 5, 6)),
        {"17311": 1, "17312": 2, "17315": 3},
    ),
    _said(
        "4",
        "muscle or cartilage takes the series of the head",
        cancer("A", "abdomen", staged(2, deep_structure=True)),
        {"17311": 1},
    ),
    _said(
        "4",
        "a premalignant lesion is no case for it",
        lesion("A", "nose", staged(2), nature="premalignant", diagnosis="actinic keratosis"),
        {},
        status="blocked",
        rules=["mohs.nature"],
    ),
    _said(
        "4",
        "routine pathology of its tissue is included",
        cancer("A", "nose", staged(2), _pathology()),
        {"17311": 1},
        rules=["bundled_same_site"],
        **CLIA,
    ),
    _said(
        "4",
        "pathology of another lesion takes 59",
        [
            cancer("A", "nose", staged(2)),
            lesion("B", "forearm", Biopsy(method="punch"), _pathology(), side="left", **PAPULE),
        ],
        {"17311": 1, "11104": 1, "88305": 1},
        marks={"88305": {"59"}, "11104": {"59"}},
        **CLIA,
    ),
    _said(
        "4",
        "pathology of both tissues keeps what is not Mohs tissue",
        [
            cancer("A", "nose", staged(2), _pathology()),
            lesion("B", "forearm", Biopsy(method="punch"), _pathology(), side="left", **PAPULE),
        ],
        {"17311": 1, "11104": 1, "88305": 1},
        **CLIA,
    ),
    _said(
        "4",
        "a special stain of frozen Mohs tissue is 88314 with 59",
        cancer("A", "nose", staged(2), Coded(code="88314")),
        {"17311": 1, "88314": 1},
        marks={"88314": {"59"}},
    ),
    _said(
        "4",
        "a biopsy without earlier pathology is charged with its frozen section, both with 59",
        cancer("A", "nose", Biopsy(method="punch"), FROZEN, staged(2, prior_pathology=False)),
        {"17311": 1, "11104": 1, "88331": 1},
        marks={"11104": {"59"}, "88331": {"59"}},
        **CLIA,
    ),
    _said(
        "4",
        "a biopsy after earlier pathology is included",
        cancer("A", "nose", Biopsy(method="punch"), staged(2, prior_pathology=True)),
        {"17311": 1},
    ),
    _said(
        "4",
        "two tumours each start with their first stage; Medicare's second carries 76",
        [cancer("A", "nose", staged(2)), cancer("B", "chin", staged(2, 1))],
        {"17311": 2, "17312": 1},
        marks={"17311": {"76"}, "17312": set()},
        payer="medicare",
    ),
    _said(
        "4",
        "head and trunk of one day need no modifier",
        [cancer("A", "nose", staged(2)), cancer("B", "abdomen", staged(2))],
        {"17311": 1, "17313": 1},
        marks={"17311": set(), "17313": set()},
    ),
    _said(
        "4",
        "layered closure, flap and graft are reported without 59",
        cancer("A", "nose", staged(2), closed("complex", "3")),
        {"17311": 1, "13152": 1},
        marks={"13152": set()},
    ),
    _said(
        "4",
        "a flap after it is reported without 59",
        cancer("A", "nose", staged(2), AdjacentTissueTransfer(area_cm2=cm("4"))),
        {"17311": 1, "14060": 1},
        marks={"14060": set()},
    ),
    _said(
        "4",
        "a simple closure is charged and warned about",
        cancer("A", "nose", staged(2), closed("simple", "3")),
        {"17311": 1, "12013": 1},
        rules=["mohs.simple_closure"],
    ),
    _said(
        "4",
        "a repair of the next day carries no 58",
        cancer("A", "nose", closed("complex", "3"), same_as="N1"),
        {"13152": 1},
        marks={"13152": set()},
        history=(PRIOR_MOHS,),
    ),
    _said(
        "4",
        "stages of a later day begin again, without 58",
        cancer("A", "nose", staged(2, 1), same_as="N1"),
        {"17311": 1, "17312": 1},
        marks={"17311": set()},
        rules=["mohs.continued"],
        history=(PRIOR_MOHS,),
    ),
    _said(
        "4",
        "an excision of the same tumour is in it",
        cancer("A", "nose", cut_out("1"), staged(2)),
        {"17311": 1},
    ),
]

WOUND: dict[str, Any] = {"diagnosis": "laceration", "side": "left"}
ULCER: dict[str, Any] = {"diagnosis": "chronic ulcer", "side": "left"}
REPAIRS = [
    _said(
        "5.3",
        "18 cm of complex closure of the trunk is the text's example",
        lesion("A", "abdomen", closed("complex", "18"), diagnosis="laceration"),
        {"13101": 1, "13102": 3},
    ),
    _said(
        "5.3",
        "the second code stays to 7.5",
        lesion("A", "abdomen", closed("complex", "7.5"), diagnosis="laceration"),
        {"13101": 1},
    ),
    _said(
        "5.3",
        "1.0 cm of complex closure is intermediate",
        lesion("A", "nose", closed("complex", "1.0"), diagnosis="laceration"),
        {"12051": 1},
        rules=["repair.short_complex"],
    ),
    _said(
        "5.3",
        "another group or complexity is a line of its own",
        [
            lesion("A", "forearm", closed("intermediate", "3"), **WOUND),
            lesion("B", "hand_dorsum", closed("intermediate", "3"), **WOUND),
            lesion("C", "thigh", closed("simple", "3"), **WOUND),
        ],
        {"12032": 1, "12042": 1, "12002": 1},
        marks={"12042": {"59"}, "12032": set(), "12002": set()},
    ),
    _said(
        "5.3",
        "the smallest benign excision takes in every closure",
        nevus("A", "abdomen", cut_out("0.5"), closed("intermediate", "2")),
        {"11400": 1},
        rules=["bundled_same_site"],
    ),
    _said(
        "5.3",
        "its pair is opened for another wound only",
        [nevus("A", "abdomen", cut_out("0.5")), lesion("B", "forearm", closed("intermediate", "2"), **WOUND)],
        {"11400": 1, "12031": 1},
        marks={"12031": {"59"}},
    ),
    _said(
        "5.3",
        "a larger benign excision never puts 59 on its closure",
        nevus("A", "abdomen", cut_out("0.6"), closed("intermediate", "2")),
        {"11401": 1, "12031": 1},
        marks={"12031": set()},
    ),
    _said(
        "5.3",
        "nor does the smallest malignant one",
        cancer("A", "abdomen", cut_out("0.5"), closed("intermediate", "2")),
        {"11600": 1, "12031": 1},
        marks={"12031": set()},
    ),
    _said(
        "5.3",
        "a simple closure is in every excision",
        cancer("A", "abdomen", cut_out("3"), closed("simple", "4")),
        {"11603": 1},
    ),
    *[
        _said(
            "5.3",
            f"a closure is part of the {done.kind} of its wound, {next(iter(codes))}",
            lesion("A", "forearm", done, closed("intermediate", "3"), side="left", **about),
            codes,
        )
        for done, about, codes in (
            (
                shaved("0.8"),
                {"diagnosis": "nevus", "nature": "benign", "symptoms": ("changing",)},
                {"11301": 1},
            ),
            (destroyed("0.8"), {"diagnosis": "basal cell carcinoma", "nature": "malignant"}, {"17261": 1}),
            (AdjacentTissueTransfer(area_cm2=cm("4")), {"diagnosis": "basal cell carcinoma"}, {"14020": 1}),
            (
                Graft(graft="full_thickness", area_cm2=cm("4")),
                {"diagnosis": "basal cell carcinoma"},
                {"15220": 1},
            ),
            (
                Graft(graft="split_thickness", area_cm2=cm("4")),
                {"diagnosis": "basal cell carcinoma"},
                {"15100": 1},
            ),
        )
    ],
    _said(
        "5.3",
        "adhesive alone is G0168 for Medicare, by its code",
        lesion("A", "forearm", Coded(code="G0168"), **WOUND),
        {"G0168": 1},
        payer="medicare",
    ),
    _said(
        "5.3",
        "extensive secondary closure is 13160, by its code",
        lesion("A", "abdomen", Coded(code="13160"), diagnosis="wound dehiscence"),
        {"13160": 1},
    ),
    _said(
        "5.4",
        "60 cm² is 14301, 61 its add-on too",
        cancer("A", "nose", AdjacentTissueTransfer(area_cm2=cm("61"))),
        {"14301": 1, "14302": 1},
    ),
    _said(
        "5.4",
        "a flap takes in the excision of its site",
        cancer("A", "chin", cut_out("2"), AdjacentTissueTransfer(area_cm2=cm("4"))),
        {"14040": 1},
    ),
    _said(
        "5.4",
        "an excision of another lesion carries 59",
        [cancer("A", "chin", AdjacentTissueTransfer(area_cm2=cm("4"))), cancer("B", "nose", cut_out("1"))],
        {"14040": 1, "11641": 1},
        marks={"11641": {"59"}},
    ),
    _said(
        "5.4",
        "two flaps are two lines",
        [
            cancer("A", "chin", AdjacentTissueTransfer(area_cm2=cm("4"))),
            cancer("B", "forehead", AdjacentTissueTransfer(area_cm2=cm("5"))),
        ],
        {"14040": 2},
        marks={"14040": {"76"}},
        payer="medicare",
    ),
    _said(
        "5.4",
        "a filleted finger flap carries its digit",
        lesion("A", "index_finger", Coded(code="14350"), **WOUND),
        {"14350": 1},
        marks={"14350": {"F1"}},
    ),
    _said(
        "5.5",
        "areas of one group are added",
        [
            lesion("A", "thigh", Graft(graft="split_thickness", area_cm2=cm("60")), **ULCER),
            lesion("B", "forearm", Graft(graft="split_thickness", area_cm2=cm("50")), **ULCER),
        ],
        {"15100": 1, "15101": 1},
    ),
    _said(
        "5.5",
        "the wound total chooses the series of a skin substitute",
        [
            lesion("A", "thigh", Graft(graft="skin_substitute", area_cm2=cm("60")), **ULCER),
            lesion("B", "lower_leg", Graft(graft="skin_substitute", area_cm2=cm("40")), **ULCER),
        ],
        {"15273": 1},
    ),
    _said(
        "5.5",
        "its product is billed by cm², with the waste",
        lesion(
            "A",
            "lower_leg",
            Graft(graft="skin_substitute", area_cm2=cm("30")),
            Drug(hcpcs="Q4186", units=32, wasted_mg=cm("4"), container="single_dose"),
            **ULCER,
        ),
        {"15271": 1, "15272": 1, "Q4186": 36},
        marks={"Q4186": {"JW"}},
        payer="medicare",
    ),
    _said(
        "5.5",
        "its product without waste carries JZ",
        lesion(
            "A",
            "lower_leg",
            Graft(graft="skin_substitute", area_cm2=cm("25")),
            Drug(hcpcs="Q4186", units=25, container="single_dose"),
            **ULCER,
        ),
        {"15271": 1, "Q4186": 25},
        marks={"Q4186": {"JZ"}},
        payer="medicare",
    ),
    _said(
        "5.5",
        "a wound bed is prepared by its code, with its add-on",
        lesion("A", "lower_leg", Coded(code="15002"), Coded(code="15003", units=2), **ULCER),
        {"15002": 1, "15003": 2},
    ),
    _said(
        "5.5",
        "its add-on needs the code of its own group",
        lesion("A", "lower_leg", Coded(code="15002"), Coded(code="15005"), **ULCER),
        {"15002": 1},
        status="blocked",
        rules=["addon.parent"],
    ),
    _said(
        "5.5",
        "an add-on never stands alone",
        lesion("A", "lower_leg", Coded(code="15003"), **ULCER),
        {},
        status="blocked",
        rules=["addon.parent"],
    ),
]

KELOID: dict[str, Any] = {"diagnosis": "keloid", "symptoms": ("pain",)}


def _injected(
    dose: str, container: Any = None, wasted: str = "0", drug: str = "J3301"
) -> IntralesionalInjection:
    return IntralesionalInjection(drug=drug, dose_mg=cm(dose), wasted_mg=cm(wasted), container=container)


def _mixed(*injections: IntralesionalInjection) -> list[Lesion]:
    return [lesion(label, "abdomen", each, **KELOID) for label, each in zip("AB", injections, strict=False)]


INJECTIONS = [
    _said(
        "6.1",
        "lesions are counted over the day, eight or more alone",
        [
            lesion("A", "abdomen", IntralesionalInjection(), count=5, **KELOID),
            lesion("B", "chest", IntralesionalInjection(), count=3, **KELOID),
        ],
        {"11901": 1},
    ),
    _said(
        "6.1",
        "59 where another lesion was destroyed",
        [warts("A", 2), lesion("B", "chest", IntralesionalInjection(), **KELOID)],
        {"17110": 1, "11900": 1},
        marks={"11900": {"59"}},
    ),
    _said(
        "6.1",
        "bleomycin is of the chemotherapy series",
        lesion("A", "sole", _injected("15", drug="J9040"), side="left", diagnosis="plantar wart", count=8),
        {"96406": 1, "J9040": 1},
    ),
    _said(
        "6.1",
        "the doses of the day are added before they are rounded",
        _mixed(_injected("4"), _injected("4")),
        {"11900": 1, "J3301": 1},
    ),
    _said(
        "6.1",
        "a dose and a count of units are added as well",
        [],
        {"J3301": 3},
        services=(
            Drug(hcpcs="J3301", dose_mg=cm("20"), diagnosis="keloid"),
            Drug(hcpcs="J3301", units=1, diagnosis="keloid"),
        ),
    ),
    _said(
        "6.1",
        "a dose that is not its units is asked about",
        [],
        {},
        status="blocked",
        rules=["drug.units"],
        services=(Drug(hcpcs="J3301", dose_mg=cm("20"), units=5, diagnosis="keloid"),),
    ),
    _said(
        "6.1",
        "waste has a line of its own with JW",
        _mixed(_injected("25", "single_dose", "15")),
        {"11900": 1, "J3301": 4},
        marks={"J3301": {"JW"}},
        payer="medicare",
    ),
    _said(
        "6.1",
        "no waste is JZ",
        _mixed(_injected("40", "single_dose")),
        {"11900": 1, "J3301": 4},
        marks={"J3301": {"JZ"}},
        payer="medicare",
    ),
    _said(
        "6.1",
        "waste within the rounded unit is JZ",
        _mixed(_injected("38", "single_dose", "2")),
        {"11900": 1, "J3301": 4},
        marks={"J3301": {"JZ"}},
        payer="medicare",
    ),
    _said(
        "6.1",
        "a multi-dose vial carries neither",
        _mixed(_injected("25", "multi_dose")),
        {"11900": 1, "J3301": 3},
        marks={"J3301": set()},
        payer="medicare",
    ),
    _said(
        "6.1",
        "a container that is not charted is asked about",
        _mixed(_injected("25")),
        {"11900": 1, "J3301": 3},
        status="held",
        payer="medicare",
    ),
    _said(
        "6.1",
        "so it is where waste is charted",
        _mixed(_injected("25", None, "15")),
        {"11900": 1, "J3301": 3},
        status="held",
        payer="medicare",
    ),
    _said(
        "6.1",
        "it makes no difference to others",
        _mixed(_injected("25", None, "15")),
        {"11900": 1, "J3301": 3},
        marks={"J3301": set()},
    ),
    _said(
        "6.1",
        "methylprednisolone of 2024-03-31 is counted by the old codes",
        [],
        {"J1030": 1},
        date_of_service=date(2024, 3, 31),
        services=(Drug(hcpcs="J1030", dose_mg=cm("40"), diagnosis="keloid"),),
    ),
    _said(
        "6.1",
        "since 2024-04-01 by the milligram",
        [],
        {"J1010": 40},
        date_of_service=date(2024, 4, 1),
        services=(Drug(hcpcs="J1010", dose_mg=cm("40"), diagnosis="keloid"),),
    ),
    *[
        _said(
            "6.1",
            f"{code} on {day} is outside its dates",
            [],
            {},
            status="blocked",
            rules=["code.outside_dates"],
            date_of_service=day,
            services=(Drug(hcpcs=code, dose_mg=cm("40"), diagnosis="keloid"),),
        )
        for code, day in (("J1010", date(2024, 3, 31)), ("J1030", date(2024, 4, 1)))
    ],
    _said(
        "6.1",
        "sweat glands of both armpits are one code",
        lesion("A", "axilla", Coded(code="64650"), side="bilateral", diagnosis="axillary hyperhidrosis"),
        {"64650": 1},
    ),
    _said(
        "6.1",
        "covered botulinum for sweating goes to the insurer",
        [],
        {"64650": 1},
        rules=["cosmetic.medical_exception"],
        services=(Cosmetic(service="hyperhidrosis_botulinum", diagnosis="axillary hyperhidrosis"),),
    ),
]
UNITS = [
    ("J3301", "10", "mg"),
    ("J3300", "1", "mg"),
    ("J3303", "5", "mg"),
    ("J1010", "1", "mg"),
    ("J9040", "15", "U"),
    ("J9190", "500", "mg"),
    ("J0585", "1", "U"),
    ("J0586", "5", "U"),
    ("J0588", "1", "U"),
    ("J0591", "1", "mg"),
    ("J2357", "5", "mg"),
    ("J7308", "354", "mg"),
    ("J7345", "10", "mg"),
    ("J7354", "1", "applicator"),
    ("J7336", "1", "cm²"),
    ("J7352", "1", "mg"),
]

ABSCESS: dict[str, Any] = {"diagnosis": "cutaneous abscess", "side": "left"}


def _opened(what: Any, **facts: Any) -> IncisionDrainage:
    return IncisionDrainage(what=what, **facts)


DRAINAGES = [
    _said(
        "6.2",
        "two abscesses are 10061 once",
        [
            lesion("A", "axilla", _opened("abscess"), **ABSCESS),
            lesion("B", "groin", _opened("abscess"), **ABSCESS),
        ],
        {"10061": 1},
    ),
    _said(
        "6.2",
        "two pilonidal cysts are not a complicated one",
        lesion(
            "A", "buttock", _opened("pilonidal_cyst"), side="left", diagnosis="pilonidal abscess", count=2
        ),
        {"10080": 1},
    ),
    _said(
        "6.2",
        "a punctured hematoma is 10160 a collection",
        lesion(
            "A", "forearm", _opened("hematoma", puncture=True), side="left", diagnosis="hematoma", count=2
        ),
        {"10160": 2},
    ),
    _said(
        "6.2",
        "a foreign body needs an incision",
        lesion("A", "palm", _opened("foreign_body", puncture=True), side="left", diagnosis="splinter"),
        {},
        status="blocked",
        rules=["incision.foreign_body"],
    ),
    _said(
        "6.2",
        "10180 is charted by its code",
        lesion("A", "cheek", Coded(code="10180"), side="left", diagnosis="postoperative wound infection"),
        {"10180": 1},
    ),
    _said(
        "6.2",
        "acne surgery is one unit whatever the number",
        [
            lesion("A", "forehead", ComedoneExtraction(), diagnosis="acne", count=12),
            lesion("B", "chin", ComedoneExtraction(), diagnosis="acne"),
        ],
        {"10040": 1},
    ),
    _said(
        "6.3",
        "areas of one depth are added over all wounds",
        [
            lesion("A", "lower_leg", Debridement(depth="subcutaneous", area_cm2=cm("15")), **ULCER),
            lesion("B", "thigh", Debridement(depth="subcutaneous", area_cm2=cm("15")), **ULCER),
        ],
        {"11042": 1, "11045": 1},
    ),
    _said(
        "6.3",
        "another depth is a line of its own",
        [
            lesion("A", "lower_leg", Debridement(depth="skin", area_cm2=cm("10")), **ULCER),
            lesion("B", "thigh", Debridement(depth="subcutaneous", area_cm2=cm("10")), **ULCER),
        ],
        {"11042": 1, "97597": 1},
        marks={"97597": {"59"}},
    ),
    _said(
        "6.3",
        "the deepest tissue removed counts",
        lesion(
            "A",
            "lower_leg",
            Debridement(depth="skin", area_cm2=cm("10")),
            Debridement(depth="muscle", area_cm2=cm("10")),
            **ULCER,
        ),
        {"11043": 1},
        rules=["debridement.deep_in_office"],
    ),
    _said(
        "6.3",
        "percent of the body's surface is charted by 11000",
        lesion("A", "multiple", Coded(code="11000"), Coded(code="11001"), diagnosis="infected eczema"),
        {"11000": 1, "11001": 1},
    ),
    _said(
        "6.3",
        "corns are counted over the day",
        [
            lesion("A", "sole", Paring(), side="left", diagnosis="corn"),
            lesion("B", "heel", Paring(), side="right", diagnosis="callus", count=4),
        ],
        {"11057": 1},
    ),
]


def _nail(what: Any, *digits: Any, **facts: Any) -> Lesion:
    about = {"side": "left", "diagnosis": "onychomycosis", "symptoms": ("pain",)} | facts
    return lesion("A", "great_toe", Nail(what=what, digits=digits), **about)


SYSTEMIC: dict[str, Any] = {"payer": "medicare", "class_findings": ("A",)}
NAILS = [
    _said(
        "6.4",
        "six nails of all limbs are 11721 without digits",
        _nail("debridement", "LT1", "LT2", "LT3", "LT4", "LT5", "RT1"),
        {"11721": 1},
        marks={"11721": set()},
    ),
    _said(
        "6.4",
        "the first plate is 11730, each further 11732, each with its digit",
        _nail("avulsion", "LT1", "LT2", diagnosis="ingrown nail"),
        {"11730": 1, "11732": 1},
        marks={"11730": {"TA"}, "11732": {"T1"}},
    ),
    _said(
        "6.4",
        "a matrix is a line a nail",
        _nail("matrixectomy", "LT1", "RT1", diagnosis="ingrown nail"),
        {"11750": 2},
        marks={"11750": {"TA", "T5"}},
    ),
    _said(
        "6.4",
        "on one nail the matrix takes in plate and debridement",
        lesion(
            "A",
            "great_toe",
            Nail(what="debridement", digits=("LT1",)),
            Nail(what="avulsion", digits=("LT1",)),
            Nail(what="matrixectomy", digits=("LT1",)),
            side="left",
            diagnosis="ingrown nail",
        ),
        {"11750": 1},
        rules=["bundled.same_nail"],
    ),
    _said(
        "6.4",
        "another nail's debridement carries XS",
        lesion(
            "A",
            "great_toe",
            Nail(what="avulsion", digits=("LT1",)),
            Nail(what="debridement", digits=("LT2",)),
            side="left",
            diagnosis="onychomycosis",
            symptoms=("pain",),
        ),
        {"11730": 1, "11720": 1},
        marks={"11720": {"XS", "Q7"}, "11730": {"TA"}},
        **SYSTEMIC,
    ),
    _said(
        "6.4",
        "a wedge of the nail fold carries its digit, by its code",
        lesion("A", "great_toe", Coded(code="11765"), side="left", diagnosis="ingrown nail"),
        {"11765": 1},
        marks={"11765": {"TA"}},
    ),
    _said(
        "6.4",
        "dystrophic nails trimmed are G0127 for Medicare",
        _nail("trimming", "LT1", diagnosis="nail dystrophy"),
        {"G0127": 1},
        marks={"G0127": {"Q7"}},
        **SYSTEMIC,
    ),
    _said("6.4", "others are 11719", _nail("trimming", "LT1", diagnosis="nail dystrophy"), {"11719": 1}),
    *[
        _said(
            "6.4",
            f"class findings {' '.join(found) or 'of none'} are {mark or 'GY'}",
            _nail("trimming", "LT1"),
            {"11719": 1},
            marks={"11719": {mark or "GY"}},
            payer="medicare",
            class_findings=found,
        )
        for found, mark in (
            ((), ""),
            (("A",), "Q7"),
            (("B", "B"), "Q8"),
            (("B", "C", "C"), "Q9"),
            (("B",), ""),
            (("C", "C"), ""),
            (("B", "C"), ""),
        )
    ],
    _said(
        "6.4",
        "fingernails are never foot care",
        lesion("A", "thumb", Nail(what="trimming", digits=("LF1",)), side="left", diagnosis="onychomycosis"),
        {"11719": 1},
        marks={"11719": set()},
        payer="medicare",
    ),
    _said(
        "6.4",
        "painful mycotic nails need no systemic disease",
        _nail("debridement", "LT1"),
        {"11720": 1},
        marks={"11720": set()},
        payer="medicare",
    ),
    _said(
        "6.4",
        "foot care within 60 days is warned about",
        _nail("trimming", "LT1"),
        {"11719": 1},
        rules=["necessity.foot_care_interval"],
        history=(PriorCharge(date=DAY - timedelta(days=59), code="11719"),),
        **SYSTEMIC,
    ),
]

KERATOSES: dict[str, Any] = {"diagnosis": "actinic keratosis", "nature": "premalignant"}
FIELD = PhotodynamicTherapy(applied_by="clinician")
SUTURES: dict[str, Any] = {"diagnosis": "suture removal", "side": "left"}
CHECK_UP = {"visit": visit(problems="minimal", risk="minimal", diagnoses=("suture removal",))}


def _closed_by(code: str, days: int) -> dict[str, Any]:
    prior = PriorCharge(
        date=DAY - timedelta(days=days),
        code=code,
        site="forearm",
        lesion="E1",
        diagnosis="basal cell carcinoma",
    )
    return {"history": (prior,)}


LIGHT = [
    _said(
        "6.5",
        "photodynamic therapy is one code a day, the highest",
        [
            lesion("A", "scalp", FIELD, **KERATOSES),
            lesion("B", "forearm", PhotodynamicTherapy(applied_by="staff"), side="left", **KERATOSES),
        ],
        {"96573": 1},
    ),
    _said(
        "6.5",
        "keratoses frozen inside its field are not charged",
        lesion("A", "scalp", FIELD, Destruction(method="cryosurgery"), **KERATOSES),
        {"96573": 1},
        rules=["pdt-with-destruction-same-field"],
    ),
    _said(
        "6.5",
        "keratoses frozen elsewhere are",
        [lesion("A", "scalp", FIELD, **KERATOSES), keratoses("B", 3, "hand_dorsum", side="left")],
        {"96573": 1, "17000": 1, "17003": 2},
        marks={"17000": set()},
    ),
    _said(
        "6.5",
        "its drug is charged apart",
        lesion("A", "scalp", FIELD, **KERATOSES),
        {"96573": 1, "J7308": 1},
        services=(Drug(hcpcs="J7308", units=1, diagnosis="actinic keratosis"),),
    ),
    *[
        _said(
            "6.5",
            f"{light} of {hours or 'no'} supervised hours is {code}",
            [],
            {code: 1},
            services=(
                Phototherapy(
                    light=light, supervised_hours=cm(hours) if hours else None, diagnosis="psoriasis"
                ),
            ),
        )
        for light, hours, code in (
            ("uvb", "", "96900"),
            ("uvb_with_tar", "", "96910"),
            ("goeckerman", "", "96910"),
            ("goeckerman", "3.9", "96910"),
            ("goeckerman", "4", "96913"),
            ("puva", "", "96912"),
        )
    ],
    _said(
        "6.5",
        "two lights of an edit pair are the first",
        [],
        {"96910": 1},
        rules=["ncci.not_apart"],
        services=(
            Phototherapy(light="uvb_with_tar", diagnosis="psoriasis"),
            Phototherapy(light="puva", diagnosis="psoriasis"),
        ),
    ),
    _said(
        "6.5",
        "excimer is coded by the whole area of the day",
        [],
        {"96921": 1},
        services=(
            Phototherapy(light="excimer", area_cm2=cm("150"), diagnosis="psoriasis"),
            Phototherapy(light="excimer", area_cm2=cm("100"), diagnosis="psoriasis"),
        ),
    ),
    _said(
        "6.5",
        "excimer of another disease is unlisted",
        [],
        {"96999": 1},
        services=(Phototherapy(light="excimer", area_cm2=cm("150"), diagnosis="vitiligo"),),
    ),
    _said(
        "6.5",
        "patch tests are a unit an allergen",
        [],
        {"95044": 36},
        services=(
            PatchTest(count=30, diagnosis="allergic contact dermatitis"),
            PatchTest(count=6, diagnosis="allergic contact dermatitis"),
        ),
    ),
    _said(
        "6.5",
        "more than 90 allergens are warned about",
        [],
        {"95044": 91},
        rules=["mue-exceeded-mai3"],
        services=(PatchTest(count=91, diagnosis="allergic contact dermatitis"),),
    ),
    _said(
        "6.5",
        "photo patch tests are charted by their code",
        [],
        {"95052": 10},
        services=(Coded(code="95052", units=10, diagnosis="allergic contact dermatitis"),),
    ),
    _said(
        "6.5",
        "dermabrasion is charted by its code",
        [],
        {"15780": 1},
        services=(Coded(code="15780", diagnosis="actinic keratosis"),),
    ),
    _said(
        "6.5",
        "abrasion of further lesions needs the first",
        lesion("A", "chin", Coded(code="15786"), Coded(code="15787", units=2), **KERATOSES),
        {"15786": 1, "15787": 2},
    ),
    _said(
        "6.5",
        "a peel of keratoses is medical",
        [],
        {"15789": 1},
        services=(ChemicalPeel(depth="dermal", facial=True, diagnosis="actinic keratosis"),),
    ),
    _said(
        "6.5",
        "any other peel is for looks",
        [],
        {"15788": 1},
        marks={"15788": {"GY"}},
        payer="medicare",
        services=(ChemicalPeel(depth="epidermal", facial=True, diagnosis="melasma"),),
    ),
    _said(
        "6.5",
        "sutures removed in the closing practice's period are not charged",
        lesion("A", "forearm", Coded(code="15853"), same_as="E1", **SUTURES),
        {"99024": 1},
        **_closed_by("11602", 8),
        **CHECK_UP,
    ),
    _said(
        "6.5",
        "after its period they are, beside a visit",
        lesion("A", "forearm", Coded(code="15853"), same_as="E1", **SUTURES),
        {"99212": 1, "15853": 1},
        **_closed_by("11602", 11),
        **CHECK_UP,
    ),
    _said(
        "6.5",
        "so they are after a procedure of no period",
        lesion("A", "forearm", Coded(code="15853"), same_as="E1", **SUTURES),
        {"99212": 1, "15853": 1},
        **_closed_by("17311", 8),
        **CHECK_UP,
    ),
    _said(
        "6.5",
        "and closed elsewhere",
        lesion("A", "forearm", Coded(code="15854"), **SUTURES),
        {"99212": 1, "15854": 1},
        **CHECK_UP,
    ),
    _said(
        "6.5",
        "never without a visit",
        lesion("A", "forearm", Coded(code="15853"), **SUTURES),
        {},
        status="blocked",
        rules=["addon.parent"],
    ),
    _said(
        "6.5",
        "one of the two codes",
        lesion("A", "forearm", Coded(code="15853"), Coded(code="15854"), **SUTURES),
        {"99212": 1, "15854": 1},
        rules=["bundled_same_site"],
        **CHECK_UP,
    ),
    _said(
        "6.5",
        "in the office only",
        lesion("A", "forearm", Coded(code="15853"), **SUTURES),
        {"99212": 1, "15853": 1},
        rules=["coded.office"],
        place_of_service="22",
        **CHECK_UP,
    ),
    _said(
        "10",
        "15850 ended with 2022",
        lesion("A", "forearm", Coded(code="15850"), **SUTURES),
        {},
        status="blocked",
        rules=["code.outside_dates"],
    ),
]


def _tested(test: Any, *sites: str, diagnosis: str = "tinea pedis") -> list[Lesion]:
    return [
        lesion(label, site, Laboratory(test=test), side="left", diagnosis=diagnosis)
        for label, site in zip("ABC", sites, strict=False)
    ]


SPECIMENS = [
    *[
        _said(
            "6.6",
            f"{test} for {payer} is {code}",
            _tested(test, "sole"),
            {code: 1},
            payer=payer,
            rules=["laboratory.unverified"] if test in ("scabies_prep", "tzanck") else [],
            **CLIA,
        )
        for test, payer, code in (
            ("koh", "medicare", "Q0112"),
            ("koh", "medicare_advantage", "Q0112"),
            ("koh", "commercial", "87220"),
            ("wet_mount", "medicare", "Q0111"),
            ("wet_mount", "commercial", "87210"),
            ("scabies_prep", "medicare", "Q0111"),
            ("scabies_prep", "medicare_advantage", "Q0111"),
            ("scabies_prep", "commercial", "87220"),
            ("tzanck", "medicare", "87207"),
            ("tzanck", "commercial", "87207"),
            ("fungal_culture", "commercial", "87101"),
        )
    ],
    *[
        _said(
            "6.6",
            f"two scrapings are two units for {payer}",
            _tested("koh", "sole", "groin"),
            {code: 2},
            payer=payer,
            marks={code: set()},
            **CLIA,
        )
        for payer, code in (("medicare", "Q0112"), ("commercial", "87220"))
    ],
    *[
        _said(
            "6.6",
            f"two specimens are two units for {payer}",
            [
                lesion(label, site, Biopsy(method="punch"), _pathology(), **PAPULE)
                for label, site in (("A", "nose"), ("B", "chin"))
            ],
            {"11104": 1, "11105": 1, "88305": 2},
            payer=payer,
            marks={"88305": set()},
            **CLIA,
        )
        for payer in ("medicare", "commercial")
    ],
    _said(
        "6.6",
        "reading and making are parts of one code",
        [],
        {"88305": 2},
        marks={"88305": {"26", "TC"}},
        services=(
            _pathology(component="professional", diagnosis="nevus"),
            _pathology(component="technical", diagnosis="nevus"),
        ),
        **CLIA,
    ),
    *[
        _said(
            "6.6",
            f"level {level} is {code}",
            [],
            {code: 1},
            services=(_pathology(level=level, diagnosis="epidermal inclusion cyst"),),
            **CLIA,
        )
        for level, code in (("3", "88304"), ("4", "88305"), ("5", "88307"))
    ],
    _said(
        "6.6",
        "two levels of one day need no modifier",
        [],
        {"88304": 1, "88305": 1},
        marks={"88304": set(), "88305": set()},
        services=(_pathology(level="3", diagnosis="epidermal inclusion cyst"), _pathology(diagnosis="nevus")),
        **CLIA,
    ),
    _said(
        "6.6",
        "stains for organisms are a unit each",
        [],
        {"88305": 1, "88312": 2},
        services=(_pathology(organism_stains=2, diagnosis="tinea corporis"),),
        **CLIA,
    ),
    _said(
        "6.6",
        "frozen sections count specimens, then blocks",
        [],
        {"88331": 2, "88332": 3},
        services=(Pathology(frozen_blocks=(3, 2), diagnosis="acne"),),
        **CLIA,
    ),
    _said(
        "6.6",
        "the claim carries the laboratory's number",
        _tested("koh", "sole"),
        {"87220": 1},
        rules=["doc.lab"],
    ),
]

CODED = [
    _said(
        "10",
        "staged flaps are charted by their code",
        lesion("A", "nose", Coded(code="15630"), same_as="F1", diagnosis="basal cell carcinoma"),
        {"15630": 1},
        marks={"15630": {"58"}},
        history=(
            PriorCharge(
                date=DAY - timedelta(days=21),
                code="15731",
                planned_next=True,
                site="nose",
                lesion="F1",
                diagnosis="basal cell carcinoma",
            ),
        ),
    ),
    *[
        _said(
            "10",
            f"{code} on {day} is outside its dates",
            [],
            {},
            status="blocked",
            rules=["code.outside_dates"],
            date_of_service=day,
            services=(Coded(code=code, diagnosis="acne"),),
        )
        for code, day in (
            ("15011", date(2024, 12, 31)),
            ("1044T", date(2026, 6, 30)),
            ("99441", date(2025, 1, 1)),
        )
    ],
    _said(
        "10",
        "a code of the year 2025 is known from its first day",
        [],
        {"15011": 1},
        date_of_service=date(2025, 1, 1),
        services=(Coded(code="15011", diagnosis="pyoderma gangrenosum"),),
    ),
    _said(
        "0.5.8",
        "a lesion of an earlier charge that no charge names is asked about",
        cancer("A", "forearm", cut_out("2"), side="left", same_as="B"),
        {"11602": 1},
        status="held",
        rules=["lesion.same_as"],
        **_closed_by("11602", 8),
    ),
]

TYPED = [
    *[
        _said(
            "3.2",
            f"a destroyed tag is known by {diagnosis}, charted as {nature}",
            lesion(
                "A",
                "neck_anterior",
                Destruction(method="cryosurgery"),
                diagnosis=diagnosis,
                nature=nature,  # type: ignore[arg-type]
                symptoms=("inflamed",),
                count=16,
            ),
            {"11200": 1, "11201": 1},
        )
        for diagnosis in ("skin tag", "acrochordon", "L91.8", "K64.4")
        for nature in ("benign", "not_neoplastic", None)
    ],
    _said(
        "3.2",
        "a nevus removed as a tag is asked about",
        nevus("A", "neck_anterior", SkinTagRemoval()),
        {"11200": 1},
        rules=["skin_tag.diagnosis"],
    ),
    _said(
        "3.2",
        "a typed code may be a cherry angioma's",
        _flushed(_laser("3"), diagnosis="D18.01", symptoms=("bleeding",)),
        {"17106": 1},
        rules=["destruction.vascular_code"],
    ),
]

FOR_LOOKS = [
    *[
        _said(
            "0.5.12",
            f"botulinum for sweating of {icd10} is {code}",
            [],
            {code: 1},
            rules=["cosmetic.medical_exception"],
            services=(Cosmetic(service="hyperhidrosis_botulinum", diagnosis=icd10),),
        )
        for icd10, code in (
            ("L74.510", "64650"),
            ("L74.511", "64653"),
            ("L74.512", "64653"),
            ("L74.513", "64653"),
        )
    ],
    _said(
        "0.5.12",
        "a service without a code is an item of the house",
        [],
        {"COS-botulinum_toxin": 20},
        services=(Cosmetic(service="botulinum_toxin", units=cm("20")),),
    ),
    _said(
        "0.5.12",
        "a tag removed for looks that bleeds may be medical",
        lesion(
            "A",
            "neck_anterior",
            Cosmetic(service="skin_tag_removal"),
            diagnosis="skin tag",
            nature="benign",
            symptoms=("bleeding",),
        ),
        {"11200": 1},
        rules=["cosmetic.perhaps_medical"],
    ),
    _said(
        "0.5.12",
        "hair removal for a pilonidal cyst may be medical",
        [],
        {"17999": 1},
        rules=["cosmetic.perhaps_medical"],
        services=(Cosmetic(service="laser_hair_removal", diagnosis="pilonidal cyst"),),
    ),
    _said(
        "0.5.12",
        "a cancer is treated by no service for looks",
        lesion(
            "A",
            "chin",
            Cosmetic(service="photodynamic_cosmetic"),
            diagnosis="basal cell carcinoma",
            nature="malignant",
        ),
        {},
        status="held",
        rules=["necessity.requested_contradiction"],
    ),
]

EVERY = [
    *BIOPSIES,
    *EXCISIONS,
    *DESTRUCTIONS,
    *MOHS,
    *REPAIRS,
    *INJECTIONS,
    *DRAINAGES,
    *NAILS,
    *LIGHT,
    *SPECIMENS,
    *CODED,
    *TYPED,
    *FOR_LOOKS,
]


@pytest.mark.parametrize("said", EVERY, ids=_named)
def test_a_sentence_of_the_published_rules_is_followed(said: Said) -> None:
    _check(said)


def test_no_two_rows_have_one_name() -> None:
    names = [_named(said) for said in EVERY]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(("code", "unit", "measure"), UNITS)
def test_a_drug_is_counted_in_the_units_of_its_code(code: str, unit: str, measure: str) -> None:
    """CMS HCPCS Level II: one unit, the least more than one, and ten."""
    for dose, units in ((cm(unit), 1), (cm(unit) + cm("0.1"), 2), (cm(unit) * 10, 10)):
        (line,) = answer_to(services=(Drug(hcpcs=code, dose_mg=dose, diagnosis="L74.510"),)).lines
        assert (line.code, line.units) == (code, units)
        assert f"of {unit} {measure}" in line.why[0].text


@pytest.mark.parametrize("payer", ["medicare", "medicare_advantage"])
def test_single_dose_and_multi_dose_containers_are_charged_apart(payer: str) -> None:
    """CMS JW and JZ modifier FAQ; the doses are added before they are rounded: 38 mg and 4 mg are 5 units."""
    answer = answer_to(*_mixed(_injected("38", "single_dose"), _injected("4", "multi_dose")), payer=payer)
    drug = {line.modifiers: (int(line.units), line.lesions) for line in answer.lines if line.code == "J3301"}
    assert drug == {("JZ",): (4, ("A",)), (): (1, ("B",))}


def test_a_multi_dose_container_within_the_rounded_unit_adds_no_line() -> None:
    answer = answer_to(
        *_mixed(_injected("25", "single_dose", "15"), _injected("5", "multi_dose")), payer="medicare"
    )
    drug = sorted((line.modifiers, int(line.units)) for line in answer.lines if line.code == "J3301")
    assert drug == [((), 3), (("JW",), 1)]


@pytest.mark.parametrize("payer", ["medicare", "commercial"])
def test_what_is_for_looks_is_on_the_patients_bill_with_z411_first(payer: str) -> None:
    """SSA 1862(a)(10); ICD-10-CM Official Guidelines I.C.21."""
    peel = ChemicalPeel(depth="epidermal", facial=True, diagnosis="melasma")
    laser = _flushed(_laser(requested_by_patient=True), diagnosis="facial telangiectasia")
    tag = lesion("B", "chin", SkinTagRemoval(requested_by_patient=True), **INFLAMED_TAG)
    answer = answer_to(laser, tag, services=(peel,), payer=payer)
    assert {line.code for line in answer.lines} == {"15788", "17999", "11200"}
    for line in answer.lines:
        assert (line.responsibility, line.icd10[0], line.pointers) == ("patient", "Z41.1", "")


BY_CODE = {
    "1.1": ["54105"],
    "2.3": [
        "21011",
        "21012",
        "21555",
        "21930",
        "21931",
        "24071",
        "24075",
        "27327",
        "28039",
        "28043",
    ],
    "2.5": [
        "30117",
        "30118",
        "40500",
        "40510",
        "40520",
        "40525",
        "40527",
        "40530",
        "40810",
        "40812",
        "40814",
    ],
    "3.4": ["67840"],
    "5": ["12020", "12021", "13160", "14350", "15002", "15004", "15050", "G0168"],
    "6.1": ["96372", "96401", "64650", "64653"],
    "6.2": ["10180"],
    "6.3": ["11000"],
    "6.4": ["11762", "11765"],
    "6.5": ["95052", "96999", "15780", "15781", "15782", "15783", "15786", "15851"],
    "6.6": ["88302", "88321", "88323", "88325", "88342", "88346", "88160", "88161", "87210"],
}


@pytest.mark.parametrize(
    ("section", "code"), [(section, code) for section, codes in BY_CODE.items() for code in codes]
)
def test_what_has_no_kind_of_its_own_is_charted_by_its_code(section: str, code: str) -> None:
    """The relative value file knows each, so that its pairs, units and period are checked."""
    answer = answer_to(services=(Coded(code=code, diagnosis="L98.8"),))
    assert charged(answer) == {code: 1}
    assert "coded.unknown" not in told(answer)


@pytest.mark.parametrize(
    ("add_on", "parent"),
    [
        ("11001", "11000"),
        ("15003", "15002"),
        ("15005", "15004"),
        ("15787", "15786"),
        ("13102", "13101"),
        ("88341", "88342"),
        ("88350", "88346"),
        ("88332", "88331"),
        ("88314", "88305"),
    ],
)
def test_an_add_on_charted_by_its_code_stands_behind_its_parent_alone(add_on: str, parent: str) -> None:
    """CMS NCCI add-on code edits, 2026 Q3."""
    both = answer_to(services=tuple(Coded(code=code, diagnosis="L98.8") for code in (add_on, parent)))
    assert [line.code for line in both.lines] == [parent, add_on]
    assert both.lines[1].parent_code == parent
    alone = answer_to(services=(Coded(code=add_on, diagnosis="L98.8"),))
    assert (alone.status, alone.lines) == ("blocked", ())
    assert "addon.parent" in told(alone)
