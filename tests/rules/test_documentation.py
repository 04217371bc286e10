"""What an auditor would miss: alerts where the encounter itself shows it, else items of the checklist."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from chargecapture.domain.charges import Answer, Place
from chargecapture.domain.checklist import Item
from chargecapture.domain.encounter import Encounter, Lesion, Notice, PatientFacts, Visit
from chargecapture.domain.procedures import (
    AdjacentTissueTransfer,
    AnyProcedure,
    Biopsy,
    ChemicalPeel,
    ComedoneExtraction,
    Cosmetic,
    Debridement,
    Destruction,
    Drug,
    Excision,
    IncisionDrainage,
    IntralesionalInjection,
    Laboratory,
    Mohs,
    Nail,
    Paring,
    PatchTest,
    Pathology,
    PhotodynamicTherapy,
    Phototherapy,
)
from chargecapture.domain.records import kind_of
from chargecapture.rules.documentation import checklist
from chargecapture.rules.families import BY_KIND
from tests.helpers.encounters import (
    DAY,
    answer_to,
    biopsy,
    cancer,
    closed,
    cm,
    cut_out,
    destroyed,
    encounter,
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
from tests.helpers.rules import coder, rule_tables

BOOK = rule_tables().on(DAY)
RULES = BOOK.lookups["documentation.rules"].rows
ROWS = BOOK.lookups["documentation.checklist"].rows
CLIA = "05D0123456"


def _severities(answer: Answer, rule: str) -> list[str]:
    return [alert.severity for alert in answer.alerts if alert.rule == rule]


@pytest.mark.parametrize(("method", "asked"), [(None, True), ("cryosurgery", False)])
def test_a_destruction_without_its_method_is_charged_and_warned_about(method: Any, asked: bool) -> None:
    """Compliance 3, doc.destruction."""
    answer = answer_to(_frozen(method))
    assert _severities(answer, "doc.destruction") == (["warning"] if asked else [])
    assert answer.status == "ready" and answer.lines


def _frozen(method: Any) -> Lesion:
    return lesion("A", "scalp", Destruction(method=method), diagnosis="actinic keratosis", count=3)


def test_a_method_that_the_code_needs_is_asked_for_once() -> None:
    answer = answer_to(lesion("A", "penis", Destruction(), diagnosis="genital wart"), sex="M")
    assert answer.status == "held"
    assert "doc.destruction" not in told(answer)


@pytest.mark.parametrize(
    ("proven", "biopsied", "asked"),
    [(False, False, True), (False, True, False), (True, False, False), (None, False, False)],
)
def test_mohs_surgery_of_a_cancer_that_nothing_proves_is_warned_about(
    proven: bool | None, biopsied: bool, asked: bool
) -> None:
    """CMS LCD L35494: biopsy proof."""
    taken = (Biopsy(method="tangential"),) if biopsied else ()
    answer = answer_to(cancer("A", "nose", *taken, staged(2, prior_pathology=proven)))
    assert _severities(answer, "doc.mohs") == (["warning"] if asked else [])


@pytest.mark.parametrize(
    ("container", "wasted", "asked"),
    [("multi_dose", "5", True), ("multi_dose", "0", False), ("single_dose", "5", False)],
)
def test_waste_of_a_multi_dose_container_is_questioned(container: Any, wasted: str, asked: bool) -> None:
    """CMS JW and JZ modifier FAQ: only single-dose containers have billable waste."""
    drug = Drug(hcpcs="J3301", dose_mg=cm("20"), wasted_mg=cm(wasted), container=container, diagnosis="acne")
    injected = IntralesionalInjection(
        drug="J3301", dose_mg=cm("20"), wasted_mg=cm(wasted), container=container
    )
    spot = lesion("A", "cheek", injected, side="left", diagnosis="keloid", symptoms=("pain",))
    assert _severities(answer_to(services=(drug,)), "doc.injection") == (["warning"] if asked else [])
    assert _severities(answer_to(spot), "doc.injection") == (["warning"] if asked else [])


@pytest.mark.parametrize(("place", "asked"), [("10", True), ("02", True), ("11", False)])
def test_what_is_done_to_the_patient_is_not_done_by_telehealth(place: str, asked: bool) -> None:
    """CMS place of service codes: 02 and 10 are telehealth."""
    answer = answer_to(keratoses("A", 3), place_of_service=place)
    assert _severities(answer, "doc.place") == (["warning"] if asked else [])
    slide = Pathology(level="4", component="professional", diagnosis="D22.5")
    assert "doc.place" not in told(answer_to(services=(slide,), place_of_service=place))


@pytest.mark.parametrize("on_lesion", [True, False])
def test_photodynamic_therapy_names_the_field_that_was_treated(on_lesion: bool) -> None:
    done = PhotodynamicTherapy(applied_by="staff", diagnosis=None if on_lesion else "actinic keratosis")
    field = lesion("A", "scalp", done, diagnosis="actinic keratosis")
    answer = answer_to(field) if on_lesion else answer_to(services=(done,))
    assert _severities(answer, "doc.pdt") == ([] if on_lesion else ["warning"])


@pytest.mark.parametrize(
    ("component", "clia", "asked"),
    [(None, None, True), ("technical", None, True), ("professional", None, False), (None, CLIA, False)],
)
def test_pathology_without_a_clia_number_is_warned_about_but_for_the_reading_alone(
    component: Any, clia: str | None, asked: bool
) -> None:
    """42 CFR 493."""
    slide = Pathology(level="4", component=component, diagnosis="basal cell carcinoma of nose")
    answer = answer_to(services=(slide,), clia=clia)
    assert _severities(answer, "doc.lab") == (["warning"] if asked else [])


@pytest.mark.parametrize(
    ("clia", "asked"), [(CLIA, False), ("05D12345", True), ("05X0123456", True), (None, False)]
)
def test_a_clia_number_of_another_form_is_warned_about(clia: str | None, asked: bool) -> None:
    koh = Laboratory(test="koh", diagnosis="tinea corporis")
    assert _severities(answer_to(services=(koh,), clia=clia), "doc.clia") == (["warning"] if asked else [])


@pytest.mark.parametrize(
    ("site", "side", "count", "asked"),
    [
        ("back_lower", None, 1, True),
        ("back_lower", "left", 1, False),
        ("back_lower", None, 2, False),
        ("scalp", None, 1, False),
    ],
)
def test_a_side_that_only_the_record_needs_is_told_once(
    site: str, side: Any, count: int, asked: bool
) -> None:
    """Site and side exact enough for later recognition (AAD, documentation)."""
    answer = answer_to(biopsy("A", site, side=side, count=count))
    assert _severities(answer, "doc.any") == (["info"] if asked else [])


def test_a_side_that_the_diagnosis_needs_is_not_asked_for_twice() -> None:
    answer = answer_to(cancer("A", "ear", staged(2)))
    assert "diagnosis.side_missing" in told(answer) and "doc.any" not in told(answer)


def test_a_well_charted_visit_shows_nothing() -> None:
    answer = answer_to(
        biopsy("A"),
        keratoses("B", 7),
        cancer("C", "nose", cut_out("1.6"), closed("intermediate", "3.1")),
        warts("D", 4),
        tags("E", 3),
        nevus("F", "chest", shaved("0.8"), side="left"),
        visit=visit(),
    )
    assert told(answer) == set() and answer.status == "ready"


def test_what_is_for_looks_needs_no_record_for_an_insurer() -> None:
    wished = replace(shaved("0.4"), requested_by_patient=True)
    assert "doc.any" not in told(answer_to(nevus("A", "back_lower", wished, symptoms=())))


# --- the checklist


def _items(*lesions: Lesion, **facts: Any) -> dict[str, Item]:
    charted = encounter(*lesions, **facts)
    return {item.key: item for item in coder().checklist(charted, coder().code(charted))}


def _states(items: dict[str, Item], *keys: str) -> list[str]:
    return [items[key].state if key in items else "" for key in keys]


def test_an_excision_by_its_parts_is_charted_and_its_closure_is_missing() -> None:
    whole = Excision(lesion_cm=cm("1.0"), margin_cm=cm("0.3"))
    items = _items(cancer("A", "nose", whole))
    keys = ("excision.lesion", "excision.margin", "excision.excised", "excision.closure", "excision.depth")
    assert _states(items, *keys) == ["charted", "charted", "charted", "missing", "to_confirm"]
    assert items["excision.excised"].said == "1.0 + 0.3"
    assert items["excision.lesion"].place == Place("A", 0)


def test_an_excision_by_its_excised_size_alone_lacks_its_parts() -> None:
    items = _items(cancer("A", "nose", cut_out("1.6"), closed("intermediate", "2")))
    keys = ("excision.lesion", "excision.margin", "excision.excised", "excision.closure")
    assert _states(items, *keys) == ["missing", "missing", "charted", "charted"]
    assert items["excision.closure"].said == "repair"


@pytest.mark.parametrize(("nature", "why", "proof"), [("benign", True, False), ("malignant", False, True)])
def test_a_benign_excision_says_why_and_a_malignant_one_by_which_pathology(
    nature: Any, why: bool, proof: bool
) -> None:
    spot = nevus if nature == "benign" else cancer
    items = _items(spot("A", "nose", cut_out("1.6")))
    assert ("excision.why" in items, "excision.pathology" in items) == (why, proof)


@pytest.mark.parametrize(
    ("facts", "present", "absent"),
    [
        ({"minutes": 25, "problems": None, "data": None}, "visit.minutes", "visit.elements"),
        ({}, "visit.elements", "visit.minutes"),
    ],
)
def test_a_visit_is_asked_for_what_chose_its_level(facts: dict[str, Any], present: str, absent: str) -> None:
    items = _items(visit=visit(**facts))
    assert items[present].state == "charted"
    assert absent not in items and "visit.separate" not in items
    assert "visit.separate" in _items(keratoses("A", 2), visit=visit(**facts))


def test_what_is_for_looks_has_no_checklist() -> None:
    filler = Cosmetic(service="filler", price=cm("500"))
    assert _items(lesion("A", "cheek", filler)) == {}
    wished = replace(shaved("0.4"), requested_by_patient=True)
    assert _items(nevus("A", "chest", wished, symptoms=())) == {}


def test_a_note_is_signed_once_whatever_it_holds() -> None:
    signed = ["to_confirm"]
    assert _states(_items(visit=visit()), "any.signed", "any.consent") == [*signed, ""]
    assert _states(_items(biopsy("A")), "any.signed", "any.consent") == [*signed, *signed]
    assert _items() == {}


def test_a_date_before_the_tables_has_no_checklist() -> None:
    old = replace(encounter(biopsy("A")), date_of_service=DAY.replace(year=2001))
    assert checklist(old, coder().code(old), rule_tables()) == ()


def test_a_payers_own_items_are_asked_of_that_payer_only() -> None:
    given = Drug(hcpcs="J3301", dose_mg=cm("10"), container="single_dose", diagnosis="acne")
    assert "injection.waste" in _items(services=(given,), payer="medicare")
    assert "injection.waste" not in _items(services=(given,), payer="commercial")


EVERYTHING = (
    biopsy("A"),
    nevus("B", "chest", shaved("0.4")),
    keratoses("C", 3),
    cancer("D", "nose", destroyed("0.5")),
    lesion("E", "cheek", Destruction(method="laser", area_cm2=cm("4")), diagnosis="port wine stain"),
    nevus("F", "chest", cut_out("1.6")),
    cancer("G", "back_upper", cut_out("1.6"), closed("complex", "3")),
    cancer("H", "nose", staged(2), AdjacentTissueTransfer(area_cm2=cm("4"))),
    lesion("I", "cheek", IntralesionalInjection(drug="J3301", dose_mg=cm("5")), diagnosis="keloid"),
    lesion("J", "thigh", IncisionDrainage(what="abscess", complicated=True), diagnosis="abscess"),
    lesion("K", "heel", Debridement(depth="skin", area_cm2=cm("4")), diagnosis="ulcer of heel"),
    lesion("L", "great_toe", Nail(what="debridement", digits=("RT1",)), diagnosis="onychomycosis"),
    lesion("M", "sole", Paring(), diagnosis="callus"),
    lesion("N", "scalp", PhotodynamicTherapy(applied_by="clinician"), diagnosis="actinic keratosis"),
    lesion("O", "forehead", ComedoneExtraction(), diagnosis="acne"),
)
SERVICES: tuple[AnyProcedure, ...] = (
    Phototherapy(light="puva", supervised_hours=cm("4"), diagnosis="psoriasis"),
    Phototherapy(light="excimer", area_cm2=cm("100"), diagnosis="psoriasis"),
    PatchTest(count=40, diagnosis="allergic contact dermatitis"),
    ChemicalPeel(depth="epidermal", facial=True, diagnosis="acne"),
    Laboratory(test="koh", diagnosis="tinea corporis"),
    Drug(hcpcs="J0585", dose_mg=cm("50"), container="single_dose", diagnosis="L74.510"),
)


def _teaching(charted: Encounter) -> Answer:
    """An answer whose visit carries every modifier that the table asks about."""
    answer = coder().code(charted)
    lines = tuple(
        replace(line, modifiers=(*line.modifiers, "GC")) if line.is_visit else line for line in answer.lines
    )
    return replace(answer, lines=lines)


def _everything() -> Iterator[Encounter]:
    """Encounters of a Medicare patient that hold one lesion or service each, with a visit and a notice."""
    patient = PatientFacts(age=cm("70"), sex="F", established=True, class_findings=("A",))
    by_time = Visit(minutes=35, separate=True, diagnoses=("psoriasis",))
    facts: dict[str, Any] = {"payer": "medicare", "notice": Notice(kind="abn_mandatory", signed=True)}
    for seen in (visit(), by_time):
        for spot in EVERYTHING:
            yield replace(encounter(spot, visit=seen, **facts), patient=patient)
        for service in SERVICES:
            yield replace(encounter(services=(service,), visit=seen, **facts), patient=patient)


def test_every_item_of_the_table_is_reached() -> None:
    reached = {item.key for one in _everything() for item in checklist(one, _teaching(one), rule_tables())}
    assert set(ROWS) - reached == set()


FIELDS: dict[str, tuple[type, ...]] = {
    "encounter": (Encounter,),
    "patient": (PatientFacts,),
    "visit": (Visit,),
    "notice": (Notice,),
    "lesion": (Lesion,),
}


@pytest.mark.parametrize("key", sorted(ROWS))
def test_an_item_asks_for_facts_that_the_encounter_has(key: str) -> None:
    row = ROWS[key]
    assert row["label"] and row["rule"]
    assert row["on"] in ("note", "done", "lesion", "procedure", "visit", "notice")
    kinds = row.get("kinds", ())
    assert set(kinds) <= set(BY_KIND) and set(row.get("beside", ())) <= set(BY_KIND)
    assert (row["on"] == "procedure") == bool(kinds)
    records = FIELDS | {"procedure": tuple(r for r in AnyProcedure.__args__ if kind_of(r) in kinds)}
    for wanted in row.get("facts", ()):
        for path in wanted.split(" + "):
            record, _, field = path.partition(".")
            assert any(field in each.__dataclass_fields__ for each in records[record])


def test_every_rule_is_as_grave_as_the_auditors_list_says_and_has_a_source() -> None:
    """Compliance 3: a warning where it could be lost in audit, never an error where a code stands."""
    assert {row["severity"] for row in RULES.values()} <= {"warning", "info"}
    assert all(row["source"] and row["says"][-1] in ".?" for row in RULES.values())


def test_a_mohs_record_asks_for_the_pathology_before() -> None:
    items = _items(cancer("A", "nose", Mohs(stages=(2,))))
    assert _states(items, "mohs.proof", "mohs.blocks", "mohs.map") == ["missing", "charted", "to_confirm"]
