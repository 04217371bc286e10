"""One row a sentence of the modifiers' rules: what is charted, and which line carries what."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from chargecapture.domain.charges import MOST_MODIFIERS
from chargecapture.domain.encounter import Lesion, Notice, PriorCharge
from chargecapture.domain.procedures import (
    AdjacentTissueTransfer,
    Biopsy,
    Coded,
    Destruction,
    Drug,
    Excision,
    Graft,
    IncisionDrainage,
    IntralesionalInjection,
    Laboratory,
    Nail,
    Paring,
    Pathology,
    Phototherapy,
)
from chargecapture.rules.engine import MODIFIER_ORDER
from tests.helpers.encounters import (
    DAY,
    answer_to,
    biopsy,
    cancer,
    closed,
    cm,
    cut_out,
    keratoses,
    lesion,
    marked,
    nevus,
    shaved,
    staged,
    told,
    visit,
    warts,
)

NCCI = "NCCI Policy Manual ch. I"
CPT = "CPT 2026, Appendix A"
GLOBAL = "CMS Claims Processing Manual ch. 12 §40"
ABN = "CMS Claims Processing Manual ch. 30"
FOOT = "Medicare Benefit Policy Manual ch. 15 §290"
WASTE = "CMS JW and JZ modifier FAQ"
HCPCS = "CMS HCPCS Level II modifiers"
PFS = "CMS Physician Fee Schedule relative value file"


class Row(NamedTuple):
    """A sentence, its source, what is charted, and the modifiers of each code's lines."""

    says: str
    source: str
    lesions: tuple[Lesion, ...]
    facts: dict[str, Any]
    marks: dict[str, list[tuple[str, ...]]]
    status: str = "ready"
    rules: tuple[str, ...] = ()


def row(says: str, source: str, *lesions: Lesion, **facts: Any) -> Row:
    marks, status, rules = facts.pop("marks"), facts.pop("status", "ready"), facts.pop("rules", ())
    return Row(says, source, lesions, facts, marks, status, rules)


def before(days: int, code: str = "11602", **facts: Any) -> PriorCharge:
    base: dict[str, Any] = {"diagnosis": "basal cell carcinoma", "site": "forearm", "lesion": "P1"}
    return PriorCharge(date=DAY - timedelta(days=days), code=code, **(base | facts))


def nail(label: str, what: str, *digits: str, site: str = "great_toe", **facts: Any) -> Lesion:
    side = "left" if digits[0][0] == "L" else "right"
    facts = {"diagnosis": "ingrown nail", "symptoms": ("pain",)} | facts
    return lesion(label, site, Nail(what=what, digits=digits), side=side, **facts)  # type: ignore[arg-type]


def coded(label: str, site: str, code: str, **facts: Any) -> Lesion:
    circumstances = {key: facts.pop(key) for key in list(facts) if key in CIRCUMSTANCES}
    return lesion(label, site, Coded(code=code, **circumstances), **facts)


CIRCUMSTANCES = {"assistant", "assistant_role", "discontinued", "reduced", "repeat", "return_to_or"}
FLAP = AdjacentTissueTransfer(area_cm2=cm("3"))
TRACT = {"diagnosis": "hidradenitis suppurativa", "nature": "not_neoplastic"}
flap = cancer("A", "cheek", FLAP, side="left")
again = replace(cancer("A", "forearm", cut_out("2"), side="left"), same_as="P1")
drained = IncisionDrainage(what="hematoma")
bled = lesion("A", "forearm", drained, side="left", diagnosis="postoperative hematoma", same_as="P1")
psoriasis = Phototherapy(light="uvb", diagnosis="psoriasis")
benign = nevus("A", "abdomen", shaved("0.4"), symptoms=())
callus = lesion("A", "sole", Paring(), side="left", diagnosis="callus", count=2)
slides = Pathology(level="4", specimens=2, diagnosis="melanocytic nevus")
SINGLE = {"container": "single_dose", "diagnosis": "psoriasis"}

