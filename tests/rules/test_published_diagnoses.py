"""Every row of the diagnosis table gives its code, and every sentence of the published rules is followed.

Sources: ICD-10-CM tabular list and alphabetic index, FY2025 to FY2027; Guidelines IV.H, I.C.2, I.C.21.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

import pytest

from chargecapture.domain.charges import Place
from chargecapture.domain.encounter import Lesion, Nature, Side
from chargecapture.domain.sites import SITE_IDS
from chargecapture.rules.diagnoses import (
    ANY,
    Diagnosed,
    DiagnosisRow,
    DiagnosisTable,
    Term,
    diagnose_lesion,
    diagnose_words,
)
from tests.helpers.encounters import answer_to, cut_out, lesion, told, visit
from tests.helpers.library import whole_library
from tests.helpers.rules import RESOURCES, coder_terms, diagnosis_table, rule_tables

NOW = date(2026, 11, 24)
FY2026 = date(2026, 9, 30)
SITES = rule_tables().sites


@cache
def official() -> DiagnosisTable:
    """The table with the official code set behind it, which knows what is billable on which day."""
    from chargecapture.codesets.rule_tables import load_diagnoses

    return load_diagnoses(RESOURCES / "rules" / "diagnoses", whole_library())


def _at(
    table: DiagnosisTable,
    words: str,
    site: str,
    side: Side | None = None,
    nature: Nature | None = None,
    on: date = NOW,
) -> Diagnosed:
    found = Lesion(id="A", site=site, side=side, diagnosis=words, nature=nature)  # type: ignore[arg-type]
    return diagnose_lesion(table, found, SITES[site], on=on)


def _day_of(row: DiagnosisRow) -> date:
    return row.valid_from or row.valid_to or NOW


def _places(row: DiagnosisRow, term: Term) -> Iterable[tuple[str, Side | None]]:
    """Where a row holds: its own site, or any without a row of its own; its side, or every one."""
    own = {each.site for each in term.rows}
    sites = [row.site] if row.site != ANY else [site for site in SITE_IDS if site not in own][:3]
    for site in sites:
        if row.side == ANY:
            sides: list[Side | None] = ["left", "right"] if SITES[site].paired else [None, "midline"]
            yield from ((site, side) for side in sides)
        else:
            yield site, row.side or None  # type: ignore[misc]


@pytest.mark.parametrize("term", coder_terms(), ids=lambda term: term.name)
def test_every_row_of_a_term_gives_its_code_at_its_site_and_side(term: Term) -> None:
    nature: Nature | None = term.nature or None  # type: ignore[assignment]
    for row in term.rows:
        on = _day_of(row)
        for site, side in _places(row, term):
            there = [r for r in term.rows if (r.site, r.side) == (row.site, row.side) and r.valid_on(on)]
            found = _at(diagnosis_table(), term.name, site, side, nature, on)
            assert found.icd10 == tuple(r.icd10 for r in there), (site, side)
            assert not any(alert.rule == "diagnosis.contradiction" for alert in found.alerts)


@pytest.mark.parametrize("term", coder_terms(), ids=lambda term: term.name)
def test_every_synonym_means_its_term_or_is_offered(term: Term) -> None:
    for word in term.synonyms:
        reading = diagnosis_table().read(word)
        offered = [each.name for each in (*reading.terms, *reading.ambiguous)]
        assert term.name in offered, word
        if word.lower() in diagnosis_table().words.ambiguous:
            assert reading.terms == (), word


class Row(NamedTuple):
    """What a sentence says: words at a place are coded so; `rule` is what is said or asked."""

    section: str
    words: str
    site: str
    side: Side | None
    icd10: tuple[str, ...]
    nature: Nature | None = None
    on: date = NOW
    rule: str = ""


ANOTHER = [
    "nevus of Ota",
    "nevus anemicus, left",
    "white sponge nevus",
    "Becker's nevus",
    "strawberry nevus",
    "dermoid cyst",
    "Bartholin cyst",
    "traction alopecia",
    "erythrodermic psoriasis",
    "urticarial vasculitis",
    "orbital cellulitis",
    "dental abscess",
    "ocular melanoma",
    "SCC of the lung",
    "metastatic SCC",
]

NEOPLASMS = [
    *[
        Row("digits", words, site, side, (icd10,))
        for words, site, side, icd10 in (
            ("melanoma", "lip_upper_cutaneous", None, "C43.0"),
            ("melanoma", "eyelid_upper", "right", "C43.111"),
            ("melanoma", "eyelid_lower", "left", "C43.122"),
            ("melanoma", "ear_canal", "left", "C43.22"),
            ("melanoma", "nose", None, "C43.31"),
            ("melanoma", "temple", "left", "C43.39"),
            ("melanoma", "scalp", None, "C43.4"),
            ("melanoma", "perianal", None, "C43.51"),
            ("melanoma", "breast", "left", "C43.52"),
            ("melanoma", "axilla", "left", "C43.59"),
            ("melanoma", "groin", "left", "C43.59"),
            ("melanoma", "perineum", None, "C43.59"),
            ("melanoma", "shoulder", "right", "C43.61"),
            ("melanoma", "hip", "left", "C43.72"),
            ("basal cell carcinoma", "nose", None, "C44.311"),
            ("basal cell carcinoma", "forearm", "right", "C44.612"),
            ("basal cell carcinoma", "forearm", "left", "C44.619"),
            ("squamous cell carcinoma", "thigh", "right", "C44.722"),
            ("squamous cell carcinoma", "thigh", "left", "C44.729"),
            ("squamous cell carcinoma in situ", "forearm", "right", "D04.61"),
            ("squamous cell carcinoma in situ", "forearm", "left", "D04.62"),
            ("squamous cell carcinoma in situ", "nose", None, "D04.39"),
            ("melanoma in situ", "nose", None, "D03.39"),
            ("nevus", "nose", None, "D22.39"),
            ("nevus", "perianal", None, "D22.5"),
            ("sebaceous carcinoma", "eyelid_upper", "left", "C44.1391"),
            ("sebaceous carcinoma", "cheek", "left", "C44.399"),
            ("Merkel cell carcinoma", "breast", "left", "C4A.52"),
        )
    ],
    *[
        Row("vermilion and genitals", words, site, None, (icd10,), nature)
        for words, site, icd10, nature in (
            ("SCC", "lip_upper_vermilion", "C00.0", "malignant"),
            ("SCC", "lip_lower_vermilion", "C00.1", "malignant"),
            ("SCC in situ", "lip_lower_vermilion", "D00.01", "in_situ"),
            ("nevus", "lip_lower_vermilion", "D10.0", "benign"),
            ("", "lip_lower_vermilion", "D37.01", "uncertain"),
            ("", "lip_lower_vermilion", "D49.0", "unspecified"),
            ("SCC", "penis", "C60.9", "malignant"),
            ("SCC", "scrotum", "C63.2", "malignant"),
            ("SCC", "vulva", "C51.9", "malignant"),
            ("SCC in situ", "penis", "D07.4", "in_situ"),
            ("SCC in situ", "scrotum", "D07.61", "in_situ"),
            ("SCC in situ", "vulva", "D07.1", "in_situ"),
            ("nevus", "penis", "D29.0", "benign"),
            ("nevus", "scrotum", "D29.4", "benign"),
            ("nevus", "vulva", "D28.0", "benign"),
            ("", "penis", "D40.8", "uncertain"),
            ("", "vulva", "D39.8", "uncertain"),
            ("", "vulva", "D49.59", "unspecified"),
            ("melanoma in situ", "scrotum", "D03.8", "in_situ"),
        )
    ],
    *[
        Row("vermilion and genitals", "melanoma in situ", site, None, ("D03.8",), rule="diagnosis.unverified")
        for site in ("penis", "vulva")
    ],
    Row("digits", "basal cell carcinoma", "forearm", None, ("C44.611",), rule="diagnosis.side_missing"),
    *[Row("another disease", words, "forearm", "left", (), rule="diagnosis.unknown") for words in ANOTHER],
    Row("another disease", "halo nevus", "forearm", "left", ("D22.62",)),
    Row("another disease", "nevus sebaceous", "forearm", "left", ("D23.62",), rule="diagnosis.unverified"),
    Row("several sites", "basal cell carcinoma", "multiple", None, (), rule="diagnosis.site"),
    Row("lentigo", "lentigo maligna", "cheek", "left", ("D03.39",)),
    Row("lentigo", "lentigo maligna melanoma", "cheek", "left", ("C43.39",)),
    Row("uncertain", "dysplastic nevus", "forearm", "left", ("D22.62",)),
    Row("uncertain", "severely dysplastic nevus", "forearm", "left", ("D22.62",)),
    Row("uncertain", "severely dysplastic nevus", "forearm", "left", ("D48.5",), "uncertain"),
    Row("uncertain", "r/o BCC", "forearm", "left", ("D49.2",), "unspecified"),
    Row("uncertain", "L98.9", "forearm", "left", ("L98.9",), "unspecified", rule="diagnosis.unsaid"),
    Row("uncertain", "L98.9", "forearm", "right", ("L98.9",), "not_neoplastic"),
    Row("keratoacanthoma", "keratoacanthoma", "forearm", "left", ("L85.8",)),
    Row("keratoacanthoma", "squamous cell carcinoma, keratoacanthoma type", "forearm", "left", ("C44.629",)),
    Row("keratosis", "seborrheic keratosis", "abdomen", None, ("L82.1",)),
    Row("keratosis", "inflamed seborrheic keratosis", "abdomen", None, ("L82.0",)),
    Row("keratosis", "irritated seborrheic keratosis", "abdomen", None, ("L82.0",)),
    Row("keratosis", "actinic keratosis", "ear", "left", ("L57.0",)),
    Row("soft tissue", "lipoma", "scalp", None, ("D17.0",)),
    Row("soft tissue", "lipoma", "forearm", "left", ("D17.22",)),
    Row("soft tissue", "lipoma", "axilla", "left", ("D17.39",), rule="diagnosis.unverified"),
    Row("soft tissue", "schwannoma", "cheek", "left", ("D36.11",)),
    Row("soft tissue", "lump", "forearm", "left", ("R22.32",)),
]

INFECTIONS = [
    *[
        Row("by site", words, site, side, (icd10,))
        for words, site, side, icd10 in (
            ("abscess", "cheek", "left", "L02.01"),
            ("abscess", "axilla", "left", "L02.412"),
            ("abscess", "thigh", "right", "L02.415"),
            ("furuncle", "buttock", "left", "L02.32"),
            ("abscess", "eyelid_upper", "left", "H00.034"),
            ("abscess", "perianal", None, "K61.0"),
            ("abscess", "vulva", None, "N76.4"),
            ("abscess", "scrotum", None, "N49.2"),
            ("cellulitis", "axilla", "left", "L03.112"),
            ("paronychia", "index_finger", "left", "L03.012"),
            ("felon", "thumb", "left", "L03.012"),
            ("whitlow", "thumb", "right", "L03.011"),
            ("paronychia", "great_toe", "left", "L03.032"),
            ("candidal paronychia", "thumb", "left", "B37.2"),
            ("herpetic whitlow", "thumb", "left", "B00.89"),
        )
    ],
    Row("flank", "abscess", "flank", "left", ("L02.217",)),
    Row("flank", "abscess", "flank", "left", (), on=date(2025, 9, 30), rule="diagnosis.date"),
    Row("flank", "furuncle", "flank", "left", ("L02.227",)),
    Row("flank", "cellulitis", "flank", "left", ("L03.31A",)),
    Row("flank", "carbuncle", "flank", "left", ("L02.232",), on=FY2026),
    Row("flank", "carbuncle", "flank", "left", ("L02.237",), on=date(2026, 10, 1)),
    Row("germ", "MRSA abscess", "forearm", "left", ("L02.414", "B95.62")),
    Row("germ", "cellulitis, MSSA", "forearm", "left", ("L03.114", "B95.61")),
    Row("germ", "abscess, MRSA negative", "forearm", "left", (), rule="diagnosis.unknown"),
    Row("germ", "psoriasis, MRSA carrier", "forearm", "left", ("L40.0",)),
    Row("germ", "abscess", "forearm", "left", ("L02.414",)),
]

ULCERS = [
    Row("severity", "chronic skin ulcer, with fat layer exposed", "lower_leg", "left", ("L97.822",)),
    Row("severity", "chronic skin ulcer", "lower_leg", "left", ("L97.829",)),
    Row("cause", "varicose ulcer", "lower_leg", "left", ("I83.028", "L97.829")),
    Row("cause", "varicose veins with ulcer", "ankle", "right", ("I83.013", "L97.319")),
    Row("cause", "diabetic foot ulcer", "sole", "left", ("E11.621", "L97.529")),
    Row("cause", "stasis dermatitis", "lower_leg", "left", ("I87.2",)),
    Row("cause", "stasis dermatitis with varicose veins", "lower_leg", "left", ("I83.12",)),
    *[
        Row("pressure", f"pressure ulcer{said}", "heel", "left", (icd10,))
        for said, icd10 in (
            (", stage 1", "L89.621"),
            (", stage III", "L89.623"),
            (" stage iv", "L89.624"),
            (", unstageable", "L89.620"),
            (", deep tissue", "L89.626"),
            ("", "L89.629"),
        )
    ],
    Row("pressure", "sacral pressure ulcer", "back_lower", "midline", ("L89.159",)),
    Row("site", "chronic skin ulcer", "lip_lower_vermilion", None, ("K13.0",), rule="diagnosis.unverified"),
]

OTHERS = [
    *[
        Row("warts and others", words, site, side, (icd10,))
        for words, site, side, icd10 in (
            ("plantar wart", "sole", "left", "B07.0"),
            ("common wart", "palm", "left", "B07.8"),
            ("viral wart", "palm", "left", "B07.9"),
            ("condyloma", "penis", None, "A63.0"),
            ("molluscum contagiosum", "abdomen", None, "B08.1"),
            ("skin tag", "neck_anterior", None, "L91.8"),
            ("skin tag", "perianal", None, "K64.4"),
            ("keloid", "chest", "left", "L91.0"),
            ("hypertrophic scar", "chest", "left", "L91.0"),
            ("acne keloid", "neck_posterior", None, "L73.0"),
            ("epidermal cyst", "abdomen", None, "L72.0"),
            ("pilar cyst", "scalp", None, "L72.11"),
            ("sebaceous cyst", "abdomen", None, "L72.3"),
            ("cherry angioma", "abdomen", None, "D18.01"),
            ("spider angioma", "cheek", "left", "I78.1"),
            ("port wine stain", "cheek", "left", "Q82.5"),
            ("fibrous papule", "nose", None, "D22.39"),
            ("xanthelasma", "eyelid_upper", "left", "H02.64"),
            ("chalazion", "eyelid_lower", "left", "H00.15"),
            ("hyperhidrosis", "axilla", "left", "L74.510"),
            ("hyperhidrosis", "palm", "left", "L74.512"),
            ("secondary hyperhidrosis", "palm", "left", "L74.52"),
            ("generalized hyperhidrosis", "multiple", None, "R61"),
            ("chronic urticaria", "multiple", None, "L50.8"),
            ("idiopathic urticaria", "multiple", None, "L50.1"),
            ("dermographism", "multiple", None, "L50.3"),
            ("radiation dermatitis", "chest", "left", "L58.9"),
            ("acne keloidalis", "scalp", None, "L73.0"),
            ("steroid acne", "chest", "left", "L70.8"),
            ("furunculosis", "buttock", "left", "L02.32"),
            ("zoster ophthalmicus", "forehead", None, "B02.30"),
            ("pustular psoriasis", "multiple", None, "L40.1"),
            ("palmoplantar pustular psoriasis", "palm", "left", "L40.3"),
            ("psoriasis with arthritis", "multiple", None, "L40.50"),
            ("livedoid vasculitis", "ankle", "left", "L95.0"),
            ("solar urticaria", "forearm", "left", "L56.3"),
            ("periorbital cellulitis", "eyelid_upper", "left", "L03.213"),
            ("neonatal acne", "cheek", "left", "L70.4"),
        )
    ],
    Row("warts and others", "skin tag", "vulva", None, ("N90.89",), rule="diagnosis.unverified"),
    Row("FY2025", "lichen planopilaris", "scalp", None, ("L66.10",)),
    Row("FY2025", "frontal fibrosing alopecia", "scalp", None, ("L66.12",)),
    Row("FY2025", "CCCA", "scalp", None, ("L66.81",)),
    Row("FY2027", "plantar fibromatosis", "sole", "left", ("M72.2",), on=FY2026),
    Row("FY2027", "plantar fibromatosis", "sole", "left", ("M72.22",), rule="diagnosis.unverified"),
    Row("FY2027", "plantar fibromatosis", "sole", None, ("M72.20",), rule="diagnosis.side_missing"),
    Row("FY2027", "VEXAS syndrome", "multiple", None, (), on=FY2026, rule="diagnosis.date"),
    Row("FY2027", "VEXAS syndrome", "multiple", None, ("M04.3",)),
    Row("FY2027", "M72.2", "sole", "left", ("M72.2",), on=FY2026),
    Row("FY2027", "M72.2", "sole", "left", (), rule="diagnosis.code"),
    Row("FY2027", "Z87.890", "multiple", None, (), rule="diagnosis.code"),
    Row("FY2026", "B88.0", "cheek", "left", (), rule="diagnosis.code"),
    Row("FY2026", "B88.01", "cheek", "left", ("B88.01",)),
]


@pytest.mark.parametrize(
    "row",
    [*NEOPLASMS, *INFECTIONS, *ULCERS, *OTHERS],
    ids=lambda row: f"{row.section}: {row.words or row.nature} at {row.site} {row.side or ''} {row.on:%Y-%m}",
)
def test_a_sentence_of_the_published_rules_is_followed(row: Row) -> None:
    found = _at(official(), row.words, row.site, row.side, row.nature, row.on)
    assert found.icd10 == row.icd10
    rules = {alert.rule for alert in found.alerts}
    assert row.rule in rules if row.rule else not rules


@pytest.mark.parametrize(
    ("words", "icd10"),
    [
        ("skin cancer screening", ("Z12.83",)),
        ("screening", ("Z12.83",)),
        ("melanoma screening", ("Z12.83",)),
        ("surveillance after skin cancer", ("Z08", "Z85.828")),
        ("BCC surveillance", ("Z08", "Z85.828")),
        ("melanoma surveillance", ("Z08", "Z85.820")),
        ("surveillance, history of melanoma", ("Z08", "Z85.820")),
        ("Merkel cell carcinoma surveillance", ("Z08", "Z85.821")),
        ("history of melanoma", ("Z85.820",)),
        ("history of Merkel cell carcinoma", ("Z85.821",)),
        ("history of BCC", ("Z85.828",)),
        ("history of melanoma in situ", ("Z86.006",)),
        ("history of SCC in situ", ("Z86.007",)),
        ("suture removal", ("Z48.02",)),
        ("cosmetic procedure", ("Z41.1",)),
        ("drug monitoring", ("Z51.81",)),
        ("isotretinoin monitoring", ("Z51.81", "Z79.899")),
        ("biologic monitoring", ("Z51.81", "Z79.620")),
        ("JAK inhibitor monitoring", ("Z51.81", "Z79.622")),
        ("methotrexate monitoring", ("Z51.81", "Z79.631")),
        ("cyclosporine monitoring", ("Z51.81", "Z79.621")),
    ],
)
def test_a_visit_without_present_disease_is_coded_as_such(words: str, icd10: tuple[str, ...]) -> None:
    """ICD-10-CM Official Guidelines I.C.21: screening, follow-up, history, monitoring."""
    found = diagnose_words(official(), words, Place(field="visit.diagnoses"), "The visit", on=NOW)
    assert (found.icd10, found.alerts) == (icd10, ())


@pytest.mark.parametrize(
    "words", ["lymphoma surveillance", "melanoma? surveillance", "surveillance for SCC risk"]
)
def test_surveillance_is_never_coded_as_the_disease(words: str) -> None:
    found = diagnose_words(official(), words, Place(field="visit.diagnoses"), "The visit", on=NOW)
    assert not any(code.startswith(("C", "D0")) for code in found.icd10)


class _WithNewChapter:
    """The code set as an imported FY2027 has it: some codes have a letter in the second place."""

    def standing(self, icd10: str, on: date) -> str:
        return "billable" if icd10 in ("QA1.10", "C44.311") else "unknown"


@pytest.mark.parametrize(
    ("typed", "icd10"),
    [("QA1.10", ("QA1.10",)), ("qa110", ("QA1.10",)), ("C44.311", ("C44.311",)), ("CO2 laser burn", ())],
)
def test_a_code_with_a_letter_in_the_second_place_is_a_code_where_the_set_has_it(
    typed: str, icd10: tuple[str, ...]
) -> None:
    """ICD-10-CM FY2027: QA1, inherited predisposition to tumours."""
    table = diagnosis_table()
    newer = DiagnosisTable(table.terms, table.words, _WithNewChapter())
    found = diagnose_words(newer, typed, Place(field="visit.diagnoses"), "The visit", on=NOW)
    assert found.icd10 == icd10


@pytest.mark.parametrize(
    ("history", "present", "said"),
    [
        ("history of BCC", ("basal cell carcinoma", "malignant"), True),
        ("history of BCC", ("melanoma in situ", "in_situ"), False),
        ("history of melanoma", ("melanoma", "malignant"), True),
        ("history of melanoma", ("basal cell carcinoma", "malignant"), False),
        ("history of melanoma in situ", ("melanoma in situ", "in_situ"), True),
        ("history of SCC in situ", ("squamous cell carcinoma in situ", "in_situ"), True),
        ("history of Merkel cell carcinoma", ("Merkel cell carcinoma", "malignant"), True),
    ],
)
def test_a_history_beside_a_tumor_of_its_kind_is_asked_about(
    history: str, present: tuple[str, Nature], said: bool
) -> None:
    """ICD-10-CM Official Guidelines I.C.2.m: never with the active code for the same tumour."""
    words, nature = present
    found = lesion("A", "nose", cut_out("1"), diagnosis=words, nature=nature)
    answer = answer_to(found, visit=visit(diagnoses=(history,)))
    assert ("diagnosis.history" in told(answer)) is said
    assert answer.status == "ready"


@pytest.mark.parametrize(("lid", "icd10"), [("upper", "C44.1121"), ("lower", "C44.1122")])
def test_a_canthus_takes_the_row_of_its_lid(lid: str, icd10: str) -> None:
    """ICD-10-CM: eyelid with canthus; the last digit is obligatory."""
    found = Lesion(
        id="A",
        site="canthus_inner",
        side="right",
        lid=lid,  # type: ignore[arg-type]
        diagnosis="basal cell carcinoma",
    )
    assert diagnose_lesion(official(), found, SITES["canthus_inner"], on=NOW).icd10 == (icd10,)


@pytest.mark.parametrize("site", [site for site in SITE_IDS if SITES[site].paired])
def test_no_paired_site_takes_midline_for_a_side(site: str) -> None:
    """`midline` fits only what no side changes; where there is none, the side is asked for."""
    for term in coder_terms():
        sided = {row.icd10 for row in term.rows if row.site == site and row.side in ("left", "right")}
        found = _at(diagnosis_table(), term.name, site, "midline", term.nature or None)  # type: ignore[arg-type]
        assert sided.isdisjoint(found.icd10), term.name