ROWS = (
    # 25
    row("25 is for a visit apart from a 10-day procedure", NCCI, keratoses("A", 2), visit=visit(),
        marks={"99213": [("25",)], "17000": [()], "17003": [()]}),
    row("25 is for a visit apart from a procedure without a period", NCCI, biopsy("A"), visit=visit(),
        marks={"99213": [("25",)], "11102": [()]}),
    row("25 is for a visit beside a service that has an edit with it", NCCI, visit=visit(),
        services=(Coded(code="95044", units=20, diagnosis="contact dermatitis"),),
        marks={"99213": [("25",)], "95044": [()]}),
    row("a laboratory test needs no 25", NCCI, visit=visit(separate=None), clia="99D9999999",
        services=(Laboratory(test="koh", diagnosis="tinea pedis"),), marks={"99213": [()], "87220": [()]}),
    row("light wants the visit apart, with 25", "AAD, phototherapy coding", services=(psoriasis,),
        visit=visit(diagnoses=("acne",)), marks={"99213": [("25",)], "96900": [()]}),
    row("beside light the visit is asked about", "AAD, phototherapy coding", services=(psoriasis,),
        visit=visit(separate=None), marks={"96900": [()]}, status="held", rules=("modifier.25_asked",)),
    row("the decision for a minor procedure is no visit, new patient or not", NCCI, keratoses("A", 2),
        visit=visit(separate=False, decision_for_surgery=True), established=False,
        marks={"17000": [()], "17003": [()]}, rules=("em_not_separate",)),
    row("25 is asked for, never assumed", NCCI, biopsy("A"), visit=visit(separate=None),
        marks={"11102": [()]}, status="held", rules=("modifier.25_asked",)),
    row("25 wants the problem that was managed", NCCI, biopsy("A"), visit=visit(diagnoses=()),
        marks={"99213": [("25",)], "11102": [()]}, status="held", rules=("visit.diagnosis_missing",)),
    row("another diagnosis is not required for 25, and its absence is told", NCCI, keratoses("A", 2),
        visit=visit(diagnoses=("actinic keratosis",)), rules=("modifier.25_same_diagnosis",),
        marks={"99213": [("25",)], "17000": [()], "17003": [()]}),
    row("a procedure of an earlier encounter of the day touches the visit", NCCI, visit=visit(),
        history=(before(0, "17110"),), marks={"99213": [("25",)]}),
    row("a cosmetic service of the day needs no 25", NCCI,
        nevus("A", "abdomen", replace(shaved("0.4"), requested_by_patient=True), symptoms=()),
        visit=visit(separate=None), marks={"99213": [()], "11300": [()]}),
    # 57
    row("57 is for the decision for a 90-day procedure of the day", CPT, flap,
        visit=visit(separate=False, decision_for_surgery=True), marks={"99213": [("57",)], "14040": [()]}),
    row("57 is for the decision on the day before", GLOBAL, history=(before(-1, "14040"),),
        visit=visit(decision_for_surgery=True, diagnoses=("basal cell carcinoma",)),
        marks={"99213": [("57",)]}),
    row("a related visit on the day before is paid with the surgery", GLOBAL, history=(before(-1, "14040"),),
        visit=visit(diagnoses=("basal cell carcinoma",)), marks={}, rules=("global.day_before",)),
    row("an unrelated visit on the day before is charged", GLOBAL, history=(before(-1, "14040"),),
        visit=visit(), marks={"99213": [("24",)]}),
    row("the day before a 10-day procedure is free", GLOBAL, history=(before(-1, "11602"),),
        visit=visit(diagnoses=("basal cell carcinoma",)), marks={"99213": [()]}),
    row("a graft is a 90-day procedure", PFS,
        cancer("A", "nose", Graft(graft="full_thickness", area_cm2=cm("2"))),
        visit=visit(separate=False, decision_for_surgery=True), marks={"99213": [("57",)], "15260": [()]}),
    row("hidradenitis is a 90-day procedure", PFS,
        lesion("A", "perineum", cut_out("4"), **TRACT),
        visit=visit(separate=False, decision_for_surgery=True), marks={"99213": [("57",)], "11470": [()]}),
    row("laser of a port wine stain is a 90-day procedure", PFS,
        lesion("A", "neck_anterior", Destruction(method="laser", area_cm2=cm("20")),
               diagnosis="port wine stain", nature="benign"),
        visit=visit(separate=False, decision_for_surgery=True), marks={"99213": [("57",)], "17107": [()]}),
    # 24
    row("24 is for a visit that is not related", GLOBAL, visit=visit(), history=(before(5),),
        marks={"99213": [("24",)]}),
    row("24 and 25 may stand together", GLOBAL, biopsy("A", "abdomen", side=None), visit=visit(),
        history=(before(5),), marks={"99213": [("24", "25")], "11102": [("79",)]}),
    row("24 and 57 may stand together", GLOBAL, flap, visit=visit(decision_for_surgery=True),
        history=(before(5),), marks={"99213": [("24", "57")], "14040": [("79",)]}),
    row("another group opens no period", "Project decision 0.5.8", visit=visit(), rendering="us",
        history=(before(5, rendering="them"),), marks={"99213": [()]}),
    row("a provider who is not named is of this group", "Project decision 0.5.8", visit=visit(),
        rendering="us", history=(before(5),), marks={"99213": [("24",)]}),
    row("follow-up is 99024", GLOBAL, visit=visit(related=True), history=(before(5),), marks={"99024": [()]}),
    # 58
    row("58 is for a planned stage", GLOBAL, again, history=(before(5, planned_next=True),),
        marks={"11602": [("58",)]}),
    row("58 is for a re-excision of margins", GLOBAL,
        replace(again, procedures=(Excision(excised_cm=cm("2"), re_excision=True),)), history=(before(9),),
        marks={"11602": [("58",)]}),
    row("58 is for the more extensive procedure", GLOBAL, replace(again, procedures=(cut_out("4.5"),)),
        history=(before(9),), marks={"11606": [("58",)]}),
    row("58 without plan, margins or more than before is asked about", GLOBAL, again, history=(before(9),),
        marks={"11602": [("58",)]}, rules=("modifier.58_reason",)),
    row("a biopsy opens no period, so its excision carries no 58", GLOBAL, again,
        history=(before(5, "11102"),), marks={"11602": [()]}),
    row("a removal decided on the frozen section of its biopsy is 58", NCCI,
        cancer("A", "nose", Biopsy(method="punch"), Coded(code="88331"), cut_out("1.5")),
        marks={"11104": [()], "88331": [()], "11642": [("58",)]}),
    row("the stage opens a period of its own", GLOBAL, visit=visit(),
        history=(before(14), before(5, modifiers=("58",))), marks={"99213": [("24",)]}),
    # 78
    row("78 is for a return to the operating room", GLOBAL, bled, history=(before(3),),
        place_of_service="24", marks={"10140": [("78",)]}),
    row("78 is for a charted return", GLOBAL,
        replace(bled, procedures=(replace(drained, return_to_or=True),)), history=(before(3),),
        marks={"10140": [("78",)]}),
    row("78 on the day of the procedure itself", GLOBAL,
        replace(bled, procedures=(replace(drained, return_to_or=True),)), history=(before(0, "14020"),),
        marks={"10140": [("78",)]}),
    row("78 restarts no period", GLOBAL, visit=visit(), history=(before(14), before(5, modifiers=("78",))),
        marks={"99213": [()]}),
    row("a complication in the office is paid with the procedure", GLOBAL, bled, history=(before(3),),
        payer="medicare", marks={}, rules=("global.complication",)),
    row("whether another payer pays it apart is asked", GLOBAL, bled, history=(before(3),),
        marks={"10140": [()]}, rules=("global.complication",)),
    # 79
    row("79 is for what is not related", GLOBAL, biopsy("A", "abdomen", side=None), history=(before(5),),
        marks={"11102": [("79",)]}),
    row("79 opens a period of its own", GLOBAL, visit=visit(),
        history=(before(14), before(5, "17110", modifiers=("79",))), marks={"99213": [("24",)]}),
    row("an add-on carries no 79", GLOBAL, keratoses("A", 3), history=(before(5),),
        marks={"17000": [("79",)], "17003": [()]}),
    row("79 and 59 speak of two things", NCCI, biopsy("A", "abdomen", side=None), keratoses("B", 1),
        history=(before(5),), marks={"11102": [("79",)], "17000": [("79", "59")]}),
    # 76, 77
    row("76 is for the same procedure again", CPT,
        lesion("A", "scalp", IncisionDrainage(what="abscess", repeat=True), diagnosis="abscess"),
        marks={"10060": [("76",)]}),
    row("a code with one unit a day is not charged at a second encounter", "CMS NCCI practitioner MUE table",
        biopsy("A"), history=(before(0, "11102"),), marks={"11102": [("76",)]}, status="blocked",
        rules=("mue-exceeded-mai2",)),
    row("76 is for a code of an earlier encounter of the day", CPT, cancer("A", "nose", cut_out("1.5")),
        history=(before(0, "11642"),), marks={"11642": [("76",)]}),
    row("77 is for a code that another clinician charged that day", CPT, biopsy("A"), rendering="us",
        history=(before(0, "11102", rendering="them"),), marks={"11102": [("77",)]}),
    row("Medicare wants 76 on the second lesion of one code", "AAD, Coding lessons learned in 2022",
        cancer("A", "nose", cut_out("1.5")), cancer("B", "chin", cut_out("1.5")), payer="medicare",
        marks={"11642": [(), ("76",)]}),
    row("other payers want units", "Project decision 0.5.6",
        cancer("A", "nose", cut_out("1.5")), cancer("B", "chin", cut_out("1.5")), marks={"11642": [()]}),
    row("Medicare Advantage wants units", "Project decision 0.5.4", cancer("A", "nose", cut_out("1.5")),
        cancer("B", "chin", cut_out("1.5")), payer="medicare_advantage", marks={"11642": [()]}),
    row("two tumours by Mohs are two lines for Medicare", "Project decision 0.5.6",
        cancer("A", "nose", staged(2)), cancer("B", "chin", staged(2)), payer="medicare",
        marks={"17311": [(), ("76",)]}),
    row("two tumours by Mohs are units for others", "Project decision 0.5.6", cancer("A", "nose", staged(2)),
        cancer("B", "chin", staged(2)), marks={"17311": [()]}),
    # 59, XE, XS, XP, XU
    row("XS is for another lesion", NCCI, biopsy("A"), keratoses("B", 1), payer="medicare",
        marks={"11102": [()], "17000": [("XS",)]}),
    row("Medicare Advantage follows in XS", "Project decision 0.5.4", biopsy("A"), keratoses("B", 1),
        payer="medicare_advantage", marks={"11102": [()], "17000": [("XS",)]}),
    row("others want 59", NCCI, biopsy("A"), keratoses("B", 1), payer="tricare",
        marks={"11102": [()], "17000": [("59",)]}),
    row("XE is for another session", NCCI, biopsy("A"),
        lesion(
            "B", "scalp", Destruction(method="cryosurgery", separate_session=True),
            diagnosis="actinic keratosis", nature="premalignant"),
        payer="medicare", marks={"11102": [()], "17000": [("XE",)]}),
    row("XE is for an earlier encounter of the day", NCCI, keratoses("A", 1), payer="medicare",
        history=(before(0, "11102"),), marks={"17000": [("XE",)]}),
    row("the earlier claim is told where it needs the modifier", NCCI, biopsy("A"), payer="medicare",
        history=(before(0, "17000"),), marks={"11102": [()]}, rules=("ncci.earlier_unmarked",)),
    row("what may never go together blocks against an earlier encounter as well", NCCI, biopsy("A"),
        history=(before(0, "11104"),), marks={}, status="blocked", rules=("ncci.never_earlier",)),
    row("one lesion twice a day is asked about", NCCI, replace(keratoses("A", 1), same_as="P1"),
        history=(before(0, "11102"),), marks={"17000": [()]}, status="held",
        rules=("ncci.earlier_same_lesion",)),
    row("another group's charge of the day makes no pair, so XP is never needed", "Project decision 0.5.8",
        keratoses("A", 1), rendering="us", history=(before(0, "11102", rendering="them"),),
        marks={"17000": [()]}),
    row("XU is for a biopsy before Mohs that nothing had proven", "NCCI Policy Manual ch. III",
        cancer("A", "nose", Biopsy(method="punch"), staged(2, prior_pathology=False)), payer="medicare",
        marks={"17311": [()], "11104": [("XU",)]}),
    row("where there is no pair there is no 59", NCCI, cancer("A", "nose", staged(2)), keratoses("B", 1),
        marks={"17311": [()], "17000": [()]}),
    row("a repair beside a malignant excision needs no 59", NCCI,
        cancer("A", "nose", cut_out("1.5"), closed("intermediate", "3")),
        marks={"11642": [()], "12052": [()]}),
    row("an edit that nothing opens drops column 2", NCCI, coded("A", "great_toe", "11720", side="left",
        diagnosis="onychomycosis"), coded("B", "great_toe", "11721", side="right", diagnosis="onychomycosis"),
        marks={"11721": [()]}, status="blocked", rules=("ncci.never",)),
    row("a place without a name is asked for", NCCI, keratoses("B", 1, site="unspecified"), biopsy("A"),
        marks={"11102": [()], "17000": [("59",)]}, status="held", rules=("ncci.place_unnamed",)),
    row("several places without names are told", NCCI, keratoses("B", 3, site="multiple"), biopsy("A"),
        marks={"11102": [()], "17000": [("59",)], "17003": [()]}, rules=("ncci.place_unnamed",)),
    row("codes without a place and nothing to tell them apart: column 2 goes", NCCI,
        services=(Coded(code="96910", diagnosis="psoriasis"), Coded(code="96912", diagnosis="psoriasis")),
        marks={"96910": [()]}, rules=("ncci.not_apart",)),
    row("an edit with a visit is opened by 25 and never by 59", NCCI, biopsy("A"), visit=visit(),
        marks={"99213": [("25",)], "11102": [()]}),
    row("both lines of the warts' edit with keratoses are marked", NCCI, warts("A", 3), keratoses("B", 2),
        marks={"17110": [()], "17000": [("59",)], "17003": [("59",)]}),
    row("an immunostain of Mohs tissue depends on the payer", "Ellzey, frozen sections beside Mohs",
        cancer("A", "nose", staged(2), Coded(code="88342")), marks={"17311": [()], "88342": [("59",)]},
        rules=("same_lesion.by_payer",)),
    # 50, LT, RT
    row("50 is for both sides of a code paid for each", PFS, lesion("A", "axilla", cut_out("4"),
        side="left", **TRACT), lesion("B", "axilla", cut_out("4"), side="right", **TRACT),
        marks={"11450": [("50",)]}),
    row("50 is for a lesion of both sides", PFS,
        lesion("A", "groin", cut_out("4"), side="bilateral", **TRACT),
        marks={"11462": [("50",)]}),
    row("one side of such a code is named", "CMS HCPCS Level II modifiers LT and RT",
        lesion("A", "axilla", cut_out("4"), side="right", **TRACT), marks={"11450": [("RT",)]}),
    row("a code charted as such is sided as well", PFS,
        coded("A", "ear", "69140", side="left", diagnosis="keloid"),
        coded("B", "ear", "69140", side="right", diagnosis="keloid"), marks={"69140": [("50",)]}),
    row("50 is not for skin lesions", PFS, nevus("A", "forearm", shaved("0.4"), side="left"),
        nevus("B", "forearm", shaved("0.4"), side="right"), marks={"11300": [()]}),
    row("skin codes carry no LT or RT", PFS, cancer("A", "cheek", cut_out("1.5"), side="left"),
        marks={"11642": [()]}),
    # 51
    row("Medicare wants no 51", CPT, cancer("A", "nose", cut_out("1.5"), closed("intermediate", "3")),
        payer="medicare", marks={"12052": [()], "11642": [()]}),
    # 52, 53
    row("52 is for a reduced service", CPT, coded("A", "scalp", "10060", reduced=True, diagnosis="abscess"),
        marks={"10060": [("52",)]}),
    row("53 is for one stopped for safety", CPT,
        coded("A", "scalp", "10060", discontinued=True, diagnosis="abscess"), marks={"10060": [("53",)]}),
    row("stopped and reduced is stopped", CPT,
        coded("A", "scalp", "10060", discontinued=True, reduced=True, diagnosis="abscess"),
        marks={"10060": [("53",)]}),
    row("a code that counts several is not reduced for one of them", CPT, keratoses("A", 2),
        lesion("B", "nose", Destruction(method="cryosurgery", reduced=True), diagnosis="actinic keratosis",
               nature="premalignant"),
        marks={"17000": [()], "17003": [()]}, rules=("modifier.52_in_part",)),
    row("a drug is not discontinued with its injection", CPT,
        lesion("A", "scalp", IntralesionalInjection(drug="J3301", dose_mg=cm("10"), discontinued=True),
               diagnosis="alopecia areata"), marks={"11900": [("53",)], "J3301": [()]}),
    # 26, TC
    row("26 is the reading of slides made elsewhere", "CPT 2026, Surgical Pathology",
        services=(replace(slides, component="professional"),), marks={"88305": [("26",)]}),
    row("TC is one's own laboratory, read elsewhere", "CPT 2026, Surgical Pathology",
        services=(replace(slides, component="technical"),), marks={"88305": [("TC",)]}),
    row("both together carry neither", "CPT 2026, Surgical Pathology",
        services=(replace(slides, component="global"),), marks={"88305": [()]}),
    # digits
    row("each nail names its digit", HCPCS, nail("A", "avulsion", "LT1", "RT2"),
        marks={"11730": [("TA",)], "11732": [("T6",)]}),
    row("nails that are counted name none", HCPCS,
        nail("A", "debridement", "LT1", "LT2", diagnosis="onychomycosis"), marks={"11720": [()]}),
    row("another digit opens an edit by itself", "Project decision 0.5.5", nail("A", "matrixectomy", "LT1"),
        nail("B", "avulsion", "RT2", site="second_toe"), marks={"11750": [("TA",)], "11730": [("T6",)]}),
    row("one code on two digits needs no 59", "Project decision 0.5.5",
        nail("A", "matrixectomy", "LT1", "LT2"),
        marks={"11750": [("TA",), ("T1",)]}),
    row("a nail code charted as such takes the digit of its site", HCPCS,
        coded("A", "great_toe", "11765", side="right", diagnosis="ingrown nail"), marks={"11765": [("T5",)]}),
    row("an excision on a finger is a skin code", HCPCS, nevus("A", "thumb", cut_out("0.8"), side="left"),
        marks={"11421": [()]}),
    # assistants
    row("an assistant is paid by indicator 2", PFS, coded("A", "cheek", "15756", side="left",
        diagnosis="basal cell carcinoma", nature="malignant", assistant=True), marks={"15756": [("80",)]}),
    row("82 where no resident was at hand", CPT, coded("A", "cheek", "15756", side="left",
        diagnosis="basal cell carcinoma", nature="malignant", assistant=True,
        assistant_role="surgeon_without_resident"), marks={"15756": [("82",)]}),
    row("AS for a PA or NP", CPT,
        coded("A", "cheek", "15756", side="left", diagnosis="basal cell carcinoma", nature="malignant",
              assistant=True, assistant_role="pa_or_np"), payer="medicare", marks={"15756": [("AS",)]}),
    row("an assistant at a skin code is never paid", PFS,
        cancer("A", "nose", Excision(excised_cm=cm("1.5"), assistant=True)), marks={"11642": [()]},
        rules=("assistant.never",)),
    # GA, GX, GY, GZ
    row("GA is for a signed mandatory notice", ABN, benign, payer="medicare",
        notice=Notice(kind="abn_mandatory", signed=True), marks={"11300": [("GA",)]}),
    row("GZ is for one that is not signed", ABN, benign, payer="medicare",
        notice=Notice(kind="abn_mandatory", signed=False), marks={"11300": [("GZ",)]}),
    row("GX goes with GY", ABN, benign, payer="medicare", notice=Notice(kind="abn_voluntary", signed=True),
        marks={"11300": [("GX", "GY")]}),
    row("Medicare Advantage has no notice", ABN, benign, payer="medicare_advantage",
        notice=Notice(kind="abn_mandatory", signed=True), marks={"11300": [()]}, status="held"),
    # JW, JZ
    row("JW is for what is thrown away of a single dose", WASTE, payer="medicare",
        services=(Drug(hcpcs="J2357", dose_mg=cm("140"), wasted_mg=cm("10"), **SINGLE),),  # type: ignore[arg-type]
        marks={"J2357": [(), ("JW",)]}),
    row("JZ is for a single dose that was used up", WASTE, payer="medicare",
        services=(Drug(hcpcs="J2357", dose_mg=cm("150"), **SINGLE),),
        marks={"J2357": [("JZ",)]}),  # type: ignore[arg-type]
    row("other payers want neither", "Project decision 0.5.4",
        services=(Drug(hcpcs="J2357", dose_mg=cm("150"), **SINGLE),),
        marks={"J2357": [()]}),  # type: ignore[arg-type]
    row("a vial of several doses carries neither", WASTE, payer="medicare",
        services=(Drug(hcpcs="J3301", dose_mg=cm("10"), container="multi_dose", diagnosis="psoriasis"),),
        marks={"J3301": [()]}),
    # Q7, Q8, Q9
    row("Q7 is one class A", FOOT,
        callus, payer="medicare", class_findings=("A",), marks={"11056": [("Q7",)]},
        rules=("foot_care.last_seen",)),
    row("Q8 is two class B", FOOT, callus, payer="medicare", class_findings=("B", "B"),
        marks={"11056": [("Q8",)]}),
    row("Q9 is one class B and two class C", FOOT, callus, payer="medicare", class_findings=("B", "C", "C"),
        marks={"11056": [("Q9",)]}),
    row("one class B and one class C are not enough", FOOT,
        callus, payer="medicare", class_findings=("B", "C"),
        marks={"11056": [("GY",)]}),
    row("a callus of the palm is no foot care", FOOT, replace(callus, site="palm"), payer="medicare",
        marks={"11056": [()]}),
    row("fingernails are no foot care", FOOT,
        nail("A", "debridement", "LF1", site="thumb", diagnosis="onychomycosis"), payer="medicare",
        class_findings=("A",), marks={"11720": [()]}),
    # telehealth
    row("video is 95", "Project decision 0.5.10", visit=visit(telehealth="video"), place_of_service="10",
        marks={"99213": [("95",)]}),
    row("video is the place alone for Medicare", "Project decision 0.5.10", visit=visit(telehealth="video"),
        place_of_service="10", payer="medicare", marks={"99213": [()]}, rules=("visit.telehealth_waiver",)),
    row("audio alone is 93", "Project decision 0.5.10",
        visit=visit(telehealth="audio"), place_of_service="02",
        payer="medicare", marks={"99213": [("93",)]}),
    row("telehealth at the office is told", "CMS place of service codes", visit=visit(telehealth="video"),
        payer="medicare", marks={"99213": [()]}, rules=("visit.telehealth_place",)),
    row("a telehealth place without telehealth is told", "CMS place of service codes", visit=visit(),
        place_of_service="10", marks={"99213": [()]}, rules=("visit.telehealth_place",)),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_modifiers_follow_their_rule(row: Row) -> None:
    answer = answer_to(*row.lesions, **row.facts)
    found = {code: sorted(marks) for code, marks in marked(answer).items()}
    assert found == {code: sorted(marks) for code, marks in row.marks.items()}
    assert answer.status == row.status
    assert set(row.rules) <= told(answer)


def test_every_sentence_stands_once_and_has_a_source() -> None:
    assert len({row.says for row in ROWS}) == len(ROWS)
    assert all(row.source for row in ROWS)


def test_the_rows_meet_every_modifier_that_a_line_can_carry() -> None:
    named = {mark for row in ROWS for marks in row.marks.values() for line in marks for mark in line}
    by_profile = {"51", "XP", "LT", "KX"}  # XP never; the others where an office asks for them
    assert set(MODIFIER_ORDER) - named <= by_profile


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_a_line_holds_its_modifiers_in_order_and_each_with_a_reason(row: Row) -> None:
    """What decides payment stands before what informs (CMS Claims Processing Manual ch. 12)."""
    for line in answer_to(*row.lesions, **row.facts).lines:
        ranks = [MODIFIER_ORDER.get(mark, len(MODIFIER_ORDER)) for mark in line.modifiers]
        assert ranks == sorted(ranks)
        assert len(line.modifiers) <= MOST_MODIFIERS
        told_ = " ".join(reason.text + reason.rule for reason in line.why)
        assert all(mark in told_ for mark in line.modifiers), line
